"""Tier maps of the provinces and of the cities, on complete territory with inset and dashes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, NamedTuple

import altair as alt
import pandas as pd

from analysis import places, text, tiers
from analysis.edition import Edition, remembered
from analysis.figure import Figure, borders, freeze, map_figure, topology
from analysis.schema import CITIES, PROVINCIAL, TIERS
from analysis.theme import ACCENT, BORDER, GROUND, HATCH, INK, QUIET, TIER_FILL, TIER_INK
from geo.boundaries import bounds

SELECTION = "place"
NOT_ASSESSED, NO_DATA, AS_PROVINCE = text.NOT_ASSESSED, "资料暂缺", "列入省级评估"
DESIGNED = 720  # px; the width for which geo/ places its labels
MARGIN = 4  # px around the territory, for strokes
NARROW = 520  # px; below it labels shrink and the names of cities give way to the list
LEAST_SCALE, LEAST_CITY_SCALE = 0.92, 0.85  # of the names of provinces and of cities
CITY_SIZE = 11  # px; the names of cities
DOT = 80  # px²; a city's dot
ENLARGED = "enlarged"  # a parameter: how much larger names and legend are, for a wall


class Colouring(NamedTuple):
    """What the colours of a map say: a field of its rows, the field's title, fill and ink by value."""

    field: str
    title: str
    fill: Mapping[str, str]
    ink: Mapping[str, str]

    @property
    def value(self) -> str:
        """The field in an expression."""
        return f"datum.{self.field}"

    @property
    def colour(self) -> str:
        """The fill in an expression; ``coloured`` rows alone have one."""
        return f"datum.coloured ? {self.field}s[{self.value}] : '{GROUND}'"


TIER = Colouring("tier", "档次", TIER_FILL, TIER_INK)

# A square crossed by three strokes: the legend's picture of the hatch.
_HATCHED_SQUARE = "M-1,-1H1V1H-1ZM-1,0L0,-1M-1,1L1,-1M0,1L1,0"

# Pixel offsets of city names that would otherwise cover a neighbour.
_CITY_LABELS: dict[str, tuple[int, int, str]] = {
    "110000": (0, -12, "center"),
    "130100": (8, 5, "left"),
    "140100": (-8, 0, "right"),
    "150100": (-8, 0, "right"),
    "320100": (2, -12, "center"),
    "330100": (-8, 2, "right"),
    "340100": (-8, 3, "right"),
    "350100": (-8, 0, "right"),
    "350200": (-8, 2, "right"),
    "360100": (8, 4, "left"),
    "370100": (0, 13, "center"),
    "420100": (-8, 2, "right"),
    "430100": (-8, 2, "right"),
    "440100": (-8, -3, "right"),
    "440300": (2, 13, "center"),
    "630100": (-8, -2, "right"),
    "640100": (-8, 0, "right"),
}


def province_map(edition: Edition, *, shown: Collection[str] = TIERS, selected: str = "") -> Figure:
    """Provinces filled by tier; ``shown`` tiers have their colour, ``selected`` (code) an outline."""
    return _province_map(edition, tuple(shown), selected)


def city_map(edition: Edition, *, shown: Collection[str] = TIERS, selected: str = "") -> Figure:
    """Assessed cities as areas and dots filled by tier, over the outlines of the provinces."""
    return _city_map(edition, tuple(shown), selected)


@remembered
def _province_map(edition: Edition, shown: tuple[str, ...], selected: str) -> Figure:
    return map_figure(
        "provinces",
        _province_spec,
        lambda: {
            "rows": _rows(edition, PROVINCIAL, shown, selected),
            "legend": _legend(edition, PROVINCIAL, shown),
        },
        **_lines_of(edition, PROVINCIAL),
        notice=text.MAP_NOTICE,
        selection=SELECTION,
    )


@remembered
def _city_map(edition: Edition, shown: tuple[str, ...], selected: str) -> Figure:
    rows = _rows(edition, CITIES, shown, selected)
    return map_figure(
        "cities",
        _city_spec,
        lambda: {
            "rows": rows,
            "points": _points(rows),
            "legend": _legend(edition, CITIES, shown),
        },
        **_lines_of(edition, CITIES),
        notice=text.MAP_NOTICE,
        selection=SELECTION,
    )


