# SPDX-License-Identifier: MIT
"""The text of an expression: its tree, its names, and errors that show the place."""

from __future__ import annotations

import ast
import warnings


def names_of(tree: ast.Expression) -> list[str]:
    """The variables, sorted."""
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    found = {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called
    }
    return sorted(found)


def complain(text: str, node: ast.AST | None, problem: str, kind: type[Exception]) -> Exception:
    """An error that shows the place."""
    lines = text.splitlines() or [""]
    line = getattr(node, "lineno", 1) - 1
    # Offsets of the parser are in bytes of UTF-8.
    raw = lines[line].encode()
    begin = len(raw[: getattr(node, "col_offset", 0)].decode(errors="replace"))
    last = getattr(node, "end_lineno", line + 1) - 1 == line
    end = len(raw[: getattr(node, "end_col_offset", 0)].decode(errors="replace"))
    width = max(1, (end if last else len(lines[line])) - begin)
    return kind(f"{problem}\n    {lines[line]}\n    {' ' * begin}{'^' * width}")


def parse(text: str) -> ast.Expression:
    """The tree of an expression. Errors say where the text is wrong."""
    # Leading blanks and line breaks are nothing, as within parentheses.
    flat = text.strip().replace("\r", " ").replace("\n", " ")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            return ast.parse(flat, "<expression>", "eval")
    except SyntaxError as error:
        error.filename = "<expression>"
        raise
    except (RecursionError, MemoryError):
        raise ValueError("the expression is nested too deeply") from None


WORDS = {
    "IfExp": "a conditional (use where) is",
    "Subscript": "an index is",
    "Lambda": "a function definition is",
    "NamedExpr": "an assignment is",
    "JoinedStr": "text is",
    "Starred": "a star is",
    "MatMult": "@ is",
    "Is": "'is' is",
    "IsNot": "'is not' is",
    "In": "'in' is",
    "NotIn": "'not in' is",
}


def describe(node: ast.AST) -> str:
    return WORDS.get(type(node).__name__, f"{type(node).__name__} is")
