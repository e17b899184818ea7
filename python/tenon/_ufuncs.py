# SPDX-License-Identifier: MIT
"""The ufuncs: one for each operation of the table, under NumPy's name.

The common call is in the extension. Here are the rest: `where`, `dtype`, `casting`, other array
types, and the methods.
"""

from __future__ import annotations

from typing import Any

import numpy

from . import _core
from ._convert import asarray, is_held
from ._fallback import from_numpy, rare, through_numpy, to_numpy

ndarray = _core.ndarray
ufunc = _core.ufunc

# The table's name where NumPy has another.
NUMPY_NAMES = {
    "acos": "arccos",
    "acosh": "arccosh",
    "asin": "arcsin",
    "asinh": "arcsinh",
    "atan": "arctan",
    "atan2": "arctan2",
    "atanh": "arctanh",
    "bitwise_invert": "invert",
    "bitwise_left_shift": "left_shift",
    "bitwise_right_shift": "right_shift",
    "conj": "conjugate",
}


_NUMBERS = (bool, int, float, complex, numpy.generic)


def make_ufuncs() -> dict[str, Any]:
    """Every operation that is a ufunc in NumPy, by NumPy's name."""
    made: dict[str, Any] = {}
    for operation, (arity, sentence) in _core.operations().items():
        name = NUMPY_NAMES.get(operation, operation)
        of_numpy = getattr(numpy, name, None)
        if not isinstance(of_numpy, numpy.ufunc) or of_numpy.nin != arity or of_numpy.nout != 1:
            continue
        operands = "x" if arity == 1 else ", ".join(f"x{i + 1}" for i in range(arity))
        doc = f"{name}({operands}, /, out=None, *, where=True, dtype=None)\n\n{sentence}"
        made[name] = _core.make_ufunc(operation, name, doc, of_numpy)
        made[name]._operation = operation
    return made


def _foreign(value: Any) -> bool:
    """Whether another array type has a say in the call."""
    kind = type(value)
    return (
        kind is not ndarray
        and hasattr(kind, "__array_ufunc__")
        and kind is not numpy.ndarray
        and not isinstance(value, numpy.generic)
    )


# Of these NumPy does not warn, whatever the operands.
_SILENT = frozenset(
    "bitwise_and bitwise_count bitwise_or bitwise_xor copysign equal fmax fmin gcd greater"
    " greater_equal invert isfinite isinf isnan lcm left_shift less less_equal logical_and"
    " logical_not logical_or logical_xor maximum minimum negative not_equal positive right_shift"
    " sign signbit".split()
)


def _as_operand(value: Any) -> Any:
    """A number as it is, anything else as an array."""
    if isinstance(value, _NUMBERS):
        return value
    return asarray(value)


def call_ufunc(self: Any, /, *args: Any, **kwargs: Any) -> Any:
    """The ufunc with all of NumPy's arguments."""
    of_numpy = self._numpy
    outs = kwargs.get("out")
    if outs is None:
        outs = args[self.nin :]
    elif not isinstance(outs, tuple):
        outs = (outs,)
    if any(map(_foreign, (*args, *outs))):  # they see NumPy's arrays, as in NumPy
        return from_numpy(of_numpy(*to_numpy(args), **to_numpy(kwargs)))
    if len(args) < self.nin or len(args) > self.nin + 1 or any(x is Ellipsis for x in outs):
        return from_numpy(of_numpy(*to_numpy(args), **to_numpy(kwargs)))
    out = outs[0] if outs else None
    operands = [_as_operand(value) for value in args[: self.nin]]
    where = kwargs.get("where", True)
    ours = (out is None or type(out) is ndarray) and not set(kwargs) - {"out", "where", "dtype"}
    if ours and any(type(x) is ndarray for x in operands):
        result = _on_arrays(self, operands, out, where, kwargs.get("dtype"))
        if result is not None:
            return result
    return _through_numpy(self, operands, out, kwargs)


