"""Views of the app as slides: whatever their address says, a slide or a sentence."""

from __future__ import annotations

import random

import pytest

from analysis import views
from analysis.deck.layout import lay_out
from analysis.schema import CASE_LISTS, HONOUR_LEVELS, MEDIA, TIERS
from analysis.story import Slide
from analysis.views import NoSlide
from tests.fixtures.editions import context, edition_2019, edition_2031

GIVEN: dict[str, list[dict[str, list[str]]]] = {
    "": [{}],
    "method": [{}],
    "provinces": [{}, {"tier": ["优秀"]}, {"code": ["150000"], "tier": ["优秀", "良好"]}],
    "cities": [{}, {"tier": [""]}, {"code": ["350200"]}],
    "honours": [{}, {"medium": [MEDIA[0]]}, {"medium": [MEDIA[0]], "level": [HONOUR_LEVELS[0]]}],
    "cases": [{}, {"list": [CASE_LISTS[0]]}, {"q": ["政务"]}, {"case": ["city-02"]}],
    "trends": [{}, {"theme": ["数据驱动"]}, {"slide": ["s04"]}, {"official": ["1"]}],
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
    names = ("code", "id", "tier", "theme", "slide", "case", "list", "medium", "level", "q", "x")
    values = ("", "150000", "nmpa", *TIERS, "s04", "city-02", *CASE_LISTS, *MEDIA, "[(", "x" * 200)
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
