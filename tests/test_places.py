"""Names mean what people mean by them, and one thing only."""

from __future__ import annotations

import pytest

from analysis import places
from analysis.report import nearest
from tests.fixtures.editions import edition_2019, edition_2031

WRITTEN = {
    "北京": "110000",
    "北京市": "110000",
    "广西": "450000",
    "广西壮族自治区": "450000",
    "内蒙古": "150000",
    "新疆": "650000",
    "兵团": "xpcc",
    "新疆兵团": "xpcc",
    "新疆生产建设兵团": "xpcc",
    "青岛崂山区": "370212",
    "青岛市崂山区": "370212",
    "深圳南山": "440305",
    "深圳宝安": "440306",
    "广州越秀": "440104",
    "扬州仪征市": "321081",
    "仪征": "321081",
    "成都都江堰市": "510181",
    "佛山禅城": "440604",
    "武汉武昌区": "420106",
    "铜陵": "340700",
    "江苏南京": "320100",
    "江苏省南京市": "320100",
    "西藏自治区拉萨市": "540100",
    "交通部": "mot",
    "交通运输部": "mot",
    "药监局": "nmpa",
    "国家药监局": "nmpa",
    "国家药品监督管理局": "nmpa",
    "人社部": "mohrss",
    "工信部": "miit",
    "税务总局": "tax",
    "国家税务总局": "tax",
    "发改委": "ndrc",
    "卫健委": "nhc",
    "市场监管总局": "samr",
    "地震局": "cea",
    "气象局": "cma",
    "全国": "100000",
    "台湾": "710000",
    "香港": "810000",
    "澳门": "820000",
    # a bare name means the higher level
    "吉林": "220000",
    "海南": "460000",
    "朝阳": "211300",
    "吉林吉林": "220200",
    "吉林市": "220200",
    # written in other ways
    "北　京": "110000",
    " 江苏省 南京市 ": "320100",
    "北京\u200b市": "110000",
    "广 西": "450000",
    # three levels
    "山东省青岛市崂山区": "370212",
    "广东深圳南山": "440305",
}


@pytest.mark.parametrize(("name", "code"), WRITTEN.items())
def test_a_name_as_people_write_it(name, code):
    place = places.find(name)
    assert place is not None, places.advice(name)
    assert place.code == code


@pytest.mark.parametrize("name", ["", "火星", "北", "省", "朝阳区", "鼓楼区", "网信办"])
def test_what_means_nothing_or_several_things_is_not_guessed(name):
    assert places.find(name) is None


def test_a_code_decides_among_several_and_never_against_the_name():
    assert places.find("朝阳区", "110105").code == "110105"
    assert places.find("朝阳区", "220104").code == "220104"
    assert places.find("朝阳区", "310000") is None
    assert places.find("北京市", "310000").code == "110000"


def test_every_name_of_the_register_finds_itself():
    for place in places.register().values():
        assert places.find(place.name, place.code) == place
        if place.kind in ("province", "city"):
            assert places.find(place.name) == place
        if place.kind == "county" and places.parent(place.code):
            assert places.find(places.located(place.code), place.code) == place


@pytest.mark.parametrize("table", ["results", "honours", "mentions"])
def test_every_name_of_2019_resolves_as_the_source_wrote_it(table):
    for row in edition_2019()[table].itertuples():
        place = places.find(row.as_written, row.code)
        assert place is not None, (row.source_line, row.as_written)
        assert place.code == row.code, (row.source_line, row.as_written)


def test_every_owner_of_a_case_resolves_as_the_source_wrote_it():
    for row in edition_2019()["cases"].itertuples():
        assert places.find(row.as_written.split(" ")[0]).code == row.code, row.as_written


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("北京巿", "北京市"),
        ("重庆事", "重庆市"),
        ("广西壮族自冶区", "广西壮族自治区"),
        ("工业和信息部", "工业和信息化部"),
        ("呼和浩持市", "呼和浩特市"),
    ],
)
def test_the_nearest_name_is_suggested(wrong, right):
    assert places.suggest(wrong) == right
    assert right in places.advice(wrong)


def test_nothing_near_suggests_nothing():
    assert places.suggest("埃菲尔铁塔") == ""
    assert nearest("tier", ["organisation"]) == ""


def test_advice_on_a_name_of_several_places_lists_them_with_their_codes():
    advice = places.advice("朝阳区")
    assert "北京市朝阳区（110105）" in advice
    assert "长春市朝阳区（220104）" in advice


def test_reconcile_reports_both_leftovers():
    among = places.of(["110000", "310000", "xpcc"])
    result = places.reconcile(["北京", "北京市", "兵团", "火星", "朝阳区", "火星"], among)
    assert result.matched == {"北京": "110000", "北京市": "110000", "兵团": "xpcc"}
    assert result.unmapped == ("火星", "朝阳区")
    assert result.unused == ("上海市",)


def test_the_provinces_that_2019_did_not_assess():
    results = edition_2019()["results"]
    provinces = [place for place in places.register().values() if place.kind == "province"]
    result = places.reconcile(results["as_written"], provinces)
    assert result.unmapped == ()
    assert set(result.unused) == {"台湾省", "香港特别行政区", "澳门特别行政区"}


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("370212", "青岛市崂山区"),
        ("110105", "北京市朝阳区"),
        ("340700", "铜陵市"),
        ("110000", "北京市"),
        ("mot", "交通运输部"),
        ("xpcc", "新疆生产建设兵团"),
        ("999999", ""),
    ],
)
def test_a_county_is_named_with_the_unit_above(code, written):
    assert places.located(code) == written


@pytest.mark.parametrize(
    ("code", "above", "province"),
    [
        ("370212", "370200", "370000"),
        ("370200", "370000", "370000"),
        ("370000", None, "370000"),
        ("110105", "110000", "110000"),
        ("mot", None, None),
        ("xpcc", None, None),
        ("100000", None, None),
        ("999999", None, None),
    ],
)
def test_what_a_place_lies_in(code, above, province):
    found = (places.parent(code), places.province(code))
    assert tuple(place.code if place else None for place in found) == (above, province)


def test_only_places_are_on_the_map():
    assert [
        place.code for place in places.of(["xpcc", "mot", "100000", "710000"]) if place.on_map
    ] == ["710000"]


def test_unknown_codes_are_left_out():
    assert places.get("999999") is None
    assert [place.code for place in places.of(["340700", "999999", "110000"])] == [
        "340700",
        "110000",
    ]


def test_names_of_the_second_edition_resolved_without_codes():
    assert edition_2031()["mentions"]["code"].tolist() == ["320500", "miit"]
