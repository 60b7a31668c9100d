"""The library: how long the server takes to search it and to count every facet again."""

from __future__ import annotations

import time
from statistics import quantiles

from analysis import edition, library
from analysis.edition import DATA

_WHOLE = (
    "政务服务平台",
    "zhengwufuwu",
    "zwfwpt",
    "贵阳 数据",
    "guiyang",
    "gz",
    "区块链 佛山",
    "ipv6",
    "火星",
    "[a-z]+",
    "宁" * 200,
)
_CHOICES: tuple[dict[str, list[str]], ...] = (
    {},
    {"theme": ["数据驱动"]},
    {"list": ["市级", "区县级"], "detail": ["有正文"], "region": ["东部", "西部"]},
)


def measure() -> float:
    """The 95th of a hundred in ms: a query as it is typed, letter by letter, under some choices.

    Each takes what a run of the page takes: the entries found, and the counts of all facets.
    """
    loaded = edition.load(DATA / "2019")
    rows, facets = library.entries(loaded), library.facets(loaded)
    library.choose(rows, {}, "guiyang")  # the first of a process reads the dictionaries of pinyin
    times = []
    for whole in _WHOLE:
        for length in range(1, min(len(whole), 12) + 1):
            for chosen in _CHOICES:
                began = time.perf_counter()
                library.choose(rows, chosen, whole[:length])
                told = library.choose(rows, {}, whole[:length])
                for facet in facets:
                    library.counts(told, facet, chosen)
                times.append((time.perf_counter() - began) * 1000)
    return quantiles(times, n=20)[18]
