"""Charts as pictures: drawn without a network, complete territory, Chinese, five lines beside."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from base64 import b64decode
from collections.abc import Callable
from functools import cache
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from analysis import pictures
from analysis.charts import maps
from analysis.charts import tiers as tier_charts
from analysis.charts import trends as trend_charts
from analysis.figure import Figure
from analysis.theme import TIER_FILL
from geo.boundaries import bounds
from tests.fixtures.editions import context, edition_2019

ROOT = Path(__file__).parents[1]
DRAW: dict[str, Callable[[], Figure]] = {
    "province_map": lambda: maps.province_map(edition_2019(), selected="520000"),
    "city_map": lambda: maps.city_map(edition_2019(), selected="520100"),
    "tier_strips": lambda: tier_charts.tier_strips(edition_2019()),
    "website_series": lambda: trend_charts.website_series(edition_2019(), context(), official=True),
    "before_after": lambda: trend_charts.before_after(edition_2019()),
    "parts": lambda: trend_charts.parts(edition_2019()),
}
MAPS = {"province_map": ("provinces", 34), "city_map": ("cities", 375)}
SVG = "{http://www.w3.org/2000/svg}"


@cache
def drawn(name: str, width: int = pictures.WIDTH) -> ElementTree.Element:
    """A chart's SVG."""
    return ElementTree.fromstring(pictures.svg(DRAW[name]().to_dict(), width))


def paths(name: str, **attributes: str) -> list[ElementTree.Element]:
    """The drawn paths that have these attributes; ``stroke_linecap`` is stroke-linecap."""
    wanted = {key.replace("_", "-"): value for key, value in attributes.items()}
    return [
        path
        for path in drawn(name).iter(f"{SVG}path")
        if len(path.get("d", "")) > 3 and wanted.items() <= path.attrib.items()
    ]


def texts(name: str) -> list[str]:
    """Every line of words in the picture."""
    return ["".join(text.itertext()) for text in drawn(name).iter(f"{SVG}text")]


# ---- every chart ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DRAW)
@pytest.mark.parametrize("width", [480, 720, 1280])
def test_a_picture_is_as_wide_as_said(name: str, width: int) -> None:
    assert float(drawn(name, width).get("width", 0)) == width


@pytest.mark.parametrize("name", MAPS)
@pytest.mark.parametrize("width", [480, 720, 1280])
def test_the_height_of_a_map_follows_its_width(name: str, width: int) -> None:
    west, south, east, north = bounds(MAPS[name][0])
    high = (width - 2 * maps.MARGIN) * (north - south) / (east - west) + 2 * maps.MARGIN
    assert float(drawn(name, width).get("height", 0)) == pytest.approx(high, abs=0.01)


@pytest.mark.parametrize("name", DRAW)
def test_a_picture_holds_no_script_and_no_address(name: str) -> None:
    for element in drawn(name).iter():
        assert element.tag.removeprefix(SVG) not in ("script", "foreignObject", "image", "use", "a")
        for value in element.attrib.values():
            assert "//" not in value
            assert "url(" not in value or re.fullmatch(r"url\(#[\w-]+\)", value)


@pytest.mark.parametrize("url", ["https://example.org/a.json", "/geo/provinces.topo.json"])
def test_what_would_be_fetched_is_refused(url: str) -> None:
    spec = {"data": {"url": url}, "mark": "point", "encoding": {"x": {"field": "a"}}}
    with pytest.raises(ValueError, match="not allowed"):
        pictures.svg(spec)


def test_a_spec_whose_boundaries_are_elsewhere_is_refused() -> None:
    with pytest.raises(ValueError, match="not allowed"):
        pictures.svg(DRAW["province_map"]().spec)


def test_drawing_leaves_the_spec_as_it_was() -> None:
    spec = DRAW["parts"]().to_dict()
    before = repr(spec)
    pictures.svg(spec)
    assert repr(spec) == before


# ---- the whole territory ----------------------------------------------------------------------------


def named(group: ElementTree.Element) -> list[str]:
    """The names of the areas that one layer of a map draws."""
    labels = (path.get("aria-label", "") for path in group)
    return [found.group(1) for label in labels if (found := re.search("名称: ([^;]+)", label))]


@pytest.mark.parametrize("name", MAPS)
def test_every_unit_is_drawn_once_and_the_southern_sea_in_the_inset(name: str) -> None:
    shapes = [
        group for group in drawn(name).iter(f"{SVG}g") if "mark-shape" in group.get("class", "")
    ]
    main, inset = (names for group in shapes if (names := named(group)))
    assert len(main) == len(set(main)) == MAPS[name][1]
    assert {"台湾省", "香港特别行政区", "澳门特别行政区"} <= set(main)
    assert {"海南省", "台湾省"} <= set(inset)


