"""An edition of one's own in a real browser: loaded, shown everywhere, left, saved and brought back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from analysis import intake
from analysis.export.package import data_package
from tests.browser.conftest import PAGES, Visit, settle, visiting
from tests.browser.test_data import downloaded
from tests.fixtures.editions import context, edition_2019, edition_2031

MARK = "本地导入数据（非发布结果）"
LINE = f"{MARK}：《2031数字服务水平测评（虚构）》。只留在本次会话里。"
BOX = ".st-key-import-files input[type=file]"
TOLD = ".st-key-import-told"
PUBLISHERS = {
    publisher
    for table in context()
    if "publisher" in context()[table]
    for publisher in context()[table]["publisher"]
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second edition as a zip."""
    path = tmp_path_factory.mktemp("package") / "2031.zip"
    path.write_bytes(data_package(edition_2031()))
    return path


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with a wrong tier and a wrong name."""
    book = load_workbook(io.BytesIO(intake.template(edition_2019())))
    book["评估结果"]["D2"], book["评估结果"]["B3"] = "特优", "上海式"
    path = tmp_path_factory.mktemp("bad") / "结果.xlsx"
    book.save(path)
    return path


def upload(page: Page, file: Path, told: str) -> None:
    """Put a file into the box and wait for what is said of it."""
    page.locator(BOX).set_input_files(str(file))
    expect(page.locator(TOLD)).to_contain_text(told)
    settle(page)


def go(page: Page, name: str) -> None:
    """Another page through the menu."""
    path, title = PAGES[name]
    menu = page.get_by_test_id("stSidebarNav")
    menu.locator(f'a[href$="/{path}"]').first.click()
    heading = page.locator("h1")
    shown = "2031 数字服务水平评估结果" if name == "home" else title
    expect(heading).to_have_text(shown)
    settle(page)


def main(page: Page) -> str:
    """All that the page says, in the words of its charts too."""
    said = page.get_by_test_id("stMain").inner_text()
    charts = page.locator("svg.marks").evaluate_all("all => all.map(one => one.textContent)")
    return "\n".join([said, *charts])


@pytest.fixture(scope="module")
def loaded(chromium: Browser, origin: str, package: Path) -> Iterator[Page]:
    """A session that has loaded the second edition."""
    with visiting(chromium, origin) as visit:
        page = visit("data")
        upload(page, package, "已载入《2031数字服务水平测评（虚构）》")
        yield page


@pytest.mark.parametrize("name", PAGES)
def test_every_page_shows_it_with_its_mark(name: str, loaded: Page) -> None:
    go(loaded, name)
    said = main(loaded).replace("下载填好 2019 年的模板（XLSX）", "")
    for publisher in PUBLISHERS:
        said = said.replace(publisher, "")
    assert LINE in said
    assert [word for word in ("2019", "中国软件评测中心", "审图号：") if word in said] == []
    assert "来源：《" not in said
    assert ("来源：" in said) <= (f"来源：{MARK}，《2031数字服务水平测评（虚构）》" in said)


def test_the_deck_shows_it_with_its_mark(loaded: Page) -> None:
    go(loaded, "present")
    with loaded.expect_popup() as popup:
        loaded.get_by_role("link", name="开讲").click()
    deck = popup.value
    deck.locator(".slide.now").wait_for(timeout=120_000)
    written = deck.content()
    assert written.count(MARK) > 10 and "来源：《" not in written
    assert "审图号：" not in written and "2019" not in deck.locator("#stage").inner_text()
    assert "data-view=" not in written.partition("<script")[0]  # the app would show the published
    deck.close()


def test_a_bad_workbook_is_listed_and_the_session_keeps_its_edition(
    loaded: Page, bad: Path
) -> None:
    go(loaded, "data")
    upload(loaded, bad, "没有载入，现有数据没有改动；共 2 处问题。")
    rows = loaded.locator(".st-key-import-rows tbody tr")
    expect(rows).to_have_count(2)
    assert [cell.strip() for cell in rows.nth(0).locator("td").all_inner_texts()[:5]] == [
        "工作表“评估结果”",
        "2",
        "D 档次",
        "特优",
        "未知档次",
    ]
    name, path = downloaded(loaded, "下载问题清单（XLSX）")
    assert name == "结果-问题清单.xlsx"
    sheet = load_workbook(path.open("rb"))["问题"]
    assert [cell.value for cell in sheet[2]][:5] == [
        "工作表“评估结果”",
        2,
        "D 档次",
        "特优",
        "未知档次",
    ]
    expect(loaded.get_by_text(LINE)).to_be_visible()


def test_a_session_is_left_saved_and_brought_back(
    loaded: Page, chromium: Browser, origin: str, tmp_path: Path
) -> None:
    """Back to the published results and on; what was saved comes to another browser."""
    go(loaded, "cases")
    loaded.get_by_text("加入学习清单").first.click()
    settle(loaded)
    go(loaded, "data")
    name, path = downloaded(loaded, "保存本次会话（zip）")
    assert name == "2031数字服务水平-保存的会话.zip"
    file = tmp_path / name
    file.write_bytes(path.read_bytes())
    loaded.get_by_role("button", name="改回发布结果").click()
    expect(loaded.get_by_text(LINE)).to_have_count(0)
    published = loaded.locator("p.lead", has_text="评估结果 17 张表 591 行")
    expect(published).to_be_visible()
    settle(loaded)
    expect(loaded.locator("p.lead")).to_have_count(1)
    with visiting(chromium, origin) as visit:
        page = visit("data", 390, 844)
        assert LINE not in main(page)
        upload(page, file, "已恢复保存的会话。")
        said = page.locator(TOLD).inner_text()
        assert "本地导入数据：《2031数字服务水平测评（虚构）》" in said and "勾选 1 条" in said
        expect(page.get_by_text(LINE)).to_be_visible()
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390


def test_a_file_beyond_the_limit_is_told_in_chinese(visit: Visit, tmp_path: Path) -> None:
    """The browser itself refuses it, in words that are ours."""
    path = tmp_path / "大.csv"
    path.write_bytes(b"0" * (21 << 20))
    page = visit("data")
    page.locator(BOX).set_input_files(str(path))
    page.locator('[data-testid="stFileChip"][aria-invalid="true"]').wait_for()
    box = page.locator(".st-key-import-files")
    shown = box.evaluate("one => getComputedStyle(one, '::after').content")
    assert shown == '"标出的文件没有上传：超过 20 MB，或不是这里列出的类型。"'
    expect(page.locator(TOLD)).to_have_count(0)
