"""What is looked at before a deck is shown: its characters, its requests, its maps; the computer."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from PIL import Image

from analysis import approvals, fonts, rehearsal, text, theme
from analysis.deck import check
from analysis.pictures import CannotDraw
from analysis.recipe import Recipe
from analysis.running_order import Entry
from tests.fixtures.editions import context, edition_2019

SHORT = (Entry("cover"), Entry("provinces-list"), Entry("closing"))
MAP = (Entry(page="provinces"),)
DATA = '<script type="application/json" id="deck">{"a": ["%s"]}</script>'


def recipe(*order: Entry) -> Recipe:
    return Recipe(edition_2019(), context(), order)


def looked(body: str, data: str = "") -> rehearsal.Findings:
    """What is found in a file made up for it."""
    return rehearsal.look(recipe(*SHORT), (body + DATA % data).encode())


def findings(found: rehearsal.Findings, **numbers: str) -> tuple[rehearsal.Finding, ...]:
    """What was looked at when the speaker has done his part."""
    return rehearsal.findings(found, numbers, stored=True, seen=True)


def test_a_sound_deck_needs_only_to_be_stored() -> None:
    found = rehearsal.look(recipe(*SHORT), rehearsal.deck(recipe(*SHORT)))
    listed = rehearsal.findings(found, {}, stored=False, seen=False)
    assert [one.what for one in listed if not one.fine] == ["存到本机", "本机"]
    assert rehearsal.may_begin(listed) == "还有 2 项要处理：存到本机、本机"
    assert rehearsal.may_begin(findings(found)) == "可以上台"


def text_of(written: str, theme_class: str) -> str:
    """The notice of the first page that only one theme shows."""
    (first, *_) = re.findall(f'<p class="{theme_class} words notice"[^>]*>(.*?)</p>', written)
    return first.replace("<br>", "")


def test_a_map_needs_its_number() -> None:
    found = rehearsal.look(recipe(*MAP), rehearsal.deck(recipe(*MAP)))
    (shown,) = found.maps
    of_maps = findings(found)[2]
    assert not of_maps.fine and shown.title in of_maps.words and "改用名单" in of_maps.words
    assert rehearsal.may_begin(findings(found, **{shown.fingerprint: "GS"})) == "可以上台"
    numbered = Recipe(edition_2019(), context(), MAP, {shown.fingerprint: "GS（2019）1822号"})
    written = rehearsal.deck(numbered).decode()
    assert text_of(written, "only-light") == "审图号：GS（2019）1822号。行政区划界线：2025年版。"
    assert text_of(written, "only-dark") == text.MAP_NOTICE, "other colours are another image"
    assert approvals.fingerprint(numbered.slides[0]) == shown.fingerprint


@pytest.mark.parametrize(
    ("body", "data", "absent"),
    [
        ("数字政府", "", ()),
        ("吉𠮷吉𠮷", "", ("𠮷",)),
        ("", "\\u0007", ("\x07",)),
        ("", "𠮷\\n\\ud842\\udfb7", ("𠮷",)),
    ],
)
def test_a_character_that_cannot_be_drawn_is_named(
    body: str, data: str, absent: tuple[str, ...]
) -> None:
    found = looked(body, data)
    assert found.undrawable == absent
    of_type = findings(found)[0]
    assert of_type.fine is not bool(absent)
    assert all(f"U+{ord(one):04X}" in of_type.words for one in absent)


@pytest.mark.parametrize(
    ("body", "outside"),
    [
        ('<img src="data:image/png;base64,AAAA"><use href="#p1"/>', ()),
        ("<style>a{filter:url(#f)}@font-face{src:url(data:font/woff2;base64,AA)}</style>", ()),
        ('<a href="https://example.org/">原文</a>', ()),
        ('<IMG SRC="https://example.org/x.png">', ("https://example.org/x.png",)),
        ('<link rel="stylesheet" href="//example.org/x.css">', ("//example.org/x.css",)),
        ('<script src="x.js"></script>', ("x.js",)),
        ('<image xlink:href="x.png"/>', ("x.png",)),
        ("<style>@import 'x.css'; a{background:URL( \"y.png\" )}</style>", ("x.css", "y.png")),
        ('<p style="background:url(x.png)">', ("x.png",)),
        ('<rect fill="url(x.svg#a)"/>', ("x.svg#a",)),
    ],
)
def test_what_would_be_asked_of_the_outside_is_named(body: str, outside: tuple[str, ...]) -> None:
    found = looked(body)
    assert found.outside == outside
    assert findings(found)[1].fine is not bool(outside)


@pytest.mark.parametrize("draw", [rehearsal.page, rehearsal.figure])
@pytest.mark.parametrize("entry", [Entry("cover"), Entry("weights"), Entry(page="provinces")])
def test_pictures_of_a_slide(draw, entry: Entry) -> None:
    with Image.open(BytesIO(draw(recipe(entry)))) as picture:
        colours = picture.convert("RGB").getcolors(1 << 24)
    assert colours and len(colours) > 10
    assert draw(recipe(entry)) == draw(recipe(entry, Entry("closing")))


def test_a_title_that_cannot_be_drawn_makes_no_picture() -> None:
    with pytest.raises(CannotDraw, match="U\\+0007"):
        rehearsal.page(recipe(Entry("cover", title="响\x07")))


@pytest.mark.parametrize(
    ("bad", "code"), [("响\x07", "U\\+0007（控制字符）"), ("𠮷", "𠮷 U\\+20BB7")]
)
def test_a_title_that_cannot_be_drawn_makes_no_deck(bad: str, code: str) -> None:
    with pytest.raises(CannotDraw, match=code):
        rehearsal.deck(recipe(Entry("cover", title=bad)))


def test_sizes_in_words() -> None:
    assert list(map(rehearsal.size, (0, 900, 31_400, 99_499, 1_384_000))) == [
        "1 KB",
        "1 KB",
        "31 KB",
        "99 KB",
        "1.4 MB",
    ]


def test_the_check_page_asks_for_nothing_and_runs_one_script() -> None:
    written = check.page().decode()
    body = written.replace("\n", "")
    assert re.search(r"default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-", written)
    assert not re.search(r"(src|href)=\"(?!#)", body)
    assert re.findall(r"url\((?!#|data:)", body) == []
    assert fonts.missing(re.sub("<style>.*?</style>", "", body)) == []


def test_the_check_page_shows_every_colour_of_the_theme() -> None:
    written = check.page().decode()
    for colour in (*theme.TIER_FILL.values(), *theme.THEME_HUES, theme.ACCENT):
        assert f'"{colour}"' in written
    for word in (*theme.TIER_FILL, *check.VIEWS):
        assert f">{word}<" in written


def test_the_check_page_knows_every_key_of_the_deck() -> None:
    """Its table is read from the deck's script: as many keys as stand there."""
    script = (fonts.FOLDER.parent / "deck" / "deck.js").read_text(encoding="utf-8")
    table = script.partition("const COMMANDS")[2].partition("];\n")[0]
    held = [
        key
        for keys in re.findall(r"keys: \[([^\]]*)\]", table)
        for key in re.findall('"([^"]+)"', keys)
    ]
    found = check.commands()
    assert sorted(found) == sorted(held)
    assert found["PageDown"] == "下一步或下一页" and found["F5"] == "全屏"
    assert all(says and "（" not in says for says in found.values())
