"""Pictures made small are the same pictures: no island lost, no line elsewhere, equal bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from PIL import Image, ImageFilter

from analysis import pictures
from analysis.charts import maps
from analysis.charts import tiers as tier_charts
from analysis.charts import trends as trend_charts
from analysis.charts.honours import honours_map
from analysis.figure import Figure
from analysis.svg import TOLERANCE, compact, silent
from tests.fixtures.editions import context, edition_2019

DRAW: dict[str, Callable[[], Figure]] = {
    "provinces": lambda: maps.province_map(edition_2019(), selected="520000"),
    "cities": lambda: maps.city_map(edition_2019()),
    "honours": lambda: honours_map(edition_2019()),
    "tiers": lambda: tier_charts.tier_strips(edition_2019()),
    "websites": lambda: trend_charts.website_series(edition_2019(), context(), official=True),
    "pairs": lambda: trend_charts.before_after(edition_2019()),
}
MAPS = ("provinces", "cities", "honours")
EACH = pytest.mark.parametrize("name", DRAW)
NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")


@cache
def drawn(name: str, width: int = 720) -> str:
    """A chart's SVG as the renderer writes it."""
    return pictures.svg(DRAW[name]().to_dict(), width)


def path(*lines: str) -> str:
    """A picture of these paths."""
    body = "".join(f'<path fill="none" d="{line}"/>' for line in lines)
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100">{body}</svg>'


def paths(svg: str) -> list[str]:
    """What the paths of a picture draw."""
    return re.findall(r' d="([^"]*)"', svg)


def points(line: str) -> list[tuple[float, float]]:
    """The points of one line, in relative steps or not."""
    first, _, rest = line.strip("zZ").partition("l")
    if rest:
        (x, y), steps = pairs(first), np.array(pairs(rest)).reshape(-1, 2)
        return [(x, y), *map(tuple, np.cumsum(steps, axis=0) + np.array((x, y)))]
    return [tuple(point) for point in np.array(pairs(line)).reshape(-1, 2)]


def pairs(written: str) -> list[float]:
    return [float(number) for number in NUMBER.findall(written)]


# ---- lines -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "short"),
    [
        ("M0,0L10,0L10,10L0,10Z", "M0 0l10 0 0 10-10 0z"),
        ("M1.25,-0.5L1.5,0.004L-10,20.06", "M1.2 -.5l.3 .5-11.5 20.1"),
        ("M0,0L10,0M20,5L30,5", "M0 0l10 0M20 5l10 0"),
        ("M0,0L5,0.1L10,0", "M0 0l10 0"),  # nearly straight
        ("M0,0L5,3L10,0", "M0 0l5 3 5-3"),
        ("M0,0L0,0L10,0L10,0.01Z", "M0,0L0,0L10,0L10,0.01Z"),  # an area of two points would be none
        ("M0.01,0L0.02,0L0.02,0.01Z", "M0.01,0L0.02,0L0.02,0.01Z"),
        ("M5,5L5,5", "M5,5L5,5"),  # with round ends a dot
        ("M0,0L10,0L10,10ZM50.01,0L50.02,0L50,0.01Z", "M0 0l10 0 0 10zM50.01,0L50.02,0L50,0.01Z"),
    ],
)
def test_lines_are_drawn_in_short_steps(written: str, short: str) -> None:
    assert paths(compact(path(written))) == [short]


@pytest.mark.parametrize(
    "written",
    [
        "",
        "M0,0h10v10h-10Z",
        "M3,0A3,3,0,1,1,-3,0",
        "M0,0C1,1,2,2,3,3",
        "M1e-7,0L10,0L0,10Z",
        "M1,2",
    ],
)
def test_what_is_no_straight_line_stays_as_it_was(written: str) -> None:
    assert compact(path(written)) == path(written)


def test_other_attributes_that_look_alike_are_left_alone() -> None:
    svg = '<svg id="M0,0L1,1Z"><text aria-label=" d=M0,0L1,1">M0,0L10,0L5,5Z</text></svg>'
    assert compact(svg) == svg


@pytest.mark.parametrize("closed", ["", "Z"])
def test_no_point_is_farther_from_the_new_line_than_said(closed: str) -> None:
    """Walks at random: every old point is near the new line, every new point was an old one."""
    random = np.random.default_rng(2019)
    for size in (3, 10, 400):
        walk = np.round(np.cumsum(random.normal(0, 0.4, (size, 2)), axis=0) + 50, 3)
        written = "M" + "L".join(f"{x:g},{y:g}" for x, y in walk) + closed
        (short,) = paths(compact(path(written)))
        new = np.array(points(short))
        assert len(new) <= size
        if closed:
            new = np.vstack([new, new[:1]])
        rounding = 0.05 * 2**0.5 + 1e-6
        assert max(near(point, new) for point in walk) <= TOLERANCE + rounding
        assert max(np.hypot(*(walk - point).T).min() for point in new) <= rounding


