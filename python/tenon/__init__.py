# SPDX-License-Identifier: MIT
"""Tenon: NumPy's interface on an engine that records, fuses and compiles.

import tenon as np
"""

from __future__ import annotations

from . import _blas  # isort: skip # what it chooses is read when NumPy is loaded

import importlib
from typing import Any

import numpy as _numpy

from . import _core, _fallback, _pandas
from ._core import explain, ndarray, ufunc
from ._fallback import FallbackWarning
from ._namespace import namespace as _make_namespace

globals().update(_make_namespace())
_pandas.install()


def sync() -> None:
    """Runs everything that was recorded, so that a clock read afterwards has it in."""
    _core.synchronize()


def load_ipython_extension(shell: Any) -> None:
    """%load_ext tenon: gives the %%tenon cell magic."""
    from . import _ipython

    _ipython.load_ipython_extension(shell)


def unload_ipython_extension(shell: Any) -> None:
    """%unload_ext tenon."""
    from . import _ipython

    _ipython.unload_ipython_extension(shell)


def _repr_html(array: Any) -> str | None:
    """A table for notebooks."""
    from . import _ipython

    return _ipython.html(array)


setattr(ndarray, "_repr_html_", _repr_html)  # noqa: B010


def coverage() -> _fallback.Coverage:
    """Which of NumPy's functions Tenon computes itself, and which run through NumPy."""
    return _fallback.coverage(globals())


# Programs ask `np.__version__` which interface they have: that is NumPy's.
__version__ = _numpy.__version__
__all__ = [name for name in _numpy.__all__ if not name.startswith("__") or name in globals()]


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(f"module 'tenon' has no attribute {name!r}")
    if name in ("fft", "linalg", "random", "testing"):
        return importlib.import_module(f"tenon.{name}")
    value = _fallback.lookup(name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *dir(_numpy)})
