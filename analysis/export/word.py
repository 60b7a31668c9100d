"""Words as documents for Word: A4, Chinese type, each sentence with its source, pages counted."""

from __future__ import annotations

import datetime
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable
from itertools import groupby
from math import ceil
from operator import attrgetter

from docx import Document
from docx.document import Document as Docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle
from docx.text.paragraph import Paragraph

from analysis import text
from analysis.archive import sound, zipped
from analysis.briefing import Statement, Table, press_release, questions
from analysis.edition import Edition, remembered
from analysis.theme import INK, QUIET, RULE

SOURCE, BLANK = "出处", "待补"  # styles of our own, by which Word finds all of a kind
NOTE, CAPTION, CELL = "提示", "表题", "表格文字"
_SOURCE_OF = attrgetter("source")
_SONG, _HEI, _KAI, _FANG = "宋体", "黑体", "楷体", "仿宋"
_TEXT_WIDTH = Mm(210 - 28 - 26)
TIGHT = (  # style, size, space before and after, height of a line, in points
    ("Normal", 11.0, 0.0, 0.0, 17.0),
    ("Title", 18.0, 0.0, 8.0, 26.0),
    ("Heading 1", 13.0, 7.0, 2.0, 20.0),
)
TIGHT_SOURCE = 8.0
TIGHT_MARGINS = Mm(23), Mm(21)  # above and below
_LOOSE = 1.02  # what lines lose where a number does not fit at their end
_MOMENT = datetime.datetime(1980, 1, 1)  # the time of making is no part of the content
_BLANKS = re.compile("(【[^】]*】)")
_LONGEST = 255  # characters of a title among a file's properties
_ORDINALS = "一二三四五六七八九十"


@remembered
def press_release_docx(edition: Edition, context: Edition | None) -> bytes:
    """《新闻通稿》; the same edition gives the same bytes."""
    release = press_release(edition, context)
    made = document(edition, "本稿为提纲，括号【】内容请补充。每句之后注明原文行号，定稿时可删去。")
    title(made, release.title.words.replace("《", "\n《", 1))
    for below in release.subtitle:
        statements(made, [below], "Subtitle")
    statements(made, release.lead)
    for number, section in enumerate(release.sections):
        heading(made, f"{_ORDINALS[number]}、{section.heading}")
        for paragraph in section.paragraphs:
            statements(made, paragraph)
        if section.table:
            table(made, section.table)
    statements(made, [release.contact])
    return saved(made, release.title.words)


@remembered
def questions_docx(edition: Edition, context: Edition | None) -> bytes:
    """《记者问答备查》; the same edition gives the same bytes."""
    name = "记者问答备查"
    made = document(edition, "只答本次材料所载；材料没有的，写“本次材料未载”。每句之后注明出处。")
    title(made, name)
    for number, one in enumerate(questions(edition, context), start=1):
        heading(made, f"问 {number}　{one.question}")
        for _, same in groupby(one.answer, _SOURCE_OF):
            statements(made, same)
    return saved(made, name)


# What any document is made of


def document(edition: Edition, note: str = "", *, tight: bool = False) -> Docx:
    """An empty document of an edition, pages counted at the foot; a note may stand on top.

    ``tight`` sets type and margins for what has to stand on few pages.
    """
    made = Document()
    _strip(made)
    _set_up(made)
    _styles(made)
    if tight:
        _tighten(made)
    if note:
        _write(made.add_paragraph(style=NOTE), note)
    whose = f"{edition.event('发布机构')}　《{edition.event('标题')}》"
    _footer(made, text.marked(edition, whose))
    return made


def title(made: Docx, words: str) -> None:
    """The title of the document."""
    _write(made.add_paragraph(style="Title"), words)


def heading(made: Docx, words: str) -> None:
    """A heading that Word's navigation lists."""
    _write(made.add_paragraph(style="Heading 1"), words)


def statements(made: Docx, said: Iterable[Statement], style: str = "Normal") -> None:
    """A paragraph of sentences, those of one source followed by it; blanks stand out."""
    paragraph = made.add_paragraph(style=style)
    for source, same in groupby(said, _SOURCE_OF):
        words = "".join(statement.words for statement in same)
        for part in filter(None, _BLANKS.split(words)):
            _write(paragraph, part, BLANK if _BLANKS.fullmatch(part) else None)
        if source:
            close = source.replace("第 ", "第").replace(" 行", "行")
            _write(paragraph, f"〔{close}〕", SOURCE)


