"""How many units hold each tier, as strips of equal squares."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from analysis import text, tiers
from analysis.edition import Edition, remembered
from analysis.figure import Figure, freeze
from analysis.schema import GROUPS
from analysis.theme import BORDER, INK, TIER_FILL, TIER_INK


@remembered
def tier_strips(edition: Edition) -> Figure:
    """One strip a group, one square a unit, from the highest tier to the lowest."""
    strips, heads, lines = [], [], []
    for order, group in enumerate(GROUPS):
        scale = tiers.scale(edition, group)
        if not scale["count"].any():
            continue
        lines += list(scale["source_line"])
        ends = scale["count"].cumsum()
        empty = [row.tier for row in scale.itertuples() if not row.count]
        without = f"　{'、'.join(empty)} 无" if empty else ""
        heads.append(
            {"order": order, "head": f"{text.GROUP_NOUN[group]}　{ends.max()} 个{without}"}
        )
        for row, end in zip(scale.itertuples(), ends, strict=True):
            if row.count:
                strips.append(
                    {
                        "order": order,
                        "tier": row.tier,
                        "start": int(end - row.count),
                        "end": int(end),
                        "middle": end - row.count / 2,
                        "label": f"{row.tier} {row.count}",
                        "ink": TIER_INK[row.tier],
                    }
                )
    finding = "；".join(text.tier_share(edition, group) for group in GROUPS)
    return Figure(
        spec=_strip_spec(),
        data={"strips": pd.DataFrame(strips), "heads": pd.DataFrame(heads)},
        finding=finding,
        shown=f"{edition.year} 年两组评估各档次的单位数，由高到低",
        source=text.cite(edition, lines),
        alternative="；".join(
            f"{text.GROUP_NOUN[group]}：{text.tier_counts(edition, group)}" for group in GROUPS
        )
        + "。",
        caveat=text.GROUPS_APART,
    )


@cache
def _strip_spec() -> Mapping[str, Any]:
    row = alt.Y("order:O", axis=None)
    across = alt.Scale(nice=False)
    strips = alt.Chart(alt.NamedData("strips"))
    return freeze(
        alt.layer(
            strips.mark_bar(height=34, yOffset=10, stroke=BORDER, strokeWidth=0.8).encode(
                y=row,
                x=alt.X("start:Q", axis=None, scale=across),
                x2="end:Q",
                color=alt.Color(
                    "tier:N",
                    legend=None,
                    scale=alt.Scale(domain=list(TIER_FILL), range=list(TIER_FILL.values())),
                ),
                tooltip=[alt.Tooltip("label:N", title="档次与个数")],
            ),
            strips.mark_text(fontSize=14, dy=10).encode(
                y=row,
                x=alt.X("middle:Q", scale=across),
                text="label:N",
                color=alt.Color("ink:N", scale=None),
            ),
            alt.Chart(alt.NamedData("heads"))
            .mark_text(align="left", dy=-21, fontSize=13, color=INK)
            .encode(y=row, x=alt.value(0), text="head:N"),
        ).properties(width="container", height=alt.Step(84))
    )
