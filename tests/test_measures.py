"""Measures and sentences, as exact small tables and as a reader would meet them."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping
from csv import reader
from io import StringIO
from types import MappingProxyType

import pandas as pd
import pytest

from analysis import cards, comparisons, library, places, text, theme, tiers, trends, units
from analysis.edition import Edition, records
from analysis.export.csv import csv
from analysis.schema import CITIES, EDITION, NAME_ONLY, PROVINCIAL, QUALIFIERS
from tests.fixtures.editions import context, edition_2019, edition_2031


def with_tables(edition: Edition, **changed: pd.DataFrame) -> Edition:
    """An edition with some tables exchanged."""
    tables: Mapping[str, pd.DataFrame] = MappingProxyType({**edition.tables, **changed})
    return dataclasses.replace(edition, identity=uuid.uuid4().hex, tables=tables)


# ---- tiers ---------------------------------------------------------------------------------------


def test_the_scale_of_a_group_is_this_table():
    scale = tiers.scale(edition_2031(), PROVINCIAL)
    expected = pd.DataFrame(
        {
            "tier": ["优秀", "良好", "发展", "起步"],
            "interval": ["[90,100)", "[80,90)", "[60,80)", "[0,60)"],
            "count": [1, 2, 0, 1],
            "members": [("110000",), ("330000", "xpcc"), (), ("540000",)],
            "lower": [90.0, 80.0, 60.0, 0.0],
            "upper": [100.0, 90.0, 80.0, 60.0],
            "source_line": [11, 12, 13, 14],
            "as_written": ["虚构摘录"] * 4,
        }
    )
    pd.testing.assert_frame_equal(scale, expected)


def test_the_scale_of_2019_keeps_the_tier_that_nobody_holds():
    scale = tiers.scale(edition_2019(), PROVINCIAL)
    assert scale["tier"].tolist() == ["卓越", "优秀", "良好", "发展", "起步"]
    assert scale["count"].tolist() == [0, 7, 8, 11, 6]
    assert tiers.scale(edition_2019(), CITIES)["count"].tolist() == [0, 8, 11, 7, 6]


RANKS = [
    (PROVINCIAL, "优秀", 1, 7),
    (PROVINCIAL, "良好", 8, 15),
    (PROVINCIAL, "发展", 16, 26),
    (PROVINCIAL, "起步", 27, 32),
    (CITIES, "优秀", 1, 8),
    (CITIES, "良好", 9, 19),
    (CITIES, "发展", 20, 26),
    (CITIES, "起步", 27, 32),
]


@pytest.mark.parametrize(("group", "tier", "best", "worst"), RANKS)
def test_rank_intervals(group, tier, best, worst):
    interval = tiers.rank_interval(edition_2019(), group, tier)
    assert interval == (best, worst, 32)
    assert str(interval) == f"32 个单位中第 {best}—{worst} 位（推算）"


def test_the_rank_of_a_tier_held_by_one_is_one_place():
    assert str(tiers.rank_interval(edition_2031(), PROVINCIAL, "优秀")) == (
        "4 个单位中第 1 位（推算）"
    )


@pytest.mark.parametrize("tier", ["卓越", "优", ""])
def test_a_tier_that_nobody_holds_has_no_rank(tier):
    with pytest.raises(KeyError):
        tiers.rank_interval(edition_2019(), PROVINCIAL, tier)


def test_the_name_list_is_this_table():
    expected = pd.DataFrame(
        {
            "分组": ["省级"] * 5,
            "档次": ["优秀", "良好", "良好", "发展", "起步"],
            "区间": ["[90,100)", "[80,90)", "[80,90)", "[60,80)", "[0,60)"],
            "单位": ["北京市", "浙江省", "新疆生产建设兵团", "无", "西藏自治区"],
            "代码": ["110000", "330000", "xpcc", "", "540000"],
            "原文行号": [11, 12, 13, 13, 14],
            "原文写法": ["虚构摘录"] * 5,
        }
    )
    pd.testing.assert_frame_equal(tiers.name_list(edition_2031(), PROVINCIAL), expected)


def test_the_name_list_of_2019_has_every_city_once_and_no_number_of_rank():
    rows = tiers.name_list(edition_2019(), CITIES)
    assert rows["代码"].is_unique
    assert len(rows) == 33
    assert rows.iloc[0].tolist() == [
        "重要城市",
        "卓越",
        "[95,100)",
        "无",
        "",
        603,
        "卓越 [95,100) 无",
    ]
    assert rows["单位"].tolist()[1:10] == [
        "福州市",
        "厦门市",
        "青岛市",
        "长沙市",
        "广州市",
        "深圳市",
        "成都市",
        "贵阳市",
        "太原市",
    ]
    assert not {"列表顺序（非名次）", "次序", "名次"} & set(rows.columns)


# ---- units ----------------------------------------------------------------------------------------


def unit_sizes(code: str) -> tuple[int, ...]:
    """Honours, cases, practices, mentions and figures of a unit in 2019."""
    unit = units.unit(edition_2019(), code)
    return tuple(
        len(rows)
        for rows in (unit.honours, unit.cases, unit.practices, unit.mentions, unit.figures)
    )


@pytest.mark.parametrize(
    ("code", "tier", "rank", "sizes", "named"),
    [
        ("640000", "发展", (16, 26, 32), (0, 0, 2, 2, 4), True),
        ("xpcc", "起步", (27, 32, 32), (0, 0, 0, 1, 0), True),
        ("440305", "", None, (0, 1, 0, 1, 0), True),
        ("miit", "", None, (2, 1, 0, 0, 0), True),
        ("710000", "", None, (0, 0, 0, 0, 0), False),
        ("420500", "", None, (0, 0, 0, 0, 0), False),
    ],
)
def test_what_2019_says_of_a_unit(code, tier, rank, sizes, named):
    unit = units.unit(edition_2019(), code)
    assert units.tier_of(edition_2019(), code) == tier
    assert [(one.row["tier"], one.rank) for one in unit.results] == ([(tier, rank)] if tier else [])
    assert unit_sizes(code) == sizes
    assert unit.is_named is named


def test_peers_are_the_others_of_the_tier():
    assert units.unit(edition_2019(), "xpcc").peers == (
        "230000",
        "540000",
        "620000",
        "630000",
        "650000",
    )
    assert units.unit(edition_2031(), "110000").peers == ()


def test_a_code_that_is_no_place_is_told():
    with pytest.raises(KeyError):
        units.unit(edition_2019(), "999999")


# ---- comparisons --------------------------------------------------------------------------------


def test_the_pairs_of_2019():
    columns = ["organisation", "before_written", "after_written", "lines"]
    assert comparisons.pairs(edition_2019())[columns].to_numpy().tolist() == [
        ["全国", "84094 个", "14553 个", (113,)],
        ["江苏省", "10 天", "2 天", (302,)],
        ["铜陵市", "30 天（法定）", "2 天", (320,)],
        ["上海市", "4 张", "1 张", (343,)],
        ["上海市", "60 个工作日", "12 个工作日", (343,)],
        ["上海市", "8 次", "1 次", (343,)],
    ]


def test_a_pair_says_each_note_once():
    notes = comparisons.pairs(edition_2019()).set_index("pair")["note"]
    assert notes["tongling-real-estate-days"] == "30天为法定时限，不是原来的实际办理时限"
    assert notes["shanghai-restaurant-days"] == ""


def test_half_a_pair_is_no_pair():
    figures = edition_2031()["figures"]
    halved = with_tables(edition_2031(), figures=figures[figures["phase"] != "前"])
    assert comparisons.pairs(halved).empty
    assert list(comparisons.pairs(halved)) == list(comparisons.pairs(edition_2019()))


WHOLE_NOTE = (
    "原文写“全国32个省（自治区、直辖市）”，与省级评估单位数一致；是否含新疆生产建设兵团，原文未明说"
)


def test_the_shares_of_2019():
    columns = ["part", "whole", "share", "as_of", "note", "lines"]
    assert comparisons.shares(edition_2019())[columns].to_numpy().tolist() == [
        [22, 32, 68.8, "2019-11-30", WHOLE_NOTE, (91,)],
        [
            28,
            32,
            87.5,
            "2019-11-30",
            f"总体沿用第91行的32个，与上一组为同一数字。{WHOLE_NOTE}",
            (91, 92),
        ],
    ]
    assert comparisons.shares(edition_2031()).empty


def test_the_pair_of_websites():
    assert comparisons.website_pair(edition_2019(), context()) == "national-websites"
    assert comparisons.website_pair(edition_2019(), None) == ""


# ---- cases ---------------------------------------------------------------------------------------


def chosen(query: str = "", **facets: str) -> list[str]:
    """The cases of 2019 that a choice leaves."""
    rows = library.cases(edition_2019())
    return list(library.choose(rows, {name: [one] for name, one in facets.items()}, query)["case"])


SHENZHEN = ["city-02", "district-02", "district-03", "district-04", "district-05"]


@pytest.mark.parametrize(
    ("query", "cases"),
    [
        ("深圳", SHENZHEN),
        ("IPv6", ["province-08"]),
        ("ipv6", ["province-08"]),
        ("ＩＰｖ６", ["province-08"]),
        ("药云", ["ministry-10"]),
        ("区块链 佛山", ["district-09"]),
        ("佛山　区块链", ["district-09"]),
        ("一网 通查", ["province-01"]),
        ("beijing", ["province-01"]),
        ("BeiJing", ["province-01"]),
        ("bj", ["province-01"]),
        ("sz", ["city-02"]),
        ("药监局", ["ministry-10"]),
        ("国家药品监督管理局", ["ministry-10"]),
        ("青岛市崂山区", ["district-01"]),
        ("青岛崂山区", ["district-01"]),
        ("[a-z]+", []),
        ("火星", []),
    ],
)
def test_a_query_finds(query, cases):
    assert chosen(query) == cases


def test_a_query_does_not_match_across_two_words():
    # "beijing" followed by its initials "bj" is not "gb"
    assert chosen("gb") == []


@pytest.mark.parametrize("query", ["", "   "])
def test_an_empty_query_finds_all(query):
    assert len(chosen(query)) == 40


def test_a_district_is_found_by_its_province():
    assert set(SHENZHEN) <= set(chosen("广东"))


def test_facets_narrow_together():
    assert chosen(list="区县级", region="中部") == ["district-07", "district-08"]
    assert chosen(list="部委", detail="有正文") == ["ministry-07", "ministry-10"]
    assert chosen("深圳", list="市级") == ["city-02"]
    assert chosen(list="部委", region="东部") == []


def test_one_facet_takes_several_values_and_none_means_all():
    rows = library.cases(edition_2019())
    assert len(library.choose(rows, {"list": ["部委", "省级"]})) == 20
    assert len(library.choose(rows, {"list": []})) == 40


def test_a_case_of_two_themes_is_found_by_either():
    assert "province-05" in chosen(theme="集约建设")
    assert "province-05" in chosen(theme="技术创新")


def test_counts_say_what_a_choice_would_leave():
    rows = library.cases(edition_2019())
    assert library.counts(rows, "region", {}) == {
        "东部": 16,
        "部委（不分地区）": 10,
        "西部": 7,
        "中部": 6,
        "东北": 1,
    }
    for region, count in library.counts(rows, "region", {"list": ["区县级"]}).items():
        assert len(chosen(list="区县级", region=region)) == count


def test_a_choice_does_not_zero_its_siblings():
    rows = library.cases(edition_2019())
    choice = {"list": ["部委"], "detail": ["有正文"]}
    assert library.counts(rows, "list", choice) == {"部委": 2, "省级": 3, "市级": 2, "区县级": 2}
    assert library.counts(rows, "detail", choice) == {"仅列名称": 8, "有正文": 2}
    assert library.counts(rows, "list", choice, "火星") == {}


def test_every_case_has_one_region_and_themes():
    rows = library.cases(edition_2019())
    assert set(rows["region"]) == set(library.REGIONS)
    assert rows["theme"].map(len).min() >= 1
    assert (rows["practice"].map(len) > 0).tolist() == (rows["detail"] == "有正文").tolist()


def test_what_the_cases_are_in_a_sentence():
    rows = library.cases(edition_2019())
    assert library.sentence(rows) == (
        "部委 10 个，省级 10 个，市级 10 个，区县级 10 个；9 个在材料中有正文，31 个仅列名称。"
    )


# ---- sentences ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "written"),
    [
        ([], ""),
        ([7], "7"),
        ([7, 8], "7—8"),
        ([612, 595, 596, 598, 597, 597], "595—598、612"),
        ([1, 3, 5], "1、3、5"),
    ],
)
def test_line_ranges(lines, written):
    assert text.line_ranges(lines) == written


def test_a_citation_names_title_publisher_and_lines():
    assert text.cite(edition_2019(), [595]) == (
        "来源：《2019数字政府服务能力评估结果》，中国软件评测中心，原文第 595 行"
    )
    assert "原文第" not in text.cite(edition_2019(), [])


AMOUNTS = [
    (12, "亿次", "约", "约 12 亿次"),
    (500, "项", "超", "超 500 项"),
    (400, "亿条次", "超过", "超过 400 亿条次"),
    (50, "万台", "近", "近 50 万台"),
    (1300, "条", "多", "1300 多条"),
    (8000, "家", "余", "8000 余家"),
    (1100, "万条", "余", "1100 余万条"),
    (60, "%", "以上", "60% 以上"),
    (60, "%", "近", "近 60%"),
    (300, "家", "以上", "300 家以上"),
    (8, "个", "等", "8 个"),
    (1759, "TB", "", "1759 TB"),
    (8.26, "亿条", "", "8.26 亿条"),
    (1.472, "亿条", "", "1.472 亿条"),
    (70518, "个", "", "70518 个"),
    (68.8, "%", "", "68.8%"),
    (16, "", "", "16"),
    (0, "个", "", "0 个"),
    (-30.3, "%", "", "-30.3%"),
]


@pytest.mark.parametrize(("value", "unit", "qualifier", "written"), AMOUNTS)
def test_an_amount_keeps_magnitude_unit_and_qualifier(value, unit, qualifier, written):
    assert text.amount(value, unit, qualifier) == written


def test_these_amounts_cover_every_qualifier():
    assert {qualifier for _, _, qualifier, _ in AMOUNTS} == {"", *QUALIFIERS}


def test_every_amount_of_2019_keeps_its_qualifier():
    for _, row in edition_2019()["figures"].iterrows():
        written = text.figure_amount(row)
        assert theme.plain_number(row["value"]) in written
        assert row["qualifier"].replace("等", "") in written
        assert row["unit"] in written


@pytest.mark.parametrize(
    ("as_of", "written"),
    [
        ("2019-12-04", "2019年12月4日"),
        ("2019-11", "2019年11月"),
        ("2015", "2015年"),
        ("目前", "原文写“目前”"),
        ("", ""),
    ],
)
def test_a_moment_as_chinese_writes_it(as_of, written):
    assert text.moment(as_of) == written


@pytest.mark.parametrize(
    ("before", "after", "verb"),
    [(84094, 14553, "降至"), (2, 2.5, "增至"), (0, 1, "增至"), (3, 3.0, "仍为"), (-1, -2, "降至")],
)
def test_the_verb_of_a_change(before, after, verb):
    assert text.direction(before, after) == verb


def test_a_district_is_named_with_its_city():
    codes = ["440305", "370212", "110105", "340700", "110000", "xpcc", "999999"]
    assert text.names(codes) == ["深圳南山", "青岛崂山", "北京朝阳", "铜陵", "北京", "兵团"]


def test_findings_of_the_tier_maps():
    assert text.tier_finding(edition_2019(), PROVINCIAL) == (
        "北京、上海、浙江等 7 地为优秀档次，卓越档次无"
    )
    assert text.tier_counts(edition_2019(), CITIES) == "卓越 无，优秀 8，良好 11，发展 7，起步 6"
    told = text.tier_alternative(edition_2019(), PROVINCIAL)
    assert "卓越：无" in told
    assert "起步：黑龙江、西藏、甘肃、青海、新疆、兵团" in told


def test_a_group_without_results_or_without_a_scale():
    nothing = edition_2019()["results"][:0]
    bare = with_tables(edition_2019(), results=nothing)
    assert text.tier_finding(bare, CITIES) == "重要城市政府服务能力：本次材料未载结果"
    assert text.tier_counts(bare, CITIES) == "卓越 无，优秀 无，良好 无，发展 无，起步 无"
    scaleless = with_tables(bare, tier_scale=edition_2019()["tier_scale"][:0])
    assert text.tier_counts(scaleless, CITIES) == ""
    assert "本次材料未载结果" in text.tier_finding(scaleless, CITIES)


@pytest.mark.parametrize(
    ("items", "written"),
    [
        ([], ""),
        (["甲"], "甲"),
        (["甲", "乙", "丙"], "甲、乙、丙"),
        (["甲", "乙", "丙", "丁"], "甲、乙、丙等 4 地"),
    ],
)
def test_a_list_of_names(items, written):
    assert text.listed(items) == written


def test_what_the_maps_cannot_show_stands_beside_them():
    assert text.beside_map(edition_2019(), PROVINCIAL) == [
        "新疆生产建设兵团（单列）：起步",
        "香港、澳门未纳入本次评估。",
        "台湾省资料暂缺。",
        text.GROUPS_APART,
    ]
    assert text.beside_map(edition_2019(), CITIES) == [
        "北京、天津、上海、重庆四个直辖市列入省级评估。",
        text.GROUPS_APART,
    ]
    assert text.GROUPS_APART == "省级与重要城市分组评估，不直接比较高低。"


def test_what_a_newcomer_should_notice():
    told = "\n".join(text.noteworthy(edition_2019()))
    assert "未公布分数与名次" in told
    assert "75 项次（App 18，微信 26，微博 31）" in told
    assert "共 40 个，9 个在材料中有正文" in told
    assert "本次材料未载政府网站评估结果" in told


def test_what_was_assessed():
    told = "\n".join(text.assessed(edition_2019()))
    assert "渠道支撑度 24、功能完备度 33、服务体验度 33、综合保障度 10、优秀案例 10" in told
    assert "材料未说明优秀案例如何计入档次" in told
    assert "政府网站：部委、省、自治区、直辖市、地级以上城市、区县" in told


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (84094.0, "84094"),
        (8.26, "8.26"),
        (0.0, "0"),
        (100.0, "100"),
        (20.1, "20.1"),
        (-1.5, "-1.5"),
    ],
)
def test_numbers_are_written_plainly(value, written):
    assert theme.plain_number(value) == written


# ---- themes and cards ----------------------------------------------------------------------------


def test_the_trends_in_a_sentence():
    assert trends.sentence(edition_2019()) == (
        "统筹协调、集约建设、数据驱动、以人为本、技术创新、安全可靠：6 个主题、20 页、64 项做法、"
        "112 个数字，依材料先后列出。"
    )


def test_themes_hold_their_slides_and_say_where_inner_titles_differ():
    themes = trends.themes(edition_2019())
    assert isinstance(themes, tuple)
    assert [len(theme.slides) for theme in themes] == [2, 4, 4, 4, 5, 1]
    notes = {theme.name: theme.label_note for theme in themes if theme.label_note}
    assert set(notes) == {"以人为本", "技术创新"}
    assert "应用创新——探索" in notes["技术创新"]


def test_a_slide_parts_those_with_text_from_those_only_listed():
    slide = trends.themes(edition_2019())[2].slides[0]
    listed = "".join(slide.listed)
    assert "原文第 201 行" in listed
    assert listed.index("交通运输部") < listed.index(NAME_ONLY) < listed.index("生态环境部")


def test_charts_stand_with_the_theme_of_their_figures():
    drawn = {
        theme.name: trends.charts_of(edition_2019(), context(), theme.slide_ids)
        for theme in trends.themes(edition_2019())
    }
    assert drawn == {
        "统筹协调": (trends.PARTS,),
        "集约建设": (trends.WEBSITES,),
        "数据驱动": (),
        "以人为本": (trends.PAIRS,),
        "技术创新": (),
        "安全可靠": (),
    }


def case_card(case: str) -> str:
    """A case of 2019 as a reader sees it."""
    rows = library.cases(edition_2019())
    row = next(records(rows[rows["case"] == case]))
    return cards.case_card(edition_2019(), row).html


def test_a_case_with_text_shows_summary_figures_and_line():
    shown = case_card("city-07")
    for words in (
        "不断探索创新、做政府数据开放的引领者和探路者",
        "贵阳市",
        "优秀档次",
        "1100 余万条",
        "3059 个",
        "原文第 671 行",
        "数据驱动",
        "有正文",
    ):
        assert words in shown, words


def test_a_case_without_text_says_so_and_invents_nothing():
    shown = case_card("ministry-03")
    assert text.NAME_ONLY_NOTE in shown
    assert "仅列名称" in shown
    assert "原文第 639 行" in shown
    assert "概述" not in shown


@pytest.mark.parametrize(
    ("case", "tier"),
    [
        ("city-05", "优秀档次"),
        ("district-03", "所在市深圳：优秀档次"),
        ("district-06", "所在省江苏：良好档次"),
        ("city-08", "所在省江苏：良好档次"),
        ("province-08", "良好档次"),
    ],
)
def test_the_tier_of_the_place_of_a_case(case, tier):
    assert tier in case_card(case)


def test_a_ministry_has_no_tier_and_is_not_said_to_lack_one():
    assert "档次" not in case_card("ministry-05")
    assert "未纳入" not in case_card("ministry-05")


def unit_card(code: str) -> str:
    """A unit of 2019 as a reader sees it."""
    return cards.unit_card(edition_2019(), units.unit(edition_2019(), code)).html


def test_the_card_of_a_unit():
    shown = unit_card("640000")
    for words in (
        "宁夏回族自治区",
        "发展",
        "省级评估",
        "省级 32 个单位中第 16—26 位（推算）",
        "原文第 597 行",
        "重庆",
    ):
        assert words in shown, words


def test_the_card_of_a_unit_lists_its_figures():
    figures = cards.unit_card(edition_2019(), units.unit(edition_2019(), "640000")).amounts
    assert [(figure.amount, figure.metric, figure.source.line) for figure in figures] == [
        ("266 家", "应用系统集中部署的全区各级单位数", 144),
        ("872 个", "集中部署的应用系统数", 144),
        ("41 家", "集中部署比例所涉的区直部门数", 147),
        ("近 60%", "区直部门应用系统集中部署比例", 147),
    ]
    card = cards.unit_card(edition_2019(), units.unit(edition_2019(), "310000"))
    assert card.notes == ("体系名称中的数，原文未逐项释义", "七个领域原文已全部列出")
    for words in (*card.notes, "约 1500 家", "（原文写“目前”）"):
        assert words in card.html, words


def test_the_card_of_a_city_names_its_group():
    shown = unit_card("350200")
    assert "重要城市 32 个单位中第 1—8 位（推算）" in shown
    assert "重要城市评估" in shown
    assert "省级" not in shown


def test_a_unit_inside_taiwan_is_without_data(monkeypatch):
    inside = dataclasses.replace(
        places.register()["420500"], code="710100", name="虚构市", parent=places.TAIWAN
    )
    monkeypatch.setitem(places.register(), "710100", inside)
    card = cards.unit_card(edition_2019(), units.unit(edition_2019(), "710100"))
    assert (card.tier, card.tier_note) == ("", "台湾省资料暂缺")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("710000", "台湾省资料暂缺"),
        ("810000", "未纳入本次评估"),
        ("420500", "未纳入本次评估"),
        ("xpcc", "起步"),
    ],
)
def test_the_card_says_why_there_is_no_tier(code, words):
    assert words in unit_card(code)


def test_the_card_of_a_ministry_that_was_honoured_does_not_say_it_was_left_out():
    shown = unit_card("miit")
    assert "微信" in shown
    assert "未纳入本次评估" not in shown


def test_the_restaurant_of_shanghai_keeps_its_units():
    practices = edition_2019()["practices"]
    row = next(records(practices[practices["practice"] == "shanghai-restaurant"]))
    shown = cards.practice_card(edition_2019(), row).html
    for words in (
        "60 个工作日 → 12 个工作日",
        "8 次 → 1 次",
        "4 张 → 1 张",
        "原文第 343 行",
    ):
        assert words in shown, words
    assert shown.count("<dt>") == 3


def test_no_arrow_stands_between_values_that_count_differently():
    practices = edition_2019()["practices"]
    row = next(records(practices[practices["practice"] == "national-website-reduction"]))
    amounts = cards.practice_card(edition_2019(), row).amounts
    assert [(one.amount, one.as_of) for one in amounts if "网站数量" in one.metric] == [
        ("2015年 84094 个，2019年12月4日 14553 个", "")
    ]


def test_notes_of_figures_are_one_line_cut_where_there_is_no_room():
    assert text.definitions(()) == ""
    assert text.definitions(("甲。", "甲。", "甲乙", "丙")) == "口径说明：甲乙；丙。"
    assert text.definitions(("甲" * 9, "乙" * 9), 10) == (
        f"口径说明：{'甲' * 9}；其余口径说明见全部材料。"
    )


def test_the_legal_limit_of_tongling_is_said_on_its_card():
    practices = edition_2019()["practices"]
    row = next(records(practices[practices["practice"] == "tongling-real-estate"]))
    card = cards.practice_card(edition_2019(), row)
    assert [figure.amount for figure in card.amounts] == ["30 天（法定） → 2 天"]
    assert card.notes == ("30天为法定时限，不是原来的实际办理时限",)
    assert "口径说明：30天为法定时限，不是原来的实际办理时限" in card.html


SLIPS = {
    "s11": (
        "第 296 行“江苏、广西、青岛、银川、铜陵、苏州、青岛”原文如此，"
        "应为“江苏、广西、青岛、银川、铜陵、苏州”",
    ),
    "s13": ("第 364 行“公基金”原文如此，应为“公积金”",),
    "s12": (),
}


@pytest.mark.parametrize(("slide", "slips"), SLIPS.items())
def test_slips_of_the_source_are_told_in_the_source_of_a_slide(slide, slips):
    slides = {held.slide: held for one in trends.themes(edition_2019()) for held in one.slides}
    assert slides[slide].source.slips == slips
    shown = cards.source_html(slides[slide].source, in_our_words=True)
    assert [slip for slip in slips if f"<span>{slip}</span></details>" in shown] == list(slips)
    assert ("原文如此" in shown) == bool(slips)


def test_slips_are_told_for_their_lines_and_those_of_blanks_are_not():
    assert text.slips(edition_2019(), [364]) == list(SLIPS["s13"])
    assert text.slips(edition_2019(), [363, 365]) == []
    assert text.slips(edition_2019(), range(1, 701)) == [
        "第 132 行“虚拟机3406、个存储设备28台（套）”原文如此，"
        "应为“虚拟机3406个、存储设备28台（套）”",
        "第 182 行“一次登陆”原文如此，应为“一次登录”",
        *SLIPS["s11"],
        *SLIPS["s13"],
        "第 578 行“地级以上省市”原文如此，应为“地级以上城市”",
    ]
    blanks = edition_2019()["corrections"]["source_line"].isin([565, 612, 621, 630, 642])
    assert blanks.sum() == 7


# ---- CSV ------------------------------------------------------------------------------------------


def written(table: pd.DataFrame) -> list[str]:
    """The lines of a table exported as CSV."""
    return csv(table).decode("utf-8-sig").splitlines()


def test_excel_reads_it_as_utf8():
    assert csv(pd.DataFrame({"单位": ["北京市"]})).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_no_cell_starts_a_formula(start):
    cell = f"{start}1+1"
    assert written(pd.DataFrame({"名称": [cell]})) == ["名称", f"'{cell}"]


@pytest.mark.parametrize(
    ("cell", "guarded"),
    [("\t=1+1", "'\t=1+1"), ("\r=1+1", "'\r=1+1"), ("甲\r=1+1", "甲\r=1+1"), ("甲\n=1", "甲\n=1")],
)
def test_no_cell_hides_a_formula_behind_a_blank_or_breaks_its_row(cell, guarded):
    content = csv(pd.DataFrame({"名称": [cell]})).decode("utf-8-sig")
    assert list(reader(StringIO(content, newline=""))) == [["名称"], [guarded]]


def test_negative_numbers_stay_numbers():
    assert written(pd.DataFrame({"增减": [-30.3, 14.7], "名次": [-1, 2]})) == [
        "增减,名次",
        "-30.3,-1",
        "14.7,2",
    ]


@pytest.mark.parametrize("dtype", ["object", "category", "string"])
def test_text_of_any_kind_is_guarded(dtype):
    column = pd.Series(["=1+1", "北京市"], dtype=dtype)
    assert written(pd.DataFrame({"名称": column})) == ["名称", "'=1+1", "北京市"]


def test_a_missing_text_is_an_empty_cell():
    assert written(pd.DataFrame({"名称": ["=1+1", None], "数": [1, 2]})) == [
        "名称,数",
        "'=1+1,1",
        ",2",
    ]


def test_the_table_given_is_left_as_it_is():
    table = pd.DataFrame({"名称": ["=1+1"]})
    csv(table)
    assert table["名称"].tolist() == ["=1+1"]


def test_the_name_list_exports_every_unit_under_chinese_heads():
    lines = written(tiers.name_list(edition_2019(), PROVINCIAL))
    assert len(lines) == 34
    assert lines[1] == '省级,卓越,"[95,100)",无,,594,"卓越 [95,100) 无"'
    assert lines[0].startswith("分组,档次,区间,单位,代码")
    assert EDITION["results"]["organisation"].label in lines[0]
    assert places.get("xpcc").name in lines[-1]
