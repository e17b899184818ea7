# SPDX-License-Identifier: MIT
"""One memory written from NumPy and from Tenon in turn, through each door between them."""

from __future__ import annotations

import copy
import gc
import io
import multiprocessing
import os
import pickle
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
import pytest
import tenon as tn

pytestmark = pytest.mark.filterwarnings("ignore")
SIZES = (5, 3000)  # run at once, and recorded


# Each gives NumPy's array on the memory of one of ours.
OUTWARD: dict[str, Callable[[Any], Any]] = {
    "asarray": numpy.asarray,
    "array protocol": lambda a: a.__array__(),
    "buffer": lambda a: numpy.frombuffer(a, a.dtype),
    "memoryview": lambda a: numpy.asarray(memoryview(a)),
    "dlpack": numpy.from_dlpack,
    "view of a view": lambda a: numpy.asarray(a)[:][...],
    "there and back": lambda a: numpy.asarray(tn.asarray(numpy.asarray(a))),
    "reversed twice": lambda a: numpy.asarray(a[::-1])[::-1],
    "reinterpreted": lambda a: numpy.asarray(a.view("i8")).view("f8"),
}
# Each gives an array of ours on the memory of NumPy's.
INWARD: dict[str, Callable[[Any], Any]] = {
    "asarray": tn.asarray,
    "from_dlpack": tn.from_dlpack,
    "frombuffer": lambda x: tn.frombuffer(x, x.dtype),
    "reversed twice": lambda x: tn.asarray(x[::-1])[::-1],
    "reinterpreted": lambda x: tn.asarray(x.view("i8")).view("f8"),
    "real part": lambda x: tn.asarray(x).real,
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("door", OUTWARD)
def test_that_numpy_writes_and_reads_our_memory(door: str, size: int) -> None:
    a = tn.arange(float(size))
    a += 1  # pending, where it is recorded
    theirs = OUTWARD[door](a)
    expected = numpy.arange(size) + 1.0
    numpy.testing.assert_array_equal(theirs, expected)
    for step in range(3):
        theirs[1:3] += step
        expected[1:3] += step
        a[2:] *= 2
        expected[2:] *= 2
        numpy.testing.assert_array_equal(theirs, expected)
        assert float(a.sum()) == expected.sum()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("door", INWARD)
def test_that_tenon_writes_and_reads_numpys_memory(door: str, size: int) -> None:
    theirs = numpy.arange(float(size))
    ours = INWARD[door](theirs)
    expected = theirs.copy()
    for step in range(3):
        ours[1:] += step
        expected[1:] += step
        numpy.testing.assert_array_equal(theirs, expected)
        theirs[::2] -= 3
        expected[::2] -= 3
        numpy.testing.assert_array_equal(numpy.asarray(ours), expected)


def test_that_a_memory_mapped_file_is_written_by_tenon(tmp_path: Path) -> None:
    path = tmp_path / "values"
    mapped = numpy.memmap(path, "f8", "w+", shape=(4000,))
    ours = tn.asarray(mapped)
    assert type(ours) is tn.ndarray or isinstance(ours, numpy.memmap)
    ours += 2
    ours[:3] = 7
    mapped.flush()
    numpy.testing.assert_array_equal(numpy.fromfile(path)[:5], [7, 7, 7, 2, 2])


@pytest.mark.parametrize("size", SIZES)
def test_that_two_imports_of_one_array_see_each_others_writes(size: int) -> None:
    theirs = numpy.arange(float(size))
    even, odd, tail = (tn.asarray(part) for part in (theirs[::2], theirs[1::2], theirs[1:]))
    del theirs
    even += 100
    odd[...] = -1
    tail[:-1] = tail[1:] + 0
    assert float(even[0]) == 100 and float(tail[0]) == 102 and float(odd[0]) == 102


def test_that_read_only_memory_stays_so() -> None:
    theirs = numpy.arange(5.0)
    theirs.flags.writeable = False
    ours = tn.asarray(theirs)
    with pytest.raises(ValueError, match="read-only"):
        ours += 1
    with pytest.raises(ValueError, match="read-only"):
        ours[1:][0] = 1
    assert not numpy.asarray(ours).flags.writeable


@pytest.mark.parametrize("dtype", [">f8", "f2", "S3", "O", "M8[s]", [("a", "f8"), ("b", "i4")]])
def test_that_what_tenon_does_not_hold_stays_numpys(dtype: Any) -> None:
    made = tn.zeros(3, dtype)
    assert made.dtype == numpy.dtype(dtype)
    back = tn.asarray(made)
    assert numpy.shares_memory(numpy.asarray(back), made) or type(back) is tn.ndarray


def test_that_work_is_pending_again_when_an_export_ends() -> None:
    a = tn.arange(5000.0)
    tn.sync()
    lent = numpy.asarray(a)

    def evaluations() -> int:
        tn._core.reset_statistics()
        a.__iadd__(1)
        return int(tn._core.statistics()["evaluations"])

    assert evaluations() > 0
    del lent
    assert evaluations() == 0
    assert float(a[0]) == 2


def test_that_an_import_which_only_tenon_holds_is_private() -> None:
    theirs = numpy.arange(5000.0)
    a = tn.asarray(theirs)

    def evaluations() -> int:
        tn._core.reset_statistics()
        a.__iadd__(1)
        return int(tn._core.statistics()["evaluations"])

    assert evaluations() > 0
    watch = weakref.ref(theirs)
    del theirs
    assert evaluations() > 0  # the weak reference can still be followed
    assert watch()[0] == 2
    del watch
    assert evaluations() == 0
    assert float(a[0]) == 3


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_that_arrays_are_pickled_by_every_protocol(protocol: int) -> None:
    a = (tn.arange(6.0) + 1).reshape(2, 3).T
    again = pickle.loads(pickle.dumps(a, protocol))
    assert type(again) is tn.ndarray and again.strides == numpy.asarray(a).copy("K").strides
    numpy.testing.assert_array_equal(again, a)


@pytest.mark.parametrize("make", [copy.copy, copy.deepcopy, tn.array, lambda a: a.copy()])
def test_that_copies_are_apart(make: Callable[[Any], Any]) -> None:
    a = tn.arange(3000.0)
    b = make(a)
    a += 1
    assert float(b[0]) == 0 and not numpy.shares_memory(numpy.asarray(a), numpy.asarray(b))


def test_that_npy_and_npz_files_go_both_ways() -> None:
    a = tn.arange(6).reshape(2, 3) * 2
    for save, load in ((tn.save, numpy.load), (numpy.save, tn.load)):
        stream = io.BytesIO()
        save(stream, a)
        stream.seek(0)
        numpy.testing.assert_array_equal(load(stream), numpy.arange(6).reshape(2, 3) * 2)
    stream = io.BytesIO()
    tn.savez(stream, a=a)
    stream.seek(0)
    numpy.testing.assert_array_equal(tn.load(stream)["a"], a)


def test_that_threads_work_on_their_own_arrays_and_read_a_shared_one() -> None:
    shared = tn.arange(10000.0) + 1
    wrong: list[Any] = []

    def work(size: int) -> None:
        for i in range(60):
            a = tn.arange(float(size)) * 2 + i
            if not bool(((a[1:] - a[:-1]) == 2).all()) or float((shared * 2).sum()) != 100010000:
                wrong.append(size)

    threads = [threading.Thread(target=work, args=(size,)) for size in (10, 1000, 30000, 30000)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def _total(a: Any) -> float:
    return float((a * 2).sum())


@pytest.mark.parametrize("how", ["fork", "spawn"])
def test_that_processes_take_arrays_with_pending_work(how: str) -> None:
    a = tn.arange(5000.0) + 1
    with multiprocessing.get_context(how).Pool(1) as pool:
        assert pool.apply_async(_total, (a,)).get(60) == 5000 * 5001
    assert _total(a) == 5000 * 5001


def test_that_a_forked_child_finishes_what_was_pending() -> None:
    a = tn.arange(5000.0) * 3
    child = os.fork()
    if child == 0:
        os._exit(0 if float(a[5]) == 15 else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert float(a[5]) == 15


def test_that_an_interpreter_ends_with_pending_work_and_imports_alive() -> None:
    program = """
import numpy, tenon
a = tenon.arange(50000.0) * 2 + 1
x = numpy.arange(50000.0)
t = tenon.asarray(x)
lent = numpy.asarray(a)
del x
t += 1
b = t * a
cycle = [b]
cycle.append(cycle)
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_that_arrays_in_cycles_and_behind_weak_references_go() -> None:
    a = tn.zeros(3)
    watch = weakref.ref(a)
    cycle: list[Any] = [a]
    cycle.append(cycle)
    del a, cycle
    gc.collect()
    assert watch() is None


@pytest.mark.parametrize(
    "scenario",
    [
        lambda a: a + tn.zeros(7),
        lambda a: a[10**9],
        lambda a: tn.add(a, "text"),
        lambda a: tn.add(numpy.zeros(5000), [object()]),
        lambda a: a.sum(axis=4),
        lambda a: a.__iadd__(1j),
        lambda a: a.__setitem__(slice(None), numpy.zeros(3)),
        lambda a: numpy.asarray(a)[1:] + tn.asarray(numpy.asarray(a)[:-1]),
        lambda a: pickle.loads(pickle.dumps(a)),
        lambda a: a[a > 3].sum(),
    ],
)
def test_that_no_reference_stays_behind(scenario: Callable[[Any], Any]) -> None:
    theirs = numpy.arange(5000.0)
    a = tn.asarray(theirs)
    before = sys.getrefcount(theirs), sys.getrefcount(a)
    for _ in range(3):
        try:
            scenario(a)
        except Exception as error:
            error.__traceback__ = None
    tn.sync()
    gc.collect()
    assert (sys.getrefcount(theirs), sys.getrefcount(a)) == before
    del a
    tn.sync()
    assert sys.getrefcount(theirs) == 2


def doubled(module: Any, a: Any) -> None:
    with module.nditer(a, op_flags=["readwrite"]) as iterator:
        for x in iterator:
            x[...] = 2 * x


def doubled_in_chunks(module: Any, a: Any) -> None:
    flags = ["external_loop", "buffered", "zerosize_ok"]
    with module.nditer(a, flags, op_flags=["readwrite"]) as iterator:
        for x in iterator:
            x[...] *= 2


@pytest.mark.parametrize("module", [numpy, tn])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("write", [doubled, doubled_in_chunks])
def test_that_numpys_iterator_writes_our_memory(write: Any, size: int, module: Any) -> None:
    a = tn.arange(float(size)) + 1
    view = a[::-2]
    write(module, view)
    expected = numpy.arange(float(size)) + 1
    expected[::-2] *= 2
    assert a.tolist() == expected.tolist() and (view + 1)[0] == expected[-1] + 1


@pytest.mark.parametrize("size", SIZES)
def test_that_numpys_iterator_writes_results_beside_our_operands(size: int) -> None:
    a, b = tn.arange(float(size)), tn.zeros((size, 2))[:, 1]
    flags = [["readonly"], ["writeonly"], ["writeonly", "allocate"]]
    with tn.nditer([a, b, None], op_flags=flags) as iterator:
        for x, y, z in iterator:
            y[...] = x + 1
            z[...] = x * x
        made = iterator.operands[2]
    assert b.tolist() == (a + 1).tolist() and made.tolist() == (a * a).tolist()
    with pytest.raises(ValueError, match="read-only"):
        tn.nditer(tn.broadcast_to(a, (2, size)), op_flags=["readwrite"])
