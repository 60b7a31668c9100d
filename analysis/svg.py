"""SVG pictures made small: the same picture to the eye, in a fraction of the bytes.

Vega writes every point of a boundary with three decimals, far closer than a screen can show, and
names the fonts at every word: a map of the cities comes to 2.4 MB.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

TOLERANCE = 0.2  # px; half the width of the thinnest border on the maps
_NUMBER = r"-?\d+(?:\.\d+)?"
_POINT = f"{_NUMBER},{_NUMBER}"
_PATH = re.compile(rf'(?<=\sd=")(?:M{_POINT}(?:L{_POINT})+Z?)+(?=")')
_LINE = re.compile("M([^MZ]+)(Z?)")
_CLIP = re.compile(r'<clipPath id="([^"]+)">(.*?)</clipPath>', re.DOTALL)
_FONT = re.compile(' font-family="[^"]*"')
_SHIFT = re.compile(rf"translate\(({_NUMBER}),({_NUMBER})\)")
_SPOKEN = re.compile(' (?:aria-[a-z]+|role)="[^"]*"')

Points = NDArray[np.float64]
Numbers = NDArray[np.int64]


def compact(svg: str, tolerance: float = TOLERANCE) -> str:
    """The same picture, smaller: no line is off by more than ``tolerance`` px and a rounding to 0.1.

    No area and no line is lost, however small. Only paths of straight lines are drawn anew; names,
    colours and words stay. Equal pictures come out equal, whatever was drawn before them.
    """
    return _in_steps(_clips_by_content(_said_once(svg)), tolerance)


def silent(svg: str) -> str:
    """A picture without its words for screen readers, for where a text stands in its place."""
    return _SPOKEN.sub("", svg)


def _said_once(svg: str) -> str:
    """The fonts on the picture where all its words share them; no shifts by nothing or by less."""
    fonts = _FONT.findall(svg)
    if len(set(fonts)) == 1 and len(fonts) == svg.count("<text"):
        svg = _FONT.sub("", svg).replace("<svg", f"<svg{fonts[0]}", 1)
    svg = svg.replace(' transform="translate(0,0)"', "")
    return _SHIFT.sub(lambda by: f"translate({_hundredths(by[1])},{_hundredths(by[2])})", svg)


def _hundredths(number: str) -> str:
    return f"{float(number):.2f}".rstrip("0").rstrip(".")


def _clips_by_content(svg: str) -> str:
    """Each clip once, named after what it is: the renderer's own names count on from picture to
    picture, and several pictures may stand in one document.
    """
    names: dict[str, str] = {}
    held: set[str] = set()

    def renamed(clip: re.Match[str]) -> str:
        name = names[clip[1]] = f"clip-{sha256(clip[2].encode()).hexdigest()[:8]}"
        again = name in held
        held.add(name)
        return "" if again else f'<clipPath id="{name}">{clip[2]}</clipPath>'

    svg = _CLIP.sub(renamed, svg)
    return re.sub(r"url\(#([^)]+)\)", lambda used: f"url(#{names.get(used[1], used[1])})", svg)


# ---- lines -----------------------------------------------------------------------------------------


def _in_steps(svg: str, tolerance: float) -> str:
    """All paths of straight lines, thinned and in relative steps of tenths of a pixel."""
    drawn = iter(_thinned(tuple(_PATH.findall(svg)), tolerance))
    return _PATH.sub(lambda _: next(drawn), svg)


@lru_cache(maxsize=4)  # the states of a map share its shapes
def _thinned(shapes: tuple[str, ...], tolerance: float) -> tuple[str, ...]:
    lines = [line for shape in shapes for line in _LINE.finditer(shape)]
    if not lines:
        return shapes
    # All lines as one array: numpy is quick with a hundred thousand points, not a thousand times.
    joined = ",".join([line[1].replace("L", ",") for line in lines])
    points = np.fromstring(joined, sep=",").reshape(-1, 2)
    ends = np.cumsum([line[1].count(",") for line in lines])
    starts = np.r_[0, ends[:-1]]
    kept = _kept(points, starts, ends - 1, tolerance)
    tenths = np.rint(points * 10).astype(np.int64)
    drawn = iter(
        [
            _stepped(line, tenths[start:end][kept[start:end]])
            for line, start, end in zip(lines, starts.tolist(), ends.tolist(), strict=True)
        ]
    )
    return tuple(_LINE.sub(lambda _: next(drawn), shape) for shape in shapes)


def _kept(points: Points, starts: Numbers, ends: Numbers, tolerance: float) -> NDArray[np.bool_]:
    """Which points must stay, by the rule of Douglas and Peucker for all lines at once.

    Between two points that stay, the one farthest from the straight line between them stays too,
    until none is farther than the tolerance.
    """
    kept = np.zeros(len(points), dtype=bool)
    kept[starts] = kept[ends] = True
    while len(starts):
        open_ = ends - starts > 1
        starts, ends = starts[open_], ends[open_]
        sizes = ends - starts - 1
        if not len(sizes):
            break
        firsts = np.cumsum(sizes) - sizes
        stretch = np.repeat(np.arange(len(sizes)), sizes)
        between = np.arange(len(stretch)) - firsts[stretch] + starts[stretch] + 1
        away = _away(points[between], points[starts[stretch]], points[ends[stretch]])
        most = np.maximum.reduceat(away, firsts)
        at_most = np.flatnonzero(away == most[stretch])
        farthest = between[at_most[np.searchsorted(stretch[at_most], np.arange(len(sizes)))]]
        far = most > tolerance
        middles = farthest[far]
        kept[middles] = True
        starts, ends = np.r_[starts[far], middles], np.r_[middles, ends[far]]
    return kept


def _away(points: Points, start: Points, end: Points) -> Points:
    """How far points are from the straight lines between two others."""
    along, to = end - start, points - start
    squared = (along**2).sum(axis=1)
    share = np.divide(
        (to * along).sum(axis=1), squared, out=np.zeros(len(squared)), where=squared > 0
    )
    across, down = (to - np.clip(share, 0, 1)[:, None] * along).T
    return np.hypot(across, down)


def _stepped(line: re.Match[str], tenths: Numbers) -> str:
    """A line as its first point and the steps from there; as it was where it is too small."""
    steps = np.diff(tenths, axis=0)
    steps = steps[steps.any(axis=1)]
    if len(steps) < (2 if line[2] else 1):
        return line[0]
    across, down = tenths[0].tolist()
    body = "".join([_after(across) + _after(down) for across, down in steps.tolist()])
    return f"M{_written(across)} {_written(down)}l{body.lstrip()}{line[2].lower()}"


@cache
def _written(tenths: int) -> str:
    """A number of tenths as short as SVG allows: -.5, 3, 12.1."""
    whole, rest = divmod(abs(tenths), 10)
    number = f"{whole or ''}.{rest}" if rest else str(whole)
    return f"-{number}" if tenths < 0 else number


@cache
def _after(tenths: int) -> str:
    """The same after another number, from which a minus parts it as well as a space."""
    return _written(tenths) if tenths < 0 else f" {_written(tenths)}"
