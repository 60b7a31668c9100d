"""单位概览: one unit's tier, neighbours, honours, cases, practices, and a sentence to quote."""

from __future__ import annotations

import pytest

from analysis import cards, edition, places, profile, units
from tests.fixtures import second_edition
from tests.fixtures.editions import edition_2019, edition_2031, read_cells, write_cells


def of(code):
    return profile.profile(edition_2019(), code)


def test_an_assessed_city():
    shown = of("440300")
    assert (shown.head.tier, shown.head.tier_note) == ("优秀", "重要城市评估")
    assert {item.term: item.statement for item in shown.head.items} == {
        "档次区间": "[85,95) 分；材料未公布分数",
        "位次区间": "重要城市 32 个单位中第 1—8 位（推算）",
        "同档单位": "福州、厦门、青岛、长沙、广州、成都、贵阳",
        "各档个数": "卓越 无，优秀 8，良好 11，发展 7，起步 6",
    }
    assert [(item.term, item.statement) for item in shown.beside] == [
        ("所在省", "广东省：优秀档次")
    ]
    assert shown.within == "深圳罗湖、深圳南山、深圳宝安、深圳盐田、深圳坪山"
    assert [card.title for card in shown.cases] == ["深圳市“秒批”服务"]


def test_a_province_and_its_cities():
    assert [(item.term, item.statement) for item in of("210000").beside] == [
        ("省会", "沈阳市：发展档次"),
        ("计划单列市", "大连市：发展档次"),
    ]
    assert [item.term for item in of("640000").beside] == ["首府"]


def test_a_district_is_beside_its_province_and_its_city():
    shown = of("440305")
    assert shown.name == "深圳市南山区"
    assert shown.head.tier_note == "不在两组档次结果之内"
    assert [item.statement for item in shown.beside] == ["广东省：优秀档次", "深圳市：优秀档次"]
    assert shown.quotable == (
        "深圳市南山区有案例《线上线下首创“企业设立一站式服务”平台全力推进营商环境改革创新》"
        "（区县级）列入“十大”优秀创新案例；在特点趋势部分被列举。"
        "（来源：《2019数字政府服务能力评估结果》，中国软件评测中心，原文第 324、681 行）"
    )


def test_the_corps_stands_by_itself():
    shown = of("xpcc")
    assert shown.head.tier == "起步"
    assert (shown.beside, shown.within) == ((), "")
    assert "位次在 32 个单位中第 27—32 位" in shown.quotable


def test_a_unit_of_both_groups_shows_both_of_its_results(tmp_path):
    """北京, made up as a city too; what it is beside tells both as well."""
    path = second_edition.write(tmp_path) / "results.csv"
    row = ["重要城市", "北京市", "110000", "良好", "2", "30", "北京市"]
    write_cells(path, [*read_cells(path), row])
    both = edition.load(tmp_path)
    shown = profile.profile(both, "110000")
    assert (shown.head.tier, shown.head.tier_note) == ("优秀", "省级评估；重要城市评估为良好档次")
    assert [(item.term, item.statement) for item in shown.head.items] == [
        ("档次区间", "省级：[90,100) 分；材料未公布分数"),
        ("位次区间", "省级 4 个单位中第 1 位（推算）"),
        ("同档单位", "无"),
        ("各档个数", "省级：优秀 1，良好 2，发展 无，起步 1"),
        ("档次区间", "重要城市：[70,84) 分；材料未公布分数"),
        ("位次区间", "重要城市 5 个单位中第 3—4 位（推算）"),
        ("同档单位", "大连"),
        ("各档个数", "重要城市：卓越 2，优秀 无，良好 2，发展 无，起步 1"),
    ]
    assert "在省级政府服务能力评估中为优秀档次" in shown.quotable
    assert "在重要城市政府服务能力评估中为良好档次" in shown.quotable
    assert shown.quotable.endswith("原文第 11、30 行）")
    assert [item.statement for item in profile.profile(both, "110108").beside] == [
        "北京市：省级优秀档次，重要城市良好档次"
    ]
    intervals = [
        item for item in cards.unit_card(both, shown.unit).items if item.term == "位次区间"
    ]
    assert len(intervals) == 2


def test_a_ministry_has_no_tier_and_says_why():
    shown = of("nmpa")
    assert (shown.head.tier, shown.head.tier_note) == ("", "不在两组档次结果之内")
    assert [heading for heading, _, _ in shown.sections] == [
        "“十大”优秀创新案例",
        "特点趋势中的列举",
    ]


def test_a_unit_that_the_edition_never_names_says_so():
    shown = of("370211")
    assert (
        shown.head.items[0].statement
        == "本系统录入的名单、案例、做法、列举与数字中没有提到青岛市黄岛区。"
    )
    assert shown.quotable == shown.head.items[0].statement
    assert shown.sections == ()
    with pytest.raises(KeyError):
        of("999999")


def test_taiwan_is_told_as_without_data():
    assert of("710000").head.tier_note == "台湾省资料暂缺"


@pytest.mark.parametrize("code", units.named(edition_2019()))
def test_all_that_is_said_of_a_unit_is_on_its_page(code):
    shown, unit = of(code), units.unit(edition_2019(), code)
    told = {line for _, cards, items in shown.sections for line in lines(cards, items)}
    told |= set(lines((shown.head,), ()))
    for rows in (unit.honours, unit.cases, unit.practices, unit.mentions, unit.figures):
        assert set(rows["source_line"]) <= told
    figures = [
        amount for _, cards, _ in shown.sections for card in cards for amount in card.amounts
    ]
    paired = unit.figures["phase"].eq("前") & unit.figures["pair"].ne("")
    assert len(figures) >= len(unit.figures) - paired.sum()
    quoted = shown.quotable
    assert quoted.endswith("行）") and places.located(code) in quoted


def lines(cards, items):
    """The source lines that cards and statements show."""
    found = [source.line for item in items for source in item.sources]
    for card in cards:
        found += [source.line for item in card.items for source in item.sources]
        found += [amount.source.line for amount in card.amounts]
        found += [card.source.line] if card.source else []
    return found


def test_every_named_unit_is_in_the_directory():
    listed = "、".join(names for _, names in profile.directory(edition_2019()))
    assert len(listed.split("、")) == len(units.named(edition_2019())) == 105
    assert profile.sentence(edition_2019()) == (
        "材料所录内容涉及 104 个单位：部委 21、单列单位 1、省级 31、市级 39、区县 12。"
    )


def test_names_of_practices_are_told_as_ours():
    assert "（名称据原文概括）：“数字政府”建设领导小组、应用系统集中部署" in of("640000").quotable


def test_another_edition_speaks_for_itself():
    for code in units.named(edition_2031()):
        assert "2019" not in profile.profile(edition_2031(), code).quotable
