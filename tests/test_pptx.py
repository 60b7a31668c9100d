"""The deck as PowerPoint: it says what the boxes say, natively, and opens without repair."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import PurePosixPath
from typing import Any

import openpyxl
import pandas as pd
import pytest
from lxml import etree
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.oxml.ns import qn

from analysis import places, text
from analysis.charts import maps
from analysis.deck.layout import HEIGHTS, WIDTH, Grid, Page, Picture, Words, lay_out
from analysis.deck.pptx import pptx
from analysis.deck.pptx_file import FACE
from analysis.edition import Edition
from analysis.schema import CITIES, PROVINCIAL, TIERS
from analysis.story import Chart, Points, Rows, Slide, story
from analysis.theme import GROUND, TIER_FILL
from geo.boundaries import bounds
from tests.fixtures.editions import context, edition_2019, edition_2031

YEARS = ("2019", "2031")
EMU = 9525


def edition(year: str) -> Edition:
    return edition_2019() if year == "2019" else edition_2031()


@cache
def slides(year: str) -> tuple[Slide, ...]:
    return story(edition(year), context())


def deck(
    year: str = "2019", ratio: str = "16x9", *, notes: bool = True, editable_maps: bool = False
) -> bytes:
    """A whole deck, made once for all tests that read it."""
    return _deck(year, ratio, notes, editable_maps)


@cache
def _deck(year: str, ratio: str, notes: bool, editable_maps: bool) -> bytes:
    return pptx(edition(year), slides(year), ratio=ratio, notes=notes, editable_maps=editable_maps)


def of(*some: Slide, **options: Any) -> bytes:
    """A deck of a few slides."""
    return pptx(edition_2019(), some, **options)


def one(name: str, year: str = "2019") -> Slide:
    return next(slide for slide in slides(year) if slide.name == name)


def read(made: bytes) -> Any:
    return Presentation(io.BytesIO(made))


def both(year: str, **options: Any) -> Iterator[tuple[Page, Any]]:
    """Each page of the layout with the slide that was made of it."""
    pages = lay_out(slides(year), options.get("ratio", "16x9"))
    return zip(pages, read(deck(year, **options)).slides, strict=True)


def members(made: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        assert len(set(archive.namelist())) == len(archive.namelist())
        return {name: archive.read(name) for name in archive.namelist()}


def frames(slide: Any) -> list[tuple[str, ...]]:
    """The lines of every text box and title."""
    return [
        tuple(shape.text_frame.text.split("\v"))
        for shape in slide.shapes
        if shape.has_text_frame and shape.text_frame.text
    ]


def named(slide: Any) -> dict[str, Any]:
    """The shapes of an editable map by name."""
    (group,) = (shape for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.GROUP)
    found = {shape.name: shape for shape in group.shapes}
    assert len(found) == len(group.shapes)
    return found


# ---- words, tables, pictures ------------------------------------------------------------------


@pytest.mark.parametrize("ratio", HEIGHTS)
def test_a_slide_is_a_page_of_the_layout(ratio: str) -> None:
    made = read(deck(ratio=ratio, editable_maps=True))
    assert (made.slide_width, made.slide_height) == (WIDTH * EMU, HEIGHTS[ratio] * EMU)
    assert len(made.slides) == len(lay_out(slides("2019"), ratio))


@pytest.mark.parametrize("year", YEARS)
def test_every_line_of_the_boxes_is_on_the_slide(year: str) -> None:
    for page, slide in both(year):
        words = [box.lines for box in page.boxes if isinstance(box, Words)]
        assert sorted(frames(slide)) == sorted(words), page.name


def test_words_stand_where_the_layout_has_them() -> None:
    for page, slide in both("2019"):
        title = next(box for box in page.boxes if isinstance(box, Words) and box.role == "h2")
        shape = slide.shapes.title
        assert (shape.left, shape.top) == (round(title.x * EMU), round(title.y * EMU))
        for shape in slide.shapes:
            assert shape.left + shape.width <= WIDTH * EMU + EMU
            assert shape.top + shape.height <= page.height * EMU + 2 * EMU


@pytest.mark.parametrize("year", YEARS)
def test_every_slide_has_its_title(year: str) -> None:
    for page, slide in both(year):
        told = slide.shapes.title.text_frame.text.replace("\v", "")
        assert told.replace(" ", "") == page.slide.title.replace(" ", "")
        assert slide.shapes[0] is not None and slide.shapes[0].is_placeholder, "read first"


@pytest.mark.parametrize("year", YEARS)
def test_tables_are_tables(year: str) -> None:
    count = 0
    for page, slide in both(year):
        grids = [box for box in page.boxes if isinstance(box, Grid)]
        tables = [shape.table for shape in slide.shapes if shape.has_table]
        for grid, table in zip(grids, tables, strict=True):
            cells = [
                tuple(tuple(cell.text.split("\v")) for cell in row.cells) for row in table.rows
            ]
            assert cells == list(grid.cells)
            assert table.first_row and not table.horz_banding
            count += 1
    assert count


def test_cells_of_a_table_are_the_slides() -> None:
    slide = one("cases-市级")
    assert isinstance(slide.content, Rows)
    (made,) = read(of(slide)).slides
    (table,) = (shape.table for shape in made.shapes if shape.has_table)
    read_back = [[cell.text.replace("\v", "") for cell in row.cells] for row in table.rows]
    written = [slide.content.heads, *slide.content.cells]
    assert [[cell.replace(" ", "") for cell in row] for row in read_back] == [
        [cell.replace(" ", "") for cell in row] for row in written
    ]


def test_source_definitions_and_notice_are_on_the_slides() -> None:
    for page, slide in both("2019"):
        every = "".join("".join(lines) for lines in frames(slide)).replace(" ", "")
        for line in (page.slide.source, page.slide.caveat, page.slide.notice):
            assert line.replace(" ", "") in every


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("editable", [False, True])
def test_a_map_is_described_and_carries_the_notice(year: str, editable: bool) -> None:
    count = 0
    for page, slide in both(year, editable_maps=editable):
        if page.slide.is_map:
            kind = MSO_SHAPE_TYPE.GROUP if editable else MSO_SHAPE_TYPE.PICTURE
            (shape,) = (shape for shape in slide.shapes if shape.shape_type == kind)
            told = shape._element._nvXxPr.cNvPr.get("descr")
            assert told == page.slide.content.whole.alternative
            assert text.MAP_NOTICE in "".join("".join(lines) for lines in frames(slide))
            count += 1
    assert count == 2


def test_the_number_of_an_image_is_not_for_shapes() -> None:
    approved = replace(
        one("provinces-map"), notice="审图号：GS（虚构）1号。行政区划界线：2025年版。"
    )
    as_picture, as_shapes = (
        "".join(
            "".join(lines) for lines in frames(read(of(approved, editable_maps=editable)).slides[0])
        )
        for editable in (False, True)
    )
    assert "审图号：GS（虚构）1号" in as_picture and text.MAP_NOTICE not in as_picture
    assert "虚构" not in as_shapes and text.MAP_NOTICE in as_shapes


@pytest.mark.parametrize("year", YEARS)
def test_whatever_has_no_words_is_described_or_decoration(year: str) -> None:
    for _, slide in both(year, editable_maps=True):
        for shape in slide.shapes:
            properties = shape._element._nvXxPr.cNvPr
            told = properties.get("descr") or b"decorative" in etree.tostring(properties)
            assert told or (shape.has_text_frame and shape.text_frame.text)


# ---- charts -----------------------------------------------------------------------------------


def charts(slide: Any) -> list[Any]:
    return [shape.chart for shape in slide.shapes if shape.has_chart]


def table_of(held: list[Any]) -> pd.DataFrame:
    """The data of native charts under each other."""
    return pd.concat(
        pd.DataFrame(
            {series.name: series.values for series in chart.plots[0].series},
            index=list(chart.plots[0].categories),
            dtype="float64",
        )
        for chart in held
    )


def workbook(chart: Any) -> list[tuple[Any, ...]]:
    blob = chart.part.chart_workbook.xlsx_part.blob
    return list(openpyxl.load_workbook(io.BytesIO(blob)).active.iter_rows())


@pytest.mark.parametrize("year", YEARS)
def test_charts_are_native_and_hold_the_numbers(year: str) -> None:
    seen = []
    for page, slide in both(year):
        content = page.slide.content
        if not isinstance(content, Chart) or content.form == "map":
            assert charts(slide) == []
            continue
        seen.append(content.form)
        held = charts(slide)
        pd.testing.assert_frame_equal(table_of(held), content.table, check_dtype=False)
        assert len(held) == (len(content.table) if content.form == "pairs" else 1)
        rows = [row for chart in held for row in workbook(chart)[1:]]
        assert [row[0].value for row in rows] == list(content.table.index)
        for column, name in enumerate(content.table, start=1):
            values = [None if pd.isna(value) else value for value in content.table[name]]
            assert [row[column].value for row in rows] == values
    every = {"2019": ["bars", "columns", "pairs", "stack"], "2031": ["bars", "pairs", "stack"]}
    assert sorted(set(seen)) == every[year]


def shown(format_: str, value: float) -> str:
    """What a number format of ours makes of a number."""
    number = f"{value:.6f}".rstrip("0").rstrip(".")
    parts = re.findall(r'"([^"]*)"|(\\")|(General)', format_)
    return "".join(number if general else quote[1:] or words for words, quote, general in parts)


def labels(chart: Any) -> Iterator[tuple[str, str, str]]:
    """Series, category and what stands at the bar."""
    for series in chart.plots[0].series:
        every = series._element.find(qn("c:dLbls"))
        for label in every.findall(qn("c:dLbl")):
            if label.find(qn("c:delete")) is None:
                place = int(label.find(qn("c:idx")).get("val"))
                format_ = label.find(qn("c:numFmt")).get("formatCode")
                category = chart.plots[0].categories[place]
                yield series.name, category, shown(format_, series.values[place])


@pytest.mark.parametrize("year", YEARS)
def test_numbers_at_the_bars_are_as_the_source_writes_them(year: str) -> None:
    for page, slide in both(year):
        for chart in charts(slide):
            written = page.slide.content.written
            for series, category, words in labels(chart):
                assert words == written.at[category, series]
    if year == "2019":
        told = [
            words
            for chart in charts(read(of(one("trend-pairs"))).slides[0])
            for *_, words in labels(chart)
        ]
        assert "30 天（法定）" in told


def test_a_tier_nobody_holds_stays_in_the_chart() -> None:
    (chart,) = charts(read(of(one("tiers"))).slides[0])
    assert [series.name for series in chart.plots[0].series] == list(TIERS)
    assert all("卓越 无" in category for category in chart.plots[0].categories)
    assert not any(series == "卓越" for series, *_ in labels(chart))


def test_parts_too_narrow_for_their_names_stand_beside_each_other() -> None:
    slide = one("tiers")
    table = slide.content.table.copy()
    table[:] = [[1000, 1, 1, 1, 1]] * 2
    narrow = replace(slide, content=replace(slide.content, table=table))
    held = charts(read(of(narrow)).slides[0])
    assert [chart.chart_type for chart in held] == [XL_CHART_TYPE.BAR_CLUSTERED] * 2
    pd.testing.assert_frame_equal(table_of(held), table)


def test_pairs_are_drawn_in_proportion_to_their_own_numbers() -> None:
    slide = one("trend-pairs")
    scales = []
    for chart, (_, row) in zip(
        charts(read(of(slide)).slides[0]), slide.content.table.iterrows(), strict=True
    ):
        assert chart.value_axis.minimum_scale == 0
        scales.append(chart.value_axis.maximum_scale / max(row))
    assert max(scales) == pytest.approx(min(scales))


UNSAFE = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1＋1", "http://example.org", "12", '"引"', "<b>&</b>"]


def chart_of(labels: list[str], values: list[float]) -> Slide:
    slide = one("weights")
    table = pd.DataFrame({"=2+2": values}, index=labels)
    written = pd.DataFrame({"=2+2": [f'{value} "个"' for value in values]}, index=labels)
    return replace(slide, content=replace(slide.content, table=table, written=written))


def test_labels_never_become_formulas_and_numbers_stay_numbers() -> None:
    values = [-3.5, -1, 0, 2, 4, 5, 6, 7, 8]
    (chart,) = charts(read(of(chart_of(UNSAFE, values))).slides[0])
    head, *rows = workbook(chart)
    assert (head[1].value, head[1].data_type) == ("=2+2", "s")
    assert [(row[0].value, row[0].data_type) for row in rows] == [(label, "s") for label in UNSAFE]
    assert [(row[1].value, row[1].data_type) for row in rows] == [(value, "n") for value in values]
    assert all(row[0].hyperlink is None for row in rows)
    assert list(chart.plots[0].categories) == UNSAFE
    assert {words for *_, words in labels(chart)} >= {'-3.5 "个"', '0 "个"'}


# ---- maps of shapes ---------------------------------------------------------------------------


def map_of(name: str, year: str = "2019") -> dict[str, Any]:
    return named(read(pptx(edition(year), [one(name, year)], editable_maps=True)).slides[0])


def tiers_of(group: str) -> dict[str, str]:
    rows = edition_2019()["results"].query("group == @group")
    return dict(zip(rows["code"], rows["tier"], strict=True))


def provinces() -> list[places.Place]:
    return [place for place in places.register().values() if place.kind == "province"]


@pytest.mark.parametrize("name", ["provinces-map", "cities-map"])
def test_an_editable_map_is_the_complete_territory(name: str) -> None:
    shapes = map_of(name)
    assert len(provinces()) == 34
    assert {place.name for place in provinces()} <= shapes.keys()
    assert {"海南省（附图）", "台湾省（附图）", "南海诸岛附图图框"} <= shapes.keys()
    assert {f"断续线 {number}（附图）" for number in range(1, 11)} <= shapes.keys()
    assert {"断续线 8", "断续线 9", "断续线 10"} <= shapes.keys()
    for island in (
        "钓鱼岛",
        "赤尾屿",
        "东沙岛",
        "永兴岛（附图）",
        "黄岩岛（附图）",
        "曾母暗沙（附图）",
    ):
        assert island in shapes
    for label in ("东沙群岛", "西沙群岛", "中沙群岛", "南沙群岛", "黄岩岛", "曾母暗沙", "南海诸岛"):
        assert f"{label}（注记）（附图）" in shapes
    assert "台湾省资料暂缺（注记）" in shapes


def fill(shape: Any) -> str:
    """Its colour, or the name of its pattern."""
    return (
        str(shape.fill.pattern) if shape.fill.type == 2 else f"#{shape.fill.fore_color.rgb}".lower()
    )


def test_provinces_have_the_colour_of_their_tier() -> None:
    shapes = map_of("provinces-map")
    held = tiers_of(PROVINCIAL)
    for place in provinces():
        shape = shapes[place.name]
        if place.code in held:
            assert fill(shape) == TIER_FILL[held[place.code]]
        elif place.code == places.TAIWAN:
            assert fill(shape) == GROUND
        else:
            assert "DIAGONAL" in fill(shape), "hatched: not assessed"


def test_cities_are_areas_and_dots_with_names() -> None:
    shapes = map_of("cities-map")
    for code, tier in tiers_of(CITIES).items():
        place = places.register()[code]
        assert fill(shapes[place.name]) == fill(shapes[f"{place.name}（点）"]) == TIER_FILL[tier]
        assert shapes[f"{place.short}（注记）"].text_frame.text == place.short
    assert fill(shapes["北京市"]) == GROUND, "assessed among the provinces"
    assert "DIAGONAL" in fill(shapes["新疆维吾尔自治区"])


@pytest.mark.parametrize("name", ["provinces-map", "cities-map"])
@pytest.mark.parametrize("ratio", HEIGHTS)
def test_shapes_stand_where_the_places_are(name: str, ratio: str) -> None:
    slide = one(name)
    (page,) = lay_out([slide], ratio)
    (box,) = (box for box in page.boxes if isinstance(box, Picture))
    shapes = named(read(of(slide, ratio=ratio, editable_maps=True)).slides[0])
    west, _, east, north = bounds(box.states[-1].topologies[0])
    scale = (box.width - 2 * maps.MARGIN) / (east - west)
    for place in provinces():
        shape = shapes[place.name]
        x = (box.x + maps.MARGIN + (place.x - west) * scale) * EMU
        y = (box.y + maps.MARGIN + (north - place.y) * scale) * EMU
        assert shape.left <= x <= shape.left + shape.width
        assert shape.top <= y <= shape.top + shape.height
    for shape in shapes.values():
        assert shape.left >= box.x * EMU - EMU
        assert shape.left + shape.width <= (box.x + box.width) * EMU + EMU
        assert shape.top + shape.height <= (box.y + box.height) * EMU + 2 * EMU


def test_a_place_outside_the_main_map_is_a_dot_in_the_inset() -> None:
    shapes = map_of("cities-map", "2031")
    frame, dot = shapes["南海诸岛附图图框"], shapes["三沙市（点）"]
    assert frame.left < dot.left and frame.top < dot.top


# ---- the file ---------------------------------------------------------------------------------


def test_notes_are_there_only_if_asked_for() -> None:
    for page, slide in both("2019"):
        assert slide.has_notes_slide is bool(page.slide.notes)
        if page.slide.notes:
            assert slide.notes_slide.notes_text_frame.text == "\n".join(page.slide.notes)
    without = members(deck(notes=False, editable_maps=True))
    assert not [name for name in without if "notes" in name.lower()]
    notes = "".join(note for slide in slides("2019") for note in slide.notes)
    assert "主讲人一栏留空" in notes
    assert not [name for name, part in without.items() if "主讲人一栏留空".encode() in part]


@pytest.mark.parametrize("year", YEARS)
def test_the_typeface_is_named_for_chinese_and_all_words_are_marked_chinese(year: str) -> None:
    themes = 0
    for name, part in members(deck(year)).items():
        if not name.endswith(".xml"):
            continue
        root = etree.fromstring(part)
        themes += root.tag == qn("a:theme")
        for kind in (qn("a:majorFont"), qn("a:minorFont")):
            for font in root.iter(kind):
                assert font.find(qn("a:ea")).get("typeface") == FACE
                assert font.find(qn("a:latin")).get("typeface") == FACE
        for run in root.iter(qn("a:r")):
            marked = run.find(qn("a:rPr"))
            assert marked is not None and marked.get("lang") == "zh-CN", (
                name,
                run.findtext(qn("a:t")),
            )
        assert b'lang="en-US"' not in part, name
    assert themes == 2, "of the slides and of the notes"


def said(part: bytes) -> str:
    """All words of a part, and the names and descriptions of its shapes."""
    if not part.startswith(b"<?xml"):
        return ""
    root = etree.fromstring(part)
    return "\n".join((*root.itertext(), *root.xpath("//@name | //@descr | //@formatCode")))


@pytest.mark.parametrize("editable", [False, True])
def test_the_second_edition_holds_nothing_of_the_first(editable: bool) -> None:
    for name, part in members(deck("2031", editable_maps=editable)).items():
        inner = members(part) if name.endswith(".xlsx") else {name: part}
        for held in inner.values():
            for word in ("2019", "中国软件评测中心", "Steve Canny", "python-pptx"):
                assert word not in said(held), name


def test_the_same_deck_gives_the_same_bytes() -> None:
    some = [one("tiers"), one("provinces-map"), one("trend-pairs"), one("scales")]
    assert of(*some) == of(*some)
    assert of(*some, editable_maps=True) == of(*some, editable_maps=True)


def test_the_file_says_what_it_is_and_not_when_it_was_made() -> None:
    made = read(deck("2031"))
    assert made.core_properties.title == "2031数字服务水平测评（虚构）"
    assert made.core_properties.language == "zh-CN"
    assert made.core_properties.identifier == edition_2031().identity
    assert made.core_properties.author == made.core_properties.last_modified_by == ""
    assert made.core_properties.created.year == made.core_properties.modified.year == 1980
    with zipfile.ZipFile(io.BytesIO(deck("2031"))) as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}


def relations(held: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Which part names which other."""
    for name, part in held.items():
        if name.endswith(".rels"):
            base = PurePosixPath(name).parent.parent
            for relation in etree.fromstring(part):
                target = PurePosixPath(relation.get("Target"))
                assert relation.get("TargetMode") != "External", name
                parts: list[str] = []
                for step in (base / target if not target.is_absolute() else target).parts:
                    if step == "..":
                        parts.pop()
                    elif step != "/":
                        parts.append(step)
                yield name, "/".join(parts)


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("editable", [False, True])
def test_the_package_is_whole(year: str, editable: bool) -> None:
    held = members(deck(year, editable_maps=editable))
    named_by = {target for _, target in relations(held)}
    parts = {name for name in held if not name.endswith(".rels")} - {"[Content_Types].xml"}
    assert named_by == parts, "nothing is missing, and nothing is left over"
    types = etree.fromstring(held["[Content_Types].xml"])
    known = {element.get("PartName", "").lstrip("/") for element in types}
    endings = {element.get("Extension") for element in types}
    assert all(name in known or name.rpartition(".")[2] in endings for name in parts)
    for name, part in held.items():
        if not name.endswith((".xml", ".rels")):
            continue
        root = etree.fromstring(part)
        ids = [element.get("id") for element in root.iter(qn("p:cNvPr"))]
        assert len(ids) == len(set(ids)), name
        used = set(root.xpath("//@*[namespace-uri() = $r]", r=OFFICE_RELATIONS))
        rels = PurePosixPath(name).parent / "_rels" / f"{PurePosixPath(name).name}.rels"
        there = etree.fromstring(held[f"{rels}"]) if f"{rels}" in held else ()
        assert used <= {relation.get("Id") for relation in there}, name


