# SPDX-License-Identifier: MIT
"""NumPy's RuntimeWarnings and errstate, of what is computed at once and of what is recorded."""

from __future__ import annotations

import threading
import warnings
from typing import Any

import numpy
import pytest
import tenon

EXPRESSIONS = [
    "np.log(a)",
    "a / 0",
    "a / (a - 1)",
    "1 / (a - a)",
    "-a / (a - a)",
    "np.sqrt(-a)",
    "np.exp(a * 1000)",
    "(a * 1e300) * (a * 1e300)",
    "i // 0",
    "i % 0",
    "i // i",
    "np.log(n)",
    "n > 1",
    "n + 1",
    "np.maximum(n, a)",
    "(a * np.nan).astype(int)",
    "(a * 1e308).sum()",
    "np.arctanh(a)",
    "np.power(a - 1, -1.0)",
    "np.float64(0) / a",
    "np.reciprocal(a)",
    "np.where(a > 0, np.log(a), 0)",
    "np.float32(3e38) * a.astype('f4') * 10",
    "np.log(a, out=b)",
    "b.__itruediv__(a)",
    "(a * 1e308).var()",
    "(a * 1e200) ** 2",
    "(a - 1) ** 0.5",
    "a**-1",
    "(a * 1e300).astype('f4')",
    "(a * 1e300).astype('f2')",
    "np.ptp((a - 1.5) * 1e308)",
    "np.cumsum(a * 1e308)",
    "np.ldexp(a + 1, 2000)",
    "np.ldexp(a + 1, i[1:2] + 2000)",
    # Recorded as statements of other names.
    "(a * 1e200) ** 2.0",
    "b.__ipow__(-1)",
    "(a * 1e200 * 1j) ** 2",
    "(a * 0j) ** -1",
    "np.power(a * 1e200, 2)",
    "np.power(a, -1)",
    "np.power(a - 1, 0.5)",
    "np.dot(a * 1e300, a * 1e300)",
    "(a * 1e300).dot(a * 1e300)",
    "np.inner((a * 1e30).astype('f4'), (a * 1e30).astype('f4'))",
    "np.vdot(a * 1e300, a * 1e300)",
    "np.vecdot(a * 1e300, a * 1e300)",
    "np.dot(a * 1e300, a * 1e300) + np.dot(a * 1e300, a * 1e300)",
    "np.linalg.norm(a * 1e300)",
    "np.linalg.norm(a * 1e300, axis=0)",
    "divmod(a - 1, a)[1]",
    "np.divmod(a, 0)[0]",
    "np.divmod(i, i)[1]",
    "np.divmod(i, 0)[0] + np.divmod(i, 0)[0]",
    "np.rad2deg(a * 1e308)",
    "np.rad2deg(a * 1e308) + np.degrees(a * 1e308)",
    "(a * 1e300).std()",
    "(a * 1e200) ** 2.0 + np.square(a * 1e200)",
]

USER = "the user's file"
LARGE = 5003  # recorded, and no whole number of vectors


def _outcome(np: Any, expression: str, count: int | None = None) -> tuple[Any, list[str], set[str]]:
    """With `count`, the result is looked at while warnings are caught: it may be recorded."""

    def array(values: list[Any]) -> Any:
        return np.asarray(values if count is None else numpy.resize(values, count))

    names = {
        "np": np,
        "a": array([0.0, 1, 2, 3, 0.5]),
        "b": array([0.0, 1, 2, 3, 0.5]),
        "i": array([0, 1, 2]),
        "n": array([np.nan, 1, 2, 3, 0]),
    }
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = eval(compile(expression, USER, "eval"), names)
        if count is not None:
            numpy.asarray(result)
    ours = [w for w in caught if w.category is RuntimeWarning]
    return numpy.asarray(result), [str(w.message) for w in ours], {w.filename for w in ours}


def _messages(compute: Any) -> list[str]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        compute()
    return [str(w.message) for w in caught]


def _large() -> Any:
    return tenon.arange(LARGE, dtype=float)


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_that_small_operations_warn_as_numpys_do(expression: str) -> None:
    theirs, messages, files = _outcome(numpy, expression)
    ours, our_messages, our_files = _outcome(tenon, expression)
    assert our_messages == messages
    assert files != {USER} or our_files == {USER}
    numpy.testing.assert_allclose(ours, theirs, rtol=1e-15)


