# SPDX-License-Identifier: MIT
"""Names of the Python Array API standard beside the computing ones: conversion, exchange,
inspection."""

from __future__ import annotations

import types
from typing import Any

import numpy

from . import _core
from ._convert import array, asarray
from ._fallback import from_numpy, to_numpy
from ._native import native, need, ours

__all__ = [
    "__array_namespace_info__",
    "asanyarray",
    "ascontiguousarray",
    "astype",
    "broadcast_shapes",
    "copy",
    "from_dlpack",
    "may_share_memory",
    "ndim",
    "require",
    "shape",
    "size",
]

ndarray = _core.ndarray
__array_namespace_info__ = numpy.__array_namespace_info__
broadcast_shapes = numpy.broadcast_shapes


@native
def astype(x: Any, dtype: Any, /, *, copy: bool = True, device: Any = None) -> Any:
    """The array with another dtype; itself when it has it and `copy` is false."""
    need(type(x) is ndarray and device in (None, "cpu"))
    return x.astype(dtype, copy=copy)


@native
def asanyarray(
    a: Any,
    dtype: Any = None,
    order: Any = None,
    *,
    device: Any = None,
    copy: Any = None,
    like: Any = None,
) -> Any:
    """`a` as an array, without a copy where it is one already; subclasses of NumPy's stay."""
    ours(a)
    need(like is None and device in (None, "cpu"))
    return asarray(a, dtype, order, copy=copy)


@native
def ascontiguousarray(a: Any, dtype: Any = None, *, like: Any = None) -> Any:
    """`a` in C order and with one dimension at least, copied where it must be."""
    a = ours(a)
    need(like is None)
    if dtype is not None and numpy.dtype(dtype) != a.dtype:
        a = a.astype(dtype)
    if a.ndim == 0:
        a = a.reshape((1,))
    return a if a._in_c_order else a.copy()


@native
def copy(a: Any, order: Any = "K", subok: bool = False) -> Any:
    """A copy of the array."""
    a = ours(a)
    need(order in ("C", "K") and not subok)
    return a.copy() if order == "C" else a.astype(a.dtype)


def from_dlpack(x: Any, /, *, device: Any = None, copy: bool | None = None) -> Any:
    """The array that another library exports by DLPack, on the same memory.

    BufferError when that is not possible and `copy` is False.
    """
    if type(x) is ndarray and device in (None, "cpu"):
        return array(x) if copy else x
    return from_numpy(numpy.from_dlpack(x, device=device, copy=copy))


def may_share_memory(a: Any, b: Any, max_work: Any = None) -> bool:
    """Whether two arrays may have memory in common; False is certain."""
    return bool(numpy.may_share_memory(to_numpy(a), to_numpy(b), max_work))


def ndim(a: Any) -> int:
    """Number of dimensions."""
    return int(a.ndim) if type(a) is ndarray else numpy.ndim(a)


def shape(a: Any) -> Any:
    """Sizes of the dimensions."""
    return a.shape if type(a) is ndarray else numpy.shape(a)


def size(a: Any, axis: Any = None) -> int:
    """Number of elements, or along axes."""
    if type(a) is ndarray and axis is None:
        return int(a.size)
    return numpy.size(to_numpy(a), axis)


@native
def require(a: Any, dtype: Any = None, requirements: Any = None, *, like: Any = None) -> Any:
    """`a` with the dtype and NumPy's requirements ("C", "W", ...), copied where it must be."""
    need(not requirements and like is None)
    ours(a)
    return asarray(a, dtype)


# --- methods and protocols of arrays that need no C++


def array_namespace(self: Any, /, *, api_version: Any = None) -> Any:
    """The module tenon, as the standard's namespace."""
    if api_version is not None:
        self_check = _core.to_numpy(self).__array_namespace__
        self_check(api_version=api_version)  # ValueError for versions nobody has
    import tenon

    return tenon


def to_device(self: Any, device: Any, /, *, stream: Any = None) -> Any:
    """The array itself: the only device is "cpu". ValueError for others."""
    _core.to_numpy(self).to_device(device, stream=stream)
    return self


