"""What a reader meets first: navigation, fonts, a quiet keyboard."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.browser.conftest import FILES, PAGES, Visit, serving, settle, visiting

NAVIGATION = [title if path else "总览" for path, title in PAGES.values()]


def test_a_deep_link_may_be_the_first_request_of_a_new_server(chromium: Browser) -> None:
    """The navigation is ours and in Chinese, not Streamlit's list of file names."""
    with serving() as origin, visiting(chromium, origin) as visit:
        page = visit("cities")
        links = page.locator('[data-testid="stSidebarNavLink"]')
        assert [text.strip() for text in links.all_inner_texts()] == NAVIGATION
        assert page.locator("h1").inner_text() == "重要城市政府服务能力"


def test_every_page_of_the_folder_is_visited() -> None:
    """A page added to the folder cannot stay untested."""
    assert sorted(PAGES) == FILES


def test_the_navigation_leads_to_every_page(visit: Visit) -> None:
    """Clicking down the list shows each page under its title, and the box to search all in."""
    page = visit()
    sidebar = page.get_by_test_id("stSidebar")
    for label, (path, title) in zip(NAVIGATION, PAGES.values(), strict=True):
        page.locator('[data-testid="stSidebarNavLink"]', has_text=label).first.click()
        page.locator("h1", has_text=title).wait_for()
        settle(page)
        assert page.url.split("/")[-1] == path
        assert page.title().startswith(label)
        expect(sidebar.get_by_label("查找", exact=True)).to_be_visible()


def test_the_overview_leads_on(visit: Visit) -> None:
    """The ways on at the foot of the overview work."""
    page = visit()
    page.locator('[data-testid="stPageLink"] a', has_text="特点趋势").click()
    page.locator("h1", has_text="特点趋势").wait_for()


def test_the_shipped_chinese_font_can_be_used(visit: Visit) -> None:
    """Where the machine has no Chinese font, ours comes from our own server under the CSP."""
    page = visit("cases")
    for weight, file in ((400, "Regular"), (700, "Bold")):
        with page.expect_response(f"**/fonts/NotoSansSC-{file}.woff2") as answer:
            faces = page.evaluate(
                """weight => document.fonts.load(`${weight} 16px "Noto Sans SC"`, "政府服务")
                    .then(faces => faces.map(face => [face.family, face.weight, face.status]))""",
                weight,
            )
        assert answer.value.status == 200
        assert [[family.strip('"'), *rest] for family, *rest in faces] == [
            ["Noto Sans SC", str(weight), "loaded"]
        ]


def test_the_c_key_opens_no_dialogue(visit: Visit) -> None:
    """On stage a slip of the hand must not open a developer's dialogue."""
    page = visit()
    page.locator("h1").click()
    for key in ("c", "r", "Shift+C"):
        page.keyboard.press(key)
    settle(page)
    assert page.get_by_role("dialog").count() == 0
    assert page.locator("h1").is_visible()


def test_a_chart_offers_no_way_around_its_map_notice(visit: Visit) -> None:
    """A map leaves the page with its notice or not at all: no toolbar that saves the bare picture."""
    page = visit("provinces")
    page.locator("svg.marks").first.hover()
    assert page.get_by_role("button", name="Download").count() == 0
    assert page.get_by_role("button", name="Show data").count() == 0
