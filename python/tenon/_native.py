# SPDX-License-Identifier: MIT
"""How functions of NumPy's name are written here.

A function computes what the engine can, and raises `Elsewhere` for everything else: the call then
goes, with the arguments as they were given, through NumPy on the same memory. So no argument is
ever ignored, and errors are NumPy's own.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterable
from typing import Any

import numpy
from numpy.lib.array_utils import normalize_axis_index, normalize_axis_tuple

from . import _core
from ._convert import asarray, is_held
from ._fallback import rare, through_numpy

__all__ = ["Elsewhere", "native", "ours", "normalize_axis_index", "normalize_axis_tuple"]

ndarray = _core.ndarray
NOTHING: Any = numpy._NoValue
NUMBERS = (bool, int, float, complex, numpy.generic)


class Elsewhere(Exception):
    """Raised before anything was done: the call is NumPy's."""


REFUSALS = (Elsewhere, TypeError, ValueError, IndexError, OverflowError)


def native(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function of NumPy's name, computed here where `function` does not refuse.

    What it refuses, by Elsewhere or an error about the arguments, NumPy decides: it may know better
    (an axis of a 0-d array), and its error is the one that callers expect. A function refuses
    before it has written anything.
    """
    name = function.__name__
    of_numpy = getattr(numpy, name)

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except REFUSALS:
            rare[name] += 1
        return through_numpy(of_numpy, *args, **kwargs)

    call.__module__ = "tenon"
    return call


def ours(value: Any) -> Any:
    """`value` as an array of ours; Elsewhere for subclasses, other libraries' arrays, and dtypes
    that Tenon does not hold."""
    kind = type(value)
    if kind is ndarray:
        return value
    foreign = hasattr(kind, "__array_ufunc__") or hasattr(kind, "__array_function__")
    if foreign and kind is not numpy.ndarray and not isinstance(value, numpy.generic):
        raise Elsewhere
    found = asarray(value)
    if type(found) is not ndarray:
        raise Elsewhere
    return found


def all_ours(values: Iterable[Any]) -> list[Any]:
    return [ours(value) for value in values]


def need(condition: bool) -> None:
    """Leaves the call to NumPy unless the condition holds."""
    if not condition:
        raise Elsewhere


def held(dtype: Any, default: Any = numpy.float64) -> numpy.dtype[Any]:
    """`dtype` as NumPy's object, of a kind that Tenon holds."""
    kind: numpy.dtype[Any] = numpy.dtype(default if dtype is None else dtype)
    need(is_held(kind))
    return kind


def view_of(source: Any, view: Any) -> Any:
    """`view` of the memory of `source`, read-only if that is, and with NumPy's `base`."""
    return _core.view_of(source, view)


def is_f_order(a: Any) -> bool:
    """Whether the array lies in memory in Fortran's order, and not in C's as well."""
    return a.ndim > 1 and not a._in_c_order and a.T._in_c_order


def turned(fresh: Any, axes: Any = None) -> Any:
    """A new array seen with its axes in another order: it is still nobody's view."""
    view = fresh.T if axes is None else _core.transpose(fresh, list(axes))
    _core.become(fresh, view)
    return fresh


def axes_in_memory(a: Any) -> list[int]:
    """The axes in the order in which they lie in memory, the outermost first: NumPy's order K."""
    strides = a.strides
    return sorted(range(a.ndim), key=lambda axis: -abs(strides[axis]))


def turned_back(fresh: Any, order: list[int]) -> Any:
    """A new array whose axes are those of another in this order, seen in the other's own order."""
    return turned(fresh, sorted(range(len(order)), key=order.__getitem__))


def full_as(a: Any, value: Any, dtype: Any) -> Any:
    """An array of one value in the shape of `a` and, as NumPy's order K, in its order in memory."""
    if a._in_c_order:
        return _core.full(a.shape, value, dtype)
    order = axes_in_memory(a)
    return turned_back(_core.full(tuple(a.shape[axis] for axis in order), value, dtype), order)


def converted(a: Any, kind: Any) -> Any:
    """An operand with another dtype: in the order in which an operation runs through it, where
    astype's is that of a copy."""
    return a if a.dtype == kind else _core.convert(a, kind)


def as_float(a: Any) -> Any:
    """An array of integers as float64, others as they are."""
    return converted(a, numpy.dtype(numpy.float64)) if a.dtype.kind in "biu" else a


def item_or_array(result: Any) -> Any:
    """What NumPy's ufuncs return: a scalar for no dimensions."""
    return _core.scalar_of(result) if type(result) is ndarray and result.ndim == 0 else result


def store(out: Any, result: Any, casting: Any = "same_kind") -> Any:
    """`result` written to `out`, which is returned; the caller has not computed anything that must
    not be computed twice."""
    need(type(out) is ndarray and not out._readonly)
    if type(result) is not ndarray:
        result = asarray(result)
    need(out.shape == result.shape and numpy.can_cast(result.dtype, out.dtype, casting))
    _core.assign(out, result if result.dtype == out.dtype else result.astype(out.dtype))
    return out


def index_of(value: Any) -> int:
    return operator.index(value)
