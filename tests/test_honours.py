"""The honours: who is honoured for which media, counted by hand from the table of 2019."""

from __future__ import annotations

import dataclasses
import json
import uuid
from itertools import combinations, pairwise
from types import MappingProxyType

import pandas as pd
import pytest

from analysis import honours, text
from analysis.charts import honours as chart
from analysis.charts import labels, maps
from analysis.charts.honours import honours_map
from analysis.edition import Edition
from analysis.export.csv import csv
from analysis.schema import CITIES, MEDIA
from analysis.theme import TIER_FILL
from analysis.tiers import assessed
from tests.fixtures.editions import edition_2019, edition_2031
from tests.test_charts import lightness, nodes

APP, WECHAT, WEIBO = MEDIA
ALL = MEDIA


def with_honours(edition: Edition, *rows: tuple[str, str, str, str]) -> Edition:
    """An edition that honours these: medium, level, organisation, code."""
    table = pd.DataFrame(rows, columns=["medium", "level", "organisation", "code"])
    table["position"] = range(1, len(table) + 1)
    table["source_line"] = range(41, 41 + len(table))
    table["as_written"] = table["organisation"]
    tables = MappingProxyType(
        {**edition.tables, "honours": table.astype(edition["honours"].dtypes)}
    )
    return dataclasses.replace(edition, identity=uuid.uuid4().hex, tables=tables)


def held_by(
    media: tuple[str, ...] = (), levels: tuple[str, ...] = ()
) -> dict[str, tuple[str, ...]]:
    """Organisations of 2019 with their media."""
    found = honours.honoured(edition_2019(), media, levels)
    return dict(zip(found["organisation"], found["media"], strict=True))


# ---- the measure -----------------------------------------------------------------------------------

BY_COMBINATION = {
    (ALL, "省级政府"): ["安徽省", "福建省", "广东省", "贵州省"],
    (ALL, "重点城市"): ["长沙市"],
    ((APP, WECHAT), "部委"): ["司法部"],
    ((APP, WECHAT), "省级政府"): ["上海市", "云南省"],
    ((APP, WECHAT), "重点城市"): ["厦门市"],
    ((APP, WEIBO), "省级政府"): ["江苏省"],
    ((APP, WEIBO), "重点城市"): ["杭州市", "深圳市", "石家庄市"],
    ((WECHAT, WEIBO), "部委"): [
        "国家发展和改革委员会",
        "工业和信息化部",
        "科学技术部",
        "海关总署",
    ],
    ((WECHAT, WEIBO), "省级政府"): ["湖北省", "湖南省"],
    ((WECHAT, WEIBO), "重点城市"): ["宁波市", "广州市", "成都市", "合肥市", "贵阳市"],
    ((APP,), "部委"): ["财政部", "商务部"],
    ((APP,), "省级政府"): ["浙江省", "江西省"],
    ((APP,), "重点城市"): ["青岛市"],
    ((WECHAT,), "部委"): ["人力资源和社会保障部", "国家税务总局"],
    ((WECHAT,), "省级政府"): ["北京市", "重庆市"],
    ((WECHAT,), "重点城市"): ["哈尔滨市", "南昌市"],
    ((WEIBO,), "部委"): ["公安部", "民政部", "国家卫生健康委员会", "应急管理部", "国家知识产权局"],
    ((WEIBO,), "省级政府"): ["山西省", "辽宁省", "河南省", "四川省"],
    ((WEIBO,), "重点城市"): ["沈阳市", "昆明市"],
}


def test_each_organisation_has_its_media_and_its_level():
    """Written down from the nine lists of the source: 46 organisations, 75 honours."""
    found = honours.honoured(edition_2019())
    assert found["code"].is_unique
    groups = found.groupby(["media", "level"], sort=False)["organisation"].agg(list).to_dict()
    assert groups == BY_COMBINATION
    assert len(found) == sum(map(len, BY_COMBINATION.values())) == 46
    assert sum(len(media) for media in found["media"]) == 75


