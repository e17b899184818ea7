# SPDX-License-Identifier: MIT
"""Python on the pages of the documentation runs, page by page, from top to bottom."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy
import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: Path) -> list[str]:
    """The blocks of a page, with empty lines so that line numbers are the page's."""
    text = page.read_text()
    return ["\n" * text[: match.start(1)].count("\n") + match[1] for match in BLOCK.finditer(text)]


WITH_PYTHON = [page for page in PAGES if blocks(page)]


def test_that_there_are_pages_with_python() -> None:
    assert len(WITH_PYTHON) >= 2


@pytest.mark.parametrize("page", WITH_PYTHON, ids=lambda page: page.name)
def test_that_the_python_of_a_page_runs(page: Path, tmp_path: Path) -> None:
    program = "blocks = " + repr(blocks(page)) + "\n"
    program += f"for block in blocks:\n    exec(compile(block, {str(page)!r}, 'exec'), globals())\n"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def headings_of_names(page: str) -> dict[str, str]:
    """Native, Library, or Through NumPy, of each of NumPy's names."""
    found = {}
    for heading, text in re.findall(r"^## (.*): \d+\n(.*?)(?=^## |\Z)", page, re.M | re.S):
        found.update(dict.fromkeys(re.findall(r"`(\w+)`", text), heading))
    return found


def test_that_the_list_of_names_is_that_of_the_package() -> None:
    script = ROOT / "scripts" / "python_reference.py"
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    page = (ROOT / "docs" / "reference" / "python.md").read_text()
    version = ".".join(numpy.__version__.split(".")[:2])
    if f"NumPy {version}." in page:
        assert page == done.stdout, f"run {script.name} --write"
        return
    # Other versions of NumPy have other names; those of both must stand under the same heading.
    shown, now = headings_of_names(page), headings_of_names(done.stdout)
    assert len(shown.keys() & now.keys()) > 300
    for name in shown.keys() & now.keys():
        assert shown[name] == now[name], name


def test_that_links_between_pages_lead_somewhere() -> None:
    for page in PAGES:
        prose = re.sub(r"```.*?```|`[^`]*`", "", page.read_text(), flags=re.DOTALL)
        for target in re.findall(r"\]\((?!https?:)([^)#\s]+)", prose):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
