"""单位概览 as a page: by code or by id, named or not, and the way there."""

from __future__ import annotations

import pytest

from analysis import units
from tests.fixtures.editions import edition_2019
from tests.pages.conftest import bodies, cards, opened, words


@pytest.mark.parametrize("query", [{"code": "440300"}, {"id": "440300"}])
def test_a_place_opens_by_either_parameter(query):
    app = opened("unit", query)
    assert not app.exception and not app.info
    assert "同档共 8 个单位" in app.code[0].value
    assert "广东省：优秀档次" in words(app)


@pytest.mark.parametrize("query", [{"id": "nmpa"}, {"code": "nmpa"}])
def test_a_ministry_opens_by_either_parameter(query):
    app = opened("unit", query)
    assert not app.exception and not app.info
    assert cards(app) == ["E药云搜App"]
    assert "不在两组档次结果之内" in words(app)


def test_without_a_choice_every_named_unit_is_listed():
    app = opened("unit")
    listed = words(app)
    for word in ("部委 21", "省级 31", "市级 39", "区县 12", "深圳南山", "成都都江堰", "兵团"):
        assert word in listed
    assert app.selectbox[0].options[0] == "北京市"
    assert len(app.selectbox[0].options) == len(units.named(edition_2019()))


def test_a_choice_in_the_list_opens_a_unit_and_is_in_the_url():
    app = opened("unit")
    app.selectbox[0].select("most").run()
    assert dict(app.query_params) == {"id": "most"}
    app.selectbox[0].select("640000").run()
    assert dict(app.query_params) == {"code": "640000"}
    assert "872 个" in words(app)


def test_a_unit_that_the_edition_never_names_says_so():
    app = opened("unit", {"code": "370211"})
    assert not app.exception and not app.info
    assert "数字中没有青岛市黄岛区。" in words(app)


@pytest.mark.parametrize("value", ["999999", "火星", "<b>", "x" * 2000])
def test_what_is_no_unit_is_told(value):
    app = opened("unit", {"id": value})
    assert not app.exception
    assert "不是已知的地方或部委" in app.info[0].value
    assert 'class="card"' not in bodies(app)


def test_further_reading_stands_apart_from_the_edition():
    app = opened("unit", {"code": "440300"})
    said = words(app)
    assert said.index("延伸阅读（发布材料之外）") > said.index("特点趋势中的列举")
    assert "不与材料的数字混用" in said


@pytest.mark.parametrize("page", ["provinces", "cities"])
def test_the_maps_lead_to_the_unit(page):
    app = opened(page, {"code": "440000"})
    (link,) = [one for one in app.get("page_link") if "单位概览" in one.proto.label]
    assert link.proto.query_string == "code=440000"
