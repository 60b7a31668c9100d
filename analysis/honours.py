"""优秀政务新媒体主办单位: who is honoured for which media, one row an organisation."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import combinations
from typing import Any, NamedTuple

import pandas as pd

from analysis import cards, library, places, text
from analysis.edition import Edition, records, remembered
from analysis.schema import EDITION, GROUPS, HONOUR_LEVELS, MEDIA, PROVINCIAL
from analysis.units import tier_of

TITLE = "优秀政务新媒体主办单位"
NONE = f"本次材料未列{TITLE}；各地的档次见省级与重要城市两页。"
NOT_FOUND = "所选的名单里没有单位；请减少条件。"
TIER_APART = "入选与档次分别公布，并列只供查阅，不说明二者有何关系。"
ONE_ROW = "一个单位只列在一行里。"
NUMBER = ("", "一", "两", "三")
MARKUP = ("App", "微信", "微博", "档次")


class NameList(NamedTuple):
    """One list of the source: its medium and level, the names to be copied, and the source lines."""

    medium: str
    level: str
    names: str
    about: str


def short(medium: str) -> str:
    """App, 微信, 微博."""
    return medium.removeprefix("政务")


def named(media: Sequence[str]) -> str:
    """Several media in words: App、微信."""
    return "、".join(map(short, media))


@remembered
def sentence(edition: Edition) -> str:
    """How many honours there are for each medium, and what the lists do not hold."""
    rows = edition["honours"]
    if rows.empty:
        return NONE
    return f"{text.by_medium(rows)}；名单所列为主办单位，材料未列产品名称。"


def chosen(edition: Edition, media: Sequence[str] = (), levels: Sequence[str] = ()) -> pd.DataFrame:
    """The honours of some media and levels in the source's order; no choice stands for all."""
    return library.choose(edition["honours"], {"medium": media, "level": levels})


def media_of(edition: Edition, media: Sequence[str] = ()) -> tuple[str, ...]:
    """The chosen media, or all, of which the edition has a list."""
    held = set(edition["honours"]["medium"])
    return tuple(medium for medium in media or MEDIA if medium in held)


@remembered
def honoured(
    edition: Edition, media: tuple[str, ...] = (), levels: tuple[str, ...] = ()
) -> pd.DataFrame:
    """One row an organisation, by level and then by first appearance, which is no rank.

    Columns: level, organisation, code, media (tuple), sources (tuple, one a medium), tier (empty
    where the organisation is in neither group of results).
    """
    choice = {"medium": media, "level": levels}
    rows = list(records(library.choose(_with_sources(edition), choice)))
    by_level = sorted(rows, key=lambda row: HONOUR_LEVELS.index(row.level))
    by_medium = sorted(rows, key=lambda row: MEDIA.index(row.medium))
    held: dict[str, list[Any]] = {row.code: [] for row in by_level}
    for row in by_medium:
        held[row.code].append(row)
    return pd.DataFrame(
        {
            "code": pd.Series(list(held), dtype="str"),
            "level": pd.Series([own[0].level for own in held.values()], dtype="str"),
            "organisation": pd.Series([own[0].organisation for own in held.values()], dtype="str"),
            "media": [tuple(row.medium for row in own) for own in held.values()],
            "sources": [tuple(row.source for row in own) for own in held.values()],
            "tier": pd.Series([tier_of(edition, code) for code in held], dtype="str"),
        }
    )


@remembered
def _with_sources(edition: Edition) -> pd.DataFrame:
    """Every honour with its ``source``, in the source's order."""
    rows = edition["honours"]
    rows["source"] = [cards.source_of(edition, row) for row in records(rows)]
    return rows


def sizes(found: pd.DataFrame) -> pd.Series:
    """For how many media each organisation is honoured."""
    return found["media"].map(len).astype("int64")


@remembered
def result_sentence(edition: Edition, media: Sequence[str], levels: Sequence[str]) -> str:
    """What a choice left."""
    rows = chosen(edition, media, levels)
    return (
        f"{len(rows)} / {len(edition['honours'])} 项次，{rows['code'].nunique()} 个单位；"
        f"{text.IN_LIST_ORDER}"
    )


def choice_words(media: Sequence[str], levels: Sequence[str]) -> str:
    """Which lists a choice leaves, in brackets; nothing where it leaves all."""
    words = "；".join("、".join(values) for values in (media, levels) if values)
    return f"（{words}）" if words else ""


def standing(size: int, shown: Sequence[str]) -> str:
    """What being honoured for so many of the media shown is called."""
    if len(shown) == 1:
        return f"入选{shown[0]}"
    return f"{NUMBER[size]}类都入选" if size == len(shown) else f"入选{NUMBER[size]}类"


@remembered
def finding(edition: Edition, media: tuple[str, ...] = (), levels: tuple[str, ...] = ()) -> str:
    """How many organisations are honoured for all of the media shown, for two, for one."""
    shown = media_of(edition, media)
    held = sizes(honoured(edition, media, levels)).value_counts()
    return "，".join(
        f"{f'{held[size]} 个' if size in held else '无'}单位{standing(size, shown)}"
        for size in range(len(shown), 0, -1)
        if size in held or size == len(shown)
    )


