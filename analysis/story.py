"""The story of an edition: an ordered list of slides that every way of presenting is made from.

A slide has a title that states its finding, one idea, its source and notes. What it shows is one of
a few kinds of content; how that is set on a page is the deck's business.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from analysis import cards, comparisons, honours, library, method, text, tiers, trends
from analysis.cards import Card
from analysis.charts import trends as trend_charts
from analysis.charts.maps import city_map, province_map
from analysis.charts.method import weights
from analysis.charts.tiers import tier_strips
from analysis.edition import Edition, records, remembered
from analysis.figure import Figure
from analysis.schema import CITIES, GROUPS, PROVINCIAL, TIERS
from analysis.theme import GROUND, INK, RULE, TIER_FILL, TIER_INK, plain_number
from analysis.trends import Theme

MAPS = {PROVINCIAL: ("provinces", province_map), CITIES: ("cities", city_map)}
EVIDENCE = 2  # pages of a theme, besides its charts
COLUMNS = 4  # units side by side
DEEP, PALE = (TIER_FILL["优秀"], GROUND), (RULE, INK)  # fill and ink
LOWER = ("发展", "起步")  # shown together, last
NOBODY = ("无",)
EVERYTHING = "全部材料"
IN_OUR_WORDS = "标题与做法据原文概括"


@dataclass(frozen=True)
class Cover:
    """Lines of a title page, the most important first; ``blank`` is to be filled in by hand."""

    lines: tuple[str, ...]
    blank: str = ""


@dataclass(frozen=True)
class Points:
    """Statements under each other, each with a head (which may be empty) and a hue for its mark."""

    points: tuple[tuple[str, str], ...]
    hues: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """The statements, which may be cut between any two."""
        return self.points

    def cut(self, first: int, last: int) -> Points:
        """Those from ``first`` up to ``last``, with their hues."""
        return Points(self.points[first:last], self.hues[first:last])


@dataclass(frozen=True, eq=False)
class Chart:
    """A figure; with several ``states`` it is revealed in steps, the last state is the whole.

    ``form`` is map, or how to draw the numbers of ``table`` anew: an index of labels and one column
    a series. In bars and columns all numbers share one scale; a stack is one bar a row, made of its
    columns; of pairs each row has a scale of its own, for their units differ. ``written`` has the
    same numbers as people read them, ``colours`` the fill and ink of each column.
    """

    states: tuple[Figure, ...]
    form: str
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    written: pd.DataFrame = field(default_factory=pd.DataFrame)
    colours: tuple[tuple[str, str], ...] = ()
    optional_last: bool = False

    @property
    def whole(self) -> Figure:
        """The figure with all that is revealed."""
        return self.states[-1]


@dataclass(frozen=True)
class Rows:
    """A table: heads, cells, and the widths of the columns in relation to each other."""

    heads: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows without the heads, which may be cut between any two."""
        return self.cells

    def cut(self, first: int, last: int) -> Rows:
        """Those from ``first`` up to ``last``, under the same heads."""
        return replace(self, cells=self.cells[first:last])


@dataclass(frozen=True)
class Names:
    """Names under one head; ``tier`` where the head is one."""

    head: str
    names: tuple[str, ...]
    tier: str = ""


@dataclass(frozen=True)
class NameLists:
    """Lists of names under each other; in ``steps`` they are shown one after the other."""

    lists: tuple[Names, ...]
    steps: tuple[int, ...] = ()  # the step at which each list shows; none: all at once
    optional_last: bool = False

    @property
    def rows(self) -> tuple[Names, ...]:
        """The lists, which may be cut between any two."""
        return self.lists

    def cut(self, first: int, last: int) -> NameLists:
        """Those from ``first`` up to ``last``, with their steps."""
        return replace(self, lists=self.lists[first:last], steps=self.steps[first:last])


@dataclass(frozen=True)
class Columns:
    """Cards side by side: a column an owner, each with its cards."""

    columns: tuple[tuple[Card, ...], ...]
    more: str = ""  # where to find what has no room
    owners: bool = True  # whether each column is headed by its owner


