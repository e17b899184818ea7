# SPDX-License-Identifier: MIT
"""Rows that are whole processes: import, first calls, memory."""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
from typing import Any

IMPORT = "import time; s = time.perf_counter(); import {0}; print(time.perf_counter() - s)"


def expressions(count: int, seed: int) -> str:
    """A program of `count` different small expressions; `np` is the package."""
    random_ = random.Random(seed)
    lines = ["a = np.linspace(0.1, 1, 50)", "b = np.linspace(1, 2, 50)", "i = np.arange(50)"]
    unary = ["np.sin", "np.exp", "np.sqrt", "np.log", "np.abs", "np.tanh", "np.cos", "np.square"]
    for k in range(count):
        text = random_.choice(["a", "b", "i"])
        for _ in range(random_.randint(1, 5)):
            if random_.random() < 0.4:
                text = f"{random_.choice(unary)}({text})"
            else:
                operator = random_.choice(["+", "-", "*", "/", "> 0.5 +", "+ 2 *"])
                text = f"({text} {operator} {random_.choice(['a', 'b', 'i', str(k % 7 + 1)])})"
        lines.append(f"total += float(np.sum({text} * 1.0))")
    return "\n".join(lines)


def _run(program: str) -> float:
    # Packages are compiled when they are installed; here the first run does it.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    return float(run.stdout.split()[-1])


def _pairs(ours: str, theirs: str, rounds: int) -> tuple[float, float]:
    """Medians of Tenon's and of NumPy's times; one round comes before."""
    times = [(_run(ours), _run(theirs)) for _ in range(rounds + 1)][1:]
    return statistics.median(t[0] for t in times), statistics.median(t[1] for t in times)


def _first_calls(package: str) -> str:
    return (
        f"import {package} as np, time\ns = time.perf_counter()\ntotal = 0.0\n"
        + expressions(200, 1)
        + "\nprint(time.perf_counter() - s)"
    )


def report(only: str, *, rounds: int) -> list[dict[str, Any]]:
    """Import time, and 200 different expressions seen for the first time."""
    figures = []
    for name, ours, theirs, limit in (
        ("import", IMPORT.format("tenon"), IMPORT.format("numpy"), 1.2),
        ("200 first calls", _first_calls("tenon"), _first_calls("numpy"), 1.2),
    ):
        if only not in name:
            continue
        mine, rival = _pairs(ours, theirs, rounds)
        mark = "" if mine <= limit * rival else "  <-- slower"
        print(
            f"{name:34} tenon {mine * 1e3:.1f} ms  {mine / rival:5.2f} of numpy "
            f"({rival * 1e3:.1f} ms, asked {limit}){mark}"
        )
        figures.append({"name": name, "ratio": mine / rival, "seconds": [mine, rival]})
    return figures
