"""Another edition than 2019 loads and speaks for itself: nothing of 2019 is built in."""

from __future__ import annotations

import html
import json

import pandas as pd
import pytest

from analysis import cards, comparisons, library, text, tiers, trends
from analysis.charts import maps
from analysis.charts import tiers as tier_charts
from analysis.charts import trends as trend_charts
from analysis.edition import find_problems, load, records
from analysis.export.csv import csv
from analysis.schema import CITIES, EDITION, PROVINCIAL
from tests.fixtures import second_edition
from tests.fixtures.editions import context, edition_2031, read_cells, set_cell, write_cells


def charts_of(edition, theme):
    """The charts that stand with a theme, by its name."""
    (found,) = [one for one in trends.themes(edition) if one.name == theme]
    return trends.charts_of(edition, context(), found.slide_ids)


def test_it_has_every_declared_table_and_no_problem(tmp_path):
    assert find_problems(second_edition.write(tmp_path)) == []
    assert list(edition_2031()) == list(EDITION)


def test_it_names_itself():
    assert edition_2031().year == "2031"
    assert text.occasion(edition_2031()) == "2031 数字服务水平评估结果"
    assert text.cite(edition_2031(), [11, 12, 20]) == (
        "来源：《2031数字服务水平测评（虚构）》，虚构评测院，原文第 11—12、20 行"
    )


def test_its_scales_are_its_own():
    provincial = tiers.scale(edition_2031(), PROVINCIAL)
    assert list(provincial["tier"]) == ["优秀", "良好", "发展", "起步"]
    assert list(provincial["interval"]) == ["[90,100)", "[80,90)", "[60,80)", "[0,60)"]
    assert list(tiers.scale(edition_2031(), CITIES)["interval"]) == [
        "[92.5,100)",
        "[84,92.5)",
        "[70,84)",
        "[50,70)",
        "[0,50)",
    ]
    assert text.tier_counts(edition_2031(), PROVINCIAL) == "优秀 1，良好 2，发展 无，起步 1"
    assert text.tier_finding(edition_2031(), PROVINCIAL) == "北京为优秀档次，发展档次无"
    assert text.tier_finding(edition_2031(), CITIES) == "苏州、深圳为卓越档次，优秀、发展档次无"


def test_an_empty_list_is_told_without_an_empty_bracket():
    honours = next(one for one in text.noteworthy(edition_2031()) if "新媒体" in one)
    assert "（）" not in honours
    assert not any("nan" in one or "None" in one for one in text.noteworthy(edition_2031()))


def test_sentences_of_objects_it_does_not_assess_are_left_out():
    assert not any(text.WEBSITES in one for one in text.noteworthy(edition_2031()))
    assert not any(text.CASE_INDICATOR in one for one in text.assessed(edition_2031()))


def test_only_a_municipality_in_the_provincial_results_is_said_to_be_there():
    rows = maps.city_map(edition_2031()).data["rows"].set_index("code")["tier"]
    assert rows["110000"] == "列入省级评估"
    assert rows.get("120000", "未纳入本次评估") == "未纳入本次评估"
    assert not any("四个直辖市" in one for one in text.beside_map(edition_2031(), CITIES))
    assert text.beside_map(edition_2031(), CITIES)[-1] == text.GROUPS_APART
    assert text.beside_map(edition_2031(), PROVINCIAL)[-1] == text.GROUPS_APART


def test_the_map_rows_of_its_provinces():
    rows = maps.province_map(edition_2031(), shown=["优秀"], selected="540000").data["rows"]
    expected = pd.DataFrame(
        {
            "code": ["710000", "110000", "330000", "540000"],
            "tier": ["资料暂缺", "优秀", "良好", "起步"],
            "coloured": [False, True, False, False],
            "selected": [False, False, False, True],
        }
    )
    pd.testing.assert_frame_equal(rows, expected)


def test_charts_without_their_figures_are_none():
    assert comparisons.website_pair(edition_2031(), context()) == ""
    assert trend_charts.website_series(edition_2031(), context(), official=True) is None
    assert trend_charts.parts(edition_2031()) is None
    assert charts_of(edition_2031(), "云上协同") == (trends.PAIRS,)
    assert charts_of(edition_2031(), "人人可及") == ()


