"""Colours, type and number formats: the one place that every surface reads."""

from __future__ import annotations

INK, QUIET, RULE, GROUND = "#17212b", "#4a5b6c", "#d5dde5", "#ffffff"
BORDER = "#4a5b6c"
ACCENT = "#b83a1b"  # the outline of the selected place, and nothing else

TIER_FILL = {
    "卓越": "#062a4f",
    "优秀": "#0f4c81",
    "良好": "#3f86bd",
    "发展": "#94c0df",
    "起步": "#dbeaf5",
}
TIER_INK = {"卓越": "#ffffff", "优秀": "#ffffff", "良好": INK, "发展": INK, "起步": INK}
HATCH = "#9aa8b5"

# Six hues that colour-blind eyes tell apart, each at least 3:1 on white; marks and tags only.
THEME_HUES = ("#332288", "#117733", "#882255", "#2a8a7b", "#85852a", "#aa4499")

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
