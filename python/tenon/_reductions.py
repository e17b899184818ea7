# SPDX-License-Identifier: MIT
"""Reductions with all of NumPy's arguments; the usual calls of the methods are in the extension."""

from __future__ import annotations

import math
from typing import Any

import numpy

from . import _core
from ._native import (
    NOTHING,
    converted,
    full_as,
    held,
    index_of,
    item_or_array,
    native,
    need,
    normalize_axis_index,
    ours,
    store,
)
from ._shapes import along
from ._ufuncs import UFUNCS

__all__ = [
    "all",
    "amax",
    "amin",
    "any",
    "argmax",
    "argmin",
    "count_nonzero",
    "cumprod",
    "cumsum",
    "cumulative_prod",
    "cumulative_sum",
    "max",
    "mean",
    "min",
    "prod",
    "ptp",
    "std",
    "sum",
    "var",
]

ndarray = _core.ndarray
_plain = {name: getattr(ndarray, name) for name in "sum prod min max any all mean".split()}
_identity = {"sum": 0, "prod": 1, "any": False, "all": True}


def axes_of(axis: Any) -> Any:
    """An axis argument as the extension takes it."""
    need(axis is None or isinstance(axis, int | numpy.integer | tuple))
    return axis


def kept(keepdims: Any) -> bool:
    need(keepdims is NOTHING or type(keepdims) is bool)
    return keepdims is True


def mask_for(a: Any, where: Any) -> Any:
    """The mask of a reduction, which must broadcast to the array."""
    mask = ours(where)
    need(mask.dtype == bool and numpy.broadcast_shapes(mask.shape, a.shape) == a.shape)
    return mask


def _masked(name: str, a: Any, where: Any, initial: Any) -> Any:
    """`a` with the value that changes nothing where the mask is false."""
    if where is NOTHING or where is True:
        return a
    mask = mask_for(a, where)
    if name in ("min", "max"):
        need(initial is not NOTHING)
        return _core.where(mask, a, initial)
    return _core.where(mask, a, bool(_identity[name]) if a.dtype == bool else _identity[name])


def _with_initial(name: str, result: Any, initial: Any) -> Any:
    if initial is NOTHING:
        return result
    if name in ("min", "max"):
        return UFUNCS["minimum" if name == "min" else "maximum"](result, initial)
    return result + initial if name == "sum" else result * initial


def _reduce(
    name: str, a: Any, axis: Any, dtype: Any, out: Any, keepdims: Any, initial: Any, where: Any
) -> Any:
    a, axis = ours(a), axes_of(axis)
    need(a.ndim > 0 or axis is None)
    need(name not in ("min", "max") or a.dtype.kind != "c")
    keep = kept(keepdims)
    if dtype is not None:
        kind = held(dtype)
        need(kind.kind != "b" and not (a.dtype.kind == "c" and kind.kind != "c"))
        a = converted(a, kind)
    if initial is not NOTHING:
        need(type(initial) in (int, float) and a.size > 0 and a.dtype.kind in "iuf")
        need(type(initial) is int or a.dtype.kind == "f")
    a = _masked(name, a, where, initial)
    result = _with_initial(name, _plain[name](a, axis, keepdims=keep), initial)
    if dtype is not None and result.dtype != kind:
        result = result.astype(kind)
    if out is None:
        return result
    need(type(out) is ndarray and out.dtype == result.dtype)
    return store(out, result)


@native
def sum(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    keepdims: Any = NOTHING,
    initial: Any = NOTHING,
    where: Any = NOTHING,
) -> Any:
    """Sum of the elements, over all axes or some."""
    return _reduce("sum", a, axis, dtype, out, keepdims, initial, where)


@native
def prod(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    keepdims: Any = NOTHING,
    initial: Any = NOTHING,
    where: Any = NOTHING,
) -> Any:
    """Product of the elements, over all axes or some."""
    return _reduce("prod", a, axis, dtype, out, keepdims, initial, where)


@native
def min(
    a: Any,
    axis: Any = None,
    out: Any = None,
    keepdims: Any = NOTHING,
    initial: Any = NOTHING,
    where: Any = NOTHING,
) -> Any:
    """Smallest element, over all axes or some. ValueError where there are none."""
    return _reduce("min", a, axis, None, out, keepdims, initial, where)


@native
def max(
    a: Any,
    axis: Any = None,
    out: Any = None,
    keepdims: Any = NOTHING,
    initial: Any = NOTHING,
    where: Any = NOTHING,
) -> Any:
    """Largest element, over all axes or some. ValueError where there are none."""
    return _reduce("max", a, axis, None, out, keepdims, initial, where)


amin, amax = min, max


@native
def any(
    a: Any, axis: Any = None, out: Any = None, keepdims: Any = NOTHING, *, where: Any = NOTHING
) -> Any:
    """Whether an element is true, over all axes or some."""
    return _reduce("any", a, axis, None, out, keepdims, NOTHING, where)


@native
def all(
    a: Any, axis: Any = None, out: Any = None, keepdims: Any = NOTHING, *, where: Any = NOTHING
) -> Any:
    """Whether all elements are true, over all axes or some."""
    return _reduce("all", a, axis, None, out, keepdims, NOTHING, where)


@native
def mean(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    keepdims: Any = NOTHING,
    *,
    where: Any = NOTHING,
) -> Any:
    """Arithmetic mean, over all axes or some."""
    a = ours(a)
    need((where is NOTHING or where is True) and a.size > 0)
    if dtype is not None:
        need(held(dtype).kind in "fc")
    return _reduce("mean", a, axis, dtype, out, keepdims, NOTHING, NOTHING)


