"""审图号: kept for exactly one image; without one a map is marked, or gives way to name lists."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest

from analysis import approvals, rehearsal, text, views
from analysis.recipe import Recipe
from analysis.running_order import Entry
from analysis.story import NameLists, Slide, story
from tests.fixtures.editions import context, edition_2019

NUMBER = "GS（2019）1822号"


def map_slide(**parameters: str) -> Slide:
    given = {name: [value] for name, value in parameters.items()}
    return views.slide_of(edition_2019(), context(), "provinces", given)


def test_a_number_belongs_to_one_image() -> None:
    """The same view has the same fingerprint; another colouring, selection or map has another."""
    same = approvals.fingerprint(map_slide())
    assert re.fullmatch("[0-9a-f]{64}", same)
    assert approvals.fingerprint(map_slide()) == same
    others = {
        approvals.fingerprint(slide)
        for slide in (
            map_slide(tier="优秀"),
            map_slide(code="150000"),
            views.slide_of(edition_2019(), context(), "cities", {}),
        )
    }
    assert len(others) == 3 and same not in others


def test_the_number_is_printed_for_that_image_alone() -> None:
    approved = map_slide()
    numbers = {approvals.fingerprint(approved): NUMBER}
    noted, other = approvals.noted([approved, map_slide(tier="优秀")], numbers)
    assert noted.notice == f"审图号：{NUMBER}。{text.BOUNDARIES}。"
    assert approvals.is_approved(noted)
    assert other.notice == text.MAP_NOTICE
    assert not approvals.is_approved(other)


def test_what_is_no_map_needs_no_number() -> None:
    slides = [slide for slide in story(edition_2019(), context()) if not slide.is_map]
    assert all(map(approvals.is_approved, slides))
    assert list(approvals.noted(slides, {"0" * 64: NUMBER})) == slides


@pytest.mark.parametrize("number", ["", "  ", "号" * 41, "GS\x00", "GS\n1", "𠮷"])
def test_what_cannot_be_printed_is_no_number(number: str) -> None:
    assert approvals.problem(number).endswith("。")


@pytest.mark.parametrize("number", [NUMBER, "GS(2023)2767号", "京S（2024）001号", "号" * 40])
def test_numbers_as_they_are_given_out(number: str) -> None:
    assert approvals.problem(number) == ""


def test_name_lists_stand_where_maps_were() -> None:
    """Each map's own list, once; a deck that has it already only loses the map."""
    told = story(edition_2019(), context())
    whole = list(approvals.without_maps(edition_2019(), told))
    assert [slide.name for slide in whole] == [slide.name for slide in told if not slide.is_map]
    alone = list(approvals.without_maps(edition_2019(), [map_slide(), map_slide(tier="优秀")]))
    assert len(alone) == 1
    assert isinstance(alone[0].content, NameLists) and alone[0].page == "provinces"


def test_the_files_to_submit_hold_every_image_and_its_fingerprint() -> None:
    recipe = Recipe(edition_2019(), context(), (Entry("cover"), Entry(page="provinces")))
    with zipfile.ZipFile(BytesIO(rehearsal.samples(recipe))) as archive:
        names = archive.namelist()
        told = archive.read("送审样图/说明.txt").decode("utf-8-sig")
        drawn = archive.read(next(name for name in names if name.endswith(".svg"))).decode()
    assert sorted(name.rpartition(".")[2] for name in names) == ["png", "png", "svg", "txt"]
    assert approvals.fingerprint(map_slide()) in told and text.BOUNDARIES in told
    assert "<text" not in drawn and drawn.count("台湾省") >= 1
