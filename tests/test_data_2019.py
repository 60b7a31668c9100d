"""The 2019 edition says what its document says: counts, values, and nothing of private persons."""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd
import pytest

from analysis import places
from analysis.edition import DATA
from analysis.schema import CITIES, EDITION, PROVINCIAL
from tests.fixtures.editions import context, edition_2019

TABLES = sorted(DATA.glob("2019/*.csv"))


def table(name: str) -> pd.DataFrame:
    """A table of the 2019 edition."""
    return edition_2019()[name]


def sizes(name: str, *columns: str) -> dict:
    """Rows counted by the values of some columns, in the order of the file."""
    return table(name).groupby(list(columns), sort=False).size().to_dict()


# ---- results, honours, cases -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("group", "counts"),
    [
        (PROVINCIAL, {"优秀": 7, "良好": 8, "发展": 11, "起步": 6}),
        (CITIES, {"优秀": 8, "良好": 11, "发展": 7, "起步": 6}),
    ],
)
def test_results_by_tier(group, counts):
    results = table("results")
    assert results.loc[results["group"] == group, "tier"].value_counts(sort=False).to_dict() == (
        counts
    )


def test_tiers_of_units_one_may_know():
    tier = table("results").set_index("code")["tier"]
    assert tier[["520000", "460000", "610000", "230000", "xpcc"]].tolist() == [
        "优秀",
        "良好",
        "发展",
        "起步",
        "起步",
    ]
    assert tier[["350200", "640100", "210200", "540100"]].tolist() == [
        "优秀",
        "良好",
        "发展",
        "起步",
    ]


def test_the_tier_scale_of_both_groups():
    scale = table("tier_scale").sort_values(["group", "order"])
    intervals = [("卓越", 95, 100), ("优秀", 85, 95), ("良好", 75, 85), ("发展", 60, 75)]
    for group in (PROVINCIAL, CITIES):
        rows = scale[scale["group"] == group]
        assert list(zip(rows["tier"], rows["lower"], rows["upper"], strict=True)) == [
            *intervals,
            ("起步", 0, 60),
        ]


def test_indicators_and_their_weights():
    assert dict(
        zip(table("indicators")["indicator"], table("indicators")["weight"], strict=True)
    ) == {
        "渠道支撑度": 24,
        "功能完备度": 33,
        "服务体验度": 33,
        "综合保障度": 10,
        "优秀案例": 10,
    }


def test_what_was_assessed_and_where():
    assert sizes("scope", "object") == {"数字政府服务能力": 4, "政府网站": 4, "政务新媒体": 5}
    assert list(table("channels")["channel"]) == ["门户网站", "政务App", "政务微博", "政务微信"]
    assert list(table("focus")["focus"]) == ["服务成效", "数据质量", "创新探索"]


def test_the_event():
    edition = edition_2019()
    assert edition.year == "2019"
    assert edition.event("发布机构") == "中国软件评测中心"
    assert edition.event("口号") == "打造智慧服务型政府 助力国家治理现代化"
    assert edition.event("发布会名称") == (
        "2019数字政府服务能力暨第十八届中国政府网站绩效评估结果发布会"
    )
    event = table("event").set_index("item")
    assert tuple(event.loc["发布会名称", ["source_line", "as_written"]]) == (
        696,
        "暨第十八届中国政府网站绩效评估结果发布会",
    )
    assert event.at["评估名称", "source_line"] == 694


def test_honours_by_medium_and_level():
    assert sizes("honours", "medium", "level") == {
        ("政务App", "部委"): 3,
        ("政务App", "省级政府"): 9,
        ("政务App", "重点城市"): 6,
        ("政务微信", "部委"): 7,
        ("政务微信", "省级政府"): 10,
        ("政务微信", "重点城市"): 9,
        ("政务微博", "部委"): 9,
        ("政务微博", "省级政府"): 11,
        ("政务微博", "重点城市"): 11,
    }
    assert sizes("honours", "medium") == {"政务App": 18, "政务微信": 26, "政务微博": 31}


def test_four_lists_of_ten_cases():
    assert sizes("cases", "list") == {"部委": 10, "省级": 10, "市级": 10, "区县级": 10}
    positions = table("cases").groupby("list")["position"].agg(list)
    assert all(held == list(range(1, 11)) for held in positions)


def test_each_case_has_a_theme_with_basis_and_reason():
    links = table("case_themes")
    assert set(links["case"]) == set(table("cases")["case"])
    assert links[["basis", "reason"]].ne("").all(axis=None)


def test_cases_with_text_have_practices_and_the_others_none():
    cases = table("cases")
    told = set(cases.loc[cases["detail"] == "有正文", "case"])
    assert told == set(table("case_practices")["case"])
    assert len(told) == 9


