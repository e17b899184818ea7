# SPDX-License-Identifier: MIT
"""Arrays from arrays: joined, split, repeated, rolled, padded."""

from __future__ import annotations

from typing import Any

import numpy

from . import _core
from ._convert import is_held
from ._native import (
    all_ours,
    axes_in_memory,
    index_of,
    is_f_order,
    native,
    need,
    normalize_axis_index,
    normalize_axis_tuple,
    ours,
    store,
    turned,
    turned_back,
)
from ._shapes import ALL, along, atleast_2d, moveaxis, ravel

__all__ = [
    "append",
    "array_split",
    "block",
    "column_stack",
    "concat",
    "concatenate",
    "delete",
    "dsplit",
    "dstack",
    "hsplit",
    "hstack",
    "pad",
    "repeat",
    "resize",
    "roll",
    "split",
    "stack",
    "tile",
    "unstack",
    "vsplit",
    "vstack",
]

ndarray = _core.ndarray


def _joined(arrays: list[Any], axis: int, dtype: Any = None, casting: Any = "same_kind") -> Any:
    """The arrays one after the other along an axis that is known to be right."""
    first, *others = arrays
    kind = first.dtype if dtype is None else numpy.dtype(dtype)
    ndim = first.ndim
    for a in others:
        need(a.ndim == ndim)
        if dtype is None and a.dtype != kind:
            kind, dtype = numpy.result_type(*(a.dtype for a in arrays)), "known"
    if ndim > 1 and others:
        rest = (first.shape[:axis], first.shape[axis + 1 :])
        need(all((a.shape[:axis], a.shape[axis + 1 :]) == rest for a in others))
    if dtype is not None:
        need(is_held(kind) and all(numpy.can_cast(a.dtype, kind, casting) for a in arrays))
        arrays = [a if a.dtype == kind else a.astype(kind) for a in arrays]
    return _core.concatenate(arrays, axis)


@native
def concatenate(
    arrays: Any, /, axis: Any = 0, out: Any = None, *, dtype: Any = None, casting: Any = "same_kind"
) -> Any:
    """The arrays one after the other along an axis; all flattened when it is None.

    Their other sizes must be equal (ValueError). The dtype is the one all promote to.
    """
    parts = all_ours(arrays)
    need(len(parts) > 0 and all(a.ndim > 0 for a in parts) | (axis is None))
    need(out is None or dtype is None)
    if axis is None:
        parts, axis = [a.reshape((a.size,)) for a in parts], 0
    axis = normalize_axis_index(index_of(axis), parts[0].ndim)
    if out is not None:
        need(type(out) is ndarray)
        return store(out, _joined(parts, axis, out.dtype, casting), casting)
    return _joined(parts, axis, dtype, casting)


def concat(
    arrays: Any, /, axis: Any = 0, out: Any = None, *, dtype: Any = None, casting: Any = "same_kind"
) -> Any:
    """The arrays one after the other along an axis; all flattened when it is None."""
    return concatenate(arrays, axis, out, dtype=dtype, casting=casting)


@native
def stack(
    arrays: Any, axis: Any = 0, out: Any = None, *, dtype: Any = None, casting: Any = "same_kind"
) -> Any:
    """The arrays, all of one shape, along a new axis. ValueError for other shapes."""
    parts = all_ours(arrays)
    need(len(parts) > 0 and all(a.shape == parts[0].shape for a in parts))
    axis = normalize_axis_index(index_of(axis), parts[0].ndim + 1)
    parts = [a[along(axis, None)] for a in parts]
    return concatenate(parts, axis, out, dtype=dtype, casting=casting)


@native
def vstack(tup: Any, *, dtype: Any = None, casting: Any = "same_kind") -> Any:
    """The arrays below one another, vectors as rows."""
    need(type(tup) in (list, tuple, ndarray))
    parts = [atleast_2d(ours(a)) for a in tup]
    return concatenate(parts, 0, dtype=dtype, casting=casting)


