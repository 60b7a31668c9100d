"""总览: what was assessed, what came of it, and the ways on."""

import streamlit as st

from analysis import text
from analysis.charts.maps import province_map
from analysis.charts.tiers import tier_strips
from analysis.schema import CITIES, PROVINCIAL
from pages.shared import menu, show, state
from pages.shared.current import current_edition

edition = current_edition()
show.title(text.occasion(edition), text.conference(edition))
state.check_parameters(())

left, right = st.columns([1.15, 1], gap="large")
with left:
    show.figure(tier_strips(edition), "tier-strips")
    show.heading("初看这些结果，值得留意")
    show.bullets(text.noteworthy(edition))
    show.cite(edition, "honours", "cases")
with right:
    show.figure(province_map(edition), "home-map")
    for words in text.beside_map(edition, PROVINCIAL):
        show.sentence(words, "aside")
    menu.link("provinces", "各档次的名单")

show.heading("评估了什么")
show.bullets(text.assessed(edition))
show.cite(edition, "scope", "channels", "indicators", "focus")

show.heading("接着看")
WAYS = (
    ("provinces", text.GROUP_NOUN[PROVINCIAL], "在地图上看各省档次，点选查一地"),
    ("cities", text.GROUP_NOUN[CITIES], "各城市的档次与名单"),
    ("honours", "优秀政务新媒体主办单位", "按媒体和类别查名单"),
    ("unit", "单位概览", "一个地方或部委的全部内容，可下载情况材料"),
    ("trends", "特点趋势", "各主题的做法与数字"),
    ("cases", "创新案例库", "按主题、事项、地区查找“十大”案例与各地做法"),
    ("casemap", "案例地图", "案例与做法在哪里，从全国看到区县"),
    ("compare", "区域对比", "几个单位或区域并列，省与省会并列"),
    ("statements", "表述核验", "一句关于得分的话能不能说"),
    ("method", "评估内容与对象", "对象、渠道、指标与权重，以及材料未载的"),
    ("present", "发布会演示", "演示、会前检查与媒体资料包"),
    ("data", "数据与来源", "全部数据表、字段说明与下载"),
)
with st.container(key="ways"):
    for page, label, sentence in WAYS:
        menu.link(page, f"{label} :small[{sentence}]")
