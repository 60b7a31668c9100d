"""What was assessed and how it is weighted, and what the published material leaves out."""

from __future__ import annotations

import pandas as pd

from analysis import text, tiers
from analysis.edition import Edition, remembered
from analysis.schema import GROUPS, TIERS
from analysis.theme import plain_number

FULL = 100  # what weights add up to where they are shares


@remembered
def sentence(edition: Edition) -> str:
    """How much was assessed, in one sentence."""
    scope = edition["scope"]["object"].nunique()
    return (
        f"{edition.event('评估名称')}：{scope} 类评估对象，{len(edition['channels'])} 个服务渠道，"
        f"{len(edition['indicators'])} 项指标，{len(edition['focus'])} 个聚焦。"
    )


@remembered
def channels(edition: Edition) -> str:
    """The channels of service, or that there are none."""
    return _listed(edition["channels"].sort_values("order")["channel"], "服务渠道")


@remembered
def focus(edition: Edition) -> str:
    """The points of focus, or that there are none."""
    return _listed(edition["focus"].sort_values("order")["focus"], "聚焦")


def _listed(names: pd.Series, what: str) -> str:
    return f"{what}：{'、'.join(names)}。" if len(names) else f"本次材料未载{what}。"


@remembered
def weights(edition: Edition) -> pd.DataFrame:
    """The indicators in the source's order with the place of each on a scale of weights.

    Columns: indicator, weight, bar (0 for those that together make 100, 1 for what stands beside
    them; 0 for all where no first few make 100), start, end, source_line, as_written.
    """
    rows = edition["indicators"].sort_values("order").reset_index(drop=True)
    ends = rows["weight"].cumsum()
    whole = list(ends[ends.round(6) == FULL].index)
    rows["bar"] = (rows.index > whole[-1]).astype("int64") if whole else 0
    rows["end"] = rows.groupby("bar")["weight"].cumsum() if len(rows) else rows["weight"]
    rows["start"] = rows["end"] - rows["weight"]
    return rows


@remembered
def weights_finding(edition: Edition) -> str:
    """How the weights add up, as the source prints them."""
    rows = weights(edition)
    if rows.empty:
        return "本次材料未载指标与权重"
    beside = rows[rows["bar"] == 1]
    written = "、".join(weighted(beside))
    if beside.empty:
        return f"{len(rows)} 项指标的权重合计 {plain_number(rows['weight'].sum())}"
    total = plain_number(rows["weight"].sum())
    return f"前 {len(rows) - len(beside)} 项指标的权重合计 {FULL}，连同{written} 合计 {total}"


def weighted(rows: pd.DataFrame) -> list[str]:
    """Indicators with their weights: 渠道支撑度 24."""
    return [f"{row.indicator} {plain_number(row.weight)}" for row in rows.itertuples()]


@remembered
def weights_caveat(edition: Edition) -> str:
    """What the source leaves open about the weights."""
    beside = weights(edition).query("bar == 1")
    if beside.empty:
        return ""
    return (
        f"口径说明：材料所列权重合计 {plain_number(weights(edition)['weight'].sum())}，"
        f"未说明{'、'.join(beside['indicator'])}如何计入档次。"
    )


@remembered
def objects(edition: Edition) -> pd.DataFrame:
    """What was assessed: one row an object of assessment, headed in Chinese."""
    rows = edition["scope"].sort_values("order", kind="stable")
    return pd.DataFrame(
        [
            {
                "评估类别": name,
                "对象": "、".join(held["unit_kind"]),
                "本次材料所载": _published(edition, str(name)),
                "来源": f"原文第 {text.line_ranges(held['source_line'])} 行",
            }
            for name, held in rows.groupby("object", sort=False)
        ],
        columns=["评估类别", "对象", "本次材料所载", "来源"],
    )


def _published(edition: Edition, name: str) -> str:
    if name in edition.event("评估名称"):
        counts = "，".join(f"{group} {len(tiers.assessed(edition, group))} 个" for group in GROUPS)
        return f"档次（{counts}）"
    if "新媒体" in name:
        honours = edition["honours"]
        return f"优秀主办单位 {len(honours)} 项次" if len(honours) else "未载结果"
    return "未载结果"


@remembered
def scales(edition: Edition) -> pd.DataFrame:
    """The tier intervals of both groups side by side, one row a tier, headed in Chinese."""
    columns: dict[str, dict[str, str]] = {}
    for group in GROUPS:
        for row in tiers.scale(edition, group).itertuples():
            columns.setdefault("档次", {})[row.tier] = row.tier
            columns.setdefault(f"{group}区间（分）", {})[row.tier] = row.interval
            columns.setdefault(f"{group}单位数", {})[row.tier] = str(row.count or "无")
            columns.setdefault(f"{group}来源", {})[row.tier] = f"原文第 {row.source_line} 行"
    if not columns:
        heads = [f"{group}{what}" for group in GROUPS for what in ("区间（分）", "单位数", "来源")]
        return pd.DataFrame(columns=["档次", *heads], dtype="str")
    rows = pd.DataFrame(columns).fillna("")
    return rows.loc[[tier for tier in TIERS if tier in rows.index]]  # one group may lack some


@remembered
def scales_sentence(edition: Edition) -> str:
    """Whether both groups are read on the same intervals, or which of them has any."""
    held = {group: list(tiers.scale(edition, group)["interval"]) for group in GROUPS}
    told = [group for group in GROUPS if held[group]]
    if not told:
        return "本次材料未载档次区间。"
    same = "两组的区间相同" if held[GROUPS[0]] == held[GROUPS[1]] else "两组的区间不同"
    opening = f"{same}，但分别评估" if len(told) > 1 else f"本次材料只载{told[0]}的区间"
    return f"{opening}。区间含下限、不含上限。{text.GROUPS_APART}"


@remembered
def not_published(edition: Edition) -> list[tuple[str, str]]:
    """What a reader may look for and the material does not hold: a head, and words on it."""
    beside = weights(edition).query("bar == 1")["indicator"]
    websites = text.WEBSITES in set(edition["scope"]["object"])
    tiers_only = "" if edition["results"].empty else "只公布档次，"
    apart = [
        ("分数", f"{tiers_only}没有任何单位的得分。"),
        (
            "分项得分",
            f"{len(edition['indicators'])} 项指标只载名称与权重，"
            "没有各单位的分项得分，也没有下级指标与评分办法。"
            if len(edition["indicators"])
            else "没有指标、权重与各单位的分项得分。",
        ),
        ("名次", "同档之内的先后不是名次；由档次只能推算位次区间。"),
    ]
    if websites:
        apart.append(
            (f"{text.WEBSITES}评估结果", f"{text.WEBSITES}是评估对象之一，材料未载其结果。")
        )
    apart += [(name, "材料未说明它如何计入档次。") for name in beside]
    if len(edition["honours"]):
        apart.append(("新媒体产品", "优秀政务新媒体只列主办单位，未列产品名称。"))
    return apart
