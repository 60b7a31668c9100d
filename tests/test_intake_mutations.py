"""2,000 good files broken at random; ``tests.mutations`` says how to try more."""

from __future__ import annotations

import pytest

from tests import mutations

COUNT = 2000
PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_raised_by_500_of_2000_mutations(part):
    tried = [mutations.attempt(number) for number in range(part, COUNT, PARTS)]
    loaded = [taken for taken in tried if taken.edition is not None]
    assert len(tried) == COUNT // PARTS
    assert 0 < len(loaded) < len(tried) / 2, "too gentle, or too rough to reach the cells"
    assert len({one.rule for taken in tried for one in taken.problems}) > 15
