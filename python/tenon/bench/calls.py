# SPDX-License-Identifier: MIT
"""Calls of the functions that programs on small arrays call most, 100 elements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy

import tenon

from .rows import Row
from .timing import Work

Call = Callable[[Any, "Arguments"], Any]


class Arguments:
    """The same arrays of either package."""

    def __init__(self, np: Any) -> None:
        self.a = np.arange(100) * 1.0
        self.b = self.a + 1
        self.mask = self.a > 50
        self.places = np.array([1, 5, 7, 20])
        self.m = (np.arange(100) * 1.0).reshape(10, 10)
        self.target = np.zeros(100)


def _set(target: Any, key: Any, value: Any) -> None:
    target[key] = value


CALLS: dict[str, Call] = {
    "np.zeros(100)": lambda np, x: np.zeros(100),
    "np.zeros((10, 10))": lambda np, x: np.zeros((10, 10)),
    "np.ones(100)": lambda np, x: np.ones(100),
    "np.full(100, 3.0)": lambda np, x: np.full(100, 3.0),
    "np.zeros_like(a)": lambda np, x: np.zeros_like(x.a),
    "np.arange(100.0)": lambda np, x: np.arange(100.0),
    "np.linspace(0, 1, 100)": lambda np, x: np.linspace(0, 1, 100),
    "np.array([1.0, 2.0, 3.0])": lambda np, x: np.array([1.0, 2.0, 3.0]),
    "np.asarray(a)": lambda np, x: np.asarray(x.a),
    "a.copy()": lambda np, x: x.a.copy(),
    "a.astype('f4')": lambda np, x: x.a.astype("f4"),
    "a.reshape(10, 10)": lambda np, x: x.a.reshape(10, 10),
    "m.ravel()": lambda np, x: x.m.ravel(),
    "m.T": lambda np, x: x.m.T,
    "a[:, None]": lambda np, x: x.a[:, None],
    "m[3, 4]": lambda np, x: x.m[3, 4],
    "a[places]": lambda np, x: x.a[x.places],
    "a[[1, 5, 7]]": lambda np, x: x.a[[1, 5, 7]],
    "a[mask]": lambda np, x: x.a[x.mask],
    "a[3] = 1.5": lambda np, x: _set(x.target, 3, 1.5),
    "a[1:] = b[1:]": lambda np, x: _set(x.target, slice(1, None), x.b[1:]),
    "a[mask] = 0.0": lambda np, x: _set(x.target, x.mask, 0.0),
    "a.item(3)": lambda np, x: x.a.item(3),
    "a.tolist()": lambda np, x: x.a.tolist(),
    "for v in a": lambda np, x: [v for v in x.a],  # noqa: C416 - the loop is what is timed
    "np.where(mask, a, b)": lambda np, x: np.where(x.mask, x.a, x.b),
    "np.where(mask)": lambda np, x: np.where(x.mask),
    "np.clip(a, 2, 50)": lambda np, x: np.clip(x.a, 2, 50),
    "np.abs(a)": lambda np, x: np.abs(x.a),
    "a**2": lambda np, x: x.a**2,
    "a // 3": lambda np, x: x.a // 3,
    "np.float64(2) * a": lambda np, x: numpy.float64(2.0) * x.a,
    "a.mean()": lambda np, x: x.a.mean(),
    "a.std()": lambda np, x: x.a.std(),
    "a.argmax()": lambda np, x: x.a.argmax(),
    "m.sum(axis=0)": lambda np, x: x.m.sum(axis=0),
    "np.sum(a)": lambda np, x: np.sum(x.a),
    "np.add.reduce(a)": lambda np, x: np.add.reduce(x.a),
    "np.isnan(a).any()": lambda np, x: np.isnan(x.a).any(),
    "np.allclose(a, b)": lambda np, x: np.allclose(x.a, x.b),
    "a.cumsum()": lambda np, x: x.a.cumsum(),
    "np.diff(a)": lambda np, x: np.diff(x.a),
    "np.concatenate([a, b])": lambda np, x: np.concatenate([x.a, x.b]),
    "np.stack([a, b])": lambda np, x: np.stack([x.a, x.b]),
    "np.vstack([a, b])": lambda np, x: np.vstack([x.a, x.b]),
    "np.roll(a, 1)": lambda np, x: np.roll(x.a, 1),
    "np.repeat(a, 2)": lambda np, x: np.repeat(x.a, 2),
    "np.outer(a, b)": lambda np, x: np.outer(x.a, x.b),
    "a.dot(b)": lambda np, x: x.a.dot(x.b),
    "m @ m": lambda np, x: x.m @ x.m,
    "np.linalg.norm(a)": lambda np, x: np.linalg.norm(x.a),
    "np.sort(a)": lambda np, x: np.sort(x.a),
    "np.searchsorted(a, 50.0)": lambda np, x: np.searchsorted(x.a, 50.0),
    "np.interp(3.3, a, b)": lambda np, x: np.interp(3.3, x.a, x.b),
    "np.random.rand(100)": lambda np, x: np.random.rand(100),
}


def _leaves_work(call: Call, x: Arguments) -> bool:
    """Whether the call records something that is to be run."""
    tenon.sync()
    before = tenon._core.statistics()["evaluations"]
    result = call(tenon, x)
    tenon.sync()
    del result
    return bool(tenon._core.statistics()["evaluations"] > before)


def _ours(call: Call) -> Work:
    x, sync = Arguments(tenon), tenon.sync

    def run() -> None:
        call(tenon, x)

    def run_all() -> None:
        result = call(tenon, x)
        sync()
        del result

    return run_all if _leaves_work(call, x) else run


def rows() -> Iterator[Row]:
    """One call; where Tenon's records something, that is run too."""
    for name, call in CALLS.items():
        x = Arguments(numpy)

        def theirs(call: Call = call, x: Arguments = x) -> Any:
            return call(numpy, x)

        yield Row(f"call {name}", 100, {"tenon": _ours(call), "numpy": theirs})
