"""A page that looks at the computer of the show: screen, clicker, font, speaker's window, colours.

Like the deck it is one file that asks for nothing; its keys are read from the deck's own script.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from string import Template

from analysis import theme
from analysis.charts import honours
from analysis.deck import html

_HERE = Path(__file__).parent
_COMMAND = re.compile(r'keys: \[([^\]]+)\],[^{}]*?says: (?:\(\) => )?["`]([^"`（]+)')
# Colours seen otherwise, in linear light: for red, green and blue what is taken of each, and added.
# Colour blindness: Machado, Oliveira, Fernandes 2009, severity 1. Washed out: on every colour lies
# light of the room, three tenths of the projector's white.
_GREY = (0.2126, 0.7152, 0.0722, 0)
VIEWS: Mapping[str, tuple[tuple[float, ...], ...]] = {
    "原样": (),
    "投影偏白": ((0.77, 0, 0, 0.23), (0, 0.77, 0, 0.23), (0, 0, 0.77, 0.23)),
    "灰度": (_GREY, _GREY, _GREY),
    "红色盲": (
        (0.152286, 1.052583, -0.204868, 0),
        (0.114503, 0.786281, 0.099216, 0),
        (-0.003882, -0.048116, 1.051998, 0),
    ),
    "绿色盲": (
        (0.367322, 0.860646, -0.227968, 0),
        (0.280085, 0.672501, 0.047413, 0),
        (-0.01182, 0.04294, 0.968881, 0),
    ),
    "蓝色盲": (
        (1.255528, -0.076749, -0.178779, 0),
        (-0.078411, 0.930809, 0.147602, 0),
        (0.004733, 0.691367, 0.3039, 0),
    ),
}
_WIDE, _TALL = 516, 142  # of the palette
_MEDIA = ("一类", "两类", "三类")


def page() -> bytes:
    """The page as HTML, with a policy of its own."""
    script = _read("check.js")
    body = Template(_read("check.html")).substitute(
        palette=_palette(), filters="".join(_filters()), views="".join(_views())
    )
    keys = json.dumps(commands(), ensure_ascii=False).replace("<", "\\u003c")
    style = _colours() + _read("check.css")
    style = html.faces(body + script + keys) + style
    policy = f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; font-src data:; base-uri 'none'; form-action 'none'"
    return (
        '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width"><title>屏幕、翻页笔与颜色检查</title>'
        f'<style>{style}</style></head><body>{body}<script type="application/json" id="keys">{keys}'
        f"</script><script>{script}</script></body></html>"
    ).encode()


def commands() -> dict[str, str]:
    """What each key does in the deck."""
    return {
        key: says.replace("本表", "按键表")
        for keys, says in _COMMAND.findall(_read("deck.js"))
        for key in json.loads(f"[{keys}]")
    }


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _hash(body: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()}"


def _colours() -> str:
    names = {"ink": theme.INK, "quiet": theme.QUIET, "rule": theme.RULE, "ground": theme.GROUND}
    return f":root{{{''.join(f'--{name}:{colour};' for name, colour in names.items())}}}"


def _views() -> Iterator[str]:
    for number, view in enumerate(VIEWS):
        seen = f' filter="url(#seen-{number})"' if VIEWS[view] else ""
        yield (
            f'<figure><figcaption>{view}</figcaption><svg viewBox="0 0 {_WIDE} {_TALL}" role="img" '
            f'aria-label="{view}"><g{seen}><rect width="{_WIDE}" height="{_TALL}" '
            f'fill="{theme.GROUND}"/><use href="#palette"/></g></svg></figure>'
        )


def _filters() -> Iterator[str]:
    for number, rows in enumerate(VIEWS.values()):
        if rows:
            values = " ".join(
                f"{red:g} {green:g} {blue:g} 0 {more:g}" for red, green, blue, more in rows
            )
            yield (
                f'<filter id="seen-{number}" x="0" y="0" width="1" height="1">'
                f'<feColorMatrix values="{values} 0 0 0 1 0"/></filter>'
            )


def _palette() -> str:
    """Tiers, themes, honours and the chosen place, each with its word."""
    tiers = [
        _swatch(12 + 100 * at, 10, tier, fill, theme.TIER_INK[tier], theme.BORDER)
        for at, (tier, fill) in enumerate(theme.TIER_FILL.items())
    ]
    themes = [
        f'<rect x="{12 + 84 * at}" y="65" width="14" height="14" fill="{hue}"/>'
        f'<text x="{32 + 84 * at}" y="77">主题 {at + 1}</text>'
        for at, hue in enumerate(theme.THEME_HUES)
    ]
    media = [
        _swatch(12 + 100 * at, 96, f"入选{name}", fill, ink, theme.BORDER)
        for at, (name, fill, ink) in enumerate(zip(_MEDIA, honours.FILL, honours.INKS, strict=True))
    ]
    chosen = _swatch(312, 96, "选定", theme.GROUND, theme.INK, theme.ACCENT, 3)
    return f'<symbol id="palette">{"".join((*tiers, *themes, *media, chosen))}</symbol>'


def _swatch(
    x: float, y: float, words: str, fill: str, ink: str, border: str, line: float = 0.8
) -> str:
    return (
        f'<rect x="{x}" y="{y}" width="92" height="36" fill="{fill}" stroke="{border}" '
        f'stroke-width="{line}"/><text x="{x + 46}" y="{y + 24}" text-anchor="middle" '
        f'fill="{ink}">{escape(words)}</text>'
    )
