# SPDX-License-Identifier: MIT
"""What the differential tests found once: each call must do what NumPy does."""

from __future__ import annotations

import itertools
import warnings
from collections import UserList, deque
from collections.abc import Callable
from typing import Any

import numpy
import pytest
import tenon as tn
from differential import check_errors, outcome, same

CALLS: dict[str, Callable[[Any], Any]] = {
    "axis 0 of an array without dimensions": lambda np: np.array(3.0).sum(axis=0),
    "sum of an array without dimensions, masked": lambda np: np.sum(
        np.array(True), axis=0, where=np.array(False), dtype="f"
    ),
    "average along an axis that is not there": lambda np: np.average(np.array(1), 0, [1]),
    "maximum of complex numbers": lambda np: np.array([1 + 2j, 1 + 3j]).max(),
    "place of the largest complex number": lambda np: np.array([1 + 2j, 1 + 3j]).argmax(),
    "order of complex numbers": lambda np: np.array([1 + 2j]) < np.array([1 + 3j]),
    "rint of integers": lambda np: np.rint(np.array([1, 2], "u2")),
    "reciprocal of integers": lambda np: np.reciprocal(np.array([1, 2], "u2")),
    "floor of booleans": lambda np: np.floor(np.array([True])),
    "an integer from an array of one dimension": lambda np: int(np.array([1])),
    "a float from a complex number": lambda np: float(np.array(1j)),
    "flip without dimensions": lambda np: np.flip(np.array(1.0)),
    "numbers of a vector, unstacked": lambda np: np.unstack(np.array([1.0, 2.0])),
    "a number that the array cannot hold": lambda np: np.full_like(np.array([1], "i1"), 2.5),
    "a number beyond the choice's dtype": lambda np: np.where(True, -1, np.array([1], "u1")),
    "a negative choice of unsigned ones": lambda np: np.select(
        [np.array([True])], [np.array([1], "u1")], -1
    ),
    "in place with a dtype that does not fit": lambda np: np.array([1, 2]).__iadd__(
        np.array([0.5, 1])
    ),
    "squeezing an axis that is not one": lambda np: np.squeeze(np.zeros((2, 1)), 0),
    "repeats along an axis that is not there": lambda np: np.repeat(np.array(1.0), 2, 0),
}


@pytest.mark.parametrize("name", sorted(CALLS))
def test_that_it_is_mended(name: str) -> None:
    how, theirs = outcome(lambda: CALLS[name](numpy))
    how_ours, ours = outcome(lambda: CALLS[name](tn))
    assert how == how_ours, (theirs, ours)
    if how == "error":
        check_errors(theirs, ours)
    else:
        same(theirs, ours)


def test_that_values_put_by_a_mask_must_fit() -> None:
    a = tn.zeros(3, dtype="i1")
    with pytest.raises(TypeError):
        tn.putmask(a, tn.ones(3, dtype=bool), tn.ones(3, dtype="i2"))
    tn.putmask(a, tn.ones(3, dtype=bool), 4)
    assert a.tolist() == [4, 4, 4]


@pytest.mark.parametrize("scalar", ["?", "b", "H", "i", "q", "Q", "f", "d", "F", "D"])
@pytest.mark.parametrize("array", ["?", "b", "H", "i", "q", "Q", "f", "d", "F", "D"])
def test_that_a_numpy_scalar_on_either_side_promotes_as_in_numpy(scalar: str, array: str) -> None:
    number = numpy.dtype(scalar).type(3)
    theirs = numpy.ones(3, array)
    ours = tn.ones(3, array)
    for operation in ("add", "multiply", "less", "power"):
        for swap in (False, True):
            want = getattr(numpy, operation)(*((theirs, number) if swap else (number, theirs)))
            got = getattr(tn, operation)(*((ours, number) if swap else (number, ours)))
            assert got.dtype == want.dtype
            assert numpy.array_equal(numpy.asarray(got), want)
    assert (number * ours).dtype == (number * theirs).dtype


