# SPDX-License-Identifier: MIT
"""tenon.random: NumPy's names and types, draws that repeat, moments that are right."""

from __future__ import annotations

import copy
import inspect
import math
import pickle
from typing import Any

import numpy
import pytest
import tenon as tn

COUNT = 200_000
# distribution: arguments, mean, variance
MOMENTS: dict[str, tuple[tuple[Any, ...], float, float]] = {
    "random": ((), 0.5, 1 / 12),
    "uniform": ((-1.0, 3.0), 1.0, 16 / 12),
    "standard_normal": ((), 0.0, 1.0),
    "normal": ((2.0, 3.0), 2.0, 9.0),
    "exponential": ((2.0,), 2.0, 4.0),
    "standard_exponential": ((), 1.0, 1.0),
    "rayleigh": ((1.0,), math.sqrt(math.pi / 2), (4 - math.pi) / 2),
    "laplace": ((1.0, 2.0), 1.0, 8.0),
    "logistic": ((1.0, 1.0), 1.0, math.pi**2 / 3),
    "gumbel": ((0.0, 1.0), 0.5772156649, math.pi**2 / 6),
    "lognormal": ((0.0, 0.25), math.exp(0.03125), math.exp(0.0625) * math.expm1(0.0625)),
    "pareto": ((5.0,), 0.25, 5 / 48),
    "weibull": ((2.0,), math.sqrt(math.pi) / 2, 1 - math.pi / 4),
    "power": ((2.0,), 2 / 3, 1 / 18),
    "triangular": ((0.0, 0.25, 1.0), 1.25 / 3, (1 + 0.0625 - 0.25) / 18),
    "poisson": ((3.0,), 3.0, 3.0),
    "binomial": ((10, 0.25), 2.5, 1.875),
    "gamma": ((2.0, 1.0), 2.0, 2.0),
    "beta": ((2.0, 2.0), 0.5, 0.05),
    "integers": ((0, 10), 4.5, 8.25),
}


@pytest.mark.parametrize("name", sorted(MOMENTS))
def test_that_the_distribution_has_its_mean_and_variance(name: str) -> None:
    arguments, mean, variance = MOMENTS[name]
    drawn = getattr(tn.random.default_rng(42), name)(*arguments, size=COUNT)
    assert type(drawn) is tn.ndarray
    deviation = math.sqrt(variance)
    assert abs(float(drawn.mean()) - mean) < 6 * deviation / math.sqrt(COUNT)
    assert abs(float(drawn.var()) / variance - 1) < 0.1


def test_that_draws_repeat_with_the_seed_and_differ_without() -> None:
    first, second = (tn.random.default_rng(7) for _ in range(2))
    for name in ("random", "standard_normal", "poisson"):
        assert tn.array_equal(getattr(first, name)(size=9), getattr(second, name)(size=9))
    assert not tn.array_equal(first.random(9), first.random(9))
    assert not tn.array_equal(
        tn.random.default_rng(8).random(9), tn.random.default_rng(7).random(9)
    )


def test_that_the_legacy_functions_repeat_with_the_seed() -> None:
    draws = []
    for _ in range(2):
        tn.random.seed(11)
        x = [tn.random.rand(2, 3), tn.random.randn(4), tn.random.randint(0, 9, 5)]
        draws.append([*x, tn.random.normal(0, 1, 3), tn.random.choice(5, 3, replace=False)])
    for x, y in zip(*draws, strict=True):
        assert tn.array_equal(x, y)


def test_that_a_generator_is_pickled_with_its_place() -> None:
    rng = tn.random.default_rng(5)
    rng.random(3)
    rng.poisson(3.0, 4)
    again = pickle.loads(pickle.dumps(rng))
    assert tn.array_equal(again.random(5), rng.random(5))
    assert tn.array_equal(again.poisson(3.0, 5), rng.poisson(3.0, 5))


def test_that_single_draws_have_numpys_types() -> None:
    ours, theirs = tn.random.default_rng(1), numpy.random.default_rng(1)
    for name, arguments in (
        ("random", ()), ("uniform", (0, 2)), ("normal", ()), ("standard_normal", ()),
        ("exponential", ()), ("integers", (5,)), ("poisson", (2.0,)), ("choice", (5,)),
    ):  # fmt: skip
        x, y = (getattr(rng, name)(*arguments) for rng in (ours, theirs))
        assert type(x) is type(y), name
    for name, arguments in (("rand", ()), ("randn", ()), ("randint", (5,)), ("random", ())):
        x, y = (getattr(module.random, name)(*arguments) for module in (tn, numpy))
        assert type(x) is type(y), name


