"""The results as a static site: any web server can give it out, and it opens from a disk.

The templates beside this file escape all data. What they and this file write names its targets
from the root of the site, ``~/``, and its colours as ``style``; the last step makes the paths
relative and the colours rules of the style sheet, for the pages allow no style of their own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analysis import (
    cards,
    fonts,
    honours,
    library,
    method,
    package,
    pictures,
    places,
    profile,
    reading,
    search,
    sources,
    text,
    tiers,
    trends,
    units,
)
from analysis.archive import file_name
from analysis.cards import Card, Source
from analysis.charts import trends as trend_charts
from analysis.charts.honours import honours_map
from analysis.charts.maps import city_map, province_map
from analysis.charts.method import weights
from analysis.charts.tiers import tier_strips
from analysis.edition import Edition, keyed, records
from analysis.export.csv import csv
from analysis.export.package import data_package
from analysis.export.xlsx import xlsx
from analysis.figure import Figure
from analysis.schema import CITIES, PROVINCIAL
from analysis.svg import compact, silent

NAVIGATION = {
    "index": "总览",
    "provinces": "省级",
    "cities": "重要城市",
    "honours": "新媒体",
    "trends": "特点趋势",
    "cases": "创新案例",
    "units": "单位",
    "method": "评估内容与对象",
    "data": "数据与来源",
}
WAYS = {
    "provinces": (text.GROUP_NOUN[PROVINCIAL], "各省的档次与名单"),
    "cities": (text.GROUP_NOUN[CITIES], "各城市的档次与名单"),
    "honours": (honours.TITLE, "入选的单位、媒体与名单"),
    "units": ("单位概览", "一个地方或部委的全部内容，附可引用的句子"),
    "trends": ("特点趋势", "各主题的做法与数字"),
    "cases": ("“十大”优秀创新案例", "按名单与主题查找案例"),
    "method": ("评估内容与对象", "对象、渠道、指标与权重，以及材料未载的"),
    "data": ("数据与来源", "全部数据表、字段说明与下载"),
}
GROUP_PAGES = {PROVINCIAL: "provinces", CITIES: "cities"}
WIDE, NARROW = pictures.WIDTH, 360  # px; the second for telephones
_FOLDER = Path(__file__).with_suffix("")
_FIND = Path(__file__).parents[1] / "find.js"
_STYLE = re.compile(r' style="([^"]*)"')


@dataclass(frozen=True)
class Page:
    """A page: where it stands, its name and one sentence, what else its template shows.

    ``within`` is the page of the navigation that it belongs to, where it is none of those.
    """

    path: str
    title: str
    lead: str
    values: Mapping[str, Any]
    template: str
    within: str = ""


@dataclass(frozen=True)
class Picture:
    """A figure's picture as a file of the site."""

    path: str
    width: int
    height: int
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Shown:
    """A figure with its pictures for wide and for narrow screens."""

    figure: Figure
    wide: Picture
    narrow: Picture


def site(edition: Edition, context: Edition | None, *, maps: bool = True) -> dict[str, bytes]:
    """Every file of the site by its path; the same edition gives the same bytes.

    Without ``maps``, for a public that may not be shown them, the name lists say the same. Raises
    ``pictures.CannotDraw`` where a figure holds characters that no picture can.
    """
    figures = {
        name: None if figure is None else _drawn(name, figure)
        for name, figure in _figures(edition, context, maps=maps)
    }
    shared = {
        "navigation": NAVIGATION,
        "figures": figures,
        "occasion": text.occasion(edition),
        "source": text.cite(edition, ()),
        "no_scores": text.NO_SCORES,
        "groups_apart": text.GROUPS_APART,
        "identity": edition.identity,
    }
    written = {page.path: _written(page, shared) for page in _pages(edition, context)}
    styles = sorted({style for html in written.values() for style in _STYLE.findall(html)})
    drawn = (
        picture for shown in figures.values() if shown for picture in (shown.wide, shown.narrow)
    )
    return {
        **{path: _finished(path, html) for path, html in written.items()},
        "style.css": _style_sheet(styles),
        "search.js": b"".join(path.read_bytes() for path in (_FIND, _FOLDER / "search.js")),
        "search-index.js": _search_index(edition),
        **{picture.path: picture.content for picture in drawn},
        **_data_files(edition, context),
        **{f"fonts/{face.file_name}": face.path.read_bytes() for face in fonts.FACES},
        "fonts/OFL.txt": (fonts.FOLDER / "OFL.txt").read_bytes(),
    }


# ---- pages -----------------------------------------------------------------------------------------


