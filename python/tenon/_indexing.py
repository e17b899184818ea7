# SPDX-License-Identifier: MIT
"""Reading and writing by arrays of positions and by masks."""

from __future__ import annotations

from typing import Any

import numpy

from . import _core
from ._convert import asarray
from ._fallback import from_numpy, rare, through_numpy, to_numpy
from ._native import (
    NUMBERS,
    Elsewhere,
    all_ours,
    index_of,
    native,
    need,
    normalize_axis_index,
    ours,
    store,
    turned,
)
from ._shapes import diagonal_view, ravel

__all__ = [
    "argwhere",
    "choose",
    "compress",
    "copyto",
    "diag",
    "diagflat",
    "extract",
    "fill_diagonal",
    "flatnonzero",
    "ix_",
    "nonzero",
    "place",
    "put",
    "put_along_axis",
    "putmask",
    "select",
    "take",
    "take_along_axis",
    "where",
]

ndarray = _core.ndarray
_BASIC = (int, slice, type(None), type(...), numpy.integer)


def _entry(part: Any) -> Any:
    """One entry of an index: basic ones as they are, others as arrays of integers or booleans."""
    if isinstance(part, slice):
        bounds = (part.start, part.stop, part.step)
        return slice(*(None if bound is None else index_of(bound) for bound in bounds))
    if isinstance(part, bool | numpy.bool_):
        return asarray(numpy.bool_(part))
    if isinstance(part, _BASIC):
        return part
    if isinstance(part, list) and not part:
        return _core.full((0,), 0, numpy.dtype(numpy.intp))
    array = ours(part)
    need(array.dtype.kind in "biu")
    if array.ndim == 0 and array.dtype.kind != "b":
        return int(array[()])
    return array


def entries_of(key: Any) -> tuple[Any, ...]:
    return tuple(_entry(part) for part in (key if isinstance(key, tuple) else (key,)))


def get_item(self: Any, key: Any) -> Any:
    """self[key] for advanced indices."""
    try:
        entries = entries_of(key)
    except Elsewhere:
        rare["ndarray.__getitem__"] += 1
        return from_numpy(_core.to_numpy(self)[to_numpy(key)])
    if any(type(part) is ndarray for part in entries):
        return _core.index(self, entries)
    # Arrays without dimensions stood for positions: the result is a copy all the same.
    result = self[entries]
    return result.astype(result.dtype) if type(result) is ndarray else result


def set_item(self: Any, key: Any, value: Any) -> None:
    """self[key] = value for advanced indices and for values that are no arrays of ours."""
    try:
        entries = entries_of(key)
        # NumPy refuses numbers that no integer can be made of.
        need(self.dtype.kind not in "iu" or not isinstance(value, float | complex))
        given, value = value, value if isinstance(value, NUMBERS) else ours(value)
        need(type(given) is ndarray or any(type(part) is ndarray for part in entries))
    except Elsewhere:
        rare["ndarray.__setitem__"] += 1
        _core.to_numpy(self)[to_numpy(key)] = to_numpy(value)
        return
    if any(type(part) is ndarray for part in entries):
        try:
            _core.assign_index(self, entries, value)
        except (IndexError, ValueError):  # nothing is written yet; which error is NumPy's to say
            _core.to_numpy(self)[to_numpy(key)] = to_numpy(value)
    else:
        self[entries] = value


@native
def nonzero(a: Any) -> Any:
    """The positions of elements that are not zero: an int64 array for each dimension."""
    a = ours(a)
    need(a.ndim > 0)
    return _core.nonzero(a)


@native
def flatnonzero(a: Any) -> Any:
    """The positions, in the flattened array, of elements that are not zero."""
    return _core.flatnonzero(ours(a))


@native
def argwhere(a: Any) -> Any:
    """The coordinates of elements that are not zero, a row for each."""
    a = ours(a)
    need(a.ndim > 0)
    return turned(_core.copy(_core.argwhere(a).T))  # NumPy's is the transposed of `nonzero`


@native
def where(condition: Any, x: Any = None, y: Any = None, /) -> Any:
    """x where the condition is true, y elsewhere, element by element; alone, `nonzero`."""
    if x is None and y is None:
        return nonzero(condition)
    need(x is not None and y is not None)
    mask = ours(condition)
    choices = [
        value if type(value) in (bool, int, float, complex) else ours(value) for value in (x, y)
    ]
    if not any(type(value) is ndarray for value in choices):
        choices = all_ours(choices)
    else:
        numpy.result_type(*(v.dtype if type(v) is ndarray else v for v in choices))
    return _core.where(mask, *choices)


