# SPDX-License-Identifier: MIT
"""Joining, splitting, repeating."""

from __future__ import annotations

from typing import Any

from differential import NUMBERS, Draw

from calls.table import case


@case("concatenate", "concat", "stack")
def _join(d: Draw) -> Any:
    shape = d.shape(low=1)
    arrays = [d.array(shape=shape) for _ in range(d.integer(1, 3))]
    kwargs = d.maybe(dtype=lambda: d.of("d", "i", "D"), casting=lambda: d.of("unsafe", "safe"))
    return (arrays, d.axis(len(shape))), kwargs


@case("vstack", "hstack", "dstack", "column_stack")
def _stack(d: Draw) -> Any:
    shape = d.shape()
    return ([d.array(shape=shape) for _ in range(d.integer(1, 3))],), {}


@case("block")
def _block(d: Draw) -> Any:
    a, b = (d.array(shape=(2, 3)) for _ in range(2))
    return (d.of([a, b], [[a, b], [b, a]], [[a], [b]], a, [[a, b], a]),), {}


@case("append")
def _append(d: Draw) -> Any:
    a = d.array()
    return (a, d.array(shape=a.theirs.shape)), d.maybe(axis=lambda: d.axis(a.theirs.ndim))


@case("split", "array_split")
def _split(d: Draw) -> Any:
    a = d.array(low=1)
    sections = d.of(1, 2, 3, [1], [1, 2], [0, 3, 2], (-1,), 0)
    return (a, sections), d.maybe(axis=lambda: d.axis(a.theirs.ndim, none=False))


@case("vsplit", "hsplit", "dsplit")
def _xsplit(d: Draw) -> Any:
    return (d.array(), d.of(1, 2, [1], [1, 2])), {}


@case("tile")
def _tile(d: Draw) -> Any:
    return (d.array(), d.of(2, 0, (2,), (2, 1), (1, 2, 3), (0, 2), ())), {}


@case("repeat")
def _repeat(d: Draw) -> Any:
    a = d.array()
    axis = d.axis(a.theirs.ndim)
    length = a.theirs.size if axis is None else 3
    many = d.of(2, 0, 1, [2], [1] * length, list(range(length)), -1, 1.5)
    return (a, many), {"axis": axis}


@case("roll")
def _roll(d: Draw) -> Any:
    a = d.array()
    axis = d.axis(a.theirs.ndim, several=True)
    return (a, d.of(1, -1, 0, 5, (1, 2)) if axis is not None else d.integer(-9, 9)), {"axis": axis}


@case("pad")
def _pad(d: Draw) -> Any:
    mode = d.of("constant", "edge", "wrap", "reflect", "symmetric", "mean", "linear_ramp", "empty_")
    kwargs = d.maybe(constant_values=lambda: d.of(7, (1, 2), 2.5)) if mode == "constant" else {}
    width = d.of(1, 2, (1, 2), ((0, 3),), 0, -1)
    return (d.array(NUMBERS, special=False), width, mode), kwargs


@case("resize")
def _resize(d: Draw) -> Any:
    return (d.array(), d.of(3, (2, 3), (0,), (7,), (2, 2, 2), (-1,))), {}


@case("delete")
def _delete(d: Draw) -> Any:
    a = d.array(low=1)
    what = d.of(0, -1, [0, 1], slice(0, 2), [True, False], 9, slice(None, None, 2))
    return (a, what), d.maybe(axis=lambda: d.axis(a.theirs.ndim))
