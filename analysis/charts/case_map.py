"""Where cases and practices are: the nation as a figure, one province as a map to move about in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import count
from math import cos, log, log2, pi, radians, sin, tan
from types import MappingProxyType
from typing import Any

import pandas as pd
import pydeck as pdk
from pydeck.bindings.json_tools import default_serialize

from analysis import cards, library, places, text
from analysis.charts import labels, maps
from analysis.edition import Edition, records, remembered, remembered_lately
from analysis.figure import Figure, map_figure
from analysis.places import Place
from analysis.theme import ACCENT, BORDER, FONTS, INK, QUIET, theme_hue
from geo.boundaries import LostMap, outlines

MARKS = {library.CASE: "●", library.PRACTICE: "◆"}
SEVERAL, NO_THEME = "多个或未列主题", "未列主题"
HAINAN = "460000"  # never without 南海诸岛, which only the map of the nation shows
NOTHING_HERE = "没有所选的案例或做法"
HEIGHT = 440  # px; of a close-up
HOW = (
    "点一个省或一个点，进到一省一市；也可在上面“地方”中选择。进去后点标记看卡片，右侧名单可作同样的选择；"
    "地图未能画出时，下面的清单列有全部内容。"
)
_FITTED = (330, 400)  # px; what a close-up shows at first fits in so much, on a phone too
_GROUND = [246, 248, 250]
_MARK, _NAME = 20, 13  # px; marks and names of a close-up
_APART = 16  # px; so much of a mark is paint
_TIP = {"maxWidth": "15em", "fontSize": "13px", "color": "#ffffff", "backgroundColor": INK}
_LEVEL = "cities"  # the boundaries of a close-up

Choice = tuple[tuple[str, ...], tuple[str, ...]]  # kinds and themes; none of either stands for all
ALL: Choice = ((), ())


def place_of(opened: pd.DataFrame) -> str:
    """The code of the place of an opened entry; empty where none is, or it is not on the map."""
    return next(filter(_on_map, opened["code"]), "")


@remembered_lately
def chosen(edition: Edition, choice: Choice = ALL, place: str = "") -> pd.DataFrame:
    """The entries of the library of some kinds and themes, of a place and all that lies in it."""
    kinds, wanted = choice
    found = library.choose(library.entries(edition), {"kind": kinds, "theme": wanted})
    if not place:
        return found
    return found[[code == place or places.lies_in(code, place) for code in found["code"]]]


def kept(opened: pd.DataFrame, found: pd.DataFrame, place: str) -> tuple[pd.DataFrame, str]:
    """An opened entry if it is among those shown, and why it is not."""
    if opened["entry"].isin(found["entry"]).all():
        return opened, ""
    (row,) = records(opened)
    where = places.located(place) or "全国"
    return opened[:0], f"{row.title}（{places.located(row.code)}）不在{where}所选的条目中，未打开。"


@remembered
def located(edition: Edition) -> tuple[str, ...]:
    """The places on the map with an entry in them, provinces and cities among them, by code."""
    held: set[str] = set()
    for place in places.of(library.entries(edition)["code"]):
        above: Place | None = place if place.on_map else None
        while above:
            held.add(above.code)
            above = places.parent(above.code)
    return tuple(sorted(held))


def _on_map(code: str) -> bool:
    place = places.get(code)
    return bool(place and place.on_map)


def split(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Entries with a place on the map by the codes of their places, and those without one."""
    on_map = rows["code"].map(_on_map).astype(bool)
    return rows[on_map].sort_values("code", kind="stable"), rows[~on_map]


@remembered_lately
def why_whole(edition: Edition, choice: Choice, place: str) -> str:
    """Why a place is shown on the map of the whole nation; empty where it has a close-up."""
    found = places.get(place)
    if found is None:
        return ""
    above = places.province(place)
    if above and above.code == places.TAIWAN:
        return "台湾省资料暂缺，仍显示全国地图。"
    if chosen(edition, choice, place).empty:
        return f"{places.located(place)}{NOTHING_HERE}，仍显示全国地图。"
    if not found.on_map:
        return f"{found.name}不是地图上的一个地方，其案例与做法列在清单里。"
    if above and above.code == HAINAN:
        return "海南省连同南海诸岛一起显示，仍用全国地图。"
    return ""


