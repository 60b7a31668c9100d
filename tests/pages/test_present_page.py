"""发布会演示 as Streamlit runs it: the running order, adding views, files, 审图号, the pack."""

from __future__ import annotations

import gc
import json
import time
import weakref
from collections.abc import Sequence
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from analysis import running_order, views
from analysis.export.pack import PARTS, PRESS
from analysis.running_order import Entry, Saved
from pages.shared import making
from pages.shared.making import Job, Pack
from tests.fixtures.editions import context, edition_2019
from tests.pages.conftest import ROOT, bodies, words

KEY = f"deck-of-{edition_2019().identity}"
SHORT = (Entry("cover"), Entry("provinces-map"), Entry("provinces-list"), Entry("closing"))
JSON = "application/json"
PATIENCE = 240  # seconds; other processes may be at work


def opened(order: Sequence[Entry] = (), **query: str) -> AppTest:
    """The page, with a running order of the session's own."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.switch_page("pages/present.py")
    if order:
        app.session_state[KEY] = Saved(tuple(order))
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def order(app: AppTest) -> list[str]:
    """The slides of the session, by name or by page."""
    held = app.session_state.get(KEY, None)
    entries = held.order if held else running_order.default(edition_2019(), context())
    return [entry.slide or f"/{entry.page}" for entry in entries]


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def disabled(app: AppTest) -> list[str]:
    return [button.label for button in app.button if button.disabled]


def titles(app: AppTest) -> list[str]:
    """The list as it is read out: number, title, where from."""
    return list(app.radio(key="deck-at").options)


def choose(app: AppTest, place: int) -> AppTest:
    return app.radio(key="deck-at").set_value(place - 1).run()


# ---- the running order ----------------------------------------------------------------------------


def test_the_story_stands_there_as_it_is_told() -> None:
    app = opened()
    assert not app.exception
    assert len(titles(app)) == 33
    assert titles(app)[0] == "1 **2019数字政府服务能力评估结果** :small[首尾]"
    assert disabled(app) == ["上移"]


def test_slides_move_and_the_choice_moves_with_them() -> None:
    app = choose(opened(SHORT), 2)
    app = press(app, "下移")
    assert order(app) == ["cover", "provinces-list", "provinces-map", "closing"]
    assert app.radio(key="deck-at").value == 2
    app = press(press(app, "上移"), "上移")
    assert order(app) == ["provinces-map", "cover", "provinces-list", "closing"]
    assert app.radio(key="deck-at").value == 0
    app = app.number_input(key="deck-to").set_value(4).run()
    assert order(app) == ["cover", "provinces-list", "closing", "provinces-map"]
    assert app.radio(key="deck-at").value == 3
    assert disabled(app) == ["下移"]


def test_a_slide_is_renamed_and_gets_its_own_title_back() -> None:
    app = choose(opened(SHORT), 4)
    own = titles(app)[3]
    app = app.text_input(key="deck-title").set_value(" 谢谢 *大家* ").run()
    assert titles(app)[3].startswith("4 **谢谢 \\*大家\\*** ")
    app = app.text_input(key="deck-title").set_value("").run()
    assert titles(app)[3] == own


def test_a_title_that_cannot_be_drawn_is_refused_by_name() -> None:
    app = opened(SHORT)
    app = app.text_input(key="deck-title").set_value("𠮷").run()
    assert "𠮷 U+20BB7" in app.info[0].value
    assert titles(app)[0].startswith("1 **2019")
    assert not app.run().info


def test_slides_are_removed_but_for_the_last_and_come_back() -> None:
    app = choose(opened(SHORT), 4)
    for _ in range(3):
        app = press(app, "移除")
    assert order(app) == ["cover"]
    assert {"上移", "下移", "移除"} <= set(disabled(app))
    app = press(app, "恢复默认顺序")
    assert len(titles(app)) == 33


def test_a_slide_leads_to_its_view() -> None:
    view = Entry(page="provinces", parameters={"tier": ("优秀",)})
    app = choose(opened((Entry("cover"), view)), 2)
    assert "视图 · 省级政府服务能力" in titles(app)[1]
    (link,) = [one.proto for one in app.main.get("page_link")]
    assert (link.page, link.query_string) == ("provinces", "tier=%E4%BC%98%E7%A7%80")
    assert choose(app, 1).main.get("page_link") == []


def test_a_picture_of_the_chosen_slide_is_only_an_address() -> None:
    """Whoever reorders does not wait for pictures, and the same slide keeps its own."""

    def picture(app: AppTest) -> str:
        return bodies(app).partition('class="page" src="')[2].partition('"')[0]

    app = choose(opened(SHORT), 2)
    held = picture(app)
    assert held.startswith("/deck/") and held.endswith("/page.png")
    assert picture(press(app, "下移")) == held
    assert picture(choose(app, 1)) != held


# ---- as a file ------------------------------------------------------------------------------------


def upload(app: AppTest, content: bytes) -> AppTest:
    return app.file_uploader[0].set_value(("顺序.json", content, JSON)).run()


def test_a_saved_order_is_loaded_again() -> None:
    own = Saved((Entry("closing", title="谢谢"), Entry("cover")), {"0" * 64: "GS 1"}, False)
    app = upload(opened(SHORT), running_order.save(edition_2019(), own))
    assert app.session_state[KEY] == own
    assert app.info[0].value == "已载入“顺序\\.json”。"
    assert titles(app)[0].startswith("1 **谢谢**")
    assert app.toggle(key="deck-lists").value is True
    assert app.file_uploader[0].value is None, "the same file can be loaded again"


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b'{"format":"shuzheng-deck"}'])
def test_a_broken_file_is_explained_and_changes_nothing(content: bytes) -> None:
    app = upload(opened(SHORT), content)
    assert not app.exception
    assert app.info[0].value.endswith("演示没有改动。")
    assert order(app) == [entry.slide for entry in SHORT]


def test_a_slide_that_is_gone_is_said_and_the_story_is_offered() -> None:
    app = opened((Entry("cover"), Entry("gone")))
    assert not app.exception
    assert "“gone”不在本次评估的演示里" in app.error[0].value
    assert len(titles(press(app, "恢复默认顺序"))) == 33


# ---- 加入演示 --------------------------------------------------------------------------------------


def at(page: str, view: dict[str, list[str]]) -> AppTest:
    """A page whose reader has chosen a view."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    if page:
        app.switch_page(f"pages/{page}.py")
    for name, values in view.items():
        app.query_params[name] = values
    return app.run()


