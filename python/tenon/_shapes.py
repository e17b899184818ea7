# SPDX-License-Identifier: MIT
"""Views in another shape or order."""

from __future__ import annotations

from typing import Any

import numpy

from . import _core
from ._native import (
    index_of,
    native,
    need,
    normalize_axis_index,
    normalize_axis_tuple,
    ours,
    view_of,
)

__all__ = [
    "atleast_1d",
    "atleast_2d",
    "atleast_3d",
    "broadcast_arrays",
    "broadcast_to",
    "diagonal",
    "expand_dims",
    "flip",
    "fliplr",
    "flipud",
    "matrix_transpose",
    "moveaxis",
    "permute_dims",
    "ravel",
    "reshape",
    "rollaxis",
    "rot90",
    "squeeze",
    "swapaxes",
    "transpose",
]

ALL = slice(None)


def along(axis: int, part: Any) -> tuple[Any, ...]:
    """The index that has `part` for an axis and everything of the others."""
    return (ALL,) * axis + (part, ...)


@native
def reshape(a: Any, /, shape: Any, order: Any = "C", *, copy: bool | None = None) -> Any:
    """The elements in another shape; a view where the strides allow it and `copy` is not True.

    One size may be -1. ValueError when the sizes do not multiply to the number of elements.
    """
    a = ours(a)
    need(order in ("C", None) and copy is not False)
    return (a.copy() if copy else a).reshape(shape)


@native
def ravel(a: Any, order: Any = "C") -> Any:
    """The elements in one dimension; a view where they lie one after the other."""
    a = ours(a)
    need(order == "C" or (a.ndim <= 1 and order in ("A", "K", "F")))
    if not a._in_c_order:
        return a.copy().reshape(a.size)
    return view_of(a, _core.reshape(a, (a.size,)))


def permuted(a: Any, axes: Any) -> Any:
    return view_of(a, _core.transpose(a, list(axes)))


@native
def transpose(a: Any, axes: Any = None) -> Any:
    """The view whose axis i is axis axes[i] of `a`; all reversed when none are given."""
    a = ours(a)
    if axes is None:
        return a.T
    need(not isinstance(axes, int) or a.ndim == 1)
    axes = normalize_axis_tuple(axes, a.ndim)
    need(len(axes) == a.ndim)
    return permuted(a, axes)


def permute_dims(a: Any, /, axes: Any = None) -> Any:
    """The view whose axis i is axis axes[i] of `a`."""
    return transpose(a, axes)


@native
def matrix_transpose(x: Any, /) -> Any:
    """The view with the last two axes exchanged. ValueError below two dimensions."""
    x = ours(x)
    need(x.ndim >= 2)
    return permuted(x, (*range(x.ndim - 2), x.ndim - 1, x.ndim - 2))


@native
def swapaxes(a: Any, axis1: Any, axis2: Any) -> Any:
    """The view with two axes exchanged."""
    a = ours(a)
    order = list(range(a.ndim))
    first = normalize_axis_index(index_of(axis1), a.ndim)
    second = normalize_axis_index(index_of(axis2), a.ndim)
    order[first], order[second] = order[second], order[first]
    return permuted(a, order)


@native
def moveaxis(a: Any, source: Any, destination: Any) -> Any:
    """The view with axes `source` moved to the places `destination`, the others in order."""
    a = ours(a)
    source = normalize_axis_tuple(source, a.ndim, "source")
    destination = normalize_axis_tuple(destination, a.ndim, "destination")
    need(len(source) == len(destination))
    order = [axis for axis in range(a.ndim) if axis not in source]
    for place, axis in sorted(zip(destination, source, strict=True)):
        order.insert(place, axis)
    return permuted(a, order)


@native
def rollaxis(a: Any, axis: Any, start: Any = 0) -> Any:
    """The view with an axis moved back until it lies before axis `start`."""
    a = ours(a)
    axis = normalize_axis_index(index_of(axis), a.ndim)
    need(0 <= start <= a.ndim)
    order = [other for other in range(a.ndim) if other != axis]
    order.insert(start - (axis < start), axis)
    return permuted(a, order)


@native
def expand_dims(a: Any, axis: Any = 0) -> Any:
    """The view with new axes of size one at the places `axis` of the result."""
    a = ours(a)
    count = len(axis) if isinstance(axis, tuple | list) else 1
    ndim = a.ndim + count
    new = normalize_axis_tuple(axis, ndim)
    return a[tuple(None if place in new else ALL for place in range(ndim))]


