# SPDX-License-Identifier: MIT
"""Distributions. Those that are functions of uniform numbers are recorded and fused; single draws
and those that need rejection are NumPy's."""

from __future__ import annotations

import functools
import inspect
import math
import operator
from collections.abc import Callable
from typing import Any

import numpy

from .. import _core
from .._native import Elsewhere, need, ours
from .._ufuncs import UFUNCS

_log, _log1p, _exp, _sqrt = (UFUNCS[name] for name in ("log", "log1p", "exp", "sqrt"))
_tan, _expm1 = UFUNCS["tan"], UFUNCS["expm1"]


_FLOAT64 = numpy.dtype(numpy.float64)
_PLAIN = frozenset({int, float})


def _is_one_number(value: Any) -> bool:
    """Of a parameter: a number or a dtype or a name, and no array."""
    return type(value) in _PLAIN or isinstance(
        value, int | float | numpy.generic | numpy.dtype | type | str | None
    )


def singly(method: Callable[..., Any], of_numpy: type = numpy.random.Generator) -> Any:
    """The method, of which a single draw is NumPy's: a statement for one number takes much longer.
    `of_numpy` is the class of NumPy's generator."""
    name = method.__name__
    place = list(inspect.signature(method).parameters).index("size") - 1

    @functools.wraps(method)
    def draw(self: Any, *args: Any, **kwargs: Any) -> Any:
        size = args[place] if len(args) > place else kwargs.get("size")
        if size is None and all(map(_is_one_number, (*args, *kwargs.values()))):
            return getattr(self._numpys(), name)(*args, **kwargs)
        return method(self, *args, **kwargs)

    return _core.make_function(f"draw.{place}", draw, getattr(of_numpy, name))


def shape_for(size: Any) -> tuple[int, ...]:
    if size is None:
        return ()
    if type(size) is not tuple:
        try:
            return (operator.index(size),)
        except TypeError:
            pass
    return tuple(operator.index(n) for n in size)


def _laplace(u: Any) -> Any:
    low = _log(u + u + 2.0**-60)
    high = -_log((1.0 - u) * 2.0)
    return _core.where(u < 0.5, low, high)