@pytest.mark.parametrize("dtype", ["i1", "u1", "i4", "i8", "u8"])
def test_that_integers_cover_their_range(dtype: str) -> None:
    drawn = tn.random.default_rng(3).integers(2, 7, 1000, dtype=dtype, endpoint=True)
    assert drawn.dtype == numpy.dtype(dtype)
    assert set(numpy.unique(numpy.asarray(drawn)).tolist()) == {2, 3, 4, 5, 6, 7}


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("normal", (0, -1)), ("exponential", (-1,)), ("uniform", (0, numpy.inf)),
        ("integers", (0,)), ("integers", (0, 300, 3, "i1")), ("weibull", (-1,)), ("random", (-1,)),
        ("random", (3, "i4")), ("triangular", (1, 0, 2)), ("choice", ([],)),
    ],
)  # fmt: skip
def test_that_wrong_arguments_raise_as_numpys_do(name: str, arguments: Any) -> None:
    with pytest.raises(Exception) as theirs:
        getattr(numpy.random.default_rng(1), name)(*arguments)
    with pytest.raises(theirs.type):
        getattr(tn.random.default_rng(1), name)(*arguments)


def test_that_shuffles_and_permutations_keep_the_elements() -> None:
    rng = tn.random.default_rng(2)
    a = tn.arange(50)
    rng.shuffle(a)
    assert not tn.array_equal(a, tn.arange(50))
    assert tn.array_equal(tn.sort(a), tn.arange(50))
    assert tn.array_equal(tn.sort(rng.permutation(50)), tn.arange(50))
    assert set(tn.asarray(rng.choice(a, 7, replace=False)).tolist()) <= set(range(50))


def test_that_draws_fill_an_array() -> None:
    rng = tn.random.default_rng(2)
    for name in ("random", "standard_normal", "standard_exponential"):
        out = tn.zeros((3, 4))
        assert getattr(rng, name)(out=out) is out
        assert (out != 0).all()


def test_that_all_names_of_numpys_random_are_there() -> None:
    for name in numpy.random.__all__:
        assert hasattr(tn.random, name), name
    for kind in ("Generator", "RandomState"):
        for name in dir(getattr(numpy.random, kind)):
            if name.startswith("_"):
                continue
            assert hasattr(getattr(tn.random, kind), name), (kind, name)


def test_that_generators_take_numpys_arguments() -> None:
    for name in dir(numpy.random.Generator):
        theirs = getattr(numpy.random.Generator, name)
        if name.startswith("_") or not callable(theirs):
            continue
        method = getattr(tn.random.Generator, name)
        try:
            wanted = list(inspect.signature(theirs).parameters)
        except ValueError:
            continue
        mine = list(inspect.signature(method).parameters)
        assert mine == wanted or "kwargs" in mine, name


@pytest.mark.parametrize("make", [tn.random.default_rng, tn.random.RandomState])
def test_that_single_draws_repeat_with_the_seed(make: Any) -> None:
    def draws() -> list[Any]:
        rng = make(3)
        return [rng.normal(), rng.random(), rng.uniform(2, 3.0), rng.exponential(scale=2.0)]

    assert draws() == draws()
    state = tn.random.RandomState(3)
    state.random_sample()
    again = pickle.loads(pickle.dumps(state))
    assert [again.rand(), again.randint(0, 9)] == [state.rand(), state.randint(0, 9)]


# Single draws: arguments by place and by name, which are all NumPy's draws.
SINGLY: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    ("random", (), {}), ("random", (), {"dtype": "f4"}), ("random", (None,), {}),
    ("normal", (1, 2.0), {}), ("normal", (), {"loc": 1, "scale": 2.0}),
    ("normal", (numpy.float64(1),), {"scale": numpy.float32(2), "size": None}),
    ("uniform", (-1,), {"high": 1}), ("integers", (5,), {}), ("integers", (numpy.int64(5),), {}),
    ("integers", (1, 6), {"endpoint": True}), ("integers", (), {"low": 0, "high": 9}),
    ("integers", (5,), {"dtype": numpy.int8}), ("exponential", (), {"scale": 2.0}),
    ("standard_exponential", (), {"method": "inv"}), ("poisson", (3.0,), {}),
    ("binomial", (), {"n": 9, "p": 0.5}), ("gamma", (2.0,), {}), ("choice", (9,), {}),
    ("choice", ([1, 2, 4],), {}), ("choice", (["a", "b"],), {"p": [0.2, 0.8]}),
    ("choice", (numpy.eye(3),), {}), ("permutation", (5,), {}),
    ("multinomial", (9, [0.5, 0.5]), {}),
]  # fmt: skip