@native
def squeeze(a: Any, axis: Any = None) -> Any:
    """The view without the axes of size one: all, or those given. ValueError for other sizes."""
    a = ours(a)
    if axis is None:
        gone = [place for place, size in enumerate(a.shape) if size == 1]
    else:
        need(a.ndim > 0)
        gone = list(normalize_axis_tuple(axis, a.ndim))
        need(all(a.shape[place] == 1 for place in gone))
    index: list[Any] = [0 if place in gone else ALL for place in range(a.ndim)]
    index.append(...)
    return a[tuple(index)]


@native
def broadcast_to(array: Any, shape: Any, subok: bool = False) -> Any:
    """A read-only view in the shape, elements repeated. ValueError when it does not fit."""
    a = ours(array)
    wanted = (shape,) if isinstance(shape, int) else tuple(index_of(size) for size in shape)
    need(all(size >= 0 for size in wanted) and not subok)
    result = view_of(a, _core.broadcast_to(a, wanted))
    result._readonly = True
    return result


@native
def broadcast_arrays(*args: Any, subok: bool = False) -> Any:
    """Views of all arrays in their common shape; those that had to be repeated are read-only."""
    need(not subok)
    arrays = [ours(value) for value in args]
    shape = numpy.broadcast_shapes(*(a.shape for a in arrays))
    return tuple(a if a.shape == shape else broadcast_to(a, shape) for a in arrays)


@native
def flip(m: Any, axis: Any = None) -> Any:
    """The view with elements in reverse order along all axes, or those given."""
    m = ours(m)
    axes = range(m.ndim) if axis is None else normalize_axis_tuple(axis, m.ndim)
    return m[tuple(slice(None, None, -1) if i in axes else ALL for i in range(m.ndim))]


@native
def flipud(m: Any) -> Any:
    """The view with the rows in reverse order."""
    m = ours(m)
    need(m.ndim >= 1)
    return m[::-1]


@native
def fliplr(m: Any) -> Any:
    """The view with the columns in reverse order."""
    m = ours(m)
    need(m.ndim >= 2)
    return m[:, ::-1]


@native
def rot90(m: Any, k: int = 1, axes: Any = (0, 1)) -> Any:
    """The view turned by `k` quarters in the plane of two axes, from the first to the second."""
    m = ours(m)
    need(len(axes) == 2)
    first, second = normalize_axis_tuple(tuple(axes), m.ndim, allow_duplicate=True)
    need(first != second)
    k %= 4
    if k == 0:
        return m[...]
    if k == 2:
        return flip(flip(m, first), second)
    turned = swapaxes(m, first, second)
    return flip(turned, first) if k == 1 else flip(turned, second)


def _at_least(a: Any, ndim: int) -> Any:
    a = ours(a)
    if a.ndim >= ndim:
        return a
    if ndim == 1:
        return a[None]
    if ndim == 2:
        return a[None, None] if a.ndim == 0 else a[None]
    places = {0: (None, None, None), 1: (None, ALL, None), 2: (ALL, ALL, None)}
    return a[places[a.ndim]]


def _at_least_each(arrays: tuple[Any, ...], ndim: int) -> Any:
    results = tuple(_at_least(a, ndim) for a in arrays)
    return results[0] if len(results) == 1 else results


@native
def atleast_1d(*arys: Any) -> Any:
    """Views with one dimension at least."""
    return _at_least_each(arys, 1)


@native
def atleast_2d(*arys: Any) -> Any:
    """Views with two dimensions at least, new ones in front."""
    return _at_least_each(arys, 2)


@native
def atleast_3d(*arys: Any) -> Any:
    """Views with three dimensions at least: of a vector (1, n, 1), of a matrix (m, n, 1)."""
    return _at_least_each(arys, 3)


def diagonal_view(a: Any, offset: Any, axis1: Any, axis2: Any) -> Any:
    """The writable view behind `diagonal`."""
    offset = index_of(offset)
    need(a.ndim >= 2)
    first = normalize_axis_index(index_of(axis1), a.ndim)
    second = normalize_axis_index(index_of(axis2), a.ndim)
    need(first != second)
    rows, columns = a.shape[first], a.shape[second]
    size = min(rows, columns - offset) if offset >= 0 else min(rows + offset, columns)
    size = max(size, 0)
    rest = [axis for axis in range(a.ndim) if axis not in (first, second)]
    shape = (*(a.shape[axis] for axis in rest), size)
    strides = (*(a.strides[axis] for axis in rest), a.strides[first] + a.strides[second])
    away = offset * a.strides[second] if offset >= 0 else -offset * a.strides[first]
    away = away if size > 0 else 0
    return view_of(a, _core.as_strided(a, away, shape, strides, a.dtype))


@native
def diagonal(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """A read-only view of the diagonal of two axes, as the last axis of the result."""
    result = diagonal_view(ours(a), offset, axis1, axis2)
    result._readonly = True
    return result
