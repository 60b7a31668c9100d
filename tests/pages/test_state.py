"""The view in the address: a choice ends what showed one thing alone; what means nothing is told."""

from __future__ import annotations

import pytest

from pages.shared.library_list import FIRST
from tests.pages.conftest import cards, opened, words


@pytest.mark.parametrize("alone", [{"case": "city-07"}, {"practice": "guizhou-sharing"}])
def test_choosing_a_place_ends_what_stood_alone(alone: dict[str, str]) -> None:
    """The library opens, nearest first, instead of the one card."""
    app = opened("cases", alone)
    assert len(cards(app)) == 1
    app.selectbox(key="choice-place").set_value("620000").run()
    assert set(app.query_params) == {"code"}
    assert len(cards(app)) == FIRST
    assert "可供甘肃省借鉴：" in words(app)


@pytest.mark.parametrize(
    ("page", "query", "told"),
    [
        ("cases", {"learn": "foo"}, "learn=foo"),
        ("cases", {"learn": "foo", "pick": "city-02"}, "learn=foo"),
        ("cases", {"all": "bar"}, "all=bar"),
        ("cases", {"all": "bar", "list": "省级"}, "all=bar"),
        ("trends", {"official": "yes"}, "official=yes"),
    ],
)
def test_a_switch_is_told_what_it_does_not_know(page: str, query: dict, told: str) -> None:
    """Once, whether the switch itself stands on the page or not."""
    app = opened(page, query)
    assert not app.exception
    assert [one.value for one in app.info] == [f"网址中的 {told} 不是可选的值，已略过。"]


@pytest.mark.parametrize("query", [{}, {"all": "1"}, {"learn": "1", "pick": "city-02"}])
def test_a_switch_that_is_on_or_off_is_not_told(query: dict) -> None:
    assert not opened("cases", query).info


def test_a_long_facet_is_a_list_that_writes_the_address() -> None:
    """Provinces with their counts, as many as one likes."""
    app = opened("cases", {"province": "贵州省"})
    asked = app.multiselect(key="choice-province")
    assert asked.value == ["贵州省"]
    assert any(label.startswith("贵州省 ") for label in asked.options)
    asked.set_value(["贵州省", "广东省"]).run()
    assert set(app.query_params["province"]) == {"贵州省", "广东省"}
