"""Files that were made on a click stay for a minute.

Streamlit keeps a file only while the last run of a session has put it on a page, and what is made on a
click never is: the second run of anybody's session throws it away, with many readers before the
browser has come for it.
"""

from __future__ import annotations

from threading import Lock
from time import monotonic
from typing import Any

from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

STAYS = 60.0  # seconds
_doomed: dict[str, float] = {}
_lock = Lock()
_delete = MemoryMediaFileStorage.delete_file
_load = MemoryMediaFileStorage.load_and_get_id


def keep() -> None:
    """From now on nothing that the server gives out is deleted at once."""
    MemoryMediaFileStorage.delete_file = _later  # type: ignore[method-assign,assignment]
    MemoryMediaFileStorage.load_and_get_id = _again  # type: ignore[method-assign,assignment]


def _later(storage: MemoryMediaFileStorage, file_id: str) -> None:
    now = monotonic()
    with _lock:
        _doomed[file_id] = now
        gone = [one for one, since in _doomed.items() if now - since > STAYS]
        for one in gone:
            del _doomed[one]
            _delete(storage, one)


def _again(storage: MemoryMediaFileStorage, *arguments: Any, **named: Any) -> str:
    with _lock:
        file_id = _load(storage, *arguments, **named)
        _doomed.pop(file_id, None)
        return file_id