def near(point: np.ndarray, line: np.ndarray) -> float:
    """How far a point is from a line of many points."""
    start, along = line[:-1], np.diff(line, axis=0)
    squared = np.maximum((along**2).sum(axis=1), 1e-12)
    share = np.clip(((point - start) * along).sum(axis=1) / squared, 0, 1)
    return float(np.hypot(*(start + share[:, None] * along - point).T).min())


def test_without_tolerance_every_point_stays() -> None:
    (short,) = paths(compact(path("M0,0L5,0.06L10,0L10,10Z"), tolerance=0))
    assert short == "M0 0l5 .1 5-.1 0 10z"


# ---- what is said around the lines ---------------------------------------------------------------------


def test_fonts_are_said_once_where_all_words_share_them() -> None:
    one, other = ' font-family="A, &quot;B C&quot;"', ' font-family="D"'
    assert compact(f"<svg><text{one}>1</text><text{one}>2</text></svg>") == (
        f"<svg{one}><text>1</text><text>2</text></svg>"
    )
    for mixed in (
        f"<text{one}>1</text><text{other}>2</text>",
        f"<text{one}>1</text><text>2</text>",
    ):
        assert compact(f"<svg>{mixed}</svg>") == f"<svg>{mixed}</svg>"


def test_shifts_by_nothing_go_and_others_keep_two_decimals() -> None:
    svg = '<g transform="translate(0,0)"><g transform="translate(1.23456,-20.00000001)"/></g>'
    assert compact(svg) == '<g><g transform="translate(1.23,-20)"/></g>'
    turned = '<text transform="translate(1.23456,0) rotate(-90,2,3)"/>'
    assert compact(turned) == '<text transform="translate(1.23,0) rotate(-90,2,3)"/>'


def test_clips_are_named_after_what_they_are() -> None:
    """The same whatever number the renderer has come to; equal ones once, others apart."""
    small, large = '<rect width="5" height="5"/>', '<rect width="9" height="9"/>'

    def picture(*numbers: int) -> str:
        uses = "".join(f'<g clip-path="url(#clip{number})"/>' for number in numbers)
        bodies = zip(numbers, (small, small, large), strict=True)
        defined = "".join(f'<clipPath id="clip{n}">{body}</clipPath>' for n, body in bodies)
        return f"<svg>{uses}<defs>{defined}</defs></svg>"

    made = compact(picture(1, 2, 3))
    assert made == compact(picture(41, 7, 12))
    one, again, other = re.findall(r"url\(#([^)]+)\)", made)
    assert one == again != other
    assert re.findall('<clipPath id="([^"]+)">', made) == [one, other]


def test_silence_leaves_the_words_that_are_seen() -> None:
    svg = '<g role="img" aria-label="a" class="b"><text aria-hidden="true">role="x"</text></g>'
    assert silent(svg) == '<g class="b"><text>role="x"</text></g>'


# ---- the charts of the edition -------------------------------------------------------------------------


@EACH
def test_twice_is_once(name: str) -> None:
    assert compact(compact(drawn(name))) == compact(drawn(name))


@EACH
def test_the_same_picture_has_the_same_bytes(name: str) -> None:
    assert compact(drawn(name)) == compact(pictures.svg(DRAW[name]().to_dict(), 720))


@EACH
def test_no_shape_is_lost(name: str) -> None:
    """As many lines as before, islands included, each where it was, at most closed a little nearer."""
    before, after = paths(drawn(name)), paths(compact(drawn(name)))
    assert len(before) == len(after)
    for old, new in zip(before, after, strict=True):
        lines = [re.findall("M[^M]+", one) for one in (old, new)]
        assert len(lines[0]) == len(lines[1])
        for was, now in zip(*lines, strict=True):
            assert was.endswith("Z") == now.upper().endswith("Z")
            if "l" in now:
                spans = [np.ptp(np.array(points(one)), axis=0) for one in (was, now)]
                assert np.abs(spans[0] - spans[1]).max() <= 2 * (TOLERANCE + 0.08)


@EACH
@pytest.mark.parametrize("width", [360, 720])
def test_the_picture_is_the_same_within_a_pixel(name: str, width: int) -> None:
    """Each pixel is near one of the nine around it in the other picture; only edges differ at all."""
    before, after = (
        Image.open(io.BytesIO(pictures.pixels(svg, scale=1))).convert("RGB")
        for svg in (drawn(name, width), silent(compact(drawn(name, width))))
    )
    assert before.size == after.size
    for one, other in ((before, after), (after, before)):
        low, high = (
            values(other.filter(kind(3))) for kind in (ImageFilter.MinFilter, ImageFilter.MaxFilter)
        )
        off = np.maximum(low - values(one), values(one) - high)
        assert off.max() <= 110  # of 255; a thin line moved by a quarter of a pixel
        assert (off.max(axis=2) > 24).mean() <= 0.002
    assert np.abs(values(before) - values(after)).mean() <= 1


def values(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture).astype(int)


@pytest.mark.parametrize("name", MAPS)
def test_a_map_is_a_third_of_its_size_or_less(name: str) -> None:
    assert len(silent(compact(drawn(name)))) < len(drawn(name)) / 3
