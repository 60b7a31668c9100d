"""《情况材料》: for every kind of unit a document that says what the edition says, on two pages."""

from __future__ import annotations

import re
from functools import cache

import pytest
from docx.document import Document as Docx
from docx.shared import Pt

from analysis import approvals, learning, places, regions, statements, text, tiers, units
from analysis.briefing import Material, material
from analysis.briefing.material import OPENING, _verdicts
from analysis.edition import Edition
from analysis.export.material import (
    ROOM,
    ROOMS,
    TOO_LONG,
    file,
    fitted,
    height,
    maps,
    material_docx,
)
from analysis.export.word import BLANK, NOTE
from analysis.schema import EDITION, GROUPS, PROVINCIAL, TIERS
from analysis.statements import CONTRADICTED, Verdict
from tests.fixtures.editions import edition_2019, edition_2031
from tests.test_export import bare, changed, members
from tests.test_word import left_of, of_style, opened, paragraphs

LOADED = {"2019": edition_2019, "2031": edition_2031}
NUMBER = "GS（2019）1822号"
HEADS = ["一、总体情况", "二、入选情况", "三、可借鉴案例", "四、可用表述与不宜表述", "附：数据来源"]
MINISTRIES, DISTRICTS = ("customs", "cma", "nmpa"), ("440305", "370212", "510181")
NOT_NAMED = ("130400", "710000", "370211", "810000")


def assessed(edition: Edition) -> list[str]:
    """The codes of all units of both groups, each once."""
    return list(dict.fromkeys(code for group in GROUPS for code in tiers.assessed(edition, group)))


UNITS = [
    *(("2019", code) for code in (*assessed(edition_2019()), *MINISTRIES, *DISTRICTS, *NOT_NAMED)),
    *(("2031", code) for code in (*assessed(edition_2031()), "miit", "620000", "440305")),
]
EACH = pytest.mark.parametrize(("which", "code"), UNITS)


@cache
def document(which: str, code: str) -> bytes:
    return material_docx(LOADED[which](), code, {})


@cache
def made(which: str, code: str) -> Docx:
    return opened(document(which, code))


@cache
def whole_text(which: str, code: str) -> list[str]:
    """The text of each paragraph of a document."""
    return _all(made(which, code))


def _all(document: Docx) -> list[str]:
    return [one.text for one in document.paragraphs]


def body(which: str, code: str) -> str:
    """The text of a document without its sources."""
    return re.sub("〔[^〕]*〕", "", "\n".join(paragraphs(made(which, code), "Normal")))


def section(which: str, code: str, head: str) -> str:
    """The text under one heading, sources and all."""
    parts = re.split("|".join(map(re.escape, HEADS)), "\n".join(whole_text(which, code)))
    return parts[HEADS.index(head) + 1]


def test_these_are_the_units_that_were_promised():
    loaded = edition_2019()
    assert [len(tiers.assessed(loaded, group)) for group in GROUPS] == [32, 32]
    assert "xpcc" in tiers.assessed(loaded, PROVINCIAL)
    assert not set(NOT_NAMED) & set(units.named(loaded))
    assert {places.register()[code].kind for code in MINISTRIES} == {"部委"}
    assert {places.register()[code].kind for code in DISTRICTS} == {"county"}


# What they hold


@EACH
def test_it_opens_with_what_was_not_published_and_has_its_sections_in_order(which, code):
    own = made(which, code)
    first, second, *_ = own.paragraphs
    name, subject = places.located(code), LOADED[which]().event("评估名称")
    assert (first.style.name, first.text) == ("Title", f"{name}{subject}情况材料")
    assert second.style.name == "Normal" and second.text.startswith(OPENING)
    assert paragraphs(own, "Heading 1") == HEADS
    assert all(section(which, code, head).strip() for head in HEADS)
    assert "" not in whole_text(which, code)