def test_that_a_spread_without_degrees_of_freedom_warns() -> None:
    messages = _messages(lambda: tenon.ones(1).std(ddof=1))
    assert messages == _messages(lambda: numpy.ones(1).std(ddof=1))
    assert _messages(lambda: tenon.ones((2, 3)).var(axis=0, ddof=1)) == []


def test_that_errstate_raises_before_anything_is_written() -> None:
    a = tenon.asarray([1.0, 2.0])
    with tenon.errstate(divide="raise"):
        with pytest.raises(FloatingPointError, match="divide by zero encountered in divide"):
            a /= 0
        with pytest.raises(FloatingPointError):
            tenon.log(tenon.zeros(3), out=tenon.ones(3))
    numpy.testing.assert_array_equal(a, [1, 2])


def test_that_errstate_ignores_and_calls() -> None:
    a = tenon.asarray([1.0, 2.0])
    with warnings.catch_warnings(), tenon.errstate(all="ignore"):
        warnings.simplefilter("error")
        numpy.testing.assert_array_equal(a / 0, [numpy.inf, numpy.inf])
    seen: list[str] = []
    with tenon.errstate(divide="call", call=lambda kind, flag: seen.append(kind)):
        a / 0
    assert seen == ["divide by zero"]


def test_that_flags_from_elsewhere_are_not_blamed_on_us() -> None:
    with numpy.errstate(all="ignore"):
        numpy.zeros(3) / 0
    a = tenon.asarray([1.0, 2.0])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        a + a


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_that_recorded_operations_warn_as_numpys_do(expression: str) -> None:
    theirs, messages, _ = _outcome(numpy, expression, LARGE)
    ours, our_messages, _ = _outcome(tenon, expression, LARGE)
    assert our_messages == messages
    numpy.testing.assert_allclose(ours, theirs, rtol=1e-15)


UFUNCS = [
    name
    for name in sorted(dir(numpy))
    if isinstance(getattr(numpy, name), numpy.ufunc)
    and getattr(numpy, name).nin <= 2
    and name not in ("spacing", "isnat", "matmul", "matvec", "vecmat")
]
NUMBERS = {
    "ordinary": [0.1, 0.3, 0.9],
    "more than one": [1.5, 3.0, 4.5],
    "zero": [0.0, 1.0, 0.5],
    "negative": [-1.0, -0.5, -2.0],
    "large": [1e300, 1.0, 0.5],
    "infinite": [numpy.inf, 0.5, -numpy.inf],
    "nan": [numpy.nan, 0.5, 1.5],
}


@pytest.mark.parametrize("name", UFUNCS)
def test_that_every_recorded_ufunc_warns_when_numpys_does(name: str) -> None:
    for numbers in NUMBERS.values():
        x = numpy.resize(numbers, LARGE)
        operands = [x, numpy.resize([0.5, 0.0, 2.0, 1.0], LARGE)][: getattr(numpy, name).nin]
        try:
            expected = _messages(lambda ops=operands: getattr(numpy, name)(*ops))
        except TypeError:
            return
        arrays = [tenon.asarray(operand) for operand in operands]
        assert sorted(_messages(lambda ops=arrays: _look(getattr(tenon, name)(*ops)))) == sorted(
            expected
        ), numbers


def _look(result: Any) -> None:
    for part in result if isinstance(result, tuple) else (result,):
        numpy.asarray(part)


def test_that_each_statement_of_a_fused_kernel_warns_for_itself() -> None:
    a = _large()

    def compute() -> None:
        y = tenon.sqrt(a - 1) + 1 / a
        z = tenon.log(a) * 2
        float((y + z).sum())

    assert _messages(compute) == [
        "invalid value encountered in sqrt",
        "divide by zero encountered in divide",
        "divide by zero encountered in log",
    ]


def test_that_errstate_counts_where_the_statement_is_written() -> None:
    a = _large()
    with tenon.errstate(divide="ignore"):
        quiet = 1 / a
    loud = tenon.log(a)
    assert _messages(lambda: (float(quiet[0]), float(loud[0]))) == [
        "divide by zero encountered in log"
    ]

    loud = 1 / a

    def look_quietly() -> None:
        with tenon.errstate(all="ignore"):
            float(loud[0])

    assert _messages(look_quietly) == ["divide by zero encountered in divide"]


