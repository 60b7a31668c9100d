"""The library of cases and practices, whom to learn from, and the list as files."""

from __future__ import annotations

import io
from types import SimpleNamespace

import openpyxl
import pytest
from docx import Document

from analysis import edition, learning, library
from analysis.edition import records
from analysis.export import learning as export
from tests.bench import library as bench
from tests.fixtures.editions import (
    context,
    copy_2019,
    edition_2019,
    edition_2031,
    keep_rows,
)

ROWS = library.entries(edition_2019())


def chosen(query: str = "", **facets: str | list[str]) -> list[str]:
    """The entries of 2019 that a choice leaves."""
    wanted = {name: [one] if isinstance(one, str) else one for name, one in facets.items()}
    return list(library.choose(ROWS, wanted, query)["entry"])


def row(entry: str):
    """One entry of 2019."""
    return next(records(ROWS[ROWS["entry"] == entry]))


def without(tmp_path, *tables):
    """The edition of 2019 with some of its tables empty."""
    copy_2019(tmp_path)
    for name in tables:
        keep_rows(tmp_path, name)
    return edition.load(tmp_path)


# ---- facets --------------------------------------------------------------------------------------

COUNTS = {
    "kind": {"优秀创新案例": 40, "特点趋势中的做法": 52},
    "evidence": {
        "前后两个数": 4,
        "列有数字": 32,
        "只有表述": 25,
        "仅列名称，无依据": 31,
    },
    "detail": {"有正文": 61, "仅列名称": 31},
    "level": {"部委": 15, "省级": 36, "市级": 21, "区县": 11, "全国": 9},
    "theme": {
        "统筹协调": 6,
        "集约建设": 23,
        "数据驱动": 19,
        "以人为本": 23,
        "技术创新": 23,
        "安全可靠": 4,
    },
    "tier": {"优秀": 42, "良好": 20, "发展": 6, "本地及所在地均无档次": 24},
    "region": {"东部": 41, "中部": 8, "西部": 17, "东北": 2, "部委（不分地区）": 24},
    "medium": {"政务App": 31, "政务微信": 27, "政务微博": 26},
}


@pytest.mark.parametrize("facet", COUNTS)
def test_the_counts_of_2019(facet):
    assert library.counts(ROWS, facet, {}) == COUNTS[facet]


@pytest.mark.parametrize("facet", library.facets(edition_2019()))
def test_each_value_leaves_as_many_as_its_count_says(facet):
    held = library.facets(edition_2019())[facet]
    other = {"theme": ["以人为本"]} if facet != "theme" else {"detail": ["有正文"]}
    counts = library.counts(ROWS, facet, {**other, facet: [held.values[0]]}, "服务")
    assert set(counts) <= {*held.values, ""}
    for value in held.values:
        left = library.choose(ROWS, {**other, facet: [value]}, "服务")
        assert len(left) == counts.get(value, 0), value


def test_a_practice_that_tells_a_case_is_one_entry_with_it():
    assert "guiyang-open-data" not in set(ROWS["entry"])
    assert row("city-07").practice == ("guiyang-open-data",)
    assert list(library.only(ROWS, "", "guiyang-open-data")["entry"]) == ["city-07"]
    assert list(library.only(ROWS, "", "shaanxi-cloud")["entry"]) == ["shaanxi-cloud"]


def test_where_an_entry_stands():
    held = row("district-06")
    assert (held.level, held.province, held.region, held.tier) == ("区县", "江苏省", "东部", "良好")
    assert row("ministry-07").medium == ("政务微信",)
    assert row("national-sharing").level == "全国"


@pytest.mark.parametrize(
    ("title", "matter"),
    [
        ("全省市场主体登记数据向社会开放", "数据开放"),
        ("率先开放企业登记数据", "数据开放"),
        ("组建省大数据管理局", "机构与制度"),
        ("市门户网站改版", "政府网站"),
        ("县区网站群迁移", "政府网站"),
        ("开办药店一次办好", "开办企业"),
        ("推进审批制度改革", "审批"),
        ("用VR看政务大厅", "新技术"),
        ("民有所盼、政有所为", ""),
        ("民生热线7×24小时", "热线与诉求"),
    ],
)
def test_matters_come_from_words_that_any_edition_may_use(title, matter):
    found = library.matters(edition_2031(), SimpleNamespace(title=title, practice=()))
    assert (matter in found) if matter else not found


def test_the_words_of_a_matter_are_shown_whole():
    """No word is cut out of its sentence with half a quotation mark or the next word's beginning."""
    found = {
        (matter, term)
        for row in records(ROWS)
        for matter, term in library.matters(edition_2019(), row).items()
    }
    assert not [term for _, term in found if set(term) & set("“”《》（）、")]
    assert ("政府网站", "网站") in found and ("机构与制度", "数据管理局") in found
    assert "政府网站" in row("chengdu-websites").matter


