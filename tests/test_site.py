"""The static site holds what the edition holds, each with its source, and nothing that runs or calls."""

from __future__ import annotations

import json
import posixpath
import re
from collections import Counter
from functools import cache
from html import unescape
from html.parser import HTMLParser
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

import pandas as pd
import pytest

from analysis import comparisons, edition, places, search, text, tiers, trends, units
from analysis.edition import Edition
from analysis.export.csv import csv
from analysis.export.package import data_package
from analysis.export.site import GROUP_PAGES, NAVIGATION, site
from analysis.export.xlsx import xlsx
from analysis.report import EditionError
from analysis.schema import AFTER, CITIES, CONTEXT, EDITION, GROUPS, PROVINCIAL
from tests.fixtures.editions import (
    context,
    copy_context,
    edition_2019,
    edition_2031,
    set_cell,
)
from tests.fixtures.second_edition import MARKUP
from tests.test_export import bare

MAP_PAGES = ("index.html", "provinces.html", "cities.html", "honours.html")


@cache
def made() -> dict[str, bytes]:
    """The site of 2019."""
    return site(edition_2019(), context())


@cache
def made_2031() -> dict[str, bytes]:
    """The site of the made-up edition, with no figures from outside."""
    return site(edition_2031(), None)


def pages(files: dict[str, bytes]) -> dict[str, str]:
    """The markup of every page."""
    return {path: body.decode() for path, body in files.items() if path.endswith(".html")}


