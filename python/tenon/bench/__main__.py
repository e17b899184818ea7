# SPDX-License-Identifier: MIT
"""python -m tenon.bench [--only NAME] [--quick] [--json FILE]"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import Any

from . import calls, jacobi, loops, memory, peers, processes, rows, strings, timing

DECADES = [10**k for k in range(8)]


def _selected(quick: bool) -> Iterator[rows.Row]:
    sizes = DECADES[:7] if quick else DECADES
    yield from rows.one_operation()
    yield from calls.rows()
    yield from rows.update(sizes)
    yield from rows.recorded()
    yield from rows.expression(sizes)
    yield from strings.rows(quick)


def _text(seconds: float) -> str:
    for unit, scale in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= scale:
            return f"{seconds / scale:.3g} {unit}"
    return f"{seconds * 1e9:.0f} ns"


def _report(row: rows.Row, times: dict[str, float]) -> dict[str, Any]:
    rivals = {name: time for name, time in times.items() if name != "tenon"}
    best = min(rivals, key=lambda name: rivals[name])
    ratio = times["tenon"] / rivals[best]
    others = ", ".join(f"{name} {_text(time)}" for name, time in rivals.items())
    mark = "" if ratio <= row.limit else "  <-- slower"
    print(
        f"{row.name:30} {row.size:>9}  tenon {_text(times['tenon']):>8}  {ratio:5.2f} of {best}"
        f"  ({others}){mark}",
        flush=True,
    )
    return {"name": row.name, "size": row.size, "ratio": ratio, "best": best, "seconds": times}


def main() -> None:
    """Prints a line for every row; the ratio is to the best of the others."""
    parser = argparse.ArgumentParser(prog="python -m tenon.bench", description=__doc__)
    parser.add_argument("--only", default="", help="rows whose name has this text")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, sizes to 1e6")
    parser.add_argument("--json", metavar="FILE", help="write the figures to this file")
    options = parser.parse_args()
    rounds, seconds = (5, 0.01) if options.quick else (15, 0.03)
    figures = []
    for row in _selected(options.quick):
        if options.only in row.name:
            figures.append(_report(row, timing.compare(row.ways, rounds=rounds, seconds=seconds)))
    figures += jacobi.report(options.only, rounds=rounds)
    figures += loops.report(options.only, rounds=rounds)
    figures += processes.report(options.only, rounds=rounds)
    figures += memory.report(options.only)
    for name in peers.missing:
        print(f"{name} is not installed and was left out")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as stream:
            json.dump(figures, stream, indent=1)


if __name__ == "__main__":
    main()
