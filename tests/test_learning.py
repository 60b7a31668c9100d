"""Whom to learn from: nearness before text, kin as near as peers, kinds of place kept apart."""

from __future__ import annotations

import pytest

from analysis import learning, places
from tests.fixtures.editions import edition_2019


def firsts(code: str, most: int) -> list[tuple[str, str, bool]]:
    found = learning.from_whom(edition_2019(), code)
    return [(places.located(one.code), one.near, one.told) for one in found[:most]]


def test_a_near_name_comes_before_a_far_text() -> None:
    """The other 计划单列市 of 东部 first, of these those with text."""
    assert firsts("440300", 7) == [
        ("青岛市", "同为东部计划单列市", True),
        *(("青岛市", "同为东部计划单列市", False), ("厦门市", "同为东部计划单列市", False)),
        *(("厦门市", "同为东部计划单列市", False), ("青岛市", "同为东部计划单列市", False)),
        ("宁波市", "同为东部计划单列市", False),
        ("广东省", "为所在的广东省", True),
    ]


def test_own_districts_and_cities_of_the_own_province_come_before_those_of_the_region() -> None:
    found = learning.from_whom(edition_2019(), "440300")
    near = [one.near for one in found]
    own = max(near.index("在深圳市辖区内"), near.index("同为广东市级单位"))
    assert own < near.index("同为东部市级单位")
    assert own < near.index("同在东部，为省级单位")


def test_the_order_that_is_said_is_the_order() -> None:
    assert learning.ORDER == (
        "由近及远：先列同一层级以及所在、所辖的，再看地区、类型、是否同省；"
        "远近相同的先列有正文的，再依名单先后，不是名次。"
    )


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *(("北京", "直辖市"), ("广西", "自治区"), ("甘肃", "省级"), ("深圳", "计划单列市")),
        *(("拉萨", "省会（首府）"), ("苏州", "市级"), ("仪征", "县级市"), ("崂山", "区")),
    ],
)
def test_kinds_of_places(name: str, kind: str) -> None:
    place = places.find(name)
    assert place and learning.kind_of(edition_2019(), place) == kind


def test_what_is_similar_is_of_the_same_kind_of_place_first() -> None:
    """都江堰, a 县级市, has 仪征 before the districts; 长沙 the capitals before other cities."""
    found = learning.similar(edition_2019(), "district-10")
    assert found[0].near == "同为县级市" and places.located(found[0].code) == "扬州市仪征市"
    assert {one.near for one in found[1:]} == {"同为区县单位"}
    capitals = [one.near for one in learning.similar(edition_2019(), "city-05")]
    assert capitals == ["同为省会（首府）"] * 4 + ["同为市级单位"] * 4
