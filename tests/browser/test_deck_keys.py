"""The deck in a browser, opened from disk: keys, fingers, overlays, the speaker's window, paper.

A small deck of its own, in the form that ``analysis.deck.html`` writes, so that each rule is tested
on the least that shows it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

from analysis.deck import html
from tests.browser.conftest import ROOT, Witness, lasting
from tests.fixtures.paper import sheets

DECK = ROOT / "analysis" / "deck"
HOSTILE = '<img src=x onerror="alert(1)"><b>粗</b>'
SIZES = [(1280, 720), (1920, 1080), (1024, 768)]
RATIOS = {"16x9": 720, "4x3": 960}


def words(text: str, left: int, top: int, more: str = "") -> str:
    return f'<p class="words" {more} style="left:{left}px;top:{top}px">{text}</p>'


def both(body: str) -> str:
    """The same boxes for both ratios, with a corner mark at each page's own foot."""
    return "".join(
        f'<div class="r{ratio}">{body}{words(f"foot-{ratio}", 64, high - 60)}</div>'
        for ratio, high in RATIOS.items()
    )


SLIDES = [  # id, title, attributes, body
    ("cover", "封面", "", both(words("COVER", 64, 80))),
    (
        "map",
        HOSTILE,
        'data-steps="2" data-optional="2" data-view="/provinces?tier=%E4%BC%98%E7%A7%80"',
        both(
            '<svg data-to="1" style="left:300px;top:40px" width="600" height="400"><use href="#p0"/></svg>'
            '<svg data-from="1" style="left:300px;top:40px" width="600" height="400">'
            '<use href="#p0" fill="#0f4c81"/></svg>'
            + words("BEFORE", 64, 80, 'data-to="1"')
            + words("FIRST", 64, 140, 'data-from="1"')
            + words("SECOND", 64, 200, 'data-from="2"')
        ),
    ),
    ("list", "名单", "", both(words("一行<br>两行", 64, 80))),
    ("table", "表", 'data-steps="1"', both(words("ROW", 64, 80, 'data-from="1"'))),
    ("end", "结束", "", both(words("END", 64, 80))),
]
NOTES = {"cover": ["先问好。", HOSTILE], "map": ["停一停。"]}
LONG = "".join(
    f"<div class=item><div>第 {number} 条说明文字，写得稍长一些</div></div>" for number in range(30)
)
CARDS = [
    ("520000", "贵州省", "单位", "\n贵州省\n贵州\nguizhou\ngz\n520000\n", "", "<p>GUIZHOU</p>"),
    ("440100", "广州市", "单位", "\n广州市\n广州\nguangzhou\n440100\n", "", "<p>GUANGZHOU</p>"),
    (
        "case-1",
        "贵州一云一网",
        "案例",
        "\n贵州一云一网\n",
        "gui zhou yi yun yi wang",
        f"<div class=items>{LONG}</div>",
    ),
    ("reform", "国家发展和改革委员会", "单位", "\n国家发展和改革委员会\n", "", "<p>REFORM</p>"),
]


