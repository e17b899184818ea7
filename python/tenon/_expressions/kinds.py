# SPDX-License-Identifier: MIT
"""The types of expression strings, which are numexpr's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy

from .. import _core

# From the least to the greatest: operands of two kinds are computed in the greater.
KINDS: dict[str, numpy.dtype[Any]] = {
    "bool": numpy.dtype(numpy.bool_),
    "int": numpy.dtype(numpy.int32),
    "long": numpy.dtype(numpy.int64),
    "float": numpy.dtype(numpy.float32),
    "double": numpy.dtype(numpy.float64),
    "complex": numpy.dtype(numpy.complex128),
}
_RANKS = {kind: index for index, kind in enumerate(KINDS)}


def dtype_of_kind(kind: str) -> numpy.dtype[Any]:
    return KINDS[kind]


def rank(kind: str) -> int:
    return _RANKS[kind]


def greatest(values: Iterable[Any]) -> str:
    """The kind that values are computed in together."""
    kind: str = max((value.kind for value in values), key=rank)
    return kind


def kind_of_dtype(dtype: numpy.dtype[Any]) -> str | None:
    """The kind that holds the dtype's values (uint64's modulo 2^64), or None."""
    size = dtype.itemsize
    if dtype.kind == "b":
        return "bool"
    if dtype.kind in "iu":
        return "long" if size > 4 or (dtype.kind == "u" and size == 4) else "int"
    if dtype.kind == "f":
        return "double" if size > 4 else "float"
    return "complex" if dtype.kind == "c" else None


def kind_of_constant(number: Any) -> str | None:
    """The kind of a number in the text, or of what two of them gave."""
    if isinstance(number, bool | numpy.bool_):
        return "bool"
    if isinstance(number, numpy.int64):
        return "long"
    if isinstance(number, int | numpy.integer):
        return "int" if -(2**31) <= number < 2**31 else "long"
    if isinstance(number, numpy.float32):
        return "float"
    if isinstance(number, float | numpy.floating):
        return "double"
    return "complex" if isinstance(number, complex | numpy.complexfloating) else None


def make_complex(real: Any, imag: Any) -> Any:
    """real + i imag, exactly: a product with i would lose infinities and signs of zeros."""
    shapes = (getattr(part, "shape", ()) for part in (real, imag))
    shape = numpy.broadcast_shapes(*shapes)
    result = _core.full(shape, 0, KINDS["complex"])
    result.real = real
    result.imag = imag
    return result
