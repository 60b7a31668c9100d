"""The page of the comparison: what its address says, what a reader reads, bad input in sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis import views
from analysis.regions import REGIONS, pairs, sides
from pages.shared import current
from tests.fixtures import second_edition
from tests.fixtures.editions import context, copy_2019, edition_2019, keep_rows
from tests.pages.conftest import bodies, datasets, opened, specs, words

FOUR_REGIONS = (
    "优秀档次：东部 10 个单位中 5 个，中部 6 个单位中无，西部 12 个单位中 2 个，东北 3 个单位中无"
)


def infos(app) -> list[str]:
    return [note.value.replace("\\", "") for note in app.info]


def matrix_rows(app) -> int:
    """The rows of the matrix, the page's last table."""
    return bodies(app).rpartition("<tbody>")[2].count("<tr>")


def test_it_opens_with_the_four_regions_of_the_provinces() -> None:
    app = opened("compare")
    assert not app.exception and not app.info
    assert [title.value for title in app.title] == ["区域对比"]
    assert len(specs(app)) == 2
    said = words(app)
    for told in (
        FOUR_REGIONS,
        "各组单位数不同，这里只列个数，不折算为分数、比例或名次。",
        "新疆生产建设兵团（单列）不属于东部、中部、西部、东北四个地区，单独列出：起步档次。",
        "位次区间（推算），共 32 位",
        "第 16—26 至 27—32 位",
        "不是地区的位次",
        "减少 1007—1009",
        "中国互联网络信息中心 第45次报告（B 级：",
        "卓越：无；优秀：北京、上海、浙江、福建、广东；良好：江苏、山东、海南；发展：天津、河北；起步：无",
        "32 个省会（首府）和计划单列市中，档次名称与所在省区相同的 22 个，高于所在省区的 5 个，低于所在省区的 5 个",
        "省级与重要城市分组评估，不直接比较高低。",
        "省会、首府的档次名称高于所在省区：4",
        "内部工作用图，未取得审图号，不得公开展示。行政区划界线：2025年版。",
        "台湾省资料暂缺。",
        "104 / 104 个单位；",
    ):
        assert told in said
    assert "None" not in said
    labels = [link.proto.label for link in app.get("page_link")]
    assert any("表述核验" in label for label in labels)


def test_no_word_ranks_or_judges() -> None:
    said = words(opened("compare", {"unit": ["440000", "620000"]}))
    for word in ("领先", "落后", "第一名", "优于", "得益", "相关系数", "显著"):
        assert word not in said


def test_units_in_the_address_are_compared() -> None:
    app = opened("compare", {"unit": ["440000", "370000", "xpcc"]})
    assert not app.exception and not app.info
    said = words(app)
    assert "广东优秀档次，山东良好档次，兵团起步档次" in said
    for told in (
        "第 1—7 位",
        "第 27—32 位",
        "70518 个",
        "口径说明（山东、广东）：",
        "集成的涉企服务数",
    ):
        assert told in said
    assert FOUR_REGIONS not in said


def test_regions_and_an_own_group_of_cities() -> None:
    chosen = {"group": "重要城市", "region": ["长三角"], "own": ["440100", "440300"]}
    app = opened("compare", chosen)
    assert not app.exception and not app.info
    assert "优秀档次：长三角 4 个单位中无，自选一组 2 个单位中 2 个" in words(app)
    assert "2019 年 12 月" not in words(app).replace("2019-12", "")
    assert "优秀：广州、深圳" in words(app)


