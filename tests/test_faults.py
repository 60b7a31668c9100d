"""Something is lost or dies: the app says what, and all else works."""

from __future__ import annotations

import os
import re
import shutil
import signal
import time
from errno import ENOSPC
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest
from streamlit.runtime.backend_operation_handler import DeferredFileHandler
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.testing.v1 import AppTest

from analysis import __main__, edition, sandbox
from analysis.schema import CONTEXT
from geo import boundaries
from geo.boundaries import LostMap
from pages.shared import log, not_made
from tests.fixtures import trees
from tests.fixtures.awaited import awaited
from tests.pages.conftest import PAGES, opened, words
from tests.test_sandbox import ends

NUMBER = re.compile("维护者编号 ([0-9a-f]{8})")
ADVICE = "请补回后重新启动应用，所缺的文件由 python -m analysis doctor 列出（维护者编号 "
VIEWS: list[tuple[str, dict[str, str]]] = [
    *((page, {}) for page in PAGES),
    ("provinces", {"code": "350000"}),
    ("casemap", {"code": "350000"}),
    ("unit", {"code": "440300"}),
]
OPEN = """
import json
from pages.shared import current
from tests.pages.conftest import opened, specs, words
found = []
for page, query in {views!r}:
    app = opened(page, query)
    found.append(dict(
        exceptions=len(app.exception),
        errors=[one.value for one in app.error],
        warnings=[one.value for one in app.warning],
        words=words(app),
        charts=len(specs(app)),
    ))
"""
PACK = """
from analysis import running_order
from analysis.export import pack
from analysis.recipe import Recipe
edition = current.published()["2019"]
view = running_order.Entry(page="honours", parameters={"medium": ("政务微博",)})
recipe = Recipe(edition, None, (*running_order.default(edition, None), view))
files, why = pack.make("pptx", recipe)
told = dict(
    why=why,
    sizes=[len(content) for content in files.values()],
    slides=[[slide.name, slide.is_map] for slide in recipe.slides],
    readme=pack.readme(recipe, files, []).decode("utf-8-sig"),
)
print(json.dumps([found, told]))
"""


class Seen(NamedTuple):
    """What the pages say, by page and code; what became of a pack; the log."""

    pages: dict[tuple[str, str], dict[str, Any]]
    pack: dict[str, Any]
    log: list[dict[str, Any]]


