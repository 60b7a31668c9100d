"""Sentences that the data support: findings, values, citations. All return plain Chinese text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import pandas as pd

from analysis import places, tiers
from analysis.edition import Edition, remembered
from analysis.schema import CITIES, PROVINCIAL, WITH_TEXT
from analysis.theme import plain_number

BOUNDARIES = "行政区划界线：2025年版"
LOCAL = "本地导入数据（非发布结果）"
MAP_NOTICE = f"内部工作用图，未取得审图号，不得公开展示。{BOUNDARIES}。"
NOT_ASSESSED = "未纳入本次评估"
NAME_ONLY_NOTE = "本次发布材料仅列案例名称，未载具体内容。"
IN_TIER_ORDER = "同档之内按发布材料的先后列出，不是名次。"
IN_LIST_ORDER = "依名单先后列出，不是名次。"
NO_SCORES = "本次材料公布档次，未公布分数与名次；同档之内的先后不是名次。"
GROUP_NOUN = {PROVINCIAL: "省级政府服务能力", CITIES: "重要城市政府服务能力"}
GROUPS_APART = "省级与重要城市分组评估，不直接比较高低。"
CASE_INDICATOR, WEBSITES = "优秀案例", "政府网站"
_BEFORE_VALUE = ("约", "超", "超过", "近")


@lru_cache(maxsize=4096)
def escape_markdown(words: str) -> str:
    """Words that a widget would read as Markdown, to be shown as they are, on one line."""
    # Once escapes are resolved, -> and the like become signs and bare addresses links: an invisible
    # joiner parts them.
    parted = _SIGNS.sub("\u2060", " ".join(words.split()))
    escaped = re.sub(r"([\\`*_\[\]<>$:#~!|.&)]|^[-+=])", r"\\\1", parted)
    return re.sub(r"(?i)(?<=http)(?=s?\\:)|(?<=www)(?=\\\.)|(?=@)", "\u2060", escaped)


_SIGNS = re.compile(r"(?<!\S)(?=(<->|->|<-|--|>=|<=|~=)(?!\S))")


def names(codes: Iterable[str]) -> list[str]:
    """Short names in the given order, a district's with its city before it: 深圳南山."""
    return [_short(place) for place in places.of(codes)]


def _short(place: places.Place) -> str:
    above = places.get(place.parent) if place.kind == "county" else None
    return f"{above.short}{place.short}" if above else place.short


def full_names(codes: Iterable[str]) -> list[str]:
    """Full names in the given order."""
    return [place.name for place in places.of(codes)]


def listed(items: Sequence[str], most: int = 3, noun: str = "地") -> str:
    """A few of some names and how many there are: 北京、上海、浙江等 7 地."""
    if len(items) <= most:
        return "、".join(items)
    return f"{'、'.join(items[:most])}等 {len(items)} {noun}"


@remembered
def tier_finding(edition: Edition, group: str) -> str:
    """The finding of a tier map: who holds the highest tier held, and which tiers nobody holds."""
    scale = tiers.scale(edition, group)
    held = scale[scale["count"] > 0]
    if held.empty:
        return f"{GROUP_NOUN[group]}：本次材料未载结果"
    top = held.iloc[0]
    finding = f"{listed(names(top['members']))}为{top['tier']}档次"
    empty = [row.tier for row in scale.itertuples() if not row.count]
    return f"{finding}，{'、'.join(empty)}档次无" if empty else finding


@remembered
def tier_share(edition: Edition, group: str) -> str:
    """How many units of a group hold the highest tier held."""
    scale = tiers.scale(edition, group)
    held = scale[scale["count"] > 0]
    if held.empty:
        return f"{group}：本次材料未载结果"
    top = held.iloc[0]
    return f"{group} {held['count'].sum()} 个单位中 {top['count']} 个为{top['tier']}档次"


def tier_counts(edition: Edition, group: str) -> str:
    """All tiers with their counts: 卓越 无，优秀 7，良好 8 …"""
    scale = tiers.scale(edition, group)
    return "，".join(f"{row.tier} {row.count or '无'}" for row in scale.itertuples())


def tier_alternative(edition: Edition, group: str) -> str:
    """A tier map in words: every tier with all its members."""
    parts = [
        f"{row.tier}：{'、'.join(names(row.members)) or '无'}"
        for row in tiers.scale(edition, group).itertuples()
    ]
    return f"{GROUP_NOUN[group]}档次地图。{'；'.join(parts)}。"


def line_ranges(lines: Iterable[int]) -> str:
    """Line numbers as people cite them: 595—598、612."""
    runs: list[list[int]] = []
    for line in sorted(set(lines)):
        if runs and line == runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    return "、".join(str(a) if a == b else f"{a}—{b}" for a, b in runs)


def marked(edition: Edition, words: str) -> str:
    """Words about where something is from; before them, that it is no published result."""
    return f"{LOCAL}，{words}" if edition.local else words


def cite(edition: Edition, lines: Iterable[int]) -> str:
    """The source line of a figure: title, publisher and lines of the edition's document."""
    where = line_ranges(int(line) for line in lines)
    title = marked(edition, f"《{edition.event('标题')}》，{edition.event('发布机构')}")
    return f"来源：{title}，原文第 {where} 行" if where else f"来源：{title}"


def amount(value: float, unit: str = "", qualifier: str = "") -> str:
    """A number in the source's magnitude with its qualifier where Chinese puts it.

    约 12 亿次, 超过 400 亿条次, 1300 多条, 8000 余家, 1100 余万条, 60% 以上.
    """
    number = plain_number(value)
    before = qualifier if qualifier in _BEFORE_VALUE else ""
    after = qualifier if qualifier and not before and qualifier != "等" else ""
    if unit == "%":
        written = f"{number}%{after and ' ' + after}"
    elif after == "以上":
        written = f"{number} {unit}{after}".strip()
    else:
        written = f"{number} {after}{unit}".strip()
    return f"{before} {written}".strip()


