# SPDX-License-Identifier: MIT
"""Whether what Tenon has is what NumPy has: kinds, dtypes, shapes, bits."""

from __future__ import annotations

import builtins
from typing import Any

import numpy
import tenon

# Of results of functions that are not exactly rounded, and of sums in another order.
ULPS = 8


def family(error: BaseException) -> type:
    """The class that a program could catch: Python's own, or NumPy's AxisError."""
    for kind in type(error).__mro__:
        if kind is numpy.exceptions.AxisError or getattr(builtins, kind.__name__, None) is kind:
            return kind
    raise AssertionError


def _strides(array: Any) -> list[int]:
    """Of the axes along which there is something to step to."""
    steps = zip(array.shape, array.strides, strict=True)
    return [stride for size, stride in steps if size > 1 and array.size > 0]


def _same_floats(ours: Any, theirs: Any, loose: float, size: Any = None) -> bool:
    """`size`: of the numbers that these are parts of, if they are."""
    both_nan = numpy.isnan(ours) & numpy.isnan(theirs)
    same = (ours == theirs) & (numpy.signbit(ours) == numpy.signbit(theirs))
    if loose:
        # A sum of n numbers may be off by the rounding of its largest partial sums.
        if size is None:
            size = numpy.maximum(numpy.abs(ours), numpy.abs(theirs))
        scale = numpy.max(size, initial=0, where=numpy.isfinite(size))
        allowed = ULPS * max(numpy.finfo(ours.dtype).eps, loose) * (size + scale * 2**-3)
        same |= numpy.abs(ours - theirs) <= allowed
    return bool((same | both_nan).all())


def _same_values(ours: Any, theirs: Any, loose: float) -> bool:
    if theirs.dtype.kind == "c":
        # A product's parts are differences of two products. Where one of these overflows, whether
        # the part is infinite or NaN depends on NumPy's use of fused operations, by CPU.
        lost = ~numpy.isfinite(ours) & ~numpy.isfinite(theirs) & bool(loose)
        ours, theirs = (numpy.where(lost, 0, x) for x in (ours, theirs))
        # Of an absolute value and a part of the same number, little may be left when they meet.
        cancelled = loose * 64
        # A product's part may be what two products of the number's size leave of each other.
        parts = [numpy.abs(part) for x in (ours, theirs) for part in (x.real, x.imag)]
        size = numpy.fmax.reduce(parts)
        return _same_floats(ours.real, theirs.real, cancelled, size) and _same_floats(
            ours.imag, theirs.imag, cancelled, size
        )
    if theirs.dtype.kind == "f":
        return _same_floats(ours, theirs, loose)
    return bool((ours == theirs).all())


def difference(ours: Any, theirs: Any, loose: float = 0) -> str | None:
    """In what they differ; None where they do not. `loose` is the precision of what they were
    computed from; 0 where every bit counts."""
    if isinstance(theirs, numpy.ndarray):
        ours_seen = numpy.asarray(ours)
        if type(ours) not in (tenon.ndarray, numpy.ndarray):
            return f"type {type(ours).__name__}, NumPy has an array"
        if ours.dtype != theirs.dtype or ours.shape != theirs.shape:
            return f"{ours.dtype}{ours.shape}, NumPy has {theirs.dtype}{theirs.shape}"
        if ours.flags.writeable != theirs.flags.writeable:
            return f"writeable {ours.flags.writeable}, NumPy has {theirs.flags.writeable}"
        if _strides(ours) != _strides(theirs):
            return f"strides {ours.strides}, NumPy has {theirs.strides}"
        if not _same_values(ours_seen, theirs, loose):
            return f"values\n{ours_seen!r}\nNumPy has\n{theirs!r}"
        return None
    if isinstance(theirs, (list, tuple)):
        if type(ours) is not type(theirs) or len(ours) != len(theirs):
            return f"{ours!r}, NumPy has {theirs!r}"
        found = (difference(x, y, loose) for x, y in zip(ours, theirs, strict=True))
        return next((text for text in found if text is not None), None)
    if type(ours) is not type(theirs):
        return f"{type(ours).__name__} {ours!r}, NumPy has {type(theirs).__name__} {theirs!r}"
    if isinstance(theirs, (bool, int, float, complex, numpy.generic)):
        if not _same_values(numpy.asarray(ours), numpy.asarray(theirs), loose):
            return f"{ours!r}, NumPy has {theirs!r}"
    elif theirs is not None and ours != theirs:
        return f"{ours!r}, NumPy has {theirs!r}"
    return None


def aliasing_difference(ours: dict[str, Any], theirs: dict[str, Any]) -> str | None:
    """Two names that share memory in one of the namespaces only."""
    names = [name for name in theirs if isinstance(theirs[name], numpy.ndarray)]
    seen = {name: numpy.asarray(ours[name]) for name in names}
    for i, first in enumerate(names):
        for second in names[:i]:
            expected = numpy.may_share_memory(theirs[first], theirs[second])
            if numpy.may_share_memory(seen[first], seen[second]) != expected:
                word = "share" if expected else "do not share"
                return f"{first} and {second} {word} memory in NumPy"
    return None
