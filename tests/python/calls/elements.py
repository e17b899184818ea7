# SPDX-License-Identifier: MIT
"""Element by element, and products."""

from __future__ import annotations

from typing import Any

from differential import NUMBERS, REAL, Draw

from calls.table import case


@case("clip")
def _clip(d: Draw) -> Any:
    a = d.array(REAL)
    bound = lambda: d.of(None, d.number(), d.array(REAL, d.broadcastable(a.theirs.shape)))  # noqa: E731
    return (a, bound(), bound()), {}


@case("round", "around")
def _round(d: Draw) -> Any:
    return (d.array(),), d.maybe(decimals=lambda: d.integer(-2, 3))


@case("fix", "isposinf", "isneginf", "sinc", "nan_to_num", "modf", "frexp", "deg2rad", "rad2deg")
def _real(d: Draw) -> Any:
    return (d.array(REAL),), {}


@case("angle")
def _angle(d: Draw) -> Any:
    return (d.array(NUMBERS),), d.maybe(deg=lambda: True)


@case("isclose", "allclose")
def _isclose(d: Draw) -> Any:
    a = d.array()
    b = d.of(a, d.array(shape=d.broadcastable(a.theirs.shape)), 1.0)
    return (a, b), d.maybe(rtol=lambda: 0.5, atol=lambda: 1, equal_nan=lambda: True)


@case("array_equal", "array_equiv")
def _array_equal(d: Draw) -> Any:
    a = d.array()
    return (a, d.of(a, d.array(shape=a.theirs.shape), d.array())), {}


@case("divmod")
def _divmod(d: Draw) -> Any:
    a = d.array(REAL)
    return (a, d.of(d.array(REAL, d.broadcastable(a.theirs.shape)), d.number())), {}


@case("outer", "kron")
def _outer(d: Draw) -> Any:
    return (d.array(high=2), d.array(high=2)), {}


@case("cross")
def _cross(d: Draw) -> Any:
    shape = (*d.shape(high=1), d.of(3, 3, 3, 2))
    return (d.array(NUMBERS, shape, special=False), d.array(NUMBERS, shape, special=False)), {}


@case("dot", "inner", "vdot", "matmul", "vecdot", "tensordot")
def _product(d: Draw) -> Any:
    n = d.integer(0, 3)
    shapes = d.of(((n,), (n,)), ((n,), (n,)), ((2, n), (n,)), ((2, 2), (2, 2)), ((), (n,)))
    return tuple(d.array(NUMBERS, shape, special=False) for shape in shapes), {}
