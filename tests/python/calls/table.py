# SPDX-License-Identifier: MIT
"""Drawn calls of the namespace's functions: for each name a maker of arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from differential import NUMBERS, REAL, Draw

NUMERIC = ("?", *NUMBERS)
ORDERED = ("?", *REAL)

CASES: dict[str, Callable[[Draw], tuple[Any, Any]]] = {}


def case(*names: str) -> Any:
    """Enters the maker of (arguments, keyword arguments) for these functions."""

    def add(make: Any) -> Any:
        CASES.update(dict.fromkeys(names, make))
        return make

    return add