VIEWS: dict[str, dict[str, list[str]]] = {
    "provinces": {"tier": ["优秀"], "code": ["150000"]},
    "honours": {"medium": ["政务App"]},
    "cases": {"theme": ["数据驱动"], "list": ["省级"]},
    "unit": {"code": ["440000"]},
}


@pytest.mark.parametrize("page", views.PAGES)
def test_every_view_can_be_added(page: str) -> None:
    app = press(at(page, VIEWS.get(page, {})), "加入演示")
    assert not app.exception
    assert "已加入，为第 34 页：" in words(app)
    assert [link.proto.label for link in app.sidebar.get("page_link")] == ["发布会演示"]
    added = app.session_state[KEY].order[-1]
    assert added.page == page
    assert added.parameters == {name: tuple(held) for name, held in VIEWS.get(page, {}).items()}
    content = running_order.save(edition_2019(), app.session_state[KEY])
    assert running_order.load(edition_2019(), context(), content) == app.session_state[KEY]


def test_what_a_filter_has_just_changed_is_added() -> None:
    """The view is what the reader sees, also where only a part of the page was drawn again."""
    app = at("cities", {})
    app = app.button_group(key="choice-tier").set_value(["优秀"]).run()
    app = press(app.selectbox(key="choice-place").set_value("350200").run(), "加入演示")
    added = app.session_state[KEY].order[-1]
    assert added.parameters == {"tier": ("优秀",), "code": ("350200",)}