def _on_arrays(self: Any, operands: list[Any], out: Any, where: Any, dtype: Any) -> Any:
    """The call on Tenon's own arrays; None where only NumPy can do it."""
    for value in operands:
        if isinstance(value, numpy.generic):
            if not is_held(value.dtype):
                return None
        elif type(value) is not ndarray and not isinstance(value, _NUMBERS):
            return None
    if dtype is not None:
        converted = _with_dtype(self, operands, numpy.dtype(dtype))
        if converted is None:
            return None
        operands = converted
    if where is True:
        return self(*operands) if out is None else self(*operands, out)
    if out is not None and out._readonly:
        raise ValueError("output array is read-only")
    mask = asarray(where)
    if type(mask) is not ndarray or mask.dtype != numpy.bool_:
        return None
    try:
        result = self(*_without_masked(self, operands, mask))
    except (TypeError, ValueError):
        return None
    if out is None:
        shape = numpy.broadcast_shapes(result.shape, mask.shape)
        out = _core.full(shape, 0, result.dtype)
    elif not _fit_into(out.shape, result.shape, mask.shape):
        return None
    _masked_assign(self._numpy, out, mask, result)
    return out


def _fit_into(target: tuple[int, ...], *shapes: tuple[int, ...]) -> bool:
    """Whether the shapes can be laid over `target`, without an axis that it does not have."""
    try:
        return numpy.broadcast_shapes(target, *shapes) == target
    except ValueError:
        return False


def _without_masked(self: Any, operands: list[Any], mask: Any) -> list[Any]:
    """The operands, where the mask is false with a number of which no operation warns: NumPy does
    not compute there."""
    if self.__name__ in _SILENT:
        return operands
    number = 0 if self.__name__ == "arctanh" else 1
    return [
        _core.where(mask, x, x.dtype.type(number)) if type(x) is ndarray else x for x in operands
    ]


def _masked_assign(of_numpy: Any, out: Any, mask: Any, value: Any) -> None:
    if not numpy.can_cast(value.dtype, out.dtype, "same_kind"):
        raise numpy._core._exceptions._UFuncOutputCastingError(  # type: ignore[attr-defined]
            of_numpy, "same_kind", value.dtype, out.dtype, 0
        )
    _core.assign(out, _core.where(mask, value.astype(out.dtype), out))


def foreign_type(self: Any, kind: numpy.dtype[Any] | None) -> bool:
    """Whether NumPy's result for operands of dtype `kind` has another dtype than Tenon's own form,
    or only NumPy has one: comparisons order complex numbers. None: for signed and unsigned integers
    in one call, where NumPy may take a floating type that holds both, not their common type."""
    if self._numpy is None:
        return False
    if kind is None:
        loops = self._numpy.types
        return self.nin == 2 and "ee->e" in loops and "bb->b" not in loops
    try:
        theirs = self._numpy.resolve_dtypes((kind,) * self.nin + (None,))[-1]
    except TypeError:
        return False
    # NumPy's spacing of float16 is the distance to the next greater number, that of others to the
    # next further from zero.
    other_rule = self.__name__ == "spacing" and theirs == numpy.float16
    return bool(other_rule or theirs != _core.result_dtype(self, kind))


def numpy_ufunc(self: Any, out: Any, *operands: Any) -> Any:
    """NumPy's own form of the ufunc, on the same memory."""
    if self._numpy is None:
        raise TypeError(f"{self.__name__}: not defined for these operands")
    rare[self.__name__] += 1
    return _through_numpy(self, list(operands), out, {})


def _gives_way(number: Any, dtype: numpy.dtype[Any]) -> bool:
    """Whether a number may be an operand of a computation in `dtype`."""
    if isinstance(number, numpy.generic):
        return numpy.can_cast(number.dtype, dtype, "same_kind")
    kinds = "c" if isinstance(number, complex) else "fc" if isinstance(number, float) else "iufc"
    return dtype.kind in kinds or isinstance(number, bool)


def _with_dtype(self: Any, operands: list[Any], dtype: numpy.dtype[Any]) -> list[Any] | None:
    """Operands so that the operation computes in `dtype`; None where that is not all there is
    to it."""
    if not is_held(dtype):
        return None
    converted = []
    for value in operands:
        if type(value) is ndarray and value.dtype != dtype:
            if not numpy.can_cast(value.dtype, dtype, "same_kind"):
                return None
            value = _core.convert(value, dtype)
        elif type(value) is not ndarray and not _gives_way(value, dtype):
            return None
        converted.append(value)
    loops = self._numpy.types
    char = dtype.char
    return converted if f"{char * self.nin}->{char}" in loops else None


def _through_numpy(self: Any, operands: list[Any], out: Any, kwargs: dict[str, Any]) -> Any:
    kwargs = {name: value for name, value in kwargs.items() if name != "out"}
    if out is None:
        return through_numpy(self._numpy, *operands, **kwargs)
    self._numpy(*to_numpy(operands), out=to_numpy(out), **to_numpy(kwargs))
    return out


UFUNCS = make_ufuncs()
