"""Run a page as Streamlit does, without a browser, and read what it says."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))


def _run_by_app(start: Callable[..., None]) -> Callable[..., None]:
    """AppTest takes any app with a folder pages/ for the old kind, and would leave app.py out."""

    def init(self: PagesManager, *arguments: Any, **options: Any) -> None:
        start(self, *arguments, **options)
        PagesManager.uses_pages_directory = False

    return init


PagesManager.__init__ = _run_by_app(PagesManager.__init__)  # type: ignore[method-assign]


def opened(page: str, query: Mapping[str, str | list[str]] | None = None) -> AppTest:
    """A page reached through the app's own navigation, with a query in its URL."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    if page != "home":
        app.switch_page(f"pages/{page}.py")
    for name, value in (query or {}).items():
        app.query_params[name] = value
    return app.run()


def bodies(app: AppTest) -> str:
    """The markup that the page sends, its style sheet left out."""
    found = [element.proto.body for element in app.get("html")]
    return "\n".join(body for body in found if not body.startswith("<style"))


def words(app: AppTest) -> str:
    """Everything a reader sees in words."""
    elements = (app.title, app.markdown, app.info, app.error, app.text)
    written = [element.value for kind in elements for element in kind]
    return "\n".join([*written, html.unescape(re.sub(r"<[^>]+>", "\n", bodies(app)))])


def specs(app: AppTest) -> list[str]:
    """The Vega-Lite specs of the page's charts."""
    return [chart.proto.spec for chart in app.get("vega_lite_chart")]


def datasets(app: AppTest) -> list[dict[str, bytes]]:
    """The rows that each chart of the page is sent, by name."""
    return [
        {held.name: held.data.data for held in chart.proto.datasets}
        for chart in app.get("vega_lite_chart")
    ]


def cards(app: AppTest) -> list[str]:
    """The titles of the cards on the page, as a reader sees them."""
    found = re.findall(r'<article class="card".*?<h3>(.*?)</h3>', bodies(app), re.DOTALL)
    return [html.unescape(title) for title in found]
