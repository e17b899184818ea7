# SPDX-License-Identifier: MIT
"""The examples check themselves, under Tenon and under NumPy, and so does the notebook."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbclient
import nbformat
import pytest

FOLDER = Path(__file__).parents[2] / "examples" / "python"
SCRIPTS = sorted(FOLDER.glob("*.py"))


def uses_tenon(script: Path) -> bool:
    return "import tenon" in script.read_text()


def peak(words: list[str], folder: Path) -> int:
    """Runs a process to its end; its largest resident memory, in KiB."""
    watch = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
        "sys.exit(done.returncode)"
    )
    done = subprocess.run(
        [sys.executable, "-c", watch, *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_that_an_example_runs_under_tenon_and_under_numpy(script: Path, tmp_path: Path) -> None:
    ours = [sys.executable, "-m", "tenon", str(script)]
    with_tenon = peak(ours, tmp_path)
    assert with_tenon > 0
    if not uses_tenon(script):
        assert peak([sys.executable, str(script)], tmp_path) > 0


def test_that_the_examples_are_numbered_like_those_in_cpp() -> None:
    in_cpp = {path.stem for path in (FOLDER.parent / "cpp").glob("*.cpp")}
    assert in_cpp <= {script.stem for script in SCRIPTS}


def test_that_arrays_that_would_be_temporaries_take_no_memory(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import numpy as np\n"
        "x = np.linspace(0, 1, 10_000_000)\n"
        "print(((x * x + 2 * x) * x - np.sqrt(x) / (1 + x)).sum())\n"
    )
    with_tenon = peak([sys.executable, "-m", "tenon", str(script)], tmp_path)
    with_numpy = peak([sys.executable, str(script)], tmp_path)
    assert with_tenon < with_numpy


@pytest.mark.parametrize("notebook", sorted(FOLDER.glob("*.ipynb")), ids=lambda path: path.stem)
def test_that_the_notebook_runs(notebook: Path, tmp_path: Path) -> None:
    book = nbformat.read(notebook, as_version=4)
    client = nbclient.NotebookClient(
        book, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute()
    outputs = [output for cell in book.cells for output in cell.get("outputs", [])]
    assert any("statements" in output.get("text", "") for output in outputs)
    assert any("text/html" in output.get("data", {}) for output in outputs)
