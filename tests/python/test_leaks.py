# SPDX-License-Identifier: MIT
"""Nothing is kept: after programs, through every door, the engine has as many storages and exports
as before."""

from __future__ import annotations

import copy
import gc
import io
import pickle
import random
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
import pytest
import tenon as np
from fuzz.program import Run, check
from fuzz.run import corpus, random_program, record_all, seed_from_environment
from tenon import _core

pytestmark = pytest.mark.filterwarnings("ignore")

SIZES = [0, 3, 5000]


def counts() -> tuple[int, int]:
    """Storages and exports, when nothing is pending and no cycle holds one."""
    np.sync()
    gc.collect()
    return _core.live_storages(), _core.live_exports()


def keeps_nothing(action: Callable[[], object], rounds: int = 3) -> None:
    action()  # what is made once and kept, such as a module's constants
    before = counts()
    for _ in range(rounds):
        action()
    assert counts() == before


def test_that_the_counts_say_what_there_is() -> None:
    before, open_before = counts()
    a = np.arange(10.0)
    view = a[1:]
    b = a + 1
    assert counts() == (before + 2, open_before)
    seen = [numpy.asarray(a), memoryview(b)]
    assert counts() == (before + 2, open_before + 2)
    seen.clear()
    del a, b
    assert counts() == (before + 1, open_before)
    del view
    assert counts() == (before, open_before)


@pytest.mark.parametrize("recorded", [False, True])
def test_that_programs_keep_nothing(recorded: bool) -> None:
    programs = corpus()

    def run() -> None:
        for program in programs:
            check(program)

    record_all(recorded)
    try:
        keeps_nothing(run)
    finally:
        record_all(False)


def test_that_random_programs_keep_nothing() -> None:
    seed = seed_from_environment()
    print(f"seed {seed}")
    before = counts()
    for i in range(60):
        record_all(i % 2 == 1)
        try:
            random_program(seed + i, 30)
        finally:
            record_all(False)
    assert counts() == before


def doors(a: Any) -> dict[str, Callable[[], object]]:
    return {
        "asarray": lambda: np.asarray(numpy.asarray(a)[1:]) * 2,
        "import": lambda: np.asarray(numpy.arange(a.size * 1.0))[::-1].sum() + 1,
        "buffer": lambda: numpy.frombuffer(memoryview(a).cast("B"), "u1").sum() if a.size else 0,
        "__array_interface__": lambda: (a + 1).__array_interface__,
        "ctypes": lambda: (a + 1).ctypes.data,
        "to DLPack": lambda: numpy.from_dlpack(a + 1),
        "from DLPack": lambda: np.from_dlpack(numpy.arange(5.0)) + 1,
        "unused DLPack": lambda: [(a + 1).__dlpack__()],
        "ufunc of NumPy": lambda: numpy.sin(a, out=a),
        "function of NumPy": lambda: numpy.concatenate([a, a]),
        "fallback": lambda: np.nanpercentile(a + 1, 50) if a.size else 0,
        "fallback view": lambda: np.lib.stride_tricks.sliding_window_view(a, 2) if a.size else 0,
        "object array": lambda: np.array([a, None, a], dtype=object),
        "subclass": lambda: a + numpy.ma.masked_array(numpy.ones(a.size)),
        "pickle": lambda: pickle.loads(pickle.dumps(a[::2])),
        "pickle out of band": lambda: pickle.dumps(a, 5, buffer_callback=lambda _: None),
        "copy": lambda: copy.deepcopy([a, a[1:]]),
        "file": lambda: np.save(io.BytesIO(), a),
        "text": lambda: (str(a), repr(a[:2]), f"{np.array(2.5):.1f}"),
        "iteration": lambda: [x + 1 for x in a[:5]],
        "index": lambda: a[a > 1][:2] + a[[0, -1]].sum() if a.size else 0,
        "nditer": lambda: [x * 2 for x in numpy.nditer(a[:5], ["zerosize_ok"])],
        "sort": lambda: np.sort(a, axis=None).searchsorted(1.0),
        "memory": lambda: (a.copy().resize(7, refcheck=False), a.view("i8").T.base),
    }


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("door", sorted(doors(None)))
def test_that_a_door_keeps_nothing(door: str, size: int) -> None:
    def run() -> None:
        doors(np.arange(float(size)) + 1)[door]()

    keeps_nothing(run)


@pytest.mark.parametrize("size", SIZES)
def test_that_mapped_files_are_let_go(tmp_path: Path, size: int) -> None:
    numpy.save(tmp_path / "a.npy", numpy.arange(float(size + 1)))

    def run() -> None:
        mapped = numpy.load(tmp_path / "a.npy", mmap_mode="r+")
        a = np.asarray(mapped.view(numpy.ndarray))
        a += 1
        del mapped

    keeps_nothing(run)


WRONG = [
    "a + np.ones(7)[:, None] + np.ones(11)",
    "a[10**7]",
    "a.reshape(13, 17)",
    "np.add(a, 1, out=np.zeros(2, bool))",
    "(a + 1)[[10**7]]",
    "a + 'text'",
    "np.sum(a * 2, axis=5)",
    "np.linalg.inv(a)",
    "a @ np.ones(77)",
    "a.astype('S3') + 1",
    "numpy.sin(a, where=3, out=7)",
]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("wrong", WRONG)
def test_that_an_error_keeps_nothing(wrong: str, size: int) -> None:
    def run() -> None:
        names = {"np": np, "numpy": numpy, "a": np.arange(float(size)) * 2}
        with pytest.raises(Exception):  # noqa: B017
            eval(wrong, names)

    keeps_nothing(run)


def test_that_threads_keep_nothing() -> None:
    def work(seed: int) -> None:
        rng = random.Random(seed)
        for _ in range(20):
            a = np.arange(float(rng.choice((3, 700, 5000))))
            b = np.asarray(numpy.asarray(a * 2))
            b[1:] = a[:-1]
            bool((b.sum() + a.max()) > 0)
        given.append(a[1:] + 1)  # ends on another thread

    given: list[Any] = []

    def run() -> None:
        threads = [threading.Thread(target=work, args=(i,)) for i in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        given.clear()

    keeps_nothing(run)


def test_that_a_program_that_is_given_up_keeps_nothing() -> None:
    def run() -> None:
        both = Run()
        for statement in ("a = np.arange(9000.0)", "b = a[1:] * 2", "c = numpy.asarray(b)"):
            both.step(statement)
        both.step("d = b.reshape(17, 23)")

    keeps_nothing(run)