@native
def hstack(tup: Any, *, dtype: Any = None, casting: Any = "same_kind") -> Any:
    """The arrays beside one another: along the second axis, vectors along the first."""
    need(type(tup) in (list, tuple, ndarray))
    parts = [a if a.ndim > 0 else _core.reshape(a, (1,)) for a in all_ours(tup)]
    need(len(parts) > 0)
    return _joined(parts, 0 if parts[0].ndim == 1 else 1, dtype, casting)


@native
def dstack(tup: Any) -> Any:
    """The arrays behind one another, along the third axis."""
    need(type(tup) in (list, tuple, ndarray))
    parts = [
        a if a.ndim > 2 else _core.reshape(a, ((1, 1), (1, *a.shape), a.shape)[a.ndim] + (1,))
        for a in all_ours(tup)
    ]
    need(len(parts) > 0)
    return _joined(parts, 2)


@native
def column_stack(tup: Any) -> Any:
    """The arrays beside one another, vectors as columns."""
    need(type(tup) in (list, tuple, ndarray))
    parts = [a if a.ndim >= 2 else _core.reshape(a, (a.size, 1)) for a in all_ours(tup)]
    need(len(parts) > 0)
    return _joined(parts, 1)


def _depth(arrays: Any) -> int:
    """How deep lists are nested, the same everywhere."""
    if type(arrays) is not list:
        need(type(arrays) is not tuple)
        return 0
    need(len(arrays) > 0)
    depths = {_depth(part) for part in arrays}
    need(len(depths) == 1)
    return 1 + depths.pop()


def _leaves(arrays: Any) -> list[Any]:
    if type(arrays) is list:
        return [leaf for part in arrays for leaf in _leaves(part)]
    return [ours(arrays)]


def _blocks(arrays: Any, depth: int, ndim: int) -> Any:
    if type(arrays) is list:
        return concatenate([_blocks(part, depth - 1, ndim) for part in arrays], -depth)
    a = ours(arrays)
    return a[(None,) * (ndim - a.ndim) + (...,)]


@native
def block(arrays: Any) -> Any:
    """An array put together from nested lists of blocks, the innermost along the last axis."""
    depth = _depth(arrays)
    ndim = max(depth, *(a.ndim for a in _leaves(arrays)), 0)
    result = _blocks(arrays, depth, ndim)
    return result.copy() if depth == 0 else result


@native
def append(arr: Any, values: Any, axis: Any = None) -> Any:
    """`arr` with the values behind it along an axis; both flattened when it is None."""
    arr, values = ours(arr), ours(values)
    if axis is None:
        return _joined([_core.reshape(arr, (arr.size,)), _core.reshape(values, (values.size,))], 0)
    return concatenate((arr, values), axis)


@native
def unstack(x: Any, /, *, axis: int = 0) -> Any:
    """Views of the slices along an axis, as a tuple."""
    x = ours(x)
    need(x.ndim > 0)
    slices = moveaxis(x, index_of(axis), 0)
    return tuple(slices[i] for i in range(len(slices)))


@native
def array_split(ary: Any, indices_or_sections: Any, axis: Any = 0) -> Any:
    """Views of parts along an axis: so many, as equal as can be, or cut before the positions."""
    a = ours(ary)
    need(type(ary) is ndarray and a.ndim > 0)
    front = (ALL,) * normalize_axis_index(index_of(axis), a.ndim)
    size = a.shape[len(front)]
    try:
        cuts = [0, *indices_or_sections, size]
    except TypeError:
        count = int(indices_or_sections)
        need(count > 0)
        each, more = divmod(size, count)
        cuts = [i * each + min(i, more) for i in range(count)] + [size]
    return [a[along(len(front), slice(cuts[i], cuts[i + 1]))] for i in range(len(cuts) - 1)]


