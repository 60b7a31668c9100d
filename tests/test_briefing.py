"""The press release and the questions: each sentence has its source and says what the tables say."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from analysis import edition, trends
from analysis.briefing import Question, Statement, press_release, questions
from analysis.edition import DATA, Edition
from analysis.schema import CITIES, EDITION, GROUPS, MEDIA, PROVINCIAL
from tests.fixtures.editions import (
    context,
    copy_2019,
    edition_2019,
    edition_2031,
    keep_rows,
    read_cells,
    set_cell,
    write_cells,
)
from tests.test_export import bare

LOADED = {"2019": edition_2019, "2031": edition_2031}
OPTIONAL = [name for name, table in EDITION.items() if not table.required]
RANK = re.compile(
    r"第\s*[\d一二三四五六七八九十]+\s*(?:—\s*\d+\s*)?[名位]|排名|名列|位居|居首|倒数|落后|垫底|末位"
)
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def answers(loaded: Edition, outside: Edition | None) -> Iterator[Statement]:
    """All sentences of all answers."""
    return (one for asked in questions(loaded, outside) for one in asked.answer)


def statements(loaded: Edition, outside: Edition | None) -> list[Statement]:
    """All sentences of both documents."""
    return [*press_release(loaded, outside).statements, *answers(loaded, outside)]


def everything(loaded: Edition, outside: Edition | None) -> str:
    """All words of both documents, with sources, headings and questions."""
    heads = [part.heading for part in press_release(loaded, outside).sections]
    asked = [one.question for one in questions(loaded, outside)]
    said = [one.words + one.source for one in statements(loaded, outside)]
    return "\n".join([*heads, *asked, *said])


def section(loaded: Edition, heading: str, outside: Edition | None = None) -> list[str]:
    """The sentences of one section of the release."""
    (found,) = [one for one in press_release(loaded, outside).sections if one.heading == heading]
    return [one.words for paragraph in found.paragraphs for one in paragraph]


def answer(loaded: Edition, part: str, outside: Edition | None = None) -> Question:
    """The one question that holds these words."""
    (found,) = [one for one in questions(loaded, outside) if part in one.question]
    return found


def words(asked: Question) -> str:
    """An answer in one piece."""
    return "".join(one.words for one in asked.answer)


def without(folder, *tables: str) -> Edition:
    """2019 without some of its tables."""
    copy_2019(folder)
    for name in tables:
        (folder / f"{name}.csv").unlink()
    return edition.load(folder)


# Sources


@pytest.mark.parametrize("outside", [None, context], ids=["alone", "context"])
@pytest.mark.parametrize("which", [*LOADED, "bare"])
def test_every_sentence_has_a_source(which, outside, tmp_path):
    loaded = bare(tmp_path) if which == "bare" else LOADED[which]()
    said = statements(loaded, outside and outside())
    assert [one.words for one in said if not one.source] == [
        "联系人：【姓名】　联系电话：【电话】"  # claims nothing
    ]
    lines = {line for table in loaded for line in loaded[table]["source_line"]}
    assert {line for one in said for line in one.lines} <= lines


@pytest.mark.parametrize("name", OPTIONAL)
def test_a_table_that_is_not_there_leaves_no_hole(name, tmp_path):
    loaded = without(tmp_path, *({name} | REFERRING.get(name, set())))
    said = everything(loaded, context())
    for awkward in ("（）", "：。", "、、", "nan", "None", "《》"):
        assert awkward not in said


# Tables that name rows of another go with it.
REFERRING = {
    "themes": {"slides", "mentions", "practices", "figures", "case_themes", "case_practices"},
    "slides": {"mentions", "practices", "figures", "case_practices"},
    "practices": {"figures", "case_practices"},
    "cases": {"case_themes", "case_practices"},
}


def test_sections_of_what_is_not_there_are_left_out(tmp_path):
    heads = [one.heading for one in press_release(bare(tmp_path), context()).sections]
    assert heads == ["总体结果", "评估方法", "说明"]
    assert "本次材料未载评估对象。" in section(bare(tmp_path), "评估方法")


def test_what_the_edition_does_not_hold_is_a_blank(tmp_path):
    copy_2019(tmp_path)
    header, *rows = read_cells(tmp_path / "event.csv")
    kept = [row for row in rows if row[0] != "发布会名称"]
    write_cells(tmp_path / "event.csv", [header, *kept])
    lead = press_release(edition.load(tmp_path), None).lead[0].words
    assert lead.startswith("【日期】【地点】，中国软件评测中心在【发布会名称】上发布《")


# What the release says


@pytest.mark.parametrize("group", GROUPS)
def test_higher_tiers_are_named_and_lower_ones_counted(group):
    """Against the file itself: who stands in which tier, and how many."""
    header, *rows = read_cells(DATA / "2019" / "results.csv")
    found = [dict(zip(header, row, strict=True)) for row in rows]
    of = {
        tier: [row["organisation"] for row in found if (row["group"], row["tier"]) == (group, tier)]
        for tier in ("优秀", "良好", "发展", "起步")
    }
    said = section(edition_2019(), "总体结果")
    for tier in ("优秀", "良好"):
        assert f"{tier}档次 {len(of[tier])} 个：{'、'.join(of[tier])}。" in said
    counts = "，".join(f"{tier} {len(names)}" for tier, names in of.items())
    assert f"{group}政府服务能力评估共 32 个单位：卓越 无，{counts}。" in said
    lower = {*of["发展"], *of["起步"]}
    assert not [name for name in lower if any(name in one for one in said)]


def test_whoever_holds_the_highest_tier_is_named():
    said = section(edition_2031(), "总体结果")
    assert "卓越档次 2 个：苏州市、深圳市。" in said
    assert "重要城市政府服务能力评估共 4 个单位：卓越 2，优秀 无，良好 1，发展 无，起步 1。" in said


def test_the_table_has_every_tier_from_high_to_low():
    table = press_release(edition_2031(), None).sections[0].table
    assert table is not None
    assert table.rows.to_numpy().tolist() == [
        ["卓越", "", "", "[92.5,100)", "2"],
        ["优秀", "[90,100)", "1", "[84,92.5)", "无"],
        ["良好", "[80,90)", "2", "[70,84)", "1"],
        ["发展", "[60,80)", "无", "[50,70)", "无"],
        ["起步", "[0,60)", "1", "[0,50)", "1"],
    ]
    assert table.numbers == ("省级单位数", "重要城市单位数")


def test_honours_and_cases_are_counted_from_their_tables():
    honours, cases = edition_2019()["honours"], edition_2019()["cases"]
    said = section(edition_2019(), "优秀政务新媒体主办单位")
    assert said[0].startswith(f"优秀政务新媒体主办单位共 {len(honours)} 项次")
    for medium in MEDIA:
        held = honours[honours["medium"] == medium]
        levels = "，".join(
            f"{level} {(held['level'] == level).sum()}"
            for level in ("部委", "省级政府", "重点城市")
        )
        assert f"优秀{medium}主办单位 {len(held)} 项次：{levels}。" in said
    said = section(edition_2019(), "“十大”优秀创新案例")
    told = cases[cases["detail"] == "有正文"]
    assert f"共 {len(cases)} 个" in said[0] and f"{len(told)} 个在材料中有正文" in said[0]
    listed = "".join(said[1:])
    assert [title for title in cases["title"] if f"《{title}》" in listed] == list(told["title"])


def test_each_theme_is_told_with_evidence_of_its_own():
    """A theme's figures come from its own slides; the sentence in our words from one of them."""
    (found,) = [
        one for one in press_release(edition_2019(), None).sections if one.heading == "特点趋势"
    ]
    _, *paragraphs, rule = found.paragraphs
    assert "不表示优劣" in rule[0].words
    figures = edition_2019()["figures"]
    for theme, (first, *evidence) in zip(trends.themes(edition_2019()), paragraphs, strict=True):
        leads = [f"{theme.name}——{theme.role}：{slide.lead}。" for slide in theme.slides]
        assert first.words in leads and first.in_our_words
        own = set(figures.loc[figures["slide"].isin(theme.slide_ids), "source_line"])
        assert {line for one in evidence for line in one.lines} <= own
        assert len(evidence) <= 4


