"""The page of the case map: filters, places, what its URL may say, and other editions."""

from __future__ import annotations

import csv
import json

import pytest

from pages.shared import current
from tests.fixtures import second_edition
from tests.fixtures.editions import copy_2019
from tests.pages.conftest import ROOT, bodies, cards, opened, specs, words

NOTICE = "内部工作用图，未取得审图号，不得公开展示。行政区划界线：2025年版。"
DISTRICTS = {
    "370212": "青岛市崂山区",
    "440303": "深圳市罗湖区",
    "440305": "深圳市南山区",
    "440310": "深圳市坪山区",
    "440308": "深圳市盐田区",
    "321081": "扬州市仪征市",
    "420102": "武汉市江岸区",
    "420106": "武汉市武昌区",
    "440604": "佛山市禅城区",
    "510181": "成都市都江堰市",
}


def table(name: str) -> list[dict[str, str]]:
    """A table of the edition as the file has it."""
    with (ROOT / "data" / "2019" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


TOLD = {row["practice"] for row in table("case_practices")}  # they are one entry with their case
ENTRIES = len(table("cases")) + len(table("practices")) - len(TOLD)


def decks(app) -> list[dict]:
    """The close-ups that the page sends."""
    return [json.loads(one.proto.json) for one in app.get("deck_gl_json_chart")]


def links(app) -> list[str]:
    """The ways on and the entries beside the map."""
    return [link.proto.label for link in app.main.get("page_link")]


def listed(app) -> int:
    """How many rows the lists below the map have."""
    return bodies(app).count("<tr>") - bodies(app).count("<thead>")


def test_the_nation_is_the_complete_map_and_the_lists_hold_everything() -> None:
    app = opened("casemap")
    assert not app.exception
    assert len(specs(app)) == 1 and decks(app) == []
    said = words(app)
    assert "案例 30 个，做法 38 项分布在 19 个省级地区" in said
    assert "不上图的案例与做法" in said and "国家药品监督管理局" in said
    assert NOTICE in said
    assert listed(app) == ENTRIES == 92
    assert "广东 14" in links(app) and "宁夏 3" in links(app)


@pytest.mark.parametrize(("code", "name"), DISTRICTS.items())
def test_a_district_opens_on_its_case(code: str, name: str) -> None:
    app = opened("casemap", {"code": code})
    assert not app.exception and not app.info
    assert specs(app) == []
    (deck,) = decks(app)
    (case,) = [row for row in table("cases") if row["code"] == code]
    (dots,) = [one["data"] for one in deck["layers"] if one["id"] == "dots-"]
    assert case["case"] in {dot["entry"] for dot in dots}
    assert f"清单：{name}" in words(app)
    assert NOTICE in words(app)
    assert links(app)[0] == "全国"
    assert any(f"{name}，优秀创新案例" in label for label in links(app))


@pytest.mark.parametrize(
    ("query", "title", "place"),
    [
        (
            {"case": "district-02"},
            "“政企服务平台”——打造数据赋能、服务直达的精准服务模式",
            "深圳市罗湖区",
        ),
        ({"practice": "tongling-real-estate"}, "不动产登记提速", "铜陵市"),
        ({"practice": "yizheng-per-mu"}, "打造工业企业亩均产出综合评价大数据系统", "扬州市仪征市"),
    ],
)
def test_a_link_to_an_entry_opens_its_card_where_it_is(
    query: dict[str, str], title: str, place: str
) -> None:
    app = opened("casemap", query)
    assert not app.exception and not app.info
    assert cards(app) == [title]
    assert f"清单：{place}" in words(app)
    (deck,) = decks(app)
    (chosen,) = [one["data"] for one in deck["layers"] if one["id"] == "chosen"]
    entry = {"yizheng-per-mu": "district-06"}
    assert [one["entry"] for one in chosen] == [entry.get(one, one) for one in query.values()]


def test_a_card_stands_only_beside_the_place_that_it_lies_in() -> None:
    app = opened("casemap", {"case": "province-01", "code": "440300"})
    assert not app.exception
    assert cards(app) == []
    told = "北京市政府门户网站“一网通查”搜索服务（北京市）不在深圳市所选的条目中，未打开。"
    assert told in words(app)
    (deck,) = decks(app)
    (chosen,) = [one["data"] for one in deck["layers"] if one["id"] == "chosen"]
    assert chosen == []
    inside = opened("casemap", {"case": "district-02", "code": "440300"})
    assert len(cards(inside)) == 1 and "未打开" not in words(inside)


def test_a_card_is_that_of_the_library() -> None:
    """Tags, evidence and matters are the same on both pages."""
    query = {"practice": "tongling-real-estate"}
    here, there = (
        bodies(opened(page, query)).partition("<article")[2].partition("</article>")[0]
        for page in ("casemap", "cases")
    )
    assert here == there and "成效依据" in here


@pytest.mark.parametrize("page", ["casemap", "cases"])
def test_a_case_and_another_practice_at_once_are_told(page: str) -> None:
    told = "网址同时指明一个案例和另一项做法，只打开案例，做法已略过。"
    app = opened(page, {"case": "city-07", "practice": "shaanxi-cloud"})
    assert [note.value for note in app.info] == [told]
    assert cards(app) == ["不断探索创新、做政府数据开放的引领者和探路者"]
    app = opened(page, {"case": "city-07", "practice": "guiyang-open-data"})
    assert not app.info and len(cards(app)) == 1


def test_both_pages_count_alike_and_a_choice_carries_over() -> None:
    chosen = {"kind": "优秀创新案例", "theme": "数据驱动"}
    here, there = opened("casemap", chosen), opened("cases", chosen)
    assert not here.info and not there.info
    assert "9 / 40 个案例" in words(there) and "全部：案例 9 个。" in words(here)
    for name in ("kind", "theme"):
        key = f"choice-{name}"
        assert here.button_group(key=key).options == there.button_group(key=key).options


def test_pills_count_within_the_place() -> None:
    app = opened("casemap", {"code": "440300"})
    assert app.button_group(key="choice-kind").options == ["优秀创新案例 5", "特点趋势中的做法 2"]


def test_a_case_of_a_ministry_has_its_card_beside_the_nation() -> None:
    app = opened("casemap", {"case": "ministry-10"})
    assert cards(app) == ["E药云搜App"]
    assert len(specs(app)) == 1 and decks(app) == []


@pytest.mark.parametrize("theme", [row["theme"] for row in table("themes")])
def test_a_theme_leaves_what_its_pill_says(theme: str) -> None:
    slides = {row["slide"] for row in table("slides") if row["theme"] == theme}
    expected = sum(row["theme"] == theme for row in table("case_themes"))
    expected += sum(
        row["slide"] in slides and row["practice"] not in TOLD for row in table("practices")
    )
    app = opened("casemap", {"theme": theme})
    assert listed(app) == expected
    assert f"{theme} {expected}" in app.button_group(key="choice-theme").options


def test_kind_and_theme_and_place_together() -> None:
    app = opened("casemap", {"kind": "优秀创新案例", "theme": "数据驱动", "code": "440300"})
    assert "深圳市：案例 1 个" in words(app)
    assert "，特点趋势中的做法" not in "".join(links(app))


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("460000", "海南省没有所选的案例或做法，仍显示全国地图。"),
        ("710000", "台湾省资料暂缺，仍显示全国地图。"),
        ("810000", "香港特别行政区没有所选的案例或做法，仍显示全国地图。"),
        ("440304", "深圳市福田区没有所选的案例或做法，仍显示全国地图。"),
        ("xpcc", "新疆生产建设兵团没有所选的案例或做法，仍显示全国地图。"),
    ],
)
def test_what_has_no_close_up_stays_with_the_nation_and_says_so(code: str, told: str) -> None:
    app = opened("casemap", {"code": code})
    assert not app.exception and not app.info
    assert told in words(app)
    assert len(specs(app)) == 1 and decks(app) == []


