# SPDX-License-Identifier: MIT
"""Steps of a program, made one after the other: numexpr's types, common parts, literals."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from .kinds import dtype_of_kind, greatest
from .program import Program, Value
from .steps import implementation
from .table import INTEGERS

_item = operator.methodcaller("item")


class Builder:
    """Appends steps to a program; equal ones are computed once."""

    def __init__(self, inputs: dict[str, tuple[str, bool]]) -> None:
        self.program = Program()
        self.known: dict[Any, Value] = {}
        self.variables = {}
        for name, (kind, scalar) in inputs.items():
            self.variables[name] = Value(len(self.program.inputs), kind, scalar)
            self.program.inputs.append(name)
        self._pending: list[tuple[Callable[..., Any], tuple[Value, ...], Value]] = []
        self._constants: list[Value] = []

    def finish(self, result: Value) -> Program:
        """Numbers the values: inputs, constants, steps."""
        program = self.program
        index = len(program.inputs)
        result = self.place(result)
        for constant in self._constants:
            constant.index = index
            index += 1
            program.constants.append(constant.number)
        for function, operands, value in self._pending:
            value.index = index
            index += 1
            program.steps.append((function, tuple(operand.index for operand in operands)))
        program.result = result.index
        program.kind = result.kind
        return program

    def place(self, value: Value) -> Value:
        """A constant gets a place in the list when something needs it."""
        if value.number is None or value.index >= 0:
            return value
        number = dtype_of_kind(value.kind).type(value.number)
        return self.constant_place(value.kind, number)

    def constant_place(self, kind: str, number: Any) -> Value:
        key = ("constant", kind, type(number), repr(number))
        if key not in self.known:
            self.known[key] = Value(0, kind, True, number)
            self._constants.append(self.known[key])
        return self.known[key]

    def beside_array(self, value: Value) -> Value:
        """The operand of an operation on arrays: a number as Python's, which becomes a literal."""
        if not value.scalar:
            return value
        if value.number is not None:
            number = dtype_of_kind(value.kind).type(value.number).item()
            return self.constant_place(value.kind, number)
        key = ("item", id(value))
        if key not in self.known:
            self.known[key] = Value(0, value.kind, True)
            self._pending.append((_item, (value,), self.known[key]))
        return self.known[key]

    def cast(self, value: Value, kind: str) -> Value:
        if value.kind == kind:
            return value
        if value.number is not None:
            return Value(-1, kind, True, dtype_of_kind(kind).type(value.number).item())
        return self.step("cast", kind, (value,))

    def step(
        self,
        name: str,
        kind: str,
        operands: tuple[Value, ...],
        *more: Any,
        scalar: bool | None = None,
    ) -> Value:
        """One operation on values of one kind."""
        on_scalars = all(value.scalar for value in operands)
        prepared = self.place if on_scalars else self.beside_array
        operands = tuple(prepared(value) for value in operands)
        key = (name, kind, tuple(id(value) for value in operands), more)
        if key in self.known:
            return self.known[key]
        function = implementation(name, kind, on_scalars, *more)
        result = Value(0, kind, on_scalars if scalar is None else scalar)
        self.program.on_scalars |= on_scalars
        self._pending.append((function, operands, result))
        self.known[key] = result
        return result

    def small_power(self, base: Value, x: float, inverse: bool) -> Value:
        result: Value | None = None
        square, rest = base, int(x)
        while rest:
            if rest & 1:
                result = square if result is None else self.product(result, square)
            rest >>= 1
            if rest:
                square = self.product(square, square)
        if x != int(x):
            kind = "double" if base.kind in INTEGERS else base.kind
            root = self.step("sqrt", kind, (self.cast(base, kind),))
            result = root if result is None else self.product(result, root)
        if result is None:
            result = self.step("ones_like", base.kind, (base,))
        if inverse:
            kind = "double" if result.kind in INTEGERS else result.kind
            one = Value(-1, kind, True, 1)
            result = self.step("divide", kind, (one, self.cast(result, kind)))
        return result

    def product(self, a: Value, b: Value) -> Value:
        kind = greatest((a, b))
        return self.step("multiply", kind, (self.cast(a, kind), self.cast(b, kind)))