@pytest.fixture(scope="module")
def lossy(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """One map cut off, the other lost, no context, no look."""
    root = trees.copied(tmp_path_factory.mktemp("lossy"), (*trees.PROGRAM, *trees.TO_OPEN_PAGES))
    whole = (root / "geo" / "provinces.topo.json").read_bytes()
    (root / "geo" / "provinces.topo.json").write_bytes(whole[: len(whole) // 2])
    (root / "geo" / "cities.topo.json").unlink()
    (root / "pages" / "shared" / "style.css").unlink()
    (root / "pages" / "shared" / "deck.css").unlink()
    shutil.rmtree(root / "data" / "context")
    (found, pack), lines = trees.run(root, OPEN.format(views=VIEWS) + PACK)
    keys = [(page, query.get("code", "")) for page, query in VIEWS]
    return Seen(dict(zip(keys, found, strict=True)), pack, lines)


# ---- maps -------------------------------------------------------------------------------------------


def test_no_page_ends(lossy: Seen) -> None:
    assert {key: page["exceptions"] for key, page in lossy.pages.items()} == dict.fromkeys(
        lossy.pages, 0
    )


@pytest.mark.parametrize(
    ("page", "file", "in_words", "also"),
    [
        (("home", ""), "provinces", "优秀：", "评估了什么"),
        (("provinces", ""), "provinces", "优秀：", "名单"),
        (("provinces", "350000"), "provinces", "优秀：", "福建省"),
        (("cities", ""), "cities", "优秀：", "名单"),
        (("honours", ""), "provinces", "优秀政务新媒体主办单位地图。", "各单位"),
        (("casemap", ""), "provinces", "案例与做法所在地方的地图。", "清单：全国各地"),
        (("casemap", "350000"), "cities", "福建省的案例与做法地图。", "清单：福建省"),
        (("compare", ""), "provinces", "省与省会（首府）、计划单列市。", "中国地震局"),
    ],
)
def test_a_lost_map_is_told_in_its_place_and_in_words(
    page: tuple[str, str], file: str, in_words: str, also: str, lossy: Seen
) -> None:
    seen = lossy.pages[page]
    (told,) = seen["warnings"]
    assert told.replace("\\", "").startswith(
        f"地图未能画出，以文字代替。读不到程序文件 geo/{file}.topo.json，{ADVICE}"
    )
    assert in_words in seen["words"] and also in seen["words"]


def test_each_loss_is_in_the_log_once_with_the_number_on_the_pages(lossy: Seen) -> None:
    lost = [line for line in lossy.log if line["event"] == "error"]
    files = ["geo/cities.topo.json", "geo/provinces.topo.json"]
    sheets = [f"pages/shared/{name}.css" for name in ("deck", "style")]
    assert sorted(line["cause"].split("，")[0] for line in lost) == [
        f"读不到程序文件 {file}" for file in (*files, *sheets)
    ]
    numbers = {line["id"] for line in lost if "topo" in line["cause"]}
    warnings = [told for page in lossy.pages.values() for told in page["warnings"]]
    assert {NUMBER.findall(told)[0] for told in warnings} == numbers


def test_the_deck_and_the_pack_have_name_lists_for_lost_maps(lossy: Seen) -> None:
    told = [one.replace("\\", "") for one in lossy.pages["present", ""]["warnings"]]
    assert [one[: one.index(ADVICE)] for one in told] == [
        f"地图未能画出，演示与资料包中以名单代替。读不到程序文件 geo/{name}.topo.json，"
        for name in ("provinces", "cities")
    ]
    assert lossy.pack["why"] == "" and lossy.pack["sizes"][0] > 50_000
    names = [name for name, _ in lossy.pack["slides"]]
    assert not any(is_map for _, is_map in lossy.pack["slides"])
    assert names.count("provinces-list") == names.count("cities-list") == 1
    readme = lossy.pack["readme"]
    assert "3 幅地图未能画出，以名单代替：\r\n" in readme
    assert readme.count("（读不到 provinces.topo.json）") == 2
    assert readme.count("（读不到 cities.topo.json）") == 1
    assert "未取得审图号" not in readme


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"type": "Topology", "bbox": [1]}'])
def test_what_is_no_map_is_lost(content: bytes, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "counties.topo.json").write_bytes(content)
    monkeypatch.setattr(boundaries, "HERE", tmp_path)
    with pytest.raises(LostMap) as raised:
        boundaries.bounds("counties")
    assert raised.value.filename == str(tmp_path / "counties.topo.json")


# ---- context and look -------------------------------------------------------------------------------


def test_without_context_the_pages_say_so_and_have_the_rest(lossy: Seen) -> None:
    said = (
        "背景数据未能载入，共 1 处问题；改正后重新启动应用。"
        "这一页不含背景数字与延伸阅读，其余照常。"
    )
    told = {page for (page, _), seen in lossy.pages.items() if seen["errors"] == [said]}
    assert told == {"cases", "compare", "data", "present", "trends", "unit"}
    assert not any(seen["errors"] for (page, _), seen in lossy.pages.items() if page not in told)
    assert "data/context：读不到。" in lossy.pages["data", ""]["words"]
    assert str(Path("tree", "data")) not in lossy.pages["data", ""]["words"]
    assert lossy.pages["trends", ""]["charts"] == 2
    assert lossy.pages["compare", ""]["charts"] == 1
    assert "可用表述与不宜表述" in lossy.pages["unit", "440300"]["words"]
    assert "背景数据未能载入，本资料包不含背景数字。" in lossy.pack["readme"]
    (line,) = [line for line in lossy.log if line["event"] == "problems"]
    assert line["what"] == "context"


def test_without_context_the_command_exports_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = tmp_path / "context"
    monkeypatch.setattr(edition, "load_context", lambda: edition.load(gone, CONTEXT))
    assert __main__.main(["export", "--out", str(tmp_path / "out"), "--only", "lists"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("背景数据未能载入，不含背景数字。") and "名单（文本）：9 个文件" in told
    assert "本资料包不含背景数字" in (tmp_path / "out" / "说明.txt").read_text("utf-8-sig")


def test_the_register_has_the_organisations_of_the_context() -> None:
    """It is read without the context, which publishes the same list."""
    own, published = (
        trees.ROOT / folder / "organisations.csv" for folder in ("geo", "data/context")
    )
    assert own.read_bytes() == published.read_bytes()


# ---- full disk --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(ENOSPC, "full"), "磁盘已满或只读，写不下临时文件，请腾出空间（维护者编号 "),
        (KeyError("secret"), "若重试仍如此，请告知维护者编号 "),
        (
            sandbox.Failed("处理程序意外中止。"),
            "未能生成这个文件，其余不受影响。处理程序意外中止（维护者编号 ",
        ),
        (None, "这个文件已不在服务器上，请刷新页面后再下载。"),
    ],
)
def test_a_download_that_cannot_be_made_is_told_in_chinese(
    error: Exception | None, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under its button, where Streamlit would have an English sentence."""

    def make() -> bytes:
        assert error
        raise error

    monkeypatch.setattr(DeferredFileHandler, "handle", DeferredFileHandler.handle)
    not_made.tell()
    files = MediaFileManager(MemoryMediaFileStorage("/media"))
    offered = files.add_deferred(log.exporting("a.xlsx", make), None, "1", "a.xlsx")
    request = BackendOperationRequest(request_id="one")
    request.deferred_file.file_id = offered if error else "gone"
    answer = awaited(DeferredFileHandler(lambda: files).handle(request, "session"))
    assert answer.request_id == "one" and said in answer.error_msg
    assert "secret" not in answer.error_msg


def test_a_download_that_can_be_made_is_made() -> None:
    files = MediaFileManager(MemoryMediaFileStorage("/media"))
    offered = files.add_deferred(log.exporting("a.csv", lambda: b"1"), None, "1", "a.csv")
    request = BackendOperationRequest(request_id="two")
    request.deferred_file.file_id = offered
    answer = awaited(not_made._handle(DeferredFileHandler(lambda: files), request, "session"))
    assert answer.deferred_file.url.startswith("/media/") and not answer.error_msg


# ---- a dead child -----------------------------------------------------------------------------------


def choose(app: AppTest, *parts: str) -> AppTest:
    """The parts that a pack will have."""
    return app.button_group(key="deck-parts").set_value(list(parts)).run()


def made(app: AppTest) -> str:
    """What the page says when its pack is done."""
    job = app.session_state["deck-pack"]
    patience = time.monotonic() + 240
    while job.running:
        assert time.monotonic() < patience
        time.sleep(0.02)
    return words(app.run())


def press(app: AppTest) -> AppTest:
    return next(button for button in app.button if button.label == "制作").click().run()


def test_a_child_killed_at_rest_or_at_work_ends_one_part_at_most() -> None:
    app = choose(opened("present"), "lists")
    child = sandbox.run(os.getpid)
    os.kill(child, signal.SIGKILL)  # at rest
    assert ends(child)
    told = made(press(app))
    assert "未能生成" not in told and "名单（文本）：9 个文件" in told
    app = choose(app, "pictures", "lists")
    child = sandbox.run(os.getpid)
    app = press(app)
    os.kill(child, signal.SIGKILL)  # at work on the pictures, which take many seconds
    told = made(app)
    assert "图片（PNG 两种尺寸、SVG）：未能生成。处理程序意外中止（SIGKILL）" in told
    assert "名单（文本）：9 个文件" in told
    assert not app.exception and not opened("provinces").exception
