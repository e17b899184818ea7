# SPDX-License-Identifier: MIT
"""Loops that say they are loops, and those that are found."""

from __future__ import annotations

import warnings

import numpy
import pytest
import tenon as np


def numbers(n: int) -> np.ndarray:
    return np.sin(np.arange(n) * 0.37) * 0.4 + 0.5


def test_a_told_loop_is_the_for_around_its_body() -> None:
    calls = []

    def body(i: int, x: np.ndarray) -> np.ndarray:
        calls.append(i)
        return np.where(x > 0.9, i, 3.8 * x * (1 - x))

    told = np.loop(500, body, numbers(5000))
    assert calls == [0, 1, 2]
    plain = numbers(5000)
    for i in range(500):
        plain = np.where(plain > 0.9, i, 3.8 * plain * (1 - plain))
    assert numpy.array_equal(numpy.asarray(told), numpy.asarray(plain))


def test_a_state_of_several_arrays_comes_back_as_what_it_was() -> None:
    def body(i: int, state: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        u, v = state
        v[1:-1] = 0.5 * (u[:-2] + u[2:])
        return v, u

    u, v = np.loop(40, body, (numbers(4000), numbers(4000)))
    a, b = numpy.asarray(numbers(4000)).copy(), numpy.asarray(numbers(4000)).copy()
    for _ in range(40):
        b[1:-1] = 0.5 * (a[:-2] + a[2:])
        a, b = b, a
    assert numpy.array_equal(numpy.asarray(u), a)
    assert numpy.array_equal(numpy.asarray(v), b)
    assert isinstance(np.loop(2, lambda i, s: s, [numbers(3000)]), list)


def test_small_arrays_and_bodies_that_look_are_called_each_time() -> None:
    calls = []

    def body(i: int, x: np.ndarray) -> np.ndarray:
        calls.append(i)
        return x * 0.5

    assert np.loop(7, body, np.ones(3)).tolist() == [0.5**7] * 3
    assert calls == list(range(7))


def test_a_loop_goes_on_while_its_condition_holds() -> None:
    x = np.loop_while(lambda x: x.max() > 1e-3, lambda i, x: x * 0.5, np.ones(3000))
    assert float(x[0]) == 2.0**-10


def test_what_is_no_loop_is_refused() -> None:
    with pytest.raises(ValueError, match="the number of iterations is -1"):
        np.loop(-1, lambda i, x: x, numbers(3000))
    with pytest.raises(ValueError, match="the body leaves 2 arrays in iteration 0"):
        np.loop(5, lambda i, s: (*s, s[0]), (numbers(3000),))
    with pytest.raises(TypeError, match="the body must return a tuple of arrays"):
        np.loop(5, lambda i, s: s[0], (numbers(3000),))
    with pytest.raises(ZeroDivisionError):
        np.loop(5, lambda i, x: x * (1 // (2 - i)), numbers(3000))


def test_iterations_of_an_ordinary_loop_are_counted() -> None:
    def mandelbrot(q: np.ndarray, iterations: int) -> np.ndarray:
        z = np.zeros(q.shape, np.complex128)
        output = np.zeros(q.shape, np.int64)
        for i in range(iterations):
            z = z * z + q
            done = np.abs(z) > 2.0
            q = np.where(done, 0, q)
            z = np.where(done, 0, z)
            output = np.where(done, i, output)
        return output

    points = numpy.linspace(-2, 0.7, 60) + 1j * numpy.linspace(-1.2, 1.2, 60)[:, None]
    before = np._core.statistics()
    ours = numpy.asarray(mandelbrot(np.asarray(points), 200))
    after = np._core.statistics()
    assert after["iterations_rolled"] - before["iterations_rolled"] > 150
    z, q, theirs = numpy.zeros_like(points), points, numpy.zeros(points.shape, numpy.int64)
    for i in range(200):
        z = (z.real * z.real - z.imag * z.imag) + 1j * (2 * (z.real * z.imag)) + q
        done = numpy.abs(z) > 2.0
        q, z = numpy.where(done, 0, q), numpy.where(done, 0, z)
        theirs = numpy.where(done, i, theirs)
    assert numpy.array_equal(ours, theirs)


def test_a_loop_counts_arrays_without_dimensions_as_numbers() -> None:
    u, v = numbers(90 * 80).reshape(90, 80), np.zeros((90, 80))
    a, b = numpy.array(u), numpy.zeros((90, 80))
    before = np._core.statistics()
    for i in range(60):
        v[1:-1, 1:-1] = (u[:-2, 1:-1] + u[2:, 1:-1]) * np.asarray(0.25 + 0.001 * numpy.sin(i))
        v[0, :] = np.sin(np.asarray(0.3 * i))
        u, v = v, u
    ours = numpy.asarray(u)
    after = np._core.statistics()
    assert after["iterations_rolled"] - before["iterations_rolled"] > 20
    for i in range(60):
        b[1:-1, 1:-1] = (a[:-2, 1:-1] + a[2:, 1:-1]) * (0.25 + 0.001 * numpy.sin(i))
        b[0, :] = numpy.asarray(np.sin(np.asarray(0.3 * i)))
        a, b = b, a
    assert numpy.array_equal(ours, a)


@pytest.mark.parametrize("of_array", ["?", "i1", "u4", "i8", "f2", "f4", "f8", "c8"])
@pytest.mark.parametrize("of_number", ["?", "i1", "u2", "i8", "f2", "f4", "f8", "c8", "c16"])
def test_an_array_without_dimensions_keeps_its_dtype(of_array: str, of_number: str) -> None:
    many = numpy.arange(5000).astype(of_array)  # enough to be recorded
    one = numpy.asarray(3).astype(of_number)
    for work in ("add", "multiply", "maximum", "not_equal"):
        with numpy.errstate(all="ignore"):
            theirs = getattr(numpy, work)(many, one)
            ours = getattr(np, work)(np.asarray(many), np.asarray(one))
            turned = getattr(np, work)(np.asarray(one), np.asarray(many))
        assert ours.dtype == turned.dtype == theirs.dtype
        assert numpy.array_equal(numpy.asarray(ours), theirs, equal_nan=True)
        assert numpy.array_equal(numpy.asarray(turned), theirs, equal_nan=True)
    target, expected = np.asarray(many.copy()), many.copy()
    with numpy.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        target[...], expected[...] = np.asarray(one), one
    assert numpy.array_equal(numpy.asarray(target), expected)


def test_warnings_of_a_counted_loop_name_what_happened() -> None:
    with pytest.warns(RuntimeWarning, match="overflow encountered in multiply"):
        x = np.ones(3000)
        for _ in range(400):
            x = (x * 10.0) * 1.5
        assert float(x[0]) == numpy.inf
