# SPDX-License-Identifier: MIT
"""Modules of NumPy's whose functions take and give Tenon's arrays."""

from __future__ import annotations

import types
from typing import Any

from ._fallback import wrapped


def offered(module: Any) -> dict[str, Any]:
    """The public names of a module of NumPy's: functions wrapped, on the same memory; the rest as
    it is."""
    names = {}
    for name in module.__all__:
        found = getattr(module, name)
        function = isinstance(found, types.FunctionType | types.BuiltinFunctionType)
        if function or type(found).__name__ == "_ArrayFunctionDispatcher":
            found = wrapped(name, found, warn=False)
            found.__module__ = module.__name__.replace("numpy", "tenon")
        names[name] = found
    return names
