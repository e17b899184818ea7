# SPDX-License-Identifier: MIT
"""Grids, triangles, ranges and filled arrays."""

from __future__ import annotations

from typing import Any

from differential import REAL, Draw

from calls.table import case


@case("tril", "triu")
def _triangle(d: Draw) -> Any:
    return (d.array(), d.integer(-3, 3)), {}


@case("tri")
def _tri(d: Draw) -> Any:
    return (d.integer(0, 4), d.of(None, 3, 0), d.integer(-3, 3)), d.maybe(
        dtype=lambda: d.of(int, bool, "f")
    )


@case("tril_indices", "triu_indices")
def _triangle_indices(d: Draw) -> Any:
    return (d.integer(0, 4), d.integer(-3, 3), d.of(None, 3, 5)), {}


@case("tril_indices_from", "triu_indices_from")
def _from(d: Draw) -> Any:
    return (d.array(low=1), d.integer(-2, 2)), {}


@case("eye")
def _eye(d: Draw) -> Any:
    return (d.integer(0, 4), d.of(None, 3, 0), d.integer(-5, 5)), d.maybe(
        dtype=lambda: d.of(int, bool, "F")
    )


@case("indices")
def _indices(d: Draw) -> Any:
    return (d.shape(),), d.maybe(dtype=lambda: d.of("f", "i"), sparse=lambda: True)


@case("arange")
def _arange(d: Draw) -> Any:
    return d.of(
        (5,), (2, 9), (0, 1, 0.25), (5, 1, -2), (0.5,), (3, 3), (1, 4, 0), (-2.5, 7)
    ), d.maybe(dtype=lambda: d.of("f", "i", "B", "D"))


@case("linspace", "geomspace", "logspace")
def _spaced(d: Draw) -> Any:
    ends = d.of((1, 5), (1.0, 2.0), (2, -3), (0, 1), (-1, -8), (1, 1))
    kwargs = d.maybe(num=lambda: d.of(0, 1, 2, 7), endpoint=lambda: False)
    return ends, kwargs | d.maybe(dtype=lambda: d.of("f", "i", "D"), axis=lambda: 0)


@case("vander")
def _vander(d: Draw) -> Any:
    return (d.array(REAL, high=2, special=False),), d.maybe(
        N=lambda: d.integer(0, 4), increasing=lambda: True
    )


@case("zeros", "ones")
def _filled(d: Draw) -> Any:
    return (d.of(3, (2, 3), (), 0, (-1,), [2, 2]),), d.maybe(
        dtype=lambda: d.of("f", "i", "?", "D"), order=lambda: d.of("C", "F")
    )


@case("full")
def _full(d: Draw) -> Any:
    return (d.of(3, (2, 3), ()), d.of(1, 2.5, True, 1j, [1, 2, 3])), d.maybe(
        dtype=lambda: d.of("f", "i", "?", "D")
    )


@case("zeros_like", "ones_like")
def _like(d: Draw) -> Any:
    return (d.array(),), d.maybe(dtype=lambda: d.of("f", "i"), shape=lambda: d.of(2, (3, 1)))


@case("full_like")
def _full_like(d: Draw) -> Any:
    return (d.array(), d.of(1, 2.5, True)), d.maybe(dtype=lambda: d.of("f", "i"))
