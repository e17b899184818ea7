# SPDX-License-Identifier: MIT
"""The thin path: arrays are made, computed with, looked at, and look like NumPy's."""

from __future__ import annotations

import json
import pickle

import numpy
import pytest
import tenon as tn


def test_that_expressions_have_numpys_values_and_text() -> None:
    x = numpy.linspace(0, 3, 20).reshape(4, 5)
    ours = tn.asarray(x)
    for expression in (
        lambda np, a: a + 2 * a.T[:4, :1],
        lambda np, a: np.sqrt(a) / (1 + a),
        lambda np, a: (a > 1.5) & (a < 2),
        lambda np, a: a[1:-1, ::2] - a[0, 0],
        lambda np, a: np.where(a > 1, a, 0),
    ):
        theirs = expression(numpy, x)
        result = expression(tn, ours)
        assert type(result) is tn.ndarray
        assert repr(result) == repr(theirs)
        assert result.dtype == theirs.dtype
        numpy.testing.assert_array_equal(result, theirs)


def test_that_items_and_full_reductions_are_numpys_scalars() -> None:
    a = tn.arange(5.0)
    assert type(a[2]) is numpy.float64
    assert isinstance(a.sum(), float)
    assert type(a.argmax()) is numpy.int64
    assert type(tn.max(a)) is numpy.float64
    assert json.dumps({"sum": a.sum()}) == '{"sum": 10.0}'


def test_that_one_element_becomes_pythons_numbers() -> None:
    assert complex(tn.array(1 + 2j)) == 1 + 2j
    assert float(tn.array(1.5)) == 1.5
    assert int(tn.array(7)) == 7
    with pytest.raises(TypeError):
        complex(tn.zeros(2))


def test_that_views_alias_and_in_place_operators_write_through_them() -> None:
    a = tn.zeros((3, 4))
    row = a[1]
    row += 2
    a[:, 1] = 7
    numpy.testing.assert_array_equal(a, [[0, 7, 0, 0], [2, 7, 2, 2], [0, 7, 0, 0]])
    numpy.testing.assert_array_equal(row, [2, 7, 2, 2])


def test_that_memory_is_shared_with_numpy_both_ways() -> None:
    theirs = numpy.arange(6.0)
    ours = tn.asarray(theirs)
    ours[2:4] = 10
    assert theirs[2] == 10
    theirs[0] = -1
    assert ours[0] == -1
    back = numpy.asarray(ours)
    assert numpy.shares_memory(back, theirs)
    ours *= 2
    assert back[0] == -2
    view = numpy.asarray(tn.arange(4.0))
    view += 1
    numpy.testing.assert_array_equal(view, [1, 2, 3, 4])


def test_that_two_imports_which_overlap_are_known_to() -> None:
    theirs = numpy.arange(8.0)
    front = tn.asarray(theirs[:-1])
    back = tn.asarray(theirs[1:])
    back[...] = front + 0
    numpy.testing.assert_array_equal(theirs, [0, 0, 1, 2, 3, 4, 5, 6])


@pytest.mark.parametrize("index", [[0, 2], numpy.array([True, False, True]), ([0, 1], [1, 0])])
def test_that_advanced_indices_read_and_write(index: object) -> None:
    theirs = numpy.arange(9.0).reshape(3, 3)
    ours = tn.array(theirs)
    numpy.testing.assert_array_equal(ours[index], theirs[index])
    theirs[index] = -1
    ours[index] = -1
    numpy.testing.assert_array_equal(ours, theirs)


def test_that_a_function_tenon_lacks_runs_through_numpy_and_warns_once() -> None:
    a = tn.arange(4.0)
    with pytest.warns(tn.FallbackWarning, match=r"numpy\.trim_zeros"):
        result = tn.trim_zeros(a)
    assert type(result) is tn.ndarray
    assert "trim_zeros" in tn.coverage().used


def test_that_numpys_functions_take_our_arrays() -> None:
    a = tn.arange(4.0)
    assert type(numpy.sin(a)) is tn.ndarray
    assert type(numpy.stack([a, a])) is tn.ndarray


def test_that_arrays_are_pickled() -> None:
    a = tn.arange(6).reshape(2, 3)
    copy = pickle.loads(pickle.dumps(a))
    numpy.testing.assert_array_equal(copy, a)
    assert copy.dtype == a.dtype


@pytest.mark.parametrize(
    ("error", "call"),
    [
        (ValueError, lambda a: a + tn.zeros(3)),
        (IndexError, lambda a: a[9]),
        (TypeError, lambda a: a << 1),
        (numpy.exceptions.AxisError, lambda a: a.sum(axis=2)),
        (OverflowError, lambda a: a.astype("u1") + 300),
        (TypeError, lambda a: a.astype(int).__iadd__(1.5)),
    ],
)
def test_that_errors_are_of_numpys_types(error: type[Exception], call: object) -> None:
    with pytest.raises(error):
        call(tn.arange(4.0))  # type: ignore[operator]
