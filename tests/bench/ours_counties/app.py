"""The county map drawn our way; for the benchmark alone, the product has none.

As in the product: a spec frozen once, the topology by URL from a Starlette route of our own,
planar coordinates, values in a named dataset. `BENCH_MAPS` names the folder with the topology.
"""

import gzip
import os
from functools import cache
from pathlib import Path

import altair as alt
import pandas as pd
import streamlit as st
from starlette.responses import Response
from starlette.routing import Route
from streamlit.runtime.scriptrunner import get_script_run_ctx

from analysis.figure import freeze
from analysis.schema import TIERS
from analysis.theme import BORDER, GROUND, TIER_FILL
from geo import boundaries
from pages.shared import server, state

URL = "/geo/counties.topo.json"

boundaries.HERE = Path(os.environ["BENCH_MAPS"])


@cache
def spec():
    """As `analysis.charts.maps` draws provinces."""
    fill = alt.condition(
        "datum.coloured === true",
        alt.Color(
            "tier:N",
            scale=alt.Scale(domain=list(TIER_FILL), range=list(TIER_FILL.values())),
            legend=None,
        ),
        alt.value(GROUND),
    )
    chart = (
        alt.Chart(alt.topo_feature(URL, "units"))
        .mark_geoshape(stroke=BORDER, strokeWidth=0.5)
        .transform_lookup("id", alt.LookupData(alt.NamedData("rows"), "code", ["tier", "coloured"]))
        .encode(
            color=fill,
            tooltip=[
                alt.Tooltip("properties.name:N", title="名称"),
                alt.Tooltip("tier:N", title="档次"),
            ],
        )
        .project(type="identity", reflectY=True)
        .properties(height=600)
    )
    return freeze(chart)


@cache
def rows():
    """Counties have no tier: every code is given one, so that there is something to colour."""
    units = boundaries._topology("counties")["objects"]["units"]["geometries"]
    codes = [unit["id"] for unit in units]
    return pd.DataFrame({"code": codes, "tier": [TIERS[int(code) % 5] for code in codes]})


def draw():
    st.set_page_config(layout="wide")
    st.title("县级（仅供测速）")
    shown = state.choose_many("显示的档次", list(TIERS), "tier", default=list(TIERS))
    data = rows().assign(coloured=rows()["tier"].isin(shown))
    st.vega_lite_chart({**spec(), "datasets": {"rows": data}}, theme=None, key="map-counties")


async def topology(request):
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Content-Encoding": "gzip"}
    return Response(packed(), media_type="application/json", headers=headers)


@cache
def packed():
    return gzip.compress(boundaries.topology_bytes("counties"), 9)


if get_script_run_ctx() is not None:
    draw()
else:
    app = st.App(
        __file__,
        routes=[*server.routes(), Route(URL, topology)],
        middleware=server.middleware(),
    )
