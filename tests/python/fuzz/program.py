# SPDX-License-Identifier: MIT
"""Running a program, a list of statements, on NumPy and on Tenon in step."""

from __future__ import annotations

import copy
import pickle
import re
from typing import Any

import numpy
import tenon

from .compare import aliasing_difference, difference, family

# Statements with this at their end have results that may differ in the last bits. They are then
# made equal, so that later statements have the same operands.
LOOSE = "  # loose"


class Mismatch(Exception):
    """Tenon and NumPy went apart."""


class Run:
    """Both namespaces."""

    def __init__(self) -> None:
        shared = {"numpy": numpy, "copy": copy, "pickle": pickle}
        self.theirs: dict[str, Any] = {"np": numpy, **shared}
        self.ours: dict[str, Any] = {"np": tenon, **shared}
        self._hidden = {*self.theirs, "__builtins__", "__warningregistry__"}

    def names(self) -> dict[str, Any]:
        """What the program has bound, as NumPy has it."""
        return {name: value for name, value in self.theirs.items() if name not in self._hidden}

    def step(self, statement: str) -> BaseException | None:
        """Runs one statement on both; the error, if NumPy raised one.

        Raises Mismatch where the errors, the value of an expression or a loose result differ.
        """
        if self._sets_element_of_numpys(statement):
            return None
        their_value, their_error = _execute(_of_a_copy(statement), self.theirs)
        our_value, our_error = _execute(statement, self.ours)
        if isinstance(their_error, NameError) or isinstance(our_error, NameError):
            return their_error  # of a program that minimise cut short
        if (their_error is None) != (our_error is None):
            raise Mismatch(f"{statement}: {our_error!r}, NumPy has {their_error!r}")
        if their_error is not None and our_error is not None:
            if family(their_error) is not family(our_error):
                raise Mismatch(f"{statement}: {our_error!r}, NumPy has {their_error!r}")
            return their_error
        loose = self._precision(statement) if statement.endswith(LOOSE) else 0
        found = difference(our_value, their_value, loose)
        if found is not None:
            raise Mismatch(f"{statement}: {found}")
        if loose and "=" in statement:
            self._make_equal(statement.split("=", maxsplit=1)[0].strip(), loose)
        return None

    def _sets_element_of_numpys(self, statement: str) -> bool:
        """NumPy takes its own arrays for an element of its arrays, but of others' only numbers."""
        target = re.match(r"(\w+)\[[^]]*\] = .*\bnp\.", statement)
        return target is not None and type(self.ours.get(target[1])) is numpy.ndarray

    def _precision(self, statement: str) -> float:
        """That of its operands: a part in single precision may go on in double."""
        names = re.findall(r"[a-z]\d+", statement)
        kinds = [getattr(self.theirs.get(name), "dtype", None) for name in names]
        single = "f4" in statement or any(kind in ("f4", "c8") for kind in kinds)
        return float(numpy.finfo("f4" if single else "f8").eps)

    def _make_equal(self, name: str, loose: float) -> None:
        found = difference(self.ours[name], self.theirs[name], loose)
        if found is not None:
            raise Mismatch(f"{name}: {found}")
        if isinstance(self.theirs[name], numpy.ndarray):
            self.ours[name][...] = self.theirs[name].copy()
        else:
            self.ours[name] = self.theirs[name]

    def finish(self) -> None:
        """Compares all names. Raises Mismatch."""
        theirs = self.names()
        if missing := set(theirs) ^ (set(self.ours) - self._hidden):
            raise Mismatch(f"names {sorted(missing)} are bound in one of them only")
        for name, value in theirs.items():
            found = difference(self.ours[name], value)
            if found is not None:
                raise Mismatch(f"{name}: {found}")
        found = aliasing_difference(self.ours, theirs)
        if found is not None:
            raise Mismatch(found)


def _of_a_copy(statement: str) -> str:
    """The assignment to a part of an array, made to read all of the value first.

    Along one dimension NumPy decides by where both begin in which direction it goes: with another
    step in the value than in the target, as in `a[1:50] = a[:98:2]`, it reads what it has written.
    """
    return re.sub(r"^(\w+\[[^]]*\]) = (.*?)(  # .*)?$", r"\1 = copy.copy(\2)\3", statement)


def _execute(statement: str, names: dict[str, Any]) -> tuple[Any, BaseException | None]:
    try:
        try:
            code = compile(statement, "<program>", "eval")
        except SyntaxError:
            exec(compile(statement, "<program>", "exec"), names)
            return None, None
        return eval(code, names), None
    except Exception as error:
        error.__traceback__ = None
        return None, error


def check(statements: list[str]) -> str | None:
    """In what the program differs; None where it does not."""
    run = Run()
    try:
        with numpy.errstate(all="ignore"):
            for statement in statements:
                run.step(statement)
            run.finish()
    except Mismatch as mismatch:
        return str(mismatch)
    return None


def minimise(statements: list[str]) -> list[str]:
    """A program that still differs, without the statements that it does not need."""
    size = len(statements) // 2
    while size > 0:
        start = 0
        while start < len(statements):
            shorter = statements[:start] + statements[start + size :]
            if shorter and check(shorter) is not None:
                statements = shorter
            else:
                start += size
        size //= 2
    return statements


def as_script(statements: list[str]) -> str:
    """A Python program that shows the difference; to be run in tests/python."""
    lines = "\n".join(f"    {statement!r}," for statement in statements)
    return f"from fuzz.program import check\n\nprint(check([\n{lines}\n]))"
