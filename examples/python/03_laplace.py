# SPDX-License-Identifier: MIT
# A time loop over a field: Laplace's equation by Jacobi iteration.   tenon run 03_laplace.py
import numpy as np


# [field]
def plate(n):
    """Cold, but for its border: the columns own the corners."""
    u = np.zeros((n, n))
    u[0] = 100
    u[:, 0] = 75
    u[:, -1] = 50
    return u


# [field]


# [sweep]
def sweep(u, v):
    v[1:-1, 1:-1] = ((u[:-2, 1:-1] + u[2:, 1:-1]) + (u[1:-1, :-2] + u[1:-1, 2:])) / 4


# [sweep]


def change(u, v, test):
    """How far a sweep has moved the field, as the three tests of the paper measure it."""
    before, after = u[1:-1, 1:-1], v[1:-1, 1:-1]
    d = after - before
    if test == "max":
        return d.max()
    if test == "relative":
        nothing = (d == 0) & (after == 0)
        return np.where(nothing, 0, d / np.where(nothing, 1, after)).max()
    return (d * d).sum()


def solve(n, test, eps=1e-4, every=1):
    u, v = plate(n), plate(n)
    sweeps = 0
    while True:
        for _ in range(every):
            sweep(u, v)
            u, v = v, u
        sweeps += every
        moved = change(v, u, test)  # looking at a value runs the sweeps
        if moved <= eps if test == "max" else moved < eps:
            return sweeps, u


# The paper's counts, when each sweep is tested.
for n, counts in ((5, (38, 27, 26)), (10, (176, 115, 127)), (20, (687, 413, 516))):
    for test, expected in zip(("max", "relative", "l2"), counts, strict=True):
        sweeps, u = solve(n, test)
        print(f"n = {n}, test {test}: {sweeps} sweeps")
        assert sweeps == expected

# A larger one, looked at every hundred sweeps: at rest each point is the mean of its neighbours.
sweeps, u = solve(64, "max", 1e-7, 100)
mean = (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:]) / 4
residual = abs(u[1:-1, 1:-1] - mean).max()
print(f"n = 64: {sweeps} sweeps, residual {residual:.2g}")
assert residual < 2e-7
