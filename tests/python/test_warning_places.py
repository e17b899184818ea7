# SPDX-License-Identifier: MIT
# ruff: noqa: PLW0108 (a lambda is a line of the user)
"""Warnings name the user's line, however deep in the package, or in NumPy, they come up."""

from __future__ import annotations

import copy
import pickle
import warnings
from collections.abc import Callable
from typing import Any

import numpy
import pytest
import tenon

LARGE = 5003  # recorded


def _recorded() -> Any:
    return 1 / tenon.arange(LARGE, dtype=float)


DOORS: dict[str, Callable[[Any], Any]] = {
    "print": lambda x: print(x),
    "repr": lambda x: repr(x),
    "format": lambda x: f"{x}",
    "numpy.asarray": lambda x: numpy.asarray(x),
    "numpy.sum": lambda x: numpy.sum(x, dtype="f4"),
    "numpy.median": lambda x: numpy.median(x),
    "asarray": lambda x: tenon.asarray(x, dtype="f4", copy=True).item(0),
    "tolist": lambda x: x.tolist(),
    "tobytes": lambda x: x.tobytes(),
    "element": lambda x: float(x[0]),
    "iteration": lambda x: next(iter(x)),
    "array_equal": lambda x: tenon.array_equal(x, x),
    "allclose": lambda x: tenon.allclose(x, x),
    "assert_array_equal": lambda x: tenon.testing.assert_array_equal(x, x),
    "numpy's assert_array_equal": lambda x: numpy.testing.assert_array_equal(x, x),
    "median": lambda x: tenon.median(x),
    "percentile": lambda x: tenon.percentile(x, 30),
    "unique": lambda x: tenon.unique(x),
    "sort": lambda x: tenon.sort(x),
    "argwhere": lambda x: tenon.argwhere(x > 1),
    "mask": lambda x: x[x > 1],
    "histogram": lambda x: tenon.histogram(x[1:]),
    "pickle": lambda x: pickle.dumps(x),
    "copy": lambda x: copy.deepcopy(x)[0],
    "evaluate": lambda x: float(tenon.evaluate("x + 1")[0]),
    "array2string": lambda x: tenon.array2string(x),
    "sync": lambda x: tenon.sync(),
}


def _caught(look: Callable[[], Any]) -> list[warnings.WarningMessage]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        look()
    return [w for w in caught if w.category is RuntimeWarning]


@pytest.mark.parametrize("door", DOORS)
def test_that_a_recorded_result_warns_where_it_is_looked_at(door: str) -> None:
    x = _recorded()
    caught = _caught(lambda: DOORS[door](x))
    assert [str(w.message) for w in caught] == ["divide by zero encountered in divide"]
    assert (caught[0].filename, caught[0].lineno) == (__file__, _line_of(DOORS[door]))


def _line_of(function: Any) -> int:
    return int(function.__code__.co_firstlineno)


def test_that_the_place_is_the_innermost_of_the_users() -> None:
    def show(x: Any) -> None:
        print(x)

    x = _recorded()
    (warning,) = _caught(lambda: show(x))
    assert warning.lineno == _line_of(show) + 1


def test_that_one_line_warns_once_by_default_and_another_again() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        for _ in range(3):
            print(_recorded())
        print(_recorded())
    assert [w.lineno - caught[0].lineno for w in caught] == [0, 1]


def test_that_filters_know_the_users_module() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", module=__name__)
        repr(_recorded())
        warnings.filterwarnings("error", module=__name__)
        with pytest.raises(RuntimeWarning, match="divide by zero encountered in divide"):
            repr(_recorded())


def test_that_a_warning_made_an_error_shows_the_users_line() -> None:
    x = _recorded()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(RuntimeWarning) as raised:
            x.tolist()
    assert raised.traceback[0].path.name == "test_warning_places.py"


AT_ONCE: dict[str, Callable[[], Any]] = {
    "mask": lambda: tenon.log(tenon.zeros(3), where=tenon.asarray([True, False, True])),
    "sum": lambda: tenon.sum(tenon.asarray([1e308, 1e308]), initial=0.0),
    "norm": lambda: tenon.linalg.norm(tenon.asarray([1e308, 1e308])),
}


@pytest.mark.parametrize("name", AT_ONCE)
def test_that_what_runs_at_once_warns_there_too(name: str) -> None:
    caught = _caught(AT_ONCE[name])
    assert caught
    assert {(w.filename, w.lineno) for w in caught} == {(__file__, _line_of(AT_ONCE[name]))}


def test_that_errstate_is_as_it_was_afterwards() -> None:
    before = numpy.geterr(), numpy.geterrcall()
    _caught(lambda: print(_recorded()))
    _caught(AT_ONCE["norm"])
    assert (numpy.geterr(), numpy.geterrcall()) == before


def test_that_code_without_a_module_has_a_place_too() -> None:
    code = compile("\nprint(x)", "<somewhere>", "exec")
    names: dict[str, Any] = {"x": _recorded(), "__builtins__": __builtins__}
    (warning,) = _caught(lambda: exec(code, names))
    assert (warning.filename, warning.lineno) == ("<somewhere>", 2)


def test_that_comparing_infinities_closely_is_silent() -> None:
    x = tenon.full(LARGE, numpy.inf)
    assert _caught(lambda: tenon.allclose(x, x)) == _caught(lambda: tenon.isclose(x, x).any()) == []
    assert len(_caught(lambda: tenon.isclose(1e308 * (x > 0), -1e308).any())) == 1


@pytest.mark.parametrize(
    "call",
    [
        lambda np: np.exp(1000.0),
        lambda np: np.sqrt(-1.0),
        lambda np: np.divide(1.0, np.float64(0)),
        lambda np: np.log(0),
        lambda np: np.arctan2(1, 2.0),
        lambda np: np.maximum(True, 2),
        lambda np: np.add(1, 2**40),
        lambda np: np.abs(-1 + 2j),
    ],
)
def test_that_numbers_are_computed_with_as_by_numpy(call: Callable[[Any], Any]) -> None:
    def run(np: Any) -> tuple[Any, list[tuple[str, int, str]]]:
        results: list[Any] = []
        caught = _caught(lambda: results.append(call(np)))
        return results[0], [(w.filename, w.lineno, str(w.message)) for w in caught]

    (result, ours), (expected, numpys) = run(tenon), run(numpy)
    assert ours == numpys and all(place[0] == __file__ for place in ours)
    assert type(result) is type(expected)
    numpy.testing.assert_equal(result, expected)
