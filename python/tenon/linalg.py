# SPDX-License-Identifier: MIT
"""Linear algebra: NumPy's, with its LAPACK, on the same memory. What is element-wise operations
and sums is Tenon's."""

from __future__ import annotations

import math
from typing import Any

import numpy.linalg

from . import _core, _products, _shapes
from ._library import offered
from ._native import Elsewhere, as_float, need, normalize_axis_tuple, ours
from ._ufuncs import UFUNCS

__all__ = list(numpy.linalg.__all__)

_theirs = offered(numpy.linalg)
globals().update(_theirs)
ndarray = _core.ndarray
_double = numpy.dtype("f8")
_sqrt, _absolute = UFUNCS["sqrt"], UFUNCS["absolute"]


def _sum_of_squares(x: Any, axis: Any, keepdims: bool) -> Any:
    return (x * x).sum(axis, keepdims=keepdims)


def _lengths(x: Any, axis: Any, keepdims: bool, ord: Any, called: str = "") -> Any:
    """Vector norms over axes (None: all), of floating point. `called` is the function that NumPy
    names in warnings about the sum of squares, if it is one."""
    x = ours(x)
    need(x.dtype.kind in "iuf" and x.size > 0)
    x = as_float(x)
    if ord == 2:
        return _sqrt(_core.called(called, _sum_of_squares, x, axis, keepdims))
    if ord == 1:
        return _absolute(x).sum(axis, keepdims=keepdims)
    need(ord == math.inf)
    return _absolute(x).max(axis, keepdims=keepdims)


def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    """The norm of vectors or matrices; without `ord` the root of the sum of squares."""
    try:
        need(type(keepdims) is bool)
        if ord is None and axis is None:
            if type(x) is ndarray and x.dtype == _double and x.ndim == 1 and not keepdims:
                return numpy.float64(math.sqrt(x.dot(x)))
            return _lengths(x, None, keepdims, 2, "dot")
        need(axis is not None or ours(x).ndim == 1)
        axes = None if axis is None else normalize_axis_tuple(axis, ours(x).ndim)
        need(axes is None or len(axes) == 1)
        called = "dot" if axis is None else ""
        return _lengths(x, axes, keepdims, 2 if ord is None else ord, called)
    except (Elsewhere, TypeError, ValueError):
        return _theirs["norm"](x, ord, axis, keepdims)


def vector_norm(x: Any, /, *, axis: Any = None, keepdims: bool = False, ord: Any = 2) -> Any:
    """The norm of vectors, which lie along the axes; all elements make one when it is None."""
    try:
        need(type(keepdims) is bool)
        axes = None if axis is None else normalize_axis_tuple(axis, ours(x).ndim)
        return _lengths(x, axes, keepdims, ord)
    except (Elsewhere, TypeError, ValueError):
        return _theirs["vector_norm"](x, axis=axis, keepdims=keepdims, ord=ord)


def outer(x1: Any, x2: Any, /) -> Any:
    """The product of each element of one vector with each of the other."""
    if ours(x1).ndim != 1 or ours(x2).ndim != 1:
        return _theirs["outer"](x1, x2)  # its error
    return _products.outer(x1, x2)


def matrix_transpose(x: Any, /) -> Any:
    """The view with the last two axes exchanged."""
    return _shapes.matrix_transpose(x)


def diagonal(x: Any, /, *, offset: int = 0) -> Any:
    """A read-only view of the diagonals of matrices in the last two axes."""
    if ours(x).ndim < 2:
        return _theirs["diagonal"](x, offset=offset)  # its error
    return _shapes.diagonal(x, offset, -2, -1)


def trace(x: Any, /, *, offset: int = 0, dtype: Any = None) -> Any:
    """The sums of the diagonals of matrices in the last two axes."""
    if ours(x).ndim < 2:
        return _theirs["trace"](x, offset=offset, dtype=dtype)  # its error
    return _products.trace(x, offset, -2, -1, dtype)


def vecdot(x1: Any, x2: Any, /, *, axis: int = -1) -> Any:
    """The sum over an axis of conj(x1) * x2."""
    return _products.vecdot(x1, x2, axis=axis)


def __getattr__(name: str) -> Any:
    return getattr(numpy.linalg, name)
