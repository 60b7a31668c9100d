"""What attacks its reader is refused with a message, or is text in every file that is taken away."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pptx
import pypdf
import pytest
from pypdf.annotations import Link

from analysis import edition, intake
from analysis.report import EditionError
from tests.fixtures import payloads
from tests.fixtures.editions import copy_2019, copy_context, set_cell


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """The pack of the hostile edition but for what a browser opens, which is tested there."""
    recipe = payloads.recipe(tmp_path_factory.mktemp("hostile"))
    made = payloads.made(recipe, "pptx", "pdf", "pictures", "xlsx", "docx", "lists")
    return made | {"template.xlsx": intake.template(recipe.edition)}


def ending(files: Mapping[str, bytes], end: str) -> bytes:
    """The one file with an ending."""
    (content,) = (content for name, content in files.items() if name.endswith(end))
    return content


# ---- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize("bad", payloads.CONTROLS.replace("[2J", ""), ids=lambda bad: ascii(bad))
def test_a_control_character_in_data_is_refused_by_name(bad: str, tmp_path: Path) -> None:
    """Line ends and tabs are no attack; of any other its table, row and column are told."""
    set_cell(copy_2019(tmp_path), "practices", 9, "summary", f"前\t后\n{bad}提")
    with pytest.raises(EditionError) as raised:
        edition.load(tmp_path)
    (problem,) = raised.value.problems
    assert (problem.file, problem.row, problem.column) == ("practices.csv", 9, "summary")
    assert problem.hint == f"有看不见的控制字符 U+{ord(bad):04X}；请删去"


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "//a.cn", "http://a.cn b"],
)
def test_an_address_that_is_none_of_the_web_is_refused(address: str, tmp_path: Path) -> None:
    set_cell(copy_context(tmp_path), "case_reading", 2, "url", address)
    with pytest.raises(EditionError) as raised:
        edition.load_context(tmp_path)
    assert [problem.hint for problem in raised.value.problems] == [
        r"“网址”的写法应符合 https?://\S+"
    ]


# ---- what is text -------------------------------------------------------------------------------


def test_nothing_in_any_file_acts(files: Mapping[str, bytes]) -> None:
    """No formula, field, link or script in workbook, deck, document, list, picture or PDF."""
    assert {Path(name).suffix for name in files} == {
        *(".pptx", ".pdf", ".svg", ".png", ".xlsx", ".docx", ".txt")
    }
    assert [found for name in files for found in payloads.acting(name, files[name])] == []


def test_the_eyes_see_what_would_act() -> None:
    """A formula, a link and a field, were they there, would be found."""
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"] = "=1+1", "x"
    book.active["A2"].hyperlink = "https://evil.invalid"
    stream = io.BytesIO()
    book.save(stream)
    found = " ".join(payloads.acting("a.xlsx", stream.getvalue()))
    assert "<f>" in found and "<hyperlink" in found and 'TargetMode="External"' in found
    assert payloads.acting("a.csv", "甲,=1+1\r\n-2,'=1".encode("utf-8-sig")) == ["=1+1"]
    writer, stream = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(9, 9)
    writer.add_annotation(0, Link(rect=(0, 0, 9, 9), url="https://evil.invalid"))
    writer.write(stream)
    assert {"/Annots", "/URI"} == set(payloads.acting("a.pdf", stream.getvalue()))
    assert payloads.acting("a.svg", b'<svg onload="alert(1)"><a href="x"/></svg>')
    assert payloads.acting("a.xml", b'<w:fldSimple w:instr="DDEAUTO cmd"/>')


def test_the_workbook_holds_the_attack_as_words(files: Mapping[str, bytes]) -> None:
    """Whatever the words begin with, they are a string as they were written."""
    book = openpyxl.load_workbook(io.BytesIO(ending(files, "数据.xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    for start in payloads.STARTS:
        held = [cell for cell in cells if str(cell.value).startswith(start + payloads.ATTACK)]
        assert held and {cell.data_type for cell in held} == {"s"}, start


@pytest.mark.parametrize("end", ["通稿（提纲）.docx", "备查.docx", ".pptx"])
def test_documents_and_deck_hold_the_attack_as_words(end: str, files: Mapping[str, bytes]) -> None:
    assert payloads.ATTACK.strip() in payloads.words_of(ending(files, end))


def test_the_workbooks_behind_native_charts_hold_words(files: Mapping[str, bytes]) -> None:
    """What somebody sees who edits a chart's data in PowerPoint; the visitor's title is on a slide."""
    deck = pptx.Presentation(io.BytesIO(ending(files, ".pptx")))
    books = [
        openpyxl.load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_chart
    ]
    cells = [cell for book in books for row in book.active.iter_rows() for cell in row]
    words = [cell for cell in cells if isinstance(cell.value, str)]
    assert len(books) >= 3 and any(payloads.DRAWN in cell.value for cell in words)
    assert {cell.data_type for cell in words} == {"s"}
    assert deck.slides[-1].shapes.title.text_frame.text.replace("\v", " ") == payloads.VISITOR


def test_the_lists_and_the_pdf_say_the_attack(files: Mapping[str, bytes]) -> None:
    told = "".join(files[name].decode("utf-8-sig") for name in files if name.startswith("名单/"))
    assert payloads.ATTACK in told
    reader = pypdf.PdfReader(io.BytesIO(ending(files, ".pdf")))
    read = "".join(page.extract_text() for page in reader.pages)
    assert "".join(payloads.ATTACK.split()) in "".join(read.split())


def test_the_list_of_what_is_wrong_with_a_hostile_file_holds_words(tmp_path: Path) -> None:
    """It goes back to the author of the file, who opens it in Excel."""
    wrong, name = f"=1+1{payloads.ATTACK}".strip(), "=1+1<img src=x>.csv"
    set_cell(payloads.write(tmp_path), "results", 2, "tier", wrong)
    sent = {path.name: path.read_bytes() for path in tmp_path.glob("*.csv")} | {name: b"a,b\n1,2"}
    content = intake.problem_file(intake.take(sent).problems)
    assert payloads.acting("a.xlsx", content) == []
    sheet = openpyxl.load_workbook(io.BytesIO(content))["问题"]
    assert [sheet["A2"].value, sheet["D3"].value] == [name, wrong]
