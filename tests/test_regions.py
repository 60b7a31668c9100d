"""Regions and units side by side, provinces beside their cities, and the matrix."""

from __future__ import annotations

import io
import json
from collections import Counter

import altair as alt
import pandas as pd
import pytest

from analysis import places, regions, tiers, views
from analysis.charts.regions import pair_map, side_by_side
from analysis.export.csv import csv
from analysis.figure import Figure
from analysis.regions import facts, figures, matrix, pairs, sides, websites
from analysis.regions.sides import BY_REGION, BY_UNIT, Side
from analysis.schema import CITIES, PROVINCIAL, TIERS
from analysis.schema import REGIONS as FOUR
from analysis.text import line_ranges, names
from analysis.theme import TIER_FILL
from tests.fixtures.editions import context, edition_2019, edition_2031
from tests.test_charts import nodes

# The two lists of the deck, copied by hand from its lines 594 to 607.
PROVINCES = {
    "卓越": "",
    "优秀": "北京 上海 浙江 福建 广东 四川 贵州",
    "良好": "江苏 安徽 江西 山东 湖北 湖南 广西 海南",
    "发展": "天津 河北 山西 内蒙古 辽宁 吉林 河南 重庆 云南 陕西 宁夏",
    "起步": "黑龙江 西藏 甘肃 青海 新疆 兵团",
}
IN_CITIES = {
    "卓越": "",
    "优秀": "福州 厦门 青岛 长沙 广州 深圳 成都 贵阳",
    "良好": "太原 哈尔滨 南京 杭州 宁波 合肥 南昌 济南 武汉 南宁 银川",
    "发展": "石家庄 沈阳 大连 郑州 海口 昆明 西安",
    "起步": "呼和浩特 长春 拉萨 兰州 西宁 乌鲁木齐",
}
HOMES = (
    "河北 石家庄、山西 太原、内蒙古 呼和浩特、辽宁 沈阳、辽宁 大连、吉林 长春、黑龙江 哈尔滨、"
    "江苏 南京、浙江 杭州、浙江 宁波、安徽 合肥、福建 福州、福建 厦门、江西 南昌、山东 济南、"
    "山东 青岛、河南 郑州、湖北 武汉、湖南 长沙、广东 广州、广东 深圳、广西 南宁、海南 海口、"
    "四川 成都、贵州 贵阳、云南 昆明、西藏 拉萨、陕西 西安、甘肃 兰州、青海 西宁、宁夏 银川、"
    "新疆 乌鲁木齐"
)
XPCC = "xpcc"
HIGHER, SAME, LOWER = "高于所在省区", "与所在省区相同", "低于所在省区"


def tier_in(lists: dict[str, str]) -> dict[str, str]:
    return {name: tier for tier, held in lists.items() for name in held.split()}


def code(name: str) -> str:
    place = places.find(name)
    assert place
    return place.code


def four(group: str = PROVINCIAL) -> tuple[Side, ...]:
    return sides.of_regions(edition_2019(), group, FOUR)


def of_units(*given: str) -> tuple[Side, ...]:
    return sides.of_units(edition_2019(), [code(name) for name in given])


def row(found: tuple[Side, ...], item: str, group: str = PROVINCIAL) -> list[str]:
    """The cells of one line of the comparison, sides only."""
    table = facts.table(edition_2019(), context(), group, found).set_index("项目")
    return list(table.loc[item].drop("来源"))


# ---- regions ----------------------------------------------------------------------------------


def test_the_regions_and_their_provinces() -> None:
    assert (*FOUR, "京津冀", "长三角", "黄河流域九省区") == regions.REGIONS
    assert [len(regions.provinces()[name]) for name in regions.REGIONS] == [10, 6, 12, 3, 3, 4, 9]
    assert names(regions.provinces()["长三角"]) == ["上海", "江苏", "浙江", "安徽"]
    assert set(names(regions.provinces()["黄河流域九省区"])) == {
        *("青海", "四川", "甘肃", "宁夏", "内蒙古", "陕西", "山西", "河南", "山东")
    }
    for name in FOUR:
        rows = context()["regions"]
        assert set(regions.provinces()[name]) == set(rows.loc[rows["region"] == name, "code"])