def dlpack(
    self: Any,
    /,
    *,
    stream: Any = None,
    max_version: Any = None,
    dl_device: Any = None,
    copy: Any = None,
) -> Any:
    """A capsule with the array's memory."""
    return _core.to_numpy(self).__dlpack__(
        stream=stream, max_version=max_version, dl_device=dl_device, copy=copy
    )


def dlpack_device(self: Any, /) -> Any:
    """The kind and the number of the device: host memory."""
    return _core.to_numpy(self).__dlpack_device__()


class Flags:
    """The flags of an array, as NumPy's `flags`; `writeable` can be set."""

    def __init__(self, array: Any) -> None:
        object.__setattr__(self, "_array", array)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name == "owndata":
            return self._array.base is None
        return getattr(_core.to_numpy(self._array).flags, name)

    def __getitem__(self, name: str) -> Any:
        if name in ("O", "OWNDATA"):
            return self._array.base is None
        return _core.to_numpy(self._array).flags[name]

    def __setattr__(self, name: str, value: Any) -> None:
        if name != "writeable":
            raise AttributeError(f"flag {name!r} of a tenon.ndarray cannot be set")
        set_writeable(self._array, value)

    def __setitem__(self, name: str, value: Any) -> None:
        if name not in ("W", "WRITEABLE"):
            raise KeyError(f"flag {name!r} of a tenon.ndarray cannot be set")
        set_writeable(self._array, value)

    def __repr__(self) -> str:
        text = repr(_core.to_numpy(self._array).flags)
        return text.replace("OWNDATA : False", f"OWNDATA : {self.owndata}")

    def __eq__(self, other: object) -> bool:
        mine = _core.to_numpy(self._array).flags
        if isinstance(other, Flags):
            other = _core.to_numpy(other._array).flags
        return bool(mine == other)

    __hash__ = None  # type: ignore[assignment]


def set_writeable(array: Any, value: Any) -> None:
    if value and array._readonly and not _may_be_written(array.base):
        raise ValueError("cannot set WRITEABLE flag to True of this array")
    array._readonly = not value


def _may_be_written(base: Any) -> bool:
    """Whether a view may be, whose memory is `base`'s (of nobody else for None): NumPy's rule."""
    if base is None:
        return True
    while isinstance(base, ndarray | numpy.ndarray):
        if base.flags.writeable:
            return True
        if base.base is None:
            return False
        base = base.base
    try:
        return not memoryview(base).readonly
    except TypeError:
        return False


def setflags(self: Any, write: Any = None, align: Any = None, uic: Any = None) -> None:
    """Sets whether elements may be written."""
    if align is not None and not align:
        raise ValueError("a tenon.ndarray is always aligned")
    if uic:
        raise ValueError("cannot set WRITEBACKIFCOPY flag to True")
    if write is not None:
        set_writeable(self, write)


def _pinned(self: Any) -> Any:
    """NumPy's array for protocols that hand out the address and keep `self` instead of it."""
    _core.pin(self)
    return _core.to_numpy(self)


def _contains(self: Any, value: Any) -> bool:
    return bool((self == value).any())


def _complex(self: Any) -> complex:
    return complex(_core.to_numpy(self).__complex__())


def _deepcopy(self: Any, memo: Any) -> Any:
    return self.copy()


PROTOCOLS: dict[str, Any] = {
    "__array_namespace__": array_namespace,
    "__array_interface__": property(lambda self: _pinned(self).__array_interface__),
    "__array_struct__": property(lambda self: _pinned(self).__array_struct__),
    "__class_getitem__": classmethod(types.GenericAlias),
    "__complex__": _complex,
    "__contains__": _contains,
    "__copy__": lambda self: self.copy(),
    "__deepcopy__": _deepcopy,
    "__dlpack__": dlpack,
    "__dlpack_device__": dlpack_device,
    "__format__": lambda self, form: _core.to_numpy(self).__format__(form),
    "device": property(lambda self: "cpu", doc="The device: always 'cpu'."),
    "flags": property(Flags, doc="Layout and rights of the memory."),
    "setflags": setflags,
    "to_device": to_device,
}
