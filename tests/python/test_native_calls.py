# SPDX-License-Identifier: MIT
"""Usual calls are done without running a line of the package's Python: what they cost depends on
it, and their results do not show it."""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType
from typing import Any

import numpy
import pytest
import tenon as tn
from tenon._fallback import LIBRARY as LIBRARY_NAMES

PACKAGE = str(Path(tn.__file__).parent)
NAMES: dict[str, Any] = {
    "np": tn,
    "numpy": numpy,
    "a": tn.arange(6.0),
    "b": tn.ones(6),
    "i": tn.array([0, 2]),
    "m": tn.arange(6.0).reshape(2, 3),
    "mask": tn.array([True, False] * 3),
    "square": tn.eye(2),
    "target": tn.zeros(6),
}


def python_of_the_package(statement: str) -> list[str]:
    """The functions of the package that run when the statement runs again: the first time ufuncs
    ask NumPy for dtypes, and names are looked up."""
    code = compile(statement, "<statement>", "exec")
    exec(code, NAMES)
    entered: list[str] = []

    def profile(frame: FrameType, event: str, argument: Any) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(PACKAGE):
            entered.append(frame.f_code.co_name)

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        exec(code, NAMES)
    finally:
        sys.setprofile(before)
    return entered


# Every function of the quick_*.cpp, with calls that are done there.
FUNCTIONS = {
    "zeros": ["np.zeros(3)", "np.zeros((2, 3), 'f4')", "np.zeros(2, dtype=int)"],
    "ones": ["np.ones([2])", "np.ones(2, numpy.float32)"],
    "empty": ["np.empty(3)", "np.empty((2, 2), dtype=bool)"],
    "zeros_like": ["np.zeros_like(a)", "np.zeros_like(m)"],
    "ones_like": ["np.ones_like(mask)", "np.ones_like(a, dtype=int)"],
    "empty_like": ["np.empty_like(a)"],
    "full": ["np.full(3, 2.5)", "np.full((2, 3), 7)"],
    "arange": ["np.arange(5)", "np.arange(0, 1.0, 0.25)", "np.arange(2, 7)"],
    "concatenate": ["np.concatenate([a, b])", "np.concatenate((m, m), axis=1)"],
    "concat": ["np.concat([a, b])"],
    "stack": ["np.stack([a, b])", "np.stack([a, b], 1)"],
    "vstack": ["np.vstack([a, b])"],
    "hstack": ["np.hstack((a, b))", "np.hstack([a, 1.0])"],
    "where": [
        "np.where(mask, a, 0.0)",
        "np.where(mask, a, b)",
        "np.where(mask)",
        "np.where(True, 1, 2)",
    ],
    "nonzero": ["np.nonzero(m)"],
    "dot": ["np.dot(a, b)", "np.dot(m, a[:3])", "np.dot([1, 2], [3, 4])"],
    "inner": ["np.inner(a, b)", "np.inner(m, m)"],
    "array": [
        "np.array(a)",
        "np.array([1, 2], dtype=float)",
        "np.array([1.0, 2.0])",
        "np.array(((1, 2), (3, 4)))",
    ],
    "asarray": ["np.asarray(a)", "np.asarray([1, 2])", "np.asarray([1, 2], float)"],
    "ascontiguousarray": ["np.ascontiguousarray(m)"],
    "atleast_1d": ["np.atleast_1d(a)", "np.atleast_1d(1.0)"],
    "atleast_2d": ["np.atleast_2d(a)"],
    "atleast_3d": ["np.atleast_3d(a)"],
    "choose": ["np.choose([0, 1], [a[:2], b[:2]])"],
    "copyto": ["np.copyto(target, a)"],
    "size": ["np.size(m)", "np.size([1, 2])"],
    "ndim": ["np.ndim(m)", "np.ndim(2.0)"],
    "shape": ["np.shape(m)"],
    "diagonal": ["np.diagonal(m)"],
    "fill_diagonal": ["np.fill_diagonal(square, 1.0)"],
    "flip": ["np.flip(a)", "np.flip(m, axis=1)"],
    "place": ["np.place(target, mask, [1.0])"],
    "putmask": ["np.putmask(target, mask, 1.0)"],
    "resize": ["np.resize(a, 9)"],
    "swapaxes": ["np.swapaxes(m, 0, 1)"],
    "sort": ["np.sort(a)", "np.sort(m, 0)"],
    "argsort": ["np.argsort(a)"],
    "take": ["np.take(a, i)", "np.take(m, [0, 1], axis=1)"],
    "roll": ["np.roll(a, 2)"],
    "repeat": ["np.repeat(a, 2)"],
    "ravel": ["np.ravel(m)"],
    "tile": ["np.tile(a, 2)"],
    "outer": ["np.outer(a, b)"],
    "cumsum": ["np.cumsum(a)"],
    "cumprod": ["np.cumprod(a)"],
    "vecdot": ["np.vecdot(a, b)"],
    "trace": ["np.trace(m)"],
    "append": ["np.append(a, 1.0)", "np.append(m, m, axis=0)"],
    "block": ["np.block([[m, m], [m, m]])"],
    "column_stack": ["np.column_stack([a, b])"],
    "dstack": ["np.dstack((a, b))"],
    "argwhere": ["np.argwhere(mask)"],
    "compress": ["np.compress(mask, a)"],
    "count_nonzero": ["np.count_nonzero(a)"],
    "delete": ["np.delete(a, 1)", "np.delete(m, [0], axis=1)"],
    "extract": ["np.extract(mask, a)"],
    "put": ["np.put(target, [0], [1.0])"],
    "diag": ["np.diag(a)", "np.diag(m, 1)"],
    "diagflat": ["np.diagflat(m)"],
    "full_like": ["np.full_like(a, 2.5)"],
    "squeeze": ["np.squeeze(m)"],
    "transpose": ["np.transpose(m)", "np.transpose(m, (1, 0))"],
    "tril": ["np.tril(m)"],
    "triu": ["np.triu(m, 1)"],
}
METHODS = {
    "dot": ["a.dot(b)", "m.dot(m.T)"],
    "nonzero": ["m.nonzero()"],
    "ravel": ["m.ravel()"],
    "flatten": ["m.flatten()"],
    "tolist": ["m.tolist()", "mask.tolist()"],
    "take": ["a.take(i)", "m.take([0])"],
    "put": ["target.put(1, 2.0)"],
    "squeeze": ["m.squeeze()"],
    "transpose": ["m.transpose()", "m.transpose(1, 0)", "m.transpose((1, 0))"],
    "trace": ["m.trace()"],
    "repeat": ["a.repeat(3)"],
    "cumsum": ["a.cumsum()"],
    "cumprod": ["a.cumprod()"],
}
UFUNC_METHODS = {"reduce": ["np.add.reduce(a)", "np.maximum.reduce(a)"]}
# Some of NumPy's library, which is called on the same memory.
LIBRARY = [
    "np.searchsorted(a, 2.5)", "np.interp(2.5, a, b)", "np.bincount(i)", "np.unique(a)",
    "np.median(m, axis=0)", "np.matmul(m, m.T)", "np.lexsort((a, b))",
    "np.linalg.solve(square, square)", "np.fft.fft(a)",
]  # fmt: skip
# What the extension's types do themselves (array.cpp, methods.cpp, ufunc.cpp, subscript.cpp).
OPERATIONS = [
    "a + b", "1.5 * a", "numpy.float64(2) * a", "a // 3", "a**2", "-a", "a < b", "m @ m.T",
    "divmod(a, b)", "divmod(a, 2)", "7 // b",
    "np.sin(a)", "np.sin(a, out=target)", "np.add(a, 1)", "np.add([1], [2])", "(0, 1, 2) * m",
    "a[1]", "m[1, 2]", "a[1:-1]", "a[:, None]", "a[i]", "a[[0, 2]]", "a[mask]",
    "target[1] = 2.0", "target[1:] = a[1:]", "target[mask] = 0.0", "target[i] = 1.5", "target += 1",
    "a.sum()", "m.sum(axis=0)", "a.mean()", "a.max()", "a.argmax()",
    "a.reshape(2, 3)", "a.astype('f4')", "a.copy()", "a.item(2)", "m.T",
    "float(a[0])", "len(a)", "for x in a: pass",
]  # fmt: skip
UNUSUAL = [
    "np.zeros(3, order='F')", "np.full(3, 1j)", "np.take(a, i, mode='wrap')",
    "np.hstack([a.repeat(999), 'large'])", "np.hstack([1.0] * 99)",
    "np.sort(a, descending=True)", "m.ravel('F')", "np.median(a, out=np.zeros(()))",
    "np.add(a, b, where=mask)",
]  # fmt: skip


