"""The cases and the practices of the themes as one library: joined, filtered, counted, searched."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

import numpy as np
import pandas as pd

from analysis import cards, comparisons, places, search, text
from analysis.cards import Card, Tag
from analysis.edition import Edition, grouped, keyed, records, remembered
from analysis.schema import CASE_LISTS, MEDIA, NAME_ONLY, TIERS, WITH_TEXT
from analysis.schema import REGIONS as FOUR_REGIONS
from analysis.theme import theme_hue
from analysis.units import tier_of

NO_REGION = "部委（不分地区）"
REGIONS = (*FOUR_REGIONS, NO_REGION)
CASE, PRACTICE = "优秀创新案例", "特点趋势中的做法"
KINDS = (CASE, PRACTICE)
NOUNS = {CASE: ("案例", "个"), PRACTICE: ("做法", "项")}  # and what they are counted in
NATION = "全国"
LEVELS = {
    "部委": "部委",
    "province": "省级",
    "city": "市级",
    "county": "区县",
    "单列": "单列单位",
    NATION: NATION,
}
NO_TIER = "本地及所在地均无档次"
PLACE_TIERS = (*TIERS, NO_TIER)
PAIR, COUNT, WORDS_ONLY, NOTHING = "前后两个数", "列有数字", "只有表述", "仅列名称，无依据"
EVIDENCE = {
    PAIR: "材料给出前后两个数",
    COUNT: "材料列有数字，未给前后对比；数字未必是成效",
    WORDS_ONLY: "材料有正文，没有数字",
    NOTHING: "材料只列名称",
}
# What the words of a title or summary name, as patterns; a new matter, or a new word for one, is
# written here. Words that any year may use: never those of one sentence.
MATTERS = {
    "开办企业": "开办|企业设立",
    "不动产登记": "不动产登记",
    "工程审批": "工程建设项目|工程审批",
    "审批": "审批|秒批",
    "社保、医保、公积金": "社保|医保|公积金",
    "电子证照": "电子证照|电子社保卡",
    "热线与诉求": "热线|信箱|诉求|征集|民[^，。；\n]{0,2}呼",
    "企业服务": "涉企|营商|政企|企业设立|开办",
    "便民服务": "便民|民生",
    "政务服务平台": "政务服务平台|政务服务网|政企服务平台|一网通办",
    "政务App": "App|APP|手机端|掌上|移动[^，。；\n]{0,2}(服务|办事|政务)",
    "新媒体": "新媒体|融媒体|微博|微信|小程序",
    "政府网站": "网站|集约化平台",
    "政务云与网络": "政务云|云平台|一朵云|上云|政务[外内]网|集中部署",
    "数据开放": "数据[^，。；\n]{0,6}开放|开放[^，。；\n]*?数据",
    "数据共享": "数据共享|共享[^，。；\n]{0,6}数据|数据归集|共享交换|信息孤岛",
    "辅助决策与治理": "决策|数据分析|评价系统|基层治理|社会治理",
    "新技术": "区块链|人工智能|5G|(?<![A-Za-z])[AV]R(?![A-Za-z])|IPv6",
    "安全": "(信息|数据|网络|网站|统一)安全|自主可控",
    "机构与制度": "领导小组|数据管理局|专家委|统筹[^，。；\n]{0,4}机构|制度",
}
BY_WORDS = "本系统归类，依名称与概述中的词"


@remembered
def cases(edition: Edition) -> pd.DataFrame:
    """All cases in list order, one row a case.

    Adds to the table's columns: ``theme`` (tuple of themes), ``practice`` (tuple of the practices
    with the source's text on it), ``region`` (one of the four, or ``NO_REGION`` for ministries)
    and ``words``, everything a reader may search it by.
    """
    rows = edition["cases"]
    themes = _gathered(edition["case_themes"], "theme")
    practices = _gathered(edition["case_practices"], "practice")
    found = [places.get(code) for code in rows["code"]]
    rows["theme"] = [themes.get(case, ()) for case in rows["case"]]
    rows["practice"] = [practices.get(case, ()) for case in rows["case"]]
    rows["region"] = list(map(_region, found))
    told = keyed(edition, "practices", "practice")
    rows["words"] = [
        _words(
            (
                *(row.title, row.organisation, row.as_written, row.list, *row.theme),
                *(told[practice].summary for practice in row.practice),
            ),
            place,
        )
        for row, place in zip(records(rows), found, strict=True)
    ]
    return rows


@remembered
def entries(edition: Edition) -> pd.DataFrame:
    """Cases in list order, then in the source's order the practices that tell none of them.

    Columns: entry (id of the case or practice), case (empty for a practice), kind (one of ``KINDS``), list (empty for a
    practice), level, organisation, code, province (its name, empty for ministries), region, tier
    (the place's, or that of the nearest place above it that has one), medium (tuple: for which its
    unit is honoured), theme (tuple), matter (tuple), detail, evidence (one of ``EVIDENCE``), title,
    practice (tuple of the practices that tell it), source_line, as_written, words.
    """
    listed = cases(edition).assign(kind=CASE)
    listed["entry"] = listed["case"]
    told = set(edition["case_practices"]["practice"])
    practices = _practices(edition)
    practices = practices[~practices["entry"].isin(told)]
    shared = [name for name in listed if name in practices]
    rows = pd.concat([listed[shared], practices[shared]], ignore_index=True)
    media = {
        code: tuple(held["medium"]) for code, held in grouped(edition, "honours", "code").items()
    }
    found = [places.register()[code] for code in rows["code"]]
    above = [places.province(place.code) for place in found]
    rows["level"] = list(map(level, found))
    rows["province"] = [place.name if place else "" for place in above]
    rows["tier"] = [
        tier_of(edition, cards.tier_holder(edition, place.code)) or NO_TIER for place in found
    ]
    rows["medium"] = [media.get(code, ()) for code in rows["code"]]
    rows["matter"] = [tuple(matters(edition, row)) for row in records(rows)]
    rows["evidence"] = [_evidence(edition, row) for row in records(rows)]
    # As objects all columns are one block, of which each filter of a page takes rows at once.
    return rows[list(_ENTRY_COLUMNS)].astype(object)


_ENTRY_COLUMNS = (
    "entry",
    "case",
    "kind",
    "list",
    "level",
    "organisation",
    "code",
    "province",
    "region",
    "tier",
    "medium",
    "theme",
    "matter",
    "detail",
    "evidence",
    "title",
    "practice",
    "source_line",
    "as_written",
    "words",
)


def _practices(edition: Edition) -> pd.DataFrame:
    """The practices as entries; what follows from the place is not there yet."""
    slides = keyed(edition, "slides", "slide")
    rows = edition["practices"].rename(columns={"practice": "entry"})
    found = [places.get(code) for code in rows["code"]]
    rows["kind"], rows["case"], rows["list"], rows["detail"] = PRACTICE, "", "", WITH_TEXT
    rows["theme"] = [(slides[slide].theme,) for slide in rows["slide"]]
    rows["practice"] = [(practice,) for practice in rows["entry"]]
    rows["region"] = [_region(place) for place in found]
    rows["words"] = [
        _words((row.title, row.organisation, row.as_written, row.summary, *row.theme), place)
        for row, place in zip(records(rows), found, strict=True)
    ]
    return rows


def is_unit(code: str) -> bool:
    """Whether a code is that of a place or organisation; the nation is all of them."""
    place = places.get(code)
    return place is not None and place.kind != NATION


def level(place: places.Place) -> str:
    """At which level a place or organisation stands."""
    return LEVELS[place.kind]


def matters(edition: Edition, row) -> dict[str, str]:
    """What an entry's title and summaries are about, each matter with the word that says so."""
    practices = keyed(edition, "practices", "practice")
    told = [word for one in row.practice for word in (practices[one].title, practices[one].summary)]
    words = "\n".join([row.title, *told])
    found = {matter: re.search(pattern, words) for matter, pattern in MATTERS.items()}
    return {matter: term[0] for matter, term in found.items() if term}


