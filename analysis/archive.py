"""What office files are made of: zips of the same bytes whenever and wherever, and sound XML."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def sound(words: str) -> str:
    """Words with a visible � for each character that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", words)


def zipped(members: Mapping[str, bytes]) -> bytes:
    """Files by name as a zip; the same files give the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            member = zipfile.ZipInfo(name)  # dated 1980, the first that a zip knows
            member.create_system = 3
            member.external_attr = 0o644 << 16
            archive.writestr(member, content, zipfile.ZIP_DEFLATED, 9)
    return stream.getvalue()
