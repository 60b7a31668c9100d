"""Charts of the trends: the website series, before/after pairs, parts of a whole."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from analysis import comparisons, text
from analysis.edition import Edition, remembered
from analysis.figure import Figure, freeze
from analysis.schema import GRADES
from analysis.theme import INK, QUIET, RULE, TIER_FILL, plain_number

_DEEP, _PALE = TIER_FILL["优秀"], TIER_FILL["发展"]
_DECK, _OFFICIAL = "发布材料", "官方时点"


@remembered
def website_series(
    edition: Edition, context: Edition | None, *, official: bool, switch: bool = True
) -> Figure | None:
    """The edition's two counts of websites as two points; ``official`` adds the dates between.

    With a ``switch`` beside it the reader may add them, and the text in words holds them anyway.
    None where the edition has no such pair, or there is no context to define it.
    """
    pair = comparisons.website_pair(edition, context)
    if not pair or context is None:
        return None
    both = comparisons.by_id(edition)[pair]
    counts = context["website_counts"]
    rows = _website_rows(counts, {both.before, both.after})
    shown = rows if official else rows[rows["layer"] == _DECK]
    finding = _website_finding(both)
    dates = "；".join(rows["described"])
    if switch:  # One text whether or not the layer is on: a changed one makes Streamlit draw anew.
        alternative = f"{finding}。可叠加的时点：{dates}。"
    else:
        alternative = f"{finding}。其间的时点：{dates}。" if official else f"{finding}。"
    return Figure(
        spec=_website_spec(),
        data={"rows": shown},
        finding=finding,
        shown="政府网站数（个）：发布材料所列的两个数"
        + ("，以及其间公开或可推算的在运行网站数，以直线相连" if official else ""),
        source=text.cite(edition, both.lines)
        + (_publishers(counts) if official else _publisher_of_start(counts)),
        alternative=alternative,
        caveat=_website_caveat(counts, official=official),
    )


def _website_finding(both: Any) -> str:
    """The two counts; a verb of change only where both count the same."""
    if not both.comparable:
        return f"全国政府网站：{text.two_values(both)}"
    return (
        f"全国政府网站由{text.moment(both.as_of_before)}的 {both.before_written}"
        f"{text.direction(both.before, both.after)}"
        f"{text.moment(both.as_of_after)}的 {both.after_written}"
    )


def _publishers(counts: pd.DataFrame) -> str:
    """Who published the dates between, by grade."""
    parts = [
        f"{'、'.join(dict.fromkeys(rows['publisher']))}（{grade} 级：{GRADES[grade]}）"
        for grade, rows in counts.groupby("grade", sort=True)
        if grade in ("A", "B")
    ]
    return f"；其间的时点：{'；'.join(parts)}；标“推算”的由这些数算出"


def _website_rows(counts: pd.DataFrame, deck: set[float]) -> pd.DataFrame:
    rows = counts.sort_values("date", kind="stable").reset_index(drop=True)
    in_deck = rows["count"].isin(deck)
    day = rows["date"].dt.strftime("%Y-%m-%d")
    derived = rows["grade"].map(lambda grade: "（推算）" if grade == "D" else "")
    above = rows.groupby(in_deck).cumcount() % 2 == 0  # labels change sides
    if len(rows) > 1 and in_deck.iloc[-2]:
        above.iloc[-1] = False  # the bold one before it stands above
    return pd.DataFrame(
        {
            "date": day,
            "day": day,
            "count": rows["count"],
            "layer": in_deck.map({True: _DECK, False: _OFFICIAL}),
            "line": rows["basis"] == "在运行",
            "above": above,
            "basis": rows["basis"],
            "publisher": rows["publisher"],
            "grade": rows["grade"].map(lambda grade: GRADES[grade]),
            "label": rows["count"].astype("str") + derived,
            "described": day + " " + rows["count"].astype("str") + " 个" + derived,
        }
    )


def _starts(counts: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What was counted as opened, and the same dates derived as in operation."""
    opened = counts[counts["basis"] == "开设"]
    return opened, counts[(counts["grade"] == "D") & counts["date"].isin(opened["date"])]


def _publisher_of_start(counts: pd.DataFrame) -> str:
    """Whose numbers the derived one of the caveat is worked out from."""
    opened, derived = _starts(counts)
    if opened.empty or derived.empty:
        return ""
    number, publisher = derived["count"].iloc[0], derived["publisher"].iloc[0]
    return f"；{number}（推算）由{publisher}公布的数算出"


