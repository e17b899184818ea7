#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Prints the constants of src/ops/math: polynomials and the logarithm's table.

Polynomials are minimax fits of relative error by Remez's exchange algorithm (J.-M. Muller,
"Elementary Functions", 3rd ed., ch. 3), coefficients from the constant up, then rounded. Needs mpmath.

    math_coefficients.py
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

from mpmath import mp, mpf

mp.dps = 70
Function = Callable[[mpf], mpf]


def chebyshev(low: mpf, high: mpf, count: int) -> list[mpf]:
    """Zeros of the Chebyshev polynomial of that degree, moved to [low, high]."""
    return [
        (low + high) / 2 - (high - low) / 2 * mp.cos(mp.pi * (2 * i + 1) / (2 * count))
        for i in range(count)
    ]


def remez(f: Function, weight: Function, low: mpf, high: mpf, count: int) -> list[mpf]:
    """`count` coefficients of the polynomial p that makes max |weight * (p - f)| smallest."""
    low, high = mpf(low), mpf(high)
    grid = chebyshev(low, high, 1600)
    values = [(x, f(x), weight(x)) for x in grid]
    # Interpolation is the start: its error, where it is largest between zeros, gives the nodes.
    start = chebyshev(low, high, count)
    rows = [[x**k for k in range(count)] for x in start]
    coefficients = list(mp.lu_solve(mp.matrix(rows), mp.matrix([f(x) for x in start])))
    for _ in range(20):
        errors = [(w * (mp.polyval(coefficients[::-1], x) - y), x) for x, y, w in values]
        # The largest error of each run of equal signs is the next node.
        runs = [
            max(run, key=lambda e: abs(e[0]))
            for _, run in itertools.groupby(errors, key=lambda e: e[0] >= 0)
        ]
        while len(runs) > count + 1:
            runs.pop(0 if abs(runs[0][0]) < abs(runs[-1][0]) else -1)
        assert len(runs) == count + 1
        if max(abs(e) for e, _ in runs) < mpf("1.01") * min(abs(e) for e, _ in runs):
            break
        nodes = [x for _, x in runs]
        rows = [
            [x**k for k in range(count)] + [mpf(-1) ** j / weight(x)] for j, x in enumerate(nodes)
        ]
        *coefficients, _ = mp.lu_solve(mp.matrix(rows), mp.matrix([f(x) for x in nodes]))
    worst = max(abs(w * (mp.polyval(coefficients[::-1], x) - y)) for x, y, w in values)
    print(f"    // relative error 2^{float(mp.log(worst, 2)):.1f}")
    return coefficients


def away_from_zero(x: mpf) -> mpf:
    """Where a quotient is 0/0, its value next to it will do."""
    return x if abs(x) > mpf("1e-9") else mpf("1e-9")


def hexadecimal(x: mpf, bits: int = 53) -> str:
    mantissa, exponent = mp.frexp(x)
    whole = int(mp.nint(mantissa * mpf(2) ** bits))
    return float.hex(float(whole) * 2.0 ** (int(exponent) - bits))


def show(name: str, coefficients: list[mpf], bits: int = 53) -> None:
    print(f"    {name}: " + ", ".join(hexadecimal(c, bits) for c in coefficients))


def parts(name: str, x: mpf, sizes: list[int]) -> None:
    """x as a sum of numbers, each rounded towards zero to that many bits."""
    found = []
    for bits in sizes:
        mantissa, exponent = mp.frexp(x)
        part = mp.floor(mantissa * mpf(2) ** bits) * mpf(2) ** (int(exponent) - bits)
        found.append(float.hex(float(part)))
        x -= part
    print(f"    {name}: " + ", ".join(found))


def on_grid(x: mpf, exponent: int) -> mpf:
    return mp.nint(mp.ldexp(x, -exponent)) * mp.ldexp(mpf(1), exponent)


def exp_constants(bits: int, count: int) -> None:
    def quotient(x: mpf) -> mpf:
        x = away_from_zero(x)
        return (mp.expm1(x) - x) / x**2

    half = mp.log(2) / 2 + mpf("1e-4")
    parts("ln 2", mp.log(2), [bits, bits])
    show("exp", remez(quotient, lambda x: away_from_zero(x) ** 2 / mp.exp(x), -half, half, count), bits)


def circle_constants(sine: int, cosine: int) -> None:
    def odd(z: mpf) -> mpf:
        r = mp.sqrt(away_from_zero(z))
        return (mp.sin(r) - r) / r**3

    def even(z: mpf) -> mpf:
        z = away_from_zero(z)
        return (mp.cos(mp.sqrt(z)) - 1 + z / 2) / z**2

    top = (mp.pi / 4 + mpf("1e-4")) ** 2
    parts("pi / 2", mp.pi / 2, [53, 53, 53])
    show("sin", remez(odd, lambda z: away_from_zero(z), mpf(0), top, sine))
    show("cos", remez(even, lambda z: away_from_zero(z) ** 2, mpf(0), top, cosine))


def log_constants(bits: int, count: int, grid: int, low: mpf, high: mpf) -> None:
    """1/c is near the middle of its cell and 1 around 1; log c lies close to the grid 2^grid, in
    whose multiples e * ln 2 is added without rounding (S. Gal, "Computing elementary functions: a
    new approach for achieving high accuracy", 1986)."""
    inverse, logarithm = [], []
    for cell in range(16):
        if cell in (0, 15):
            inverse.append(mpf(1))
            logarithm.append(mpf(0))
            continue
        start = (1 + mpf(cell) / 16) * (1 if cell < 8 else mpf("0.5"))
        middle = start + mpf(1) / (32 if cell < 8 else 64)
        first = int(mp.nint(mp.ldexp(mp.log(middle), -grid)))
        best = None
        for step in range(-(1 << 11), 1 << 11):
            wanted = mp.ldexp(mpf(first + 999983 * step), grid)
            mantissa, exponent = mp.frexp(mp.exp(-wanted))
            rounded = mp.ldexp(mp.nint(mp.ldexp(mantissa, bits)), int(exponent) - bits)
            distance = abs(mp.log(rounded) + wanted)
            if best is None or distance < best[0]:
                best = (distance, rounded, wanted)
        print(f"    // cell {cell}: off by 2^{float(mp.log(best[0], 2)):.1f}")
        inverse.append(best[1])
        logarithm.append(best[2])
    high_part = on_grid(mp.log(2), grid)
    show("ln 2 in grid, rest", [high_part, mp.log(2) - high_part], bits)
    show("1/c", inverse, bits)
    show("log c", logarithm, bits)

    def quotient(x: mpf) -> mpf:
        x = away_from_zero(x)
        return (mp.log1p(x) - x) / x**2

    show("log", remez(quotient, lambda x: away_from_zero(x) ** 2 / abs(mp.log1p(away_from_zero(x))), low, high, count), bits)


if __name__ == "__main__":
    exp_constants(53, 10)
    circle_constants(6, 6)
    log_constants(53, 9, -43, mpf(-1) / 31, mpf(1) / 16)
