"""The page of the forty cases: filters, counts, search, nothing found."""

from __future__ import annotations

import csv

import pytest

from tests.pages.conftest import ROOT, bodies, cards, opened, words

NOTE = "本次发布材料仅列案例名称，未载具体内容。"


def table(name: str) -> list[dict[str, str]]:
    """A table of the edition as the file has it."""
    with (ROOT / "data" / "2019" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def titles(column: str, value: str) -> list[str]:
    """The cases that a filter should leave, straight from the files."""
    cases = table("cases")
    if column == "theme":
        held = {row["case"] for row in table("case_themes") if row["theme"] == value}
        return [row["title"] for row in cases if row["case"] in held]
    return [row["title"] for row in cases if row[column] == value]


@pytest.mark.parametrize(
    ("facet", "value"),
    [
        *(("list", value) for value in ("部委", "省级", "市级", "区县级")),
        *(("detail", value) for value in ("有正文", "仅列名称")),
        *(
            ("theme", value)
            for value in ("统筹协调", "集约建设", "数据驱动", "以人为本", "技术创新")
        ),
    ],
)
def test_a_filter_leaves_its_cases_and_counts_them(facet: str, value: str) -> None:
    """The cards, the count above them and the number on the pill say the same."""
    expected = titles(facet, value)
    app = opened("cases", {facet: value})
    assert cards(app) == expected
    assert f"{len(expected)} / 40 个案例" in words(app)
    assert f"{value} {len(expected)}" in app.button_group(key=f"choice-{facet}").options


def test_regions_divide_the_cases() -> None:
    """Four regions and the ministries hold every case once."""
    found: list[str] = []
    for region in ("东部", "中部", "西部", "东北", "部委（不分地区）"):
        found += cards(opened("cases", {"region": region}))
    assert sorted(found) == sorted(row["title"] for row in table("cases"))


def test_two_filters_narrow_together() -> None:
    """List and text: only what has both."""
    expected = [title for title in titles("list", "省级") if title in titles("detail", "有正文")]
    app = opened("cases", {"list": "省级", "detail": "有正文"})
    assert cards(app) == expected
    assert f"其中有正文 {len(expected)} 个" in words(app)
    assert NOTE not in words(app)


def test_clicking_a_pill_narrows_and_writes_the_url() -> None:
    """What a reader clicks can be sent to a colleague."""
    app = opened("cases")
    app.button_group(key="choice-list").set_value(["市级"]).run()
    assert cards(app) == titles("list", "市级")
    assert app.query_params["list"] in ("市级", ["市级"])
    app.button_group(key="choice-list").set_value([]).run()
    assert len(cards(app)) == 40
    assert "list" not in app.query_params


@pytest.mark.parametrize("word", ["guiyang", "GY", "贵阳", " 贵 阳", "ｇｕｉｙａｎｇ"])
def test_a_city_is_found_by_name_pinyin_and_initials(word: str) -> None:
    """However a reader types 贵阳."""
    assert "不断探索创新、做政府数据开放的引领者和探路者" in cards(opened("cases", {"q": word}))


@pytest.mark.parametrize("facet", ["list", "theme", "region", "detail"])
def test_an_unknown_value_alone_is_told_once_and_filters_nothing(facet: str) -> None:
    """A mistyped filter hides no case."""
    app = opened("cases", {facet: "火箭"})
    assert not app.exception
    assert [note.value for note in app.info] == [f"网址中的 {facet}=火箭 不是可选的值，已略过。"]
    assert len(cards(app)) == 40
    assert app.button_group(key=f"choice-{facet}").value == []


def test_a_choice_that_would_leave_nothing_says_so_on_its_pill() -> None:
    """无 rather than 0."""
    app = opened("cases", {"list": "部委"})
    assert app.button_group(key="choice-region").options == [
        "东部 无",
        "中部 无",
        "西部 无",
        "东北 无",
        "部委（不分地区） 10",
    ]


def test_nothing_found_is_a_sentence() -> None:
    """No card, and words that say what to do."""
    app = opened("cases", {"q": "没有这样的案例"})
    assert cards(app) == []
    assert "没有符合这些条件的案例（共 40 个）；请减少条件，或换一个词。" in words(app)


@pytest.mark.parametrize("word", ["(", "[", "*", "\\", "a|b", "%"])
def test_a_search_word_is_no_pattern(word: str) -> None:
    """Brackets and stars are searched for as they stand."""
    app = opened("cases", {"q": word})
    assert not app.exception
    assert len(cards(app)) < 40


def test_every_card_has_its_source_line() -> None:
    """Forty cards, each with a line of the document to open."""
    articles = bodies(opened("cases")).split("<article")[1:]
    assert len(articles) == 40
    for article in articles:
        assert 'class="source"' in article and "原文第" in article