@remembered
def sentence(edition: Edition) -> str:
    """How many entries there are, and how many of them have a place on the map."""
    rows = library.entries(edition)
    if rows.empty:
        return "本次材料未列“十大”优秀创新案例与特点趋势中的做法。"
    on_map, off_map = split(rows)
    apart = f"；另有{library.counted(off_map)}属部委或全国，不上图" if len(off_map) else ""
    on_it = f"“十大”优秀创新案例与特点趋势中的做法：上图{library.counted(on_map) or '无'}{apart}"
    return "；".join(filter(None, (on_it, library.merged(rows)))) + "。"


@remembered_lately
def result_sentence(edition: Edition, choice: Choice, place: str) -> str:
    """What the filters leave, in the nation or in a place."""
    found = chosen(edition, choice, place)
    where = places.located(place) if place else "全部"
    if found.empty:
        return f"{where}{NOTHING_HERE}；请减少条件，或换一个地方。"
    return f"{where}：{library.counted(found)}。"


@remembered_lately
def by_province(edition: Edition, choice: Choice = ALL) -> dict[str, str]:
    """The provinces that have something of a choice by code, in words: 广东 15."""
    on_map, _ = split(chosen(edition, choice))
    numbers = on_map["code"].map(_province_of).value_counts()
    return {code: f"{text.names([code])[0]} {numbers[code]}" for code in sorted(numbers.index)}


@remembered_lately
def lists(edition: Edition, choice: Choice, place: str) -> list[tuple[str, pd.DataFrame]]:
    """The lists of what is found in a place that are not empty, each with its heading."""
    on_map, off_map = split(chosen(edition, choice, place))
    both = (f"清单：{places.located(place) or '全国各地'}", on_map), ("不上图的案例与做法", off_map)
    return [(heading, table(edition, listed)) for heading, listed in both if len(listed)]


def table(edition: Edition, rows: pd.DataFrame) -> pd.DataFrame:
    """The entries as a list for a page; 主题 and 来源 are markup."""
    hues = _colours(edition)
    return pd.DataFrame(
        [
            (
                places.located(row.code),
                row.kind,
                row.title,
                "".join(_tag(theme, hues[theme]) for theme in row.theme) or NO_THEME,
                cards.source_html(cards.source_of(edition, row)),
            )
            for row in records(rows)
        ],
        columns=["地方或部委", "种类", "名称", "主题", "来源"],
    )


MARKUP = ("主题", "来源")


@remembered
def legend(edition: Edition) -> str:
    """What the colours and shapes of a close-up say, as markup."""
    shapes = "".join(f'<span class="tag">{mark} {kind}</span>' for kind, mark in MARKS.items())
    colours = "".join(_tag(theme, hue) for theme, hue in _colours(edition).items())
    return f'<div class="tags">{shapes}{colours}</div>'


def _tag(theme: str, hue: str) -> str:
    return f'<span class="tag"><i style="background:{hue}"></i>{escape(theme)}</span> '


@remembered
def _colours(edition: Edition) -> Mapping[str, str]:
    """What each colour of a mark says: a theme, or that there is not just one."""
    hues = {name: theme_hue(at) for at, name in enumerate(_themes(edition), start=1)}
    return MappingProxyType({**hues, SEVERAL: QUIET})


def _themes(edition: Edition) -> tuple[str, ...]:
    return library.facets(edition)["theme"].values


def _said_by_colour(held: Iterable[tuple[str, ...]], choice: Choice) -> str:
    """The one theme that some entries have, of those chosen; else that there is not just one."""
    every = {theme for one in held for theme in one}
    wanted = every & set(choice[1]) or every
    return wanted.pop() if len(wanted) == 1 else SEVERAL


def _colour_rule(choice: Choice) -> str:
    return f"颜色为{'所选' if choice[1] else ''}主题，{SEVERAL}的为灰色"


# ---- the nation ---------------------------------------------------------------------------------


def nation(edition: Edition, choice: Choice = ALL) -> Figure:
    """Every province and city with an entry as a point, districts with their city."""
    return _nation(edition, choice)


@remembered_lately
def _nation(edition: Edition, choice: Choice) -> Figure:
    found = chosen(edition, choice)
    on_map, off_map = split(found)
    by_place = {str(code): held for code, held in on_map.groupby(on_map["code"].map(_city_of))}
    apart = f"；{library.counted(off_map)}属部委或全国，不上图" if len(off_map) else ""
    return map_figure(
        "provinces",
        lambda: _spec(edition),
        lambda: {
            "rows": _areas(on_map, tuple(by_place)),
            "points": _points(by_place, choice),
            "legend": _legend(edition),
        },
        finding=_finding(on_map),
        shown=f"{edition.year} 年，一点为一个省或市，区县并入所在市；{_colour_rule(choice)}{apart}",
        source=f"{text.cite(edition, ())}，各条的原文行号见清单",
        alternative=_alternative(edition),
        notice=text.MAP_NOTICE,
        selection=maps.SELECTION,
    )


