# SPDX-License-Identifier: MIT
"""Random numbers, with the names of numpy.random.

Draws come from Tenon's counter-based generator (Philox4x32-10): they are recorded and fused as any
operation, and are the same for any number of threads. For one seed they differ from NumPy's draws.
Distributions that need rejection are NumPy's, over its own Philox generator with the same key.
"""

from __future__ import annotations

from typing import Any

import numpy.random
from numpy.random import MT19937, PCG64, PCG64DXSM, SFC64, BitGenerator, Philox, SeedSequence

from ._generator import Generator, default_rng
from ._legacy import RandomState

__all__ = list(numpy.random.__all__)

_state = RandomState()


def __getattr__(name: str) -> Any:
    """The functions of numpy.random without a generator: methods of one RandomState."""
    if name.startswith("_") or name not in numpy.random.__all__:
        raise AttributeError(f"module 'tenon.random' has no attribute {name!r}")
    return getattr(_state, name)
