# SPDX-License-Identifier: MIT
"""What arrays say of their memory, and what can be set: base, flags, shape, dtype, strides."""

from __future__ import annotations

import ctypes
import gc
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy
import pytest
import tenon as np


def outcome(function: Any, module: Any) -> Any:
    """What the function returns, or the class of its error."""
    try:
        return function(module)
    except Exception as error:
        return next(kind for kind in type(error).__mro__ if kind.__module__ == "builtins")


def same(function: Any) -> None:
    expected, found = outcome(function, numpy), outcome(function, np)
    if isinstance(expected, numpy.ndarray):
        assert isinstance(found, np.ndarray | numpy.ndarray)
        assert found.dtype == expected.dtype and found.shape == expected.shape
        numpy.testing.assert_array_equal(numpy.asarray(found), expected)
    else:
        assert found == expected


def test_that_the_base_of_a_view_is_the_array_that_owns_the_memory() -> None:
    a = np.arange(24.0).reshape(2, 3, 4)
    assert a.base is not None and a.base.base is None
    own = a.copy()
    views = [own[0], own[:, 1:], own.T, own.reshape(-1), own.ravel(), own.view(), own[..., None]]
    views += [np.moveaxis(own, 0, 1), np.broadcast_to(own, (2, 2, 3, 4)), own[1:][..., 2]]
    views += [own.view("i8"), own.view("i4"), np.diagonal(own), next(iter(own)), own.swapaxes(0, 1)]
    assert all(view.base is own for view in views)
    assert own.base is None and own.flags.owndata and not views[0].flags.owndata
    assert (own + 1).base is None and np.sort(own).base is None and own.flatten().base is None


def test_that_the_base_of_numpys_memory_is_what_numpy_says() -> None:
    theirs = numpy.arange(6.0)
    assert np.asarray(theirs).base is None
    assert np.asarray(theirs[1:]).base is theirs
    assert np.frombuffer(b"12345678").base == b"12345678"


def test_that_an_array_that_went_to_numpy_and_comes_back_is_the_same_object() -> None:
    a = np.arange(6.0)
    assert np.asarray(numpy.asarray(a)) is a
    view = np.asarray(numpy.asarray(a)[1:])
    assert view is not a and view.base is a
    readonly = closed(numpy.asarray(a))
    assert np.asarray(readonly) is not a and not np.asarray(readonly).flags.writeable


def test_that_a_view_keeps_its_base_alive_and_ends_with_it() -> None:
    theirs = numpy.arange(6.0)
    owner = SimpleNamespace(array=np.asarray(theirs))
    view = owner.array[1:][1:]
    owner.array = None
    gc.collect()
    assert view.base is not None and view.base.shape == (6,)
    theirs[3] = 7
    assert view[1] == 7


def closed(array: Any) -> Any:
    array.setflags(write=False)
    return array


@pytest.mark.parametrize(
    "function",
    [
        lambda np: np.ones(3).setflags(write=False),
        lambda np: closed(np.ones(3))[1:].setflags(write=True),
        lambda np: closed(np.ones(3)).setflags(write=True),
        lambda np: np.frombuffer(b"12345678").setflags(write=True),
        lambda np: np.frombuffer(bytearray(b"12345678")).setflags(write=True),
        lambda np: np.frombuffer(b"12345678")[:].setflags(write=True),
        lambda np: str(np.ones(3).flags),
        lambda np: str(np.ones((2, 3)).T[1:].flags),
        lambda np: np.ones(3).flags["O"],
        lambda np: np.ones(3)[1:].flags["OWNDATA"],
    ],
)
def test_that_flags_say_and_allow_what_numpys_do(function: Any) -> None:
    same(function)


def test_that_an_array_that_was_closed_cannot_be_written_until_it_is_opened() -> None:
    a = np.zeros(3)
    a.flags.writeable = False
    for write in (lambda: a.__setitem__(0, 1), lambda: a.fill(1), lambda: a.__iadd__(1)):
        with pytest.raises(ValueError, match="read-only"):
            write()
    with pytest.raises(ValueError):
        np.add(a, 1, out=a)
    assert not a[1:].flags.writeable and not numpy.asarray(a).flags.writeable
    a.flags.writeable = True
    a[0] = 1
    assert a.tolist() == [1, 0, 0]


def changed(array: Any, name: str, value: Any) -> Any:
    setattr(array, name, value)
    return array


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    "function",
    [
        lambda np: changed(np.arange(6.0), "shape", (3, 2)),
        lambda np: changed(np.arange(6.0), "shape", (-1, 2)),
        lambda np: changed(np.arange(6.0).reshape(2, 3), "shape", 6),
        lambda np: changed(np.arange(6.0), "shape", (4, 2)),
        lambda np: changed(np.arange(6.0).reshape(2, 3).T, "shape", 6),
        lambda np: changed(np.arange(6.0), "dtype", "i8"),
        lambda np: changed(np.arange(6.0), "dtype", "i4"),
        lambda np: changed(np.arange(6.0), "dtype", "c16"),
        lambda np: changed(np.arange(6.0), "dtype", object),
        lambda np: changed(np.arange(6.0)[:3], "strides", (16,)),
        lambda np: changed(np.arange(6.0)[:3], "strides", (160,)),
        lambda np: changed(np.arange(6.0)[:3], "strides", (8, 8)),
        lambda np: changed(np.arange(6.0), "real", 2),
        lambda np: changed(np.arange(6.0) + 1j, "imag", 2),
        lambda np: changed(np.arange(6.0), "size", 2),
        lambda np: changed(np.arange(6.0), "flat", 2),
        lambda np: changed(np.arange(6.0), "other", 2),
    ],
)
def test_that_attributes_are_set_as_numpys_are(function: Any) -> None:
    same(function)


