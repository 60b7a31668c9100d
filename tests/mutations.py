"""Good files, broken at random: whatever they have become, ``take`` returns and says so in Chinese.

A short run is part of every test run; a long one is ``python -m tests.mutations 100000``, which
prints how many were tried, how many still loaded, and what the slowest one took. Everything depends
on the seed alone: ``python -m tests.mutations 1 4711`` repeats number 4711.
"""

from __future__ import annotations

import csv
import io
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import cache
from xml.sax.saxutils import escape

from analysis import intake
from analysis.schema import EDITION
from tests.fixtures.bad_files import Files, book_parts, labelled, rows, sheet, tables, zipped

# The three tables that an edition needs and two that refer to each other: fast, and every rule.
TABLES = ("event", "tier_scale", "results", "themes", "slides")
CELLS = (
    b'"', b",", b";", b"\t", b"\r\n", b"\n\n", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"%", b"=1+1", b"-", b"1e9",
    b"9" * 400, b"2019-12", b"43803", b"<", b"]]>", "全国".encode(), "１２".encode(), "\u202e".encode(),
    "\u200b".encode(), "北京".encode("gb18030"), b"\xed\xa0\x80", b"a" * 3000, b"," * 100, b"../", b"NaN",
)  # fmt: skip
XML = (
    b"<c/>", b"<row/>", b"</row>", b"<v>", b"</v>", b'<row r="9999999">', b'<c r="XFD1048576"><v>1</v></c>',
    b'r="A1"', b't="s"', b't="b"', b't="e"', b't="d"', b't="n"', b's="99999"', b's="-1"', b"&amp;", b"&x;", b"&#0;",
    b"<!DOCTYPE a>", b"<!--", b"<![CDATA[", b"<f>1</f>", b"<is>", b"_x0000_", b"_xD800_", b"1e400", b"-1", b"0x1",
    b'hidden="1"', b"<mergeCell ref=", b'"A1:ZZ9"', b"xl/", b"rId2", b"/", b"../../", b"</sheetData>", b'"', b">",
)  # fmt: skip

SIGNATURES = (
    b"PK\x01\x02",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"PK\x06\x06",
    b"\xff\xff\xff\xff",
    b"\0" * 4,
)
WORDS = (
    "", " ", "１２", "9" * 400, "-1", "1e9", "NaN", "12%", "1,759", "优秀", "卓越", "省级", "北京", "朝阳区", "110000",
    "11000", "2019-12", "2019年12月4日", "43803", "=1+1", "<b>", "\u200b\xa0", "a\nb", "\x07", "\ufffe", "长" * 2001, "tier",
    "档次", "order", "标题", "100", "95", "0",
)  # fmt: skip
VALUES = (
    "A1", "A0", "XFD1048576", "ZZZZ1", "s", "str", "b", "e", "d", "n", "inlineStr", "-5", "1048577", "true", "1e999",
    "0.1", "61", "60", "3000000", "43803.5", "_xD800_", "_x0007_", "rId2", "../../x", "/xl/styles.xml", "External",
    "veryHidden", "yyyy", "0%", "14", "99", "worksheets/sheet1.xml", "application/vnd.ms-excel.sheet.macroEnabled",
)  # fmt: skip

Chance = random.Random


@cache
def _tables() -> Files:
    return {f"{name}.csv": tables()[f"{name}.csv"] for name in TABLES}


@cache
def _parts() -> Files:
    return book_parts({EDITION[name].label: sheet(labelled(name, rows(name))) for name in TABLES})


def mutated(content: bytes, chance: Chance, words: tuple[bytes, ...]) -> bytes:
    """Some bytes changed, one to six times: cut, repeated, moved, replaced, or words put in."""
    held = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(held) + 1)
        end = min(len(held), at + int(chance.expovariate(1 / 12)) + 1)
        way = chance.randrange(7)
        if way == 0:
            del held[at:end]
        elif way == 1:
            held[at:at] = held[at:end] * chance.randint(1, 3)
        elif way == 2:
            other = chance.randrange(len(held) + 1)
            held[at:end] = held[other : other + end - at]
        elif way == 3 and at < len(held):
            held[at] ^= 1 << chance.randrange(8)
        elif way == 4 and at < len(held):
            held[at] = chance.randrange(256)
        elif way == 5 and chance.random() < 0.2:
            del held[at:]
        else:
            held[at : at if chance.random() < 0.5 else end] = chance.choice(words)
    return bytes(held)