def written(cards: list = CARDS, notes: dict = NOTES) -> str:
    """A deck as one HTML document under the policy that the product has."""
    script = html.script()
    style = (DECK / "deck.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    sections = "".join(
        f'<section class="slide" id="{name}" role="group" aria-roledescription="幻灯片" data-title="{escape(title)}" data-section="部分"'
        f" {more}>{body}</section>"
        for name, title, more, body in SLIDES
    )
    data = {
        "title": "演示",
        "slides": [{"id": name, "notes": notes.get(name, [])} for name, *_ in SLIDES],
        "optional": "发展、起步",
        "cards": [
            {
                "id": name,
                "label": label,
                "kind": kind,
                "names": names,
                "words": f"\n{label}\n数据驱动\n",
                "keys": names,
                "abbreviated": label if name == "reform" else "",
                "spelling": spelling,
                "html": f"<article class=card><h3>{label}</h3>{body}</article>",
            }
            for name, label, kind, names, spelling, body in cards
        ],
    }
    told = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    return (
        '<!DOCTYPE html><html lang="zh-CN" data-theme="light" data-ratio="16x9"><head>'
        '<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src '
        f"'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:; "
        f'font-src data:"><title>演示</title><style>{style}</style></head><body>'
        '<svg width="0" height="0" aria-hidden="true" style="position:absolute"><defs>'
        '<path id="p0" d="M0,0H300V200Z"/></defs></svg>'
        f'<main id="stage">{sections}</main><script type="application/json" id="deck">{told}'
        f"</script><script>{script}</script></body></html>"
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the deck lies as a file."""
    path = tmp_path_factory.mktemp("deck")
    (path / "deck.html").write_text(written(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def room(chromium: Browser, folder: Path) -> Iterator[BrowserContext]:
    """Where most visitors come; a deck remembers nothing that another could find."""
    (folder / "empty.html").touch()
    view = {"width": 1280, "height": 720}
    with lasting(chromium, (folder / "empty.html").as_uri(), viewport=view) as context:
        yield context


class Silent(Witness):
    """Hears more than errors, and of all that is asked for but files."""

    def _ask(self, url: str) -> None:
        if not url.startswith("file:"):
            self.outside.append(url)

    def _console(self, message: ConsoleMessage) -> None:
        self.complaints.append(message.text)


@contextmanager
def watched(context: BrowserContext) -> Iterator[BrowserContext]:
    """A visitor whose console must stay silent and who must ask for nothing but files on disk."""
    context.set_default_timeout(10_000)
    witness = Silent(context, "file:")
    try:
        yield context
    finally:
        witness.leave()
    witness.check()


def opened(
    context: BrowserContext, folder: Path, where: str = "", size: tuple[int, int] = SIZES[0]
) -> Page:
    """The deck in a window of a size, ready for keys."""
    page = context.new_page()
    page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    page.goto((folder / "deck.html").as_uri() + where)
    page.locator("html.live").wait_for(state="attached")
    return page


@pytest.fixture
def context(room: BrowserContext) -> Iterator[BrowserContext]:
    with watched(room) as visitor:
        yield visitor


@pytest.fixture
def wall(context: BrowserContext, folder: Path) -> Page:
    return opened(context, folder)


def press(page: Page, keys: str) -> None:
    for key in keys.split():
        page.keyboard.press(key)


def is_at(page: Page, name: str, step: int = 0) -> None:
    """The slide is the one that is shown, and the address says so."""
    expect(page.locator("#stage > .now")).to_have_id(name)
    expect(page).to_have_url(re.compile(rf"#{name}/{step}(\?|$)"))


def layer(page: Page, name: str) -> Locator:
    return page.locator(f"dialog.{name}")


def visible(page: Page) -> list[str]:
    """The words of the slide on the wall that can be seen, the foot aside."""
    page.wait_for_timeout(250)  # a step has faded
    return page.evaluate(
        """() => [...document.querySelectorAll('#stage > .now .words')]
            .filter(one => one.checkVisibility({visibilityProperty: true, opacityProperty: true}))
            .map(one => one.textContent).filter(words => !words.startsWith('foot'))"""
    )


# ---- turning ----------------------------------------------------------------------------------

FORWARD = ["ArrowRight", "Space", "PageDown", "Enter"]
BACK = ["ArrowLeft", "PageUp"]


@pytest.mark.parametrize("key", FORWARD)
def test_forward_goes_through_the_steps(key: str, wall: Page) -> None:
    for name, step in (("map", 0), ("map", 1), ("map", 2), ("list", 0), ("table", 0)):
        press(wall, key)
        is_at(wall, name, step)


@pytest.mark.parametrize("key", BACK)
def test_back_shows_a_slide_as_it_was_left(key: str, wall: Page) -> None:
    press(wall, "End")
    for name, step in (("table", 1), ("table", 0), ("list", 0), ("map", 2), ("map", 1)):
        press(wall, key)
        is_at(wall, name, step)


@pytest.mark.parametrize(
    ("keys", "name", "step"),
    [
        ("ArrowDown", "map", 0),
        ("ArrowDown ArrowDown", "list", 0),
        ("End ArrowUp", "table", 1),
        ("End", "end", 0),
        ("End ArrowRight", "end", 0),
        ("End Home", "cover", 0),
        ("Home ArrowLeft", "cover", 0),
        ("4 Enter", "table", 0),
        ("1 Backspace 3 Enter", "list", 0),
        ("3 Escape Enter", "map", 0),
        ("4 ArrowRight", "map", 0),
        ("Control+ArrowRight Alt+ArrowDown Meta+End", "cover", 0),
    ],
)
def test_ways_through_the_deck(keys: str, name: str, step: int, wall: Page) -> None:
    press(wall, keys)
    is_at(wall, name, step)


def test_steps_come_and_go(wall: Page) -> None:
    press(wall, "ArrowRight")
    assert visible(wall) == ["BEFORE"]
    press(wall, "ArrowRight")
    assert visible(wall) == ["FIRST"]
    press(wall, "ArrowRight")
    assert visible(wall) == ["FIRST", "SECOND"]
    press(wall, "ArrowLeft ArrowLeft")
    assert visible(wall) == ["BEFORE"]


def test_a_slide_is_on_the_wall_in_the_frame_after_the_key(wall: Page) -> None:
    """Also one whose neighbour was laid out before, and one that nobody expected."""
    wall.wait_for_timeout(300)
    for key, shown in (("ArrowRight", "BEFORE"), ("End", "END"), ("ArrowLeft", "ROW")):
        press(wall, key)
        assert wall.get_by_text(shown).locator("visible=true").count() == 1


def test_the_optional_step_can_be_left_out(wall: Page) -> None:
    press(wall, "l ArrowRight ArrowRight")
    is_at(wall, "map", 1)
    press(wall, "ArrowRight")
    is_at(wall, "list")
    press(wall, "ArrowLeft")
    is_at(wall, "map", 1)
    press(wall, "h")
    expect(layer(wall, "help")).to_contain_text("最后一步（发展、起步，现在不显示）")
    press(wall, "Escape l ArrowRight")
    is_at(wall, "map", 2)
    press(wall, "l")  # the step that is being shown goes at once
    is_at(wall, "map", 1)


def test_the_number_is_said_while_it_is_typed(wall: Page) -> None:
    hint = wall.locator(".hint")
    press(wall, "1 2")
    expect(hint).to_have_text("转到第 12 页")
    press(wall, "Enter")
    expect(hint).to_have_text("没有第 12 页")
    is_at(wall, "cover")
    press(wall, "2")
    expect(hint).to_have_text("转到第 2 页")
    press(wall, "Escape")
    expect(hint).to_have_count(0)


def test_a_held_key_turns_one_slide_a_frame_and_switches_once(wall: Page) -> None:
    hold = """key => { for (let time = 0; time < 5; time += 1) document.body.dispatchEvent(
        new KeyboardEvent('keydown', {key, repeat: time > 0, bubbles: true, view: window})); }"""
    wall.evaluate(hold, "ArrowDown")
    is_at(wall, "map")
    wall.evaluate(hold, "b")
    expect(layer(wall, "black")).to_be_visible()
    press(wall, "b")
    wall.evaluate(hold, "d")
    expect(wall.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_click_and_the_wheel_turn_nothing(wall: Page) -> None:
    for x in (100, 640, 1200):
        wall.mouse.click(x, 360)
    wall.mouse.wheel(0, 600)
    is_at(wall, "cover")
    press(wall, "Space")
    is_at(wall, "map")


# ---- the address --------------------------------------------------------------------------------


def test_a_reload_comes_back_to_slide_step_and_settings(wall: Page) -> None:
    press(wall, "d r l ArrowRight ArrowRight")
    is_at(wall, "map", 1)
    wall.reload()
    is_at(wall, "map", 1)
    html = wall.locator("html")
    expect(html).to_have_attribute("data-theme", "dark")
    expect(html).to_have_attribute("data-ratio", "4x3")
    press(wall, "ArrowRight")
    is_at(wall, "list")


def test_the_address_may_be_written_by_hand(context: BrowserContext, folder: Path) -> None:
    page = opened(context, folder, "#table/1?theme=dark")
    is_at(page, "table", 1)
    assert visible(page) == ["ROW"]
    page.evaluate("location.hash = '#end/0'")
    is_at(page, "end")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize(
    "where", ["#nowhere/7", "#map/9", "#%E0%A4%A", "#map/1?ratio=round&theme=x"]
)
def test_an_address_that_makes_no_sense_does_no_harm(
    where: str, context: BrowserContext, folder: Path
) -> None:
    page = opened(context, folder, where)
    known = where.startswith("#map")
    is_at(page, "map" if known else "cover", 1 if "1?" in where else 0)
    expect(page.locator(".hint")).to_have_count(0 if known else 1)
    expect(page.locator("html")).to_have_attribute("data-ratio", "16x9")


def test_keys_work_in_an_isolated_frame(context: BrowserContext, folder: Path) -> None:
    """Which has neither storage nor history of its own."""
    frame = f'<iframe sandbox="allow-scripts" srcdoc="{escape(written())}" width=900 height=600>'
    (folder / "frame.html").write_text(f"<!doctype html>{frame}</iframe>", encoding="utf-8")
    page = context.new_page()
    page.goto((folder / "frame.html").as_uri())
    inside = page.frame_locator("iframe")
    inside.locator("#cover.now").wait_for()
    inside.locator("body").press("ArrowRight")
    expect(inside.locator("#stage > .now")).to_have_id("map")
    page.wait_for_timeout(300)


# ---- overlays -----------------------------------------------------------------------------------


def test_overview(wall: Page) -> None:
    press(wall, "ArrowDown o")
    grid = layer(wall, "overview")
    items = grid.get_by_role("button")
    expect(items).to_have_count(5)
    assert [
        name.split("：")[0] for name in items.evaluate_all("all => all.map(one => one.ariaLabel)")
    ] == [f"{number} / 5" for number in range(1, 6)]
    expect(items.nth(1)).to_contain_text(HOSTILE)
    expect(items.nth(1)).to_be_focused()
    assert grid.evaluate(
        "one => one.scrollHeight <= one.clientHeight && one.scrollWidth <= one.clientWidth"
    )
    expect(items.nth(1).get_by_text("SECOND")).to_be_visible()  # each at its last step
    expect(items.nth(1).get_by_text("BEFORE")).to_have_count(0)
    press(wall, "ArrowRight ArrowRight Enter")
    expect(grid).to_have_count(0)
    is_at(wall, "table")
    press(wall, "ArrowRight o Enter")  # back where one was, at the same step
    is_at(wall, "table", 1)
    press(wall, "ArrowLeft o Home End ArrowLeft Escape")
    expect(grid).to_have_count(0)
    is_at(wall, "table")
    press(wall, "o")
    items.nth(2).click()
    is_at(wall, "list")
    press(wall, "o 5 Enter")
    expect(grid).to_have_count(0)
    is_at(wall, "end")


def test_overview_rows(wall: Page) -> None:
    """Up and down go to the neighbour above and below, where there is one."""
    press(wall, "o")
    across = int(layer(wall, "overview").evaluate("one => one.style.getPropertyValue('--across')"))
    assert 1 < across < 5
    press(wall, "ArrowUp ArrowDown Enter")
    is_at(wall, SLIDES[across][0])


@pytest.mark.parametrize("key", ["b", "."])
def test_black(key: str, wall: Page) -> None:
    press(wall, "ArrowRight")
    is_at(wall, "map")
    for lift in (key, "ArrowRight", "x", "Escape", "5"):
        press(wall, key)
        expect(layer(wall, "black")).to_be_visible()
        assert (
            layer(wall, "black").evaluate("one => getComputedStyle(one).backgroundColor")
            == "rgb(0, 0, 0)"
        )
        press(wall, "Shift")
        expect(layer(wall, "black")).to_be_visible()
        press(wall, lift)
        expect(layer(wall, "black")).to_have_count(0)
    is_at(wall, "map", 0)
    expect(wall.locator(".hint")).to_have_count(0)


@pytest.mark.parametrize("key", ["?", "h"])
def test_help(key: str, wall: Page) -> None:
    press(wall, key)
    panel = layer(wall, "help")
    for told in (
        "下一步或下一页",
        "全部页面",
        "演讲者窗口",
        "黑屏",
        "全屏",
        "深色或浅色",
        "16:9 或 4:3",
        "Esc",
    ):
        expect(panel).to_contain_text(told)
    expect(panel).not_to_contain_text("在线视图")  # there is none without a server
    press(wall, "PageDown")  # a clicker has no Esc
    expect(panel).to_have_count(0)
    is_at(wall, "cover")


def test_theme_and_ratio(wall: Page) -> None:
    html = wall.locator("html")
    ground = "() => getComputedStyle(document.querySelector('#stage > .now')).backgroundColor"
    assert wall.evaluate(ground) == "rgb(255, 255, 255)"
    press(wall, "d")
    assert wall.evaluate(ground) == "rgb(14, 22, 33)"
    press(wall, "d r")
    expect(html).to_have_attribute("data-theme", "light")
    expect(wall.get_by_text("foot-4x3").locator("visible=true")).to_have_count(1)
    expect(wall.get_by_text("foot-16x9").locator("visible=true")).to_have_count(0)


def test_full_screen(wall: Page) -> None:
    for key in ("f", "F5"):
        press(wall, key)
        wall.wait_for_function("() => document.fullscreenElement === document.documentElement")
        press(wall, "f")
        wall.wait_for_function("() => document.fullscreenElement === null")


def test_the_pointer_hides(wall: Page) -> None:
    cursor = "() => getComputedStyle(document.body, '::after').cursor"
    wall.mouse.move(300, 300)
    assert wall.evaluate(cursor) != "none"
    wall.wait_for_function("() => document.documentElement.classList.contains('idle')")
    assert wall.evaluate(cursor) == "none"
    wall.mouse.move(310, 300)
    assert wall.evaluate(cursor) != "none"


# ---- the card -----------------------------------------------------------------------------------


def test_the_wall_shows_nothing_before_enter(wall: Page) -> None:
    before = wall.locator("body").inner_text()
    press(wall, "/")
    box = wall.get_by_role("textbox")
    expect(box).to_be_focused()
    for character in "guizhou":
        wall.keyboard.type(character)
        assert wall.locator("body").inner_text() == before
        assert wall.locator("datalist, dialog li").count() == 0
    assert box.get_attribute("autocomplete") == "off"
    expect(layer(wall, "card")).to_have_count(0)
    press(wall, "Enter")
    expect(layer(wall, "card")).to_contain_text("GUIZHOU")
    expect(layer(wall, "search")).to_have_count(0)
    press(wall, "Escape")
    expect(layer(wall, "card")).to_have_count(0)
    is_at(wall, "cover")


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("贵州", "贵州省"),
        ("gz", "贵州省"),
        ("GuiZhou", "贵州省"),
        (" ５２０ ", "贵州省"),
        ("440100", "广州市"),
        ("州市", "广州市"),
        ("一网 贵州", "贵州一云一网"),
        ("gzy", "贵州一云一网"),
        ("yunyi", "贵州一云一网"),
        ("数据驱动 一网", "贵州一云一网"),
        ("发改委", "国家发展和改革委员会"),
    ],
)
def test_search(query: str, label: str, wall: Page) -> None:
    press(wall, "/")
    wall.keyboard.type(query)
    press(wall, "Enter")
    expect(layer(wall, "card")).to_have_attribute("aria-label", label)


@pytest.mark.parametrize("query", ["hou", "20000", "没有", "<b>", "\\", "((("])
def test_what_is_not_found_is_said_quietly(query: str, wall: Page) -> None:
    press(wall, "/")
    wall.keyboard.type(query)
    press(wall, "Enter")
    expect(layer(wall, "search")).to_contain_text(f"没有找到“{query}”")
    expect(layer(wall, "card")).to_have_count(0)
    wall.keyboard.type("x")
    expect(layer(wall, "search")).not_to_contain_text("没有找到")
    press(wall, "Escape")
    expect(layer(wall, "search")).to_have_count(0)


def test_enter_within_an_input_method_is_not_ours(wall: Page) -> None:
    press(wall, "/")
    wall.keyboard.type("gz")
    wall.get_by_role("textbox").evaluate(
        "box => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    expect(layer(wall, "card")).to_have_count(0)


def put_up(page: Page, query: str) -> Locator:
    press(page, "/")
    page.keyboard.type(query)
    press(page, "Enter")
    card = layer(page, "card")
    card.wait_for()
    return card


def test_a_turn_key_takes_the_card_off_first(wall: Page) -> None:
    put_up(wall, "gz")
    press(wall, "ArrowRight")
    expect(layer(wall, "card")).to_have_count(0)
    is_at(wall, "cover")
    put_up(wall, "gz").get_by_role("button", name="撤下").click()
    expect(layer(wall, "card")).to_have_count(0)
    press(wall, "ArrowRight")
    is_at(wall, "map")


def test_esc_closes_what_lies_on_top(wall: Page) -> None:
    put_up(wall, "gz")
    press(wall, "/ Escape")
    expect(layer(wall, "search")).to_have_count(0)
    expect(layer(wall, "card")).to_be_visible()
    press(wall, "/")
    wall.keyboard.type("广州")
    press(wall, "Enter")
    expect(layer(wall, "card")).to_have_attribute("aria-label", "广州市")
    press(wall, "Escape")
    expect(wall.locator("dialog")).to_have_count(0)


FIT = """card => {
    const body = card.querySelector('section > div'), panel = card.querySelector('section').getBoundingClientRect();
    const style = getComputedStyle(body);
    return {size: parseFloat(style.fontSize), columns: style.columnCount,
        whole: body.scrollHeight <= body.clientHeight + 1 && body.scrollWidth <= body.clientWidth + 1,
        inside: panel.left >= 0 && panel.top >= 0 && panel.right <= innerWidth && panel.bottom <= innerHeight};
}"""


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("ratio", RATIOS)
def test_a_card_is_whole_and_readable(
    ratio: str, size: tuple[int, int], context: BrowserContext, folder: Path
) -> None:
    """A short one in 24 px; a long one no smaller than 18, in columns where it must."""
    page = opened(context, folder, f"#cover/0?ratio={ratio}", size)
    fit = put_up(page, "gz").evaluate(FIT)
    assert fit == {"size": 24, "columns": "auto", "whole": True, "inside": True}
    press(page, "Escape")
    fit = put_up(page, "一网").evaluate(FIT)
    assert fit["whole"]
    assert fit["inside"]
    assert fit["size"] >= 18
    assert fit["columns"] == "2"


# ---- the speaker's window -------------------------------------------------------------------------


@pytest.fixture
def speaker(wall: Page, context: BrowserContext) -> Page:
    """The speaker's window, opened from the wall."""
    with context.expect_page() as opening:
        press(wall, "s")
    window = opening.value
    window.set_viewport_size({"width": 1240, "height": 800})
    window.locator(".desk").wait_for()
    return window


def test_the_speaker_reads_notes_and_what_comes(wall: Page, speaker: Page) -> None:
    expect(speaker).to_have_title("演讲者窗口 · 演示")
    expect(speaker.locator(".desk-page")).to_have_text("1 / 5")
    expect(speaker.locator(".desk-notes > p")).to_have_text(["先问好。", HOSTILE])
    expect(speaker.locator(".desk-after")).to_have_text(f"下一页：{HOSTILE}")
    expect(speaker.locator(".desk-now .slide")).to_contain_text("COVER")
    expect(speaker.locator(".desk-next .slide")).to_contain_text("BEFORE")
    expect(speaker.locator(".desk-time")).to_have_text(re.compile(r"^\d\d:\d\d$"))
    assert speaker.evaluate("document.compatMode") == "CSS1Compat"
    press(wall, "ArrowRight ArrowRight")
    expect(speaker.locator(".desk-step")).to_have_text("第 1 步，共 2 步")
    expect(speaker.locator(".desk-notes > p")).to_have_text(["停一停。"])
    expect(speaker.locator(".desk-now .slide")).to_contain_text("FIRST")
    expect(speaker.locator(".desk-now .slide")).not_to_contain_text("SECOND")
    assert speaker.locator(".desk-now use").first.bounding_box()["width"] > 50  # drawn, not missing
    press(wall, "End")
    expect(speaker.locator(".desk-after")).to_have_text("最后一页")
    expect(speaker.locator(".desk-next .slide")).to_have_count(0)
    assert wall.locator("img").count() == speaker.locator("img").count() == 0


def test_notes_that_are_not_in_the_file_are_said_to_be_missing(
    context: BrowserContext, tmp_path: Path
) -> None:
    (tmp_path / "deck.html").write_text(written(notes={}), encoding="utf-8")
    page = opened(context, tmp_path)
    with context.expect_page() as opening:
        press(page, "s")
    expect(opening.value.locator(".desk-notes")).to_have_text("本文件不含演讲备注")


def test_the_speaker_turns_the_wall(wall: Page, speaker: Page) -> None:
    press(speaker, "ArrowRight PageDown")
    is_at(wall, "map", 1)
    speaker.get_by_role("button", name="下一步").click()
    is_at(wall, "map", 2)
    press(speaker, "Space")  # the button gave the focus back: not a second click on it
    is_at(wall, "list")
    speaker.get_by_role("button", name="上一步").click()
    is_at(wall, "map", 2)
    speaker.locator(".desk-list").get_by_role("button", name="结束").click()
    is_at(wall, "end")
    expect(speaker.locator(".desk-list [aria-current]")).to_have_text("结束")
    press(speaker, "4")
    expect(speaker.locator(".hint")).to_have_text("转到第 4 页")
    expect(wall.locator(".hint")).to_have_count(0)  # not for the audience
    press(speaker, "Enter")
    is_at(wall, "table")
    black = speaker.get_by_role("button", name="黑屏")
    black.click()
    expect(layer(wall, "black")).to_be_visible()
    expect(black).to_have_attribute("aria-pressed", "true")
    expect(speaker.locator(".desk-shown")).to_have_text("大屏已黑")
    press(speaker, "ArrowRight")
    expect(layer(wall, "black")).to_have_count(0)
    is_at(wall, "table")
    press(speaker, "d r")
    for page in (wall, speaker):
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        expect(page.locator("html")).to_have_attribute("data-ratio", "4x3")


def test_the_speaker_chooses_in_the_overview_of_the_wall(wall: Page, speaker: Page) -> None:
    press(speaker, "o ArrowRight ArrowRight")
    expect(layer(wall, "overview").locator(".pointed")).to_have_attribute(
        "aria-label", "3 / 5：名单"
    )
    press(speaker, "Enter")
    is_at(wall, "list")


def test_help_of_the_speaker_stays_with_the_speaker(wall: Page, speaker: Page) -> None:
    press(speaker, "?")
    expect(layer(speaker, "help")).to_be_visible()
    expect(wall.locator("dialog")).to_have_count(0)
    press(speaker, "Escape")
    expect(layer(speaker, "help")).to_have_count(0)
    press(speaker, "f")
    expect(speaker.locator(".hint")).to_contain_text("请在大屏窗口按 F")
    expect(wall.locator(".hint")).to_have_count(0)


def test_private_search(wall: Page, speaker: Page) -> None:
    press(speaker, "/")
    box = speaker.get_by_role("textbox", name="查找")
    expect(box).to_be_focused()
    rows = speaker.locator(".desk-results > li")
    for query, found in {
        "贵州": ["贵州省", "贵州一云一网"],
        "guizhou": ["贵州省", "贵州一云一网"],
        "gz": ["贵州省", "贵州一云一网"],
        "520000": ["贵州省"],
    }.items():
        box.fill(query)
        expect(rows.locator("span")).to_have_text(found)
    expect(wall.locator("dialog")).to_have_count(0)
    box.fill("贵州")
    expect(speaker.locator(".desk-preview")).to_contain_text("GUIZHOU")
    press(speaker, "ArrowDown")
    expect(rows.nth(1)).to_have_attribute("aria-current", "true")
    press(speaker, "Enter")
    expect(layer(wall, "card")).to_have_attribute("aria-label", "贵州一云一网")
    expect(speaker.locator(".desk-shown")).to_have_text("大屏正显示：贵州一云一网")
    press(speaker, "ArrowUp")
    speaker.get_by_role("button", name="上屏").click()
    expect(layer(wall, "card")).to_have_attribute("aria-label", "贵州省")
    speaker.get_by_role("button", name="撤下").click()
    expect(layer(wall, "card")).to_have_count(0)
    expect(speaker.get_by_role("button", name="撤下")).to_be_disabled()
    box.fill("没有的")
    expect(rows).to_have_text(["没有找到"])
    expect(speaker.get_by_role("button", name="上屏")).to_be_disabled()
    box.press("Escape")
    expect(rows).to_have_count(0)
    press(speaker, "ArrowRight")
    is_at(wall, "map")


def test_a_card_lies_over_the_overview_and_goes_first(wall: Page, speaker: Page) -> None:
    press(speaker, "o")
    speaker.get_by_role("textbox", name="查找").fill("gz")
    press(speaker, "Enter")
    expect(layer(wall, "card")).to_be_visible()
    press(wall, "ArrowRight")
    expect(layer(wall, "card")).to_have_count(0)
    expect(layer(wall, "overview").locator(".pointed")).to_have_attribute(
        "aria-label", "1 / 5：封面"
    )
    press(wall, "Escape")
    expect(wall.locator("dialog")).to_have_count(0)


def test_a_card_lifts_the_black(wall: Page, speaker: Page) -> None:
    press(speaker, "b")
    speaker.get_by_role("textbox", name="查找").fill("gz")
    press(speaker, "Enter")
    expect(layer(wall, "card")).to_be_visible()
    expect(layer(wall, "black")).to_have_count(0)


def test_the_clock(speaker: Page) -> None:
    elapsed = speaker.locator(".desk-elapsed")
    expect(elapsed).to_have_text("00:00:00")
    speaker.get_by_role("button", name="开始").click()
    expect(elapsed).to_have_text("00:00:02")
    speaker.get_by_role("button", name="暂停").click()
    held = elapsed.inner_text()
    speaker.wait_for_timeout(1200)
    assert elapsed.inner_text() == held
    speaker.get_by_role("button", name="继续").click()
    expect(elapsed).not_to_have_text(held)
    speaker.get_by_role("button", name="归零").click()
    expect(elapsed).to_have_text("00:00:00")


def test_the_wall_goes_on_without_the_speaker(
    wall: Page, speaker: Page, context: BrowserContext
) -> None:
    speaker.close()
    press(wall, "ArrowRight /")
    wall.keyboard.type("gz")
    press(wall, "Enter")
    expect(layer(wall, "card")).to_be_visible()
    press(wall, "Escape")
    with context.expect_page() as opening:
        press(wall, "s")
    expect(opening.value.locator(".desk-page")).to_have_text("2 / 5")


def test_a_reload_of_the_wall_keeps_the_clock(
    wall: Page, speaker: Page, context: BrowserContext
) -> None:
    speaker.get_by_role("button", name="开始").click()
    expect(speaker.locator(".desk-elapsed")).to_have_text("00:00:01")
    wall.reload()
    expect(wall.locator(".hint")).to_have_text("按 S 重新打开演讲者窗口，计时已保留")
    assert speaker.is_closed()
    wall.wait_for_timeout(1500)
    with context.expect_page() as opening:
        press(wall, "s")
    expect(opening.value.locator(".desk-elapsed")).to_have_text(re.compile("00:00:0[3-9]"))
    press(opening.value, "ArrowRight")
    is_at(wall, "map")


def test_s_again_leads_to_the_window_that_is_open(
    wall: Page, speaker: Page, context: BrowserContext
) -> None:
    press(wall, "s")
    wall.wait_for_timeout(300)
    assert context.pages[1:] == [wall, speaker]


def test_a_window_that_is_not_allowed_is_told_in_chinese(
    context: BrowserContext, folder: Path
) -> None:
    page = opened(context, folder)
    page.evaluate("window.open = () => null")
    press(page, "s")
    expect(page.locator(".hint")).to_contain_text("浏览器拦下了演讲者窗口")
    press(page, "ArrowRight")
    is_at(page, "map")


# ---- from a server --------------------------------------------------------------------------------


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def test_the_view_of_a_slide_opens_from_a_server_and_the_deck_outlives_it(
    chromium: Browser, folder: Path
) -> None:
    (folder / "provinces").mkdir()
    (folder / "provinces" / "index.html").write_text("the app", encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    context = chromium.new_context()
    try:
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/deck.html#map/0")
        press(page, "h")
        expect(layer(page, "help")).to_contain_text("在线视图")
        press(page, "Escape")
        with context.expect_page() as opening:
            press(page, "v")
        expect(opening.value).to_have_url(re.compile(r"/provinces/?\?tier=%E4%BC%98%E7%A7%80$"))
        assert opening.value.evaluate("window.opener") is None
        opening.value.close()
        server.shutdown()
        server.server_close()
        with context.expect_page() as opening:
            press(page, "s")
        press(opening.value, "ArrowRight")
        is_at(page, "map", 1)
        expect(opening.value.locator(".desk-now .slide")).to_contain_text("FIRST")
    finally:
        context.close()
        server.server_close()


def test_there_is_no_view_without_a_server(wall: Page, context: BrowserContext) -> None:
    press(wall, "ArrowRight v")
    wall.wait_for_timeout(200)
    assert context.pages[1:] == [wall]


# ---- fingers --------------------------------------------------------------------------------------


@pytest.fixture
def touched(chromium: Browser, folder: Path) -> Iterator[Page]:
    with chromium.new_context(has_touch=True) as context, watched(context) as visitor:
        yield opened(visitor, folder)


def swipe(page: Page, across: int, down: int = 0) -> None:
    devtools = page.context.new_cdp_session(page)

    def send(kind: str, *points: tuple[int, int]) -> None:
        devtools.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]},
        )

    send("touchStart", (640, 360))
    for part in (0.3, 0.6, 1.0):
        send("touchMove", (640 + int(across * part), 360 + int(down * part)))
    send("touchEnd")