Content = Cover | Points | Chart | Rows | NameLists | Columns


@dataclass(frozen=True, eq=False)
class Slide:
    """One slide; ``page`` and ``parameters`` are the view of the app that shows the same.

    The home page is an empty text; None where no page shows it.
    """

    name: str
    title: str
    content: Content
    section: str = ""
    hue: str = ""
    shown: str = ""
    caveat: str = ""
    source: str = ""
    notice: str = ""
    aside: tuple[tuple[str, int], ...] = ()  # what a map cannot show, and the step it shows at
    notes: tuple[str, ...] = ()
    page: str | None = None
    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every state of its chart; none where it has no chart."""
        return self.content.states if isinstance(self.content, Chart) else ()

    @property
    def is_map(self) -> bool:
        """Whether it shows a map."""
        return isinstance(self.content, Chart) and self.content.form == "map"

    @property
    def lost(self) -> str:
        """The file of its map's boundaries where that cannot be read; else an empty text."""
        return next((figure.lost for figure in self.figures if figure.lost), "")


@remembered
def story(edition: Edition, context: Edition | None) -> tuple[Slide, ...]:
    """All slides of an edition in the order in which they are told; what it lacks is left out."""
    return tuple(
        slide
        for part in (
            _opening(edition),
            _trends(edition, context),
            _method(edition),
            _results(edition),
            _honours(edition),
            _cases(edition),
            _closing(edition),
        )
        for slide in part
    )


# ---- the parts --------------------------------------------------------------------------------


def _opening(edition: Edition) -> Iterator[Slide]:
    items = ("标题", "发布会名称", "口号", "发布机构")
    title, *lines = (edition.event(item) for item in items)
    yield Slide(
        "cover",
        title,
        Cover(tuple(filter(None, lines)), blank="主讲人："),
        source=text.cite(edition, _lines(edition, "event")),
        notes=("主讲人一栏留空，在会前填写。",),
    )
    scope = method.objects(edition)
    if len(scope):
        cells = tuple(tuple(row)[:3] for row in scope.itertuples(index=False))
        yield Slide(
            "assessed",
            _assessed_title(edition),
            Rows(tuple(scope.columns[:3]), cells, (1.2, 2.6, 1.7)),
            section="评估对象",
            shown=method.channels(edition).removesuffix("。"),
            source=text.cite(edition, _lines(edition, "scope", "channels")),
            notes=tuple(text.assessed(edition)),
            page="method",
        )


def _assessed_title(edition: Edition) -> str:
    counts = [(group, len(tiers.assessed(edition, group))) for group in GROUPS]
    held = [f"{count} 个{_NOUN[group]}" for group, count in counts if count]
    if not held:
        return edition.event("评估名称")
    return f"评估了 {'和 '.join(held)}的{edition.event('评估名称')}"


_NOUN = {PROVINCIAL: "省级单位", CITIES: "重要城市"}


def _trends(edition: Edition, context: Edition | None) -> Iterator[Slide]:
    themes = trends.themes(edition)
    if not themes:
        return
    yield Slide(
        "themes",
        f"{len(themes)} 个特点趋势：{'、'.join(theme.name for theme in themes)}",
        Points(
            tuple(
                (
                    "——".join(filter(None, (theme.name, theme.role))),
                    "、".join(slide.subtheme for slide in theme.slides),
                )
                for theme in themes
            ),
            tuple(theme.hue for theme in themes),
        ),
        section="特点趋势",
        source=text.cite(edition, _lines(edition, "themes", "slides")),
        notes=tuple(f"{theme.name}：{theme.label_note}。" for theme in themes if theme.label_note),
        page="trends",
    )
    for theme in themes:
        yield from _theme(edition, context, theme)


def _theme(edition: Edition, context: Edition | None, theme: Theme) -> Iterator[Slide]:
    """A theme's charts, and the pages of it that hold most figures."""
    drawn = trends.charts_of(edition, context, theme.slide_ids)
    for chart in drawn:
        yield trend_chart(edition, context, theme, chart)
    charted = set(comparisons.shares(edition)["slide"]) if trends.PARTS in drawn else set()
    told = [slide for slide in theme.slides if slide.practices and slide.slide not in charted]
    best = sorted(told, key=lambda slide: -sum(len(card.amounts) for card in slide.practices))
    chosen = {slide.slide for slide in best[:EVIDENCE]}
    yield from (trend_page(edition, theme, slide) for slide in told if slide.slide in chosen)


