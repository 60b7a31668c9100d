"""表述核验 in a browser: a ready claim, one of one's own, a narrow screen, the address."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, settle


def expect_verdict(page: Page, answer: str, claim: str) -> None:
    """The answer and the sentence that it is about come to stand there."""
    expect(page.locator(".card h3").first).to_have_text(claim)
    expect(page.locator("h2", has_text=answer).first).to_have_text(answer)


def choose(page: Page, label: str, option: str) -> None:
    """An entry of a list, found by typing."""
    widget = page.get_by_test_id("stSelectbox").filter(has=page.get_by_text(label, exact=True))
    widget.get_by_role("combobox").click()
    page.keyboard.type(option)
    page.get_by_role("option", name=option).first.click()
    settle(page)


def test_a_ready_claim_is_judged_and_the_address_brings_it_back(visit: Visit) -> None:
    """The example fills the form; a second reader with the address sees the same."""
    page = visit("statements")
    choose(page, "现成的说法", "省级评估中，东部 10 个单位的得分都高于西部 12 个单位中的每一个")
    page.wait_for_url("**kind=every-above**")
    told = "与结果不符", "省级评估中，东部 10 个单位的得分都高于西部 12 个单位中的每一个。"
    expect_verdict(page, *told)
    expect_verdict(visit(page.url.split("/")[-1]), *told)


def test_a_claim_is_built_and_answered(visit: Visit) -> None:
    """A kind, a unit and another: 依据不足 within a tier, 可以表述 between tiers."""
    page = visit("statements")
    choose(page, "说法", "一个单位高于另一个单位")
    choose(page, "单位", "贵州省")
    choose(page, "高于哪个单位", "四川省")
    expect_verdict(page, "依据不足", "省级评估中，贵州省的得分高于四川省。")
    expect(page.get_by_text("若甲地 94 分、乙地 86 分，则甲地更高")).to_be_visible()
    choose(page, "高于哪个单位", "甘肃省")
    expect_verdict(page, "可以表述", "省级评估中，贵州省的得分高于甘肃省。")


def test_a_unit_without_a_tier_in_the_address_is_explained(visit: Visit) -> None:
    """Nothing is judged in its place, and the list offers the others."""
    page = visit("statements?kind=reaches&unit=320500")
    expect(page.get_by_text("苏州市：不在两组档次结果之内")).to_be_visible()
    assert page.locator(".card").count() == 0
    choose(page, "单位", "甘肃省")
    expect(page.locator(".card h3").first).to_contain_text("省级评估中，甘肃省")


def test_a_telephone_holds_the_page(visit: Visit) -> None:
    """Nothing is wider than the screen, and the answer comes after the form."""
    page = visit("statements", 390, 844)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    answer = page.locator("h2", has_text="可以表述").bounding_box()
    form = page.get_by_role("combobox", name="说法").first.bounding_box()
    assert answer and form and answer["y"] > form["y"] and answer["x"] + answer["width"] <= 390
