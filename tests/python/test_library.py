# SPDX-License-Identifier: MIT
"""tenon.linalg, tenon.fft and tenon.testing: NumPy's names, our arrays."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys

import numpy
import pytest
import tenon as tn
from differential import same
from tenon._blas import kernels_for

MATRIX = numpy.array([[4.0, 1.0, 0.5], [1.0, 3.0, 0.25], [0.5, 0.25, 2.0]])


@pytest.mark.parametrize("name", ["linalg", "fft", "testing", "random"])
def test_that_the_module_has_all_of_numpys_names(name: str) -> None:
    ours = importlib.import_module(f"tenon.{name}")
    theirs = importlib.import_module(f"numpy.{name}")
    assert getattr(tn, name) is ours
    for public in theirs.__all__:
        assert hasattr(ours, public), public


@pytest.mark.parametrize(
    "call",
    [
        lambda np, a: np.linalg.inv(a),
        lambda np, a: np.linalg.solve(a, a[0]),
        lambda np, a: np.linalg.det(a),
        lambda np, a: np.linalg.eigh(a),
        lambda np, a: np.linalg.svd(a),
        lambda np, a: np.linalg.norm(a),
        lambda np, a: np.linalg.norm(a, axis=1),
        lambda np, a: np.linalg.norm(a, 1),
        lambda np, a: np.linalg.norm(a[0], np.inf),
        lambda np, a: np.linalg.vector_norm(a, ord=1, axis=0, keepdims=True),
        lambda np, a: np.linalg.outer(a[0], a[1]),
        lambda np, a: np.linalg.trace(a),
        lambda np, a: np.linalg.diagonal(a, offset=1),
        lambda np, a: np.linalg.matrix_power(a, 3),
        lambda np, a: np.fft.fft(a),
        lambda np, a: np.fft.irfft(np.fft.rfft(a[0]), 3),
        lambda np, a: np.fft.fftshift(a),
        lambda np, a: np.einsum("ij,kj->ik", a, a),
        lambda np, a: a @ a,
        lambda np, a: a @ a[0],
    ],
)
def test_that_the_results_are_numpys(call: object) -> None:
    same(call(numpy, MATRIX), call(tn, tn.asarray(MATRIX)))  # type: ignore[operator]


def test_that_errors_of_linear_algebra_are_numpys() -> None:
    with pytest.raises(tn.linalg.LinAlgError):
        tn.linalg.inv(tn.zeros((2, 2)))
    with pytest.raises(ValueError, match="one-dimensional"):
        tn.linalg.outer(tn.zeros((2, 2)), tn.zeros(2))


def test_that_the_helpers_for_tests_take_our_arrays() -> None:
    tn.testing.assert_allclose(tn.ones(3), [1, 1, 1])
    with pytest.raises(AssertionError):
        tn.testing.assert_array_equal(tn.ones(3), tn.zeros(3))


CPU = "processor\t: 0\nvendor_id\t: {}\nmodel\t: 7\nflags\t\t: fpu sse4_2 {}\n\nprocessor\t: 1\n"


def test_that_new_amd_processors_get_blas_kernels_for_avx512() -> None:
    assert kernels_for(CPU.format("AuthenticAMD", "avx2 avx512bw")) == "SkylakeX"
    assert kernels_for(CPU.format("AuthenticAMD", "avx2")) is None
    assert kernels_for(CPU.format("GenuineIntel", "avx2 avx512bw")) is None
    assert kernels_for("") is None


def test_that_the_users_choice_of_blas_kernels_stands() -> None:
    code = "import tenon, os; print(os.environ['OPENBLAS_CORETYPE'])"
    environment = {**os.environ, "OPENBLAS_CORETYPE": "Haswell"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "Haswell\n"