@pytest.mark.parametrize(("medium", "count"), [(APP, 18), (WECHAT, 26), (WEIBO, 31)])
def test_each_medium_has_its_count(medium, count):
    assert len(held_by((medium,))) == count
    assert sum(medium in media for media in held_by().values()) == count


@pytest.mark.parametrize(
    ("level", "honoured", "organisations"),
    [("部委", 19, 14), ("省级政府", 30, 17), ("重点城市", 26, 15)],
)
def test_each_level_has_its_count(level, honoured, organisations):
    held = held_by((), (level,))
    assert len(held) == organisations
    assert sum(map(len, held.values())) == honoured


def test_rows_are_in_the_order_of_the_source():
    names = honours.honoured(edition_2019())["organisation"].tolist()
    assert names[:5] == ["司法部", "财政部", "商务部", "国家发展和改革委员会", "工业和信息化部"]
    assert names[14:16] == ["上海市", "江苏省"]
    assert names[-2:] == ["沈阳市", "昆明市"]


def test_media_keep_their_order_however_the_table_is_sorted():
    edition = with_honours(
        edition_2031(),
        (WEIBO, "省级政府", "浙江省", "330000"),
        (APP, "部委", "司法部", "moj"),
        (APP, "省级政府", "浙江省", "330000"),
    )
    found = honours.honoured(edition)
    assert found["organisation"].tolist() == ["司法部", "浙江省"]
    assert found.at[1, "media"] == (APP, WEIBO)
    assert [source.line for source in found.at[1, "sources"]] == [43, 41]


def test_the_tier_stands_beside_and_a_ministry_has_none():
    found = honours.honoured(edition_2019()).set_index("organisation")
    assert found.loc[["上海市", "云南省", "长沙市", "昆明市", "司法部"], "tier"].tolist() == [
        "优秀",
        "发展",
        "优秀",
        "发展",
        "",
    ]
    assert (found.loc[found["level"] == "部委", "tier"] == "").all()
    assert (found.loc[found["level"] != "部委", "tier"] != "").all()


@pytest.mark.parametrize(
    ("media", "levels", "told"),
    [
        ((), (), "5 个单位三类都入选，19 个单位入选两类，22 个单位入选一类"),
        ((), ("部委",), "无单位三类都入选，5 个单位入选两类，9 个单位入选一类"),
        ((WECHAT, WEIBO), (), "16 个单位两类都入选，25 个单位入选一类"),
        ((WECHAT, WEIBO), ("部委",), "4 个单位两类都入选，8 个单位入选一类"),
        ((WEIBO,), (), "31 个单位入选政务微博"),
    ],
)
def test_the_finding_counts_what_is_shown(media, levels, told):
    assert honours.finding(edition_2019(), media, levels) == told


def test_the_sentence_counts_the_table():
    assert honours.sentence(edition_2019()) == (
        "75 项次（App 18，微信 26，微博 31）；名单所列为主办单位，材料未列产品名称。"
    )
    assert honours.result_sentence(edition_2019(), (WECHAT,), ("部委",)) == (
        "7 / 75 项次，7 个单位；依名单先后列出，不是名次。"
    )


def test_who_is_honoured_for_several_media_is_this_table():
    expected = pd.DataFrame(
        {
            "入选": [
                "App、微信、微博（三类）",
                "App、微信（两类）",
                "App、微博（两类）",
                "微信、微博（两类）",
            ],
            "部委": [
                "无",
                "1 个：司法部",
                "无",
                "4 个：国家发展和改革委员会、工业和信息化部、科学技术部、海关总署",
            ],
            "省级政府": [
                "4 个：安徽省、福建省、广东省、贵州省",
                "2 个：上海市、云南省",
                "1 个：江苏省",
                "2 个：湖北省、湖南省",
            ],
            "重点城市": [
                "1 个：长沙市",
                "1 个：厦门市",
                "3 个：杭州市、深圳市、石家庄市",
                "5 个：宁波市、广州市、成都市、合肥市、贵阳市",
            ],
        }
    )
    pd.testing.assert_frame_equal(honours.together(edition_2019()), expected)