@pytest.mark.parametrize("group", [PROVINCIAL, CITIES])
def test_four_regions_hold_every_unit_but_the_corps_once(group: str) -> None:
    edition = edition_2019()
    held = [one for name in FOUR for one in regions.members(name, group, edition)]
    left = set(tiers.assessed(edition, group)) - set(held)
    assert len(held) == len(set(held)) == 32 - len(left)
    assert left == ({XPCC} if group == PROVINCIAL else set())


def test_cities_of_a_region_are_those_that_lie_in_it() -> None:
    found = regions.members("长三角", CITIES, edition_2019())
    assert names(found) == ["南京", "杭州", "宁波", "合肥"]
    assert regions.members("中部", CITIES, edition_2031()) == ()
    assert names(regions.members("东部", CITIES, edition_2031())) == ["苏州", "深圳", "三沙"]


def test_counts_by_tier_of_the_four_regions() -> None:
    edition = edition_2019()
    found = {side.name: regions.counts(edition, PROVINCIAL, side.codes) for side in four()}
    assert found == {
        "东部": {"卓越": 0, "优秀": 5, "良好": 3, "发展": 2, "起步": 0},
        "中部": {"卓越": 0, "优秀": 0, "良好": 4, "发展": 2, "起步": 0},
        "西部": {"卓越": 0, "优秀": 2, "良好": 1, "发展": 5, "起步": 4},
        "东北": {"卓越": 0, "优秀": 0, "良好": 0, "发展": 2, "起步": 1},
    }
    corps = regions.counts(edition, PROVINCIAL, [XPCC])
    whole = {tier: sum(held[tier] for held in (*found.values(), corps)) for tier in TIERS}
    assert whole == {tier: len(held.split()) for tier, held in PROVINCES.items()}
    assert sum(whole.values()) == 32


def test_the_corps_is_said_to_lie_in_no_region_and_nobody_in_another_group() -> None:
    said = "".join(sides.caveats(edition_2019(), PROVINCIAL, four()))
    assert (
        "新疆生产建设兵团（单列）不属于东部、中部、西部、东北四个地区，单独列出：起步档次。" in said
    )
    assert "不属于" not in "".join(sides.caveats(edition_2019(), CITIES, four(CITIES)))


def test_overlapping_regions_are_said_to_overlap() -> None:
    edition = edition_2019()
    both = sides.of_regions(edition, PROVINCIAL, ["东部", "长三角"])
    said = "".join(sides.caveats(edition, PROVINCIAL, both))
    assert "上海、浙江、江苏列在不止一组里，各组分别计数，不能相加。" in said
    assert "不止一组" not in "".join(sides.caveats(edition, PROVINCIAL, four()))


# ---- side by side -----------------------------------------------------------------------------


def test_the_table_of_the_four_regions() -> None:
    found = four()
    assert row(found, "被评估单位（个）") == ["10", "6", "12", "3"]
    assert row(found, "卓越档次（个）") == ["无"] * 4
    assert row(found, "优秀档次（个）") == ["5", "无", "2", "无"]
    assert row(found, "位次区间（推算），共 32 位") == [
        "第 1—7 至 16—26 位",
        "第 8—15 至 16—26 位",
        "第 1—7 至 27—32 位",
        "第 16—26 至 27—32 位",
    ]
    assert row(found, "省级“十大”案例（个）") == ["4", "3", "3", "无"]
    assert row(found, "市级“十大”案例（个）") == ["5", "1", "3", "1"]
    assert row(found, "区县级“十大”案例（个）") == ["7", "2", "1", "无"]


def test_honours_of_the_four_regions() -> None:
    """Counted by hand in the deck's lines 612 to 633; 19 of the 75 are of ministries."""
    assert row(four(), "优秀政务App主办单位（个）") == ["10", "3", "2", "无"]
    assert row(four(), "优秀政务微信主办单位（个）") == ["7", "6", "5", "1"]
    assert row(four(), "优秀政务微博主办单位（个）") == ["8", "7", "5", "2"]


