"""What is done before the 发布会: the deck looked at, the press pack made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from html import escape

import streamlit as st

from analysis import approvals, rehearsal, text
from analysis.briefing import press_release
from analysis.export.lists import name_lists
from analysis.export.pack import PARTS, PRESS
from analysis.recipe import Recipe
from analysis.rehearsal import Finding, Map
from analysis.story import Chart, Slide
from pages.shared import deck, making, show
from pages.shared.making import Job, Pack, Rehearsal

_REHEARSAL, _SAMPLES, _STORED, _TOLD = "deck-rehearsal", "deck-samples", "deck-stored", "deck-wrong"
_SEEN = "deck-seen"
_PACK, _PARTS, _EDITABLE = "deck-pack", "deck-parts", "deck-editable"
_SAMPLE = "送审样图"
_PAGES = ("html", "pptx", "pdf")  # the parts that show pages


def _begin(name: str, begin: Callable[[], Job]) -> None:
    """Keep a job in the session; a second click, quicker than the page, begins nothing."""
    job: Job | None = st.session_state.get(name)
    if not (job and job.running):
        st.session_state[name] = begin()


def _watch(job: Job, draw: Callable[[], object]) -> None:
    """Draw each second while a job runs, then the whole page once more."""

    @st.fragment(run_every=1)
    def watch() -> None:
        if job.running:
            draw()
        else:
            st.rerun()

    watch()


# ---- 会前检查 --------------------------------------------------------------------------------------


def rehearse(of: Recipe) -> None:
    """What the server can look at on the left, what can be done about it on the right."""
    job: Rehearsal | None = st.session_state.get(_REHEARSAL)
    left, right = st.columns([1.35, 1], gap="large")
    with left:
        if job and job.running:
            words = "正在做出演示并检查"
            _watch(job, lambda: st.progress(job.done, f"{words}，已 {job.seconds:.0f} 秒"))
        else:
            st.button("检查演示", on_click=_begin_rehearsal, args=(of,))
        found = _looked_at(job, of)
    with right:
        _fix(of, found)
    with st.expander("屏幕、翻页笔与颜色：在放映用的电脑上看一遍", key="deck-computer"):
        st.link_button("在新标签页打开", "/deck/check")
        st.iframe("/deck/check", height=720, alt="屏幕、翻页笔与颜色检查")
    _see()


def _see() -> None:
    """The speaker says that the computer was looked at; the server cannot know."""
    key = f"{_SEEN}-box"
    st.session_state[key] = st.session_state.get(_SEEN, False)

    def tick() -> None:
        st.session_state[_SEEN] = st.session_state[key]

    st.checkbox("已在本机查看窗口、缩放与按键", key=key, on_change=tick)


def _begin_rehearsal(of: Recipe) -> None:
    _begin(_REHEARSAL, lambda: Rehearsal(of))
    st.session_state.pop(_SAMPLES, None)  # they may be of other maps


def _looked_at(job: Rehearsal | None, of: Recipe) -> rehearsal.Findings | None:
    """What was found, where it was found in this very deck."""
    if job is None or job.running:
        return None
    if (job.recipe.edition, job.recipe.order, job.recipe.maps) != (of.edition, of.order, of.maps):
        show.sentence("演示改过了，请再检查一次。", "quiet")
        return None
    if "look" in job.errors:
        st.error(text.escape_markdown(job.errors["look"]))
        return None
    found: rehearsal.Findings = job.results["look"]
    stored = making.keep(of) in st.session_state.get(_STORED, ())
    seen = st.session_state.get(_SEEN, False)
    numbers = None if of.edition.local else of.numbers
    listed = rehearsal.findings(found, numbers, stored=stored, seen=seen)
    show.heading(rehearsal.may_begin(listed))
    _list(listed)
    return found


def _list(found: Sequence[Finding]) -> None:
    rows = "".join(
        f'<li class="{"fine" if one.fine else "open"}"><span>{escape(one.what)}</span>'
        f"<span>{'可以' if one.fine else '要处理'}</span><span>{escape(one.words)}</span></li>"
        for one in found
    )
    st.html(f'<ul class="findings">{rows}</ul>')


def _fix(of: Recipe, found: rehearsal.Findings | None) -> None:
    """Name lists for maps, their 审图号 or the files to ask for one, the deck on the disk."""
    key = "deck-lists"
    st.session_state[key] = not of.maps

    def switch() -> None:
        held = deck.saved(of.edition, of.context)
        deck.change(of.edition, held._replace(maps=not st.session_state[key]))

    st.toggle("地图页改用名单", key=key, on_change=switch)
    if of.edition.local:
        show.sentence("本地导入数据不带审图号；要公开放映，请将地图页改用名单。", "quiet")
    if found is None:
        return
    if of.edition.local:
        _store(of)
        return
    for one in {one.fingerprint: one for one in found.maps}.values():  # an image may stand twice
        _number(of, one)
    if told := st.session_state.pop(_TOLD, ""):
        st.info(text.escape_markdown(told))
    if found.maps:
        _samples(of)
    _store(of)


def _number(of: Recipe, shown: Map) -> None:
    """The 审图号 of one map slide, kept for exactly this image."""
    key = f"approval-{shown.fingerprint}"
    st.session_state[key] = of.numbers.get(shown.fingerprint, "")

    def enter() -> None:
        number = st.session_state[key].strip()
        if number and (wrong := approvals.problem(number)):
            st.session_state[_TOLD] = wrong
            return
        held = deck.saved(of.edition, of.context)
        numbers = {name: one for name, one in held.numbers.items() if name != shown.fingerprint}
        numbers |= {shown.fingerprint: number} if number else {}
        deck.change(of.edition, held._replace(numbers=numbers))

    label = f"审图号：{text.escape_markdown(shown.title)}"
    st.text_input(label, key=key, max_chars=approvals.LONGEST, on_change=enter)


def _samples(of: Recipe) -> None:
    """The files to submit for approval: made when asked for, then there to be saved."""
    job: Job | None = st.session_state.get(_SAMPLES)
    if job and job.running:
        _watch(job, lambda: st.progress(job.done, f"正在导出{_SAMPLE}，已 {job.seconds:.0f} 秒"))
    elif job and _SAMPLE in job.results:
        made: bytes = job.results[_SAMPLE]
        file = f"{of.edition.year}{of.edition.event('评估名称')}-{_SAMPLE}.zip"
        show.download(f"保存{_SAMPLE}（{rehearsal.size(len(made))}）", file, lambda: made)
    else:
        if job and job.errors:
            st.error(text.escape_markdown(job.errors[_SAMPLE]))
        st.button(f"导出{_SAMPLE}", on_click=_begin_samples, args=(of,))


def _begin_samples(of: Recipe) -> None:
    make = partial(making.begin, "samples", rehearsal.samples, of)
    _begin(_SAMPLES, lambda: Job({_SAMPLE: make}))


def _store(of: Recipe) -> None:
    """The deck's file; that it was asked for is remembered for this very deck."""
    notes = st.checkbox("含演讲备注（仅供主讲人，不外传）", key="deck-notes")
    kept = making.keep(replace(of, notes=notes))

    def stored() -> None:
        st.session_state.setdefault(_STORED, set()).add(making.keep(of))

    st.download_button(
        "下载演示文件（HTML）",
        lambda: making.deck(kept).result(),
        f"{of.name}.html",
        on_click=stored,
    )