def test_its_one_pair_keeps_qualifier_and_note():
    figure = trend_charts.before_after(edition_2031())
    rows = figure.data["rows"]
    assert (len(rows), rows.at[0, "before_written"], rows.at[0, "after_written"]) == (
        1,
        "约 12.5 天",
        "0.5 天",
    )
    assert "苏州：虚构口径" in figure.caveat
    assert figure.finding == "苏州给出了前后数值，如苏州办理时间由 约 12.5 天降至 0.5 天"


@pytest.mark.parametrize(("after", "told"), [("40", "增至 40 天"), ("12.5", "仍为 12.5 天")])
def test_a_pair_that_does_not_fall_is_not_said_to_fall(after, told, tmp_path):
    folder = second_edition.write(tmp_path)
    set_cell(folder, "figures", 3, "value", after)
    figure = trend_charts.before_after(load(folder))
    assert figure.finding == f"苏州给出了前后数值，如苏州办理时间由 约 12.5 天{told}"
    assert figure.data["rows"].at[0, "after"] == float(after) / 12.5


def test_a_whole_is_drawn_with_as_many_squares_as_it_has(tmp_path):
    folder = second_edition.write(tmp_path)
    path = folder / "figures.csv"
    header, *rows = read_cells(path)
    for phase, value, unit in (("部分", "3", "个"), ("总体", "5", "个"), ("占比", "60", "%")):
        own = {"figure": f"part-{len(rows)}", "slide": "t03", "organisation": "全国"}
        own |= {"metric": f"虚构{phase}数", "value": value, "unit": unit, "as_of": "2031-05"}
        own |= {"pair": "parts", "phase": phase, "source_line": "35", "as_written": "虚构摘录"}
        rows.append([own.get(name, "") for name in header])
    write_cells(path, [header, *rows])
    figure = trend_charts.parts(load(folder))
    squares = figure.data["squares"]
    assert squares["number"].tolist() == [0, 1, 2, 3, 4]
    assert squares["counted"].tolist() == [True, True, True, False, False]
    assert figure.finding == "虚构部分有 3 个，占 60%"
    assert figure.shown == "截至2031年5月，一格为总体中的一个"
    assert figure.caveat == ""
    assert charts_of(load(folder), "人人可及") == (trends.PARTS,)


def test_its_charts_share_the_specs_of_2019_and_hold_its_numbers():
    strips = tier_charts.tier_strips(edition_2031())
    assert "2031" in strips.shown
    assert list(strips.data["strips"]["label"]) == [
        "优秀 1",
        "良好 2",
        "起步 1",
        "卓越 2",
        "良好 1",
        "起步 1",
    ]
    json.dumps(strips.to_dict())


def test_its_cases_are_two_lists_and_three_themes():
    rows = library.cases(edition_2031())
    assert library.counts(rows, "list", {}) == {"市级": 2, "部委": 1}
    assert library.counts(rows, "theme", {}) == {"云上协同": 2, "一网治理": 1, "人人可及": 1}
    assert "部委 1 个" in library.sentence(rows)
    assert "区县级" not in library.sentence(rows)


def test_themes_are_told_in_its_order_with_its_inner_names():
    themes = trends.themes(edition_2031())
    assert [theme.name for theme in themes] == ["云上协同", "一网治理", "人人可及"]
    assert [bool(theme.label_note) for theme in themes] == [False, True, False]
    assert "一网统管——治理" in themes[1].label_note
    assert len({theme.hue for theme in themes}) == 3


def case_html(case: str) -> str:
    """One case's card as markup."""
    rows = library.cases(edition_2031())
    row = next(records(rows[rows["case"] == case]))
    return cards.case_card(edition_2031(), row).html


@pytest.mark.parametrize("case", ["ministry-01", "city-01"])
def test_markup_in_its_words_is_shown_and_never_becomes_markup(case):
    shown = case_html(case)
    assert "<b>" not in shown
    assert html.escape(second_edition.MARKUP) in shown


def test_a_case_title_that_looks_like_a_formula_is_shown_and_guarded():
    assert "=1+1" in case_html("city-01")
    assert "\n'=1+1" in csv(edition_2031()["cases"][["title"]]).decode("utf-8-sig").replace(
        "\r", ""
    )
