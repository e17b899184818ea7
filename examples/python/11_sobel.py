# SPDX-License-Identifier: MIT
# Edges in a picture of bytes, by Sobel's differences.
import math

import numpy as np


# [sobel]
def sobel(picture):
    p = picture.astype(np.int16)  # bytes have no sign
    falling, rising = p[2:, 2:] - p[:-2, :-2], p[:-2, 2:] - p[2:, :-2]
    dx = (falling + rising + 2 * (p[1:-1, 2:] - p[1:-1, :-2])).astype(np.float32)
    dy = (falling - rising + 2 * (p[2:, 1:-1] - p[:-2, 1:-1])).astype(np.float32)
    return np.minimum(np.sqrt(dx * dx + dy * dy) / 4, 255).astype(np.uint8)


# [sobel]

# A hilly country in eight heights.
height, width = 240, 320
x, y = np.arange(width) / 40, np.arange(height)[:, None] / 40
hills = np.sin(x) * np.cos(y) + np.sin(x / 2 + y) + np.cos(x - y / 3)
picture = (np.floor((hills + 3) * 1.3) * 32).astype(np.uint8)
edges = sobel(picture)
print("sum of the edges", edges.sum(dtype=np.int64))

# The same for some pixels one by one, in double precision.
p = picture.astype(np.float64)
for i in range(1, height - 1, 7):
    for j in range(1, width - 1, 5):
        nw, n, ne, w, _, e, sw, s, se = p[i - 1 : i + 2, j - 1 : j + 2].ravel().tolist()
        dx, dy = ne + 2 * e + se - nw - 2 * w - sw, sw + 2 * s + se - nw - 2 * n - ne
        assert edges[i - 1, j - 1] == min(int(math.sqrt(dx * dx + dy * dy) / 4), 255)
