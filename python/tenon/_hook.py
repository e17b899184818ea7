# SPDX-License-Identifier: MIT
"""Some modules of a process see Tenon where they import NumPy; all others see NumPy.

`import` looks up `builtins.__import__` at every statement and hands it the importing module's
globals (The Python Language Reference, 5.6 and 7.11): that is where the two are told apart, so that
`sys.modules` and what third-party packages import stay as they are.
"""

from __future__ import annotations

import builtins
import importlib
import importlib.machinery
import importlib.util
import os
import site
import sys
import types
from collections.abc import Mapping, Sequence
from typing import Any

import tenon

_plain_import = builtins.__import__
_plain_import_module = importlib.import_module
_plain_build_class = builtins.__build_class__
_modules: set[str] = set()  # names of those that see Tenon
_others: set[str] = set()  # and of those that were asked about and do not
_namespaces: dict[int, Any] = {}  # and single namespaces (notebook cells), by their id


def _sees_tenon(space: Mapping[str, Any] | None, frame: types.FrameType | None) -> bool:
    """Whether the importing namespace is one of ours; code of `exec` belongs to its caller."""
    if space is None and frame is not None:
        space = frame.f_globals
    while space is not None:
        if id(space) in _namespaces:
            return True
        name = space.get("__name__")
        if name is not None:
            return name in _modules or (name not in _others and _is_in_folder(name, space))
        frame = frame.f_back if frame is not None else None
        space = frame.f_globals if frame is not None else None
    return False


def _is_in_folder(name: str, space: Mapping[str, Any]) -> bool:
    """Of a module that the finder did not see, because something else loads it (pytest, runpy)."""
    file = space.get("__file__")
    finders = [finder for finder in sys.meta_path if isinstance(finder, _FolderFinder)]
    found = isinstance(file, str) and any(finder.holds(file) for finder in finders)
    (_modules if found else _others).add(name)
    return found


def substitute(name: str) -> Any:
    """Tenon's object for the module `name` of NumPy."""
    _plain_import(name)  # its ModuleNotFoundError has no frames of the import system
    theirs = sys.modules[name]
    ours: Any = tenon
    path = "tenon"
    for part in name.split(".")[1:]:
        path += "." + part
        if part.startswith("_"):
            return theirs
        if importlib.util.find_spec(path) is not None:
            ours = _plain_import_module(path)
        else:
            ours = getattr(ours, part, None)
        if not isinstance(ours, types.ModuleType):
            return theirs
        if ours.__name__.startswith("numpy"):
            return theirs
    return ours


def _is_numpy(name: str) -> bool:
    return name == "numpy" or name.startswith("numpy.")


def _import(
    name: str,
    globals: Mapping[str, Any] | None = None,
    locals: Mapping[str, Any] | None = None,
    fromlist: Sequence[str] | None = (),
    level: int = 0,
) -> Any:
    if level == 0 and _is_numpy(name) and _sees_tenon(globals, sys._getframe(1)):
        found = substitute(name)
        if not fromlist:
            return tenon  # `import numpy.linalg` binds numpy
        if found is sys.modules[name]:
            return _plain_import(name, globals, locals, fromlist, level)
        for part in fromlist:  # modules that only importing makes attributes
            if not hasattr(found, part) and _exists(f"{name}.{part}"):
                setattr(found, part, substitute(f"{name}.{part}"))
        return found
    return _plain_import(name, globals, locals, fromlist, level)


def _build_class(function: Any, name: str, /, *bases: Any, **keywords: Any) -> Any:
    """A class statement: those of NumPy's protocols are adapted."""
    made = _plain_build_class(function, name, *bases, **keywords)
    if _sees_tenon(function.__globals__, None):
        from ._classes import adapt

        adapt(made)
    return made


# Warnings count their stack without the frames of the import system, which they know by this name.
FRAME_NAME = "<importlib._bootstrap of tenon>"
_import.__code__ = _import.__code__.replace(co_filename=FRAME_NAME)
_build_class.__code__ = _build_class.__code__.replace(co_filename=FRAME_NAME)


def _exists(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def _import_module(name: str, package: str | None = None) -> Any:
    caller = sys._getframe(1)
    if _is_numpy(name) and _sees_tenon(caller.f_globals, caller):
        return substitute(name)
    return _plain_import_module(name, package)


def _installed() -> tuple[str, ...]:
    """Folders of the standard library and of packages. sysconfig knows them too, but it and
    importlib.abc load modules of 2 MiB."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    platform = os.path.join(sys.base_exec_prefix, sys.platlibdir, version)
    return (os.path.dirname(os.__file__), platform, *site.getsitepackages())


class _FolderFinder:
    """Notes which modules are found in a folder, and finds nothing itself."""

    def __init__(self, folder: str) -> None:
        self.folder = os.path.join(os.path.realpath(folder), "")
        self.others = tuple(os.path.join(os.path.realpath(path), "") for path in _installed())

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: Any = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname in sys.builtin_module_names or _is_numpy(fullname):
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.origin is not None and self.holds(spec.origin):
            _modules.add(fullname)
        return spec

    def holds(self, file: str) -> bool:
        real = os.path.realpath(file)
        if not real.startswith(self.folder) or real.startswith(self.others):
            return False
        inner = real[len(self.folder) :].split(os.sep)
        return "site-packages" not in inner and "dist-packages" not in inner


def install() -> None:
    """From now on imports of NumPy are looked at. May be called again."""
    if builtins.__import__ is _plain_import:
        builtins.__import__ = _import
        importlib.import_module = _import_module
        builtins.__build_class__ = _build_class


def add_module(name: str) -> None:
    """The module of this name sees Tenon."""
    install()
    _others.discard(name)
    _modules.add(name)


def add_folder(folder: str) -> None:
    """Modules in the folder and below see Tenon, but for packages installed there."""
    install()
    _others.clear()
    sys.meta_path.insert(0, _FolderFinder(folder))


class in_namespace:
    """Within the block, code that runs in the namespace sees Tenon."""

    def __init__(self, space: dict[str, Any]) -> None:
        self.space = space

    def __enter__(self) -> None:
        install()
        _namespaces[id(self.space)] = self.space

    def __exit__(self, *error: object) -> None:
        _namespaces.pop(id(self.space), None)
