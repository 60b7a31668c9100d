"""《情况材料》: seconds from the click to the document, in a process that has only loaded the edition."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODES = ("440000", "330000", "520000", "440300", "xpcc", "customs", "440305", "130400")
_MAKE = """
import sys, time
from analysis import edition
from analysis.export.material import material_docx
loaded = edition.load(edition.DATA / "2019")
began = time.perf_counter()
material_docx(loaded, sys.argv[1], {})
print(time.perf_counter() - began)
"""


def measure() -> float:
    """The longest of some units, each made by a process that has made none before."""
    return max(map(_seconds, CODES))


def _seconds(code: str) -> float:
    done = subprocess.run(
        [sys.executable, "-c", _MAKE, code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return float(done.stdout)
