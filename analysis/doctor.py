"""What this machine lacks to run the app, a line each in Chinese with what to do about it.

Imports nothing but the standard library before it has looked: on a bare machine it must say so.
"""

from __future__ import annotations

import ipaddress
import json
import os
import re
import shutil
import socket
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.schema import Table

ROOT = Path(__file__).parents[1]
FINE, LESS, LACKS = "可以", "注意", "缺少"  # only what is lacking keeps the app from running
PYTHON = (3, 11)
DISK = 500 << 20  # bytes for temporary files and a press pack
MEMORY, WHOLE_DECK = 700 << 20, 2500 << 20  # bytes for the app alone, and with a deck in its child
SET_UP = "请运行 bash .ci/setup"
TESTS_ONLY = "只有测试要用；要跑测试请运行 bash .ci/setup tests"
CJK = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
_AGAIN = "请重新取得本程序的全部文件"
OPTIONAL = {  # packages without which the pages work all the same, and what does not
    "geopandas": "笔记本中的空间分析",
    "vl-convert-python": "图片、演示与文件中的图",
    "fonttools": "图片、演示与文件中的字",
    "brotli": "图片、演示与文件中的字",
    "uharfbuzz": "图片、演示与文件中的字",
    "pypdf": "PDF",
    "python-pptx": "PowerPoint",
    "pillow": "PDF 与 PowerPoint 中的图",
    "pypinyin": "按拼音查找",
    "uvloop": "较快的事件循环",
    "pytest": "测试",
}


@dataclass(frozen=True)
class Finding:
    """One thing looked at: ``FINE``, ``LESS`` (the app runs with less) or ``LACKS``."""

    state: str
    words: str

    def sentence(self) -> str:
        """The finding as one line for people."""
        return f"{self.state}　{self.words}"


def main() -> int:
    """Print what was found; 0 where the app can run, else 1."""
    states = []
    for finding in findings():
        print(finding.sentence(), flush=True)
        states.append(finding.state)
    lacking, less = states.count(LACKS), states.count(LESS)
    if lacking:
        print(f"应用还不能正常运行：先处理标“{LACKS}”的 {lacking} 项。")
    else:
        print(f"应用可以运行{f'，{less} 项须留意' if less else '，什么都不缺'}。")
    return bool(lacking)


def findings() -> Iterator[Finding]:
    """Everything in turn, each said as soon as it is known."""
    for what, look in _LOOKS.items():
        try:
            yield from look()
        except ImportError as error:
            ours = (error.name or "analysis").partition(".")[0] in ("analysis", "geo")
            words = f"{what}：查不了，没有 {error.name}"
            yield Finding(LACKS if ours else LESS, f"{words}；{_AGAIN if ours else SET_UP}")
        except Exception as error:
            yield Finding(LACKS, f"{what}：查不了（{type(error).__name__}）；{_AGAIN}")


# ---- what runs the app ------------------------------------------------------------------------------


def _python() -> Iterator[Finding]:
    found = ".".join(map(str, sys.version_info[:3]))
    wanted = ".".join(map(str, PYTHON))
    if sys.version_info < PYTHON:
        yield Finding(LACKS, f"Python {found} 太旧；请安装 {wanted} 或更新的版本")
    else:
        yield Finding(FINE, f"Python {found}")


