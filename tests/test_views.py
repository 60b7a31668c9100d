"""Views of the app as slides: whatever their address says, a slide or a sentence."""

from __future__ import annotations

import random
import re

import pytest

from analysis import learning, library, views
from analysis.deck.layout import lay_out
from analysis.edition import records
from analysis.schema import CASE_LISTS, CITIES, HONOUR_LEVELS, MEDIA, TIERS
from analysis.story import Points, Rows, Slide
from analysis.views import NoSlide
from tests.fixtures.editions import context, edition_2019, edition_2031

GIVEN: dict[str, list[dict[str, list[str]]]] = {
    "": [{}],
    "method": [{}],
    "provinces": [{}, {"tier": ["优秀"]}, {"code": ["150000"], "tier": ["优秀", "良好"]}],
    "cities": [{}, {"tier": [""]}, {"code": ["350200"]}],
    "honours": [{}, {"medium": [MEDIA[0]]}, {"medium": [MEDIA[0]], "level": [HONOUR_LEVELS[0]]}],
    "cases": [
        {},
        {"list": [CASE_LISTS[0]]},
        {"q": ["政务"]},
        {"case": ["city-02"]},
        {"practice": ["shaanxi-cloud"]},
        {"code": ["620000"], "theme": ["数据驱动"]},
        {"pick": ["city-02"]},
    ],
    "trends": [{}, {"theme": ["数据驱动"]}, {"slide": ["s04"]}, {"official": ["1"]}],
    "compare": [
        {},
        {"region": ["东部", "西部"]},
        {"by": ["unit"], "unit": ["520000", "530000"]},
        {"group": [CITIES], "own": ["440100", "440300"]},
        {"group": [CITIES], "unit": ["440100", "440300"]},
        {"unit": ["440000", "330000", "320000", "370000", "310000", "xpcc"]},
    ],
    "unit": [{"code": ["440000"]}, {"id": ["nmpa"]}, {"code": ["xpcc"]}],
}
EVERY = [(page, view) for page, given in GIVEN.items() for view in given]


def slide(page: str, view: dict[str, list[str]]) -> Slide:
    return views.slide_of(edition_2019(), context(), page, view)


def test_every_page_that_can_be_added_is_tried() -> None:
    assert set(GIVEN) == set(views.PAGES)


@pytest.mark.parametrize(("page", "view"), EVERY)
def test_a_view_becomes_a_slide_that_fits_and_leads_back(page: str, view: dict) -> None:
    made = slide(page, view)
    assert made.title and made.source
    assert made.page == page
    assert dict(made.parameters) == {
        name: tuple(filter(None, values)) for name, values in view.items()
    }
    assert all(shown.height == 720 for shown in lay_out([made]))


def test_what_was_chosen_is_on_the_slide() -> None:
    chosen = slide("provinces", {"code": ["150000"], "tier": ["优秀", "良好"]})
    assert "着色的档次：优秀、良好" in chosen.shown
    assert chosen.aside[0][0].startswith("内蒙古自治区：发展档次")
    assert "未取得审图号" in chosen.notice
    assert "秒批" in slide("cases", {"case": ["city-02"]}).title


def test_cases_chosen_are_told_with_what_they_were_chosen_by() -> None:
    whole = slide("cases", {"list": [CASE_LISTS[0]]})
    assert whole.title.startswith(f"{CASE_LISTS[0]}“十大”优秀创新案例：")
    some = slide("cases", {"list": [CASE_LISTS[1]], "detail": ["有正文"], "q": ["政务"]})
    assert some.name == "cases-view"
    assert re.fullmatch(r"符合条件的案例 \d+ 个（共有案例 40 个，做法 52 项）", some.title)
    assert some.shown.startswith(f"名单：{CASE_LISTS[1]}；正文：有正文；查找：政务；依名单先后")


@pytest.mark.parametrize("name", library.facets(edition_2019()))
def test_every_facet_chooses_the_entries_of_a_slide(name: str) -> None:
    """As many as the page has, told with the facet's own words, each with its kind."""
    facet, rows = library.facets(edition_2019())[name], library.entries(edition_2019())
    for value in facet.values:
        expected = [row for row in records(rows) if value in (getattr(row, name) or ())]
        if not isinstance(rows[name].iloc[0], tuple):
            expected = [row for row in records(rows) if value == getattr(row, name)]
        if not expected:
            with pytest.raises(NoSlide):
                slide("cases", {name: [value]})
            continue
        made = slide("cases", {name: [value]})
        assert isinstance(made.content, Rows)
        assert [title for _, title, *_ in made.content.cells] == [row.title for row in expected]
        if name != "list":
            assert made.shown.startswith(f"{facet.label}：{value}；")
            assert (
                f"的{library.counted(rows[rows['entry'].isin({row.entry for row in expected})])}（"
                in made.title
            )
        assert (facet.rule.removesuffix("。") in made.caveat) and bool(made.caveat) is bool(
            facet.rule
        )


