"""数据与来源 in a browser: choosing a table, typing a word, taking files along."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from analysis import edition
from tests.browser.conftest import Visit, settle
from tests.fixtures.editions import context, edition_2019

TITLE = "2019数字政府服务能力评估结果"


def downloaded(page: Page, label: str) -> tuple[str, Path]:
    """The name and the content of a file, made when its button is clicked."""
    with page.expect_download() as download:
        page.get_by_role("button", name=label).click()
    return download.value.suggested_filename, download.value.path()


def test_the_three_files_open_and_hold_the_edition(visit: Visit) -> None:
    page = visit("data")
    name, path = downloaded(page, "下载本表（CSV）")
    assert name == f"{TITLE}-评估结果.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    assert rows[1] == ["省级", "北京市", "110000", "优秀", "1", "595", "北京市"]
    assert len(rows) == 1 + 64
    name, path = downloaded(page, "下载全部 17 张表（XLSX）")
    assert name == f"{TITLE}.xlsx"
    sheet = load_workbook(io.BytesIO(path.read_bytes()))["评估结果"]
    assert [cell.value for cell in sheet[2]] == [
        "省级",
        "北京市",
        "110000",
        "优秀",
        1,
        595,
        "北京市",
    ]
    name, path = downloaded(page, "下载数据包（zip）")
    assert name == f"{TITLE}-数据包.zip"
    assert edition.load(io.BytesIO(path.read_bytes())).identity == edition_2019().identity


def test_another_table_and_a_word_change_the_rows_the_files_and_the_url(visit: Visit) -> None:
    """The files follow the table; the search does not cut them."""
    page = visit("data")
    rows = page.locator(".st-key-data-rows tbody tr")
    expect(rows).to_have_count(64)
    page.get_by_label("表（行数）").click()
    page.get_by_role("option", name="背景数据：四大地区（31）").click()
    expect(rows).to_have_count(31)
    page.get_by_label("查找行").press_sequentially("东北", delay=70)
    expect(rows).to_have_count(3)
    expect(page.locator("p.count")).to_contain_text("3 / 31 行")
    settle(page)
    assert "table=regions" in page.url
    name, path = downloaded(page, "下载本表（CSV）")
    assert name == "背景数据-四大地区.csv"
    assert len(path.read_text("utf-8-sig").splitlines()) == 1 + 31
    name, path = downloaded(page, "下载数据包（zip）")
    again = edition.load_context(io.BytesIO(path.read_bytes()))
    assert (name, again.identity) == ("背景数据-数据包.zip", context().identity)
    other = visit(page.url.split("/")[-1])
    expect(other.locator(".st-key-data-rows tbody tr")).to_have_count(3)
    assert (
        other.locator(".st-key-data-rows").inner_text()
        == page.locator(".st-key-data-rows").inner_text()
    )


def test_a_wide_table_scrolls_in_its_own_box_on_a_phone(visit: Visit) -> None:
    """The page itself does not scroll sideways."""
    page = visit("data?table=figures", 390, 844)
    widths = page.evaluate(
        """() => {
            const main = document.querySelector('[data-testid="stMain"]');
            const box = document.querySelector('.st-key-data-rows .table');
            return [main.scrollWidth, main.clientWidth, box.scrollWidth, box.clientWidth];
        }"""
    )
    assert widths[0] == widths[1] == 390
    assert widths[2] > widths[3]