def theme_slide(edition: Edition, theme: Theme) -> Slide:
    """A theme in a few lines: what each of its pages says."""
    return Slide(
        f"theme-{theme.name}",
        "——".join(filter(None, (theme.name, theme.role))),
        Points(tuple((slide.subtheme, slide.lead) for slide in theme.slides)),
        section="特点趋势",
        hue=theme.hue,
        source=text.cite(
            edition, [theme.source.line, *(slide.source.line for slide in theme.slides)]
        )
        + f"（{IN_OUR_WORDS}）",
        notes=(theme.label_note,) if theme.label_note else (),
        page="trends",
        parameters={"theme": (theme.name,)},
    )


def trend_chart(
    edition: Edition,
    context: Edition | None,
    theme: Theme,
    chart: str,
    *,
    official: bool = False,
) -> Slide:
    """A chart of a theme; ``official`` adds to that of the websites the dates between."""
    layered = official and chart == trends.WEBSITES
    return of_figure(
        f"trend-{chart}{'-official' if layered else ''}",
        _websites_official(edition, context) if layered else _DRAWN[chart](edition, context),
        section=f"特点趋势　{theme.name}",
        hue=theme.hue,
        page="trends",
        parameters={"theme": (theme.name,)},
    )


def _parts(edition: Edition, context: Edition | None) -> Chart:
    rows = comparisons.shares(edition)
    table = pd.DataFrame(
        {"是": list(rows["part"]), "其余": list(rows["whole"] - rows["part"])},
        index=list(rows["metric"]),
    )
    written = [
        [text.amount(part, unit) for part in row]
        for unit, row in zip(rows["unit"], table.to_numpy(), strict=True)
    ]
    return _numbers(trend_charts.parts(edition), "stack", table, written, (DEEP, PALE))


def _websites(edition: Edition, context: Edition | None) -> Chart:
    pair = comparisons.website_pair(edition, context)
    both = comparisons.by_id(edition)[pair]
    table = pd.DataFrame(
        {both.metric: [both.before, both.after]},
        index=[text.moment(both.as_of_before), text.moment(both.as_of_after)],
    )
    figure = trend_charts.website_series(edition, context, official=False, switch=False)
    written = [[both.before_written], [both.after_written]]
    return _numbers(figure, "columns", table, written, (DEEP,))


def _websites_official(edition: Edition, context: Edition | None) -> Chart:
    figure = _drawn(trend_charts.website_series(edition, context, official=True, switch=False))
    rows = figure.data["rows"]
    layers = list(dict.fromkeys(rows["layer"]))
    table, written = (
        pd.DataFrame(
            {layer: rows[column].where(rows["layer"] == layer, empty) for layer in layers}
        ).set_axis(list(rows["day"]))
        for column, empty in (("count", None), ("label", ""))
    )
    return _numbers(
        figure, "columns", table.astype("float64"), written.to_numpy(), (DEEP, PALE)[: len(layers)]
    )


def _pairs(edition: Edition, context: Edition | None) -> Chart:
    rows = comparisons.pairs(edition).query("comparable")
    figure = _drawn(trend_charts.before_after(edition))
    table = pd.DataFrame(
        {"前": list(rows["before"]), "后": list(rows["after"])},
        index=list(figure.data["rows"]["name"]),
    )
    written = rows[["before_written", "after_written"]].to_numpy()
    return _numbers(figure, "pairs", table, written, (PALE, DEEP))


_DRAWN = {trends.PARTS: _parts, trends.WEBSITES: _websites, trends.PAIRS: _pairs}


def _drawn(figure: Figure | None) -> Figure:
    assert figure is not None, "charts_of names only charts that can be drawn"
    return figure