@remembered
def _lines_of(edition: Edition, group: str) -> dict[str, str]:
    """What is said of a group's map, whatever of it is coloured."""
    results = edition["results"]
    assessed = results[results["group"] == group]
    off_map = assessed[~assessed["code"].isin(list(_status(edition, group)))]
    shown = f"{edition.year} 年{text.GROUP_NOUN[group]}档次，{len(assessed)} 个单位"
    if not off_map.empty:
        shown += f"，其中{'、'.join(off_map['organisation'])}单列，不上图"
    return {
        "finding": text.tier_finding(edition, group),
        "shown": shown + ("；城市同时以面和点表示" if group == CITIES else ""),
        "source": text.cite(edition, assessed["source_line"]),
        "alternative": text.tier_alternative(edition, group),
    }


@remembered
def _status(edition: Edition, group: str) -> dict[str, str]:
    """The tier of each unit on a group's map, or why an area has none."""
    results = edition["results"]
    tier = results[results["group"] == group].set_index("code")["tier"]
    apart = dict.fromkeys(tiers.as_provinces(edition), AS_PROVINCE) if group == CITIES else {}
    on_map = {place.code: tier[place.code] for place in places.of(tier.index) if place.on_map}
    return {**apart, places.TAIWAN: NO_DATA, **on_map}


def _rows(edition: Edition, group: str, shown: Collection[str], selected: str) -> pd.DataFrame:
    """What the map is told: code, tier (or why there is none), coloured, selected."""
    status = _status(edition, group)
    if selected and selected not in status and places.get(selected):
        status[selected] = NOT_ASSESSED
    return pd.DataFrame(
        {
            "code": list(status),
            "tier": list(status.values()),
            "coloured": [tier in shown for tier in status.values()],
            "selected": [code == selected for code in status],
        }
    )


def _points(rows: pd.DataFrame) -> pd.DataFrame:
    """Assessed cities and 直辖市 as dots: planar place, short name and the offsets of its label."""
    rows = rows[rows["tier"].isin((*TIERS, AS_PROVINCE))].reset_index(drop=True)
    found = places.of(rows["code"])
    offsets = [_CITY_LABELS.get(place.code, (8, 1, "left")) for place in found]
    return rows.assign(
        name=[place.short for place in found],
        x=[place.x for place in found],
        y=[place.y for place in found],
        dx=[dx for dx, _, _ in offsets],
        dy=[dy for _, dy, _ in offsets],
        align=[align for _, _, align in offsets],
    )


@remembered
def _legend(edition: Edition, group: str, shown: tuple[str, ...]) -> pd.DataFrame:
    """One row a legend entry from the bottom up: ``place``, ``label``, ``tier``, ``coloured``."""
    scale = tiers.scale(edition, group)
    entries = [
        (f"{row.tier} {row.interval} {row.count or '无'}", row.tier, row.tier in shown)
        for row in scale.itertuples()
    ]
    entries.append((NOT_ASSESSED, NOT_ASSESSED, True))
    if group == CITIES:
        entries.append((f"直辖市{AS_PROVINCE}", AS_PROVINCE, True))
    return pd.DataFrame(
        {
            "place": range(len(entries) - 1, -1, -1),
            "label": [label for label, _, _ in entries],
            "tier": [tier for _, tier, _ in entries],
            "coloured": [coloured for _, _, coloured in entries],
        }
    )


# Lines only: a transparent fill would catch the pointer meant for the area below.
_LINE: dict[str, Any] = {"filled": False, "fill": None, "aria": False}

# The spec goes to the browser with every answer to a click, so what layers share is said once:
# colours as a parameter, data and computed fields on the group that holds the layers.
_FILL = alt.Color("fill:N", scale=None)


def _joined(chart: Any, key: str, *fields: str) -> Any:
    return chart.transform_lookup(key, alt.LookupData(alt.NamedData("rows"), "code", list(fields)))


