# SPDX-License-Identifier: MIT
"""NumPy's RuntimeWarnings and errstate, on arrays small enough to be computed at once."""

from __future__ import annotations

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
]


def _outcome(np: Any, expression: str) -> tuple[Any, list[str], set[str]]:
    names = {
        "np": np,
        "a": np.asarray([0.0, 1, 2, 3, 0.5]),
        "b": np.asarray([0.0, 1, 2, 3, 0.5]),
        "i": np.asarray([0, 1, 2]),
        "n": np.asarray([np.nan, 1, 2, 3, 0]),
    }
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = eval(compile(expression, "the user's file", "eval"), names)
    ours = [w for w in caught if w.category is RuntimeWarning]
    return numpy.asarray(result), [str(w.message) for w in ours], {w.filename for w in ours}


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_that_small_operations_warn_as_numpys_do(expression: str) -> None:
    theirs, messages, files = _outcome(numpy, expression)
    ours, our_messages, our_files = _outcome(tenon, expression)
    assert our_messages == messages
    assert our_files == files
    numpy.testing.assert_allclose(ours, theirs, rtol=1e-15)


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
