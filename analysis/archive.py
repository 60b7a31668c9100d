"""What files are made of: zips of the same bytes whenever and wherever, sound XML, safe names."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_NOT_IN_NAMES = re.compile(r'[/\\:*?"<>|\x00-\x1f\x7f-\x9f\u2028\u2029]|^\.+')
_LONGEST_NAME, _MOST_BYTES = 80, 224  # a disk holds 255 bytes, and endings follow


def sound(words: str) -> str:
    """Words with a visible � for each character that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", words)


def file_name(words: str) -> str:
    """Words as a name that a file may have anywhere: one part of a path, not hidden, not long."""
    name = _NOT_IN_NAMES.sub("_", words)[:_LONGEST_NAME]
    return name.encode(errors="ignore")[:_MOST_BYTES].decode(errors="ignore") or "_"


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
