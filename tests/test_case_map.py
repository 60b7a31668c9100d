"""The map of cases and practices: every entry at its own place, on our own boundaries."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import combinations
from math import hypot
from types import MappingProxyType
from typing import Any

import pandas as pd
import pytest
import shapely
from shapely.geometry import shape

from analysis import places, text
from analysis.charts import case_map
from analysis.edition import DATA, Edition
from analysis.theme import theme_hue
from geo import source
from geo.boundaries import outlines, read, topology_bytes
from geo.projection import to_main
from tests.fixtures.editions import edition_2019, edition_2031

DISTRICTS = {
    "崂山": "370212",
    "罗湖": "440303",
    "南山": "440305",
    "坪山": "440310",
    "盐田": "440308",
    "仪征": "321081",
    "江岸": "420102",
    "武昌": "420106",
    "禅城": "440604",
    "都江堰": "510181",
}
FURTHEST = 120_000  # bytes; what a close-up may send


def rows(name: str) -> list[dict[str, str]]:
    """A table of 2019 as the file has it."""
    with (DATA / "2019" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def on_the_ground(code: str) -> bool:
    """Whether a code of the files is that of a place: ministries have words, the nation 100000."""
    return code.isdigit() and code != "100000"


CASES = {row["case"]: row for row in rows("cases") if on_the_ground(row["code"])}
PRACTICES = {row["practice"]: row for row in rows("practices") if on_the_ground(row["code"])}
PROVINCES = sorted({row["code"][:2] + "0000" for row in (*CASES.values(), *PRACTICES.values())})


@cache
def sent(place: str, selected: str = "") -> dict[str, Any]:
    """What the browser is sent for a place."""
    return json.loads(case_map.close_up(edition_2019(), place, selected=selected).deck.to_json())


def layer(deck: dict[str, Any], name: str) -> dict[str, Any]:
    """The one layer whose id begins like this."""
    (found,) = [one for one in deck["layers"] if one["id"].startswith(name)]
    return found


@cache
def counties() -> dict[str, shapely.Geometry]:
    """The source's own district boundaries, degrees."""
    return dict(zip(source.codes("counties"), source.polygons("counties"), strict=True))


@cache
def cities() -> dict[str, shapely.Geometry]:
    """The cities as a close-up draws them, degrees."""
    codes = {row["properties"]["code"] for row in _units()}
    return {
        one["properties"]["code"]: shape(one["geometry"])
        for one in outlines("cities", "units", codes)
    }


def _units() -> list[dict[str, Any]]:
    return json.loads(topology_bytes("cities"))["objects"]["units"]["geometries"]


def test_every_entry_with_a_place_is_drawn_once_in_its_province() -> None:
    drawn = [dot for code in PROVINCES for dot in layer(sent(code), "dots")["data"]]
    assert Counter((dot["kind"], dot["entry"]) for dot in drawn) == Counter(
        [("案例", case) for case in CASES] + [("做法", practice) for practice in PRACTICES]
    )
    assert len(drawn) == 78


@pytest.mark.parametrize(("name", "code"), DISTRICTS.items())
def test_a_district_has_its_case_at_its_own_place(name: str, code: str) -> None:
    deck = sent(code)
    (case,) = [row for row in CASES.values() if row["code"] == code]
    dots = [dot for dot in layer(deck, "dots")["data"] if dot["place"] == code]
    assert case["case"] in {dot["entry"] for dot in dots}
    for dot in dots:
        point = shapely.Point(dot["position"])
        assert counties()[code].contains(point)
        assert cities()[places.register()[code].parent].contains(point)
    named = [one["text"] for one in layer(deck, "names")["data"]]
    assert name in named
    view = deck["initialViewState"]
    assert counties()[code].contains(shapely.Point(view["longitude"], view["latitude"]))


@pytest.mark.parametrize("code", PROVINCES)
def test_marks_of_a_city_view_stand_in_the_right_boundary(code: str) -> None:
    held = {
        row["code"] for row in (*CASES.values(), *PRACTICES.values()) if row["code"][:2] == code[:2]
    }
    for place in held:
        for dot in layer(sent(place), "dots")["data"]:
            if dot["place"] != place:
                continue
            point, kind = shapely.Point(dot["position"]), places.register()[place].kind
            inside = [one for one, area in cities().items() if area.contains(point)]
            assert len(inside) == 1
            assert inside[0][:2] == place[:2]
            if kind == "city":
                assert inside == [place]


