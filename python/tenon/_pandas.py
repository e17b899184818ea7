# SPDX-License-Identifier: MIT
"""pandas asks `isinstance(x, numpy.ndarray)` where it is given a mask, positions or groups, and
takes what is none for a list: a mask of ours for the positions 0 and 1, without a word. Our arrays
cannot pass for NumPy's, for pandas would hand them on to its C code, which refuses them. So the
doors where it asks are given NumPy's arrays, on the same memory."""

from __future__ import annotations

import functools
import importlib.machinery
import sys
import types
from collections.abc import Sequence
from typing import Any

from . import _core
from ._core import ndarray

# By module, functions and methods as pandas 2 and 3 have them.
_DOORS = {
    "pandas.core.common": ("apply_if_callable",),  # what stands in brackets, in where and in mask
    "pandas.core.algorithms": ("factorize", "unique"),
    "pandas.core.groupby.grouper": ("get_grouper",),
    "pandas.core.frame": ("DataFrame.set_index", "DataFrame._align_for_op"),
    "pandas.core.indexing": ("_LocationIndexer.__setitem__",),
}


def _plain(value: Any) -> Any:
    if type(value) is ndarray:
        return _core.to_numpy(value)
    if type(value) in (list, tuple):
        return type(value)(map(_plain, value))
    return value


def _door(function: Any) -> Any:
    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        return function(*map(_plain, args), **{name: _plain(x) for name, x in kwargs.items()})

    return call


def _open(module: types.ModuleType) -> None:
    for path in _DOORS[module.__name__]:
        owner: Any = module
        *owners, name = path.split(".")
        for part in owners:
            owner = getattr(owner, part, None)
        function = getattr(owner, name, None)
        if function is None:
            continue
        door = _door(function)
        setattr(owner, name, door)
        for other in _loaded():  # that imported the function by its name
            for known, value in list(vars(other).items()):
                if value is function:
                    setattr(other, known, door)


def _loaded() -> list[types.ModuleType]:
    return [m for name, m in list(sys.modules.items()) if name.split(".")[0] == "pandas"]


class _Loader:
    """Another loader, after whose work the module's doors are opened."""

    def __init__(self, theirs: Any) -> None:
        self.theirs = theirs

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> Any:
        return self.theirs.create_module(spec)

    def exec_module(self, module: types.ModuleType) -> None:
        module.__loader__ = self.theirs
        if module.__spec__ is not None:
            module.__spec__.loader = self.theirs
        self.theirs.exec_module(module)
        _open(module)


class _Finder:
    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: Any = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name not in _DOORS:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader)  # type: ignore[assignment]
        return spec


def install() -> None:
    """For a pandas that has been imported, or will be."""
    if "pandas" in sys.modules:
        for name in _DOORS:
            if name in sys.modules:
                _open(sys.modules[name])
    else:
        sys.meta_path.insert(0, _Finder())