@pytest.mark.parametrize(
    ("matter", "entries"),
    [
        ("开办企业", ["district-03", "yinchuan-business-opening", "shanghai-restaurant"]),
        ("不动产登记", ["tongling-real-estate"]),
        ("工程审批", ["foshan-construction"]),
        ("电子证照", ["nanning-one-code", "zhejiang-cross-province", "jiangxi-cross-province"]),
        ("审批", ["city-02", "yinchuan-business-opening", "foshan-construction"]),
        ("热线与诉求", ["ministry-08", "city-09", "district-01", "district-04", "district-07"]),
    ],
)
def test_matters_come_from_the_words(matter, entries):
    assert chosen(matter=matter) == entries
    for entry in entries:
        term = library.matters(edition_2019(), row(entry))[matter]
        tags = library.card(edition_2019(), row(entry)).tags
        assert f"本系统归类，依名称与概述中的词：“{term}”" in [tag.note for tag in tags]


def test_what_an_entry_gives_of_an_effect():
    assert row("tongling-real-estate").evidence == library.PAIR
    assert row("city-07").evidence == library.COUNT
    assert row("ministry-07").evidence == library.WORDS_ONLY
    assert row("city-02").evidence == library.NOTHING
    labels = [tag.label for tag in library.card(edition_2019(), row("city-02")).tags]
    assert not [label for label in labels if label.startswith("成效依据")]


def test_a_pair_is_drawn_unless_its_definitions_differ():
    drawn = {
        amount.metric: amount.drawn
        for entry in ("shanghai-restaurant", "national-website-reduction", "city-07")
        for amount in library.card(edition_2019(), row(entry)).amounts
    }
    assert drawn["开办饭店办理时间"] == (60, 12)
    assert drawn["全国政府网站数量"] is None
    assert drawn["提供的数据集数"] is None


# ---- search --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "entries"),
    [
        ("秒批", ["city-02"]),
        ("miaopi", ["city-02"]),
        ("MiaoPi", ["city-02"]),
        ("mpf", ["city-02"]),
        ("亩均", ["district-06"]),
        ("bdcdj", ["tongling-real-estate"]),
        ("yizheng", ["province-03", "district-06"]),
        ("降税 税务", []),
        ("减税降费", ["ministry-07"]),
        ("ipv6", ["province-08"]),
        ("ningxia", ["ningxia-leading-group", "ningxia-cloud"]),
        (".*", []),
        ("火星", []),
    ],
)
def test_a_query_finds(query, entries):
    assert chosen(query) == entries


def test_what_the_library_holds_in_a_sentence():
    assert library.summary(edition_2019()).endswith(
        "另收特点趋势中的做法 52 项，讲案例的做法已并入案例。"
    )
    found = library.choose(ROWS, {"theme": ["数据驱动"]})
    said = library.result_sentence(found, ROWS)
    assert said == "9 / 40 个案例，10 / 52 项做法；其中有正文 12 条。"
    assert library.result_sentence(ROWS[:0], ROWS) == (
        "没有符合这些条件的条目（共有案例 40 个，做法 52 项）；请减少条件，或换一个词。"
    )
    assert library.counted(found) == "案例 9 个，做法 10 项"


def test_the_nation_is_no_unit():
    held = {code: library.is_unit(code) for code in ("100000", "620000", "tax", "xpcc", "999999")}
    assert [code for code, is_unit in held.items() if is_unit] == ["620000", "tax", "xpcc"]


def test_the_measure_of_the_search_runs():
    assert bench.measure() > 0


# ---- other editions ------------------------------------------------------------------------------


def test_a_second_edition():
    rows = library.entries(edition_2031())
    assert list(rows["entry"]) == ["ministry-01", "city-01", "city-02"]
    assert list(rows["evidence"]) == [library.NOTHING, library.PAIR, library.NOTHING]
    assert library.facets(edition_2031())["theme"].values == ("云上协同", "一网治理", "人人可及")
    assert [one.id for one in learning.from_whom(edition_2031(), "370200")] == [
        "city-01",
        "city-02",
        "ministry-01",
    ]


