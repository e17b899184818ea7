# SPDX-License-Identifier: MIT
# ruff: noqa: B007, F841
# Expression strings, for those who come from numexpr.
import numpy as np
import tenon as tn

a = np.arange(1_000_000.0)
b = np.linspace(0, 1, 1_000_000)

# [evaluate]
result = tn.evaluate("2*a + 3*b")  # names are those of the caller
assert (result == 2 * a + 3 * b).all()

tn.evaluate("sin(a)**2 + cos(a)**2", out=b)  # in place, on NumPy's memory
assert abs(b - 1).max() < 1e-15

mean = tn.evaluate("sum(a)/1e6").item()  # reductions, anywhere
assert mean == 499999.5
# [evaluate]


# [mandelbrot]
def mandelbrot(q, iterations):
    output = np.zeros(q.shape, dtype=np.int32)
    z = np.zeros_like(q)
    for iteration in range(iterations):
        z = tn.evaluate("z*z + q")
        done = tn.evaluate("abs(z) > 2")
        q = tn.evaluate("where(done, 0, q)")
        z = tn.evaluate("where(done, 0, z)")
        output = tn.evaluate("where(done, iteration, output)")
    return output


# [mandelbrot]


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


for size, iterations, expected in ((100, 30, 6502), (100, 300, 10201), (200, 100, 33850)):
    total = int(mandelbrot(grid(size), iterations).sum())
    print("Total sum of elements (for validation):", total)
    assert total == expected