def test_evidence_is_shares_then_changes_then_amounts():
    said = "\n".join(section(edition_2019(), "特点趋势"))
    assert (
        "截至2019年11月30日，明确政务数据统筹管理机构的省级地区有 22 个，占 32 个的 68.8%。" in said
    )
    assert "上海市开办饭店办理时间由 60 个工作日降至 12 个工作日。" in said
    assert "贵州省政务数据共享平台：共享平台上架目录数 10812 个、" in said
    assert "三沙市：虚构岛屿数 3 余个。" in section(edition_2031(), "特点趋势")


def test_numbers_that_count_differently_are_not_said_to_fall():
    (pair,) = [one for one in section(edition_2019(), "特点趋势", context()) if "14553" in one]
    assert pair == "全国政府网站数量：2015年 84094 个，2019年12月4日 14553 个。"
    said = section(edition_2019(), "特点趋势", context())
    assert "两数口径不同" in said[said.index(pair) + 1]
    assert "含已关停16049个" in said[said.index(pair) + 2]


def test_weights_and_what_is_not_said_of_them():
    said = "".join(section(edition_2019(), "评估方法"))
    assert "渠道支撑度 24、功能完备度 33、服务体验度 33、综合保障度 10、优秀案例 10。" in said
    assert "连同优秀案例 10 合计 110，材料未说明优秀案例如何计入档次。" in said
    assert "优秀案例" not in "".join(section(edition_2031(), "评估方法"))


