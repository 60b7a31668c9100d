"""What was assessed, how it is weighted, what the material leaves out."""

from __future__ import annotations

from analysis import edition, method, text
from analysis.charts.method import weights
from tests.fixtures.editions import copy_2019, edition_2019, edition_2031, keep_rows, set_cell


def test_the_first_four_weights_make_a_hundred_and_the_fifth_stands_apart():
    rows = method.weights(edition_2019())
    assert list(zip(rows["indicator"], rows["bar"], rows["start"], rows["end"], strict=True)) == [
        ("渠道支撑度", 0, 0, 24),
        ("功能完备度", 0, 24, 57),
        ("服务体验度", 0, 57, 90),
        ("综合保障度", 0, 90, 100),
        ("优秀案例", 1, 0, 10),
    ]
    assert (
        method.weights_finding(edition_2019())
        == "前 4 项指标的权重合计 100，连同优秀案例 10 合计 110"
    )
    assert "110" in method.weights_caveat(edition_2019())
    assert "未说明优秀案例如何计入档次" in method.weights_caveat(edition_2019())


def test_weights_that_make_no_hundred_stand_in_one_bar(tmp_path):
    set_cell(copy_2019(tmp_path), "indicators", 2, "weight", "25")
    set_cell(tmp_path, "indicators", 2, "as_written", "渠道支撑度 25")
    loaded = edition.load(tmp_path)
    assert set(method.weights(loaded)["bar"]) == {0}
    assert method.weights_finding(loaded) == "5 项指标的权重合计 111"
    assert method.weights_caveat(loaded) == ""


def test_the_chart_holds_the_weights_and_how_they_add_up():
    figure = weights(edition_2019())
    assert list(figure.data["bars"]["written"]) == ["24", "33", "33", "10", "10"]
    assert list(figure.data["heads"]["head"]) == ["24 + 33 + 33 + 10 = 100", "另有 10"]
    assert "527—531" in figure.source


def test_without_indicators_there_is_no_chart(tmp_path):
    keep_rows(copy_2019(tmp_path), "indicators")
    loaded = edition.load(tmp_path)
    assert weights(loaded) is None
    assert method.weights_finding(loaded) == "本次材料未载指标与权重"


def test_objects_say_what_of_them_was_published():
    rows = method.objects(edition_2019())
    assert list(zip(rows["评估类别"], rows["本次材料所载"], rows["来源"], strict=True)) == [
        ("数字政府服务能力", "档次（省级 32 个，重要城市 32 个）", "原文第 567—570 行"),
        ("政府网站", "未载结果", "原文第 576—579 行"),
        ("政务新媒体", "优秀主办单位 75 项次", "原文第 585—589 行"),
    ]
    assert rows["对象"][1] == "部委、省、自治区、直辖市、地级以上城市、区县"


def test_the_intervals_of_both_groups_stand_side_by_side():
    rows = method.scales(edition_2019())
    assert list(rows["档次"]) == ["卓越", "优秀", "良好", "发展", "起步"]
    assert list(rows["省级区间（分）"]) == ["[95,100)", "[85,95)", "[75,85)", "[60,75)", "[0,60)"]
    assert list(rows["省级单位数"]) == ["无", "7", "8", "11", "6"]
    assert list(rows["重要城市单位数"]) == ["无", "8", "11", "7", "6"]
    assert rows["重要城市来源"].iloc[0] == "原文第 603 行"
    assert method.scales_sentence(edition_2019()).startswith("两组的区间相同，但分别评估。")


def test_intervals_that_one_group_or_none_has_are_not_compared(tmp_path):
    for group, said in (("省级", "本次材料只载省级的区间。"), ("", "本次材料未载档次区间。")):
        copy_2019(tmp_path)
        for table in ("tier_scale", "results"):
            keep_rows(tmp_path, table, **({"group": group} if group else {}))
        assert method.scales_sentence(edition.load(tmp_path)).startswith(said)


def test_scales_that_hold_nothing_have_their_columns(tmp_path):
    copy_2019(tmp_path)
    for table in ("tier_scale", "results"):
        keep_rows(tmp_path, table)
    rows = method.scales(edition.load(tmp_path))
    assert rows.empty and list(rows.columns) == list(method.scales(edition_2019()).columns)


def test_what_is_not_published_is_said():
    said = "".join(head for head, _ in method.not_published(edition_2019()))
    for word in ("分数", "分项得分", "名次", "政府网站评估结果", "优秀案例", "产品"):
        assert word in said


def test_channels_and_focus_or_that_there_are_none(tmp_path):
    assert method.channels(edition_2019()) == "服务渠道：门户网站、政务App、政务微博、政务微信。"
    assert method.focus(edition_2019()) == "聚焦：服务成效、数据质量、创新探索。"
    copy_2019(tmp_path)
    (tmp_path / "focus.csv").unlink()
    assert method.focus(edition.load(tmp_path)) == "本次材料未载聚焦。"


def test_another_edition_speaks_for_itself():
    said = [
        method.sentence(edition_2031()),
        method.weights_finding(edition_2031()),
        *(words for held in method.not_published(edition_2031()) for words in held),
        *method.objects(edition_2031()).astype("str").to_numpy().ravel(),
    ]
    assert "2019" not in "".join(said)
    assert text.WEBSITES not in "".join(said)
