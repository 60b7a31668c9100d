"""导入结果 and 保存与恢复: files of a visitor's own become what they see; what they have can be kept."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import streamlit as st

from analysis import intake, sandbox, text, visit
from analysis.archive import file_name
from analysis.edition import LOCAL, Edition
from analysis.intake import limits
from analysis.report import EditionError
from analysis.visit import Received, Visit
from pages.shared import current, deck, library_list, log, show, turns, uploads

# .xls and .xlsm are refused with the way out, which the box itself would not tell.
_TYPES = ("zip", "xlsx", "csv", "txt", "tsv", "json", "xls", "xlsm")
_BOX, _CAME = "import-box", "import-came"
_LIMITS = (
    f"一个文件不超过 {limits.FILE // limits.MB} MB，一次合计不超过 {limits.UNPACKED // limits.MB} MB，"
    f"一张表不超过 {limits.ROWS:,} 行。"
)


@dataclass(frozen=True)
class Came:
    """What came of the last upload: the files it was made of, and what was found."""

    files: tuple[str, ...]
    received: Received


def section(edition: Edition, context: Edition | None) -> None:
    """The box for files, templates, what came of the last upload, and the way to keep it all."""
    show.style("importing.css")
    show.heading("导入结果")
    show.sentence(
        f"导入的数据只有您看得到，处处注明“{text.LOCAL}”，不带审图号；有一处问题就整体不载入，"
        "并列出全部问题。",
    )
    left, right = st.columns([1.9, 1], gap="large")
    with left:
        _box(context)
    with right:
        _templates()
    if came := st.session_state.get(_CAME):
        _tell(came)
    show.heading("保存与恢复")
    show.sentence(
        "导入的数据、演示顺序（含改名与审图号）和学习清单只留在本次会话：刷新或关闭网页之前请保存。"
        "恢复时在“导入结果”处上传保存的文件。",
    )
    name = file_name(f"{edition.year}{edition.event('评估名称')}-保存的会话.zip")
    editions = current.every()
    show.download("保存本次会话（zip）", name, partial(visit.save, _kept(editions), editions))


# ---- taking files ----------------------------------------------------------------------------------


def _box(context: Edition | None) -> None:
    """The box is a new one after each upload, so that nothing is read twice."""
    number = st.session_state.setdefault(_BOX, 0)
    with st.container(key="import-files"):
        given = st.file_uploader(
            "数据包（zip）、XLSX 工作簿或 CSV（全部一次选齐），或保存过的会话",
            _TYPES,
            accept_multiple_files=True,
            key=f"{_BOX}-{number}",
        )
    show.sentence(_LIMITS, "quiet")
    if given:
        st.session_state[_BOX] = number + 1
        with st.spinner("正在检查，一般几秒"):
            files: Mapping[str, bytes] = {}
            try:
                files = uploads.read(given)
                received = _receive(files, context)
            except uploads.TooMuch as refused:
                received = Received(wrong=str(refused))
            if received.taken and received.taken.edition and not received.visit:
                current.load_own(received.taken.edition)
            if received.visit:
                _restore(received.visit)
            st.session_state[_CAME] = Came(tuple(files), received)
        st.rerun()


def _receive(files: Mapping[str, bytes], context: Edition | None) -> Received:
    """What the child makes of the files; whatever goes wrong there is a sentence."""
    try:
        with turns.given_up():
            received = sandbox.run(
                visit.receive,
                files,
                current.published(),
                context,
                seconds=limits.SECONDS,
                lane=intake.LANE,
            )
    except Exception as error:
        number = log.error("import", error)
        what = log.cause(error) or "读取时出了差错"
        return Received(wrong=f"{what}，数据没有改动；请告知维护者编号 {number}。")
    _log(received)
    return received


def _log(received: Received) -> None:
    if received.taken is None:
        return
    found, problems = received.taken.edition, list(received.taken.problems)

    def load() -> Edition:
        if found is None:
            raise EditionError(problems)
        return found

    with suppress(EditionError):
        log.loaded("local", load)


# ---- telling what came of it ------------------------------------------------------------------------


def _tell(came: Came) -> None:
    received = came.received
    with st.container(key="import-told"):
        if received.visit:
            show.sentence("已恢复保存的会话。")
            told = list(visit.restored_sentences(received.visit, current.every()))
            show.bullets(told or ["其中没有导入的数据、演示顺序与学习清单。"])
        elif received.wrong:
            show.sentence(f"没有载入，现有数据没有改动：{received.wrong}")
        elif received.taken and received.taken.edition:
            now = "各页现在都用它。" if current.chosen() == LOCAL else ""
            show.sentence(f"已载入{visit.summary(received.taken.edition)}{now}")
        else:
            _problems(came)
        if received.taken and (notes := received.taken.notes):
            with st.expander(f"读入时作了这些处理（{len(notes)} 项）"):
                show.bullets(note.sentence() for note in notes)


def _problems(came: Came) -> None:
    """The first problems on the page, all of them as a file to send back."""
    assert came.received.taken
    problems = came.received.taken.problems
    first = f"，先列前 {current.MOST} 处，全部在清单里" if len(problems) > current.MOST else ""
    show.sentence(f"没有载入，现有数据没有改动；共 {len(problems)} 处问题{first}。")
    name = file_name(f"{Path(came.files[0]).stem}-问题清单.xlsx")
    show.download("下载问题清单（XLSX）", name, lambda: intake.problem_file(problems))
    with st.container(key="import-rows"):
        show.table(visit.problem_rows(problems, current.MOST), right=("行",))


def _templates() -> None:
    show.download("下载空白模板（XLSX）", "模板.xlsx", intake.empty_template, wide=True)
    for filled in list(current.published().values())[:1]:
        words = f"下载填好 {text.escape_markdown(filled.year)} 年的模板（XLSX）"
        name = file_name(f"模板-{filled.year}.xlsx")
        show.download(words, name, partial(intake.template, filled), wide=True)
    show.sentence("一张工作表是一张表；填好后另存为 .xlsx 再上传。", "quiet")


# ---- keeping a session -------------------------------------------------------------------------------


def _kept(editions: Mapping[str, Edition]) -> Visit:
    """All that the session has of its own; gathered here, for what makes a download has no session."""
    orders = {name: deck.kept(one) for name, one in editions.items()}
    ticked = {name: library_list.ticked(one) for name, one in editions.items()}
    return Visit(
        current.own(),
        current.chosen(),
        {name: order for name, order in orders.items() if order},
        {name: held for name, held in ticked.items() if held.picks or held.notes},
    )


def _restore(saved: Visit) -> None:
    if saved.own:
        current.load_own(saved.own)
    editions = current.every()
    for name, order in saved.orders.items():
        deck.change(editions[name], order)
    for name, held in saved.ticked.items():
        library_list.keep_ticked(editions[name], held)
    current.choose(saved.shown)