def test_what_is_not_published_is_said():
    said = "".join(section(edition_2019(), "说明"))
    for about in ("没有任何单位的得分", "先后不是名次", "政府网站是评估对象之一，材料未载其结果"):
        assert about in said
    assert "台湾省资料暂缺。香港、澳门未纳入本次评估。" in said


def test_an_indicator_may_be_named_with_a_colon(tmp_path):
    set_cell(copy_2019(tmp_path), "indicators", 6, "indicator", "优秀案例：十大")
    said = "".join(section(edition.load(tmp_path), "说明"))
    assert "优秀案例：十大：材料未说明它如何计入档次。" in said


def test_without_results_and_scales_there_is_a_release_all_the_same(tmp_path):
    copy_2019(tmp_path)
    for table in ("tier_scale", "results"):
        keep_rows(tmp_path, table)
    assert press_release(edition.load(tmp_path), context()).statements


def test_evident_slips_of_the_lines_are_noted():
    noted = [one for one in section(edition_2019(), "说明") if one.startswith("原文订正")]
    assert noted == ["原文订正：第 578 行“地级以上省市”原文如此，应为“地级以上城市”。"]


def allowed(loaded: Edition) -> set[str]:
    """Every number that a document of an edition may have, counted here once more."""
    tables = {name: loaded[name] for name in loaded}
    sizes = {len(rows) for rows in tables.values()}
    for name, columns in {
        "results": ("group", "tier"),
        "honours": ("medium", "level"),
        "cases": ("list", "detail"),
    }.items():
        rows = tables[name]
        sizes |= {int(size) for column in columns for size in rows[column].value_counts()}
        sizes |= {int(size) for size in rows.groupby(list(columns)).size()}
    weights = tables["indicators"]["weight"]
    values = {*sizes, *weights, *weights.cumsum(), len(weights) - 1, *tables["figures"]["value"]}
    values |= {*tables["tier_scale"]["lower"], *tables["tier_scale"]["upper"]}
    values |= {*context()["website_counts"]["count"]}
    dates = {int(part) for day in tables["figures"]["as_of"] for part in re.findall(r"\d+", day)}
    return {f"{value:g}" if value < 1e5 else f"{value:.0f}" for value in (*values, *dates)}