def test_a_finding_counts_and_compares_nothing() -> None:
    assert sides.finding(edition_2019(), PROVINCIAL, four()) == (
        "优秀档次：东部 10 个单位中 5 个，中部 6 个单位中无，西部 12 个单位中 2 个，东北 3 个单位中无"
    )
    figure = side_by_side(edition_2019(), PROVINCIAL, four())
    said = figure.finding + figure.shown + figure.caveat + figure.alternative
    for word in ("领先", "落后", "高于", "平均", "%", "得分"):
        assert word not in said


def test_units_have_their_tier_and_interval() -> None:
    found = of_units("广东", "山东", "兵团")
    assert row(found, "档次") == ["优秀", "良好", "起步"]
    assert row(found, "位次区间（推算），共 32 位") == ["第 1—7 位", "第 8—15 位", "第 27—32 位"]
    assert row(found, "区县级“十大”案例（个）") == ["5", "1", "无"]
    assert sides.finding(edition_2019(), PROVINCIAL, found) == (
        "广东优秀档次，山东良好档次，兵团起步档次"
    )


def test_an_own_group_covers_its_units_and_what_lies_in_them() -> None:
    own = [code("广东"), XPCC]
    (found,) = sides.of_regions(edition_2019(), PROVINCIAL, (), own)
    assert (found.name, found.codes) == (sides.OWN, tuple(own))
    assert {code("深圳"), "440305"} <= set(found.reach)
    assert row((found,), "区县级“十大”案例（个）") == ["5"]


def test_the_table_says_where_each_line_stands() -> None:
    table = facts.table(edition_2019(), context(), PROVINCIAL, four()).set_index("项目")
    assert table.at["卓越档次（个）", "来源"] == "原文第 594 行"
    assert table.at["优秀政务App主办单位（个）", "来源"] == "原文第 613—614 行"
    assert table.at["位次区间（推算），共 32 位", "来源"] == "原文第 594—598 行"
    assert "<summary>原文 47 行</summary>" in table.at["特点趋势中的做法（项）", "来源"]
    assert not (table["来源"] == "").any()


# ---- websites ---------------------------------------------------------------------------------


def test_websites_of_units_and_what_their_rounded_declines_allow() -> None:
    """重庆 113 after −67.0 %: 342 alone rounds to it; 广东 617 after −28.8 %: 866 and 867 do."""
    found = of_units("重庆", "广东", "西藏", "兵团")
    assert row(found, "政府网站（个），2019 年 12 月") == ["113", "617", "215", "51"]
    assert row(found, "较 2018 年 12 月，报告所载") == [
        "减少 67%",
        "减少 28.8%",
        "增加 30.3%",
        "减少 65.3%",
    ]
    assert row(found, "较 2018 年 12 月（个，推算）") == [
        "减少 229",
        "减少 249—250",
        "增加 50",
        "减少 96",
    ]


def test_the_year_before_is_every_number_that_rounds_to_the_published_decline() -> None:
    """By trying: which whole numbers a year earlier give the published percentage."""
    for one in context()["website_counts_by_province"].itertuples():
        now, decline = one[3], one.decline_percent
        fitting = [n for n in range(1, 1500) if abs(100 * (n - now) / n - decline) <= 0.05 + 1e-9]
        assert websites._before(now, decline) == (fitting[0], fitting[-1])


def test_a_count_that_no_year_before_fits_is_an_error() -> None:
    """1 after −40 %: neither one nor two websites a year earlier round to it."""
    with pytest.raises(ValueError, match="1 个网站不能是减少 40"):
        websites._before(1, 40.0)


def test_websites_of_regions_add_up() -> None:
    cells = row(four(), "政府网站（个），2019 年 12 月")
    counts = context()["website_counts_by_province"]
    corps = counts.loc[counts["code"] == XPCC, "count"].iloc[0]
    assert sum(map(int, cells)) == counts["count"].sum() - corps
    assert row(four(), "较 2018 年 12 月（个，推算）")[0] == "减少 1007—1009"
    source = websites.source(edition_2019(), context(), PROVINCIAL, four())
    assert "第45次报告（B 级：" in source and "（D 级）" in source


