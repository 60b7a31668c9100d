"""Cut the project's typeface from Debian's fonts-noto-cjk.

python -m analysis.fonts.subset            write the woff2 files and charset.txt
python -m analysis.fonts.subset --check    cut again and compare, write nothing
python -m analysis.fonts.subset --otf      also write the OTF for server-side rendering
"""

import argparse
import hashlib
import io
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import chain, product
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

from analysis.fonts import FACES, FOLDER, Face

SOURCE = Path("/usr/share/fonts/opentype/noto")
SOURCE_PACKAGE = "fonts-noto-cjk 1:20220127+repack1-1"
SOURCE_FAMILY = "Noto Sans CJK SC"
SOURCE_FILES = {  # weight: file name and SHA-256
    400: (
        "NotoSansCJK-Regular.ttc",
        "b76b0433203017ca80401b2ee0dd69350349871c4b19d504c34dbdd80541690a",
    ),
    700: (
        "NotoSansCJK-Bold.ttc",
        "faa5f3656a78b2e2d450d27fe8382c778bc2b6bb5ea29c986664a6a435056ceb",
    ),
}
STYLES = {400: "Regular", 700: "Bold"}

PLACES = FOLDER.parents[1] / "geo" / "places.csv"

# Characters of province, city and county names that GB2312 does not have.
RARE = "埇埗氹沚浉瀍猇硚鄠"
# Traditional characters of a page title in the further reading.
TRADITIONAL = "務廈營環網聯門"

# What reports use beyond GB2312, and what charts print by themselves (U+2212, U+2026).
SYMBOLS = (
    "‐‑‒–—―‘’“”‚„†‡•‥…‰′″‹›※‧⸺⸻〈〉《》「」『』【】〔〕〖〗〜"
    "€№℃℉ℓ™Ω←↑→↓↔↕↗↘⇒⇔−√∞∆∑≈≠≡≤≥"
    "■□▲△▶▷▼▽◀◁◆◇○◎●★☆✓"
    "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
    "㎎㎏㎜㎝㎞㎡㎥㏄"
    "\u2002\u2003"
)

# kern: Latin pairs. ccmp: two dashes join into one Chinese dash. halt: lets browsers close up
# neighbouring full-width punctuation. The figures are tabular by design, there is no tnum.
FEATURES = ["ccmp", "halt", "kern"]
# Vertical setting and ideographic baselines are not used.
UNUSED_TABLES = ["BASE", "VORG", "vhea", "vmtx"]


def gb2312() -> set[str]:
    """All 7445 characters of GB2312: 6763 hanzi and 682 others."""
    codes = map(bytes, product(range(0xA1, 0xF8), range(0xA1, 0xFF)))
    return set("".join(code.decode("gb2312", errors="ignore") for code in codes))


def wanted(places: Path = PLACES) -> list[str]:
    """The characters of the subset, sorted."""
    latin = map(chr, chain(range(0x20, 0x7F), range(0xA0, 0x100)))
    full_width = map(chr, chain(range(0xFF01, 0xFF5F), range(0xFFE0, 0xFFE6)))
    names = places.read_text("utf-8-sig") if places.exists() else ""
    printable = (c for c in names if c.isprintable())
    return sorted({*gb2312(), *latin, *full_width, *SYMBOLS, *RARE, *TRADITIONAL, *printable})


def is_recorded(source: Path = SOURCE) -> bool:
    """Whether ``source`` holds exactly the font files this subset is cut from."""
    return all(
        (source / name).is_file()
        and hashlib.sha256((source / name).read_bytes()).hexdigest() == digest
        for name, digest in SOURCE_FILES.values()
    )


def _rename(font: TTFont, face: Face) -> None:
    """Name the font as its regional subset is named: Noto Sans SC."""
    style = STYLES[face.weight]
    full = face.family if style == "Regular" else f"{face.family} {style}"
    postscript = f"{face.family.replace(' ', '')}-{style}"
    names = font["name"]
    version, vendor, _, foundry = names.getDebugName(3).split(";")
    unique = ";".join([version, vendor, postscript, foundry])
    for name_id, text in {1: face.family, 2: style, 3: unique, 4: full, 6: postscript}.items():
        names.setName(text, name_id, 3, 1, 0x409)
    cff = font["CFF "].cff
    cff.fontNames = [postscript]
    cff.topDictIndex[0].FamilyName = face.family
    cff.topDictIndex[0].FullName = full


def cut(face: Face, chars: list[str], source: Path = SOURCE, *, otf: bool = False) -> bytes:
    """The subset of one face as a woff2 file, or as OTF."""
    options = subset.Options()
    options.hinting = False
    options.desubroutinize = not otf  # compresses better as woff2, is larger as plain OTF
    options.layout_features = FEATURES
    options.drop_tables += UNUSED_TABLES
    options.harfbuzz_repacker = False  # the bytes must not depend on another package
    options.bidi_closure = False  # adds mirrored signs that nobody asked for
    options.name_IDs = ["*"]  # copyright, trademark and licence stay in the file
    options.name_languages = [0x409]
    path = source / SOURCE_FILES[face.weight][0]
    with TTCollection(path, lazy=True) as collection:
        font = next(f for f in collection if f["name"].getDebugName(1) == SOURCE_FAMILY)
        absent = [c for c in chars if ord(c) not in font.getBestCmap()]
        if absent:
            raise SystemExit(f"{path.name} cannot draw {' '.join(absent)}")
        font.recalcTimestamp = False
        cutter = subset.Subsetter(options)
        cutter.populate(text="".join(chars))
        cutter.subset(font)
        _rename(font, face)
        font.flavor = None if otf else "woff2"
        out = io.BytesIO()
        font.save(out)
    return out.getvalue()


def build(source: Path = SOURCE) -> dict[str, bytes]:
    """Every committed file of the subset: name and content."""
    chars = wanted()
    with ProcessPoolExecutor() as pool:
        fonts = list(pool.map(partial(cut, chars=chars, source=source), FACES))
    files = {face.file_name: font for face, font in zip(FACES, fonts, strict=True)}
    return {**files, "charset.txt": ("".join(chars) + "\n").encode()}


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m analysis.fonts.subset")
    parser.add_argument("--source", type=Path, default=SOURCE, metavar="DIR")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--otf", action="store_true", help="also write the regular face as OTF")
    args = parser.parse_args(argv)

    if not is_recorded(args.source):
        print(f"{args.source} does not hold the files of {SOURCE_PACKAGE}", file=sys.stderr)
        return 2

    files = build(args.source)
    if args.check:
        stale = [
            name
            for name, content in files.items()
            if not (FOLDER / name).is_file() or (FOLDER / name).read_bytes() != content
        ]
        for name in stale:
            print(f"{name} differs from a new cut", file=sys.stderr)
        return 1 if stale else 0

    if args.otf:
        name = Path(FACES[0].file_name).with_suffix(".otf").name
        files[name] = cut(FACES[0], wanted(), args.source, otf=True)
    for name, content in files.items():
        (FOLDER / name).write_bytes(content)
        print(f"{name}  {len(content):,} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