def _website_caveat(counts: pd.DataFrame, *, official: bool) -> str:
    opened, derived = _starts(counts)
    if opened.empty or derived.empty:
        return ""
    start = f"{derived['count'].iloc[0]}（推算）"
    return (
        f"口径说明：{opened['count'].iloc[0]} 为截至 {opened['date'].iloc[0]:%Y 年 %m 月}累计开设的网站，"
        "含已关停和正在整改的；"
        + (
            f"其间的时点为在运行网站，同口径的起点是 {start}。"
            if official
            else f"同一时点的在运行网站为 {start}。"
        )
        + "".join(
            f"材料未注明 {count} 的口径，按在运行理解。"
            for count in counts.loc[counts["grade"] == "发布材料", "count"]
        )
    )


@cache
def _website_spec() -> Mapping[str, Any]:
    base = alt.Chart(alt.NamedData("rows")).encode(
        x=alt.X(
            "date:T",
            title=None,
            axis=alt.Axis(format="%Y 年", tickCount="year", grid=False, aria=False),
            scale=alt.Scale(padding=40),
        ),
        y=alt.Y("count:Q", title=None, axis=alt.Axis(format="d", tickCount=5, aria=False)),
        tooltip=[
            alt.Tooltip("day:N", title="时点"),
            alt.Tooltip("count:Q", title="网站数（个）"),
            alt.Tooltip("basis:N", title="口径"),
            alt.Tooltip("publisher:N", title="发布机构"),
            alt.Tooltip("grade:N", title="级别"),
        ],
    )
    deck = base.transform_filter(f"datum.layer === '{_DECK}'")
    official = base.transform_filter(f"datum.layer === '{_OFFICIAL}'")
    return freeze(
        alt.layer(
            base.transform_filter("datum.line")
            .transform_joinaggregate(points="count()")
            .transform_filter("datum.points > 1")
            # Without aria: a layer with nothing in it would be an image without a name.
            .mark_line(color=_PALE, strokeWidth=1.6, interpolate="linear", aria=False),
            official.mark_point(
                filled=True, fill="#ffffff", stroke=_DEEP, size=45, opacity=1, aria=False
            ),
            official.mark_text(
                dx=alt.ExprRef("datum.above ? 7 : -7"),
                dy=alt.ExprRef("datum.above ? -9 : 11"),
                align=alt.ExprRef("datum.above ? 'left' : 'right'"),
                fontSize=11,
                color=QUIET,
            ).encode(text="label:N"),
            deck.mark_circle(size=130, color=_DEEP, opacity=1),
            deck.mark_text(
                dx=alt.ExprRef("datum.above ? 12 : 0"),
                dy=alt.ExprRef("datum.above ? 0 : -17"),
                align=alt.ExprRef("datum.above ? 'left' : 'center'"),
                baseline="middle",
                fontSize=15,
                fontWeight="bold",
                color=INK,
            ).encode(text="label:N"),
        ).properties(width="container", height=340)
    )


@remembered
def before_after(edition: Edition) -> Figure | None:
    """Before/after pairs of one definition, each in proportion to its first value; None without."""
    rows = comparisons.pairs(edition)
    rows = rows[rows["comparable"]]
    if rows.empty:
        return None
    short = text.names(rows["code"])
    table = pd.DataFrame(
        {
            "order": range(len(rows)),
            "name": [
                f"{name}｜{metric}" for name, metric in zip(short, rows["metric"], strict=True)
            ],
            "before": 1.0,
            "after": (rows["after"] / rows["before"]).to_numpy(),
            "room": (rows["after"] / rows["before"]).clip(lower=1).to_numpy() * 1.25,  # for words
            "before_written": rows["before_written"].to_numpy(),
            "after_written": rows["after_written"].to_numpy(),
        }
    )
    phrases = [
        f"{row.name}由 {row.before_written} → {row.after_written}" for row in table.itertuples()
    ]
    notes = [f"{name}：{note}" for name, note in zip(short, rows["note"], strict=True) if note]
    lines = [line for group in rows["lines"] for line in group]
    return Figure(
        spec=_pairs_spec(),
        data={"rows": table},
        finding=_pairs_finding(rows, short),
        shown="原文给出前后数值的各项；条长按各项“前”的数值等比，各项之间不可比",
        source=text.cite(edition, lines),
        alternative="；".join(phrases) + "。",
        caveat=f"口径说明：{'；'.join(dict.fromkeys(notes))}。" if notes else "",
    )