@remembered
def together(
    edition: Edition, media: tuple[str, ...] = (), levels: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Who is honoured for exactly which two or three media: a row a combination, a column a level."""
    found = honoured(edition, media, levels)
    shown = media_of(edition, media)
    levels_found, held = set(found["level"]), set(found["media"])
    several = [
        combination
        for size in range(len(shown), 1, -1)
        for combination in combinations(shown, size)
        if combination in held
    ]
    by: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for row in records(found):
        by.setdefault((row.media, row.level), []).append(row.organisation)
    rows = [
        {
            "入选": f"{named(combination)}（{NUMBER[len(combination)]}类）",
            **{
                level: _listed(by.get((combination, level), ()))
                for level in HONOUR_LEVELS
                if level in levels_found
            },
        }
        for combination in several
    ]
    return pd.DataFrame(rows)


def _listed(organisations: Sequence[str]) -> str:
    return f"{len(organisations)} 个：{'、'.join(organisations)}" if organisations else "无"


@remembered
def matrix(
    edition: Edition, media: tuple[str, ...] = (), levels: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Organisations and media as people read them; the columns of ``MARKUP`` are HTML."""
    found = honoured(edition, media, levels)
    marks = [dict(zip(row.media, map(_mark, row.sources), strict=True)) for row in records(found)]
    tiers = [
        cards.chip(row.tier) if row.tier else escape(_no_tier(edition, row.code))
        for row in records(found)
    ]
    return pd.DataFrame(
        {
            "类别": found["level"],
            "单位": found["organisation"],
            **{
                short(medium): [held.get(medium, "") for held in marks]
                for medium in media_of(edition, media)
            },
            "类数": sizes(found),
            "档次": tiers,
        }
    )


def _mark(source: cards.Source) -> str:
    """A dot for an honour; its source line, and the words there, on demand."""
    where = f"原文第 {source.line} 行"
    return (
        f'<details class="source mark"><summary title="{where}" aria-label="入选，{where}">●'
        f"</summary><span>{where}</span>{cards.excerpt_html(source)}</details>"
    )


def _no_tier(edition: Edition, code: str) -> str:
    return cards.why_no_tier(edition, places.register()[code]) or "—"


@remembered
def notes(edition: Edition, media: tuple[str, ...], levels: tuple[str, ...]) -> list[str]:
    """What must be said beside the matrix."""
    found = honoured(edition, media, levels)
    without = found[(found["tier"] == "") & ~_on_map(found)]
    in_neither = "、".join(dict.fromkeys(without["level"]))
    return [
        "点按 ● 可见原文行号与原文写法。",
        TIER_APART,
        *([f"{in_neither}不在{'、'.join(GROUPS)}两组档次结果之内，记“—”。"] if in_neither else []),
    ]


@remembered
def cited(edition: Edition, media: tuple[str, ...], levels: tuple[str, ...]) -> str:
    """Where the honours shown, and the tiers beside them, stand in the source."""
    rows, results = chosen(edition, media, levels), edition["results"]
    results = results[results["code"].isin(rows["code"])]
    return text.cite(edition, [*rows["source_line"], *results["source_line"]])


def _on_map(found: pd.DataFrame) -> pd.Series:
    return found["code"].map(lambda code: places.register()[code].on_map).astype(bool)


@remembered
def off_map(
    edition: Edition, media: tuple[str, ...] = (), levels: tuple[str, ...] = ()
) -> list[tuple[str, str]]:
    """Those whom the map cannot show, by the media they are honoured for."""
    found = honoured(edition, media, levels)
    found = found[~_on_map(found)]
    shown = media_of(edition, media)
    return [
        (named(held), "、".join(text.names(found.loc[found["media"] == held, "code"])))
        for size in range(len(shown), 0, -1)
        for held in combinations(shown, size)
        if held in set(found["media"])
    ]


@remembered
def beside_map(edition: Edition, media: tuple[str, ...], levels: tuple[str, ...]) -> list[str]:
    """What the map cannot show, said in words next to it."""
    found = honoured(edition, media, levels)
    results = edition["results"]
    apart = results[(results["group"] == PROVINCIAL) & ~_on_map(results)]
    levels_off = found.loc[~_on_map(found), "level"].value_counts(sort=False)
    counted = [f"{level} {count} 个" for level, count in levels_off.items()]
    return [
        "台湾省资料暂缺。",
        *(
            f"{row.organisation}（单列）不上图，不在所列名单中。"
            for row in records(apart[~apart["code"].isin(found["code"])])
        ),
        *([f"{'、'.join(counted)}不上图："] if counted else []),
    ]


@remembered
def name_lists(
    edition: Edition, media: tuple[str, ...] = (), levels: tuple[str, ...] = ()
) -> list[NameList]:
    """The lists of the source, each as the names in its order."""
    lists = chosen(edition, media, levels).groupby(["medium", "level"], sort=False)
    return [
        NameList(
            medium,
            level,
            "、".join(held["organisation"]),
            f"{medium}，{level} {len(held)} 个，原文第 {text.line_ranges(held['source_line'])} 行",
        )
        for (medium, level), held in lists
    ]


@remembered
def whole_list(edition: Edition) -> pd.DataFrame:
    """Every honour with the tier of its organisation, headed by the schema's labels."""
    rows = edition["honours"]
    rows["tier"] = [tier_of(edition, code) for code in rows["code"]]
    labels = {column.name: column.label for column in EDITION["honours"].columns}
    shown = ["medium", "level", "organisation", "code", "tier", "source_line", "as_written"]
    return rows[shown].rename(columns={**labels, "tier": "档次"})
