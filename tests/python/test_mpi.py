# SPDX-License-Identifier: MIT
"""mpi4py sends our arrays' memory and receives into it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy
import pytest
import tenon as np
from mpi4py import MPI

SELF = MPI.COMM_SELF
SIZES = [5, 5000]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dtype", ["f8", "f4", "i8", "u2", "c16", "?"])
def test_that_what_is_sent_is_what_was_recorded(size: int, dtype: str) -> None:
    expected = (numpy.arange(size) * 3 % 7).astype(dtype)
    a = (np.arange(size) * 3 % 7).astype(dtype)
    b = np.zeros(size, dtype)
    SELF.Sendrecv(a, dest=0, recvbuf=b, source=0)
    assert b.dtype == expected.dtype and b.tolist() == expected.tolist()


@pytest.mark.parametrize("size", SIZES)
def test_that_reductions_write_into_our_memory(size: int) -> None:
    a = np.arange(float(size)) * 2
    b = np.ones(size)
    view = b[1:]
    SELF.Allreduce(a, b, MPI.SUM)
    assert view[1] == 4 and (b + 1)[3] == 7
    b += 1
    SELF.Allreduce(MPI.IN_PLACE, b, MPI.MAX)
    assert b.sum() == size * (size - 1) + size
    rows = np.zeros((1, size))
    SELF.Allgather([a, MPI.DOUBLE], rows)
    assert rows[0, 3] == 6


@pytest.mark.parametrize("size", SIZES)
def test_that_a_receive_that_is_under_way_keeps_the_memory(size: int) -> None:
    b = np.zeros(size)
    request = SELF.Irecv(b, source=0)
    b[0] = 1  # recorded while the library has the address
    SELF.Send(np.arange(float(size)) + 1, dest=0)
    request.Wait()
    assert b[2] == 3 and (b * 2)[-1] == 2 * size


def test_that_parts_are_sent_as_numpys_are() -> None:
    def outcome(module: Any, part: Any) -> Any:
        a = module.arange(6.0).reshape(2, 3)
        b = module.zeros(3)
        try:
            SELF.Sendrecv(part(a), dest=0, recvbuf=b, source=0)
        except BufferError:
            return "refused"
        return b.tolist()

    for part in (lambda a: a[1], lambda a: a[:, 1], lambda a: a[1, ::-1], lambda a: a[1, :2]):
        assert outcome(np, part) == outcome(numpy, part)


def test_that_read_only_arrays_are_not_received_into() -> None:
    b = np.zeros(3)
    b.flags.writeable = False
    with pytest.raises(BufferError):
        SELF.Sendrecv(np.ones(3), dest=0, recvbuf=b, source=0)
    assert b.tolist() == [0, 0, 0]


def test_that_objects_with_arrays_are_broadcast_by_pickle() -> None:
    sent = SELF.sendrecv({"a": np.arange(5.0)[::2]}, dest=0, source=0)
    assert type(sent["a"]) is np.ndarray and sent["a"].tolist() == [0, 2, 4]


def test_that_files_are_written_from_our_memory_and_read_into_it(tmp_path: Path) -> None:
    a, b = np.arange(5000.0) * 2, np.zeros(5000)
    file = MPI.File.Open(SELF, str(tmp_path / "a"), MPI.MODE_RDWR | MPI.MODE_CREATE)
    file.Write(a)
    file.Seek(0)
    file.Read(b)
    file.Close()
    assert b[2] == 4 and bool((a == b).all())
