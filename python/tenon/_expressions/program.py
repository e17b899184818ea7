# SPDX-License-Identifier: MIT
"""The program that an expression is turned into."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy


class Value:
    """The place of a value in the program's list; a constant has its number in `number`."""

    __slots__ = ("index", "kind", "number", "scalar")

    def __init__(self, index: int, kind: str, scalar: bool, number: Any = None) -> None:
        self.index = index
        self.kind = kind
        self.scalar = scalar
        self.number = number


Step = tuple[Callable[..., Any], tuple[int, ...]]


class Program:
    """Steps that each append one value to a list which begins with the inputs and constants."""

    def __init__(self) -> None:
        self.inputs: list[str] = []
        self.constants: list[Any] = []
        self.steps: list[Step] = []
        self.result = 0
        self.kind = "double"
        self.on_scalars = False  # some step has no array: NumPy may warn there

    def run(self, values: list[Any]) -> Any:
        values += self.constants
        if self.on_scalars:
            with numpy.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore", RuntimeWarning)
                return self._run(values)
        return self._run(values)

    def _run(self, values: list[Any]) -> Any:
        append = values.append
        for function, places in self.steps:
            append(function(*[values[place] for place in places]))
        return values[self.result]
