# SPDX-License-Identifier: MIT
"""Indices, assignments and methods of arrays against NumPy's, on drawn arguments."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy
import pytest
import tenon as tn
from differential import EVERY, NUMBERS, REAL, SEED, SETTINGS, Draw, Pair, compare, side
from hypothesis import given, seed
from hypothesis import strategies as st


def part(d: Draw, size: int) -> Any:
    """One entry of an index."""
    choice = d.integer(0, 9)
    if choice == 0:
        return d.integer(-size - 1, size)
    if choice == 1:
        return d.of(None, ..., numpy.int64(0), True, numpy.array(1))
    if choice in (2, 3):
        seeded = numpy.random.default_rng(d.integer(0, 99))
        return seeded.integers(-max(size, 1), max(size, 1), d.shape(1, 2))
    if choice == 4:
        return d.array(("?",), (size,), layout="C")
    if choice == 5:
        return d.of([0], [0, -1], [], [True] * size)
    bounds = [d.of(None, 0, 1, 2, -1, -2, 9) for _ in range(2)]
    return slice(*bounds, d.of(None, 1, 2, -1, -2))


def index_for(d: Draw, a: Pair) -> Any:
    if d.integer(0, 6) == 0:
        return d.array(("?",), a.theirs.shape, layout="C")
    parts = [part(d, size) for size in a.theirs.shape[: d.integer(0, a.theirs.ndim)]]
    if sum(item is ... for item in parts) > 1:
        parts = [...]
    return parts[0] if len(parts) == 1 else tuple(parts)


def test_that_reading_by_an_index_does_what_numpys_does() -> None:
    def read(a: Any, index: Any) -> Any:
        return a[index]

    @seed(SEED)
    @SETTINGS
    @given(st.data())
    def run(data: Any) -> None:
        d = Draw(data)
        for _ in range(8):
            a = d.array()
            compare(read, read, (a, index_for(d, a)), {})

    print(f"TENON_TEST_SEED={SEED}")
    run()


def no_elements_or_one(a: Pair, index: Any) -> bool:
    try:
        chosen = a.theirs[side(index, "theirs")]
        # NumPy wants a number, not an array of one, for a single element.
        return bool(numpy.size(chosen) == 0) or isinstance(chosen, numpy.generic)
    except IndexError:
        return False


def test_that_writing_by_an_index_does_what_numpys_does() -> None:
    def write(a: Any, index: Any, value: Any) -> None:
        a[index] = value

    @seed(SEED)
    @SETTINGS
    @given(st.data())
    def run(data: Any) -> None:
        d = Draw(data)
        for _ in range(8):
            a = d.array(("?", *REAL))
            index = index_for(d, a)
            value = d.of(1, 0, True, 2.5, d.array(("?", "b", a.theirs.dtype.char), high=1))
            if not no_elements_or_one(a, index):
                compare(write, write, (a, index, value), {})

    run()


METHODS: dict[str, Callable[[Draw, Pair], tuple[Any, Any]]] = {
    "all": lambda d, a: ((d.axis(a.theirs.ndim),), {}),
    "any": lambda d, a: ((), d.maybe(keepdims=lambda: True)),
    "argmax": lambda d, a: ((d.axis(a.theirs.ndim),), {}),
    "argmin": lambda d, a: ((), d.maybe(axis=lambda: d.axis(a.theirs.ndim))),
    "argsort": lambda d, a: ((), {"kind": "stable"}),
    "astype": lambda d, a: (
        (d.of("d", "D", "l", "i2", int, complex),),
        d.maybe(copy=lambda: False),
    ),
    "byteswap": lambda d, a: ((), {}),
    "clip": lambda d, a: ((d.of(None, 0, 1), d.of(2, 3.5)), {}),
    "conj": lambda d, a: ((), {}),
    "copy": lambda d, a: ((), d.maybe(order=lambda: d.of("C", "F"))),
    "cumprod": lambda d, a: ((d.axis(a.theirs.ndim),), {}),
    "cumsum": lambda d, a: ((d.axis(a.theirs.ndim),), {}),
    "diagonal": lambda d, a: (d.of((), (1,), (0, 1, 0)), {}),
    "dot": lambda d, a: ((d.array(NUMBERS, a.theirs.shape[::-1], special=False),), {}),
    "fill": lambda d, a: ((d.of(1, 0, True),), {}),
    "flatten": lambda d, a: (d.of((), ("F",), ("C",)), {}),
    "max": lambda d, a: ((d.axis(a.theirs.ndim, several=True),), {}),
    "mean": lambda d, a: ((d.axis(a.theirs.ndim, several=True),), {}),
    "min": lambda d, a: ((), d.maybe(keepdims=lambda: True)),
    "nonzero": lambda d, a: ((), {}),
    "prod": lambda d, a: ((d.axis(a.theirs.ndim),), {}),
    "ravel": lambda d, a: (d.of((), ("F",), ("K",)), {}),
    "repeat": lambda d, a: ((2, d.axis(a.theirs.ndim)), {}),
    "reshape": lambda d, a: (d.of((-1,), (1, -1), ((-1, 1),), (2, 3)), {}),
    "round": lambda d, a: (d.of((), (1,), (-1,)), {}),
    "searchsorted": lambda d, a: ((d.array(REAL, ()),), {}),
    "sort": lambda d, a: ((), d.maybe(axis=lambda: d.axis(a.theirs.ndim))),
    "squeeze": lambda d, a: (d.of((), (0,), (-1,)), {}),
    "std": lambda d, a: ((d.axis(a.theirs.ndim),), d.maybe(ddof=lambda: 1)),
    "sum": lambda d, a: ((d.axis(a.theirs.ndim, several=True),), {}),
    "swapaxes": lambda d, a: ((0, d.axis(a.theirs.ndim, none=False)), {}),
    "take": lambda d, a: ((d.of(0, [0, -1]), d.axis(a.theirs.ndim)), {}),
    "tobytes": lambda d, a: ((), {}),
    "tolist": lambda d, a: ((), {}),
    "trace": lambda d, a: ((), {}),
    "transpose": lambda d, a: (d.of((), (1, 0), ((1, 0),), (None,)), {}),
    "var": lambda d, a: ((d.axis(a.theirs.ndim),), d.maybe(ddof=lambda: 1)),
    "view": lambda d, a: (d.of((), ("l",), ("u8",), ("f",)), {}),
    "item": lambda d, a: (d.of((), (0,)), {}),
    "__len__": lambda d, a: ((), {}),
    "__contains__": lambda d, a: ((d.of(0, 1, 2.5),), {}),
    "__complex__": lambda d, a: ((), {}),
    "__float__": lambda d, a: ((), {}),
    "__int__": lambda d, a: ((), {}),
    "__bool__": lambda d, a: ((), {}),
}
# NumPy rounds each product of halves, which may overflow on the way; here only results are rounded
# (reduction_tree.md).
NO_HALVES = ("cumprod",)
PLAIN = ("sort", "argsort", "searchsorted", "dot", "__contains__", "__int__")


@pytest.mark.parametrize("name", sorted(METHODS))
def test_that_the_method_does_what_numpys_does(name: str) -> None:
    def call(a: Any, *args: Any, **kwargs: Any) -> Any:
        return getattr(a, name)(*args, **kwargs)

    @seed(SEED)
    @SETTINGS
    @given(st.data())
    def run(data: Any) -> None:
        d = Draw(data)
        kinds = REAL if name in PLAIN else EVERY
        if name in NO_HALVES:
            kinds = tuple(kind for kind in kinds if kind != "e")
        a = d.array(kinds, special=name not in PLAIN)
        args, kwargs = METHODS[name](d, a)
        compare(call, call, (a, *args), kwargs)

    print(f"TENON_TEST_SEED={SEED}")
    run()


ATTRIBUTES = "T dtype flat imag itemsize mT nbytes ndim real shape size strides".split()


@pytest.mark.parametrize("name", [n for n in ATTRIBUTES if n not in ("flat", "strides")])
def test_that_the_attribute_is_what_numpys_is(name: str) -> None:
    def read(a: Any) -> Any:
        return getattr(a, name)

    @seed(SEED)
    @SETTINGS
    @given(st.data())
    def run(data: Any) -> None:
        compare(read, read, (Draw(data).array(),), {})

    run()


def test_that_parts_of_complex_numbers_are_views() -> None:
    a = tn.zeros(3, dtype=complex)
    a.real[...] = 2
    a.imag = [1, 2, 3]
    numpy.testing.assert_array_equal(a, [2 + 1j, 2 + 2j, 2 + 3j])


def test_that_views_of_read_only_arrays_are_read_only() -> None:
    a = tn.zeros((3, 3))
    a.flags.writeable = False
    for view in (a.T, a[1:], a.ravel(), tn.swapaxes(a, 0, 1), a.reshape(9), tn.diagonal(a), a.mT):
        assert not view.flags.writeable
        with pytest.raises(ValueError, match="read-only"):
            view[...] = 1
    a.setflags(write=True)
    a[...] = 1
    assert a.sum() == 9


def test_that_arrays_are_copied_by_the_copy_module() -> None:
    a = tn.arange(3.0)
    for other in (copy.copy(a), copy.deepcopy(a)):
        other[0] = 7
    assert a[0] == 0
