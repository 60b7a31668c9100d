"""The weights of the indicators, on one scale."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from analysis import method, text
from analysis.edition import Edition, remembered
from analysis.figure import Figure, freeze
from analysis.theme import BORDER, INK, QUIET, plain_number

_PAPER = "#f6f8fa"


_SIZE = "(width < 520 ? 10 : width < 760 ? 12 : 14)"
# A weight of 10 is a tenth of the width, into which a name of five characters may not go.
_LINES = "(datum.narrow && width < 640 ? 3 : datum.narrow && width < 1000 ? 2 : 1)"


@remembered
def weights(edition: Edition) -> Figure | None:
    """The weights that make a hundred as one bar, what stands beside them on a line of its own.

    None where the edition has no indicators.
    """
    rows = method.weights(edition)
    if rows.empty:
        return None
    bars = pd.DataFrame(
        {
            "bar": rows["bar"],
            "start": rows["start"],
            "end": rows["end"],
            "middle": (rows["start"] + rows["end"]) / 2,
            "indicator": rows["indicator"],
            "weight": rows["weight"],
            "written": [plain_number(weight) for weight in rows["weight"]],
            "narrow": rows["weight"] < 15,
        }
    )
    heads = [{"bar": bar, "head": _head(bar, held)} for bar, held in rows.groupby("bar", sort=True)]
    return Figure(
        spec=_spec(),
        data={"bars": bars, "heads": pd.DataFrame(heads)},
        finding=method.weights_finding(edition),
        shown=f"{edition.year} 年评估指标与权重，材料所列数值，未写单位",
        source=text.cite(edition, rows["source_line"]),
        alternative="；".join(method.weighted(rows)) + "。",
        caveat=method.weights_caveat(edition),
    )


def _head(bar: int, rows: pd.DataFrame) -> str:
    parts = " + ".join(plain_number(weight) for weight in rows["weight"])
    if len(rows) > 1:
        return f"{parts} = {plain_number(rows['weight'].sum())}"
    return f"另有 {parts}" if bar else parts


@cache
def _spec() -> Mapping[str, Any]:
    row = alt.Y("bar:O", axis=None)
    across = alt.Scale(nice=False, domainMin=0)
    bars = alt.Chart(alt.NamedData("bars"))
    return freeze(
        alt.layer(
            bars.mark_bar(
                height=48, yOffset=12, stroke=BORDER, strokeWidth=0.8, color=_PAPER
            ).encode(
                y=row,
                x=alt.X("start:Q", axis=None, scale=across),
                x2="end:Q",
                tooltip=[
                    alt.Tooltip("indicator:N", title="指标"),
                    alt.Tooltip("weight:Q", title="权重"),
                ],
            ),
            bars.mark_text(
                dy=alt.ExprRef(f"12 - ({_LINES} - 1) / 2 * ({_SIZE} + 2)"),
                fontSize=alt.ExprRef(_SIZE),
            )
            .encode(
                y=row,
                x=alt.X("middle:Q", scale=across),
                text=alt.Text("label:N"),
                color=alt.value(INK),
            )
            .transform_calculate(
                label=f"{_LINES} === 3"
                " ? [slice(datum.indicator, 0, 2), slice(datum.indicator, 2), datum.written]"
                f" : {_LINES} === 2 ? [datum.indicator, datum.written]"
                " : datum.indicator + ' ' + datum.written"
            ),
            alt.Chart(alt.NamedData("heads"))
            .mark_text(align="left", dy=-24, fontSize=13, color=QUIET)
            .encode(y=row, x=alt.value(0), text="head:N"),
        ).properties(width="container", height=alt.Step(96))
    )
