# SPDX-License-Identifier: MIT
"""Expression strings: text, tree, program."""

from .compiler import Compiler
from .program import Program
from .table import FUNCTIONS, REDUCTIONS
from .text import complain, names_of, parse

__all__ = ["FUNCTIONS", "REDUCTIONS", "Compiler", "Program", "complain", "names_of", "parse"]
