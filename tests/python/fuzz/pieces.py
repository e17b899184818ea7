# SPDX-License-Identifier: MIT
"""Random parts of statements: operands, indices, expressions."""

from __future__ import annotations

import random
from typing import Any

import numpy

DTYPES = ("f8", "f8", "f8", "f4", "i8", "i4", "i2", "u1", "u4", "?", "c16", "c8")
# One side of the size at which operations are recorded, and the other; kernels need some more.
SIZES = {
    "tiny": (0, 1, 2, 3, 5, 8),
    "middle": (1, 31, 1023, 1024, 1025, 2047, 2048, 2049),
    "large": (1, 2, 3000, 4097, 9001),
}
EXACT = ("+", "-", "*")
BITS = ("&", "|", "^")
COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
UNARY_EXACT = ("-{}", "abs({})", "np.negative({})", "np.square({})", "+{}")
UNARY_FLOAT = ("np.sqrt(abs({}))", "np.floor({})", "np.rint({})", "np.trunc({})", "np.isfinite({})")
# Without cancellation, so that an error can be bounded from the result alone.
SUMS = ("np.abs({0}).mean()", "np.abs({0}).sum()")
UNARY_LOOSE = ("np.sin({})", "np.exp(-abs({}))", "np.log1p(abs({}))", "np.tanh({})", "np.cbrt({})")
# Other arrays made of one, besides what `convert` has. None is many times as large: triu makes a
# square of one dimension.
CONVERSIONS = (
    "np.roll({0}, 1, 0)", "np.roll({0}, (1, -2), (0, -1))", "np.delete({0}, 0, 0)",
    "np.repeat({0}, 2, -1)", "np.take({0}, [-1, 0], -1)", "np.flip({0}, 0).copy()",
    "np.atleast_2d({0}) + 1", "np.append({0}, 3)", "np.concatenate([{0}, {0}], -1)",
    "np.stack([{0}, {0}], -1)", "np.rot90({0})", "np.insert({0}, 0, 1)", "np.pad({0}, 1)",
    "np.triu({0}[-50:], 1)", "np.cumsum({0} != 0, 0)", "np.flatnonzero({0})", "np.argwhere({0})",
    "np.ascontiguousarray({0}.T)", "np.compress([True, False], {0}, 0)",
    "np.extract({0} != 0, {0})", "np.fliplr({0}) * 1", "np.vstack([{0}, {0}])",
    "np.hstack([{0}, {0}])", "np.logical_not({0})", "np.sign({0}.real)", "np.isin({0}, [1, 2])",
    "np.unique({0})", "np.select([{0} > 1, {0} < 0], [{0}, 2])", "np.heaviside({0}.real, 0.5)",
)  # fmt: skip