@pytest.mark.parametrize("code", PROVINCES)
def test_a_close_up_is_one_province_on_our_own_boundaries(code: str) -> None:
    deck = sent(code)
    areas = [shape(one["geometry"]) for one in layer(deck, "areas")["data"]]
    assert all(area.is_valid or area.buffer(0).area > 0 for area in areas)
    province = read("provinces", "units").set_index("code").geometry[code]
    drawn = shapely.transform(
        shapely.union_all([area.buffer(0) for area in areas]), lambda at: to_main(*at.T)
    )
    assert drawn.area == pytest.approx(province.area, rel=0.02)
    assert len(json.dumps(deck, ensure_ascii=False, separators=(",", ":")).encode()) <= FURTHEST


@pytest.mark.parametrize("code", PROVINCES)
def test_the_nation_never_comes_into_view(code: str) -> None:
    """As wide as the style sheet lets a map be, 62rem, and as far out as one can go."""
    deck = sent(code)
    view = deck["initialViewState"]
    across = 62 * 16 / (512 * 2 ** view["minZoom"]) * 360
    west, _, east, _ = shapely.total_bounds(
        [shape(one["geometry"]) for one in layer(deck, "areas")["data"]]
    )
    assert east - west < 30
    assert across < 62  # degrees from the Pamirs to the mouth of the Ussuri
    assert view["minZoom"] < view["zoom"] < view["maxZoom"]


def test_nothing_is_named_that_a_browser_would_fetch() -> None:
    for code in PROVINCES:
        written = case_map.close_up(edition_2019(), code).deck.to_json()
        assert "http" not in written and "carto" not in written.lower()
        assert '"mapProvider"' not in written
        assert '"mapStyle":"__MAP_STYLE__"' in written  # Streamlit's word for: no base map


def test_marks_of_one_place_do_not_cover_one_another() -> None:
    for number in range(1, 13):
        ring = case_map.ring(number)
        assert len(ring) == number
        apart = [hypot(a[0] - b[0], a[1] - b[1]) for a, b in combinations(ring, 2)]
        assert min(apart, default=18) >= 17.5
    assert case_map.ring(1) == [[0, 0]]


def test_names_do_not_lie_on_marks_or_on_one_another() -> None:
    for code in (*PROVINCES, *DISTRICTS.values(), "440300"):
        deck = sent(code)
        zoom = deck["initialViewState"]["zoom"]
        boxes = [
            case_map._box(one["position"], zoom, one["offset"], 13 * len(one["text"]), 13)
            for one in layer(deck, "names")["data"]
        ]
        marks = [
            case_map._box(one["position"], zoom, one["offset"], 20, 20)
            for one in layer(deck, "dots")["data"]
        ]
        for number, box in enumerate(boxes):
            for other in (*boxes[number + 1 :], *marks):
                assert not (
                    box[0] < other[2]
                    and other[0] < box[2]
                    and box[1] < other[3]
                    and other[1] < box[3]
                )


def test_colour_and_shape_say_theme_and_kind() -> None:
    marks = {dot["entry"]: dot for dot in layer(sent("440300"), "dots")["data"]}
    order = {row["theme"]: int(row["order"]) for row in rows("themes")}

    def hue(theme: str) -> list[int]:
        colour = theme_hue(order[theme])
        return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]

    assert marks["district-02"]["color"] == hue("数据驱动")
    assert marks["district-02"]["text"] == "●"
    assert marks["district-02"]["tip"].endswith("\n案例，数据驱动、以人为本")
    assert marks["shenzhen-data-contest"]["text"] == "◆"