@pytest.mark.parametrize("group", [PROVINCIAL, CITIES])
def test_websites_stand_only_beside_an_edition_that_counts_the_same(group: str) -> None:
    for edition in (edition_2031(), edition_2019()):
        found = sides.of_regions(edition, group, FOUR)
        for held in (context(), None):
            items = "".join(facts.table(edition, held, group, found)["项目"])
            expected = edition == edition_2019() and held is not None and group == PROVINCIAL
            assert ("网站" in items) == expected
            assert bool(websites.source(edition, held, group, found)) == expected


# ---- figures ----------------------------------------------------------------------------------


def test_figures_of_one_metric_and_unit_stand_beside_each_other_in_their_order() -> None:
    table = figures.shared(edition_2019(), of_units("广东", "山东"))
    assert list(table["统计项"]) == [
        "开放数据覆盖的省级部门数",
        "开放数据覆盖的地市数",
        "提供的数据集数",
        "开放的数据量",
        "提供的数据接口（API）数",
        "提供的应用数",
    ]
    apis = table.set_index("统计项").loc["提供的数据接口（API）数"]
    assert (apis["广东"], apis["山东"]) == ("219 个", "70518 个")
    notes = figures.notes(edition_2019(), of_units("广东", "山东"))
    (apis_note,) = [note for note in notes if "提供的数据接口（API）数" in note]
    assert apis_note.startswith("口径说明（山东、广东）：提供的数据集数、")
    assert "不排名" in apis_note


def test_figures_that_nobody_shares_stand_apart() -> None:
    found = of_units("上海", "浙江")
    assert figures.shared(edition_2019(), found).empty
    alone = figures.alone(edition_2019(), found)
    assert {"上海", "浙江"} == set(alone["单位"])
    assert "60 个工作日 → 12 个工作日" in set(alone["数字"])
    assert figures.alone(edition_2019(), four()).empty


def test_one_unit_in_two_regions_shares_nothing_with_itself() -> None:
    both = sides.of_regions(edition_2019(), PROVINCIAL, ["东部", "京津冀"])
    assert figures.shared(edition_2019(), both).empty


# ---- bad input --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "held", "told"),
    [
        (["440000", "440000"], ["440000"], "广东重复列出，只计一次；与自身没有可比的。"),
        (["440100"], [], "广州市不能列入：它在重要城市组，本次并列的是省级组，两组分别评估。"),
        (["nmpa"], [], "国家药品监督管理局不能列入：部委不在省级评估结果之内。"),
        (["710000"], [], "台湾省不能列入：台湾省资料暂缺。"),
        (["810000"], [], "香港特别行政区不能列入：未纳入本次评估。"),
        (["320500"], [], "苏州市不能列入：未纳入本次评估。"),
        (["99"], [], "网址中的 99 不是已知的地方或部委，已略过。"),
        (["", XPCC], [XPCC], ""),
        ([""], [], ""),
    ],
)
def test_what_cannot_be_compared_is_told(given: list[str], held: list[str], told: str) -> None:
    found, said = sides.admitted(edition_2019(), PROVINCIAL, given)
    assert (list(found), "".join(said)) == (held, told)


def test_more_than_six_units_are_six() -> None:
    given = tiers.assessed(edition_2019(), PROVINCIAL)[:8]
    found, said = sides.admitted(edition_2019(), PROVINCIAL, given, sides.MOST)
    assert found == given[:6]
    assert said == ("最多并列 6 个，先列的 6 个已取，贵州、江苏已略过。",)


def test_too_few_and_too_many_get_advice() -> None:
    assert "请选二到六个单位" in sides.advice(BY_UNIT, ())
    assert sides.advice(BY_UNIT, of_units("广东")) == "只选了广东；请再选一个单位来并列。"
    assert sides.advice(BY_REGION, four()) == ""
    every = sides.of_regions(edition_2019(), PROVINCIAL, regions.REGIONS)
    assert "只列前 6 个" in sides.advice(BY_REGION, every)


