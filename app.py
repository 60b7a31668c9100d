"""数字政府服务能力评估: run by Streamlit this draws the app, loaded as a module it is its server."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

NAME = "数字政府服务能力评估"


def draw() -> None:
    """Navigation and the chosen page."""
    from pages.shared import current, deck, search_box, show, state

    # Before the menu: a sidebar that is there already keeps the width that it has.
    st.set_page_config(layout="wide", initial_sidebar_state=256)
    page = st.navigation(
        {
            NAME: [
                st.Page("pages/home.py", title="总览", default=True),
                st.Page("pages/method.py", title="评估内容与对象"),
            ],
            "评估结果": [
                st.Page("pages/provinces.py", title="省级政府服务能力"),
                st.Page("pages/cities.py", title="重要城市政府服务能力"),
                st.Page("pages/honours.py", title="优秀政务新媒体主办单位"),
                st.Page("pages/unit.py", title="单位概览"),
            ],
            "特点与案例": [
                st.Page("pages/trends.py", title="特点趋势"),
                st.Page("pages/cases.py", title="创新案例库"),
                st.Page("pages/casemap.py", title="案例地图"),
            ],
            "比较与表述": [
                st.Page("pages/compare.py", title="区域对比"),
                st.Page("pages/statements.py", title="表述核验"),
            ],
            "发布与资料": [
                st.Page("pages/present.py", title="发布会演示"),
                st.Page("pages/data.py", title="数据与来源"),
            ],
        },
        expanded=True,
    )
    st.set_page_config(page_title=f"{page.title}｜{NAME}")
    show.style()
    current.choose_edition()
    search_box.search_box()
    deck.add_button(page.url_path)
    state.follow(page.url_path)
    page.run()


if get_script_run_ctx() is not None:
    draw()
else:
    import gc
    from threading import Thread

    from streamlit.runtime.pages_manager import PagesManager

    from pages.shared import (
        kept_files,
        not_made,
        reconnected,
        server,
        thrift,
        turns,
        uploads,
    )

    def warm_up() -> None:
        """Load the edition and the maps while the first browser still loads its scripts.

        What is loaded here stays to the end: looking through it for garbage would only make
        readers wait, now and at each later collection.
        """
        gc.disable()
        try:
            from pages.shared import current, deck  # noqa: F401  # the import alone takes time

            current.warm_up()
        finally:
            gc.freeze()
            gc.enable()

    # Until navigation has run once, Streamlit would run a file of pages/ as a page of its own kind
    # when the first reader of a new server follows a deep link.
    PagesManager.uses_pages_directory = False

    kept_files.keep()
    not_made.tell()
    reconnected.answer()
    thrift.save()
    turns.take()
    uploads.limit()

    # In its own thread, so that the server answers before pandas and Altair are imported.
    Thread(target=warm_up, daemon=True).start()

    # Streamlit finds the server by reading this very assignment.
    app = st.App(
        __file__,
        routes=server.routes(),
        middleware=server.middleware(),
        on_script_error=server.tell_error,
    )