def test_the_chosen_entry_has_the_outline_and_a_layer_of_its_own_name() -> None:
    deck = sent("440300", "district-02")
    assert [one["entry"] for one in layer(deck, "chosen")["data"]] == ["district-02"]
    assert layer(deck, "chosen")["getColor"] == [184, 58, 27]
    assert layer(deck, "dots")["id"] == "dots-district-02"
    assert layer(sent("440300"), "chosen")["data"] == []
    (outlined,) = [
        one for one in layer(deck, "areas")["data"] if one["properties"]["line"] == [184, 58, 27]
    ]
    assert outlined == layer(deck, "areas")["data"][-1]
    assert shape(outlined["geometry"]).contains(shapely.Point(114.06, 22.6))


def test_the_lines_of_a_close_up() -> None:
    shown = case_map.close_up(edition_2019(), "440300")
    assert shown.finding == "深圳市：案例 5 个，做法 2 条"
    assert shown.notice == text.MAP_NOTICE
    assert shown.source.endswith("原文第 268、286、666、680—683 行")
    assert "深圳市罗湖区：" in shown.alternative
    whole = case_map.close_up(edition_2019(), "440000")
    assert whole.shown == "2019 年，广东省，区县并入所在市；同一地方的排成一圈"


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("710000", "台湾省资料暂缺，仍显示全国地图。"),
        ("710100", ""),
        ("810000", "香港特别行政区没有所选的案例或做法，仍显示全国地图。"),
        ("820000", "澳门特别行政区没有所选的案例或做法，仍显示全国地图。"),
        ("460000", "海南省没有所选的案例或做法，仍显示全国地图。"),
        ("440400", "珠海市没有所选的案例或做法，仍显示全国地图。"),
        ("440304", "深圳市福田区没有所选的案例或做法，仍显示全国地图。"),
        ("most", "科学技术部不是地图上的一个地方，其案例与做法列在清单里。"),
        ("440300", ""),
        ("", ""),
    ],
)
def test_what_stays_on_the_map_of_the_nation(place: str, why: str) -> None:
    assert case_map.why_whole(edition_2019(), case_map.ALL, place) == why
    if why:
        with pytest.raises(ValueError, match=why[:4]):
            case_map.close_up(edition_2019(), place)


def test_hainan_is_never_shown_without_the_islands() -> None:
    """The made-up edition has an entry there."""
    second = moved(edition_2031(), "460300")
    assert not case_map.chosen(second, place="460000").empty
    for place in ("460000", "460300"):
        assert "南海诸岛" in case_map.why_whole(second, case_map.ALL, place)
        with pytest.raises(ValueError, match="南海诸岛"):
            case_map.close_up(second, place)


def moved(edition: Edition, code: str) -> Edition:
    """An edition all of whose practices stand at one place."""
    practices = edition["practices"].assign(code=code)
    tables = MappingProxyType({**edition.tables, "practices": practices})
    return replace(edition, identity=f"{edition.identity}-{code}", tables=tables)


class TestNation:
    """The map of the whole territory."""

    def test_points_are_places_and_districts_stand_with_their_city(self) -> None:
        points = case_map.nation(edition_2019()).data["points"]
        held = [*CASES.values(), *PRACTICES.values()]
        expected = {
            places.register()[row["code"]].parent
            if places.register()[row["code"]].kind == "county"
            else row["code"]
            for row in held
        }
        assert set(points["code"]) == expected
        shenzhen = points.set_index("code").loc["440300"]
        assert shenzhen["name"] == "深圳：案例 5 个，做法 2 条"
        assert (shenzhen["x"], shenzhen["y"]) == (
            places.register()["440300"].x,
            places.register()["440300"].y,
        )
        assert points.set_index("code").loc["130000", "theme"] == "技术创新"

    def test_every_province_is_told_of_and_hong_kong_and_macao_are_hatched(self) -> None:
        areas = case_map.nation(edition_2019()).data["rows"].set_index("code")
        assert len(areas) == 32
        assert {"810000", "820000"}.isdisjoint(areas.index)
        assert areas.loc["710000", "theme"] == "资料暂缺"
        assert areas.loc["440000", "theme"] == "案例 7 个，做法 8 条"
        assert areas.loc["540000", "theme"] == "没有所选的案例或做法"
        assert not areas["coloured"].any()

    def test_its_lines(self) -> None:
        shown = case_map.nation(edition_2019())
        assert shown.finding == "案例 30 个，做法 48 条分布在 19 个省级地区"
        assert shown.shown.endswith("案例 10 个，做法 16 条属部委或全国，不上图")
        assert shown.notice == text.MAP_NOTICE
        assert "广东：案例 7 个，做法 8 条" in shown.alternative

    def test_a_click_chooses_areas_and_points(self) -> None:
        spec = case_map.nation(edition_2019()).to_dict()
        (click,) = [one for one in spec["params"] if "select" in one]
        assert click["select"]["fields"] == ["id", "code"]
        assert click["views"] == [spec["layer"][0]["name"]]

    def test_the_spec_is_the_same_for_every_choice(self) -> None:
        edition = edition_2019()
        one = case_map.nation(edition, (("案例",), ("数据驱动",)))
        assert one.spec is case_map.nation(edition).spec
        assert one.alternative == case_map.nation(edition).alternative


