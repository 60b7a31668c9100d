"""Tables as CSV that Excel opens right and that never runs as a formula."""

from __future__ import annotations

import pandas as pd

from analysis.theme import plain_number

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def csv(table: pd.DataFrame) -> bytes:
    """UTF-8 with BOM; text that a spreadsheet would take for a formula gets a leading quote.

    Numbers, negative ones included, are written as numbers, without trailing zeros.
    """
    guarded = table.copy()
    for name in guarded:
        if pd.api.types.is_float_dtype(guarded[name]):
            guarded[name] = guarded[name].map(plain_number, na_action="ignore")
        elif not pd.api.types.is_numeric_dtype(guarded[name]):
            guarded[name] = guarded[name].astype("str").fillna("").map(_guard)
    # With CRLF line ends a lone carriage return inside a cell is quoted, not taken for a new row.
    return guarded.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def _guard(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
