# SPDX-License-Identifier: MIT
# The Mandelbrot set in ordinary array code.   tenon run 02_mandelbrot.py [SIZE ITERATIONS]
import sys

import numpy as np


# [grid]
def grid(size):
    """The points of the EuroPython 2011 tutorial: made by repeated addition."""
    x1, x2, y1, y2 = -2.13, 0.77, -1.3, 1.3
    x_step, y_step = (x2 - x1) / size * 2, (y1 - y2) / size * 2
    x, y = [], []
    while y2 > y1:
        y.append(y2)
        y2 += y_step
    while x1 < x2:
        x.append(x1)
        x1 += x_step
    return (np.array(x) + np.array(y)[:, None] * 1j).ravel()


# [grid]


# [mandelbrot]
def mandelbrot(q, iterations):
    """For each point the iteration at which it escapes, or 0."""
    output = np.zeros(q.shape, dtype=np.int64)
    z = np.zeros_like(q)
    for iteration in range(iterations):
        z = z * z + q
        done = abs(z) > 2
        q = np.where(done, 0, q)
        z = np.where(done, 0, z)
        output = np.where(done, iteration, output)
    return output


# [mandelbrot]

KNOWN = {(100, 30): 6502, (100, 300): 10201, (200, 100): 33850, (1000, 1000): 1148485}

size, iterations = map(int, sys.argv[1:]) if sys.argv[1:] else (200, 100)
total = int(mandelbrot(grid(size), iterations).sum())
print("Total sum of elements (for validation):", total)
assert total == KNOWN.get((size, iterations), total)
