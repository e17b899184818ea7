# SPDX-License-Identifier: MIT
# Heat spreads: explicit steps of the diffusion equation, checked against an exact solution.
import numpy as np

# [start]
n, steps = 65, 500
rate = 0.2  # squares of the grid's distance per step; up to 1/4 is stable
angle = np.pi / (n - 1)
wave = np.sin(angle * np.arange(n))  # a half wave along each axis
start = wave[:, None] * wave
# [start]


# [steps]
def spread(u, steps):
    v = u.copy()
    for _ in range(steps):
        v[1:-1, 1:-1] = u[1:-1, 1:-1] + rate * (
            (u[:-2, 1:-1] + u[2:, 1:-1]) + (u[1:-1, :-2] + u[1:-1, 2:]) - 4 * u[1:-1, 1:-1]
        )
        u, v = v, u
    return u


# [steps]

# A half wave stays one, and each step multiplies it by the same number.
left = (1 - 8 * rate * np.sin(angle / 2) ** 2) ** steps
error = abs(spread(start.copy(), steps) - left * start).max() / left
print(f"after {steps} steps {left:.4f} is left, relative error {error:.2g}")
assert error < 1e-12
