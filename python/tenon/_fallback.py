# SPDX-License-Identifier: MIT
"""What Tenon does not compute itself: NumPy's function on the same memory.

Some names are NumPy's on purpose: its LAPACK, its FFT, its vectorised sorting, its text. The others
say so once, by name, and are listed by `coverage`.
"""

from __future__ import annotations

import functools
import importlib
import types
import warnings
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy

from . import _core

ndarray = _core.ndarray


class FallbackWarning(UserWarning):
    """A function ran through NumPy because Tenon does not have it."""


calls: Counter[str] = Counter()  # of names that warn
rare: Counter[str] = Counter()  # of names that are Tenon's, with arguments that are NumPy's
_warned: set[str] = set()


def to_numpy(value: Any) -> Any:
    """`value` with every Tenon array in it replaced by NumPy's on the same memory."""
    kind = type(value)
    if kind is ndarray:
        return _core.to_numpy(value)
    if kind is tuple or kind is list:
        return kind([to_numpy(item) for item in value])
    if kind is dict:
        return {name: to_numpy(item) for name, item in value.items()}
    return value


def is_seen(value: Any) -> bool:
    """Whether `to_numpy` finds an array of ours: it leaves other containers, such as a deque."""
    kind = type(value)
    if kind is tuple or kind is list:
        return any(map(is_seen, value))
    if kind is dict:
        return any(map(is_seen, value.values()))
    return kind is ndarray


def from_numpy(value: Any) -> Any:
    """`value` with every NumPy array that Tenon can hold replaced by Tenon's on the same memory."""
    if type(value) is numpy.ndarray:
        array = _core.from_numpy(value)
        return value if array is None else array
    if isinstance(value, tuple):
        items = [from_numpy(item) for item in value]
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    if type(value) is list:
        return [from_numpy(item) for item in value]
    return value


def through_numpy(function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    """The NumPy function on the same memory; `out` is returned as it was given."""
    out = kwargs.get("out")
    result = function(*to_numpy(args), **to_numpy(kwargs))
    if type(out) is ndarray:
        return out
    return from_numpy(result)


def note(name: str) -> None:
    """Counts a fallback, and warns the first time."""
    calls[name] += 1
    if name not in _warned:
        _warned.add(name)
        warnings.warn(
            f"numpy.{name} is not in Tenon and runs through NumPy on the same memory",
            FallbackWarning,
            stacklevel=3,
        )


def wrapped(name: str, function: Callable[..., Any], *, warn: bool) -> Callable[..., Any]:
    """`function` of NumPy taking and giving Tenon's arrays."""

    def call(*args: Any, **kwargs: Any) -> Any:
        if warn:
            note(name)
        return through_numpy(function, *args, **kwargs)

    functools.update_wrapper(call, function, updated=())
    call.__module__ = "tenon"
    made: Any = call if warn else _core.make_function(name, call, function)
    made._through_numpy = True
    return made


# Names of NumPy's main namespace that are its own on purpose.
LIBRARY = frozenset(
    """
    sort argsort partition argpartition lexsort searchsorted unique unique_all unique_counts
    unique_inverse unique_values union1d intersect1d setdiff1d setxor1d in1d isin msort digitize
    array2string array_repr array_str format_float_positional format_float_scientific base_repr
    binary_repr printoptions set_printoptions get_printoptions
    save savez savez_compressed load loadtxt savetxt genfromtxt fromregex fromfile memmap
    einsum einsum_path poly polyadd polyder polydiv polyfit polyint polymul polysub polyval roots
    can_cast promote_types result_type min_scalar_type common_type mintypecode find_common_type
    issubdtype isdtype finfo iinfo dtype errstate seterr geterr seterrcall geterrcall
    bartlett blackman hamming hanning kaiser i0 unwrap piecewise vectorize frompyfunc
    iscomplexobj isrealobj isscalar iterable shares_memory get_include show_config show_runtime
    matmul matvec vecmat tensordot convolve correlate cov corrcoef interp
    median nanmedian percentile quantile nanpercentile nanquantile nanargmin nanargmax
    histogram histogram2d histogramdd histogram_bin_edges bincount sort_complex
    packbits unpackbits ravel_multi_index unravel_index
    frombuffer fromiter fromstring asarray_chkfinite asfortranarray asmatrix bmat isfortran
    busday_count busday_offset is_busday datetime_as_string datetime_data isnat
    diag_indices diag_indices_from mask_indices typename getbufsize setbufsize
    info test nested_iters
    """.split()
)


# Parts of Tenon that few programs need: imported when they are asked for.
_LATER = {
    "evaluate": "_evaluate",
    "re_evaluate": "_evaluate",
    "validate": "_evaluate",
    "loop": "_loops",
    "loop_while": "_loops",
    "progress": "_progress",
}


def lookup(name: str) -> Any:
    """NumPy's attribute `name` as Tenon offers it: functions wrapped, the rest as it is."""
    if name in _LATER:
        return getattr(importlib.import_module("." + _LATER[name], __package__), name)
    found = getattr(numpy, name)  # AttributeError is NumPy's own text
    function_like = isinstance(found, numpy.ufunc | types.FunctionType | types.BuiltinFunctionType)
    dispatcher = type(found).__name__ == "_ArrayFunctionDispatcher"
    if not (function_like or dispatcher):
        return found
    return wrapped(name, found, warn=name not in LIBRARY)


class Coverage:
    """What each name of NumPy's main namespace is in Tenon."""

    def __init__(self, native: list[str], library: list[str], fallback: list[str]) -> None:
        self.native = native
        self.library = library
        self.fallback = fallback
        self.used = dict(calls)
        self.rare = dict(rare)

    def __repr__(self) -> str:
        lines = [
            f"native {len(self.native)}, NumPy's library {len(self.library)}, "
            f"fallback {len(self.fallback)}"
        ]
        lines += [f"    {name}: {count} calls" for name, count in sorted(self.used.items())]
        if self.rare:
            lines.append("native, but with arguments that ran through NumPy")
            lines += [f"    {name}: {count} calls" for name, count in sorted(self.rare.items())]
        return "\n".join(lines)


def coverage(namespace: dict[str, Any]) -> Coverage:
    """Sorts the public functions of NumPy by who computes them."""
    native, library, fallback = [], [], []
    for name in sorted(dir(numpy)):
        if name.startswith("_") or not callable(getattr(numpy, name)):
            continue
        if isinstance(getattr(numpy, name), type):
            continue
        if name in namespace and not hasattr(namespace[name], "_through_numpy"):
            native.append(name)
        elif name in LIBRARY:
            library.append(name)
        else:
            fallback.append(name)
    return Coverage(native, library, fallback)
