"""延伸阅读: pages elsewhere, kept apart, links only where an address is given."""

from __future__ import annotations

from dataclasses import replace

from analysis import edition, reading
from analysis.schema import CONTEXT
from tests.fixtures.editions import context, copy_context, edition_2019, edition_2031


def test_every_page_belongs_to_a_case_of_the_edition():
    found = reading.pages(edition_2019(), context())
    assert len(found) == len(context()["case_reading"]) == 19
    assert len({page.case for page in found}) == 13


def test_pages_stand_in_the_order_of_the_cases():
    cases = list(edition_2019()["cases"]["case"])
    order = [cases.index(page.case) for page in reading.pages(edition_2019(), context())]
    assert order == sorted(order)


def test_a_case_has_its_own_pages():
    (page,) = reading.of_cases(edition_2019(), context(), {"city-05"})
    assert (page.publisher, page.date, page.grade) == ("红网", "2021年1月18日（日期据网址）", "A")


def test_a_page_without_title_is_named_by_its_publisher():
    (page,) = reading.of_cases(edition_2019(), context(), {"city-08"})
    assert not page.title
    assert f">{page.publisher}</a>" in reading.html([page])


def test_an_address_becomes_a_link_and_only_an_address():
    page = reading.pages(edition_2019(), context())[0]
    assert f'href="{page.url}"' in reading.html([page])
    assert "href" not in reading.html([replace(page, url="")])


def test_markup_in_a_page_is_text():
    page = replace(reading.pages(edition_2019(), context())[0], title="<b>", gist='"><script>')
    assert "<script>" not in reading.html([page])
    assert "&lt;b&gt;" in reading.html([page])


def test_an_address_that_is_no_web_address_is_a_problem(tmp_path):
    path = copy_context(tmp_path) / "case_reading.csv"
    text = path.read_text(encoding="utf-8").replace("http://news.cyol.com", "javascript:news")
    path.write_text(text, encoding="utf-8")
    (problem,) = edition.find_problems(tmp_path, CONTEXT)
    assert (problem.file, problem.column) == ("case_reading.csv", "url")


def test_without_the_table_or_the_context_there_is_nothing_to_read(tmp_path):
    (copy_context(tmp_path) / "case_reading.csv").unlink()
    assert reading.pages(edition_2019(), edition.load_context(tmp_path)) == ()
    assert reading.pages(edition_2019(), None) == ()
    assert reading.pages(edition_2031(), context()) == ()
