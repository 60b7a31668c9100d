"""Every figure, result and case of the data stands on its page in the browser, with its source line.

The honours have a file of their own, where their page is tested.
"""

from __future__ import annotations

import pytest

from analysis import comparisons, places, text, tiers
from analysis.schema import BEFORE, GROUPS
from tests.browser.conftest import visiting
from tests.fixtures.editions import edition_2019

READ = """selectors => [...document.querySelectorAll(selectors.each)].map(each =>
    selectors.parts.map(part => [...each.querySelectorAll(part)].map(e => e.textContent).join(' ')))
"""


def read(page, each, *parts):
    """The text of some parts of each element of a page, once they are there."""
    page.locator(each).last.wait_for()
    return page.evaluate(READ, {"each": each, "parts": list(parts)})


@pytest.fixture(scope="module")
def shown(chromium, origin):
    """What the pages show, read once."""
    with visiting(chromium, origin) as visit:
        trends = visit("trends", 1280, 720)
        cases = visit("cases?all=1", 1280, 720)
        found = {
            "amounts": read(trends, "section.slide article.card", ".owner", "dl.amounts"),
            "figures": read(trends, "section.slide dl.amounts > div", "dt", "dd"),
            "cases": read(cases, "article.card", "h3", ".owner", ".tags"),
        }
        for path, group in (("provinces", GROUPS[0]), ("cities", GROUPS[1])):
            found[group] = read(visit(path, 1280, 720), "table.tiers tbody tr", "th", "td")
        yield found


FIGURES = edition_2019()["figures"]
PAIRS = comparisons.pairs(edition_2019()).set_index("pair")


@pytest.mark.parametrize("figure", FIGURES["figure"])
def test_a_figure_is_on_its_slide(figure, shown):
    row = FIGURES.set_index("figure").loc[figure]
    amount = text.figure_amount(row)
    if row["pair"] in PAIRS.index:
        pair = PAIRS.loc[row["pair"]]
        both = f"{pair['before_written']} → {pair['after_written']}"
        amount = both if pair["comparable"] else text.two_values(pair)
    metric = PAIRS.at[row["pair"], "metric"] if row["phase"] == BEFORE else row["metric"]
    held = [told for written, told in shown["figures"] if written == amount and metric in told]
    assert held, f"{amount} {metric}"
    lines = {row["source_line"]}
    if row["pair"] in PAIRS.index:
        lines |= set(PAIRS.at[row["pair"], "lines"])
    assert any(f"原文第 {line} 行" in told for told in held for line in lines)
    owner = places.located(row["code"])
    assert any(
        name == owner and amount in told and metric in told for name, told in shown["amounts"]
    )


RESULTS = edition_2019()["results"]


@pytest.mark.parametrize(
    ("group", "organisation"), list(zip(RESULTS["group"], RESULTS["organisation"], strict=True))
)
def test_a_result_is_in_the_list_of_its_tier(group, organisation, shown):
    row = RESULTS[(RESULTS["group"] == group) & (RESULTS["organisation"] == organisation)].iloc[0]
    (cells,) = [cells for tier, cells in shown[group] if tier == row["tier"]]
    assert organisation in cells
    assert f"原文第 {row['source_line']} 行" in cells


@pytest.mark.parametrize("group", GROUPS)
def test_every_tier_is_listed_with_its_count(group, shown):
    scale = tiers.scale(edition_2019(), group)
    assert [tier for tier, _ in shown[group]] == list(scale["tier"])
    for (_, cells), count in zip(shown[group], scale["count"], strict=True):
        assert f" {count or '无'} " in cells


CASES = edition_2019()["cases"]


@pytest.mark.parametrize("case", CASES["case"])
def test_a_case_is_on_its_card(case, shown):
    row = CASES.set_index("case").loc[case]
    (card,) = [
        card
        for card in shown["cases"]
        if card[0] == row["title"] and card[1] == places.located(row["code"])
    ]
    assert f"原文第 {row['source_line']} 行" in card[2]
    assert f"{row['list']}“十大”" in card[2] and row["detail"] in card[2]
