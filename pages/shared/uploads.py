"""Uploaded files, handed over: the server holds none of them once it has been read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile


def read(given: Iterable[UploadedFile]) -> dict[str, bytes]:
    """Contents by name; of two files of one name the second is called as a browser would call it.

    Streamlit would keep every file until its session ends, also those whose box is gone.
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
    return found
