# SPDX-License-Identifier: MIT
# Arrays: making them, computing with them, looking at them.   tenon run 01_hello.py
import numpy as np

x = np.linspace(0, 1, 5)
y = 2 * x * x + 1  # under Tenon: recorded; nothing has run yet

print("y =", y)  # looking runs it
print("sum =", y.sum())

# Views share memory with the array they are made from.
table = np.arange(12).reshape(3, 4)
table[:, 0] = -1  # first column
table[-1, 1:3] *= 10  # two elements of the last row
print(table)

assert y.sum() == 8.75
assert table[2, 1] == 90
assert table[0, 0] == -1
