# SPDX-License-Identifier: MIT
"""Drawing arguments and comparing what NumPy and Tenon make of them."""

from __future__ import annotations

import os
import random
import warnings
from collections.abc import Callable
from typing import Any

import numpy
import tenon as tn
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

SEED = int(os.environ.get("TENON_TEST_SEED", random.SystemRandom().getrandbits(32)))
EXAMPLES = int(os.environ.get("TENON_TEST_EXAMPLES", "10"))
SETTINGS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    print_blob=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)

BOOL = ("?",)
INTEGERS = tuple("bhilBHIL")
FLOATS = tuple("efd")
COMPLEX = tuple("FD")
REAL = INTEGERS + FLOATS
NUMBERS = REAL + COMPLEX
EVERY = BOOL + NUMBERS
SPECIAL = (0.0, -0.0, numpy.inf, -numpy.inf, numpy.nan, 1.0, -1.0, 0.5, -2.5)
FINITE = (0.0, -0.0, 1.0, -1.0, 0.5, -2.5)
LAYOUTS = ("C", "C", "C", "reversed", "strided", "transposed")


class Pair:
    """One argument, as NumPy's array and as Tenon's with the same elements and strides."""

    def __init__(self, base: numpy.ndarray[Any, Any], look: Callable[[Any], Any]) -> None:
        self.base = base
        self.theirs = look(base)
        self.ours = look(tn.array(base.copy()))
        assert type(self.ours) is tn.ndarray

    def __repr__(self) -> str:
        return f"array({self.base.tolist()!r}, {self.base.dtype}, strides {self.theirs.strides})"


def side(value: Any, which: str) -> Any:
    """The arguments with one side of each pair."""
    if isinstance(value, Pair):
        return getattr(value, which)
    if type(value) in (list, tuple):
        return type(value)(side(item, which) for item in value)
    if type(value) is dict:
        return {name: side(item, which) for name, item in value.items()}
    return value


def values(kind: numpy.dtype[Any], shape: Any, seed: int, special: bool) -> Any:
    generator = numpy.random.default_rng(seed)
    if kind.kind == "b":
        return generator.integers(0, 2, shape).astype(kind)
    if kind.kind in "iu":
        low = 0 if kind.kind == "u" else -9
        return generator.integers(low, 10, shape).astype(kind)

    def parts() -> Any:
        plain = numpy.round(generator.normal(size=shape) * 4, 2)
        if not special:
            return plain
        # Of infinite complex numbers C's Annex G leaves signs open.
        mixed = generator.choice(SPECIAL if kind.kind == "f" else FINITE, shape)
        return numpy.where(generator.random(shape) < 0.3, mixed, plain)

    array = parts() if kind.kind == "f" else parts() + 1j * generator.normal(size=shape)
    return numpy.asarray(array, dtype=kind)


def look_at(layout: str) -> Callable[[Any], Any]:
    if layout == "reversed":
        return lambda a: a[..., ::-1] if a.ndim else a
    if layout == "strided":
        return lambda a: a[::2] if a.ndim else a
    if layout == "transposed":
        return lambda a: a.T
    return lambda a: a


