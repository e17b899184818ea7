# SPDX-License-Identifier: MIT
"""Subclasses of NumPy's array, other libraries' arrays and dtypes that Tenon does not hold go
through NumPy, on whichever side of an expression: the result is what NumPy's program has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy
import pandas
import pytest
import tenon as tn

pytestmark = pytest.mark.filterwarnings("ignore")


class Tagged(numpy.ndarray):
    """Carries an attribute along, as units and tables do."""

    tag: Any

    def __array_finalize__(self, source: Any) -> None:
        self.tag = getattr(source, "tag", None)


class Decided(numpy.ndarray):
    """Decides about ufuncs itself."""

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        inputs = tuple(numpy.asarray(x) if isinstance(x, Decided) else x for x in inputs)
        result = getattr(ufunc, method)(*inputs, **kwargs)
        return numpy.asarray(result).view(Decided) if numpy.ndim(result) else result


def tagged() -> Any:
    array = numpy.array([[1.0, 2.0], [3.0, 4.0]]).view(Tagged)
    array.tag = "metres"
    return array


MAKERS: dict[str, Callable[[], Any]] = {
    "matrix": lambda: numpy.matrix([[1.0, 2.0], [3.0, 4.0]]),
    "masked": lambda: numpy.ma.masked_array([[1.0, 2.0], [3.0, 4.0]], mask=[[0, 1], [0, 0]]),
    "tagged": tagged,
    "objects": lambda: numpy.array([[1, 2.0], [3, 4]], dtype=object),
    "records": lambda: numpy.rec.array([(1, 2.0), (3, 4.0)], dtype=[("a", int), ("b", float)]),
    "text": lambda: numpy.array([["a", "b"], ["c", "d"]]),
    "dates": lambda: numpy.array([["2020-01-01", "2021-01-01"]] * 2, dtype="M8[D]"),
    "swapped": lambda: numpy.array([[1.0, 2.0], [3.0, 4.0]], dtype=">f8"),
    "frame": lambda: pandas.DataFrame([[1.0, 2.0], [3.0, 4.0]], columns=["a", "b"]),
}

# t is Tenon's array of ones, x one of the above.
EXPRESSIONS = """
x + t
t + x
x * t
t - x
t / x
t ** x
t @ x
x @ t
t == x
x < t
divmod(t, x)
t[x > 1]
t.sum() + x
t.dot(x)
-x + t
t.__iadd__(x)
np.add(t, x)
np.add(x, t)
np.add(t, 1, out=t) + x
np.multiply(x, 2, where=t > 0)
np.logical_and(x, t)
np.maximum(x, t)
np.sin(x)
np.abs(x)
np.isnan(x)
np.power(x, 2)
np.add.reduce(x)
np.add.accumulate(x)
np.multiply.outer(x, t)
np.sum(x)
np.sum(x, axis=0)
np.mean(x, axis=1)
np.max(x)
np.std(x, axis=0)
np.argmax(x)
np.any(x)
np.cumsum(x)
np.median(x)
np.count_nonzero(x)
np.concatenate([x, t])
np.concatenate([t, x])
np.stack([t, x])
np.where(x > 1, x, t)
np.where(t > 1, x, t)
np.asarray(x)
np.asanyarray(x)
np.array(x, subok=True)
np.ones_like(x)
np.copy(x)
np.transpose(x)
np.reshape(x, 4)
np.ravel(x)
np.squeeze(x)
np.broadcast_to(x, (2, 2, 2), subok=True)
np.expand_dims(x, 0)
np.sort(x)
np.unique(x)
np.dot(x, t)
np.matmul(t, x)
np.clip(x, 1, 2)
np.isclose(x, t)
np.round(x)
np.real(x)
np.diff(x)
np.take(x, [0], axis=0)
np.repeat(x, 2)
np.tile(x, 2)
np.roll(x, 1)
np.flip(x)
np.linalg.norm(x)
np.linalg.inv(x)
np.trace(x)
np.tril(x)
np.nan_to_num(x)
np.average(x)
np.array_equal(x, x)
np.vstack([x, t])
np.append(x, t)
np.pad(x, 1)
np.select([t > 0], [x], 0)
np.vectorize(lambda v: v)(x)
""".strip().splitlines()

STATEMENTS = """
t += x
t[...] = x
t[0] = x[0]
x[...] = t
x += t
np.add(x, 1, out=t)
np.add(t, 1, out=x)
np.add.at(t, 0, x[0])
np.copyto(t, x)
np.copyto(x, t)
np.putmask(t, x > 1, 0)
t.fill(3); x[0, 0] = t[0, 0]
""".strip().splitlines()


def described(value: Any) -> Any:
    """Type, dtype, shape and values; Tenon's arrays are as NumPy's."""
    if isinstance(value, tuple | list):
        return type(value).__name__, [described(item) for item in value]
    if isinstance(value, pandas.DataFrame | pandas.Series):
        return type(value).__name__, value.to_dict()
    if not hasattr(value, "dtype"):
        return type(value).__name__, repr(value)
    if type(value) is tn.ndarray:
        value = numpy.asarray(value)
    mask = repr(numpy.ma.getmaskarray(value).tolist()) if numpy.ma.isMA(value) else None
    values = repr(numpy.ma.getdata(value).tolist())
    return type(value).__name__, value.dtype.str, value.shape, values, mask, vars_of(value)


def vars_of(value: Any) -> Any:
    return getattr(value, "tag", None)


def outcome(code: str, module: Any, kind: str) -> Any:
    x = MAKERS[kind]()
    names = {"np": module, "x": x, "t": module.ones(x.shape)}
    try:
        try:
            result = described(eval(code, names))
        except SyntaxError:
            exec(code, names)
            result = None
    except Exception as error:
        result = next(type_ for type_ in type(error).__mro__ if type_.__module__ == "builtins")
        assert result is not RecursionError
    return result, described(names["x"]), described(names["t"])


# pandas takes an array of two dimensions on its right only if it is NumPy's own; see departures.md.
REFUSED = {"frame": {"x + t", "x * t", "x < t", "-x + t", "x += t"}}


@pytest.mark.parametrize("kind", MAKERS)
def test_that_expressions_with_what_only_numpy_knows_are_numpys(kind: str) -> None:
    differ = {}
    for code in (*EXPRESSIONS, *STATEMENTS):
        if code in REFUSED.get(kind, ()):
            continue
        theirs, ours = outcome(code, numpy, kind), outcome(code, tn, kind)
        if theirs != ours:
            differ[code] = (theirs, ours)
    assert not differ


def test_that_a_class_which_decides_about_ufuncs_is_asked() -> None:
    x, t = numpy.arange(3.0).view(Decided), tn.ones(3)
    for result in (t + x, tn.add(t, x), tn.add(x, 1), numpy.add(t, x), tn.maximum(x, t)):
        assert type(result) is Decided and isinstance(result, numpy.ndarray)
    numpy.testing.assert_array_equal(numpy.asarray(x + t), [1, 2, 3])
    t += x
    assert t.tolist() == [1, 2, 3] and type(t) is Decided  # as in NumPy


def test_that_series_and_arrays_compute_together() -> None:
    series = pandas.Series([1.0, 2.0, 3.0], index=list("abc"))
    t = tn.arange(3.0)
    for result in (t + series, series + t, tn.add(t, series), tn.sin(series), t < series):
        assert type(result) is pandas.Series and list(result.index) == list("abc")
    assert (t + series).tolist() == [1, 3, 5]
    assert tn.where(series > 1, t, 0).tolist() == [0, 1, 2]
    t[:] = series
    assert t.tolist() == [1, 2, 3]


def test_that_a_class_derived_from_our_array_is_one_of_numpys() -> None:
    class Info(tn.ndarray):  # as in NumPy's guide to subclasses
        tag: Any

        def __new__(cls, values: Any, tag: Any = None) -> Any:
            self = tn.asarray(values).view(cls)
            self.tag = tag
            return self

        def __array_finalize__(self, source: Any) -> None:
            self.tag = getattr(source, "tag", None)

    class Shaped(tn.ndarray):
        def __new__(cls, shape: Any) -> Any:
            return tn.ndarray.__new__(cls, shape, dtype=tn.float32)

    info = Info(tn.arange(5.0), "m")
    assert Info.__mro__[1] is numpy.ndarray and Info.__name__ == "Info"
    for value in (info, info[1:], info * 2, tn.sin(info), tn.ones(5) + info, tn.sort(info)):
        assert type(value) is Info and value.tag == "m"
    assert tn.asarray(info).tolist() == [0, 1, 2, 3, 4]
    assert type(Shaped(3)) is Shaped and Shaped(3).dtype == tn.float32


def test_that_numpys_arrays_are_instances_of_ours() -> None:
    assert all(isinstance(make(), tn.ndarray) for name, make in MAKERS.items() if name != "frame")
    assert isinstance(tn.ones(2), tn.ndarray) and issubclass(Tagged, tn.ndarray)
    assert not isinstance(1.0, tn.ndarray) and not issubclass(float, tn.ndarray)
    assert not isinstance(tn.ones(2), numpy.ndarray)


def test_that_a_subclass_sees_itself_as_a_plain_array_by_its_view() -> None:
    class Counted(tn.ndarray):  # as NumPy's manual writes __array_ufunc__
        calls = 0

        def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
            Counted.calls += 1
            plain = [x.view(tn.ndarray) if isinstance(x, Counted) else x for x in inputs]
            return getattr(ufunc, method)(*plain, **kwargs).view(Counted)

    counted = tn.arange(3.0).view(Counted)
    assert type(counted) is Counted and type(counted + 1) is Counted and Counted.calls == 1
    assert type(counted.view(type=tn.ndarray)) is numpy.ndarray
    assert counted.view("i8").dtype == numpy.int64
