# SPDX-License-Identifier: MIT
# Random numbers and reductions: pi by throwing points at a square.   tenon run 04_pi.py
import math

import numpy as np


# [pi]
def points_inside(seed, samples):
    random = np.random.default_rng(seed)
    x = random.random(samples)
    y = random.random(samples)
    return int((x * x + y * y < 1).sum())


# [pi]

samples = 12_000_000
inside = points_inside(2011, samples)
pi = 4 * inside / samples
print(f"pi is about {pi} ({inside} of {samples})")

deviation = 1.642 / math.sqrt(samples)
assert abs(pi - math.pi) < 4 * deviation
assert points_inside(2011, samples) == inside  # the same seed gives the same points

# Without chance: the area under a quarter of a circle, in ten thousand strips.
middles = (np.arange(10_000) + 0.5) / 10_000
assert abs((4 / (1 + middles * middles)).mean() - math.pi) < 1e-8
