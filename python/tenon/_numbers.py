# SPDX-License-Identifier: MIT
"""Element-wise functions that are no ufuncs, or ufuncs with two results."""

from __future__ import annotations

import math
from typing import Any

import numpy

from . import _core
from ._fallback import from_numpy, through_numpy, to_numpy
from ._native import (
    NUMBERS,
    Elsewhere,
    as_float,
    index_of,
    is_f_order,
    item_or_array,
    native,
    need,
    ours,
    store,
    turned,
    view_of,
)
from ._ufuncs import UFUNCS

__all__ = [
    "allclose",
    "angle",
    "around",
    "array_equal",
    "array_equiv",
    "clip",
    "deg2rad",
    "divmod",
    "fix",
    "frexp",
    "imag",
    "iscomplex",
    "isclose",
    "isneginf",
    "isposinf",
    "isreal",
    "modf",
    "nan_to_num",
    "rad2deg",
    "real",
    "real_if_close",
    "round",
    "sinc",
]

ndarray = _core.ndarray
NOTHING: Any = numpy._NoValue


def _operation(name: str) -> Any:
    # It has no ufunc in NumPy's main namespace: only plain calls are made.
    return _core.make_ufunc(name, name, _core.operations()[name][1])


_clip, _angle, _sinc = (_operation(name) for name in ("clip", "angle", "sinc"))


class ComposedUfunc:
    """A function with a ufunc's call and attributes, made of operations of the table."""

    def __init__(self, of_numpy: Any, compute: Any, sentence: str) -> None:
        self._numpy = of_numpy
        self._compute = compute
        self.__name__ = self.__qualname__ = of_numpy.__name__
        self.__doc__ = sentence

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if not kwargs and len(args) == self._numpy.nin:
            try:
                operands = [x if isinstance(x, NUMBERS) else ours(x) for x in args]
                need(any(type(x) is ndarray for x in operands))
                return _core.called(self.__name__, self._compute, *operands)
            except Elsewhere:
                pass
        outs = kwargs.get("out", args[self._numpy.nin :])
        results = through_numpy(self._numpy, *args, **kwargs)
        given = outs if isinstance(outs, tuple) else (outs,)
        if not any(type(out) is ndarray for out in given):
            return results
        several = results if isinstance(results, tuple) else (results,)
        given = given + (None,) * (len(several) - len(given))
        kept = tuple(r if out is None else out for r, out in zip(several, given, strict=True))
        return kept if isinstance(results, tuple) else kept[0]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        attribute = getattr(self._numpy, name)
        if not callable(attribute):
            return attribute
        return lambda *args, **kwargs: from_numpy(attribute(*to_numpy(args), **to_numpy(kwargs)))

    def __repr__(self) -> str:
        return f"<ufunc '{self.__name__}'>"


def _pair(first: str, second: str) -> Any:
    one, other = _operation(first), _operation(second)

    def compute(x: Any) -> Any:
        need(type(x) is not ndarray or x.dtype.kind == "f" or x.dtype.itemsize >= 4)
        need(type(x) is ndarray and x.dtype.kind in "fiu")
        return item_or_array(one(x)), item_or_array(other(x))

    return compute


