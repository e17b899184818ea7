# SPDX-License-Identifier: MIT
"""Single elements read and written by positions: loops over elements live on this."""

from __future__ import annotations

import warnings
from typing import Any

import numpy
import pytest
import tenon

DTYPES = "? b h i l B H I L e f d F D".split()
VALUES: list[Any] = [
    True, False, 0, 1, -1, 127, 128, 255, 256, 2**31, 2**53 + 1, 2**63 - 1, 2**63, 2**64, -(2**63),
    1.0, 2.7, -0.0, 1e5, 1e39, 1e300, float("nan"), float("-inf"), 1j, 1e39 + 1j,
    numpy.bool_(True), numpy.int8(-3), numpy.int64(2**40), numpy.uint64(2**64 - 1),
    numpy.float16(1.5), numpy.float32(1.5), numpy.float64(1e300), numpy.complex64(1 + 2j),
    numpy.array(5), "3", "x", None, [1], (), b"1", object(),
]  # fmt: skip


def _written(np: Any, dtype: str, index: Any, value: Any) -> tuple[Any, ...]:
    """The bytes afterwards, the error's type, the warnings."""
    shape = (5,) if isinstance(index, int) else (3, 4)
    a = np.ones(shape, dtype=dtype)
    error = None
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            a[index] = value
        except Exception as raised:
            error = type(raised)
    return numpy.asarray(a).tobytes(), error, [str(w.message) for w in caught]


@pytest.mark.parametrize("dtype", DTYPES)
def test_that_elements_are_written_as_numpys_are(dtype: str) -> None:
    for value in VALUES:
        for index in (2, -1, (1, 2), (-1, -1), 5, -6, (0, 4), (0, 2**70)):
            theirs = _written(numpy, dtype, index, value)
            assert _written(tenon, dtype, index, value) == theirs, (index, value)


@pytest.mark.parametrize("dtype", DTYPES)
def test_that_elements_of_views_are_read_and_written(dtype: str) -> None:
    for np in (tenon, numpy):
        a = np.zeros((4, 6), dtype=dtype)
        view = a[1:, ::-2].T
        view[2, 1] = 1
        assert a[2, 1] == view[2, 1] == 1
        assert type(a[2, 1]) is type(numpy.zeros(1, dtype)[0])
        assert (a != 0).sum() == 1


def test_that_what_is_pending_is_seen_and_sees_the_old_elements() -> None:
    large = tenon.zeros(100_000)
    sums = large + 1  # recorded: it reads the elements before
    large[5] = 7
    assert sums[5] == 1
    assert (large + 1)[5] == 8
    large += 1
    large[6] = 3
    assert (large[5], large[6], large[7]) == (8, 3, 1)


def test_that_read_only_arrays_and_numpys_memory_are_respected() -> None:
    theirs = numpy.zeros(3)
    ours = tenon.asarray(theirs)
    ours[1] = 5
    assert theirs[1] == 5
    theirs[2] = 6
    assert ours[2] == 6
    ours.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        ours[0] = 1
    assert theirs[0] == 0


def test_that_a_loop_over_elements_gives_numpys_numbers() -> None:
    def table(np: Any, n: int) -> Any:
        a = np.zeros((n, n), dtype=int)
        for i in range(n):
            a[i, 0] = a[0, i] = 1
        for i in range(1, n):
            for j in range(1, n):
                a[i, j] = a[i - 1, j] + a[i, j - 1]
        return numpy.asarray(a)

    numpy.testing.assert_array_equal(table(tenon, 12), table(numpy, 12))


def _is_one_by_one(a: Any, position: Any) -> None:
    a[position] = 3
    a[position] += 1
    a[position] = a[position] * 2 - a[position]
    assert a[position] == 4
    assert a.item(position) == 4


@pytest.mark.parametrize("dtype", "? b h i l B H I L f d D".split())
def test_that_elements_make_no_view_and_no_statement(dtype: str) -> None:
    settled = {}
    for shape in ((6,), (100_000,), (4, 5), (300, 400), (2, 3, 4)):
        a = tenon.zeros(shape, dtype="d" if dtype == "?" else dtype)
        settled[shape] = a if dtype != "?" else a > 0
    tenon.sync()
    for shape, a in settled.items():
        position: Any = tuple(n - 1 for n in shape) if len(shape) > 1 else shape[0] - 2
        before = tenon._core.statistics(), tenon._core.live_storages()
        if dtype == "?":
            a[position] = True
            assert a[position] is numpy.True_
        else:
            _is_one_by_one(a, position)
        assert (tenon._core.statistics(), tenon._core.live_storages()) == before, shape


def test_that_elements_run_what_is_pending_once() -> None:
    a = tenon.ones(100_000)
    tenon.sync()
    a += 1
    before = tenon._core.statistics()["evaluations"]
    assert sum(a[i] for i in range(1000)) == 2000
    for i in range(1000):
        a[i] += a[i + 1]
    assert tenon._core.statistics()["evaluations"] == before + 1
    assert a.sum() == 202_000
