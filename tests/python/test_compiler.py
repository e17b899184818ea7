# SPDX-License-Identifier: MIT
"""Where kernels are compiled: by another process, whose memory is not the program's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import tenon as np

a = np.linspace(0, 1, 3_000_000)
for _ in range(5):
    b = np.sin(a) * 2 + a
    np.sync()
np._core.wait_for_compiler()
compiled = np._core.statistics()["kernels_compiled"] > 0
with open("/proc/self/maps") as maps:
    print(compiled, "libtenon_llvm" in maps.read())
"""


@pytest.mark.parametrize(
    ("place", "expected"), [("process", "True False"), ("library", "True True")]
)
def test_that_the_compiler_is_where_the_setting_says(
    place: str, expected: str, tmp_path: Path
) -> None:
    settings = {"TENON_CACHE_DIR": str(tmp_path), "TENON_COMPILER": place}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == expected.split()
    assert done.stderr == ""


def test_that_forked_children_compile_for_themselves(tmp_path: Path) -> None:
    program = (
        "import os, sys\n"
        + PROGRAM
        + """
child = os.fork()
if child == 0:
    c = np.sqrt(a + 1) * np.cos(a)
    for _ in range(5):
        c = np.sqrt(a + 1) * np.cos(a)
        np.sync()
    np._core.wait_for_compiler()
    os._exit(0 if np._core.statistics()["kernels_compiled"] > 1 else 1)
print(os.waitpid(child, 0)[1])
c = np.sqrt(a + 1) * np.cos(a) * 3
np.sync()
"""
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "TENON_CACHE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["True", "False", "0"], done.stderr
