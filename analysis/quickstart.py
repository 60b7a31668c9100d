# %% [markdown]
# # 快速上手：在 Jupyter 中使用评估数据
#
# 依次运行各格即可，全程离线。表是普通的 pandas DataFrame；图附结论、口径说明与来源，地图附界线声明。
# 2019 年只公布档次，没有分数与名次，名单中的先后不是名次。

# %%
import sys
from pathlib import Path

import pandas as pd

# The root of the clone, from wherever inside it Jupyter was started.
here = (Path.cwd(), *Path.cwd().parents)
sys.path.insert(0, str(next(folder for folder in here if (folder / "geo").is_dir())))

from analysis import comparisons, edition, library, places, text, tiers, units
from analysis.charts import maps, trends
from analysis.schema import PROVINCIAL
from geo import boundaries

assessment = edition.load(edition.DATA / "2019")
context = edition.load_context()
pd.Series({name: len(assessment[name]) for name in assessment}, name="行数")

# %% [markdown]
# ## 档次与单位
#
# `tiers.scale` 列出一组评估的各个档次，没有单位的“卓越”也在内；`units.unit` 收齐材料对一个单位的全部记载。
# 每一行都有原文行号 `source_line` 与原文写法 `as_written`。

# %%
tiers.scale(assessment, PROVINCIAL)[["tier", "interval", "count", "as_written"]]

# %%
(guizhou,) = places.candidates("贵州")
facts = units.unit(assessment, guizhou.code)
print(f"{guizhou.name}：{units.tier_of(assessment, guizhou.code)}，{facts.results[0].rank}")
facts.practices[["title", "summary", "source_line"]]

# %% [markdown]
# ## 图
#
# 每个图都是 `Figure`：`data` 是画它的表，`to_dict()` 是含数据与界线的完整 Vega-Lite。
# 地图**未取得审图号，为内部工作用图，不得公开展示**。

# %%
maps.province_map(assessment, selected=guizhou.code)

# %%
trends.website_series(assessment, context, official=True)

# %% [markdown]
# ## 成对的数字与案例
#
# `comparable` 为假的一组口径不同，只能并列，不能相减；案例可按主题、名单、地区筛选，也可按名称、拼音查找。

# %%
pairs = comparisons.pairs(assessment)
pairs[["organisation", "metric", "before_written", "after_written", "note", "comparable"]]

# %%
cases = library.choose(library.cases(assessment), {"theme": ["数据驱动"], "detail": ["有正文"]})
cases[["list", "organisation", "title", "theme", "source_line"]]

# %% [markdown]
# ## 空间问题与引用
#
# 与贵州接壤的省级单位各在哪个地区、是什么档次？界线用 geopandas 读成等积投影的平面坐标（米），按代码与档次相连。
# 引用时写明来源与行号；引用地图时连同界线声明。

# %%
land = boundaries.read("provinces", "units").merge(assessment["results"], on="code", how="left")
(centre,) = land.loc[land["code"] == guizhou.code, "geometry"]
neighbours = land[land.touches(centre)]
regions = context["regions"][["code", "region"]]
neighbours.merge(regions, on="code")[["name", "region", "tier", "source_line"]]

# %%
print(text.cite(assessment, neighbours["source_line"]))
print(text.MAP_NOTICE)