def _spread(
    name: str, a: Any, axis: Any, dtype: Any, out: Any, ddof: Any, keepdims: Any, rest: Any
) -> Any:
    a, axis = ours(a), axes_of(axis)
    where, mean, correction = rest
    need(where is NOTHING and mean is NOTHING and a.size > 0)
    if correction is not NOTHING:
        need(ddof == 0)
        ddof = correction
    axes = range(a.ndim) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    need(ddof < math.prod(a.shape[i] for i in axes))  # else NumPy warns
    if dtype is not None:
        need(held(dtype).kind == "f" and a.dtype.kind != "c")
        a = converted(a, held(dtype))
    result = getattr(_core, name)(a, axis, float(ddof), kept(keepdims))
    need(result is not None)  # NumPy warns
    result = item_or_array(result)
    if out is None:
        return result
    need(type(out) is ndarray and out.dtype == result.dtype)
    return store(out, result)


@native
def var(
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
    """Variance, over all axes or some; ddof (correction) is subtracted from the count."""
    return _spread("var", a, axis, dtype, out, ddof, keepdims, (where, mean, correction))


@native
def std(
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
    """Standard deviation, over all axes or some; ddof is subtracted from the count."""
    return _spread("std", a, axis, dtype, out, ddof, keepdims, (where, mean, correction))


@native
def ptp(a: Any, axis: Any = None, out: Any = None, keepdims: Any = NOTHING) -> Any:
    """Largest minus smallest element, over all axes or some."""
    a, axis, keep = ours(a), axes_of(axis), kept(keepdims)
    need(a.dtype.kind not in "bc")
    result = _core.reduce_max(a, axis, keep) - _core.reduce_min(a, axis, keep)
    return result if out is None else store(out, result)


def _position(name: str, a: Any, axis: Any, out: Any, keepdims: Any) -> Any:
    a = ours(a)
    need(a.size > 0 and a.ndim > 0 and a.dtype.kind != "c")
    if axis is not None:
        axis = normalize_axis_index(index_of(axis), a.ndim)
    result = getattr(ndarray, name)(a, axis, keepdims=kept(keepdims))
    if out is None:
        return result
    need(type(out) is ndarray and out.dtype == result.dtype)
    return store(out, result)


@native
def argmin(a: Any, axis: Any = None, out: Any = None, *, keepdims: Any = NOTHING) -> Any:
    """Position of the first smallest element, of all or along an axis."""
    return _position("argmin", a, axis, out, keepdims)


@native
def argmax(a: Any, axis: Any = None, out: Any = None, *, keepdims: Any = NOTHING) -> Any:
    """Position of the first largest element, of all or along an axis."""
    return _position("argmax", a, axis, out, keepdims)


@native
def count_nonzero(a: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    """Number of elements that are not zero, over all axes or some."""
    a = ours(a)
    if axis is not None and a.dtype.kind != "b":  # the order of NumPy's results is that of a copy
        a = a.astype(bool)
    return item_or_array(_core.count_nonzero(a, axes_of(axis), kept(keepdims)))


def _running(name: str, a: Any, axis: Any, dtype: Any, out: Any) -> Any:
    a = ours(a)
    if axis is None:
        a, axis = a.reshape((a.size,)), 0
    axis = normalize_axis_index(index_of(axis), a.ndim)
    if dtype is not None:
        kind = held(dtype)
        need(kind.kind != "b" and not (a.dtype.kind == "c" and kind.kind != "c"))
        a = converted(a, kind)
    result = getattr(_core, name)(a, axis)
    if dtype is not None and result.dtype != kind:
        result = result.astype(kind)
    if out is None:
        return result
    need(type(out) is ndarray and out.dtype == result.dtype)
    return store(out, result)


@native
def cumsum(a: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
    """Sums of the elements so far, along an axis or of the flattened array."""
    return _running("cumulative_sum", a, axis, dtype, out)


@native
def cumprod(a: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
    """Products of the elements so far, along an axis or of the flattened array."""
    return _running("cumulative_prod", a, axis, dtype, out)


def _cumulative(
    name: str, x: Any, axis: Any, dtype: Any, out: Any, include_initial: Any, initial: int
) -> Any:
    x = ours(x)
    need(x.ndim >= 1 and (axis is not None or x.ndim == 1))
    axis = 0 if axis is None else normalize_axis_index(index_of(axis), x.ndim)
    if not include_initial:
        return _running(name, x, axis, dtype, out)
    need(out is None)
    running = _running(name, x, axis, dtype, None)
    need(running.shape[axis] > 0)
    first = full_as(running[along(axis, slice(0, 1))], initial, running.dtype)
    return _core.concatenate([first, running], axis)


@native
def cumulative_sum(
    x: Any,
    /,
    *,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    include_initial: bool = False,
) -> Any:
    """Sums of the elements so far along an axis, with a zero in front if wanted."""
    return _cumulative("cumulative_sum", x, axis, dtype, out, include_initial, 0)


@native
def cumulative_prod(
    x: Any,
    /,
    *,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    include_initial: bool = False,
) -> Any:
    """Products of the elements so far along an axis, with a one in front if wanted."""
    return _cumulative("cumulative_prod", x, axis, dtype, out, include_initial, 1)


PARTS: dict[str, Any] = {
    function.__name__: function
    for function in (sum, prod, min, max, any, all, mean, var, std, argmin, argmax)
}