def _numbers(
    figure: Figure | None,
    form: str,
    table: pd.DataFrame,
    written: Sequence[Sequence[str]],
    colours: tuple[tuple[str, str], ...],
) -> Chart:
    as_written = pd.DataFrame(written, index=table.index, columns=table.columns)
    return Chart((_drawn(figure),), form, table, as_written, colours)


def trend_page(edition: Edition, theme: Theme, slide: trends.Slide) -> Slide:
    """Units side by side; where there is but one, its practices."""
    alone = len(slide.units) == 1
    columns = tuple((card,) for card in slide.practices) if alone else slide.units
    held = columns[:COLUMNS]
    left = len(columns) - len(held)
    lines = [
        slide.source.line,
        *(source.line for cards in held for card in cards for source in sources(card)),
    ]
    owner = f"{slide.practices[0].owner}　" if alone else ""
    return Slide(
        f"trend-{slide.slide}",
        slide.lead,
        Columns(held, more=EVERYTHING, owners=not alone),
        section=f"特点趋势　{theme.name}",
        hue=theme.hue,
        shown=owner + slide.subtheme + (f"；另有 {left} 项见{EVERYTHING}" if left else ""),
        caveat=text.definitions(
            (slide.caveat, *(note for cards in held for card in cards for note in card.notes))
        ),
        source=f"{text.cite(edition, lines)}（{IN_OUR_WORDS}）",
        notes=(
            *slide.listed,
            *dict.fromkeys(note for card in slide.practices for note in card.notes),
        ),
        page="trends",
        parameters={"slide": (slide.slide,)},
    )


def sources(card: Card) -> Iterator[cards.Source]:
    """Every source of a card."""
    for item in card.items:
        yield from item.sources
    for amount in card.amounts:
        yield amount.source
    if card.source:
        yield card.source


def _method(edition: Edition) -> Iterator[Slide]:
    figure = weights(edition)
    if figure is not None:
        rows = method.weights(edition)
        table = pd.DataFrame({"权重": list(rows["weight"])}, index=list(rows["indicator"]))
        written = [[plain_number(weight)] for weight in rows["weight"]]
        yield of_figure(
            "weights",
            _numbers(figure, "bars", table, written, (DEEP,)),
            section="评估内容",
            more_shown=method.focus(edition).removesuffix("。"),
            page="method",
        )
    scales = method.scales(edition)
    if len(scales):
        heads = tuple(head for head in scales.columns if not head.endswith("来源"))
        cells = tuple(tuple(row) for row in scales[list(heads)].itertuples(index=False))
        yield Slide(
            "scales",
            "结果按档次公布，未公布分数与名次",
            Rows(heads, cells, (1,) * len(heads)),
            section="评估结果",
            shown=method.scales_sentence(edition),
            source=text.cite(edition, _lines(edition, "tier_scale")),
            notes=(text.NO_SCORES, text.GROUPS_APART),
            page="method",
        )
    points = tuple(method.not_published(edition))
    yield Slide(
        "not-published",
        f"本次材料未载的 {len(points)} 项",
        Points(points),
        section="评估结果",
        source=text.cite(edition, _lines(edition, "scope", "indicators", "tier_scale")),
        page="method",
    )


def _results(edition: Edition) -> Iterator[Slide]:
    if edition["results"].empty:
        return
    yield of_figure("tiers", _tier_counts(edition), section="评估结果", page="")
    for group in GROUPS:
        if tiers.assessed(edition, group):
            yield from _results_of(edition, group)


def _tier_counts(edition: Edition) -> Chart:
    """How many units hold each tier, a bar a group; a tier that its scale lacks is left empty."""
    figure = tier_strips(edition)
    counts = [tiers.counts(edition, group) for group in GROUPS if tiers.assessed(edition, group)]
    held = [tier for tier in TIERS if any(tier in of for of in counts)]
    table = pd.DataFrame(
        [[of.get(tier) for tier in held] for of in counts],
        index=list(figure.data["heads"]["head"]),
        columns=held,
        dtype="float64",
    )
    written = [[f"{of[tier]} 个" if tier in of else "" for tier in held] for of in counts]
    colours = tuple((TIER_FILL[tier], TIER_INK[tier]) for tier in held)
    return _numbers(figure, "stack", table, written, colours)