class Tags(HTMLParser):
    """Every tag of a page with its attributes, as a browser reads them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def nothing_acts(html: str) -> None:
    """No style or handler on any tag, one script that is a file, no address that is a script."""
    tags = Tags(html).found
    assert [attributes["src"][-9:] for tag, attributes in tags if tag == "script"] == ["search.js"]
    assert html.count("</script") == html.count("></script>") == 1
    assert not {tag for tag, _ in tags} & {"style", "iframe", "object", "embed", "base", "b", "svg"}
    for _, attributes in tags:
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
        for name in ("href", "src", "srcset"):
            assert re.match(r"https?://|data:,|[\w./#-]*$", attributes.get(name, "")), attributes


def words(html: str) -> str:
    """What a reader sees, alternatives of pictures left out, with single spaces."""
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]*>", " ", html)))


def squeezed(html: str) -> str:
    """The same without any space, for words that markup parts."""
    return re.sub(r"\s+", "", words(html))


def page(path: str) -> str:
    return made()[path].decode()


@cache
def said(path: str) -> str:
    return squeezed(page(path))


def part(path: str, element: str, identity: str) -> str:
    """One element of a page by its id, as read."""
    found = re.search(rf'<{element}[^>]* id="{identity}".*?</{element}>', page(path), re.DOTALL)
    assert found, (path, identity)
    return squeezed(found[0])


def line(row) -> str:
    return f"原文第{row.source_line}行"


def rows(name: str):
    return edition_2019()[name].itertuples()


# ---- what is on the pages, generated from the tables ---------------------------------------------------


def test_the_pages_are_those_of_the_navigation_and_one_for_each_unit() -> None:
    units_named = {f"units/{code}.html" for code in units.named(edition_2019())}
    assert pages(made()).keys() == {f"{name}.html" for name in NAVIGATION} | units_named
    assert len(units_named) > 100


@pytest.mark.parametrize("group", GROUPS)
def test_every_result_is_on_its_page_and_its_units(group: str) -> None:
    listed = re.findall(
        "<dt>(.*?)</dt>.*?<dd>(.*?)</dd>", page(f"{GROUP_PAGES[group]}.html"), re.DOTALL
    )
    scale = tiers.scale(edition_2019(), group)
    assert len(listed) == len(scale)
    for (head, names), tier in zip(listed, scale.itertuples(), strict=True):
        about = (
            f"{tier.tier}{tier.interval}分{f'{tier.count}个' if tier.count else '无'}{line(tier)}"
        )
        assert squeezed(head).startswith(about)
        members = [f"units/{code}.html" for code in tier.members]
        assert re.findall('href="([^"]*)"', names) == members
        assert words(names).strip() == " 、 ".join(text.full_names(tier.members)).strip()
    for row in rows("results"):
        if row.group == group:
            own = said(f"units/{row.code}.html")
            assert f"{row.tier}{group}评估" in own
            assert line(row) in own


def test_every_honour_is_in_the_matrix_and_with_its_unit() -> None:
    matrix = re.findall("<tr>(.*?)</tr>", page("honours.html"), re.DOTALL)
    marks = 0
    for row in rows("honours"):
        (own,) = (one for one in matrix if f'href="units/{row.code}.html"' in one)
        assert line(row) in squeezed(own)
        assert row.as_written in unescape(own)
        marks += 1
        unit = said(f"units/{row.code}.html")
        assert line(row) in unit and row.medium in unit
    assert page("honours.html").count("●</summary>") == marks == 75


def test_every_case_is_a_card_on_its_page_and_with_its_unit() -> None:
    for row in rows("cases"):
        card = part("cases.html", "article", row.case)
        title = re.sub(r"\s+", "", row.title)
        for held in (title, line(row), row.detail, f"{row.list}“十大”", places.located(row.code)):
            assert held in card
        assert title in said(f"units/{row.code}.html")
        assert line(row) in said(f"units/{row.code}.html")


def test_every_theme_of_a_case_is_told_with_its_reason_and_leads_to_the_case() -> None:
    themes = {
        theme.name: f"theme-{place}" for place, theme in enumerate(trends.themes(edition_2019()))
    }
    for row in rows("case_themes"):
        card = part("cases.html", "article", row.case)
        assert re.sub(r"\s+", "", f"{row.basis}：{row.reason}（{line(row)}）") in card
        listed = re.search(rf'<dt id="{themes[row.theme]}">.*?</dd>', page("cases.html"), re.DOTALL)
        assert listed and f'href="#{row.case}"' in listed[0]


def test_every_theme_slide_mention_and_practice_is_told_with_its_line() -> None:
    whole = said("trends.html")
    for row in rows("themes"):
        assert f"{row.theme}{row.role}" in whole and line(row) in whole
    for row in rows("slides"):
        own = part("trends.html", "section", row.slide)
        assert f"{row.subtheme}{row.lead}据{line(row)[:-1]}行概括" in own.replace(" ", "")
    for row in rows("mentions"):
        own = part("trends.html", "section", row.slide)
        assert text.names([row.code])[0] in own and str(row.source_line) in own
        assert line(row) in said(f"units/{row.code}.html")
    for row in rows("practices"):
        card = part("trends.html", "article", row.practice)
        for held in (row.title, row.summary, f"据{line(row)}概括", places.located(row.code)):
            assert re.sub(r"\s+", "", held) in card


def test_every_figure_stands_with_its_practice_and_with_its_unit() -> None:
    table = edition_2019()["figures"]
    pairs = comparisons.pairs(edition_2019()).set_index("pair")
    after = table[table["phase"] == AFTER].set_index("pair")["source_line"]
    for row in rows("figures"):
        stated, where = text.amount(row.value, row.unit, row.qualifier) + row.metric, line(row)
        if row.pair in pairs.index:  # one amount of two, at the line of the second
            pair = pairs.loc[row.pair]
            both = f"{pair['before_written']}→{pair['after_written']}"
            stated = (both if pair["comparable"] else text.two_values(pair)) + pair["metric"]
            where = f"原文第{after[row.pair]}行"
        stated = re.sub(r"\s+", "", stated)
        for read in (part("trends.html", "article", row.practice), said(f"units/{row.code}.html")):
            assert stated in read, stated
            assert where in read[read.index(stated) :]


def test_what_was_assessed_and_what_is_not_published_is_told() -> None:
    whole = said("method.html")
    for row in rows("scope"):
        assert row.object in whole and row.unit_kind in whole
    for name, column in (("channels", "channel"), ("focus", "focus"), ("indicators", "indicator")):
        for named in edition_2019()[name][column]:
            assert named in whole or named in unescape(page("method.html"))
    for row in rows("tier_scale"):
        assert line(row) in whole
    assert "分数：只公布档次，没有任何单位的得分。" in whole


def test_a_unit_is_quoted_with_its_source() -> None:
    quoted = re.findall("<blockquote>(.*?)</blockquote>", page("units/520000.html"))
    assert len(quoted) == 1
    assert "贵州省在省级政府服务能力评估中为优秀档次" in quoted[0]
    assert "原文第" in quoted[0]


def test_reading_elsewhere_is_apart_and_leads_outside_without_a_trace() -> None:
    found = context()["case_reading"]
    for path in ("cases.html", *(f"units/{code}.html" for code in set(found["code"]))):
        assert "延伸阅读（发布材料之外）" in page(path)
    outside = re.findall(r'<a href="(https?://[^"]*)" rel="([^"]*)"', page("cases.html"))
    assert Counter(unescape(url) for url, _ in outside) == Counter(
        found.loc[found["url"] != "", "url"]
    )
    assert all("noreferrer" in rel for _, rel in outside)


# ---- figures -------------------------------------------------------------------------------------------


def figures(html: str) -> list[str]:
    return re.findall("<figure>(.*?)</figure>", html, re.DOTALL)


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("index.html", ["tiers", "provinces"]),
        ("provinces.html", ["provinces"]),
        ("cities.html", ["cities"]),
        ("honours.html", ["honours"]),
        ("method.html", ["weights"]),
        ("trends.html", [trends.PARTS, trends.WEBSITES, trends.PAIRS]),
    ],
)
def test_a_figure_has_its_five_lines_in_order(path: str, names: list[str]) -> None:
    """Finding, shown, picture with its alternative, definitions, source and notice."""
    held = figures(page(path))
    assert [re.findall(r"figures/([\w]+)-narrow\.svg", one)[0] for one in held] == names
    for name, one in zip(names, held, strict=True):
        tags = re.findall(r"<(h2|p|img|p class=\"\w+\")[ >]", one)
        assert tags[:3] == ["h2", "p", "img"]
        assert (alternative := re.search(r'<img [^>]*alt="([^"]+)"', one)) and len(
            alternative[1]
        ) > 20
        assert "来源：《2019数字政府服务能力评估结果》，中国软件评测中心，原文第" in one
        assert (text.MAP_NOTICE in one) is (name in ("provinces", "cities", "honours"))
        assert re.search(r"</picture>.*来源：", one, re.DOTALL)


@pytest.mark.parametrize("path", MAP_PAGES)
def test_every_page_with_a_map_carries_the_notice(path: str) -> None:
    assert text.MAP_NOTICE in words(page(path))


def test_no_other_page_shows_a_map() -> None:
    for path, html in pages(made()).items():
        if path not in MAP_PAGES:
            assert not re.search(r"figures/(provinces|cities|honours)", html)


def test_pictures_are_as_large_as_their_pages_say_and_hold_nothing_that_acts() -> None:
    for path, html in pages(made()).items():
        for tag in re.findall("<(?:img|source)[^>]*>", html):
            attributes = dict(re.findall(r'([a-z]+)="([^"]*)"', tag))
            source = attributes.get("src", attributes.get("srcset", ""))
            svg = made()[
                posixpath.normpath(posixpath.join(posixpath.dirname(path), source))
            ].decode()
            size = re.search(r'<svg[^>]* width="([\d.]+)" height="([\d.]+)"', svg)
            assert size
            assert [round(float(length)) for length in size.groups()] == [
                int(attributes["width"]),
                int(attributes["height"]),
            ]
            assert not re.search(
                r"<(script|a|image|foreignObject|use|style)\b|https?://(?!www\.w3\.org)", svg
            )


def test_without_maps_there_is_none_and_the_lists_stay() -> None:
    files = site(edition_2019(), context(), maps=False)
    assert made().keys() - files.keys() == {
        f"figures/{name}{size}.svg"
        for name in ("provinces", "cities", "honours")
        for size in ("", "-narrow")
    }
    for path, html in pages(files).items():
        assert text.MAP_NOTICE not in html
        assert "figures/provinces" not in html and "figures/cities" not in html, path
    assert "units/520000.html" in files["provinces.html"].decode()
    check_links(files)


def test_what_a_map_cannot_show_stands_beside_it_on_the_first_page() -> None:
    html = words(pages(made())["index.html"])
    assert all(words(line) in html for line in text.beside_map(edition_2019(), PROVINCIAL))
    without = site(edition_2019(), context(), maps=False)["index.html"].decode()
    assert "台湾省资料暂缺" not in without


# ---- form ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", [made, made_2031])
def test_every_page_is_a_whole_document(which) -> None:
    for path, html in pages(which()).items():
        assert html.startswith('<!doctype html>\n<html lang="zh-CN">'), path
        for tag in ("h1", "main", "header", "footer", "title"):
            assert len(re.findall(rf"<{tag}[ >]", html)) == 1, (path, tag)
        assert html.count('aria-current="') == 1, path
        assert 'href="#content"' in html and '<main id="content">' in html
        assert all("scope=" in head for head in re.findall("<th[ >][^>]*", html)), path
        assert not re.search("<ol[ >]", html), "no list is numbered"
        assert html.count("<nav") == html.count("<nav aria-label=") + html.count(
            '<nav class="contents"'
        )
        identities = re.findall(r'\sid="([^"]*)"', html)
        assert len(identities) == len(set(identities)) and "" not in identities, path
        assert re.findall("<title>(.*?)</title>", html)[0].startswith(
            re.findall("<h1>(.*?)</h1>", html)[0]
        )


@pytest.mark.parametrize("which", [made, made_2031])
def test_a_page_allows_nothing_from_elsewhere_and_has_no_style_or_script_of_its_own(which) -> None:
    for path, html in pages(which()).items():
        policy = re.search('<meta http-equiv="Content-Security-Policy" content="([^"]*)">', html)
        assert policy, path
        assert dict(rule.split(" ", 1) for rule in policy[1].split("; ")) == {
            "default-src": "'none'",
            "style-src": "'self'",
            "img-src": "'self' data:",
            "script-src": "'self'",
            "font-src": "'self'",
            "base-uri": "'none'",
            "form-action": "'none'",
        }
        assert html.index("Content-Security-Policy") < html.index("<link")
        nothing_acts(html)


def test_every_colour_that_a_page_asks_for_is_a_rule_of_the_style_sheet() -> None:
    sheet = made()["style.css"].decode()
    asked = {
        style
        for html in pages(made()).values()
        for style in re.findall('data-style="([^"]*)"', html)
    }
    assert any("background" in style for style in asked) and any(
        "border" in style for style in asked
    )
    for style in asked:
        assert f'[data-style="{style}"] {{ {style} }}' in sheet


# ---- links ---------------------------------------------------------------------------------------------


def check_links(files: dict[str, bytes]) -> set[str]:
    """Every link leads to a file of the site, and to a place in it; gives all that are named."""
    html = pages(files)
    places_in = {path: set(re.findall(r'\sid="([^"]*)"', body)) for path, body in html.items()}
    led = set()
    for path, body in html.items():
        for url in re.findall(r'(?:href|src|srcset)="([^"]*)"', body):
            parts = urlsplit(unescape(url))
            if parts.scheme:
                assert parts.scheme in ("http", "https") or url == "data:,", url
                continue
            folder = posixpath.dirname(path)
            target = (
                posixpath.normpath(posixpath.join(folder, unquote(parts.path)))
                if parts.path
                else path
            )
            assert target in files, (path, url)
            led.add(target)
            if parts.fragment:
                assert unquote(parts.fragment) in places_in[target], (path, url)
    return led


@pytest.mark.parametrize("which", [made, made_2031])
def test_every_link_leads_somewhere_and_every_file_is_led_to(which) -> None:
    files = which()
    led = check_links(files)
    for url in re.findall(r'url\("([^"]*)"\)', files["style.css"].decode()):
        assert url in files
        led.add(url)
    # Found by the script, or by those who look for the licence beside the fonts.
    assert files.keys() - led == {"search-index.js", "fonts/OFL.txt"}


def test_everything_that_the_search_finds_leads_somewhere() -> None:
    html = pages(made())
    for entry in found():
        path, _, anchor = entry["href"].partition("#")
        assert path in html
        assert not anchor or f'id="{anchor}"' in html[path]


def found(files: dict[str, bytes] | None = None) -> list[dict[str, str]]:
    """The index of the search box."""
    script = (files or made())["search-index.js"].decode()
    assert script.startswith("window.searchIndex = ") and script.endswith(";\n")
    return json.loads(script.removeprefix("window.searchIndex = ").removesuffix(";\n"))


def test_the_index_holds_all_that_has_a_page() -> None:
    counted = Counter(entry["kind"] for entry in found())
    every = Counter(entry.kind for entry in search.index(edition_2019()))
    del every[search.UNIT]
    assert counted == every + Counter({search.UNIT: len(units.named(edition_2019()))})
    (guizhou,) = (entry for entry in found() if entry["href"] == "units/520000.html")
    assert {"贵州省", "贵州", "guizhou", "gz", "520000"} <= set(guizhou["names"].split())
    spelt = {
        entry["label"]: entry["spelling"] for entry in found() if entry["kind"] == search.THEME
    }
    assert spelt["集约建设"] == "ji yue jian she"


# ---- files ---------------------------------------------------------------------------------------------


def test_the_tables_lists_workbooks_and_packages_are_there() -> None:
    files = made()
    for name, loaded in (("edition", edition_2019()), ("context", context())):
        assert files[f"data/{name}.xlsx"] == xlsx(loaded)
        assert files[f"data/{name}.zip"] == data_package(loaded)
    assert {f"data/{name}.csv" for name in (*EDITION, *CONTEXT)} <= files.keys()
    assert all(
        body.startswith(b"\xef\xbb\xbf") for path, body in files.items() if path.endswith(".csv")
    )
    for group, name in GROUP_PAGES.items():
        assert files[f"lists/{name}.csv"] == csv(tiers.name_list(edition_2019(), group))
    for name, table in (EDITION | CONTEXT).items():
        assert f'href="data/{name}.csv"' in page("data.html")
        assert table.label in page("data.html")


def test_paths_are_plain() -> None:
    """Any web server, any disk, any CDN can hold them."""
    assert all(
        re.fullmatch(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)?\.[a-z0-9]+", path) for path in made()
    )


def test_the_first_page_is_small() -> None:
    """All that the first page loads, but for the fonts that most readers have."""
    html = page("index.html")
    asked = set(re.findall(r'(?:src|srcset|href)="((?:figures/|style|search)[^"]*)"', html))
    assert {"style.css", "search.js", "figures/provinces.svg"} <= asked
    assert len(made()["index.html"]) + sum(len(made()[path]) for path in asked) < 300_000


def test_the_same_edition_gives_the_same_bytes() -> None:
    assert site(edition_2031(), None) == made_2031()


# ---- other editions --------------------------------------------------------------------------------------


def test_the_second_edition_has_nothing_of_2019() -> None:
    read = {
        path: body
        for path, body in made_2031().items()
        if path.endswith((".html", ".js", ".svg", ".csv"))
    }
    names = {
        *edition_2019()["cases"]["title"],
        *edition_2019()["practices"]["title"],
        *edition_2019()["themes"]["theme"],
    }
    for path, body in read.items():
        content = body.decode()
        assert "中国软件评测中心" not in content and "第十八届" not in content, path
        assert not re.search(r"2019(?!\.)", content.replace(edition_2031().identity, "")), path
        assert not [name for name in names if name in content], path
    assert not any(path.startswith("data/website") for path in made_2031())


def test_what_an_edition_does_not_publish_is_said_in_a_sentence() -> None:
    html = pages(made_2031())
    assert "本次材料未列优秀政务新媒体主办单位" in html["honours.html"]
    assert "<figure>" not in html["honours.html"] and "<table" not in html["honours.html"]


def test_an_edition_of_nothing_but_results_has_all_its_pages(tmp_path) -> None:
    files = site(bare(tmp_path), None, maps=False)
    html = pages(files)
    assert {f"{name}.html" for name in NAVIGATION} <= html.keys()
    for path, sentence in {
        "trends.html": "本次材料未载特点趋势。",
        "cases.html": "本次材料未列“十大”优秀创新案例。",
        "method.html": "本次材料没有可作此图的数字。",
    }.items():
        assert sentence in html[path]
    check_links(files)


# ---- awkward data ------------------------------------------------------------------------------------------

PAYLOAD = '</script><script>alert(1)</script><img src=x onerror=alert(1)>"\'><b style="x">{{ 7*7 }}{% x %}javascript:alert(1)&amp;'


def infested(loaded: Edition) -> Edition:
    """An edition in which every text that is free to say anything says something bad."""

    def text_columns(name: str) -> list[str]:
        table = EDITION[name]
        fixed = {"event": {"item"}}.get(name, set())
        return [
            column.name
            for column in table.columns
            if column.type == "text"
            and not (column.allowed or column.pattern or column.refers)
            and column.name not in {*fixed, "organisation", "theme", "medium", "object", "unit"}
        ]

    tables = {}
    for name in EDITION:
        frame = loaded[name].copy()
        for column in text_columns(name):
            frame[column] = pd.Series(
                [f"{PAYLOAD}{cell}" for cell in frame[column]], index=frame.index, dtype="str"
            )
        tables[name] = frame
    return Edition(f"{loaded.identity}-infested", MappingProxyType(tables))


def test_no_text_of_the_data_is_ever_markup() -> None:
    files = site(infested(edition_2019()), None)
    for html in pages(files).values():
        nothing_acts(html)
    cases = pages(files)["cases.html"]
    assert words(cases).count(re.sub(r"\s+", " ", PAYLOAD)) > 100
    assert "49" not in re.findall("<h1>(.*?)</h1>", cases)[0]
    for path, body in files.items():
        if path.endswith(".svg"):
            assert "<script" not in body.decode() and "<img" not in body.decode()
    assert any(PAYLOAD in entry["label"] for entry in found(files))
    check_links(files)


def test_an_address_that_is_no_web_address_is_not_loaded(tmp_path) -> None:
    copy_context(tmp_path)
    set_cell(tmp_path, "case_reading", 2, "url", "javascript:alert(1)")
    with pytest.raises(EditionError, match="url"):
        edition.load_context(tmp_path)


def test_markup_of_the_second_edition_is_read_as_it_stands() -> None:
    assert MARKUP in words(pages(made_2031())["cases.html"])


def test_a_unit_in_both_groups_has_both_results_on_its_page(tmp_path) -> None:
    """A city may be assessed among the provinces too: both groups of peers have links."""
    results = edition_2019()["results"]
    row = results[results["group"] == CITIES].iloc[0]
    other = row.copy()
    other["group"], other["position"] = PROVINCIAL, 99
    table = pd.concat([results, other.to_frame().T], ignore_index=True).astype(results.dtypes)
    both = Edition("both", MappingProxyType({**edition_2019().tables, "results": table}))
    html = pages(site(both, None, maps=False))[f"units/{row['code']}.html"]
    peers = [code for result in units.unit(both, row["code"]).results for code in result.peers]
    head = re.search('<article class="card">(.*?)</article>', html, re.DOTALL)
    assert head
    assert re.findall(r'href="\.\./units/([^"]*)\.html"', head[1]) == peers