def test_a_unit_of_the_other_group_is_told_its_group() -> None:
    """兵团 too, before its being no place on the map."""
    assert sides.admitted(edition_2019(), CITIES, [XPCC])[1] == (
        "新疆生产建设兵团不能列入：它在省级组，本次并列的是重要城市组，两组分别评估。",
    )


# ---- a province and its cities ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "role"),
    [
        *(("广州", "省会"), ("拉萨", "首府"), ("深圳", "计划单列市"), ("苏州", "")),
        *(("广东", ""), ("北京", ""), ("崂山", "")),
    ],
)
def test_what_a_city_is_to_its_province(name: str, role: str) -> None:
    assert places.role(code(name)) == role


def test_every_pair_by_hand() -> None:
    """Each city of the deck's list under its province, and where its tier's name stands."""
    province, city = tier_in(PROVINCES), tier_in(IN_CITIES)
    expected = []
    for pair in HOMES.split("、"):
        above, own = pair.split()
        apart = TIERS.index(province[above]) - TIERS.index(city[own])
        stands = HIGHER if apart > 0 else LOWER if apart < 0 else SAME
        expected.append((above, own, province[above], city[own], stands))
    found = pairs.every(edition_2019())
    assert [
        (
            names([one.province])[0],
            names([one.city])[0],
            one.province_tier,
            one.city_tier,
            one.stands,
        )
        for one in found.itertuples()
    ] == expected
    assert pairs.counts(edition_2019()) == {HIGHER: 5, SAME: 22, LOWER: 5}


def test_relations_are_27_capitals_and_five_separate_planning_cities() -> None:
    assert Counter(pairs.every(edition_2019())["relation"]) == {
        "省会": 22,
        "首府": 5,
        "计划单列市": 5,
    }


def test_which_capitals_hold_a_higher_name_is_read_at_a_glance() -> None:
    assert pairs.groups(edition_2019(), (HIGHER,)) == [
        (
            "省会、首府的档次名称高于所在省区：4",
            "太原（良好；山西发展）、哈尔滨（良好；黑龙江起步）、长沙（优秀；湖南良好）、银川（良好；宁夏发展）",
        ),
        ("计划单列市的档次名称高于所在省区：1", "青岛（优秀；山东良好）"),
    ]
    table = pairs.table(edition_2019(), (LOWER,))
    assert list(table["城市"]) == ["呼和浩特市", "长春市", "杭州市", "宁波市", "海口市"]
    assert table["来源"].iloc[0] == "原文第 597、607 行"


def test_the_pairs_are_said_to_be_of_two_groups() -> None:
    figure = pair_map(edition_2019())
    assert "省级与重要城市分组评估，不直接比较高低。" in figure.caveat
    assert "未取得审图号" in figure.notice
    assert figure.finding == (
        "32 个省会（首府）和计划单列市中，档次名称与所在省区相同的 22 个，高于所在省区的 5 个，低于所在省区的 5 个"
    )


def test_the_map_colours_areas_and_dots_each_by_their_own_tier() -> None:
    figure = pair_map(edition_2019())
    rows, points = figure.data["rows"].set_index("code"), figure.data["points"].set_index("name")
    assert rows.at[code("山东"), "tier"] == "良好" and points.at["青岛", "tier"] == "优秀"
    assert rows.at[places.TAIWAN, "tier"] == "资料暂缺" and not rows.at[places.TAIWAN, "coloured"]
    assert not {places.HONG_KONG, places.MACAO, XPCC} & set(rows.index[rows["coloured"]])
    assert rows["coloured"].sum() == 31 and len(points) == 32
    assert figure.data["legend"]["label"].tolist() == [
        "卓越 无",
        *("优秀", "良好", "发展", "起步"),
        "未纳入本次评估",
    ]


def test_a_choice_keeps_the_spec_and_the_words_and_leaves_out_dots() -> None:
    whole, some = pair_map(edition_2019()), pair_map(edition_2019(), stands=[HIGHER])
    assert whole.spec is some.spec and whole.alternative == some.alternative
    assert set(some.data["points"]["name"]) == {"太原", "哈尔滨", "长沙", "银川", "青岛"}
    assert some.data["rows"]["coloured"].sum() == 31