@EACH
def test_each_sentence_is_followed_by_its_source(which, code):
    said = paragraphs(made(which, code), "Normal")
    rest = "".join(said)
    for one in fitted(LOADED[which](), code).statements[1:]:
        rest = rest.partition(one.words)[2]
        if one.words == "发布日期：【日期】。":
            continue
        close = one.source.replace("第 ", "第").replace(" 行", "行")
        assert close and close == re.search("〔([^〕]*)〕", rest)[1], one.words
    assert of_style(made(which, code), BLANK) == ["【日期】"]
    (told,) = [one for one in said if one.startswith("以上引用原文第")]
    above = said[: said.index(told) - 1]
    sources = re.findall("〔[^〕]*〕", "".join(above))
    title = LOADED[which]()["event"].query("item == '评估名称'")["source_line"]
    assert cited(told) == {line for one in sources for line in cited(one)} | set(title)


def cited(source: str) -> set[int]:
    """The lines that a source names."""
    found = re.search("第 ?([0-9—、 ]+?) ?行", source)
    ranges = [part.split("—") for part in found[1].split("、")] if found else []
    return {line for one in ranges for line in range(int(one[0]), int(one[-1]) + 1)}


@EACH
def test_the_document_is_the_statements_of_the_briefing(which, code):
    written: Material = fitted(LOADED[which](), code)
    whole = "".join(paragraphs(made(which, code), "Normal"))
    said = [one for one in written.statements if one != written.title]
    assert re.sub("〔[^〕]*〕", "", left_of(whole, said)) == ""


@EACH
def test_it_fits_on_two_pages(which, code):
    assert len(pages(made(which, code))) <= 2


def pages(document: Docx) -> list[float]:
    """The points taken on each page, where lines are broken at the document's own sizes.

    Every character is as wide as in Word at the most: Chinese ones and punctuation a whole em, others
    six tenths; numbers and Latin words are not parted.
    """
    page = document.sections[0]
    wide = (page.page_width - page.left_margin - page.right_margin) / Pt(1)
    tall = (page.page_height - page.top_margin - page.bottom_margin) / Pt(1)
    taken = [0.0]
    for paragraph in document.paragraphs:
        shape = paragraph.style.paragraph_format
        line, before, after = (
            one.pt if one else 0.0
            for one in (shape.line_spacing, shape.space_before, shape.space_after)
        )
        at, lines = shape.first_line_indent.pt if shape.first_line_indent else 0.0, 1
        for run in paragraph.runs:
            size = (run.style.font.size or paragraph.style.font.size).pt
            for word in re.findall("[!-~]+|.", run.text):
                length = sum(size if ord(one) > 0x2000 else 0.6 * size for one in word)
                if at + length > wide:
                    at, lines = 0.0, lines + 1
                at += length
        for number in range(lines):
            high = line + (before if number == 0 else 0) + (after if number == lines - 1 else 0)
            if taken[-1] + high > tall:
                taken.append(0.0)
            taken[-1] += high
    return taken


def test_what_is_too_long_says_so():
    loaded = edition_2019()
    assert TOO_LONG not in "".join(body("2019", code) for _, code in UNITS[:3])
    cut = fitted(loaded, "520000", ROOM)
    assert cut.opening[-1].words == TOO_LONG
    assert len(cut.sections) == len(HEADS)


@EACH
def test_the_tier_is_the_editions_and_so_is_the_place_among_the_others(which, code):
    loaded, told = LOADED[which](), section(which, code, HEADS[0])
    rows = loaded["results"].query("code == @code")
    name = places.located(code)
    for row in rows.itertuples():
        assert f"{name}在{text.GROUP_NOUN[row.group]}评估中为{row.tier}档次，区间" in told
        assert f"{tiers.rank_interval(loaded, row.group, row.tier)}，不是名次" in told
        scale = tiers.scale(loaded, row.group).set_index("tier").loc[row.tier]
        assert f"{row.tier}档次，区间 {scale['interval']} 分。" in told
        peers = "、".join(text.full_names(scale["members"]))
        assert (f"同档共 {scale['count']} 个：{peers}；同档不分先后" in told) == (
            scale["count"] > 1
        )
    assert len(re.findall("评估中为", told)) == len(rows)
    if rows.empty:
        assert not re.search(f"{re.escape(name)}[^。]*({'|'.join(TIERS)})档次", told)
        assert any(why in told for why in ("不在两组档次结果之内", "资料暂缺"))