def table(made: Docx, shown: Table) -> None:
    """Rows under heads that return on every page; columns as wide as their words ask for."""
    statements(made, [shown.caption], CAPTION)
    rows = shown.rows
    drawn = made.add_table(rows=1, cols=len(rows.columns))
    cells = [list(map(str, rows.columns)), *rows.astype("str").to_numpy().tolist()]
    for _ in cells[1:]:
        drawn.add_row()
    widths = [max(map(_width, column)) + 2 for column in zip(*cells, strict=True)]
    for place, (name, width) in enumerate(zip(rows.columns, widths, strict=True)):
        drawn.columns[place].width = int(_TEXT_WIDTH * width / sum(widths))
        for line, cell in zip(cells, drawn.columns[place].cells, strict=True):
            cell.width = drawn.columns[place].width
            paragraph = cell.paragraphs[0]
            paragraph.style = made.styles[CELL]
            if name in shown.numbers:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                paragraph.paragraph_format.right_indent = Pt(12)
            _write(paragraph, line[place])
    for row in drawn.rows:
        _mark(row._tr.get_or_add_trPr(), "w:cantSplit")
    _mark(drawn.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")
    for cell in drawn.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True
    _rules(drawn._tbl.tblPr)
    below = made.add_paragraph(style=CELL)  # so that the text below keeps its distance
    below.paragraph_format.line_spacing = Pt(4)


def picture(made: Docx, png: bytes, wide: Length, words: str, below: str) -> None:
    """A picture in the middle of the text with a line below it; ``words`` are for who cannot see."""
    paragraph = made.add_paragraph(style=CELL)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE  # else it is cut off
    paragraph.paragraph_format.keep_with_next = True
    drawn = paragraph.add_run().add_picture(io.BytesIO(png), width=wide)
    drawn._inline.docPr.set("descr", sound(words))
    noted = made.add_paragraph(style=NOTE)
    noted.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(noted, below)


def saved(made: Docx, name: str) -> bytes:
    """The document's bytes, without the moment of saving and the name of the program."""
    about = made.core_properties
    about.title, about.language = sound(name)[:_LONGEST], "zh-CN"
    about.author = "数字政府服务能力评估"
    about.comments = about.last_modified_by = ""
    about.created = about.modified = _MOMENT
    stream = io.BytesIO()
    made.save(stream)
    with zipfile.ZipFile(stream) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist()})


def tight_height(said: Iterable[Statement], style: str = "Normal") -> float:
    """About how many points high a paragraph of a tight document is, rather too many than too few."""
    size, before, after, line = next(rest for name, *rest in TIGHT if name == style)
    wide = 2 * size if style == "Normal" else 0.0
    for source, same in groupby(said, _SOURCE_OF):
        wide += sum(_width(one.words) for one in same) * size / 2
        wide += (_width(source) + 4) * TIGHT_SOURCE / 2 if source else 0
    return before + after + line * ceil(_LOOSE * wide / _TEXT_WIDTH.pt)


def _write(paragraph: Paragraph, words: str, style: str | None = None) -> None:
    run = paragraph.add_run(sound(words), style)
    # Quotes and dashes belong to both scripts; here they are Chinese.
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")


def _width(words: str) -> int:
    """How many columns of Latin letters it takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in words)


# The page and its type


def _strip(made: Docx) -> None:
    """Leave out what the library's template brings along and no document here uses."""
    package, part = made.part.package, made.part
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[key]
    for key, relation in list(part.rels.items()):
        if relation.reltype.endswith("/stylesWithEffects") or (
            relation.reltype == RELATIONSHIP_TYPE.CUSTOM_XML
        ):
            del part.rels[key]
    for style in list(made.styles):
        if style.type == WD_STYLE_TYPE.TABLE and style.name != "Normal Table":
            style.delete()


def _set_up(made: Docx) -> None:
    """A4 with the margins of an official document; all language settings Chinese."""
    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(37), Mm(35)
    page.left_margin, page.right_margin = Mm(28), Mm(26)
    page.footer_distance = Mm(20)
    settings, styles = made.settings.element, made.styles.element
    for language in (
        *styles.xpath("w:docDefaults//w:lang"),
        *settings.xpath("w:themeFontLang"),
    ):
        language.set(qn("w:val"), "en-US")  # else numbers may be broken like Chinese words
        language.set(qn("w:eastAsia"), "zh-CN")
    for name, value in (
        ("w:characterSpacingControl", "compressPunctuation"),
        ("w:compat/w:compatSetting[@w:name='compatibilityMode']", "15"),
    ):
        for element in settings.xpath(name):
            element.set(qn("w:val"), value)


