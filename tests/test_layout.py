"""Slides on pages: nothing is cut off, nothing lies over something else, nothing is too small."""

from __future__ import annotations

from itertools import combinations

import pytest

from analysis import theme
from analysis.cards import Amount, Card, Source
from analysis.deck.layout import (
    HEIGHTS,
    LEAST,
    WIDTH,
    Block,
    Grid,
    Page,
    Picture,
    Words,
    alone,
    lay_out,
)
from analysis.deck.measure import balanced, width, wrap, wrap_names
from analysis.story import Columns, NameLists, Names, Points, Rows, Slide, story
from tests.fixtures.editions import context, edition_2019, edition_2031

RATIOS = tuple(HEIGHTS)
EDITIONS = {"2019": edition_2019, "2031": edition_2031}
Rectangle = tuple[float, float, float, float]


def rectangle(box) -> Rectangle:
    """Left, top, right, bottom of what a box really covers."""
    if isinstance(box, Grid):
        return box.x, box.y, box.x + sum(box.widths), box.y + box.height
    if isinstance(box, Words):
        wide = max(width(line, box.size, bold=box.bold) for line in box.lines)
        left = box.x - wide if box.align == "right" else box.x
        return left, box.y, left + wide, box.y + box.height
    return box.x, box.y, box.x + box.width, box.y + box.height


def check(page: Page) -> None:
    """A page as the audience needs it."""
    words = [box for box in page.boxes if isinstance(box, Words)]
    grids = [box for box in page.boxes if isinstance(box, Grid)]
    for box in page.boxes:
        left, top, right, bottom = rectangle(box)
        assert left >= 0 and top >= 0 and right <= page.width + 0.5, (page.slide.name, box)
        assert bottom <= page.height + 0.5, (page.slide.name, box)
    for one, other in combinations([*words, *grids], 2):
        a, b = rectangle(one), rectangle(other)
        apart = a[2] <= b[0] + 1 or b[2] <= a[0] + 1 or a[3] <= b[1] + 1 or b[3] <= a[1] + 1
        assert apart, (page.slide.name, one, other)
    for grid in grids:
        for row, tall in zip(grid.cells, grid.heights, strict=True):
            size = grid.head_size if row is grid.cells[0] else grid.size
            for lines, wide in zip(row, grid.widths, strict=True):
                assert all(width(line, size) <= wide for line in lines), lines
                assert len(lines) * size * 1.4 <= tall + 0.5


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("which", EDITIONS)
def test_every_page_is_whole(which: str, ratio: str):
    for page in lay_out(story(EDITIONS[which](), context()), ratio):
        check(page)


@pytest.mark.parametrize("ratio", RATIOS)
def test_what_must_be_read_from_afar_is_large(ratio: str):
    for page in lay_out(story(edition_2019(), context()), ratio):
        for box in page.boxes:
            if isinstance(box, Grid):
                assert box.size >= 24
            elif isinstance(box, Words):
                small = {"cite", "notice", "caveat", "number"}
                least = LEAST if box.role in small else 20 if box.colour == theme.QUIET else 24
                assert box.size >= least, (page.slide.name, box)


def test_a_chart_is_drawn_so_large_that_its_labels_are_read():
    for page in lay_out(story(edition_2019(), context())):
        for box in page.boxes:
            if isinstance(box, Picture) and box.form != "map":
                assert 13 * box.width / box.drawn >= 16, page.slide.name


def test_both_ratios_have_the_same_pages():
    slides = story(edition_2019(), context())
    low, high = (lay_out(slides, ratio) for ratio in RATIOS)
    assert [page.slide.title for page in low] == [page.slide.title for page in high]
    assert {page.height for page in low} == {720} and {page.height for page in high} == {960}
    assert len(low) == 33


def texts(pages: tuple[Page, ...]) -> str:
    """All words of some pages, lines joined."""
    told = []
    for page in pages:
        for box in page.boxes:
            if isinstance(box, Words):
                told.append("".join(box.lines))
            elif isinstance(box, Grid):
                told += ["".join(lines) for row in box.cells for lines in row]
    return "\n".join(told)