def _results_of(edition: Edition, group: str) -> Iterator[Slide]:
    page, draw = MAPS[group]
    held = [tier for tier, count in tiers.counts(edition, group).items() if count]
    at = _reveal(held)
    states = tuple(
        draw(edition, shown=[tier for tier in TIERS if at.get(tier, 0) <= step])
        for step in range(max(at.values()) + 1)
    )
    optional = len(states) > 1 and not set(held).isdisjoint(LOWER)
    scale = tiers.scale(edition, group)
    yield of_figure(
        f"{page}-map",
        Chart(states, "map", optional_last=optional),
        section=text.GROUP_NOUN[group],
        page=page,
        aside=_aside(edition, group, at),
        notes=text.beside_map(edition, group),
    )
    rows = list(scale.itertuples())
    yield Slide(
        f"{page}-list",
        text.tier_share(edition, group),
        NameLists(
            tuple(
                Names(
                    f"{row.tier} {row.interval}",
                    tuple(text.full_names(row.members)) or NOBODY,
                    row.tier,
                )
                for row in rows
            ),
            tuple(at.get(row.tier, 0) for row in rows),
            optional,
        ),
        section=text.GROUP_NOUN[group],
        shown=text.IN_TIER_ORDER.removesuffix("。"),
        caveat=text.GROUPS_APART,
        source=text.cite(
            edition,
            [*scale["source_line"], *edition["results"].query("group == @group")["source_line"]],
        ),
        notes=(text.tier_counts(edition, group), text.NO_SCORES),
        page=page,
    )


