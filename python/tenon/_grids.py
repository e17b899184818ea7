# SPDX-License-Identifier: MIT
"""Arrays made by rule: grids, triangles, spaced numbers."""

from __future__ import annotations

from typing import Any

import numpy

from . import _core
from ._creation import arange, linspace
from ._fallback import from_numpy, to_numpy
from ._native import held, index_of, native, need, ours

__all__ = [
    "c_",
    "fromfunction",
    "geomspace",
    "indices",
    "logspace",
    "meshgrid",
    "mgrid",
    "ogrid",
    "r_",
    "tri",
    "tril",
    "tril_indices",
    "tril_indices_from",
    "triu",
    "triu_indices",
    "triu_indices_from",
    "vander",
]


@native
def meshgrid(*xi: Any, copy: bool = True, sparse: bool = False, indexing: Any = "xy") -> Any:
    """The coordinates of the points of a grid, from a vector for each direction.

    The first two are exchanged unless `indexing` is "ij"; `sparse` leaves them to broadcast.
    """
    need(indexing in ("xy", "ij"))
    vectors = [ours(x) for x in xi]
    need(all(x.ndim <= 1 for x in vectors))
    ndim = len(vectors)
    order = list(range(ndim))
    if indexing == "xy" and ndim > 1:
        order[0], order[1] = 1, 0
    grids = []
    for x, along in zip(vectors, order, strict=True):
        grids.append(x.reshape((1,) * along + (x.size,) + (1,) * (ndim - along - 1)))
    if not sparse:
        shape = numpy.broadcast_shapes(*(grid.shape for grid in grids))
        grids = [_core.broadcast_to(grid, shape) for grid in grids]
    return tuple(_core.copy(grid) for grid in grids) if copy else tuple(grids)


@native
def indices(dimensions: Any, dtype: Any = int, sparse: bool = False) -> Any:
    """The indices of a grid: an array (ndim, *dimensions), or, sparse, a tuple to broadcast."""
    kind, shape = held(dtype), tuple(map(index_of, dimensions))
    ndim = len(shape)
    lines = []
    for axis, size in enumerate(shape):
        line = arange(size, dtype=kind)
        lines.append(line.reshape((1,) * axis + (size,) + (1,) * (ndim - axis - 1)))
    if sparse:
        return tuple(lines)
    result = _core.full((ndim, *shape), 0, kind)
    for axis, line in enumerate(lines):
        _core.assign(result[axis, ...], line)
    return result


def fromfunction(
    function: Any, shape: Any, *, dtype: Any = float, like: Any = None, **kw: Any
) -> Any:
    """function(i, j, ...) called once with the index arrays of the shape."""
    return function(*indices(shape, dtype=dtype), **kw)


def _below(rows: int, columns: int, k: int) -> Any:
    """The mask of the places on and below diagonal number k."""
    return arange(rows).reshape((rows, 1)) >= arange(columns) - k


@native
def tri(N: Any, M: Any = None, k: Any = 0, dtype: Any = float, *, like: Any = None) -> Any:
    """Ones on and below a diagonal, zeros above."""
    rows, columns = index_of(N), index_of(N if M is None else M)
    need(rows >= 0 and columns >= 0 and like is None)
    return _below(rows, columns, index_of(k)).astype(held(dtype))


def _mask_below(m: Any, k: Any) -> Any:
    need(m.ndim >= 1)
    rows, columns = (m.shape[-1], m.shape[-1]) if m.ndim == 1 else m.shape[-2:]
    return _below(rows, columns, index_of(k))


@native
def tril(m: Any, k: int = 0) -> Any:
    """A copy with zeros above a diagonal of the last two axes."""
    m = ours(m)
    return _core.where(_mask_below(m, k), m, _core.full((), 0, m.dtype))


@native
def triu(m: Any, k: int = 0) -> Any:
    """A copy with zeros below a diagonal of the last two axes."""
    m = ours(m)
    return _core.where(_mask_below(m, k - 1), _core.full((), 0, m.dtype), m)


@native
def tril_indices(n: Any, k: int = 0, m: Any = None) -> Any:
    """The positions on and below a diagonal of an n by m matrix."""
    return _core.nonzero(tri(n, m, k, bool))


@native
def triu_indices(n: Any, k: int = 0, m: Any = None) -> Any:
    """The positions on and above a diagonal of an n by m matrix."""
    return _core.nonzero(~tri(n, m, k - 1, bool))


@native
def tril_indices_from(arr: Any, k: int = 0) -> Any:
    """The positions on and below a diagonal of the matrix `arr`."""
    arr = ours(arr)
    need(arr.ndim == 2)
    return tril_indices(arr.shape[0], k, arr.shape[1])


@native
def triu_indices_from(arr: Any, k: int = 0) -> Any:
    """The positions on and above a diagonal of the matrix `arr`."""
    arr = ours(arr)
    need(arr.ndim == 2)
    return triu_indices(arr.shape[0], k, arr.shape[1])


def _spaced_powers(base: Any, exponents: Any, dtype: Any) -> Any:
    result = base**exponents
    return result if dtype is None else result.astype(dtype)


@native
def logspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    base: Any = 10.0,
    dtype: Any = None,
    axis: int = 0,
) -> Any:
    """`num` powers of the base, with exponents evenly spaced from start to stop."""
    need(all(type(x) in (int, float) for x in (start, stop, base)) and axis in (0, -1))
    kind = None if dtype is None else held(dtype)
    need(kind is None or kind.kind in "fc")
    return _spaced_powers(float(base), linspace(start, stop, num, endpoint), kind)


@native
def geomspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, dtype: Any = None, axis: int = 0
) -> Any:
    """`num` numbers from start to stop, each the same multiple of the one before."""
    need(all(type(x) in (int, float) for x in (start, stop)) and axis in (0, -1))
    need(start * stop > 0 and numpy.isfinite(start) and numpy.isfinite(stop))
    kind = None if dtype is None else held(dtype)
    need(kind is None or kind.kind in "fc")
    sign, first, last = (-1.0 if start < 0 else 1.0), abs(start), abs(stop)
    exponents = linspace(float(numpy.log10(first)), float(numpy.log10(last)), num, endpoint)
    result = sign * 10.0**exponents
    if num > 0:
        result[0] = float(start)
        if num > 1 and endpoint:
            result[-1] = float(stop)
    return result if kind is None else result.astype(kind)


@native
def vander(x: Any, N: Any = None, increasing: bool = False) -> Any:
    """The matrix whose columns are powers of `x`, the highest first unless `increasing`."""
    x = ours(x)
    need(x.ndim == 1)
    count = x.size if N is None else index_of(N)
    kind = numpy.promote_types(x.dtype, int)
    result = _core.full((x.size, count), 0, kind)
    power = _core.full((x.size,), 1, kind)
    for i in range(count):
        _core.assign(result[:, i if increasing else count - 1 - i], power)
        power = power * x
    return result


class _Maker:
    """NumPy's objects that make arrays by their index: mgrid[0:3, 0:4]."""

    def __init__(self, of_numpy: Any) -> None:
        self._of_numpy = of_numpy
        self.__doc__ = of_numpy.__doc__

    def __getitem__(self, key: Any) -> Any:
        return from_numpy(self._of_numpy[to_numpy(key)])


mgrid = _Maker(numpy.mgrid)
ogrid = _Maker(numpy.ogrid)
r_ = _Maker(numpy.r_)
c_ = _Maker(numpy.c_)
