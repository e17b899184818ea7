# SPDX-License-Identifier: MIT
"""Warnings of which the processor knows nothing by itself: of whole numbers, of conversions, and of
what a mask leaves out. Compared with NumPy's, on counts with and without a tail, at once and
recorded."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable
from typing import Any

import numpy
import pytest
import tenon

COUNTS = [1, 5, 17, 1023, 5003]
SIGNED = ["i1", "i2", "i4", "i8"]
WHOLE = [*SIGNED, "u1", "u2", "u4", "u8"]
DIVISIONS = ["floor_divide", "remainder", "fmod"]


def _messages(compute: Callable[[], Any]) -> list[tuple[type[Warning], str]]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        numpy.asarray(compute())
    return [(w.category, str(w.message)) for w in caught]


def _array(np: Any, values: Any, dtype: str, strided: bool) -> Any:
    values = numpy.asarray(values).astype(dtype)
    if not strided:
        return np.asarray(values)
    wide = numpy.ones(2 * values.size, dtype)
    wide[::2] = values
    return np.asarray(wide)[::2]


def _but_the_last(count: int, value: int, last: int) -> Any:
    values = numpy.full(count, value)
    values[-1] = last
    return values


def _compare(compute: Callable[[Any], Any], label: object) -> list[tuple[type[Warning], str]]:
    expected = _messages(lambda: compute(numpy))
    assert _messages(lambda: compute(tenon)) == expected, label
    return expected


@pytest.mark.parametrize("name", DIVISIONS)
@pytest.mark.parametrize("dtype", WHOLE)
def test_that_one_whole_number_divided_by_zero_warns(dtype: str, name: str) -> None:
    for count, strided in itertools.product(COUNTS, (False, True)):

        def divide(np: Any, x: Any, y: Any, n: int = count, wide: bool = strided) -> Any:
            operands = [
                v if isinstance(v, int) else _array(np, _but_the_last(n, *v), dtype, wide)
                for v in (x, y)
            ]
            return getattr(np, name)(*operands)

        for x, y in [((7, 7), (3, 0)), ((7, 0), (3, 0)), ((7, 5), 0), (9, (3, 0))]:
            assert _compare(lambda np, x=x, y=y: divide(np, x, y), (count, x, y)) == [
                (RuntimeWarning, f"divide by zero encountered in {name}")
            ]
        for x, y in [((7, 0), (3, 1)), ((7, 5), 7), ((100, 127), 1), (9, (3, 2))]:
            assert _compare(lambda np, x=x, y=y: divide(np, x, y), (count, x, y)) == []


@pytest.mark.parametrize("strided", [False, True])
@pytest.mark.parametrize("name", DIVISIONS)
@pytest.mark.parametrize("dtype", SIGNED)
def test_that_only_the_smallest_number_by_minus_one_overflows(
    dtype: str, name: str, strided: bool
) -> None:
    def divide(np: Any, count: int, last: int, by: int, number: int) -> Any:
        x = _array(np, _but_the_last(count, 3, last), dtype, strided)
        y = _array(np, numpy.full(count, by), dtype, strided) if number == 0 else by
        return getattr(np, name)(x, y)

    least = int(numpy.iinfo(dtype).min)
    for count, number in itertools.product(COUNTS, (0, 1)):
        for last, by in [(least, -1), (least, 1), (least + 1, -1), (least, 2)]:
            case = (count, last, by, number)
            overflows = name == "floor_divide" and (last, by) == (least, -1)
            expected = [(RuntimeWarning, "overflow encountered in floor_divide")] * overflows
            assert _compare(lambda np, case=case: divide(np, *case), case) == expected


@pytest.mark.parametrize("count", COUNTS)
def test_that_divisors_and_multiples_of_zero_are_silent(count: int) -> None:
    x, y = numpy.resize([0, 6, 4], count), numpy.resize([0, 4], count)
    for name in ("gcd", "lcm"):
        assert (
            _compare(lambda np, name=name: getattr(np, name)(np.asarray(x), np.asarray(y)), name)
            == []
        )


def test_that_the_division_is_found_in_a_fused_kernel() -> None:
    def compute(np: Any) -> Any:
        a = np.asarray(numpy.arange(5003))
        return (np.sqrt(a + 1.0) + (a * 3) // (a - 17) + a % 5).sum()

    assert _compare(compute, "fused") == [
        (RuntimeWarning, "divide by zero encountered in floor_divide")
    ]


@pytest.mark.parametrize("count", [5, 5003])
def test_that_an_update_in_place_tells_of_its_division(count: int) -> None:
    def divide(np: Any) -> Any:
        a = np.asarray(numpy.arange(count))
        a //= np.asarray(numpy.arange(count))
        return a

    def remainder(np: Any) -> Any:
        a = np.asarray(numpy.arange(count))
        a %= 0
        return a

    def negate(np: Any) -> Any:
        a = np.asarray(numpy.arange(count))
        a //= -1
        return a

    assert _compare(negate, "//= -1") == []
    assert _compare(divide, "//=") == [
        (RuntimeWarning, "divide by zero encountered in floor_divide")
    ]
    assert _compare(remainder, "%=") == [
        (RuntimeWarning, "divide by zero encountered in remainder")
    ]


@pytest.mark.parametrize("count", [5, 5003])
def test_that_errstate_decides_about_whole_numbers_too(
    count: int, capfd: pytest.CaptureFixture[str]
) -> None:
    zeros = tenon.asarray(numpy.zeros(count, int))
    ones = zeros + 1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with tenon.errstate(divide="ignore"):
            quiet = ones // zeros
        assert int(quiet[0]) == 0
        with tenon.errstate(divide="raise"):
            with pytest.raises(FloatingPointError, match="divide by zero encountered in remainder"):
                ones % zeros
            with pytest.raises(FloatingPointError, match="in floor_divide"):
                ones // 0
            numpy.asarray(ones // 7 + zeros % 3)
    seen: list[Any] = []

    class Log:
        def write(self, message: str) -> None:
            seen.append(message)

    with tenon.errstate(divide="call", call=lambda kind, flag: seen.append((kind, flag))):
        ones // zeros
    with tenon.errstate(divide="log", call=Log()):
        ones // zeros
    assert seen == [
        ("divide by zero", 1),
        "Warning: divide by zero encountered in floor_divide\n",
    ]
    with tenon.errstate(divide="print"):
        ones // zeros
    assert "divide by zero encountered in floor_divide" in "".join(capfd.readouterr())


NUMBERS = [
    *(numpy.nan, numpy.inf, -numpy.inf, 1e10, -1e10, 3e9, -3e9, 2.0**31, -(2.0**31) - 1),
    *(2.0**32 - 1, 2.0**32, 9.2e18, -9.3e18, 1e19, 1.7e19, 1e30, -1e30, 1e300, 70000.0),
    *(65504.0, 65519.0, 65520.0, -1.0, 300.0, 0.5, -0.5, 1e-30, 1e-300),
]


@pytest.mark.parametrize("count", [1, 17, 1023, 5003])
@pytest.mark.parametrize("source", ["f2", "f4", "f8", "c16"])
def test_that_conversions_of_what_does_not_fit_warn(source: str, count: int) -> None:
    targets = ["c8"] if source == "c16" else ["?", *WHOLE, "f2", "f4"]
    told: set[str] = set()
    for number, target in itertools.product(NUMBERS, targets):
        values = numpy.resize([1.0, 2.0], count).astype(source)
        with numpy.errstate(all="ignore"):
            values[-1] = number

        def convert(np: Any, values: Any, target: str) -> Any:
            return np.asarray(values).astype(target)

        def assign(np: Any, values: Any, target: str) -> Any:
            to = np.zeros(values.size, target)
            to[:] = np.asarray(values)
            return to

        def assign_strided(np: Any, values: Any, target: str) -> Any:
            to = np.zeros(2 * values.size, target)
            to[::2] = np.asarray(values)
            return to

        for way in (convert, assign, assign_strided):
            messages = _compare(
                lambda np, way=way, case=(values, target): way(np, *case), (number, target)
            )
            told |= {message for _, message in messages}
    assert "overflow encountered in cast" in told or source == "f2"
    assert "invalid value encountered in cast" in told or source == "c16"


def test_that_errstate_decides_about_conversions_too() -> None:
    for count in (5, 5003):
        a = tenon.asarray(numpy.full(count, 1e10))
        with tenon.errstate(invalid="raise", over="raise"):
            with pytest.raises(FloatingPointError, match="invalid value encountered in cast"):
                a.astype("i4")
            with pytest.raises(FloatingPointError, match="overflow encountered in cast"):
                a.astype("f2")
            a.astype("i8"), a.astype("f4")
        with warnings.catch_warnings(), tenon.errstate(all="ignore"):
            warnings.simplefilter("error")
            numpy.asarray(a.astype("u4"))


MASKED = {
    "divide": [0.0, 1.0, 2.0],
    "log": [0.0, -1.0, 2.0],
    "sqrt": [-1.0, 4.0],
    "arctanh": [1.0, 0.5],
    "arccosh": [0.5, 2.0],
    "reciprocal": [0.0, 2.0],
    "exp": [1e5, 1.0],
    "floor_divide": [0.0, 2.0],
    "power": [0.0, 2.0],
    "add": [numpy.inf, 1.0],
}


@pytest.mark.parametrize("dtype", ["f4", "f8", "i8"])
@pytest.mark.parametrize("count", [5, 5003])
@pytest.mark.parametrize("name", MASKED)
def test_that_what_a_mask_leaves_out_is_silent(name: str, count: int, dtype: str) -> None:
    with numpy.errstate(invalid="ignore"):
        values = numpy.resize(MASKED[name], count).astype(dtype)
    bad = values == values[0]
    if name == "log":
        bad |= values < 0

    def compute(np: Any, mask: Any) -> Any:
        x = np.asarray(values)
        ufunc = getattr(np, name)
        operands = (x,) if ufunc.nin == 1 else (-x, x) if name == "add" else (x, x)
        if name == "power":
            operands = (x, np.asarray(numpy.full(count, -1.0)))
        return ufunc(*operands, out=np.zeros(count), where=np.asarray(mask))

    assert _compare(lambda np: compute(np, ~bad), name) == []
    for mask in (bad, numpy.ones(count, bool)):
        _compare(lambda np, mask=mask: compute(np, mask), name)
        theirs, ours = (
            _silent(lambda np=np, mask=mask: compute(np, mask)) for np in (numpy, tenon)
        )
        numpy.testing.assert_allclose(ours, theirs, rtol=1e-6)


def _silent(compute: Callable[[], Any]) -> Any:
    with numpy.errstate(all="ignore"):
        return numpy.asarray(compute())


@pytest.mark.parametrize("name", ["nanmin", "nanmax"])
def test_that_lists_and_arrays_without_numbers_are_named_as_numpy_names_them(name: str) -> None:
    nan = float("nan")
    for values, axis in (([nan], None), ([[1.0, nan], [2.0, nan]], 0)):
        _compare(lambda np, v=values, k=axis: getattr(np, name)(v, axis=k), "list")
        _compare(lambda np, v=values, k=axis: getattr(np, name)(np.array(v), axis=k), "array")
