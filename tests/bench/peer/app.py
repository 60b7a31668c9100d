"""The naive peer: the tier maps as most people write them, Streamlit's defaults throughout.

An Altair chart around inline GeoJSON, built anew at every run and shown with `st.altair_chart`.
The same units, tiers, colours and pills as ours; no labels, inset, dashes, facts or
lists beside the map, which flatters it.
`BENCH_MAPS` names the folder with the topologies, counties included.
"""

import os
from pathlib import Path

import altair as alt
import pandas as pd
import streamlit as st

from geo import boundaries

ROOT = Path(__file__).parents[3]
COLOURS = {
    "卓越": "#062a4f",
    "优秀": "#0f4c81",
    "良好": "#488ec4",
    "发展": "#94c0df",
    "起步": "#dbeaf5",
    "其他": "#ffffff",
}
TIERS = list(COLOURS)[:-1]

if "BENCH_MAPS" in os.environ:
    boundaries.HERE = Path(os.environ["BENCH_MAPS"])


@st.cache_data
def load_units(level):
    return boundaries.read(level, "units")


@st.cache_data
def load_tiers(group):
    results = pd.read_csv(ROOT / "data" / "2019" / "results.csv", dtype=str)
    return results[results["group"] == group][["code", "tier"]]


def tier_map(title, level, tiers_of):
    st.title(title)
    chosen = st.pills("显示的档次", TIERS, selection_mode="multi", default=TIERS)
    units = load_units(level)
    units = units.merge(tiers_of(units), on="code", how="left")
    units["tier"] = units["tier"].where(units["tier"].isin(chosen), "其他")
    chart = (
        alt.Chart(alt.Data(values=units.__geo_interface__["features"]))
        .mark_geoshape(stroke="#4a5b6c", strokeWidth=0.5)
        .encode(
            color=alt.Color(
                "properties.tier:N",
                scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
                title="档次",
            ),
            tooltip=[
                alt.Tooltip("properties.name:N", title="名称"),
                alt.Tooltip("properties.tier:N", title="档次"),
            ],
        )
        .project(type="identity", reflectY=True)
        .properties(height=600)
    )
    st.altair_chart(chart)


def home():
    st.title("总览")
    st.write("2019 数字政府服务能力评估")
    st.dataframe(pd.read_csv(ROOT / "data" / "2019" / "tier_scale.csv"))


def provinces():
    tier_map("省级政府服务能力", "provinces", lambda _: load_tiers("省级"))


def cities():
    tier_map("重要城市政府服务能力", "cities", lambda _: load_tiers("重要城市"))


def counties():
    # Counties have no tier: every code is given one, so that there is something to colour.
    def invented(units):
        return pd.DataFrame(
            {"code": units["code"], "tier": [TIERS[int(code) % 5] for code in units["code"]]}
        )

    tier_map("县级（仅供测速）", "counties", invented)


st.set_page_config(layout="wide")
st.navigation(
    [
        st.Page(home, title="总览", default=True),
        st.Page(provinces, title="省级政府服务能力", url_path="provinces"),
        st.Page(cities, title="重要城市政府服务能力", url_path="cities"),
        st.Page(counties, title="县级（仅供测速）", url_path="counties"),
    ]
).run()
