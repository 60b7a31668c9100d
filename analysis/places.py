"""Names as people write them, and the one place or organisation each of them means.

The register joins ``geo/places.csv`` (every province, city and county-level unit) with
``geo/organisations.csv`` (ministries, 兵团, the nation). Nothing can be read without it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from analysis import tables
from analysis.report import EditionError, Problem, nearest
from analysis.schema import CONTEXT

_ROOT = Path(__file__).parents[1]
MUNICIPALITIES = ("110000", "120000", "310000", "500000")
# 计划单列市: cities with a province's powers over their economy; not capitals.
SEPARATE_PLANNING = ("210200", "330200", "350200", "370200", "440300")
CAPITAL, SEAT, SEPARATE = "省会", "首府", "计划单列市"
TAIWAN, HONG_KONG, MACAO = "710000", "810000", "820000"
_LEVELS = ("province", "city", "county")
_COLUMNS = (
    *("code", "name", "short", "level", "parent", "region"),
    *("pinyin", "initials", "x", "y", "lon", "lat"),
)
_RESTORE = (
    "这是地名与单位的名册，各页都要用到；请补回这个文件，"
    "所缺的文件由 python -m analysis doctor 列出"
)


@dataclass(frozen=True)
class Place:
    """A place or organisation. ``kind`` is province, city, county, 部委, 单列 or 全国.

    ``x`` and ``y`` are planar metres of the project's maps; 0 where there is no place to show.
    """

    code: str
    name: str
    short: str
    kind: str
    parent: str = ""
    region: str = ""
    pinyin: str = ""
    initials: str = ""
    x: int = 0
    y: int = 0
    lon: float = 0.0
    lat: float = 0.0

    @property
    def on_map(self) -> bool:
        return self.kind in _LEVELS


@dataclass(frozen=True)
class Reconciliation:
    """Names joined on codes, and what either side has left over."""

    matched: dict[str, str]
    unmapped: tuple[str, ...]
    unused: tuple[str, ...]


@cache
def register() -> dict[str, Place]:
    """Every known place and organisation by code, in the order of their codes.

    Raises ``EditionError`` where a file of the register is missing or broken.
    """
    rows = _read("places", _COLUMNS)
    try:
        found = {
            row.code: Place(
                row.code,
                row.name,
                row.short,
                row.level,
                row.parent,
                row.region,
                row.pinyin,
                row.initials,
                int(row.x),
                int(row.y),
                float(row.lon),
                float(row.lat),
            )
            for row in rows.itertuples(index=False, name="Row")
        }
    except ValueError as error:
        problem = Problem("geo/places.csv", "type", f"坐标不是数字。{_RESTORE}")
        raise EditionError([problem]) from error
    for row in _organisations().itertuples(index=False, name="Row"):
        found[row.code] = Place(
            row.code, row.name, row.short, row.kind, pinyin=row.pinyin, initials=row.initials
        )
    return found


def _organisations() -> pd.DataFrame:
    return _read("organisations", CONTEXT["organisations"].column_names)


def _read(name: str, columns: Iterable[str]) -> pd.DataFrame:
    """A file of the register as text; one that cannot be used is told like any other."""
    file = f"geo/{name}.csv"
    try:
        content = (_ROOT / file).read_bytes()
    except OSError as error:
        raise EditionError([Problem(file, "source", _RESTORE)]) from error
    text = tables.decode(file, content)
    raw = text if isinstance(text, Problem) else tables.parse(file, text)
    if isinstance(raw, Problem):
        raise EditionError([raw])
    faults = [
        Problem(file, "missing-column", _RESTORE, 1, column)
        for column in columns
        if column not in raw.header
    ]
    faults += [
        Problem(file, "ragged-row", f"表头有 {len(raw.header)} 列，此行有 {len(cells)} 个", number)
        for number, cells in raw.rows
        if len(cells) != len(raw.header)
    ]
    if faults:
        raise EditionError(faults)
    return pd.DataFrame([row for _, row in raw.records()], columns=list(raw.header))


def get(code: str) -> Place | None:
    """The place with this code, or None."""
    return register().get(code)


def of(codes: Iterable[str]) -> list[Place]:
    """The known places of these codes, in the given order."""
    return [place for code in codes if (place := get(code))]


def parent(code: str) -> Place | None:
    """The unit one level up: a city's province, a district's city."""
    place = get(code)
    return get(place.parent) if place and place.parent else None


def province(code: str) -> Place | None:
    """The province a place lies in; a province's own self; None for organisations."""
    place = get(code)
    while place and place.parent:
        place = get(place.parent)
    return place if place and place.kind == "province" else None