@pytest.mark.parametrize("which", LOADED)
def test_every_number_of_the_release_is_in_the_tables(which):
    """What is left of a sentence without the names and notes that it quotes has no other number."""
    loaded = LOADED[which]()
    quoted = {"10 月", *context()["website_counts"]["arithmetic"]}
    for name in loaded:
        columns = set(loaded[name]) & {"title", "value", "lead", "metric", "note", "as_written"}
        quoted |= {
            cell for column in columns for cell in loaded[name][column] if isinstance(cell, str)
        }
    for one in press_release(loaded, context()).statements:
        left = re.sub(r"第 \d+ 行", "", one.words)
        for cell in sorted((cell for cell in quoted if not cell.isdigit()), key=len, reverse=True):
            left = left.replace(cell, "") if cell else left
        assert set(NUMBER.findall(left)) <= allowed(loaded), one.words


# Rank


@pytest.mark.parametrize("which", LOADED)
def test_nothing_is_ranked_but_where_somebody_asks_for_it(which):
    release = press_release(LOADED[which](), context())
    asked = [one for one in questions(LOADED[which](), context()) if "排名" not in one.question]
    said = [*release.statements, *(one for held in asked for one in held.answer)]
    assert [one.words for one in said if RANK.search(one.words)] == []


def test_who_asks_for_rank_is_told_intervals():
    said = words(answer(edition_2019(), "谁是第一"))
    assert "未公布分数与名次" in said
    assert "省级优秀档次在 32 个单位中第 1—7 位（推算）" in said
    assert "同档不分先后" in said
    assert not re.search(r"第\s*[一1]\s*名", said)


# The questions


def test_the_questions_to_expect():
    assert [one.question for one in questions(edition_2019(), context())] == [
        "有没有排名，谁是第一？",
        "各地得了多少分？",
        "有没有各项指标的得分？",
        "省与市能不能比较？",
        "某地为什么是起步档次？",
        "卓越档次为什么没有单位？",
        "两组为什么都是 32 个单位？",
        "台湾为什么没有数据？",
        "香港、澳门为什么没有数据？",
        "新疆生产建设兵团怎样列入评估？",
        "直辖市为什么不在重要城市组？",
        "政府网站的评估结果是什么？",
        "优秀案例（权重 10）怎样计入档次？",
        "全国政府网站数量的两个数口径相同吗？",
        "引用前后对比的数字要注意什么？",
        "各地列出的数字能不能相互比较？",
        "优秀政务新媒体主办单位为什么没有产品名称？",
        "多数案例为什么没有内容？",
    ]


def test_questions_of_what_an_edition_has_not_are_left_out():
    asked = [one.question for one in questions(edition_2031(), context())]
    assert asked[5:7] == ["优秀、发展档次为什么没有单位？", "两组为什么都是 4 个单位？"]
    assert not [one for one in asked if "政府网站" in one or "权重" in one or "新媒体" in one]


def test_a_group_without_results_is_not_asked_about(tmp_path):
    keep_rows(copy_2019(tmp_path), "results", group=PROVINCIAL)
    loaded = edition.load(tmp_path)
    asked = [one.question for one in questions(loaded, context())]
    assert "卓越档次为什么没有单位？" in asked
    assert not [one for one in asked if "两组" in one or "省与市" in one]
    release = press_release(loaded, None)
    assert [one.words for one in release.subtitle] == ["省级 32 个单位中 7 个为优秀档次"]
    assert "重要城市政府服务能力：本次材料未载结果。" in section(loaded, "总体结果")


def test_why_a_place_stands_low_is_not_guessed():
    said = words(answer(edition_2019(), "起步档次"))
    assert "原因本次材料未载。" in said
    assert "可以说：省级起步档次的区间为 [0,60) 分，该档共 6 个单位。" in said
    assert not [name for name in edition_2019()["results"]["organisation"] if name in said]


def test_a_tier_that_nobody_holds():
    asked = answer(edition_2019(), "卓越档次")
    assert words(asked).startswith("省级：卓越 [95,100) 分，没有单位。")
    assert asked.lines == (594, 603)


