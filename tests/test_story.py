"""The story: every slide from the data, titles that state findings, what an edition lacks left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analysis import edition, story, text
from analysis.edition import Edition
from analysis.story import Chart, Columns, Cover, NameLists, Points, Rows, Slide
from tests.fixtures.editions import (
    context,
    copy_2019,
    edition_2019,
    edition_2031,
    keep_rows,
    set_cell,
)


def slides(loaded: Edition) -> tuple[Slide, ...]:
    return story.story(loaded, context())


def named(loaded: Edition) -> dict[str, Slide]:
    return {slide.name: slide for slide in slides(loaded)}


def words(slide: Slide) -> str:
    """Everything a slide says, its chart's numbers included."""
    content = slide.content
    told: list[str] = [slide.title, slide.shown, slide.caveat, slide.source, slide.notice]
    told += [line for line, _ in slide.aside]
    if isinstance(content, Cover):
        told += [*content.lines, content.blank]
    elif isinstance(content, Points):
        told += [part for point in content.points for part in point]
    elif isinstance(content, Rows):
        told += [*content.heads, *(cell for row in content.cells for cell in row)]
    elif isinstance(content, NameLists):
        told += [part for held in content.lists for part in (held.head, *held.names)]
    elif isinstance(content, Columns):
        for card in (card for column in content.columns for card in column):
            told += [card.owner, card.title, *(item.statement for item in card.items)]
            told += [part for one in card.amounts for part in (one.amount, one.metric)]
    elif isinstance(content, Chart):
        told += [content.whole.alternative]
    return "\n".join(told)


def test_the_slides_of_2019_in_their_order():
    assert [slide.name for slide in slides(edition_2019())] == [
        "cover",
        "assessed",
        "themes",
        "trend-parts",
        "trend-s01",
        "trend-websites",
        "trend-s03",
        "trend-s04",
        "trend-s07",
        "trend-s08",
        "trend-pairs",
        "trend-s11",
        "trend-s12",
        "trend-s15",
        "trend-s18",
        "trend-s20",
        "weights",
        "scales",
        "not-published",
        "tiers",
        "provinces-map",
        "provinces-list",
        "cities-map",
        "cities-list",
        "honours",
        "honours-政务App",
        "honours-政务微信",
        "honours-政务微博",
        "cases-部委",
        "cases-省级",
        "cases-市级",
        "cases-区县级",
        "closing",
    ]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("cover", "2019数字政府服务能力评估结果"),
        ("assessed", "评估了 32 个省级单位和 32 个重要城市的数字政府服务能力"),
        (
            "themes",
            "6 个特点趋势：统筹协调、集约建设、数据驱动、以人为本、技术创新、安全可靠",
        ),
        ("trend-websites", "全国政府网站：2015年 84094 个，2019年12月4日 14553 个"),
        ("weights", "前 4 项指标的权重合计 100，连同优秀案例 10 合计 110"),
        ("provinces-map", "北京、上海、浙江等 7 地为优秀档次，卓越档次无"),
        ("provinces-list", "省级 32 个单位中 7 个为优秀档次"),
        ("honours", "5 个单位三类都入选，19 个单位入选两类，22 个单位入选一类"),
        ("honours-政务微信", "优秀政务微信主办单位 26 个：部委 7、省级政府 10、重点城市 9"),
        ("cases-省级", "省级“十大”优秀创新案例：10 个，3 个在材料中有正文"),
        ("closing", "打造智慧服务型政府 助力国家治理现代化"),
    ],
)
def test_a_title_states_the_finding(name: str, title: str):
    assert named(edition_2019())[name].title == title


def test_every_slide_says_where_it_is_from():
    for slide in slides(edition_2019()):
        assert re.search(r"原文第 [\d—、]+ 行", slide.source), slide.name


def test_every_list_and_every_tier_is_told_in_full():
    loaded = edition_2019()
    told = "\n".join(words(slide) for slide in slides(loaded))
    names = [*loaded["results"]["organisation"], *loaded["honours"]["organisation"]]
    assert [name for name in names if name not in told] == []
    assert [title for title in loaded["cases"]["title"] if title not in told] == []


def test_tiers_are_revealed_from_the_highest_and_the_lower_ones_may_be_left_out():
    for page in ("provinces", "cities"):
        lists, maps = (named(edition_2019())[f"{page}-{kind}"].content for kind in ("list", "map"))
        assert isinstance(lists, NameLists) and isinstance(maps, Chart)
        steps = dict(zip((held.tier for held in lists.lists), lists.steps, strict=True))
        assert steps == {"卓越": 0, "优秀": 0, "良好": 1, "发展": 2, "起步": 2}
        assert lists.optional_last and maps.optional_last
        coloured = [
            {row.tier for row in state.data["rows"].itertuples() if row.coloured}
            for state in maps.states
        ]
        assert coloured == [{"优秀"}, {"优秀", "良好"}, {"优秀", "良好", "发展", "起步"}]