def test_one_medium_alone_is_no_combination():
    assert honours.together(edition_2019(), (APP,)).empty


def test_two_media_take_in_those_of_all_three():
    rows = honours.together(edition_2019(), (WECHAT, WEIBO), ("省级政府",))
    assert rows.to_dict("records") == [
        {
            "入选": "微信、微博（两类）",
            "省级政府": "6 个：安徽省、福建省、湖北省、湖南省、广东省、贵州省",
        }
    ]


def test_the_matrix_marks_each_honour_once_with_its_line():
    matrix = honours.matrix(edition_2019())
    assert matrix.columns.tolist() == ["类别", "单位", "App", "微信", "微博", "类数", "档次"]
    assert (matrix["类数"].sum(), len(matrix)) == (75, 46)
    marks = "".join(matrix[["App", "微信", "微博"]].to_numpy().ravel())
    assert marks.count("<details") == 75
    held = matrix.set_index("单位")
    assert 'aria-label="入选，原文第 621 行"' in held.at["国家发展和改革委员会", "微信"]
    assert "<q>发展改革委</q>" in held.at["国家发展和改革委员会", "微信"]
    assert held.at["国家发展和改革委员会", "App"] == ""
    assert held.at["国家发展和改革委员会", "档次"] == "—"
    assert ">良好</span>" in held.at["安徽省", "档次"]


def test_a_place_that_was_not_assessed_says_so_and_markup_stays_words():
    edition = with_honours(edition_2031(), (APP, "重点城市", "<b>厦门</b>", "350200"))
    row = honours.matrix(edition).iloc[0]
    assert row["档次"] == "未纳入本次评估"
    assert "<q>&lt;b&gt;厦门&lt;/b&gt;</q>" in row["App"]


def test_the_notes_name_a_level_without_tiers_only_where_there_is_one():
    assert "部委不在省级、重要城市两组档次结果之内，记“—”。" in honours.notes(
        edition_2019(), (), ()
    )
    told = honours.notes(edition_2019(), (), ("重点城市",))
    assert honours.TIER_APART in told
    assert not any("—" in words for words in told)


def test_what_is_off_the_map_is_said_by_its_media():
    assert honours.off_map(edition_2019()) == [
        ("App、微信", "司法部"),
        ("微信、微博", "发展改革委、工业和信息化部、科技部、海关总署"),
        ("App", "财政部、商务部"),
        ("微信", "人力资源和社会保障部、税务总局"),
        ("微博", "公安部、民政部、卫生健康委、应急管理部、知识产权局"),
    ]
    assert honours.beside_map(edition_2019(), (), ()) == [
        "台湾省资料暂缺。",
        "新疆生产建设兵团（单列）不上图，不在所列名单中。",
        "部委 14 个不上图：",
    ]
    assert honours.off_map(edition_2019(), (), ("省级政府",)) == []


def test_the_corps_is_told_among_those_off_the_map_where_it_is_honoured():
    edition = with_honours(edition_2031(), (WEIBO, "省级政府", "新疆生产建设兵团", "xpcc"))
    assert honours.beside_map(edition, (), ()) == ["台湾省资料暂缺。", "省级政府 1 个不上图："]
    assert honours.off_map(edition) == [("微博", text.names(["xpcc"])[0])]


def test_the_name_lists_are_the_nine_lists_of_the_source():
    lists = honours.name_lists(edition_2019())
    assert [(one.medium, one.level) for one in lists] == [
        (medium, level) for medium in MEDIA for level in ("部委", "省级政府", "重点城市")
    ]
    assert lists[0] == honours.NameList(
        APP, "部委", "司法部、财政部、商务部", "政务App，部委 3 个，原文第 612 行"
    )
    assert sum(len(one.names.split("、")) for one in lists) == 75


def test_the_whole_list_has_the_tier_the_line_and_the_words_of_the_source():
    rows = honours.whole_list(edition_2019())
    assert rows.columns.tolist() == [
        "新媒体类别",
        "主办单位类别",
        "单位",
        "代码",
        "档次",
        "原文行号",
        "原文写法",
    ]
    lines = csv(rows).decode("utf-8-sig").splitlines()
    assert len(lines) == 76
    assert lines[4] == "政务App,省级政府,上海市,310000,优秀,613,上海市"
    assert lines[19] == "政务微信,部委,国家发展和改革委员会,ndrc,,621,发展改革委"