def _numpys_own(seed: Any) -> numpy.random.Generator:
    """The generator that `default_rng(seed)` takes single draws from."""
    key = numpy.random.SeedSequence(seed).generate_state(1, numpy.uint64)[0]
    return numpy.random.Generator(numpy.random.Philox(numpy.random.SeedSequence(int(key))))


def test_that_single_draws_are_those_of_numpys_philox_however_they_are_written() -> None:
    ours, theirs = tn.random.default_rng(9), _numpys_own(9)
    for name, arguments, named in SINGLY:
        x, y = (getattr(rng, name)(*arguments, **named) for rng in (ours, theirs))
        assert type(x) is type(y) or type(x) is tn.ndarray, name
        numpy.testing.assert_array_equal(x, y, f"{name} {arguments} {named}")


def test_that_single_draws_record_nothing() -> None:
    rng = tn.random.default_rng(9)
    rng.random()
    tn.sync()
    before = tn._core.statistics()["statements"], tn._core.live_storages()
    for name, arguments, named in SINGLY[:-5]:
        getattr(rng, name)(*arguments, **named)
    for draw in (tn.random.rand, tn.random.randn, tn.random.random):
        draw()
    tn.random.randint(0, high=9)
    assert (tn._core.statistics()["statements"], tn._core.live_storages()) == before


def test_that_single_draws_and_arrays_do_not_disturb_each_other() -> None:
    both, singles, arrays = (tn.random.default_rng(4) for _ in range(3))
    mixed = []
    for size in (3, (2, 2), 5000):
        mixed.append((both.random(), both.random(size), both.normal(0, 2), both.integers(9)))
        assert mixed[-1][0] == singles.random()
        assert tn.array_equal(mixed[-1][1], arrays.random(size))
        assert mixed[-1][2:] == (singles.normal(0, 2), singles.integers(9))
    again = pickle.loads(pickle.dumps(both))
    assert again.random() == both.random()
    assert tn.array_equal(again.random(7), both.random(7))


@pytest.mark.parametrize("random", [tn.random, tn.random.default_rng(3)])
def test_that_lists_are_chosen_from_and_shuffled(random: Any) -> None:
    assert random.choice([-1, 1]) in (-1, 1)
    assert random.choice(["a", "b"]) in ("a", "b")
    assert set(random.choice([-1, 1], 50).tolist()) == {-1, 1}
    assert set(random.choice(["a", "b"], 50).tolist()) == {"a", "b"}
    assert sorted(random.choice([3, 4, 5], 3, replace=False).tolist()) == [3, 4, 5]
    assert random.choice([3, 4], size=4, p=[0, 1]).tolist() == [4] * 4
    assert random.choice(tn.arange(3.0), (2, 5)).shape == (2, 5)
    with pytest.raises(ValueError, match="cannot be empty"):
        random.choice([], 3)
    words = [str(i) for i in range(50)]
    random.shuffle(words)
    assert words != sorted(words, key=int)
    assert sorted(words, key=int) == [str(i) for i in range(50)]


def test_that_generators_spawn_others_each_time() -> None:
    def spawned() -> list[float]:
        rng = tn.random.default_rng(3)
        return [child.random() for child in [*rng.spawn(2), *rng.spawn(2)]]

    assert len(set(spawned())) == 4
    assert spawned() == spawned()


def test_that_numpy_takes_our_generators_for_its_own() -> None:
    rng, state = tn.random.default_rng(3), tn.random.RandomState(3)
    assert isinstance(rng, numpy.random.Generator)
    assert isinstance(state, numpy.random.RandomState)
    assert tn.random.default_rng(rng) is rng
    for ours in (rng, state):
        theirs = numpy.random.default_rng(ours)
        assert type(theirs) is numpy.random.Generator
        assert 0 <= theirs.random() < 1
        assert copy.deepcopy(ours).random() == ours.random()
