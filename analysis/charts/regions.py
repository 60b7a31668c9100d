"""Regions and units side by side by tier; provinces and their cities on one map."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from analysis import places, regions, text, tiers
from analysis.charts import labels, maps
from analysis.edition import Edition, records, remembered, remembered_lately
from analysis.figure import Figure, freeze, map_figure
from analysis.regions import pairs, sides
from analysis.regions.sides import Side
from analysis.schema import CITIES, PROVINCIAL, TIERS
from analysis.theme import BORDER, INK, RULE, TIER_FILL, TIER_INK

LEAST = 12  # px; a bar in which not even a number has room
_COLUMNS = ["order", "tier", "start", "end", "middle", "most", "label", "short", "said"]


@remembered_lately
def side_by_side(edition: Edition, group: str, found: tuple[Side, ...]) -> Figure:
    """Regions: the units of each tier, end to end. Single units: the places each may hold (推算)."""
    alone = sides.are_units(found)
    bars = _intervals(edition, group, found) if alone else _counts(edition, group, found)
    results = edition["results"]
    codes = {code for side in found for code in side.codes}
    rows = results[(results["group"] == group) & results["code"].isin(codes)]
    lines = [*rows["source_line"], *tiers.scale(edition, group)["source_line"]]
    told = "；".join(f"{name}：{words}" for name, words in sides.name_lists(edition, group, found))
    return Figure(
        spec=_spec(),
        data={
            "bars": _drawn(pd.DataFrame(bars, columns=_COLUMNS)),
            "heads": pd.DataFrame(
                _heads(edition, group, found), columns=["order", "head", "track"]
            ),
        },
        finding=sides.finding(edition, group, found),
        shown=_shown(edition, group, alone=alone),
        source=text.cite(edition, lines),
        alternative=f"{text.GROUP_NOUN[group]}。{told}。",
        caveat="".join(sides.caveats(edition, group, found)),
    )


def _drawn(bars: pd.DataFrame) -> pd.DataFrame:
    """With fill and ink of each bar, and the px that the longer line of its label needs."""
    needs = [
        max(sum(13 if char > "〇" else 8 for char in line) for line in label.split("\n")) + 1
        for label in bars["label"]
    ]
    fill, ink = ([of[tier] for tier in bars["tier"]] for of in (TIER_FILL, TIER_INK))
    return bars.assign(needs=needs, fill=fill, ink=ink)


def _shown(edition: Edition, group: str, *, alone: bool) -> str:
    if not alone:
        return f"{edition.year} 年{text.GROUP_NOUN[group]}各档次的单位数，由高到低，长度为个数"
    total = len(tiers.assessed(edition, group))
    return f"{edition.year} 年{text.GROUP_NOUN[group]}的位次区间（推算），由左至右为第 1 至第 {total} 位"


def _counts(edition: Edition, group: str, found: Sequence[Side]) -> list[tuple]:
    most = max((len(side.codes) for side in found), default=0)
    bars = []
    for order, side in enumerate(found):
        start = 0
        for tier, count in regions.counts(edition, group, side.codes).items():
            if count:
                label, said = f"{tier}\n{count}", f"{side.name}：{tier} {count} 个"
                bars.append(_bar(order, tier, start, start + count, most, label, str(count), said))
            start += count
    return bars


def _intervals(edition: Edition, group: str, found: Sequence[Side]) -> list[tuple]:
    held = regions.tiers_held(edition, group)
    bars = []
    for order, side in enumerate(found):
        tier = held[side.codes[0]]
        rank = tiers.rank_interval(edition, group, tier)
        where = regions.interval(edition, group, side.codes)
        label, said = f"{tier}\n{where}", f"{side.name}：{tier}档次，{rank}"
        bars.append(_bar(order, tier, rank.best - 1, rank.worst, rank.total, label, tier, said))
    return bars


def _bar(
    order: int, tier: str, start: int, end: int, most: int, label: str, short: str, said: str
) -> tuple:
    """A row of the bars: what is written in it where it has room, where it has little, and on touch."""
    middle = (start + end) / 2
    return order, tier, start, end, middle, most, label, short, said


def _heads(edition: Edition, group: str, found: Sequence[Side]) -> list[tuple]:
    """The line above each bar: name, size, the tiers that nobody holds; how long its frame is."""
    if sides.are_units(found):
        total = len(tiers.assessed(edition, group))
        return [(order, side.name, total) for order, side in enumerate(found)]
    heads = []
    for order, side in enumerate(found):
        empty = [
            tier for tier, count in regions.counts(edition, group, side.codes).items() if not count
        ]
        size = f"{len(side.codes)} 个" if side.codes else "无被评估单位"
        without = f"　{'、'.join(empty)} 无" if empty and side.codes else ""
        heads.append((order, f"{side.name}　{size}{without}", 0))
    return heads


@cache
def _spec() -> Mapping[str, Any]:
    row = alt.Y("order:O", axis=None)
    across = alt.Scale(nice=False, zero=True)
    bars = alt.Chart(alt.NamedData("bars"))
    heads = alt.Chart(alt.NamedData("heads"))
    room = "(datum.end - datum.start) / datum.most * width"
    roomy = f"{room} > datum.needs"
    return freeze(
        alt.layer(
            # Without aria: a layer with nothing in it would be an image without a name.
            heads.mark_bar(
                height=40, yOffset=12, fill=None, stroke=RULE, strokeWidth=0.8, aria=False
            )
            .transform_filter("datum.track > 0")
            .transform_calculate(none="0")
            .encode(y=row, x=alt.X("none:Q", axis=None, scale=across), x2="track:Q"),
            bars.mark_bar(height=40, yOffset=12, stroke=BORDER, strokeWidth=0.8).encode(
                y=row,
                x=alt.X("start:Q", axis=None, scale=across),
                x2="end:Q",
                color=alt.Color("fill:N", scale=None),
                tooltip=[alt.Tooltip("said:N", title="档次")],
            ),
            bars.mark_text(
                text=alt.ExprRef(f"{roomy} ? datum.label : {room} > {LEAST} ? datum.short : ''"),
                dy=alt.ExprRef(f"{roomy} ? 4 : 12"),
                fontSize=13,
                lineBreak="\n",
                lineHeight=16,
                baseline="middle",
            ).encode(
                y=row, x=alt.X("middle:Q", scale=across), color=alt.Color("ink:N", scale=None)
            ),
            heads.mark_text(align="left", dy=-22, fontSize=13, color=INK).encode(
                y=row, x=alt.value(0), text="head:N"
            ),
        ).properties(width="container", height=alt.Step(88))
    )


# ---- the map of the pairs ---------------------------------------------------------------------


def pair_map(edition: Edition, *, stands: Collection[str] = ()) -> Figure:
    """Provinces filled by their tier, their capitals and 计划单列市 as dots filled by their own.

    ``stands`` keeps the dots of only some of ``pairs.STANDS``.
    """
    return _pair_map(edition, tuple(stands))


@remembered
def _pair_map(edition: Edition, stands: tuple[str, ...]) -> Figure:
    every = pairs.every(edition)
    found = every[every["stands"].isin(stands)] if stands else every
    lines = [line for both in every["lines"] for line in both]
    chosen = f"；只标出档次名称{'、'.join(stands)}的" if stands else ""
    return map_figure(
        "provinces",
        _pair_spec,
        lambda: {
            "rows": _areas(edition, tuple(found["city"])),
            "points": _dots(edition, tuple(found["city"])),
            "legend": _legend(edition),
        },
        finding=pairs.finding(edition),
        shown=f"{edition.year} 年，面为省级评估的档次，点为省会（首府）和计划单列市在重要城市评估中的档次{chosen}",
        source=text.cite(edition, lines),
        alternative=_alternative(edition),
        caveat=pairs.NAMES_ONLY,
        notice=text.MAP_NOTICE,
    )


def _alternative(edition: Edition) -> str:
    """The whole map in words, the same for every choice: with other words it would be built anew."""
    told = "；".join(f"{label}：{held}" for label, held in pairs.groups(edition))
    return f"{text.tier_alternative(edition, PROVINCIAL)}{pairs.TITLE}。{told}。"


def _areas(edition: Edition, cities: tuple[str, ...]) -> pd.DataFrame:
    tier = regions.tiers_held(edition, PROVINCIAL)
    lifts = labels.lifts(cities)
    areas = [place.code for place in places.of(tier) if place.on_map]
    words = {
        **dict.fromkeys(lifts, maps.NOT_ASSESSED),
        **{code: tier[code] for code in areas},
        places.TAIWAN: maps.NO_DATA,
    }
    return pd.DataFrame(
        {
            "code": list(words),
            "tier": list(words.values()),
            "coloured": [word in TIERS for word in words.values()],
            "lift": [lifts.get(code, 0) for code in words],  # names that give way to a dot
        }
    )


def _dots(edition: Edition, cities: tuple[str, ...]) -> pd.DataFrame:
    tier, aside = regions.tiers_held(edition, CITIES), labels.names(cities)
    rows = [
        (
            place.code,
            tier[place.code],
            True,
            place.short,
            place.x,
            place.y,
            *aside.get(place.code, labels.AROUND[0]),
            place.short if place.code in aside else "",
        )
        for place in places.of(cities)
    ]
    columns = ["code", "tier", "coloured", "name", "x", "y", "dx", "dy", "align", "label"]
    return pd.DataFrame(rows, columns=columns)


def _legend(edition: Edition) -> pd.DataFrame:
    """One row a legend entry from the bottom up: tiers of both groups, counted in each."""
    scale = {
        group: {row.tier: row.count for row in records(tiers.scale(edition, group))}
        for group in (PROVINCIAL, CITIES)
    }
    shown = [tier for tier in TIERS if any(tier in held for held in scale.values())]
    words = [
        tier if any(held.get(tier) for held in scale.values()) else f"{tier} 无" for tier in shown
    ]
    entries = [*zip(words, shown, strict=True), (maps.NOT_ASSESSED, maps.NOT_ASSESSED)]
    return pd.DataFrame(
        {
            "place": range(len(entries) - 1, -1, -1),
            "label": [label for label, _ in entries],
            "tier": [tier for _, tier in entries],
            "coloured": True,
        }
    )


@cache
def _pair_spec() -> Mapping[str, Any]:
    return maps.provinces_and_cities(maps.TIER, ringed=True)
