# SPDX-License-Identifier: MIT
# A computation of your own for each element: how many steps a number takes to reach 1.
#     tenon run 05_your_own_kernel.py
import numpy as np


# [collatz]
def collatz(x):
    """The number of steps: halved where even, else tripled and one more."""
    steps = np.zeros_like(x)
    running = x != 1
    while running.any():
        for _ in range(50):  # steps between two looks
            x = np.where(running, np.where(x & 1 == 0, x >> 1, 3 * x + 1), x)
            steps += running
            running = x != 1
    return steps


# [collatz]

steps = collatz(np.arange(1, 100_001))
longest = int(steps.argmax()) + 1
print(f"{longest} takes the most steps below a hundred thousand: {steps.max()}")
assert (longest, steps.max()) == (77031, 350)

# Several results are several arrays. Arguments broadcast, and numbers may stand for arrays.
x, y = np.array([3.0, 0.0]), 4.0
radius, angle = np.hypot(x, y), np.arctan2(y, x)
assert radius[0] == 5
assert angle[1] == np.pi / 2
