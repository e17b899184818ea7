# SPDX-License-Identifier: MIT
"""Expression strings: parsed by Python's own parser, checked against a list of what is allowed, and
turned into a short program of Tenon's operations.

Nothing of the text is ever executed by Python. Types are numexpr's: bool, int (32 bits), long (64),
float, double and complex, of which the greatest among the operands is the one computed in.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

import numpy

from .builder import Builder
from .kinds import greatest, kind_of_constant, rank
from .program import Program, Value
from .table import (
    BINARY,
    COMPARISONS,
    FUNCTIONS,
    INTEGERS,
    KEEP_INTEGERS,
    REAL_ONLY,
    REDUCTIONS,
    TO_BOOL,
)
from .text import complain, describe


class Compiler(Builder):
    """Makes a program of one tree for inputs of given kinds."""

    def __init__(self, text: str, inputs: dict[str, tuple[str, bool]]) -> None:
        super().__init__(inputs)
        self.text = text.strip().replace("\r", " ").replace("\n", " ")

    def compile(self, tree: ast.Expression) -> Program:
        try:
            result = self.visit(tree.body)
        except RecursionError:
            raise ValueError("the expression is nested too deeply") from None
        if result.index < len(self.program.inputs) and result.number is None:
            result = self.step("copy", result.kind, (result,))
        return self.finish(result)

    # One node of the tree each.

    def visit(self, node: ast.AST) -> Value:
        method = getattr(self, "visit_" + type(node).__name__, None)
        if method is None:
            raise self.error(node, f"{describe(node)} not allowed in an expression")
        result: Value = method(node)
        return result

    def visit_Constant(self, node: ast.Constant) -> Value:
        if isinstance(node.value, str | bytes):
            raise self.error(node, "text is not supported", TypeError)
        return self.constant(node.value, node)

    def visit_Name(self, node: ast.Name) -> Value:
        if node.id in self.variables:
            return self.variables[node.id]
        raise self.error(node, f"{node.id} is not known", KeyError)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Value:
        value = self.visit(node.operand)
        if isinstance(node.op, ast.Not):
            raise self.error(node, "use '~' instead of 'not'", TypeError)
        if isinstance(node.op, ast.UAdd):
            return value
        if isinstance(node.op, ast.USub):
            if value.number is not None:
                return self.constant(-value.number, node)
            if value.kind == "bool":
                raise self.error(node, "a bool cannot be negated; use '~'", TypeError)
            return self.step("negative", value.kind, (value,))
        if value.number is not None:
            return self.constant(~value.number, node)
        if value.kind == "bool":
            return self.step("logical_not", "bool", (value,))
        self.need_integers(node, value)
        return self.step("invert", value.kind, (value,))

    def visit_BinOp(self, node: ast.BinOp) -> Value:
        if type(node.op) not in BINARY:
            raise self.error(node, f"{describe(node.op)} not allowed in an expression")
        name, of_python = BINARY[type(node.op)]
        a, b = self.visit(node.left), self.visit(node.right)
        if a.number is not None and b.number is not None:
            return self.fold(of_python, node, a.number, b.number)
        if name == "power":
            return self.power(node, a, b)
        kind = greatest((a, b))
        if name == "divide":
            kind = "double" if rank(kind) <= rank("long") else kind
        elif name.startswith("bitwise"):
            if kind != "bool":
                self.need_integers(node, a, b)
        elif name.endswith("shift"):
            self.need_integers(node, a, b)
        elif kind == "bool":
            # numexpr reads a sum of conditions as "or", a product as "and".
            if name not in ("add", "multiply"):
                raise self.error(node, "not defined for two bools", TypeError)
            name = "bitwise_or" if name == "add" else "bitwise_and"
        elif kind == "complex" and name in ("floor_divide", "remainder"):
            raise self.error(node, "not defined for complex numbers", TypeError)
        return self.step(name, kind, (self.cast(a, kind), self.cast(b, kind)))

    def visit_Compare(self, node: ast.Compare) -> Value:
        if len(node.ops) > 1:
            raise self.error(node, "one comparison at a time: (a < b) & (b < c)", TypeError)
        if type(node.ops[0]) not in COMPARISONS:
            raise self.error(node, f"{describe(node.ops[0])} not allowed in an expression")
        name, of_python = COMPARISONS[type(node.ops[0])]
        a, b = self.visit(node.left), self.visit(node.comparators[0])
        if a.number is not None and b.number is not None:
            return self.fold(of_python, node, a.number, b.number)
        kind = greatest((a, b))
        if kind == "complex" and name not in ("equal", "not_equal"):
            raise self.error(node, "complex numbers have no order", TypeError)
        return self.step(name, "bool", (self.cast(a, kind), self.cast(b, kind)))

    def visit_BoolOp(self, node: ast.BoolOp) -> Value:
        words = ("'&' instead of 'and'", "'|' instead of 'or'")
        raise self.error(node, "use " + words[isinstance(node.op, ast.Or)], TypeError)

    def visit_Attribute(self, node: ast.Attribute) -> Value:
        if node.attr not in ("real", "imag"):
            raise self.error(node, f"attribute access (.{node.attr}) is not allowed")
        return self.call(node, node.attr, [self.visit(node.value)])

    def visit_Call(self, node: ast.Call) -> Value:
        if not isinstance(node.func, ast.Name):
            raise self.error(node.func, "only functions called by their name are allowed")
        name = node.func.id
        if name in REDUCTIONS:
            return self.reduction(node, name)
        if name not in FUNCTIONS:
            raise self.error(node.func, f"there is no function {name}")
        if node.keywords:
            raise self.error(node.keywords[0], f"{name} takes no named arguments", TypeError)
        return self.call(node, name, [self.visit(argument) for argument in node.args])

    def call(self, node: ast.AST, name: str, arguments: list[Value]) -> Value:
        count, least = FUNCTIONS[name]
        if len(arguments) != count:
            raise self.error(node, f"{name} takes {count}, not {len(arguments)}", TypeError)
        if name == "where":
            return self.where(node, *arguments)
        if all(value.number is not None for value in arguments):
            function = complex if name == "complex" else getattr(numpy, name)
            with numpy.errstate(all="ignore"):
                number = function(*[value.number for value in arguments])
            return self.constant(numpy.asarray(number)[()], node)
        kind = greatest(arguments)
        if kind in INTEGERS and name in KEEP_INTEGERS:
            least = kind
        elif kind in INTEGERS:
            kind = "double"
        if name == "complex":
            if kind == "complex":
                raise self.error(node, "complex takes two real numbers", TypeError)
            parts = tuple(self.cast(value, "double") for value in arguments)
            return self.step("complex", "complex", parts)
        if rank(kind) < rank(least):
            kind = least
        if kind == "complex" and name in REAL_ONLY:
            raise self.error(node, f"{name} is not defined for complex numbers", TypeError)
        if name in ("real", "imag"):
            return self.step(name, "double", (self.cast(arguments[0], "complex"),))
        operands = tuple(self.cast(value, kind) for value in arguments)
        if name in TO_BOOL:
            kind = "bool"
        elif name == "abs" and kind == "complex":
            kind = "double"
        return self.step(name, kind, operands)

    def where(self, node: ast.AST, condition: Value, a: Value, b: Value) -> Value:
        if condition.number is not None:
            return a if condition.number else b
        if condition.kind != "bool":
            raise self.error(node, "the first argument of where must be a bool", TypeError)
        kind = greatest((a, b))
        return self.step("where", kind, (condition, self.cast(a, kind), self.cast(b, kind)))

    def reduction(self, node: ast.Call, name: str) -> Value:
        if not node.args or len(node.args) + len(node.keywords) > 2:
            raise self.error(node, f"{name} takes an array and an axis", TypeError)
        axis = None
        for given in [*node.args[1:], *node.keywords]:
            if isinstance(given, ast.keyword) and given.arg != "axis":
                raise self.error(given, f"{name} takes an array and an axis", TypeError)
            axis = self.axis(given.value if isinstance(given, ast.keyword) else given)
        value = self.visit(node.args[0])
        if value.number is not None:
            return value
        if name in ("min", "max") and value.kind == "complex":
            raise self.error(node, "complex numbers have no order", TypeError)
        kind = "long" if value.kind == "bool" and name in ("sum", "prod") else value.kind
        value = self.cast(value, kind)
        return self.step(name, kind, (value,), axis, scalar=value.scalar)

    def axis(self, node: ast.AST) -> int | None:
        try:
            axis = ast.literal_eval(node)
        except ValueError:
            axis = 0.5
        if axis is not None and type(axis) is not int:
            raise self.error(node, "axis must be a whole number or None", ValueError)
        return axis

    def power(self, node: ast.BinOp, a: Value, b: Value) -> Value:
        """Small constant powers are products, and roots, as in numexpr."""
        kind = greatest((a, b))
        if kind == "bool":
            raise self.error(node, "not defined for two bools", TypeError)
        x = b.number
        if x is not None and b.kind != "complex":
            if a.kind in INTEGERS and b.kind in INTEGERS and x < 0:
                raise self.error(
                    node, "Integers to negative integer powers are not allowed.", ValueError
                )
            if abs(x) <= 50 and 2 * x == int(2 * x):
                base = self.cast(a, "int") if a.kind == "bool" else a
                return self.small_power(base, float(abs(x)), x < 0)
        return self.step("power", kind, (self.cast(a, kind), self.cast(b, kind)))

    def constant(self, number: Any, node: ast.AST) -> Value:
        kind = kind_of_constant(number)
        if kind is None:
            raise self.error(node, f"{number!r} is not a number", TypeError)
        return Value(-1, kind, True, number)

    def fold(
        self, function: Callable[..., Any], node: ast.BinOp | ast.Compare, *numbers: Any
    ) -> Value:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow | ast.LShift):
            a, b = numbers
            if isinstance(a, int) and isinstance(b, int) and abs(b) * max(1, a.bit_length()) > 4096:
                raise self.error(node, "the number is too large", ValueError)
        try:
            return self.constant(function(*numbers), node)
        except (ArithmeticError, TypeError, ValueError) as problem:
            raise self.error(node, str(problem), type(problem)) from None

    def need_integers(self, node: ast.AST, *values: Value) -> None:
        if any(rank(value.kind) > rank("long") for value in values):
            raise self.error(node, "defined for integers and bools only", TypeError)

    def error(self, node: ast.AST, problem: str, kind: type[Exception] = ValueError) -> Exception:
        return complain(self.text, node, problem, kind)