# ---- another edition -------------------------------------------------------------------------------


def test_an_edition_without_honours_says_so_and_has_no_map():
    assert honours.sentence(edition_2031()) == honours.NONE
    assert honours.honoured(edition_2031()).empty
    assert honours.whole_list(edition_2031()).empty
    assert honours.name_lists(edition_2031()) == []
    assert honours_map(edition_2031()) is None


def test_another_edition_counts_its_own_media():
    """With two media in its lists, two are all; nothing of 2019 is said."""
    edition = with_honours(
        edition_2031(),
        (WECHAT, "省级政府", "浙江省", "330000"),
        (WECHAT, "重点城市", "苏州市", "320500"),
        (WEIBO, "重点城市", "苏州市", "320500"),
    )
    assert honours.sentence(edition).startswith("3 项次（微信 2，微博 1）；")
    assert honours.finding(edition) == "1 个单位两类都入选，1 个单位入选一类"
    figure = honours_map(edition)
    assert figure is not None
    assert figure.finding == "苏州两类都入选"
    said = " ".join(
        [figure.shown, figure.source, figure.alternative, *figure.data["legend"]["label"]]
    )
    assert "2031 年" in said
    assert "2019" not in said
    assert figure.data["legend"]["label"].tolist() == [
        "两类都入选 1",
        "入选一类 1",
        "所选名单中无",
        "未纳入本次评估",
    ]
    assert figure.spec is chart._spec()


# ---- the map ---------------------------------------------------------------------------------------


def rows_of(**choice) -> pd.DataFrame:
    """The areas of the map of 2019 by code."""
    return honours_map(edition_2019(), **choice).data["rows"].set_index("code")


def points_of(**choice) -> pd.DataFrame:
    """The dots of the map of 2019 by code."""
    return honours_map(edition_2019(), **choice).data["points"].set_index("code")


def test_provinces_are_areas_and_cities_are_dots():
    rows, points = rows_of(), points_of()
    assert rows.index.is_unique
    assert len(rows) == 33  # with 香港, whose name gives way to a dot
    assert rows["coloured"].sum() == 17
    assert len(points) == 15
    assert rows.at["340000", "honour"] == "App、微信、微博"
    assert rows.at["320000", "honour"] == "App、微博"
    assert rows.loc["650000", ["honour", "coloured"]].tolist() == ["所选名单中无", False]
    assert rows.loc["710000", ["honour", "coloured"]].tolist() == ["资料暂缺", False]
    assert rows.loc["810000", ["honour", "coloured"]].tolist() == ["未纳入本次评估", False]
    assert {"xpcc", "820000"}.isdisjoint(rows.index)
    assert points.at["430100", "honour"] == "App、微信、微博"


def test_the_legend_counts_places():
    legend = honours_map(edition_2019()).data["legend"].sort_values("place", ascending=False)
    assert legend["label"].tolist() == [
        "三类都入选 5",
        "入选两类 14",
        "入选一类 13",
        "所选名单中无",
        "未纳入本次评估",
    ]


@pytest.mark.parametrize(
    ("choice", "finding", "coloured", "dots"),
    [
        ({}, "安徽、福建、广东、贵州、长沙三类都入选", 17, 15),
        ({"media": (APP,), "levels": ("重点城市",)}, "杭州、厦门、青岛、深圳、石家庄等 6 地入选政务App", 0, 6),
        ({"media": (WECHAT, WEIBO)}, "安徽、福建、湖北、湖南、广东等 12 地两类都入选", 15, 14),
        ({"levels": ("部委",)}, "所选名单里没有可以上图的地方", 0, 0),
    ],
)  # fmt: skip
def test_a_choice_changes_data_and_words_and_never_the_spec(choice, finding, coloured, dots):
    figure = honours_map(edition_2019(), **choice)
    assert figure.finding == finding
    assert (rows_of(**choice)["coloured"].sum(), len(points_of(**choice))) == (coloured, dots)
    assert figure.spec is honours_map(edition_2019()).spec
    assert figure.alternative == honours_map(edition_2019()).alternative
    json.dumps(figure.to_dict())