# ---- charts -----------------------------------------------------------------------------------


def test_bars_are_as_long_as_their_counts_from_one_start() -> None:
    figure = side_by_side(edition_2019(), PROVINCIAL, four())
    bars = figure.data["bars"]
    assert bars.groupby("order")["start"].min().tolist() == [0, 0, 0, 0]
    assert bars.groupby("order")["end"].max().tolist() == [10, 6, 12, 3]
    assert bars.loc[bars["order"] == 2, "label"].tolist() == [
        "优秀\n2",
        "良好\n1",
        "发展\n5",
        "起步\n4",
    ]
    assert figure.data["heads"]["head"].tolist()[0] == "东部　10 个　卓越、起步 无"
    assert bars["fill"].tolist() == [TIER_FILL[tier] for tier in bars["tier"]]


def test_intervals_of_units_lie_where_their_places_may_be() -> None:
    figure = side_by_side(edition_2019(), PROVINCIAL, of_units("广东", "兵团"))
    bars = figure.data["bars"]
    assert bars[["start", "end"]].to_numpy().tolist() == [[0, 7], [26, 32]]
    assert "位次区间（推算）" in figure.shown
    assert "未公布分数与名次" in figure.caveat
    assert figure.spec is side_by_side(edition_2019(), PROVINCIAL, four()).spec


@pytest.mark.parametrize(
    "figure",
    [side_by_side(edition_2019(), PROVINCIAL, four()), pair_map(edition_2019())],
    ids=["side_by_side", "pair_map"],
)
def test_a_spec_is_valid_vega_lite_with_its_data_apart(figure: Figure) -> None:
    spec = json.loads(json.dumps(dict(figure.spec)))
    alt.LayerChart.from_dict(spec, validate=True)
    named = {held["data"]["name"] for held in nodes(spec) if "name" in (held.get("data") or {})}
    assert named == set(figure.data)
    assert spec["width"] == "container"
    assert len(figure.alternative) > 20 and figure.source.startswith("来源：")


# ---- the matrix -------------------------------------------------------------------------------


def test_the_matrix_holds_every_honour_and_every_case_once() -> None:
    edition = edition_2019()
    rows = matrix.every(edition)
    assert Counter(rows["in"]) == {PROVINCIAL: 32, CITIES: 32, matrix.OTHER: 40}
    assert rows["code"].is_unique
    assert rows["honours"].sum() == 75 and rows["cases"].sum() == 40
    assert rows["practices"].sum() == len(edition["practices"].query("organisation != '全国'"))
    guangdong = rows.set_index("code").loc["440000"]
    assert (guangdong["tier"], guangdong["honours"], guangdong["省级"]) == ("优秀", 3, 0)
    assert 595 in guangdong["lines"] and 613 in guangdong["lines"]


def test_low_and_unassessed_units_are_in_the_matrix_with_their_own_tier() -> None:
    table = matrix.table(edition_2019(), matrix.every(edition_2019())).set_index("单位")
    assert table.at["新疆生产建设兵团", "档次"] == "起步"
    assert table.at["深圳市南山区", "档次"] == "—" and table.at["深圳市南山区", "区县级案例"] == 1


def test_the_matrix_is_filtered_and_ordered() -> None:
    edition = edition_2019()
    chosen = {"in": [CITIES], "tier": ["良好"], "has": ["新媒体入选"]}
    found = matrix.chosen(edition, chosen, "honours")
    assert names(found["code"])[:3] == ["杭州", "宁波", "合肥"]
    assert set(names(found["code"])) == {"杭州", "宁波", "合肥", "哈尔滨", "南昌"}
    assert matrix.sentence(edition, found).startswith("5 / 104 个单位；")
    by_tier = matrix.chosen(edition, {}, "tier")["tier"].tolist()
    assert by_tier == sorted(by_tier, key=[*TIERS, ""].index)
    nobody = matrix.chosen(edition, {"tier": ["卓越"]}, "source")
    assert "没有符合这些条件的单位" in matrix.sentence(edition, nobody)


