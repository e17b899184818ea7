# SPDX-License-Identifier: MIT
# What becomes of array code: explain() shows the kernels, a report counts the bytes.
import tenon as tn

n = 1_000_000
a, b, c = tn.linspace(0, 1, n), tn.linspace(1, 2, n), tn.linspace(2, 3, n)
tn.sync()


def counted(array):
    """What running the array's plan moves."""
    tn._core.reset_statistics()
    tn.sync()
    return tn._core.statistics()


# [fused]
result = tn.sqrt(a + b * c)  # three operations
print(tn.explain(result))
fused = counted(result)
# [fused]
print(f"{fused['launches']} launch, {fused['bytes_read']} bytes read")

# [once]
twice = a + a  # one array, loaded once
once = counted(twice)
# [once]

# [stencil]
# Five shifted views of one array are one pass, without temporaries.
u = a.reshape(1000, 1000)
laplacian = u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:] - 4 * u[1:-1, 1:-1]
print(tn.explain(laplacian))
stencil = counted(laplacian)
# [stencil]

size = 8 * n
assert fused["launches"] == 1
assert fused["temporaries"] == 0
assert (fused["bytes_read"], fused["bytes_written"]) == (3 * size, size)
assert once["bytes_read"] == size
assert (stencil["launches"], stencil["temporaries"]) == (1, 0)
