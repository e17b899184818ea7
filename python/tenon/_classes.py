# SPDX-License-Identifier: MIT
"""Classes of a script whose NumPy is Tenon, and NumPy's protocols: what NumPy itself calls or hands
to such a class is NumPy's, what the script knows by those names is Tenon's."""

from __future__ import annotations

import functools
from typing import Any

import numpy

import tenon

from ._array import _UFUNCS
from ._fallback import to_numpy

_PLACES = {"numpy": tenon, "numpy.linalg": "linalg", "numpy.fft": "fft"}


def ours_of(function: Any) -> Any:
    """What the script knows as this function of NumPy."""
    found = _UFUNCS.get(function) if isinstance(function, numpy.ufunc) else None
    if found is not None:
        return found
    module = getattr(function, "__module__", None)
    place = _PLACES.get(module) if isinstance(module, str) else None
    if isinstance(place, str):
        place = getattr(tenon, place)
    return getattr(place, getattr(function, "__name__", ""), function)


def _array(method: Any) -> Any:
    """`__array__`: NumPy takes only its own arrays."""

    @functools.wraps(method)
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        return to_numpy(method(self, *args, **kwargs))

    return call


def _handed(method: Any) -> Any:
    """`__array_ufunc__` and `__array_function__` of a class that is no array: tables of functions
    and comparisons with them are the script's."""

    @functools.wraps(method)
    def call(self: Any, function: Any, *args: Any, **kwargs: Any) -> Any:
        return method(self, ours_of(function), *args, **kwargs)

    return call


def _view(made: Any) -> Any:
    """`view(np.ndarray)` of a class derived from it."""

    def view(self: Any, *args: Any, **kwargs: Any) -> Any:
        args = tuple(numpy.ndarray if x is tenon.ndarray else x for x in args)
        kwargs = {k: numpy.ndarray if x is tenon.ndarray else x for k, x in kwargs.items()}
        return super(made, self).view(*args, **kwargs)

    return functools.wraps(numpy.ndarray.view)(view)


def adapt(made: object) -> None:
    """Changes what NumPy will call of a class just defined."""
    if not isinstance(made, type):  # a metaclass may return anything
        return
    names: Any = vars(made)
    if issubclass(made, numpy.ndarray):
        if "view" not in names:
            setattr(made, "view", _view(made))  # noqa: B010 - mypy
        return
    wrappers = {"__array__": _array, "__array_ufunc__": _handed, "__array_function__": _handed}
    for name, wrapper in wrappers.items():
        if callable(names.get(name)):
            setattr(made, name, wrapper(names[name]))