def test_that_an_array_whose_shape_was_set_is_still_the_memory_of_its_views() -> None:
    a = np.arange(6.0)
    view, numpys = a[1:3], numpy.asarray(a)
    a.shape = (2, 3)
    a[0, 1] = 9
    assert view.tolist() == [9, 2] and numpys[1] == 9 and view.shape == (2,)


def resized(array: Any, *shape: Any) -> Any:
    array.resize(*shape, refcheck=False)
    return array


@pytest.mark.parametrize(
    "function",
    [
        lambda np: resized(np.arange(3.0), 5),
        lambda np: resized(np.arange(3.0), (2, 1)),
        lambda np: resized(np.arange(3.0), 2, 2),
        lambda np: resized(np.arange(3.0), -1),
        lambda np: resized(np.arange(6.0)[1:], 3),
        lambda np: resized(np.ones((2, 3), order="F"), 3, 3),
    ],
)
def test_that_resize_changes_the_array_itself(function: Any) -> None:
    same(function)


def test_that_resize_refuses_an_array_that_others_use() -> None:
    a = np.arange(3.0)
    a.resize(4)
    assert a.tolist() == [0, 1, 2, 0]
    other = a
    with pytest.raises(ValueError, match="refcheck"):
        a.resize(5)
    assert other.size == 4


def test_that_the_array_interface_is_the_arrays_own_memory_for_as_long_as_it_lives() -> None:
    for size in (5, 5000):
        a = np.arange(float(size))
        interface = a.__array_interface__
        address, readonly = interface["data"]
        assert interface["typestr"] == "<f8" and interface["shape"] == (size,) and not readonly
        memory = (ctypes.c_double * size).from_address(address)
        a += 1
        a[0] = 7
        assert memory[0] == 7 and memory[2] == 3
        memory[1] = 13
        assert a[1] == 13 and (a * 2)[1] == 26
        stand_in = SimpleNamespace(__array_interface__=interface, keeps=a)
        assert numpy.shares_memory(numpy.asarray(stand_in), numpy.asarray(a))
        assert a.ctypes.data == address


def test_that_the_array_struct_is_the_arrays_own_memory() -> None:
    a = np.arange(6.0).reshape(2, 3).T

    class Holder:
        __array_struct__ = a.__array_struct__

    seen = numpy.asarray(Holder())
    assert seen.strides == a.strides and numpy.shares_memory(seen, numpy.asarray(a))
    a[1, 1] = 40
    assert seen[1, 1] == 40


@pytest.mark.parametrize("other", [None, "a", object(), object, {}, Fraction(1, 2), 10**30])
@pytest.mark.parametrize("operator", ["==", "!=", "<", "+", "*"])
@pytest.mark.parametrize("order", ["a {} b", "b {} a"])
def test_that_operators_with_other_objects_are_numpys(
    other: Any, operator: str, order: str
) -> None:
    code = order.format(operator)
    same(lambda np: eval(code, {"a": np.arange(3.0), "b": other}))
    same(lambda np: eval(code, {"a": np.arange(3), "b": other}))


class Polite:
    """Has the first word, by its priority."""

    __array_priority__ = 10

    def __radd__(self, other: Any) -> str:
        return type(other).__name__

    __rmatmul__ = __radd__


class Closed(Polite):
    __array_priority__ = 0
    __array_ufunc__ = None


@pytest.mark.parametrize("other", [Polite(), Closed()])
def test_that_operators_give_way_to_classes_that_ask_for_it(other: Any) -> None:
    a = np.arange(3.0)
    assert a + other == "ndarray" and a @ other == "ndarray"
    same(lambda np: np.arange(3.0) - other)


@pytest.mark.parametrize(
    "function",
    [
        lambda np: [1, 2, 3] @ np.ones(3),
        lambda np: np.ones((2, 3)) @ [1, 2, 3],
        lambda np: np.ones(3) @ 3,
        lambda np: numpy.ones((2, 3)) @ np.ones(3),
        lambda np: f"{np.array(3.14159):.2f} {np.array(3):d} {np.ones(2)}",
        lambda np: f"{np.ones(2):.2f}",
        lambda np: complex(np.array(1j)),
        lambda np: np.array([2, 0, 1], "u1").view("?").sum(),
        lambda np: ~np.array([2, 0, 1], "u1").view("?"),
        lambda np: np.arange(3.0)[np.array([2, 0, 1], "u1").view("?")],
        lambda np: np.frombuffer(b"\x02\x00\x01", "?").astype(int),
        lambda np: np.array([1, 0, 1], "u1").view("?") & np.ones(3, "?"),
    ],
)
def test_that_rare_expressions_are_numpys(function: Any) -> None:
    same(function)


def assigned(np: Any, shape: Any, key: Any, value: Any) -> Any:
    array = np.zeros(shape)
    array[key] = value
    return array


@pytest.mark.parametrize(
    "case",
    [
        lambda np: assigned(np, 3, 0, np.ones(1)),
        lambda np: assigned(np, 3, 0, np.ones((1, 1))),
        lambda np: assigned(np, 3, 0, [1]),
        lambda np: assigned(np, 3, 0, np.array(1)),
        lambda np: assigned(np, (2, 3), (0, 0), np.ones(1)),
        lambda np: assigned(np, (2, 3), (0, 0, ...), np.ones(1)),
        lambda np: assigned(np, (), (), np.ones(1)),
        lambda np: assigned(np, (), ..., np.ones(1)),
        lambda np: assigned(np, (3, 2), 0, (1,)),
        lambda np: assigned(np, 3, 0, numpy.ones(1)),
    ],
)
def test_that_an_element_takes_no_sequence(case: Any) -> None:
    same(case)
