# SPDX-License-Identifier: MIT
# Waves on a membrane: the leapfrog method, with two levels in time.
import numpy as np

n, steps = 101, 1000
courant = 0.5  # way of the waves in a step; up to sqrt(1/2) is stable


# [laplace]
def laplace(u):
    return (u[:-2, 1:-1] + u[2:, 1:-1]) + (u[1:-1, :-2] + u[1:-1, 2:]) - 4 * u[1:-1, 1:-1]


# [laplace]


# [steps]
def advance(now, before, steps):
    for _ in range(steps):
        before[1:-1, 1:-1] = 2 * now[1:-1, 1:-1] - before[1:-1, 1:-1] + courant**2 * laplace(now)
        now, before = before, now
    return now


# [steps]

h = np.pi / (n - 1)
i = np.arange(n)
mode = np.sin(2 * h * i)[:, None] * np.sin(3 * h * i)
before = mode.copy()
before[1:-1, 1:-1] += courant**2 / 2 * laplace(mode)  # at rest

# A standing wave keeps its form; its frequency is that of the discrete equation.
sines = np.sin(h) ** 2 + np.sin(1.5 * h) ** 2
phase = np.cos(2 * np.arcsin(courant * np.sqrt(sines)) * steps)
error = abs(advance(mode.copy(), before, steps) - phase * mode).max()
print(f"after {steps} steps the wave is {phase:.4f} times itself, error {error:.2g}")
assert error < 1e-10