def _pairs_finding(rows: pd.DataFrame, short: list[str]) -> str:
    first = rows.iloc[0]
    where = "、".join(dict.fromkeys(short))
    return (
        f"{where}给出了前后数值，如{short[0]}{first['metric']}"
        f"由 {first['before_written']}{text.direction(first['before'], first['after'])}"
        f" {first['after_written']}"
    )


@cache
def _pairs_spec() -> Mapping[str, Any]:
    base = alt.Chart(alt.NamedData("rows"))
    row = alt.Y("order:O", axis=None, scale=alt.Scale(paddingInner=0.2))
    length = alt.Scale(nice=False, domainMin=0)
    tip = [
        alt.Tooltip("name:N", title="事项"),
        alt.Tooltip("before_written:N", title="前"),
        alt.Tooltip("after_written:N", title="后"),
    ]
    return freeze(
        alt.layer(
            base.mark_text(align="left", baseline="top", dy=-24, fontSize=13, color=INK).encode(
                y=row, x=alt.value(0), text="name:N"
            ),
            base.mark_bar(height=11, color=RULE, yOffset=-2).encode(
                y=row, x=alt.X("before:Q", axis=None, scale=length), tooltip=tip
            ),
            base.mark_bar(height=11, color=_DEEP, yOffset=11).encode(
                y=row, x=alt.X("after:Q", axis=None, scale=length), tooltip=tip
            ),
            base.mark_text(align="left", dx=6, dy=-2, fontSize=13, color=QUIET).encode(
                y=row, x=alt.X("before:Q", scale=length), text="before_written:N"
            ),
            base.mark_text(
                align="left", dx=6, dy=11, fontSize=13, fontWeight="bold", color=INK
            ).encode(y=row, x=alt.X("after:Q", scale=length), text="after_written:N"),
            base.mark_point(opacity=0, tooltip=None).encode(y=row, x=alt.X("room:Q", scale=length)),
        ).properties(width="container", height=alt.Step(58))
    )


@remembered
def parts(edition: Edition) -> Figure | None:
    """Parts of a whole as one square a unit, with the share the source states; None without any."""
    rows = comparisons.shares(edition)
    if rows.empty:
        return None
    squares = pd.DataFrame(
        [
            {"order": order, "number": number, "counted": number < row.part}
            for order, row in enumerate(rows.itertuples())
            for number in range(int(row.whole))
        ]
    )
    labels = [
        f"{row.metric}：{plain_number(row.part)} {row.unit}（{plain_number(row.share)}%）"
        for row in rows.itertuples()
    ]
    moments = "、".join(dict.fromkeys(text.moment(as_of) for as_of in rows["as_of"] if as_of))
    every = [note for note in dict.fromkeys(rows["note"]) if note]
    notes = "；".join(note for note in every if not any(note in o for o in every if o != note))
    return Figure(
        spec=_parts_spec(),
        data={
            "squares": squares,
            "labels": pd.DataFrame({"order": range(len(rows)), "label": labels}),
        },
        finding="；".join(
            f"{row.metric.removesuffix('数')}有 {plain_number(row.part)} {row.unit}，"
            f"占 {plain_number(row.share)}%"
            for row in rows.itertuples()
        ),
        shown=(f"截至{moments}，" if moments else "") + "一格为总体中的一个",
        source=text.cite(edition, [line for lines in rows["lines"] for line in lines]),
        alternative="；".join(labels) + "。",
        caveat=f"口径说明：{notes}。" if notes else "",
    )


@cache
def _parts_spec() -> Mapping[str, Any]:
    row = alt.Y("order:O", axis=None)
    return freeze(
        alt.layer(
            alt.Chart(alt.NamedData("squares"))
            .mark_bar(stroke="#ffffff", strokeWidth=1.5, height=16, yOffset=10)
            .encode(
                y=row,
                x=alt.X("number:Q", axis=None, bin="binned", scale=alt.Scale(nice=False)),
                x2=alt.X2("end:Q"),
                color=alt.condition("datum.counted", alt.value(_DEEP), alt.value(RULE)),
            )
            .transform_calculate(end="datum.number + 1"),
            alt.Chart(alt.NamedData("labels"))
            .mark_text(
                align="left", dy=-14, fontSize=alt.ExprRef("width < 520 ? 10.5 : 13"), color=INK
            )
            .encode(y=row, x=alt.value(0), text="label:N"),
        ).properties(width="container", height=alt.Step(58))
    )