@pytest.mark.parametrize(
    "content",
    [
        Rows(("单位", "案例"), tuple((f"第{n}地", f"案例{n}" * 12) for n in range(60)), (1, 4)),
        NameLists(
            tuple(Names(f"档{n}", tuple(f"地名{n}{m}" for m in range(40))) for n in range(9))
        ),
        Points(tuple((f"第{n}项", f"说明{n}" * 40) for n in range(15))),
    ],
    ids=["rows", "names", "points"],
)
def test_a_long_list_goes_on_to_further_pages_and_loses_nothing(content):
    slide = Slide("long", "很长的名单", content, source="来源：测试")
    for ratio in RATIOS:
        pages = lay_out([slide], ratio)
        assert len(pages) > 1
        for page in pages:
            check(page)
        told = texts(pages)
        for row in content.rows:
            parts = row.names if isinstance(row, Names) else row
            assert all(part in told for part in parts)


def test_a_title_of_sixty_characters_fits():
    slide = Slide("long", "数字政府建设" * 10, Points((("", "一句话"),)), source="来源：测试")
    (page,) = lay_out([slide])
    check(page)
    assert "数字政府建设" * 10 in texts((page,))


def test_one_row_too_long_for_a_page_is_set_smaller():
    slide = Slide("long", "一句很长的话", Points((("", "很长的话" * 300),)))
    (page,) = lay_out([slide])
    check(page)


def test_what_has_no_room_is_counted_and_the_larger_figures_stay():
    source = Source(1, "")
    amounts = tuple(Amount(f"{n}0 个", f"第{n}项数字", source) for n in range(1, 21))
    card = Card("做法", owner="某地", amounts=amounts)
    slide = Slide("full", "很多数字", Columns(((card,), (card,)), more="“特点趋势”页"))
    (page,) = lay_out([slide])
    check(page)
    told = texts((page,))
    shown = told.count("项数字")
    assert f"另有 {42 - shown - 2} 项未列在此页，见“特点趋势”页。" in told
    assert "200 个" in told and "10 个" not in told.split("\n")


def test_a_figure_taken_out_of_the_deck_keeps_its_lines():
    for slide in story(edition_2019(), context()):
        if slide.figures:
            page = alone(slide)
            check(page)
            aside = (words for words, _ in slide.aside)
            lines = (slide.title, slide.shown, *aside, slide.source, slide.notice)
            for words in filter(None, lines):
                assert words.replace(" ", "") in texts((page,)).replace(" ", "")


def test_a_map_taken_out_of_the_deck_is_the_same_drawing():
    """Its 审图号 belongs to one image."""
    told = [slide for slide in story(edition_2019(), context()) if slide.is_map]
    assert told
    for slide in told:
        (here,), (there,) = (
            [box for box in page.boxes if isinstance(box, Picture)]
            for page in (alone(slide), *lay_out([slide]))
        )
        assert here.states[-1] is there.states[-1]
        assert (here.drawn, here.form, here.tall) == (there.drawn, there.form, there.tall)
        assert here.width / here.height == pytest.approx(there.width / there.height)


def test_lines_break_where_they_may():
    assert wrap("优秀档次", 20, 60) == ("优秀", "档次")
    assert wrap("“十大”优秀创新案例。", 20, 160) == ("“十大”优秀创新", "案例。")
    assert wrap("共 1300 多条", 20, 80) == ("共 1300", "多条")
    for line in wrap("甲、乙、丙（丁）、戊；己，庚。" * 8, 20, 130):
        assert line[0] not in "、；，。）" and line[-1] not in "（“"
    assert wrap("x" * 100, 20, 100)[0] != "x" * 100


def test_lines_of_a_title_are_about_as_long_and_part_at_a_pause():
    assert balanced("上海、浙江集中建设政务云，业务系统陆续上云", 20, 400) == (
        "上海、浙江集中建设政务云，",
        "业务系统陆续上云",
    )
    lines = balanced("字" * 21, 20, 400)
    assert [len(line) for line in lines] == [11, 10]


def test_names_are_never_broken():
    names = ("北京市", "内蒙古自治区", "新疆生产建设兵团", "上海市")
    lines = wrap_names(names, 20, 200)
    assert "".join(lines) == "、".join(names)
    assert all(any(name in line for line in lines) for name in names)


def test_a_block_has_a_colour_of_the_palette():
    for page in lay_out(story(edition_2019(), context())):
        for box in page.boxes:
            if isinstance(box, Block):
                assert box.fill in theme.DARK


def test_the_stage():
    assert WIDTH == 1280
