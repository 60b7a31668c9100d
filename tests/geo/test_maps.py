"""The committed maps: complete, valid, without overlaps or gaps, light, legible."""

import gzip
import itertools

import numpy as np
import pytest
import shapely

from geo import boundaries
from geo.projection import INSET_FRAME

UNITS = {"provinces": 34, "cities": 375}
LIMIT = {"provinces": 60_000, "cities": 200_000}
BOTH = pytest.mark.parametrize("name", UNITS)
COVERAGES = pytest.mark.parametrize(
    ("name", "feature"),
    [
        ("provinces", "units"),
        ("provinces", "inset"),
        ("cities", "units"),
        ("cities", "provinces"),
        ("cities", "inset"),
    ],
)
METRES_A_PIXEL = (boundaries.bounds("provinces")[2] - boundaries.bounds("provinces")[0]) / 708
"""On a map 720 pixels wide with a margin of 6."""


def areas(name: str, feature: str) -> np.ndarray:
    return np.array(boundaries.read(name, feature).geometry, dtype=object)


@BOTH
def test_units_are_complete(name: str) -> None:
    units = boundaries.read(name, "units")
    assert len(units) == units["code"].nunique() == UNITS[name]
    assert units["code"].str.fullmatch(r"\d{6}").all()
    members = boundaries._topology(name)["objects"]["units"]["geometries"]
    assert [m["id"] for m in members] == units["code"].tolist()
    assert not units.geometry.is_empty.any()


def test_the_cities_map_has_the_same_34_provinces() -> None:
    ours, theirs = boundaries.read("cities", "provinces"), boundaries.read("provinces", "units")
    assert ours[["code", "name"]].equals(theirs[["code", "name"]])


@BOTH
def test_size(name: str) -> None:
    assert len(gzip.compress(boundaries.topology_bytes(name), 9)) <= LIMIT[name]


@COVERAGES
def test_no_overlaps_and_all_valid(name: str, feature: str) -> None:
    units = areas(name, feature)
    assert shapely.is_valid(units).all()
    assert set(shapely.get_type_id(units)) <= {3, 6}
    assert shapely.coverage_is_valid(units)
    assert shapely.unary_union(units).area == pytest.approx(shapely.area(units).sum(), rel=1e-12)


@COVERAGES
def test_no_gaps(name: str, feature: str) -> None:
    """What the union encloses is sea: lagoons and bays of a few square kilometres on the coast."""
    union = shapely.unary_union(areas(name, feature))
    holes = [shapely.Polygon(h) for part in shapely.get_parts(union) for h in part.interiors]
    coast = shapely.union_all([part.exterior for part in shapely.get_parts(union)])
    for hole in holes:
        assert hole.area < 50e6
        assert hole.distance(coast) < 5e3


@BOTH
def test_neighbours_share_arcs(name: str) -> None:
    """Every arc of the units is used once on a coast, twice, in opposite directions, on a border."""
    used: dict[int, list[int]] = {}
    for unit in boundaries._topology(name)["objects"]["units"]["geometries"]:
        polygons = [unit["arcs"]] if unit["type"] == "Polygon" else unit["arcs"]
        for number in itertools.chain.from_iterable(itertools.chain.from_iterable(polygons)):
            used.setdefault(number if number >= 0 else ~number, []).append(number)
    assert all(len(uses) <= 2 for uses in used.values())
    shared = [uses for uses in used.values() if len(uses) == 2]
    assert len(shared) > 3 * UNITS[name] - 60
    assert all(sum(uses) == -1 for uses in shared)


def test_provinces_of_the_cities_map_are_made_of_its_arcs() -> None:
    def arcs(feature: str) -> set[int]:
        text = str(
            [m["arcs"] for m in boundaries._topology("cities")["objects"][feature]["geometries"]]
        )
        numbers = map(int, text.translate(str.maketrans("[],", "   ")).split())
        return {n if n >= 0 else ~n for n in numbers}

    assert arcs("provinces") < arcs("units")


@BOTH
def test_ten_dashes(name: str) -> None:
    dashes = boundaries.read(name, "dashes")
    inset, main = (dashes[dashes["map"] == m] for m in ("inset", "main"))
    assert inset["n"].tolist() == list(range(1, 11))
    assert main["n"].tolist() == [8, 9, 10]
    assert shapely.box(*INSET_FRAME).contains(np.array(inset.geometry)).all()
    assert (dashes.geometry.length > 30e3).all()
    tenth = shapely.Point(boundaries.to_main(122.738, 24.163))
    assert main.geometry.iloc[-1].distance(tenth) < 1e3


