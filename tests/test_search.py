"""One box finds whatever the edition can show, however it is written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from analysis import edition, places, search, text, units
from analysis.edition import Edition
from analysis.search import CASE, FIGURE, PRACTICE, THEME, UNIT, Entry, find
from analysis.theme import plain_number
from tests.fixtures.editions import copy_2019, edition_2019, edition_2031, set_cell

ROOT = Path(__file__).resolve().parents[1]
EDITIONS = {"2019": edition_2019, "2031": edition_2031}


def shown(entry: Entry) -> tuple[str, str, str]:
    """What a reader sees of a result."""
    return entry.kind, entry.label, entry.detail


def opened(entry: Entry) -> tuple[str, dict[str, str]]:
    """Where a result leads."""
    return entry.page, dict(entry.parameters)


def first(query: str) -> Entry:
    """The best result of the 2019 edition."""
    return find(edition_2019(), query)[0]


# ---- exact results -------------------------------------------------------------------------------

UNITS = {  # as a reader may write it, and the place that must come first
    "南山": "440305",
    "深圳南山": "440305",
    "深圳 南山": "440305",
    "南山 深圳": "440305",
    "广东省深圳市南山区": "440305",
    "shenzhennanshan": "440305",
    "szns": "440305",
    "ns": "440305",
    "nx": "640000",
    "宁夏": "640000",
    "NINGXIA": "640000",
    "ｎｘ": "640000",
    "青 岛": "370200",
    "370200": "370200",
    "qingdao": "370200",
    "广西壮族自治区": "450000",
    "bingtuan": "xpcc",
    "兵团": "xpcc",
    "生产建设兵团": "xpcc",
    "交通部": "mot",
    "药监局": "nmpa",
    "yjj": "nmpa",
    "gjyjj": "nmpa",
    "guojiayaojianju": "nmpa",
    "国家药品监督管理局": "nmpa",
    "发改": "ndrc",
    "发改委": "ndrc",
    "工信": "miit",
    "央行": "pbc",
    "南县": "430921",  # never named by the edition, and found all the same
    "朝阳县": "211321",
}


@pytest.mark.parametrize(("query", "code"), UNITS.items())
def test_a_unit_comes_first_however_it_is_written(query, code):
    parameter = "code" if code.isdigit() else "id"
    assert opened(first(query)) == ("unit", {parameter: code})


def test_namesakes_are_told_apart_and_the_named_one_comes_first():
    assert [shown(entry) for entry in find(edition_2019(), "南山", 2)] == [
        (UNIT, "南山区", "广东深圳"),
        (UNIT, "南山区", "黑龙江鹤岗"),
    ]


def test_a_unit_tells_its_tier():
    assert shown(first("宁夏")) == (UNIT, "宁夏回族自治区", "发展档次")
    assert shown(first("青岛")) == (UNIT, "青岛市", "山东 · 优秀档次")
    assert shown(first("药监局")) == (UNIT, "国家药品监督管理局", "部委")


def test_a_value_finds_its_figure_and_the_line_of_the_source():
    found = {query: find(edition_2019(), query) for query in ("872", "1759", "84094")}
    assert {query: [shown(entry) for entry in hits] for query, hits in found.items()} == {
        "872": [(FIGURE, "集中部署的应用系统数 872 个", "宁夏 · 原文第 144 行")],
        "1759": [(FIGURE, "平台总存储容量 1759 TB", "陕西 · 原文第 132 行")],
        "84094": [(FIGURE, "全国政府网站数量 84094 个", "全国 · 原文第 113 行")],
    }
    assert opened(found["872"][0]) == ("trends", {"slide": "s04"})


def test_an_amount_with_its_unit_finds_its_figure():
    assert [entry.label for entry in find(edition_2019(), "68.8%")] == [
        "明确政务数据统筹管理机构的省级地区占比 68.8%"
    ]


def test_a_number_that_stands_in_two_comparisons_is_one_result():
    found = [shown(entry) for entry in find(edition_2019(), "省级地区总数")]
    assert found.count((FIGURE, "省级地区总数 32 个", "全国 · 原文第 91 行")) == 1


def test_a_part_of_a_title_finds_the_case():
    (entry,) = find(edition_2019(), "秒批")
    assert shown(entry) == (CASE, "深圳市“秒批”服务", "市级“十大” · 深圳")
    assert opened(entry) == ("cases", {"case": "city-02"})


def test_a_theme_is_found():
    (entry,) = find(edition_2019(), "数据驱动")
    assert shown(entry) == (THEME, "数据驱动", "赋能")
    assert opened(entry) == ("trends", {"theme": "数据驱动"})


def test_what_a_slide_is_about_is_found_as_a_theme():
    found = first("政务云平台")
    assert shown(found) == (THEME, "政务云平台", "集约建设")
    assert opened(found) == ("trends", {"slide": "s04"})
    assert opened(first("加强政务微博运营")) == ("trends", {"slide": "s17"})


def test_words_of_different_kinds_narrow_together():
    assert [shown(entry) for entry in find(edition_2019(), "宁夏 872")] == [
        (FIGURE, "集中部署的应用系统数 872 个", "宁夏 · 原文第 144 行")
    ]
    assert [entry.label for entry in find(edition_2019(), "交通部 智数")] == [
        "交通运输部网站“交通智数”板块"
    ]


def test_what_belongs_to_a_ministry_is_found_by_the_ministry():
    found = [(entry.kind, entry.label) for entry in find(edition_2019(), "yaojianju")]
    assert found == [
        (UNIT, "国家药品监督管理局"),
        (CASE, "E药云搜App"),
        (PRACTICE, "“E药云搜”"),
    ]


SPELT = {  # as a reader may spell it, and kind and label of what must be among the results
    "shujuqudong": {(THEME, "数据驱动")},
    "SJQD": {(THEME, "数据驱动")},
    "yingyongchuangxin": {(THEME, "技术创新")},  # its name on the slides within
    "shujukaifang": {(THEME, "数据开放"), (PRACTICE, "公共数据开放")},
    "sjkf": {(THEME, "数据开放"), (PRACTICE, "公共数据开放")},
    "shuju kaifang": {(THEME, "数据开放"), (PRACTICE, "公共数据开放")},
    "miaopi": {(CASE, "深圳市“秒批”服务")},
    "mp": {(CASE, "深圳市“秒批”服务")},
    "mingzt": set(),  # pinyin or initials, never a mixture
    "eyaoyunsou": {(CASE, "E药云搜App"), (PRACTICE, "“E药云搜”")},
    "mztapp": {(PRACTICE, "闽政通App统一入口")},
    "12345rexian": {(CASE, "政府12345热线人工智能实践")},
    "budongchan": {(PRACTICE, "不动产登记提速"), (FIGURE, "不动产登记办结时限 2 天")},
    "kaibanqiye": {(PRACTICE, "开办企业一日办结"), (FIGURE, "开办企业办结时间 1 日")},
    "zhengwuyun": {(THEME, "政务云平台"), (PRACTICE, "“1+16+N”政务云")},
    "zwy": {(THEME, "政务云平台"), (PRACTICE, "“1+16+N”政务云")},
    "shangyunlv": {(FIGURE, "省级单位新建信息系统上云率 100%")},
    "shanghai zhengwuyun": {(PRACTICE, "“1+16+N”政务云")},
    "sh zwy": {(PRACTICE, "“1+16+N”政务云")},
    "zwy sh": {(PRACTICE, "“1+16+N”政务云")},
    "上海 zwy": {(PRACTICE, "“1+16+N”政务云")},
    "上海zwy": {(PRACTICE, "“1+16+N”政务云")},
    "chongqing zhengwuyun": set(),
    "hengwuyun": set(),  # begins within a syllable
}


@pytest.mark.parametrize(("query", "expected"), SPELT.items())
def test_titles_are_found_by_pinyin_and_initials_from_any_character_onward(query, expected):
    found = {(entry.kind, entry.label) for entry in find(edition_2019(), query)}
    assert expected <= found
    assert bool(expected) == bool(found)


def test_a_title_spelt_so_comes_before_what_begins_so_and_that_before_what_only_holds_it():
    assert [entry.label for entry in find(edition_2019(), "qukuailian")] == [
        "区块链",
        "“区块链+工业设计”版权交易平台",
        "区块链电子票据平台",
        "“区块链+工业设计”版权交易平台",
        "基础区块链",
        "基础区块链支撑的实名用户数 450 万",
    ]


def test_a_unit_comes_before_a_title_that_is_spelt_alike(tmp_path):
    folder = copy_2019(tmp_path)
    set_cell(folder, "slides", 2, "subtheme", "凝霞")
    labels = [entry.label for entry in find(edition.load(folder), "ningxia", 100)]
    assert labels[:3] == ["宁夏回族自治区", "凝霞", "宁乡市"]


@pytest.mark.parametrize("edition", EDITIONS.values(), ids=EDITIONS)
def test_every_title_is_found_by_the_initials_of_its_last_three_characters(edition):
    from pypinyin import Style, lazy_pinyin

    own = edition()
    for table, column in (
        ("slides", "subtheme"),
        ("practices", "title"),
        ("cases", "title"),
        ("figures", "metric"),
    ):
        for title in own[table][column]:
            ending = "".join(character for character in title if "一" <= character <= "龥")[-3:]
            if ending and title.endswith(ending):
                typed = "".join(lazy_pinyin(title, style=Style.FIRST_LETTER)[-3:])
                assert any(title in entry.label for entry in find(own, typed, 10_000)), typed


def test_the_dictionary_of_pinyin_is_loaded_by_the_first_query_that_needs_it():
    script = """