def _finding(on_map: pd.DataFrame) -> str:
    if on_map.empty:
        return "没有可以上图的案例或做法"
    provinces = on_map["code"].map(_province_of).nunique()
    return f"{library.counted(on_map)}分布在 {provinces} 个省级地区"


@remembered
def _alternative(edition: Edition) -> str:
    """The whole map in words, the same for every choice."""
    on_map, _ = split(library.entries(edition))
    held = on_map.groupby(on_map["code"].map(_province_of))
    told = "；".join(f"{text.names([code])[0]}：{library.counted(rows)}" for code, rows in held)
    return f"案例与做法所在地方的地图。全部条目中，{told or '没有可以上图的'}。"


def _province_of(code: str) -> str:
    above = places.province(code)
    return above.code if above else ""


def _city_of(code: str) -> str:
    place = places.register()[code]
    return place.parent if place.kind == "county" else code


def _areas(on_map: pd.DataFrame, points: tuple[str, ...]) -> pd.DataFrame:
    """The provinces, each with what it has; 香港 and 澳门 without a row are hatched."""
    held = on_map.groupby(on_map["code"].map(_province_of))
    words = {
        place.code: NOTHING_HERE
        for place in places.register().values()
        if place.kind == "province" and place.code not in (places.HONG_KONG, places.MACAO)
    }
    words |= {code: library.counted(rows) for code, rows in held}
    words[places.TAIWAN] = maps.NO_DATA
    lifts = labels.lifts(points)
    return pd.DataFrame(
        {
            "code": list(words),
            "theme": list(words.values()),
            "coloured": False,
            "lift": [lifts.get(code, 0) for code in words],
        }
    )


def _points(by_place: Mapping[str, pd.DataFrame], choice: Choice) -> pd.DataFrame:
    rows = []
    for code, held in by_place.items():
        place = places.register()[code]
        theme = _said_by_colour(held["theme"], choice)
        name = f"{place.short}：{library.counted(held)}"
        rows.append((code, theme, True, name, place.x, place.y, 0, 0, "left", ""))
    columns = ["code", "theme", "coloured", "name", "x", "y", "dx", "dy", "align", "label"]
    return pd.DataFrame(rows, columns=columns)


def _legend(edition: Edition) -> pd.DataFrame:
    words = [*_colours(edition), text.NOT_ASSESSED]
    return pd.DataFrame(
        {
            "place": range(len(words) - 1, -1, -1),
            "label": words,
            "theme": words,
            "coloured": [word != text.NOT_ASSESSED for word in words],
        }
    )


@remembered
def _spec(edition: Edition) -> Mapping[str, Any]:
    """The layers of provinces and cities; a click on either chooses it."""
    spec = maps.provinces_and_cities(maps.Colouring("theme", "内容", _colours(edition), {}))
    areas, *others = spec["layer"]
    click = {
        "name": maps.SELECTION,
        "select": {"type": "point", "fields": ["id", "code"], "on": "click", "clear": "mouseout"},
        "views": ["areas"],
    }
    layers = [{**areas, "name": "areas"}, *others]
    return MappingProxyType({**spec, "layer": layers, "params": [click, *spec["params"]]})


# ---- a province, a city, a district ---------------------------------------------------------------