def figure_amount(row: pd.Series) -> str:
    """``amount`` of a row of the figures table."""
    return amount(row["value"], row["unit"], row["qualifier"])


def moment(as_of: str) -> str:
    """A year, month or day as Chinese writes it; the source's own 目前 in quotes."""
    parts = as_of.split("-")
    if not parts[0].isdigit():
        return f"原文写“{as_of}”" if as_of else ""
    return "".join(f"{int(part)}{unit}" for part, unit in zip(parts, "年月日", strict=False))


def direction(before: float, after: float) -> str:
    """The verb of a change."""
    if after == before:
        return "仍为"
    return "降至" if after < before else "增至"


def two_values(pair) -> str:
    """A row of ``comparisons.pairs`` whose values count differently: each with its moment."""
    first = f"{moment(pair.as_of_before)} {pair.before_written}".strip()
    return f"{first}，{f'{moment(pair.as_of_after)} {pair.after_written}'.strip()}"


def definitions(notes: Iterable[str], most: int = 210) -> str:
    """Notes on figures as one line for a slide, each once; where they are too many the first."""
    every = [note.rstrip("。；") for note in dict.fromkeys(filter(None, notes))]
    held = [note for note in every if not any(note in one for one in every if one != note)]
    if not held:
        return ""
    words = "；".join(held)
    if len(words) > most:
        words = "；".join([held[0], "其余口径说明见全部材料"]) if len(held) > 1 else words
    return f"口径说明：{words}。"


def slips(edition: Edition, lines: Iterable[int]) -> list[str]:
    """Evident slips of the source in some of its lines, with what they should be."""
    wanted = set(lines)
    return [slip for line, slip in _slips(edition) if line in wanted]


@remembered
def _slips(edition: Edition) -> tuple[tuple[int, str], ...]:
    return tuple(
        (
            row.source_line,
            f"第 {row.source_line} 行“{row.as_written}”原文如此，应为“{row.corrected}”",
        )
        for row in edition["corrections"].itertuples()
        if places.normalise(row.as_written) != places.normalise(row.corrected)
    )


@remembered
def occasion(edition: Edition) -> str:
    """What the edition is about: year and subject."""
    return f"{edition.year} {edition.event('评估名称')}评估结果"


@remembered
def conference(edition: Edition) -> str:
    """Where it was published, and under which words, as far as the edition tells."""
    return "：".join(filter(None, map(edition.event, ("发布会名称", "口号"))))


@remembered
def assessed(edition: Edition) -> list[str]:
    """What was assessed: objects, channels, indicators with weights, the points of focus."""
    scope = [
        f"{name}：{'、'.join(rows['unit_kind'])}"
        for name, rows in edition["scope"].groupby("object", sort=False)
    ]
    indicators = "、".join(
        f"{row.indicator} {plain_number(row.weight)}" for row in edition["indicators"].itertuples()
    )
    if CASE_INDICATOR in set(edition["indicators"]["indicator"]):
        indicators += f"；材料未说明{CASE_INDICATOR}如何计入档次"
    return [
        *scope,
        f"服务渠道：{'、'.join(edition['channels']['channel'])}",
        f"指标与权重：{indicators}",
        f"聚焦：{'、'.join(edition['focus']['focus'])}",
    ]


@remembered
def noteworthy(edition: Edition) -> list[str]:
    """What a newcomer should notice, each counted from the tables."""
    honours, cases = edition["honours"], edition["cases"]
    told = int((cases["detail"] == WITH_TEXT).sum())
    websites = f"评估对象含{WEBSITES}，本次材料未载{WEBSITES}评估结果。"
    return [
        NO_SCORES,
        GROUPS_APART,
        _honour_counts(honours),
        f"“十大”优秀创新案例共 {len(cases)} 个，{told} 个在材料中有正文，其余仅列名称。",
        *([websites] if WEBSITES in set(edition["scope"]["object"]) else []),
    ]


def _honour_counts(honours: pd.DataFrame) -> str:
    if honours.empty:
        return "本次材料未列优秀政务新媒体主办单位。"
    return f"优秀政务新媒体主办单位共 {by_medium(honours)}。"


def by_medium(honours: pd.DataFrame) -> str:
    """How many honours there are, and for which media: 75 项次（App 18，微信 26，微博 31）."""
    media = "，".join(
        f"{medium.removeprefix('政务')} {len(rows)}"
        for medium, rows in honours.groupby("medium", sort=False)
    )
    return f"{len(honours)} 项次（{media}）"


@remembered
def beside_map(edition: Edition, group: str) -> list[str]:
    """What a tier map cannot show, said in words next to it."""
    results = edition["results"]
    assessed = results[results["group"] == group]
    apart = [
        f"{row.organisation}（单列）：{row.tier}"
        for row in assessed.itertuples()
        if not places.register()[row.code].on_map
    ]
    if group == CITIES:
        apart += _as_provinces(edition)
        return [*apart, GROUPS_APART]
    missing = [
        place.short
        for place in places.register().values()
        if place.kind == "province"
        and place.code != places.TAIWAN
        and place.code not in set(assessed["code"])
    ]
    if missing:
        apart.append(f"{'、'.join(missing)}{NOT_ASSESSED}。")
    return [*apart, "台湾省资料暂缺。", GROUPS_APART]


def _as_provinces(edition: Edition) -> list[str]:
    codes = tiers.as_provinces(edition)
    if not codes:
        return []
    all_four = "四个" if len(codes) == len(places.MUNICIPALITIES) else ""
    return [f"{'、'.join(names(codes))}{all_four}直辖市列入省级评估。"]
