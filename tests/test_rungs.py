"""Whatever way it is shown, it says the same: numbers and names read back out of every file."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser

import docx
import openpyxl
import pptx
import pytest

from analysis import places, running_order, sandbox, text
from analysis.deck import drawing, html
from analysis.deck.layout import MAP_WIDTH, Picture, lay_out
from analysis.export import pack
from analysis.recipe import Recipe
from analysis.story import Chart
from tests.fixtures.editions import context, edition_2019, edition_2031
from tests.fixtures.paper import sheets
from tests.test_story import words

EDITIONS = {"2019": edition_2019, "2031": edition_2031}


@cache
def recipe(which: str) -> Recipe:
    loaded = EDITIONS[which]()
    return Recipe(loaded, context(), running_order.default(loaded, context()))


@cache
def files(which: str, part: str) -> Mapping[str, bytes]:
    """The files of one part of the pack, made as the app makes them."""
    made, reason = sandbox.run(pack.make, part, recipe(which), seconds=120.0)
    assert reason == ""
    return made


def one(which: str, part: str) -> bytes:
    (content,) = files(which, part).values()
    return content


def plain(told: str) -> str:
    """Words without the spaces and line breaks that a page puts in."""
    return re.sub(r"\s+", "", told)


class _Words(HTMLParser):
    """What a reader of an HTML file sees, scripts and styles left out."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.skipped = 0

    def handle_starttag(self, tag: str, attrs) -> None:
        self.skipped += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self.skipped -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.told.append(data)


def of_html(which: str) -> str:
    reader = _Words()
    reader.feed(one(which, "html").decode())
    return "".join(reader.told)


def of_pdf(which: str) -> str:
    return "\n".join(sheet.told for sheet in sheets(one(which, "pdf")))


def of_pptx(which: str) -> str:
    return "\n".join(_texts(pptx.Presentation(io.BytesIO(one(which, "pptx")))))


def _texts(deck) -> Iterator[str]:
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                yield shape.text_frame.text
            if shape.has_table:
                yield from (cell.text for row in shape.table.rows for cell in row.cells)


READ = {"html": of_html, "pdf": of_pdf, "pptx": of_pptx}


@cache
def expected(which: str) -> tuple[str, ...]:
    """The pieces that the pages of a deck show, lines joined."""
    pieces = []
    for page in lay_out(recipe(which).slides):
        for box in page.boxes:
            if hasattr(box, "lines"):
                pieces.append("".join(box.lines))
            elif hasattr(box, "cells"):
                pieces += ["".join(lines) for row in box.cells for lines in row]
    return tuple(dict.fromkeys(map(plain, pieces)))


@pytest.mark.parametrize("which", EDITIONS)
@pytest.mark.parametrize("rung", READ)
def test_a_deck_says_all_that_its_pages_say(rung: str, which: str):
    told = plain(READ[rung](which))
    assert [piece for piece in expected(which) if piece not in told] == []


@pytest.mark.parametrize("rung", READ)
def test_every_unit_honour_and_case_of_2019_is_in_the_deck(rung: str):
    told = plain(READ[rung]("2019"))
    loaded = edition_2019()
    names = [
        *loaded["results"]["organisation"],
        *loaded["honours"]["organisation"],
        *loaded["cases"]["title"],
    ]
    assert [name for name in names if plain(name) not in told] == []


@pytest.mark.parametrize("rung", READ)
def test_the_second_deck_has_nothing_of_2019(rung: str):
    told = plain(READ[rung]("2031"))
    assert "2031" in told
    for own in ("2019", "中国软件评测中心", "第十八届", "84094"):
        assert own not in told


def test_the_numbers_of_the_workbook_are_the_editions():
    book = openpyxl.load_workbook(io.BytesIO(one("2019", "xlsx")))
    rows = list(book["评估结果"].iter_rows(values_only=True))
    names = [row[rows[0].index("单位")] for row in rows[1:]]
    assert names == list(edition_2019()["results"]["organisation"])
    figures = list(book["数字"].iter_rows(values_only=True))
    values = [row[figures[0].index("数值")] for row in figures[1:]]
    assert values == list(edition_2019()["figures"]["value"])


def test_the_documents_name_the_same_units():
    told = {
        name: plain("\n".join(part.text for part in docx.Document(io.BytesIO(content)).paragraphs))
        for name, content in files("2019", "docx").items()
    }
    assert len(told) == 2
    results = edition_2019()["results"]
    upper = results.loc[results["tier"].isin(("优秀", "良好")), "organisation"]
    release = next(words for name, words in told.items() if "新闻通稿" in name)
    assert [name for name in upper if name not in release] == []
    for counted in ("优秀7", "良好8", "发展11", "起步6", "良好11", "75项次", "40个"):
        assert counted in release


def test_the_lists_name_all():
    told = "".join(content.decode("utf-8-sig") for content in files("2019", "lists").values())
    for table in ("results", "honours", "cases"):
        assert [name for name in edition_2019()[table]["organisation"] if name not in told] == []


# ---- maps -------------------------------------------------------------------------------------

PROVINCES = [place for place in places.register().values() if place.kind == "province"]


def maps(which: str) -> list[Picture]:
    return [
        box
        for page in lay_out(recipe(which).slides)
        for box in page.boxes
        if isinstance(box, Picture) and box.form == "map"
    ]