def _evidence(edition: Edition, row) -> str:
    """What the source gives of an effect; an empty text where its text is not recorded here."""
    if row.detail == NAME_ONLY:
        return NOTHING
    figures = cards.figures_of(edition, row.practice)
    if set(figures["pair"]) & set(comparisons.by_id(edition)):
        return PAIR
    return COUNT if len(figures) else WORDS_ONLY if row.practice else ""


def _gathered(links: pd.DataFrame, column: str) -> Mapping[str, tuple[str, ...]]:
    return links.groupby("case", sort=False)[column].agg(tuple).to_dict()


def _region(place: places.Place | None) -> str:
    return place.region or NO_REGION if place else NO_REGION


def _words(own: Iterable[str], place: places.Place | None) -> str:
    words = list(own)
    if place:
        above = places.province(place.code)
        words += [places.located(place.code), place.short, place.pinyin, place.initials]
        words += [above.name] if above else []
    return "\n".join(places.normalise(word) for word in words).casefold()


def choose(
    rows: pd.DataFrame, chosen: Mapping[str, Collection[str]], query: str = ""
) -> pd.DataFrame:
    """Rows that have, for every facet with a choice, one of its values, and all words of a query.

    Where rows have a ``title``, letters find it by pinyin, and by initials from the third on.
    """
    if not query and not any(chosen.values()):
        return rows.copy(deep=False)
    return rows[_kept(rows, chosen, query)]


