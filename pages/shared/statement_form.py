"""What the page of the statements lets its reader choose, and how it shows an answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from analysis import places, statements, text
from analysis.cards import Card, Item
from analysis.edition import Edition, remembered
from analysis.statements import Bar, Claim, ClaimError, Side, Verdict
from analysis.theme import plain_number
from pages.shared import show, state

KINDS: Mapping[str, tuple[str, type[Claim]]] = {
    "mean-above": ("平均分高于", statements.MeanAbove),
    "mean-above-by": ("平均分至少高若干分", statements.MeanAboveBy),
    "every-above": ("每一个都高于每一个", statements.EveryAbove),
    "highest-above": ("最高分高于最高分", statements.HighestAbove),
    "more-of-tier": ("某一档次的单位更多", statements.MoreOfTier),
    "above": ("一个单位高于另一个单位", statements.Above),
    "reaches": ("一个单位达到某档次或分数", statements.Reaches),
    "within-first": ("一个单位居前若干位", statements.WithinFirst),
    "ranks-at": ("一个单位名列第几", statements.RanksAt),
    "at-least": ("至少若干个达到某档次或分数", statements.AtLeast),
    "share-at-least": ("达到某档次或分数的占比", statements.ShareAtLeast),
    "mean-at-least": ("平均分不低于", statements.MeanAtLeast),
    "same-tier": ("都在同一档次", statements.SameTier),
}
OWN, SCORE = "自选", "分数"
_OF_GROUP = ("unit", "other", "a-unit", "b-unit", "bar", "tier")  # ended by another group
PARAMETERS = (
    *("kind", "group", "a", "b", *_OF_GROUP),
    *("score", "count", "place", "percent", "points"),
)


def choose_claim(edition: Edition) -> Claim:
    """A claim as the URL and the widgets have it; an example where neither says anything."""
    labels = {kind: label for kind, (label, _) in KINDS.items()}
    kind = state.choose_from("说法", labels, "kind", next(iter(KINDS)))
    known = tuple(statements.groups(edition))
    group = state.choose_from("分组", {one: one for one in known}, "group", known[0], _OF_GROUP)
    claimed = KINDS[kind][1]
    names = [field.name for field in fields(claimed) if field.name != "group"]
    parts = {name: _choose_part(edition, group, name, names) for name in names}
    return claimed(group, **parts)


def _choose_part(edition: Edition, group: str, name: str, names: Collection[str]) -> Any:
    """One part of a claim, by the name that it has there."""
    scale = statements.groups(edition)[group].tiers
    tiers = {tier: f"{tier}档次 {held.interval}" for tier, held in scale.items()}
    own, every = _units(edition, group)
    if name == "unit":
        return state.choose_from("单位", _asked(own, name), name, next(iter(own)))
    if name == "other":
        return state.choose_from("高于哪个单位", _asked(every, name), name, _second(every))
    if name in ("a", "b"):
        label = "哪些单位" if "b" not in names else "前者" if name == "a" else "后者"
        return _choose_side(edition, group, name, label)
    if name == "tier":
        return state.choose_from("档次", tiers, name, _top(edition, group))
    if name == "bar":
        return _choose_bar(edition, group, tiers)
    if name in ("count", "place"):
        label = "至少几个" if name == "count" else "位次"
        return int(state.choose_number(label, name, 1, 999))
    label, default, most = {
        "score": ("分数", 80, 200),
        "points": ("至少高几分", 2, 200),
        "percent": ("至少占百分之几", 50, 100),
    }[name]
    return Fraction(state.choose_number(label, name, default, most, decimals=2))


def _second(codes: Collection[str]) -> str:
    """The second of some units; the only one where there is no other, which is then told."""
    return next(iter([*codes][1:2] or codes))


def _choose_bar(edition: Edition, group: str, tiers: Mapping[str, str]) -> Bar:
    bar = state.choose_from("达到", {**tiers, SCORE: "某一分数"}, "bar", _top(edition, group))
    return bar if bar != SCORE else _choose_part(edition, group, "score", ())


def _choose_side(edition: Edition, group: str, parameter: str, label: str) -> Side:
    """Units that are spoken of together: a region, a tier's units, all of them, or the reader's own."""
    named = statements.sides(edition, group)
    options = {one: str(side) for one, side in named.items()} | {OWN: "自选单位"}
    usual = {"a": "东部", "b": "西部"}[parameter]
    default = usual if usual in named else statements.EVERY_UNIT
    chosen = state.choose_from(label, options, parameter, default)
    if chosen != OWN:
        return named[chosen]
    parameter = f"{parameter}-unit"
    every = _asked(_units(edition, group)[1], parameter)
    return Side(tuple(state.choose_several(f"{label}：自选单位", every, parameter)))


def _asked(known: Mapping[str, str], parameter: str) -> dict[str, str]:
    """Some units, and those that the address names besides: the answer says why they will not do."""
    others = (code for code in state.view().get(parameter, ()) if code not in known)
    return dict(known) | {code: places.located(code) for code in others if places.get(code)}


@remembered
def _units(edition: Edition, group: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The units of a group, and before those of the other group as well, by code."""
    own = {code: places.located(code) for code in statements.groups(edition)[group].units}
    others = {
        code: f"{places.located(code)}（{other.name}）"
        for other in statements.groups(edition).values()
        for code in other.units
    }
    every = own | {code: label for code, label in others.items() if code not in own}
    return MappingProxyType(own), MappingProxyType(every)