def test_the_map_cites_its_lines_and_carries_its_notice():
    figure = honours_map(edition_2019())
    assert figure.notice == text.MAP_NOTICE
    assert figure.source.endswith("原文第 612—614、621—623、630—632 行")
    assert "另有 14 个单位不上图" in figure.shown
    assert "三类都入选：安徽、福建、广东、贵州、长沙；" in figure.alternative


@pytest.mark.parametrize(
    ("choice", "named"),
    [
        ({}, "优秀政务新媒体主办单位，面为"),
        ({"media": (WECHAT, WEIBO)}, "主办单位（政务微信、政务微博），面为"),
        ({"levels": ("重点城市",)}, "主办单位（重点城市），面为"),
        ({"media": (APP,), "levels": ("省级政府",)}, "主办单位（政务App；省级政府），面为"),
    ],
)
def test_what_is_shown_names_the_chosen_lists(choice, named):
    assert named in honours_map(edition_2019(), **choice).shown


def test_colours_are_no_tiers_and_differ_in_grey():
    shades = [lightness(colour) for colour in chart.FILL]
    assert min(a - b for a, b in pairwise(shades)) > 0.1
    assert set(chart.FILL).isdisjoint(TIER_FILL.values())
    for colour in chart.FILL:
        assert int(colour[1:3], 16) > int(colour[5:7], 16), "not the blue of the tiers"
    (fills,) = [
        param["value"]
        for param in chart._spec()["params"]
        if param["name"] == f"{chart.COLOURING.field}s"
    ]
    assert len(fills) == 7
    assert fills["App、微信、微博"] == chart.FILL[2]
    assert set(fills) >= {honours.named(media) for media in held_by().values()}


def test_its_territory_is_that_of_the_province_map():
    """The same features of the same boundaries, drawn with the same lines."""

    def features(spec) -> dict[str, list]:
        found: dict[str, list] = {}
        for node in nodes(json.loads(json.dumps(dict(spec)))):
            held = node.get("data", {})
            if isinstance(held, dict) and "url" in held:
                found.setdefault(held["format"]["feature"], []).append(
                    (held["url"], node.get("mark"))
                )
        return found

    ours, provinces = features(chart._spec()), features(maps._province_spec())
    # The province map draws its units once more for the outline of the chosen place.
    provinces["units"] = provinces["units"][:1]
    assert ours == provinces


EVERY_CITY = tuple(assessed(edition_2019(), CITIES))


def test_names_have_room_even_where_every_city_is_honoured():
    """No name of a city over a dot, a province's name or another city's; most have room."""
    lifts, names = labels.lifts(EVERY_CITY), labels.names(EVERY_CITY)
    assert 20 < len(names) < 32
    places = {place.code: place for place in chart.places.of(EVERY_CITY)}
    cities = [labels.name_box(places[code], *side) for code, side in names.items()]
    provinces = [
        labels.label_box(label, lifts.get(label.get("code", ""), 0)) for label in labels.placed()
    ]
    others = [*labels.dots(EVERY_CITY), *provinces]
    assert all(labels.clear(box, others) for box in cities)
    assert all(labels.clear(one, [other]) for one, other in combinations(cities, 2))


def test_names_of_provinces_give_way_to_the_dots():
    """安徽 for 合肥, 贵州 for 贵阳."""
    cities = tuple(points_of().index)
    lifts, dots = labels.lifts(cities), labels.dots(cities)
    assert {"340000", "520000"} <= lifts.keys()
    covered = [
        label["text"]
        for label in labels.placed()
        if label["kind"] == "province"
        and not labels.clear(labels.label_box(label, lifts.get(label["code"], 0)), dots)
    ]
    assert covered == []
    assert labels.lifts(()) == {}
