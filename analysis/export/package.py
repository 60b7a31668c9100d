"""An edition as a Data Package: one zip that loads to the same edition again."""

from __future__ import annotations

from analysis import package, tables
from analysis.archive import zipped
from analysis.edition import Edition, remembered


@remembered
def data_package(loaded: Edition) -> bytes:
    """``datapackage.json`` and one CSV a table, for programs: cells stand as they are.

    Unlike ``export.csv`` there is no guard against formulas here, which would change the data.
    """
    # With CRLF line ends a lone carriage return inside a cell is quoted, not taken for a new row.
    files = {
        f"{name}.csv": package.as_text(loaded, name)
        .to_csv(index=False, lineterminator="\r\n")
        .encode()
        for name in loaded
    }
    description = package.encode(package.describe_files(loaded, files))
    return zipped({tables.PACKAGE: description, **files})
