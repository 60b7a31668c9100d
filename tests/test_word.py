"""The documents and lists to hand out hold the words of the briefing, whole and as words."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable

import pytest
from docx import Document
from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from analysis import text
from analysis.briefing import Statement, press_release, questions
from analysis.edition import Edition
from analysis.export.lists import name_lists
from analysis.export.word import (
    BLANK,
    CELL,
    NOTE,
    SOURCE,
    document,
    press_release_docx,
    questions_docx,
    saved,
    statements,
    table,
)
from analysis.schema import CASE_LISTS, GROUPS, HONOUR_LEVELS, MEDIA, TIERS
from tests.fixtures.editions import context, edition_2019, edition_2031
from tests.fixtures.second_edition import FORMULA, MARKUP
from tests.test_export import bare, changed, members

LOADED = {"2019": edition_2019, "2031": edition_2031}
EACH = pytest.mark.parametrize("which", LOADED)
MAKE = pytest.mark.parametrize(
    "make", [press_release_docx, questions_docx], ids=["新闻通稿", "问答"]
)


def opened(content: bytes) -> Docx:
    """A document as another program reads it."""
    return Document(io.BytesIO(content))


def paragraphs(made: Docx, *styles: str) -> list[str]:
    """The paragraphs of some styles."""
    return [one.text for one in made.paragraphs if one.style and one.style.name in styles]


def of_style(made: Docx, style: str) -> list[str]:
    """The runs of a character style."""
    return [run.text for one in made.paragraphs for run in one.runs if run.style.name == style]


def mark(statement: Statement) -> str:
    """How a source is written behind its sentence: 〔原文第595行〕."""
    return f"〔{statement.source.replace('第 ', '第').replace(' 行', '行')}〕"


def left_of(body: str, said: Iterable[Statement]) -> str:
    """What a text has beside these sentences, which stand in it in this order with their sources."""
    left, at = "", 0
    for statement in said:
        found = body.index(statement.words, at)
        left, at = left + body[at:found], found + len(statement.words)
        if statement.source:
            assert mark(statement) in body[at:], statement.words
    for statement in said:
        left = left.replace(mark(statement), "")
    return left + body[at:]


# What they hold


@EACH
def test_the_press_release_is_every_sentence_with_its_source(which):
    loaded = LOADED[which]()
    made, release = opened(press_release_docx(loaded, context())), press_release(loaded, context())
    assert paragraphs(made, "Title") == [release.title.words.replace("《", "\n《")]
    tables = [part.table.caption for part in release.sections if part.table]
    body = "".join(paragraphs(made, "Subtitle", "Normal"))
    said = [*release.subtitle, *release.lead]
    said += [one for part in release.sections for held in part.paragraphs for one in held]
    said += [release.contact]
    assert re.sub("〔[^〕]*〕", "", left_of(body, said)) == ""
    assert paragraphs(made, "表题") == [f"{one.words}{mark(one)}" for one in tables]
    heads = [part.heading for part in release.sections]
    assert paragraphs(made, "Heading 1") == [
        f"{number}、{head}" for number, head in zip("一二三四五六", heads, strict=False)
    ]


@EACH
def test_the_answers_stand_under_their_questions(which):
    loaded = LOADED[which]()
    made, asked = opened(questions_docx(loaded, context())), questions(loaded, context())
    assert paragraphs(made, "Heading 1") == [
        f"问 {number}　{one.question}" for number, one in enumerate(asked, start=1)
    ]
    body = "".join(paragraphs(made, "Normal"))
    said = [statement for one in asked for statement in one.answer]
    assert re.sub("〔[^〕]*〕", "", left_of(body, said)) == ""
    under = "\n".join(one.text for one in made.paragraphs).split("问 ")
    for one, answer in zip(asked, under[1:], strict=True):
        assert all(statement.words in answer for statement in one.answer)


def test_sentences_of_one_source_share_it():
    (shared,) = [
        one
        for one in paragraphs(opened(press_release_docx(edition_2019(), None)), "Normal")
        if text.NO_SCORES in one
    ]
    assert shared == f"{text.NO_SCORES}{text.GROUPS_APART}〔原文第594—598、603—607行〕"


def test_the_table_of_tiers_is_counted_from_the_results():
    (shown,) = opened(press_release_docx(edition_2019(), None)).tables
    head, *rows = [[cell.text for cell in row.cells] for row in shown.rows]
    assert head == ["档次", "省级区间（分）", "省级单位数", "重要城市区间（分）", "重要城市单位数"]
    results = edition_2019()["results"]
    for tier, row in zip(TIERS, rows, strict=True):
        assert row[0] == tier
        for group, cell in zip(GROUPS, (row[2], row[4]), strict=True):
            held = ((results["group"] == group) & (results["tier"] == tier)).sum()
            assert cell == (str(held) if held else "无")


@MAKE
def test_editions_that_leave_lists_out_have_proper_documents(make, tmp_path):
    made = opened(make(bare(tmp_path), None))
    assert len(paragraphs(made, "Heading 1")) > 2
    assert "" not in paragraphs(made, "Normal", "Heading 1", "Title")


@MAKE
def test_nothing_of_2019_is_in_a_document_of_the_second_edition(make):
    held = "\n".join(
        part.decode() for name, part in members(make(edition_2031(), context())).items()
    )
    assert "虚构评测院" in held
    for own in ("中国软件评测中心", "第十八届", "2019数字", "打造智慧", "秒批"):
        assert own not in held


# How they are set


@MAKE
def test_it_is_an_a4_document_in_chinese_type(make):
    made = opened(make(edition_2019(), context()))
    page = made.sections[0]
    assert (round(page.page_width / Mm(1)), round(page.page_height / Mm(1))) == (210, 297)
    for name, face in (("Normal", "仿宋"), ("Title", "黑体"), ("Heading 1", "黑体")):
        fonts = made.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == face
        assert not [key for key in fonts.attrib if "heme" in key]
    (language,) = made.styles.element.xpath("w:docDefaults//w:lang")
    assert language.get(qn("w:eastAsia")) == "zh-CN"
    for run in made.element.xpath("//w:body//w:r[w:t]"):
        assert run.rPr.rFonts.get(qn("w:hint")) == "eastAsia"  # quotes are set as Chinese


@MAKE
def test_the_foot_names_publisher_and_edition_and_counts_pages(make):
    foot = opened(make(edition_2019(), context())).sections[0].footer
    (words,) = [one.text for one in foot.paragraphs]
    assert words.startswith("中国软件评测中心　《2019数字政府服务能力评估结果》")
    fields = foot._element.xpath(".//w:fldSimple/@w:instr")
    assert fields == ["PAGE", "NUMPAGES"]


def test_blanks_stand_out_and_the_first_line_says_so():
    made = opened(press_release_docx(edition_2019(), None))
    assert made.paragraphs[0].text.startswith("本稿为提纲，括号【】内容请补充")
    assert made.paragraphs[0].style.name == NOTE
    assert of_style(made, BLANK) == ["【日期】", "【地点】", "【姓名】", "【电话】"]
    assert of_style(opened(questions_docx(edition_2019(), None)), BLANK) == []


@MAKE
def test_sources_are_small_and_grey_and_of_one_style(make):
    made = opened(make(edition_2019(), None))
    style = made.styles[SOURCE]
    assert style.font.size == Pt(9) and str(style.font.color.rgb) == "4A5B6C"
    found = of_style(made, SOURCE)
    assert len(found) > 20 and all(one.startswith("〔") and one.endswith("〕") for one in found)


@MAKE
def test_there_is_no_picture_and_so_no_map(make):
    names = members(make(edition_2019(), context()))
    assert not [name for name in names if "media" in name or name.endswith((".jpeg", ".png"))]


# Bytes and payloads


@EACH
@MAKE
def test_the_same_edition_gives_the_same_bytes(make, which):
    loaded = LOADED[which]()
    content = make(loaded, context())
    assert make.__wrapped__(loaded, context()) == content  # not what was remembered
    about = opened(content).core_properties
    assert (about.created.year, about.modified.year, about.language) == (1980, 1980, "zh-CN")
    assert about.comments == about.last_modified_by == ""
    assert b"python" not in b"".join(members(content).values()).lower()


@MAKE
def test_markup_and_formulas_are_text(make):
    content = make(edition_2031(), context())
    body = members(content)["word/document.xml"].decode()
    assert "<b>" not in body
    if make is press_release_docx:
        told = "".join(paragraphs(opened(content), "Normal"))
        assert f"《{FORMULA}》" in told and MARKUP in told


@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", "=1+1", "+1", "-1", "@SUM(A1)"])
def test_a_payload_is_words_in_document_and_list(payload):
    loaded = changed(edition_2019(), "cases", "title", payload)
    loaded = changed(loaded, "cases", "detail", "有正文")
    made = opened(press_release_docx(loaded, None))
    assert f"《{payload}》" in "".join(paragraphs(made, "Normal"))
    assert f"：{payload}（" in name_lists(loaded)["优秀创新案例-部委.txt"]


@pytest.mark.parametrize("bad", ["\x00", "\x07", "\x1b", "\x0b", "\ufffe", "\uffff"])
def test_a_character_that_xml_cannot_hold_is_marked(bad):
    loaded = changed(edition_2019(), "themes", "role", f"前{bad}提")
    made = opened(press_release_docx(loaded, None))
    assert "统筹协调——前\ufffd提" in "".join(paragraphs(made, "Normal"))
    loaded = changed(edition_2019(), "cases", "title", f"前\x07提\n{bad}")
    assert "前\ufffd提\ufffd" in name_lists(loaded)["优秀创新案例-部委.txt"]


def test_a_title_longer_than_a_file_can_say_is_whole_on_the_page():
    title = "长" * 300
    made = document(edition_2019(), "提示")
    statements(made, [Statement(title, (1,))])
    again = opened(saved(made, title))
    assert len(again.core_properties.title) == 255
    assert paragraphs(again, "Normal") == [f"{title}〔原文第1行〕"]


def test_a_long_table_repeats_its_head_and_breaks_no_row():
    shown = press_release(edition_2019(), None).sections[0].table
    made = document(edition_2019(), "提示")
    table(made, shown)
    (drawn,) = opened(saved(made, "表")).tables
    assert drawn._tbl.xpath("w:tr[1]/w:trPr/w:tblHeader")
    assert len(drawn._tbl.xpath("w:tr/w:trPr/w:cantSplit")) == len(drawn.rows)
    assert {cell.paragraphs[0].style.name for row in drawn.rows for cell in row.cells} == {CELL}
    right = [cell.paragraphs[0].alignment is not None for cell in drawn.rows[1].cells]
    assert right == [False, False, True, False, True]


# The name lists


def test_there_is_a_list_for_each_group_medium_and_list_of_cases():
    assert list(name_lists(edition_2019())) == [
        *(f"档次名单-{group}.txt" for group in GROUPS),
        *(f"优秀{medium}主办单位.txt" for medium in MEDIA),
        *(f"优秀创新案例-{name}.txt" for name in CASE_LISTS),
    ]


def test_lists_hold_the_names_of_the_tables_in_their_order():
    lists = name_lists(edition_2019())
    results, honours, cases = (edition_2019()[name] for name in ("results", "honours", "cases"))
    for group in GROUPS:
        for tier in TIERS:
            held = results.query("group == @group and tier == @tier")["organisation"]
            names = f"{len(held)} 个（" if len(held) else "，无（"
            (line,) = [
                one for one in lists[f"档次名单-{group}.txt"].splitlines() if one.startswith(tier)
            ]
            assert names in line and line.endswith("、".join(held) or " 行）")
    for medium in MEDIA:
        for level in HONOUR_LEVELS:
            held = honours.query("medium == @medium and level == @level")["organisation"]
            (line,) = [
                one for one in lists[f"优秀{medium}主办单位.txt"].splitlines() if level in one
            ]
            assert f"{level} {len(held)} 个" in line and line.endswith(f"：{'、'.join(held)}")
    for name in CASE_LISTS:
        rows = cases[cases["list"] == name]
        body = lists[f"优秀创新案例-{name}.txt"].splitlines()[4:]
        for line, row in zip(body, rows.itertuples(), strict=True):
            assert f"{row.organisation}：{row.title}（{row.detail}，" in line
            assert line.endswith(f"原文第 {row.source_line} 行）")


@EACH
def test_each_list_says_what_it_is_and_that_order_is_no_rank(which):
    loaded = LOADED[which]()
    for content in name_lists(loaded).values():
        head, rules, source, blank, *_ = content.splitlines()
        assert f"名单（{loaded.year}）" in head
        assert "不是名次" in rules
        assert source.startswith("来源：") and "原文第" in source and blank == ""
        assert not re.search(r"^\d+[.、]", content, re.MULTILINE)


def test_lists_that_an_edition_has_not_are_left_out(tmp_path):
    assert list(name_lists(bare(tmp_path))) == ["档次名单-省级.txt", "档次名单-重要城市.txt"]
    assert "2019" not in "".join(name_lists(edition_2031()).values())


def test_a_medium_keeps_its_list_whatever_the_order_of_the_rows():
    shuffled: Edition = changed(edition_2019(), "honours", "medium", "政务微博")
    lists = name_lists(shuffled)
    first = edition_2019()["honours"]["organisation"][0]
    assert first in lists["优秀政务微博主办单位.txt"]
    assert "昆明市" in lists["优秀政务微博主办单位.txt"]
