"""The map of cases and practices: every entry at its own place, on our own boundaries."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import combinations
from math import hypot, log, pi, radians, sin
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd
import pytest
import shapely
from shapely.geometry import shape

from analysis import library, places, text
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
STYLE = Path(case_map.__file__).parents[2] / "pages" / "shared" / "casemap.css"
FURTHEST = 120_000  # bytes; what a close-up may send


def rows(name: str) -> list[dict[str, str]]:
    """A table of 2019 as the file has it."""
    with (DATA / "2019" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def on_the_ground(code: str) -> bool:
    """Whether a code of the files is that of a place: ministries have words, the nation 100000."""
    return code.isdigit() and code != "100000"


TOLD = {row["practice"] for row in rows("case_practices")}  # they are one entry with their case
CASES = {row["case"]: row for row in rows("cases") if on_the_ground(row["code"])}
PRACTICES = {
    row["practice"]: row
    for row in rows("practices")
    if on_the_ground(row["code"]) and row["practice"] not in TOLD
}
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
        [(library.CASE, case) for case in CASES]
        + [(library.PRACTICE, practice) for practice in PRACTICES]
    )
    assert len(drawn) == 68


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
    """As wide as the style sheet lets a map be, and as far out as one can go."""
    deck = sent(code)
    view = deck["initialViewState"]
    (wide,) = re.findall(r"max-width: (\d+)rem", STYLE.read_text(encoding="utf-8"))
    across = int(wide) * 16 / (512 * 2 ** view["minZoom"]) * 360
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


def covered(one: dict[str, Any], zoom: float, wide: float, high: float) -> tuple[float, ...]:
    """Left, top, right, bottom in px of what stands at a place: the web's own Mercator."""
    (lon, lat), (right, down) = one["position"], one["offset"]
    sine, world = sin(radians(lat)), 512 * 2**zoom
    x = (0.5 + lon / 360) * world + right
    y = (0.5 - log((1 + sine) / (1 - sine)) / (4 * pi)) * world + down
    return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


def test_a_phone_shows_the_whole_place_at_first() -> None:
    """358 px wide, with a little to spare; and what fills that is not lost in 32rem."""
    for code in (*PROVINCES, "440300", "420100", "340700"):
        deck = sent(code)
        view = deck["initialViewState"]
        middle = {"position": (view["longitude"], view["latitude"]), "offset": (0, 0)}
        x, y, *_ = covered(middle, view["zoom"], 0, 0)
        areas = [
            one
            for one in layer(deck, "areas")["data"]
            if code.endswith("0000") or one["properties"]["line"] == [184, 58, 27]
        ]
        corners = [
            covered({"position": at, "offset": (0, 0)}, view["zoom"], 0, 0)
            for one in areas
            for polygon in one["geometry"]["coordinates"]
            for at in polygon[0]
        ]
        wide = 2 * max(abs(left - x) for left, *_ in corners)
        high = 2 * max(abs(top - y) for _, top, *_ in corners)
        assert wide <= 350 and high <= case_map.HEIGHT - 20, code
        assert wide > 310 or high > 380, code


def test_marks_do_not_cover_one_another_and_stay_near_their_place() -> None:
    """Of one place or of two as near as 贵州 and 贵阳; a place by itself has its mark on it."""
    for code in (*PROVINCES, *DISTRICTS.values(), "440300"):
        deck = sent(code)
        zoom = deck["initialViewState"]["zoom"]
        dots = layer(deck, "dots")["data"]
        at = [covered(one, zoom, 0, 0)[:2] for one in dots]
        for (x, y), (right, down) in combinations(at, 2):
            assert max(abs(x - right), abs(y - down)) > 15.9, code
        assert max(hypot(*one["offset"]) for one in dots) <= 54
    assert [one["offset"] for one in layer(sent("340700"), "dots")["data"]].count([0, 0]) == 2


