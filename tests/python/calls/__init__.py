# SPDX-License-Identifier: MIT
"""Drawn calls of every function of the namespace, by theme; `CASES` has them by name."""

from calls import elements, grids, joining, positions, reductions, views
from calls.table import CASES

__all__ = ["CASES", "elements", "grids", "joining", "positions", "reductions", "views"]