def role(code: str) -> str:
    """What a city is to its province: ``CAPITAL``, ``SEAT`` of an 自治区 or ``SEPARATE``; else empty."""
    if code in SEPARATE_PLANNING:
        return SEPARATE
    place, above = get(code), parent(code)
    if place is None or above is None or place.kind != "city" or not code.endswith("0100"):
        return ""
    return SEAT if above.name.endswith("自治区") else CAPITAL


def query(code: str) -> dict[str, str]:
    """A place as an address names it: by ``code`` where it has six digits, else by ``id``."""
    return {"code" if code.isdigit() else "id": code}


def lies_in(code: str, above: str) -> bool:
    """Whether a place lies in another, at any level below it."""
    place = get(code)
    while place and place.parent:
        if place.parent == above:
            return True
        place = get(place.parent)
    return False


def located(code: str) -> str:
    """The name with its city or province before it where it needs one: 青岛市崂山区."""
    place = get(code)
    if place is None:
        return ""
    above = get(place.parent) if place.kind == "county" else None
    return f"{above.name}{place.name}" if above else place.name


def normalise(name: str) -> str:
    """Full-width forms, spaces and invisible characters made plain."""
    text = unicodedata.normalize("NFKC", name)
    return "".join(c for c in text if not c.isspace() and unicodedata.category(c) != "Cf")


@cache
def _index() -> dict[str, tuple[str, ...]]:
    """Each way of writing a name to the codes it may mean; a higher level takes a bare name."""
    ways: dict[str, tuple[int, list[str]]] = {}

    def add(way: str, code: str, rank: int) -> None:
        held = ways.get(way)
        if held is None or rank < held[0]:
            ways[way] = (rank, [code])
        elif rank == held[0] and code not in held[1]:
            held[1].append(code)

    for place in register().values():
        rank = _LEVELS.index(place.kind) if place.on_map else 0
        add(place.name, place.code, rank)
        add(place.short, place.code, rank)
        for prefix in _prefixes(place):
            add(prefix + place.name, place.code, rank)
            add(prefix + place.short, place.code, rank)
    for row in _organisations().itertuples(index=False, name="Row"):
        for alias in filter(None, row.aliases.split("；")):
            add(normalise(alias), row.code, 0)
    return {way: tuple(codes) for way, (_, codes) in ways.items()}


def _prefixes(place: Place) -> list[str]:
    """What people write before a name: the city, the province, or both, full or short."""
    above = get(place.parent)
    if above is None:
        return []
    own = [above.short, above.name]
    further = _prefixes(above)
    return [*own, *further, *(first + second for first in further for second in own)]


def candidates(name: str) -> list[Place]:
    """All places a written name may mean: 朝阳区 may mean two."""
    return of(_index().get(normalise(name), ()))


def beginning(written: str) -> str:
    """The longest name that a text begins with, or an empty text: 宁夏 of 宁夏应用系统."""
    ends = range(len(written), 1, -1)
    return next((written[:end] for end in ends if written[:end] in _index()), "")


def find(name: str, code: str = "") -> Place | None:
    """The one place a written name means, with ``code`` deciding among several; else None."""
    found = candidates(name)
    if len(found) > 1:
        found = [place for place in found if place.code == code]
    return found[0] if len(found) == 1 else None


@cache
def suggest(name: str) -> str:
    """The known name nearest to an unknown one, or an empty text."""
    close = nearest(normalise(name), _index())
    found = candidates(close) if close else []
    return found[0].name if found else ""


def advice(name: str) -> str:
    """What to do about a name that ``find`` does not know: choose among several, or correct it."""
    several = candidates(name)
    if len(several) > 1:
        listed = "、".join(f"{located(place.code)}（{place.code}）" for place in several[:6])
        return f"有多个同名地方，请写明上级或填写代码：{listed}"
    near = suggest(name)
    return f"是否应为{near}？" if near else "不是已知的地方或部委；请核对写法"


def reconcile(names: Iterable[str], among: Iterable[Place]) -> Reconciliation:
    """Join written names to places: what matched, names that mean none, places never named."""
    matched: dict[str, str] = {}
    unmapped: list[str] = []
    for name in dict.fromkeys(names):
        place = find(name)
        if place:
            matched[name] = place.code
        else:
            unmapped.append(name)
    named = set(matched.values())
    unused = tuple(place.name for place in among if place.code not in named)
    return Reconciliation(matched, tuple(unmapped), unused)
