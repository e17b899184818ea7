# SPDX-License-Identifier: MIT
"""The functions that the steps of a program call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy

import tenon

from .. import _core
from .kinds import dtype_of_kind, make_complex
from .table import INTEGERS, REDUCTIONS


def implementation(name: str, kind: str, on_scalars: bool, *more: Any) -> Callable[..., Any]:
    """The function of Tenon (of NumPy, where no operand is an array) for one step."""
    module: Any = numpy if on_scalars else tenon
    dtype = dtype_of_kind(kind)
    if name == "cast":
        return dtype.type if on_scalars else lambda x: x.astype(dtype)
    if name in REDUCTIONS:
        return (lambda x: x) if on_scalars else _reduction(name, dtype, *more)
    if name == "complex":
        return make_complex
    if name == "copy":
        return (lambda x: x) if on_scalars else (lambda x: x.copy())
    if name == "round":
        name = "rint" if kind not in INTEGERS else "copy"
        return implementation("copy", kind, on_scalars) if name == "copy" else module.rint
    if name == "ones_like":
        return lambda x: module.ones_like(x, dtype=dtype)
    if name == "remainder" and kind not in INTEGERS:
        # numexpr's definition, which differs from NumPy's at infinities and by rounding.
        return lambda a, b: a - module.floor(a / b) * b
    if name == "floor_divide" and kind not in INTEGERS:
        return lambda a, b: module.floor(a / b)
    if name == "where" and not on_scalars:
        return _where(dtype)
    if name in ("real", "imag") and not on_scalars:
        return _part(name)
    function: Callable[..., Any] = getattr(module, name)
    return function


def _part(name: str) -> Callable[..., Any]:
    of_tenon = getattr(tenon, name)
    return lambda x: _core.copy(of_tenon(x))  # NumPy's function may give a view


def _where(dtype: numpy.dtype[Any]) -> Callable[..., Any]:
    def call(condition: Any, a: Any, b: Any) -> Any:
        result = _core.where(condition, a, b)  # of two numbers it has their usual type
        return result if result.dtype == dtype else result.astype(dtype)

    return call


def _reduction(name: str, dtype: Any, axis: int | None) -> Callable[..., Any]:
    def call(x: Any) -> Any:
        if axis is not None and x.ndim > 1:
            return getattr(x, name)(axis=axis)
        # Without an axis the result would be read at once: it stays recorded with its axes kept.
        result = getattr(x, name)(axis=axis, keepdims=True)
        return result[(0,) * x.ndim + (Ellipsis,)]

    def cast(x: Any) -> Any:
        result = call(x)
        return result if result.dtype == dtype else result.astype(dtype)

    return cast
