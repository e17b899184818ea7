# SPDX-License-Identifier: MIT
"""Expression strings next to numexpr's, on NumPy's arrays and on Tenon's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy

import tenon

from . import peers
from .rows import Row
from .timing import Work

SIZES = (10, 1000, 100_000, 1_000_000, 10_000_000)
TEXTS = {"2*x + 3*y": "2*x + 3*y", "12 operations": peers.TWELVE}


def _ours(text: str, np: Any, x: Any, y: Any) -> Work:
    names = {"x": np.asarray(x), "y": np.asarray(y)}
    out = np.empty_like(names["x"])
    evaluate = tenon.evaluate

    def run() -> None:
        evaluate(text, local_dict=names, out=out)
        tenon.sync()

    return run


def rows(quick: bool) -> Iterator[Row]:
    """evaluate(text, out=o)"""
    numexpr = peers.load("numexpr")
    if numexpr is None:
        return
    for name, text in TEXTS.items():
        for n in SIZES[: -1 if quick else None]:
            random = numpy.random.default_rng(1)
            x, y = random.random(n), random.random(n)
            out = numpy.empty_like(x)
            theirs = {"x": x, "y": y}

            def rival(text: str = text, names: Any = theirs, out: Any = out) -> Any:
                return numexpr.evaluate(text, local_dict=names, out=out)

            for kind, np in (("NumPy", numpy), ("Tenon", tenon)):
                ways = {"tenon": _ours(text, np, x, y), "numexpr": rival}
                yield Row(f"string {name}, {kind}'s", n, ways)