def test_the_drawing_of_the_provinces_is_complete():
    (slide,) = [slide for slide in recipe("2019").slides if slide.name == "provinces-map"]
    svg = drawing.svg(slide.figures[-1], MAP_WIDTH, wall=True)
    drawn = set(re.findall(r"名称: ([^;\"]+)", svg))
    assert len(PROVINCES) == 34
    assert {place.name for place in PROVINCES} <= drawn
    for words_ in ("台湾省", "资料暂缺", "南海诸岛", "钓鱼岛", "赤尾屿", "黄岩岛", "曾母暗沙"):
        assert words_ in svg


@pytest.mark.parametrize("which", EDITIONS)
def test_every_map_has_its_dashes_and_the_inset(which: str):
    assert maps(which)
    for box in maps(which):
        for figure in box.states:
            svg = drawing.svg(figure, MAP_WIDTH, wall=True)
            (dashes,) = re.findall(r'<path [^>]*stroke-width="1.4"[^>]*d="([^"]*)"', svg) or [
                "".join(re.findall(r'd="([^"]*)"[^>]*stroke-width="1.4"', svg))
            ]
            assert dashes.count("M") == 3 + 10  # on the map down to 海南, and in the inset
            assert "台湾省" in svg and "资料暂缺" in svg and "南海诸岛" in svg


@pytest.mark.parametrize("which", EDITIONS)
def test_the_html_holds_every_shape_of_every_map(which: str):
    held = one(which, "html").decode()
    for box in maps(which):
        for state in range(len(box.states)):
            shapes = re.findall(r' d="([^"]{200,})"', drawing.boxed(box, state).inside)
            assert len(shapes) > 30
            assert [shape for shape in shapes if shape not in held] == []


@pytest.mark.parametrize("rung", READ)
def test_every_map_of_every_deck_carries_the_notice(rung: str):
    told = plain(READ[rung]("2019"))
    count = told.count(plain(text.MAP_NOTICE))
    assert count >= len(maps("2019"))


def test_every_picture_has_its_lines():
    held = files("2019", "pictures")
    charts = [slide for slide in recipe("2019").slides if isinstance(slide.content, Chart)]
    assert len(held) == 3 * len(charts)
    for slide in charts:
        svg = held[f"图片/{slide.name}.svg"].decode()
        assert "<text" not in svg  # outlined: the same on every machine
        said = plain("".join(re.findall(r'aria-label="([^"]*)"', svg)))
        for line in filter(None, (slide.title, slide.source, slide.notice)):
            assert plain(line) in said


# ---- the HTML file ----------------------------------------------------------------------------


def test_the_html_is_one_small_file_that_asks_for_nothing():
    content = one("2019", "html")
    assert len(content) <= 1_500_000
    held = content.decode()
    assert not re.search(r'(?:src|href)="(?!#|data:)', held.split("<script", 1)[0])
    assert not re.search(r"url\((?!data:|#)", held)
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', held)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "eval" not in policy and "http" not in policy
    assert "base-uri 'none'" in policy and "form-action 'none'" in policy


def test_notes_are_in_no_file_that_is_shared():
    held = one("2019", "html").decode()
    (data,) = re.findall(r'id="deck">(.*?)</script>', held, re.DOTALL)
    assert all(slide["notes"] == [] for slide in json.loads(data)["slides"])
    deck = pptx.Presentation(io.BytesIO(one("2019", "pptx")))
    assert not any(slide.has_notes_slide for slide in deck.slides)


def test_the_cards_can_be_called_up_by_pinyin():
    held = one("2019", "html").decode()
    (data,) = re.findall(r'id="deck">(.*?)</script>', held, re.DOTALL)
    cards = {card["id"]: card for card in json.loads(data)["cards"]}
    assert cards["520000"]["label"] == "贵州省"
    for key in ("guizhou", "gz", "520000"):
        assert f"\n{key}\n" in cards["520000"]["keys"]
    assert "贵州" in cards["520000"]["names"]
    assert any("miao pi" in card["spelling"] for card in cards.values())
    assert any("数据驱动" in card["words"] for card in cards.values())
    reform = "国家发展和改革委员会"
    assert [card["abbreviated"] for card in cards.values() if card["label"] == reform] == [reform]
    assert len([name for name in cards if name.startswith("province-")]) == 10


def test_the_html_of_2019_names_the_optional_tiers_and_keeps_definitions_on_cards():
    (data,) = re.findall(r'id="deck">(.*?)</script>', one("2019", "html").decode(), re.DOTALL)
    held = json.loads(data)
    assert held["optional"] == "发展、起步"
    long = [card["html"] for card in held["cards"] if "另有" in card["html"]]
    assert any("口径说明" in card for card in long)


@pytest.mark.parametrize(
    ("page", "address"), [(None, ""), ("", "/"), ("units", "/units?code=520000")]
)
def test_a_slide_names_its_view(page: str | None, address: str):
    slide = recipe("2019").slides[0]
    held = {"code": ("520000",)} if page else {}
    assert html.view(replace(slide, page=page, parameters=held)) == address


def test_what_is_told_is_told_once_in_the_story():
    assert len({slide.name for slide in recipe("2019").slides}) == len(recipe("2019").slides)
    assert all(words(slide) for slide in recipe("2019").slides)
