"""The least an app can do for a click: one widget and one sentence, or so many, in a fragment."""

import streamlit as st

TIERS = ["优秀", "良好", "发展", "起步"]


@st.fragment
def _answer() -> None:
    shown = st.pills("档次", TIERS, selection_mode="multi", default=TIERS)
    for _ in range(int(st.query_params.get("sentences", "1"))):
        st.html("、".join(shown))


_answer()
