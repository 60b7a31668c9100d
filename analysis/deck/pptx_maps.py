"""Tier maps as shapes of PowerPoint: one a place and named by it, on complete territory.

They stand where the picture of the same figure has them; hatching is a pattern, a halo a glow.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import pi, sqrt
from typing import Any

from pptx.enum.dml import MSO_PATTERN
from pptx.enum.shapes import MSO_SHAPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.shapes.shapetree import SlideShapes

from analysis import places
from analysis.charts import maps
from analysis.deck.drawing import WALL
from analysis.deck.layout import Picture
from analysis.deck.measure import width
from analysis.deck.pptx_file import at, bare, describe, plain, px, rgb, write
from analysis.schema import TIERS
from analysis.theme import ACCENT, BORDER, GROUND, HATCH, INK, QUIET, TIER_FILL, TIER_INK
from geo.boundaries import bounds, topology_bytes

INSET, LABEL, DOT = "（附图）", "（注记）", "（点）"
_PROVINCE = "#7d8c9a"  # borders below the cities
_LARGEST, _LARGEST_CITY = 1.3, 1.2  # times the size for which names are placed
_ISLAND = 2.5  # px across
_HALO, _CITY_HALO = 2.2, 3.0
_LEADING = 1.2
_X, _FROM_BOTTOM, _ROW, _SWATCH, _GAP, _WORDS = 10, 12, 21, sqrt(190), 14, 13  # of the legend

Row = dict[str, Any]


def add_map(shapes: SlideShapes, box: Picture) -> None:
    """The whole map of a figure as one group."""
    shapes.turbo_add_enabled = True  # numbers shapes without looking through all of them
    group = shapes.add_group_shape(_Map(shapes, box).drawn())
    shapes.turbo_add_enabled = False
    describe(group, "地图", box.states[-1].alternative)


class _Territory:
    """The boundaries of a map in the whole steps of their grid, from the north-west corner."""

    def __init__(self, name: str) -> None:
        whole = json.loads(topology_bytes(name))
        self.west, south, east, self.north = bounds(name)
        self.objects = {part: held["geometries"] for part, held in whole["objects"].items()}
        self.step = whole["transform"]["scale"][0]
        self.across = (east - self.west) / self.step
        down = round((self.north - south) / self.step)
        self._arcs = [
            [(x, down - y) for x, y in zip(*map(accumulate, zip(*arc, strict=True)), strict=True)]
            for arc in whole["arcs"]
        ]

    def lines(self, arcs: list) -> Iterator[list[tuple[int, int]]]:
        """The rings or lines of a geometry, however deep they are nested."""
        if not isinstance(arcs[0], int):
            for part in arcs:
                yield from self.lines(part)
            return
        line: list[tuple[int, int]] = []
        for number in arcs:
            arc = self._arcs[number] if number >= 0 else self._arcs[~number][::-1]
            line += arc[1:] if line else arc
        yield line


class _Map:
    """A map in the making; lengths are px, as in the picture."""

    def __init__(self, shapes: SlideShapes, box: Picture) -> None:
        self.shapes = shapes
        self.box = box
        self.data = {name: rows.to_dict("records") for name, rows in box.states[-1].data.items()}
        self.rows: dict[str, Row] = {row["code"]: row for row in self.data["rows"]}
        self.territory = _Territory(box.states[-1].topologies[0])
        self.scale = (box.width - 2 * maps.MARGIN) / self.territory.across
        self.enlarged = box.width / maps.DESIGNED

    def drawn(self) -> Iterator[Any]:
        """The shapes of all layers, from the ground up."""
        held = self.territory.objects
        if self._of_cities:
            for member in held["provinces"]:
                yield self._area(member, _PROVINCE, 0.7)
        for member in held["units"]:
            if not self._of_cities or self._tier(member["id"]) in TIERS:
                yield self._area(member, BORDER, 0.8)
        for member in held["inset"]:
            yield self._area(member, BORDER, 0.5, INSET)
        for member in (*held["dashes"], *held["frame"]):
            yield self._line(member)
        for member in held["units"]:
            if self.rows.get(member["id"], {}).get("selected"):
                shape = _bordered(self._freeform(member, closed=True), ACCENT, 2.2)
                shape.fill.background()
                yield describe(shape, f"{member['properties']['name']}（选中）")
        for member in held["dots"]:
            said = member["properties"]
            name = said["text"] + _where(said)
            yield describe(self._mark(*self._at(said), _ISLAND, INK), name, name)
        for member in held["labels"]:
            yield from self._label(member["properties"])
        for point in self.data.get("points", ()):
            yield from self._city(point)
        for entry in self.data["legend"]:
            yield from self._entry(entry)

    @property
    def _of_cities(self) -> bool:
        return "provinces" in self.territory.objects

    # ---- layers -------------------------------------------------------------------------------

    def _area(self, member: Row, border: str, wide: float, where: str = "") -> Any:
        code, name = member["id"], member["properties"]["name"]
        shape = _bordered(self._freeform(member, closed=True), border, wide)
        if self._tier(code) == maps.NOT_ASSESSED and not where:
            _hatch(shape)
        else:
            _fill(shape, _colour(self.rows.get(code, {})))
        return describe(shape, name + where, f"{name}：{self._tier(code)}")

    def _line(self, member: Row) -> Any:
        """A dash, or the frame of the inset."""
        said, closed = member["properties"], member["type"] == "Polygon"
        name = "南海诸岛附图图框" if closed else f"断续线 {said['n']}{_where(said)}"
        wide, colour = (0.8, BORDER) if closed else (1.4, INK)
        shape = _bordered(self._freeform(member, closed=closed), colour, wide)
        shape.fill.background()
        shape.line._get_or_add_ln().set("cap", "rnd")
        return describe(shape, name, name)

    def _label(self, said: Row) -> Iterator[Any]:
        """A name that geo/ has placed; on a map of cities those of no province and no sea."""
        row = self.rows.get(said.get("code", ""), {})
        tier, province = row.get("tier", ""), said["kind"] == "province"
        if self._of_cities and said["kind"] in ("province", "sea") and tier != maps.NO_DATA:
            return
        least = maps.LEAST_SCALE if tier and tier != maps.NO_DATA else 0
        scale = min(max(self.enlarged, least), _LARGEST)
        x, y = self._at(said)
        beside = province and (said["dx"] or said["dy"])
        ink = INK if province else QUIET
        if row.get("coloured") and not beside:
            ink = TIER_INK[tier]
        yield self._words(
            said["text"].split("\n"),
            _where(said),
            (x + said["dx"] * scale, y + said["dy"] * scale),
            said["size"] * scale * (WALL if province else 1),
            said["align"],
            ink,
            halo=_HALO if beside else 0,
        )

    def _city(self, point: Row) -> Iterator[Any]:
        """A dot and a name beside it."""
        name, (x, y) = places.register()[point["code"]].name, self._at(point)
        apart = point["tier"] == maps.AS_PROVINCE
        size = sqrt(maps.DOT) if apart else 2 * sqrt(maps.DOT / pi)
        kind = MSO_SHAPE.RECTANGLE if apart else MSO_SHAPE.OVAL
        dot = _bordered(self._mark(x, y, size, _colour(point), kind), INK, 0.8)
        yield describe(dot, name + DOT, f"{name}：{point['tier']}")
        scale = min(max(self.enlarged, maps.LEAST_CITY_SCALE), _LARGEST_CITY)
        yield self._words(
            [point["name"]],
            "",
            (x + point["dx"] * scale, y + point["dy"] * scale),
            maps.CITY_SIZE * scale * WALL,
            point["align"],
            INK,
            halo=_CITY_HALO,
        )

    def _entry(self, entry: Row) -> Iterator[Any]:
        """A swatch and the words of the legend."""
        x = self.box.x + _X
        y = self.box.y + self.box.height - _FROM_BOTTOM - entry["place"] * _ROW * WALL
        swatch = self._mark(x, y, _SWATCH * sqrt(WALL), _colour(entry), MSO_SHAPE.RECTANGLE)
        if entry["tier"] == maps.NOT_ASSESSED:
            _hatch(swatch)
        yield describe(_bordered(swatch, BORDER, 0.8), f"图例 {entry['label']}")
        ink = INK if entry["coloured"] else QUIET
        yield self._words([entry["label"]], "", (x + _GAP * WALL, y), _WORDS * WALL, "left", ink)

    # ---- marks --------------------------------------------------------------------------------

    def _tier(self, code: str) -> str:
        return self.rows[code]["tier"] if code in self.rows else maps.NOT_ASSESSED

    def _at(self, said: Row) -> tuple[float, float]:
        """Where planar metres stand on the slide."""
        scale = self.scale / self.territory.step
        return (
            self.box.x + maps.MARGIN + (said["x"] - self.territory.west) * scale,
            self.box.y + maps.MARGIN + (self.territory.north - said["y"]) * scale,
        )

    def _freeform(self, member: Row, *, closed: bool) -> Any:
        """A geometry as a shape; its points count steps of the grid from its own corner."""
        lines = list(self.territory.lines(member["arcs"]))
        xs, ys = zip(*(point for line in lines for point in line), strict=True)
        west, north, wide, tall = min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)
        shape = self._shape(
            MSO_SHAPE.RECTANGLE,
            self.box.x + maps.MARGIN + west * self.scale,
            self.box.y + maps.MARGIN + north * self.scale,
            wide * self.scale,
            tall * self.scale,
        )
        path = "".join(_path(line, west, north, closed=closed) for line in lines)
        drawn = parse_xml(
            f"<a:custGeom {nsdecls('a')}><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
            '<a:rect l="0" t="0" r="r" b="b"/><a:pathLst>'
            f'<a:path w="{wide}" h="{tall}">{path}</a:path></a:pathLst></a:custGeom>'
        )
        properties = shape._element.spPr
        properties.replace(properties.find(qn("a:prstGeom")), drawn)
        return shape

    def _mark(
        self, x: float, y: float, size: float, fill: str, kind: MSO_SHAPE = MSO_SHAPE.OVAL
    ) -> Any:
        shape = self._shape(kind, x - size / 2, y - size / 2, size, size)
        _fill(shape, fill)
        return shape

    def _shape(self, kind: MSO_SHAPE, *place: float) -> Any:
        return plain(self.shapes.add_shape(kind, *at(*place)))

    def _words(
        self,
        lines: Sequence[str],
        where: str,
        middle: tuple[float, float],
        size: float,
        align: str,
        ink: str,
        *,
        halo: float = 0,
    ) -> Any:
        """Words whose first line has its middle at a place."""
        wide = max(width(line, size) for line in lines)
        left = middle[0] - wide * {"left": 0, "center": 0.5, "right": 1}[align]
        step = size * _LEADING
        shape = self.shapes.add_textbox(*at(left, middle[1] - step / 2, wide, step * len(lines)))
        shape.name = "".join(lines) + LABEL + where
        frame = bare(shape.text_frame)
        for run in write(frame, lines, size, colour=ink, align=align, leading=_LEADING):
            if halo:
                run.font._element.append(_glow(halo))
        return shape


def _where(said: Row) -> str:
    return INSET if said["map"] == "inset" else ""


def _path(line: list[tuple[int, int]], west: int, north: int, *, closed: bool) -> str:
    first, *others = (f'<a:pt x="{x - west}" y="{y - north}"/>' for x, y in line)
    drawn = "".join(f"<a:lnTo>{point}</a:lnTo>" for point in others[: -1 if closed else None])
    return f"<a:moveTo>{first}</a:moveTo>{drawn}{'<a:close/>' if closed else ''}"


def _colour(row: Row) -> str:
    return TIER_FILL.get(row["tier"], GROUND) if row.get("coloured") else GROUND


def _fill(shape: Any, colour: str) -> None:
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(colour)


def _hatch(shape: Any) -> None:
    shape.fill.patterned()
    shape.fill.pattern = MSO_PATTERN.LIGHT_UPWARD_DIAGONAL
    shape.fill.fore_color.rgb = rgb(HATCH)
    shape.fill.back_color.rgb = rgb(GROUND)


def _bordered(shape: Any, colour: str, wide: float) -> Any:
    shape.line.color.rgb = rgb(colour)
    shape.line.width = px(wide)
    return shape


def _glow(wide: float) -> Any:
    return parse_xml(
        f'<a:effectLst {nsdecls("a")}><a:glow rad="{px(wide / 2)}">'
        f'<a:srgbClr val="{rgb(GROUND)}"><a:alpha val="85000"/></a:srgbClr></a:glow></a:effectLst>'
    )