def _divmod(a: Any, b: Any) -> Any:
    return item_or_array(a // b), item_or_array(a % b)


divmod = ComposedUfunc(numpy.divmod, _divmod, "floor_divide(x1, x2) and remainder(x1, x2).")
frexp = ComposedUfunc(
    numpy.frexp, _pair("frexp_mantissa", "frexp_exponent"), "The m and the n of x = m * 2**n."
)
modf = ComposedUfunc(
    numpy.modf, _pair("modf_fraction", "modf_whole"), "The fraction and the whole part of x."
)


def angle_unit(of_numpy: Any, ufunc: Any, sentence: str) -> Any:
    def compute(x: Any) -> Any:
        need(x.dtype.kind == "f" or (x.dtype.kind in "iu" and x.dtype.itemsize >= 4))
        return item_or_array(ufunc(x))

    return ComposedUfunc(of_numpy, compute, sentence)


deg2rad = angle_unit(numpy.deg2rad, _operation("radians"), "Degrees as radians.")
rad2deg = angle_unit(numpy.rad2deg, _operation("degrees"), "Radians as degrees.")


@native
def clip(
    a: Any,
    a_min: Any = NOTHING,
    a_max: Any = NOTHING,
    out: Any = None,
    *,
    min: Any = NOTHING,
    max: Any = NOTHING,
    **kwargs: Any,
) -> Any:
    """`a` held between two bounds, either of which may be None. NaN stays NaN."""
    need(not kwargs)
    need((a_min is NOTHING and a_max is NOTHING) or (min is NOTHING and max is NOTHING))
    low = min if a_min is NOTHING else a_min
    high = max if a_max is NOTHING else a_max
    need((a_min is NOTHING) == (a_max is NOTHING))
    low, high = (None if bound is NOTHING else bound for bound in (low, high))
    a = ours(a)
    low, high = (b if b is None or isinstance(b, NUMBERS) else ours(b) for b in (low, high))
    need(a.dtype.kind != "b" and (low is not None or high is not None))
    try:
        if low is None:
            result = UFUNCS["minimum"](a, high)
        elif high is None:
            result = UFUNCS["maximum"](a, low)
        else:
            result = _clip(a, low, high)
    except OverflowError:
        raise Elsewhere from None
    return result if out is None else store(out, result)


@native
def round(a: Any, decimals: Any = 0, out: Any = None) -> Any:
    """Rounded to so many decimals, halves to the even digit."""
    a, decimals = ours(a), index_of(decimals)
    need(a.dtype.kind == "f" or (a.dtype.kind in "iu" and decimals >= 0))
    if a.dtype.kind != "f":
        result = a.astype(a.dtype)
    elif decimals == 0:
        result = UFUNCS["rint"](a)
    elif not (a._in_c_order or is_f_order(a)):
        return round(a.copy(), decimals, out)
    elif decimals > 0:
        factor = 10.0**decimals
        need(a.dtype.itemsize == 8 and math.isfinite(factor))
        result = UFUNCS["rint"](a * factor) / factor
    else:
        factor = 10.0**-decimals
        need(a.dtype.itemsize == 8)
        result = UFUNCS["rint"](a / factor) * factor
    return item_or_array(result) if out is None else store(out, item_or_array(result))


def around(a: Any, decimals: Any = 0, out: Any = None) -> Any:
    """Rounded to so many decimals, halves to the even digit."""
    return round(a, decimals, out)


@native
def fix(x: Any, out: Any = None) -> Any:
    """Rounded towards zero."""
    result = UFUNCS["trunc"](ours(x))
    return result if out is None else store(out, result)


def part_view(a: Any, imaginary: bool) -> Any:
    """The view of the real or the imaginary parts of complex numbers."""
    kind = numpy.dtype(numpy.float32 if a.dtype.itemsize == 8 else numpy.float64)
    need(a.size > 0)
    offset = kind.itemsize if imaginary else 0
    return view_of(a, _core.as_strided(a, offset, a.shape, a.strides, kind))


@native
def real(val: Any) -> Any:
    """The real parts, as a view."""
    need(type(val) is ndarray)
    return part_view(val, False) if val.dtype.kind == "c" else val


@native
def imag(val: Any) -> Any:
    """The imaginary parts, as a view; of real numbers read-only zeros."""
    need(type(val) is ndarray)
    if val.dtype.kind == "c":
        return part_view(val, True)
    if is_f_order(val):
        zeros = turned(_core.full(val.shape[::-1], 0, val.dtype))
    else:
        zeros = _core.full(val.shape, 0, val.dtype)
    zeros._readonly = True
    return zeros


@native
def angle(z: Any, deg: bool = False) -> Any:
    """The argument of complex numbers, in radians or degrees."""
    z = ours(z)
    need(z.dtype.kind in "fc")
    result = _angle(z)
    return item_or_array(result * (180 / math.pi) if deg else result)


@native
def sinc(x: Any) -> Any:
    """sin(pi x) / (pi x); 1 at 0."""
    x = ours(x)
    need(x.dtype.kind in "fiu")
    result = _sinc(as_float(x))
    return item_or_array(result)


def _is_near(a: Any, b: Any, rtol: Any, atol: Any, equal_nan: Any) -> Any:
    need(all(isinstance(x, int | float) for x in (rtol, atol)))
    a, b = (x if isinstance(x, NUMBERS) else ours(x) for x in (a, b))
    need(type(a) is ndarray or type(b) is ndarray)
    kinds = [
        numpy.asarray(x).dtype.kind if isinstance(x, NUMBERS) else x.dtype.kind for x in (a, b)
    ]
    need("c" not in kinds and "b" not in kinds)
    return _core.isclose(a, b, float(rtol), float(atol), bool(equal_nan))


@native
def isclose(a: Any, b: Any, rtol: Any = 1e-5, atol: Any = 1e-8, equal_nan: bool = False) -> Any:
    """True where |a - b| <= atol + rtol * |b|, and for equal infinities."""
    return item_or_array(_is_near(a, b, rtol, atol, equal_nan))


@native
def allclose(a: Any, b: Any, rtol: Any = 1e-5, atol: Any = 1e-8, equal_nan: bool = False) -> bool:
    """Whether `isclose` is true everywhere."""
    return bool(_is_near(a, b, rtol, atol, equal_nan).all())


@native
def array_equal(a1: Any, a2: Any, equal_nan: bool = False) -> bool:
    """Whether two arrays have the same shape and elements."""
    a1, a2 = ours(a1), ours(a2)
    if a1.shape != a2.shape:
        return False
    same = a1 == a2
    if equal_nan:
        same = same | (UFUNCS["not_equal"](a1, a1) & UFUNCS["not_equal"](a2, a2))
    return bool(same.all())


@native
def array_equiv(a1: Any, a2: Any) -> bool:
    """Whether two arrays broadcast to one shape and have the same elements."""
    a1, a2 = ours(a1), ours(a2)
    try:
        numpy.broadcast_shapes(a1.shape, a2.shape)
    except ValueError:
        return False
    return bool((a1 == a2).all())


@native
def nan_to_num(
    x: Any, copy: bool = True, nan: Any = 0.0, posinf: Any = None, neginf: Any = None
) -> Any:
    """x with numbers for NaN and infinities: 0 and the largest of the dtype, or those given."""
    need(
        copy is True and all(v is None or isinstance(v, int | float) for v in (nan, posinf, neginf))
    )
    x = ours(x)
    need(x.dtype.kind in "biuf")
    if x.dtype.kind != "f" or not x._in_c_order:
        x = x.astype(x.dtype)  # the order of a copy
    if x.dtype.kind != "f":
        return item_or_array(x)
    limits = numpy.finfo(x.dtype)
    high = float(limits.max) if posinf is None else float(posinf)
    low = float(limits.min) if neginf is None else float(neginf)
    result = _core.where(UFUNCS["isnan"](x), float(nan), x)
    result = _core.where(x == numpy.inf, high, result)
    return item_or_array(_core.where(x == -numpy.inf, low, result))


def _infinite(x: Any, out: Any, value: float) -> Any:
    x = ours(x)
    need(out is None and x.dtype.kind in "fiu")
    return item_or_array(x == value)


@native
def isposinf(x: Any, out: Any = None) -> Any:
    """True where x is plus infinity."""
    return _infinite(x, out, math.inf)


@native
def isneginf(x: Any, out: Any = None) -> Any:
    """True where x is minus infinity."""
    return _infinite(x, out, -math.inf)


@native
def iscomplex(x: Any) -> Any:
    """True where the imaginary part is not zero."""
    x = ours(x)
    if x.dtype.kind == "c":
        return item_or_array(part_view(x, True) != 0)
    result = _core.full(x.shape, False, numpy.dtype(bool))
    return result if x.ndim else numpy.bool_(False)


@native
def isreal(x: Any) -> Any:
    """True where the imaginary part is zero."""
    x = ours(x)
    if x.dtype.kind == "c":
        return item_or_array(part_view(x, True) == 0)
    if is_f_order(x):  # the order of NumPy's `imag`
        return turned(_core.full(x.shape[::-1], True, numpy.dtype(bool)))
    return item_or_array(_core.full(x.shape, True, numpy.dtype(bool)))


@native
def real_if_close(a: Any, tol: float = 100) -> Any:
    """The real parts where all imaginary ones are within `tol` epsilons of zero, else `a`."""
    a = ours(a)
    if a.dtype.kind != "c":
        return a
    imaginary = part_view(a, True)
    limit = float(numpy.finfo(imaginary.dtype).eps) * tol if tol > 1 else tol
    return part_view(a, False) if bool((abs(imaginary) < limit).all()) else a