@pytest.mark.parametrize("name", MAPS)
def test_ten_dashes_in_the_inset_and_three_on_the_main_map(name: str) -> None:
    assert len(paths(name, stroke="#17212b", stroke_linecap="round")) == 13
    assert len(paths(name, stroke="#4a5b6c", stroke_linecap="round")) == 1, "the inset's frame"


@pytest.mark.parametrize("name", MAPS)
def test_islands_and_taiwan_are_named(name: str) -> None:
    written = "\n".join(texts(name))
    for words in (
        "台湾省资料暂缺",
        "钓鱼岛",
        "赤尾屿",
        "南海诸岛",
        "东沙群岛",
        "西沙群岛",
        "中沙群岛",
        "南沙群岛",
        "黄岩岛",
        "曾母暗沙",
        "卓越 [95,100) 无",
        "未纳入本次评估",
    ):
        assert words in written


@pytest.mark.parametrize("name", MAPS)
def test_island_dots_and_the_chosen_place_are_drawn(name: str) -> None:
    assert len(paths(name, **{"aria_roledescription": "circle"})) == 9
    assert len(paths(name, stroke="#b83a1b")) == 1


# ---- in pixels --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MAPS)
def test_a_picture_in_pixels_has_the_colours_of_the_tiers(name: str) -> None:
    image = Image.open(io.BytesIO(pictures.png(DRAW[name]().to_dict(), scale=1))).convert("RGB")
    assert image.width == pictures.WIDTH
    colours = {colour for _, colour in image.getcolors(image.width * image.height)}
    assert {tuple(bytes.fromhex(fill[1:])) for fill in TIER_FILL.values()} <= colours
    assert image.getpixel((1, 1)) == (255, 255, 255)


def test_scale_is_in_pixels() -> None:
    image = Image.open(io.BytesIO(pictures.png(DRAW["parts"]().to_dict(), 500, scale=3)))
    assert image.width == 1500


ASK_FOR_A_PICTURE = """
from analysis import pictures
try:
    pictures.png({"data": {"values": [{}]}, "mark": "point"}, 50)
except pictures.NoChineseFont as error:
    print(error)
else:
    print("drawn")
"""


@pytest.mark.parametrize("fonts", [True, False])
def test_without_a_chinese_font_that_is_said_and_nothing_is_drawn(
    fonts: bool, tmp_path: Path
) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    if not fonts:
        config = tmp_path / "fonts.conf"
        config.write_text(f"<fontconfig><dir>{tmp_path}</dir></fontconfig>", encoding="utf-8")
        environment["FONTCONFIG_FILE"] = str(config)
    done = subprocess.run(
        [sys.executable, "-c", ASK_FOR_A_PICTURE],
        env=environment,
        capture_output=True,
        check=True,
    )
    said = done.stdout.decode("utf-8").strip()
    assert said == "drawn" if fonts else said.startswith("这台机器没有中文字体")


# ---- in a notebook ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DRAW)
def test_a_notebook_shows_the_five_lines_in_order(name: str) -> None:
    figure = DRAW[name]()
    html = figure._repr_mimebundle_()["text/html"]
    assert "<script" not in html
    assert re.findall(r"(?:src|href)=\"([^,\"]*)", html) == ["data:image/svg+xml;base64"]
    assert f'alt="{figure.alternative}"' in unescape(html)
    lines = re.findall(r"<p[^>]*>(.*?)</p>|(<img)", unescape(html))
    assert [re.sub("<[^>]+>", "", words) or picture for words, picture in lines] == [
        line
        for line in (
            figure.finding,
            figure.shown,
            "<img",
            figure.caveat,
            figure.source,
            figure.notice,
        )
        if line
    ]
    picture = b64decode(re.findall(r"base64,([^\"]+)", html)[0])
    assert ElementTree.fromstring(picture).get("width") == str(pictures.WIDTH)


@pytest.mark.parametrize("name", DRAW)
def test_where_there_are_only_words_the_picture_is_told(name: str) -> None:
    figure = DRAW[name]()
    lines = figure._repr_mimebundle_()["text/plain"].splitlines()
    assert lines[:3] == [figure.finding, figure.shown, figure.alternative]
    assert lines[3:] == [line for line in (figure.caveat, figure.source, figure.notice) if line]
