"""Numbers as native charts of PowerPoint, each with its data in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pandas as pd
from pptx.chart.chart import Chart as Native
from pptx.chart.data import CategoryChartData
from pptx.chart.xlsx import CategoryWorkbookWriter
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.shapes.shapetree import SlideShapes
from pptx.text.text import Font
from pptx.util import lazyproperty
from xlsxwriter import Workbook

from analysis.archive import sound
from analysis.deck.layout import Picture
from analysis.deck.measure import width
from analysis.deck.pptx_file import MOMENT, at, describe, in_chinese, points, rgb
from analysis.story import Chart
from analysis.theme import INK, RULE, plain_number

SIZE = 22  # px; of labels
_BESIDE = 0.36  # of the width, at most, for what is written beside the bars
_KINDS = {
    "bars": XL_CHART_TYPE.BAR_CLUSTERED,
    "pairs": XL_CHART_TYPE.BAR_CLUSTERED,
    "stack": XL_CHART_TYPE.BAR_STACKED_100,
    "columns": XL_CHART_TYPE.COLUMN_CLUSTERED,
}
_GAPS = {"bars": 60, "pairs": 40, "stack": 80, "columns": 160}  # % of a bar, from one to the next


@dataclass(frozen=True)
class _Measures:
    """What the charts of one figure have in common, so that they can be read under each other."""

    form: str
    beside: float  # the share of the width for what is written beside the bars
    beyond: float  # times the longest bar, for what is written at its end
    named: bool  # whether each number says what it counts


def add_charts(shapes: SlideShapes, box: Picture, content: Chart) -> None:
    """The numbers of a chart in its place; of pairs, which share no scale, each row on its own."""
    table, written = content.table, content.written
    measures = _measure(content, box)
    apart = 1 if measures.form == "pairs" else len(table)
    tall = box.height * apart / len(table)
    for place, first in enumerate(range(0, len(table), apart)):
        rows, words = (of.iloc[first : first + apart] for of in (table, written))
        where = at(box.x, box.y + place * tall, box.width, tall)
        frame: Any = shapes.add_chart(_KINDS[measures.form], *where, _data(rows))
        describe(frame, "图表", _told(words) if apart < len(table) else content.whole.alternative)
        _draw(frame.chart, content.colours, rows, words, measures)


def _measure(content: Chart, box: Picture) -> _Measures:
    """A stack whose parts cannot hold their names becomes bars beside each other."""
    longest = max(width(sound(label), SIZE) for label in content.table.index)
    beside = min((longest + SIZE) / box.width, _BESIDE)
    room = box.width * (1 - beside)
    named = len(content.table.columns) > 1
    if content.form == "columns":
        return _Measures("columns", beside, box.height / (box.height - 2 * SIZE), named)
    if content.form == "stack" and _fit(content, room):
        return _Measures("stack", beside, 1, named)
    labels = [
        f"{name if named else ''} {words}"
        for name in content.written
        for words in content.written[name]
    ]
    behind = max(width(sound(label), SIZE) for label in labels) + SIZE
    form = "bars" if content.form == "bars" else "pairs"
    return _Measures(form, beside, room / max(room - behind, room / 2), named)


def _fit(content: Chart, room: float) -> bool:
    """Whether every part of a stack can hold its name and number."""
    wholes = content.table.sum(axis="columns")
    return all(
        part / whole * room > max(width(sound(line), SIZE) for line in (name, words))
        for name in content.table
        for part, words, whole in zip(
            content.table[name], content.written[name], wholes, strict=True
        )
        if part > 0
    )


def _told(written: pd.DataFrame) -> str:
    """Rows in words: 江苏｜考生信息审核时长：前 10 天，后 2 天。"""
    return "；".join(
        f"{label}：{'，'.join(f'{name} {words}' for name, words in row.items())}。"
        for label, row in written.iterrows()
    )


# ---- data -------------------------------------------------------------------------------------


class _Workbook(CategoryWorkbookWriter):
    """The workbook behind a chart: what is text stays text, and no date is in it."""

    @contextmanager
    def _open_worksheet(self, xlsx_file: BytesIO) -> Iterator[tuple[Workbook, Any]]:
        guessed = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")
        with Workbook(xlsx_file, {"in_memory": True, **dict.fromkeys(guessed, False)}) as workbook:
            workbook.set_properties({"created": MOMENT})
            yield workbook, workbook.add_worksheet()


class _Data(CategoryChartData):
    @lazyproperty
    def _workbook_writer(self) -> _Workbook:
        return _Workbook(self)


def _data(table: pd.DataFrame) -> Any:
    data = _Data()
    data.categories = [sound(label) for label in table.index]
    for name in table:
        data.add_series(sound(name), [_number(value) for value in table[name]])
    return data


def _number(value: float) -> float | int | None:
    if pd.isna(value):
        return None
    return int(value) if value == int(value) else float(value)


# ---- looks ------------------------------------------------------------------------------------


def _draw(
    chart: Native,
    colours: Sequence[tuple[str, str]],
    table: pd.DataFrame,
    written: pd.DataFrame,
    measures: _Measures,
) -> None:
    """Bars without scale, grid or legend: each says its own number."""
    stacked = measures.form == "stack"
    _set_type(chart.font, INK)
    chart.has_title = chart.has_legend = False
    if measures.form != "columns":
        chart.category_axis.reverse_order = True  # the first on top
        _leave_room(chart, measures.beside)
    chart.category_axis.major_tick_mark = XL_TICK_MARK.NONE
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.category_axis.format.line.color.rgb = rgb(RULE)
    chart.value_axis.visible = chart.value_axis.has_major_gridlines = False
    if not stacked:
        chart.value_axis.minimum_scale = measures.beyond * min(0.0, table.min().min())
        chart.value_axis.maximum_scale = measures.beyond * max(0.0, table.max().max()) or 1.0
    plot = chart.plots[0]
    plot.gap_width = _GAPS[measures.form]
    plot.overlap = 100 if stacked else 0
    for series, name, (fill, ink) in zip(plot.series, table, colours, strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = rgb(fill)
        series.invert_if_negative = False
        labels = series.data_labels
        labels.show_value, labels.show_series_name = True, measures.named
        labels.number_format, labels.number_format_is_linked = "General", False
        labels.position = XL_LABEL_POSITION.CENTER if stacked else XL_LABEL_POSITION.OUTSIDE_END
        _set_type(labels.font, ink if stacked else INK)
        labels._element.find(f"{qn('c:txPr')}/{qn('a:bodyPr')}").set("wrap", "none")
        _label(labels._element, table[name], written[name], stacked=stacked)
    _repair(chart._chartSpace)


def _set_type(font: Font, colour: str) -> None:
    font.size = points(SIZE)
    font.color.rgb = rgb(colour)
    font.language_id = MSO_LANGUAGE_ID.SIMPLIFIED_CHINESE


def _leave_room(chart: Native, beside: float) -> None:
    """Let the bars of charts under each other begin at the same place."""
    area = chart._chartSpace.chart.plotArea
    for layout in area.findall(qn("c:layout")):
        area.remove(layout)
    edges = {"x": beside, "y": 0, "w": 1 - beside, "h": 1}
    inner = "".join(f'<c:{edge} val="{value:.4f}"/>' for edge, value in edges.items())
    area.insert(
        0,
        parse_xml(
            f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/>'
            f'<c:xMode val="edge"/><c:yMode val="edge"/>{inner}</c:manualLayout></c:layout>'
        ),
    )


def _label(labels: Any, values: pd.Series, written: pd.Series, *, stacked: bool) -> None:
    """Each number as it is written, by a format of numbers: so it stays right when it is edited."""
    leaders = labels.find(qn("c:showLeaderLines"))  # which bars do not have
    labels.replace(leaders, _element("c:separator", text="\n" if stacked else " "))
    every = list(labels)
    for place, (value, words) in enumerate(zip(values, written, strict=True)):
        if pd.isna(value):
            continue
        one = _element("c:dLbl")
        one.append(_element("c:idx", val=f"{place}"))
        if stacked and not value:  # a part of no width has no room for a label
            one.append(_element("c:delete", val="1"))
        else:
            one.extend(deepcopy(every))
            one.find(qn("c:numFmt")).set("formatCode", _format(value, sound(words)))
        every[0].addprevious(one)


def _element(tag: str, text: str = "", **attributes: str) -> Any:
    made = OxmlElement(tag)
    made.text = text or None
    for name, value in attributes.items():
        made.set(name, value)
    return made


def _format(value: float, written: str) -> str:
    """The number format that writes 30 as 30 天（法定）."""
    before, number, after = written.partition(plain_number(value))
    return f"{_literal(before)}{'General' if number else ''}{_literal(after)}"


def _literal(words: str) -> str:
    quoted = words.replace('"', '"\\""')
    return f'"{quoted}"' if words else ""


def _repair(space: Any) -> None:
    """The library numbers axes below zero, which the format does not allow."""
    for axis in space.iter(qn("c:axId"), qn("c:crossAx")):
        axis.set("val", axis.get("val").lstrip("-"))
    in_chinese(space)