class Distributions:
    """Needs `_drawn`, `_through(name, ...)` and `_stored(out, ...)`."""

    _drawn: _core.Philox
    _numpys: Callable[[], Any]
    _through: Callable[..., Any]
    _stored: Callable[..., Any]
    _float: Callable[..., Any]

    def _given(self, drawn: Any, size: Any) -> Any:
        """A draw as it is returned: a Python float where no size was asked for."""
        return drawn.item() if size is None and drawn.ndim == 0 else drawn

    def _located(
        self, name: str, loc: Any, scale: Any, size: Any, make: Callable[[Any], Any]
    ) -> Any:
        """loc + scale * make(shape), where both are numbers or fit the size; None for no loc."""
        try:
            scale = scale if isinstance(scale, int | float) else ours(scale)
            shift = loc if loc is None or isinstance(loc, int | float) else ours(loc)
            shape = self._shape(size, scale, 0 if shift is None else shift)
            lowest = scale if isinstance(scale, int | float) else scale.min() if scale.size else 0
            need(lowest >= 0)
        except Elsewhere:
            return self._through(name, *(() if loc is None else (loc,)), scale, size)
        drawn = make(shape)
        if type(scale) not in _PLAIN or scale != 1:
            drawn = drawn * scale
        if shift is not None and (type(shift) not in _PLAIN or shift != 0):
            drawn = drawn + shift
        return self._given(drawn, size)

    def _shape(self, size: Any, *parameters: Any) -> tuple[int, ...]:
        if not parameters or _PLAIN.issuperset(map(type, parameters)):
            return shape_for(size)
        shapes = [p.shape for p in parameters if not isinstance(p, int | float)]
        common: tuple[int, ...] = numpy.broadcast_shapes(*shapes)
        if size is None:
            return common
        shape = shape_for(size)
        need(numpy.broadcast_shapes(shape, common) == shape)
        return shape

    def _scaled(self, name: str, parameter: Any, size: Any, make: Callable[..., Any]) -> Any:
        """make(uniform numbers, parameter) for a parameter that is a number above zero."""
        if not isinstance(parameter, int | float) or not parameter > 0:
            return self._through(name, parameter, size)
        return self._given(make(self._uniform(self._shape(size)), float(parameter)), size)

    def _uniform(self, shape: tuple[int, ...], dtype: Any = _FLOAT64) -> Any:
        return self._drawn.uniform(shape, dtype)

    def _normal(self, shape: tuple[int, ...], dtype: Any = _FLOAT64) -> Any:
        return self._drawn.normal(shape, dtype)

    def _exponential(self, shape: tuple[int, ...], dtype: Any = _FLOAT64) -> Any:
        return self._drawn.exponential(shape, dtype)

    @singly
    def uniform(self, low: Any = 0.0, high: Any = 1.0, size: Any = None) -> Any:
        """Uniform in [low, high)."""
        try:
            low, high = (x if isinstance(x, int | float) else ours(x) for x in (low, high))
            width = high - low
            smallest = width if isinstance(width, int | float) else width.min() if width.size else 0
            need(smallest >= 0 and math.isfinite(smallest))
            shape = self._shape(size, low, high)
        except Elsewhere:
            return self._through("uniform", low, high, size)
        drawn = self._uniform(shape)
        if type(width) not in _PLAIN or width != 1:
            drawn = drawn * width
        return self._given(drawn + low, size)

    @singly
    def standard_normal(self, size: Any = None, dtype: Any = numpy.float64, out: Any = None) -> Any:
        """Normal with mean 0 and standard deviation 1."""
        kind = self._float(dtype)
        if out is not None:
            return self._stored(out, size, kind, self._normal)
        return self._given(self._normal(self._shape(size), kind), size)

    @singly
    def normal(self, loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
        """Normal with a mean and a standard deviation."""
        return self._located("normal", loc, scale, size, self._normal)

    @singly
    def lognormal(self, mean: Any = 0.0, sigma: Any = 1.0, size: Any = None) -> Any:
        """exp of normal numbers."""
        if not all(isinstance(x, int | float) for x in (mean, sigma)) or not sigma >= 0:
            return self._through("lognormal", mean, sigma, size)
        return self._given(_exp(self._normal(self._shape(size)) * sigma + mean), size)

    @singly
    def exponential(self, scale: Any = 1.0, size: Any = None) -> Any:
        """Exponential with a mean."""
        return self._located("exponential", None, scale, size, self._exponential)

    @singly
    def standard_exponential(
        self, size: Any = None, dtype: Any = numpy.float64, method: str = "zig", out: Any = None
    ) -> Any:
        """Exponential with mean 1."""
        kind = self._float(dtype)
        if out is not None:
            return self._stored(out, size, kind, self._exponential)
        return self._given(self._exponential(self._shape(size), kind), size)

    @singly
    def rayleigh(self, scale: Any = 1.0, size: Any = None) -> Any:
        """Length of a vector of two normal numbers."""
        make = lambda shape: _sqrt(self._exponential(shape) * 2.0)  # noqa: E731
        return self._located("rayleigh", None, scale, size, make)

    @singly
    def laplace(self, loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
        """Two exponential distributions back to back."""
        make = lambda shape: _laplace(self._uniform(shape))  # noqa: E731
        return self._located("laplace", loc, scale, size, make)

    @singly
    def logistic(self, loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
        """Logistic, by inversion."""

        def make(shape: Any) -> Any:
            u = self._uniform(shape) + 2.0**-55
            return _log(u) - _log1p(-u)

        return self._located("logistic", loc, scale, size, make)

    @singly
    def gumbel(self, loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
        """Extreme values, by inversion."""
        make = lambda shape: -_log(-_log1p(-self._uniform(shape) - 2.0**-55))  # noqa: E731
        return self._located("gumbel", loc, scale, size, make)

    @singly
    def standard_cauchy(self, size: Any = None) -> Any:
        """Ratio of two normal numbers."""
        return self._given(_tan((self._uniform(self._shape(size)) - 0.5) * math.pi), size)

    @singly
    def pareto(self, a: Any, size: Any = None) -> Any:
        """Pareto II, by inversion."""
        return self._scaled("pareto", a, size, lambda u, a: _expm1(-_log1p(-u) / a))

    @singly
    def weibull(self, a: Any, size: Any = None) -> Any:
        """Weibull, by inversion."""
        return self._scaled("weibull", a, size, lambda u, a: (-_log1p(-u)) ** (1.0 / a))

    @singly
    def power(self, a: Any, size: Any = None) -> Any:
        """The density a * x**(a - 1) on [0, 1], by inversion."""
        return self._scaled("power", a, size, lambda u, a: u ** (1.0 / a))

    @singly
    def triangular(self, left: Any, mode: Any, right: Any, size: Any = None) -> Any:
        """Triangular on [left, right], highest at the mode."""
        numbers = all(isinstance(x, int | float) for x in (left, mode, right))
        if not numbers or not left <= mode <= right or left == right:
            return self._through("triangular", left, mode, right, size)
        u = self._uniform(self._shape(size))
        width, rise, fall = right - left, mode - left, right - mode
        low = _sqrt(u * (width * rise)) + left
        high = right - _sqrt((1.0 - u) * (width * fall))
        return self._given(_core.where(u < rise / width, low, high), size)


def _numpys(name: str) -> Any:
    of_numpy = getattr(numpy.random.Generator, name)

    def draw(self: Any, *args: Any, **kwargs: Any) -> Any:
        return self._through(name, *args, **kwargs)

    draw.__name__ = draw.__qualname__ = name
    draw.__doc__ = of_numpy.__doc__
    vars(draw)["__signature__"] = inspect.signature(of_numpy)
    return singly(draw)


for _name in """
    beta binomial chisquare dirichlet f gamma geometric hypergeometric logseries multinomial
    multivariate_hypergeometric multivariate_normal negative_binomial noncentral_chisquare
    noncentral_f poisson standard_gamma standard_t vonmises wald zipf
""".split():
    setattr(Distributions, _name, _numpys(_name))
