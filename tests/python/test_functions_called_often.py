# SPDX-License-Identifier: MIT
"""Functions and methods whose usual calls are done natively are what the Python functions are."""

from __future__ import annotations

import inspect
import pickle
from typing import Any

import numpy
import pytest
import tenon as tn

FUNCTIONS = [
    name for name, value in vars(tn).items() if type(value) is type(tn.zeros) and name != "asarray"
]
METHODS = [name for name, value in vars(tn.ndarray).items() if type(value) is type(tn.zeros)]

a, m = numpy.arange(6.0), numpy.arange(12).reshape(3, 4)
CALLS: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    *((name, (shape,), {}) for name in ("zeros", "ones") for shape in (3, (2, 3), [4], 0, ())),
    *((name, (2, dtype), {}) for name in ("zeros", "ones") for dtype in ("i4", bool, "F", None)),
    *((name, ((2,),), {"dtype": "f4"}) for name in ("zeros", "ones")),
    *((name, (shape,), {}) for name in ("zeros", "ones") for shape in (-1, (2, -3), 1.5, "x")),
    *((name, (array,), {}) for name in ("zeros_like", "ones_like") for array in (a, m, m.T, m > 3)),
    *(("full", (3, value), {}) for value in (2.5, 2, True, 1j, numpy.float32(3), 2**70)),
    *(
        ("arange", given, {})
        for given in ((5,), (2, 7), (0, 1, 0.25), (3.5,), (5, 0, -2), (1, 2, 0))
    ),
    *(("arange", (4,), {"dtype": "f4"}), ("arange", (-3,), {}), ("arange", (2**70,), {})),
    *((name, ([a, a],), {}) for name in ("concatenate", "concat", "stack", "vstack", "hstack")),
    *((name, ((m, m),), {}) for name in ("concatenate", "stack", "vstack", "hstack")),
    *(("concatenate", ([m, m], axis), {}) for axis in (1, -1, None, 2)),
    *(("stack", ([m, m],), {"axis": axis}) for axis in (0, 2, -1, 5)),
    *(("concatenate", (given,), {}) for given in ([a, m], [], [a, 1.0], [a, m[0]], [m.T, m.T])),
    *(("where", (m > 5, x, y), {}) for x, y in ((m, 0), (1, m), (m, m * 2.5), (0, 1), (m, 2**70))),
    *(("where", given, {}) for given in ((m,), (True, a, 0), (a > 2, a[:2], 0.0))),
    *(("take", (x, i), {}) for x in (a, m) for i in (numpy.array([0, -1]), 2, numpy.array([9]))),
    *(("roll", (x, shift), {}) for x in (a, m, a[:0]) for shift in (0, 2, -7, 60)),
    *(("repeat", (x, times), {}) for x in (a, m) for times in (0, 2, -1, [1] * 6)),
    *(("ravel", (x,), {}) for x in (a, m, m.T, a[::2], 1.0)),
    *(
        ("transpose", (x, *axes), {})
        for x in (a, m, m[:, ::2])
        for axes in ((), (None,), ((1, 0),), ([0, 1],), ((0, 0),), ((-1, 0),), (0,), ((2**32, 1),))
    ),
    *(
        (name, ([x, y],), {})
        for name in ("hstack", "vstack", "dstack", "column_stack", "block", "concatenate", "stack")
        for x, y in (
            (a, a),
            (a, 1.0),
            (m, m.T),
            (m.T, m.T),
            (m, m[:, ::2]),
            (m, 1j),
            (a, "x"),
            (a, [1] * 6),
        )
    ),
    *(("append", (x, y), {}) for x in (a, m, [1, 2], a[:0]) for y in (1.0, m, [True], [[2**70]])),
    *(("append", (m, y), {"axis": axis}) for y in (m, m[:, :1], a) for axis in (0, 1, -3)),
    *(
        ("delete", (x, at, *axis), {})
        for x in (a, m, m.T)
        for at in (1, -1, 99, [0, 2], slice(1, 3), a > 2)
        for axis in ((), (0,), (1,))
    ),
    *(("take", (m, i), {"axis": axis}) for i in (0, [1, 1], [9]) for axis in (0, 1, 2, None)),
    *(("take", (a[:0], i, None), {}) for i in (0, [])),
    *(("where", given, {}) for given in ((True, 1, 2), (0, 1j, m), ([1, 0], "a", "b"), (1, 2))),
    *((name, (x, k), {}) for name in ("diag", "diagflat") for x in (a, m, 1) for k in (0, -2, 9)),
    *((name, (x, 1), {}) for name in ("tril", "triu") for x in (a, m, m.T, m > 3)),
    *((name, (m > 2, m), {}) for name in ("extract", "compress")),
    *(("compress", (a > 2, a), {}), ("compress", ([1, 0, 1], m, 0), {})),
    *((name, (x,), {}) for name in ("argwhere", "count_nonzero", "squeeze") for x in (a, m[:1], 3)),
    *(("count_nonzero", (m,), {"axis": axis}) for axis in (0, 1, (0, 1), 5)),
    *(("full_like", (x, y), {}) for x in (a, m, m.T, m > 3) for y in (2.5, 7, 1j, "x", [1] * 4)),
    *(("trace", (x, *offset), {}) for x in (m, m.T, m[:0], a, m > 3) for offset in ((), (1,))),
    *(
        (name, (x, y), {})
        for name in ("dot", "inner", "vecdot")
        for x in (a, m, [1.0, 2.0])
        for y in (a, m.T, [3, 4], 2.0, a[:2])
    ),
    *(("lexsort", (keys,), {}) for keys in ((a, -a), [a], (a, m))),
    *((name, (x,), {}) for name in ("atleast_1d", "atleast_2d", "atleast_3d") for x in (1.5, a, m)),
    *(("atleast_2d", given, {}) for given in ((), (a, m), ([1, [2]],), ("x", 1))),
    *((name, (x,), {}) for name in ("array", "ascontiguousarray") for x in (a, m.T, a[::2], 1.0)),
    *(
        (name, (x,), {"dtype": dtype})
        for name in ("array", "asarray")
        for x in ([1, 2.5], [[1], [2]], (), [1, [2]], ["x"], a, [2**70])
        for dtype in ("f4", int, numpy.dtype("F"), None, "S3")
    ),
    *(("choose", (at, [a, -a]), {}) for at in (a > 2, [1] * 6, [0, 9], 1)),
    *(
        (name, (x, *axes), {})
        for name in ("flip", "diagonal")
        for x in (a, m)
        for axes in ((), (1,))
    ),
    *(("swapaxes", (m, *axes), {}) for axes in ((0, 1), (0, 2), (-1, 0))),
    *(("resize", (x, shape), {}) for x in (a, m, []) for shape in (3, (2, 9), -1, 1.5)),
    *(
        (name, (x,), {})
        for name in ("size", "ndim", "shape")
        for x in (a, m, 1.5, [[1, 2]], (), [1, [2]], "text", None, {1: 2})
    ),
    *(("size", (m, axis), {}) for axis in (0, -1, 2)),
    *(
        (name, (x,), {"dtype": dtype})
        for name in ("zeros_like", "ones_like")
        for x in (a, m.T, 1)
        for dtype in ("f4", bool, None, "S2", "no dtype")
    ),
    *(("einsum", ("i,i", a, a), {}), ("unravel_index", (4, (3, 3)), {})),
]


