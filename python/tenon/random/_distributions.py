# SPDX-License-Identifier: MIT
"""Distributions. Those that are functions of uniform numbers are recorded and fused; those that
need rejection are NumPy's."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy

from .. import _core
from .._native import Elsewhere, need, ours
from .._ufuncs import UFUNCS

_log, _log1p, _exp, _sqrt = (UFUNCS[name] for name in ("log", "log1p", "exp", "sqrt"))
_cos, _tan, _expm1 = UFUNCS["cos"], UFUNCS["tan"], UFUNCS["expm1"]


def normal_from(u: Any, v: Any) -> Any:
    """Box and Muller's transform of two uniform numbers (Ann. Math. Statist. 29, 1958)."""
    return _sqrt(_log1p(-u) * -2.0) * _cos(v * (2 * math.pi))


def _laplace(u: Any) -> Any:
    low = _log(u + u + 2.0**-60)
    high = -_log((1.0 - u) * 2.0)
    return _core.where(u < 0.5, low, high)


class Distributions:
    """Needs `_uniform(shape, dtype)`, `_through(name, ...)` and `_stored(out, ...)`."""

    _uniform: Callable[..., Any]
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
        drawn = make(shape) * scale
        return self._given(drawn if shift is None else drawn + shift, size)

    def _shape(self, size: Any, *parameters: Any) -> tuple[int, ...]:
        from ._generator import shape_for

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

    def _normal(self, shape: tuple[int, ...], dtype: Any = numpy.float64) -> Any:
        return normal_from(self._uniform(shape, dtype), self._uniform(shape, dtype))

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
        return self._given(self._uniform(shape) * width + low, size)

    def standard_normal(self, size: Any = None, dtype: Any = numpy.float64, out: Any = None) -> Any:
        """Normal with mean 0 and standard deviation 1."""
        kind = self._float(dtype)
        if out is not None:
            return self._stored(out, size, kind, self._normal)
        return self._given(self._normal(self._shape(size), kind), size)

    def normal(self, loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
        """Normal with a mean and a standard deviation."""
        return self._located("normal", loc, scale, size, self._normal)

    def lognormal(self, mean: Any = 0.0, sigma: Any = 1.0, size: Any = None) -> Any:
        """exp of normal numbers."""
        if not all(isinstance(x, int | float) for x in (mean, sigma)) or not sigma >= 0:
            return self._through("lognormal", mean, sigma, size)
        return self._given(_exp(self._normal(self._shape(size)) * sigma + mean), size)

    def exponential(self, scale: Any = 1.0, size: Any = None) -> Any:
        """Exponential with a mean."""
        make = lambda shape: -_log1p(-self._uniform(shape))  # noqa: E731
        return self._located("exponential", None, scale, size, make)

    def standard_exponential(
        self, size: Any = None, dtype: Any = numpy.float64, method: str = "zig", out: Any = None
    ) -> Any:
        """Exponential with mean 1."""
        kind = self._float(dtype)

        def make(shape: Any, kind: Any) -> Any:
            return -_log1p(-self._uniform(shape, kind))

        if out is not None:
            return self._stored(out, size, kind, make)
        return self._given(make(self._shape(size), kind), size)

    def rayleigh(self, scale: Any = 1.0, size: Any = None) -> Any:
        """Length of a vector of two normal numbers."""
        make = lambda shape: _sqrt(_log1p(-self._uniform(shape)) * -2.0)  # noqa: E731
        return self._located("rayleigh", None, scale, size, make)

    def laplace(self, loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
        """Two exponential distributions back to back."""
        make = lambda shape: _laplace(self._uniform(shape))  # noqa: E731
        return self._located("laplace", loc, scale, size, make)

    def logistic(self, loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
        """Logistic, by inversion."""

        def make(shape: Any) -> Any:
            u = self._uniform(shape) + 2.0**-55
            return _log(u) - _log1p(-u)

        return self._located("logistic", loc, scale, size, make)

    def gumbel(self, loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
        """Extreme values, by inversion."""
        make = lambda shape: -_log(-_log1p(-self._uniform(shape) - 2.0**-55))  # noqa: E731
        return self._located("gumbel", loc, scale, size, make)

    def standard_cauchy(self, size: Any = None) -> Any:
        """Ratio of two normal numbers."""
        return self._given(_tan((self._uniform(self._shape(size)) - 0.5) * math.pi), size)

    def pareto(self, a: Any, size: Any = None) -> Any:
        """Pareto II, by inversion."""
        return self._scaled("pareto", a, size, lambda u, a: _expm1(-_log1p(-u) / a))

    def weibull(self, a: Any, size: Any = None) -> Any:
        """Weibull, by inversion."""
        return self._scaled("weibull", a, size, lambda u, a: (-_log1p(-u)) ** (1.0 / a))

    def power(self, a: Any, size: Any = None) -> Any:
        """The density a * x**(a - 1) on [0, 1], by inversion."""
        return self._scaled("power", a, size, lambda u, a: u ** (1.0 / a))

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
    def draw(self: Any, *args: Any, **kwargs: Any) -> Any:
        return self._through(name, *args, **kwargs)

    draw.__name__ = draw.__qualname__ = name
    draw.__doc__ = getattr(numpy.random.Generator, name).__doc__
    return draw


for _name in """
    beta binomial chisquare dirichlet f gamma geometric hypergeometric logseries multinomial
    multivariate_hypergeometric multivariate_normal negative_binomial noncentral_chisquare
    noncentral_f poisson standard_gamma standard_t vonmises wald zipf
""".split():
    setattr(Distributions, _name, _numpys(_name))
