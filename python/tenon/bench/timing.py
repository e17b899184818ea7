# SPDX-License-Identifier: MIT
"""Times of several ways to do one thing, taken in turn so that a busy machine hits all alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable

import tenon

Work = Callable[[], object]


def _repeats(work: Work, seconds: float) -> int:
    """How many calls take about `seconds`."""
    count = 1
    while True:
        start = time.perf_counter()
        for _ in range(count):
            work()
        took = time.perf_counter() - start
        if took > seconds / 4 or count >= 1 << 20:
            return max(1, int(count * seconds / max(took, 1e-9)))
        count *= 4


def _once(work: Work, count: int) -> float:
    start = time.perf_counter()
    for _ in range(count):
        work()
    return (time.perf_counter() - start) / count


def _warm(work: Work, seconds: float) -> int:
    """Calls until nothing is left to compile; how many then take about `seconds`. Numba and JAX
    compile in their first call, Tenon behind the program, which shares its cores meanwhile."""
    for _ in range(3):
        work()
    while True:
        before = tenon._core.statistics()["kernels_compiled"]
        count = _repeats(work, seconds)
        _once(work, count)
        tenon._core.wait_for_compiler()
        if tenon._core.statistics()["kernels_compiled"] == before:
            return count


def compare(ways: dict[str, Work], *, rounds: int, seconds: float) -> dict[str, float]:
    """Median seconds of one call for each way; the ways take turns, `rounds` times."""
    counts = {name: _warm(work, seconds) for name, work in ways.items()}
    taken: dict[str, list[float]] = {name: [] for name in ways}
    enabled = gc.isenabled()
    gc.disable()
    try:
        for _ in range(rounds):
            for name, work in ways.items():
                taken[name].append(_once(work, counts[name]))
    finally:
        if enabled:
            gc.enable()
    return {name: statistics.median(times) for name, times in taken.items()}