def test_filters_count_what_the_files_hold() -> None:
    themes = {row["theme"] for row in rows("themes")}
    slides = {row["slide"]: row["theme"] for row in rows("slides")}
    for theme in themes:
        cases = {row["case"] for row in rows("case_themes") if row["theme"] == theme}
        practices = {row["practice"] for row in rows("practices") if slides[row["slide"]] == theme}
        found = case_map.chosen(edition_2019(), ((), (theme,)))
        assert Counter(found["kind"]) == Counter({"案例": len(cases), "做法": len(practices)})
        only = case_map.chosen(edition_2019(), (("做法",), (theme,)))
        assert set(only["entry"]) == practices


def test_the_list_holds_what_the_map_holds() -> None:
    on_map, off_map = case_map.split(case_map.chosen(edition_2019()))
    assert set(on_map["entry"]) == {*CASES, *PRACTICES}
    assert len(on_map) + len(off_map) == len(rows("cases")) + len(rows("practices"))
    listed = case_map.table(edition_2019(), on_map)
    assert list(listed["名称"]) == list(on_map["title"])
    assert "青岛市崂山区" in set(listed["地方或部委"])
    assert set(off_map["code"]) == {
        "100000",
        *(row["code"] for row in rows("cases") if row["list"] == "部委"),
        *(row["code"] for row in rows("practices") if not row["code"].isdigit()),
    }


def test_a_province_has_all_that_lies_in_it() -> None:
    found = case_map.by_province(edition_2019())
    assert found["440000"] == "广东 15"
    assert found["310000"] == "上海 4"
    assert len(found) == 19
    assert "540000" not in found


def test_another_edition() -> None:
    edition = edition_2031()
    assert case_map.nation(edition).data["legend"]["label"].tolist() == [
        "云上协同",
        "一网治理",
        "人人可及",
        "多个主题",
        "未纳入本次评估",
    ]
    shown = case_map.close_up(edition, "320500")
    written = shown.deck.to_json()
    assert "2019" not in written + shown.shown + shown.source
    tips = [dot["tip"] for dot in layer(json.loads(written), "dots")["data"]]
    assert all(tip.startswith("苏州市：") for tip in tips)  # never data's own words: @@ is code


def test_an_edition_without_lists() -> None:
    edition = edition_2019()
    tables = {
        name: held.iloc[:0]
        if name in ("cases", "case_themes", "case_practices", "practices", "figures")
        else held
        for name, held in edition.tables.items()
    }
    empty = replace(edition, identity="without-lists", tables=MappingProxyType(tables))
    assert case_map.entries(empty).empty
    assert case_map.sentence(empty) == "本次材料未列“十大”优秀创新案例与特点趋势中的做法。"
    assert case_map.located(empty) == ()
    assert case_map.nation(empty).finding == "没有可以上图的案例或做法"
    assert isinstance(case_map.table(empty, case_map.entries(empty)), pd.DataFrame)


def test_outlines_in_degrees_are_those_of_the_map() -> None:
    """Back through the projection they are the grid's own points, to the hundred metres kept."""
    (one,) = outlines("cities", "units", ["440300"])
    plane = read("cities", "units").set_index("code").geometry["440300"]
    back = shapely.transform(shape(one["geometry"]), lambda at: to_main(*at.T))
    assert shapely.hausdorff_distance(plane, back) < 100
