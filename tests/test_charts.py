"""Charts: specs frozen once, data apart and exact, everything a reader meets in Chinese."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import altair as alt
import jsonschema
import pandas as pd
import pytest

from analysis import places, text
from analysis.charts import honours as honour_charts
from analysis.charts import maps
from analysis.charts import tiers as tier_charts
from analysis.charts import trends as trend_charts
from analysis.figure import Figure
from analysis.schema import CITIES, TIERS
from analysis.theme import TIER_FILL
from tests.fixtures.editions import context, edition_2019, edition_2031

DRAW: dict[str, Callable[[], Figure]] = {
    "province_map": lambda: maps.province_map(edition_2019()),
    "city_map": lambda: maps.city_map(edition_2019()),
    "honours_map": lambda: honour_charts.honours_map(edition_2019()),
    "tier_strips": lambda: tier_charts.tier_strips(edition_2019()),
    "website_series": lambda: trend_charts.website_series(
        edition_2019(), context(), official=False
    ),
    "website_series_official": lambda: trend_charts.website_series(
        edition_2019(), context(), official=True
    ),
    "before_after": lambda: trend_charts.before_after(edition_2019()),
    "parts": lambda: trend_charts.parts(edition_2019()),
}
MAPS = ["province_map", "city_map"]


def nodes(node: Any) -> Iterator[dict]:
    """Every object of a spec, outermost first; not those inside of data."""
    if isinstance(node, dict):
        yield node
        for key, child in node.items():
            if key not in ("values", "datasets"):
                yield from nodes(child)
    elif isinstance(node, list):
        for child in node:
            yield from nodes(child)


def spec(name: str) -> dict:
    """A chart's spec as plain JSON."""
    return json.loads(json.dumps(dict(DRAW[name]().spec)))


def is_chinese(words: str) -> bool:
    """Whether words have Chinese in them."""
    return any("一" <= character <= "鿿" for character in words)


# ---- every chart ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DRAW)
def test_the_spec_is_one_object_however_often_it_is_drawn_and_shown(name):
    first = DRAW[name]()
    before = json.dumps(dict(first.spec))
    first.to_dict()["layer"].clear()
    assert DRAW[name]().spec is first.spec
    assert json.dumps(dict(first.spec)) == before
    with pytest.raises(TypeError):
        first.spec["layer"] = []


def test_another_edition_and_other_options_share_the_spec():
    first = maps.province_map(edition_2019())
    assert maps.province_map(edition_2031(), shown=["优秀"], selected="540000").spec is first.spec
    assert maps.city_map(edition_2031(), shown=[]).spec is maps.city_map(edition_2019()).spec
    assert DRAW["website_series"]().spec is DRAW["website_series_official"]().spec


@pytest.mark.parametrize("name", DRAW)
def test_data_are_named_and_apart_from_the_spec(name):
    named = {
        held["data"]["name"]
        for held in nodes(spec(name))
        if isinstance(held.get("data"), dict) and "name" in held["data"]
    }
    assert named == set(DRAW[name]().data)
    assert not any(isinstance(held.get("values"), list) for held in nodes(spec(name)))
    assert "datasets" not in spec(name)


@pytest.mark.parametrize("name", DRAW)
def test_fields_are_columns_of_the_data(name):
    figure = DRAW[name]()
    columns = {column for rows in figure.data.values() for column in rows.columns}
    made = {
        name
        for held in nodes(spec(name))
        for name in (held.get("as") if isinstance(held.get("as"), list) else [held.get("as")])
    } | {"id", "status"}
    for held in nodes(spec(name)):
        field = held.get("field")
        if isinstance(field, str) and not field.startswith("properties."):
            assert field in columns | made, field


@pytest.mark.parametrize("name", DRAW)
def test_tooltips_and_axes_are_titled_in_chinese(name):
    for held in nodes(spec(name)):
        tooltip = held.get("tooltip")
        if isinstance(tooltip, dict) and "field" in tooltip:
            tooltip = [tooltip]
        for entry in tooltip if isinstance(tooltip, list) else []:
            assert is_chinese(entry.get("title") or ""), entry
        for channel in ("x", "y"):
            axis = held.get(channel)
            if isinstance(axis, dict) and "field" in axis and axis.get("title"):
                assert is_chinese(axis["title"]), axis