def _aside(edition: Edition, group: str, steps: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """What is said beside a map; whose tier is named waits for the tier's step."""
    return tuple(
        (words, next((step for tier, step in steps.items() if words.endswith(f"：{tier}")), 0))
        for words in text.beside_map(edition, group)
    )


def _reveal(held: Sequence[str]) -> dict[str, int]:
    """At which step each of the tiers held is shown: the higher one by one, ``LOWER`` together."""
    higher = [tier for tier in held if tier not in LOWER]
    return {tier: higher.index(tier) if tier in higher else len(higher) for tier in held}


def _honours(edition: Edition) -> Iterator[Slide]:
    media = honours.media_of(edition)
    found = honours.honoured(edition)
    if not media:
        return
    several = [
        Names(f"{honours.NUMBER[len(held)]}类　{honours.named(held)}", tuple(rows["organisation"]))
        for held, rows in sorted(found.groupby("media"), key=lambda one: -len(one[0]))
        if len(held) > 1
    ]
    if several:
        yield Slide(
            "honours",
            honours.finding(edition),
            NameLists(tuple(several)),
            section=honours.TITLE,
            shown=honours.sentence(edition).removesuffix("。"),
            source=text.cite(edition, _lines(edition, "honours")),
            notes=(honours.ONE_ROW, honours.TIER_APART),
            page="honours",
        )
    for medium in media:
        yield honours_slide(edition, (medium,), ())


def honours_slide(edition: Edition, media: Sequence[str], levels: Sequence[str]) -> Slide:
    """The name lists of some media and levels."""
    chosen = tuple(media), tuple(levels)
    lists = honours.name_lists(edition, *chosen)
    rows = honours.chosen(edition, *chosen)
    one = len(set(rows["medium"])) == 1
    noun = f"优秀{rows['medium'].iloc[0]}主办单位" if one else honours.TITLE
    levels_counted = rows["level"].value_counts(sort=False)
    counted = "、".join(f"{level} {count}" for level, count in levels_counted.items())
    return Slide(
        _named("honours", "-".join((*media, *levels))),
        f"{noun} {len(rows)} {'个' if one else '项次'}：{counted}",
        NameLists(
            tuple(
                Names(
                    held.level if one else f"{honours.short(held.medium)}　{held.level}",
                    tuple(held.names.split("、")),
                )
                for held in lists
            )
        ),
        section=honours.TITLE,
        shown=text.IN_LIST_ORDER.removesuffix("。"),
        source=text.cite(edition, rows["source_line"]),
        notes=(honours.TIER_APART,),
        page="honours",
        parameters={
            name: held for name, held in (("medium", chosen[0]), ("level", chosen[1])) if held
        },
    )


def _cases(edition: Edition) -> Iterator[Slide]:
    rows = library.entries(edition)
    for name in rows.loc[rows["case"] != "", "list"].unique():
        yield entries_slide(edition, rows[rows["list"] == name], {"list": (name,)})


def entries_slide(
    edition: Edition,
    rows: pd.DataFrame,
    chosen: Mapping[str, Sequence[str]],
    query: str = "",
    order: str = text.IN_LIST_ORDER,
) -> Slide:
    """Some entries of the library under each other; they were chosen by facets and a query."""
    facets = library.facets(edition)
    used = {name: tuple(values) for name, values in chosen.items() if values}
    words = [f"{facets[name].label}：{'、'.join(values)}" for name, values in used.items()]
    words += [f"查找：{query}"] if query else []
    told = int((rows["detail"] == library.WITH_TEXT).sum())
    with_text = f"{told or '无一'}{' 个' if told else ''}在材料中有正文"
    whole = (
        words == [f"{facets['list'].label}：{rows['list'].iloc[0]}"] and order == text.IN_LIST_ORDER
    )
    if whole:
        title = f"{rows['list'].iloc[0]}“十大”优秀创新案例：{len(rows)} 个，{with_text}"
    elif words:
        every = library.counted(library.entries(edition))
        title = f"符合条件的{library.counted(rows)}（共有{every}）"
    else:
        title = f"{library.counted(rows)}，{with_text}"
    held = zip(text.names(rows["code"]), records(rows), strict=True)
    if whole:  # all of one kind
        listed = Rows(
            ("主办单位", "优秀创新案例", "材料所载"),
            tuple((owner, row.title, row.detail) for owner, row in held),
            (1.4, 4.6, 0.9),
        )
    else:
        listed = Rows(
            ("单位", "名称", "种类", "材料所载"),
            tuple((owner, row.title, _kind_of(row), row.detail) for owner, row in held),
            (1.3, 4.5, 1.2, 0.9),
        )
    named = library.NAME_ONLY in set(rows["detail"])
    return Slide(
        f"cases-{rows['list'].iloc[0]}" if whole else "cases-view",
        title,
        listed,
        section="“十大”优秀创新案例" if whole else "创新案例库",
        shown="；".join([*([] if whole else words), order.removesuffix("。")]),
        caveat="".join(
            f"{facets[name].label}：{facets[name].rule.removesuffix('。')}。"
            for name in used
            if facets[name].rule
        ),
        source=text.cite(edition, rows["source_line"]),
        notes=(text.NAME_ONLY_NOTE,) if named else (),
        page="cases",
        parameters=used,
    )


def _kind_of(row) -> str:
    return f"{row.list}“十大”" if row.case else library.NOUNS[row.kind][0]


def _closing(edition: Edition) -> Iterator[Slide]:
    yield Slide(
        "closing",
        edition.event("口号") or edition.event("标题"),
        Cover(tuple(filter(None, (text.occasion(edition), edition.event("发布机构"))))),
        source=text.cite(edition, _lines(edition, "event")),
        notes=tuple(text.noteworthy(edition)),
    )


# ---- helpers ----------------------------------------------------------------------------------


def of_figure(
    name: str, content: Chart, *, more_shown: str = "", notes: Sequence[str] = (), **place
) -> Slide:
    """The slide of a figure, with its lines."""
    figure = content.whole
    return Slide(
        name,
        figure.finding,
        content,
        shown="；".join(filter(None, (figure.shown, more_shown))),
        caveat=figure.caveat,
        source=figure.source,
        notice=figure.notice,
        notes=(figure.alternative, *notes),
        **place,
    )


def _named(page: str, rest: str) -> str:
    return "-".join(filter(None, (page, rest)))


def _lines(edition: Edition, *tables: str) -> list[int]:
    return [int(line) for table in tables for line in edition[table]["source_line"]]
