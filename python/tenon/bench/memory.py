# SPDX-License-Identifier: MIT
"""Peak memory of the examples, each in a process of its own under NumPy and under Tenon."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import tenon

PROGRAMS = (
    ("01_hello", ()),
    ("02_mandelbrot", ("200", "100")),
    ("02_mandelbrot", ("1000", "1000")),
    ("03_laplace", ()),
    ("04_pi", ()),
    ("05_your_own_kernel", ()),
)

# The process asks for its own peak: what a parent is told of a child may be the parent's size, from
# the moment before the child began its program. An assertion of the example may fail under NumPy,
# whose complex products are fused on some processors.
_PEAK = """
finally:
    for line in open("/proc/self/status"):
        if line.startswith("VmHWM"):
            print(line.split()[1], file=sys.stderr)
"""
_NUMPY = """
import runpy, sys
sys.argv = sys.argv[1:]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
except AssertionError:
    pass"""
_TENON = """
import sys
from tenon.__main__ import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    assert not end.code, end.code"""


def examples() -> Path | None:
    """The folder of the examples in a source tree; None where there is none."""
    folder = Path(tenon.__file__).resolve().parents[2] / "examples" / "python"
    return folder if folder.is_dir() else None


def _peak(program: str, arguments: list[str], cache: str) -> float:
    """MiB"""
    # Packages are compiled when they are installed; here the first run does it.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["TENON_CACHE_DIR"] = cache
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program + _PEAK, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=True,
        env=environment,
    )
    return int(run.stderr.split()[-1]) / 1024


def report(only: str) -> list[dict[str, Any]]:
    """A line for each example: Tenon the first time, which loads the compiler, and the second time,
    when compiled kernels are found on disk."""
    figures: list[dict[str, Any]] = []
    folder = examples()
    for name, arguments in PROGRAMS:
        title = " ".join(("memory", name, *arguments))
        if only not in title:
            continue
        if folder is None:
            print("the examples are not here: their memory was left out")
            break
        command = [str(folder / f"{name}.py"), *arguments]
        with tempfile.TemporaryDirectory() as cache:
            theirs = _peak(_NUMPY, command, cache)
            cold = _peak(_TENON, command, cache)
            warm = _peak(_TENON, command, cache)
        mark = "" if warm <= theirs else "  <-- more"
        print(
            f"{title:34} tenon {warm:.0f} MiB, first time {cold:.0f} MiB  {warm / theirs:5.2f} of "
            f"numpy ({theirs:.0f} MiB){mark}",
            flush=True,
        )
        figures.append({"name": title, "ratio": warm / theirs, "MiB": [warm, cold, theirs]})
    return figures
