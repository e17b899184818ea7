# SPDX-License-Identifier: MIT
"""Averages, differences, and reductions that pass over NaN."""

from __future__ import annotations

import warnings
from typing import Any

import numpy

from . import _core, _reductions
from ._fallback import from_numpy, through_numpy
from ._joining import concatenate
from ._native import (
    NOTHING,
    Elsewhere,
    as_float,
    full_as,
    index_of,
    item_or_array,
    native,
    need,
    normalize_axis_index,
    normalize_axis_tuple,
    ours,
)
from ._reductions import axes_of, kept
from ._shapes import along, broadcast_to, ravel
from ._ufuncs import UFUNCS

__all__ = [
    "average",
    "diff",
    "dot",
    "ediff1d",
    "gradient",
    "inner",
    "nancumprod",
    "nancumsum",
    "nanmax",
    "nanmean",
    "nanmin",
    "nanprod",
    "nanstd",
    "nansum",
    "nanvar",
    "trapezoid",
    "vdot",
]

ndarray = _core.ndarray
_isnan = UFUNCS["isnan"]


def _part(a: Any, axis: int, start: Any, stop: Any, step: Any = None) -> Any:
    return a[along(axis, slice(start, stop, step))]


def _edge(value: Any, a: Any, axis: int) -> Any:
    value = ours(value)
    if value.ndim == 0:
        shape = list(a.shape)
        shape[axis] = 1
        return broadcast_to(value, tuple(shape))
    return value


@native
def diff(a: Any, n: int = 1, axis: int = -1, prepend: Any = NOTHING, append: Any = NOTHING) -> Any:
    """Differences of neighbours along an axis, taken n times."""
    need(type(n) is int and n >= 0)
    if n == 0:
        return a
    a = ours(a)
    need(a.ndim > 0)
    axis = normalize_axis_index(index_of(axis), a.ndim)
    parts = [a]
    if prepend is not NOTHING:
        parts.insert(0, _edge(prepend, a, axis))
    if append is not NOTHING:
        parts.append(_edge(append, a, axis))
    if len(parts) > 1:
        a = concatenate(parts, axis)
    for _ in range(n):
        late, early = _part(a, axis, 1, None), _part(a, axis, None, -1)
        a = late != early if a.dtype == bool else late - early
    return a


@native
def ediff1d(ary: Any, to_end: Any = None, to_begin: Any = None) -> Any:
    """Differences of neighbours of the flattened array."""
    need(to_end is None and to_begin is None)
    a = ravel(ours(ary))
    need(a.dtype != bool)
    return a[1:] - a[:-1]