def test_a_case_and_its_practice_belong_to_the_same_unit():
    cases = table("cases").set_index("case")["code"]
    practices = table("practices").set_index("practice")["code"]
    for link in table("case_practices").itertuples():
        assert cases[link.case] == practices[link.practice], link.case


# ---- themes, slides, who is listed -------------------------------------------------------------


def test_six_themes_of_twenty_slides():
    assert list(table("themes").sort_values("order")["theme"]) == [
        "统筹协调",
        "集约建设",
        "数据驱动",
        "以人为本",
        "技术创新",
        "安全可靠",
    ]
    assert list(sizes("slides", "theme").values()) == [2, 4, 4, 4, 5, 1]
    assert list(table("slides")["order"]) == list(range(1, 21))


def test_inner_titles_of_two_themes_differ():
    themes = table("themes").set_index("theme")
    assert tuple(themes.loc["以人为本", ["role", "inner_theme", "inner_role"]]) == (
        "目标",
        "以人为本",
        "实用",
    )
    assert tuple(themes.loc["技术创新", ["role", "inner_theme", "inner_role"]]) == (
        "动力",
        "应用创新",
        "探索",
    )


def test_slides_follow_each_other_in_the_document():
    slides = table("slides").sort_values("order")
    assert (slides["first_line"] <= slides["last_line"]).all()
    assert (slides["first_line"].iloc[1:].to_numpy() > slides["last_line"].iloc[:-1]).all()


@pytest.mark.parametrize("name", ["mentions", "practices", "figures"])
def test_rows_stand_within_the_lines_of_their_slide(name):
    rows = table(name).merge(table("slides"), on="slide", suffixes=("", "_of_slide"))
    last = "last_line_of_slide" if "last_line_of_slide" in rows else "last_line"
    inside = rows["source_line"].between(rows["first_line"], rows[last])
    assert rows.loc[~inside, "source_line"].tolist() == []


def test_ten_pilots_and_lhasa():
    mentions = table("mentions")
    pilots = list(mentions.loc[mentions["listing"] == "试点地区", "organisation"])
    assert [places.find(name).short for name in pilots] == [
        "北京",
        "吉林",
        "安徽",
        "山东",
        "湖北",
        "湖南",
        "广东",
        "广西",
        "重庆",
        "贵州",
        "拉萨",
    ]


def test_qingdao_listed_twice_is_counted_once():
    mentions = table("mentions")
    assert list(mentions.loc[mentions["slide"] == "s11", "organisation"]) == [
        "江苏省",
        "广西壮族自治区",
        "青岛市",
        "银川市",
        "铜陵市",
        "苏州市",
    ]


def test_the_corps_is_listed_once_among_those_connected():
    mentions = table("mentions")
    columns = ["slide", "listing", "source_line", "detail"]
    assert mentions.loc[mentions["code"] == "xpcc", columns].to_numpy().tolist() == [
        ["s03", "页内列举", 118, "仅列名称"]
    ]


def test_units_said_to_have_text_have_a_practice_on_that_slide():
    mentions = table("mentions")
    told = mentions[mentions["detail"] == "有正文"]
    practices = set(zip(table("practices")["slide"], table("practices")["code"], strict=True))
    listed = set(zip(told["slide"], told["code"], strict=True))
    bare = mentions[(mentions["detail"] == "仅列名称") & (mentions["listing"] == "页首列举")]
    assert listed <= practices
    assert not set(zip(bare["slide"], bare["code"], strict=True)) & practices


# ---- figures -------------------------------------------------------------------------------------

DIGITS = dict(zip("一二三四五六七八九", range(1, 10), strict=True)) | {"两": 2}
NUMBER = re.compile(
    r"\d+(?:\.\d+)?|[一二三四五六七八九两]?十[一二三四五六七八九]?|[一二三四五六七八九两]"
)


def number(written: str) -> float:
    """An Arabic number, or a Chinese one below a hundred."""
    if written[0].isdigit():
        return float(written)
    tens, ten, ones = written.rpartition("十")
    if not ten:
        return DIGITS[written]
    return 10 * DIGITS.get(tens, 1) + DIGITS.get(ones, 0)


@pytest.mark.parametrize(
    ("written", "value"), [("1.472", 1.472), ("两", 2), ("十", 10), ("十二", 12), ("三十一", 31)]
)
def test_the_parser_of_these_tests(written, value):
    assert number(written) == value


def test_how_many_figures():
    assert len(table("figures")) == 112