def _pages(edition: Edition, context: Edition | None) -> Iterator[Page]:
    yield _home(edition)
    for group in GROUP_PAGES:
        yield _tiers(edition, group)
    yield _honours(edition)
    yield _trends(edition, context)
    yield _cases(edition, context)
    yield _units(edition)
    for code in units.named(edition):
        yield _unit(edition, context, code)
    yield _method(edition)
    yield _data(edition, context)


def _page(name: str, title: str, lead: str, template: str = "", **values: Any) -> Page:
    """A page of the navigation."""
    return Page(f"{name}.html", title, lead, values, f"{template or name}.html")


def _home(edition: Edition) -> Page:
    return _page(
        "index",
        text.occasion(edition),
        text.conference(edition),
        noteworthy=text.noteworthy(edition),
        noteworthy_source=_cited(edition, "honours", "cases"),
        assessed=text.assessed(edition),
        assessed_source=_cited(edition, "scope", "channels", "indicators", "focus"),
        beside=text.beside_map(edition, PROVINCIAL),
        ways=WAYS,
    )


def _tiers(edition: Edition, group: str) -> Page:
    """The map and the name list of a group."""
    name, title = GROUP_PAGES[group], text.GROUP_NOUN[group]
    return _page(
        name,
        title,
        f"{len(tiers.assessed(edition, group))} 个单位按档次公布：{text.tier_counts(edition, group)}。",
        template="tier",
        map=name,
        scale=[
            {
                "chip": Markup(cards.chip(row.tier)),
                "interval": row.interval,
                "count": f"{row.count} 个" if row.count else "无",
                "members": _links(edition, row.members, text.full_names(row.members)),
                "source": _source(cards.source_of(edition, row)),
            }
            for row in records(tiers.scale(edition, group))
        ],
        in_tier_order=text.IN_TIER_ORDER,
        beside=text.beside_map(edition, group),
        file=f"lists/{name}.csv",
        download=file_name(f"{edition.year}{title}.csv"),
    )


def _honours(edition: Edition) -> Page:
    """Who is honoured for which media: no choice stands for all."""
    held, matrix = honours.honoured(edition), honours.matrix(edition)
    matrix["单位"] = [_link(edition, row.code, row.organisation) for row in records(held)]
    return _page(
        "honours",
        honours.TITLE,
        honours.sentence(edition),
        any=not held.empty,
        beside=honours.beside_map(edition, (), ()),
        off_map=honours.off_map(edition),
        finding=honours.finding(edition),
        together=honours.together(edition),
        one_row=honours.ONE_ROW,
        matrix=matrix,
        markup=("单位", *honours.MARKUP),
        notes=honours.notes(edition, (), ()),
        cited=honours.cited(edition, (), ()),
        lists=honours.name_lists(edition),
        file="lists/honours.csv",
        download=file_name(f"{edition.year}{honours.TITLE}.csv"),
    )


def _trends(edition: Edition, context: Edition | None) -> Page:
    practices = keyed(edition, "practices", "practice")
    with_cases = set(edition["case_themes"]["theme"])
    anchors = _anchors(edition)
    themes = [
        {
            "held": theme,
            "anchor": anchors[theme.name],
            "source": _source(theme.source),
            "has_cases": theme.name in with_cases,
            "charts": trends.charts_of(edition, context, theme.slide_ids),
            "slides": [
                {
                    "held": slide,
                    "source": _source(slide.source, in_our_words=True),
                    "units": [
                        [_card(edition, card, practices[card.anchor].code) for card in held]
                        for held in slide.units
                    ],
                }
                for slide in theme.slides
            ],
        }
        for theme in trends.themes(edition)
    ]
    return _page("trends", "特点趋势", trends.sentence(edition), themes=themes)


def _cases(edition: Edition, context: Edition | None) -> Page:
    rows = library.cases(edition)
    anchors = _anchors(edition)
    return _page(
        "cases",
        "“十大”优秀创新案例",
        library.sentence(rows),
        in_list_order=text.IN_LIST_ORDER,
        lists=[
            {
                "name": name,
                "anchor": f"list-{place}",
                "cards": [
                    _card(edition, cards.case_card(edition, row), row.code) for row in records(held)
                ],
            }
            for place, (name, held) in enumerate(rows.groupby("list", sort=False))
        ],
        themes=[
            {
                "held": theme,
                "anchor": anchors[theme.name],
                "cases": [
                    (row.case, row.title, text.names([row.code])[0])
                    for row in records(rows)
                    if theme.name in row.theme
                ],
            }
            for theme in trends.themes(edition)
        ],
        **_reading(edition, context, rows["case"]),
    )


