"""Where a place falls, after simplification, on the committed maps."""

import csv
from pathlib import Path

import pytest
import shapely

from geo import boundaries

with open(Path(__file__).parent / "territory.csv", encoding="utf-8", newline="") as file:
    PLACES = list(csv.DictReader(file))
MAPS = {
    "main": [
        ("provinces", "units", "province"),
        ("cities", "provinces", "province"),
        ("cities", "units", "city"),
    ],
    "inset": [("provinces", "inset", "province"), ("cities", "inset", "province")],
}
TO_PLANE = {"main": boundaries.to_main, "inset": boundaries.to_inset}


def test_the_table_is_long_enough() -> None:
    assert len(PLACES) >= 60


@pytest.fixture(scope="module")
def layers():
    return {
        (name, feature): boundaries.read(name, feature)
        for uses in MAPS.values()
        for name, feature, _ in uses
    }


@pytest.mark.parametrize("place", PLACES, ids=lambda p: f"{p['place']}-{p['map']}")
def test_place_falls_in_its_unit(place: dict[str, str], layers) -> None:
    point = shapely.Point(TO_PLANE[place["map"]](float(place["lon"]), float(place["lat"])))
    for name, feature, level in MAPS[place["map"]]:
        if place[level]:
            layer = layers[name, feature]
            assert layer["code"][layer.contains(point)].tolist() == [place[level]], (name, feature)


@pytest.mark.parametrize("name", ["provinces", "cities"])
def test_south_china_sea_islands_lie_inside_the_dashes(name: str) -> None:
    """Coast of the mainland and the ten dashes, joined in turn, enclose every part of 三沙."""
    dashes = boundaries.read(name, "dashes")
    lines = dashes[dashes["map"] == "inset"].sort_values("n").geometry
    # 1 to 3 run up the western side, 4 to 10 the southern and eastern one
    western = [shapely.get_coordinates(line) for line in lines[:3]]
    eastern = [shapely.get_coordinates(line) for line in lines[3:]]
    west = sorted((tuple(p) for part in western for p in part), key=lambda p: -p[1])
    east = sorted((tuple(p) for part in eastern for p in part), key=lambda p: p[1])
    ring = shapely.Polygon([tuple(boundaries.to_inset(108.0, 21.5)), *west, *east])
    inset = boundaries.read(name, "inset").set_index("code").geometry
    north = boundaries.to_inset(112, 17.6)[1]
    islands = [part for part in inset["460000"].geoms if part.centroid.y < north]
    assert len(islands) > 150
    assert all(ring.contains(part) for part in islands)
    for lon, lat in ((117.76, 15.15), (112.28, 3.97), (116.722, 20.7035), (114.366, 10.377)):
        assert ring.contains(shapely.Point(boundaries.to_inset(lon, lat)))


def test_scarborough_shoal_is_a_ring_with_a_dot_in_its_lagoon() -> None:
    middle = shapely.Point(boundaries.to_inset(117.76, 15.15))
    inset = boundaries.read("provinces", "inset").set_index("code").geometry
    assert middle.distance(inset["460000"]) < 2_000
    dots = boundaries.read("provinces", "dots").set_index("text").geometry
    assert dots["黄岩岛"].distance(middle) < 250
