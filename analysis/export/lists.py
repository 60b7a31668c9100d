"""The published names as plain text, to be copied: tiers, honours, cases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

import pandas as pd

from analysis import honours, places, text, tiers
from analysis.edition import Edition, records, remembered
from analysis.schema import GROUPS

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@remembered
def name_lists(edition: Edition) -> Mapping[str, str]:
    """Texts by file name, one for each list that the edition has."""
    every = (*_tiers(edition), *_honours(edition), *_cases(edition))
    return MappingProxyType({f"{name}.txt": words for name, words in every})


def _written(
    edition: Edition, head: str, rules: str, rows: pd.DataFrame, body: Iterable[str]
) -> str:
    """A head, the sentence that order is no rank, the source of the rows, the names."""
    lines = [f"{head}（{edition.year}）", rules, f"{text.cite(edition, rows['source_line'])}。", ""]
    return "".join(_CONTROL.sub("\ufffd", line) + "\n" for line in (*lines, *body))


def _tiers(edition: Edition) -> Iterator[tuple[str, str]]:
    """A list a group, in which a tier that nobody holds stands as such."""
    for group in GROUPS:
        results = edition["results"].query("group == @group")
        if len(results):
            scale = tiers.scale(edition, group)
            body = (_tier(row, results[results["tier"] == row.tier]) for row in records(scale))
            head, rules = (
                f"{text.GROUP_NOUN[group]}档次名单",
                text.IN_TIER_ORDER + text.GROUPS_APART,
            )
            yield f"档次名单-{group}", _written(edition, head, rules, results, body)


def _tier(row, results: pd.DataFrame) -> str:
    if results.empty:
        return f"{row.tier} {row.interval}，无（原文第 {row.source_line} 行）"
    names, where = "、".join(text.full_names(row.members)), text.line_ranges(results["source_line"])
    return f"{row.tier} {row.interval}，{row.count} 个（原文第 {where} 行）：{names}"


def _honours(edition: Edition) -> Iterator[tuple[str, str]]:
    """A list a medium."""
    rows = edition["honours"]
    for medium in honours.media_of(edition):
        name, own = f"优秀{medium}主办单位", rows[rows["medium"] == medium]
        body = (f"{one.about}：{one.names}" for one in honours.name_lists(edition, (medium,)))
        yield name, _written(edition, f"{name}名单", text.IN_LIST_ORDER, own, body)


def _cases(edition: Edition) -> Iterator[tuple[str, str]]:
    """A list as the source has it: whose each case is, its name, whether more is told of it."""
    for name, rows in edition["cases"].groupby("list", sort=False):
        body = (
            f"{places.located(row.code)}：{row.title}（{row.detail}，原文第 {row.source_line} 行）"
            for row in records(rows)
        )
        head = f"{name}“十大”优秀创新案例名单"
        yield f"优秀创新案例-{name}", _written(edition, head, text.IN_LIST_ORDER, rows, body)