def _units(edition: Edition) -> Page:
    """Every unit that the edition names, by kind."""
    kinds: dict[str, list[str]] = {}
    for place in places.of(units.named(edition)):
        kinds.setdefault(place.kind, []).append(place.code)
    codes = {"、".join(text.names(held)): held for held in kinds.values()}
    directory = [
        (label, _links(edition, codes[names], text.names(codes[names])))
        for label, names in profile.directory(edition)
    ]
    return _page("units", "单位概览", profile.sentence(edition), directory=directory)


def _unit(edition: Edition, context: Edition | None, code: str) -> Page:
    found = profile.profile(edition, code)
    head = _card(edition, found.head)
    for result in found.unit.results:
        head = _peers_linked(edition, head, result.peers) if result.peers else head
    beside = zip(units.beside(edition, code), found.beside, strict=True)
    within = units.within(edition, code)
    values = {
        "head": head,
        "groups": [
            (GROUP_PAGES[group], text.GROUP_NOUN[group])
            for group in (result.row["group"] for result in found.unit.results)
        ],
        "quotable": found.quotable,
        "beside": [
            (
                item.term,
                _link(edition, other, item.statement),
                Markup(" ").join(map(_source, item.sources)),
            )
            for other, item in beside
        ],
        "within": _links(edition, within, text.names(within)),
        "sections": [
            (heading, [_card(edition, card) for card in held], Markup(cards.items_html(items)))
            for heading, held, items in found.sections
        ],
        **_reading(edition, context, found.unit.cases["case"]),
    }
    return Page(f"units/{code}.html", found.name, "单位概览", values, "unit.html", within="units")


def _method(edition: Edition) -> Page:
    return _page(
        "method",
        "评估内容与对象",
        method.sentence(edition),
        objects=method.objects(edition),
        listed=(method.channels(edition), method.focus(edition)),
        scales_sentence=method.scales_sentence(edition),
        scales=method.scales(edition),
        not_published=[f"{head}：{words}" for head, words in method.not_published(edition)],
        cited=_cited(edition, "scope", "channels", "indicators", "focus", "tier_scale"),
    )


def _data(edition: Edition, context: Edition | None) -> Page:
    groups = []
    for name, loaded in _loaded(edition, context):
        title = package.head(loaded)["title"]
        stem = file_name(title)
        groups.append(
            {
                "title": title,
                "files": [
                    (
                        f"{name}.xlsx",
                        f"{stem}.xlsx",
                        f"下载全部 {len(loaded.tables)} 张表（XLSX）",
                    ),
                    (f"{name}.zip", f"{stem}-数据包.zip", "下载数据包（zip）"),
                ],
                "tables": [
                    {
                        "declared": declared,
                        "size": len(loaded[table]) or "无",
                        "file": f"{stem}-{declared.label}.csv",
                        "codebook": sources.look_up(edition, context, table).codebook,
                    }
                    for table, declared in package.declared_in(loaded).items()
                ],
            }
        )
    return _page(
        "data",
        "数据与来源",
        sources.sentence(edition, context),
        groups=groups,
        about_files=sources.FILES,
        sections=sources.sections(edition, context),
    )


def _loaded(edition: Edition, context: Edition | None) -> list[tuple[str, Edition]]:
    """The two groups of tables, as far as there are, by the name of their files."""
    return [("edition", edition), *([] if context is None else [("context", context)])]


def _cited(edition: Edition, *tables: str) -> str:
    """Where the rows of some tables stand in the source."""
    lines = [line for table in tables for line in edition[table]["source_line"]]
    return "；".join([text.cite(edition, lines), *text.slips(edition, lines)])


def _anchors(edition: Edition) -> dict[str, str]:
    """Where each theme stands on the pages that have a place for each."""
    return {theme.name: f"theme-{place}" for place, theme in enumerate(trends.themes(edition))}


def _reading(edition: Edition, context: Edition | None, cases: Iterable[str]) -> dict[str, Any]:
    """Pages elsewhere on some cases."""
    found = reading.of_cases(edition, context, set(cases))
    return {"apart": reading.APART, "reading": Markup(reading.html(found)) if found else ""}


# ---- markup ----------------------------------------------------------------------------------------


def _link(edition: Edition, code: str, words: str) -> Markup:
    """Words that lead to the page of a unit, where it has one."""
    if code not in units.named(edition):
        return Markup(escape(words))
    return Markup(f'<a href="~/units/{code}.html">{escape(words)}</a>')


def _links(edition: Edition, codes: Iterable[str], names: Iterable[str]) -> Markup:
    found = zip(codes, names, strict=True)
    return Markup("、").join(_link(edition, code, name) for code, name in found)


def _source(source: Source, *, in_our_words: bool = False) -> Markup:
    return Markup(cards.source_html(source, in_our_words=in_our_words))