@pytest.mark.parametrize("exponent", [-1, -200, 300])
def test_that_an_exponent_that_does_not_fit_is_the_same_error_as_any_number(exponent: int) -> None:
    for kind in ("u1", "i1", "i4"):
        for size in (0, 3):
            expected = outcome_of_power(numpy, size, kind, exponent)
            assert outcome_of_power(tn, size, kind, exponent) == expected


def outcome_of_power(module: Any, size: int, kind: str, exponent: int) -> Any:
    try:
        return (module.ones(size, kind) ** exponent).tolist()
    except (ValueError, OverflowError) as error:
        return type(error)


def test_that_wrapping_around_an_axis_without_elements_ends() -> None:
    assert tn.take(tn.zeros((0, 0)), [0, 1], axis=0, mode="wrap").shape == (2, 0)
    with pytest.raises(IndexError):
        tn.take(tn.zeros(0), [0], mode="wrap")


def test_that_three_dtypes_are_promoted_together() -> None:
    for dtypes in itertools.product("?bhilBHILefdFD", repeat=3):
        expected = numpy.result_type(*dtypes)
        parts = [tn.zeros(1, dtype) for dtype in dtypes]
        assert tn.concatenate(parts).dtype == expected, dtypes
    for dtypes in itertools.product("bhBHefd", repeat=3):
        theirs, ours = (np.clip(*(np.ones(2, dtype) for dtype in dtypes)) for np in (numpy, tn))
        assert ours.dtype == theirs.dtype, dtypes


class _List(list[Any]):
    pass


@pytest.mark.parametrize("container", [deque, UserList, _List, list])
def test_that_arrays_in_any_sequence_are_found(container: Callable[[Any], Any]) -> None:
    def calls(np: Any) -> list[Any]:
        parts = container([np.arange(4.0), np.ones(4)])
        joined = [np.vstack(parts), np.hstack(parts), np.stack(parts), np.concatenate(parts)]
        chosen = [np.choose([0, 1, 0, 1], parts), np.average(parts)]
        return [*joined, *chosen, np.mean(parts, axis=0), np.linalg.norm(parts), np.cov(parts)]

    for ours, theirs in zip(calls(tn), calls(numpy), strict=True):
        numpy.testing.assert_array_equal(ours, theirs)
    assert numpy.vstack(container([tn.arange(4.0), tn.ones(4)])).shape == (2, 4)


class _Image:
    def __init__(self, np: Any, rows: Any) -> None:
        self.np, self.rows = np, rows

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        return self.np.asarray(self.rows, dtype=dtype)


def test_that_objects_may_give_our_arrays_when_asked_for_one() -> None:
    def calls(np: Any) -> list[Any]:
        image = _Image(np, [[1, 2], [3, 4]])
        made = [np.asarray(image), np.array(image, dtype=float), np.array([image, image])]
        return [*made, np.sum(image, axis=0), np.stack([image, image]), np.where(image, 1, 0)]

    for ours, theirs in zip(calls(tn), calls(numpy), strict=True):
        assert type(ours) is tn.ndarray
        numpy.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("name", ["nanmin", "nanmax"])
def test_that_infinities_and_lines_of_nan_are_told_apart(name: str) -> None:
    nan, inf = numpy.nan, numpy.inf
    for rows in ([[nan, inf], [nan, -inf]], [[nan, nan], [inf, -inf]], [[-inf, -inf], [nan, 2]]):
        for axis in (None, 0, 1):
            results = []
            for np in (tn, numpy):
                with warnings.catch_warnings(record=True) as caught:
                    warnings.simplefilter("always")
                    result = getattr(np, name)(np.array(rows), axis=axis)
                results.append((numpy.asarray(result).tolist(), [str(w.message) for w in caught]))
            numpy.testing.assert_equal(*results)
