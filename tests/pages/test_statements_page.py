"""表述核验 as a page: an example already judged, a form, and every claim in the address."""

from __future__ import annotations

import html
from dataclasses import replace

import pytest

from analysis import statements
from analysis.statements import CONTRADICTED, MAY_SAY, UNDECIDED, Side
from pages.shared import current, statement_form
from tests.fixtures import second_edition
from tests.fixtures.editions import edition_2019, edition_2031, keep_rows
from tests.pages.conftest import bodies, cards, opened, words

NOTHING = "这样还不成一句话"


def answer(app):
    """The answer word above the judged sentence, and the sentence."""
    heads = bodies(app).split("<h2>")[1:]
    return html.unescape(heads[0].partition("</h2>")[0]), (cards(app) or [""])[0]


def test_a_newcomer_reads_whether_the_east_is_ahead_of_the_west():
    app = opened("statements")
    assert not app.exception and not app.info
    assert answer(app) == (
        MAY_SAY,
        "省级评估中，东部 10 个单位的平均分高于西部 12 个单位的平均分。",
    )
    body = bodies(app)
    every = body[
        : body.index("<h3>省级评估中，东部 10 个单位的得分都高于西部 12 个单位中的每一个。")
    ]
    assert every.endswith(f'<p class="owner">{CONTRADICTED}</p>')
    said = words(app)
    assert "对前者最不利时，前者仍高出 2.83 分以上" in said
    assert "[0,60) 分，西藏、甘肃、青海、新疆" in said and "原文第 598 行" in said
    assert app.code[0].value.endswith("原文第 595—598 行）")


@pytest.mark.parametrize("number", range(12))
def test_a_ready_claim_fills_the_form_and_the_address(number):
    claim = statements.examples(edition_2019())[number]
    verdict = statements.judge(edition_2019(), claim)
    app = opened("statements", {"kind": "same-tier", "points": "7", "place": "3"})
    app.selectbox(key="choice-view").select(verdict.words.rstrip("。")).run()
    assert not app.exception and not app.info
    assert answer(app) == (verdict.answer, verdict.words)
    wanted = statement_form.query(edition_2019(), claim)
    assert dict(app.query_params) == {name: "".join(held) for name, held in wanted.items()}
    assert app.selectbox(key="choice-view").value == verdict.words.rstrip("。")


@pytest.mark.parametrize("edition", [edition_2019, edition_2031])
def test_every_claim_opens_from_its_address(edition, tmp_path, monkeypatch):
    if edition is edition_2031:
        monkeypatch.setattr(current, "DEFAULT", second_edition.write(tmp_path))
    claims = list(statements.examples(edition()))
    if edition is edition_2019:
        claims.append(replace(claims[0], a=Side(("xpcc", "440300")), b=Side(("620000",))))
    for claim in claims:
        app = opened("statements", statement_form.query(edition(), claim))
        verdict = statements.judge(edition(), claim)
        assert not app.exception and not app.info
        assert answer(app) == (verdict.answer, verdict.words)
        assert verdict.reason in words(app)


def test_every_kind_of_claim_has_a_form_that_gives_an_answer():
    for kind in statement_form.KINDS:
        app = opened("statements", {"kind": kind})
        assert not app.exception and not app.info
        assert answer(app)[0] in (MAY_SAY, CONTRADICTED, UNDECIDED), kind


def test_a_claim_is_built_part_by_part():
    app = opened("statements")
    app.selectbox(key="choice-kind").select("within-first").run()
    app.selectbox(key="choice-unit").select("520000").run()
    app.number_input(key="choice-place").set_value(7).run()
    assert answer(app) == (MAY_SAY, "省级评估中，贵州省的得分在 32 个单位中居前 7 位。")
    assert {name: app.query_params[name] for name in ("kind", "unit", "place")} == {
        "kind": "within-first",
        "unit": "520000",
        "place": "7",
    }
    app.number_input(key="choice-place").set_value(6).run()
    assert answer(app)[0] == UNDECIDED
    assert (
        "并非真实分数：若甲地 86 分、同档其他单位中 5 个 94 分、其余 86 分，则甲地居第 6 位"
        in words(app)
    )
    assert not app.code  # nothing to copy


def test_another_group_ends_the_choice_of_units():
    app = opened("statements", {"kind": "above", "unit": "620000", "other": "630000"})
    app.selectbox(key="choice-group").select("重要城市").run()
    assert not app.exception and not app.info
    assert answer(app) == (UNDECIDED, "重要城市评估中，福州市的得分高于厦门市。")


def test_units_of_ones_own_choice_are_compared():
    query = {"kind": "mean-above-by", "a": "自选", "a-unit": ["110000", "310000"], "b": "东北"}
    app = opened("statements", query | {"points": "10.5"})
    assert answer(app) == (
        MAY_SAY,
        "省级评估中，北京、上海的平均分比东北 3 个单位的平均分至少高 10.5 分。",
    )
    app.multiselect(key="choice-a-unit").unselect("110000").unselect("310000").run()
    assert answer(app)[0] == NOTHING
    assert "请至少选一个" in words(app)


