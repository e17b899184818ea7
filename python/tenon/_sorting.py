# SPDX-License-Identifier: MIT
"""Sorting: NumPy's vectorised functions on the same memory, with the standard's `descending`."""

from __future__ import annotations

from typing import Any

import numpy

from . import _core
from ._fallback import from_numpy, to_numpy
from ._native import normalize_axis_index

__all__ = ["argsort", "sort"]


def _reversed(a: Any, axis: Any) -> Any:
    return numpy.flip(a, normalize_axis_index(axis, a.ndim))


def sort(
    a: Any,
    axis: Any = -1,
    kind: Any = None,
    order: Any = None,
    *,
    stable: Any = None,
    descending: bool = False,
) -> Any:
    """The elements along an axis (of the flattened array) in order, the smallest first unless
    `descending`."""
    result = numpy.sort(to_numpy(a), axis, kind, order, stable=stable)
    if descending:
        result = _reversed(result, 0 if axis is None else axis)
    return from_numpy(result)


def argsort(
    a: Any,
    axis: Any = -1,
    kind: Any = None,
    order: Any = None,
    *,
    stable: Any = None,
    descending: bool = False,
) -> Any:
    """The positions of the elements in order. A stable order keeps equal elements in theirs,
    `descending` or not."""
    a = to_numpy(a)
    if not descending:
        return from_numpy(numpy.argsort(a, axis, kind, order, stable=stable))
    if axis is None:
        a, axis = numpy.ravel(a), 0
    # Equal elements stay in order when the reversed array is sorted and its order reversed.
    a = _reversed(numpy.asarray(a), axis)
    places = numpy.argsort(a, axis, kind, order, stable=stable)
    return from_numpy(_reversed(a.shape[axis] - 1 - places, axis))


sort = _core.make_function("sort", sort, numpy.sort)
argsort = _core.make_function("argsort", argsort, numpy.argsort)
for _function in (sort, argsort):
    _function._through_numpy = True  # type: ignore[attr-defined]
