# SPDX-License-Identifier: MIT
"""Reductions, running ones and differences."""

from __future__ import annotations

from typing import Any

from differential import FLOATS, NUMBERS, REAL, Draw

from calls.table import NUMERIC, ORDERED, case


def _reduction_arguments(d: Draw, dtypes: Any, dtype: bool) -> Any:
    a = d.array(dtypes)
    kwargs = {"axis": d.axis(a.theirs.ndim, several=True)}
    kwargs |= d.maybe(
        keepdims=lambda: d.of(True, False),
        where=lambda: d.array(("?",), d.broadcastable(a.theirs.shape)),
    )
    if dtype:
        kwargs |= d.maybe(dtype=lambda: d.of("f", "d", "i", "D"))
    return a, kwargs


@case("sum", "prod")
def _sum(d: Draw) -> Any:
    a, kwargs = _reduction_arguments(d, NUMERIC, True)
    return (a,), kwargs | d.maybe(initial=lambda: d.of(1, 0, 2.5))


@case("min", "max", "amin", "amax")
def _extreme(d: Draw) -> Any:
    a, kwargs = _reduction_arguments(d, ORDERED, False)
    return (a,), kwargs | d.maybe(initial=lambda: d.of(1, 0, 2.5))


@case("any", "all")
def _any(d: Draw) -> Any:
    a, kwargs = _reduction_arguments(d, NUMERIC, False)
    return (a,), kwargs


@case("mean")
def _mean(d: Draw) -> Any:
    a, kwargs = _reduction_arguments(d, NUMERIC, True)
    return (a,), kwargs


@case("var", "std")
def _var(d: Draw) -> Any:
    a, kwargs = _reduction_arguments(d, NUMERIC, False)
    kwargs |= d.maybe(ddof=lambda: d.of(1, 2, 0.5), correction=lambda: 1)
    return (a,), kwargs


@case("ptp", "argmin", "argmax", "count_nonzero")
def _along(d: Draw) -> Any:
    a = d.array(ORDERED)
    return (a,), {"axis": d.axis(a.theirs.ndim), **d.maybe(keepdims=lambda: True)}


# NumPy rounds each product of halves, which may overflow on the way; here only results are rounded
# (reduction_tree.md).
NO_HALVES = tuple(kind for kind in NUMERIC if kind != "e")


def _running(d: Draw, kinds: tuple[str, ...]) -> Any:
    a = d.array(kinds, special=False)
    return (a,), {"axis": d.axis(a.theirs.ndim), **d.maybe(dtype=lambda: d.of("f", "i", "D"))}


@case("cumsum", "nancumsum")
def _running_sum(d: Draw) -> Any:
    return _running(d, NUMERIC)


@case("cumprod", "nancumprod")
def _running_product(d: Draw) -> Any:
    return _running(d, NO_HALVES)


def _cumulative(d: Draw, kinds: tuple[str, ...]) -> Any:
    a = d.array(kinds, special=False)
    kwargs = d.maybe(dtype=lambda: d.of("f", "i"), include_initial=lambda: True)
    return (a,), {"axis": d.axis(a.theirs.ndim), **kwargs}


@case("cumulative_sum")
def _cumulative_sum(d: Draw) -> Any:
    return _cumulative(d, NUMERIC)


@case("cumulative_prod")
def _cumulative_product(d: Draw) -> Any:
    return _cumulative(d, NO_HALVES)


@case("nansum", "nanprod", "nanmin", "nanmax", "nanmean", "nanvar", "nanstd")
@case("nanargmin", "nanargmax", "median", "nanmedian")
def _nan(d: Draw) -> Any:
    a = d.array(REAL)
    return (a,), {"axis": d.axis(a.theirs.ndim), **d.maybe(keepdims=lambda: True)}


@case("diff")
def _diff(d: Draw) -> Any:
    a = d.array(NUMERIC)
    kwargs = d.maybe(
        n=lambda: d.integer(-1, 3),
        axis=lambda: d.axis(a.theirs.ndim, none=False),
        prepend=lambda: d.of(0, 1),
        append=lambda: d.of(0, 2.5),
    )
    return (a,), kwargs


@case("ediff1d")
def _ediff1d(d: Draw) -> Any:
    return (d.array(NUMBERS),), d.maybe(to_end=lambda: 7, to_begin=lambda: [1, 2])


@case("gradient")
def _gradient(d: Draw) -> Any:
    a = d.array((*FLOATS, "l", "B"), low=1, special=False)
    kwargs = d.maybe(axis=lambda: d.axis(a.theirs.ndim, several=True), edge_order=lambda: 2)
    return (a, *d.of((), (), (0.5,), (2,))), kwargs


@case("trapezoid")
def _trapezoid(d: Draw) -> Any:
    a = d.array(REAL, low=1, special=False)
    return (a,), d.maybe(dx=lambda: 0.5, axis=lambda: d.axis(a.theirs.ndim, none=False))


@case("average")
def _average(d: Draw) -> Any:
    a = d.array(REAL, special=False)
    kwargs = d.maybe(
        weights=lambda: d.array(REAL, a.theirs.shape, special=False),
        returned=lambda: True,
        keepdims=lambda: True,
    )
    return (a,), {"axis": d.axis(a.theirs.ndim, several=True), **kwargs}
