"""Charts as pictures: a whole Vega-Lite spec in, SVG or PNG out, without a browser or a network.

A picture has none of a figure's lines; whoever shows it sets them, the map notice among them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from html import escape
from typing import Any

from analysis.theme import FONT, GROUND

WIDTH = 720  # px; the width for which geo/ places the labels of the maps


class NoChineseFont(Exception):
    """This machine has no font to draw Chinese with; the message says what to do."""


def svg(spec: Mapping[str, Any], width: int = WIDTH) -> str:
    """The picture of ``Figure.to_dict()``, exactly so many px wide; its height follows.

    Words stay words, which the reader's own fonts draw. Raises ``ValueError`` where the spec
    would fetch anything.
    """
    import vl_convert  # here, for the app never draws a picture itself

    whole = {
        **spec,
        "width": width,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "background": GROUND,
    }
    return vl_convert.vegalite_to_svg(whole, allowed_base_urls=[])


def png(spec: Mapping[str, Any], width: int = WIDTH, *, scale: float = 2) -> bytes:
    """The same picture in pixels, ``scale`` times as many; raises ``NoChineseFont``."""
    import vl_convert

    if not _draws_chinese():
        raise NoChineseFont(
            "这台机器没有中文字体，画不出图片；请安装一种（如 fonts-noto-cjk）后重试。"
        )
    return vl_convert.svg_to_png(svg(spec, width), scale=scale)


@cache
def _draws_chinese() -> bool:
    """Without a font for them, any two characters come out as the same empty box."""
    import vl_convert

    one, other = (
        vl_convert.svg_to_png(
            '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
            f'<text x="4" y="30" font-size="24" font-family="{escape(FONT)}">{character}</text></svg>'
        )
        for character in "国图"
    )
    return one != other
