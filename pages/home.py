"""总览: what was assessed, what came of it, and the ways on."""

import streamlit as st

from analysis import text
from analysis.charts.maps import province_map
from analysis.charts.tiers import tier_strips
from analysis.schema import CITIES, PROVINCIAL
from pages.shared import show, state
from pages.shared.current import current_edition

edition = current_edition()
show.title(text.occasion(edition), f"{edition.event('发布会名称')}：{edition.event('口号')}")
state.check_parameters(())

left, right = st.columns([1.15, 1], gap="large")
with left:
    show.figure(tier_strips(edition), "tier-strips")
    show.heading("初看这些结果，值得留意")
    show.bullets(text.noteworthy(edition))
    show.cite(edition, "honours", "cases")
with right:
    show.figure(province_map(edition), "home-map")

show.heading("评估了什么")
show.bullets(text.assessed(edition))
show.cite(edition, "scope", "channels", "indicators", "focus")

show.heading("接着看")
columns = st.columns(4)
for column, (page, label, sentence) in zip(
    columns,
    (
        ("pages/provinces.py", text.GROUP_NOUN[PROVINCIAL], "在地图上看各省档次，点选查一地"),
        ("pages/cities.py", text.GROUP_NOUN[CITIES], "各城市的档次与名单"),
        ("pages/trends.py", "特点趋势", "各主题的做法与数字"),
        ("pages/cases.py", "“十大”优秀创新案例", "按主题、名单、地区查找案例"),
    ),
    strict=True,
):
    with column:
        st.page_link(page, label=label)
        show.sentence(sentence, "quiet")