def test_a_province_stands_beside_its_cities_and_is_not_compared():
    guizhou = section("2019", "520000", HEADS[0])
    assert f"省会贵阳市：优秀档次。〔原文第604行〕{text.GROUPS_APART}〔" in guizhou
    assert "所在省广东省：优秀档次。〔原文第595行〕" in section("2019", "440300", HEADS[0])
    assert text.GROUPS_APART not in section("2019", "xpcc", HEADS[0])


def test_what_a_unit_is_listed_for_is_told_with_its_notes():
    guizhou = section("2019", "520000", HEADS[1])
    assert "为优秀政务App、政务微信、政务微博主办单位。〔原文第613、622、631行〕" in guizhou
    assert "《打造领先的政府网站集约化平台——贵州省政府网站集约化建设情况》列入省级" in guizhou
    assert "共享平台上架目录数 10812 个" in guizhou
    assert "辖区内的“十大”优秀创新案例：贵阳市《" in guizhou
    guangdong = section("2019", "440000", HEADS[1])
    assert "“十大”优秀创新案例中没有广东省。〔录入的各表无此项〕" in guangdong
    assert "口径说明：山东、广东、贵阳三地口径显然不同" in guangdong
    assert text.NAME_ONLY_NOTE in section("2019", "customs", HEADS[1])
    assert "特点趋势的列举、做法与数字中没有邯郸市" in section("2019", "130400", HEADS[1])


@pytest.mark.parametrize("code", ["330000", "440000"])
def test_what_two_pages_do_not_hold_is_counted_and_said_where_to_find(code):
    loaded = edition_2019()
    every, cut = material(loaded, code, ROOMS[0]), fitted(loaded, code, ROOM / 4)
    assert height(cut) <= ROOM * 3 / 4 < height(every)
    told = "".join(one.words for one in cut.statements)
    (count,) = re.findall("另有 ([0-9]+) 项做法，见“单位概览”", told)
    practices = [held for held in every.sections[1].paragraphs if "——" in held[0].words[:20]]
    shown = [held for held in practices if held[0].words in told]
    assert shown and len(shown) + int(count) == len(practices)
    assert "另有可用表述" in told and "另有不宜表述" in told


# Whom to learn from


@EACH
def test_lessons_are_of_others_and_have_text_and_a_reason(which, code):
    loaded, told = LOADED[which](), section(which, code, HEADS[2])
    assert learning.ORDER in told or "没有在材料中有正文的案例或做法" in told
    every = learning.from_whom(loaded, code)
    shown = [one for one in every if f"{places.located(one.code)}（{one.near}）" in told]
    heads = re.findall("^(?!本单位|各主题|其他)[^：\n]+：[^（\n]+（", told, re.MULTILINE)
    assert len(heads) <= 5
    assert len(heads) >= min(3, sum(one.told and bool(one.themes) for one in every))
    assert bool(heads) == bool(shown)
    assert f"：{places.located(code)}（" not in told


def test_a_lesson_is_chosen_for_each_theme_that_the_unit_has_nothing_on():
    told = section("2019", "520000", HEADS[2])
    lacking = (
        "材料未载本单位在统筹协调、以人为本、技术创新、安全可靠下的案例或做法。〔录入的各表无此项〕"
    )
    assert told.strip().startswith(lacking)
    assert "其中安全可靠下仅在列举中出现。〔原文第507行〕" in told
    assert "统筹协调：宁夏回族自治区（同为西部" in told
    assert "设立领导小组，统一负责全区数字政府建设" in told
    assert "数据驱动：" not in told


@EACH
def test_lessons_stand_nearest_first_and_those_left_out_are_counted(which, code):
    loaded, told = LOADED[which](), section(which, code, HEADS[2])
    every = [
        f"{places.located(one.code)}（{one.near}）{title}。〔"
        for one in learning.from_whom(loaded, code)
        for title in [f"《{one.title}》" if one.kind == learning.CASE else one.title]
    ]
    places_in = [told.find(head) for head in every if head in told]
    assert places_in == sorted(places_in)
    chosen = material(loaded, code, ROOMS[0]).sections[2].paragraphs
    left = "".join(re.findall("另有 ([0-9]+) 项，见“单位概览”", told))
    assert len(chosen) - 1 == len(places_in) + int(left or 0)


# What may be said


