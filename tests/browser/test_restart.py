"""Kill −9 and a new start: pages that are open stand as they were, answer the next click, and reload."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, WebSocket, expect

from tests.bench.servers import free_port
from tests.browser.conftest import settle
from tests.load.proxy import Replica

VIEWS = (  # the address, a choice that is made after the restart, and the address's new parameter
    ("provinces?tier=优秀&code=520000", "良好", "tier=良好"),
    ("compare?by=单位&unit=520000&unit=330000&tier=优秀", "良好", "tier=良好"),
    ("statements?kind=above&unit=520000&other=620000", "", "kind=reaches"),
)
PATIENCE = 30_000  # ms
ANSWERED = 10_000  # ms; half of what the server waits for a page that is not drawn in the end


def seen(page: Page) -> list[str]:
    """What tells one view from another: the address's own cards, findings and tables."""
    parts = page.locator("h1, h2, .card, .count, table.rows, .figure-head")
    return [page.url, *parts.all_inner_texts()]


def choose(page: Page, option: str) -> None:
    """A tier among the pills, or another kind of statement."""
    if option:
        pills = page.get_by_test_id("stButtonGroup").filter(has_text="档次")
        pills.last.get_by_role("button").filter(has_text=option).click()
        return
    kinds = page.get_by_test_id("stSelectbox").filter(has=page.get_by_text("说法", exact=True))
    kinds.get_by_role("combobox").click()
    page.keyboard.type("一个单位达到")
    page.get_by_role("option").first.click()


def test_a_killed_and_restarted_server_gives_every_page_its_view_again(
    chromium: Browser,
) -> None:
    """Filter, unit, comparison and statement stay; the first click is answered and loses nothing."""
    replica = Replica(free_port())
    replica.start()
    context = chromium.new_context()
    try:
        opened: list[WebSocket] = []
        pages = {}
        for view in VIEWS:
            page = context.new_page()
            page.on("websocket", lambda socket: opened.append(socket))
            page.goto(f"http://127.0.0.1:{replica.port}/{view[0]}")
            settle(page)
            pages[view] = (page, seen(page))
        replica.kill()
        for page, before in pages.values():
            assert seen(page) == before, "a page without a server is still read"
        replica.start()
        for page, _ in pages.values():
            page.bring_to_front()
            settle(page)
        for _ in range(PATIENCE // 100):
            if len(opened) >= 2 * len(VIEWS):
                break
            page.wait_for_timeout(100)
        for (address, option, parameter), (page, before) in pages.items():
            page.bring_to_front()
            assert seen(page) == before
            choose(page, option)
            page.wait_for_function(
                "wanted => decodeURIComponent(location.search).includes(wanted)",
                arg=parameter,
                timeout=ANSWERED,
            )
            settle(page)
            kept = [part for part in address.partition("?")[2].split("&") if "kind=" not in part]
            for part in kept:
                if part != "other=620000":  # no part of the other kind of statement
                    assert part in page.evaluate("decodeURIComponent(location.search)")
            answered = seen(page)
            assert answered != before
            page.reload()
            settle(page)
            assert seen(page) == answered
            expect(page.get_by_test_id("stAlert")).to_have_count(0)
    finally:
        context.close()
        replica.kill()
