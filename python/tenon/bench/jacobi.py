# SPDX-License-Identifier: MIT
"""One Jacobi sweep in slice form, next to the same in C++, which `tenon bench` times."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import time
from pathlib import Path
from typing import Any

import tenon

SIDE = 4096


def _program() -> str | None:
    built = Path(tenon.__file__).parents[2] / "tenon"  # beside the package in a build tree
    return str(built) if built.is_file() else shutil.which("tenon")


def _in_cpp(program: str, seconds: float) -> float:
    command = [program, "bench", "--quick", "--only", "jacobi, one", "--seconds", str(seconds)]
    run = subprocess.run([*command, "--json"], capture_output=True, text=True, check=True)
    rows = json.loads(run.stdout)["rows"]
    return float(next(row["seconds"] for row in rows if row["size"] == str(SIDE)))


def _in_python(sweeps: int) -> float:
    u = tenon.zeros((SIDE, SIDE))
    u[0] = 100
    v = u.copy()
    tenon.sync()
    times = []
    for sweep in range(sweeps):
        if sweep == sweeps // 3:
            tenon._core.wait_for_compiler()
        start = time.perf_counter()
        v[1:-1, 1:-1] = ((u[:-2, 1:-1] + u[2:, 1:-1]) + (u[1:-1, :-2] + u[1:-1, 2:])) / 4
        tenon.sync()
        times.append(time.perf_counter() - start)
        u, v = v, u
    return statistics.median(times[sweeps // 3 :])  # compiled by then


def report(only: str, *, rounds: int) -> list[dict[str, Any]]:
    """The median of up to three pairs: the other row checks itself first, which takes seconds."""
    title = f"jacobi, one sweep, {SIDE}"
    if only not in title:
        return []
    program = _program()
    if program is None:
        print(f"{title}: the tenon command was not found, which has the row in C++")
        return []
    pairs = [(_in_python(30), _in_cpp(program, 0.1)) for _ in range(min(rounds, 3))]
    ours = statistics.median(pair[0] for pair in pairs)
    theirs = statistics.median(pair[1] for pair in pairs)
    ratio = statistics.median(mine / rival for mine, rival in pairs)
    mark = "" if ratio <= 1.1 else "  <-- slower"
    print(
        f"{title:34} tenon {ours * 1e3:.1f} ms  {ratio:5.2f} of Tenon in C++ "
        f"({theirs * 1e3:.1f} ms, asked 1.1){mark}",
        flush=True,
    )
    return [{"name": title, "ratio": ratio, "seconds": [ours, theirs]}]