def names_with_a_first_try(owner: Any) -> set[str]:
    return {name for name, value in vars(owner).items() if type(value) is type(tn.zeros)}


def test_that_every_function_with_a_native_first_try_is_listed_here() -> None:
    assert names_with_a_first_try(tn) - LIBRARY_NAMES == set(FUNCTIONS) - LIBRARY_NAMES
    assert LIBRARY_NAMES & set(FUNCTIONS) == {"sort", "argsort"}  # they take more than NumPy's
    assert names_with_a_first_try(tn.ndarray) == set(METHODS)
    assert names_with_a_first_try(type(tn.add)) == set(UFUNC_METHODS)


@pytest.mark.parametrize(
    "statement",
    [
        statement
        for table in (FUNCTIONS, METHODS, UFUNC_METHODS)
        for statements in table.values()
        for statement in statements
    ],
)
def test_that_the_native_first_try_is_taken(statement: str) -> None:
    assert python_of_the_package(statement) == []


@pytest.mark.parametrize("statement", LIBRARY)
def test_that_numpys_library_is_called_without_a_frame_between(statement: str) -> None:
    assert python_of_the_package(statement) == []


@pytest.mark.parametrize("statement", OPERATIONS)
def test_that_operations_run_no_python(statement: str) -> None:
    assert python_of_the_package(statement) == []


@pytest.mark.parametrize("statement", UNUSUAL)
def test_that_an_unusual_call_is_seen_in_python(statement: str) -> None:
    assert python_of_the_package(statement) != []
