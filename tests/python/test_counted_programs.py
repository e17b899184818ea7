# SPDX-License-Identifier: MIT
"""Programs as people write them for NumPy: their loops are counted, and the bits are NumPy's."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy
import pytest
import tenon as tn

STEPS = 200
N = 80  # enough to be recorded


def start(m: ModuleType) -> Any:
    return m.asarray(numpy.sin(numpy.arange(N * N) * 0.37).reshape(N, N))


def wave_with_a_source_and_walls(m: ModuleType) -> Any:
    u, v, w = m.zeros((N, N)), m.zeros((N, N)), m.zeros((N, N))
    for t in range(STEPS):
        u_in = u[1:-1, 1:-1]
        around = (u[:-2, 1:-1] + u[2:, 1:-1]) + (u[1:-1, :-2] + u[1:-1, 2:])
        w[1:-1, 1:-1] = 2 * u_in - v[1:-1, 1:-1] + 0.25 * (around - 4 * u_in)
        w[N // 2, N // 2] = math.sin(0.1 * t)
        w[0] = 0
        w[-1] = 0
        w[:, 0] = 0
        w[:, -1] = 0
        v, u, w = u, w, v
    return u


def plate_with_a_hot_side(m: ModuleType) -> Any:
    u, v = m.zeros((N, N)), m.zeros((N, N))
    for _ in range(STEPS):
        v[1:-1, 1:-1] = (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:]) * 0.25
        v[0, :] = 1.0
        u, v = v, u
    return u


def maxwell(m: ModuleType) -> Any:
    ez, hx, hy = m.zeros((N, N)), m.zeros((N, N)), m.zeros((N, N))
    for t in range(STEPS):
        hx[:, :-1] -= 0.5 * (ez[:, 1:] - ez[:, :-1])
        hy[:-1, :] += 0.5 * (ez[1:, :] - ez[:-1, :])
        curl = (hy[1:-1, 1:-1] - hy[:-2, 1:-1]) - (hx[1:-1, 1:-1] - hx[1:-1, :-2])
        ez[1:-1, 1:-1] += 0.5 * curl
        ez[N // 2, N // 2] = math.exp(-(((t - 30) / 10) ** 2))
    return ez


def gray_scott(m: ModuleType) -> Any:
    a, b = m.ones((N, N)), 0.1 * start(m)
    for _ in range(STEPS):
        u, v = a[1:-1, 1:-1], b[1:-1, 1:-1]
        around_u = a[:-2, 1:-1] + a[2:, 1:-1] + a[1:-1, :-2] + a[1:-1, 2:] - 4 * u
        around_v = b[:-2, 1:-1] + b[2:, 1:-1] + b[1:-1, :-2] + b[1:-1, 2:] - 4 * v
        meets = u * v * v
        u += 0.16 * around_u - meets + 0.035 * (1 - u)
        v += 0.08 * around_v + meets - 0.095 * v
    return a


def heat_of_a_copy(m: ModuleType) -> Any:
    t = start(m).copy()
    for _ in range(STEPS):
        old = t.copy()
        around = old[:-2, 1:-1] + old[2:, 1:-1] + old[1:-1, :-2] + old[1:-1, 2:]
        t[1:-1, 1:-1] = old[1:-1, 1:-1] + 0.1 * (around - 4 * old[1:-1, 1:-1])
    return t


def life(m: ModuleType) -> Any:
    z = (start(m) > 0).astype(m.uint8)
    for _ in range(STEPS):
        n = z[:-2, :-2] + z[:-2, 1:-1] + z[:-2, 2:] + z[1:-1, :-2]
        n = n + z[1:-1, 2:] + z[2:, :-2] + z[2:, 1:-1] + z[2:, 2:]
        born = (n == 3) & (z[1:-1, 1:-1] == 0)
        stays = ((n == 2) | (n == 3)) & (z[1:-1, 1:-1] == 1)
        z[...] = 0
        z[1:-1, 1:-1][born | stays] = 1
    return z


def a_driven_oscillator_in_each_element(m: ModuleType) -> Any:
    x, v = start(m), m.zeros((N, N))
    for t in range(STEPS):
        v = v + 0.01 * (math.sin(0.3 * t) - x)
        x = x + 0.01 * v
    return x


def cooling(m: ModuleType) -> Any:
    x, rate = start(m), 0.1
    for _ in range(STEPS):
        x = x - rate * (2 * x)
        rate *= 0.99
    return x


PROGRAMS: list[Callable[[ModuleType], Any]] = [
    wave_with_a_source_and_walls,
    plate_with_a_hot_side,
    maxwell,
    gray_scott,
    heat_of_a_copy,
    life,
    a_driven_oscillator_in_each_element,
    cooling,
]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: str(program.__name__))
def test_its_loop_is_counted_and_has_numpys_bits(program: Callable[[ModuleType], Any]) -> None:
    program(tn)  # what earlier tests looked for in vain is forgotten when a loop is found
    before = tn._core.statistics()["iterations_rolled"]
    ours = numpy.asarray(program(tn))
    rolled = tn._core.statistics()["iterations_rolled"] - before
    assert numpy.array_equal(ours, program(numpy))
    assert rolled > STEPS // 2


def test_sums_that_stay_arrays_do_not_end_a_loop() -> None:
    def conjugate_gradients(m: ModuleType) -> Any:
        x, r = m.zeros((N, N)), start(m)
        p, square = r.copy(), m.sum(r * r, keepdims=True)
        for _ in range(60):
            q = p * 4.1
            q[1:-1, 1:-1] -= p[:-2, 1:-1] + p[2:, 1:-1] + p[1:-1, :-2] + p[1:-1, 2:]
            alpha = square / m.sum(p * q, keepdims=True)
            x = x + alpha * p
            r = r - alpha * q
            before, square = square, m.sum(r * r, keepdims=True)
            p = r + square / before * p
        return x

    before = tn._core.statistics()
    ours = numpy.asarray(conjugate_gradients(tn))
    after = tn._core.statistics()
    assert after["iterations_rolled"] - before["iterations_rolled"] > 40
    assert after["evaluations"] - before["evaluations"] < 10
    assert numpy.allclose(ours, conjugate_gradients(numpy), rtol=1e-10, atol=1e-12)