def outcome(namespace: Any, name: str, args: Any, kwargs: Any) -> Any:
    """The array, or the error's type."""

    def ours(value: Any) -> Any:
        if isinstance(value, numpy.ndarray) and namespace is tn:
            return tn.array(value)
        if type(value) in (list, tuple):
            return type(value)(ours(item) for item in value)
        return value

    try:
        return getattr(namespace, name)(*ours(args), **kwargs)
    except Exception as error:
        return error


@pytest.mark.parametrize(("name", "args", "kwargs"), CALLS)
def test_that_usual_and_unusual_calls_are_numpys(name: str, args: Any, kwargs: Any) -> None:
    theirs = outcome(numpy, name, args, kwargs)
    got = outcome(tn, name, args, kwargs)
    if isinstance(theirs, Exception):
        assert isinstance(got, Exception), (got, theirs)
        assert isinstance(got, type(theirs)) or type(got) in type(theirs).__mro__
        return
    if name in ("size", "ndim", "shape"):
        assert (got, type(got)) == (theirs, type(theirs))
        return
    for x, y in zip(
        got if isinstance(got, tuple) else (got,),
        theirs if isinstance(theirs, tuple) else (theirs,),
        strict=True,
    ):
        assert type(x) is tn.ndarray or type(x) is type(y)
        assert (x.dtype, x.shape, x.tolist()) == (y.dtype, y.shape, y.tolist())