def test_what_the_groups_are_made_up_of():
    said = words(answer(edition_2019(), "两组"))
    assert "省级：省、自治区、直辖市 31，新疆生产建设兵团 1。" in said
    assert "重要城市：省会（首府）城市 27，计划单列市 5。" in said
    assert "数目相同的原因本次材料未载。" in said
    assert "其他城市 2，计划单列市 2" in words(answer(edition_2031(), "两组"))


def test_places_without_data_are_not_explained_away():
    for name in ("台湾", "香港、澳门"):
        assert words(answer(edition_2019(), name)).endswith("原因本次材料未载。")
    assert words(answer(edition_2019(), "台湾")).startswith("台湾省资料暂缺。")


def test_a_unit_that_is_no_place():
    said = words(answer(edition_2019(), "兵团"))
    assert "列在省级名单中，计入 32 个单位" in said
    assert "不在31个之内" in said and "是否含新疆生产建设兵团，原文未明说" in said


def test_municipalities_assessed_in_both_groups_are_no_question(tmp_path):
    copy_2019(tmp_path)
    path = tmp_path / "results.csv"
    both = ["重要城市", "北京市", "110000", "优秀", "9", "604", "北京市"]
    write_cells(path, [*read_cells(path), both])
    said = words(answer(edition.load(tmp_path), "直辖市"))
    assert said.startswith("天津市、上海市、重庆市列入省级评估。")
    assert "写在“省、自治区、直辖市”一类" in said
    assert "北京" not in said


def test_the_two_numbers_of_websites():
    asked = answer(edition_2019(), "两个数口径", context())
    said = words(asked)
    assert "84094 个按“开设”计" in said and "14553 个按“在运行”计" in said
    assert "同一时点按“在运行”计为 66453 个（推算：" in said
    assert "降至" not in said
    outside = [one for one in asked.answer if one.basis.startswith("背景数据：")]
    assert len(outside) == 3


def test_without_the_context_the_two_numbers_keep_their_note():
    assert not [one for one in questions(edition_2019(), None) if "两个数" in one.question]
    assert "两数口径不同" in words(answer(edition_2019(), "前后对比"))


def test_a_legal_limit_stays_one():
    said = words(answer(edition_2019(), "前后对比", context()))
    assert "由 30 天（法定）降至 2 天；30天为法定时限，不是原来的实际办理时限。" in said


def test_cases_without_text(tmp_path):
    said = words(answer(edition_2019(), "多数案例", context()))
    assert "31 个案例，本次发布材料仅列案例名称，未载具体内容。" in said
    assert "网页有 19 个，涉及 13 个案例" in said
    assert "延伸阅读" not in words(answer(edition_2019(), "多数案例"))
    copy_2019(tmp_path)
    header, *rows = read_cells(tmp_path / "cases.csv")
    detail = header.index("detail")
    told = [[*row[:detail], "有正文", *row[detail + 1 :]] for row in rows[:30]]
    write_cells(tmp_path / "cases.csv", [header, *told, *rows[30:]])
    assert answer(edition.load(tmp_path), "部分案例").lines


# Other editions


def test_nothing_of_2019_is_in_the_words_of_another_edition():
    said = everything(edition_2031(), context())
    assert "虚构评测院" in said and "2031" in said
    for own in ("2019", "中国软件评测中心", "统筹协调", "秒批", "84094", "32 个"):
        assert own not in said


def test_markup_and_formulas_are_words(tmp_path):
    set_cell(copy_2019(tmp_path), "themes", 2, "role", "=1+1<script>")
    assert "统筹协调（=1+1<script>）" in "".join(section(edition.load(tmp_path), "特点趋势"))


def test_cities_alone_are_a_release_too(tmp_path):
    keep_rows(copy_2019(tmp_path), "results", group=CITIES)
    loaded = edition.load(tmp_path)
    assert "材料公布重要城市 32 个单位的数字政府服务能力档次。" in [
        one.words for one in press_release(loaded, None).lead
    ]
    assert not [one for one in questions(loaded, None) if "兵团" in one.question]