@pytest.mark.parametrize(
    ("tier", "becomes", "steps"),
    [
        ("优秀", "良好", {"良好": 0, "发展": 1, "起步": 1}),
        ("起步", "发展", {"优秀": 0, "良好": 1, "发展": 2}),
        ("北京市", "卓越", {"卓越": 0, "优秀": 1, "良好": 2, "发展": 3, "起步": 3}),
    ],
)
def test_only_the_two_lowest_tiers_may_be_left_out(tmp_path, tier, becomes, steps):
    copy_2019(tmp_path)
    rows = edition_2019()["results"]
    for line, row in enumerate(rows.itertuples(), 2):
        if row.group == "省级" and tier in (row.tier, row.organisation):
            set_cell(tmp_path, "results", line, "tier", becomes)
    content = named(edition.load(tmp_path))["provinces-list"].content
    assert isinstance(content, NameLists) and content.optional_last
    at = {held.tier: step for held, step in zip(content.lists, content.steps, strict=True)}
    assert {tier: at[tier] for tier in steps} == steps


def test_notes_of_the_figures_shown_stand_on_the_slide():
    told = named(edition_2019())
    assert "两数口径不同" in told["trend-s03"].caveat
    assert "→" not in "".join(
        one.amount
        for column in told["trend-s03"].content.columns  # type: ignore[union-attr]
        for card in column
        for one in card.amounts
    )
    assert all(len(slide.caveat) <= 240 for slide in told.values())


def test_what_is_projected_does_not_name_the_app():
    told = "\n".join(words(slide) for slide in slides(edition_2019()))
    assert "本应用" not in told and "”页" not in told


def test_the_home_page_is_a_page():
    told = named(edition_2019())
    assert (told["tiers"].page, told["cover"].page) == ("", None)


def test_without_results_nothing_is_said_of_them(tmp_path: Path):
    copy_2019(tmp_path)
    for table in ("tier_scale", "results"):
        keep_rows(tmp_path, table)
    found = named(edition.load(tmp_path))
    assert found["assessed"].title == "数字政府服务能力"
    assert "scales" not in found and "tiers" not in found


def test_a_tier_beside_a_map_waits_for_its_step():
    aside = dict(named(edition_2019())["provinces-map"].aside)
    assert aside["新疆生产建设兵团（单列）：起步"] == 2
    assert aside["台湾省资料暂缺。"] == 0


def test_maps_carry_the_notice_and_nothing_else_does():
    for slide in slides(edition_2019()):
        assert (slide.notice == text.MAP_NOTICE) is slide.is_map


def test_no_slide_ranks_or_blames():
    told = "\n".join(f"{one.title}{one.shown}{one.caveat}" for one in slides(edition_2019()))
    assert not re.search(r"第 ?1 名|排名第|倒数|落后|垫底|领跑|榜首", told)


def test_another_edition_gives_another_deck():
    told = "\n".join(words(slide) + "".join(slide.notes) for slide in slides(edition_2031()))
    assert "2031" in told
    assert "2019" not in told and "中国软件评测中心" not in told and "84094" not in told


def edited(folder: Path, **kept: dict[str, str]) -> Edition:
    """2019 with only some rows of some tables."""
    copy_2019(folder)
    for table, held in kept.items():
        keep_rows(folder, table, **held)
    return edition.load(folder)


EMPTY = {
    "themes": ("slides", "practices", "mentions", "figures", "case_themes", "case_practices"),
    "honours": (),
    "cases": ("case_themes", "case_practices"),
    "indicators": (),
    "scope": (),
}


@pytest.mark.parametrize("table", EMPTY)
def test_an_empty_list_is_left_out(tmp_path: Path, table: str):
    loaded = edited(tmp_path, **{name: {} for name in (table, *EMPTY[table])})
    found = named(loaded)
    gone = {
        "themes": {name for name in named(edition_2019()) if name.startswith(("trend", "themes"))},
        "honours": {name for name in named(edition_2019()) if name.startswith("honours")},
        "cases": {name for name in named(edition_2019()) if name.startswith("cases")},
        "indicators": {"weights"},
        "scope": {"assessed"},
    }[table]
    assert set(named(edition_2019())) - set(found) == gone
    assert "无一" not in "".join(slide.title for slide in found.values())


def test_one_city_alone(tmp_path: Path):
    copy_2019(tmp_path)
    for name in ("results",):
        keep_rows(tmp_path, name, organisation="福州市")
    found = named(edition.load(tmp_path))
    assert "provinces-map" not in found and "provinces-list" not in found
    assert found["cities-list"].title == "重要城市 1 个单位中 1 个为优秀档次"
    content = found["cities-map"].content
    assert isinstance(content, Chart) and len(content.states) == 1 and not content.optional_last


def test_a_lead_of_sixty_characters_is_a_title(tmp_path: Path):
    copy_2019(tmp_path)
    long = "各地" * 30
    set_cell(tmp_path, "slides", 5, "lead", long)
    assert named(edition.load(tmp_path))["trend-s04"].title == long
