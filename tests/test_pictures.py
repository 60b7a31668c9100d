"""Charts as pictures: drawn without a network, complete territory, Chinese, five lines beside."""

from __future__ import annotations

import io
import json
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
from PIL import Image, ImageChops
from pypdf import PdfReader

from analysis import fonts, pictures
from analysis.charts import maps
from analysis.charts import tiers as tier_charts
from analysis.charts import trends as trend_charts
from analysis.figure import Figure
from analysis.theme import FONT, TIER_FILL
from geo.boundaries import TOPOLOGIES, bounds, topology_bytes
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


# ---- in the project's own type ----------------------------------------------------------------------

RARE = "埇鄠硚"
LINES = """
<svg xmlns="http://www.w3.org/2000/svg" width="420" height="150" font-size="20px">
  <rect width="420" height="150" fill="#ffffff"/>
  <g transform="translate(10,5)" text-anchor="end" opacity="0.8">
    <text transform="translate(200,30) rotate(-5)" fill="#0f4c81" stroke="#b83a1b"
          stroke-width="3" stroke-opacity="0.5">政务——To AV 2019</text>
  </g>
  <text x="220" y="40" font-weight="700" aria-label="label: 档次">鄠邑区，埇桥区</text>
  <text x="210" y="100" text-anchor="middle" font-size="17">
    <tspan>台湾省</tspan><tspan x="210" dy="24" fill="#b83a1b">资料暂缺</tspan>
  </text>
</svg>
"""
ASK_FOR_PICTURES = """
import sys
from hashlib import sha256
from analysis import fonts, pictures
spec = {
    "data": {"values": [{"a": "鄠邑区——2019 年", "b": 1}]},
    "mark": "bar",
    "encoding": {"y": {"field": "a", "axis": {"labelLimit": 0}}, "x": {"field": "b"}},
}
svg = pictures.svg(spec, 300)
for made in (svg.encode(), pictures.png(spec, 300), pictures.pdf([svg], title="")):
    print(sha256(made).hexdigest())
"""


def one_label(words: str) -> dict:
    """A chart of one label."""
    return {
        "data": {"values": [{"a": words}]},
        "mark": {"type": "text", "fontSize": 24},
        "encoding": {"text": {"field": "a"}},
    }


def in_pixels(svg: str, scale: float = 2) -> Image.Image:
    """An SVG as an image."""
    return Image.open(io.BytesIO(pictures.pixels(svg, scale=scale))).convert("RGB")


def share_that_differs(one: str, other: str) -> float:
    """The share of the pixels of two SVGs whose brightness is a quarter apart."""
    difference = ImageChops.difference(in_pixels(one), in_pixels(other)).convert("L")
    return sum(difference.histogram()[64:]) / (difference.width * difference.height)


def said(svg: str) -> list[str]:
    """What a screen reader is told of each text that is now a shape."""
    groups = ElementTree.fromstring(svg).iter(f"{SVG}g")
    return [group.get("aria-label", "") for group in groups if group.get("role") == "img"]


def test_a_picture_is_the_same_whatever_fonts_the_machine_has(tmp_path: Path) -> None:
    config = tmp_path / "fonts.conf"
    config.write_text(f"<fontconfig><dir>{tmp_path}</dir></fontconfig>", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with_fonts, without = (
        subprocess.run(
            [sys.executable, "-c", ASK_FOR_PICTURES], env=env, capture_output=True, check=True
        ).stdout.split()
        for env in (environment, {**environment, "FONTCONFIG_FILE": str(config)})
    )
    assert with_fonts == without
    assert len(set(without)) == 3


@pytest.mark.parametrize("name", DRAW)
def test_words_of_an_svg_are_drawn_by_the_fonts_of_its_reader(name: str) -> None:
    families = {text.get("font-family") for text in drawn(name).iter(f"{SVG}text")}
    assert families == {FONT}


@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_rare_characters_of_place_names_are_drawn(weight: str) -> None:
    text = '<text x="5" y="40" font-size="40" font-weight="{}">{}</text>'
    frame = '<svg xmlns="http://www.w3.org/2000/svg" width="50" height="50">{}</svg>'
    svgs = [frame.format(text.format(weight, character)) for character in (*RARE, " ")]
    assert len({pictures.pixels(svg) for svg in svgs}) == len(svgs)
    assert len({pictures.outlined(svg) for svg in svgs}) == len(svgs)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("国\0图", "U+0000（控制字符）"),
        ("国\a图", "U+0007（控制字符）"),
        ("国\x1b图", "U+001B（控制字符）"),
        ("国\ufffe图", "U+FFFE（不可见字符）"),
        ("国\ud800图", "U+D800（不可见字符）"),
        ("国\u200b图", "U+200B（不可见字符）"),
        ("国\ue863图", "U+E863（不可见字符）"),
        ("𠮷野𠮷\a😀", "U+0007（控制字符）、😀 U+1F600、𠮷 U+20BB7"),
    ],
)
def test_characters_that_cannot_be_drawn_are_named(words: str, named: str) -> None:
    for draw in (pictures.svg, pictures.png):
        with pytest.raises(pictures.CannotDraw) as raised:
            draw(one_label(words))
        assert f"：{named}。" in str(raised.value)
        str(raised.value).encode()
    svg = pictures.svg(one_label("国")).replace(">国<", f">{words}<")
    for make in (pictures.pixels, pictures.outlined, lambda svg: pictures.pdf([svg], title="")):
        with pytest.raises(pictures.CannotDraw) as raised:
            make(svg)
        assert f"：{named}。" in str(raised.value)