def _card(edition: Edition, card: Card, owner: str = "") -> Markup:
    """A card as on every surface; its owner's name leads to the page of this code."""
    html = Markup(card.html.replace(' id=""', "", 1))
    if not owner:
        return html
    link = _link(edition, owner, card.owner)
    return _linked(html, '<p class="owner">', card.owner, link, "</p>")


def _peers_linked(edition: Edition, card: Markup, peers: Sequence[str]) -> Markup:
    """The card of a unit in which the names of those of its tier lead to their pages."""
    names = text.names(peers)
    return _linked(card, "<div>", "、".join(names), _links(edition, peers, names), " ")


def _linked(html: Markup, before: str, words: str, link: Markup, after: str) -> Markup:
    """Markup in which the words between two pieces of it have become links; they must be there."""
    left, found, right = html.partition(Markup(before + escape(words) + after))
    assert found, words
    return left + Markup(before) + link + Markup(after) + right


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals["parts"] = templates.get_template("parts.html").module
    return templates


def _written(page: Page, shared: Mapping[str, Any]) -> str:
    """A page as its template writes it."""
    template = _templates().get_template(page.template)
    return template.render({**shared, **page.values, "page": page})


def _finished(path: str, html: str) -> bytes:
    """A page with relative paths and without styles; in data every quote is escaped."""
    root = "../" * path.count("/")
    return html.replace('"~/', f'"{root}').replace(' style="', ' data-style="').encode()


# ---- files -----------------------------------------------------------------------------------------


def _style_sheet(styles: Iterable[str]) -> bytes:
    """The style sheet with a rule for each style that a page asks for."""
    rules = "".join(f'[data-style="{style}"] {{ {style} }}\n' for style in styles)
    return (_FOLDER / "style.css").read_bytes() + rules.encode()


def _figures(
    edition: Edition, context: Edition | None, *, maps: bool
) -> Iterator[tuple[str, Figure | None]]:
    """Every figure of the site by name; None where the edition has nothing to draw."""
    if maps:
        yield "provinces", province_map(edition)
        yield "cities", city_map(edition)
        yield "honours", honours_map(edition)
    yield "tiers", tier_strips(edition)
    yield "weights", weights(edition)
    yield trends.PARTS, trend_charts.parts(edition)
    yield (
        trends.WEBSITES,
        trend_charts.website_series(edition, context, official=True, switch=False),
    )
    yield trends.PAIRS, trend_charts.before_after(edition)


def _drawn(name: str, figure: Figure) -> Shown:
    spec = figure.to_dict()
    return Shown(
        figure,
        _picture(f"figures/{name}.svg", pictures.svg(spec, WIDE)),
        _picture(f"figures/{name}-narrow.svg", pictures.svg(spec, NARROW)),
    )


def _picture(path: str, svg: str) -> Picture:
    size = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg)
    assert size
    width, height = (round(float(length)) for length in size.groups())
    return Picture(path, width, height, silent(compact(svg)).encode())


def _data_files(edition: Edition, context: Edition | None) -> dict[str, bytes]:
    """The lists as people read them, every table, a workbook and a package of each group."""
    files = {
        f"lists/{name}.csv": csv(tiers.name_list(edition, group))
        for group, name in GROUP_PAGES.items()
    }
    if len(edition["honours"]):
        files["lists/honours.csv"] = csv(honours.whole_list(edition))
    for group, loaded in _loaded(edition, context):
        files[f"data/{group}.xlsx"] = xlsx(loaded)
        files[f"data/{group}.zip"] = data_package(loaded)
        for name in loaded:
            files[f"data/{name}.csv"] = csv(sources.labelled(loaded, name))
    return files


def _search_index(edition: Edition) -> bytes:
    """What the search box knows, as a script: a page opened from a disk may load no other data."""
    anchors, named = _anchors(edition), set(units.named(edition))
    entries = [
        {
            "kind": entry.kind,
            "label": entry.label,
            "detail": entry.detail,
            "href": _target(entry, anchors),
            "names": entry.names,
            "words": entry.words,
            "keys": entry.keys,
            "abbreviated": entry.abbreviated,
            "spelling": "" if entry.kind == search.UNIT else search.spelling(entry.label),
        }
        for entry in search.index(edition)
        if entry.kind != search.UNIT or named & set(entry.parameters.values())
    ]
    content = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    return f"window.searchIndex = {content};\n".encode()


def _target(entry: search.Entry, anchors: Mapping[str, str]) -> str:
    """Where on the site an entry of the search leads."""
    (value,) = entry.parameters.values()
    if entry.kind == search.UNIT:
        return f"units/{value}.html"
    return f"{entry.page}.html#{anchors.get(value, value)}"