@BOTH
def test_the_inset_stands_clear(name: str) -> None:
    """The frame touches no land, dash, dot or label of the main map, and holds all of its own."""
    frame = boundaries.read(name, "frame").geometry.iloc[0]
    near = frame.buffer(15e3)
    assert not near.intersects(areas(name, "units")).any()
    assert frame.covers(areas(name, "inset")).all()
    for feature in ("dashes", "dots"):
        table = boundaries.read(name, feature)
        assert not near.intersects(np.array(table[table["map"] == "main"].geometry)).any()
        assert frame.contains(np.array(table[table["map"] == "inset"].geometry)).all()
    assert frame.bounds[2] == boundaries.bounds(name)[2]
    assert 1.15 < boundaries.extent(name) < 1.28


def box(label) -> shapely.Polygon:
    """The space a label takes on a map 720 pixels wide, metres."""
    k = METRES_A_PIXEL
    lines = label.text.split("\n")
    width = label.size * max(map(len, lines)) * k
    height = (0.9 + 1.2 * (len(lines) - 1)) * label.size * k
    x, y = label.x + label.dx * k, label.y - label.dy * k
    y -= 1.2 * (len(lines) - 1) * label.size * k / 2  # the first line stands at the point
    left = {"left": x, "center": x - width / 2, "right": x - width}[label.align]
    return shapely.box(left, y - height / 2, left + width, y + height / 2)


@BOTH
def test_labels_do_not_collide(name: str) -> None:
    labels = list(boundaries.read(name, "labels").itertuples())
    frame = boundaries.read(name, "frame").geometry.iloc[0]
    dashes = boundaries.read(name, "dashes").geometry.union_all()
    for label in labels:
        inside = label.map == "inset"
        assert frame.contains(box(label)) if inside else not frame.intersects(box(label)), (
            label.text
        )
        assert not dashes.intersects(box(label)), label.text
    for one, other in itertools.combinations(labels, 2):
        assert not box(one).intersects(box(other)), (one.text, other.text)


@BOTH
def test_labels_are_all_there(name: str) -> None:
    labels = boundaries.read(name, "labels")
    found = set(zip(labels["map"], labels["text"], strict=True))
    islands = {"东沙群岛", "西沙群岛", "中沙群岛", "南沙群岛", "黄岩岛", "曾母暗沙", "南海诸岛"}
    assert {("inset", text) for text in islands} <= found
    assert {("main", text) for text in ("钓鱼岛", "赤尾屿", "东沙群岛")} <= found
    assert set(labels["kind"]) == {"island", "group", "title", "province", "sea"}
    provinces = labels[labels["kind"] == "province"]
    assert provinces["code"].tolist() == boundaries.read("provinces", "units")["code"].tolist()
    dots = boundaries.read(name, "dots")
    dotted = set(zip(dots["map"], dots["text"], strict=True))
    assert {
        ("main", "钓鱼岛"),
        ("main", "赤尾屿"),
        ("inset", "黄岩岛"),
        ("inset", "曾母暗沙"),
    } <= dotted
    for table in (labels, dots):
        assert table["x"].tolist() == table.geometry.x.tolist()
        assert table["y"].tolist() == table.geometry.y.tolist()


@BOTH
def test_every_unit_can_be_hatched(name: str) -> None:
    hatch, units = boundaries.read(name, "hatch"), boundaries.read(name, "units")
    assert hatch["code"].tolist() == units["code"].tolist()
    for lines, unit in zip(hatch.geometry, units.geometry, strict=True):
        assert unit.buffer(1_500).covers(lines)
        for line in lines.geoms:
            (x0, y0), (x1, y1) = line.coords
            assert x1 - x0 == y1 - y0 > 0


def test_small_units_get_several_hatch_lines() -> None:
    hatch = boundaries.read("provinces", "hatch").set_index("code").geometry
    assert len(hatch["810000"].geoms) >= 2
    assert len(hatch["710000"].geoms) >= 4
    assert len(hatch["820000"].geoms) >= 1
