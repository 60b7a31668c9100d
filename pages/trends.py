"""特点趋势: the themes in order, with their charts, practices and figures."""

import streamlit as st

from analysis import trends
from analysis.charts import trends as charts
from pages.shared import show, state
from pages.shared.current import current_context, current_edition

edition, context = current_edition(), current_context()
themes = trends.themes(edition)
show.title("特点趋势", trends.sentence(edition))
state.check_parameters(("theme", "official", "slide"))

draw = {
    trends.PARTS: lambda: charts.parts(edition),
    trends.WEBSITES: lambda: charts.website_series(
        edition, context, official=state.switch("叠加其间公开的时点", "official")
    ),
    trends.PAIRS: lambda: charts.before_after(edition),
}

if not themes:
    st.stop()
chosen = state.choose_one("只看一个主题", [theme.name for theme in themes], "theme")
slide = state.one("slide", [slide.slide for theme in themes for slide in theme.slides])
if slide:
    show.way_back("trends", "显示全部各页")
for theme in trends.only(themes, chosen, slide):
    show.theme_head(theme)
    show.theme_cases(theme)
    for chart in trends.charts_of(edition, context, theme.slide_ids):
        show.figure(draw[chart](), chart)
    show.slides(theme.slides)
