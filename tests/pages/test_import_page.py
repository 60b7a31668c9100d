"""导入结果 and 保存与恢复 as Streamlit runs them: what loads, what is refused, what stays."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from errno import ENOSPC
from functools import cache
from pathlib import Path

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.testing.v1 import AppTest

from analysis import archive, intake, running_order, sandbox, visit
from analysis.edition import Edition
from analysis.export.package import data_package
from analysis.intake import limits
from analysis.learning import Ticked
from analysis.running_order import Entry, Saved
from analysis.visit import Visit
from pages.shared import current
from tests.fixtures import second_edition
from tests.fixtures.editions import copy_2019, edition_2019, edition_2031, set_cell, zipped
from tests.pages.conftest import PAGES, bodies, opened, words
from tests.pages.test_other_editions import OF_2019, PUBLISHERS, everything

MARK = "本地导入数据（非发布结果）"
LINE = f"{MARK}：《2031数字服务水平测评（虚构）》。只留在本次会话里。"
LOADED = (
    "已载入《2031数字服务水平测评（虚构）》，16 张表 49 行；没有内容的表：优秀政务新媒体主办单位。"
    "各页现在都用它。"
)
UNCHANGED = "没有载入，现有数据没有改动"


def upload(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    """Files put into the box, all at once."""
    given = [(name, content, "application/octet-stream") for name, content in files]
    return app.file_uploader[0].set_value(given).run()


@cache
def package() -> bytes:
    return data_package(edition_2031())


@pytest.fixture
def own() -> AppTest:
    """A visitor who has loaded the second edition."""
    return upload(opened("data"), ("2031.zip", package()))


def go(app: AppTest, page: str) -> AppTest:
    """Another page of the same session."""
    return app.switch_page(f"pages/{page}.py").run()


def edition_of(app: AppTest) -> Edition:
    """What the session has loaded."""
    held: Edition = app.session_state["edition-own"]
    return held


def downloads(app: AppTest) -> list[str]:
    return [button.proto.label for button in app.get("download_button")]


# ---- it loads ----------------------------------------------------------------------------------------


def test_the_section_offers_templates_and_says_what_happens() -> None:
    app = opened("data")
    said = words(app)
    assert not app.exception
    assert f"处处注明“{MARK}”，不带审图号；有一处问题就整体不载入，并列出全部问题。" in said
    assert "一个文件不超过 20 MB，一次合计不超过 60 MB，一张表不超过 5,000 行。" in said
    assert downloads(app)[3:] == [
        "下载空白模板（XLSX）",
        "下载填好 2019 年的模板（XLSX）",
        "保存本次会话（zip）",
    ]
    assert not app.sidebar.selectbox
    assert MARK + "：" not in said


def test_an_uploaded_edition_is_on_every_page_with_its_mark(own: AppTest) -> None:
    """And on none is anything left of 2019, in words, choices or charts; no number can be entered."""
    assert LOADED in words(own)
    (box,) = own.sidebar.selectbox
    assert box.options == ["2019 数字政府服务能力", "本地导入：2031 数字服务水平"]
    for page in PAGES:
        app = go(own, page)
        assert not app.exception and not app.error, page
        said = (
            everything(app)
            .replace("'2019 数字政府服务能力'", "")
            .replace("2019 数字政府服务能力", "")
        )
        said = said.replace("填好 2019 年", "")
        for publisher in PUBLISHERS:
            said = said.replace(publisher, "")
        assert [word for word in OF_2019 if word in said] == [], page
        assert LINE in said, page
        if "来源：" in said:
            assert f"来源：{MARK}，《2031" in said, page
            assert "来源：《" not in said, page
        assert "审图号：" not in said, page
    assert "本地导入数据不带审图号；要公开放映，请将地图页改用名单。" in words(go(own, "present"))


def test_the_way_back_and_again(own: AppTest) -> None:
    """The view stays as it is; what was loaded is still there to choose."""
    app = go(own, "cities")
    (back,) = [button for button in app.button if button.label == "改回发布结果"]
    back.click().run()
    assert MARK not in words(app)
    assert app.title[0].value == "重要城市政府服务能力" and "2019" in words(app)
    app.sidebar.selectbox[0].set_value("local").run()
    assert LINE in words(app)
    assert "edition" not in app.query_params
    go(app, "data").sidebar.selectbox[0].set_value("2019").run()
    assert LOADED.removesuffix("各页现在都用它。") in words(app) and LOADED not in words(app)


def test_three_ways_to_send_the_same(tmp_path: Path) -> None:
    """CSV files, a workbook and a zip give one edition."""
    folder = second_edition.write(tmp_path)
    tables = [(path.name, path.read_bytes()) for path in sorted(folder.glob("*.csv"))]
    book = intake.template(edition_2031())
    ways = (tables, [("表.xlsx", book)], [("包.zip", package())])
    app = opened("data")
    found = {edition_of(upload(app, *files)).identity for files in ways}
    assert len(found) == 1


def test_what_was_put_right_is_said(tmp_path: Path) -> None:
    folder = second_edition.write(tmp_path)
    set_cell(folder, "indicators", 2, "weight", "４０")
    app = upload(opened("data"), ("2031.zip", zipped(folder)))
    assert LOADED in words(app)
    (told,) = [box.label for box in app.expander if box.label.startswith("读入时")]
    assert told == "读入时作了这些处理（1 项）"
    assert "indicators.csv：" in words(app) and "４０→40" in words(app)


# ---- it is refused -----------------------------------------------------------------------------------


def test_problems_are_listed_and_the_session_keeps_its_edition(
    own: AppTest, tmp_path: Path
) -> None:
    folder = second_edition.write(tmp_path)
    set_cell(folder, "results", 2, "tier", "特优")
    set_cell(folder, "results", 3, "organisation", "浙江式")
    before = edition_of(own)
    app = upload(own, ("坏.zip", zipped(folder)))
    assert not app.exception
    assert edition_of(app) is before and LINE in words(app)
    assert f"{UNCHANGED}；共 2 处问题。" in words(app)
    table = bodies(app).partition(">怎么办</th>")[2].partition("</table>")[0]
    assert "<td>results.csv</td>" in table and '<td class="right">2</td>' in table
    assert "<td>特优</td><td>未知档次</td>" in table
    assert "下载问题清单（XLSX）" in downloads(app)


def test_many_problems_are_cut_on_the_page_alone(tmp_path: Path) -> None:
    folder = copy_2019(tmp_path)
    path = folder / "results.csv"
    path.write_text(path.read_text("utf-8").replace(",发展,", ",发达,"), "utf-8")
    number = path.read_text("utf-8").count(",发达,")
    mentions = folder / "mentions.csv"
    mentions.write_text(mentions.read_text("utf-8").replace("省,", "剩,"), "utf-8")
    app = upload(opened("data"), ("2019.zip", zipped(folder)))
    came = app.session_state["import-came"].received.taken
    assert number > 0 and len(came.problems) > current.MOST
    assert f"共 {len(came.problems)} 处问题，先列前 50 处，全部在清单里。" in words(app)
    table = bodies(app).partition(">怎么办</th>")[2].partition("</table>")[0]
    assert table.count("<tr>") == 50


MB = b"0" * (1 << 20)
REFUSED = {
    "too large": ([("大.csv", 21 * MB)], "一个文件不超过 20 MB，这个有 21.0 MB"),
    "too much": ([(f"{n}.csv", 16 * MB) for n in range(4)], "合计不超过 60 MB"),
    "no zip": ([("包.zip", b"hello")], "文件的开头不对，可能没有传完；请重新保存后上传"),
    "an old workbook": ([("表.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600)], "请另存为 .xlsx"),
    "markup in a name": ([("<img src=x>.csv", b"a,b\n1,2\n")], "未声明的表"),
    "one table twice": (
        [("channels.csv", b"order,channel\n"), ("channels.csv", b"order,channel\n")],
        "只留一份",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_told_and_nothing_changes(name: str) -> None:
    files, told = REFUSED[name]
    app = upload(opened("data"), *files)
    assert not app.exception
    assert UNCHANGED in words(app) and told in words(app)
    assert "<img" not in bodies(app)
    assert "2019数字政府服务能力评估结果" in words(app) and "edition-own" not in app.session_state


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            sandbox.Failed("超过 10 秒仍未完成，已停止。"),
            "：超过 10 秒仍未完成，已停止，数据没有改动；请告知维护者编号 ",
        ),
        (KeyError("secret"), "：读取时出了差错，数据没有改动；请告知维护者编号 "),
        (
            OSError(ENOSPC, "secret"),
            "：磁盘已满或只读，写不下临时文件，请腾出空间，数据没有改动；请告知维护者编号 ",
        ),
    ],
)
def test_a_child_that_fails_is_a_sentence(
    error: Exception, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*arguments: object, **options: object) -> None:
        raise error

    monkeypatch.setattr(sandbox, "run", run)
    app = upload(opened("data"), ("2031.zip", package()))
    assert not app.exception
    assert UNCHANGED + told in words(app) and "secret" not in words(app)


def test_an_upload_is_read_once_and_then_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """However often the page runs; the server keeps no byte of it."""
    asked, held = [], []
    run, remove = sandbox.run, MemoryUploadedFileManager.remove_file

    def count(*arguments: object, **options: object) -> object:
        asked.append(options)
        return run(*arguments, **options)  # type: ignore[arg-type]

    def removed(self: MemoryUploadedFileManager, session: str, file: str) -> None:
        remove(self, session, file)
        held.append(sum(map(len, self.file_storage.values())))

    monkeypatch.setattr(sandbox, "run", count)
    monkeypatch.setattr(MemoryUploadedFileManager, "remove_file", removed)
    app = upload(opened("data"), ("a.csv", b"x"), ("b.csv", b"y"))
    app.run()
    go(app, "home")
    go(app, "data")
    assert asked == [{"seconds": limits.SECONDS, "lane": intake.LANE}]
    assert held[-1:] == [0]
    assert UNCHANGED in words(app)


# ---- several published editions -----------------------------------------------------------------------


@pytest.fixture
def several(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """2031 is the newest, 2019 the other."""
    folder = tmp_path / "2031"
    folder.mkdir()
    monkeypatch.setattr(current, "OTHERS", [current.DEFAULT])
    monkeypatch.setattr(current, "DEFAULT", second_edition.write(folder))
    yield


def test_the_newest_is_shown_and_another_is_chosen_and_linked(several: None) -> None:
    app = opened("provinces")
    (box,) = app.sidebar.selectbox
    assert box.options == ["2031 数字服务水平", "2019 数字政府服务能力"]
    assert "2031 年省级" in words(app) and "edition" not in app.query_params
    box.set_value("2019").run()
    assert "2019 年省级" in words(app)
    assert app.query_params["edition"] in ("2019", ["2019"])
    go(app, "cities")
    assert "2019 年重要城市" in words(app)
    app.sidebar.selectbox[0].set_value("2031").run()
    assert "2031 年重要城市" in words(app) and "edition" not in app.query_params


def test_a_link_opens_its_edition_and_keeps_it(several: None) -> None:
    app = opened("provinces", {"edition": "2019", "code": "440000"})
    assert not app.info and "2019 年省级" in words(app) and "广东省" in words(app)
    app.selectbox(key="choice-place").set_value("450000").run()
    assert {name: app.query_params[name] for name in ("code", "edition")} in (
        {"code": "450000", "edition": "2019"},
        {"code": ["450000"], "edition": ["2019"]},
    )
    assert not app.info


@pytest.mark.parametrize("named", ["1999", "../2019", "<b>", "local"])
def test_an_unknown_edition_is_told(named: str) -> None:
    app = opened("cities", {"edition": named})
    assert not app.exception and not app.error
    assert len(app.info) == 1 and "不是可选的评估结果，已略过。" in app.info[0].value
    assert "2019 年重要城市" in words(app)


def test_an_edition_that_cannot_be_loaded_leaves_the_other(several: None, tmp_path: Path) -> None:
    set_cell(tmp_path / "2031", "results", 2, "tier", "特优")
    app = opened("cities")
    assert app.error[0].value.startswith("评估结果数据未能载入")
    (box,) = app.sidebar.selectbox
    assert box.options == ["2031（未能载入）", "2019 数字政府服务能力"]
    box.set_value("2019").run()
    assert not app.error and "2019 年重要城市" in words(app)


# ---- a saved session --------------------------------------------------------------------------------


def test_a_saved_session_comes_back() -> None:
    own = intake.take({"2031.zip": package()}).edition
    order = Saved((Entry("cover"), Entry(page="cities", title="城市")), {}, False)
    kept = Visit(
        own,
        "2019",
        {"2019": order, "local": Saved((Entry("closing"),))},
        {"2019": Ticked(("city-02",), {"city-02": "问一问"})},
    )
    file = visit.save(kept, {"2019": edition_2019(), "local": own})
    app = upload(opened("data"), ("保存的会话.zip", file))
    said = words(app)
    assert not app.exception and "已恢复保存的会话。" in said
    assert "演示顺序：2019数字政府服务能力，2 页。" in said
    assert "学习清单：2019数字政府服务能力，勾选 1 条，备注 1 条。" in said
    assert MARK + "：《" not in said.replace("本地导入数据：《", "")  # 2019 was looked at
    assert app.session_state[f"deck-of-{edition_2019().identity}"] == order
    (link,) = [
        link for link in go(app, "cases").get("page_link") if "上次的学习清单" in link.proto.label
    ]
    assert (
        link.proto.label == "上次的学习清单（1 条）" and "pick=city-02" in link.proto.query_string
    )
    app.sidebar.selectbox[0].set_value("local").run()
    assert LINE in words(app)
    assert "1 页" in words(go(app, "present"))


def test_a_bad_session_changes_nothing(own: AppTest) -> None:
    """Its list is good, its order is not: neither comes."""
    order = running_order.save(edition_2019(), Saved((Entry("cover"),))).replace(b"cover", b"none")
    file = visit.save(
        Visit(None, "2019", {}, {"2019": Ticked(("city-02",))}), {"2019": edition_2019()}
    )
    with zipfile.ZipFile(io.BytesIO(file)) as held:
        members = {name: held.read(name) for name in held.namelist()}
    app = upload(own, ("会话.zip", archive.zipped(members | {"2019/order.json": order})))
    assert f"{UNCHANGED}：演示顺序中的“none”不在本次评估的演示里；请移除后再试。" in words(app)
    assert LINE in words(app)
    assert f"learning-of-{edition_2019().identity}" not in app.session_state
