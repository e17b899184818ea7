# SPDX-License-Identifier: MIT
"""What an expression may contain: Python's operators and numexpr's functions."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

# By the node's class: the name of the operation, and Python's own for two constants.
BINARY: dict[type, tuple[str, Callable[[Any, Any], Any]]] = {
    ast.Add: ("add", operator.add),
    ast.Sub: ("subtract", operator.sub),
    ast.Mult: ("multiply", operator.mul),
    ast.Div: ("divide", operator.truediv),
    ast.FloorDiv: ("floor_divide", operator.floordiv),
    ast.Mod: ("remainder", operator.mod),
    ast.Pow: ("power", operator.pow),
    ast.LShift: ("left_shift", operator.lshift),
    ast.RShift: ("right_shift", operator.rshift),
    ast.BitAnd: ("bitwise_and", operator.and_),
    ast.BitOr: ("bitwise_or", operator.or_),
    ast.BitXor: ("bitwise_xor", operator.xor),
}
COMPARISONS: dict[type, tuple[str, Callable[[Any, Any], Any]]] = {
    ast.Lt: ("less", operator.lt),
    ast.LtE: ("less_equal", operator.le),
    ast.Gt: ("greater", operator.gt),
    ast.GtE: ("greater_equal", operator.ge),
    ast.Eq: ("equal", operator.eq),
    ast.NotEq: ("not_equal", operator.ne),
}
# Functions of real and complex numbers: the number of arguments, and the least kind computed in.
FUNCTIONS: dict[str, tuple[int, str]] = {
    **dict.fromkeys(
        "sqrt sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh "
        "log log1p log10 log2 exp expm1 abs ceil floor".split(),
        (1, "float"),
    ),
    **dict.fromkeys(["fmod", "arctan2"], (2, "float")),
    **dict.fromkeys(["hypot", "nextafter", "copysign", "maximum", "minimum"], (2, "double")),
    **dict.fromkeys(["round", "trunc", "sign"], (1, "double")),
    **dict.fromkeys(["isnan", "isfinite", "isinf", "signbit"], (1, "double")),
    **dict.fromkeys(["real", "imag"], (1, "double")),
    "conj": (1, "complex"),
    "copy": (1, "bool"),
    "ones_like": (1, "bool"),
    "complex": (2, "complex"),
    "where": (3, "bool"),
}
REDUCTIONS = frozenset(["sum", "prod", "min", "max"])
KEEP_INTEGERS = frozenset(["copy", "ones_like", "round", "sign"])
TO_BOOL = frozenset(["isnan", "isfinite", "isinf", "signbit"])
REAL_ONLY = frozenset(
    "arctan2 fmod hypot nextafter copysign maximum minimum ceil floor trunc signbit".split()
)
INTEGERS = frozenset(["int", "long"])
