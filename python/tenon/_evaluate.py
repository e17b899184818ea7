# SPDX-License-Identifier: MIT
"""tenon.evaluate: numexpr's interface. The string is compiled once for each combination of types,
and records Tenon's operations, which run as one kernel."""

from __future__ import annotations

import ast
import sys
import threading
from collections.abc import Mapping
from typing import Any

import numpy

from . import _core
from ._convert import asarray
from ._expressions import Compiler, Program, complain, names_of, parse
from ._expressions.kinds import dtype_of_kind, kind_of_dtype

__all__ = ["evaluate", "re_evaluate", "validate"]

ndarray = _core.ndarray
_KEPT = 256  # expressions, and programs
_trees: dict[str, tuple[ast.Expression, list[str]]] = {}
_programs: dict[tuple[str, tuple[tuple[str, bool], ...]], Program] = {}
_last = threading.local()

_NUMBERS = (bool, int, float, complex, numpy.generic)
_CASTINGS = ("no", "equiv", "safe", "same_kind", "unsafe")


def evaluate(
    ex: str,
    local_dict: Mapping[str, Any] | None = None,
    global_dict: Mapping[str, Any] | None = None,
    out: Any = None,
    order: str = "K",
    casting: str = "same_kind",
    sanitize: bool | None = None,
    _frame_depth: int = 3,
    disable_cache: bool = False,
    **kwargs: Any,
) -> Any:
    """The value of an expression, such as evaluate("2*a + 3*b").

    Names are those of the calling function, then of its module, unless `local_dict` or
    `global_dict` take their place. The result is an array, or `out`, which gets it. As in numexpr,
    int32, int64, float32, float64, complex128 and bool are what is computed in: whole numbers in
    the text are int32 where they fit, others float64, and the greatest type of two operands is
    their result's. Functions: where, sqrt, sin, cos, tan, arcsin, arccos, arctan, sinh, cosh, tanh,
    arcsinh, arccosh, arctanh, arctan2, hypot, fmod, log, log1p, log10, log2, exp, expm1, abs, ceil,
    floor, round, trunc, sign, maximum, minimum, nextafter, copysign, signbit, isnan, isfinite,
    isinf, real, imag, conj, complex, copy, ones_like, and sum, prod, min and max, of all elements
    or over an axis, anywhere.

    `order` "F" gives an array in Fortran's order; every other is C's. `casting` limits how inputs
    may be converted to what is computed in, and the result to `out`. `truediv` and `optimization`
    are accepted and change nothing.

    Raises ValueError or SyntaxError for a wrong expression, KeyError for an unknown name, TypeError
    for operations that are not defined for their types.
    """
    call = _prepare(ex, local_dict, global_dict, out, order, casting, kwargs, _frame_depth - 1)
    return call.run(out)


def re_evaluate(
    local_dict: Mapping[str, Any] | None = None,
    global_dict: Mapping[str, Any] | None = None,
    _frame_depth: int = 2,
) -> Any:
    """The last expression that this thread evaluated or validated, with the names' values of now.

    Raises RuntimeError where there is none.
    """
    call = getattr(_last, "call", None)
    if call is None:
        raise RuntimeError("there is nothing to evaluate again: call evaluate or validate first")
    frame = sys._getframe(_frame_depth - 1)
    return call.again(local_dict, global_dict, frame).run(call.out)


def validate(
    ex: str,
    local_dict: Mapping[str, Any] | None = None,
    global_dict: Mapping[str, Any] | None = None,
    out: Any = None,
    order: str = "K",
    casting: str = "safe",
    _frame_depth: int = 2,
    sanitize: bool | None = None,
    **kwargs: Any,
) -> Exception | None:
    """None where `evaluate` would find nothing wrong with the expression, else the exception.

    `re_evaluate` may follow.
    """
    try:
        _prepare(ex, local_dict, global_dict, out, order, casting, kwargs, _frame_depth)
    except Exception as error:
        return error
    return None