class _Deck(pdk.Deck):
    """A deck without a base map, whose JSON has no spaces in it: a third of the usual size.

    It is written once, as bytes, and is then all that is kept: the layers would take more room.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        told: Any = {"default": default_serialize, "ensure_ascii": False, "sort_keys": True}
        self._json = json.dumps(self, separators=(",", ":"), **told).encode()
        self.layers: list[pdk.Layer] = []

    def to_json(self) -> str:
        return self._json.decode()


@dataclass(frozen=True, eq=False)
class CloseUp:
    """A province to move about in, framed on a place; the lines that go with it are text.

    Where the boundaries cannot be read, there is no ``deck``, and ``lost`` is their file.
    """

    deck: pdk.Deck | None
    finding: str
    shown: str
    source: str
    alternative: str
    notice: str
    lost: str = ""


def close_up(edition: Edition, place: str, choice: Choice = ALL, selected: str = "") -> CloseUp:
    """The province of a place with its cities and the entries in it, framed on the place.

    ``selected`` is the id of the entry with the outline. For places with a ``why_whole`` there is
    none: ValueError.
    """
    return _close_up(edition, place, choice, selected)


@remembered_lately
def _close_up(edition: Edition, place: str, choice: Choice, selected: str) -> CloseUp:
    if why := why_whole(edition, choice, place):
        raise ValueError(why)
    above = _province_of(place)
    drawn, _ = split(chosen(edition, choice, above))
    # Seen from so far, the districts of a city would lie on one another; a municipality is near.
    merged = place == above and place not in places.MUNICIPALITIES
    drawn["stands"] = drawn["code"].map(_city_of) if merged else drawn["code"]
    here = chosen(edition, choice, place)
    name = places.located(place)
    deck, lost = None, ""
    try:
        deck = _deck(edition, place, drawn, choice, selected)
    except LostMap as error:
        lost = str(error.filename)
    return CloseUp(
        deck=deck,
        finding=f"{name}：{library.counted(here)}",
        shown=f"{edition.year} 年，{places.register()[above].name}"
        f"{'，区县并入所在市' if merged else ''}；同一地方的挨在一起；{_colour_rule(choice)}",
        source=text.cite(edition, here["source_line"]),
        alternative=f"{name}的案例与做法地图。"
        + "；".join(f"{places.located(row.code)}：{row.title}" for row in records(drawn)),
        notice=text.MAP_NOTICE,
        lost=lost,
    )


def _deck(
    edition: Edition, place: str, drawn: pd.DataFrame, choice: Choice, selected: str
) -> pdk.Deck:
    province, (lon, lat, zoom) = _province_of(place), _framed(place)
    dots = _dots(edition, drawn, choice, zoom)
    layers = [
        pdk.Layer(
            "GeoJsonLayer",
            _bordered(province, place),
            id="areas",
            pickable=False,
            get_fill_color=_GROUND,
            get_line_color="properties.line",
            line_width_units=_literal("pixels"),
            get_line_width="properties.width",
        ),
        _text_layer(
            "names",
            _names(province, dots, zoom),
            size=_NAME,
            color="color",
            background=True,
            get_background_color=[*_GROUND, 190],
        ),
        _text_layer(
            "chosen",
            [dot for dot in dots if dot["entry"] == selected],
            size=_MARK + 10,
            color=_rgb(ACCENT),
        ),
        # Another name for each choice: the browser then forgets its own mark of what was clicked,
        # which would paint all the others grey.
        _text_layer(f"dots-{selected}", dots, size=_MARK, color="color", pickable=True),
    ]
    return _Deck(
        layers=layers,
        views=[pdk.View("MapView", controller={"dragRotate": False, "touchRotate": False})],
        initial_view_state=pdk.ViewState(
            longitude=lon, latitude=lat, zoom=zoom, min_zoom=zoom - 0.6, max_zoom=max(zoom + 2, 11)
        ),
        map_provider=None,
        tooltip={"text": "{tip}", "style": _TIP},
    )


def _literal(words: str) -> Any:
    return pdk.types.String(words)


def _text_layer(
    name: str, data: list[dict[str, Any]], *, size: int, color: Any, **more: Any
) -> pdk.Layer:
    return pdk.Layer(
        "TextLayer",
        data,
        id=name,
        **{"pickable": False, **more},
        get_text="text",
        get_position="position",
        get_size=size,
        get_color=color,
        get_pixel_offset="offset",
        character_set=_literal("auto"),
        font_family=_literal(", ".join(FONTS)),
        get_text_anchor=_literal("middle"),
        get_alignment_baseline=_literal("center"),
    )


def _rgb(colour: str) -> list[int]:
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]


@cache
def _cities(province: str) -> tuple[dict[str, Any], ...]:
    """The cities of a province (a municipality is one): code and GeoJSON geometry, degrees."""
    inside = {place.code for place in places.register().values() if place.parent == province}
    return tuple(
        {"code": one["properties"]["code"], "geometry": one["geometry"]}
        for one in outlines(_LEVEL, "units", inside | {province})
    )


def _bordered(province: str, place: str) -> list[dict[str, Any]]:
    """The cities with their borders; that of the chosen one is drawn last."""
    city = _city_of(place)
    plain = {"line": _rgb(BORDER), "width": 0.8}
    accent = {"line": _rgb(ACCENT), "width": 1.8}
    areas = sorted(_cities(province), key=lambda area: area["code"] == city)
    return [
        {
            "type": "Feature",
            "geometry": area["geometry"],
            "properties": accent if area["code"] == city else plain,
        }
        for area in areas
    ]


def _dots(
    edition: Edition, drawn: pd.DataFrame, choice: Choice, zoom: float
) -> list[dict[str, Any]]:
    """One mark an entry, as near its own place as others leave room; small groups come first."""
    colours, found = _colours(edition), []
    taken: list[labels.Box] = []
    by_place = [(places.register()[str(code)], held) for code, held in drawn.groupby("stands")]
    for place, held in sorted(by_place, key=lambda one: len(one[1])):
        position = [place.lon, place.lat]
        for row in records(held):
            room = ((offset, _box(position, zoom, offset, _APART, _APART)) for offset in slots())
            offset, box = next(one for one in room if labels.clear(one[1], taken))
            taken.append(box)
            themes = "、".join(row.theme) or NO_THEME
            found.append(
                {
                    "place": place.code,
                    "entry": row.entry,
                    "kind": row.kind,
                    "text": MARKS[row.kind],
                    "position": position,
                    "offset": offset,
                    "color": _rgb(colours[_said_by_colour([row.theme], choice)]),
                    # Begins with a place of the register: deck.gl takes words after @@ for code.
                    "tip": f"{places.located(row.code)}：{row.title}\n{row.kind}，{themes}",
                }
            )
    return found


def slots() -> Iterator[list[float]]:
    """Offsets in px from a place at which marks stand side by side, the nearest first, without end."""
    yield [0, 0]
    for ring in count(1):
        for step in range(6 * ring):
            turn = 2 * pi * step / (6 * ring)
            yield [round(18 * ring * cos(turn), 1), round(18 * ring * sin(turn), 1)]


def _names(province: str, dots: list[dict[str, Any]], zoom: float) -> list[dict[str, Any]]:
    """The names of all cities, and of the districts with a mark, as far as there is room at first."""
    marked = dict.fromkeys(dot["place"] for dot in dots)
    cities = [
        place.code
        for place in places.register().values()
        if place.parent == province and place.kind == "city" and place.code not in marked
    ]
    taken = [_box(dot["position"], zoom, dot["offset"], _MARK, _MARK) for dot in dots]
    found = []
    for place in places.of([*marked, *cities]):
        position, width = [place.lon, place.lat], _NAME * len(place.short)
        own = [dot["offset"] for dot in dots if dot["place"] == place.code]
        for offset in _beside(own, width):
            box = _box(position, zoom, offset, width, _NAME)
            if labels.clear(box, taken):
                taken.append(box)
                found.append(
                    {
                        "text": place.short,
                        "position": position,
                        "offset": offset,
                        "color": _rgb(INK if own else QUIET),
                    }
                )
                break
    return found


def _beside(marks: list[list[float]], width: float) -> list[list[float]]:
    """Where a name may stand: on a place without marks; below, above, right or left of marks."""
    if not marks:
        return [[0, 0]]
    across, down = (max(abs(mark[side]) for mark in marks) + _MARK / 2 for side in (0, 1))
    over, aside = down + _NAME / 2 + 1, across + width / 2 + 3
    return [[0, over], [0, -over], [aside, 0], [-aside, 0]]


def _box(
    position: list[float], zoom: float, offset: list[float], width: float, height: float
) -> labels.Box:
    """Left, top, right, bottom in px of the world at a zoom."""
    world = 512 * 2**zoom
    x = position[0] / 360 * world + offset[0]
    y = -_mercator(position[1]) / (2 * pi) * world + offset[1]
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _framed(place: str) -> tuple[float, float, float]:
    """Longitude, latitude and zoom at which a place fills a close-up."""
    found = places.register()[place]
    if found.kind == "county":
        return found.lon, found.lat, _framed(found.parent)[2] + 0.4
    areas = _cities(_province_of(place))
    shown = [area for area in areas if found.kind == "province" or area["code"] == place]
    points = [
        point
        for area in shown
        for polygon in area["geometry"]["coordinates"]
        for point in polygon[0]
    ]
    lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
    west, east, south, north = min(lons), max(lons), min(lats), max(lats)
    across, down = (east - west) / 360, (_mercator(north) - _mercator(south)) / (2 * pi)
    width, height = _FITTED
    zoom = min(log2(width / 512 / across), log2(height / 512 / down))
    return (west + east) / 2, (south + north) / 2, round(zoom, 2)


def _mercator(lat: float) -> float:
    return log(tan(pi / 4 + radians(lat) / 2))
