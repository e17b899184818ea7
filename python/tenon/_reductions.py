# SPDX-License-Identifier: MIT
"""Reductions with all of NumPy's arguments; the usual calls of the methods are in the extension."""

from __future__ import annotations

from typing import Any

import numpy

from . import _core
from ._convert import asarray
from ._fallback import through_numpy

__all__ = ["all", "amax", "amin", "any", "max", "mean", "min", "prod", "std", "sum", "var"]

ndarray = _core.ndarray
_NOTHING: Any = numpy._NoValue
PARTS: dict[str, Any] = {}


def _reduction(name: str, sentence: str) -> Any:
    of_numpy = getattr(numpy, name)
    plain = getattr(ndarray, name)

    def call(a: Any, /, axis: Any = None, *args: Any, **kwargs: Any) -> Any:
        a = asarray(a)
        if type(a) is ndarray and not args:
            if not kwargs:
                return plain(a, axis)
            if len(kwargs) == 1 and type(kwargs.get("keepdims")) is bool:
                return plain(a, axis, keepdims=kwargs["keepdims"])
            if len(kwargs) == 1 and kwargs.get("out") is None and "out" in kwargs:
                return plain(a, axis)
        return through_numpy(of_numpy, a, axis, *args, **kwargs)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = sentence
    PARTS[name] = call
    return call


sum = _reduction("sum", "Sum of the elements, over all axes or some.")
prod = _reduction("prod", "Product of the elements, over all axes or some.")
min = amin = _reduction("min", "Smallest element, over all axes or some.")
max = amax = _reduction("max", "Largest element, over all axes or some.")
any = _reduction("any", "Whether an element is true, over all axes or some.")
all = _reduction("all", "Whether all elements are true, over all axes or some.")
mean = _reduction("mean", "Arithmetic mean, over all axes or some.")


def _spread(name: str, sentence: str) -> Any:
    of_numpy = getattr(numpy, name)
    plain = getattr(_core, name)

    def call(
        a: Any,
        axis: Any = None,
        dtype: Any = None,
        out: Any = None,
        ddof: float = 0,
        keepdims: Any = _NOTHING,
        *,
        where: Any = _NOTHING,
        mean: Any = _NOTHING,
        correction: Any = _NOTHING,
    ) -> Any:
        a = asarray(a)
        if correction is not _NOTHING:
            ddof = correction
        usual = dtype is None and out is None and where is _NOTHING and mean is _NOTHING
        if type(a) is ndarray and usual and a.size > 0:
            result = plain(a, axis, float(ddof), keepdims is True)
            return _core.scalar_of(result) if result.ndim == 0 else result
        return through_numpy(of_numpy, a, axis, dtype, out, ddof, keepdims, where=where, mean=mean)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = sentence
    PARTS[name] = call
    return call


var = _spread("var", "Variance, over all axes or some; ddof is subtracted from the count.")
std = _spread("std", "Standard deviation, over all axes or some.")


def _position(name: str) -> None:
    of_numpy = getattr(numpy, name)

    def call(a: Any, *args: Any, **kwargs: Any) -> Any:
        return through_numpy(of_numpy, a, *args, **kwargs)

    PARTS[name] = call


_position("argmin")
_position("argmax")