@native
def split(ary: Any, indices_or_sections: Any, axis: Any = 0) -> Any:
    """Views of parts along an axis: so many equal ones (ValueError when they cannot be), or cut
    before the positions."""
    a = ours(ary)
    if isinstance(indices_or_sections, int | numpy.integer):
        need(a.ndim > 0 and int(indices_or_sections) > 0)
        need(a.shape[normalize_axis_index(axis, a.ndim)] % indices_or_sections == 0)
    return array_split(a, indices_or_sections, axis)


@native
def vsplit(ary: Any, indices_or_sections: Any) -> Any:
    """`split` along the first axis."""
    need(ours(ary).ndim >= 2)
    return split(ary, indices_or_sections, 0)


@native
def hsplit(ary: Any, indices_or_sections: Any) -> Any:
    """`split` along the second axis; of vectors along the first."""
    a = ours(ary)
    need(a.ndim >= 1)
    return split(a, indices_or_sections, 1 if a.ndim > 1 else 0)


@native
def dsplit(ary: Any, indices_or_sections: Any) -> Any:
    """`split` along the third axis."""
    need(ours(ary).ndim >= 3)
    return split(ary, indices_or_sections, 2)


@native
def tile(A: Any, reps: Any) -> Any:
    """The array repeated so often along each axis, as a new array."""
    a = ours(A)
    try:
        counts = tuple(index_of(count) for count in reps)
    except TypeError:
        counts = (index_of(reps),)
    need(all(count >= 0 for count in counts) and a.size > 0)  # of nothing NumPy gives views
    ndim = max(a.ndim, len(counts))
    shape = (1,) * (ndim - a.ndim) + a.shape
    counts = (1,) * (ndim - len(counts)) + counts
    if all(count == 1 for count in counts):
        return _core.reshape(a, shape).astype(a.dtype)
    wide = tuple(x for pair in zip(counts, shape, strict=True) for x in pair)
    spread = a.reshape(tuple(x for size in shape for x in (1, size)))
    final = tuple(count * size for count, size in zip(counts, shape, strict=True))
    return _core.copy(_core.broadcast_to(spread, wide)).reshape(final)


@native
def repeat(a: Any, repeats: Any, axis: Any = None) -> Any:
    """Every element (every slice along the axis) so many times, one after the other."""
    a = ours(a)
    if axis is None:
        a, axis = ravel(a), 0
    axis = normalize_axis_index(index_of(axis), a.ndim)
    counts = ours(repeats)
    need(counts.dtype.kind in "biu" and counts.dtype != numpy.uint64)
    if counts.size == 1 and counts.ndim <= 1:
        count = int(counts.reshape(())[()])
        need(count >= 0)
        shape = (*a.shape[: axis + 1], count, *a.shape[axis + 1 :])
        spread = _core.broadcast_to(a[along(axis + 1, None)], shape)
        final = (*a.shape[:axis], a.shape[axis] * count, *a.shape[axis + 1 :])
        return _core.copy(spread).reshape(final)
    places = numpy.repeat(numpy.arange(a.shape[axis]), _core.to_numpy(counts))
    return _core.take(a, _core.from_numpy(places), axis)


@native
def roll(a: Any, shift: Any, axis: Any = None) -> Any:
    """The elements moved along axes (of the flattened array), those that leave come in again."""
    a = ours(a)
    if axis is None:
        return roll(ravel(a), shift, 0).reshape(a.shape)
    axes = normalize_axis_tuple(axis, a.ndim, allow_duplicate=True)
    pairs = numpy.broadcast(numpy.asarray(shift), axes)
    need(pairs.ndim <= 1)
    moves: dict[int, int] = {}
    for by, place in pairs:
        moves[int(place)] = moves.get(int(place), 0) + index_of(by)
    if a._in_c_order:
        return _rolled(a, moves)
    order = axes_in_memory(a)
    places = {order.index(place): by for place, by in moves.items()}
    return turned_back(_rolled(_core.transpose(a, order), places), order)


