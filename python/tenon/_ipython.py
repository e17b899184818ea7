# SPDX-License-Identifier: MIT
"""IPython and Jupyter: %load_ext tenon gives the %%tenon cell magic. Arrays are shown as
tables."""

from __future__ import annotations

from html import escape
from typing import Any

import numpy

import tenon

from . import _core
from ._hook import in_namespace
from ._report import Report

_MOST_ROWS = 12  # of a table; the rest is left out in the middle
_MOST_COLUMNS = 10


def load_ipython_extension(shell: Any) -> None:
    """%load_ext tenon."""
    shell.register_magic_function(_magic(shell), "cell", "tenon")


def unload_ipython_extension(shell: Any) -> None:
    """%unload_ext tenon."""
    shell.magics_manager.magics["cell"].pop("tenon", None)


def _magic(shell: Any) -> Any:
    def cell_magic(line: str, cell: str) -> Any:
        """%%tenon [--quiet]: runs the cell with Tenon in NumPy's place, then prints what ran.

        Names of the namespace that are NumPy are Tenon while the cell runs, and imports of numpy
        give Tenon.
        """
        words = line.split()
        if words not in ([], ["--quiet"]):
            raise ValueError(f"%%tenon: the only option is --quiet, not {line!r}")
        return run_cell(shell, cell, quiet=bool(words))

    return cell_magic


def run_cell(shell: Any, cell: str, *, quiet: bool) -> Any:
    """Runs the cell in the shell; NumPy's names are put back afterwards."""
    space = shell.user_ns
    replaced = {name: value for name, value in space.items() if value is numpy}
    space.update(dict.fromkeys(replaced, tenon))
    report = Report()
    try:
        with in_namespace(space):
            outcome = shell.run_cell(cell)
    finally:
        for name, value in space.items():
            if value is tenon and name in replaced:
                space[name] = numpy
    if not quiet:
        print(report)
    return None if outcome.success else outcome.raise_error()


def html(array: Any) -> str | None:
    """A small table of a vector or matrix; None where NumPy's text is better."""
    if array.ndim not in (1, 2) or array.size == 0 or array.dtype.kind == "V":
        return None
    shape = (1, *array.shape) if array.ndim == 1 else array.shape
    rows = _shown(shape[0], _MOST_ROWS)
    columns = _shown(shape[1], _MOST_COLUMNS)
    # Only what is shown is converted: an array of any size is displayed as fast as a small one.
    values = _core.to_numpy(array).reshape(shape)
    text = ["".join(f"<td>{_cell(values, row, column)}</td>" for column in columns) for row in rows]
    body = "".join(f"<tr>{line}</tr>" for line in text)
    size = " x ".join(map(str, array.shape))
    return f"<table>{body}</table><small>{size}, {escape(str(array.dtype))}</small>"


def _shown(count: int, most: int) -> list[int | None]:
    """The indices that are shown; None where some are left out."""
    if count <= most:
        return list(range(count))
    half = most // 2
    return [*range(half), None, *range(count - half, count)]


def _cell(values: Any, row: int | None, column: int | None) -> str:
    if row is None or column is None:
        return "…"
    value = values[row, column]
    return escape(f"{value:.6g}" if isinstance(value, numpy.inexact) else str(value))
