"""Colours, type and number formats: the one place that every surface reads."""

from __future__ import annotations

INK, QUIET, RULE, GROUND = "#17212b", "#4a5b6c", "#d5dde5", "#ffffff"
BORDER = "#4a5b6c"
ACCENT = "#b83a1b"  # the outline of the selected place, and nothing else

TIER_FILL = {
    "卓越": "#062a4f",
    "优秀": "#0f4c81",
    "良好": "#488ec4",
    "发展": "#94c0df",
    "起步": "#dbeaf5",
}
TIER_INK = {"卓越": "#ffffff", "优秀": "#ffffff", "良好": INK, "发展": INK, "起步": INK}
HATCH = "#9aa8b5"

# Six hues that colour-blind eyes tell apart, each at least 3:1 on white; marks and tags only.
THEME_HUES = ("#332288", "#117733", "#882255", "#2a8a7b", "#85852a", "#aa4499")

# What each colour of a figure becomes on a dark ground; text that is white on the dark tiers is dark
# on them there, for the tiers are then light.
DARK = {
    GROUND: "#0e1621",
    INK: "#e9eff5",
    QUIET: "#9fb3c5",
    RULE: "#2c3b4a",
    ACCENT: "#ff8a65",
    HATCH: "#4d5f71",
    "#062a4f": "#e6f2fb",
    "#0f4c81": "#a9d3f2",
    "#488ec4": "#35709f",
    "#94c0df": "#28567e",
    "#dbeaf5": "#1b3a57",
    "#f1e1bd": "#4b3d1c",
    "#c8984a": "#84621f",
    "#74500f": "#ecd9a6",
    "#7d8c9a": "#71859a",
    "#e3e9ee": "#243240",
    "#e8edf2": "#22303e",
    "#f6f8fa": "#16212e",
    "#332288": "#8f86e8",
    "#117733": "#4fb36c",
    "#882255": "#d2719b",
    "#2a8a7b": "#4fb5a6",
    "#85852a": "#b5b55a",
    "#aa4499": "#d08acb",
}

# The reader's own Chinese fonts come first; the project's subset serves where there is none.
FONTS = (
    "PingFang SC",
    "Microsoft YaHei",
    "Source Han Sans SC",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "sans-serif",
)
FONT = ", ".join(f'"{font}"' if " " in font else font for font in FONTS)


def plain_number(value: float) -> str:
    """A number as the deck writes it: no separators, no trailing zeros."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def theme_hue(order: int) -> str:
    """The hue of the theme that stands ``order``-th (from 1) among the edition's themes."""
    return THEME_HUES[(order - 1) % len(THEME_HUES)]


def chart_config() -> dict:
    """The Vega-Lite config that every chart shares."""
    return {
        "font": FONT,
        "background": "transparent",
        "view": {"stroke": None},
        "text": {"color": INK},
        "axis": {
            "labelColor": QUIET,
            "titleColor": QUIET,
            "labelFontSize": 13,
            "titleFontSize": 13,
            "titleFontWeight": "normal",
            "gridColor": "#e8edf2",
            "domainColor": RULE,
            "tickColor": RULE,
        },
    }