OFFICE_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTROLS = "坏\x00\x07\x1b\x0b\ufffe\ud800字"


def test_control_characters_are_shown_and_break_nothing() -> None:
    bad = [
        replace(
            one("not-published"),
            title=CONTROLS,
            notes=(CONTROLS,),
            content=Points(((CONTROLS, CONTROLS),)),
        ),
        replace(one("scales"), content=Rows((CONTROLS,), ((CONTROLS,),), (1,)), shown=CONTROLS),
        chart_of([CONTROLS.replace("\ud800", "\x01")], [1]),  # tables hold no halves of characters
    ]
    made = read(of(*bad))
    visible = "坏" + "\ufffd" * 6 + "字"
    points, table, chart = made.slides
    assert points.shapes.title.text_frame.text == visible
    assert points.notes_slide.notes_text_frame.text == visible
    assert frames(points).count((visible,)) >= 3
    (held,) = (shape.table for shape in table.shapes if shape.has_table)
    assert [cell.text for cell in held.iter_cells()] == [visible] * 2
    (native,) = charts(chart)
    assert list(native.plots[0].categories) == [visible]


def test_markup_is_text() -> None:
    words = "</script><b>&\"'"
    made = read(of(replace(one("not-published"), title=words, content=Points((("", words),)))))
    assert frames(made.slides[0]).count((words,)) == 2


def test_a_deck_may_be_empty() -> None:
    assert len(read(of()).slides) == 0


def test_long_titles_are_whole() -> None:
    title = "六十字" * 20
    slide = read(of(replace(one("tiers"), title=title))).slides[0]
    assert slide.shapes.title.text_frame.text.replace("\v", "") == title