# ---- 媒体资料包 ------------------------------------------------------------------------------------


def pack(of: Recipe, slides: Sequence[Slide]) -> None:
    """Choose parts, see what they look like, have them made, save them as one file."""
    job: Pack | None = st.session_state.get(_PACK)
    left, right = st.columns([1.35, 1], gap="large")
    with left:
        st.session_state.setdefault(_PARTS, list(PRESS))
        parts = st.pills(
            "内容",
            list(PARTS),
            selection_mode="multi",
            format_func=lambda part: PARTS[part].label,
            key=_PARTS,
        )
        editable = "pptx" in parts and st.toggle("PowerPoint 中的地图用可编辑图形", key=_EDITABLE)
        chosen = replace(of, notes=False, editable_maps=editable)
        if job and job.running:
            _watch(job, lambda: _progress(job))
        else:
            st.button("制作", on_click=_begin_pack, args=(chosen, parts), disabled=not parts)
            if job:
                _made(job, chosen, parts)
    with right:
        _look(of, slides, parts)


def _begin_pack(of: Recipe, parts: Sequence[str]) -> None:
    _begin(_PACK, lambda: Pack(of, parts))


def _progress(job: Pack) -> None:
    part = PARTS[job.at].label if job.at in PARTS else job.at
    st.progress(job.done, f"正在制作：{part}，已 {job.seconds:.0f} 秒")
    st.button("取消", on_click=job.cancel)


def _made(job: Pack, of: Recipe, parts: Sequence[str]) -> None:
    """What was made, what was not and why, and the file."""
    if job.cancelled:
        show.sentence("已取消，没有留下文件。", "quiet")
        return
    if (job.recipe, set(job.parts)) != (of, set(parts)):
        show.sentence("以下是改动之前制作的；要包含改动，请再制作一次。", "quiet")
    if job.README in job.errors:
        st.error(text.escape_markdown(job.errors[job.README]))
        return
    lines = []
    for part in job.parts:
        files, _ = job.results.get(part, ({}, ""))
        if files:
            size = rehearsal.size(sum(map(len, files.values())))
            lines.append(f"{PARTS[part].label}：{len(files)} 个文件，{size}")
    show.bullets([*lines, *job.left_out])
    if lines:
        told = f"{rehearsal.size(len(job.zip))}，用时 {job.seconds:.0f} 秒"
        file = f"{of.name}-媒体资料包.zip"
        show.download(f"下载媒体资料包（{told}）", file, lambda: job.zip)


def _look(of: Recipe, slides: Sequence[Slide], parts: Sequence[str]) -> None:
    """A page as the deck's files show it, a figure as it is given away: a map where there is one."""

    def shows(at: int) -> int:
        if slides[at].is_map:
            return 2 if of.maps and not slides[at].lost else 0
        return 1 if isinstance(slides[at].content, Chart) else 0

    at = max(range(len(slides)), key=shows)
    one = making.keep(replace(of, order=(of.order[at],)))
    if set(parts) & set(_PAGES):
        show.sentence("演示的一页", "quiet")
        deck.show_page(one, slides[at].title)
    if "pictures" in parts:
        show.sentence("图片带结论、口径、来源与地图声明", "quiet")
        deck.show_page(one, slides[at].title, "figure")
    if "docx" in parts:
        release = press_release(of.edition, of.context)
        show.sentence("《新闻通稿》的开头；Word 文件里每句附原文行号", "quiet")
        show.quotation("\n".join(one.words for one in (release.title, *release.lead)))
    if "lists" in parts:
        file, words = next(iter(name_lists(of.edition).items()))
        show.sentence(f"名单之一：{file}", "quiet")
        show.quotation(words)