def test_a_practice_is_a_slide_of_its_own_or_that_of_its_case() -> None:
    alone = slide("cases", {"practice": ["shaanxi-cloud"]})
    assert (alone.title, alone.section) == ("“一云二网三平台”", "特点趋势中的做法")
    assert slide("cases", {"practice": ["guiyang-open-data"]}).name == "case-city-07"
    ministry = slide("cases", {"case": ["ministry-10"]})
    assert isinstance(ministry.content, Points)
    assert ministry.content.points[0] == ("单位", "国家药品监督管理局")


def test_whom_a_unit_may_learn_from_is_in_the_order_of_the_page() -> None:
    made = slide("cases", {"code": ["620000"], "theme": ["数据驱动"]})
    near = learning.nearest(edition_2019(), "620000")
    expected = library.choose(near, {"theme": ["数据驱动"]})
    assert isinstance(made.content, Rows)
    assert [title for _, title, *_ in made.content.cells] == list(expected["title"])
    assert "可供甘肃省借鉴：" in made.shown
    nation = slide("cases", {"code": ["100000"]})
    assert "借鉴" not in nation.shown


def test_a_list_of_what_is_ticked_is_no_slide_and_says_so() -> None:
    with pytest.raises(NoSlide, match="学习清单不能加入演示"):
        slide("cases", {"pick": ["city-02"], "learn": ["1"]})


def test_honours_are_the_map_of_the_lists_chosen() -> None:
    made = slide("honours", {"medium": [MEDIA[0]]})
    assert made.is_map and MEDIA[0] in made.shown and "未取得审图号" in made.notice
    assert any(note.startswith("不上图，") for note in slide("honours", {}).notes)


@pytest.mark.parametrize(
    ("view", "name"),
    [
        ({"official": ["1"]}, "trend-websites-official"),
        ({"official": ["1"], "theme": ["集约建设"]}, "trend-websites-official"),
        ({"theme": ["集约建设"]}, "trend-websites"),
        ({"official": ["1"], "theme": ["以人为本"]}, "trend-pairs"),
        ({"theme": ["数据驱动"]}, "theme-数据驱动"),
        ({"slide": ["s04"], "official": ["1"]}, "trend-s04"),
    ],
)
def test_a_theme_is_its_chart_where_it_has_one(view: dict, name: str) -> None:
    made = slide("trends", view)
    assert made.name == name
    assert ("66453 个（推算）" in "".join(made.notes)) == name.endswith("official")


def test_notes_of_figures_are_on_the_slide_of_a_unit() -> None:
    made = slide("unit", {"code": ["340700"]})
    assert "30天为法定时限" in made.caveat


@pytest.mark.parametrize(
    ("page", "view"),
    [
        ("nothing", {}),
        ("data", {}),
        ("unit", {}),
        ("unit", {"code": ["999999"]}),
        ("unit", {"code": ["542600"]}),
        ("cases", {"case": ["nothing"]}),
        ("cases", {"q": ["火星"]}),
        ("honours", {"medium": ["火星"]}),
    ],
)
def test_where_there_is_nothing_to_show_that_is_said(page: str, view: dict) -> None:
    with pytest.raises(NoSlide, match="没有可以加入演示的内容"):
        slide(page, view)


def test_no_address_breaks_it() -> None:
    """Sound and unsound values in any mixture: a slide or ``NoSlide``, never anything else."""
    pick = random.Random(2019)
    names = ("code", "id", "tier", "theme", "slide", "case", "practice", "list", "medium", "level")
    names = (*names, "kind", "matter", "evidence", "province", "pick", "learn", "q", "x")
    values = ("", "150000", "nmpa", *TIERS, "s04", "city-02", *CASE_LISTS, *MEDIA, "[(", "x" * 200)
    values = (*values, "100000", "1", "shaanxi-cloud", "热线与诉求", "广东省", *library.KINDS)
    for _ in range(300):
        view = {
            name: pick.choices(values, k=pick.randint(0, 2))
            for name in pick.sample(names, pick.randint(0, 5))
        }
        try:
            made = slide(pick.choice(views.PAGES), view)
        except NoSlide:
            continue
        assert made.title


def test_another_edition_has_views_too() -> None:
    for page in views.PAGES:
        try:
            made = views.slide_of(edition_2031(), None, page, {})
        except NoSlide:
            continue
        assert made.title and made.page == page
