"""Sentences with their sources, and those that press release and questions share."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import pandas as pd

from analysis import cards, comparisons, library, method, places, text
from analysis.edition import Edition
from analysis.schema import GRADES, GROUPS, PROVINCIAL

NOT_HELD, OUR_RULE = "录入的各表无此项", "编写说明"


@dataclass(frozen=True)
class Statement:
    """A sentence, the lines of the document that it rests on, and what else it rests on.

    One with neither claims nothing: it has only blanks to be filled in, written 【日期】.
    """

    words: str
    lines: tuple[int, ...] = ()
    basis: str = ""
    in_our_words: bool = False

    @property
    def source(self) -> str:
        """Where the sentence comes from, in words."""
        where = text.line_ranges(self.lines)
        own = f"据原文第 {where} 行概括" if self.in_our_words else f"原文第 {where} 行"
        return "；".join(filter(None, (own if where else "", self.basis)))


Paragraph = tuple[Statement, ...]


@dataclass(frozen=True, eq=False)
class Table:
    """Rows under Chinese heads, with what they show and where it stands; ``numbers`` are heads."""

    caption: Statement
    rows: pd.DataFrame
    numbers: tuple[str, ...]


def said(words: str, *tables: pd.DataFrame) -> Statement:
    """A sentence that rests on rows; on none where the edition does not hold any."""
    lines = sorted({int(line) for rows in tables for line in rows["source_line"]})
    return Statement(words, tuple(lines), "" if lines else NOT_HELD)


def groups(edition: Edition) -> tuple[str, ...]:
    """The groups that have results."""
    held = set(edition["results"]["group"])
    return tuple(group for group in GROUPS if group in held)


def of_group(edition: Edition, group: str, tiers: Iterable[str] = ()) -> pd.DataFrame:
    """The results of a group, or those of some of its tiers."""
    rows = edition["results"].query("group == @group")
    return rows[rows["tier"].isin(list(tiers))] if tiers else rows


def full(codes: Iterable[str]) -> str:
    """Full names: 北京市、上海市."""
    return "、".join(text.full_names(codes))


def counts(values: pd.Series) -> str:
    """How often each value is held: 部委 3，省级政府 9."""
    return "，".join(f"{value} {size}" for value, size in values.value_counts(sort=False).items())


def weights(edition: Edition) -> str:
    """How the weights add up, and which of them the source does not say how it counts."""
    beside = method.weights(edition).query("bar == 1")["indicator"]
    unsaid = f"，材料未说明{'、'.join(beside)}如何计入档次" if len(beside) else ""
    return f"{method.weights_finding(edition)}{unsaid}。"


def cases(edition: Edition) -> Statement:
    """How many cases there are, in which lists, and of how many the source tells more."""
    rows = edition["cases"]
    return said(f"“十大”优秀创新案例共 {len(rows)} 个：{library.sentence(rows)}", rows)


def left_out(edition: Edition) -> dict[str, Statement]:
    """What one may look for and the material does not hold, each with the lines that show it."""
    indicators, scope = edition["indicators"], edition["scope"]
    where = {
        "分数": edition["tier_scale"],
        "分项得分": indicators,
        "名次": edition["results"],
        f"{text.WEBSITES}评估结果": scope[scope["object"] == text.WEBSITES],
        "新媒体产品": edition["honours"],
        **{name: indicators.query("indicator == @name") for name in indicators["indicator"]},
    }
    return {
        about: said(f"{about}：{words}", where[about])
        for about, words in method.not_published(edition)
    }


def without_data(edition: Edition) -> dict[str, Statement]:
    """台湾, and 香港 and 澳门: why they hold no tier, by short name, where they hold none."""
    rows = of_group(edition, PROVINCIAL)
    special = (places.TAIWAN, places.HONG_KONG, places.MACAO)
    found: dict[str, list[places.Place]] = {}
    for place in places.of(code for code in special if code not in set(rows["code"])):
        found.setdefault(cards.why_no_tier(edition, place), []).append(place)
    listed = {why: "、".join(place.short for place in held) for why, held in found.items()}
    return {
        names: said(f"{why}。" if found[why][0].name in why else f"{names}{why}。", rows)
        for why, names in listed.items()
    }


def owner(code: str) -> str:
    """Whose a figure is; nobody's in particular where it counts the whole country."""
    place = places.register()[code]
    return "" if place.kind == "全国" else places.located(code)


def change(pair) -> Statement:
    """A row of ``comparisons.pairs``: no verb of change where the two values count differently."""
    name, before, after = (
        f"{owner(pair.code)}{pair.metric}",
        pair.before_written,
        pair.after_written,
    )
    if pair.comparable:
        verb = text.direction(pair.before, pair.after)
        return Statement(f"{name}由 {before}{verb} {after}。", pair.lines)
    return Statement(f"{name}：{text.two_values(pair)}。", pair.lines)


def caveats(rows: pd.DataFrame) -> Paragraph:
    """What must be said beside figures, or beside pairs or shares of them."""
    noted = with_notes(rows)
    if noted.empty:
        return ()
    own = noted["lines"] if "lines" in noted else [(line,) for line in noted["source_line"]]
    lines = sorted({int(line) for held in own for line in held})
    return (Statement(f"口径说明：{'；'.join(noted['note'])}。", tuple(lines)),)


def with_notes(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with a note, each note once; one that repeats another and adds to it is left out."""
    noted = rows[rows["note"] != ""].drop_duplicates("note")
    notes = list(noted["note"])
    return noted[[not any(other in note for other in notes if other != note) for note in notes]]


def defined(edition: Edition, context: Edition | None, pairs: Collection[str]) -> Paragraph:
    """What each of the two numbers of websites counts, where one of the pairs is theirs.

    A third sentence gives the first number counted as the second is, where the context derives it.
    """
    pair = comparisons.website_pair(edition, context)
    if context is None or pair not in pairs:
        return ()
    both = comparisons.by_id(edition)[pair]
    numbers = context["website_counts"]
    first, last = (
        numbers[numbers["count"] == getattr(both, at)].iloc[0] for at in ("before", "after")
    )
    derived = numbers[
        (numbers["date"] == first["date"])
        & (numbers["basis"] == last["basis"])
        & (numbers["grade"] == "D")
    ]
    return (
        *(
            _outside(
                f"{row['count']} 个按“{row['basis']}”计：{row['arithmetic'] or row['note']}。", row
            )
            for row in (first, last)
        ),
        *(
            _outside(
                f"同一时点按“{row['basis']}”计为 {row['count']} 个（推算：{row['arithmetic']}）。",
                row,
            )
            for _, row in derived.iterrows()
        ),
    )


def _outside(words: str, row: pd.Series) -> Statement:
    return Statement(words, basis=f"背景数据：{row['publisher']}（{GRADES[row['grade']]}）")
