# SPDX-License-Identifier: MIT
"""tenon.progress: a bar with iterations per second."""

from __future__ import annotations

import operator
import os
import sys
import threading
from types import TracebackType
from typing import Any, TextIO

from . import _core

__all__ = ["progress"]

_ON_TERMINAL = 0.2  # seconds from one look to the next
_ELSEWHERE = 10.0

_screen = threading.Lock()
_shown: list[Progress] = []  # the last one is drawn


def _forget() -> None:
    """In the child of a fork: bars are the parent's, as their threads are."""
    global _screen  # noqa: PLW0603
    _screen = threading.Lock()
    _shown.clear()


os.register_at_fork(after_in_child=_forget)


def progress(label: str = "", total: int | None = None, file: TextIO | None = None) -> Progress:
    """A context in which a bar shows iterations of loops, as they are run, and how many per second.

    `total` is the number of iterations there are to be; `tenon.loop` tells it where nobody else
    did. The line goes to `file`, which is sys.stderr at first. On a terminal and in a notebook it
    is rewritten several times a second; elsewhere a line is written every ten seconds, and one at
    the end. At the end, unless by an exception, what is pending on this thread is run.

    Of nested bars the inner one is shown; the outer one goes on after it, and counts what ran in
    it, too.
    """
    return Progress(label, total, file)


class Progress:
    """What `with tenon.progress() as bar` gives."""

    def __init__(self, label: str, total: int | None, file: TextIO | None) -> None:
        if not isinstance(label, str):
            raise TypeError(
                f"progress: the label is of type {type(label).__name__}; it must be a string"
            )
        try:
            self._total = 0 if total is None else operator.index(total)
        except TypeError:
            raise TypeError(
                f"progress: the total is of type {type(total).__name__}; "
                "it must be a whole number, or None where nobody knows it"
            ) from None
        self._label = label
        self._file = file
        self._meter: _core.ProgressMeter | None = None
        self._last: tuple[int, int, float] = (0, self._total, 0.0)
        self._entered = False
        self._ended = threading.Event()

    @property
    def iterations(self) -> int:
        """Of loops that Tenon has found or was told, so many have been run."""
        return self._state()[0]

    @property
    def total(self) -> int | None:
        """The iterations there are to be, where that is known."""
        return self._state()[1] or None

    @property
    def rate(self) -> float:
        """Iterations per second; statements, as long as there are no iterations."""
        return self._state()[2]

    def _state(self) -> tuple[int, int, float]:
        meter = self._meter
        return self._last if meter is None else (meter.iterations, meter.total, meter.rate)

    def __enter__(self) -> Progress:
        if self._entered:
            raise RuntimeError("progress: the bar has been shown; make a new one")
        self._meter = _core.ProgressMeter(self._label, self._total)
        self._entered = True
        self._out: Any = sys.stderr if self._file is None else self._file
        self._rewrites = _rewrites(self._out)
        self._open = 0  # characters of a line that is to be rewritten
        self._process = os.getpid()
        with _screen:
            if _shown:
                _shown[-1]._end_line()
            _shown.append(self)
        self._thread = threading.Thread(target=self._run, name="tenon.progress", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                _core.synchronize()
        finally:
            self._end()

    def _end(self) -> None:
        assert self._meter is not None
        self._meter.stop()
        self._last = self._state()
        if os.getpid() == self._process:
            self._ended.set()
            self._thread.join()
            with _screen:
                self._draw()
                self._end_line()
                _shown.remove(self)
        self._meter = None  # in a forked child, the thread that is not there holds this bar

    def _run(self) -> None:
        while not self._ended.wait(_ON_TERMINAL if self._rewrites else _ELSEWHERE):
            with _screen:
                if _shown[-1] is self and not self._ended.is_set():
                    self._draw()

    def _draw(self) -> None:
        assert self._meter is not None
        line = self._meter.line(_columns(self._out) - 1 if self._rewrites else 0)
        if self._rewrites:
            # What was longer is overwritten: not every notebook knows the code for that.
            self._write("\r" + line.ljust(self._open))
            self._open = len(line)
        else:
            self._write(line + "\n")

    def _end_line(self) -> None:
        if self._open:
            self._write("\n")
        self._open = 0

    def _write(self, text: str) -> None:
        """A program does not end because its bar cannot be shown."""
        try:
            self._out.write(text)
            self._out.flush()
        except (AttributeError, OSError, ValueError):  # there is none, or it is closed
            self._out = None


def _rewrites(file: Any) -> bool:
    """Whether a line can be written over."""
    if type(file).__module__.startswith("ipykernel."):
        return True
    try:
        return bool(file.isatty())
    except (AttributeError, ValueError):
        return False


def _columns(file: Any) -> int:
    """1 where nobody knows."""
    try:
        return os.get_terminal_size(file.fileno()).columns or 1
    except (AttributeError, OSError, ValueError):
        return 1