def shuffled(content: bytes, chance: Chance) -> bytes:
    """A table with some cells, rows or columns changed, each still sound as CSV."""
    held = list(csv.reader(io.StringIO(content.decode(), newline="")))
    for _ in range(chance.randint(1, 4)):
        row = chance.choice(held)
        way = chance.randrange(8)
        if way == 0:
            held.insert(chance.randrange(len(held) + 1), list(row))
        elif way == 1 and len(held) > 1:
            held.remove(row)
        elif way == 2:
            row.append(chance.choice(WORDS))
        elif way == 3:
            chance.shuffle(row)
        elif way == 4:
            order = chance.sample(range(len(held[0])), len(held[0]))
            held = [[line[place] for place in order if place < len(line)] for line in held]
        elif row:
            other = chance.choice([*held, row])
            place = chance.randrange(len(row))
            row[place] = chance.choice([*WORDS, *other, row[place] + chance.choice(WORDS)])
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=chance.choice(",,,;\t")).writerows(held)
    return stream.getvalue().encode()


def revalued(content: bytes, chance: Chance) -> bytes:
    """XML with some attributes and texts changed, still well formed."""
    text = content.decode()
    for _ in range(chance.randint(1, 4)):
        found = chance.choice(list(re.finditer(r'(?<==")[^"]*(?=")|(?<=>)[^<]+(?=<)', text)))
        value = chance.choice([*WORDS, *VALUES, found[0][1:], found[0] * 2])
        escaped = escape("".join(c for c in value if c >= " " and c != "\ufffe"), {'"': "&quot;"})
        text = text[: found.start()] + escaped + text[found.end() :]
    return text.encode()


def broken_tables(chance: Chance) -> Files:
    """One table of a set broken, now and then in another encoding."""
    name = chance.choice(list(_tables()))
    content = _tables()[name]
    if chance.random() < 0.5:
        return {**_tables(), name: shuffled(content, chance)}
    if chance.random() < 0.2:
        content = content.decode().encode(chance.choice(["gb18030", "utf-16", "utf-16-be"]))
    return {**_tables(), name: mutated(content, chance, CELLS)}


def broken_zip(chance: Chance) -> Files:
    """A package broken in its bytes or in its list of members, or one table before packing."""
    packed, way = _packed(), chance.random()
    if way < 0.4:
        return {"a.zip": zipped(broken_tables(chance))}
    if way < 0.7:
        end = packed.index(b"PK\x01\x02")
        return {"a.zip": packed[:end] + mutated(packed[end:], chance, SIGNATURES)}
    return {"a.zip": mutated(packed, chance, (*CELLS, *SIGNATURES))}


@cache
def _packed() -> bytes:
    return zipped(_tables())


def broken_workbook(chance: Chance) -> Files:
    """A workbook with the XML of one part broken, or now and then its bytes."""
    parts, way = dict(_parts()), chance.random()
    if way < 0.05:
        return {"a.xlsx": mutated(zipped(parts), chance, SIGNATURES)}
    name = chance.choice(list(parts))
    change = revalued(parts[name], chance) if way < 0.6 else mutated(parts[name], chance, XML)
    return {"a.xlsx": zipped(parts | {name: change})}


WAYS: tuple[Callable[[Chance], Files], ...] = (broken_tables, broken_zip, broken_workbook)


def attempt(number: int) -> intake.Taken:
    """What becomes of the mutation of this number; ``AssertionError`` where it is not told well."""
    chance = Chance(number)
    taken = intake.take(WAYS[number % len(WAYS)](chance))
    assert (taken.edition is None) == bool(taken.problems), number
    for told in (*taken.problems, *taken.notes):
        sentence = told.sentence()
        assert any("一" <= character <= "鿿" for character in sentence), number
        assert len(sentence) < 1000, (number, sentence)
        sentence.encode()
    return taken


def main(count: int, first: int = 0) -> None:
    """Try so many and print what came of them."""
    loaded, rules, slowest = 0, Counter[str](), (0.0, 0)
    begun = time.monotonic()
    for number in range(first, first + count):
        started = time.monotonic()
        taken = attempt(number)
        slowest = max(slowest, (time.monotonic() - started, number))
        loaded += taken.edition is not None
        rules.update({problem.rule for problem in taken.problems})
    spent = time.monotonic() - begun
    print(f"{count} tried in {spent:.0f} s, {loaded} loaded, none raised")
    print(f"slowest: number {slowest[1]}, {slowest[0]:.2f} s")
    print(", ".join(f"{rule} {number}" for rule, number in rules.most_common()))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
