"""The “十大”优秀创新案例 as a library: joined, filtered, counted."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from analysis import places, text
from analysis.edition import Edition, remembered
from analysis.schema import NAME_ONLY, WITH_TEXT
from analysis.schema import REGIONS as FOUR_REGIONS

NO_REGION = "部委（不分地区）"
REGIONS = (*FOUR_REGIONS, NO_REGION)


@remembered
def cases(edition: Edition) -> pd.DataFrame:
    """All cases in list order, one row a case.

    Adds to the table's columns: ``theme`` (tuple of themes), ``practice`` (tuple of the practices
    with the source's text on it), ``region`` (one of the four, or ``NO_REGION`` for ministries)
    and ``words``, everything a reader may search it by.
    """
    rows = edition["cases"]
    themes = _gathered(edition["case_themes"], "theme")
    practices = _gathered(edition["case_practices"], "practice")
    found = [places.get(code) for code in rows["code"]]
    rows["theme"] = [themes.get(case, ()) for case in rows["case"]]
    rows["practice"] = [practices.get(case, ()) for case in rows["case"]]
    rows["region"] = [place.region or NO_REGION if place else NO_REGION for place in found]
    rows["words"] = [
        _words(row, place) for row, place in zip(rows.itertuples(), found, strict=True)
    ]
    return rows


def _gathered(links: pd.DataFrame, column: str) -> Mapping[str, tuple[str, ...]]:
    return links.groupby("case", sort=False)[column].agg(tuple).to_dict()


def _words(row, place: places.Place | None) -> str:
    words = [row.title, row.organisation, row.as_written, row.list, *row.theme]
    if place:
        above = places.province(place.code)
        words += [places.located(place.code), place.short, place.pinyin, place.initials]
        words += [above.name] if above else []
    return "\n".join(places.normalise(word) for word in words).casefold()


def choose(
    rows: pd.DataFrame, chosen: Mapping[str, Collection[str]], query: str = ""
) -> pd.DataFrame:
    """Rows that have, for every facet with a choice, one of its values, and all words of a query."""
    keep = pd.Series(True, index=rows.index)
    for facet, values in chosen.items():
        if values:
            wanted = set(values)
            keep &= rows[facet].map(lambda held, wanted=wanted: not wanted.isdisjoint(_held(held)))
    for word in query.split():
        keep &= rows["words"].str.contains(places.normalise(word).casefold(), regex=False)
    return rows[keep]


def counts(
    rows: pd.DataFrame, facet: str, chosen: Mapping[str, Collection[str]], query: str = ""
) -> dict[str, int]:
    """How many rows each value of a facet would leave, its own choice set aside."""
    others = {name: values for name, values in chosen.items() if name != facet}
    held = choose(rows, others, query)[facet]
    return pd.Series([value for values in held for value in _held(values)]).value_counts().to_dict()


def _held(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,)


def sentence(rows: pd.DataFrame) -> str:
    """How many cases there are, in which lists, and on how many the source has text."""
    if rows.empty:
        return "本次材料未列“十大”优秀创新案例。"
    lists = "，".join(f"{name} {len(held)} 个" for name, held in rows.groupby("list", sort=False))
    told = int((rows["detail"] == WITH_TEXT).sum())
    return f"{lists}；{told} 个在材料中有正文，{len(rows) - told} 个仅列名称。"


def result_sentence(found: pd.DataFrame, rows: pd.DataFrame) -> str:
    """What a filter left, and what to do where it left nothing."""
    if found.empty:
        return f"没有符合这些条件的案例（共 {len(rows)} 个）；请减少条件，或换一个词。"
    told = int((found["detail"] != NAME_ONLY).sum())
    return f"{len(found)} / {len(rows)} 个案例，其中有正文 {told} 个；{text.IN_LIST_ORDER}"
