#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes docs/reference/python.md from the package; the build does it. A test compares the two.

PYTHONPATH=build/python python scripts/python_reference.py [--write]
"""

from __future__ import annotations

import inspect
import sys
import textwrap
from pathlib import Path
from typing import Any

import numpy
import tenon

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "python.md"
VERSION = ".".join(numpy.__version__.split(".")[:2])
HEAD = f"""\
# Python

Made by `scripts/python_reference.py` from the package. The names are those of the main namespace
of NumPy {VERSION}. *Native* ones Tenon computes itself. *Library* ones are NumPy's own on purpose,
on the same memory. All others run through NumPy too, and say so once with a `FallbackWarning`.
"""


def own_names() -> list[str]:
    names = ["sync", "coverage", "explain", "evaluate", "re_evaluate", "validate"]
    names += ["loop", "loop_while", "progress"]
    return [name for name in names if hasattr(tenon, name)]


def table(names: list[str]) -> str:
    text = ", ".join(f"`{name}`" for name in names)
    return textwrap.fill(text, 98, break_long_words=False, break_on_hyphens=False) + "\n"


def first_sentence(value: Any) -> str:
    doc = inspect.getdoc(value) or ""
    lines = [
        line for line in doc.split("\n\n") if not line.lstrip().startswith(value.__name__ + "(")
    ]
    return " ".join(lines[0].split()) if lines else ""


def page() -> str:
    found = tenon.coverage()
    parts = [HEAD, "## Tenon's own\n", "| name | |\n|---|---|"]
    for name in own_names():
        parts[-1] += f"\n| `{name}` | {first_sentence(getattr(tenon, name))} |"
    parts[-1] += "\n"
    parts += [f"## Native: {len(found.native)}\n", table(found.native)]
    parts += [f"## Library: {len(found.library)}\n", table(found.library)]
    parts += [f"## Through NumPy: {len(found.fallback)}\n", table(found.fallback)]
    return "\n".join(parts)


def main() -> None:
    text = page()
    if sys.argv[1:] != ["--write"]:
        print(text, end="")
    elif f"NumPy {VERSION}." in PAGE.read_text() and PAGE.read_text() != text:
        PAGE.write_text(text)  # with another NumPy the names are others


if __name__ == "__main__":
    main()
