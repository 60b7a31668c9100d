"""单位概览 as a page: by code or by id, named or not, and the way there."""

from __future__ import annotations

import re

import pytest

from analysis import learning, places, statements, text, units
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
    assert "数字中没有提到青岛市黄岛区。" in words(app)


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


# 情况材料, 可用表述与不宜表述, 可以向谁学


@pytest.mark.parametrize("code", ["520000", "440300", "xpcc", "customs", "440305", "130400"])
def test_every_unit_has_its_material_to_take_away(code):
    app = opened("unit", places.query(code))
    assert not app.exception and not app.info
    (button,) = app.get("download_button")
    assert button.proto.label == "下载情况材料（Word）"


def test_what_may_be_said_can_be_copied_and_what_not_has_its_reason():
    app = opened("unit", {"code": "620000"})
    may = app.code[1].value
    source = text.cite(edition_2019(), [598])
    assert source.startswith("来源：《2019数字政府服务能力评估结果》，中国软件评测中心，")
    assert f"甘肃省在省级政府服务能力评估中为起步档次。（{source}）" in may
    assert all("，原文第 " in one for one in may.splitlines())
    assert "第 27—32 位（推算）" in may
    said = words(app)
    assert "甘肃省的得分高于兰州市。" in said and "分组评估，不直接比较高低" in said
    assert not re.search("[甲乙]地", said)
    unsaid = [one.words for one in statements.unusable(edition_2019(), "620000")]
    assert unsaid and all(one in said and one not in may for one in unsaid)


@pytest.mark.parametrize("code", ["130400", "710000"])
def test_a_unit_of_which_nothing_is_known_is_told_what_not_to_say(code):
    said = words(opened("unit", {"code": code}))
    assert "没有可据以表述的档次、入选与案例" in said
    assert "的档次、得分或位次。理由：它不在两组档次结果之内" in said


def links(app) -> list[tuple[str, str]]:
    """The lessons' labels and where each leads."""
    held = [one.proto for one in app.get("page_link")]
    return [
        (one.label, f"{one.page}?{one.query_string}")
        for one in held
        if re.search("case=|practice=|code=|id=", one.query_string)
    ]


def test_lessons_on_a_theme_are_nearest_first_with_the_reason_and_lead_to_the_library():
    app = opened("unit", {"code": "620000", "theme": "数据驱动"})
    assert not app.exception and not app.info
    expected = learning.from_whom(edition_2019(), "620000", "数据驱动")[:8]
    found = links(app)[: len(expected)]
    for lesson, (label, where) in zip(expected, found, strict=True):
        assert places.located(lesson.code) in label
        assert where.endswith(f"={lesson.id}")
        assert lesson.near in words(app)
    assert "贵州省" in found[0][0] and "同为西部省级单位" in words(app)
    assert links(app)[-1][1].endswith("code=620000&theme=%E6%95%B0%E6%8D%AE%E9%A9%B1%E5%8A%A8")
    assert "不是名次" in words(app)


def test_a_theme_is_chosen_by_a_pill_and_stays_with_the_unit():
    app = opened("unit", {"code": "620000"})
    app.pills[0].select("以人为本").run()
    assert dict(app.query_params) == {"code": "620000", "theme": "以人为本"}
    assert "广西壮族自治区" in links(app)[0][0]


def test_a_theme_that_is_none_is_told():
    app = opened("unit", {"code": "620000", "theme": "火星"})
    assert not app.exception and "theme=火星" in app.info[0].value.replace("\\", "")