def test_what_is_chosen_is_written_to_the_address() -> None:
    app = opened("compare")
    app.button_group(key="choice-region").set_value(["京津冀", "长三角"]).run()
    app.multiselect(key="choice-own").set_value(["440000"]).run()
    assert app.query_params["region"] == ["京津冀", "长三角"]
    assert app.query_params["own"] in ("440000", ["440000"])
    other = opened("compare", dict(app.query_params))
    assert datasets(other) == datasets(app) and words(other) == words(app)
    app.selectbox(key="choice-by").set_value(sides.BY_UNIT).run()
    assert "请选二到六个单位" in "".join(infos(app))
    app.multiselect(key="choice-unit").set_value(["440000", "320000"]).run()
    assert "广东优秀档次，江苏良好档次" in words(app)


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ({"unit": ["440000", "440000"]}, "广东重复列出，只计一次；与自身没有可比的。"),
        ({"unit": ["440000"]}, "只选了广东；请再选一个单位来并列。"),
        ({"unit": ["440000", "440100"]}, "广州市不能列入：它在重要城市组"),
        ({"unit": ["440000", "nmpa"]}, "国家药品监督管理局不能列入：部委不在省级评估结果之内。"),
        ({"unit": ["440000", "999999"]}, "网址中的 999999 不是已知的地方或部委，已略过。"),
        ({"unit": ["710000"]}, "台湾省不能列入：台湾省资料暂缺。"),
        ({"unit": ["820000"]}, "澳门特别行政区不能列入：未纳入本次评估。"),
        (
            {"unit": ["xpcc"], "group": "重要城市"},
            "新疆生产建设兵团不能列入：它在省级组，本次并列的是重要城市组，两组分别评估。",
        ),
        ({"by": "单位"}, "还没有选定可以并列的；请选二到六个单位。"),
        ({"region": "东部"}, "只选了东部；请再选一个地区来并列。"),
        ({"region": ["东部", "东部"]}, "只选了东部；请再选一个地区来并列。"),
        ({"region": ""}, "还没有选定可以并列的；请选二到六个地区，或自选一组单位。"),
        ({"region": "", "own": ""}, "还没有选定可以并列的"),
        ({"region": "火星"}, "网址中的 region=火星 不是可选的值，已略过。"),
        ({"region": list(REGIONS)}, "选了 7 个，最多并列 6 个，只列前 6 个。"),
        ({"own": "nmpa"}, "国家药品监督管理局不能列入"),
        ({"group": "县级"}, "网址中的 group=县级 不是可选的值，已略过。"),
        ({"by": "国家"}, "网址中的 by=国家 不是可选的值，已略过。"),
        ({"stands": "最高"}, "网址中的 stands=最高 不是可选的值，已略过。"),
        ({"sort": "rank"}, "网址中的 sort=rank 不是可选的值，已略过。"),
        ({"tier": "特优"}, "网址中的 tier=特优 不是可选的值，已略过。"),
    ],
)
def test_bad_input_is_a_sentence_that_helps(chosen: dict, told: str) -> None:
    app = opened("compare", chosen)
    assert not app.exception
    assert told in "".join(infos(app))
    assert "104 / 104 个单位" in words(app)


def test_of_two_groups_the_page_shows_the_one_that_its_slide_shows() -> None:
    chosen = {"group": ["重要城市", "省级"], "unit": ["440000", "370000"]}
    app = opened("compare", chosen)
    assert app.selectbox(key="choice-group").value == "省级"
    assert "广东优秀档次，山东良好档次" in words(app)
    made = views.slide_of(edition_2019(), context(), "compare", chosen)
    assert made.title == "广东优秀档次，山东良好档次"


def test_seven_units_are_six() -> None:
    given = ["110000", "120000", "130000", "140000", "150000", "210000", "220000"]
    app = opened("compare", {"unit": given})
    assert "先列的 6 个已取，吉林已略过" in "".join(infos(app))
    assert app.multiselect(key="choice-unit").value == given[:6]


def test_pairs_of_one_kind() -> None:
    app = opened("compare", {"stands": "高于所在省区"})
    said = words(app)
    assert "太原（良好；山西发展）、哈尔滨（良好；黑龙江起步）、长沙（优秀；湖南良好）" in said
    assert "的档次名称低于所在省区：" not in said
    assert app.button_group(key="choice-stands").options == [
        "高于所在省区 5",
        "与所在省区相同 22",
        "低于所在省区 5",
    ]


def test_the_matrix_is_filtered_and_sorted_in_the_address() -> None:
    chosen = {"in": "省级", "tier": "良好", "has": "“十大”案例", "sort": "practices"}
    app = opened("compare", chosen)
    assert "5 / 104 个单位；" in words(app)
    assert matrix_rows(app) == 5
    last = bodies(app).rpartition("<tbody>")[2]
    assert last.index("江苏省") < last.index("江西省") < last.index("安徽省")
    empty = opened("compare", {"tier": "卓越"})
    assert "没有符合这些条件的单位" in words(empty)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the pages read their edition from."""
    monkeypatch.setattr(current, "DEFAULT", tmp_path)
    return tmp_path


def test_another_edition_says_nothing_of_2019(folder: Path) -> None:
    second_edition.write(folder)
    app = opened("compare")
    assert not app.exception
    assert "2019" not in words(app) and pairs.NO_PAIRS in words(app)
    assert (
        "新疆生产建设兵团（单列）不属于东部、中部、西部、东北四个地区，单独列出：良好档次。"
        in words(app)
    )


def test_an_edition_of_one_group_compares_that_group(folder: Path) -> None:
    keep_rows(copy_2019(folder), "results", group="省级")
    app = opened("compare", {"group": "重要城市"})
    assert not app.exception
    assert sides.nothing("重要城市") in words(app)
    assert FOUR_REGIONS in words(opened("compare"))


@pytest.mark.parametrize("name", ["honours", "cases", "practices", "mentions", "figures"])
def test_an_edition_without_a_list_has_the_rest(folder: Path, name: str) -> None:
    copy_2019(folder)
    for dependent in (name, "case_themes", "case_practices"):
        (folder / f"{dependent}.csv").unlink()
    app = opened("compare")
    assert not app.exception and not app.error
    assert FOUR_REGIONS in words(app)