def test_that_numpys_own_errstate_and_seterr_count_too() -> None:
    a = _large()
    with numpy.errstate(divide="ignore"):
        quiet = 1 / a
    before = tenon.seterr(divide="ignore")
    try:
        also_quiet = tenon.log(a)
    finally:
        tenon.seterr(**before)
    assert _messages(lambda: (float(quiet[0]), float(also_quiet[0]))) == []


def test_that_underflow_is_told_when_it_is_asked_for() -> None:
    a = _large() * 1e-300
    assert _messages(lambda: float((a * 1e-20)[3])) == []
    with tenon.errstate(under="warn"):
        product = a * 1e-20
    assert _messages(lambda: float(product[3])) == ["underflow encountered in multiply"]


def test_that_raising_happens_at_the_statement() -> None:
    a = _large()
    with tenon.errstate(divide="raise"):
        with pytest.raises(FloatingPointError, match="divide by zero encountered in divide"):
            1 / a
        with pytest.raises(FloatingPointError, match="divide by zero encountered in log"):
            tenon.log(a)
        float((a + 1)[0])
    for compute in (tenon.divmod, divmod):
        for x in (a, tenon.arange(3.0)):
            error = pytest.raises(FloatingPointError, match="divide by zero encountered in divmod")
            with tenon.errstate(divide="raise"), error:
                compute(x, 0.0)
    with tenon.errstate(over="raise"), pytest.raises(FloatingPointError, match="in dot"):
        tenon.dot(a * 1e300, a * 1e300)
    with tenon.errstate(over="raise"), pytest.raises(FloatingPointError, match="in power"):
        (a * 1e300) ** 2.0
    with tenon.errstate(over="raise"), pytest.raises(FloatingPointError, match="in reduce"):
        (a * 1e304).sum()
    with tenon.errstate(divide="raise"), pytest.raises(FloatingPointError, match="in divide"):
        a /= 0.0


def test_that_calls_printing_and_logs_happen_at_the_statement(
    capfd: pytest.CaptureFixture[str],
) -> None:
    a = _large()
    seen: list[str] = []
    with tenon.errstate(divide="call", call=lambda kind, flag: seen.append(kind)):
        1 / a
        assert seen == ["divide by zero"]

    class Log:
        def write(self, message: str) -> None:
            seen.append(message)

    with tenon.errstate(divide="log", call=Log()):
        1 / a
    assert seen[1] == "Warning: divide by zero encountered in divide\n"
    with tenon.errstate(divide="print"):
        1 / a
    assert "divide by zero encountered in divide" in "".join(capfd.readouterr())


def test_that_a_warning_made_an_error_comes_when_the_value_is_looked_at() -> None:
    y = 1 / _large()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(RuntimeWarning, match="in divide"):
            float(y[0])
    assert float(y[0]) == numpy.inf  # the value is there all the same


def _divide(a: Any) -> None:
    a /= 0.0


def _multiply(a: Any) -> None:
    a *= 1e308


@pytest.mark.parametrize(
    ("update", "message"),
    [
        (_divide, "divide by zero encountered in divide"),
        (_multiply, "overflow encountered in multiply"),
    ],
)
def test_that_an_update_in_place_warns_though_its_operand_is_gone(
    update: Any, message: str
) -> None:
    a = _large() + 1
    float(a[0])

    def compute() -> None:
        update(a)
        float(a[0])

    assert _messages(compute) == [message]


def test_that_ordinary_work_on_nan_is_silent() -> None:
    a = _large()
    a[::7] = numpy.nan

    def compute() -> None:
        b = tenon.where(a > 5, a, 0) + tenon.maximum(a, 1)
        c = tenon.where(tenon.isnan(b), 0, b) * 2 - tenon.exp(-abs(a))
        d = (c < 1) | (c == a)
        float(c.sum()), bool(d.any()), float(a.max()), float(tenon.nanmean(a))
        c[c > 3] /= 7.0
        float(c.min())

    assert _messages(compute) == []


def test_that_threads_have_their_own_errstate() -> None:
    barrier = threading.Barrier(2)
    caught: list[str] = []

    def work(mode: str) -> None:
        a = _large()
        barrier.wait()
        for _ in range(20):
            with tenon.errstate(divide=mode):
                y = 1 / a
            try:
                float(y[0])
            except RuntimeWarning as error:
                caught.append(mode + ": " + str(error))

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        threads = [threading.Thread(target=work, args=(mode,)) for mode in ("warn", "ignore")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert caught == ["warn: divide by zero encountered in divide"] * 20
