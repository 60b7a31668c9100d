"""The project's own Chinese typeface: a subset of Noto Sans CJK SC in two weights.

The files are cut by ``python -m analysis.fonts.subset``.
"""

from collections.abc import Iterable
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parent


class Face(NamedTuple):
    """One font file, described as CSS describes it."""

    family: str
    weight: int
    file_name: str

    @property
    def path(self) -> Path:
        return FOLDER / self.file_name


FACES = (
    Face("Noto Sans SC", 400, "NotoSansSC-Regular.woff2"),
    Face("Noto Sans SC", 700, "NotoSansSC-Bold.woff2"),
)


@lru_cache(maxsize=1)
def charset() -> frozenset[str]:
    """Every character that both faces can draw."""
    text = (FOLDER / "charset.txt").read_bytes().decode("utf-8")
    return frozenset(text.removesuffix("\n"))


def missing(text: str) -> list[str]:
    """The characters of ``text`` that the faces cannot draw, each once, in order of appearance.

    Control characters, line breaks included, are never drawable: split lines before asking.
    """
    return list(dict.fromkeys(c for c in text if c not in charset()))


def named(characters: Iterable[str]) -> str:
    """𠮷 U+20BB7, or U+0007（控制字符） where there is nothing to see; parted by 、."""
    return "、".join(map(_named, characters))


def _named(character: str) -> str:
    code = f"U+{ord(character):04X}"
    if character.isprintable():
        return f"{character} {code}"
    return f"{code}（{'控制字符' if ord(character) < 0xA0 else '不可见字符'}）"


@cache
def otf(face: Face, family: str = "") -> bytes:
    """A face as OTF, which needs fontTools; ``family`` gives it another name."""
    from fontTools.ttLib import TTFont

    out = BytesIO()
    with TTFont(face.path, recalcTimestamp=False, recalcBBoxes=False) as font:
        font.flavor = None
        if family:
            font["name"].setName(family, 1, 3, 1, 0x409)
        font.save(out)
    return out.getvalue()
