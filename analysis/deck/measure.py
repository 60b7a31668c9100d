"""How wide words are in the project's font, and where their lines break."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from analysis.fonts import FACES

LEADING = 1.4  # from line to line, in sizes
_NOT_FIRST = "，。、；：？！）》”』】〕…—·%％）,.;:?!)]}"
_NOT_LAST = "（《“『【〔([{"
_TERMS = "档次|卓越|优秀|良好|发展|起步|省级|城市|单位|政府|政务|服务|数据|平台|案例|建设|全国"
# What stays together on a line: a Latin word or number, a term, or one character, with punctuation.
_TOKEN = re.compile(
    rf"[{re.escape(_NOT_LAST)}]*(?:[0-9A-Za-zÀ-ÿ.+\-/@_'’&]+|{_TERMS}|.)[{re.escape(_NOT_FIRST)}]*",
    re.DOTALL,
)


@cache
def _advances(weight: int) -> tuple[Mapping[int, str], Mapping[str, tuple[int, int]], int]:
    from fontTools.ttLib import TTFont  # here, for only decks and documents measure words

    face = next(face for face in FACES if face.weight == weight)
    font = TTFont(face.path)
    return font.getBestCmap(), dict(font["hmtx"].metrics), font["head"].unitsPerEm


@cache
def _advance(character: str, bold: bool) -> float:
    cmap, metrics, em = _advances(700 if bold else 400)
    glyph = cmap.get(ord(character))
    return metrics[glyph][0] / em if glyph else 1.0


def width(words: str, size: float, *, bold: bool = False) -> float:
    """The width of words on one line, in the unit of ``size``."""
    return size * sum(_advance(character, bold) for character in words)


def wrap(words: str, size: float, room: float, *, bold: bool = False) -> tuple[str, ...]:
    """Words as lines no wider than ``room``; a line neither begins nor ends with what may not."""
    lines: list[str] = []
    for paragraph in words.split("\n"):
        lines += _wrapped(paragraph, size, room, bold)
    return tuple(lines)


def balanced(words: str, size: float, room: float, *, bold: bool = False) -> tuple[str, ...]:
    """``wrap`` with lines about as long as each other, so that no word stands alone."""
    lines = wrap(words, size, room, bold=bold)
    if len(lines) == 2 and (halves := _at_pause(words, size, room, bold)):
        return halves
    while room > size * 4:
        room -= size / 2
        narrower = wrap(words, size, room, bold=bold)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return lines


def _at_pause(words: str, size: float, room: float, bold: bool) -> tuple[str, ...]:
    """Two lines that part where a reader pauses, as equal as can be; empty where none fit."""
    return _parted("[，；：]", words, size, room, bold) or _parted("、", words, size, room, bold)


def _parted(pause: str, words: str, size: float, room: float, bold: bool) -> tuple[str, ...]:
    pauses = [match.end() for match in re.finditer(pause, words)]
    halves = [(words[:at], words[at:].lstrip()) for at in pauses if at < len(words)]
    fitting = [
        (abs(first - second), pair)
        for pair in halves
        for first, second in [tuple(width(half, size, bold=bold) for half in pair)]
        if max(first, second) <= room and min(first, second) > room / 4
    ]
    return min(fitting)[1] if fitting else ()


def wrap_names(names: Sequence[str], size: float, room: float) -> tuple[str, ...]:
    """Names parted by 、 as lines that break between names, but for one wider than a line."""
    lines: list[str] = []
    line = ""
    for number, name in enumerate(names, start=1):
        token = name if number == len(names) else f"{name}、"
        if line and width(line + token.removesuffix("、"), size) > room:
            lines.append(line)
            line = ""
        line += token
        if width(line, size) > room + size:
            *whole, line = wrap(line, size, room)
            lines += whole
    return (*lines, line)


def _wrapped(words: str, size: float, room: float, bold: bool) -> Iterator[str]:
    line, used = "", 0.0
    for token in _tokens(words, size, room, bold):
        wide = width(token, size, bold=bold)
        if line and used + width(token.rstrip(), size, bold=bold) > room:
            yield line.rstrip()
            line, used = "", 0.0
            token = token.lstrip()
            wide = width(token, size, bold=bold)
        line, used = line + token, used + wide
    yield line.rstrip()


def _tokens(words: str, size: float, room: float, bold: bool) -> Iterator[str]:
    """What stays together, but for what is wider than a line."""
    for token in _TOKEN.findall(words):
        if width(token, size, bold=bold) <= room:
            yield token
        else:
            yield from token


def height(lines: int, size: float) -> float:
    """The height of so many lines."""
    return lines * size * LEADING
