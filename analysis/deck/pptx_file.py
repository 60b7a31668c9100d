"""What a PowerPoint file of ours rests on: its typeface and colours, words, descriptions, bytes."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.presentation import Presentation as File
from pptx.slide import Slide
from pptx.text.text import TextFrame, _Run
from pptx.util import Centipoints, Emu, Length

from analysis import theme
from analysis.archive import sound, zipped
from analysis.deck.layout import LEFT, RIGHT, TITLE, TOP, WIDTH
from analysis.deck.measure import LEADING, height
from analysis.edition import Edition

_THEME = "评估结果"
_LONGEST = 255  # characters of a property
FACE = "Microsoft YaHei"  # on every Windows, and with Office on every Mac
LANGUAGE = "zh-CN"
_EMU = 9525  # for a px: 1280 are 13⅓ inches
MOMENT = datetime.datetime(1980, 1, 1)  # the time of making is no part of the content
_ALIGN = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}

_LAYOUT = "Title Only"  # the one that is kept of the library's template
_SUPERFLUOUS = (RT.EXTENDED_PROPERTIES, RT.THUMBNAIL, RT.PRINTER_SETTINGS)
_PROMPTS = {PP_PLACEHOLDER.TITLE: "单击此处编辑标题", PP_PLACEHOLDER.BODY: "单击此处编辑备注"}
_NOTES = {
    PP_PLACEHOLDER.SLIDE_IMAGE: "幻灯片",
    PP_PLACEHOLDER.BODY: "备注",
    PP_PLACEHOLDER.SLIDE_NUMBER: "页码",
}
_COLOURS = {
    "dk1": theme.INK,
    "lt1": theme.GROUND,
    "dk2": theme.QUIET,
    "lt2": theme.RULE,
    **{f"accent{order}": hue for order, hue in enumerate(theme.THEME_HUES, start=1)},
    "hlink": theme.TIER_FILL["优秀"],
    "folHlink": theme.QUIET,
}
_DECORATION = (
    f'<a:extLst {nsdecls("a")}><a:ext uri="{{C183D7F6-B498-43B3-948B-1728B52AA6E4}}">'
    '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" '
    'val="1"/></a:ext></a:extLst>'
)


def px(length: float) -> Length:
    """A length of the stage."""
    return Emu(round(length * _EMU))


def points(size: float) -> Length:
    """A size of type of the stage, in the hundredths of a point that the file knows."""
    return Centipoints(round(size * 75))


def rgb(colour: str) -> RGBColor:
    """A colour of the theme."""
    return RGBColor.from_string(colour[1:].upper())


def at(x: float, y: float, wide: float, tall: float) -> tuple[Length, Length, Length, Length]:
    """Where something stands on the stage."""
    return px(x), px(y), px(wide), px(tall)


def put(shape: Any, *place: Length) -> None:
    """Move a shape."""
    shape.left, shape.top, shape.width, shape.height = place


# ---- words ------------------------------------------------------------------------------------


def write(
    frame: TextFrame,
    lines: Sequence[str],
    size: float,
    *,
    colour: str = theme.INK,
    bold: bool = False,
    align: str = "left",
    leading: float = LEADING,
) -> list[_Run]:
    """Lines as one paragraph, broken where the layout breaks them and as far apart."""
    paragraph = frame.paragraphs[0]
    paragraph.alignment = _ALIGN[align]
    paragraph.line_spacing = points(size * leading)
    runs = []
    for number, line in enumerate(lines):
        if number:
            paragraph.add_line_break()
        run = paragraph.add_run()
        run.text = sound(line)
        run.font.size = points(size)
        run.font.bold = bold
        run.font.color.rgb = rgb(colour)
        run.font.language_id = MSO_LANGUAGE_ID.SIMPLIFIED_CHINESE
        runs.append(run)
    return runs


def bare(frame: TextFrame) -> TextFrame:
    """The frame without room around its words; it neither breaks lines nor changes its size."""
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
    frame.word_wrap = False
    frame.auto_size = MSO_AUTO_SIZE.NONE
    frame.vertical_anchor = MSO_ANCHOR.TOP
    return frame


def describe(shape: Any, name: str, alternative: str = "") -> Any:
    """Name a shape and say what it shows; without that it is marked as decoration."""
    shape.name = sound(name)
    properties = shape._element._nvXxPr.cNvPr
    if alternative:
        properties.set("descr", sound(alternative))
    else:
        properties.append(parse_xml(_DECORATION))
    return shape


def plain(shape: Any) -> Any:
    """A shape without the template's style, which brings a line, a shadow and white words."""
    shape._element.remove(shape._element.find(qn("p:style")))
    return shape