@pytest.mark.parametrize("name", DRAW)
def test_a_chart_is_as_wide_as_its_place(name):
    assert spec(name)["width"] == "container"


@pytest.mark.parametrize("name", MAPS)
def test_a_map_takes_its_tier_colours_from_the_theme(name):
    (tiers,) = [param["value"] for param in spec(name)["params"] if param["name"] == "tiers"]
    assert tiers == TIER_FILL


def test_tiers_are_coloured_from_high_to_low_in_one_scale():
    scales = [
        held["scale"]
        for held in nodes(spec("tier_strips"))
        if held.get("field") == "tier" and isinstance(held.get("scale"), dict)
    ]
    assert scales
    for scale in scales:
        assert scale["domain"] == list(TIERS)
        assert scale["range"] == [TIER_FILL[tier] for tier in TIERS]


def lightness(colour: str) -> float:
    """Relative luminance of a colour, 0 to 1."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2


def test_the_hue_is_sequential_and_never_red():
    shades = [lightness(TIER_FILL[tier]) for tier in TIERS]
    assert shades == sorted(shades)
    assert min(b - a for a, b in pairwise(shades)) > 0.01
    for colour in TIER_FILL.values():
        assert int(colour[1:3], 16) < int(colour[5:7], 16)


@pytest.mark.parametrize("name", DRAW)
def test_finding_alternative_and_source_are_sentences(name):
    figure = DRAW[name]()
    for words in (figure.finding, figure.shown, figure.alternative):
        assert is_chinese(words)
        assert "nan" not in words
        assert "None" not in words
    assert figure.source.startswith(
        "来源：《2019数字政府服务能力评估结果》，中国软件评测中心，原文第 "
    )


@cache
def whole(name: str) -> dict:
    """A chart with its data and boundaries inside."""
    return DRAW[name]().to_dict()


@pytest.mark.parametrize("name", DRAW)
def test_a_chart_as_a_dict_is_whole_and_asks_for_nothing(name):
    asked = json.dumps({key: value for key, value in whole(name).items() if key != "$schema"})
    assert set(whole(name)["datasets"]) == set(DRAW[name]().data)
    assert re.findall(r'"url"|https?:|/geo/[^"]*', asked) == []


@pytest.mark.parametrize("name", MAPS)
def test_a_whole_map_names_each_feature_of_its_boundaries_apart(name):
    held = [
        node["data"]
        for node in nodes(whole(name))
        if isinstance(node.get("data"), dict) and "format" in node["data"]
    ]
    assert {"units", "dashes", "inset", "frame"} <= {one["format"].get("feature") for one in held}
    assert len({one["name"] for one in held}) == len(held)
    assert all(one["values"]["type"] == "Topology" for one in held)


def test_datasets_hold_the_rows_as_records():
    assert whole("before_after")["datasets"]["rows"][0]["before_written"] == "10 天"
    assert "datasets" not in dict(DRAW["before_after"]().spec)


# ---- maps ------------------------------------------------------------------------------------------


def rows_of(figure: Figure) -> pd.DataFrame:
    """The rows of a map by code."""
    return figure.data["rows"].set_index("code")


def test_provinces_have_their_tier_and_the_corps_is_no_area():
    rows = rows_of(DRAW["province_map"]())
    assert rows.index.is_unique
    assert len(rows) == 32
    assert rows["tier"].value_counts().to_dict() == {
        "发展": 11,
        "良好": 8,
        "优秀": 7,
        "起步": 5,
        "资料暂缺": 1,
    }
    assert "xpcc" not in rows.index
    assert rows["coloured"].sum() == 31


def test_taiwan_is_without_data_and_hong_kong_and_macao_are_not_coloured():
    rows = rows_of(DRAW["province_map"]())
    assert rows.loc["710000"].tolist() == ["资料暂缺", False, False]
    for code in ("810000", "820000"):
        assert not rows["coloured"].get(code, False)
        chosen = rows_of(maps.province_map(edition_2019(), selected=code))
        assert chosen.loc[code].tolist() == ["未纳入本次评估", False, True]


def test_a_tier_switched_off_is_not_coloured_and_keeps_its_name():
    rows = rows_of(maps.province_map(edition_2019(), shown=["优秀", "起步"]))
    assert rows.loc["110000"].tolist() == ["优秀", True, False]
    assert rows.loc["320000"].tolist() == ["良好", False, False]
    assert rows["coloured"].sum() == 12
    assert not rows_of(maps.province_map(edition_2019(), shown=[]))["coloured"].any()


@pytest.mark.parametrize("name", MAPS)
def test_one_place_is_selected_or_none(name):
    draw = getattr(maps, name)
    assert not rows_of(draw(edition_2019()))["selected"].any()
    for code in ("110000", "710000"):
        selected = rows_of(draw(edition_2019(), selected=code))["selected"]
        assert list(selected.index[selected]) == [code]


@pytest.mark.parametrize("code", ["999999", "北京", "<b>"])
def test_a_selection_that_is_no_place_selects_nothing(code):
    assert not rows_of(maps.province_map(edition_2019(), selected=code))["selected"].any()


def test_municipalities_are_told_on_the_city_map():
    rows = rows_of(DRAW["city_map"]())
    for code in places.MUNICIPALITIES:
        assert rows.loc[code].tolist() == ["列入省级评估", False, False]
    assert rows.loc["710000", "tier"] == "资料暂缺"
    assert len(rows) == 32 + 4 + 1


def test_each_assessed_city_is_a_dot_at_its_place():
    points = DRAW["city_map"]().data["points"].set_index("code")
    assert len(points) == 36
    assert (points.at["350200", "name"], points.at["350200", "tier"]) == ("厦门", "优秀")
    assert (points.at["440300", "x"], points.at["440300", "y"]) == (
        places.get("440300").x,
        places.get("440300").y,
    )
    assert (points[["x", "y"]] != 0).all(axis=None)
    assert "710000" not in points.index


def test_a_city_that_was_not_assessed_can_be_selected_and_is_no_dot():
    figure = maps.city_map(edition_2019(), selected="420500")
    assert rows_of(figure).loc["420500"].tolist() == ["未纳入本次评估", False, True]
    assert "420500" not in set(figure.data["points"]["code"])


def test_the_legend_of_the_provinces():
    legend = DRAW["province_map"]().data["legend"].sort_values("place", ascending=False)
    assert legend["label"].tolist() == [
        "卓越 [95,100) 无",
        "优秀 [85,95) 7",
        "良好 [75,85) 8",
        "发展 [60,75) 11",
        "起步 [0,60) 6",
        "未纳入本次评估",
    ]


def test_the_legend_of_the_cities_tells_of_the_municipalities():
    labels = set(DRAW["city_map"]().data["legend"]["label"])
    assert {"卓越 [95,100) 无", "优秀 [85,95) 8", "起步 [0,60) 6", "直辖市列入省级评估"} <= labels


def test_the_legend_follows_the_edition_and_the_tiers_shown():
    legend = maps.province_map(edition_2031(), shown=["优秀"]).data["legend"].set_index("label")
    assert legend["coloured"].to_dict() == {
        "优秀 [90,100) 1": True,
        "良好 [80,90) 2": False,
        "发展 [60,80) 无": False,
        "起步 [0,60) 1": False,
        "未纳入本次评估": True,
    }


def test_what_a_map_says_of_itself():
    figure = DRAW["province_map"]()
    assert figure.finding == "北京、上海、浙江等 7 地为优秀档次，卓越档次无"
    assert "32 个单位，其中新疆生产建设兵团单列，不上图" in figure.shown
    assert figure.source.endswith("原文第 595—598 行")
    assert "32 个单位" in DRAW["city_map"]().shown


@pytest.mark.parametrize("name", MAPS)
def test_a_map_carries_its_notice(name):
    notice = DRAW[name]().notice
    assert notice == text.MAP_NOTICE
    for words in ("内部工作用图", "未取得审图号", "不得公开展示"):
        assert words in notice


def test_a_click_tells_the_unit():
    for name in MAPS:
        figure = DRAW[name]()
        selections = [one for one in nodes(spec(name)) if one.get("name") == figure.selection]
        assert len(selections) == 1
        assert selections[0]["select"]["type"] == "point"


# ---- tier strips ------------------------------------------------------------------------------------


def test_strips_are_in_order_and_as_long_as_their_counts():
    strips = DRAW["tier_strips"]().data["strips"]
    assert strips[["order", "tier", "start", "end"]].to_numpy().tolist() == [
        [0, "优秀", 0, 7],
        [0, "良好", 7, 15],
        [0, "发展", 15, 26],
        [0, "起步", 26, 32],
        [1, "优秀", 0, 8],
        [1, "良好", 8, 19],
        [1, "发展", 19, 26],
        [1, "起步", 26, 32],
    ]


def test_the_tier_that_nobody_holds_stands_at_the_head_of_each_strip():
    heads = DRAW["tier_strips"]().data["heads"]["head"].tolist()
    assert ["32 个" in head and "卓越 无" in head for head in heads] == [True, True]
    assert "不直接比较高低" in DRAW["tier_strips"]().caveat


def test_strips_of_a_group_without_results_say_nothing_strange():
    results, scale = edition_2019()["results"], edition_2019()["tier_scale"]
    tables = {
        **edition_2019().tables,
        "results": results[results["group"] != CITIES],
        "tier_scale": scale[scale["group"] != CITIES],
    }
    bare = dataclasses.replace(edition_2019(), identity="bare", tables=MappingProxyType(tables))
    figure = tier_charts.tier_strips(bare)
    assert not any("nan" in head for head in figure.data["heads"]["head"])
    assert set(figure.data["strips"]["order"]) == {0}


# ---- trends ----------------------------------------------------------------------------------------


def test_two_published_points_are_two_points():
    rows = DRAW["website_series"]().data["rows"]
    assert rows[["date", "count", "layer"]].to_numpy().tolist() == [
        ["2015-11-30", 84094, "发布材料"],
        ["2019-12-04", 14553, "发布材料"],
    ]


def test_the_official_layer_adds_what_was_published_and_marks_what_was_derived():
    rows = DRAW["website_series_official"]().data["rows"].set_index("date")
    assert len(rows) == 11
    assert (rows["layer"] == "发布材料").sum() == 2
    derived = rows[rows["count"].isin([66453, 46333])]
    assert derived["label"].tolist() == ["66453（推算）", "46333（推算）"]
    assert "推算" not in "".join(rows.loc[rows["count"] == 36916, "label"])


def test_points_are_joined_by_straight_segments_and_only_of_one_definition():
    lines = [
        held["mark"]
        for held in nodes(spec("website_series"))
        if isinstance(held.get("mark"), dict) and held["mark"]["type"] in ("line", "area", "trail")
    ]
    assert lines
    assert all(line.get("interpolate", "linear") == "linear" for line in lines)
    rows = DRAW["website_series_official"]().data["rows"]
    assert set(rows.loc[rows["line"], "basis"]) == {"在运行"}
    assert 84094 not in set(rows.loc[rows["line"], "count"])


@pytest.mark.parametrize("name", ["website_series", "website_series_official"])
def test_the_two_definitions_are_explained_beside_the_series(name):
    figure = DRAW[name]()
    assert figure.finding == ("全国政府网站：2015年 84094 个，2019年12月4日 14553 个")
    start = {
        "website_series": "同一时点的在运行网站为 66453（推算）。",
        "website_series_official": "其间的时点为在运行网站，同口径的起点是 66453（推算）。",
    }[name]
    assert figure.caveat == (
        "口径说明：84094 为截至 2015 年 11 月累计开设的网站，含已关停和正在整改的；"
        f"{start}材料未注明 14553 的口径，按在运行理解。"
    )


def test_the_series_in_words_is_the_same_with_and_without_the_layer():
    figure = DRAW["website_series"]()
    assert figure.alternative == DRAW["website_series_official"]().alternative
    assert figure.alternative == (
        f"{figure.finding}。可叠加的时点："
        "2015-11-30 84094 个；2015-11-30 66453 个（推算）；2016-12-31 46333 个（推算）；"
        "2017-03-31 43143 个；2017-06-01 36916 个；2017-09-01 29431 个；2017-12-01 24820 个；"
        "2018-06-01 22206 个；2018-12-31 17962 个；2019-12-04 14553 个；2019-12-31 14474 个。"
    )


def test_without_a_switch_only_the_dates_shown_are_spoken_of():
    shown, layered = (
        trend_charts.website_series(edition_2019(), context(), official=official, switch=False)
        for official in (False, True)
    )
    assert shown is not None and layered is not None
    assert shown.alternative == f"{shown.finding}。"
    assert "时点：" not in shown.caveat + shown.source and "其间" not in shown.caveat
    assert "。其间的时点：2015-11-30 84094 个" in layered.alternative


def test_publishers_are_named_with_their_grade_in_words():
    own = "来源：《2019数字政府服务能力评估结果》，中国软件评测中心，原文第 113 行"
    assert DRAW["website_series"]().source == f"{own}；66453（推算）由国务院办公厅公布的数算出"
    assert DRAW["website_series_official"]().source == (
        f"{own}；其间的时点：国务院办公厅、国务院办公厅政府信息与政务公开办公室"
        "（A 级：发布机构原页，或全国性报纸、维基文库所载原文）；"
        "中国互联网络信息中心 第43次报告、中国互联网络信息中心 第45次报告"
        "（B 级：注明发布机构的转载，经算术核对）；标“推算”的由这些数算出"
    )
    grades = DRAW["website_series_official"]().data["rows"]["grade"]
    assert not set(grades) & {"A", "B", "C", "D", "发布材料"}
    assert all(map(is_chinese, grades))


def test_the_day_of_a_point_is_told_as_words():
    rows = DRAW["website_series_official"]().data["rows"]
    assert rows["day"].tolist() == rows["date"].tolist()
    told = [
        entry
        for held in nodes(spec("website_series"))
        for entry in (held["tooltip"] if isinstance(held.get("tooltip"), list) else [])
        if entry["field"] in ("date", "day")
    ]
    assert told
    assert {(entry["field"], entry["type"]) for entry in told} == {("day", "nominal")}


@pytest.mark.parametrize("official", [False, True])
def test_without_a_context_there_is_no_series(official):
    assert trend_charts.website_series(edition_2019(), None, official=official) is None


def test_pairs_are_drawn_in_proportion_to_their_own_first_value():
    rows = DRAW["before_after"]().data["rows"]
    assert rows[["before_written", "after_written"]].to_numpy().tolist() == [
        ["10 天", "2 天"],
        ["30 天（法定）", "2 天"],
        ["4 张", "1 张"],
        ["60 个工作日", "12 个工作日"],
        ["8 次", "1 次"],
    ]
    assert rows["before"].tolist() == [1.0] * 5
    assert rows["after"].round(4).tolist() == [0.2, 0.0667, 0.25, 0.2, 0.125]


def test_pairs_keep_what_must_be_said_of_them():
    figure = DRAW["before_after"]()
    assert figure.finding == (
        "江苏、铜陵、上海给出了前后数值，如江苏考生信息审核时长由 10 天降至 2 天"
    )
    assert "铜陵：30天为法定时限" in figure.caveat
    assert "不可比" in figure.shown
    for words in ("60 个工作日", "12 个工作日", "铜陵", "江苏"):
        assert words in figure.alternative
    assert figure.source.endswith("原文第 302、320、343 行")


def test_parts_are_one_square_a_unit():
    figure = DRAW["parts"]()
    squares = figure.data["squares"]
    assert squares.groupby("order")["counted"].agg(["sum", "size"]).to_numpy().tolist() == [
        [22, 32],
        [28, 32],
    ]
    for words in ("22 个", "68.8%", "28 个", "87.5%"):
        assert words in figure.finding
    assert figure.shown == "截至2019年11月30日，一格为总体中的一个"
    note = (
        "原文写“全国32个省（自治区、直辖市）”，与省级评估单位数一致；"
        "是否含新疆生产建设兵团，原文未明说"
    )
    assert figure.caveat.count(note) == 1
    assert figure.caveat.startswith("口径说明：总体沿用第91行的32个")
    assert not any("domain" in (held.get("scale") or {}) for held in nodes(spec("parts")))


@pytest.mark.parametrize(
    "figure",
    [
        maps.province_map(edition_2019()),
        maps.city_map(edition_2019()),
        tier_charts.tier_strips(edition_2019()),
        trend_charts.website_series(edition_2019(), context(), official=True),
        trend_charts.before_after(edition_2019()),
        trend_charts.parts(edition_2019()),
    ],
    ids=lambda figure: figure.finding[:12],
)
def test_a_spec_is_valid_vega_lite(figure: Figure) -> None:
    """Freezing skips Altair's validation, which costs a new server half a second; here it is."""
    spec = json.loads(json.dumps(dict(figure.spec)))
    alt.LayerChart.from_dict(spec, validate=True)
    spec["layer"][0]["mark"] = {"type": "nothing"}
    with pytest.raises(jsonschema.ValidationError):
        alt.LayerChart.from_dict(spec, validate=True)
