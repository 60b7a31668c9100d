"""One search over everything an edition can show: units, cases, practices, themes and figures."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import accumulate

from analysis import places, text, units
from analysis.edition import Edition, keyed, remembered
from analysis.places import Place
from analysis.theme import plain_number

UNIT, CASE, PRACTICE, THEME, FIGURE = "单位", "案例", "做法", "主题", "数字"
LONGEST = 200  # characters of a query that are read
MOST = 8
SPELT = re.compile("[0-9]*[a-z][a-z0-9]*")  # a word that may be pinyin or initials
_LATIN = re.compile("[a-z0-9]+")
_PARTS = re.compile(r"\d[\d.]*|\D+")
# How people write and type 国家药监局, of which the register's short name is 药监局.
_NATIONAL = Place("", "国家", "国家", "", pinyin="guojia", initials="gj")


@dataclass(frozen=True)
class Entry:
    """Something to open: what it is, and ``page`` with the query ``parameters`` that show it.

    It is found by ``names`` (its own, however written), whole or by their beginning; by ``words``
    anywhere within; by ``keys`` (pinyin, initials, code, value) by their beginning; and by some of
    the characters of ``abbreviated`` in their order. The first three are lines between line breaks.
    """

    kind: str
    label: str
    detail: str
    page: str
    parameters: Mapping[str, str]
    names: str = field(repr=False)
    words: str = field(repr=False)
    keys: str = field(repr=False)
    abbreviated: str = field(repr=False)


@dataclass(frozen=True)
class _Whose:
    """How a place or organisation, and what belongs to it, is found; fields as in ``Entry``."""

    name: str
    words: tuple[str, ...]
    keys: tuple[str, ...]
    abbreviated: str


_NOBODY = _Whose("", (), (), "")


@cache
def _whose(code: str) -> _Whose:
    place = places.register()[code]
    path = [*_above(place), place]
    tails = [path[start:] for start in range(len(path))]
    return _Whose(
        text.names([code])[0],
        ("".join(one.name for one in path), "".join(one.short for one in path)),
        tuple(
            "".join(getattr(one, spelt) for one in tail)
            for spelt in ("pinyin", "initials")
            for tail in tails
        ),
        "" if place.on_map else _plain(place.name),
    )


def _above(place: Place) -> list[Place]:
    """What may be written before a name: province and city, or 国家."""
    if place.name.startswith("国家") and not place.short.startswith("国家"):
        return [_NATIONAL]
    above = places.parent(place.code)
    return [*_above(above), above] if above else []


def _plain(words: str) -> str:
    return places.normalise(words).casefold()


def _lines(words: Iterable[str]) -> str:
    return "\n".join(["", *map(_plain, words), ""])


def _entry(
    kind: str,
    label: str,
    detail: Iterable[str],
    target: tuple[str, Mapping[str, str]],
    names: Iterable[str],
    *,
    words: Iterable[str] = (),
    keys: Iterable[str] = (),
    code: str = "",
) -> Entry:
    """An entry that opens a page with parameters; ``code`` is whose it is, if anyone's."""
    page, parameters = target
    whose = _whose(code) if code else _NOBODY
    return Entry(
        kind,
        label,
        " · ".join(filter(None, detail)),
        page,
        parameters,
        names=_lines([*names, *keys]),
        words=_lines([*names, *words, *whose.words]),
        keys=_lines([*keys, *whose.keys]),
        abbreviated=whose.abbreviated,
    )


@remembered
def index(edition: Edition) -> tuple[Entry, ...]:
    """Everything that can be found, in the order in which equally good hits are listed.

    Units that the edition names come first, those it does not name last.
    """
    named = set(units.named(edition))
    tiers = dict(zip(edition["results"]["code"], edition["results"]["tier"], strict=True))
    every = {code: _unit(place, tiers.get(code, "")) for code, place in places.register().items()}
    return (
        *(entry for code, entry in every.items() if code in named),
        *_themes(edition),
        *_cases(edition),
        *_practices(edition),
        *_figures(edition),
        *(entry for code, entry in every.items() if code not in named),
    )


