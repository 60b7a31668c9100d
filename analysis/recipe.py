"""What a deck and its files are made from: small enough to hand to another process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any

from analysis import approvals, running_order, text
from analysis.archive import file_name
from analysis.edition import Edition
from analysis.running_order import Entry
from analysis.story import Slide


@dataclass(frozen=True)
class Recipe:
    """An edition, a running order, the 审图号 by fingerprint, and what else was chosen."""

    edition: Edition
    context: Edition | None
    order: tuple[Entry, ...]
    numbers: Mapping[str, str] = field(default_factory=dict)
    maps: bool = True  # else name lists in their place
    notes: bool = False  # the speaker's, which are not for sharing
    editable_maps: bool = False

    def __reduce__(self) -> tuple[Any, ...]:
        return Recipe, tuple(getattr(self, part.name) for part in fields(self))

    @cached_property
    def slides(self) -> tuple[Slide, ...]:
        """The slides as they are shown; raises ``running_order.BadOrder``."""
        found = tuple(approvals.without_maps(self.edition, self._ordered, lost_only=self.maps))
        if self.edition.local:  # an address opens the app with its published results
            found = tuple(replace(slide, page=None) for slide in found)
        return tuple(approvals.noted(found, approvals.usable(self.edition, self.numbers)))

    @property
    def lost(self) -> tuple[Slide, ...]:
        """The map slides that cannot be drawn and are given as name lists for that reason."""
        return tuple(slide for slide in self._ordered if self.maps and slide.lost)

    @cached_property
    def _ordered(self) -> tuple[Slide, ...]:
        return running_order.slides_of(self.edition, self.context, self.order)

    @property
    def name(self) -> str:
        """What its files are called."""
        name = f"{self.edition.year}{self.edition.event('评估名称')}评估结果"
        return file_name(text.marked(self.edition, name))
