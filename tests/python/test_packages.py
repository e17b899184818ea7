# SPDX-License-Identifier: MIT
"""SciPy, pandas and Matplotlib take our arrays, and Tenon takes theirs without copying."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import matplotlib
import numpy
import pandas
import pytest
import scipy.integrate
import scipy.linalg
import scipy.ndimage
import scipy.optimize
import scipy.sparse
import scipy.spatial
import scipy.stats
import tenon as tn

matplotlib.use("Agg")
from matplotlib import pyplot

pytestmark = pytest.mark.filterwarnings("ignore")


def test_that_scipy_computes_with_our_arrays() -> None:
    a = tn.eye(4) * 3 + 1
    b = tn.arange(4.0) + 1
    numpy.testing.assert_allclose(a @ tn.asarray(scipy.linalg.solve(a, b)), b)
    assert scipy.integrate.trapezoid(tn.arange(5.0)) == 8
    smooth = scipy.ndimage.uniform_filter(tn.arange(9.0), 3)
    numpy.testing.assert_allclose(smooth[1:-1], numpy.arange(9.0)[1:-1])
    assert len(scipy.spatial.cKDTree(tn.arange(6.0).reshape(3, 2)).data) == 3


def test_that_scipys_solvers_take_functions_of_our_arrays() -> None:
    found = scipy.optimize.minimize(lambda x: ((tn.asarray(x) - 3) ** 2).sum(), tn.zeros(2))
    numpy.testing.assert_allclose(found.x, [3, 3], atol=1e-4)


def test_that_sparse_matrices_multiply_our_arrays() -> None:
    matrix = scipy.sparse.csr_matrix(numpy.diag([1.0, 2, 3]))
    b = tn.arange(3.0) + 1
    numpy.testing.assert_array_equal(matrix @ b, [1, 4, 9])
    numpy.testing.assert_array_equal(b @ matrix, [1, 4, 9])
    numpy.testing.assert_array_equal((matrix * 2).toarray(), tn.asarray(matrix.toarray()) * 2)


def test_that_pandas_holds_our_values_and_gives_its_own_without_a_copy() -> None:
    series = pandas.Series(tn.arange(4.0) * 2)
    assert series.sum() == 12
    frame = pandas.DataFrame({"x": tn.arange(3), "y": tn.arange(3) * 0.5})
    assert frame["y"].dtype == numpy.float64
    values = series.to_numpy()
    ours = tn.asarray(values)
    assert numpy.shares_memory(numpy.asarray(ours), values)
    assert float(tn.asarray(series).sum()) == 12
    added = series + (tn.arange(4.0) + 1)
    assert isinstance(added, pandas.Series)
    numpy.testing.assert_array_equal(added, [1, 4, 7, 10])
    assert isinstance(tn.arange(4.0) + series, pandas.Series)


@pytest.mark.parametrize(
    "statement",
    [
        "frame[mask]",
        "frame.loc[mask, 'x']",
        "frame.iloc[mask]",
        "series[mask]",
        "series.iloc[mask]",
        "frame.iloc[places]",
        "frame.take(places)",
        "pandas.Index([5, 6, 7, 8])[mask]",
        "frame.groupby(np.arange(4) % 2).x.sum()",
        "frame * np.ones((4, 2))",
        "frame.set_index(np.arange(4) * 2)",
        "pandas.unique(np.array([1, 2, 1])).tolist()",
        "pandas.Series(np.arange(2), index=np.array([3, 4]))",
        "series.where(mask)",
    ],
)
def test_that_pandas_indexes_with_our_arrays_as_with_numpys(statement: str) -> None:
    def run(np: Any) -> str:
        frame = pandas.DataFrame({"x": numpy.arange(4.0), "k": numpy.arange(4) % 2})
        names = {
            "pandas": pandas,
            "np": np,
            "frame": frame,
            "series": frame["x"],
            "mask": np.array([True, False, True, True]),
            "places": np.array([0, 2]),
        }
        return repr(eval(statement, names))

    assert run(tn) == run(numpy)


def test_that_pandas_assigns_by_our_masks() -> None:
    frame = pandas.DataFrame({"x": numpy.arange(4.0)})
    frame[tn.array([True, False, True, True])] = 9
    assert frame.x.tolist() == [9.0, 1.0, 9.0, 9.0]
    frame.loc[tn.array([1, 2]), "x"] = tn.array([5.0, 6.0])
    assert frame.x.tolist() == [9.0, 5.0, 6.0, 9.0]
    frame.iloc[:, :] = tn.ones((4, 1))
    assert frame.x.tolist() == [1.0] * 4


def test_that_pandas_finds_rows_by_an_index_of_our_values() -> None:
    frame = pandas.DataFrame({"x": tn.arange(5.0)}, index=tn.arange(5))
    assert frame.loc[2].x == 2 and 2 in frame.index and frame.drop(2).x.sum() == 8
    assert frame.x.isin(tn.array([1.0])).sum() == 1
    assert pandas.cut(frame.x, tn.array([-1, 2, 9])).nunique() == 2


def test_that_a_pandas_imported_first_is_given_numpys_arrays_too() -> None:
    program = (
        "import pandas as pd, tenon as np\n"
        "s = pd.Series([1, 2, 3]); mask = np.array([True, False, True])\n"
        "print(s.iloc[mask].tolist(), pd.unique(np.array([2, 1, 2])).tolist(),"
        " s.groupby(np.array([0, 1, 0])).sum().tolist())"
    )
    printed = subprocess.check_output([sys.executable, "-c", program], text=True)
    assert printed == "[1, 3] [2, 1] [4, 2]\n"


def test_that_matplotlib_draws_our_arrays() -> None:
    figure, axes = pyplot.subplots()
    x = tn.linspace(0, 1, 50)
    (line,) = axes.plot(x, tn.sin(x))
    numpy.testing.assert_allclose(line.get_ydata(), numpy.sin(numpy.linspace(0, 1, 50)))
    axes.imshow(tn.arange(12.0).reshape(3, 4))
    axes.scatter(x, x * 2, c=x)
    axes.hist(x)
    axes.fill_between(x, x, x + 1, where=x > 0.5)
    figure.canvas.draw()
    pyplot.close(figure)


@pytest.mark.parametrize("make", [tn.random.default_rng, tn.random.RandomState])
def test_that_packages_draw_from_our_generators(make: Any) -> None:
    def draws() -> list[Any]:
        rng = make(5)
        frame = pandas.DataFrame({"x": range(20)})
        samples = [frame.sample(3, random_state=rng)["x"].tolist()]
        for one in (scipy.stats.norm, scipy.stats.gamma(2.0), scipy.stats.poisson(3.0)):
            samples.append(numpy.asarray(one.rvs(size=3, random_state=rng)).tolist())
        samples.append(scipy.stats.ortho_group.rvs(3, random_state=rng).tolist())
        samples.append(scipy.sparse.random(5, 5, 0.3, rng=rng).toarray().tolist())
        found = scipy.optimize.differential_evolution(numpy.sum, [(-1, 1)] * 2, rng=rng, maxiter=2)
        return [*samples, found.fun]

    assert draws() == draws()
