# SPDX-License-Identifier: MIT
"""The bar: what it counts, where it is written, and that it is gone when it ends."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading

import pytest
import tenon as np


class Terminal(io.StringIO):
    """One that has no size."""

    def __init__(self) -> None:
        super().__init__()
        self.written = threading.Semaphore(0)

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.written.release()
        return super().write(text)


def logistic(i: int, x: np.ndarray) -> np.ndarray:
    return 3.9 * x * (1 - x)


def start() -> np.ndarray:
    return np.full(3000, 0.3)


def test_an_ordinary_loop_is_counted_and_what_is_pending_is_run() -> None:
    file = io.StringIO()
    x = start()
    with np.progress("maps", total=400, file=file) as bar:
        assert bar.total == 400
        for i in range(400):
            x = logistic(i, x)
    assert bar.iterations == 400
    assert bar.rate > 0
    assert file.getvalue().startswith("maps: 100 % [####################] 400/400 iterations, ")
    assert file.getvalue().count("\n") == 1
    assert "\r" not in file.getvalue()


def test_a_told_loop_says_how_long_it_is() -> None:
    file = io.StringIO()
    states = []
    with np.progress(file=file) as bar:
        states.append((bar.iterations, bar.total))
        np.loop(300, logistic, start())
        states.append((bar.iterations, bar.total))
        np.loop(5, logistic, np.ones(3))  # small arrays: the body is called each time
        states.append((bar.iterations, bar.total))
        np.loop_while(lambda x: x.max() > 1e-3, lambda i, x: x * 0.5, np.ones(3000))
    assert states == [(0, None), (300, 300), (305, 305)]
    assert bar.iterations == 315
    assert file.getvalue().startswith("100 % [####################] 315/305 iterations, ")


def test_statements_are_shown_where_no_loop_is_found() -> None:
    file = io.StringIO()
    with np.progress(file=file) as bar:
        (start() + 1).sum()
    assert bar.iterations == 0
    assert " statements, " in file.getvalue()


def test_the_line_of_a_terminal_is_rewritten() -> None:
    file = Terminal()
    with np.progress("x", 3, file):
        for _ in range(3):
            assert file.written.acquire(timeout=60)
        np.loop(3, logistic, start())
    first, *more = file.getvalue().split("\r")[1:]
    assert first.startswith("x:   0 % [....................] 0/3 iterations, 0 statements")
    assert more[-1].rstrip(" \n").startswith("x: 100 % [####################] 3/3 iterations, ")
    assert file.getvalue().count("\n") == 1
    assert len(more[-1].rstrip("\n")) >= len(first), "what was longer is overwritten"


def threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "tenon.progress"]


def test_there_is_a_thread_only_while_a_bar_is_shown() -> None:
    bar = np.progress(file=io.StringIO())
    assert threads() == []
    with bar:
        assert len(threads()) == 1
    assert threads() == []


def test_an_exception_leaves_with_the_bar_and_nothing_is_run() -> None:
    file = io.StringIO()
    x = start()
    x.sum()
    with pytest.raises(ZeroDivisionError), np.progress("x", file=file):
        y = x + 1
        raise ZeroDivisionError
    assert threads() == []
    assert "1 statement" in np.explain(y)
    assert file.getvalue().startswith("x: ")


def test_ctrl_c_ends_the_bar() -> None:
    with pytest.raises(KeyboardInterrupt), np.progress(file=io.StringIO()):
        signal.raise_signal(signal.SIGINT)
    assert threads() == []
    assert np.loop(5, logistic, start()).shape == (3000,)


def test_nested_bars_take_turns_and_both_count() -> None:
    file = Terminal()
    with np.progress("outer", file=file) as outer:
        assert file.written.acquire(timeout=60)
        with np.progress("inner", file=file) as inner:
            np.loop(70, logistic, start())
        shown = file.getvalue()
        np.loop(30, logistic, start())
    assert (inner.iterations, outer.iterations) == (70, 100)
    lines = shown.split("\n")
    assert "outer: " in lines[0]
    assert "inner: 100 % [####################] 70/70 " in lines[1]
    assert "outer" not in lines[1]
    assert "outer: 100 % [####################] 100/100 " in file.getvalue()[len(shown) :]


def test_a_file_that_is_closed_does_no_harm() -> None:
    file = io.StringIO()
    with np.progress(file=file) as bar:
        file.close()
        np.loop(30, logistic, start())
    assert bar.iterations == 30


def test_a_notebooks_stream_is_rewritten_although_it_is_no_terminal() -> None:
    class OutStream(io.StringIO):
        __module__ = "ipykernel.iostream"

    file = OutStream()
    with np.progress("cell", file=file):
        pass
    assert file.getvalue().startswith("\rcell: ")


def test_wrong_arguments_are_told() -> None:
    with pytest.raises(TypeError, match="label is of type int; it must be a string"):
        np.progress(5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="total is of type float; it must be a whole number"):
        np.progress("x", 1.5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="total is -1; it must not"), np.progress("", -1):
        pass
    with pytest.raises(ValueError, match="must be one line"), np.progress("a\nb"):
        pass
    bar = np.progress(file=io.StringIO())
    with bar:
        pass
    with pytest.raises(RuntimeError, match="make a new one"), bar:
        pass
    assert threads() == []


FORKS = """
import os
import sys
import tenon as np

x = np.full(3000, 0.3)
with np.progress("parent"):
    child = os.fork()
    if child == 0:
        with np.progress("child"):
            np.loop(50, lambda i, x: 3.9 * x * (1 - x), x)
    else:
        assert os.waitpid(child, 0)[1] == 0
"""


def test_a_forked_child_has_bars_of_its_own() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", FORKS],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "COLUMNS": "80"},
        timeout=120,
    )
    child, parent = done.stderr.splitlines()
    assert child.startswith("child: 100 % ")
    assert parent.startswith("parent: ")
