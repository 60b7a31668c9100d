"""`python -m tests.bench [--only NAME ...] [--quick]`: one JSON object a line (see performance.md)."""

from __future__ import annotations

import argparse
import sys

from tests.bench.run import MEASURES, run


def main() -> int:
    """Print every row; 0 where all goals that were measured are met."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=sorted(MEASURES), metavar="NAME")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions and sessions")
    options = parser.parse_args()
    met = True
    for row in run(options.only or list(MEASURES), options.quick):
        print(row.line(), flush=True)
        met = met and row.met is not False
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