def _kept(rows: pd.DataFrame, chosen: Mapping[str, Collection[str]], query: str) -> np.ndarray:
    keep = np.ones(len(rows), dtype=bool)
    for facet, values in chosen.items():
        if values:
            wanted = set(values)
            keep &= np.array([not wanted.isdisjoint(_held(held)) for held in rows[facet]], bool)
    for written in query.split():
        word = places.normalise(written).casefold()
        found = np.array([word in held for held in rows["words"]], bool)
        if "title" in rows and len(word) >= _LETTERS and search.SPELT.fullmatch(word):
            found = found | np.array(
                [f"\n{word}" in _spelt(title) for title in rows["title"]], bool
            )
        keep &= found
    return keep


_LETTERS = (
    3  # two letters stand in nearly every title somewhere; as a place's initials they find it
)


@lru_cache(maxsize=4096)
def _spelt(title: str) -> str:
    """A title's pinyin and initials from each of its characters onward, a line each."""
    parts = search.syllables(places.normalise(title).casefold())
    tails = ("".join(part[start:]) for part in parts for start in range(len(part)))
    return "\n".join(["", *tails])


def only(rows: pd.DataFrame, case: str, practice: str = "") -> pd.DataFrame:
    """The entry of a case, or the one that a practice is or tells."""
    if case:
        return rows[rows["case"] == case]
    return rows[rows["practice"].map(lambda held: practice in held)]


def counts(
    rows: pd.DataFrame, facet: str, chosen: Mapping[str, Collection[str]], query: str = ""
) -> dict[str, int]:
    """How many rows each value of a facet would leave, its own choice set aside."""
    others = {name: values for name, values in chosen.items() if name != facet}
    held = rows[facet].to_numpy(dtype=object)[_kept(rows, others, query)]
    return dict(Counter(value for values in held for value in _held(values)))


@dataclass(frozen=True)
class Facet:
    """What entries are told apart by: its values in their order; ``rule`` says how where we do it."""

    label: str
    values: tuple[str, ...]
    rule: str = ""