class _Call:
    """An expression with its inputs."""

    def __init__(self, text: str, order: str, casting: Any, out: Any) -> None:
        self.text = text
        self.order = order
        self.casting = casting
        self.out = out
        self.tree, self.names = _parsed(text)

    def look_up(self, local: Any, everywhere: Any, frame: Any) -> None:
        """Finds the values, and the program for their kinds."""
        if local is None:
            local = frame.f_locals
        if everywhere is None:
            everywhere = frame.f_globals
        values = []
        kinds = []
        for name in self.names:
            try:
                value = local[name] if name in local else everywhere[name]
            except KeyError:
                raise self.unknown(name) from None
            value, kind, scalar = _input(name, value, self.casting)
            values.append(value)
            kinds.append((kind, scalar))
        self.values = values
        key = (self.text, tuple(kinds))
        program = _programs.get(key)
        if program is None:
            program = Compiler(self.text, dict(zip(self.names, kinds, strict=True))).compile(
                self.tree
            )
            _keep(_programs, key, program)
        self.program = program

    def unknown(self, name: str) -> Exception:
        nodes = [x for x in ast.walk(self.tree) if isinstance(x, ast.Name) and x.id == name]
        error = _UnknownName(
            str(complain(self.text.strip(), nodes[0], f"{name} is not known", ValueError))
        )
        return error

    def again(self, local: Any, everywhere: Any, frame: Any) -> _Call:
        self.look_up(local, everywhere, frame)
        return self

    def run(self, out: Any) -> Any:
        # Inputs and `out` may be NumPy's memory: the steps are one call for it, and one kernel.
        _core.begin_batch()
        try:
            return self._run(out)
        finally:
            _core.end_batch()

    def _run(self, out: Any) -> Any:
        values, self.values = self.values, []  # nothing is kept alive for re_evaluate
        result = asarray(self.program.run(values))
        if out is None:
            return _in_order(result, self.order)
        if not numpy.can_cast(result.dtype, out.dtype, self.casting):
            raise TypeError(
                f"the result is {result.dtype}, which casting={self.casting!r} does not let into "
                f"an out of {out.dtype}"
            )
        if not _fits(result.shape, out.shape):
            raise ValueError(f"the result's shape {result.shape} does not fit out's {out.shape}")
        target = asarray(out)
        target[...] = result if type(target) is ndarray else _core.to_numpy(result)
        return out


class _UnknownName(KeyError):
    """A KeyError whose text is not printed in quotes."""

    def __str__(self) -> str:
        return str(self.args[0])


def _prepare(
    text: str,
    local: Any,
    everywhere: Any,
    out: Any,
    order: str,
    casting: str,
    options: dict[str, Any],
    depth: int,
) -> _Call:
    frame = sys._getframe(depth)
    _check_options(order, casting, options)
    if out is not None and not isinstance(out, ndarray | numpy.ndarray):
        raise TypeError(f"out must be an array, not {type(out).__name__}")
    call = _Call(text, order, casting, out)
    call.look_up(local, everywhere, frame)
    _last.call = call
    return call


def _check_options(order: str, casting: str, options: dict[str, Any]) -> None:
    if order not in ("C", "F", "A", "K"):
        raise ValueError(f"order must be one of 'C', 'F', 'A', or 'K' (got {order!r})")
    if casting not in _CASTINGS:
        raise ValueError(f"casting must be one of {', '.join(_CASTINGS)} (got {casting!r})")
    allowed = {"truediv": (False, True, "auto"), "optimization": ("none", "moderate", "aggressive")}
    for name, value in options.items():
        if name not in allowed:
            raise ValueError(f"Unknown keyword argument '{name}'")
        if value not in allowed[name]:
            raise ValueError(f"'{name}' must be one of {allowed[name]}")


def _keep(cache: dict[Any, Any], key: Any, value: Any) -> None:
    while len(cache) >= _KEPT:
        cache.pop(next(iter(cache)), None)
    cache[key] = value


def _parsed(text: str) -> tuple[ast.Expression, list[str]]:
    if not isinstance(text, str):
        raise ValueError("must specify expression as a string")
    found = _trees.get(text)
    if found is None:
        tree = parse(text)
        found = (tree, names_of(tree))
        _keep(_trees, text, found)
    return found


def _input(name: str, value: Any, casting: Any) -> tuple[Any, str, bool]:
    """The value as the program takes it, its kind, and whether it is a number."""
    if type(value) is not ndarray:
        if isinstance(value, _NUMBERS) or numpy.ndim(value) == 0:
            value = numpy.asarray(value)[()]
        else:
            value = numpy.asarray(value)
    kind = kind_of_dtype(value.dtype)
    if kind is None:
        raise TypeError(f"{name} is {value.dtype}, which expressions do not take")
    dtype = dtype_of_kind(kind)
    if value.dtype == dtype and value.dtype.isnative:
        pass
    elif not numpy.can_cast(value.dtype, dtype, casting):
        raise TypeError(
            f"{name} is {value.dtype}, which casting={casting!r} does not let become {dtype}"
        )
    else:
        value = value.astype(dtype)
    if isinstance(value, numpy.generic):
        return value, kind, True
    return asarray(value), kind, False


def _fits(shape: tuple[int, ...], into: tuple[int, ...]) -> bool:
    """Whether the one can be broadcast to the other."""
    missing = len(into) - len(shape)
    return missing >= 0 and all(
        size in (1, wanted) for size, wanted in zip(shape, into[missing:], strict=True)
    )


def _in_order(result: Any, order: str) -> Any:
    if order == "F" and result.ndim > 1:
        return asarray(numpy.asfortranarray(_core.to_numpy(result)))
    return result