@EACH
def test_words_to_use_and_to_avoid_come_with_reasons_and_without_illustrations(which, code):
    loaded, told = LOADED[which](), section(which, code, HEADS[3])
    usable, unusable = statements.usable(loaded, code), statements.unusable(loaded, code)
    for head, held in (("可用", usable), ("不宜", unusable)):
        shown = [one for one in held if f"{head}{answer_of(one)}：“{one.words[:-1]}”" in told]
        left = re.findall(f"另有{head}表述 ([0-9]+) 条", told)
        assert len(shown) + sum(map(int, left)) == len(held)
        assert all(one.reason.removesuffix("。") in told for one in shown)
    bare = not units.unit(loaded, code).results
    assert "可用：" in told and ("不宜" in told) == (bool(unusable) or bare)
    assert ("不在两组档次结果之内" in told) == bare
    whole = "\n".join(whole_text(which, code))
    assert not re.search("[甲乙丙丁]地", whole)
    for one in (*usable, *unusable):
        assert not one.illustration or one.illustration not in whole


def answer_of(verdict: statements.Verdict) -> str:
    """How the answer is told: that of what may be said by the head alone."""
    return "" if verdict.answer == statements.MAY_SAY else f"（{verdict.answer}）"


def test_what_contradicts_the_results_is_told_from_what_is_not_known():
    told = section("2019", "440300", HEADS[3]) + section("2019", "520000", HEADS[3])
    assert "不宜（依据不足）：“" in told and "不宜：“" not in told
    (written,) = _verdicts("不宜", [Verdict("", CONTRADICTED, "甲。", "乙。", (1,))], 1)
    assert written[0].words == "不宜（与结果不符）：“甲”。理由：乙。"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("620000", "甘肃省的得分高于兰州市"),
        ("520000", "贵州省的得分高于同为优秀档次的另外 6 个单位中的每一个"),
        ("520000", "贵州省的得分高于贵阳市"),
    ],
)
def test_the_most_tempting_words_are_never_left_out(code, words):
    assert words in section("2019", code, HEADS[3])


@EACH
def test_the_first_of_each_kind_comes_before_a_second_of_any(which, code):
    loaded, told = LOADED[which](), section(which, code, HEADS[3])
    for held in (statements.usable(loaded, code), statements.unusable(loaded, code)):
        shown = [one.kind for one in held if f"：“{one.words[:-1]}”" in told]
        kinds = {one.kind for one in held}
        assert len(set(shown)) == min(len(shown), len(kinds))


@pytest.mark.parametrize("code", NOT_NAMED)
def test_of_a_unit_that_is_not_named_nothing_is_handed_over(code):
    told = section("2019", code, HEADS[3])
    assert told.strip().startswith("可用：没有可据以表述的档次、入选与案例。〔录入的各表无此项〕")
    assert "录入的名单" not in "".join(body("2019", code))


@EACH
def test_no_number_is_in_it_that_is_not_in_the_edition_or_counted_from_it(which, code):
    known = numbers_of(LOADED[which](), code)
    for paragraph in body(which, code).split("\n"):
        if not paragraph.startswith("以上引用原文第"):
            counted = re.sub("(另有|列举) [0-9]+ (项|个|条|处)", "", paragraph)
            assert set(re.findall(r"[0-9]+(?:\.[0-9]+)?", counted)) <= known, paragraph


def numbers_of(edition: Edition, code: str) -> set[str]:
    """All numbers in words and values of an edition, and those counted from its tiers and regions."""
    cells = [
        str(value)
        for name, table in EDITION.items()
        for column in table.columns
        if column.name in edition[name] and column.type != "integer"
        for value in edition[name][column.name]
    ]
    found = set(re.findall(r"[0-9]+(?:\.[0-9]+)?", "\n".join(cells)))
    found |= {one.removesuffix(".0").lstrip("0") for one in found}  # 2031-05 is 2031年5月
    found |= {str(line) for line in edition["corrections"]["source_line"]}
    for result in units.unit(edition, code).results:
        found |= counted(edition, result.row["group"], code, result.row["tier"])
    return found