def _indices(value: Any) -> Any:
    indices = ours(value)
    if indices.size == 0 and type(value) is list:
        return indices.astype(numpy.intp)
    need(indices.dtype.kind in "biu" and indices.dtype != numpy.uint64)
    return indices.astype(numpy.intp) if indices.dtype.kind == "b" else indices


@native
def take(a: Any, indices: Any, axis: Any = None, out: Any = None, mode: Any = "raise") -> Any:
    """The elements (slices along the axis) at the positions. IndexError for positions outside,
    unless `mode` is "wrap" or "clip"."""
    a, places = ours(a), _indices(indices)
    need(mode in ("raise", "wrap", "clip"))
    if axis is not None:
        axis = normalize_axis_index(index_of(axis), a.ndim)
    if a.size == 0 and mode == "wrap":
        # NumPy wraps around an axis without elements for ever; clipped, the answer is the same.
        return through_numpy(numpy.take, a, indices, axis, out, "clip")
    need(a.size > 0)
    result = _core.take_outside(a, places, axis, mode)
    if out is not None:
        return store(out, result, "unsafe" if mode == "raise" else "same_kind")
    return _core.scalar_of(result) if result.ndim == 0 else result


def _values_for(a: Any, values: Any) -> Any:
    """Values to be put into `a`: arrays must fit it, numbers are converted."""
    if type(values) in (ndarray, numpy.ndarray):
        need(numpy.can_cast(values.dtype, a.dtype, "safe"))
        return ours(values).astype(a.dtype)
    need(numpy.asarray(values).dtype.kind in "bi")
    return ours(numpy.asarray(values, a.dtype))


def _writable(a: Any) -> Any:
    need(type(a) is ndarray and not a._readonly)
    return a


@native
def put(a: Any, ind: Any, v: Any, mode: Any = "raise") -> None:
    """a.flat[ind] = v, the values repeated where there are fewer."""
    a, places = _writable(a), _indices(ind)
    values = ours(v)
    need(mode in ("raise", "wrap", "clip") and values.size > 0 and a.size > 0)
    _core.put(a, places, values.astype(a.dtype), mode)


@native
def take_along_axis(arr: Any, indices: Any, axis: Any = -1) -> Any:
    """arr[..., indices[...], ...]: positions along the axis of each line."""
    arr, places = ours(arr), ours(indices)
    need(places.dtype.kind in "iu")
    if axis is None:
        need(places.ndim == 1)
        arr, axis = ravel(arr), 0
    axis = normalize_axis_index(index_of(axis), arr.ndim)
    need(arr.ndim == places.ndim)
    return _core.take_along_axis(arr, places, axis)


@native
def put_along_axis(arr: Any, indices: Any, values: Any, axis: Any) -> None:
    """arr[..., indices[...], ...] = values: positions along the axis of each line."""
    arr, places, values = _writable(arr), ours(indices), ours(values)
    need(places.dtype.kind in "iu" and axis is not None)
    axis = normalize_axis_index(index_of(axis), arr.ndim)
    need(arr.ndim == places.ndim)
    _core.put_along_axis(arr, places, values, axis)


@native
def compress(condition: Any, a: Any, axis: Any = None, out: Any = None) -> Any:
    """The elements (slices along the axis) where the condition, of one dimension, is true."""
    mask, a = ours(condition), ours(a)
    need(mask.ndim == 1)
    if axis is not None:
        axis = normalize_axis_index(index_of(axis), a.ndim)
    result = _core.compress(mask, a, axis)
    return result if out is None else store(out, result)


@native
def extract(condition: Any, arr: Any) -> Any:
    """The elements where the condition is true, both flattened."""
    return _core.extract(ours(condition), ours(arr))


@native
def place(arr: Any, mask: Any, vals: Any) -> None:
    """The elements where the mask is true become the values, one after the other, repeated."""
    arr, mask, values = _writable(arr), ours(mask), _values_for(arr, vals)
    need(mask.size == arr.size and values.size > 0)
    _core.place(arr, mask.astype(bool).reshape(arr.shape), values)


@native
def putmask(a: Any, /, mask: Any, values: Any) -> None:
    """Element i becomes value i (repeated) where the mask is true."""
    a, mask, values = _writable(a), ours(mask), _values_for(a, values)
    need(mask.shape == a.shape and values.size > 0)
    _core.putmask(a, mask.astype(bool), values)


