"""Another edition, and one that leaves lists out, on every page."""

from __future__ import annotations

import pytest

from analysis.schema import EDITION
from pages.shared import current
from tests.fixtures import second_edition
from tests.fixtures.editions import context, copy_2019, keep_rows
from tests.pages.conftest import PAGES, bodies, datasets, opened, words

OF_2019 = ("2019", "中国软件评测中心", "打造智慧服务型政府", "统筹协调", "秒批")
PUBLISHERS = {
    publisher
    for table in context()
    if "publisher" in context()[table]
    for publisher in context()[table]["publisher"]
}
LISTS = [name for name, table in EDITION.items() if not table.required]


@pytest.fixture
def second(tmp_path, monkeypatch):
    """The app with the made-up edition for its own."""
    monkeypatch.setattr(current, "DEFAULT", second_edition.write(tmp_path))


def everything(app):
    """Words, labels, links and the rows of charts."""
    said = [words(app), *(link.proto.label for link in app.get("page_link"))]
    for kind in ("selectbox", "pills", "button_group", "text_input", "code", "caption"):
        said += [repr(element.proto) for element in app.get(kind)]
    rows = [data.decode("utf-8", "ignore") for held in datasets(app) for data in held.values()]
    return "\n".join([*said, *rows])


@pytest.mark.parametrize("page", PAGES)
def test_nothing_of_2019_is_left_in_another_edition(page, second):
    app = opened(page)
    assert not app.exception and not app.error
    said = everything(app)
    for publisher in PUBLISHERS:  # of figures from outside any edition, which stay as they are
        said = said.replace(publisher, "")
    assert [word for word in OF_2019 if word in said] == []
    assert app.title[0].value


def test_another_edition_is_what_is_shown(second):
    assert "2031" in words(opened("home"))
    assert "虚构评测院" in words(opened("method"))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_lives_without_the_lists_that_were_not_published(page, tmp_path, monkeypatch):
    copy_2019(tmp_path)
    for name in LISTS:
        (tmp_path / f"{name}.csv").unlink()
    monkeypatch.setattr(current, "DEFAULT", tmp_path)
    app = opened(page)
    assert not app.exception and not app.error
    assert app.title[0].value
    if page in ("honours", "cases", "trends", "method"):
        assert "本次材料未" in words(app)


def test_a_theme_without_slides_is_named_and_no_more(tmp_path, monkeypatch):
    copy_2019(tmp_path)
    with (tmp_path / "themes.csv").open("a", encoding="utf-8") as themes:
        themes.write("绿色低碳,方向,绿色低碳,方向,7,31,绿色低碳\n")
    monkeypatch.setattr(current, "DEFAULT", tmp_path)
    app = opened("trends", {"theme": "绿色低碳"})
    assert not app.exception and not app.error
    assert ">绿色低碳<" in bodies(app) and "<section" not in bodies(app)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_lives_with_lists_that_are_empty(page, tmp_path, monkeypatch):
    copy_2019(tmp_path)
    for name in LISTS:
        keep_rows(tmp_path, name)
    monkeypatch.setattr(current, "DEFAULT", tmp_path)
    app = opened(page)
    assert not app.exception and not app.error
    assert app.title[0].value