def counted(edition: Edition, group: str, code: str, tier: str) -> set[str]:
    """What sections 1 and 4 may count for a unit of a tier, and the round numbers they try."""
    scale = tiers.scale(edition, group).set_index("tier")
    counts = list(scale["count"])
    own = scale.index.get_loc(tier)
    rank = tiers.rank_interval(edition, group, tier)
    numbers = {*counts, *rank, counts[own] - 1, rank.best - 1, sum(counts[own + 1 :])}
    for region in regions.REGIONS:
        members = regions.members(region, group, edition)
        if code in members:
            held = edition["results"].query("group == @group and code in @members")
            numbers |= {len(members), *held["tier"].value_counts()}
    lower, upper = scale["lower"][tier], scale["upper"][tier]
    numbers |= {ten for ten in range(0, 101, 10) if lower < ten < upper}
    numbers |= {first for first in (3, 5, 10, 20) if rank.best <= first < rank.worst}
    bounds = {text.plain_number(one) for column in ("lower", "upper") for one in scale[column]}
    return bounds | set(map(str, numbers))


@EACH
def test_scores_are_named_only_as_intervals(which, code):
    for head in HEADS[:3]:
        told = section(which, code, head)
        bounds = re.findall(r"([^。，：]*)[0-9)] 分", told)
        assert all(one.lstrip("区间 ").startswith("[") for one in bounds), bounds
        assert "得分" not in told and "高于" not in told and "低于" not in told


# Maps, bytes, editions


def test_there_is_a_map_only_under_a_number_for_exactly_that_image():
    loaded = edition_2019()
    (shown,) = maps(loaded, "520000")
    numbers = {approvals.fingerprint(shown): NUMBER}
    with_map, without = material_docx(loaded, "520000", numbers), document("2019", "520000")
    assert [name for name in members(with_map) if "media" in name] == ["word/media/image1.png"]
    assert "审图号：GS（2019）1822号。行政区划界线：2025年版。" in paragraphs(
        opened(with_map), NOTE
    )
    assert "行政区划界线：2025年版" in "".join(paragraphs(opened(with_map), "Normal"))
    assert paragraphs(opened(with_map), "Heading 1") == HEADS
    assert material_docx(loaded, "520000", numbers) == with_map
    other = material_docx(loaded, "620000", numbers)  # whose map is another image
    for content in (without, other):
        assert not [name for name in members(content) if "media" in name]
        whole = "\n".join(_all(opened(content)))
        assert "地图" not in whole and "审图号" not in whole and "界线" not in whole


@pytest.mark.parametrize("code", ["xpcc", "customs", "130400"])
def test_what_is_on_no_tier_map_has_none(code):
    assert list(maps(edition_2019(), code)) == []


@EACH
def test_the_same_input_gives_the_same_bytes(which, code):
    assert material_docx(LOADED[which](), code, {}) == document(which, code)


@pytest.mark.parametrize("code", ["110000", "320500", "miit", "620000"])
def test_nothing_of_2019_is_in_a_document_of_the_second_edition(code):
    held = "\n".join(part.decode() for part in members(document("2031", code)).values())
    assert "虚构评测院" in held
    for own in ("中国软件评测中心", "第十八届", "2019数字", "数字政府服务能力情况", "秒批"):
        assert own not in held


@pytest.mark.parametrize("code", ["520000", "440300", "xpcc", "customs", "130400"])
def test_an_edition_with_results_alone_has_proper_documents(code, tmp_path):
    own = opened(material_docx(bare(tmp_path), code, {}))
    assert paragraphs(own, "Heading 1") == HEADS
    assert "" not in _all(own)
    assert "不能按主题选取案例" in "".join(paragraphs(own, "Normal"))


@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", "=1+1", "前\x07提"])
def test_markup_is_text_and_what_xml_cannot_hold_is_marked(payload):
    loaded = changed(edition_2019(), "cases", "title", payload)
    code = loaded["cases"]["code"][0]
    told = "".join(paragraphs(opened(material_docx(loaded, code, {})), "Normal"))
    assert payload.replace("\x07", "\ufffd") in told


def test_a_code_that_is_nothing_is_an_error_and_the_file_is_named_after_the_unit():
    with pytest.raises(KeyError):
        material_docx(edition_2019(), "999999", {})
    assert file(edition_2019(), "440305") == "2019数字政府服务能力-情况材料-深圳市南山区.docx"
