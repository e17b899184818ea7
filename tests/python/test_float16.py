# SPDX-License-Identifier: MIT
"""float16, on all 65536 numbers where that is quick."""

from __future__ import annotations

import pickle
from typing import Any

import numpy
import pytest
import tenon as tn

UFUNCS = [
    name
    for name in sorted(dir(numpy))
    if isinstance(getattr(numpy, name), numpy.ufunc) and getattr(numpy, name).nin <= 2
]
EVERY: numpy.ndarray[Any, Any] = numpy.arange(65536, dtype="u2").view("f2")


def _near(ours: Any, theirs: Any, name: str) -> None:
    """The same numbers, or the next: the functions are other approximations."""
    ours = numpy.asarray(ours)
    assert ours.dtype == theirs.dtype, name
    numpy.testing.assert_array_equal(numpy.isnan(ours), numpy.isnan(theirs), name)
    half = theirs.dtype == numpy.float16
    limit = numpy.finfo(numpy.float16).eps if half else 1e-12
    least = numpy.finfo(numpy.float16).smallest_subnormal if half else 0
    with numpy.errstate(all="ignore"):
        numpy.testing.assert_allclose(ours, theirs, rtol=limit, atol=least, err_msg=name)


def _takes_halves(name: str) -> bool:
    ufunc = getattr(numpy, name)
    with numpy.errstate(all="ignore"):
        try:
            ufunc(*[EVERY[:1]] * ufunc.nin)
        except (TypeError, ValueError):
            return False
    return True


@pytest.mark.parametrize("count", [1500, 65536])
@pytest.mark.parametrize("name", [name for name in UFUNCS if _takes_halves(name)])
def test_that_the_ufunc_of_halves_is_numpys(name: str, count: int) -> None:
    theirs = getattr(numpy, name)
    operands = [EVERY, numpy.roll(EVERY, 12345)][: theirs.nin]
    operands = [operand[:count] for operand in operands]
    with numpy.errstate(all="ignore"):
        expected = theirs(*operands)
        result = getattr(tn, name)(*map(tn.asarray, operands))
    if not isinstance(expected, tuple):
        result, expected = (result,), (expected,)
    for ours, those in zip(result, expected, strict=True):
        if those.dtype.kind == "f":
            _near(ours, those, name)
        else:
            numpy.testing.assert_array_equal(ours, those)


def test_that_halves_come_and_go_without_a_copy() -> None:
    theirs = EVERY.copy()
    ours = tn.asarray(theirs)
    assert type(ours) is tn.ndarray
    assert ours.dtype == tn.float16 == numpy.float16
    ours[3] = 7
    assert theirs[3] == 7
    assert memoryview(ours).format == "e"
    assert numpy.shares_memory(numpy.asarray(ours), theirs)
    assert numpy.shares_memory(numpy.from_dlpack(ours), theirs)
    numpy.testing.assert_array_equal(pickle.loads(pickle.dumps(ours)), theirs)
    assert repr(ours) == repr(theirs)


@pytest.mark.parametrize("other", ["?", "i1", "u1", "i2", "u2", "i4", "i8", "f2", "f4", "f8", "c8"])
def test_that_halves_meet_other_types_as_in_numpy(other: str) -> None:
    a, b = numpy.arange(3000) % 7, numpy.arange(3000) % 2
    expected = a.astype("f2") + b.astype(other)
    result = tn.asarray(a.astype("f2")) + tn.asarray(b.astype(other))
    assert result.dtype == expected.dtype
    numpy.testing.assert_array_equal(result, expected)
    assert tn.result_type(tn.float16, other) == numpy.result_type(numpy.float16, other)


@pytest.mark.parametrize("number", [1, 1.5, True, numpy.float16(3), numpy.float32(3), 2j])
def test_that_numbers_meet_halves_as_in_numpy(number: Any) -> None:
    theirs = numpy.ones(3, "f2")
    expected, result = theirs * number, tn.asarray(theirs) * number
    assert result.dtype == expected.dtype
    numpy.testing.assert_array_equal(result, expected)


@pytest.mark.parametrize("name", ["sum", "mean", "std", "var", "min", "max", "argmax", "cumsum"])
@pytest.mark.parametrize("count", [7, 5000])
def test_that_halves_are_reduced_in_more_than_halves(name: str, count: int) -> None:
    theirs = (numpy.arange(count) % 17).astype("f2") / 8
    if name == "cumsum":
        theirs = theirs[:100]
    expected, result = getattr(theirs, name)(), getattr(tn.asarray(theirs), name)()
    assert numpy.asarray(result).dtype == expected.dtype
    numpy.testing.assert_allclose(result, expected, rtol=2e-3)


@pytest.mark.parametrize("name", ["arctan2", "copysign", "hypot", "nextafter", "divide", "add"])
def test_that_integers_of_both_signs_become_what_numpy_makes_of_them(name: str) -> None:
    for signed, unsigned in (("i1", "u1"), ("i2", "u2"), ("i4", "u2"), ("i8", "u8")):
        x, y = numpy.arange(5, dtype=signed), numpy.arange(1, 6, dtype=unsigned)
        result = getattr(tn, name)(tn.asarray(x), tn.asarray(y))
        assert result.dtype == getattr(numpy, name)(x, y).dtype


@pytest.mark.parametrize("name", ["maximum", "minimum", "fmax", "fmin", "nextafter"])
@pytest.mark.parametrize("count", [1, 300])
def test_that_of_two_zeros_of_halves_the_first_is_taken(name: str, count: int) -> None:
    plus, minus = numpy.zeros(count, "f2"), -numpy.zeros(count, "f2")
    for x, y in ((plus, minus), (minus, plus)):
        expected = getattr(numpy, name)(x, y)
        result = getattr(tn, name)(tn.asarray(x), tn.asarray(y))
        numpy.testing.assert_array_equal(numpy.signbit(expected), numpy.signbit(x))
        numpy.testing.assert_array_equal(numpy.signbit(result), numpy.signbit(x))


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
@pytest.mark.parametrize("bounds", [(0.0, 1.0), (-0.0, 1.0), (-1.0, 0.0), (-1.0, -0.0)])
def test_that_a_zero_held_between_zeros_keeps_its_sign(dtype: str, bounds: Any) -> None:
    theirs = numpy.array([0.0, -0.0, 2.0, -2.0] * 20, dtype)
    expected, result = numpy.clip(theirs, *bounds), tn.clip(tn.asarray(theirs), *bounds)
    numpy.testing.assert_array_equal(expected, result)
    numpy.testing.assert_array_equal(numpy.signbit(expected), numpy.signbit(result))
