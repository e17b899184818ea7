# SPDX-License-Identifier: MIT
"""What is timed. A row is a name, a size, and for each package a function that does the work once.

Tenon computes late: each of its functions ends with `tn.sync()` where anything may be pending.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy

import tenon

from . import peers
from .timing import Work


@dataclass
class Row:
    """`ways` has "tenon" and its rivals; `limit` is the ratio to the best of them that is asked."""

    name: str
    size: int
    ways: dict[str, Work]
    limit: float = 1.0


def _pair(np: Any, n: int) -> tuple[Any, Any]:
    random = numpy.random.default_rng(1)
    x, y = random.random(n), random.random(n)
    return (x, y) if np is numpy else (np.asarray(x.copy()), np.asarray(y.copy()))


def _one_operation(np: Any, n: int) -> dict[str, Work]:
    a, b = _pair(np, n)
    if np is tenon:
        a, b = tenon.array(a), tenon.array(b)
    sin, last = np.sin, n - 1
    return {
        "a + b": lambda: a + b,
        "1.5 * a": lambda: 1.5 * a,
        "np.sin(a, out=b)": lambda: sin(a, out=b),
        "a.sum()": lambda: a.sum(),  # noqa: PLW0108 - as a user writes it
        "a[1:-1]": lambda: a[1:-1],
        "a[i]": lambda: a[last],
        "float(a[0])": lambda: float(a[0]),
    }


def one_operation() -> Iterator[Row]:
    """Single calls on few elements: what a call costs."""
    for n in (1, 10, 100, 1000):
        ours, theirs = _one_operation(tenon, n), _one_operation(numpy, n)
        for name, work in ours.items():
            yield Row(name, n, {"tenon": work, "numpy": theirs[name]})


def _jax_update(jax: Any, x: Any, y: Any) -> Work:
    jnp = peers.jax_double(jax)
    step = jax.jit(lambda a, b: a + 2 * b, donate_argnums=0)
    state = {"x": jnp.asarray(x)}
    other = jnp.asarray(y)

    def run() -> None:
        state["x"] = step(state["x"], other)
        state["x"].block_until_ready()

    return run


def update(sizes: list[int]) -> Iterator[Row]:
    """x += 2*y"""
    for n in sizes:
        x, y = _pair(numpy, n)
        y *= 1e-9
        ours, ours_y = tenon.array(x), tenon.array(y)
        u, v = x.copy(), y.copy()

        def in_tenon(x: Any = ours, y: Any = ours_y) -> None:
            x += 2 * y
            tenon.sync()

        def in_numpy(x: Any = u, y: Any = v) -> None:
            x += 2 * y

        ways: dict[str, Work] = {"tenon": in_tenon, "numpy": in_numpy}
        if n >= 1000:
            if numexpr := peers.load("numexpr"):
                p = x.copy()
                ways["numexpr"] = lambda p=p, v=v, e=numexpr: e.evaluate(  # type: ignore[misc]
                    "p + 2*v", local_dict={"p": p, "v": v}, out=p
                )
            if numba := peers.load("numba"):
                q = x.copy()
                run = peers.numba_update(numba)
                ways["numba"] = lambda q=q, v=v, run=run: run(q, v)  # type: ignore[misc]
            if jax := peers.load("jax"):
                ways["jax"] = _jax_update(jax, x, y)
        yield Row("x += 2*y", n, ways)


def recorded() -> Iterator[Row]:
    """x += 2*y recorded and fused, next to its two operations run at once."""
    for n in (100, 1000):
        x, y = (tenon.array(part) for part in _pair(numpy, n))
        y *= 1e-9

        def update(at_once: bool, x: Any = x, y: Any = y) -> None:
            tenon._core.set_small_at_once(at_once)
            try:
                x += 2 * y
                tenon.sync()
            finally:
                tenon._core.set_small_at_once(True)

        ways: dict[str, Work] = {
            "tenon": lambda update=update: update(False),  # type: ignore[misc]
            "at once": lambda update=update: update(True),  # type: ignore[misc]
        }
        yield Row("recorded x += 2*y", n, ways, limit=float("inf"))


def expression(sizes: list[int]) -> Iterator[Row]:
    """Twelve operations."""
    for n in sizes:
        x, y = _pair(numpy, n)
        ours, ours_y = tenon.array(x), tenon.array(y)

        def in_tenon(x: Any = ours, y: Any = ours_y) -> Any:
            result = peers.twelve(tenon, x, y)
            tenon.sync()
            return result

        ways: dict[str, Work] = {
            "tenon": in_tenon,
            "numpy": lambda x=x, y=y: peers.twelve(numpy, x, y),  # type: ignore[misc]
        }
        if n >= 1000:
            if numexpr := peers.load("numexpr"):
                ways["numexpr"] = lambda x=x, y=y, e=numexpr: e.evaluate(  # type: ignore[misc]
                    peers.TWELVE, local_dict={"x": x, "y": y}
                )
            if numba := peers.load("numba"):
                run = peers.numba_twelve(numba)
                ways["numba"] = lambda x=x, y=y, run=run: run(x, y)  # type: ignore[misc]
            if jax := peers.load("jax"):
                jnp = peers.jax_double(jax)
                jitted = jax.jit(lambda a, b, jnp=jnp: peers.twelve(jnp, a, b))
                p, q = jnp.asarray(x), jnp.asarray(y)
                ways["jax"] = lambda p=p, q=q, f=jitted: f(p, q).block_until_ready()  # type: ignore[misc]
        yield Row("12 operations", n, ways)
