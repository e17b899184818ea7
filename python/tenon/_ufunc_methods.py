# SPDX-License-Identifier: MIT
"""The methods of ufuncs: reduce, accumulate, reduceat, outer, at."""

from __future__ import annotations

from typing import Any

import numpy

from . import _core, _indexing, _reductions
from ._fallback import rare, through_numpy
from ._native import NOTHING, REFUSALS, index_of, need, normalize_axis_index, ours

ndarray = _core.ndarray
ufunc = _core.ufunc

_REDUCTIONS = {
    "add": _reductions.sum,
    "multiply": _reductions.prod,
    "maximum": _reductions.max,
    "minimum": _reductions.min,
    "logical_and": _reductions.all,
    "logical_or": _reductions.any,
}
_RUNNING = {"add": _reductions.cumsum, "multiply": _reductions.cumprod}


def _method(function: Any) -> Any:
    name = function.__name__

    def call(self: Any, /, *args: Any, **kwargs: Any) -> Any:
        try:
            return function(self, *args, **kwargs)
        except REFUSALS:
            rare[f"{self.__name__}.{name}"] += 1
        return through_numpy(getattr(self._numpy, name), *args, **kwargs)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = function.__doc__
    return call


@_method
def reduce(
    self: Any,
    array: Any,
    axis: Any = 0,
    dtype: Any = None,
    out: Any = None,
    keepdims: Any = False,
    initial: Any = NOTHING,
    where: Any = True,
) -> Any:
    """The operation applied to the elements one after the other, along an axis, some, or all."""
    need(self.__name__ in _REDUCTIONS and out is None and type(keepdims) is bool)
    a = ours(array)
    need(a.ndim > 0 and a.size > 0)
    kwargs: dict[str, Any] = {"keepdims": keepdims, "where": where}
    if initial is not NOTHING:
        kwargs["initial"] = initial
    if dtype is not None:
        need(self.__name__ in ("add", "multiply"))
        kwargs["dtype"] = dtype
    return _REDUCTIONS[self.__name__](a, axis, **kwargs)


@_method
def accumulate(self: Any, array: Any, axis: Any = 0, dtype: Any = None, out: Any = None) -> Any:
    """The results for the first 1, 2, ... elements along an axis."""
    a = ours(array)
    need(self.__name__ in _RUNNING and a.ndim > 0)
    return _RUNNING[self.__name__](a, normalize_axis_index(index_of(axis), a.ndim), dtype, out)


@_method
def reduceat(
    self: Any, array: Any, indices: Any, axis: Any = 0, dtype: Any = None, out: Any = None
) -> Any:
    """The results from each index to the next one."""
    return through_numpy(self._numpy.reduceat, array, indices, axis, dtype, out)


@_method
def outer(self: Any, A: Any, B: Any, /, **kwargs: Any) -> Any:
    """The operation on all pairs of elements: the shape of A, then that of B."""
    a, b = ours(A), ours(B)
    need(self.nin == 2 and not kwargs)
    return self(a.reshape(a.shape + (1,) * b.ndim), b)


@_method
def at(self: Any, a: Any, indices: Any, b: Any = NOTHING, /) -> None:
    """a[indices] = op(a[indices], b), an element that is chosen twice updated twice."""
    need(type(a) is ndarray and not a._readonly)
    need((b is NOTHING) == (self.nin == 1) and self.nin <= 2)
    entries = _indexing.entries_of(indices)
    operands = [a.dtype] if b is NOTHING else [a.dtype, ours(b).dtype]
    result = self._numpy.resolve_dtypes((*operands, None))[-1]
    need(numpy.can_cast(result, a.dtype, "same_kind"))
    if b is NOTHING:
        _core.ufunc_at(self._operation, a, entries)
    else:
        _core.ufunc_at(self._operation, a, entries, ours(b))


def add_methods() -> None:
    """Gives the ufunc type what NumPy's has."""
    for function in (reduce, accumulate, reduceat, outer, at):
        name = function.__name__
        setattr(ufunc, name, _core.make_function(f"ufunc.{name}", function))
    for name in ("nout", "nargs", "ntypes", "types", "identity", "signature", "resolve_dtypes"):
        setattr(ufunc, name, _attribute(name))


def _attribute(name: str) -> Any:
    return property(lambda self: getattr(self._numpy, name))
