# SPDX-License-Identifier: MIT
"""Products of vectors and matrices. Matrix products of floating point are NumPy's BLAS; what is a
sum of element-wise products is recorded and fused."""

from __future__ import annotations

from typing import Any

import numpy

from . import _core
from ._native import (
    index_of,
    item_or_array,
    native,
    need,
    normalize_axis_index,
    ours,
    store,
)
from ._shapes import diagonal_view, moveaxis, ravel

__all__ = ["cross", "kron", "outer", "trace", "vecdot"]


@native
def outer(a: Any, b: Any, out: Any = None) -> Any:
    """The product of each element of `a` with each of `b`, both flattened."""
    a, b = ravel(ours(a)), ravel(ours(b))
    result = a[:, None] * b[None, :]
    return result if out is None else store(out, result)


@native
def kron(a: Any, b: Any) -> Any:
    """The Kronecker product: blocks of `b`, each times an element of `a`."""
    a, b = ours(a), ours(b)
    if a.ndim == 0 or b.ndim == 0:
        return item_or_array(a * b)
    ndim = max(a.ndim, b.ndim)
    a_shape = (1,) * (ndim - a.ndim) + a.shape
    b_shape = (1,) * (ndim - b.ndim) + b.shape
    left = a.reshape(tuple(x for size in a_shape for x in (size, 1)))
    right = b.reshape(tuple(x for size in b_shape for x in (1, size)))
    sizes = zip(a_shape, b_shape, strict=True)
    return (left * right).reshape(tuple(m * n for m, n in sizes))


@native
def cross(
    a: Any, b: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: Any = None
) -> Any:
    """The cross product of vectors of three elements along an axis."""
    if axis is not None:
        axisa = axisb = axisc = axis
    a, b = ours(a), ours(b)
    need(a.ndim > 0 and b.ndim > 0)
    a = moveaxis(a, normalize_axis_index(axisa, a.ndim), -1)
    b = moveaxis(b, normalize_axis_index(axisb, b.ndim), -1)
    need(a.shape[-1] == 3 and b.shape[-1] == 3)
    shape = numpy.broadcast_shapes(a.shape, b.shape)
    result = _core.full(shape, 0, numpy.promote_types(a.dtype, b.dtype))
    need(result.dtype.kind != "b")
    for i, (j, k) in enumerate(((1, 2), (2, 0), (0, 1))):
        part = a[..., j] * b[..., k] - a[..., k] * b[..., j]
        result[..., i] = part
    return moveaxis(result, -1, normalize_axis_index(axisc, result.ndim))


@native
def trace(
    a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: Any = None, out: Any = None
) -> Any:
    """The sum along the diagonal of two axes."""
    return diagonal_view(ours(a), offset, axis1, axis2).sum(-1, dtype=dtype, out=out)


@native
def vecdot(x1: Any, x2: Any, /, *args: Any, axis: int = -1, **kwargs: Any) -> Any:
    """The sum over an axis of conj(x1) * x2."""
    a, b = ours(x1), ours(x2)
    need(not args and not kwargs and a.ndim > 0 and b.ndim > 0)
    axis = index_of(axis)
    a = moveaxis(a, normalize_axis_index(axis, a.ndim), -1)
    b = moveaxis(b, normalize_axis_index(axis, b.ndim), -1)
    need(a.shape[-1] == b.shape[-1])
    kind = numpy.promote_types(a.dtype, b.dtype)
    need(kind.kind in "fc")
    return _core.called("vecdot", lambda: (a.conj() * b).sum(-1))
