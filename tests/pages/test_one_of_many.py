"""A page that shows one case or one slide, as the search opens it."""

from __future__ import annotations

from tests.pages.conftest import cards, opened, words


def test_one_case():
    app = opened("cases", {"case": "city-02"})
    assert not app.exception and not app.info
    assert cards(app)[0] == "深圳市“秒批”服务"
    assert "1 / 40 个案例" in words(app)
    assert "专家解读:“秒批”是政务服务的最高标准" in words(app)


def test_a_case_that_does_not_exist_is_told_and_all_are_shown():
    app = opened("cases", {"case": "city-99"})
    assert app.info[0].value.startswith("网址中的 case=city")
    assert "40 / 40 个案例" in words(app)


def test_one_slide_with_its_theme_and_the_way_back():
    app = opened("trends", {"slide": "s04"})
    assert not app.exception and not app.info
    said = words(app)
    assert "政务云平台" in said and "872 个" in said
    assert "数据开放" not in said
    assert "显示全部各页" in [link.proto.label for link in app.get("page_link")]
    assert not app.get("vega_lite_chart")


def test_a_filter_ends_the_view_of_one():
    app = opened("cases", {"case": "ministry-10"})
    app.button_group(key="choice-list").set_value(["省级"]).run()
    assert dict(app.query_params) == {"list": "省级"}
    assert "10 / 40 个案例" in words(app)


def test_a_slide_with_its_chart():
    assert len(opened("trends", {"slide": "s03"}).get("vega_lite_chart")) == 1


def test_a_slide_that_does_not_exist_is_told_and_all_are_shown():
    app = opened("trends", {"slide": "s99"})
    assert app.info[0].value.startswith("网址中的 slide=s99")
    assert "安全防控体系" in words(app)


def test_figures_of_several_units_are_kept_apart():
    said = words(opened("trends", {"slide": "s07"}))
    assert "各单位的统计项与口径不同，只并列，不相加，不排序。" in said
    assert "不相加" not in words(opened("trends", {"slide": "s02"}))
