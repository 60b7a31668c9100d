"""The committed typeface: what it covers, what it weighs, and that it can be cut again."""

from importlib.metadata import version
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from analysis.fonts import FACES, FOLDER, charset, missing, subset

ROOT = Path(__file__).resolve().parents[1]
TEXTS = [*ROOT.glob("geo/places.csv"), *sorted(ROOT.glob("data/**/*.csv"))]
LARGEST = 1_200_000


@pytest.fixture(scope="module", params=FACES, ids=lambda face: face.file_name)
def face(request):
    return request.param


@pytest.fixture(scope="module")
def font(face):
    with TTFont(face.path) as font:
        yield font


def test_charset_is_what_the_faces_draw(font):
    assert charset() == {chr(code) for code in font.getBestCmap()}


def test_charset_is_one_sorted_line():
    text = (FOLDER / "charset.txt").read_bytes().decode()
    assert text == "".join(sorted(charset())) + "\n"


def test_faces_are_named_as_described(face, font):
    assert font["name"].getDebugName(1) == face.family
    assert font["OS/2"].usWeightClass == face.weight
    assert "Open Font License" in font["name"].getDebugName(13)


def test_figures_are_tabular(font):
    cmap = font.getBestCmap()
    assert len({font["hmtx"][cmap[ord(digit)]][0] for digit in "0123456789"}) == 1


def test_layout_features(font):
    tags = {r.FeatureTag for t in ("GSUB", "GPOS") for r in font[t].table.FeatureList.FeatureRecord}
    assert tags == set(subset.FEATURES)


def test_faces_stay_small(face):
    assert face.path.stat().st_size < LARGEST


def test_gb2312_is_complete():
    hanzi = {c for c in subset.gb2312() if "\u4e00" <= c <= "\u9fff"}
    assert (len(subset.gb2312()), len(hanzi)) == (7445, 6763)
    assert subset.gb2312() <= charset()


def test_place_names_and_symbols_are_covered():
    assert missing(subset.RARE + subset.SYMBOLS) == []
    assert missing("“各地”《报告》——增长 −3.5%、≥80‰，25℃，10㎡；①→⑩…") == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_text_of_our_tables_is_covered(path):
    text = path.read_text("utf-8-sig")
    assert missing("".join(text.splitlines())) == []


def test_missing_names_each_character_once_in_order():
    assert missing("") == []
    assert missing("鄠邑区2024") == []
    assert missing("𠮷田😀𠮷") == ["𠮷", "😀"]
    assert missing("一\x00二\n") == ["\x00", "\n"]


def test_licence_is_kept():
    licence = (FOLDER / "OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "Copyright 2010-2012, Google" in licence
    assert "Copyright 2014-2021 Adobe" in licence


@pytest.mark.skipif(not subset.is_recorded(), reason=f"needs {subset.SOURCE_PACKAGE}")
def test_files_can_be_cut_again(capsys):
    status = subset.main(["--check"])
    tools = {name: version(name) for name in ("fonttools", "brotli")}
    assert status == 0, f"{capsys.readouterr().err}with {tools}; see analysis/fonts/README.md"


def test_other_source_files_are_refused(tmp_path, capsys):
    assert subset.main(["--source", str(tmp_path), "--check"]) == 2
    assert subset.SOURCE_PACKAGE in capsys.readouterr().err
