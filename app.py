"""数字政府服务能力评估: run by Streamlit this draws the app, loaded as a module it is its server."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

NAME = "数字政府服务能力评估"


def draw() -> None:
    """Navigation and the chosen page."""
    from pages.shared import show

    st.set_page_config(layout="wide", initial_sidebar_state=256)
    page = st.navigation(
        {
            NAME: [st.Page("pages/home.py", title="总览", default=True)],
            "评估结果": [
                st.Page("pages/provinces.py", title="省级政府服务能力"),
                st.Page("pages/cities.py", title="重要城市政府服务能力"),
            ],
            "特点与案例": [
                st.Page("pages/trends.py", title="特点趋势"),
                st.Page("pages/cases.py", title="“十大”优秀创新案例"),
            ],
        }
    )
    st.set_page_config(page_title=f"{page.title}｜{NAME}")
    show.style()
    page.run()


if get_script_run_ctx() is not None:
    draw()
else:
    from threading import Thread

    from streamlit.runtime.pages_manager import PagesManager

    from pages.shared import current, server

    # Until navigation has run once, Streamlit would run a file of pages/ as a page of its own kind
    # when the first reader of a new server follows a deep link.
    PagesManager.uses_pages_directory = False

    # While the first browser still loads its scripts, load the edition and the maps.
    Thread(target=current.warm_up, daemon=True).start()

    # Streamlit finds the server by reading this very assignment.
    app = st.App(
        __file__,
        routes=server.routes(),
        middleware=server.middleware(),
        on_script_error=server.tell_error,
    )
