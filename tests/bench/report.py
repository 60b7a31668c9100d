"""One measured figure beside the naive way's, as a line of JSON."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """``goal`` is a ratio to reach (peer / value) where ``by_ratio``, else the most ``value`` may be."""

    name: str
    value: float
    unit: str
    peer: float | None = None
    goal: float | None = None
    by_ratio: bool = False

    @property
    def ratio(self) -> float | None:
        """How many times smaller than the peer's."""
        return self.peer / self.value if self.peer is not None and self.value else None

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None where there is no goal."""
        if self.goal is None:
            return None
        if self.by_ratio:
            return self.ratio is not None and self.ratio >= self.goal
        return self.value <= self.goal

    def line(self) -> str:
        """The row as JSON; a goal in words, for it is a ratio in some rows and a bound in others."""
        goal = None
        if self.goal is not None:
            goal = f">= {self.goal:g}x" if self.by_ratio else f"<= {self.goal:g} {self.unit}"
        return json.dumps(
            {
                "name": self.name,
                "value": _short(self.value),
                "unit": self.unit,
                "peer": _short(self.peer),
                "ratio": _short(self.ratio),
                "goal": goal,
                "met": self.met,
            },
            ensure_ascii=False,
        )


def _short(number: float | None) -> float | None:
    return None if number is None else round(number, 3 if abs(number) < 10 else 1)


def note(words: str) -> None:
    """Progress and remarks go to stderr, so that stdout stays one JSON object a line."""
    print(words, file=sys.stderr, flush=True)