def test_a_city_and_its_province_are_never_compared():
    query = {"kind": "above", "group": "重要城市", "unit": "520100", "other": "520000"}
    app = opened("statements", query)
    assert answer(app) == (UNDECIDED, "贵阳市的得分高于贵州省。")
    assert "分组评估，不直接比较高低；材料未说明两组指标是否相同。" in words(app)
    assert "省级评估：[85,95) 分，贵州" in words(app)


@pytest.mark.parametrize("kind", ["more-of-tier", "at-least"])
def test_a_tier_that_only_one_group_has_is_asked_of_units_of_both(kind, tmp_path, monkeypatch):
    monkeypatch.setattr(current, "DEFAULT", second_edition.write(tmp_path))
    query = {"kind": kind, "group": "重要城市", "a": "自选", "a-unit": ["440300", "110000"]}
    query |= {"b": "自选", "b-unit": ["440300", "110000"], "tier": "卓越", "bar": "卓越"}
    if kind == "at-least":
        query = {name: query[name] for name in ("kind", "group", "a", "a-unit", "bar")}
    app = opened("statements", query)
    assert not app.exception and not app.error
    assert answer(app)[0] == UNDECIDED
    assert "重要城市评估：[92.5,100) 分，深圳" in words(app)


def test_what_a_unit_may_say_of_itself_stands_below():
    said = words(opened("statements", {"kind": "reaches", "unit": "620000"}))
    may, may_not = said.index("甘肃省的可用表述"), said.index("甘肃省的不宜表述")
    assert may < said.index("甘肃省的位次在 32 个单位中第 27—32 位（推算）") < may_not
    assert said.index("甘肃省的得分高于兰州市") > may_not


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"kind": "above", "unit": "110000", "other": "110000"}, "两边都是北京市"),
        ({"kind": "mean-above", "a": "自选"}, "请至少选一个"),
        ({"kind": "within-first", "place": "900"}, "位次要在 1 至 32 之间"),
        ({"kind": "at-least", "count": "11"}, "所选只有 10 个单位"),
        ({"kind": "same-tier", "a": "自选", "a-unit": "xpcc"}, "至少要有两个单位"),
        ({"kind": "reaches", "unit": "320500"}, "苏州市：不在两组档次结果之内"),
        ({"kind": "ranks-at", "unit": "tax"}, "国家税务总局：不在两组档次结果之内"),
        ({"kind": "within-first", "unit": "440300"}, "深圳不在省级评估之列；请改选分组。"),
        ({"kind": "above", "other": "710000"}, "台湾省：台湾省资料暂缺"),
        ({"a": "自选", "a-unit": ["110000", "810000"]}, "香港特别行政区：不在两组档次结果之内"),
    ],
)
def test_a_claim_that_says_nothing_is_told_how_to_change(query, told):
    app = opened("statements", query)
    assert not app.exception and not app.error and not app.info
    assert answer(app)[0] == NOTHING
    assert told in words(app)
    assert not app.code and not cards(app)


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("above", "unit", "999999"),
        ("mean-above", "a", "火星"),
        ("mean-above", "kind", "<b>"),
        ("mean-above", "group", "区县"),
        ("more-of-tier", "tier", "特优"),
        ("mean-above-by", "points", "-1"),
        ("mean-above-by", "points", "1e3"),
        ("mean-above-by", "points", "٣"),
        ("mean-above-by", "points", "0.001"),
        ("mean-above-by", "points", "9" * 400),
        ("within-first", "place", "2.5"),
        ("within-first", "place", "0"),
        ("share-at-least", "percent", "101"),
    ],
)
def test_what_the_address_has_wrong_is_named_and_left_aside(kind, name, value):
    app = opened("statements", {"kind": kind} | {name: value})
    assert not app.exception and not app.error
    assert len(app.info) == 1 and f"{name}=" in app.info[0].value
    assert answer(app)[0] in (MAY_SAY, CONTRADICTED, UNDECIDED)
    assert "<b>" not in bodies(app)


def test_an_edition_with_one_group_of_one_unit_has_a_page(tmp_path, monkeypatch):
    folder = second_edition.write(tmp_path)
    keep_rows(folder, "results", organisation="苏州")
    monkeypatch.setattr(current, "DEFAULT", folder)
    for kind in statement_form.KINDS:
        app = opened("statements", {"kind": kind})
        assert not app.exception and not app.error


def test_an_edition_without_results_says_so(tmp_path, monkeypatch):
    folder = second_edition.write(tmp_path)
    keep_rows(folder, "results")
    monkeypatch.setattr(current, "DEFAULT", folder)
    app = opened("statements")
    assert not app.exception and not app.error
    assert "本次材料未载评估结果" in words(app)