def test_what_cannot_be_added_is_said() -> None:
    app = press(at("unit", {}), "加入演示")
    assert "这一视图没有可以加入演示的内容" in words(app)
    assert app.sidebar.get("page_link") == []
    assert KEY not in app.session_state


@pytest.mark.parametrize("page", ["data", "present"])
def test_pages_that_are_no_slides_have_no_button(page: str) -> None:
    assert "加入演示" not in [button.label for button in at(page, {}).button]


def test_a_full_deck_takes_no_more() -> None:
    app = at("method", {})
    app.session_state[KEY] = Saved((Entry("cover"),) * running_order.MOST)
    app = press(app, "加入演示")
    assert "演示已有 200 页，不能再加。" in words(app)
    assert len(order(app)) == running_order.MOST


# ---- 开讲 -----------------------------------------------------------------------------------------


def frames(app: AppTest) -> list[str]:
    return [frame.proto.src for frame in app.get("iframe") if frame.proto.src != "/deck/check"]


def test_the_deck_in_the_frame_is_the_one_of_the_address() -> None:
    """Whatever is rearranged meanwhile, what is on the wall stays until it is asked to change."""
    app = opened(SHORT)
    assert frames(app) == []
    app = press(app, "在本页放映")
    (shown,) = frames(app)
    assert app.query_params["show"] == shown.removeprefix("/deck/")
    app = press(app, "下移")
    assert frames(app) == [shown]
    app = press(app, "换成现在的演示")
    assert frames(app) != [shown]
    assert frames(press(app, "收起")) == []


def test_an_address_that_is_no_deck_is_said() -> None:
    app = opened(show="../etc")
    assert [note.value for note in app.info] == ["网址中的 show=\\.\\./etc 不是可选的值，已略过。"]
    assert frames(app) == []


def test_the_same_deck_has_the_same_address_everywhere() -> None:
    def address(app: AppTest) -> str:
        return next(one.proto.url for one in app.get("link_button") if one.proto.label == "开讲")

    assert address(opened(SHORT)) == address(opened(SHORT))
    assert address(opened(SHORT)) != address(opened(SHORT[1:]))


# ---- 会前检查 --------------------------------------------------------------------------------------


def finished(app: AppTest, name: str) -> AppTest:
    """Run again when a job of the session has ended."""
    patience = time.monotonic() + PATIENCE
    while app.session_state[name].running:
        assert time.monotonic() < patience
        time.sleep(0.1)
    return app.run()


def test_a_number_makes_the_map_fit_to_be_shown_and_lists_do_too() -> None:
    app = press(opened((*SHORT, Entry("provinces-map"))), "检查演示")
    app = finished(app, "deck-rehearsal")
    assert not app.exception
    assert "还有 3 项要处理：审图号、存到本机、本机" in words(app)
    (box,) = [one for one in app.text_input if one.label.startswith("审图号")]
    app = box.set_value("GS\x07").run()
    assert "画不出的字符：U+0007" in app.info[0].value
    (box,) = [one for one in app.text_input if one.label.startswith("审图号")]
    app = box.set_value("GS（2019）1822号").run()
    assert "还有 2 项要处理：存到本机、本机" in words(app)
    app = app.checkbox(key="deck-seen-box").check().run()
    assert "还有 1 项要处理：存到本机" in words(app)
    recipe = made_of(app)
    deck = making.deck(making.keep(recipe)).result(PATIENCE).decode()
    assert "审图号：GS（2019）1822号" in deck

    app = app.toggle(key="deck-lists").set_value(True).run()
    assert "演示改过了，请再检查一次。" in words(app)
    app = finished(press(app, "检查演示"), "deck-rehearsal")
    assert "演示中没有地图页。" in words(app)
    assert "还有 1 项要处理：存到本机" in words(app)


def made_of(app: AppTest):
    """The recipe of the session's deck."""
    held: Saved = app.session_state[KEY]
    return making.Recipe(edition_2019(), context(), *held, notes=True)


# ---- 媒体资料包 ------------------------------------------------------------------------------------