def test_taps_and_swipes(touched: Page) -> None:
    tap: Callable[[int, int], None] = touched.touchscreen.tap
    tap(1100, 300)
    is_at(touched, "map")
    tap(640, 300)
    is_at(touched, "map")
    tap(100, 300)
    is_at(touched, "cover")
    swipe(touched, -200)
    is_at(touched, "map")
    swipe(touched, 200)
    is_at(touched, "cover")
    swipe(touched, -60, 200)
    is_at(touched, "cover")


def test_a_finger_closes_what_is_open(touched: Page) -> None:
    press(touched, "b")
    touched.touchscreen.tap(1100, 300)
    expect(layer(touched, "black")).to_have_count(0)
    card = put_up(touched, "gz")
    touched.touchscreen.tap(640, 20)
    expect(card).to_have_count(0)
    is_at(touched, "cover")
    press(touched, "o")
    layer(touched, "overview").get_by_role("button").nth(3).tap()
    is_at(touched, "table")


# ---- paper, sizes, readers --------------------------------------------------------------------------


@pytest.mark.parametrize("ratio", RATIOS)
def test_a_page_a_slide_each_at_its_last_step(
    ratio: str, context: BrowserContext, folder: Path
) -> None:
    page = opened(context, folder, f"#map/0?ratio={ratio}")
    press(page, "o")
    printed = sheets(page.pdf(prefer_css_page_size=True, print_background=True))
    assert len(printed) == 5
    for sheet in printed:
        across, down = sheet.size
        assert (across * 4 / 3, down * 4 / 3) == pytest.approx((1280, RATIOS[ratio]), abs=1)
    text = [sheet.told for sheet in printed]
    for number, marks in enumerate(("COVER", "FIRST SECOND", "", "ROW", "END")):
        for mark in (*marks.split(), f"foot-{ratio}"):
            assert mark in text[number]
    assert not any("BEFORE" in words for words in text)