def _styles(made: Docx) -> None:
    """Type for reading on paper; later styles stand on the first."""
    normal = _typed(made, "Normal", _FANG, 14)
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    normal.paragraph_format.line_spacing = Pt(26)
    normal.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    _indent(normal, 2)
    head = _typed(made, "Title", _HEI, 20)
    _apart(head, before=12, after=12, line=32)
    head.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for border in head.element.pPr.xpath("w:pBdr"):
        border.getparent().remove(border)
    below = _typed(made, "Subtitle", _KAI, 14)
    below.font.italic = False
    _apart(below, before=0, after=4, line=24)
    below.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for numbering in below.element.pPr.xpath("w:numPr"):
        numbering.getparent().remove(numbering)
    _apart(_typed(made, "Heading 1", _HEI, 15), before=12, after=4, line=28)
    _apart(_typed(made, NOTE, _KAI, 10.5, QUIET), before=0, after=0, line=18)
    above = _typed(made, CAPTION, _HEI, 10.5)
    _apart(above, before=10, after=4, line=18)
    above.paragraph_format.keep_with_next = True
    _apart(_typed(made, CELL, _SONG, 10.5), before=2, after=2, line=16)
    foot = _typed(made, "Footer", _SONG, 9, QUIET)
    _apart(foot, before=0, after=0, line=14)
    source = _lettered(made, SOURCE)
    source.font.size, source.font.color.rgb = Pt(9), RGBColor.from_string(QUIET[1:])
    blank = _lettered(made, BLANK)
    blank.font.bold = True
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), RULE[1:])
    blank.element.get_or_add_rPr().append(shade)


def _tighten(made: Docx) -> None:
    """Smaller type and margins: some 42 lines of 40 characters on a page."""
    page = made.sections[0]
    page.top_margin, page.bottom_margin = TIGHT_MARGINS
    page.footer_distance = Mm(12)
    for name, size, before, after, line in TIGHT:
        style = made.styles[name]
        assert isinstance(style, ParagraphStyle)
        style.font.size, shape = Pt(size), style.paragraph_format
        shape.space_before, shape.space_after = Pt(before), Pt(after)
        shape.line_spacing = Pt(line)
    _indent(made.styles["Normal"], 2, TIGHT[0][1])
    made.styles[SOURCE].font.size = Pt(TIGHT_SOURCE)


def _typed(made: Docx, name: str, face: str, size: float, colour: str = INK) -> ParagraphStyle:
    """A paragraph style with this type in it; made where there is none of the name."""
    known = {style.name for style in made.styles}
    if name not in known:
        made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = made.styles["Normal"]
    style = made.styles[name]
    assert isinstance(style, ParagraphStyle)
    _face(style, face)
    style.font.size, style.font.bold = Pt(size), False
    style.font.color.rgb = RGBColor.from_string(colour[1:])
    return style


def _lettered(made: Docx, name: str) -> CharacterStyle:
    style = made.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
    assert isinstance(style, CharacterStyle)
    return style


def _face(style: CharacterStyle, face: str) -> None:
    """Chinese in this face, Latin letters and digits in one that goes with it."""
    latin = "Arial" if face == _HEI else "Times New Roman"
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()  # faces of the theme would come first
    for script, own in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", face)):
        fonts.set(qn(f"w:{script}"), own)


def _apart(style: ParagraphStyle, *, before: float, after: float, line: float) -> None:
    """Distances in points, and no indent."""
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
    shape.alignment = WD_ALIGN_PARAGRAPH.LEFT
    _indent(style, 0)


def _indent(style: ParagraphStyle, characters: int, size: float = 14) -> None:
    """The first line set in by so many characters, whatever their size."""
    style.paragraph_format.first_line_indent = Pt(characters * size)
    style.element.pPr.ind.set(qn("w:firstLineChars"), str(characters * 100))


def _footer(made: Docx, words: str) -> None:
    foot = made.sections[0].footer.paragraphs[0]
    foot.style = made.styles["Footer"]
    for stop in list(made.styles["Footer"].element.pPr.xpath("w:tabs")):
        stop.getparent().remove(stop)
    foot.paragraph_format.tab_stops.add_tab_stop(_TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    _write(foot, f"{words}\t第 ")
    _field(foot, "PAGE")
    _write(foot, " 页　共 ")
    _field(foot, "NUMPAGES")
    _write(foot, " 页")


def _field(paragraph: Paragraph, code: str) -> None:
    """A number that Word counts itself."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    field.append(paragraph.add_run("1")._r)
    paragraph._p.append(field)


def _mark(properties, name: str) -> None:
    properties.append(OxmlElement(name))


def _rules(properties) -> None:
    """A firm line above and below, a fine one between rows."""
    borders = OxmlElement("w:tblBorders")
    for edge, size, colour in (("top", 8, INK), ("bottom", 8, INK), ("insideH", 4, RULE)):
        border = OxmlElement(f"w:{edge}")
        for name, value in (("val", "single"), ("sz", str(size)), ("color", colour[1:])):
            border.set(qn(f"w:{name}"), value)
        borders.append(border)
    properties.insert_element_before(borders, "w:tblLayout", "w:tblCellMar", "w:tblLook")
