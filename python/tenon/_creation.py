# SPDX-License-Identifier: MIT
"""Making arrays."""

from __future__ import annotations

import operator
from typing import Any

import numpy

from . import _core
from ._convert import dtype_of, is_held
from ._fallback import through_numpy
from ._native import full_as, held, native, need

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


def _filled(
    name: str, shape: Any, value: Any, dtype: Any, order: Any, device: Any, like: Any
) -> Any:
    kind = dtype_of(dtype)
    usual = order in ("C", None) and like is None and device in (None, "cpu")
    if not usual or not is_held(kind):
        of_numpy = getattr(numpy, name)
        return through_numpy(of_numpy, shape, kind, order, device=device, like=like)
    return _core.full(shape_of(shape), value, kind)


def zeros(
    shape: Any, dtype: Any = None, order: Any = "C", *, device: Any = None, like: Any = None
) -> Any:
    """An array of zeros."""
    return _filled("zeros", shape, 0, dtype, order, device, like)


def ones(
    shape: Any, dtype: Any = None, order: Any = "C", *, device: Any = None, like: Any = None
) -> Any:
    """An array of ones."""
    return _filled("ones", shape, 1, dtype, order, device, like)


def empty(
    shape: Any, dtype: Any = None, order: Any = "C", *, device: Any = None, like: Any = None
) -> Any:
    """An array whose values do not matter; they are zeros."""
    return _filled("empty", shape, 0, dtype, order, device, like)


@native
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
    need(isinstance(fill_value, bool | int | float | complex | numpy.generic))
    need(order in ("C", None) and device in (None, "cpu") and like is None)
    own = numpy.asarray(fill_value).dtype
    kind = held(own if dtype is None else dtype)
    need(numpy.can_cast(own, kind, "same_kind"))
    return _core.full(shape_of(shape), fill_value, kind)


def _like(
    name: str, a: Any, value: Any, dtype: Any, order: Any, subok: Any, shape: Any, device: Any
) -> Any:
    if type(a) is ndarray and order in ("C", "K") and device in (None, "cpu"):
        kind = a.dtype if dtype is None else numpy.dtype(dtype)
        wanted = a.shape if shape is None else shape_of(shape)
        alike = order == "K" and wanted == a.shape
        known = alike or order == "C" or a._in_c_order
        number = isinstance(value, bool | int | float | complex | numpy.generic)
        if (
            is_held(kind)
            and number
            and known
            and numpy.can_cast(numpy.asarray(value).dtype, kind, "same_kind")
        ):
            try:
                return full_as(a, value, kind) if alike else _core.full(wanted, value, kind)
            except (TypeError, OverflowError):
                pass  # NumPy decides about numbers that do not fit
    arguments = (value,) if name == "full_like" else ()
    of_numpy = getattr(numpy, name)
    return through_numpy(of_numpy, a, *arguments, dtype, order, subok, shape, device=device)


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
    return _like("zeros_like", a, 0, dtype, order, subok, shape, device)


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
    return _like("ones_like", a, 1, dtype, order, subok, shape, device)


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
    return _like("empty_like", prototype, 0, dtype, order, subok, shape, device)


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
    return _like("full_like", a, fill_value, dtype, order, subok, shape, device)


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
    first, last = (0, start) if stop is None else (start, stop)
    numbers = all(
        type(x) is float or (type(x) is int and -(2**63) <= x < 2**63) for x in (first, last, step)
    )
    kind = None if dtype is None else numpy.dtype(dtype)
    if numbers and step != 0 and like is None and device in (None, "cpu"):
        if kind is None or kind.char in "ld":
            result = _core.arange(first, last, step)
            if kind is None or result.dtype == kind:
                return result
        whole = all(type(x) is int for x in (first, last, step))
        if kind is not None and is_held(kind) and whole and kind.kind in "iuf":
            limit = numpy.iinfo(kind) if kind.kind in "iu" else None
            if limit is None or all(limit.min <= x <= limit.max for x in (first, last, step)):
                return _core.arange(first, last, step).astype(kind)
    if stop is None:
        return through_numpy(numpy.arange, start, dtype=dtype, step=step, device=device, like=like)
    return through_numpy(numpy.arange, start, stop, step, dtype, device=device, like=like)


def _line(start: Any, stop: Any, num: int, endpoint: bool) -> tuple[Any, float]:
    """linspace of float64 and its step."""
    intervals = num - 1 if endpoint else num
    step = (stop - start) / intervals if intervals > 0 else float("nan")
    if num >= 2:
        return _core.linspace(float(start), float(stop), num, endpoint), step
    return _core.full((num,), float(start), numpy.dtype(float)), step


@native
def linspace(
    start: Any,
    stop: Any,
    num: Any = 50,
    endpoint: bool = True,
    retstep: bool = False,
    dtype: Any = None,
    axis: int = 0,
    *,
    device: Any = None,
) -> Any:
    """`num` numbers from start to stop, evenly spaced; `retstep` adds the step."""
    num = operator.index(num)
    need(num >= 0 and axis in (0, -1) and device in (None, "cpu"))
    need(all(type(x) in (int, float) for x in (start, stop)))
    kind = None if dtype is None else held(dtype)
    line, step = _line(start, stop, num, bool(endpoint))
    if kind is not None and kind != line.dtype:
        need(kind.kind != "b")
        line = (numpy.floor(line) if kind.kind in "iu" else line).astype(kind)
    return (line, numpy.float64(step)) if retstep else line


@native
def eye(
    N: Any,
    M: Any = None,
    k: Any = 0,
    dtype: Any = float,
    order: Any = "C",
    *,
    device: Any = None,
    like: Any = None,
) -> Any:
    """Ones on a diagonal, zeros elsewhere."""
    kind, k = held(dtype), operator.index(k)
    need(order == "C" and device in (None, "cpu") and like is None)
    rows, columns = operator.index(N), operator.index(N if M is None else M)
    need(rows >= 0 and columns >= 0)
    if k == 0:
        return _core.eye(rows, columns, kind)
    result = _core.full((rows, columns), 0, kind)
    count = min(rows, columns - k) if k > 0 else min(rows + k, columns)
    if count > 0:
        first = k * kind.itemsize if k > 0 else -k * columns * kind.itemsize
        stride = (columns + 1) * kind.itemsize
        diagonal = _core.as_strided(result, first, (count,), (stride,), kind)
        _core.assign(diagonal, 1)
    return result


def identity(n: Any, dtype: Any = None, *, like: Any = None) -> Any:
    """The unit matrix."""
    return eye(n, dtype=dtype_of(dtype), like=like)
