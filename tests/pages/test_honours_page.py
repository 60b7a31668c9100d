"""The page of the honours: filters, counts, lists, and editions without them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from analysis import honours
from pages.shared import current
from tests.fixtures import second_edition
from tests.fixtures.editions import copy_2019, keep_rows
from tests.pages.conftest import ROOT, bodies, datasets, opened, specs, words

TITLE = "优秀政务新媒体主办单位"
with (ROOT / "data" / "2019" / "honours.csv").open(encoding="utf-8", newline="") as file:
    HONOURS = list(csv.DictReader(file))
MEDIA = list(dict.fromkeys(row["medium"] for row in HONOURS))
LEVELS = list(dict.fromkeys(row["level"] for row in HONOURS))


def lists(app) -> list[str]:
    """The name lists that can be copied."""
    return [block.value for block in app.code]


def marks(app) -> int:
    """How many honours the matrix marks."""
    return bodies(app).count("source mark")


def test_it_opens_with_everything() -> None:
    app = opened("honours")
    assert not app.exception
    assert [title.value for title in app.title] == [TITLE]
    assert len(specs(app)) == 1
    for told in (
        "75 项次（App 18，微信 26，微博 31）；名单所列为主办单位，材料未列产品名称。",
        "75 / 75 项次，46 个单位；依名单先后列出，不是名次。",
        "安徽、福建、广东、贵州、长沙三类都入选",
        "5 个单位三类都入选，19 个单位入选两类，22 个单位入选一类",
        "4 个：国家发展和改革委员会、工业和信息化部、科学技术部、海关总署",
        "部委 14 个不上图：",
        "新疆生产建设兵团（单列）不上图，不在所列名单中。",
        "台湾省资料暂缺。",
        "内部工作用图，未取得审图号，不得公开展示。行政区划界线：2025年版。",
        "入选与档次分别公布，并列只供查阅，不说明二者有何关系。",
        "部委不在省级、重要城市两组档次结果之内，记“—”。",
    ):
        assert told in words(app)
    assert marks(app) == 75


@pytest.mark.parametrize("level", [None, *LEVELS])
@pytest.mark.parametrize("medium", [None, *MEDIA])
def test_a_filter_leaves_its_lists_and_counts_them(medium: str | None, level: str | None) -> None:
    """Matrix, lists, map and the sentence above them agree with the table."""
    chosen = {name: value for name, value in (("medium", medium), ("level", level)) if value}
    expected = [row for row in HONOURS if all(row[name] == chosen[name] for name in chosen)]
    app = opened("honours", chosen)
    assert not app.exception
    held: dict[tuple[str, str], list[str]] = {}
    for row in expected:
        held.setdefault((row["medium"], row["level"]), []).append(row["organisation"])
    assert lists(app) == ["、".join(names) for names in held.values()]
    assert marks(app) == len(expected)
    assert f"{len(expected)} / 75 项次" in words(app)
    for (one, other), names in held.items():
        assert f"{one}，{other} {len(names)} 个，原文第 " in words(app)


def test_counts_on_the_pills_follow_the_other_choice() -> None:
    app = opened("honours", {"medium": "政务微信"})
    assert app.button_group(key="choice-level").options == ["部委 7", "省级政府 10", "重点城市 9"]
    assert app.button_group(key="choice-medium").options == [
        "政务App 18",
        "政务微信 26",
        "政务微博 31",
    ]


def test_clicking_a_pill_narrows_and_writes_the_url() -> None:
    """What a reader clicks can be sent to a colleague."""
    app = opened("honours")
    app.button_group(key="choice-medium").set_value(["政务微信", "政务微博"]).run()
    app.button_group(key="choice-level").set_value(["部委"]).run()
    assert app.query_params["medium"] == ["政务微信", "政务微博"]
    assert app.query_params["level"] in ("部委", ["部委"])
    other = opened("honours", dict(app.query_params))
    assert words(other) == words(app)
    assert datasets(other) == datasets(app)
    assert "4 个单位两类都入选，8 个单位入选一类" in words(app)
    app.button_group(key="choice-level").set_value([]).run()
    assert "level" not in app.query_params


def test_a_choice_changes_the_data_of_the_map_and_not_its_spec() -> None:
    whole, cities = opened("honours"), opened("honours", {"level": "重点城市"})
    assert specs(whole) == specs(cities)
    assert datasets(whole) != datasets(cities)


@pytest.mark.parametrize("facet", ["medium", "level"])
def test_an_unknown_value_alone_is_told_once_and_filters_nothing(facet: str) -> None:
    app = opened("honours", {facet: "政务抖音"})
    assert [note.value for note in app.info] == [
        f"网址中的 {facet}=政务抖音 不是可选的值，已略过。"
    ]
    assert marks(app) == 75


def test_the_tier_stands_beside_without_a_rank() -> None:
    """No word that makes a ranking or a cause of two lists."""
    said = words(opened("honours"))
    for word in ("排名", "第一名", "因此", "得益于", "落后", "%"):
        assert word not in said


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the pages read their edition from."""
    monkeypatch.setattr(current, "DEFAULT", tmp_path)
    return tmp_path


def check_it_says_so(app) -> None:
    """The title, one sentence that helps, and nothing else."""
    assert not app.exception
    assert [title.value for title in app.title] == [TITLE]
    assert honours.NONE in words(app)
    assert (specs(app), lists(app), marks(app)) == ([], [], 0)


def test_an_empty_table_is_a_sentence(folder: Path) -> None:
    keep_rows(copy_2019(folder), "honours")
    check_it_says_so(opened("honours"))


def test_a_missing_table_is_a_sentence(folder: Path) -> None:
    (copy_2019(folder) / "honours.csv").unlink()
    check_it_says_so(opened("honours"))


def test_another_edition_says_nothing_of_2019(folder: Path) -> None:
    second_edition.write(folder)
    app = opened("honours", {"medium": "政务微信"})
    check_it_says_so(app)
    assert "2019" not in words(app)


def test_a_choice_that_leaves_nothing_is_a_sentence(folder: Path) -> None:
    """Weibo of ministries alone: an App is not among them, and the pill says 无."""
    keep_rows(copy_2019(folder), "honours", medium="政务微博", level="部委")
    app = opened("honours", {"medium": "政务App"})
    assert not app.exception
    assert honours.NOT_FOUND in words(app)
    assert "0 / 9 项次" in words(app)
    assert app.button_group(key="choice-medium").options[0] == "政务App 无"
    assert (specs(app), lists(app), marks(app)) == ([], [], 0)


def test_an_edition_of_one_list_has_its_map_and_its_list(folder: Path) -> None:
    keep_rows(copy_2019(folder), "honours", medium="政务微博", level="部委")
    app = opened("honours")
    assert not app.exception
    assert "9 项次（微博 9）" in words(app)
    assert "9 个单位入选政务微博" in words(app)
    assert (len(specs(app)), len(lists(app)), marks(app)) == (1, 1, 9)
