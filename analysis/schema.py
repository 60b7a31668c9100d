"""Every table and column of an edition and of its context, declared once.

The loader, the problem rules, the labels on the pages, the codebook and ``datapackage.json`` all
read these declarations; nothing else in the project states a column name's meaning or its values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal["text", "integer", "number", "date", "period"]
TYPE_LABELS: dict[Type, str] = {
    "text": "文本",
    "integer": "整数",
    "number": "数值",
    "date": "日期",
    "period": "时点",
}

PROVINCIAL, CITIES = "省级", "重要城市"
GROUPS = (PROVINCIAL, CITIES)
TIERS = ("卓越", "优秀", "良好", "发展", "起步")
MEDIA = ("政务App", "政务微信", "政务微博")
HONOUR_LEVELS = ("部委", "省级政府", "重点城市")
CASE_LISTS = ("部委", "省级", "市级", "区县级")
REGIONS = ("东部", "中部", "西部", "东北")
WITH_TEXT, NAME_ONLY = "有正文", "仅列名称"
FROM_SOURCE, OURS = "原文列举", "本系统归类"
QUALIFIERS = ("约", "超", "超过", "余", "近", "多", "以上", "等")
BEFORE, AFTER, PART, WHOLE, SHARE, LISTED = "前", "后", "部分", "总体", "占比", "列举"
PHASES = (BEFORE, AFTER, PART, WHOLE, SHARE, LISTED)
LISTINGS = ("页首列举", "试点地区", "页内列举")
GRADES = {
    "A": "发布机构原页，或全国性报纸、维基文库所载原文",
    "B": "注明发布机构的转载，经算术核对",
    "D": "由已分级数字推算，仅作推算展示",
    "发布材料": "本次发布材料原文",
}

# A GB/T 2260 code has six digits; ministries, 兵团 and the nation have an id of letters or 100000.
CODE_PATTERN = r"[0-9]{6}|[a-z][a-z0-9-]*"
ID_PATTERN = r"[a-z][a-z0-9-]*"


@dataclass(frozen=True)
class Column:
    """One column: its Chinese label, type, unit and what values it may hold.

    A ``period`` is a year, month or day as text, or one of ``words``.

    ``refers`` names another table's column (``"themes.theme"``) or ``"places"``, the register of
    places and organisations; ``label_for`` names the column whose written name a code belongs to.
    """

    name: str
    label: str
    description: str
    type: Type = "text"
    required: bool = True
    allowed: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    pattern: str = ""
    unit: str = ""
    refers: str = ""
    label_for: str = ""


@dataclass(frozen=True)
class Table:
    """One table: Chinese label, what a row is, its columns and its key."""

    name: str
    label: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    required: bool = True

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def _text(name: str, label: str, description: str, **options) -> Column:
    return Column(name, label, description, **options)


def _integer(name: str, label: str, description: str, **options) -> Column:
    return Column(name, label, description, type="integer", **options)


_SOURCE = (
    _integer("source_line", "原文行号", "发布材料文本中的行号，首行为 1", minimum=1),
    _text("as_written", "原文写法", "该行中载有此名称或数值的最短摘录，不超过 40 字"),
)
_ORDER = _integer("order", "次序", "在发布材料中的先后，不表示名次", minimum=1)
_POSITION = _integer(
    "position", "列表顺序（非名次）", "在发布材料名单中的先后，不表示名次", minimum=1
)
_CODE = _text(
    "code",
    "代码",
    "行政区划代码；部委、兵团等无区划代码者用本系统的标识；留空则由单位名称得出",
    required=False,
    pattern=CODE_PATTERN,
    refers="places",
    label_for="organisation",
)
_ORGANISATION = _text("organisation", "单位", "地方、部委或单列单位的规范名称；全国的数写“全国”")
_SLIDE = _text("slide", "页", "所在页的标识", refers="slides.slide", pattern=ID_PATTERN)
_THEME = _text("theme", "主题", "特点趋势的主题，用趋势页的名称", refers="themes.theme")
_LIST = _text("list", "名单", "案例所在的名单", allowed=CASE_LISTS)
_GROUP = _text("group", "分组", "两组分别评估，不直接比较高低", allowed=GROUPS)
_TIER = _text("tier", "档次", "评估结果的档次", allowed=TIERS)


def _rows(name: str, label: str, description: str, key: tuple[str, ...], *columns: Column) -> Table:
    return Table(name, label, description, (*columns, *_SOURCE), key, required=name in _NEEDED)


# Without these there is nothing to show; a list that a year does not publish may be left out.
_NEEDED = ("event", "tier_scale", "results")
# Without these no page could say what it shows, nor where that is from.
NEEDED_ITEMS = ("年度", "标题", "发布机构", "评估名称")

EDITION: dict[str, Table] = {
    table.name: table
    for table in (
        _rows(
            "event",
            "发布会",
            "一行是发布活动的一项说明",
            ("item",),
            _text(
                "item",
                "项目",
                "说明的项目",
                allowed=(*NEEDED_ITEMS, "发布会名称", "口号"),
            ),
            _text("value", "内容", "项目的内容"),
        ),
        _rows(
            "tier_scale",
            "档次区间",
            "一行是一组评估中的一个档次，含没有单位的档次",
            ("group", "tier"),
            _GROUP,
            _TIER,
            Column(
                "lower", "下限（含）", "区间下限，含", "number", minimum=0, maximum=110, unit="分"
            ),
            Column(
                "upper",
                "上限（不含）",
                "区间上限，不含",
                "number",
                minimum=0,
                maximum=110,
                unit="分",
            ),
            _integer("order", "次序", "由高到低，最高为 1", minimum=1),
        ),
        _rows(
            "indicators",
            "评估指标",
            "一行是一项指标及其权重",
            ("indicator",),
            _ORDER,
            _text("indicator", "指标", "指标名称"),
            Column("weight", "权重", "材料所列数值，未写单位", "number", minimum=0, maximum=110),
        ),
        _rows(
            "channels",
            "评估渠道",
            "一行是一个服务渠道",
            ("channel",),
            _ORDER,
            _text("channel", "渠道", "渠道名称"),
        ),
        _rows(
            "focus",
            "聚焦",
            "一行是一个聚焦",
            ("focus",),
            _ORDER,
            _text("focus", "聚焦", "聚焦的内容"),
        ),
        _rows(
            "scope",
            "评估对象",
            "一行是一类评估中的一类对象",
            ("object", "unit_kind"),
            _text("object", "评估类别", "评估的名称"),
            _text("unit_kind", "对象类别", "被评估单位的类别"),
            _ORDER,
        ),
        _rows(
            "results",
            "评估结果",
            "一行是一个被评估单位的档次",
            ("group", "code"),
            _GROUP,
            _ORGANISATION,
            _CODE,
            _TIER,
            _POSITION,
        ),
        _rows(
            "honours",
            "优秀政务新媒体主办单位",
            "一行是一个主办单位在一类新媒体上的入选，材料未列产品名称",
            ("medium", "code"),
            _text("medium", "新媒体类别", "入选的新媒体类别", allowed=MEDIA),
            _text("level", "主办单位类别", "名单中的类别", allowed=HONOUR_LEVELS),
            _ORGANISATION,
            _CODE,
            _POSITION,
        ),
        _rows(
            "themes",
            "特点趋势",
            "一行是一个主题",
            ("theme",),
            _text("theme", "主题", "趋势页的名称"),
            _text("role", "定位", "趋势页的副题"),
            _text("inner_theme", "内页主题", "内页标题中的写法"),
            _text("inner_role", "内页副题", "内页标题中的写法"),
            _ORDER,
        ),
        _rows(
            "slides",
            "特点趋势各页",
            "一行是发布材料的一页",
            ("slide",),
            _text("slide", "页", "页的标识", pattern=ID_PATTERN),
            _THEME,
            _ORDER,
            _text("subtheme", "小标题", "这一页讲什么，本系统拟"),
            _text("lead", "要点", "这一页要点，据原文概括"),
            _integer("first_line", "首行", "这一页在原文中的首行", minimum=1),
            _integer("last_line", "末行", "这一页在原文中的末行", minimum=1),
        ),
        _rows(
            "mentions",
            "列举",
            "一行是一页中列举的一个地方或部委",
            ("slide", "listing", "code"),
            _SLIDE,
            _text("listing", "列举位置", "在页中何处列举", allowed=LISTINGS),
            _ORGANISATION,
            _CODE,
            _POSITION,
            _text(
                "detail", "有无正文", "这一页是否载有该单位的正文", allowed=(WITH_TEXT, NAME_ONLY)
            ),
            _text("note", "说明", "需要说明之处", required=False),
        ),
        _rows(
            "practices",
            "做法",
            "一行是一页中一个单位的一项做法",
            ("practice",),
            _text("practice", "做法标识", "做法的标识", pattern=ID_PATTERN),
            _SLIDE,
            _ORGANISATION,
            _CODE,
            _text("title", "做法", "做法名称，据原文概括"),
            _text("summary", "概述", "用本系统的话概述，据原文概括"),
            _integer("last_line", "末行", "这项做法在原文中的末行", minimum=1),
        ),
        _rows(
            "figures",
            "数字",
            "一行是一个数字，保留原文的量级、单位和限定词",
            ("figure",),
            _text("figure", "数字标识", "数字的标识", pattern=ID_PATTERN),
            _SLIDE,
            _text(
                "practice",
                "做法标识",
                "所属做法",
                required=False,
                refers="practices.practice",
                pattern=ID_PATTERN,
            ),
            _ORGANISATION,
            _CODE,
            _text("metric", "统计项", "这个数字统计的是什么"),
            Column("value", "数值", "原文量级上的数值", "number"),
            _text("unit", "计量单位", "量级与单位，如 亿条、台、%", required=False),
            _text("qualifier", "限定词", "原文对数值的限定", required=False, allowed=QUALIFIERS),
            Column(
                "as_of",
                "时点",
                "原文给出的年、月或日；原文只写“目前”的照记；未写的留空",
                "period",
                required=False,
                words=("目前",),
            ),
            _text(
                "pair",
                "组",
                "同组数字的标识：前后对比，或部分、总体与占比",
                required=False,
                pattern=ID_PATTERN,
            ),
            _text(
                "phase",
                "组内位置",
                "前、后；部分、总体、占比；列举（数值等于本行列举的省级单位数）",
                required=False,
                allowed=PHASES,
            ),
            _text("note", "口径说明", "使用时须说明之处", required=False),
        ),
        _rows(
            "cases",
            "“十大”优秀创新案例",
            "一行是一个案例",
            ("case",),
            _text("case", "案例标识", "案例的标识", pattern=ID_PATTERN),
            _LIST,
            _POSITION,
            _ORGANISATION,
            _CODE,
            _text("title", "案例名称", "名单所列名称"),
            _text(
                "detail",
                "有无正文",
                "发布材料是否另载同一单位、同一事项的内容",
                allowed=(WITH_TEXT, NAME_ONLY),
            ),
        ),
        _rows(
            "case_themes",
            "案例主题",
            "一行是一个案例的一个主题",
            ("case", "theme"),
            _text("case", "案例标识", "案例的标识", refers="cases.case", pattern=ID_PATTERN),
            _THEME,
            _text("basis", "依据", "原文列举，或本系统归类", allowed=(FROM_SOURCE, OURS)),
            _text("reason", "理由", "为何归入这个主题"),
        ),
        _rows(
            "case_practices",
            "案例正文",
            "一行把一个案例与材料中讲它的一项做法连起来",
            ("case", "practice"),
            _text("case", "案例标识", "案例的标识", refers="cases.case", pattern=ID_PATTERN),
            _text(
                "practice",
                "做法标识",
                "做法的标识",
                refers="practices.practice",
                pattern=ID_PATTERN,
            ),
        ),
        _rows(
            "corrections",
            "原文订正",
            "一行是原文一处明显笔误，显示时订正，行号处标原文如此",
            ("source_line", "as_written"),
            _text("corrected", "订正", "显示时的写法"),
            _text("reason", "理由", "为何订正"),
        ),
    )
}

_GRADE = _text("grade", "可靠级别", "可靠程度", allowed=tuple(GRADES))
_PUBLISHER = _text("publisher", "发布机构", "数字的发布者")
_COUNT = _integer("count", "网站数", "政府网站数量", minimum=0, unit="个")
_PROVINCE = _text("organisation", "单位", "省级单位的规范名称")
_ADDRESS = r"https?://\S+"

CONTEXT: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "website_counts",
            "全国政府网站数量",
            "一行是一个时点、一种口径的数量",
            (
                Column("date", "时点", "统计时点", "date"),
                _COUNT,
                _text(
                    "basis", "口径", "开设（累计，含已关停）或在运行", allowed=("开设", "在运行")
                ),
                _text("arithmetic", "算法", "数字如何得来", required=False),
                _PUBLISHER,
                _GRADE,
                _text("url", "网址", "原页地址", required=False, pattern=_ADDRESS),
                _text("note", "说明", "需要说明之处", required=False),
            ),
            ("date", "basis"),
        ),
        Table(
            "website_counts_by_level",
            "分层级政府网站数量",
            "一行是一个时点、一个层级的数量",
            (
                Column("date", "时点", "统计时点，到日或到月", "period"),
                _text("level", "层级", "网站主办单位的层级"),
                _COUNT,
                _PUBLISHER,
                _GRADE,
            ),
            ("date", "level"),
        ),
        Table(
            "website_counts_by_province",
            "分省政府网站数量",
            "一行是一个省级单位 2019 年 12 月的数量",
            (
                _PROVINCE,
                _CODE,
                _COUNT,
                Column(
                    "decline_percent",
                    "较 2018 年 12 月减少",
                    "报告所载降幅，已舍入；负值为增加",
                    "number",
                    maximum=100,
                    unit="%",
                ),
                _PUBLISHER,
                _GRADE,
            ),
            ("code",),
        ),
        Table(
            "regions",
            "四大地区",
            "一行是一个省级单位所属的地区，依国家统计局四大地区划分；兵团不在其中",
            (
                _PROVINCE,
                _CODE,
                _text(
                    "region",
                    "地区",
                    "东部、中部、西部或东北",
                    allowed=REGIONS,
                ),
            ),
            ("code",),
        ),
        Table(
            "case_reading",
            "延伸阅读",
            "一行是发布材料之外讲某个案例的一个网页",
            (
                _LIST,
                _text("case_title", "案例名称", "名单所列名称"),
                _ORGANISATION,
                _CODE,
                _text("page_title", "网页标题", "未见标题的留空", required=False),
                _text("publisher", "发布机构", "网页的发布者"),
                Column("date", "日期", "网页的日期，到年、月或日", "period", required=False),
                _text("url", "网址", "网页地址", required=False, pattern=_ADDRESS),
                _GRADE,
                _text("gist", "内容", "这个网页讲什么，本系统概述"),
                _text(
                    "figure",
                    "所载数字",
                    "这个网页所载的数字，与发布材料的数字不混用；目标或计划照记",
                    required=False,
                ),
                _text("note", "说明", "需要说明之处", required=False),
            ),
            ("code", "case_title", "publisher", "url"),
            required=False,
        ),
        Table(
            "organisations",
            "部委与单列单位",
            "一行是一个部委、单列单位或“全国”",
            (
                _text("code", "标识", "本系统的标识", pattern=CODE_PATTERN),
                _text("name", "名称", "规范名称"),
                _text("short", "简称", "通行的简称"),
                _text("kind", "类别", "单位的类别", allowed=("部委", "单列", "全国")),
                _text("aliases", "其他写法", "可识别的其他写法，用分号隔开", required=False),
                _text("pinyin", "拼音", "简称的拼音", pattern=r"[a-z0-9]+"),
                _text("initials", "拼音首字母", "简称的拼音首字母", pattern=r"[a-z0-9]+"),
            ),
            ("code",),
        ),
    )
}
