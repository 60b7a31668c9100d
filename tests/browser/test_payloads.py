"""Hostile data and hostile visitors in a real browser: all of it is words, and the server lives.

Every page is opened once with an edition and a context whose texts attack, from an address whose
parameters attack; every file that its buttons give is read.
"""

from __future__ import annotations

import http.client
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from analysis import intake
from analysis import visit as saved_visit
from analysis.edition import LOCAL
from analysis.export import pack
from analysis.learning import Ticked
from analysis.running_order import Entry, Saved
from tests.browser.conftest import PAGES, TIMEOUT, Visit, Witness, newcomers, serving, settle
from tests.fixtures import payloads
from tests.fixtures.editions import zipped
from tests.fixtures.payloads import (
    ACTING,
    ATTACK,
    CONTROLS,
    DRAWN,
    VISITOR,
    WEB,
    acting,
    altered,
    flat,
)

HOSTILE = quote(VISITOR + CONTROLS, safe="")
PLACE = ("code", "id")
ASKED = ("tier", "theme", "medium", "level", "kind", "group", "slide", "case", "pick", "show")
ASKED += ("unit", "edition")
OPENED = {
    "provinces": "code=350000",
    "unit": "id=miit",
    "casemap": "code=520100",
    "data": "table=website_counts",
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A program with hostile data."""
    return payloads.program(tmp_path_factory.mktemp("program"))


@pytest.fixture(scope="module")
def origin(root: Path) -> Iterator[str]:
    """Its server."""
    with serving(root=root) as url:
        yield url


@pytest.fixture(scope="module")
def readers(chromium: Browser, origin: str) -> Iterator[BrowserContext]:
    """One context for all, so that scripts are compiled once."""
    with newcomers(chromium, origin) as context:
        yield context


@contextmanager
def unharmed(context: BrowserContext, origin: str) -> Iterator[Witness]:
    """No dialogue opens, nothing is asked for elsewhere, no page has anything that acts."""
    dialogues: list[str] = []

    def heard(dialogue: Dialog) -> None:
        dialogues.append(dialogue.message)
        dialogue.dismiss()

    witness = Witness(context, origin)
    context.on("dialog", heard)
    try:
        yield witness
        for page in context.pages:
            assert page.evaluate(ACTING) == []
    finally:
        context.remove_listener("dialog", heard)
        witness.leave()
    assert dialogues == []
    # What deck.gl has for 3D models asks for WebAssembly; see the tests of the map.
    witness.complaints = [one for one in witness.complaints if "WebAssembly" not in one]
    witness.check()


@pytest.fixture
def visit(readers: BrowserContext, origin: str) -> Iterator[Visit]:
    """A visit that does no harm, and after which the server answers."""
    with unharmed(readers, origin) as witness:
        yield witness.open
    asked = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=TIMEOUT / 1000)
    asked.request("GET", "/_stcore/health")
    assert asked.getresponse().status == 200
    asked.close()


def said(page: Page) -> str:
    """All that a page says; the payload stands in it as it was written."""
    words = flat(page.locator("body").inner_text())
    assert altered(words) == []
    assert flat(ATTACK) in words
    return words


def taken(page: Page) -> dict[str, bytes]:
    """The files of a page by the words on their buttons; nothing in them acts."""
    files = {}
    for button in page.get_by_test_id("stDownloadButton").get_by_role("button").all():
        label = flat(button.inner_text())
        if label != "下载演示文件（HTML）":  # opened below, from a disk
            with page.expect_download() as download:
                button.click()
            path = download.value.path()
            name = download.value.suggested_filename
            assert "/" not in name and "\\" not in name
            files[label] = path.read_bytes()
            assert acting(name, files[label]) == []
    return files


def pointed(page: Page) -> str:
    """What is told of a bar of the page's chart to those who point at it."""
    bar = page.locator('svg.marks path[aria-roledescription="bar"]').first
    bar.hover()
    tip = page.locator("#vg-tooltip-element.visible")
    tip.wait_for()
    return tip.inner_text()


# ---- pages --------------------------------------------------------------------------------------

FILES = {
    "provinces": 1,
    "cities": 1,
    "honours": 1,
    "unit": 1,
    "compare": 1,
    "present": 1,
    "data": 6,
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_hostile_data_and_its_hostile_address_as_words(
    name: str, visit: Visit
) -> None:
    """What stands in the address is told and left aside."""
    asked = (HOSTILE, *ASKED, *(PLACE if name not in OPENED else ()))
    query = "&".join(f"{parameter}={HOSTILE}" for parameter in asked)
    page = visit(f"{PAGES[name][0]}?{query}&{OPENED.get(name, '')}")
    assert f"网址中的参数 {flat(VISITOR)}" in said(page)
    files = taken(page)
    assert len(files) == FILES.get(name, 0)
    if name == "method":
        assert DRAWN in pointed(page)
    if name == "unit":
        assert ATTACK.strip() in payloads.words_of(files["下载情况材料（Word）"])


def test_the_eyes_see_what_would_act(readers: BrowserContext) -> None:
    """The payload as markup, in a document that is never shown."""
    read = f"words => ({ACTING})(new DOMParser().parseFromString(words, 'text/html')).length"
    page = readers.new_page()
    assert page.evaluate(read, ATTACK) == 2  # a script and a picture
    links = '<a href="javascript:alert(3)">k</a><a href="http://evil.invalid/c">c</a>'
    assert page.evaluate(read, links) == 2
    assert page.evaluate(read, f'<p title="{WEB}">') == 2
    page.close()


# ---- what visitors write ------------------------------------------------------------------------


def test_the_search_finds_hostile_words_and_is_asked_in_hostile_words(visit: Visit) -> None:
    page = visit()
    box, links = page.get_by_label("查找", exact=True), page.locator('[data-testid="stSidebar"] a')
    menu = links.count()
    box.fill("贵阳")
    expect(links.filter(has_text="案例 · 市级").first).to_be_visible()
    assert links.count() > menu
    said(page)
    box.fill(VISITOR + CONTROLS)
    expect(page.get_by_text(f"没有找到“{VISITOR[:20]}…”")).to_be_visible()


def test_a_note_of_the_learning_list_is_words_in_both_files(visit: Visit) -> None:
    page = visit("cases?pick=city-07&pick=ministry-02&learn=1")
    for note, words in zip(
        page.get_by_label("备注").all(), (VISITOR + CONTROLS, "\t@SUM(A1)"), strict=True
    ):
        note.fill(words)
        note.blur()
        settle(page)
    said(page)
    files = taken(page)
    assert len(files) == 2
    for content in files.values():
        words = payloads.words_of(content)
        assert VISITOR + "\ufffd" in words and "@SUM(A1)" in words and ATTACK.strip() in words


def test_a_hostile_running_order_is_words_or_is_refused(visit: Visit) -> None:
    page = visit("present")
    box = page.locator('input[type="file"]')

    def load(name: str, content: bytes, told: str) -> None:
        file = {"name": name, "mimeType": "application/json", "buffer": content}
        box.set_input_files(file)  # type: ignore[arg-type]
        expect(page.get_by_test_id("stAlert")).to_contain_text(flat(told))
        settle(page)

    good = payloads.order(VISITOR)
    load(f"{VISITOR.replace('/', ':')}.json", good, "已载入“=1+1")
    expect(page.locator(".st-key-deck-list label").last).to_contain_text(VISITOR[:40])
    held = taken(page)["保存演示顺序"]
    assert json.loads(held)["slides"][-1]["title"] == VISITOR
    load("a.json", payloads.order("响\x07"), "第 8 页的标题不能用：字体画不出这些字符：U+0007")
    title = page.get_by_label("改名（留空用原题）")
    title.fill(f"{VISITOR}\x07")
    title.blur()
    expect(page.get_by_test_id("stAlert")).to_contain_text("U+0007（控制字符）")
    said(page)


def test_a_hostile_edition_of_ones_own_is_words_and_is_saved(visit: Visit, root: Path) -> None:
    """Taken in through the page by a hostile name, and shown like a published one."""
    page = visit("data")
    content = zipped(root / "data" / "2019")
    file = {"name": f"{VISITOR.replace('/', ':')}.zip", "mimeType": "", "buffer": content}
    page.locator(".st-key-import-files input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    told = page.locator(".st-key-import-told")
    expect(told).to_contain_text("已载入")
    settle(page)
    assert flat(ATTACK) in flat(told.inner_text())
    said(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="保存本次会话（zip）").click()
    assert ATTACK in payloads.words_of(download.value.path().read_bytes())
    page.locator('[data-testid="stSidebarNav"] a[href$="/cases"]').click()
    expect(page.locator("h1")).to_have_text("创新案例库")
    settle(page)
    said(page)


def test_a_hostile_session_is_words_when_it_is_brought_back(visit: Visit, root: Path) -> None:
    """With an edition, a title and a note of somebody else's; one with a hostile name is refused."""
    own = intake.take({"a.zip": zipped(root / "data" / "2019")}).edition
    assert own is not None
    order = {LOCAL: Saved((Entry("closing", title=VISITOR),))}
    noted = {LOCAL: Ticked(("city-07",), {"city-07": f"{VISITOR}{ATTACK}"})}
    content = saved_visit.save(saved_visit.Visit(own, LOCAL, order, noted), {LOCAL: own})
    page = visit("data")
    told = page.locator(".st-key-import-told")

    def bring(sent: bytes, answer: str) -> None:
        file = {"name": "a.zip", "mimeType": "application/zip", "buffer": sent}
        page.locator(".st-key-import-files input[type=file]").set_input_files(file)  # type: ignore[arg-type]
        expect(told).to_contain_text(answer)
        settle(page)

    bring(content, "已恢复保存的会话")
    said(page)
    with zipfile.ZipFile(stream := io.BytesIO(content), "a") as archive:
        archive.writestr(f"{VISITOR}/x", b"")
    bring(stream.getvalue(), f"不认识的文件“{VISITOR[:40]}”")

    def go(path: str) -> None:
        page.locator(f'[data-testid="stSidebarNav"] a[href$="/{path}"]').click()
        expect(page.locator("h1")).to_have_text(PAGES[path][1])
        settle(page)
        said(page)

    go("present")
    slide = page.locator(".st-key-deck-list").get_by_test_id("stRadioOption")
    assert VISITOR[:40] in slide.inner_text()
    go("cases")
    page.get_by_role("link", name="上次的学习清单（1 条）").click()
    expect(page.get_by_label("备注")).to_have_value(f"{VISITOR}{ATTACK}")
    said(page)


# ---- what is opened from a disk -----------------------------------------------------------------


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The deck and the site of the hostile edition, with a hostile title in the running order."""
    folder = tmp_path_factory.mktemp("disk")
    pack.write(payloads.made(payloads.recipe(folder), "html", "site"), folder / "out")
    return folder / "out"


def test_the_deck_from_a_disk_is_words(disk: Path, readers: BrowserContext) -> None:
    """Every slide, the overview, the help, a search with a card: in a file that is hostile."""
    with unharmed(readers, "file://") as witness:
        page = witness.context.new_page()
        page.goto(next(disk.glob("*.html")).as_uri())
        for key in (*["PageDown"] * 8, "End", "d", "r", "o", "Escape", "?", "Escape", "/"):
            page.keyboard.press(key)
        page.keyboard.type("guiyang")
        page.keyboard.press("Enter")
        card = page.get_by_role("dialog")
        expect(card).to_contain_text("贵阳市")
        assert altered(card.inner_text()) == [] and flat(ATTACK) in flat(card.inner_text())
        assert flat(VISITOR) in flat(page.locator(".slide").last.inner_text())
        with page.expect_popup() as popup:
            page.keyboard.press("s")
        popup.value.get_by_role("textbox", name="查找").wait_for()


def test_the_site_from_a_disk_is_words(disk: Path, readers: BrowserContext) -> None:
    """Its pages and its search; in its files to take away nothing acts."""
    site = disk / "网站"
    files = {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*.*")}
    assert {".csv", ".xlsx", ".zip", ".svg"} <= {Path(name).suffix for name in files}
    assert [found for name in files for found in acting(name, files[name])] == []
    with unharmed(readers, "file://") as witness:
        for name in ("index", "cases", "trends", "method", "units/520100"):
            page = witness.context.new_page()
            page.goto((site / f"{name}.html").as_uri())
            said(page)
        page.get_by_role("searchbox").fill("数据")
        expect(page.get_by_role("search").get_by_role("link").first).to_be_visible()
        said(page)