def test_a_character_written_as_a_reference_is_named_too() -> None:
    svg = pictures.svg(one_label("国")).replace(">国<", ">&#x20BB7;<")
    with pytest.raises(pictures.CannotDraw, match="𠮷 U\\+20BB7"):
        pictures.pixels(svg)


def test_a_line_break_in_a_label_is_a_space() -> None:
    assert pictures.png(one_label("国\n图")) == pictures.png(one_label("国 图"))


# ---- words as shapes --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DRAW)
def test_words_as_shapes_look_as_they_did(name: str) -> None:
    svg = pictures.svg(DRAW[name]().to_dict())
    shapes = pictures.outlined(svg)
    assert share_that_differs(svg, shapes) < 0.0005
    assert f"{SVG}text" not in {element.tag for element in ElementTree.fromstring(shapes).iter()}
    written = [" ".join(text.itertext()) for text in drawn(name).iter(f"{SVG}text")]
    assert said(shapes) == written


def test_lines_turns_weights_and_joined_dashes_are_kept() -> None:
    shapes = pictures.outlined(LINES)
    assert share_that_differs(LINES, shapes) < 0.0005
    assert said(shapes) == ["政务——To AV 2019", "鄠邑区，埇桥区", "台湾省 资料暂缺"]


def test_shapes_need_no_font() -> None:
    assert "font" not in pictures.outlined(LINES).replace("font-size", "", 1)


@pytest.mark.parametrize(
    "text",
    [
        '<text dominant-baseline="middle">国</text>',
        '<text letter-spacing="2">国</text>',
        '<text style="font-size: 30px">国</text>',
        '<text>国<tspan x="0" dy="20">图</tspan></text>',
        "<text><tspan>国</tspan><tspan>图</tspan></text>",
        '<text font-size="2em">国</text>',
    ],
)
def test_type_that_shapes_would_get_wrong_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        pictures.outlined(f'<svg xmlns="http://www.w3.org/2000/svg">{text}</svg>')


# ---- pages ------------------------------------------------------------------------------------------


@cache
def document() -> PdfReader:
    """A PDF of two pages."""
    svgs = [pictures.svg(DRAW[name]().to_dict()) for name in ("province_map", "website_series")]
    return PdfReader(io.BytesIO(pictures.pdf([*svgs, LINES], title="数字政府")))


def test_a_pdf_has_a_page_for_each_picture_a_title_and_a_language() -> None:
    sizes = [(page.mediabox.width, float(page.mediabox.height)) for page in document().pages]
    high = float(drawn("province_map").get("height", 0))
    assert sizes[0] == (720, pytest.approx(high, abs=0.01))
    assert sizes[2] == (420, 150)
    assert document().metadata
    assert document().metadata.title == "数字政府"
    assert document().root_object["/Lang"] == "zh-CN"


def test_the_words_of_a_pdf_can_be_found() -> None:
    first, second, third = (page.extract_text() for page in document().pages)
    for words in ("台湾省", "钓鱼岛", "黑龙江", "良好 [75,85) 8"):
        assert words in first
    for words in ("2016 年", "84094"):
        assert words in second
    assert "鄠邑区，埇桥区" in third


def test_every_font_of_a_pdf_is_inside_it_and_ours() -> None:
    found = set()
    for page in document().pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font["/DescendantFonts"][0].get_object()
            assert "/FontFile3" in inner["/FontDescriptor"].get_object()
            found.add(inner["/BaseFont"].partition("+")[2])
    assert found == {"NotoSansSC-Regular", "NotoSansSC-Bold"}


@pytest.mark.parametrize("name", DRAW)
def test_a_pdf_comes_out_byte_for_byte(name: str) -> None:
    svgs = [pictures.svg(DRAW[name]().to_dict()), LINES]
    assert pictures.pdf(svgs, title=name) == pictures.pdf(svgs, title=name)


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


@pytest.mark.parametrize("name", TOPOLOGIES)
def test_the_typeface_has_every_character_of_the_boundaries(name: str):
    held = json.loads(topology_bytes(name))["objects"]
    assert fonts.missing("".join(set(json.dumps(held, ensure_ascii=False)) - {"\n"})) == []