def test_each_value_is_a_number_of_its_excerpt():
    for row in table("figures").itertuples():
        values = [number(written) for written in NUMBER.findall(row.as_written)]
        assert row.value in values, (row.figure, row.as_written)


# The source misplaced a mark here (原文如此), so the unit does not follow the number.
SLIPS = {"shaanxi-cloud-virtual-machines"}


def test_arabic_values_are_followed_by_their_unit_in_the_excerpt():
    for row in table("figures").itertuples():
        if row.unit and row.figure not in SLIPS and re.search(r"\d", row.as_written):
            value = f"{row.value:.3f}".rstrip("0").rstrip(".")
            pattern = rf"(?<![\d.]){re.escape(value)}[余多]?{re.escape(row.unit)}"
            assert re.search(pattern, row.as_written), (row.figure, row.as_written)


def test_qualifiers_are_those_of_the_excerpt_and_none_is_lost():
    written = re.compile(r"超过|超|(?<!集)约|近|\d余|\d多|以上|等\d|等$")
    for row in table("figures").itertuples():
        found = [
            one.lstrip("0123456789").rstrip("0123456789") for one in written.findall(row.as_written)
        ]
        assert found == ([row.qualifier] if row.qualifier else []), (row.figure, row.as_written)


def test_every_kind_of_qualifier_occurs():
    held = Counter(table("figures")["qualifier"])
    assert held.keys() - {""} == {"约", "超", "超过", "余", "近", "多", "以上", "等"}


FIGURES = [
    ("610000", "平台总存储容量", 1759, "TB", ""),
    ("610000", "平台各类硬件设备数", 3136, "台", ""),
    ("610000", "平台虚拟机数", 3406, "个", ""),
    ("320100", "基础区块链支撑的实名用户数", 450, "万", ""),
    ("640000", "集中部署的应用系统数", 872, "个", ""),
    ("640000", "应用系统集中部署的全区各级单位数", 266, "家", ""),
    ("640000", "区直部门应用系统集中部署比例", 60, "%", "近"),
    ("370000", "开放的数据量", 8.26, "亿条", ""),
    ("370000", "提供的数据接口（API）数", 70518, "个", ""),
    ("440000", "开放的数据量", 1.472, "亿条", ""),
    ("440000", "提供的数据接口（API）数", 219, "个", ""),
    ("520100", "开放的数据量", 1100, "万条", "余"),
    ("520000", "已完成迁移的政府网站比例", 60, "%", "以上"),
    ("310000", "接入电子政务外网的市级单位数", 1500, "家", "约"),
    ("310000", "电子政务外网联通的业务链路数", 1300, "条", "多"),
    ("100000", "在线数据查询核验次数", 3.54, "亿次", "超过"),
    ("350000", "闽政通整合的便民服务事项数", 500, "项", "超"),
]


@pytest.mark.parametrize(("code", "metric", "value", "unit", "qualifier"), FIGURES)
def test_figures_one_may_know(code, metric, value, unit, qualifier):
    figures = table("figures")
    rows = figures[(figures["code"] == code) & (figures["metric"] == metric)]
    assert rows[["value", "unit", "qualifier"]].to_numpy().tolist() == [[value, unit, qualifier]]


PAIRS = [
    ("shanghai-restaurant-days", 60, 12, "个工作日"),
    ("shanghai-restaurant-visits", 8, 1, "次"),
    ("shanghai-restaurant-forms", 4, 1, "张"),
    ("tongling-real-estate-days", 30, 2, "天"),
    ("jiangsu-exam-review-days", 10, 2, "天"),
    ("national-websites", 84094, 14553, "个"),
]


@pytest.mark.parametrize(("pair", "before", "after", "unit"), PAIRS)
def test_pairs_before_and_after(pair, before, after, unit):
    figures = table("figures")
    rows = figures[figures["pair"] == pair].set_index("phase")
    assert rows["value"].to_dict() == {"前": before, "后": after}
    assert set(rows["unit"]) == {unit}


def test_there_are_no_other_pairs():
    figures = table("figures")
    assert set(figures.loc[figures["phase"] == "前", "pair"]) == {pair for pair, *_ in PAIRS}


def test_thirty_days_of_tongling_are_the_legal_limit():
    figures = table("figures").set_index("figure")
    assert "法定" in figures.at["tongling-real-estate-days-before", "note"]


def test_the_dates_of_the_website_counts():
    figures = table("figures")
    websites = figures[figures["pair"] == "national-websites"].set_index("phase")
    assert websites["as_of"].to_dict() == {"前": "2015", "后": "2019-12-04"}
    assert websites["metric"].to_dict() == {"前": "全国政府网站数量", "后": "全国政府网站数量"}
    assert set(websites["note"]) == {
        "原文未写明两数的口径；据背景数据“全国政府网站数量”，两数口径不同"
    }