def _unit(place: Place, tier: str) -> Entry:
    where = "".join(one.short for one in _above(place)) if place.on_map else place.kind
    return _entry(
        UNIT,
        place.name,
        (where, tier and f"{tier}档次"),
        ("unit", places.query(place.code)),
        (place.name, place.short),
        keys=(place.code, place.pinyin, place.initials),
        code=place.code,
    )


def _themes(edition: Edition) -> Iterator[Entry]:
    """The themes, then what each slide of theirs is about."""
    for row in edition["themes"].sort_values("order").itertuples():
        yield _entry(
            THEME,
            row.theme,
            (row.role,),
            ("trends", {"theme": row.theme}),
            (row.theme, row.inner_theme),
            words=(row.role, row.inner_role),
        )
    for row in edition["slides"].sort_values("order").itertuples():
        yield _entry(
            THEME,
            row.subtheme,
            (row.theme,),
            ("trends", {"slide": row.slide}),
            (row.subtheme,),
            words=(row.as_written,),
        )


def _cases(edition: Edition) -> Iterator[Entry]:
    for row in edition["cases"].itertuples():
        yield _entry(
            CASE,
            row.title,
            (f"{row.list}“十大”", _whose(row.code).name),
            ("cases", {"case": row.case}),
            (row.title,),
            words=(row.as_written,),
            code=row.code,
        )


def _practices(edition: Edition) -> Iterator[Entry]:
    slides = keyed(edition, "slides", "slide")
    for row in edition["practices"].itertuples():
        yield _entry(
            PRACTICE,
            row.title,
            (_whose(row.code).name, slides[row.slide].theme),
            ("trends", {"slide": row.slide}),
            (row.title,),
            words=(row.as_written, row.summary, slides[row.slide].subtheme),
            code=row.code,
        )


def _figures(edition: Edition) -> Iterator[Entry]:
    # The same number may stand in several comparisons of one slide; it is one thing to open.
    own = ["slide", "code", "metric", "value", "unit", "qualifier", "source_line"]
    for row in edition["figures"].drop_duplicates(own).itertuples():
        amount = text.amount(row.value, row.unit, row.qualifier)
        yield _entry(
            FIGURE,
            f"{row.metric} {amount}",
            (_whose(row.code).name, f"原文第 {row.source_line} 行"),
            ("trends", {"slide": row.slide}),
            (row.metric, f"{row.metric}{amount}"),
            words=(row.as_written,),
            keys=(plain_number(row.value), amount),
            code=row.code,
        )


@remembered
def _spelt(edition: Edition) -> tuple[Entry, ...]:
    """The index, in which what has a title is found by the title's pinyin and initials too."""
    return tuple(entry if entry.kind == UNIT else _with_pinyin(entry) for entry in index(edition))


def _with_pinyin(entry: Entry) -> Entry:
    """An entry that is found by pinyin and initials from any character of its names onward."""
    spelt = [parts for name in entry.names.split() for parts in syllables(name)]
    tails = ("".join(parts[start:]) for parts in spelt for start in range(len(parts)))
    return replace(
        entry,
        names=entry.names + _lines(map("".join, spelt)),
        keys=entry.keys + _lines(dict.fromkeys(tails)),
    )


@lru_cache(maxsize=4096)
def syllables(name: str) -> tuple[list[str], list[str]]:
    """A name's pinyin and its initials, a part for each character."""
    # Imported here: its dictionaries take memory and time that a visit without a search never needs.
    from pypinyin import Style, lazy_pinyin

    # What is not Chinese stands as it is, without punctuation; a list is more than its types tell.
    pinyin, initials = (
        lazy_pinyin(name, style=style, errors=_LATIN.findall)  # type: ignore[arg-type]
        for style in (Style.NORMAL, Style.FIRST_LETTER)
    )
    return pinyin, initials