def _top(edition: Edition, group: str) -> str:
    """The highest tier that anybody holds."""
    held = statements.groups(edition)[group]
    return held.ends(Side(tuple(held.units)))[1].name


def query(edition: Edition, claim: Claim) -> dict[str, list[str]]:
    """The parameters that open the page with a claim."""
    kind = next(kind for kind, (_, claimed) in KINDS.items() if isinstance(claim, claimed))
    found = {"kind": [kind], "group": [claim.group]}
    for field in fields(claim):
        value = getattr(claim, field.name)
        if isinstance(value, Side):
            found |= _side_query(edition, claim.group, field.name, value)
        elif field.name == "bar" and isinstance(value, Fraction):
            found |= {"bar": [SCORE], "score": [plain_number(float(value))]}
        elif field.name != "group":
            written = value if isinstance(value, str) else plain_number(float(value))
            found[field.name] = [written]
    return found


def _side_query(edition: Edition, group: str, name: str, side: Side) -> dict[str, list[str]]:
    if statements.sides(edition, group).get(side.name) == side:
        return {name: [side.name]}
    return {name: [OWN], f"{name}-unit": list(side.codes)}


def answer(edition: Edition, claim: Claim) -> Verdict | None:
    """Show what may be said; where the claim says nothing to judge, how to change it."""
    try:
        verdict = statements.judge(edition, claim)
    except ClaimError as error:
        show.heading("这样还不成一句话")
        show.sentence(str(error))
        return None
    example = [Item(f"并非真实分数：{verdict.illustration}", term="举例")]
    show.heading(verdict.answer)
    items = (
        Item(verdict.reason, term="理由"),
        *(example if verdict.illustration else ()),
        *statements.basis(edition, claim),
    )
    show.card_list([Card(verdict.words, items=items)])
    if words := statements.quotable(edition, verdict):
        show.quotation(words)
    return verdict


def more(edition: Edition, claim: Claim) -> None:
    """What else people say of the same two sides, or of the same unit."""
    if others := statements.otherwise(claim):
        show.heading("同样两组单位，换一种说法")
        _cards(statements.judge(edition, other) for other in others)
    if code := getattr(claim, "unit", ""):
        show.heading(f"{places.located(code)}的可用表述")
        _cards(statements.usable(edition, code))
        show.heading(f"{places.located(code)}的不宜表述")
        _cards(statements.unusable(edition, code))


def _cards(verdicts: Iterable[Verdict]) -> None:
    show.card_list(
        (
            Card(
                one.words,
                owner=one.answer,
                items=(Item(f"{one.reason}（原文第 {text.line_ranges(one.lines)} 行）"),),
            )
            for one in verdicts
        ),
        columns=2,
    )


def choose_example(edition: Edition, claim: Claim) -> None:
    """Ready claims in words; a choice fills the whole form."""
    ready = _ready(edition)
    shown = next((words for words, (one, _) in ready.items() if one == claim), "")
    views = {words: view for words, (_, view) in ready.items()}
    state.choose_view("现成的说法", views, shown, PARAMETERS, "选一句，或在下面自己组句")


@remembered
def _ready(edition: Edition) -> dict[str, tuple[Claim, dict[str, list[str]]]]:
    """The ready claims in words, each with the parameters that open it."""
    return {
        statements.judge(edition, one).words.rstrip("。"): (one, query(edition, one))
        for one in statements.examples(edition)
    }
