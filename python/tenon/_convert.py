# SPDX-License-Identifier: MIT
"""From anything to arrays."""

from __future__ import annotations

from typing import Any

import numpy

from . import _core
from ._fallback import from_numpy, to_numpy

ndarray = _core.ndarray


def asarray(
    a: Any,
    dtype: Any = None,
    order: Any = None,
    *,
    device: Any = None,
    copy: bool | None = None,
    like: Any = None,
) -> Any:
    """`a` as an array, without a copy where it is one already.

    Values that Tenon does not hold (text, objects, dates) stay NumPy's.
    """
    if copy:
        return array(a, dtype, order=order)
    if type(a) is ndarray and order in (None, "K"):
        if dtype is None or a.dtype == dtype:
            return a
        if copy is False:
            raise ValueError("Unable to avoid copy while creating an array as requested")
        return a.astype(dtype)
    if type(a) is ndarray:
        a = _core.to_numpy(a)
    if order is None and copy is None:
        return from_numpy(_made(numpy.asarray, a, dtype))
    return from_numpy(_made(numpy.asarray, a, dtype, order, copy=copy))


def array(
    object: Any,
    dtype: Any = None,
    *,
    copy: bool | None = True,
    order: Any = "K",
    subok: bool = False,
    ndmin: int = 0,
    like: Any = None,
) -> Any:
    """A new array of the values of `object` (a number, a nested sequence, an array)."""
    if type(object) is ndarray and ndmin <= object.ndim and order in (None, "K", "C"):
        if copy or (dtype is not None and object.dtype != dtype):
            return object.astype(object.dtype if dtype is None else dtype, order or "K")
        if order != "C" or object._in_c_order:
            return object
    if type(object) is ndarray:
        object = _core.to_numpy(object)
    keywords = {"copy": copy, "order": order, "subok": subok, "ndmin": ndmin}
    return from_numpy(_made(numpy.array, object, dtype, **keywords))


def _made(function: Any, value: Any, *args: Any, **kwargs: Any) -> Any:
    """NumPy's array of the value. From an `__array__` it takes only its own arrays."""
    try:
        return function(value, *args, **kwargs)
    except ValueError as error:
        if "__array__" not in str(error):
            raise
    return function(_asked(value), *args, **kwargs)


def _asked(value: Any) -> Any:
    """The value with NumPy's arrays where something in it has an `__array__`."""
    if type(value) in (list, tuple):
        return [_asked(item) for item in value]
    method = getattr(type(value), "__array__", None)
    return value if method is None else to_numpy(method(value))


def dtype_of(dtype: Any, default: Any = numpy.float64) -> numpy.dtype[Any]:
    """`dtype` as NumPy's object; None is `default`."""
    kind: numpy.dtype[Any] = numpy.dtype(default if dtype is None else dtype)
    return kind


_HELD = frozenset("?bhilqBHILQefdFD")


def is_held(dtype: numpy.dtype[Any]) -> bool:
    """Whether Tenon's arrays hold the dtype."""
    return dtype.char in _HELD and dtype.isnative