@native
def copyto(dst: Any, src: Any, casting: Any = "same_kind", where: Any = True) -> None:
    """dst[...] = src where `where` is true, all broadcast to the shape of dst.

    TypeError when the casting rule does not allow it.
    """
    dst = _writable(dst)
    if type(src) not in (bool, int, float, complex):
        src = ours(src)
        need(numpy.can_cast(src.dtype, dst.dtype, casting))
        need(numpy.broadcast_shapes(src.shape, dst.shape) == dst.shape)
        src = src if src.dtype == dst.dtype else src.astype(dst.dtype)
    else:
        need(numpy.can_cast(numpy.min_scalar_type(src), dst.dtype, casting))
        src = _core.full((), src, dst.dtype)
    if where is not True:
        mask = ours(where)
        need(mask.dtype == bool and numpy.broadcast_shapes(mask.shape, dst.shape) == dst.shape)
        src = _core.where(mask, src, dst)
    _core.assign(dst, src)


@native
def select(condlist: Any, choicelist: Any, default: Any = 0) -> Any:
    """Of the choices, the one whose condition is the first to be true; else the default."""
    masks = all_ours(condlist)
    need(len(masks) == len(choicelist) > 0 and all(mask.dtype == bool for mask in masks))
    scalars = (bool, int, float, complex)
    choices = [c if type(c) in scalars else ours(c) for c in (*choicelist, default)]
    kind = numpy.result_type(*(c.dtype if type(c) is ndarray else c for c in choices))
    need(kind.kind != "u" or all(type(c) is ndarray for c in choices))
    arrays = [ours(c).astype(kind) for c in choices]
    # The shape is that of all together: a condition that is a number broadcasts as well.
    shape = numpy.broadcast_shapes(*(a.shape for a in (*masks, *arrays[:-1])))
    result = _core.broadcast_to(arrays.pop(), shape)
    for mask, choice in zip(reversed(masks), reversed(arrays), strict=True):
        result = _core.where(mask, choice, result)
    return _core.copy(result)


@native
def choose(a: Any, choices: Any, out: Any = None, mode: Any = "raise") -> Any:
    """choices[a], element by element. ValueError for positions outside, unless `mode` is "wrap"
    or "clip"."""
    places, options = _indices(a), all_ours(choices)
    need(0 < len(options) <= 32 and mode in ("raise", "wrap", "clip"))
    count = len(options)
    if mode == "raise":
        need(places.size == 0 or (bool((places >= 0).all()) and bool((places < count).all())))
    elif mode == "wrap":
        places = places % count
    kind = numpy.result_type(*(option.dtype for option in options))
    result = options[-1].astype(kind)
    for i in range(count - 2, -1, -1):
        result = _core.where(places <= i, options[i].astype(kind), result)
    shape = numpy.broadcast_shapes(places.shape, *(option.shape for option in options))
    result = _core.copy(_core.broadcast_to(result, shape))
    if out is not None:
        return store(out, result, "unsafe" if mode == "raise" else "same_kind")
    return _core.scalar_of(result) if result.ndim == 0 else result


@native
def diag(v: Any, k: int = 0) -> Any:
    """The matrix with a diagonal `v`, or a read-only view of the diagonal of a matrix."""
    v = ours(v)
    need(v.ndim in (1, 2))
    if v.ndim == 2:
        view = diagonal_view(v, k, 0, 1)
        view._readonly = True
        return view
    k = index_of(k)
    size = v.shape[0] + abs(k)
    result = _core.full((size, size), 0, v.dtype)
    _core.assign(diagonal_view(result, k, 0, 1), v)
    return result


@native
def diagflat(v: Any, k: int = 0) -> Any:
    """The matrix whose diagonal are the elements of `v`, flattened."""
    return diag(ravel(ours(v)), k)


@native
def fill_diagonal(a: Any, val: Any, wrap: bool = False) -> None:
    """The main diagonal becomes the value, in place. ValueError below two dimensions."""
    a = _writable(a)
    need(a.ndim == 2 and not wrap and isinstance(val, bool | int | float | complex))
    diagonal_view(a, 0, 0, 1)[...] = val


@native
def ix_(*args: Any) -> Any:
    """Vectors that index the product of their positions."""
    vectors = []
    for i, sequence in enumerate(args):
        vector = asarray(sequence)
        if type(vector) is ndarray and vector.size == 0 and type(sequence) is not ndarray:
            vector = vector.astype(numpy.intp)
        need(type(vector) is ndarray and vector.ndim == 1)
        if vector.dtype == bool:
            (vector,) = nonzero(vector)
        shape = (1,) * i + (vector.size,) + (1,) * (len(args) - i - 1)
        vectors.append(vector.reshape(shape))
    return tuple(vectors)