def test_the_file_of_the_matrix_has_numbers_and_codes() -> None:
    read = pd.read_csv(io.BytesIO(csv(matrix.file(edition_2019()))), dtype={"代码": str})
    assert read["App"].sum() == 18 and read["微信"].sum() == 26 and read["微博"].sum() == 31
    assert read.set_index("代码").at["370200", "市级案例"] == 1
    assert "<" not in "".join(read["原文行号"].astype(str))


# ---- another edition, and slides --------------------------------------------------------------


def test_another_edition_has_its_own_counts_and_no_pairs() -> None:
    edition = edition_2031()
    found = sides.of_regions(edition, PROVINCIAL, FOUR)
    assert sides.finding(edition, PROVINCIAL, found) == (
        "优秀档次：东部 2 个单位中 1 个，中部无被评估单位，西部 1 个单位中无，东北无被评估单位"
    )
    assert pairs.every(edition).empty and pairs.finding(edition) == pairs.NO_PAIRS
    assert len(pair_map(edition).data["points"]) == 0
    assert len(matrix.every(edition)) == 9
    table = facts.table(edition, context(), PROVINCIAL, found)
    assert "卓越档次（个）" not in set(table["项目"]) and "2019" not in table.to_csv()


def slide(**view: list[str]):
    return views.slide_of(edition_2019(), context(), "compare", view)


def test_the_page_as_a_slide() -> None:
    made = slide()
    assert made.content.form == "bars" and made.title == sides.finding(
        edition_2019(), PROVINCIAL, four()
    )
    assert made.content.table.loc["西部"].tolist() == [0, 2, 1, 5, 4]
    assert made.content.written.at["东部", "卓越"] == "无"
    assert list(slide(region=["长三角", "火星"]).content.table.index) == ["长三角"]
    assert list(slide(region=["火星"]).content.table.index) == list(FOUR)
    own = slide(region=["东北"], own=[XPCC], group=[PROVINCIAL])
    assert list(own.content.table.index) == ["东北", sides.OWN]


def test_units_as_a_slide_are_a_table() -> None:
    made = slide(unit=["440000", "370000"])
    assert made.content.heads == ("项目", "广东", "山东")
    assert ("档次", "优秀", "良好") in made.content.cells
    assert "主办单位、案例、做法与列举计该单位及其辖区内各单位的" in made.shown


def test_the_slide_of_units_cites_all_that_it_shows() -> None:
    """Tiers, intervals, honours, cases, practices from the source; websites from elsewhere."""
    made = slide(unit=["520000", "530000"])
    shown = facts.rows(edition_2019(), context(), PROVINCIAL, of_units("贵州", "云南"))
    cited = {line for row in shown for line in row.lines}
    assert {594, 595, 597, 598, 613} <= cited
    assert made.source.endswith(f"原文第 {line_ranges(cited)} 行")
    assert "第45次报告（B 级：" in made.caveat and "推算（D 级）" in made.caveat
    assert "地区为所含各省之和" not in made.caveat
    cities = slide(group=[CITIES], unit=["440100", "440300"])
    assert "网站" not in cities.caveat and "" not in cities.notes


def test_of_two_groups_in_an_address_page_and_slide_take_the_same() -> None:
    """The first in the order of the options."""
    given = {"group": [CITIES, PROVINCIAL], "by": [BY_UNIT, BY_REGION]}
    seen = sides.view(edition_2019(), given)
    assert (seen.group, seen.by) == (PROVINCIAL, BY_REGION)
    assert slide(**given).section == "区域对比　省级政府服务能力"


@pytest.mark.parametrize(
    "view",
    [
        {"region": []},
        {"unit": ["nmpa"]},
        {"by": [BY_UNIT]},
        {"group": [CITIES], "unit": ["440000"]},
    ],
)
def test_nothing_to_compare_is_no_slide(view: dict) -> None:
    with pytest.raises(views.NoSlide):
        slide(**view)
