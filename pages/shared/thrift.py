"""What Streamlit does again for every run of every visitor, and here is done but once, or not at all.

Each costs more than a whole small page: to read the look, which no run changes, from the
configuration; to look through a label for an emoji at its beginning; to find by the garbage
collector what a run has left.
"""

from __future__ import annotations

from functools import cache, lru_cache
from threading import current_thread

from streamlit import string_util
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_run_context import SCRIPT_RUN_CONTEXT_ATTR_NAME

_populate = app_session._populate_theme_msg
_run_script_thread = ScriptRunner._run_script_thread


def save() -> None:
    """From now on look and emoji are remembered, and a run that has ended leaves nothing."""
    app_session._populate_theme_msg = _recall  # type: ignore[assignment]
    remember = lru_cache(maxsize=4096)
    string_util.extract_leading_emoji = remember(string_util.extract_leading_emoji)
    ScriptRunner._run_script_thread = _let_go  # type: ignore[method-assign,assignment]


def _recall(message: CustomThemeConfig, section: str = "theme") -> None:
    message.MergeFrom(_look(section))


@cache
def _look(section: str) -> CustomThemeConfig:
    found = CustomThemeConfig()
    _populate(found, section)
    return found


def _let_go(runner: ScriptRunner) -> None:
    """The thread of a run; when it ends, the circles by which the runner holds itself are undone."""
    try:
        _run_script_thread(runner)
    finally:
        vars(current_thread()).pop(SCRIPT_RUN_CONTEXT_ATTR_NAME, None)
        del runner._session_state
