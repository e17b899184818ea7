# SPDX-License-Identifier: MIT
"""numpy.random.RandomState, and the functions without a generator, which are methods of one."""

from __future__ import annotations

import inspect
from typing import Any

import numpy

from .. import _core, _indexing
from .._native import Elsewhere, need, ours
from ._distributions import Distributions, singly
from ._generator import Generator, key_of

__all__ = ["RandomState"]

_FLOAT64 = numpy.dtype(numpy.float64)


class RandomState(Generator):
    """Draws under NumPy's older names and arguments."""

    def _numpys(self) -> Any:
        if self._theirs is None:
            self._theirs = numpy.random.RandomState(self._philox())
        return self._theirs

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        return numpy.random.RandomState

    def __repr__(self) -> str:
        return f"RandomState(Philox) at 0x{id(self):X}"

    def seed(self, seed: Any = None) -> None:
        """Begins again with another seed."""
        self._begin(key_of(seed))

    def get_state(self, legacy: bool = True) -> Any:
        """What set_state takes to go on from here."""
        return self.__getstate__()

    def set_state(self, state: Any) -> None:
        """Goes on from where get_state was called."""
        self.__setstate__(state)

    def get_bit_generator(self) -> Any:
        """NumPy's bit generator, which gives the draws that need rejection."""
        return self.bit_generator

    def set_bit_generator(self, bitgen: Any) -> None:
        """Takes the seed from a bit generator of NumPy's."""
        self.seed(bitgen)

    @property
    def bit_generator(self) -> Any:
        return self._numpys()._bit_generator

    def random_sample(self, size: Any = None) -> Any:
        """Uniform in [0, 1)."""
        return Generator.random(self, size)

    def random(self, size: Any = None) -> Any:
        """Uniform in [0, 1)."""
        return Generator.random(self, size)

    ranf = sample = random_sample

    def rand(self, *args: int) -> Any:
        """Uniform in [0, 1), in the shape of the arguments."""
        if not args:
            return self.random_sample()
        return self._drawn.uniform(args, _FLOAT64)

    def randn(self, *args: int) -> Any:
        """Standard normal, in the shape of the arguments."""
        return self.standard_normal(args) if args else self.standard_normal()

    def standard_normal(self, size: Any = None) -> Any:
        """Normal with mean 0 and standard deviation 1."""
        return Generator.standard_normal(self, size)

    def standard_exponential(self, size: Any = None) -> Any:
        """Exponential with mean 1."""
        return Generator.standard_exponential(self, size)

    def randint(self, low: Any, high: Any = None, size: Any = None, dtype: Any = int) -> Any:
        """Whole numbers from low up to, not with, high."""
        numbers = all(x is None or isinstance(x, int | numpy.integer) for x in (low, high))
        if not numbers:
            return self._through("randint", low, high, size, dtype)
        first, last = (0, low) if high is None else (low, high)
        if first >= last:
            raise ValueError("low >= high")
        if last - first > 2**32:
            return self._through("randint", low, high, size, dtype)
        drawn = Generator.integers(self, first, last, size, dtype)
        return int(drawn) if size is None and dtype is int else drawn

    def tomaxint(self, size: Any = None) -> Any:
        """Whole numbers from 0 to the largest int64."""
        return self._through("tomaxint", size)

    def random_integers(self, low: Any, high: Any = None, size: Any = None) -> Any:
        """Whole numbers from low to high, both included."""
        first, last = (1, low) if high is None else (low, high)
        return self.randint(first, last + 1, size)

    def bytes(self, length: int) -> bytes:
        """Random bytes."""
        return bytes(self._numpys().bytes(length))

    def choice(  # type: ignore[override]
        self, a: Any, size: Any = None, replace: bool = True, p: Any = None
    ) -> Any:
        """Elements of `a`, or of range(a), with probabilities `p`."""
        whole = isinstance(a, int | numpy.integer)
        if size is None or (whole and not (replace and p is None and a > 0)):
            return self._through("choice", a, size, replace, p)
        if whole:
            return self.randint(0, a, size)
        try:
            source = ours(a)
            need(source.ndim == 1 and source.size > 0)
        except Elsewhere:
            return self._through("choice", a, size, replace, p)
        return _indexing.take(source, self.choice(source.size, size, replace, p), 0)

    def shuffle(self, x: Any) -> None:  # type: ignore[override]
        """Puts the rows in a random order, in place."""
        self._numpys().shuffle(_core.to_numpy(x) if type(x) is _core.ndarray else x)

    def permutation(self, x: Any) -> Any:  # type: ignore[override]
        """The rows, or the numbers below x, in a random order."""
        return self._through("permutation", x)


def _single_draws() -> None:
    """Single draws are those of NumPy's RandomState."""
    public = [name for name in vars(Distributions) if not name.startswith("_")]
    for name in (*public, "random_sample", "random", "randint"):
        method = inspect.unwrap(getattr(RandomState, name))
        theirs = hasattr(numpy.random.RandomState, name)
        if theirs and "size" in inspect.signature(method).parameters:
            setattr(RandomState, name, singly(method, numpy.random.RandomState))


_single_draws()