def test_paper_leaves_out_the_optional_step_too(context: BrowserContext, folder: Path) -> None:
    page = opened(context, folder, "#cover/0?optional=0")
    text = sheets(page.pdf(prefer_css_page_size=True))[1].told
    assert "FIRST" in text
    assert "SECOND" not in text


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_stage_fills_the_window_and_nothing_leaves_it(
    size: tuple[int, int], ratio: str, theme: str, context: BrowserContext, folder: Path
) -> None:
    wide, high = size
    page = opened(context, folder, f"#cover/0?ratio={ratio}&theme={theme}", size)
    for _ in range(len(SLIDES)):
        stage = page.locator("#stage").bounding_box()
        scale = min(wide / 1280, high / RATIOS[ratio])
        assert stage["width"] == pytest.approx(1280 * scale, abs=1)
        assert stage["height"] == pytest.approx(RATIOS[ratio] * scale, abs=1)
        assert stage["x"] == pytest.approx((wide - stage["width"]) / 2, abs=1)
        assert stage["y"] == pytest.approx((high - stage["height"]) / 2, abs=1)
        for words in page.locator("#stage > .now .words").locator("visible=true").all():
            box = words.bounding_box()
            assert box["x"] >= stage["x"] - 1
            assert box["y"] >= stage["y"] - 1
            assert box["x"] + box["width"] <= stage["x"] + stage["width"] + 1
            assert box["y"] + box["height"] <= stage["y"] + stage["height"] + 1
        assert page.evaluate(
            "() => document.documentElement.scrollWidth <= innerWidth"
            " && document.documentElement.scrollHeight <= innerHeight"
        )
        press(page, "ArrowDown")
    for key, name in (("o", "overview"), ("h", "help")):
        press(page, key)
        panel = layer(page, name)
        inside = panel.evaluate(
            """layer => [...layer.children].map(one => one.getBoundingClientRect()).every(box =>
                box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight)"""
        )
        assert inside, name
        press(page, "Escape")


