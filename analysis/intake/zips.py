"""Zips from outside: members are looked at before any is unpacked, and counted while they are."""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
from collections.abc import Iterator

from analysis.intake import limits
from analysis.intake.findings import Refused, shown
from analysis.tables import BAD_ZIP

_BROKEN = (*BAD_ZIP, ValueError, struct.error, IndexError)
_CHUNK = 1 << 16
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x41  # bits of a member's flags: with a password, and with a strong one
_UTF_8 = 0x800
_ENTRY = b"PK\x01\x02"  # what each entry of the list at the end of a zip begins with
_PACK_AGAIN = "请从原文件重新打包后上传"


class Archive:
    """A zip whose members can be unpacked within the limits; raises ``Refused`` with the reason."""

    def __init__(self, file: str, content: bytes) -> None:
        self.file = file
        self._size = len(content)
        self._unpacked = 0
        if content.count(_ENTRY) > 8 * limits.PARTS:  # so many fill the memory when only listed
            raise self.too_many()
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            members = self._zip.infolist()
        except _BROKEN as error:
            raise self._refused("damaged", _PACK_AGAIN) from error
        self.members: dict[str, zipfile.ZipInfo] = {}
        for member in members:
            self._look_at(member)

    def _refused(self, rule: str, hint: str, name: str = "", where: str = "") -> Refused:
        named = f"{self.file} 中的 {shown(name)}" if name else self.file
        return Refused(where or named, rule, hint)

    def too_many(self) -> Refused:
        """What to raise where there are more members than its kind may have."""
        hint = f"zip 不超过 {limits.MEMBERS} 个文件，工作簿不超过 {limits.PARTS} 个部件；请只放表格"
        return self._refused("too-large", hint)

    def _look_at(self, member: zipfile.ZipInfo) -> None:
        name = _name(member)
        if member.flag_bits & _ENCRYPTED:
            raise self._refused("encrypted", "请去掉密码后重新打包上传", name)
        if _is_unsafe(name):
            raise self._refused("unsafe-name", "文件名不能以 / 或盘符开头，不能含 .. 或 \\", name)
        if stat.S_ISLNK(member.external_attr >> 16):
            raise self._refused("link", "请放入文件本身，不放快捷方式或链接", name)
        if name.endswith("/"):
            return
        if member.compress_type not in _PLAIN:
            raise self._refused("damaged", "压缩方法不通用；请用系统自带的压缩功能重新打包", name)
        if name in self.members:
            raise self._refused("duplicate-table", "zip 中有两个同名的文件；只留一个", name)
        self.members[name] = member

    def chunks(self, name: str, where: str = "") -> Iterator[bytes]:
        """The content of a member, piece by piece; ``where`` is what messages call it."""
        member, size = self.members[name], 0
        packed = min(member.compress_size, self._size)
        try:
            with self._zip.open(member) as stream:
                while piece := stream.read(_CHUNK):
                    size += len(piece)
                    self._unpacked += len(piece)
                    if size > max(limits.RATIO_FROM, packed * limits.RATIO):
                        hint = f"解压后超过压缩前的 {limits.RATIO} 倍，不像是表格；请检查内容"
                        raise self._refused("too-large", hint, name, where)
                    if self._unpacked > limits.UNPACKED:
                        hint = f"解压后合计超过 {limits.UNPACKED // limits.MB} MB；请只放表格"
                        raise self._refused("too-large", hint)
                    yield piece
        except _BROKEN as error:
            raise self._refused("damaged", _PACK_AGAIN, name, where) from error

    def read(self, name: str) -> bytes:
        """The whole content of a member."""
        return b"".join(self.chunks(name))


def _name(member: zipfile.ZipInfo) -> str:
    """The name as its author knows it: Windows writes Chinese ones without saying how."""
    if member.flag_bits & _UTF_8:
        return member.orig_filename
    written = member.orig_filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return written.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.orig_filename


def _is_unsafe(name: str) -> bool:
    return (
        not name
        or name.startswith("/")
        or "\\" in name
        or "\0" in name
        or ".." in name.split("/")
        or bool(re.match("[A-Za-z]:", name))
    )
