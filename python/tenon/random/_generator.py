# SPDX-License-Identifier: MIT
"""numpy.random.Generator on the engine's counter-based generator."""

from __future__ import annotations

from typing import Any

import numpy

from .. import _core, _indexing
from .._convert import is_held
from .._fallback import from_numpy, to_numpy
from .._native import Elsewhere, item_or_array, need, ours, store
from ._distributions import Distributions, shape_for, singly

__all__ = ["Generator", "default_rng"]

ndarray = _core.ndarray


def key_of(seed: Any) -> int:
    """64 bits from what NumPy takes as a seed."""
    if isinstance(seed, numpy.random.BitGenerator):
        return int(seed.random_raw())
    if not isinstance(seed, numpy.random.SeedSequence):
        seed = numpy.random.SeedSequence(to_numpy(seed))
    return int(seed.generate_state(1, numpy.uint64)[0])


class Generator(Distributions):
    """Draws of many distributions. Element i of draw number k depends on the seed, k and i only."""

    def __init__(self, seed: Any = None) -> None:
        self._begin(key_of(seed))

    def _begin(self, key: int, draws: int = 0, theirs: Any = None) -> None:
        self._key = key
        self._drawn = _core.Philox(key)
        self._drawn.draws = draws
        self._theirs = theirs

    def _numpys(self) -> Any:
        """NumPy's generator for single draws and what needs rejection."""
        if self._theirs is None:
            self._theirs = numpy.random.Generator(self._philox())
        return self._theirs

    def _philox(self) -> numpy.random.Philox:
        return numpy.random.Philox(numpy.random.SeedSequence(self._key))

    def _through(self, name: str, *args: Any, **kwargs: Any) -> Any:
        out = kwargs.get("out")
        result = getattr(self._numpys(), name)(*to_numpy(args), **to_numpy(kwargs))
        return out if type(out) is ndarray else from_numpy(result)

    @property
    def bit_generator(self) -> Any:
        """NumPy's bit generator, which gives the draws that need rejection."""
        return self._numpys().bit_generator

    def spawn(self, n_children: int) -> list[Generator]:
        """Independent generators."""
        return [Generator(key) for key in self._seed_seq.spawn(n_children)]

    # Packages ask for NumPy's class, and take nothing else. NumPy's own default_rng asks for what
    # a bit generator has.
    @property  # type: ignore[misc]
    def __class__(self) -> type:
        return numpy.random.Generator

    @property
    def capsule(self) -> Any:
        return self.bit_generator.capsule

    @property
    def lock(self) -> Any:
        return self.bit_generator.lock

    @property
    def _seed_seq(self) -> Any:
        return self.bit_generator.seed_seq

    def __reduce__(self) -> tuple[Any, ...]:
        return _remade, (type(self),), self.__getstate__()

    def __getstate__(self) -> dict[str, Any]:
        return {"key": self._key, "draws": self._drawn.draws, "theirs": self._theirs}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._begin(state["key"], state["draws"], state["theirs"])

    def __repr__(self) -> str:
        return f"Generator(Philox) at 0x{id(self):X}"

    __str__ = __repr__

    @singly
    def random(self, size: Any = None, dtype: Any = numpy.float64, out: Any = None) -> Any:
        """Uniform in [0, 1)."""
        kind = self._float(dtype)
        if out is None:
            return self._given(self._uniform(shape_for(size), kind), size)
        return self._stored(out, size, kind, self._uniform)

    def _float(self, dtype: Any) -> numpy.dtype[Any]:
        kind: numpy.dtype[Any] = numpy.dtype(dtype)
        if kind.char not in "fd":
            raise TypeError(f"Unsupported dtype {kind!r}: draws are float32 or float64")
        return kind

    def _stored(self, out: Any, size: Any, kind: Any, make: Any) -> Any:
        """A draw written to `out`."""
        if out.dtype != kind:
            raise TypeError(f"Supplied output array has the wrong type. Expected {kind}")
        if size is not None and shape_for(size) != out.shape:
            raise ValueError("size must match out.shape when used together")
        drawn = make(out.shape, kind)
        if type(out) is ndarray:
            return store(out, drawn)
        out[...] = _core.to_numpy(drawn)
        return out

    @singly
    def integers(
        self,
        low: Any,
        high: Any = None,
        size: Any = None,
        dtype: Any = numpy.int64,
        endpoint: bool = False,
    ) -> Any:
        """Whole numbers from low up to, not with, high (with it when `endpoint`).

        Ranges of up to 2**32 numbers are 64 random bits modulo their length, whose probabilities
        differ by less than 2**-32 of themselves; longer ones are NumPy's.
        """
        first, last = (0, low) if high is None else (low, high)
        kind = numpy.dtype(dtype)
        try:
            need(isinstance(first, int | numpy.integer) and isinstance(last, int | numpy.integer))
            need(is_held(kind) and kind.kind in "iu")
            count = int(last) - int(first) + bool(endpoint)
            limits = numpy.iinfo(kind)
            need(0 < count <= 2**32 and limits.min <= first and first + count - 1 <= limits.max)
            need(int(first) >= -(2**63) and int(first) + count < 2**63)
        except Elsewhere:
            return self._through("integers", low, high, size, dtype, endpoint)
        bits = self._drawn.bits(shape_for(size))
        drawn = ((bits % numpy.uint64(count)).astype(numpy.int64) + int(first)).astype(kind)
        return item_or_array(drawn) if size is None else drawn

    def bytes(self, length: int) -> bytes:
        """Random bytes."""
        return bytes(self._numpys().bytes(length))

    def choice(
        self,
        a: Any,
        size: Any = None,
        replace: bool = True,
        p: Any = None,
        axis: int = 0,
        shuffle: bool = True,
    ) -> Any:
        """Elements (slices along the axis) of `a`, or of range(a), with probabilities `p`."""
        if size is None:
            return self._through("choice", a, size, replace, p, axis, shuffle)
        if isinstance(a, int | numpy.integer):
            if replace and p is None and a > 0:
                return self.integers(0, a, size)
            return self._through("choice", a, size, replace, p, axis, shuffle)
        try:
            source = ours(a)
            need(source.ndim > 0 and source.shape[axis] > 0)
        except (Elsewhere, IndexError):
            return self._through("choice", a, size, replace, p, axis, shuffle)
        places = self.choice(source.shape[axis], size, replace, p, 0, shuffle)
        return _indexing.take(source, places, axis)

    def shuffle(self, x: Any, axis: int = 0) -> None:
        """Puts the slices along the axis in a random order, in place."""
        self._numpys().shuffle(_core.to_numpy(x) if type(x) is ndarray else x, axis)

    def permutation(self, x: Any, axis: int = 0) -> Any:
        """The slices along the axis, or the numbers below x, in a random order."""
        return self._through("permutation", x, axis)

    def permuted(self, x: Any, *, axis: Any = None, out: Any = None) -> Any:
        """The elements along the axis in a random order, another for each line."""
        return self._through("permuted", x, axis=axis, out=out)


def _remade(kind: type[Generator]) -> Generator:
    return kind.__new__(kind)


def default_rng(seed: Any = None) -> Generator:
    """A generator with the seed: None, integers, a SeedSequence, a BitGenerator or a generator."""
    if isinstance(seed, Generator):
        return seed
    if isinstance(seed, numpy.random.Generator):
        return Generator(seed.bit_generator)
    return Generator(seed)