class Draw:
    """What tests of functions ask for."""

    def __init__(self, data: Any) -> None:
        self.data = data

    def of(self, *choices: Any) -> Any:
        return self.data.draw(st.sampled_from(choices))

    def integer(self, low: int, high: int) -> int:
        return int(self.data.draw(st.integers(low, high)))

    def maybe(self, **options: Callable[[], Any]) -> dict[str, Any]:
        """Some of the keyword arguments."""
        return {name: make() for name, make in options.items() if self.integer(0, 3) == 0}

    def shape(self, low: int = 0, high: int = 3, smallest: int = 0) -> tuple[int, ...]:
        ndim = self.integer(low, high)
        return tuple(self.of(1, 2, 3, 4, smallest) for _ in range(ndim))

    def array(
        self,
        dtypes: tuple[str, ...] = EVERY,
        shape: Any = None,
        low: int = 0,
        high: int = 3,
        special: bool = True,
        smallest: int = 0,
        layout: str | None = None,
    ) -> Pair:
        if shape is None:
            shape = self.shape(low, high, smallest)
        layout = layout or self.of(*LAYOUTS)
        if layout == "strided" and shape:
            shape = (2 * shape[0], *shape[1:])
        if layout == "transposed":
            shape = shape[::-1]
        base = values(numpy.dtype(self.of(*dtypes)), shape, self.integer(0, 9999), special)
        return Pair(base, look_at(layout))

    def broadcastable(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """A shape that broadcasts to `shape`."""
        cut = shape[self.integer(0, len(shape)) :]
        return tuple(self.of(size, size, 1) for size in cut)

    def axis(self, ndim: int, none: bool = True, several: bool = False, wrong: bool = True) -> Any:
        choices: list[Any] = list(range(-ndim, ndim))
        if none:
            choices.append(None)
        if several and ndim > 1:
            choices += [(0, 1), (-1, 0), (ndim - 1,)]
        if wrong or not choices:
            choices.append(ndim)
        return self.of(*choices)

    def number(self) -> Any:
        return self.of(0, 1, -1, 3, 0.5, -2.5, True)


def outcome(function: Callable[[], Any]) -> tuple[str, Any]:
    with warnings.catch_warnings(), numpy.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            return "value", function()
        except Exception as error:
            return "error", error


def tolerance(kind: numpy.dtype[Any]) -> float:
    if kind.kind not in "fc":
        return 0
    return {"e": 1e-2, "f": 2e-4, "F": 2e-4}.get(kind.char, 1e-10)


def steps(array: Any) -> list[int]:
    """The strides of the axes along which there is something to step to."""
    if array.size == 0:
        return []
    return [step for size, step in zip(array.shape, array.strides, strict=True) if size > 1]


def same(theirs: Any, ours: Any, where: str = "result", least: float = 0) -> None:
    """The same type, dtype, shape and values; arrays stay arrays and scalars scalars."""
    if isinstance(theirs, tuple | list):
        assert isinstance(ours, type(theirs) if type(theirs) in (tuple, list) else tuple), where
        assert len(theirs) == len(ours), where
        for i, (x, y) in enumerate(zip(theirs, ours, strict=True)):
            same(x, y, f"{where}[{i}]", least)
        return
    if type(theirs) is numpy.ndarray and theirs.dtype.char in "?bhilqBHILQefdFD":
        assert type(ours) is tn.ndarray, f"{where}: {type(ours)} instead of an array"
        assert ours.shape == theirs.shape, f"{where}: shape {ours.shape}, not {theirs.shape}"
    else:
        assert type(ours) is type(theirs), f"{where}: {type(ours)}, not {type(theirs)}"
    if isinstance(theirs, numpy.ndarray | numpy.generic):
        assert ours.dtype == theirs.dtype, f"{where}: {ours.dtype}, not {theirs.dtype}"
        # NumPy's nonzero gives the columns of one array, Tenon's arrays of their own.
        if where == "result":
            assert steps(ours) == steps(theirs), f"strides {ours.strides}, {theirs.strides}"
        limit = max(tolerance(theirs.dtype), least if theirs.dtype.kind in "fc" else 0)
        parts = [(numpy.asarray(ours), theirs)]
        if theirs.dtype.kind == "c":
            # What parts a product has that is not finite depends on the order of its factors:
            # (inf+0j) * (2+0j) is inf+nanj, and NaN in both parts when multiplied once more.
            lost = ~numpy.isfinite(ours) & ~numpy.isfinite(theirs)
            x, y = (numpy.where(lost, 0, value) for value in (numpy.asarray(ours), theirs))
            parts = [(x.real, y.real), (x.imag, y.imag)]
        with numpy.errstate(all="ignore"):
            for x, y in parts:
                numpy.testing.assert_allclose(x, y, rtol=limit, atol=limit, err_msg=where)
    else:
        assert ours == theirs or (numpy.isnan(ours) and numpy.isnan(theirs)), where


def check_errors(theirs: Exception, ours: Exception) -> None:
    if isinstance(theirs, ValueError) and "shape mismatch" in str(theirs):
        # Where the index is wrong as well, either may be named.
        assert isinstance(ours, ValueError | IndexError), repr(ours)
        return
    assert isinstance(ours, type(theirs)) or type(ours) in type(theirs).__mro__[:-3], (
        f"{type(ours).__name__}: {ours}; NumPy: {type(theirs).__name__}: {theirs}"
    )


def compare(
    of_numpy: Callable[..., Any], of_tenon: Callable[..., Any], args: Any, kwargs: Any
) -> None:
    """Calls both with the same arguments: results, errors, and what became of the arguments."""
    how, theirs = outcome(lambda: of_numpy(*side(args, "theirs"), **side(kwargs, "theirs")))
    how_ours, ours = outcome(lambda: of_tenon(*side(args, "ours"), **side(kwargs, "ours")))
    if how == "error":
        assert how_ours == "error", f"no error; NumPy: {type(theirs).__name__}: {theirs}"
        check_errors(theirs, ours)
        return
    if how_ours == "error":
        raise AssertionError(f"{type(ours).__name__}: {ours}") from ours
    pairs = pairs_in([args, kwargs])
    # What is computed in float32 and kept in float64 is as near as float32.
    kinds = {pair.base.dtype.char for pair in pairs}
    if isinstance(kwargs, dict) and isinstance(kwargs.get("dtype"), str):
        kinds.add(kwargs["dtype"])
    least = 1e-2 if kinds & set("?bBe") else 2e-4 if kinds & set("hHfF") else 0
    same(theirs, ours, least=least)
    for i, pair in enumerate(pairs):
        same(pair.theirs, pair.ours, f"argument {i} after the call", least)


def pairs_in(value: Any) -> list[Pair]:
    if isinstance(value, Pair):
        return [value]
    if type(value) is dict:
        value = list(value.values())
    if type(value) in (list, tuple):
        return [pair for item in value for pair in pairs_in(item)]
    return []
