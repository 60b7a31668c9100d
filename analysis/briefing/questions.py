"""记者问答备查: the questions to expect; where the edition holds nothing, the answer says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from analysis import (
    comparisons,
    honours,
    method,
    places,
    reading,
    text,
    tiers,
    trends,
)
from analysis.briefing.statements import (
    OUR_RULE,
    Paragraph,
    Statement,
    cases,
    caveats,
    change,
    counts,
    defined,
    full,
    groups,
    left_out,
    of_group,
    said,
    weights,
    with_notes,
    without_data,
)
from analysis.edition import Edition, records
from analysis.schema import CITIES, GROUPS, NAME_ONLY, TIERS
from analysis.theme import plain_number

_NO_REASON = "原因本次材料未载。"


@dataclass(frozen=True, eq=False)
class Question:
    """A question to expect and what the edition lets one answer."""

    question: str
    answer: Paragraph

    @property
    def lines(self) -> tuple[int, ...]:
        """All lines that the answer rests on."""
        return tuple(sorted({line for one in self.answer for line in one.lines}))


def questions(edition: Edition, context: Edition | None) -> tuple[Question, ...]:
    """Those on what the edition has, in the order in which they are likely to come."""
    return (
        *_on_results(edition),
        *_on_tiers(edition),
        *_on_places(edition),
        *_on_method(edition, context),
        *_on_figures(edition, context),
        *_on_lists(edition, context),
    )


def _rule(words: str) -> Statement:
    return Statement(words, basis=OUR_RULE)


def _on_results(edition: Edition) -> Iterator[Question]:
    """Rank, scores, and what may be set beside what."""
    scale, unpublished = edition["tier_scale"], left_out(edition)
    held = groups(edition)
    tops = (one for group in held for one in _top(edition, group))
    yield Question(
        "有没有排名，谁是第一？",
        (
            said(text.NO_SCORES, scale),
            *tops,
            _rule("可以说：某地为某档次，该档共多少个单位。不说：第几位，也不说同档之内谁先谁后。"),
        ),
    )
    intervals = (
        said(f"{group}的档次区间（分）：{_intervals(tiers.scale(edition, group))}。", rows)
        for group, rows in scale.groupby("group", sort=False)
    )
    meant = _rule("区间说明一个档次的范围，不是某地的得分。")
    yield Question("各地得了多少分？", (unpublished["分数"], *intervals, meant))
    yield Question("有没有各项指标的得分？", (unpublished["分项得分"],))
    if len(held) == len(GROUPS):
        may = _rule("可以说：某市为什么档次，所在省为什么档次，注明分组评估。不说：二者谁高谁低。")
        yield Question("省与市能不能比较？", (said(method.scales_sentence(edition), scale), may))


def _top(edition: Edition, group: str) -> Iterator[Statement]:
    """Who holds the highest tier held, and between which places that puts them."""
    scale = tiers.scale(edition, group)
    top = next(iter(records(scale[scale["count"] > 0])))
    among = full(top.members) + ("；同档不分先后" if top.count > 1 else "")
    rows = of_group(edition, group, [top.tier])
    yield said(f"{group}各单位中最高的档次是{top.tier}，共 {top.count} 个：{among}。", rows)
    rank = tiers.rank_interval(edition, group, top.tier)
    yield said(f"由各档个数算出，{group}{top.tier}档次在 {rank}。", scale)


def _intervals(scale: pd.DataFrame) -> str:
    return "，".join(scale["tier"] + " " + scale["interval"])


def _on_tiers(edition: Edition) -> Iterator[Question]:
    """Why a place holds the lowest tier, why nobody holds a tier, why the groups are as large."""
    held = groups(edition)
    if not held:
        return
    rows = pd.concat([tiers.scale(edition, group).assign(group=group) for group in held])
    lowest = max(rows["tier"], key=TIERS.index)
    last = rows[(rows["tier"] == lowest) & (rows["count"] > 0)]
    if len(last):
        yield Question(
            f"某地为什么是{lowest}档次？",
            (
                said(text.NO_SCORES, edition["tier_scale"]),
                said(_NO_REASON, last),
                *(_may_say(edition, row) for row in records(last)),
                _rule(
                    "也可以说该地在材料中的其他内容。不说：得分、先后、与别处的高低，也不推测原因。"
                ),
            ),
        )
    nobody = rows[rows["count"] == 0]
    if len(nobody):
        none = (
            said(f"{group}：{_intervals(own)} 分，没有单位。", own)
            for group, own in nobody.groupby("group", sort=False)
        )
        empty = "、".join(sorted(set(nobody["tier"]), key=TIERS.index))
        yield Question(f"{empty}档次为什么没有单位？", (*none, said(_NO_REASON, nobody)))
    sizes = {len(of_group(edition, group)) for group in held}
    if len(held) == len(GROUPS) and len(sizes) == 1:
        parts = (said(_made_up(edition, group), of_group(edition, group)) for group in GROUPS)
        apart = said(f"两组各自列名；数目相同的{_NO_REASON}", edition["results"])
        yield Question(f"两组为什么都是 {sizes.pop()} 个单位？", (*parts, apart))


def _may_say(edition: Edition, row) -> Statement:
    """A row of a scale as it may be said of any of its members."""
    words = (
        f"可以说：{row.group}{row.tier}档次的区间为 {row.interval} 分，该档共 {row.count} 个单位。"
    )
    return said(words, of_group(edition, row.group, [row.tier]))


def _made_up(edition: Edition, group: str) -> str:
    """Of how many units of which kind a group is made up."""
    kinds = pd.Series(map(_kind, places.of(tiers.assessed(edition, group))), dtype="str")
    return f"{group}：{counts(kinds)}。"


def _kind(place: places.Place) -> str:
    if role := places.role(place.code):
        return role if role == places.SEPARATE else "省会（首府）城市"
    if place.kind == "city":
        return "其他城市"
    return "省、自治区、直辖市" if place.kind == "province" else place.name


def _on_places(edition: Edition) -> Iterator[Question]:
    """Places that one may miss, or find where one does not expect them."""
    for names, why in without_data(edition).items():
        yield Question(f"{names}为什么没有数据？", (why, replace(why, words=_NO_REASON)))
    for row in records(edition["results"]):
        if not places.register()[row.code].on_map:
            yield Question(f"{row.organisation}怎样列入评估？", _apart(edition, row))
    cities = tiers.assessed(edition, CITIES)
    municipalities = [code for code in tiers.as_provinces(edition) if code not in cities]
    if municipalities:
        rows, scope = edition["results"], edition["scope"]
        listed = rows[rows["code"].isin(municipalities)]
        kinds = scope[scope["unit_kind"].str.contains("直辖市")]
        named = "、".join(f"“{kind}”" for kind in kinds["unit_kind"].unique())
        yield Question(
            "直辖市为什么不在重要城市组？",
            (
                said(f"{full(municipalities)}列入省级评估。", listed),
                *([said(f"评估对象中，直辖市写在{named}一类。", kinds)] if named else []),
            ),
        )


def _apart(edition: Edition, row) -> Paragraph:
    """What the edition says of a unit of its results that is no place."""
    name, total = row.organisation, len(of_group(edition, row.group))
    rows = of_group(edition, row.group).query("code == @row.code")
    figures = edition["figures"]
    noted = with_notes(figures[figures["note"].str.contains(name, regex=False)])
    return (
        said(f"{name}列在{row.group}名单中，计入 {total} 个单位，为{row.tier}档次。", rows),
        *(
            Statement(
                f"{own.metric} {text.figure_amount(own)}：{own.note}。", (int(own.source_line),)
            )
            for _, own in noted.iterrows()
        ),
        said(f"单独列名的{_NO_REASON}", rows),
    )


def _on_method(edition: Edition, context: Edition | None) -> Iterator[Question]:
    """Objects without results, indicators that the source does not say how it counts."""
    unpublished, scope, listed = left_out(edition), edition["scope"], edition["cases"]
    rows = scope[scope["object"] == text.WEBSITES]
    if len(rows):
        pairs = comparisons.pairs(edition)
        pairs = pairs[pairs["pair"] == comparisons.website_pair(edition, context)]
        number = "特点趋势所列的全国政府网站数量是网站的个数，不是评估结果。"
        yield Question(
            f"{text.WEBSITES}的评估结果是什么？",
            (
                said(f"对象为{'；'.join(rows['unit_kind'])}。", rows),
                unpublished[f"{text.WEBSITES}评估结果"],
                *(Statement(number, lines) for lines in pairs["lines"]),
            ),
        )
    indicators = method.weights(edition)
    for row in records(indicators[indicators["bar"] == 1]):
        own = indicators[indicators["indicator"] == row.indicator]
        linked = said("它与“十大”优秀创新案例有何关系，本次材料未载。", own, listed)
        yield Question(
            f"{row.indicator}（权重 {plain_number(row.weight)}）怎样计入档次？",
            (said(weights(edition), indicators), *([linked] if len(listed) else [])),
        )


def _on_figures(edition: Edition, context: Edition | None) -> Iterator[Question]:
    """How figures may be quoted."""
    pairs, websites = comparisons.pairs(edition), comparisons.website_pair(edition, context)
    own, others = pairs[pairs["pair"] == websites], pairs[pairs["pair"] != websites]
    if len(own):
        yield Question(
            "全国政府网站数量的两个数口径相同吗？",
            (
                *map(change, records(own)),
                *caveats(own),
                *defined(edition, context, {websites}),
                _rule("不说：两数相减、降幅多少。"),
            ),
        )
    noted = others[others["note"] != ""]
    if len(noted):
        changes = zip(map(change, records(noted)), noted["note"], strict=True)
        yield Question(
            "引用前后对比的数字要注意什么？",
            tuple(
                replace(one, words=f"{one.words.removesuffix('。')}；{note}。")
                for one, note in changes
            ),
        )
    apart = [slide for theme in trends.themes(edition) for slide in theme.slides if slide.caveat]
    if apart:
        lines = tuple(sorted(slide.source.line for slide in apart))
        yield Question("各地列出的数字能不能相互比较？", (Statement(trends.APART, lines),))


def _on_lists(edition: Edition, context: Edition | None) -> Iterator[Question]:
    """What the lists of honours and of cases leave out."""
    rows, listed = edition["honours"], edition["cases"]
    if len(rows):
        yield Question(
            f"{honours.TITLE}为什么没有产品名称？",
            (left_out(edition)["新媒体产品"], said(_NO_REASON, rows)),
        )
    bare = listed[listed["detail"] == NAME_ONLY]
    if len(bare):
        pages = reading.pages(edition, context)
        further = (
            f"材料之外讲这些案例的网页有 {len(pages)} 个，"
            f"涉及 {len({page.case for page in pages})} 个案例，列在延伸阅读，不代表发布机构。"
        )
        yield Question(
            f"{'多数' if len(bare) * 2 > len(listed) else '部分'}案例为什么没有内容？",
            (
                cases(edition),
                said(f"这 {len(bare)} 个案例，{text.NAME_ONLY_NOTE}", bare),
                _rule("不为仅列名称的案例编写内容。"),
                *([Statement(further, basis="背景数据：延伸阅读")] if pages else []),
            ),
        )