def _rolled(a: Any, moves: dict[int, int]) -> Any:
    """A new array in C order, as `a` is, with the elements moved along axes."""
    result = a
    for place, by in moves.items():
        size = result.shape[place]
        by = by % size if size else 0
        if by:
            tail = result[along(place, slice(size - by, None))]
            result = concatenate((tail, result[along(place, slice(0, size - by))]), place)
    return result.astype(result.dtype) if result is a else result


_BY_POSITION = ("edge", "wrap", "reflect", "symmetric")


def _pad_widths(pad_width: Any, ndim: int) -> list[tuple[int, int]]:
    need(not isinstance(pad_width, dict))
    widths = numpy.asarray(pad_width)
    need(widths.dtype.kind in "iu")
    pairs = numpy.broadcast_to(widths, (ndim, 2)).tolist()
    need(all(width >= 0 for pair in pairs for width in pair))
    return [(before, after) for before, after in pairs]


def _padded_with_constants(a: Any, widths: list[tuple[int, int]], values: Any) -> Any:
    constants = numpy.broadcast_to(numpy.asarray(values), (a.ndim, 2))
    need(numpy.can_cast(constants.dtype, a.dtype, "same_kind"))
    sizes = zip(a.shape, widths, strict=True)
    shape = tuple(size + before + after for size, (before, after) in sizes)
    if is_f_order(a):
        result = turned(_core.full(shape[::-1], 0, a.dtype))
    else:
        result = _core.full(shape, 0, a.dtype)
    inner = zip(a.shape, widths, strict=True)
    _core.assign(result[tuple(slice(w[0], w[0] + size) for size, w in inner)], a)
    for axis, (before, after) in enumerate(widths):
        for part, value in ((slice(0, before), 0), (slice(shape[axis] - after, None), 1)):
            constant = constants[axis, value].item()
            if constant != 0:
                result[along(axis, part)] = constant
    return result


@native
def pad(array: Any, pad_width: Any, mode: Any = "constant", **kwargs: Any) -> Any:
    """The array with a border, whose width is given for both ends of each axis.

    Modes "constant", "edge", "wrap", "reflect" and "symmetric" are computed here, NumPy's others
    by NumPy.
    """
    a = ours(array)
    need(isinstance(mode, str) and a.ndim > 0)
    widths = _pad_widths(pad_width, a.ndim)
    if mode == "constant":
        need(not set(kwargs) - {"constant_values"})
        return _padded_with_constants(a, widths, kwargs.get("constant_values", 0))
    need(mode in _BY_POSITION and not kwargs and a.size > 0)
    if is_f_order(a):
        return turned(pad(a.T, widths[::-1], mode))
    result = a.copy()
    for axis, width in enumerate(widths):
        if width != (0, 0):
            places = numpy.pad(numpy.arange(a.shape[axis]), width, mode)
            result = _core.take(result, _core.from_numpy(places), axis)
    return result


@native
def resize(a: Any, new_shape: Any) -> Any:
    """The elements in a new shape, from the first again where there are too few."""
    a = ours(a)
    shape = (new_shape,) if isinstance(new_shape, int) else tuple(map(index_of, new_shape))
    need(all(size >= 0 for size in shape))
    size = int(numpy.prod(shape, dtype=numpy.int64))
    if a.size == 0 or size == 0:
        return _core.full(shape, 0, a.dtype)
    times = -(-size // a.size)
    return tile(ravel(a), times)[:size].reshape(shape)


@native
def delete(arr: Any, obj: Any, axis: Any = None) -> Any:
    """A copy without the slices at the positions `obj` (an integer, a slice, an array)."""
    a = ours(arr)
    if axis is None:
        a, axis = ravel(a), 0
    axis = normalize_axis_index(index_of(axis), a.ndim)
    obj = _core.to_numpy(obj) if type(obj) is ndarray else obj
    left = _core.from_numpy(numpy.delete(numpy.arange(a.shape[axis]), obj))
    if is_f_order(a):
        return turned(_core.take(a.T, left, a.ndim - 1 - axis))
    return _core.take(a, left, axis)
