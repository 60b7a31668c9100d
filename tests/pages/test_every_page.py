"""Every page opens with its title and its content, whatever its URL says."""

from __future__ import annotations

import json

import pytest

from tests.pages.conftest import PAGES, bodies, datasets, opened, specs, words

MAP_NOTICE = "内部工作用图，未取得审图号，不得公开展示。行政区划界线：2025年版。"

EXPECTED: dict[str, tuple[str, int, tuple[str, ...]]] = {
    "home": (
        "2019 数字政府服务能力评估结果",
        2,
        (
            "2019数字政府服务能力暨第十八届中国政府网站绩效评估结果发布会："
            "打造智慧服务型政府 助力国家治理现代化",
            "省级 32 个单位中 7 个为优秀档次；重要城市 32 个单位中 8 个为优秀档次",
            "优秀政务新媒体主办单位共 75 项次（App 18，微信 26，微博 31）",
            "“十大”优秀创新案例共 40 个",
            "本次材料公布档次，未公布分数与名次",
            "评估对象含政府网站，本次材料未载政府网站评估结果",
            "渠道支撑度 24、功能完备度 33、服务体验度 33、综合保障度 10、优秀案例 10",
            MAP_NOTICE,
        ),
    ),
    "provinces": (
        "省级政府服务能力",
        1,
        (
            "32 个单位按档次公布：卓越 无，优秀 7，良好 8，发展 11，起步 6。",
            "北京、上海、浙江等 7 地为优秀档次，卓越档次无",
            "新疆生产建设兵团（单列）：起步",
            "香港、澳门未纳入本次评估。",
            "台湾省资料暂缺。",
            "省级与重要城市分组评估，不直接比较高低。",
            "北京市、上海市、浙江省、福建省、广东省、四川省、贵州省",
            "[85,95)",
            "原文第 595 行",
            "同档之内按发布材料的先后列出，不是名次。",
            MAP_NOTICE,
        ),
    ),
    "cities": (
        "重要城市政府服务能力",
        1,
        (
            "32 个单位按档次公布：卓越 无，优秀 8，良好 11，发展 7，起步 6。",
            "福州、厦门、青岛等 8 地为优秀档次，卓越档次无",
            "北京、天津、上海、重庆四个直辖市列入省级评估。",
            "省级与重要城市分组评估，不直接比较高低。",
            "福州市、厦门市、青岛市、长沙市、广州市、深圳市、成都市、贵阳市",
            MAP_NOTICE,
        ),
    ),
    "trends": (
        "特点趋势",
        3,
        (
            "6 个主题、20 页",
            "全国政府网站：2015年 84094 个，2019年12月4日 14553 个",
            "截至2019年11月30日，一格为总体中的一个",
            "口径说明",
            "安全可靠",
            "统筹协调",
        ),
    ),
    "cases": (
        "创新案例库",
        0,
        (
            "部委 10 个，省级 10 个，市级 10 个，区县级 10 个",
            "另收特点趋势中的做法 52 项，讲案例的做法已并入案例",
            "40 / 40 个案例，52 / 52 项做法",
            "依名单先后列出，不是名次",
            "本次发布材料仅列案例名称，未载具体内容。",
            "E药云搜App",
            "延伸阅读（发布材料之外）",
        ),
    ),
    "casemap": (
        "案例地图",
        1,
        (
            "上图案例 30 个，做法 38 项",
            "清单：全国各地",
            "不上图的案例与做法",
            "扬州市仪征市",
            "原文第 684 行",
            MAP_NOTICE,
        ),
    ),
    "compare": (
        "区域对比",
        2,
        (
            "不合成分数，不排名次",
            "东部 10 个单位中 5 个，中部 6 个单位中无，西部 12 个单位中 2 个，东北 3 个单位中无",
            "新疆生产建设兵团（单列）不属于东部、中部、西部、东北四个地区",
            "背景数据，B 级",
            "档次名称与所在省区相同的 22 个，高于所在省区的 5 个，低于所在省区的 5 个",
            "省级与重要城市分组评估，不直接比较高低。",
            MAP_NOTICE,
        ),
    ),
    "statements": (
        "表述核验",
        0,
        (
            "可以表述",
            "省级评估中，东部 10 个单位的平均分高于西部 12 个单位的平均分。",
            "前者仍高出 2.83 分以上",
            "原文第 597 行",
            "各种情形下都成立的为可以表述，都不成立的为与结果不符，其余为依据不足",
        ),
    ),
    "method": (
        "评估内容与对象",
        1,
        (
            "数字政府服务能力：3 类评估对象，4 个服务渠道，5 项指标，3 个聚焦。",
            "前 4 项指标的权重合计 100，连同优秀案例 10 合计 110",
            "口径说明：材料所列权重合计 110，未说明优秀案例如何计入档次。",
            "服务渠道：门户网站、政务App、政务微博、政务微信。",
            "聚焦：服务成效、数据质量、创新探索。",
            "分数：只公布档次，没有任何单位的得分。",
            "政府网站评估结果：政府网站是评估对象之一，材料未载其结果。",
        ),
    ),
    "unit": ("单位概览", 0, ("材料所录内容涉及 104 个单位", "区县 12", "深圳南山")),
    "honours": (
        "优秀政务新媒体主办单位",
        1,
        ("75 项次（App 18，微信 26，微博 31）", "材料未列产品名称", MAP_NOTICE),
    ),
    "present": (
        "发布会演示",
        0,
        (
            "33 页，可在各页用“加入演示”添加",
            "演示顺序",
            "会前检查",
            "媒体资料包",
            "服务器中断时照常翻页",
        ),
    ),
    "data": (
        "数据与来源",
        0,
        (
            "逐行注明原文行号",
            "64 / 64 行",
            "条规则检查：没有问题。",
            "行政区划界线：2025年版",
            "级别 A",
        ),
    ),
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_what_it_is_about(page: str) -> None:
    """The title, the charts and the sentences that a reader comes for are there, and no error."""
    title, charts, sentences = EXPECTED[page]
    app = opened(page)
    assert not app.exception
    assert not app.error
    assert [element.value for element in app.title] == [title]
    assert len(specs(app)) == charts
    for sentence in sentences:
        assert sentence in words(app)


@pytest.mark.parametrize("page", PAGES)
def test_charts_carry_a_frozen_spec_and_a_text_for_those_who_cannot_see_them(page: str) -> None:
    """No geometry inside a spec, only the address of the boundaries; each chart told in words."""
    app = opened(page)
    for chart, written in zip(app.get("vega_lite_chart"), specs(app), strict=True):
        spec = json.loads(written)
        assert "coordinates" not in written and "arcs" not in written
        assert "datasets" not in spec
        assert len(chart.proto.alt) > 20


def test_every_page_of_the_folder_is_expected() -> None:
    """A page added to the folder cannot stay untested."""
    assert sorted(EXPECTED) == PAGES


@pytest.mark.parametrize("page", PAGES)
def test_an_unknown_parameter_is_named_and_left_aside(page: str) -> None:
    """A reader with a mistyped address is told so; the page goes on."""
    app = opened(page, {"vorbei": "1"})
    assert not app.exception
    assert [note.value for note in app.info] == ["网址中的参数 vorbei 本页不认识，已略过。"]
    for sentence in EXPECTED[page][2]:
        assert sentence in words(app)


@pytest.mark.parametrize("page", ["provinces", "cities"])
@pytest.mark.parametrize("code", ["999999", "15000", "内蒙古"])
def test_a_code_that_is_no_place_is_named_and_left_aside(page: str, code: str) -> None:
    """A shortened or invented code gives its sentence; map and list stay as they are."""
    app = opened(page, {"code": code})
    assert not app.exception
    assert [note.value for note in app.info] == [
        f"网址中的 code={code} 不是已知的地方或部委，已略过；请在列表中选择。"
    ]
    assert 'class="card"' not in bodies(app)
    for sentence in EXPECTED[page][2]:
        assert sentence in words(app)


@pytest.mark.parametrize("page", ["provinces", "cities"])
def test_taiwan_is_told_as_without_data(page: str) -> None:
    """台湾 carries 台湾省资料暂缺 and no tier."""
    app = opened(page, {"code": "710000"})
    assert not app.exception
    assert not app.info
    card = bodies(app).partition('<article class="card"')[2].partition("</article>")[0]
    assert "台湾省资料暂缺" in card
    assert "位次区间" not in card and "chip" not in card and "未纳入" not in card


@pytest.mark.parametrize(
    ("page", "code", "told"),
    [
        ("provinces", "810000", "未纳入本次评估"),
        ("provinces", "820000", "未纳入本次评估"),
        ("provinces", "xpcc", "省级 32 个单位中第 27—32 位（推算）"),
        ("provinces", "150000", "省级 32 个单位中第 16—26 位（推算）"),
        ("cities", "110000", "北京市"),
        ("cities", "350200", "重要城市 32 个单位中第 1—8 位（推算）"),
        ("cities", "320500", "未纳入本次评估"),
        ("provinces", "110101", "东城区"),
        ("provinces", "tax", "国家税务总局"),
    ],
)
def test_a_code_shows_the_facts_of_its_place(page: str, code: str, told: str) -> None:
    """A link to a place opens on that place."""
    app = opened(page, {"code": code})
    assert not app.exception
    assert not app.info
    assert told in next(body for body in bodies(app).split("\n") if 'class="card"' in body)


@pytest.mark.parametrize("page", ["provinces", "cities"])
def test_an_unknown_tier_is_named_and_the_known_ones_are_shown(page: str) -> None:
    """A tier nobody has heard of gives its sentence; the tier beside it counts."""
    app = opened(page, {"tier": ["特优", "优秀"]})
    assert not app.exception
    assert [note.value for note in app.info] == ["网址中的 tier=特优 不是可选的值，已略过。"]
    assert app.button_group(key="choice-tier").value == ["优秀"]
    for sentence in EXPECTED[page][2]:
        assert sentence in words(app)


@pytest.mark.parametrize("page", ["provinces", "cities"])
def test_an_unknown_tier_alone_leaves_the_map_coloured(page: str) -> None:
    """Nothing known was asked for, so all tiers are shown, and the reader is told once."""
    app = opened(page, {"tier": "特优"})
    assert not app.exception
    assert [note.value for note in app.info] == ["网址中的 tier=特优 不是可选的值，已略过。"]
    assert app.button_group(key="choice-tier").value == ["卓越", "优秀", "良好", "发展", "起步"]
    assert datasets(app) == datasets(opened(page))
    assert datasets(app) != datasets(opened(page, {"tier": "优秀"}))


@pytest.mark.parametrize("page", ["provinces", "cities"])
def test_a_tier_that_nobody_holds_says_so_on_its_pill(page: str) -> None:
    """无 rather than 0, as everywhere."""
    options = opened(page).button_group(key="choice-tier").options
    assert options[0] == "卓越 无"
    assert not any(option.endswith(" 0") for option in options)


def test_all_tiers_in_whatever_order_are_the_default() -> None:
    """A reader who switches tiers off and on again is back at the plain address."""
    app = opened("provinces", {"tier": "优秀"})
    every = ["优秀", "起步", "卓越", "发展", "良好"]
    app.button_group(key="choice-tier").set_value(every).run()
    assert "tier" not in app.query_params
    assert datasets(app) == datasets(opened("provinces"))


def test_an_unknown_theme_is_named_and_all_themes_are_shown() -> None:
    app = opened("trends", {"theme": "火箭"})
    assert not app.exception
    assert [note.value for note in app.info] == ["网址中的 theme=火箭 不是可选的值，已略过。"]
    assert bodies(app).count('<h2 class="theme"') == 6


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("value", ["\x00<script>alert(1)</script>", "（" * 5000])
def test_no_value_of_a_parameter_breaks_a_page(page: str, value: str) -> None:
    """Whatever stands in the address, the page is there and its title is Chinese."""
    names = ("code", "tier", "theme", "official", "list", "region", "detail", "q")
    app = opened(page, dict.fromkeys(names, value))
    assert not app.exception
    assert [element.value for element in app.title] == [EXPECTED[page][0]]
    assert "<script>" not in bodies(app)