def test_an_edition_without_cases_and_one_without_practices(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    bare = without(tmp_path / "a", "cases", "case_themes", "case_practices")
    assert library.summary(bare).startswith("本次材料未列")
    assert set(library.entries(bare)["kind"]) == {library.PRACTICE}
    assert len(library.entries(bare)) == 64
    bare = without(tmp_path / "b", "practices", "case_practices", "figures")
    assert len(library.entries(bare)) == 40
    assert set(library.entries(bare)["evidence"]) == {library.NOTHING, ""}
    assert "做法" not in library.summary(bare)


def test_an_edition_with_neither(tmp_path):
    bare = without(
        tmp_path, "cases", "case_themes", "case_practices", "practices", "figures", "honours"
    )
    rows = library.entries(bare)
    assert rows.empty
    assert library.counts(rows, "theme", {"list": ["部委"]}, "guiyang") == {}
    assert learning.from_whom(bare, "620000") == ()
    assert learning.nearest(bare, "620000").empty


# ---- whom to learn from --------------------------------------------------------------------------


def lessons(code: str, theme: str = "", most: int = 3) -> list[tuple[str, str]]:
    return [(one.id, one.near) for one in learning.from_whom(edition_2019(), code, theme)[:most]]


@pytest.mark.parametrize(
    ("code", "theme", "expected"),
    [
        (
            "620000",
            "数据驱动",
            [
                ("guizhou-sharing", "同为西部省级单位"),
                ("shandong-open-data", "同为省级单位"),
                ("guangdong-open-data", "同为省级单位"),
            ],
        ),
        (
            "370200",
            "数据驱动",
            [
                ("shenzhen-data-contest", "同为东部计划单列市"),
                ("shandong-open-data", "为所在的山东省"),
                ("city-07", "同为市级单位"),
            ],
        ),
        (
            "520100",
            "集约建设",
            [
                ("chengdu-websites", "同为西部省会（首府）"),
                ("province-10", "为所在的贵州省"),
                ("city-04", "同为省会（首府）"),
            ],
        ),
        (
            "tax",
            "技术创新",
            [
                ("ministry-10", "同为部委"),
                ("mps-weibo", "同为部委"),
                ("cea-earthquake", "同为部委"),
            ],
        ),
        (
            "xpcc",
            "数据驱动",
            [
                ("shandong-open-data", "同列省级评估"),
                ("guangdong-open-data", "同列省级评估"),
                ("guizhou-sharing", "同列省级评估"),
            ],
        ),
    ],
)
def test_the_first_three_to_learn_from(code, theme, expected):
    assert lessons(code, theme) == expected


def test_own_and_national_ones_are_left_out():
    every = learning.from_whom(edition_2019(), "440300")
    assert not {"440300", "100000"} & {one.code for one in every}
    assert {one.kind for one in every} == {"案例", "做法", "新媒体"}
    honour = next(one for one in every if one.kind == "新媒体" and one.code == "330200")
    assert (honour.id, honour.near) == ("", "同为东部计划单列市")
    assert honour.title == "优秀政务微信、政务微博主办单位"


def test_an_unknown_theme_has_nothing_and_an_unknown_unit_is_an_error():
    assert learning.from_whom(edition_2019(), "620000", "火箭") == ()
    with pytest.raises(KeyError):
        learning.from_whom(edition_2019(), "999999")


def test_the_nearest_are_the_library_without_ones_own():
    rows = learning.nearest(edition_2019(), "520000")
    assert "520000" not in set(rows["code"]) and "100000" not in set(rows["code"])
    assert list(rows["entry"]) == [
        one.id for one in learning.from_whom(edition_2019(), "520000") if one.kind != "新媒体"
    ]


def test_what_is_similar_to_a_case():
    found = [(one.id, one.told) for one in learning.similar(edition_2019(), "city-07")]
    assert found == [("shenzhen-data-contest", True), ("city-01", False)]
    assert [one.id for one in learning.similar(edition_2019(), "ministry-10")][:3] == [
        "ministry-07",
        "mps-weibo",
        "cea-earthquake",
    ]
    with pytest.raises(KeyError):
        learning.similar(edition_2019(), "city-99")


# ---- the list as files ---------------------------------------------------------------------------

PICKED = {"city-07": "请大数据局研究\x00", "shanghai-restaurant": "=1+1", "city-02": ""}


def test_the_list_in_word():
    made = export.docx(edition_2019(), context(), PICKED)
    said = [paragraph.text for paragraph in Document(io.BytesIO(made)).paragraphs]
    heads = [words for words in said if words.endswith("）")]
    assert "深圳市“秒批”服务（深圳市）" in heads
    assert "“开办饭店”业务流程再造（上海市）" in heads
    assert "备注：请大数据局研究�" in said and "备注：=1+1" in said
    assert any("60 个工作日 → 12 个工作日" in words and "原文第343行" in words for words in said)
    assert any("未载具体内容" in words for words in said)
    assert any("延伸阅读" in words for words in said)
    assert any("第 225、343、666、671 行" in words for words in said)
    assert made == export.docx(edition_2019(), context(), PICKED)


def test_the_list_as_a_workbook():
    made = export.workbook(edition_2019(), context(), PICKED)
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert book.sheetnames == ["来源说明", "学习清单", "延伸阅读"]
    head, *rows = book["学习清单"].iter_rows(values_only=True)
    listed = [dict(zip(head, cells, strict=True)) for cells in rows]
    assert [one["名称"] for one in listed] == [
        "深圳市“秒批”服务",
        "不断探索创新、做政府数据开放的引领者和探路者",
        "“开办饭店”业务流程再造",
    ]
    assert [one["原文行号"] for one in listed] == ["666", "225、671", "343"]
    assert [one["备注"] for one in listed] == [None, "请大数据局研究�", "=1+1"]
    note = book["学习清单"].cell(4, head.index("备注") + 1)
    assert note.data_type == "s" and note.quotePrefix


def test_the_list_of_a_second_edition_has_no_pages_elsewhere():
    picked = {"city-01": "", "ministry-01": ""}
    book = openpyxl.load_workbook(io.BytesIO(export.workbook(edition_2031(), None, picked)))
    assert book.sheetnames == ["来源说明", "学习清单"]
    assert book["学习清单"].cell(3, 1).value == "=1+1"
    assert export.docx(edition_2031(), None, picked)