def test_names_do_not_lie_on_marks_or_on_one_another() -> None:
    for code in (*PROVINCES, *DISTRICTS.values(), "440300"):
        deck = sent(code)
        zoom = deck["initialViewState"]["zoom"]
        boxes = [
            covered(one, zoom, 13 * len(one["text"]), 13) for one in layer(deck, "names")["data"]
        ]
        marks = [covered(one, zoom, 20, 20) for one in layer(deck, "dots")["data"]]
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

    assert marks["district-03"]["color"] == hue("以人为本")
    assert marks["district-03"]["text"] == "●"
    assert marks["shenzhen-data-contest"]["color"] == hue("数据驱动")
    assert marks["shenzhen-data-contest"]["text"] == "◆"
    assert marks["district-02"]["tip"].endswith("\n优秀创新案例，数据驱动、以人为本")
    assert marks["district-02"]["color"] == GREY


GREY = [74, 91, 108]


def test_a_chosen_theme_is_what_a_mark_of_several_themes_says() -> None:
    """Chosen alone it is the colour; chosen with the other it is grey again."""
    order = {row["theme"]: int(row["order"]) for row in rows("themes")}
    for chosen, expected in (
        (("以人为本",), theme_hue(order["以人为本"])),
        (("数据驱动",), theme_hue(order["数据驱动"])),
        (("数据驱动", "以人为本"), "#4a5b6c"),
    ):
        shown = case_map.close_up(edition_2019(), "440300", ((), chosen))
        dots = layer(json.loads(shown.deck.to_json()), "dots")["data"]
        (mark,) = [one for one in dots if one["entry"] == "district-02"]
        assert mark["color"] == [int(expected[at : at + 2], 16) for at in (1, 3, 5)]
        assert shown.shown.endswith("颜色为所选主题，多个或未列主题的为灰色")


def test_points_of_the_nation_have_the_union_of_themes() -> None:
    """浙江 and 福建 have cases of two themes each; every point of a chosen theme has its colour."""
    held: dict[str, set[str]] = {}
    for row in rows("case_themes"):
        if row["case"] in CASES:
            code = CASES[row["case"]]["code"]
            place = places.register()[code]
            city = place.parent if place.kind == "county" else code
            held.setdefault(city, set()).add(row["theme"])
    cases = case_map.nation(edition_2019(), ((library.CASE,), ())).data["points"]
    assert dict(zip(cases["code"], cases["theme"], strict=True)) == {
        code: themes.pop() if len(themes) == 1 else "多个或未列主题"
        for code, themes in held.items()
    }
    assert cases.set_index("code").loc["330000", "theme"] == "多个或未列主题"
    people = case_map.nation(edition_2019(), ((), ("以人为本",))).data["points"]
    assert set(people["theme"]) == {"以人为本"} and "510100" in set(people["code"])


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
    assert shown.finding == "深圳市：案例 5 个，做法 2 项"
    assert shown.notice == text.MAP_NOTICE
    assert shown.source.endswith("原文第 268、286、666、680—683 行")
    assert "深圳市罗湖区：" in shown.alternative
    whole = case_map.close_up(edition_2019(), "440000")
    assert whole.shown == (
        "2019 年，广东省，区县并入所在市；同一地方的挨在一起；颜色为主题，多个或未列主题的为灰色"
    )


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
        ("xpcc", "新疆生产建设兵团没有所选的案例或做法，仍显示全国地图。"),
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
        assert shenzhen["name"] == "深圳：案例 5 个，做法 2 项"
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
        assert areas.loc["440000", "theme"] == "案例 7 个，做法 7 项"
        assert areas.loc["540000", "theme"] == "没有所选的案例或做法"
        assert not areas["coloured"].any()

    def test_its_lines(self) -> None:
        shown = case_map.nation(edition_2019())
        assert shown.finding == "案例 30 个，做法 38 项分布在 19 个省级地区"
        assert shown.shown.endswith(
            "颜色为主题，多个或未列主题的为灰色；案例 10 个，做法 14 项属部委或全国，不上图"
        )
        assert shown.notice == text.MAP_NOTICE
        assert "广东：案例 7 个，做法 7 项" in shown.alternative

    def test_a_click_chooses_areas_and_points(self) -> None:
        spec = case_map.nation(edition_2019()).to_dict()
        (click,) = [one for one in spec["params"] if "select" in one]
        assert click["select"]["fields"] == ["id", "code"]
        assert click["views"] == [spec["layer"][0]["name"]]

    def test_the_spec_is_the_same_for_every_choice(self) -> None:
        edition = edition_2019()
        one = case_map.nation(edition, ((library.CASE,), ("数据驱动",)))
        assert one.spec is case_map.nation(edition).spec
        assert one.alternative == case_map.nation(edition).alternative


