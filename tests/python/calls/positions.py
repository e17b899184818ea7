# SPDX-License-Identifier: MIT
"""Positions and masks: reading and writing by them."""

from __future__ import annotations

from typing import Any

import numpy
from differential import REAL, Draw

from calls.table import case


@case("where")
def _where(d: Draw) -> Any:
    shape = d.shape()
    condition = d.array(shape=d.broadcastable(shape))
    x, y = (d.of(d.array(shape=d.broadcastable(shape)), d.number()) for _ in range(2))
    return d.of((condition, x, y), (condition, x, y), (condition,)), {}


def _positions(d: Draw, shape: Any, reach: int = 3) -> Any:
    low = -reach if d.integer(0, 1) else 0
    seeded = numpy.random.default_rng(d.integer(0, 99))
    return seeded.integers(low, max(reach, 1), shape)


@case("take")
def _take(d: Draw) -> Any:
    a = d.array()
    axis = d.axis(a.theirs.ndim)
    where = d.of(0, -1, [0, 1], [[0], [1]], [], 9, _positions(d, (2, 2)), [True, False], [0.5])
    # NumPy never ends where it wraps around an axis without elements.
    modes = ("wrap", "clip", "raise") if a.theirs.size > 0 else ("clip", "raise")
    return (a, where), {"axis": axis, **d.maybe(mode=lambda: d.of(*modes))}


@case("put")
def _put(d: Draw) -> Any:
    a = d.array(REAL)
    where = d.of(0, [0, 1], [], _positions(d, (3,)), 20)
    return (a, where, d.of(5, [1, 2], d.array(REAL, low=1, high=1))), d.maybe(
        mode=lambda: d.of("wrap", "clip")
    )


@case("take_along_axis")
def _take_along(d: Draw) -> Any:
    a = d.array(low=1, smallest=1)
    axis = d.axis(a.theirs.ndim)
    shape = list(a.theirs.shape)
    if axis is None:
        shape = [4]
    elif -a.theirs.ndim <= axis < a.theirs.ndim:
        shape[axis] = d.integer(0, 3)
    return (a, _positions(d, shape, 2), axis), {}


@case("put_along_axis")
def _put_along(d: Draw) -> Any:
    a = d.array(low=1, smallest=1)
    axis = d.axis(a.theirs.ndim)
    shape = list(a.theirs.shape)
    if axis is not None and -a.theirs.ndim <= axis < a.theirs.ndim:
        shape[axis] = 1
    return (a, _positions(d, shape, 1), d.of(1, 0, d.array(a.theirs.dtype.char, ())), axis), {}


@case("compress")
def _compress(d: Draw) -> Any:
    a = d.array()
    axis = d.axis(a.theirs.ndim)
    return (d.of([True, False], [0, 1, 1], [], d.array(("?",), (2,))), a), {"axis": axis}


@case("extract")
def _extract(d: Draw) -> Any:
    a = d.array()
    return (d.array(shape=a.theirs.shape), a), {}


@case("place", "putmask")
def _place(d: Draw) -> Any:
    a = d.array(REAL)
    mask = d.array(("?", "i"), shape=d.of(a.theirs.shape, a.theirs.shape, (a.theirs.size,)))
    return (a, mask, d.of([1], [1, 2, 3], 4, d.array(REAL, low=1, high=1))), {}


@case("copyto")
def _copyto(d: Draw) -> Any:
    a = d.array(layout="C")
    source = d.of(d.array(shape=d.broadcastable(a.theirs.shape)), d.number(), d.array())
    kwargs = d.maybe(
        casting=lambda: d.of("unsafe", "safe", "no"),
        where=lambda: d.array(("?",), d.broadcastable(a.theirs.shape)),
    )
    return (a, source), kwargs


@case("select")
def _select(d: Draw) -> Any:
    shape = d.shape()
    count = d.integer(1, 3)
    masks = [d.array(("?",), d.broadcastable(shape)) for _ in range(count)]
    choices = [d.of(d.array(shape=d.broadcastable(shape)), d.number()) for _ in range(count)]
    return (masks, choices, *d.of((), (7,), (0.5,))), {}


@case("choose")
def _choose(d: Draw) -> Any:
    shape = d.shape()
    choices = [d.array(shape=d.broadcastable(shape)) for _ in range(3)]
    places = d.array(("l", "B", "i"), shape=d.broadcastable(shape))
    return (places, choices), d.maybe(mode=lambda: d.of("wrap", "clip", "raise"))


@case("diag")
def _diag(d: Draw) -> Any:
    return (d.array(), d.integer(-3, 3)), {}


@case("fill_diagonal")
def _fill_diagonal(d: Draw) -> Any:
    return (d.array(low=1), d.of(1, 0, 2)), d.maybe(wrap=lambda: True)


@case("ix_")
def _ix(d: Draw) -> Any:
    return d.of(([0, 1], [2]), ([True, False], [1]), ([],), (d.array(low=1, high=1),)), {}