def _units(name: str, feature: str, width: float, says: Colouring = TIER) -> alt.Chart:
    """Areas filled by what their row says, those without a row included as not assessed."""
    chart = alt.Chart(topology(name, feature)).mark_geoshape(stroke=BORDER, strokeWidth=width)
    return (
        _joined(chart, "id", says.field, "coloured")
        .transform_calculate(status=f"{says.value} || '{NOT_ASSESSED}'", fill=says.colour)
        .encode(
            color=_FILL,
            tooltip=[
                alt.Tooltip("properties.name:N", title="名称"),
                alt.Tooltip("status:N", title=says.title),
            ],
        )
    )


def _hatch(name: str, width: float, says: Colouring = TIER) -> alt.Chart:
    chart = alt.Chart(topology(name, "hatch")).mark_geoshape(
        **_LINE, stroke=HATCH, strokeWidth=width
    )
    return _joined(chart, "id", says.field).transform_filter(
        f"!{says.value} || {says.value} === '{NOT_ASSESSED}'"
    )


def _lines(name: str, feature: str, colour: str, width: float) -> alt.Chart:
    return _drawn(topology(name, feature), colour, width)


def _drawn(data: alt.UrlData, colour: str, width: float) -> alt.Chart:
    return alt.Chart(data).mark_geoshape(
        **_LINE, stroke=colour, strokeWidth=width, strokeCap="round"
    )


def _outline(name: str) -> alt.Chart:
    """The selected place, drawn last so that no neighbour's border lies over it."""
    chart = alt.Chart(topology(name, "units")).mark_geoshape(
        **_LINE, stroke=ACCENT, strokeWidth=2.2
    )
    return _joined(chart, "id", "selected").transform_filter("datum.selected")


def _sized(wide: float, narrow: float) -> alt.ExprRef:
    return alt.ExprRef(f"width < {NARROW} ? {narrow} : {wide}")


def _large(wide: float, narrow: float) -> alt.ExprRef:
    return alt.ExprRef(f"(width < {NARROW} ? {narrow} : {wide}) * {ENLARGED}")


def _labels(name: str, *, provinces: bool, says: Colouring = TIER, lifted: bool = False) -> Any:
    """The names that stand on the map itself, white on dark fills; beside its area, on a halo.

    They keep the sizes for which geo/ has placed them; only the provinces' may stay larger.
    ``lifted``: the rows say how far a name gives way to a dot.
    """
    dark = [value for value, ink in says.ink.items() if ink != INK]
    lift = ("lift",) if lifted else ()
    dy = "(datum.properties.dy + (datum.lift || 0))" if lifted else "datum.properties.dy"
    drawn = "true" if provinces else "datum.kind !== 'province' && datum.kind !== 'sea'"
    ink = (
        f"datum.kind !== 'province' ? '{QUIET}' : datum.coloured && !datum.beside"
        f" && indexof({dark}, {says.value}) >= 0 ? '#ffffff' : '{INK}'"
    )
    options: dict[str, Any] = {
        "dx": alt.ExprRef("datum.dx"),
        "dy": alt.ExprRef("datum.dy"),
        "align": alt.ExprRef("datum.properties.align"),
        "fontSize": alt.ExprRef("datum.size"),
        "lineHeight": alt.ExprRef("datum.size * 1.2"),
        "lineBreak": "\n",
        "baseline": "middle",
        "aria": False,
    }
    names = alt.Chart().mark_text(**options)
    halo = names.mark_text(
        **options, stroke=GROUND, strokeWidth=2.2, strokeOpacity=0.75, strokeJoin="round"
    ).transform_filter("datum.beside")
    every = alt.layer(
        halo,
        names,
        data=topology(name, "labels"),
        encoding=alt.FacetedEncoding(
            longitude=alt.Longitude("properties.x:Q"),
            latitude=alt.Latitude("properties.y:Q"),
            text=alt.Text("properties.text:N"),
            color=alt.Color("ink:N", scale=None),
        ),
    )
    return (
        _joined(every, "properties.code", says.field, "coloured", *lift)
        .transform_calculate("kind", "datum.properties.kind")
        .transform_filter(
            f"{says.value} === '{NO_DATA}' || ({drawn})"
            f" && (width >= {NARROW} || datum.kind !== 'province')"
        )
        .transform_calculate(
            "scale",
            f"clamp(width / {DESIGNED},"
            f" {says.value} && {says.value} !== '{NO_DATA}' ? {LEAST_SCALE} : 0, 1.3)",
        )
        .transform_calculate("dx", "datum.properties.dx * datum.scale")
        .transform_calculate("dy", f"{dy} * datum.scale")
        .transform_calculate(
            "size",
            f"datum.properties.size * datum.scale * (datum.kind === 'province' ? {ENLARGED} : 1)",
        )
        .transform_calculate(
            "beside",
            "datum.kind === 'province' && (datum.properties.dx || datum.properties.dy)",
        )
        .transform_calculate("ink", ink)
    )