import sys
from analysis import edition, search
loaded = edition.load("data/2019")
for query in ("宁夏", "秒批", "872", "火星", "宁夏872", "nx", ".*", "shujukaifang"):
    search.find(loaded, query)
    print(query, "pypinyin" in sys.modules)
"""
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = [line.split()[0] for line in run.stdout.splitlines() if line.endswith("True")]
    assert loaded == ["shujukaifang"]


PARTED = {  # as a reader may run words together, and the same with spaces
    "宁夏872": "宁夏 872",
    "宁夏872个": "宁夏 872 个",
    "宁夏应用系统": "宁夏 应用系统",
    "宁夏回族自治区应用系统": "宁夏 应用系统",
    "宁夏政务云": "宁夏 政务云",
    "贵州政务数据": "贵州 政务数据",
    "交通部智数": "交通部 智数",
    "nx872": "nx 872",
    "占比68.8%": "占比 68.8%",
}


@pytest.mark.parametrize(("together", "apart"), PARTED.items())
def test_words_run_together_are_parted_after_a_place_and_around_numbers(together, apart):
    found = find(edition_2019(), together)
    assert found == find(edition_2019(), apart)
    assert {entry.kind for entry in found} & {PRACTICE, FIGURE, CASE}


def test_what_is_found_as_it_stands_is_not_parted():
    """深圳市 begins a title and is a place, 12345 stands within one."""
    assert [entry.label for entry in find(edition_2019(), "深圳市“秒批”")] == ["深圳市“秒批”服务"]
    assert [entry.label for entry in find(edition_2019(), "政府12345热线")] == [
        "政府12345热线人工智能实践"
    ]


def test_pinyin_is_found_by_its_beginning_only():
    """jiaotongyunshubu holds "ns", and 甘肃 is gansu: neither is 南山."""
    found = find(edition_2019(), "ns", 10_000)
    assert not {"交通运输部", "甘肃省"} & {entry.label for entry in found}


def test_exact_comes_before_beginning_and_beginning_before_within():
    """朝阳县 is never named, yet comes before what only holds its name in the place above."""
    labels = [entry.label for entry in find(edition_2019(), "朝阳", 10_000)]
    exact = [labels.index(name) for name in ("朝阳区", "朝阳市", "朝阳县")]
    assert max(exact) < labels.index("双塔区")
    longer = [entry.label for entry in find(edition_2019(), "北京市政府", 10_000)]
    assert longer[0].startswith("北京市政府")


# ---- queries that are no names -------------------------------------------------------------------


@pytest.mark.parametrize("query", ["", "   ", "\u3000", "\u200b", "\n\t"])
def test_an_empty_query_finds_nothing(query):
    assert find(edition_2019(), query) == []


@pytest.mark.parametrize("query", ["<script>", ".*", "[", "\\", "(", "^", "$", "%", "|", "*"])
def test_a_query_is_no_pattern_and_no_markup(query):
    """Whatever holds these characters may be found; nothing else."""
    for entry in find(edition_2019(), query, 10_000):
        assert query in entry.words + entry.keys + entry.names


def test_a_word_that_nothing_holds_finds_nothing():
    assert find(edition_2019(), "火星") == []
    assert find(edition_2019(), "宁夏 火星") == []


def test_what_stands_after_the_longest_query_is_not_read():
    padding = " " * (search.LONGEST - 2)
    assert opened(find(edition_2019(), f"宁夏{padding}火星")[0]) == ("unit", {"code": "640000"})
    assert find(edition_2019(), "宁" * 2000) == []
    assert opened(find(edition_2019(), "宁夏 " * 700)[0]) == ("unit", {"code": "640000"})


@pytest.mark.parametrize("most", [1, 3, 8])
def test_there_are_at_most_so_many(most):
    assert len(find(edition_2019(), "中国", most)) == most


# ---- everything can be found ---------------------------------------------------------------------


@pytest.mark.parametrize("edition", EDITIONS.values(), ids=EDITIONS)
def test_every_named_unit_is_found_by_name_short_name_pinyin_initials_and_code(edition):
    own = edition()
    missed = []
    for place in places.of(units.named(own)):
        parameter = "code" if place.code.isdigit() else "id"
        ways = (place.name, place.short, places.located(place.code), place.pinyin, place.code)
        for way in ways:
            if ("unit", {parameter: place.code}) not in map(opened, find(own, way)):
                missed.append((place.code, way))
        if ("unit", {parameter: place.code}) not in map(opened, find(own, place.initials, 100)):
            missed.append((place.code, place.initials))
    assert missed == []


def test_every_unit_of_the_register_is_found_by_its_code_and_the_named_come_first():
    found = [entry.parameters for entry in search.index(edition_2019()) if entry.kind == UNIT]
    codes = [code for parameters in found for code in parameters.values()]
    assert sorted(codes) == sorted(places.register())
    named = units.named(edition_2019())
    assert tuple(codes[: len(named)]) == named


def told(edition: Edition) -> list[tuple[str, str, str, tuple[str, dict[str, str]]]]:
    """Kind, name, detail and target of each case, practice, theme and figure, from the tables."""
    theme = dict(zip(edition["slides"]["slide"], edition["slides"]["theme"], strict=True))
    found: list[tuple[str, str, str, tuple[str, dict[str, str]]]] = []
    for row in edition["themes"].itertuples():
        found.append((THEME, row.theme, row.role, ("trends", {"theme": row.theme})))
    for row in edition["slides"].itertuples():
        found.append((THEME, row.subtheme, row.theme, ("trends", {"slide": row.slide})))
    for row in edition["cases"].itertuples():
        detail = f"{row.list}“十大” · {text.names([row.code])[0]}"
        found.append((CASE, row.title, detail, ("cases", {"case": row.case})))
    for row in edition["practices"].itertuples():
        detail = f"{text.names([row.code])[0]} · {theme[row.slide]}"
        found.append((PRACTICE, row.title, detail, ("trends", {"slide": row.slide})))
    for row in edition["figures"].itertuples():
        label = f"{row.metric} {text.amount(row.value, row.unit, row.qualifier)}"
        detail = f"{text.names([row.code])[0]} · 原文第 {row.source_line} 行"
        found.append((FIGURE, label, detail, ("trends", {"slide": row.slide})))
    return found


@pytest.mark.parametrize("edition", EDITIONS.values(), ids=EDITIONS)
def test_every_case_practice_theme_and_figure_is_found_by_its_own_name(edition):
    own = edition()
    expected = told(own)
    assert len(expected) == sum(
        len(own[table]) for table in ("themes", "slides", "cases", "practices", "figures")
    )
    missed = [
        name
        for kind, name, detail, target in expected
        if ((kind, name, detail), target)
        not in [(shown(entry), opened(entry)) for entry in find(own, name)]
    ]
    assert missed == []


@pytest.mark.parametrize("edition", EDITIONS.values(), ids=EDITIONS)
def test_every_figure_is_found_by_its_value_and_every_practice_by_its_unit(edition):
    own = edition()
    for row in own["figures"].itertuples():
        hits = find(own, f"{plain_number(row.value)} {row.organisation}", 1000)
        assert any(entry.kind == FIGURE and row.metric in entry.label for entry in hits)
    for table, kind in (("practices", PRACTICE), ("cases", CASE)):
        for row in own[table].itertuples():
            hits = find(own, row.organisation, 1000)
            assert (kind, row.title) in [(entry.kind, entry.label) for entry in hits]


def test_nothing_of_2019_is_in_another_edition():
    own = [entry for entry in search.index(edition_2031()) if entry.kind != UNIT]
    assert len(own) == 3 + 3 + 3 + 1 + 3
    for query in ("秒批", "数据驱动", "872", "84094"):
        assert [entry for entry in find(edition_2031(), query) if entry.kind != UNIT] == []
    assert shown(find(edition_2031(), "北京")[0]) == (UNIT, "北京市", "优秀档次")
    assert shown(find(edition_2031(), "苏州")[0]) == (UNIT, "苏州市", "江苏 · 卓越档次")
    assert shown(find(edition_2031(), "12.5")[0]) == (
        FIGURE,
        "办理时间 约 12.5 天",
        "苏州 · 原文第 11 行",
    )
    assert [shown(entry) for entry in find(edition_2031(), "云上协同")] == [
        (THEME, "云上协同", "基座")
    ]
