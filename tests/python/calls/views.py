# SPDX-License-Identifier: MIT
"""Views, copies and axes."""

from __future__ import annotations

from typing import Any

from differential import Draw

from calls.table import case


@case("ravel", "fliplr", "flipud", "atleast_1d", "atleast_2d", "atleast_3d", "matrix_transpose")
@case(
    "copy", "ascontiguousarray", "asarray", "array", "asanyarray", "shape", "ndim", "real", "imag"
)
@case("iscomplex", "isreal", "real_if_close", "nonzero", "flatnonzero", "argwhere", "diagflat")
@case("array_repr", "array_str")
def _one(d: Draw) -> Any:
    return (d.array(),), {}


@case("reshape")
def _reshape(d: Draw) -> Any:
    a = d.array()
    shapes = [a.theirs.shape, a.theirs.size, (-1,), (2, -1), a.theirs.shape[::-1], (1, -1, 1)]
    return (a, d.of(*shapes)), d.maybe(order=lambda: d.of("C", "F", "A"), copy=lambda: True)


@case("transpose", "permute_dims")
def _transpose(d: Draw) -> Any:
    a = d.array()
    ndim = a.theirs.ndim
    return (a, d.of(None, tuple(range(ndim))[::-1], (*range(1, ndim), 0), (0, 0))), {}


@case("swapaxes", "rollaxis", "moveaxis")
def _two_axes(d: Draw) -> Any:
    a = d.array(low=1)
    return (a, d.axis(a.theirs.ndim, none=False), d.axis(a.theirs.ndim, none=False)), {}


@case("expand_dims", "flip", "squeeze")
def _axes(d: Draw) -> Any:
    a = d.array()
    return (a, d.axis(a.theirs.ndim, several=True)), {}


@case("unstack")
def _unstack(d: Draw) -> Any:
    a = d.array()
    return (a,), d.maybe(axis=lambda: d.axis(a.theirs.ndim, none=False))


@case("rot90")
def _rot90(d: Draw) -> Any:
    return (d.array(), d.integer(-3, 5)), d.maybe(
        axes=lambda: d.of((0, 1), (1, 0), (0, -1), (0, 0))
    )


@case("diagonal", "trace")
def _diagonal(d: Draw) -> Any:
    a = d.array(low=1)
    return (a, d.integer(-4, 4), *d.of((), (0, 1), (1, 0), (-1, 0), (0, 0))), {}


@case("broadcast_to")
def _broadcast_to(d: Draw) -> Any:
    shape = d.shape()
    return (d.array(shape=d.broadcastable(shape)), d.of(shape, shape, (2, *shape), (5,))), {}


@case("broadcast_arrays", "meshgrid")
def _several(d: Draw) -> Any:
    shape = d.shape(high=2)
    return tuple(d.array(shape=d.broadcastable(shape)) for _ in range(d.integer(1, 3))), {}