def _spacings(varargs: Any, axes: tuple[int, ...]) -> list[float]:
    need(len(varargs) in (0, 1, len(axes)))
    need(all(isinstance(h, int | float) for h in varargs))
    return [float(h) for h in varargs] * (len(axes) // max(len(varargs), 1)) or [1.0] * len(axes)


def _gradient_along(f: Any, axis: int, h: float, edge_order: int) -> Any:
    result = full_as(f, 0, f.dtype)
    inner = (_part(f, axis, 2, None) - _part(f, axis, None, -2)) / (2.0 * h)
    _core.assign(_part(result, axis, 1, -1), inner)
    if edge_order == 1:
        first = (_part(f, axis, 1, 2) - _part(f, axis, 0, 1)) / h
        last = (_part(f, axis, -1, None) - _part(f, axis, -2, -1)) / h
    else:
        ends = [_part(f, axis, i, i + 1) for i in range(3)]
        first = (-1.5 / h) * ends[0] + (2.0 / h) * ends[1] + (-0.5 / h) * ends[2]
        ends = [_part(f, axis, f.shape[axis] - i, f.shape[axis] - i + 1) for i in (3, 2, 1)]
        last = (0.5 / h) * ends[0] + (-2.0 / h) * ends[1] + (1.5 / h) * ends[2]
    _core.assign(_part(result, axis, 0, 1), first)
    _core.assign(_part(result, axis, -1, None), last)
    return result


@native
def gradient(f: Any, *varargs: Any, axis: Any = None, edge_order: int = 1) -> Any:
    """Central differences along axes, with one-sided ones of the order at the ends.

    The spacings are numbers: one, or one for each axis.
    """
    f = ours(f)
    need(f.dtype.kind in "biuf" and f.dtype.kind not in "b" and edge_order in (1, 2))
    axes = tuple(range(f.ndim)) if axis is None else normalize_axis_tuple(axis, f.ndim)
    need(len(axes) > 0 and all(f.shape[i] > edge_order for i in axes))
    spacings = _spacings(varargs, axes)
    f = as_float(f)
    results = [_gradient_along(f, i, h, edge_order) for i, h in zip(axes, spacings, strict=True)]
    return results[0] if len(results) == 1 else tuple(results)


@native
def trapezoid(y: Any, x: Any = None, dx: Any = 1.0, axis: int = -1) -> Any:
    """The integral along an axis by the trapezoidal rule."""
    y = ours(y)
    need(y.ndim > 0 and y.dtype.kind in "iuf")
    axis = normalize_axis_index(index_of(axis), y.ndim)
    if x is None:
        need(isinstance(dx, int | float))
        width = dx
    else:
        x = ours(x)
        need(x.ndim in (1, y.ndim))
        width = diff(x, axis=0 if x.ndim == 1 else axis)
        if x.ndim == 1:
            width = width.reshape((1,) * axis + (width.size,) + (1,) * (y.ndim - axis - 1))
    return (width * (_part(y, axis, 1, None) + _part(y, axis, None, -1)) / 2.0).sum(axis)


@native
def average(
    a: Any,
    axis: Any = None,
    weights: Any = None,
    returned: bool = False,
    *,
    keepdims: Any = NOTHING,
) -> Any:
    """Weighted mean over all axes or some; `returned` adds the sums of the weights."""
    a, axis, keep = ours(a), axes_of(axis), kept(keepdims)
    need(not returned and a.size > 0 and a.dtype.kind in "iuf")
    if weights is None:
        return _reductions.mean(a, axis, keepdims=keep)
    w = ours(weights)
    need(a.ndim > 0 and w.shape == a.shape and w.dtype.kind in "iuf")
    kind = numpy.result_type(a.dtype, w.dtype, *(["f8"] if a.dtype.kind in "iu" else []))
    w = w.astype(kind)
    total = w.sum(axis, keepdims=keep)
    need(bool((total != 0).all()))
    return (a * w).sum(axis, keepdims=keep) / total


# --- passing over NaN


def _without_nan(a: Any, value: Any) -> Any:
    a = ours(a)
    need(a.dtype.kind in "biuf")
    return _core.where(_isnan(a), value, a) if a.dtype.kind == "f" else a


def _nan_reduction(name: str, identity: int, sentence: str) -> Any:
    of_numpy = getattr(_reductions, name)

    def call(
        a: Any,
        axis: Any = None,
        dtype: Any = None,
        out: Any = None,
        keepdims: Any = NOTHING,
        initial: Any = NOTHING,
        where: Any = NOTHING,
    ) -> Any:
        return of_numpy(_without_nan(a, identity), axis, dtype, out, keepdims, initial, where)

    call.__name__ = call.__qualname__ = "nan" + name
    call.__doc__ = sentence
    return native(call)


nansum = _nan_reduction("sum", 0, "Sum over all axes or some, NaN as 0.")
nanprod = _nan_reduction("prod", 1, "Product over all axes or some, NaN as 1.")


@native
def nancumsum(a: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
    """Sums of the elements so far, NaN as 0."""
    return _reductions.cumsum(_without_nan(a, 0), axis, dtype, out)


@native
def nancumprod(a: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
    """Products of the elements so far, NaN as 1."""
    return _reductions.cumprod(_without_nan(a, 1), axis, dtype, out)


def _nan_extreme(name: str, sentence: str) -> Any:
    plain = getattr(_reductions, name)
    worst = numpy.inf if name == "min" else -numpy.inf

    def call(
        a: Any,
        axis: Any = None,
        out: Any = None,
        keepdims: Any = NOTHING,
        initial: Any = NOTHING,
        where: Any = NOTHING,
    ) -> Any:
        lines = "slice" if isinstance(a, _core.ndarray) else "axis"
        a, axis = ours(a), axes_of(axis)
        need(out is None and initial is NOTHING and where is NOTHING and a.size > 0)
        need(a.dtype.kind in "iuf")
        keep = kept(keepdims)
        if a.dtype.kind != "f":
            return plain(a, axis, keepdims=keep)
        result = plain(_core.where(_isnan(a), worst, a), axis, keepdims=keep)
        if not bool((result == worst).any()):  # no line without a number
            return result
        none = _isnan(a).all(axis, keepdims=keep)
        if bool(none.any()):
            warnings.warn(f"All-NaN {lines} encountered", RuntimeWarning, stacklevel=3)
            result = item_or_array(_core.where(ours(none), numpy.nan, ours(result)))
        return result

    call.__name__ = call.__qualname__ = "nan" + name
    call.__doc__ = sentence
    return native(call)


nanmin = _nan_extreme("min", "Smallest element over all axes or some, NaN passed over.")
nanmax = _nan_extreme("max", "Largest element over all axes or some, NaN passed over.")


def _mean_of_numbers(a: Any, axis: Any, keep: bool) -> tuple[Any, Any]:
    """The mean of what is not NaN, and how many there are; Elsewhere where there are none, about
    which NumPy warns."""
    numbers = ~_isnan(a)
    count = numbers.sum(axis, keepdims=keep)
    need(bool((count > 0).all()))
    total = _core.where(numbers, a, 0.0).sum(axis, keepdims=keep)
    return total / count, count


@native
def nanmean(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    keepdims: Any = NOTHING,
    *,
    where: Any = NOTHING,
) -> Any:
    """Arithmetic mean over all axes or some, NaN passed over."""
    a, axis, keep = ours(a), axes_of(axis), kept(keepdims)
    need(dtype is None and out is None and where is NOTHING and a.size > 0)
    if a.dtype.kind != "f":
        return _reductions.mean(a, axis, keepdims=keep)
    return item_or_array(ours(_mean_of_numbers(a, axis, keep)[0]).astype(a.dtype))


def _nan_spread(a: Any, axis: Any, ddof: Any, keepdims: Any, rest: Any) -> Any:
    a, axis, keep = ours(a), axes_of(axis), kept(keepdims)
    need(all(x is NOTHING or x is None for x in rest) and a.size > 0)
    need(a.dtype.kind == "f" and isinstance(ddof, int | float))
    mean, _ = _mean_of_numbers(a, axis, True)
    distance = _core.where(_isnan(a), 0.0, a - ours(mean).astype(a.dtype))
    count = (~_isnan(a)).sum(axis, keepdims=keep) - ddof
    need(bool((count > 0).all()))
    return ours((distance * distance).sum(axis, keepdims=keep) / count).astype(a.dtype)


@native
def nanvar(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    ddof: Any = 0,
    keepdims: Any = NOTHING,
    *,
    where: Any = NOTHING,
    mean: Any = NOTHING,
    correction: Any = NOTHING,
) -> Any:
    """Variance over all axes or some, NaN passed over."""
    rest = (dtype, out, where, mean, correction)
    return item_or_array(_nan_spread(a, axis, ddof, keepdims, rest))


@native
def nanstd(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    ddof: Any = 0,
    keepdims: Any = NOTHING,
    *,
    where: Any = NOTHING,
    mean: Any = NOTHING,
    correction: Any = NOTHING,
) -> Any:
    """Standard deviation over all axes or some, NaN passed over."""
    rest = (dtype, out, where, mean, correction)
    return item_or_array(UFUNCS["sqrt"](_nan_spread(a, axis, ddof, keepdims, rest)))


# --- inner products: of vectors a fused sum, of matrices NumPy's BLAS


def _vectors(a: Any, b: Any) -> tuple[Any, Any]:
    a, b = ours(a), ours(b)
    need(a.ndim == 1 and a.shape == b.shape and a.size > 0)
    need(a.dtype == b.dtype and a.dtype.kind in "fc")
    return a, b


_SEQUENCES = (list, tuple)


def _sum_of_products(x: Any, y: Any) -> Any:
    return (x * y).sum()


def _inner(name: str, sentence: str) -> Any:
    of_numpy = getattr(numpy, name)

    def call(a: Any, b: Any, out: Any = None) -> Any:
        if out is None and type(a) is type(b) is _core.ndarray:
            if a.ndim > 1 or b.ndim > 1:
                return from_numpy(of_numpy(_core.to_numpy(a), _core.to_numpy(b)))
        elif type(a) in _SEQUENCES and type(b) in _SEQUENCES:
            return through_numpy(of_numpy, a, b)
        try:
            need(out is None)
            x, y = _vectors(a, b)
        except Elsewhere:
            return through_numpy(of_numpy, a, b, **({} if out is None else {"out": out}))
        if name == "vdot":  # NumPy's never warns
            return _core.called(None, _sum_of_products, x.conj(), y)
        return _core.called("dot", _sum_of_products, x, y)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = sentence
    return call


dot = _inner("dot", "Inner product of vectors, product of matrices, ...")
inner = _inner("inner", "Inner product over the last axes.")
vdot = _inner("vdot", "Inner product of all elements, the first ones conjugated.")
