"""The honours on the map: provinces as areas, cities as dots, filled by how many media."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from itertools import combinations
from typing import Any

import pandas as pd

from analysis import honours, places, text, tiers
from analysis.charts import labels, maps
from analysis.edition import Edition, remembered
from analysis.figure import Figure, map_figure
from analysis.schema import MEDIA, PROVINCIAL
from analysis.theme import GROUND, INK

NOT_LISTED = "所选名单中无"
# For one, two and three media: not the hue of the tiers, and apart in grey-scale too.
FILL, INKS = ("#f1e1bd", "#c8984a", "#74500f"), (INK, INK, GROUND)
_COMBINATIONS = [held for size in (1, 2, 3) for held in combinations(MEDIA, size)]
COLOURING = maps.Colouring(
    "honour",
    "入选",
    {honours.named(held): FILL[len(held) - 1] for held in _COMBINATIONS},
    {honours.named(held): INKS[len(held) - 1] for held in _COMBINATIONS},
)


def honours_map(
    edition: Edition, *, media: Collection[str] = (), levels: Collection[str] = ()
) -> Figure | None:
    """Who is honoured for how many of some media, on complete territory; no choice stands for all.

    None where the edition has no list of these media.
    """
    return _honours_map(edition, tuple(media), tuple(levels))


@remembered
def _honours_map(
    edition: Edition, media: tuple[str, ...], levels: tuple[str, ...]
) -> Figure | None:
    shown = honours.media_of(edition, media)
    if not shown:
        return None
    found = honours.honoured(edition, media, levels)
    on_map = _on_map(found)
    off_map = len(found) - len(on_map)
    classes = _classes(on_map, shown)
    return map_figure(
        "provinces",
        _spec,
        lambda: {
            "rows": _rows(edition, on_map),
            "points": _points(on_map),
            "legend": _legend(classes),
        },
        finding=_finding(classes),
        shown=f"{edition.year} 年{honours.TITLE}{honours.choice_words(media, levels)}，面为省级政府，点为重点城市，深浅为入选的类数"
        + (f"；另有 {off_map} 个单位不上图" if off_map else ""),
        source=text.cite(edition, honours.chosen(edition, media, levels)["source_line"]),
        alternative=_alternative(edition),
        notice=text.MAP_NOTICE,
    )


def _on_map(found: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """The places among the honoured, with their media."""
    return {
        place.code: held
        for place, held in zip(places.of(found["code"]), found["media"], strict=True)
        if place.on_map
    }


def _alternative(edition: Edition) -> str:
    """The whole map in words, the same for every choice: with other words it would be built anew."""
    classes = _classes(_on_map(honours.honoured(edition)), honours.media_of(edition))
    told = "；".join(f"{words}：{'、'.join(text.names(codes)) or '无'}" for words, codes in classes)
    return f"{honours.TITLE}地图。全部名单中，{told}。"


def _rows(edition: Edition, on_map: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """The areas: provinces with their media, those assessed and not listed, 台湾 without data."""
    assessed = filter(_is_area, tiers.assessed(edition, PROVINCIAL))
    listed = {code: honours.named(held) for code, held in on_map.items() if _is_area(code)}
    lifts = labels.lifts(_cities(on_map))
    words = {
        **dict.fromkeys(lifts, maps.NOT_ASSESSED),
        **dict.fromkeys(assessed, NOT_LISTED),
        **listed,
        places.TAIWAN: maps.NO_DATA,
    }
    return pd.DataFrame(
        {
            "code": list(words),
            "honour": list(words.values()),
            "coloured": [code in listed for code in words],
            "lift": [lifts.get(code, 0) for code in words],  # names that give way to a dot
        }
    )


def _points(on_map: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """The dots: cities with their media; ``label`` is the name where there is room for it."""
    names = labels.names(_cities(on_map))
    rows = []
    for place in places.of(_cities(on_map)):
        dx, dy, align = names.get(place.code, labels.AROUND[0])
        rows.append(
            (
                place.code,
                honours.named(on_map[place.code]),
                True,
                place.short,
                place.x,
                place.y,
                dx,
                dy,
                align,
                place.short if place.code in names else "",
            )
        )
    columns = ["code", "honour", "coloured", "name", "x", "y", "dx", "dy", "align", "label"]
    return pd.DataFrame(rows, columns=columns)


def _cities(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(code for code in codes if not _is_area(code))


def _is_area(code: str) -> bool:
    return places.register()[code].kind == "province"


def _classes(
    on_map: Mapping[str, tuple[str, ...]], shown: tuple[str, ...]
) -> list[tuple[str, list[str]]]:
    """The places by the number of their media, most first, those of a number nobody has included."""
    return [
        (
            honours.standing(size, shown),
            [code for code, held in on_map.items() if len(held) == size],
        )
        for size in range(len(shown), 0, -1)
    ]


def _finding(classes: list[tuple[str, list[str]]]) -> str:
    """Who is honoured for the most media."""
    top = next(((words, codes) for words, codes in classes if codes), None)
    if top is None:
        return "所选名单里没有可以上图的地方"
    words, codes = top
    return f"{text.listed(text.names(codes), most=5)}{words}"


def _legend(classes: list[tuple[str, list[str]]]) -> pd.DataFrame:
    """One row a legend entry from the bottom up, as on the other maps."""
    entries = [
        (f"{words} {len(codes) or '无'}", honours.named(MEDIA[:size]), True)
        for (words, codes), size in zip(classes, range(len(classes), 0, -1), strict=True)
    ]
    entries += [(NOT_LISTED, NOT_LISTED, False), (maps.NOT_ASSESSED, maps.NOT_ASSESSED, True)]
    return pd.DataFrame(
        {
            "place": range(len(entries) - 1, -1, -1),
            "label": [label for label, _, _ in entries],
            "honour": [honour for _, honour, _ in entries],
            "coloured": [coloured for _, _, coloured in entries],
        }
    )


@cache
def _spec() -> Mapping[str, Any]:
    return maps.provinces_and_cities(COLOURING)