@remembered
def facets(edition: Edition) -> Mapping[str, Facet]:
    """The facets of the library by the column of ``entries`` that they read."""
    rows = entries(edition)
    levels, provinces = set(rows["level"]), set(rows["province"])
    names = (place.name for place in places.register().values() if place.kind == "province")
    return MappingProxyType(
        {
            "kind": Facet("种类", KINDS),
            "list": Facet("名单", CASE_LISTS),
            "theme": Facet("主题", tuple(edition["themes"].sort_values("order")["theme"])),
            "matter": Facet("事项", tuple(MATTERS), BY_WORDS),
            "evidence": Facet("成效依据", tuple(EVIDENCE), "只看材料列了什么，不评成效大小"),
            "detail": Facet("正文", (WITH_TEXT, NAME_ONLY)),
            "level": Facet("层级", tuple(one for one in LEVELS.values() if one in levels)),
            "region": Facet("地区", REGIONS),
            "province": Facet("省份", tuple(name for name in names if name in provinces)),
            "tier": Facet("档次", PLACE_TIERS, f"本地的，或所在市、省的；{text.GROUPS_APART}"),
            "medium": Facet("单位入选的新媒体", MEDIA),
        }
    )


def _held(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,)


@remembered
def card(edition: Edition, row) -> Card:
    """The card of an entry, tagged with its kind, what it gives of an effect, and its matters."""
    told = cards.case_card(edition, row) if row.kind == CASE else _practice_card(edition, row)
    evidence = row.evidence not in ("", NOTHING)  # a card says itself that it has only a name
    tags = [Tag(f"成效依据：{row.evidence}", note=EVIDENCE[row.evidence])] if evidence else []
    tags += [
        Tag(matter, note=f"{BY_WORDS}：“{term}”") for matter, term in matters(edition, row).items()
    ]
    return replace(told, tags=(*told.tags, *tags))


def _practice_card(edition: Edition, row) -> Card:
    own = keyed(edition, "practices", "practice")[row.entry]
    slide = keyed(edition, "slides", "slide")[own.slide]
    theme = keyed(edition, "themes", "theme")[slide.theme]
    where = f"载于“{slide.subtheme}”一页（原文第 {slide.source_line} 行）"
    return replace(
        cards.practice_card(edition, own),
        tier_note=cards.place_tier(edition, row.code),
        tags=(Tag(PRACTICE), Tag(theme.theme, theme_hue(theme.order), where)),
    )


def sentence(rows: pd.DataFrame) -> str:
    """How many cases there are, in which lists, and on how many the source has text."""
    if rows.empty:
        return "本次材料未列“十大”优秀创新案例。"
    lists = "，".join(f"{name} {len(held)} 个" for name, held in rows.groupby("list", sort=False))
    told = int((rows["detail"] == WITH_TEXT).sum())
    return f"{lists}；{told} 个在材料中有正文，{len(rows) - told} 个仅列名称。"


@remembered
def summary(edition: Edition) -> str:
    """What the library holds: the cases, and the practices that are no case's text."""
    rows = entries(edition)
    apart = int((rows["kind"] == PRACTICE).sum())
    practices = f"另收特点趋势中的做法 {apart} 项" if apart else ""
    further = "，".join(filter(None, (practices, merged(rows))))
    return sentence(cases(edition)) + (f"{further}。" if further else "")


def merged(rows: pd.DataFrame) -> str:
    """What is to be said where practices are counted with the case that they tell."""
    told = any(row.case and row.practice for row in records(rows))
    return "讲案例的做法已并入案例" if told else ""


def counted(rows: pd.DataFrame) -> str:
    """How many of each kind there are: 案例 5 个，做法 2 项."""
    numbers = Counter(rows["kind"])
    return "，".join(
        f"{noun} {numbers[kind]} {measure}"
        for kind, (noun, measure) in NOUNS.items()
        if kind in numbers
    )


def result_sentence(found: pd.DataFrame, rows: pd.DataFrame) -> str:
    """What a filter left, and what to do where it left nothing."""
    if found.empty:
        return f"没有符合这些条件的条目（共有{counted(rows)}）；请减少条件，或换一个词。"
    total, left = Counter(rows["kind"]), Counter(found["kind"])
    of_each = "，".join(
        f"{left[kind]} / {total[kind]} {measure}{noun}"
        for kind, (noun, measure) in NOUNS.items()
        if kind in total
    )
    told = int((found["detail"] == WITH_TEXT).sum())
    return f"{of_each}；其中有正文 {told} 条。"
