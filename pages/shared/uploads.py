"""Uploaded files, handed over: the server holds none once it has been read, and few before."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from starlette.exceptions import HTTPException
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec

_add = MemoryUploadedFileManager.add_file
_refused: set[str] = set()  # sessions that have sent too much since they were last read


class TooMuch(ValueError):
    """Not all files were taken; a Chinese sentence."""


def limit() -> None:
    """From now on no session holds more than it may, whoever sends the files."""
    MemoryUploadedFileManager.add_file = _add_within  # type: ignore[method-assign,assignment]


def _add_within(manager: MemoryUploadedFileManager, session_id: str, file: UploadedFileRec) -> None:
    from analysis.intake import limits  # a server that starts has no time for all of the intake

    others = [
        one for one in manager.file_storage[session_id].values() if one.file_id != file.file_id
    ]
    if sum(len(one.data) for one in others) + len(file.data) > limits.SESSION:
        _refused.add(session_id)
        raise HTTPException(413, _too_much())
    _add(manager, session_id, file)


def _too_much() -> str:
    from analysis.intake import limits

    return (
        f"一次会话里待读的文件合计不超过 {limits.SESSION // limits.MB} MB，这次没有全部收下，数据没有改动；"
        "请减少文件后重新选择。"
    )


def read(given: Iterable[UploadedFile]) -> dict[str, bytes]:
    """Contents by name; of two files of one name the second is called as a browser would call it.

    Streamlit would keep every file until its session ends, also those whose box is gone. Raises
    ``TooMuch`` where some of the files were refused: the others are not all of what was meant.
    """
    found: dict[str, bytes] = {}
    running = get_script_run_ctx()
    for one in given:
        name, path = one.name, PurePath(one.name)
        number = 1
        while name in found:
            name = f"{path.stem}({number}){path.suffix}"
            number += 1
        found[name] = one.getvalue()
        if running and isinstance(running.uploaded_file_mgr, MemoryUploadedFileManager):
            running.uploaded_file_mgr.remove_file(running.session_id, one.file_id)
    if running and running.session_id in _refused:
        _refused.discard(running.session_id)
        raise TooMuch(_too_much())
    return found