def _island_dots(name: str) -> alt.Chart:
    """Islands too small to see as areas."""
    return (
        alt.Chart(topology(name, "dots"))
        .mark_circle(size=5, color=INK, opacity=1)
        .encode(
            longitude="properties.x:Q", latitude="properties.y:Q", description="properties.text:N"
        )
    )


def _city_points(says: Colouring = TIER, label: str = "name", *, ringed: bool = False) -> Any:
    """Dots, and names beside them where there is room, on a halo that parts them from areas.

    ``ringed``: a light ring parts a dot from an area of its own colour.
    """
    scale = f"clamp(width / {DESIGNED}, {LEAST_CITY_SCALE}, 1.2)"
    options: dict[str, Any] = {
        "dx": alt.ExprRef(f"datum.dx * {scale}"),
        "dy": alt.ExprRef(f"datum.dy * {scale}"),
        "align": alt.ExprRef("datum.align"),
        "fontSize": alt.ExprRef(f"{CITY_SIZE} * {scale} * {ENLARGED}"),
        "opacity": _sized(1, 0),
        "baseline": "middle",
        "aria": False,
    }
    text_only = alt.Chart().encode(text=f"{label}:N")
    rings = (
        alt.Chart()
        .mark_point(filled=True, fill=GROUND, size=_sized(DOT * 2, 64), opacity=1, aria=False)
        .encode(shape=alt.ShapeValue("circle"))
    )
    dots = (
        alt.Chart()
        .mark_point(filled=True, size=_sized(DOT, 30), opacity=1, stroke=INK, strokeWidth=0.8)
        .transform_calculate(
            fill=says.colour, shape=f"{says.value} === '{AS_PROVINCE}' ? 'square' : 'circle'"
        )
        .encode(
            color=_FILL,
            shape=alt.Shape("shape:N", scale=None),
            tooltip=[
                alt.Tooltip("name:N", title="名称"),
                alt.Tooltip(f"{says.field}:N", title=says.title),
            ],
        )
    )
    return alt.layer(
        text_only.mark_text(**options, stroke=GROUND, strokeWidth=3, strokeJoin="round"),
        text_only.mark_text(**options, color=INK),
        *([rings] if ringed else []),
        dots,
        data=alt.NamedData("points"),
        encoding=alt.FacetedEncoding(longitude=alt.Longitude("x:Q"), latitude=alt.Latitude("y:Q")),
    )


def _legend_layers(says: Colouring = TIER) -> Any:
    """Swatches and words in the empty lower left, clear of every island and of the inset."""
    size = _large(190, 70)
    swatch = (
        alt.Chart()
        .transform_filter(f"{says.value} !== '{NOT_ASSESSED}'")
        .mark_square(stroke=BORDER, strokeWidth=0.8, opacity=1, size=size)
        .encode(color=_FILL)
    )
    hatch = (
        alt.Chart()
        .transform_filter(f"{says.value} === '{NOT_ASSESSED}'")
        .mark_point(shape=_HATCHED_SQUARE, stroke=QUIET, strokeWidth=0.8, size=size)
    )
    words = (
        alt.Chart()
        .mark_text(align="left", baseline="middle", dx=_large(14, 9), fontSize=_large(13, 8.5))
        .encode(text="label:N", color=alt.Color("ink:N", scale=None))
    )
    return alt.layer(
        swatch,
        hatch,
        words,
        data=alt.NamedData("legend"),
        encoding=alt.FacetedEncoding(x=alt.XValue(10), y=alt.Y("y:Q", scale=None, axis=None)),
    ).transform_calculate(
        y=f"height - 12 - datum.place * (width < {NARROW} ? 11.5 : 21) * {ENLARGED}",
        fill=says.colour,
        ink=f"datum.coloured ? '{INK}' : '{QUIET}'",
    )