def test_notes_bring_no_number_of_websites_from_outside():
    outside = set(map(str, context()["website_counts"]["count"])) - {"84094", "14553"}
    for row in table("figures").itertuples():
        assert not outside & set(re.findall(r"\d+", row.note)), row.figure


@pytest.mark.parametrize(
    ("pair", "part", "share"),
    [("national-data-bodies", 22, 68.8), ("national-data-rules", 28, 87.5)],
)
def test_stated_shares_are_those_of_their_parts(pair, part, share):
    figures = table("figures")
    rows = figures[figures["pair"] == pair].set_index("phase")["value"]
    assert rows.to_dict() == {"部分": part, "总体": 32, "占比": share}
    assert abs(100 * part / 32 - share) <= 0.051


def test_a_figure_that_counts_names_counts_the_names_of_its_line():
    figures, mentions = table("figures"), table("mentions")
    counted = figures[figures["phase"] == "列举"]
    assert len(counted) > 0
    for row in counted.itertuples():
        listed = places.of(mentions.loc[mentions["source_line"] == row.source_line, "code"])
        assert sum(place.kind == "province" for place in listed) == row.value


# ---- sources, persons ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", EDITION)
def test_each_row_has_its_line_and_a_short_excerpt(name):
    rows = table(name)
    assert rows["source_line"].between(1, 700).all()
    assert rows["as_written"].str.len().between(1, 40).all()


# The speaker; what stands only in two screenshots of microblogs and in their counters.
PRIVATE = (
    "周亮",
    "可言",
    "21.3",
    "276人",
    "276 人",
    "女婴",
    "患儿",
    "重病",
    "八一儿童",
    "28.39",
    "104.94",
)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_no_person_and_nothing_of_the_screenshots(path):
    text = path.read_text(encoding="utf-8")
    assert [words for words in PRIVATE if words in text] == []


def test_no_row_cites_the_speaker_or_a_screenshot():
    cited = {int(line) for name in edition_2019() for line in table(name)["source_line"]}
    assert not cited & {7, 428, 432, 445, 449}


def test_summaries_are_in_our_own_words_and_carry_no_figure_apart_from_years():
    for row in table("practices").itertuples():
        counts = re.findall(
            r"\d[\d.]*(?!\d|[\d.]*年|月|日|G|\+)", re.sub(r"\d+年\d*月?\d*日?", "", row.summary)
        )
        named = set(re.findall(r"\d+", row.title)) | {"1", "5", "16"}
        assert set(counts) <= named, row.summary


def test_corrections_keep_what_the_source_wrote():
    corrections = table("corrections").set_index("as_written")
    assert corrections.at["一次登陆", "corrected"] == "一次登录"
    assert corrections.at["公基金", "corrected"] == "公积金"
    assert len(corrections) == 12


# ---- context ----------------------------------------------------------------------------------


def test_websites_by_level_sum_to_the_national_count_of_their_date():
    national = context()["website_counts"]
    running = national[national["basis"] == "在运行"].set_index(
        national.loc[national["basis"] == "在运行", "date"].dt.strftime("%Y-%m-%d")
    )["count"]
    by_level = context()["website_counts_by_level"].groupby("date")["count"].sum()
    assert by_level.to_dict() == {
        "2017-03": running["2017-03-31"],
        "2017-06-01": running["2017-06-01"],
        "2017-12-01": running["2017-12-01"],
        "2018-06-01": running["2018-06-01"],
    }


def test_websites_by_province_sum_to_the_total_of_the_report():
    counts = context()["website_counts_by_province"]
    assert (len(counts), counts["count"].sum()) == (32, 13562)


def test_the_counts_of_the_deck_are_among_the_national_ones():
    national = context()["website_counts"].set_index("count")
    assert str(national.at[84094, "date"].date()) == "2015-11-30"
    assert str(national.at[14553, "date"].date()) == "2019-12-04"
    assert (national.at[84094, "basis"], national.at[66453, "basis"]) == ("开设", "在运行")
    assert set(national.index[national["grade"] == "D"]) == {66453, 46333}


def test_four_regions_without_the_corps():
    regions = context()["regions"]
    assert regions["region"].value_counts().to_dict() == {
        "西部": 12,
        "东部": 10,
        "中部": 6,
        "东北": 3,
    }
    assert "xpcc" not in set(regions["code"])
    assert places.get("xpcc").region == ""


def test_regions_are_those_of_the_register():
    for row in context()["regions"].itertuples():
        assert places.get(row.code).region == row.region
