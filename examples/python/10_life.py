# SPDX-License-Identifier: MIT
# Conway's game of life on bytes: a glider goes once round a board whose sides meet.
import numpy as np

# [board]
n = 32
u = np.zeros((n + 2, n + 2), dtype=np.uint8)  # with a frame, so that all have neighbours
u[1:4, 1:4] = [[0, 1, 0], [0, 0, 1], [1, 1, 1]]
start = u[1:-1, 1:-1].copy()
v = u.copy()
# [board]


# [step]
def step(u, v):
    u[0], u[-1] = u[-2], u[1]  # the frame is the opposite side
    u[:, 0], u[:, -1] = u[:, -2], u[:, 1]
    count = u[:-2, :-2] + u[:-2, 1:-1] + u[:-2, 2:] + u[1:-1, :-2]
    count = count + u[1:-1, 2:] + u[2:, :-2] + u[2:, 1:-1] + u[2:, 2:]
    v[1:-1, 1:-1] = (count == 3) | ((count == 2) & (u[1:-1, 1:-1] != 0))


# [step]

for i in range(4 * n):
    step(u, v)
    u, v = v, u
    if i == 3:
        assert (u[1:-1, 1:-1] == np.roll(start, (1, 1), (0, 1))).all()
        print("the glider moves")
assert (u[1:-1, 1:-1] == start).all()
print("and comes back")
