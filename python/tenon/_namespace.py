# SPDX-License-Identifier: MIT
"""The main namespace, put together from the files that define its parts."""

from __future__ import annotations

from typing import Any

import numpy

from . import (
    _array,
    _convert,
    _core,
    _creation,
    _fallback,
    _grids,
    _indexing,
    _joining,
    _numbers,
    _products,
    _reductions,
    _shapes,
    _sorting,
    _standard,
    _statistics,
    _ufunc_methods,
    _ufuncs,
)

_PARTS = (
    _creation,
    _grids,
    _indexing,
    _joining,
    _numbers,
    _products,
    _reductions,
    _shapes,
    _sorting,
    _standard,
    _statistics,
)


def _public(module: Any) -> dict[str, Any]:
    return {name: getattr(module, name) for name in module.__all__}


def namespace() -> dict[str, Any]:
    """All names that Tenon computes itself."""
    _ufunc_methods.add_methods()
    names = dict(_ufuncs.UFUNCS)
    aliases = {
        "acos": "arccos",
        "acosh": "arccosh",
        "asin": "arcsin",
        "asinh": "arcsinh",
        "atan": "arctan",
        "atan2": "arctan2",
        "atanh": "arctanh",
        "abs": "absolute",
        "bitwise_invert": "invert",
        "bitwise_not": "invert",
        "bitwise_left_shift": "left_shift",
        "bitwise_right_shift": "right_shift",
        "conj": "conjugate",
        "mod": "remainder",
        "pow": "power",
        "true_divide": "divide",
    }
    names.update({alias: names[name] for alias, name in aliases.items()})
    names.update(array=_convert.array, asarray=_convert.asarray)
    for part in _PARTS:
        names.update(_public(part))
    _core.set_python_parts(
        {
            "asarray": _convert.asarray,
            "from_numpy": _fallback.from_numpy,
            "call_ufunc": _ufuncs.call_ufunc,
            "foreign_type": _ufuncs.foreign_type,
            "numpy_ufunc": _ufuncs.numpy_ufunc,
            **_array.PARTS,
            **_reductions.PARTS,
        }
    )
    _array.add_methods(names)
    for name, value in names.items():
        names[name] = _core.make_function(name, value)
    for name in (
        "bool bool_ int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 "
        "complex64 complex128 intp uint generic number integer floating inexact complexfloating "
        "dtype newaxis pi e inf nan euler_gamma finfo iinfo"
    ).split():
        names[name] = getattr(numpy, name)
    return names