def _packages() -> Iterator[Finding]:
    """Each line of requirements.txt: installed, and within its bounds."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    wanted = [line.partition("#")[0].strip() for line in lines]
    found = [_package(line) for line in wanted if line]
    yield from (finding for finding in found if finding.state != FINE)
    fine = sum(finding.state == FINE for finding in found)
    yield Finding(FINE, f"软件包 {fine} / {len(found)} 个在规定的版本之内")


def _package(line: str) -> Finding:
    named = re.match(r"[\w.-]+", line)
    name = named[0] if named else line
    without = OPTIONAL.get(name)
    state = LESS if without else LACKS
    effect = f"{without}不能用；" if without else ""
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Finding(state, f"{name} 没有安装；{effect}{SET_UP}")
    from packaging.requirements import Requirement

    if version in Requirement(line).specifier:
        return Finding(FINE, f"{name} {version}")
    return Finding(LESS, f"{line} 才经过测试，装的是 {version}；{SET_UP}")


# ---- what the app shows -----------------------------------------------------------------------------


def _editions() -> Iterator[Finding]:
    """Every folder of data/ but the context; without a sound one there is nothing to show."""
    from analysis.schema import EDITION

    folders = sorted(path for path in (ROOT / "data").glob("*/") if path.name != "context")
    found = [_tables(folder, EDITION) for folder in folders]
    yield from found
    if not any(finding.state == FINE for finding in found):
        yield Finding(LACKS, "data/ 中没有可以载入的评估结果，各页都是空的；请改正或补上数据")


def _context() -> Iterator[Finding]:
    from analysis.schema import CONTEXT

    yield _tables(ROOT / "data" / "context", CONTEXT)


def _tables(folder: Path, declared: Mapping[str, Table]) -> Finding:
    from analysis import edition

    name = folder.relative_to(ROOT).as_posix()
    found = edition.find_problems(folder, declared)
    if not found:
        return Finding(FINE, f"{name} 没有问题")
    first = found[0].sentence().rstrip("。")
    ask = f"全部问题见 .venv/bin/python -m analysis check {name}"
    return Finding(LESS, f"{name} 有 {len(found)} 处问题，载入不了；第一处：{first}。{ask}")


def _maps() -> Iterator[Finding]:
    """Boundaries that parse, and all of whose units the register knows."""
    from analysis import places
    from analysis.report import EditionError, rule_label
    from geo.boundaries import TOPOLOGIES, topology_bytes

    try:
        register = places.register()
    except EditionError as error:
        first = error.problems[0]
        words = f"{first.file} 缺失或损坏（{rule_label(first.rule)}），各页都要用到"
        yield Finding(LACKS, f"{words}；{_AGAIN}")
        return
    yield Finding(FINE, f"地名与单位 {len(register)} 个")
    for name in TOPOLOGIES:
        file = f"geo/{name}.topo.json"
        try:
            units = json.loads(topology_bytes(name))["objects"]["units"]["geometries"]
            unknown = [unit["id"] for unit in units if unit["id"] not in register]
        except (OSError, ValueError, KeyError, TypeError):
            yield Finding(LESS, f"{file} 缺失或损坏；页面与演示中这张地图改为文字与名单。{_AGAIN}")
            continue
        if unknown or not units:
            yield Finding(LESS, f"{file} 与 geo/places.csv 对不上；{_AGAIN}")
        else:
            yield Finding(FINE, f"{file} {len(units)} 个单位")


def _typeface() -> Iterator[Finding]:
    """The faces exist, draw what charset.txt says, and that covers the data."""
    from fontTools.ttLib import TTFont

    from analysis import fonts

    without = "图片、演示与文件做不出来，网页改用读者机器上的字体"
    for face in fonts.FACES:
        try:
            with TTFont(face.path) as font:
                drawn = {chr(code) for code in font.getBestCmap()}
            sound = fonts.charset() <= drawn
        except Exception:  # fontTools raises of its own kind, zlib, struct …
            sound = False
        if not sound:
            yield Finding(LESS, f"字体 {face.file_name} 缺失或损坏；{without}。{_AGAIN}")
            return
    texts = [path.read_text("utf-8-sig", "replace") for path in (ROOT / "data").glob("*/*.csv")]
    absent = fonts.missing("".join(set("".join(texts)) - {"\r", "\n", "\t"}))
    if absent:
        words = f"字体画不出数据中的 {fonts.named(sorted(absent)[:9])}"
        yield Finding(LESS, f"{words}；运行 .venv/bin/python -m analysis.fonts.subset")
    else:
        yield Finding(FINE, f"字体 {len(fonts.FACES)} 款，画得出数据中的全部字符")


def _child() -> Iterator[Finding]:
    """A child process starts, and draws."""
    from analysis import pictures, sandbox

    words = "图片、演示与文件做不出来"
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><text y="15">字</text></svg>'
    try:
        drawn = sandbox.run(pictures.pixels, svg, seconds=60)
    except sandbox.Failed as error:
        yield Finding(LESS, f"子进程不能工作（{str(error).rstrip('。')}）；{words}")
    except ImportError:
        raise
    except Exception as error:
        kind = type(error).__name__
        yield Finding(LESS, f"子进程画不出图（{kind}）；{words}，请先处理以上各项")
    else:
        if drawn.startswith(b"\x89PNG"):
            yield Finding(FINE, "子进程可以启动，画得出图")
        else:
            yield Finding(LESS, f"子进程画的不是图；{words}，{SET_UP}")


# ---- what the machine has ---------------------------------------------------------------------------


def _disk() -> Iterator[Finding]:
    try:
        folder = tempfile.gettempdir()
        with tempfile.TemporaryFile() as file:
            file.write(b"\0" * 4096)
            file.flush()
        free = shutil.disk_usage(folder).free
    except OSError:
        words = "没有可写的临时文件夹（磁盘已满或只读）；图片、演示与文件做不出来，也不能上传"
        yield Finding(LESS, f"{words}。请腾出空间，或用 TMPDIR 指定另一处")
        return
    if free < DISK:
        words = f"{folder} 只剩 {_size(free)}，制作资料包约需 {_size(DISK)}"
        yield Finding(LESS, f"{words}；请腾出空间，或用 TMPDIR 指定另一处")
    else:
        yield Finding(FINE, f"临时文件夹 {folder} 可写，剩 {_size(free)}")


def _memory() -> Iterator[Finding]:
    free = free_memory()
    if free is None:
        yield Finding(LESS, f"不知道这台机器有多少内存可用；应用与一份演示约需 {_size(WHOLE_DECK)}")
    elif free < MEMORY:
        yield Finding(
            LACKS, f"内存只有 {_size(free)} 可用，应用约需 {_size(MEMORY)}；请关掉别的程序"
        )
    elif free < WHOLE_DECK:
        words = f"内存有 {_size(free)} 可用，整份演示与资料包约需 {_size(WHOLE_DECK)}"
        yield Finding(LESS, f"{words}，可能做不完；页面不受影响")
    else:
        yield Finding(FINE, f"内存有 {_size(free)} 可用")


def free_memory(system: Path = Path("/")) -> int | None:
    """Bytes that can still be had, here or in this container; None where nobody can tell."""
    try:
        told = (system / "proc/meminfo").read_text().partition("MemAvailable:")[2].split()
        free = int(told[0]) << 10
    except (OSError, IndexError, ValueError):
        return None
    try:
        group = system / "sys/fs/cgroup"
        most = int((group / "memory.max").read_text())
        free = min(free, most - int((group / "memory.current").read_text()))
    except (OSError, ValueError):
        pass  # no container, or one without a limit ("max")
    return free


def _size(size: int) -> str:
    return f"{size / (1 << 30):.1f} GB" if size >= 1 << 30 else f"{size >> 20} MB"


def _address() -> Iterator[Finding]:
    """Where the app will be served, as Streamlit decides it: the environment, then the file."""
    file = ROOT / ".streamlit" / "config.toml"
    try:
        given = tomllib.loads(file.read_text(encoding="utf-8")).get("server", {})
    except (OSError, ValueError):
        words = ".streamlit/config.toml 缺失或损坏；应用会向网络开放，出错时会显示程序内容"
        yield Finding(LACKS, f"{words}。{_AGAIN}")
        return
    address = os.environ.get("STREAMLIT_SERVER_ADDRESS") or given.get("address", "")
    port = os.environ.get("STREAMLIT_SERVER_PORT") or given.get("port")
    if _loopback(address):
        yield Finding(FINE, f"地址 {address}，仅本机可访问")
    else:
        words = f"地址是 {address}，" if address else "没有写定地址，"
        words += "网络上的人都能访问，而应用没有登录"
        yield Finding(LESS, f"{words}；若前面没有反向代理，请改为 127.0.0.1")
    if _free(address or "127.0.0.1", int(port or 8501)):
        yield Finding(FINE, f"端口 {port or 8501} 空着")
    elif port:
        words = f"端口 {port} 已被占用，也许应用已在运行"
        yield Finding(LACKS, f"{words}；请先停掉它，或改用 --server.port 另一个端口")
    else:
        words = "端口 8501 已被占用，也许应用已在运行"
        yield Finding(LESS, f"{words}；再启动会改用后面的端口，以打印的网址为准")


def _loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def _free(address: str, port: int) -> bool:
    try:
        family, kind, *_, place = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError:
        return False
    return True


def _for_tests() -> Iterator[Finding]:
    for there, words in (
        (shutil.which("chromium") is not None, "chromium"),
        (CJK.is_file(), "字体 fonts-noto-cjk"),
    ):
        if there:
            yield Finding(FINE, f"{words}（测试用）")
        else:
            yield Finding(LESS, f"没有 {words}；{TESTS_ONLY}")


_LOOKS: dict[str, Callable[[], Iterator[Finding]]] = {
    "Python": _python,
    "软件包": _packages,
    "评估结果数据": _editions,
    "背景数据": _context,
    "界线与地名": _maps,
    "字体": _typeface,
    "子进程": _child,
    "磁盘": _disk,
    "内存": _memory,
    "地址与端口": _address,
    "测试": _for_tests,
}
