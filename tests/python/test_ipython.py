# SPDX-License-Identifier: MIT
"""IPython: the cell magic replaces NumPy for one cell, and arrays are displayed as tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy
import pytest
import tenon as tn
from IPython.core.interactiveshell import InteractiveShell

Shell = Any


@pytest.fixture
def shell() -> Iterator[Shell]:
    shell = InteractiveShell()
    shell.extension_manager.load_extension("tenon")
    yield shell
    shell.history_manager.end_session()
    InteractiveShell.clear_instance()


def test_that_a_cell_runs_with_tenon_and_the_next_with_numpy(
    shell: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run_cell("import numpy as np\nimport numpy").raise_error()
    code = "import numpy as other\na = np.arange(1000.0)\ntotal = (2*a).sum()\nkind = other"
    shell.run_cell("%%tenon\n" + code).raise_error()
    space = shell.user_ns
    assert space["total"] == 999000
    assert type(space["a"]) is tn.ndarray
    assert space["kind"] is tn
    assert space["np"] is numpy
    lines = dict(line.split(None, 1) for line in capsys.readouterr().out.splitlines())
    assert list(lines) == ["statements", "kernels", "bytes", "compiling", "fallbacks"]
    assert int(lines["statements"].split()[0]) >= 2
    shell.run_cell("import numpy as later\nb = np.arange(3)").raise_error()
    assert space["later"] is numpy
    assert type(space["b"]) is numpy.ndarray


def test_that_a_failing_cell_puts_numpy_back_and_shows_its_error(shell: Shell) -> None:
    shell.run_cell("import numpy as np")
    outcome = shell.run_cell("%%tenon --quiet\nx = np.arange(3)\n1/0")
    assert isinstance(outcome.error_in_exec, ZeroDivisionError)
    assert shell.user_ns["np"] is numpy
    assert type(shell.user_ns["x"]) is tn.ndarray
    assert not shell.run_cell("%%tenon --loud\n1").success


def test_that_arrays_are_displayed_as_tables_with_their_middle_left_out(shell: Shell) -> None:
    def html(array: Any) -> str | None:
        bundle, _ = shell.display_formatter.format(array)
        assert bundle["text/plain"] == repr(array)
        return bundle.get("text/html")

    small = html(tn.arange(6).reshape(2, 3))
    assert small is not None
    assert small.count("<tr>") == 2
    assert small.count("<td>") == 6
    assert "2 x 3, int64" in small
    large = html(tn.zeros((3000, 5000)))
    assert large is not None
    assert large.count("<tr>") == 13
    assert large.count("<td>") == 13 * 11
    assert "…" in large
    assert html(tn.arange(3.0)) is not None
    assert html(tn.zeros((2, 2, 2))) is None
    assert html(tn.zeros(0)) is None


def test_that_unloading_takes_the_magic_away(shell: Shell) -> None:
    shell.extension_manager.unload_extension("tenon")
    assert not shell.run_cell("%%tenon\n1").success
