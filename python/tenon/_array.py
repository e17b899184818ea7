# SPDX-License-Identifier: MIT
"""The parts of tenon.ndarray that need no C++: rare methods, protocols, text, advanced indices."""

from __future__ import annotations

import operator
from typing import Any

import numpy

from . import _core, _indexing, _methods, _standard
from ._convert import asarray, is_held
from ._fallback import LIBRARY, from_numpy, is_seen, note, through_numpy, to_numpy
from ._numbers import ComposedUfunc

ndarray = _core.ndarray


_PLAIN = (ndarray, numpy.ndarray, bool, int, float, complex, list, tuple)


def make_ndarray(
    shape: Any,
    dtype: Any = float,
    buffer: Any = None,
    offset: int = 0,
    strides: Any = None,
    order: Any = None,
) -> Any:
    """ndarray(shape, ...): an array without values, or on the memory of `buffer`."""
    return from_numpy(numpy.ndarray(shape, dtype, buffer, offset, strides, order))


def _new(kind: Any, *args: Any, **kwargs: Any) -> Any:
    """ndarray.__new__, which classes derived from it call for their own."""
    if kind is ndarray:
        return make_ndarray(*args, **kwargs)
    return numpy.ndarray.__new__(kind, *to_numpy(args), **to_numpy(kwargs))


def text(name: str) -> Any:
    of_numpy = getattr(numpy.ndarray, name)
    return lambda self: of_numpy(_core.to_numpy(self))


# NumPy's ufunc to Python's operator.
_OPERATORS = {
    "add": "add", "subtract": "sub", "multiply": "mul", "divide": "truediv",
    "floor_divide": "floordiv", "remainder": "mod", "power": "pow", "bitwise_and": "and",
    "bitwise_or": "or", "bitwise_xor": "xor", "bitwise_left_shift": "lshift",
    "bitwise_right_shift": "rshift", "less": "lt", "less_equal": "le", "equal": "eq",
    "not_equal": "ne", "greater": "gt", "greater_equal": "ge",
}  # fmt: skip


def _operator(name: str, a: Any, b: Any, in_place: bool) -> Any:
    """An operator between an array and what only NumPy knows: the same on the array's memory."""
    numpys = [_core.to_numpy(x) if type(x) is ndarray else x for x in (a, b)]
    function = getattr(operator, f"__{'i' * in_place}{_OPERATORS[name]}__")
    result = function(*numpys)
    return a if in_place and result is numpys[0] else from_numpy(result)


def _defers(other: Any) -> bool:
    """Whether an object of another class has the first word, by NumPy's rule (NEP 13)."""
    if type(other) in (ndarray, numpy.ndarray, list, tuple, int, float, complex, bool):
        return False
    if hasattr(type(other), "__array_ufunc__"):
        return type(other).__array_ufunc__ is None
    return bool(getattr(other, "__array_priority__", -1) > 0)


def _matmul(a: Any, b: Any) -> Any:
    if _defers(a) or _defers(b):
        return NotImplemented
    return from_numpy(operator.matmul(to_numpy(a), to_numpy(b)))


def _imatmul(a: Any, b: Any) -> Any:
    a[...] = _matmul(a, b)
    return a


def _divmod(a: Any, b: Any) -> Any:
    if _defers(a) or _defers(b):
        return NotImplemented
    return from_numpy(divmod(to_numpy(a), to_numpy(b)))


def _astype(
    self: Any,
    dtype: Any,
    order: Any = "K",
    casting: Any = "unsafe",
    subok: bool = True,
    copy: bool = True,
) -> Any:
    kind = numpy.dtype(dtype)
    if not copy and kind == self.dtype:
        return self
    if (
        is_held(kind)
        and order in ("K", "C")
        and (casting == "unsafe" or numpy.can_cast(self.dtype, kind, casting))
    ):
        source = self if order == "K" or self._in_c_order else _core.copy(self)
        return _core.astype(source, kind)
    return from_numpy(_core.to_numpy(self).astype(kind, order, casting, subok, copy))


def _copy(self: Any, order: Any = "C") -> Any:
    if order in ("C", "K"):
        return _core.copy(self) if order == "C" else _core.astype(self, self.dtype)
    return from_numpy(_core.to_numpy(self).copy(order))


def _as_numpy(self: Any, dtype: Any = None, copy: bool | None = None) -> Any:
    return numpy.array(_core.to_numpy(self), dtype=dtype, copy=copy)


def _through(name: str) -> Any:
    of_numpy = getattr(numpy.ndarray, name)

    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        return through_numpy(of_numpy, self, *args, **kwargs)

    call.__name__ = name
    call.__doc__ = of_numpy.__doc__
    return call


def _set_layout(self: Any, name: str, value: Any) -> None:
    """a.shape = ..., a.dtype = ..., a.strides = ...: the same memory seen otherwise."""
    if name == "shape":
        try:
            view = self.reshape(value)
        except (TypeError, ValueError):
            view = None
        if view is not None and view.base is not None:
            _core.become(self, view)
            return
    as_numpy = _core.to_numpy(self)
    try:
        setattr(as_numpy, name, value)
        view = _core.from_numpy(as_numpy)
    except ValueError:  # NumPy does not know how far the memory reaches
        if name != "strides" or len(value) != self.ndim:
            raise
        view = _core.as_strided(self, 0, self.shape, list(value), self.dtype)
    if view is None:
        raise TypeError(f"a tenon.ndarray does not hold the dtype {as_numpy.dtype}")
    _core.become(self, view)


