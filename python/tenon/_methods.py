# SPDX-License-Identifier: MIT
"""Methods of arrays that are functions of the namespace with other arguments."""

from __future__ import annotations

from typing import Any

import numpy

from . import _core, _indexing, _joining, _native, _numbers, _products, _reductions, _shapes
from ._fallback import from_numpy, rare, to_numpy
from ._statistics import dot
from ._ufuncs import UFUNCS

ndarray = _core.ndarray


def _native_method(function: Any) -> Any:
    """A method that goes to NumPy's of the same name where `function` raises Elsewhere."""
    name = function.__name__
    of_numpy = getattr(numpy.ndarray, name)

    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return function(self, *args, **kwargs)
        except _native.REFUSALS:
            rare["ndarray." + name] += 1
        out = kwargs.get("out")
        result = of_numpy(_core.to_numpy(self), *to_numpy(args), **to_numpy(kwargs))
        return out if type(out) is ndarray else from_numpy(result)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = function.__doc__ or of_numpy.__doc__
    return call


@_native_method
def transpose(self: Any, *axes: Any) -> Any:
    """The view with its axes in another order; reversed when none are given."""
    if len(axes) == 1 and (axes[0] is None or isinstance(axes[0], tuple | list)):
        return _shapes.transpose(self, axes[0])
    return _shapes.transpose(self, axes or None)


@_native_method
def flatten(self: Any, order: Any = "C") -> Any:
    """A copy of the elements in one dimension."""
    _native.need(order == "C")
    return _core.copy(_core.reshape(self, (self.size,)))


@_native_method
def fill(self: Any, value: Any) -> None:
    """Every element becomes the value."""
    _native.need(not self._readonly and isinstance(value, bool | int | float | complex))
    self[...] = value


@_native_method
def tolist(self: Any) -> Any:
    """The elements as nested lists of Python numbers."""
    return _core.to_numpy(self).tolist()


@_native_method
def conjugate(self: Any, *args: Any, **kwargs: Any) -> Any:
    """Complex conjugates; of real numbers the array itself."""
    _native.need(not args and not kwargs)
    return UFUNCS["conjugate"](self) if self.dtype.kind == "c" else self


@_native_method
def view(self: Any, dtype: Any = None, type: Any = None) -> Any:
    """A view of the same memory, with another dtype of the same size."""
    _native.need(type is None)
    kind = self.dtype if dtype is None else _native.held(dtype)
    _native.need(kind.itemsize == self.itemsize and (kind.kind == "b") == (self.dtype.kind == "b"))
    strided = _core.as_strided(self, 0, self.shape, self.strides, kind)
    return _native.view_of(self, strided)


def _real(self: Any) -> Any:
    return _numbers.real(self)


def _method_nonzero(self: Any) -> Any:
    return _indexing.nonzero(self)


def _imag(self: Any) -> Any:
    return _numbers.imag(self)


def _set_part(imaginary: bool) -> Any:
    def write(self: Any, value: Any) -> None:
        if self.dtype.kind != "c":
            if imaginary:
                raise TypeError("array does not have imaginary part to set")
            self[...] = value
        elif self.size:
            _numbers.part_view(self, imaginary)[...] = value

    return write


def _matrix_transposed(self: Any) -> Any:
    if self.ndim < 2:
        raise ValueError("matrix transpose with ndim < 2 is undefined")
    return _shapes.matrix_transpose(self)


def _reordered(function: Any, names: str) -> Any:
    """A function as a method: its arguments in the order of `names`."""
    order = names.split()
    of_numpy = getattr(numpy.ndarray, function.__name__)

    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        if len(args) > len(order):
            return of_numpy(_core.to_numpy(self), *args)  # its error
        kwargs.update(zip(order, args, strict=False))
        return function(self, **kwargs)

    call.__name__ = call.__qualname__ = function.__name__
    call.__doc__ = function.__doc__
    return call


def _choose(self: Any, choices: Any, out: Any = None, mode: Any = "raise") -> Any:
    return _indexing.choose(self, choices, out, mode)


def _compress(self: Any, condition: Any, axis: Any = None, out: Any = None) -> Any:
    return _indexing.compress(condition, self, axis, out)


def _dot(self: Any, b: Any, out: Any = None) -> Any:
    return dot(self, b, out)


METHODS: dict[str, Any] = {
    "choose": _choose,
    "clip": _reordered(_numbers.clip, "min max out"),
    "compress": _compress,
    "conj": conjugate,
    "conjugate": conjugate,
    "cumprod": _reordered(_reductions.cumprod, "axis dtype out"),
    "cumsum": _reordered(_reductions.cumsum, "axis dtype out"),
    "diagonal": _reordered(_shapes.diagonal, "offset axis1 axis2"),
    "dot": _dot,
    "fill": fill,
    "flatten": flatten,
    "imag": property(_imag, _set_part(True), doc="The imaginary parts, as a view."),
    "mT": property(_matrix_transposed, doc="The view with the last two axes exchanged."),
    "nonzero": _method_nonzero,
    "put": _reordered(_indexing.put, "ind v mode"),
    "ravel": _reordered(_shapes.ravel, "order"),
    "real": property(_real, _set_part(False), doc="The real parts, as a view."),
    "repeat": _reordered(_joining.repeat, "repeats axis"),
    "round": _reordered(_numbers.round, "decimals out"),
    "squeeze": _reordered(_shapes.squeeze, "axis"),
    "std": _reordered(_reductions.std, "axis dtype out ddof keepdims"),
    "swapaxes": _reordered(_shapes.swapaxes, "axis1 axis2"),
    "take": _reordered(_indexing.take, "indices axis out mode"),
    "tolist": tolist,
    "trace": _reordered(_products.trace, "offset axis1 axis2 dtype out"),
    "transpose": transpose,
    "var": _reordered(_reductions.var, "axis dtype out ddof keepdims"),
    "view": view,
}