def _composed(name: str, layers: list[Any], says: Colouring = TIER) -> Mapping[str, Any]:
    """Layers as one planar map whose height follows its width, so that nothing is cut off.

    The projection is fixed by the boundaries' own extent: left to fit itself, it would be fitted
    again, and every layer drawn anew, whenever the rows change.
    """
    west, south, east, north = bounds(name)
    scale = f"(width - {2 * MARGIN}) / {east - west}"
    chart = (
        alt.layer(*layers)
        .project(
            type="identity",
            reflectY=True,
            scale=alt.ExprRef(scale),
            translate=alt.ExprRef(
                f"[{MARGIN} - {west} * {scale}, {MARGIN} + {north} * {scale}]".replace("- -", "+ ")
            ),
        )
        .properties(width="container")
        .add_params(
            alt.param(name="height", expr=f"{2 * MARGIN} + {north - south} * {scale}"),
            alt.param(name=f"{says.field}s", value=dict(says.fill)),
            alt.param(name=ENLARGED, value=1),
        )
    )
    return freeze(chart)


def provinces_and_cities(says: Colouring, *, ringed: bool = False) -> Mapping[str, Any]:
    """The spec of a map with the provinces as areas and some cities as dots; nothing is selected.

    Its data: ``rows`` (code, the field, coloured, lift), ``points`` (as on the city map, ``label``
    for the name where there is room) and ``legend``. ``ringed`` dots can have the colour of their area.
    """
    return _composed(
        "provinces",
        [
            _units("provinces", "units", 0.8, says),
            _hatch("provinces", 0.7, says),
            _units("provinces", "inset", 0.5, says),
            _lines("provinces", "dashes", INK, 1.4),
            _lines("provinces", "frame", BORDER, 0.8),
            _island_dots("provinces"),
            _labels("provinces", provinces=True, says=says, lifted=True),
            _city_points(says, "label", ringed=ringed),
            _legend_layers(says),
        ],
        says,
    )


@cache
def _province_spec() -> Mapping[str, Any]:
    click = alt.selection_point(name=SELECTION, fields=["id"], on="click", clear="mouseout")
    return _composed(
        "provinces",
        [
            _units("provinces", "units", 0.8).add_params(click),
            _hatch("provinces", 0.7),
            _units("provinces", "inset", 0.5),
            _lines("provinces", "dashes", INK, 1.4),
            _lines("provinces", "frame", BORDER, 0.8),
            _outline("provinces"),
            _island_dots("provinces"),
            _labels("provinces", provinces=True),
            _legend_layers(),
        ],
    )


@cache
def _city_spec() -> Mapping[str, Any]:
    click = alt.selection_point(name=SELECTION, fields=["id", "code"], on="click", clear="mouseout")
    areas = _units("cities", "units", 0.25).encode(
        stroke=alt.condition("isValid(datum.tier)", alt.value(BORDER), alt.value("#e3e9ee")),
        strokeWidth=alt.condition("isValid(datum.tier)", alt.value(0.8), alt.value(0.25)),
    )
    return _composed(
        "cities",
        [
            areas.add_params(click),
            _hatch("cities", 0.35),
            _units("cities", "inset", 0.5),
            _drawn(borders("cities", "provinces"), "#7d8c9a", 0.7),
            _lines("cities", "dashes", INK, 1.4),
            _lines("cities", "frame", BORDER, 0.8),
            _island_dots("cities"),
            _labels("cities", provinces=False),
            _city_points(),
            _outline("cities"),
            _legend_layers(),
        ],
    )
