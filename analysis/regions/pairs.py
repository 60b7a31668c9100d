"""Each province beside its capital and its 计划单列市: two groups, assessed apart, tier by tier."""

from __future__ import annotations

import pandas as pd

from analysis import places, regions, text
from analysis.edition import Edition, records, remembered
from analysis.places import CAPITAL, SEAT, SEPARATE
from analysis.regions import NONE
from analysis.schema import CITIES, GROUPS, PROVINCIAL, TIERS
from analysis.text import names

# What may be said of the name of a city's tier and the name of its province's.
STANDS = HIGHER, SAME_NAME, LOWER = ("高于所在省区", "与所在省区相同", "低于所在省区")
TITLE = "省与省会（首府）、计划单列市"
NO_PAIRS = "本次材料没有同时列入两组评估的省与其省会（首府）、计划单列市。"
NAMES_ONLY = f"{text.GROUPS_APART}这里的相同、高于、低于只说两组所用的档次名称。"


@remembered
def every(edition: Edition) -> pd.DataFrame:
    """Each province with its assessed capital and 计划单列市, by the cities' codes.

    Columns: province, city (codes), province_tier, city_tier, relation, stands (whether the name
    of the city's tier is that of the province's, or one higher or lower up the scale), lines.
    """
    provinces, cities = (regions.tiers_held(edition, group) for group in (PROVINCIAL, CITIES))
    results = edition["results"].set_index(["group", "code"])["source_line"]
    rows = []
    for code in sorted(cities):
        relation, above = places.role(code), places.parent(code)
        if relation and above and above.code in provinces:
            tier, own = provinces[above.code], cities[code]
            lines = (int(results[PROVINCIAL, above.code]), int(results[CITIES, code]))
            rows.append((above.code, code, tier, own, relation, _stands(tier, own), lines))
    columns = ["province", "city", "province_tier", "city_tier", "relation", "stands", "lines"]
    return pd.DataFrame(rows, columns=columns)


def _stands(province: str, city: str) -> str:
    apart = TIERS.index(province) - TIERS.index(city)
    return HIGHER if apart > 0 else LOWER if apart else SAME_NAME


@remembered
def counts(edition: Edition) -> dict[str, int]:
    """How many cities hold a tier whose name is higher, the same or lower than their province's."""
    held = every(edition)["stands"]
    return {stands: int((held == stands).sum()) for stands in STANDS}


@remembered
def finding(edition: Edition) -> str:
    """The three counts in words."""
    count = counts(edition)
    if not any(count.values()):
        return NO_PAIRS
    words = {one: f"{number} 个" if number else NONE for one, number in count.items()}
    return (
        f"{sum(count.values())} 个省会（首府）和计划单列市中，档次名称{SAME_NAME}的 {words[SAME_NAME]}，"
        f"{HIGHER}的 {words[HIGHER]}，{LOWER}的 {words[LOWER]}"
    )


@remembered
def groups(edition: Edition, stands: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Which cities hold a higher, the same or a lower name, capitals apart from 计划单列市."""
    found = every(edition)
    told = []
    for one in STANDS:
        rows = found[found["stands"] == one]
        if stands and one not in stands:
            continue
        for label, relations in (("省会、首府", (CAPITAL, SEAT)), (SEPARATE, (SEPARATE,))):
            held = rows[rows["relation"].isin(relations)]
            written = "、".join(
                f"{names([row.city])[0]}（{row.city_tier}）"
                if one == SAME_NAME
                else f"{names([row.city])[0]}（{row.city_tier}；{names([row.province])[0]}{row.province_tier}）"
                for row in records(held)
            )
            told.append((f"{label}的档次名称{one}：{len(held) or NONE}", written or NONE))
    return told


@remembered
def table(edition: Edition, stands: tuple[str, ...] = ()) -> pd.DataFrame:
    """``every`` as people read them; ``stands`` keeps only some."""
    found = every(edition)
    if stands:
        found = found[found["stands"].isin(stands)]
    return pd.DataFrame(
        {
            "省级单位": text.full_names(found["province"]),
            "省级评估档次": list(found["province_tier"]),
            "城市": text.full_names(found["city"]),
            "关系": list(found["relation"]),
            "重要城市评估档次": list(found["city_tier"]),
            "市的档次名称": list(found["stands"]),
            "来源": [f"原文第 {text.line_ranges(lines)} 行" for lines in found["lines"]],
        }
    )


@remembered
def beside_map(edition: Edition) -> list[str]:
    """What the map of the pairs cannot show, said in words next to it."""
    said = [words for group in GROUPS for words in text.beside_map(edition, group)]
    return [words for words in dict.fromkeys(said) if words != text.GROUPS_APART]