def test_a_ministry_has_its_entries_in_the_list() -> None:
    app = opened("casemap", {"id": "tax"})
    assert listed(app) == 1
    assert "国家税务总局：案例 1 个。" in words(app)
    assert "国家税务总局不是地图上的一个地方，其案例与做法列在清单里。" in words(app)


def test_a_filter_that_leaves_nothing_says_so() -> None:
    app = opened("casemap", {"kind": "优秀创新案例", "theme": "安全可靠", "code": "440300"})
    assert not app.exception
    assert "深圳市没有所选的案例或做法；请减少条件，或换一个地方。" in words(app)
    assert len(specs(app)) == 1


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"case": "nothing-99"}, "网址中的 case=nothing-99 不是可选的值，已略过。"),
        ({"practice": "city-02"}, "网址中的 practice=city-02 不是可选的值，已略过。"),
        ({"theme": "<b>x</b>"}, "网址中的 theme"),
        ({"kind": "案"}, "网址中的 kind=案 不是可选的值，已略过。"),
        ({"code": "999999"}, "网址中的 code=999999 不是已知的地方或部委，已略过；请在列表中选择。"),
        ({"vorbei": "1"}, "网址中的参数 vorbei 本页不认识，已略过。"),
    ],
)
def test_what_means_nothing_is_named_and_left_aside(query: dict[str, str], told: str) -> None:
    app = opened("casemap", query)
    assert not app.exception
    assert [note.value.startswith(told) for note in app.info] == [True]
    assert listed(app) == ENTRIES == 92


class TestSecondEdition:
    """The made-up edition has awkward names, and an entry on 海南."""

    @pytest.fixture(autouse=True)
    def second(self, tmp_path, monkeypatch) -> None:
        monkeypatch.setattr(current, "DEFAULT", second_edition.write(tmp_path))

    def test_nothing_of_2019_and_no_markup(self) -> None:
        app = opened("casemap", {"code": "320500"})
        assert not app.exception
        (deck,) = decks(app)
        assert "2019" not in words(app) + json.dumps(deck, ensure_ascii=False)
        assert "<b>&" not in bodies(app)

    def test_hainan_stays_with_its_islands(self) -> None:
        app = opened("casemap", {"code": "460000"})
        assert "海南省连同南海诸岛一起显示，仍用全国地图。" in words(app)
        assert len(specs(app)) == 1 and decks(app) == []
        assert listed(app) > 0


def test_an_edition_without_cases_and_practices_says_so(tmp_path, monkeypatch) -> None:
    copy_2019(tmp_path)
    for name in ("cases", "case_themes", "case_practices", "practices", "figures"):
        (tmp_path / f"{name}.csv").unlink()
    monkeypatch.setattr(current, "DEFAULT", tmp_path)
    app = opened("casemap")
    assert not app.exception and not app.error
    assert "本次材料未列“十大”优秀创新案例与特点趋势中的做法。" in words(app)
    assert specs(app) == []