def test_that_there_are_such_functions() -> None:
    assert {"zeros", "where", "concatenate"} <= set(FUNCTIONS)
    assert {"ravel", "tolist"} <= set(METHODS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_that_they_are_functions_to_everybody(name: str) -> None:
    function = getattr(tn, name)
    assert callable(function)
    assert function.__name__ == name
    assert function.__doc__
    assert inspect.signature(function) == inspect.signature(function.__wrapped__)
    assert pickle.loads(pickle.dumps(function)) is function
    assert name in repr(function)


@pytest.mark.parametrize("name", METHODS)
def test_that_methods_bind_to_their_array(name: str) -> None:
    array = tn.arange(4.0)
    bound = getattr(array, name)
    assert bound.__self__ is array
    args = {"take": ([0],), "repeat": (2,), "dot": ([1, 2, 0, 1],), "put": (1, 5.0)}.get(name, ())
    if name == "trace":
        array = array.reshape(2, 2)
        bound = getattr(array, name)
    assert str(bound(*args)) == str(getattr(numpy.asarray(tn.copy(array)), name)(*args))
    assert str(getattr(tn.ndarray, name)(array, *args)) == str(bound(*args))


@pytest.mark.parametrize("index", [[0, -1, 2], [[1, 1], [0, 5]], [True, False] * 3, []])
@pytest.mark.parametrize("dtype", ["d", "f", "l", "F", "?", "e"])
def test_that_indices_of_one_array_read_and_write_as_numpy_does(index: Any, dtype: str) -> None:
    theirs = numpy.arange(6).astype(dtype)
    chosen = numpy.array(index, dtype=None if index else int)
    for values in (theirs[::-1][: theirs[chosen].size].reshape(theirs[chosen].shape), 1):
        expected, got = theirs.copy(), tn.array(theirs)
        assert got[tn.array(chosen)].tolist() == expected[chosen].tolist()
        expected[chosen] = values
        got[tn.array(chosen)] = tn.array(values) if isinstance(values, numpy.ndarray) else values
        assert got.tolist() == expected.tolist()


def test_that_library_functions_take_and_give_arrays_and_raise_numpys_errors() -> None:
    array = tn.array([3.0, 1.0, 2.0])
    assert type(tn.searchsorted(tn.sort(array), array)) is tn.ndarray
    assert tn.interp(1.5, tn.arange(3.0), tn.arange(3.0) * 2) == 3.0
    assert [type(part) for part in tn.unravel_index(tn.array([3]), (2, 2))] == [tn.ndarray] * 2
    assert tn.bincount(tn.array([0, 1, 1])).tolist() == [1, 2]
    out = tn.zeros(2)
    assert tn.median(tn.arange(6.0).reshape(3, 2), axis=0, out=out) is out
    assert out.tolist() == [2, 3]
    for wrong in (lambda n: n.bincount(n.array([-1])), lambda n: n.interp(1, [2, 1], [1])):
        with pytest.raises(ValueError) as theirs:
            wrong(numpy)
        with pytest.raises(ValueError) as ours:
            wrong(tn)
        assert str(ours.value) == str(theirs.value)
    for ufunc in ("add", "multiply", "maximum", "minimum", "logical_and", "logical_or", "subtract"):
        for given in ([3, 1, 2], [2.5], [True, False], []):
            theirs_ufunc, ours_ufunc = getattr(numpy, ufunc), getattr(tn, ufunc)
            try:
                expected = theirs_ufunc.reduce(numpy.array(given))
            except (TypeError, ValueError) as error:
                with pytest.raises(type(error)):
                    ours_ufunc.reduce(tn.array(given))
                continue
            got = ours_ufunc.reduce(tn.array(given))
            assert (got, type(got)) == (expected, type(expected))
    assert tn.sort(array, descending=True).tolist() == [3, 2, 1]
    assert tn.argsort(array, descending=True).tolist() == [0, 2, 1]
    a, b = tn.arange(4.0).reshape(2, 2), tn.eye(2)
    assert type(a @ b) is tn.ndarray
    assert (a @ b).tolist() == a.tolist()
    assert isinstance(a[0] @ a[1], float)
    with pytest.raises(ValueError, match="matmul"):
        a @ tn.ones(3)


def test_that_elements_are_set_in_order_with_what_is_pending() -> None:
    large = tn.arange(5000.0)
    part = large[:4]
    large += 1.0  # recorded
    part[1] = 9.5
    large *= 2.0
    part[-1] = 0.5
    assert part.tolist() == [2, 19, 6, 0.5]
    view = numpy.asarray(part)
    part[0] = 7.0
    assert view[0] == 7
    with pytest.raises(IndexError):
        part[4] = 1.0
    readonly = numpy.arange(3.0)
    readonly.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        tn.asarray(readonly)[0] = 1.0
    assert [tn.array([5, 6, 7])[[2, 0]].tolist(), tn.array([5, 6])[[True, False]].tolist()] == [
        [7, 5],
        [5],
    ]


def test_that_an_argument_given_twice_is_an_error() -> None:
    with pytest.raises(TypeError):
        tn.zeros(3, "f4", dtype="f8")


@pytest.mark.parametrize("count", [10, 1500, 5000])
def test_that_elements_are_chosen_before_they_are_written_in_memory_that_overlaps(
    count: int,
) -> None:
    memory = [bytearray(8 * count) for _ in range(2)]
    # Two imports of one memory, of which neither knows the other.
    (x, y), (a, b) = ((numpy.frombuffer(m), numpy.frombuffer(memoryview(m))) for m in memory)
    x[:] = a[:] = numpy.arange(count)
    places = numpy.arange(1, count)
    y[places] = x[:-1]
    tn.asarray(b)[tn.asarray(places)] = tn.asarray(a)[:-1]
    tn.sync()
    assert a.tolist() == x.tolist()


def test_that_a_wrong_position_writes_nothing() -> None:
    array = tn.arange(5.0)
    for wrong in ([0, 7], [1, -6]):
        with pytest.raises(IndexError):
            array[tn.array(wrong)] = 9.0
        with pytest.raises(IndexError):
            array[tn.array(wrong)]
    with pytest.raises(IndexError):
        array[tn.array([True, False])]
    assert array.tolist() == [0, 1, 2, 3, 4]
    assert array.item(-1) == 4
    with pytest.raises(IndexError):
        array.item(5)


@pytest.mark.parametrize("statement", [
    "np.append(a, 1.0)", "np.append(m, m, 0)", "np.column_stack([a, a])", "np.dstack([a, a])",
    "np.hstack([a, 1.0])", "np.block([[m, m], [m, m]])", "np.delete(m.T, 1, 0)", "np.diag(a)",
    "np.diag(m)", "np.where([1, 0], 1, 2)", "np.take(m, [0], axis=1)", "np.squeeze(m[:1])",
    "np.tril(m)", "np.full_like(m.T, 2.5)", "np.dot(m, m.T)",
])  # fmt: skip
def test_that_results_are_laid_out_and_owned_as_numpys(statement: str) -> None:
    def names(namespace: Any) -> dict[str, Any]:
        return {"np": namespace, "a": namespace.arange(6.0), "m": namespace.ones((3, 4))}

    theirs, ours = names(numpy), names(tn)
    expected, got = eval(statement, theirs), eval(statement, ours)
    assert type(got) is tn.ndarray
    assert (got.strides, got.flags.writeable) == (expected.strides, expected.flags.writeable)
    assert (got.base is None) == (expected.base is None)
    assert (got.base is ours["m"]) == (expected.base is theirs["m"])
    before = ours["m"].tolist()
    if got.base is None:
        got += 1.0 if got.dtype.kind == "f" else 1
        assert ours["m"].tolist() == before
    else:
        ours["m"][0, 0] = 9.0
        assert got[(0,) * got.ndim] == 9.0


def test_that_elements_put_among_pending_statements_are_in_order() -> None:
    large = tn.arange(5000.0)
    part = large[:4]
    large += 1.0
    tn.put(part, [0, -1], [7.0, 8.0])
    large *= 2.0
    part.put(1, 0.5)
    assert part.tolist() == [14, 0.5, 6, 16]
    fixed = tn.array([1.0, 2.0])
    fixed.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        tn.put(fixed, 0, 3.0)
    assert fixed.tolist() == [1, 2]


@pytest.mark.parametrize("size", [1, 60, 300, 1500, 6000, 70000])
def test_that_results_do_not_depend_on_who_moves_the_elements(size: int) -> None:
    def results(namespace: Any) -> list[Any]:
        v = namespace.arange(size) % 7
        wide = v.reshape(-1, 1) if size % 2 else v.reshape(2, -1)
        target = v * 2
        namespace.put(target, [0, -1], [5, 6])
        filled, placed, masked, copied = wide.copy(), v * 3, v * 4, v * 5
        namespace.fill_diagonal(filled, 8)
        namespace.place(placed, v > 2, [1, 2])
        namespace.putmask(masked, v > 2, [3, 4])
        namespace.copyto(copied, v)
        joins = [getattr(namespace, name)([v, v]) for name in ("hstack", "column_stack", "dstack")]
        return [
            target, *joins,
            filled, placed, masked, copied, namespace.choose(v > 3, [v, 9]),
            namespace.resize(v, size + 3), namespace.flip(wide, axis=1), namespace.diagonal(wide),
            namespace.swapaxes(wide, 0, 1), namespace.atleast_3d(wide), namespace.array(v),
            namespace.append(v, 3), namespace.append(wide, wide, axis=1), namespace.block([v, 2]),
            namespace.delete(v, 0), namespace.take(wide, [0, 0], axis=1), namespace.squeeze(wide),
            namespace.compress(v > 3, v), namespace.extract(v > 3, v), namespace.argwhere(v),
            namespace.count_nonzero(v), namespace.diag(wide), namespace.tril(wide),
            namespace.full_like(v, 9), namespace.roll(wide, 1), namespace.tile(wide, 2),
            namespace.repeat(wide, 2), namespace.where([True], v, 1), namespace.trace(wide),
        ]  # fmt: skip

    for ours, theirs in zip(results(tn), results(numpy), strict=True):
        assert (
            (ours.tolist(), ours.dtype) == (theirs.tolist(), theirs.dtype)
            if hasattr(theirs, "dtype")
            else ours == theirs
        )


@pytest.mark.parametrize("shape", [(3, 4), (1, 4), (3, 1, 2, 1), (1, 1), (4,), (0, 1), ()])
def test_that_squeezed_arrays_are_views_or_the_array_itself(shape: tuple[int, ...]) -> None:
    theirs, ours = numpy.ones(shape), tn.ones(shape)
    expected, got = theirs.squeeze(), ours.squeeze()
    assert (got.shape, got.strides) == (expected.shape, expected.strides)
    assert (got is ours) == (expected is theirs)
    assert (tn.squeeze(ours) is ours) == (numpy.squeeze(theirs) is theirs)
    assert (got.base is ours) == (expected.base is theirs)


@pytest.mark.parametrize(
    "axes", [(), (1, 0), (0, 0), (1,), (5, 0), (-1, 0), (2**32, 1), ((1, 0),), ((1,), 0), (None,)]
)
def test_that_the_method_transpose_takes_axes_as_numpys(axes: tuple[Any, ...]) -> None:
    def run(array: Any) -> Any:
        try:
            view = array.transpose(*axes)
        except (TypeError, ValueError) as error:
            return type(error)
        assert view.base is array
        return view.shape, view.strides, view.tolist()

    assert run(tn.asarray(m.copy())) == run(m.copy())
