"""How much may be uploaded: every limit once, with its name."""

from __future__ import annotations

MB = 1 << 20

FILES = 64  # at once
FILE = 20 * MB
SESSION = 60 * MB  # of files that wait to be read
MEMBERS = 64  # of a zip
PARTS = 512  # of a workbook: a printed sheet takes four
UNPACKED = 60 * MB  # counted while unpacking, whatever the zip claims
RATIO = 120  # unpacked to packed
RATIO_FROM = 1 * MB  # the sheets of small workbooks pack better than bombs
DESCRIPTION = 1 * MB  # datapackage.json
ELEMENTS = 2_000_000  # of XML in a workbook, empty cells among them
STRINGS = 500_000  # shared by the sheets of a workbook
ROWS = 5_000  # of a table, blank ones not counted
LAST_ROW = 20_000  # of a sheet, blank ones counted
COLUMNS = 64
CELL = 2_000  # characters
STORED = 7 * (CELL + 1)  # of them as a workbook stores a cell: _x000D_ stands for one
LINE = COLUMNS * (CELL + 3)  # characters of a line of text: full cells in quotes
PROBLEMS = 2_000  # that are listed

SECONDS = 10.0
MEMORY = 512 * MB
