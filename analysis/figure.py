"""A figure: a Vega-Lite spec frozen once, its data apart, and the lines that must go with it.

The spec never changes while the data does, so a browser repaints in place; the finding, what is
shown, the definitions, the source and the map notice are text beside the picture, on every surface.
"""

from __future__ import annotations

import errno
import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from itertools import count
from types import MappingProxyType
from typing import Any

import altair as alt
import pandas as pd
import pyarrow as pa

from analysis import pictures
from analysis.theme import GROUND, INK, QUIET, chart_config
from geo.boundaries import LostMap, feature_topology, topology_url


@dataclass(frozen=True, eq=False)
class Figure:
    """``spec`` has named data without values; ``data`` holds them; the rest is text in Chinese.

    ``lost`` is the file of its boundaries where that cannot be read: then it has no picture.
    """

    spec: Mapping[str, Any]
    data: Mapping[str, pd.DataFrame]
    finding: str
    shown: str
    source: str
    alternative: str
    caveat: str = ""
    notice: str = ""
    selection: str = ""
    topologies: tuple[str, ...] = field(default=())
    lost: str = ""

    @cached_property
    def arrow(self) -> Mapping[str, bytes]:
        """The data as Arrow IPC streams, made once however often the figure is shown."""
        return {name: _arrow(rows) for name, rows in self.data.items()}

    def to_dict(self) -> dict[str, Any]:
        """The whole chart as one self-contained Vega-Lite dict: data and boundaries inside.

        Raises ``LostMap`` where its boundaries are lost.
        """
        if self.lost:
            raise LostMap(errno.EIO, "no picture without boundaries", self.lost)
        spec = json.loads(json.dumps(dict(self.spec)))
        _inline(spec, {topology_url(name): name for name in self.topologies}, count())
        spec["datasets"] = {
            name: json.loads(rows.to_json(orient="records", force_ascii=False))
            for name, rows in self.data.items()
        }
        return spec

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """How a notebook shows it: the five lines as HTML without scripts, or in words alone."""
        below = [line for line in (self.caveat, self.source, self.notice) if line]
        words = [self.finding, self.shown, self.alternative, *below]
        return {"text/html": self._html(below), "text/plain": "\n".join(words)}

    def _html(self, below: list[str]) -> str:
        # As an image of its own, the picture shares no ids with the others of a notebook.
        picture = b64encode(pictures.svg(self.to_dict()).encode()).decode()
        small = f"font-size: 13px; color: {QUIET}; margin: 4px 0"
        return (
            f'<div style="background: {GROUND}; color: {INK}; padding: 12px">'
            f'<p style="font-size: 20px; margin: 0"><strong>{escape(self.finding)}</strong></p>'
            f'<p style="{small}">{escape(self.shown)}</p>'
            f'<img style="max-width: 100%" alt="{escape(self.alternative)}" '
            f'src="data:image/svg+xml;base64,{picture}">'
            + "".join(f'<p style="{small}">{escape(line)}</p>' for line in below)
            + "</div>"
        )


def _arrow(rows: pd.DataFrame) -> bytes:
    table = pa.Table.from_pandas(rows, preserve_index=False).replace_schema_metadata(None)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return sink.getvalue().to_pybytes()


def map_figure(
    name: str,
    spec: Callable[[], Mapping[str, Any]],
    data: Callable[[], Mapping[str, pd.DataFrame]],
    **lines: str,
) -> Figure:
    """A figure on the boundaries ``name``; where these cannot be read, its lines without a picture."""
    try:
        return Figure(spec(), data(), topologies=(name,), **lines)
    except LostMap as error:
        return Figure({}, {}, topologies=(name,), lost=str(error.filename), **lines)


def topology(name: str, feature: str) -> alt.UrlData:
    """Boundaries by URL, for use as a chart's data."""
    return alt.topo_feature(topology_url(name), feature)


def borders(name: str, feature: str) -> alt.UrlData:
    """The lines of boundaries, each once though two areas share it."""
    return alt.UrlData(topology_url(name), format=alt.TopoDataFormat(type="topojson", mesh=feature))


def freeze(chart: alt.TopLevelMixin) -> Mapping[str, Any]:
    """Turn a chart once into the dict that is used from then on.

    The tests validate every spec; doing it again here would cost a new server half a second.
    """
    spec = chart.to_dict(validate=False)
    spec["config"] = chart_config()
    # Else Streamlit adds 20 px below, and Vega fits the plot into that much less.
    spec["padding"] = {"left": 0, "top": 0, "right": 0, "bottom": 0}
    return MappingProxyType(spec)


def _inline(node: Any, urls: Mapping[str, str], numbers: Iterator[int]) -> None:
    """Replace every reference to a topology by the one object it reads, each under its own name.

    Without the names Vega-Lite takes two objects of one topology for the same data set.
    """
    if isinstance(node, dict):
        if node.get("url") in urls:
            read = node["format"].get("feature") or node["format"]["mesh"]
            values = dict(feature_topology(urls[node.pop("url")], read))
            node |= {"values": values, "name": f"boundaries-{next(numbers)}"}
            return
        for child in node.values():
            _inline(child, urls, numbers)
    elif isinstance(node, list):
        for child in node:
            _inline(child, urls, numbers)
