# SPDX-License-Identifier: MIT
"""Loops in time in plain slices and statements, the same source for Tenon and for NumPy. Times are
those of one step of a loop that looks at its result at the end."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy

import tenon

SIDE = 4096
Run = Callable[[int], Any]  # does so many steps, gives the array


def _jacobi(np: Any) -> Run:
    def run(steps: int) -> Any:
        u = np.zeros((SIDE, SIDE))
        u[0] = 100
        v = u.copy()
        for _ in range(steps):
            v[1:-1, 1:-1] = ((u[:-2, 1:-1] + u[2:, 1:-1]) + (u[1:-1, :-2] + u[1:-1, 2:])) / 4
            u, v = v, u
        return u

    return run


def _life(np: Any) -> Run:
    start = np.asarray((numpy.random.default_rng(1).random((SIDE, SIDE)) < 0.3).astype("uint8"))

    def run(steps: int) -> Any:
        u, v = start.copy(), start.copy()
        for _ in range(steps):
            count = (
                (u[:-2, :-2] + u[:-2, 1:-1] + u[:-2, 2:])
                + (u[1:-1, :-2] + u[1:-1, 2:])
                + (u[2:, :-2] + u[2:, 1:-1] + u[2:, 2:])
            )
            v[1:-1, 1:-1] = (count == 3) | ((count == 2) & (u[1:-1, 1:-1] == 1))
            u, v = v, u
        return u

    return run


def _points(size: int) -> Any:
    """Made by repeated addition, as the tutorial does."""
    x1, x2, y1, y2 = -2.13, 0.77, -1.3, 1.3
    x_step, y_step = (x2 - x1) / size * 2, (y1 - y2) / size * 2
    x, y = [], []
    while y2 > y1:
        y.append(y2)
        y2 += y_step
    while x1 < x2:
        x.append(x1)
        x1 += x_step
    return (numpy.array(x) + numpy.array(y)[:, None] * 1j).ravel()


def _mandelbrot(np: Any) -> Run:
    points = np.asarray(_points(1000))

    def run(steps: int) -> Any:
        q = points
        output = np.zeros(q.shape, dtype=np.int64)
        z = np.zeros_like(q)
        for iteration in range(steps):
            z = z * z + q
            done = abs(z) > 2
            q = np.where(done, 0, q)
            z = np.where(done, 0, z)
            output = np.where(done, iteration, output)
        return output

    return run


@dataclass
class _Loop:
    name: str
    make: Callable[[Any], Run]
    steps: int
    numpy_steps: int  # fewer: a step takes as long in each
    limit: float  # the ratio to NumPy that is asked
    total: int | None = None  # of the elements, where NumPy fuses products and differs


LOOPS = (
    _Loop("jacobi, 64 sweeps", _jacobi, 64, 3, 1 / 30),
    _Loop("life, 64 steps", _life, 64, 3, 1 / 20),
    # 60 ms are asked where NumPy takes 857.
    _Loop("mandelbrot in statements, 1000", _mandelbrot, 1000, 1000, 60 / 857, 1148485),
)


def _seconds(run: Run, steps: int) -> float:
    start = time.perf_counter()
    run(steps)[..., -1].sum().item()
    return (time.perf_counter() - start) / steps


def _verdict(loop: _Loop, ours: Run, theirs: Run) -> str:
    result = numpy.asarray(ours(loop.numpy_steps))
    if loop.total is not None:
        good = int(result.sum()) == loop.total
    else:
        good = numpy.array_equal(result, theirs(loop.numpy_steps))
    return "" if good else "  <-- the result is wrong"


def report(only: str, *, rounds: int) -> list[dict[str, Any]]:
    """The median of up to five pairs of each loop."""
    figures = []
    for loop in LOOPS:
        if only not in loop.name:
            continue
        ours, theirs = loop.make(tenon), loop.make(numpy)
        mark = _verdict(loop, ours, theirs)
        ours(loop.steps)
        tenon._core.wait_for_compiler()
        pairs = [
            (_seconds(ours, loop.steps), _seconds(theirs, loop.numpy_steps))
            for _ in range(min(rounds, 5))
        ]
        mine = statistics.median(pair[0] for pair in pairs)
        rival = statistics.median(pair[1] for pair in pairs)
        ratio = statistics.median(a / b for a, b in pairs)
        if ratio > loop.limit:
            mark += "  <-- slower"
        print(
            f"{loop.name:34} tenon {mine * 1e3:.3g} ms a step  {ratio:.4f} of numpy "
            f"({rival * 1e3:.3g} ms, asked {loop.limit:.3f}){mark}",
            flush=True,
        )
        figures.append({"name": loop.name, "ratio": ratio, "seconds": [mine, rival]})
    return figures
