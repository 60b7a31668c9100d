"""What Streamlit does again for every run of every visitor, and here is done but once.

Each costs more than a whole small page: to read the look, which no run changes, from the
configuration, and to look through a label for an emoji at its beginning.
"""

from __future__ import annotations

from functools import cache, lru_cache

from streamlit import string_util
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

_populate = app_session._populate_theme_msg


def save() -> None:
    """From now on both are remembered."""
    app_session._populate_theme_msg = _recall  # type: ignore[assignment]
    remember = lru_cache(maxsize=4096)
    string_util.extract_leading_emoji = remember(string_util.extract_leading_emoji)


def _recall(message: CustomThemeConfig, section: str = "theme") -> None:
    message.MergeFrom(_look(section))


@cache
def _look(section: str) -> CustomThemeConfig:
    found = CustomThemeConfig()
    _populate(found, section)
    return found
