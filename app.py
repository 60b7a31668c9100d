"""数字政府服务能力评估: run by Streamlit this draws the app, loaded as a module it is its server."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx


def draw() -> None:
    """Navigation and the chosen page."""
    from pages.shared import current, deck, menu, search_box, show, state

    # Before the menu: a sidebar that is there already keeps the width that it has.
    st.set_page_config(layout="wide", initial_sidebar_state=256)
    page = st.navigation(menu.pages(), expanded=True)
    st.set_page_config(page_title=f"{page.title}｜{menu.NAME}")
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
        delivery,
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
        readers wait, now and at each later collection. With hundreds of visitors a collection of
        everything takes a third of a second; a run leaves hardly anything, so it may be rare.
        """
        gc.disable()
        try:
            from pages.shared import current, deck  # noqa: F401  # the import alone takes time

            current.warm_up()
        finally:
            gc.freeze()
            gc.set_threshold(10_000, 5, 5)
            gc.enable()

    # Until navigation has run once, Streamlit would run a file of pages/ as a page of its own kind
    # when the first reader of a new server follows a deep link.
    PagesManager.uses_pages_directory = False

    delivery.together()
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