# ---- the file ---------------------------------------------------------------------------------


def new(tall: float) -> File:
    """An empty file with one layout, which is a title."""
    made = Presentation()
    made.slide_width, made.slide_height = px(WIDTH), px(tall)
    made.element.sldSz.attrib.pop("type")  # the template's 4:3
    for part in (made.part.package, made.part):
        for name in [name for name, rel in part._rels.items() if rel.reltype in _SUPERFLUOUS]:
            part._rels.pop(name)
    for layout in list(made.slide_layouts):
        if layout.name != _LAYOUT:
            made.slide_layouts.remove(layout)
    made.slide_layouts[0].element.cSld.set("name", "标题")
    masters: tuple[Any, ...] = made.slide_master, made.slide_layouts[0]
    for held in masters:
        _keep(held, {PP_PLACEHOLDER.TITLE: "标题"})
        for title in held.placeholders:
            put(title, *at(LEFT, TOP, RIGHT - LEFT, height(2, TITLE[0])))
            bare(title.text_frame)
    style = made.slide_master.element.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    style.set("algn", "l")
    style.find(qn("a:defRPr")).set("sz", f"{points(TITLE[0]).centipoints}")
    style.find(qn("a:defRPr")).set("b", "1")
    part = made.slide_master.part.part_related_by(RT.THEME)
    part.blob = etree.tostring(
        _themed(etree.fromstring(part.blob)),
        encoding="UTF-8",
        xml_declaration=True,
        standalone=True,
    )
    in_chinese(made.element)
    return made


def add_notes(made: File, slide: Slide, notes: Sequence[str]) -> None:
    """The speaker's notes of a slide, a paragraph each."""
    if made.element.find(qn("p:notesMasterIdLst")) is None:
        _add_notes_master(made)
    page: Any = slide.notes_slide
    _say(page.notes_text_frame, "\n".join(map(sound, notes)))
    for shape in page.placeholders:
        shape.name = _NOTES[shape.placeholder_format.type]


def saved(made: File, edition: Edition) -> bytes:
    """The file's bytes, which do not depend on when or where it is saved."""
    properties = made.core_properties
    properties.title = sound(edition.event("标题"))[:_LONGEST]
    properties.identifier = edition.identity
    properties.language = LANGUAGE
    properties.author = properties.last_modified_by = properties.comments = ""  # the template's
    properties.created = properties.modified = MOMENT
    stream = io.BytesIO()
    made.save(stream)
    with zipfile.ZipFile(stream) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist()})


def _add_notes_master(made: File) -> None:
    """The master of the notes, which the library creates but does not list."""
    master = made.notes_master
    name = made.part.relate_to(master.part, RT.NOTES_MASTER)
    made.element.sldMasterIdLst.addnext(
        parse_xml(
            f"<p:notesMasterIdLst {nsdecls('p', 'r')}>"
            f'<p:notesMasterId r:id="{name}"/></p:notesMasterIdLst>'
        )
    )
    _keep(master, _NOTES)
    part: Any = master.part.part_related_by(RT.THEME)
    _themed(part._element)


def _keep(held: Any, kinds: Mapping[Any, str]) -> None:
    """Of the placeholders of a master or a layout only some kinds, with names and prompts of ours."""
    for shape in list(held.placeholders):
        kind = shape.placeholder_format.type
        if kind not in kinds:
            shape._element.getparent().remove(shape._element)
            continue
        shape.name = kinds[kind]
        if kind in _PROMPTS:
            _say(shape.text_frame, _PROMPTS[kind])
    in_chinese(held.element)


def _say(frame: TextFrame, words: str) -> None:
    frame.text = words
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            run.font.language_id = MSO_LANGUAGE_ID.SIMPLIFIED_CHINESE


def _themed(scheme: Any) -> Any:
    """A theme with the project's typeface and colours."""
    scheme.set("name", _THEME)
    for colour in scheme.find(f".//{qn('a:clrScheme')}"):
        value = etree.SubElement(colour, qn("a:srgbClr"))
        value.set("val", f"{rgb(_COLOURS[etree.QName(colour).localname])}")
        colour[:] = [value]
    for kind in ("a:majorFont", "a:minorFont"):
        fonts = scheme.find(f".//{qn(kind)}")
        for face in (fonts.find(qn("a:latin")), fonts.find(qn("a:ea")), *fonts.iter(qn("a:font"))):
            if face.get("script", "Hans") == "Hans":
                face.set("typeface", FACE)
    return scheme


def in_chinese(element: Any) -> None:
    """Whatever of the template is marked as English."""
    for marked in element.iterfind(".//*[@lang]"):
        marked.set("lang", LANGUAGE)