def test_the_pack_begins_with_what_a_newsroom_receives() -> None:
    app = opened(SHORT)
    assert app.button_group(key="deck-parts").value == list(PRESS)
    assert len(app.button_group(key="deck-parts").options) == len(PARTS)
    app = app.button_group(key="deck-parts").set_value([]).run()
    assert "制作" in disabled(app)


def test_a_small_pack_is_made_and_said() -> None:
    app = opened(SHORT)
    app = app.button_group(key="deck-parts").set_value(["lists", "docx"]).run()
    app = press(app, "制作")
    job: Pack = app.session_state["deck-pack"]
    app = finished(app, "deck-pack")
    assert app.session_state["deck-pack"] is job
    assert "名单（文本）：9 个文件" in words(app)
    assert any(one.proto.label.startswith("下载媒体资料包（") for one in app.get("download_button"))
    app = app.button_group(key="deck-parts").set_value(["lists"]).run()
    assert "以下是改动之前制作的" in words(app)


# ---- jobs -----------------------------------------------------------------------------------------


def ended(job: Job) -> Job:
    patience = time.monotonic() + PATIENCE
    while job.running:
        assert time.monotonic() < patience
        time.sleep(0.02)
    return job


def fail(words: str) -> None:
    raise making.CannotDraw(words)


def test_what_fails_is_said_and_the_rest_goes_on() -> None:
    submit = making.sandbox.submit
    job = ended(
        Job(
            {
                "one": lambda: submit(len, "abc"),
                "two": lambda: submit(fail, "画不出"),
                "three": lambda: submit(exit, 3),
                "four": lambda: submit(int, "x"),
                "five": lambda: {}["nothing"],
                "six": lambda: submit(json.loads, "[6]"),
            }
        )
    )
    assert job.results == {"one": 3, "six": [6]}
    assert list(job.errors) == ["two", "three", "four", "five"]
    assert job.errors["two"] == "画不出"
    assert "意外中止" in job.errors["three"]
    assert "编号" in job.errors["four"] and "编号" in job.errors["five"]
    assert job.done == 1 and not job.cancelled


def test_cancelling_ends_the_work_at_once_and_begins_no_other() -> None:
    submit = making.sandbox.submit
    job = Job({"one": lambda: submit(time.sleep, 100, seconds=200), "two": lambda: submit(len, "")})
    began = time.monotonic()
    job.cancel()
    assert not job.running and job.cancelled and time.monotonic() - began < 5
    assert (job.results, job.errors) == ({}, {})
    assert submit(len, "abc").result(PATIENCE) == 3, "the next one is served"


def test_what_has_ended_is_not_cancelled() -> None:
    job = ended(Job({"one": lambda: making.sandbox.submit(len, "abc")}))
    job.cancel()
    assert job.results == {"one": 3} and not job.cancelled


def test_a_job_that_nobody_keeps_leaves_no_memory_behind() -> None:
    """Packs are large, and a server that collects garbage seldom would hold many of them."""
    job = ended(Job({"one": lambda: making.sandbox.submit(bytes, 1000)}))
    held = weakref.ref(job)
    gc.disable()
    try:
        del job
        making.sandbox.submit(len, "").result(PATIENCE)  # the thread has let go of the last call
        assert held() is None
    finally:
        gc.enable()


# ---- what the server keeps -------------------------------------------------------------------------


def test_recipes_of_editions_that_nobody_uses_any_more_go() -> None:
    def recipe() -> making.Recipe:
        return making.Recipe(replace(edition_2019()), None, (Entry("cover"),))

    first = recipe()
    making.keep(first)
    for place in range(making.EDITIONS):
        making.keep(replace(recipe(), numbers={"0" * 64: f"{place}"}))
    assert all(kept.edition is not first.edition for kept in making._recipes.values())
    assert len({id(kept.edition) for kept in making._recipes.values()}) == making.EDITIONS


def test_words_are_shown_where_a_part_has_no_picture() -> None:
    """The beginning of the press release, and a list as it is copied."""
    app = opened()
    shown = "\n".join(block.value for block in app.code)
    assert "中国软件评测中心发布《" in shown
    assert "省级政府服务能力档次名单（2019）" in shown