def test_filters_count_what_the_files_hold() -> None:
    slides = {row["slide"]: row["theme"] for row in rows("slides")}
    for theme in {row["theme"] for row in rows("themes")}:
        cases = {row["case"] for row in rows("case_themes") if row["theme"] == theme}
        practices = {
            row["practice"]
            for row in rows("practices")
            if slides[row["slide"]] == theme and row["practice"] not in TOLD
        }
        found = case_map.chosen(edition_2019(), ((), (theme,)))
        assert set(found["entry"]) == cases | practices and found["entry"].is_unique
        only = case_map.chosen(edition_2019(), ((library.PRACTICE,), (theme,)))
        assert set(only["entry"]) == practices


def test_the_list_holds_what_the_map_holds() -> None:
    """And both together are the library."""
    on_map, off_map = case_map.split(case_map.chosen(edition_2019()))
    assert set(on_map["entry"]) == {*CASES, *PRACTICES}
    assert {*on_map["entry"], *off_map["entry"]} == set(library.entries(edition_2019())["entry"])
    listed = case_map.table(edition_2019(), on_map)
    assert list(listed["名称"]) == list(on_map["title"])
    assert "青岛市崂山区" in set(listed["地方或部委"])
    assert set(off_map["code"]) == {
        "100000",
        *(row["code"] for row in rows("cases") if row["list"] == "部委"),
        *(row["code"] for row in rows("practices") if not row["code"].isdigit()),
    }


def test_what_the_map_says_it_holds() -> None:
    assert case_map.sentence(edition_2019()) == (
        "“十大”优秀创新案例与特点趋势中的做法：上图案例 30 个，做法 38 项；"
        "另有案例 10 个，做法 14 项属部委或全国，不上图；讲案例的做法已并入案例。"
    )


def test_an_entry_stays_open_only_where_it_is_shown() -> None:
    edition = edition_2019()
    beijing = library.only(library.entries(edition), "province-01")
    assert case_map.place_of(beijing) == "110000"
    for place in ("", "110000"):
        kept, why = case_map.kept(beijing, case_map.chosen(edition, place=place), place)
        assert list(kept["entry"]) == ["province-01"] and why == ""
    kept, why = case_map.kept(beijing, case_map.chosen(edition, place="440300"), "440300")
    assert kept.empty
    assert why == ("北京市政府门户网站“一网通查”搜索服务（北京市）不在深圳市所选的条目中，未打开。")


def test_a_province_has_all_that_lies_in_it() -> None:
    found = case_map.by_province(edition_2019())
    assert found["440000"] == "广东 14"
    assert found["310000"] == "上海 4"
    assert len(found) == 19
    assert "540000" not in found


def test_another_edition() -> None:
    edition = edition_2031()
    assert case_map.nation(edition).data["legend"]["label"].tolist() == [
        "云上协同",
        "一网治理",
        "人人可及",
        "多个或未列主题",
        "未纳入本次评估",
    ]
    shown = case_map.close_up(edition, "320500")
    assert shown.finding == "苏州市：案例 1 个"  # with the practice that tells it
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
    assert case_map.sentence(empty) == "本次材料未列“十大”优秀创新案例与特点趋势中的做法。"
    assert case_map.located(empty) == ()
    assert case_map.nation(empty).finding == "没有可以上图的案例或做法"
    assert isinstance(case_map.table(empty, library.entries(empty)), pd.DataFrame)


def test_outlines_in_degrees_are_those_of_the_map() -> None:
    """Back through the projection they are the grid's own points, to the hundred metres kept."""
    (one,) = outlines("cities", "units", ["440300"])
    plane = read("cities", "units").set_index("code").geometry["440300"]
    back = shapely.transform(shape(one["geometry"]), lambda at: to_main(*at.T))
    assert shapely.hausdorff_distance(plane, back) < 100