def find(edition: Edition, query: str, most: int = MOST) -> list[Entry]:
    """At most so many entries that hold every word of a query, the best first.

    A query is plain text: names, aliases, pinyin, initials, codes or values, parted by spaces; only
    its first ``LONGEST`` characters are read. What it names exactly comes before what begins with
    it, and that before what only holds its words. If nothing does, words are parted after the place
    they begin with and around their numbers: 宁夏872. An empty query finds nothing.
    """
    written = re.split(r"[\s、，,；;]+", query[:LONGEST])
    words = [word for word in map(_plain, written) if word]
    if not words:
        return []
    found = _found(edition, words, most)
    parted = [part for word in words for part in _parted(word)]
    if not found and parted != words:
        found = _found(edition, parted, most)
    return found


def _parted(word: str) -> list[str]:
    """The place's name that a word begins with, then its numbers and what stands between them."""
    place = places.beginning(word)
    return [*filter(None, [place]), *_PARTS.findall(word[len(place) :])]


class _Lines:
    """One field of all entries as one text, so that the hits alone are looked at."""

    def __init__(self, held: Iterable[str]) -> None:
        fields = list(held)
        self._text = "".join(fields)
        self._ends = tuple(accumulate(map(len, fields)))

    def holding(self, needle: str) -> set[int]:
        """Which entries hold what has no line break but at its ends."""
        found: set[int] = set()
        at = self._text.find(needle)
        while at >= 0:
            number = bisect_right(self._ends, at)
            found.add(number)
            at = self._text.find(needle, self._ends[number])
        return found


class _Ranking:
    """What a search goes through."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._names = _Lines(entry.names for entry in entries)
        self._words = _Lines(entry.words for entry in entries)
        self._keys = _Lines(entry.keys for entry in entries)
        self._abbreviated = [
            (number, entry.abbreviated) for number, entry in enumerate(entries) if entry.abbreviated
        ]
        self._opening: dict[frozenset[tuple[str, str]], set[int]] = {}
        for number, entry in enumerate(entries):
            self._opening.setdefault(frozenset(entry.parameters.items()), set()).add(number)

    def ranked(self, words: Sequence[str]) -> list[Entry]:
        """Those that are named exactly, those that begin so, those that hold every word."""
        beginning = f"\n{''.join(words)}"
        exact = self._names.holding(f"{beginning}\n") | self._meant("".join(words))
        begun = self._names.holding(beginning)
        within = set.intersection(*map(self._within, words))
        ranks = (exact, begun - exact, within - begun - exact)
        return [self._entries[number] for rank in ranks for number in sorted(rank)]

    def _meant(self, query: str) -> set[int]:
        """The entries of the places that go by a name."""
        meant = [places.query(place.code) for place in places.candidates(query)]
        return set().union(*(self._opening.get(frozenset(one.items()), ()) for one in meant))

    def _within(self, word: str) -> set[int]:
        held = self._words.holding(word) | self._keys.holding(f"\n{word}")
        return held | {
            number
            for number, name in self._abbreviated
            if word[0] in name and _abbreviates(word, name)
        }


@remembered
def _ranking(edition: Edition, spelt: bool) -> _Ranking:
    return _Ranking(_spelt(edition) if spelt else index(edition))


def _found(edition: Edition, words: Sequence[str], most: int) -> list[Entry]:
    found = _ranking(edition, False).ranked(words)
    if len(found) < most and any(map(SPELT.fullmatch, words)):
        found = _ranking(edition, True).ranked(words)
    return found[:most]


def _abbreviates(word: str, name: str) -> bool:
    """Whether a word takes characters of a name in their order: 发改 for 国家发展和改革委员会."""
    rest = iter(name)
    return all(character in rest for character in word)


def spelling(title: str) -> str:
    """The pinyin of a title, a syllable a word, for files that search by themselves."""
    from pypinyin import lazy_pinyin  # here, for its dictionaries take memory

    return " ".join(re.findall("[a-z0-9]+", " ".join(lazy_pinyin(title)).lower()))
