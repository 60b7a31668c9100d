"""Figures as the deck draws them: compact vectors without fonts or ids of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from analysis import pictures
from analysis.charts.maps import ENLARGED
from analysis.deck.layout import Picture
from analysis.figure import Figure
from analysis.svg import compact

WALL = 1.32  # how much larger a map's names are where people sit far away
_OUTER = re.compile(r'\s*<svg[^>]*?viewBox="([^"]*)"[^>]*>(.*)</svg>\s*', re.DOTALL)
_UNUSED = re.compile(r' (?:aria-[a-z]+|role|class|font-family)="[^"]*"')
_ID = re.compile(r'(id="|url\(#)')


@dataclass(frozen=True)
class Drawing:
    """A picture's view box and what is in it."""

    view: str
    inside: str

    def body(self, name: str) -> str:
        """What is in it, its ids made the deck's own."""
        return _ID.sub(rf"\g<1>{name}-", self.inside)


@lru_cache(maxsize=64)
def drawn(figure: Figure, width: int, *, wall: bool = False, tall: int = 0) -> Drawing:
    """The picture of a figure so many px wide; ``wall`` enlarges the names of a map.

    ``tall`` is the height of a chart whose own is free.
    """
    whole = compact(svg(figure, width, wall=wall, tall=tall))
    view, inside = _OUTER.fullmatch(whole).groups()  # type: ignore[union-attr]
    return Drawing(view, _UNUSED.sub("", inside))


def boxed(box: Picture, state: int = -1) -> Drawing:
    """The picture of a box of a page, the last state where none is named."""
    return drawn(box.states[state], round(box.drawn), wall=box.form == "map", tall=round(box.tall))


def svg(figure: Figure, width: int, *, wall: bool = False, tall: int = 0) -> str:
    """The same as an SVG of its own."""
    spec = figure.to_dict()
    for parameter in spec.get("params", []):
        if parameter["name"] == ENLARGED and wall:
            parameter["value"] = WALL
    if wall:
        _keep_rows(spec, set(figure.data["rows"]["code"]))
    if tall:
        spec["height"] = tall
    return pictures.svg(spec, width)


def _keep_rows(node: Any, codes: set[str]) -> None:
    """Leave out the cities that a map says nothing of: hatched, they need no outlines on a wall.

    Provinces all stay, whatever is said of them.
    """
    if isinstance(node, dict):
        if node.get("type") == "Topology":  # whose arcs are a million numbers
            held = node["objects"].get("units")
            if held and len(held["geometries"]) > 2 * len(codes):
                kept = [one for one in held["geometries"] if one["id"] in codes]
                node["objects"] = {"units": {**held, "geometries": kept}}
            return
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            _keep_rows(child, codes)