class Pieces:
    """`names` are those bound so far, with NumPy's values."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.scale = self.random.choice(list(SIZES))
        self.most = self.random.choice((3, 6, 10))
        self.names: dict[str, Any] = {}
        self.counter = 0
        self.shapes = self._shapes()

    def _shapes(self) -> list[tuple[int, ...]]:
        choose = self.random.choice
        sizes = SIZES[self.scale]
        n, m = choose(sizes), choose((1, 2, 3, 7))
        if self.scale == "large":
            return [(n,), (n,), (max(n // 64, 1), 64), (64,), (1, 64)]
        if self.scale == "middle":
            return [(n,), (n,), (max(n // 16, 1), 16), (16,), (max(n // 16, 1), 1), (2, 8, 64)]
        return [(n,), (n,), (m, n), (m, 1), (n, m), (), (2, m, n)]

    # -- what there is

    def arrays(self, test: Any = lambda value: True) -> list[str]:
        return [
            name
            for name, value in self.names.items()
            if isinstance(value, numpy.ndarray) and name[0] in "ah" and test(value)
        ]

    def array(self, test: Any = lambda value: True) -> str | None:
        found = self.arrays(test) or self.arrays()
        return self.random.choice(found) if found else None

    def fresh(self) -> str:
        """A name for a result: a new one, or one that is bound over."""
        have = [name for name in self.arrays() if name[0] == "a"]
        if len(have) >= self.most and self.random.random() < 0.8:
            return self.random.choice(have)
        self.counter += 1
        return f"a{self.counter}"

    # -- pieces

    def number(self) -> str:
        return self.random.choice(
            "2 -3 1 0 7 0.5 -1.25 3.0 True np.float64(1.5) np.float32(0.5) np.int64(3) np.int8(2) "
            "1e300 2j".split()
        )

    def bound(self, size: int) -> str:
        return str(self.random.choice(("", "", 0, 1, 2, -1, -2, size // 2, size + 3)))

    def slice_of(self, size: int) -> str:
        step = self.random.choice(("", "", "", ":2", ":-1", ":3", ":-2"))
        return f"{self.bound(size)}:{self.bound(size)}{step}"

    def basic_index(self, value: Any) -> str:
        parts = []
        for size in value.shape:
            chance = self.random.random()
            if chance < 0.15 and size > 0:
                parts.append(str(self.random.randrange(-size, size)))
            elif chance < 0.6:
                parts.append(self.slice_of(size))
            else:
                parts.append(":")
        if self.random.random() < 0.15:
            parts.insert(self.random.randrange(len(parts) + 1), "None")
        if self.random.random() < 0.2:
            parts = [*parts[: self.random.randrange(len(parts) + 1)], "..."]
        return ", ".join(parts) or "..."

    def advanced_index(self, name: str) -> str:
        """A list, an array of positions, a mask, or some of them with slices."""
        value = self.names[name]
        if value.ndim == 0:
            return self.random.choice(("True", "...", "()", "None"))
        size = value.shape[0]
        choice = self.random.randrange(6)
        if choice == 0 and size > 0:
            return str([self.random.randrange(-size, size) for _ in range(4)])
        if choice == 1:
            return f"{name} > {self.random.choice((0, 1, 3))}"
        if choice == 2:
            return f"np.arange({size}) % {self.random.choice((2, 3))} == 1"
        if choice == 3 and size > 0:
            return f"np.arange({self.random.choice((3, size))}) * 7 % {size}"
        if choice == 4 and value.ndim > 1 and size > 0 and value.shape[1] > 0:
            return f"[0, {size - 1}], [{value.shape[1] - 1}, 0]"
        if choice == 5 and value.ndim > 1 and value.shape[1] > 0:
            return f"1:, [0, {value.shape[1] - 1}]"
        return f"numpy.arange({max(size - 1, 0)})[::-1]"

    def operand(self, shape: tuple[int, ...]) -> str:
        """An array that broadcasts to the shape, a part of one, or a number."""
        scalars = [name for name in self.names if name[0] == "s"]
        if self.random.random() < 0.25:
            return (
                self.random.choice(scalars)
                if scalars and self.random.random() < 0.5
                else (self.number())
            )
        same = self.arrays(lambda value: _fits(value.shape, shape))
        if shape and self.random.random() < 0.4:
            longer = self.arrays(
                lambda value: value.ndim == len(shape) and value.shape[0] == shape[0] + 2
            )
            if longer:
                part = self.random.choice(("2:", "1:-1", ":-2", "-1:1:-1"))
                return f"{self.random.choice(longer)}[{part}]"
        if same:
            return self.random.choice(same)
        return self.number()

    def expression(self, shape: tuple[int, ...], depth: int | None = None) -> str:
        if depth is None:
            depth = self.random.choice((1, 1, 2, 3))
        if depth == 0:
            return self.operand(shape)
        chance = self.random.random()
        left = self.expression(shape, depth - 1)
        if chance < 0.15:
            return self.random.choice(UNARY_EXACT).format(f"({left})")
        if chance < 0.25:
            return self.random.choice(UNARY_FLOAT).format(left)
        right = self.expression(shape, depth - 1)
        if chance < 0.33:
            test = f"{self.operand(shape)} {self.random.choice(COMPARISONS)} {self.number()}"
            return f"np.where({test}, {left}, {right})"
        if chance < 0.4:
            return f"np.{self.random.choice(('maximum', 'minimum'))}({left}, {right})"
        if chance < 0.46:
            return f"({left} {self.random.choice(COMPARISONS)} {right})"
        if chance < 0.52:
            return f"({left} {self.random.choice(BITS)} {right})"
        if chance < 0.58:
            return f"({left} / {self.random.choice(('2', '3.0', '0.7', right))})"
        return f"({left} {self.random.choice(EXACT)} {right})"

    def target_shape(self, text: str) -> tuple[int, ...] | None:
        """The shape of a part of an array; None where it is no array."""
        try:
            value = eval(text, {"np": numpy, "numpy": numpy, **self.names})
        except Exception:
            return None
        return value.shape if isinstance(value, numpy.ndarray) else None


def _fits(shape: tuple[int, ...], into: tuple[int, ...]) -> bool:
    try:
        return numpy.broadcast_shapes(shape, into) == into
    except ValueError:
        return False