def _resize(self: Any, used: bool, *new_shape: Any, refcheck: Any = True) -> None:
    if self.base is not None:
        raise ValueError("cannot resize this array: it does not own its data")
    if used and refcheck:
        raise ValueError(
            "cannot resize an array that references or is referenced\n"
            "by another array in this way.\n"
            "Use the np.resize function or refcheck=False"
        )
    as_numpy = _core.to_numpy(self).copy("K")
    as_numpy.resize(*new_shape, refcheck=False)
    _core.become(self, _core.from_numpy(as_numpy))


PARTS = {
    "operator": _operator,
    "resize": _resize,
    "set_layout": _set_layout,
    "make_ndarray": make_ndarray,
    "get_item": _indexing.get_item,
    "set_item": _indexing.set_item,
    "repr": text("__repr__"),
    "str": text("__str__"),
    "operator_matmul": _matmul,
    "operator_imatmul": _imatmul,
    "operator_divmod": _divmod,
    "astype": _astype,
    "reshape": _through("reshape"),
    "copy": _copy,
    "item": _through("item"),
    "__array__": _as_numpy,
}


def _array_ufunc(self: Any, of_numpy: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
    """NumPy's ufunc called on our arrays."""
    out = kwargs.get("out", ())
    plain = True
    for value in (*inputs, *out):
        if type(value) in _PLAIN or isinstance(value, numpy.generic):
            continue
        handler = getattr(type(value), "__array_ufunc__", None)
        if handler not in (None, numpy.ndarray.__array_ufunc__):
            return NotImplemented
        plain = False  # an object, or a subclass of NumPy's array
    ours = _UFUNCS.get(of_numpy) if plain else None
    if ours is not None:
        function = ours if method == "__call__" else getattr(ours, method)
        if len(out) == 1:
            kwargs["out"] = out[0]
        return function(*inputs, **kwargs)
    if of_numpy.__name__ not in LIBRARY and of_numpy not in _UFUNCS:
        note(of_numpy.__name__)
    result = through_numpy(getattr(of_numpy, method), *inputs, **kwargs)
    if not out:
        return result
    return out[0] if len(out) == 1 else out


_UFUNCS: dict[Any, Any] = {}


def _in_c_order(self: Any) -> bool:
    expected = self.itemsize
    if self.size == 0:
        return True
    for size, stride in zip(reversed(self.shape), reversed(self.strides), strict=True):
        if size > 1:
            if stride != expected:
                return False
            expected *= size
    return True


def _array_function(self: Any, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
    """NumPy's function called on our arrays: ours if there is one, else NumPy's on the memory."""
    import tenon

    if not is_seen(args) and not is_seen(kwargs):  # NumPy finds them where to_numpy does not look
        return function._implementation(*args, **kwargs)
    if function.__module__ == "numpy":
        ours = getattr(tenon, function.__name__, None)
        if ours is not None:
            return ours(*args, **kwargs)
    return through_numpy(function, *args, **kwargs)


def add_methods(names: dict[str, Any]) -> None:
    """Gives ndarray what is not in the extension."""
    for name, method in {**_methods.METHODS, **_standard.PROTOCOLS}.items():
        setattr(ndarray, name, _core.make_function(f"ndarray.{name}", method))
    for name in dir(numpy.ndarray):
        if name.startswith("_") or name in ndarray.__dict__:
            continue
        attribute = getattr(numpy.ndarray, name)
        if callable(attribute):
            setattr(ndarray, name, _core.make_function(f"ndarray.{name}", _through(name)))
        elif name == "ctypes":
            setattr(ndarray, name, property(_ctypes))
        else:
            setattr(ndarray, name, property(_reader(name), _writer(name)))
    for ufunc in names.values():
        if type(ufunc) is _core.ufunc or isinstance(ufunc, ComposedUfunc):
            _UFUNCS[ufunc._numpy] = ufunc
    protocols = {
        "__new__": staticmethod(_new),
        "_in_c_order": property(_in_c_order),
        "__array_function__": _array_function,
        "__array_priority__": 0.0,
        "__complex__": lambda self: complex(_core.to_numpy(self)),
        "__copy__": lambda self: self.copy("K"),
        "__deepcopy__": lambda self, memo: self.copy("K"),
        "__reduce__": lambda self: (asarray, (_core.to_numpy(self).copy("A"),)),
    }
    for name, value in protocols.items():
        setattr(ndarray, name, value)
    _core.set_python_parts({"__array_ufunc__": _array_ufunc, "adapt_class": _adapt_class})


def _adapt_class(made: type) -> None:
    """A class derived from tenon.ndarray has been made."""
    from . import _classes  # seldom needed

    _classes.adapt(made)


def _ctypes(self: Any) -> Any:
    _core.pin(self)  # the address may be kept without what it came from
    return _core.to_numpy(self).ctypes


def _reader(name: str) -> Any:
    return lambda self: from_numpy(getattr(_core.to_numpy(self), name))


def _writer(name: str) -> Any:
    def write(self: Any, value: Any) -> None:
        setattr(_core.to_numpy(self), name, to_numpy(value))

    return write
