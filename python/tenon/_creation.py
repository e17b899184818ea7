# SPDX-License-Identifier: MIT
"""Making arrays."""

from __future__ import annotations

import operator
from typing import Any

import numpy

from . import _core
from ._convert import asarray, dtype_of, is_held
from ._fallback import from_numpy, through_numpy

__all__ = [
    "arange",
    "empty",
    "empty_like",
    "eye",
    "full",
    "full_like",
    "identity",
    "linspace",
    "ones",
    "ones_like",
    "zeros",
    "zeros_like",
]

ndarray = _core.ndarray


def shape_of(shape: Any) -> tuple[int, ...]:
    """A shape given as an integer or a sequence."""
    try:
        return (operator.index(shape),)
    except TypeError:
        return tuple(operator.index(size) for size in shape)


def _filled(name: str, shape: Any, value: Any, dtype: Any, order: Any) -> Any:
    kind = dtype_of(dtype)
    if not is_held(kind) or order not in ("C", None, "K", "A"):
        return from_numpy(getattr(numpy, name)(shape, dtype=kind, order=order))
    return _core.full(shape_of(shape), value, kind)


def zeros(
    shape: Any, dtype: Any = None, order: Any = "C", *, device: Any = None, like: Any = None
) -> Any:
    """An array of zeros."""
    return _filled("zeros", shape, 0, dtype, order)


def ones(
    shape: Any, dtype: Any = None, order: Any = "C", *, device: Any = None, like: Any = None
) -> Any:
    """An array of ones."""
    return _filled("ones", shape, 1, dtype, order)


def empty(
    shape: Any, dtype: Any = None, order: Any = "C", *, device: Any = None, like: Any = None
) -> Any:
    """An array whose values do not matter; they are zeros."""
    return _filled("empty", shape, 0, dtype, order)


def full(
    shape: Any,
    fill_value: Any,
    dtype: Any = None,
    order: Any = "C",
    *,
    device: Any = None,
    like: Any = None,
) -> Any:
    """An array of one value, which may be an array to broadcast."""
    if isinstance(fill_value, bool | int | float | complex | numpy.generic):
        kind = numpy.dtype(numpy.asarray(fill_value).dtype if dtype is None else dtype)
        if (
            is_held(kind)
            and order in ("C", None)
            and numpy.can_cast(numpy.asarray(fill_value).dtype, kind, "same_kind")
        ):
            return _core.full(shape_of(shape), fill_value, kind)
    return through_numpy(numpy.full, shape, fill_value, dtype, order)


def _like(name: str, a: Any, value: Any, dtype: Any, order: Any, shape: Any) -> Any:
    a = asarray(a)
    kind = a.dtype if dtype is None else numpy.dtype(dtype)
    wanted = a.shape if shape is None else shape_of(shape)
    plain = type(a) is ndarray and is_held(kind) and (order in ("C", "K") and a._in_c_order)
    if plain and isinstance(value, bool | int | float | complex):
        return _core.full(wanted, value, kind)
    arguments = (value,) if name == "full_like" else ()
    return through_numpy(getattr(numpy, name), a, *arguments, dtype=kind, order=order, shape=shape)


def zeros_like(
    a: Any,
    dtype: Any = None,
    order: Any = "K",
    subok: bool = True,
    shape: Any = None,
    *,
    device: Any = None,
) -> Any:
    """Zeros in the shape and type of `a`."""
    return _like("zeros_like", a, 0, dtype, order, shape)


def ones_like(
    a: Any,
    dtype: Any = None,
    order: Any = "K",
    subok: bool = True,
    shape: Any = None,
    *,
    device: Any = None,
) -> Any:
    """Ones in the shape and type of `a`."""
    return _like("ones_like", a, 1, dtype, order, shape)


def empty_like(
    prototype: Any,
    dtype: Any = None,
    order: Any = "K",
    subok: bool = True,
    shape: Any = None,
    *,
    device: Any = None,
) -> Any:
    """An array in the shape and type of `prototype`, whose values do not matter."""
    return _like("empty_like", prototype, 0, dtype, order, shape)


def full_like(
    a: Any,
    fill_value: Any,
    dtype: Any = None,
    order: Any = "K",
    subok: bool = True,
    shape: Any = None,
    *,
    device: Any = None,
) -> Any:
    """One value in the shape and type of `a`."""
    return _like("full_like", a, fill_value, dtype, order, shape)


def arange(
    start: Any,
    stop: Any = None,
    step: Any = 1,
    dtype: Any = None,
    *,
    device: Any = None,
    like: Any = None,
) -> Any:
    """start, start + step, ... below stop."""
    if stop is None:
        start, stop = 0, start
    numbers = all(type(x) in (int, float) for x in (start, stop, step))
    if numbers and step != 0:
        result = _core.arange(start, stop, step)
        if dtype is None or result.dtype == dtype:
            return result
    return through_numpy(numpy.arange, start, stop, step, dtype)


def linspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    retstep: bool = False,
    dtype: Any = None,
    axis: int = 0,
    *,
    device: Any = None,
) -> Any:
    """`num` numbers from start to stop, evenly spaced."""
    num = operator.index(num)
    if (
        num >= 2
        and not retstep
        and dtype is None
        and all(type(x) in (int, float) for x in (start, stop))
    ):
        return _core.linspace(start, stop, num, endpoint)
    return through_numpy(numpy.linspace, start, stop, num, endpoint, retstep, dtype, axis)


def eye(
    N: int,
    M: int | None = None,
    k: int = 0,
    dtype: Any = float,
    order: Any = "C",
    *,
    device: Any = None,
    like: Any = None,
) -> Any:
    """Ones on a diagonal, zeros elsewhere."""
    kind = numpy.dtype(dtype)
    if k == 0 and is_held(kind) and order == "C":
        return _core.eye(N, N if M is None else M, kind)
    return from_numpy(numpy.eye(N, M, k, kind, order))


def identity(n: int, dtype: Any = None, *, like: Any = None) -> Any:
    """The unit matrix."""
    return eye(n, dtype=dtype_of(dtype))
