# SPDX-License-Identifier: MIT
"""Every ufunc and operator against NumPy's, on drawn operands of every dtype, with `out`, `where`
and `dtype`, and the ufuncs' methods."""

from __future__ import annotations

import operator
from typing import Any

import numpy
import pytest
import tenon as tn
from differential import EVERY, INTEGERS, NUMBERS, REAL, SEED, SETTINGS, Draw, compare
from hypothesis import given, seed
from hypothesis import strategies as st

UFUNCS = [name for name in sorted(dir(numpy)) if isinstance(getattr(numpy, name), numpy.ufunc)]
# Powers of negative numbers and shifts beyond the width have tests of their own.
ELEMENTWISE = [n for n in UFUNCS if n not in ("matmul", "matvec", "vecmat", "vecdot", "isnat")]
REDUCING = ["add", "multiply", "maximum", "minimum", "logical_and", "logical_or", "bitwise_or"]
OPERATORS = [
    operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod,
    operator.and_, operator.or_, operator.xor, operator.lt, operator.le, operator.eq, operator.ne,
    operator.gt, operator.ge, divmod,
]  # fmt: skip
IN_PLACE = [
    operator.iadd, operator.isub, operator.imul, operator.itruediv, operator.ifloordiv,
    operator.iand, operator.ior, operator.ixor,
]  # fmt: skip


# Of booleans NumPy's result is int8, Tenon's a boolean.
OF_NUMBERS = ("conj", "conjugate", "square")


def operands(d: Draw, count: int, shape: tuple[int, ...], name: str = "") -> list[Any]:
    mild = name in ("power", "float_power", "left_shift", "right_shift", "ldexp", "exp2")
    arrays: list[Any] = [
        d.array(shape=d.broadcastable(shape), special=not mild) for _ in range(count)
    ]
    if name in OF_NUMBERS:
        return [d.array(NUMBERS, shape=d.broadcastable(shape))]
    if name == "ldexp":
        arrays[1] = d.array(("b", "h", "i"), d.broadcastable(shape))
    elif count == 2 and d.integer(0, 3) == 0:
        arrays[d.integer(0, 1)] = d.number()
    return arrays


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_that_the_ufunc_does_what_numpys_does(name: str) -> None:
    theirs, ours = getattr(numpy, name), getattr(tn, name)

    @seed(SEED)
    @SETTINGS
    @given(st.data())
    def run(data: Any) -> None:
        d = Draw(data)
        shape = d.shape()
        given_operands = operands(d, theirs.nin, shape, name)
        kwargs = d.maybe(dtype=lambda: d.of("f", "d", "i", "D"))
        if d.integer(0, 3) == 0 and theirs.nout == 1 and 0 not in shape:
            kwargs["out"] = d.array(EVERY, shape, special=False)
            kwargs |= d.maybe(where=lambda: d.array(("?",), d.broadcastable(shape)))
        compare(theirs, ours, given_operands, kwargs)

    print(f"TENON_TEST_SEED={SEED}")
    run()


@pytest.mark.parametrize("function", [*OPERATORS, *IN_PLACE], ids=lambda f: f.__name__)
def test_that_the_operator_does_what_numpys_does(function: Any) -> None:
    @seed(SEED)
    @SETTINGS
    @given(st.data())
    def run(data: Any) -> None:
        d = Draw(data)
        shape = d.shape()
        a, b = operands(d, 2, shape)
        if function in IN_PLACE and 0 in shape:
            return  # refused as a view that repeats elements; NumPy does nothing
        if function in IN_PLACE:
            a = d.array(shape=shape)
        elif not hasattr(a, "theirs") and not hasattr(b, "theirs"):
            return
        compare(function, function, (a, b), {})

    run()


@pytest.mark.parametrize("name", REDUCING)
@pytest.mark.parametrize("method", ["reduce", "accumulate", "outer", "at", "reduceat"])
def test_that_the_method_does_what_numpys_does(name: str, method: str) -> None:
    theirs, ours = getattr(numpy, name), getattr(tn, name)
    dtypes = ("?", *INTEGERS) if name.startswith("bitwise") else ("?", *REAL)

    @seed(SEED)
    @SETTINGS
    @given(st.data())
    def run(data: Any) -> None:
        d = Draw(data)
        a = d.array(dtypes, special=name != "multiply")
        if method == "outer":
            arguments: Any = (a, d.array(dtypes, high=1))
        elif method == "at":
            arguments = (a, d.of(0, [0, 0], [-1, 0, 0]), d.array(dtypes, ()))
        elif method == "reduceat":
            arguments = (a, [0, 0])
        elif method == "accumulate":
            arguments = (a, d.axis(a.theirs.ndim, none=False))
        else:
            arguments = (a, d.axis(a.theirs.ndim, several=True))
        kwargs = d.maybe(keepdims=lambda: True) if method == "reduce" else {}
        compare(getattr(theirs, method), getattr(ours, method), arguments, kwargs)

    run()
