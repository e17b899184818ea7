# SPDX-License-Identifier: MIT
"""Every function of the namespace against NumPy's, on drawn arguments: views, no dimensions, no
elements, NaN, negative strides, keyword arguments. TENON_TEST_SEED repeats a run,
TENON_TEST_EXAMPLES says how many calls of each function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy
import pytest
import tenon as tn
from differential import (
    FLOATS,
    NUMBERS,
    REAL,
    SEED,
    SETTINGS,
    Draw,
    compare,
)
from hypothesis import given, seed
from hypothesis import strategies as st

CASES: dict[str, Callable[[Draw], tuple[Any, Any]]] = {}
NUMERIC = ("?", *NUMBERS)
ORDERED = ("?", *REAL)


def case(*names: str) -> Any:
    def add(make: Any) -> Any:
        for name in names:
            CASES[name] = make
        return make

    return add


# --- views


@case("ravel", "fliplr", "flipud", "atleast_1d", "atleast_2d", "atleast_3d", "matrix_transpose")
@case(
    "copy", "ascontiguousarray", "asarray", "array", "asanyarray", "shape", "ndim", "real", "imag"
)
@case("iscomplex", "isreal", "real_if_close", "nonzero", "flatnonzero", "argwhere", "diagflat")
@case("array_repr", "array_str")
def _one(d: Draw) -> Any:
    return (d.array(),), {}


@case("reshape")
def _reshape(d: Draw) -> Any:
    a = d.array()
    shapes = [a.theirs.shape, a.theirs.size, (-1,), (2, -1), a.theirs.shape[::-1], (1, -1, 1)]
    return (a, d.of(*shapes)), d.maybe(order=lambda: d.of("C", "F", "A"), copy=lambda: True)


@case("transpose", "permute_dims")
def _transpose(d: Draw) -> Any:
    a = d.array()
    ndim = a.theirs.ndim
    return (a, d.of(None, tuple(range(ndim))[::-1], (*range(1, ndim), 0), (0, 0))), {}


@case("swapaxes", "rollaxis", "moveaxis")
def _two_axes(d: Draw) -> Any:
    a = d.array(low=1)
    return (a, d.axis(a.theirs.ndim, none=False), d.axis(a.theirs.ndim, none=False)), {}


@case("expand_dims", "flip", "squeeze", "unstack_")
def _axes(d: Draw) -> Any:
    a = d.array()
    return (a, d.axis(a.theirs.ndim, several=True)), {}


CASES.pop("unstack_")


@case("unstack")
def _unstack(d: Draw) -> Any:
    a = d.array()
    return (a,), d.maybe(axis=lambda: d.axis(a.theirs.ndim, none=False))


@case("rot90")
def _rot90(d: Draw) -> Any:
    return (d.array(), d.integer(-3, 5)), d.maybe(
        axes=lambda: d.of((0, 1), (1, 0), (0, -1), (0, 0))
    )


@case("diagonal", "trace")
def _diagonal(d: Draw) -> Any:
    a = d.array(low=1)
    return (a, d.integer(-4, 4), *d.of((), (0, 1), (1, 0), (-1, 0), (0, 0))), {}


@case("broadcast_to")
def _broadcast_to(d: Draw) -> Any:
    shape = d.shape()
    return (d.array(shape=d.broadcastable(shape)), d.of(shape, shape, (2, *shape), (5,))), {}


@case("broadcast_arrays", "meshgrid")
def _several(d: Draw) -> Any:
    shape = d.shape(high=2)
    return tuple(d.array(shape=d.broadcastable(shape)) for _ in range(d.integer(1, 3))), {}


# --- joining and splitting


@case("concatenate", "concat", "stack")
def _join(d: Draw) -> Any:
    shape = d.shape(low=1)
    arrays = [d.array(shape=shape) for _ in range(d.integer(1, 3))]
    kwargs = d.maybe(dtype=lambda: d.of("d", "i", "D"), casting=lambda: d.of("unsafe", "safe"))
    return (arrays, d.axis(len(shape))), kwargs


@case("vstack", "hstack", "dstack", "column_stack")
def _stack(d: Draw) -> Any:
    shape = d.shape()
    return ([d.array(shape=shape) for _ in range(d.integer(1, 3))],), {}


@case("block")
def _block(d: Draw) -> Any:
    a, b = (d.array(shape=(2, 3)) for _ in range(2))
    return (d.of([a, b], [[a, b], [b, a]], [[a], [b]], a, [[a, b], a]),), {}


@case("append")
def _append(d: Draw) -> Any:
    a = d.array()
    return (a, d.array(shape=a.theirs.shape)), d.maybe(axis=lambda: d.axis(a.theirs.ndim))


@case("split", "array_split")
def _split(d: Draw) -> Any:
    a = d.array(low=1)
    sections = d.of(1, 2, 3, [1], [1, 2], [0, 3, 2], (-1,), 0)
    return (a, sections), d.maybe(axis=lambda: d.axis(a.theirs.ndim, none=False))


@case("vsplit", "hsplit", "dsplit")
def _xsplit(d: Draw) -> Any:
    return (d.array(), d.of(1, 2, [1], [1, 2])), {}


@case("tile")
def _tile(d: Draw) -> Any:
    return (d.array(), d.of(2, 0, (2,), (2, 1), (1, 2, 3), (0, 2), ())), {}


@case("repeat")
def _repeat(d: Draw) -> Any:
    a = d.array()
    axis = d.axis(a.theirs.ndim)
    length = a.theirs.size if axis is None else 3
    many = d.of(2, 0, 1, [2], [1] * length, list(range(length)), -1, 1.5)
    return (a, many), {"axis": axis}


@case("roll")
def _roll(d: Draw) -> Any:
    a = d.array()
    axis = d.axis(a.theirs.ndim, several=True)
    return (a, d.of(1, -1, 0, 5, (1, 2)) if axis is not None else d.integer(-9, 9)), {"axis": axis}


@case("pad")
def _pad(d: Draw) -> Any:
    mode = d.of("constant", "edge", "wrap", "reflect", "symmetric", "mean", "linear_ramp", "empty_")
    kwargs = d.maybe(constant_values=lambda: d.of(7, (1, 2), 2.5)) if mode == "constant" else {}
    width = d.of(1, 2, (1, 2), ((0, 3),), 0, -1)
    return (d.array(NUMBERS, special=False), width, mode), kwargs


@case("resize")
def _resize(d: Draw) -> Any:
    return (d.array(), d.of(3, (2, 3), (0,), (7,), (2, 2, 2), (-1,))), {}


@case("delete")
def _delete(d: Draw) -> Any:
    a = d.array(low=1)
    what = d.of(0, -1, [0, 1], slice(0, 2), [True, False], 9, slice(None, None, 2))
    return (a, what), d.maybe(axis=lambda: d.axis(a.theirs.ndim))


# --- positions and masks


@case("where")
def _where(d: Draw) -> Any:
    shape = d.shape()
    condition = d.array(shape=d.broadcastable(shape))
    x, y = (d.of(d.array(shape=d.broadcastable(shape)), d.number()) for _ in range(2))
    return d.of((condition, x, y), (condition, x, y), (condition,)), {}


def _positions(d: Draw, shape: Any, reach: int = 3) -> Any:
    low = -reach if d.integer(0, 1) else 0
    seeded = numpy.random.default_rng(d.integer(0, 99))
    return seeded.integers(low, max(reach, 1), shape)


@case("take")
def _take(d: Draw) -> Any:
    a = d.array()
    axis = d.axis(a.theirs.ndim)
    where = d.of(0, -1, [0, 1], [[0], [1]], [], 9, _positions(d, (2, 2)), [True, False], [0.5])
    return (a, where), {"axis": axis, **d.maybe(mode=lambda: d.of("wrap", "clip", "raise"))}


@case("put")
def _put(d: Draw) -> Any:
    a = d.array(REAL)
    where = d.of(0, [0, 1], [], _positions(d, (3,)), 20)
    return (a, where, d.of(5, [1, 2], d.array(REAL, low=1, high=1))), d.maybe(
        mode=lambda: d.of("wrap", "clip")
    )


@case("take_along_axis")
def _take_along(d: Draw) -> Any:
    a = d.array(low=1, smallest=1)
    axis = d.axis(a.theirs.ndim)
    shape = list(a.theirs.shape)
    if axis is None:
        shape = [4]
    elif -a.theirs.ndim <= axis < a.theirs.ndim:
        shape[axis] = d.integer(0, 3)
    return (a, _positions(d, shape, 2), axis), {}


@case("put_along_axis")
def _put_along(d: Draw) -> Any:
    a = d.array(low=1, smallest=1)
    axis = d.axis(a.theirs.ndim)
    shape = list(a.theirs.shape)
    if axis is not None and -a.theirs.ndim <= axis < a.theirs.ndim:
        shape[axis] = 1
    return (a, _positions(d, shape, 1), d.of(1, 0, d.array(a.theirs.dtype.char, ())), axis), {}


@case("compress")
def _compress(d: Draw) -> Any:
    a = d.array()
    axis = d.axis(a.theirs.ndim)
    return (d.of([True, False], [0, 1, 1], [], d.array(("?",), (2,))), a), {"axis": axis}


@case("extract")
def _extract(d: Draw) -> Any:
    a = d.array()
    return (d.array(shape=a.theirs.shape), a), {}


@case("place", "putmask")
def _place(d: Draw) -> Any:
    a = d.array(REAL)
    mask = d.array(("?", "i"), shape=d.of(a.theirs.shape, a.theirs.shape, (a.theirs.size,)))
    return (a, mask, d.of([1], [1, 2, 3], 4, d.array(REAL, low=1, high=1))), {}


@case("copyto")
def _copyto(d: Draw) -> Any:
    a = d.array(layout="C")
    source = d.of(d.array(shape=d.broadcastable(a.theirs.shape)), d.number(), d.array())
    kwargs = d.maybe(
        casting=lambda: d.of("unsafe", "safe", "no"),
        where=lambda: d.array(("?",), d.broadcastable(a.theirs.shape)),
    )
    return (a, source), kwargs


@case("select")
def _select(d: Draw) -> Any:
    shape = d.shape()
    count = d.integer(1, 3)
    masks = [d.array(("?",), d.broadcastable(shape)) for _ in range(count)]
    choices = [d.of(d.array(shape=d.broadcastable(shape)), d.number()) for _ in range(count)]
    return (masks, choices, *d.of((), (7,), (0.5,))), {}


@case("choose")
def _choose(d: Draw) -> Any:
    shape = d.shape()
    choices = [d.array(shape=d.broadcastable(shape)) for _ in range(3)]
    places = d.array(("l", "B", "i"), shape=d.broadcastable(shape))
    return (places, choices), d.maybe(mode=lambda: d.of("wrap", "clip", "raise"))


@case("diag")
def _diag(d: Draw) -> Any:
    return (d.array(), d.integer(-3, 3)), {}


@case("fill_diagonal")
def _fill_diagonal(d: Draw) -> Any:
    return (d.array(low=1), d.of(1, 0, 2)), d.maybe(wrap=lambda: True)


@case("ix_")
def _ix(d: Draw) -> Any:
    return d.of(([0, 1], [2]), ([True, False], [1]), ([],), (d.array(low=1, high=1),)), {}


# --- grids


@case("tril", "triu")
def _triangle(d: Draw) -> Any:
    return (d.array(), d.integer(-3, 3)), {}


@case("tri")
def _tri(d: Draw) -> Any:
    return (d.integer(0, 4), d.of(None, 3, 0), d.integer(-3, 3)), d.maybe(
        dtype=lambda: d.of(int, bool, "f")
    )


@case("tril_indices", "triu_indices")
def _triangle_indices(d: Draw) -> Any:
    return (d.integer(0, 4), d.integer(-3, 3), d.of(None, 3, 5)), {}


@case("tril_indices_from", "triu_indices_from")
def _from(d: Draw) -> Any:
    return (d.array(low=1), d.integer(-2, 2)), {}


@case("eye")
def _eye(d: Draw) -> Any:
    return (d.integer(0, 4), d.of(None, 3, 0), d.integer(-5, 5)), d.maybe(
        dtype=lambda: d.of(int, bool, "F")
    )


@case("indices")
def _indices(d: Draw) -> Any:
    return (d.shape(),), d.maybe(dtype=lambda: d.of("f", "i"), sparse=lambda: True)


@case("arange")
def _arange(d: Draw) -> Any:
    return d.of(
        (5,), (2, 9), (0, 1, 0.25), (5, 1, -2), (0.5,), (3, 3), (1, 4, 0), (-2.5, 7)
    ), d.maybe(dtype=lambda: d.of("f", "i", "B", "D"))


@case("linspace", "geomspace", "logspace")
def _spaced(d: Draw) -> Any:
    ends = d.of((1, 5), (1.0, 2.0), (2, -3), (0, 1), (-1, -8), (1, 1))
    kwargs = d.maybe(num=lambda: d.of(0, 1, 2, 7), endpoint=lambda: False)
    return ends, kwargs | d.maybe(dtype=lambda: d.of("f", "i", "D"), axis=lambda: 0)


@case("vander")
def _vander(d: Draw) -> Any:
    return (d.array(REAL, high=2, special=False),), d.maybe(
        N=lambda: d.integer(0, 4), increasing=lambda: True
    )


@case("zeros", "ones", "empty_")
def _filled(d: Draw) -> Any:
    return (d.of(3, (2, 3), (), 0, (-1,), [2, 2]),), d.maybe(
        dtype=lambda: d.of("f", "i", "?", "D"), order=lambda: d.of("C", "F")
    )


CASES.pop("empty_")


@case("full")
def _full(d: Draw) -> Any:
    return (d.of(3, (2, 3), ()), d.of(1, 2.5, True, 1j, [1, 2, 3])), d.maybe(
        dtype=lambda: d.of("f", "i", "?", "D")
    )


@case("zeros_like", "ones_like")
def _like(d: Draw) -> Any:
    return (d.array(),), d.maybe(dtype=lambda: d.of("f", "i"), shape=lambda: d.of(2, (3, 1)))


@case("full_like")
def _full_like(d: Draw) -> Any:
    return (d.array(), d.of(1, 2.5, True)), d.maybe(dtype=lambda: d.of("f", "i"))


# --- reductions


def _reduction_arguments(d: Draw, dtypes: Any, dtype: bool) -> Any:
    a = d.array(dtypes)
    kwargs = {"axis": d.axis(a.theirs.ndim, several=True)}
    kwargs |= d.maybe(
        keepdims=lambda: d.of(True, False),
        where=lambda: d.array(("?",), d.broadcastable(a.theirs.shape)),
    )
    if dtype:
        kwargs |= d.maybe(dtype=lambda: d.of("f", "d", "i", "D"))
    return a, kwargs


@case("sum", "prod")
def _sum(d: Draw) -> Any:
    a, kwargs = _reduction_arguments(d, NUMERIC, True)
    return (a,), kwargs | d.maybe(initial=lambda: d.of(1, 0, 2.5))


@case("min", "max", "amin", "amax")
def _extreme(d: Draw) -> Any:
    a, kwargs = _reduction_arguments(d, ORDERED, False)
    return (a,), kwargs | d.maybe(initial=lambda: d.of(1, 0, 2.5))


@case("any", "all")
def _any(d: Draw) -> Any:
    a, kwargs = _reduction_arguments(d, NUMERIC, False)
    return (a,), kwargs


@case("mean")
def _mean(d: Draw) -> Any:
    a, kwargs = _reduction_arguments(d, NUMERIC, True)
    return (a,), kwargs


@case("var", "std")
def _var(d: Draw) -> Any:
    a, kwargs = _reduction_arguments(d, NUMERIC, False)
    kwargs |= d.maybe(ddof=lambda: d.of(1, 2, 0.5), correction=lambda: 1)
    return (a,), kwargs


@case("ptp", "argmin", "argmax", "count_nonzero")
def _along(d: Draw) -> Any:
    a = d.array(ORDERED)
    return (a,), {"axis": d.axis(a.theirs.ndim), **d.maybe(keepdims=lambda: True)}


@case("cumsum", "cumprod", "nancumsum", "nancumprod")
def _running(d: Draw) -> Any:
    a = d.array(NUMERIC, special=False)
    return (a,), {"axis": d.axis(a.theirs.ndim), **d.maybe(dtype=lambda: d.of("f", "i", "D"))}


@case("cumulative_sum", "cumulative_prod")
def _cumulative(d: Draw) -> Any:
    a = d.array(NUMERIC, special=False)
    kwargs = d.maybe(dtype=lambda: d.of("f", "i"), include_initial=lambda: True)
    return (a,), {"axis": d.axis(a.theirs.ndim), **kwargs}


@case("nansum", "nanprod", "nanmin", "nanmax", "nanmean", "nanvar", "nanstd")
@case("nanargmin", "nanargmax", "median", "nanmedian")
def _nan(d: Draw) -> Any:
    a = d.array(REAL)
    return (a,), {"axis": d.axis(a.theirs.ndim), **d.maybe(keepdims=lambda: True)}


@case("diff")
def _diff(d: Draw) -> Any:
    a = d.array(NUMERIC)
    kwargs = d.maybe(
        n=lambda: d.integer(-1, 3),
        axis=lambda: d.axis(a.theirs.ndim, none=False),
        prepend=lambda: d.of(0, 1),
        append=lambda: d.of(0, 2.5),
    )
    return (a,), kwargs


@case("ediff1d")
def _ediff1d(d: Draw) -> Any:
    return (d.array(NUMBERS),), d.maybe(to_end=lambda: 7, to_begin=lambda: [1, 2])


@case("gradient")
def _gradient(d: Draw) -> Any:
    a = d.array((*FLOATS, "l", "B"), low=1, special=False)
    kwargs = d.maybe(axis=lambda: d.axis(a.theirs.ndim, several=True), edge_order=lambda: 2)
    return (a, *d.of((), (), (0.5,), (2,))), kwargs


@case("trapezoid")
def _trapezoid(d: Draw) -> Any:
    a = d.array(REAL, low=1, special=False)
    return (a,), d.maybe(dx=lambda: 0.5, axis=lambda: d.axis(a.theirs.ndim, none=False))


@case("average")
def _average(d: Draw) -> Any:
    a = d.array(REAL, special=False)
    kwargs = d.maybe(
        weights=lambda: d.array(REAL, a.theirs.shape, special=False),
        returned=lambda: True,
        keepdims=lambda: True,
    )
    return (a,), {"axis": d.axis(a.theirs.ndim, several=True), **kwargs}


# --- element by element, and products


@case("clip")
def _clip(d: Draw) -> Any:
    a = d.array(REAL)
    bound = lambda: d.of(None, d.number(), d.array(REAL, d.broadcastable(a.theirs.shape)))  # noqa: E731
    return (a, bound(), bound()), {}


@case("round", "around")
def _round(d: Draw) -> Any:
    return (d.array(),), d.maybe(decimals=lambda: d.integer(-2, 3))


@case("fix", "isposinf", "isneginf", "sinc", "nan_to_num", "modf", "frexp", "deg2rad", "rad2deg")
def _real(d: Draw) -> Any:
    return (d.array(REAL),), {}


@case("angle")
def _angle(d: Draw) -> Any:
    return (d.array(NUMBERS),), d.maybe(deg=lambda: True)


@case("isclose", "allclose")
def _isclose(d: Draw) -> Any:
    a = d.array()
    b = d.of(a, d.array(shape=d.broadcastable(a.theirs.shape)), 1.0)
    return (a, b), d.maybe(rtol=lambda: 0.5, atol=lambda: 1, equal_nan=lambda: True)


@case("array_equal", "array_equiv")
def _array_equal(d: Draw) -> Any:
    a = d.array()
    return (a, d.of(a, d.array(shape=a.theirs.shape), d.array())), {}


@case("divmod")
def _divmod(d: Draw) -> Any:
    a = d.array(REAL)
    return (a, d.of(d.array(REAL, d.broadcastable(a.theirs.shape)), d.number())), {}


@case("outer", "kron")
def _outer(d: Draw) -> Any:
    return (d.array(high=2), d.array(high=2)), {}


@case("cross")
def _cross(d: Draw) -> Any:
    shape = (*d.shape(high=1), d.of(3, 3, 3, 2))
    return (d.array(NUMBERS, shape, special=False), d.array(NUMBERS, shape, special=False)), {}


@case("dot", "inner", "vdot", "matmul", "vecdot", "tensordot")
def _product(d: Draw) -> Any:
    n = d.integer(0, 3)
    shapes = d.of(((n,), (n,)), ((n,), (n,)), ((2, n), (n,)), ((2, 2), (2, 2)), ((), (n,)))
    return tuple(d.array(NUMBERS, shape, special=False) for shape in shapes), {}


@pytest.mark.parametrize("name", sorted(CASES))
def test_that_the_function_does_what_numpys_does(name: str) -> None:
    @seed(SEED)
    @SETTINGS
    @given(st.data())
    def run(data: Any) -> None:
        args, kwargs = CASES[name](Draw(data))
        compare(getattr(numpy, name), getattr(tn, name), args, kwargs)

    print(f"TENON_TEST_SEED={SEED}")
    run()
