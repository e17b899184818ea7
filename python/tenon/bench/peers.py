# SPDX-License-Identifier: MIT
"""The same work as users of other packages write it. A package that is missing is left out, and
said so."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

PEERS = ("numexpr", "numba", "jax")
missing: list[str] = []


def load(name: str) -> Any:
    """The package, or None where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        if name not in missing:
            missing.append(name)
        return None


def twelve(np: Any, x: Any, y: Any) -> Any:
    """Twelve operations with a sine and an exponential."""
    return (((0.3 * x + 1.1) * x - 0.7) * x + np.sin(x) * np.exp(-y * y)) * y


TWELVE = "(((0.3*x + 1.1)*x - 0.7)*x + sin(x)*exp(-y*y))*y"


def numba_twelve(numba: Any) -> Callable[[Any, Any], Any]:
    """The loop that a Numba user writes, on all cores."""
    import numpy

    @numba.njit(parallel=True)  # type: ignore[untyped-decorator]
    def run(x: Any, y: Any) -> Any:
        out = numpy.empty_like(x)
        for i in numba.prange(x.size):
            a = x[i]
            b = y[i]
            out[i] = (((0.3 * a + 1.1) * a - 0.7) * a + numpy.sin(a) * numpy.exp(-b * b)) * b
        return out

    return run


def numba_update(numba: Any) -> Callable[[Any, Any], None]:
    """x += 2*y as a parallel loop."""

    @numba.njit(parallel=True)  # type: ignore[untyped-decorator]
    def run(x: Any, y: Any) -> None:
        for i in numba.prange(x.size):
            x[i] += 2 * y[i]

    return run


def jax_double(jax: Any) -> Any:
    """JAX with float64, as NumPy has it."""
    jax.config.update("jax_enable_x64", True)
    return jax.numpy