def test_a_slide_of_one_ratio_is_passed_over_in_the_other(
    context: BrowserContext, tmp_path: Path
) -> None:
    deck = written().replace('class="slide" id="list"', 'class="slide r16x9" id="list"')
    (tmp_path / "deck.html").write_text(deck, encoding="utf-8")
    page = opened(context, tmp_path, "#list/0")
    is_at(page, "list")
    press(page, "r")
    is_at(page, "map", 2)
    expect(page.locator("#end")).to_have_attribute("aria-label", "4 / 4：结束")
    press(page, "ArrowRight")
    is_at(page, "table")


def test_what_a_screen_reader_hears(wall: Page) -> None:
    slides = wall.get_by_role("group")
    expect(slides).to_have_count(1)  # what is not shown is not read
    expect(slides).to_have_accessible_name("1 / 5：封面")
    expect(slides).to_have_attribute("aria-roledescription", "幻灯片")
    wall.wait_for_timeout(300)  # the next one is laid out
    press(wall, "ArrowRight")
    expect(wall.locator(".unseen")).to_have_text(f"2 / 5：{HOSTILE}")
    wall.wait_for_timeout(300)
    expect(slides).to_have_count(1)
    press(wall, "h")
    expect(wall.get_by_role("dialog", name="按键")).to_be_visible()


def test_markup_in_the_data_is_text(wall: Page) -> None:
    press(wall, "ArrowDown o")
    assert wall.locator("img, b >> text=粗").count() == 0


def test_a_notice_of_light_colours_gives_way_in_the_dark(wall: Page) -> None:
    wall.evaluate(
        """() => document.querySelector('.now .r16x9').insertAdjacentHTML('beforeend',
        '<p class="only-light">LIGHT</p><p class="only-dark">DARK</p>')"""
    )
    for here, away in (("LIGHT", "DARK"), ("DARK", "LIGHT")):
        expect(wall.get_by_text(here)).to_be_visible()
        expect(wall.get_by_text(away)).to_be_hidden()
        press(wall, "d")


def test_without_the_script_every_slide_is_there(chromium: Browser, folder: Path) -> None:
    with chromium.new_context(java_script_enabled=False) as context, watched(context) as visitor:
        page = visitor.new_page()
        page.goto((folder / "deck.html").as_uri())
        for mark in ("COVER", "FIRST", "SECOND", "END"):
            expect(page.get_by_text(mark).locator("visible=true")).to_have_count(1)
        expect(page.get_by_text("BEFORE").locator("visible=true")).to_have_count(0)
