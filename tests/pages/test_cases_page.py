"""The library of cases and practices: filters, counts, search, ticks, nothing found."""

from __future__ import annotations

import csv

import pytest

from pages.shared.library_list import FIRST
from tests.pages.conftest import ROOT, bodies, cards, opened, words

WHOLE = "40 / 40 个案例，52 / 52 项做法；其中有正文 61 条。"
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
    app = opened("cases", {facet: value, "kind": "优秀创新案例"})
    assert cards(app) == expected[:FIRST]
    assert f"{len(expected)} / 40 个案例" in words(app)
    assert f"{value} {len(expected)}" in app.button_group(key=f"choice-{facet}").options


def test_regions_divide_the_cases() -> None:
    """Four regions and the ministries hold every case once."""
    found: list[str] = []
    for region in ("东部", "中部", "西部", "东北", "部委（不分地区）"):
        found += cards(opened("cases", {"region": region, "kind": "优秀创新案例"}))
    assert sorted(found) == sorted(row["title"] for row in table("cases"))


def test_two_filters_narrow_together() -> None:
    """List and text: only what has both."""
    expected = [title for title in titles("list", "省级") if title in titles("detail", "有正文")]
    app = opened("cases", {"list": "省级", "detail": "有正文"})
    assert cards(app) == expected[:FIRST]
    assert f"其中有正文 {len(expected)} 条" in words(app)
    assert NOTE not in words(app)


def test_clicking_a_pill_narrows_and_writes_the_url() -> None:
    """What a reader clicks can be sent to a colleague."""
    app = opened("cases")
    app.button_group(key="choice-list").set_value(["市级"]).run()
    assert cards(app) == titles("list", "市级")
    assert app.query_params["list"] in ("市级", ["市级"])
    app.button_group(key="choice-list").set_value([]).run()
    assert WHOLE in words(app)
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
    assert WHOLE in words(app)
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


def test_cases_and_practices_are_told_apart() -> None:
    """Fifty-two practices beside the cases; all of them on demand."""
    app = opened("cases", {"kind": "特点趋势中的做法", "all": "1"})
    assert len(cards(app)) == 52
    assert "0 / 40 个案例，52 / 52 项做法" in words(app)
    assert len(cards(opened("cases", {"all": "1"}))) == 92


def test_what_is_chosen_stands_as_chips_with_one_way_to_clear_it() -> None:
    """A chip taken back frees its facet; the button frees all and leaves the search and ticks."""
    app = opened(
        "cases", {"matter": ["开办企业", "不动产登记"], "region": "西部", "pick": "city-02"}
    )
    chips = app.button_group(key="choices-made")
    assert chips.options == ["事项：开办企业 ×", "事项：不动产登记 ×", "地区：西部 ×"]
    assert cards(app) == ["开办企业一日办结"]
    chips.set_value(["matter=开办企业", "matter=不动产登记"]).run()
    assert "region" not in app.query_params
    assert len(cards(app)) == 4
    next(button for button in app.button if button.label == "清除全部条件").click().run()
    assert dict(app.query_params) == {"pick": "city-02"}


@pytest.mark.parametrize("practice", ["guiyang-open-data", "shaanxi-cloud"])
def test_one_practice_or_the_case_that_it_tells(practice: str) -> None:
    """A link to a practice shows one card."""
    app = opened("cases", {"practice": practice})
    assert not app.exception and not app.info
    assert len(cards(app)) == 1


def test_similar_cases_stand_below_a_case() -> None:
    """With why they are near, and links that keep the ticks."""
    app = opened("cases", {"case": "city-07", "pick": "city-02"})
    assert "同为市级单位，做法，有正文，原文第 268 行" in words(app)
    links = {link.proto.label: link.proto.query_string for link in app.get("page_link")}
    assert links["深圳市：开放数据应用创新大赛"] == "pick=city-02&practice=shenzhen-data-contest"


def test_from_whom_gansu_may_learn() -> None:
    """The first three on a theme, with the order said in words."""
    app = opened("cases", {"code": "620000", "theme": "数据驱动"})
    assert cards(app)[:3] == ["政务数据共享平台", "公共数据开放", "公共数据开放"]
    said = words(app)
    assert "贵州省（同为西部省级单位）" in said and "山东省（同为省级单位）" in said
    assert "可供甘肃省借鉴：" in said and "不是名次" in said


@pytest.mark.parametrize(
    ("query", "left", "told"),
    [
        ({"code": "999999"}, "40 / 40 个案例，52 / 52 项做法", True),
        ({"id": "xpcc"}, "40 / 40 个案例，43 / 43 项做法", False),
        ({"id": "mofcom"}, "39 / 39 个案例，43 / 43 项做法", False),
        ({"pick": "nothing"}, "40 / 40 个案例，52 / 52 项做法", True),
    ],
)
def test_units_and_ticks_that_are_odd_are_no_error(
    query: dict[str, str], left: str, told: bool
) -> None:
    """兵团, a ministry (without its own and the nation's), an unknown code, an unknown tick."""
    app = opened("cases", query)
    assert not app.exception
    assert left in words(app)
    assert bool(app.info) is told


def test_the_nation_is_nobody_to_learn_for() -> None:
    """It cannot be chosen, and an address that has it says so and leaves the order as it was."""
    app = opened("cases", {"code": "100000"})
    assert not app.exception
    assert "全国" not in opened("cases").selectbox(key="choice-place").options
    said = words(app)
    assert "全国不是一个单位，没有远近可言，次序不变。" in said
    assert WHOLE in said and "借鉴" not in said


def test_ticks_make_a_list_that_the_url_keeps() -> None:
    """Tick, look at the list alone, note, untick."""
    app = opened("cases", {"q": "秒批"})
    app.checkbox(key="tick-pick-city-02").check().run()
    assert app.query_params["pick"] in ("city-02", ["city-02"])
    app = opened("cases", {"pick": ["city-02", "shaanxi-cloud"], "learn": "1"})
    assert cards(app) == ["深圳市“秒批”服务", "“一云二网三平台”"]
    assert "备注只留在本次会话，不进网址" in words(app)
    app.text_area(key="note-city-02").input("问一问").run()
    assert app.text_area(key="note-city-02").value == "问一问"
    app.checkbox(key="tick-pick-city-02").uncheck().run()
    assert cards(app) == ["“一云二网三平台”"]


def test_nothing_found_is_a_sentence() -> None:
    """No card, and words that say what to do."""
    app = opened("cases", {"q": "没有这样的案例"})
    assert cards(app) == []
    assert (
        "没有符合这些条件的条目（共有案例 40 个，做法 52 项）；请减少条件，或换一个词。"
        in words(app)
    )


@pytest.mark.parametrize("word", ["(", "[", "*", "\\", "a|b", "%"])
def test_a_search_word_is_no_pattern(word: str) -> None:
    """Brackets and stars are searched for as they stand."""
    app = opened("cases", {"q": word})
    assert not app.exception
    assert len(cards(app)) < FIRST


def test_every_card_has_its_source_line() -> None:
    """The first cards, each with a line of the document to open."""
    articles = bodies(opened("cases")).split("<article")[1:]
    assert len(articles) == FIRST
    for article in articles:
        assert 'class="source"' in article and "原文第" in article
