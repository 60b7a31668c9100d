"""发布会演示 in a real browser: the deck's own tab and frame, a server that dies, the pack."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect

from tests.bench.servers import answers, free_port
from tests.browser.conftest import ROOT, Visit, settle
from tests.browser.test_server import ask

SLOW = 240_000  # ms; a deck or a part of the pack, while other processes are at work
FRAME = 'iframe[title="演示"]'
NOW = ".slide.now"


def choose(page: Page, number: int) -> None:
    """Choose a slide in the running order."""
    page.locator(".st-key-deck-list [role=radiogroup] label").nth(number - 1).click()
    expect(page.get_by_label("移到第几页")).to_have_value(str(number))
    settle(page)


def titles(page: Page) -> list[str]:
    """The titles of the running order, which is never empty."""
    held = page.locator(".st-key-deck-list label strong")
    held.first.wait_for()
    return held.all_inner_texts()


def opened(page: Page) -> Page:
    """The deck in a tab of its own."""
    with page.expect_popup() as popup:
        page.get_by_role("link", name="开讲").click()
    deck = popup.value
    deck.locator(NOW).wait_for(timeout=SLOW)
    return deck


def focus(deck: FrameLocator) -> None:
    """Give the keys to a deck in the page, even when the pointer has rested there and is hidden."""
    deck.locator(NOW).click(force=True)


def press(page: Page, inside: Page | FrameLocator, *keys: str) -> str:
    """Press keys; the title on the wall."""
    for key in keys:
        page.keyboard.press(key)
    return inside.locator(NOW).get_attribute("data-title") or ""


@contextmanager
def server(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A server at a port of our choice; killed without a word when the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
        cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        patience = time.monotonic() + 60
        while not answers(port):
            assert process.poll() is None and time.monotonic() < patience
            time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.wait()


# ---- the deck ---------------------------------------------------------------------------------------


def test_the_deck_opens_in_a_tab_of_its_own_with_a_policy_of_its_own(visit: Visit) -> None:
    page = visit("present")
    choose(page, 1)
    page.get_by_role("button", name="下移").click()
    expect(page.get_by_label("移到第几页")).to_have_value("2")
    settle(page)
    order = titles(page)
    deck = opened(page)
    assert press(deck, deck, "Home") == order[0]
    assert press(deck, deck, "PageDown") == order[1] != order[0]
    status, headers, body = ask(page.url.rpartition("/")[0], "/deck/" + deck.url.split("/")[4][:20])
    assert status == 200
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert policy.endswith("; frame-ancestors 'self'") and "'self' " not in policy
    assert (
        f'content="{policy.removesuffix("; frame-ancestors " + chr(39) + "self" + chr(39))}"'.encode()
        in body
    )
    assert headers["cache-control"] == "private, max-age=86400"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    deck.keyboard.press("s")
    deck.keyboard.press("Escape")


def test_a_deck_of_another_server_is_explained(origin: str) -> None:
    for path in ("/deck/0123456789abcdef0123", "/deck/x", "/deck/0123456789abcdef0123/page.png"):
        status, headers, body = ask(origin, path)
        assert status == 404
        assert headers["content-type"] == "text/plain; charset=utf-8"
        assert body.decode().startswith("服务器重启过，请从发布会演示页重新打开")
        assert headers["content-security-policy"].startswith("default-src 'self'")


def test_the_deck_goes_full_screen_inside_the_page(visit: Visit) -> None:
    """``st.iframe`` lets it; its keys work there, and leaving comes back to the page."""
    page = visit("present")
    page.get_by_role("button", name="在本页放映").click()
    deck = page.frame_locator(FRAME)
    deck.locator(NOW).wait_for(timeout=SLOW)
    focus(deck)
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement?.tagName === 'IFRAME'")
    box = page.locator(FRAME).bounding_box()
    assert box and (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 1280, 720)
    first = press(page, deck, "Home")
    assert press(page, deck, "PageDown") != first
    page.keyboard.press("f")
    page.wait_for_function("!document.fullscreenElement")
    assert page.locator("h1").is_visible()


def test_the_show_goes_on_when_the_server_dies_and_comes_back(chromium: Browser) -> None:
    """Tab and frame stay at their slides, turn, find and show cards; then the app is there again."""
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    context = chromium.new_context(viewport={"width": 1280, "height": 720})
    asked: list[str] = []
    try:
        with server(port):
            page = context.new_page()
            page.goto(f"{origin}/present")
            settle(page)
            choose(page, 1)
            page.get_by_role("button", name="下移").click()
            expect(page.get_by_label("移到第几页")).to_have_value("2")
            settle(page)
            page.get_by_role("button", name="在本页放映").click()
            frame = page.frame_locator(FRAME)
            frame.locator(NOW).wait_for(timeout=SLOW)
            deck = opened(page)
            focus(frame)
            at_frame = press(page, frame, "5", "Enter")
            deck.bring_to_front()
            at_deck = press(deck, deck, "2", "0", "Enter")
            deck.on("request", lambda request: asked.append(request.url))
        assert press(deck, deck) == at_deck
        assert press(deck, deck, "PageDown") != at_deck
        deck.keyboard.press("/")
        deck.get_by_role("textbox").fill("guizhou")
        deck.keyboard.press("Enter")
        expect(deck.locator("dialog.card h3").first).to_contain_text("贵州")
        assert press(deck, deck, "Escape", "PageUp") == at_deck
        assert press(page, frame) == at_frame
        with server(port):
            page.bring_to_front()
            page.wait_for_function(
                """() => document.querySelectorAll('[data-testid="stConnectionStatus"]').length === 0
                    && document.querySelector('[data-testid="stApp"]')
                        .dataset.testScriptState === 'notRunning'""",
                timeout=SLOW,
            )
            page.wait_for_timeout(3000)
            settle(page)
            assert press(page, frame) == at_frame, "the frame was not loaded anew"
            deck.bring_to_front()
            assert press(deck, deck) == at_deck
            assert press(deck, deck, "PageDown", "PageUp") == at_deck
        assert asked == []
    finally:
        context.close()


# ---- views ------------------------------------------------------------------------------------------


def test_a_view_is_added_as_it_is_seen_and_opens_again(visit: Visit) -> None:
    page = visit("provinces")
    page.get_by_role("button", name="起步 6").click()
    page.wait_for_url("**tier=*")
    settle(page)
    page.get_by_role("button", name="加入演示").click()
    expect(page.get_by_text("已加入，为第 34 页")).to_be_visible()
    page.locator('[data-testid="stSidebar"] [data-testid="stPageLink"] a').click()
    page.locator("h1", has_text="发布会演示").wait_for()
    settle(page)
    choose(page, 34)
    page.get_by_role("link", name="打开这一页的视图").click()
    page.wait_for_url("**/provinces?tier=*")
    settle(page)
    assert page.locator("h1").inner_text() == "省级政府服务能力"
    pressed = page.locator('[data-testid="stButtonGroup"] [aria-checked="true"]')
    assert "起步 6" not in pressed.all_inner_texts()


def test_the_running_order_answers_the_keyboard(visit: Visit) -> None:
    """Arrow keys choose, Enter moves: no pointer is needed."""
    page = visit("present")
    first = titles(page)[0]
    page.locator('.st-key-deck-list input[type="radio"]').first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("移到第几页")).to_have_value("2")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("移到第几页")).to_have_value("1")
    page.get_by_role("button", name="下移").press("Enter")
    expect(page.get_by_label("移到第几页")).to_have_value("2")
    page.get_by_label("移到第几页").fill("33")
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-deck-list label strong").last).to_have_text(first)


def test_an_order_is_saved_and_loaded(visit: Visit, tmp_path: Path) -> None:
    page = visit("present")
    with page.expect_download() as download:
        page.get_by_role("button", name="保存演示顺序").click()
    path = tmp_path / "order.json"
    download.value.save_as(path)
    whole = json.loads(path.read_text("utf-8"))
    whole["slides"] = whole["slides"][:2]
    path.write_text(json.dumps(whole), "utf-8")
    page.locator('input[type="file"]').set_input_files(path)
    expect(page.get_by_text("已载入“order.json”。")).to_be_visible()
    settle(page)
    assert len(titles(page)) == 2
    path.write_text("{}", "utf-8")
    page.locator('input[type="file"]').set_input_files(path)
    expect(page.get_by_text("这不是演示顺序文件")).to_be_visible()
    assert len(titles(page)) == 2


# ---- before the show --------------------------------------------------------------------------------


def parts(page: Page) -> Locator:
    return page.get_by_role("group", name="内容").get_by_role("button")


def only(page: Page, *labels: str) -> None:
    """Leave only some parts of the pack chosen."""
    for label in ("HTML", "PowerPoint，", "PDF", "图片", "XLSX", "Word", "名单（"):
        if label not in labels:
            page.locator('[data-testid="stButtonGroup"] button', has_text=label).click()
            settle(page)


def test_a_pack_is_made_while_one_watches_and_saved(visit: Visit, tmp_path: Path) -> None:
    page = visit("present")
    only(page, "Word", "名单（")
    page.get_by_role("button", name="制作", exact=True).dblclick()
    made = page.get_by_role("button", name="下载媒体资料包")
    made.wait_for(timeout=SLOW)
    with page.expect_download() as download:
        made.click()
    download.value.save_as(tmp_path / "pack.zip")
    assert download.value.suggested_filename == "2019数字政府服务能力评估结果-媒体资料包.zip"
    with zipfile.ZipFile(tmp_path / "pack.zip") as archive:
        names = archive.namelist()
        told = archive.read("说明.txt").decode("utf-8-sig")
    assert sorted(name.rpartition(".")[2] for name in names) == ["docx"] * 2 + ["txt"] * 10
    assert f"文件 {len(names) - 1} 个" in told


def test_making_a_pack_can_be_cancelled(visit: Visit) -> None:
    page = visit("present")
    page.get_by_role("button", name="制作", exact=True).click()
    page.get_by_role("button", name="取消").click(timeout=SLOW)
    expect(page.get_by_text("已取消，没有留下文件。")).to_be_visible()
    expect(page.get_by_role("button", name="制作", exact=True)).to_be_visible()
    assert page.locator('[data-testid="stProgress"]').count() == 0


def test_the_check_page_names_the_keys_of_a_clicker(visit: Visit) -> None:
    page = visit("present")
    page.get_by_text("屏幕、翻页笔与颜色").click()
    with page.expect_popup() as popup:
        page.get_by_role("link", name="在新标签页打开").click()
    check = popup.value
    check.locator("#pad").wait_for(timeout=SLOW)
    for key, says in (
        ("PageDown", "下一步或下一页"),
        ("PageUp", "上一步或上一页"),
        ("F5", "全屏"),
        ("b", "黑屏，按任意键返回"),
        ("Escape", "关闭打开的卡片、窗口"),
        ("7", "输入页码，再按 Enter 转到"),
        ("x", "演示不用这个键"),
    ):
        check.keyboard.press(key)
        expect(check.locator("#pad span")).to_have_text(says)
    expect(check.locator("#font")).to_have_text("已载入")
    expect(check.locator("#verdict")).to_have_text("这台电脑还需处理：演讲者窗口")
    check.get_by_role("button", name="试开").click()
    expect(check.locator("#speaker")).to_have_text("可以打开")
    expect(check.locator("#verdict")).to_have_text("这台电脑可以")
    assert check.locator("figure svg").count() == 6
    frame = page.frame_locator('iframe[title="屏幕、翻页笔与颜色检查"]')
    expect(frame.locator("#window")).to_contain_text("1280 × 720，放得下")


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)])
def test_the_check_page_is_whole(visit: Visit, size: tuple[int, int], origin: str) -> None:
    page = visit("present", *size)
    check = page.context.new_page()
    check.set_viewport_size({"width": size[0], "height": size[1]})
    check.goto(f"{origin}/deck/check")
    check.locator("#font", has_text="已载入").wait_for()
    assert check.evaluate("document.documentElement.scrollWidth") <= size[0]
