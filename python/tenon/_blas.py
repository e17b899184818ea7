# SPDX-License-Identifier: MIT
"""Which of OpenBLAS's kernels NumPy's matrix products use. To be said before NumPy is loaded."""

from __future__ import annotations

import os
import sys


def kernels_for(cpuinfo: str) -> str | None:
    """The name for OPENBLAS_CORETYPE; None where OpenBLAS finds the right one.

    It takes AMD's processors with AVX-512 that are newer than itself for Haswell, whose kernels
    are 1.7 times slower there.
    """
    fields = dict(line.split(":", 1) for line in cpuinfo.splitlines() if ":" in line)
    names = {name.strip(): value.split() for name, value in fields.items()}
    newer = names.get("vendor_id") == ["AuthenticAMD"] and "avx512bw" in names.get("flags", [])
    return "SkylakeX" if newer else None


def choose_kernels() -> None:
    """Sets the variable; the user's own choice stands."""
    if "numpy" in sys.modules or "OPENBLAS_CORETYPE" in os.environ:
        return
    try:
        with open("/proc/cpuinfo", encoding="ascii", errors="replace") as file:
            name = kernels_for(file.read(4096))  # the first processor
    except OSError:
        return
    if name is not None:
        os.environ["OPENBLAS_CORETYPE"] = name


choose_kernels()
