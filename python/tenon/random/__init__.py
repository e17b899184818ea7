# SPDX-License-Identifier: MIT
"""Random numbers, with the names of numpy.random.

Draws come from Tenon's counter-based generator (Philox4x32-10): they are recorded and fused as any
operation, and are the same for any number of threads. For one seed they differ from NumPy's draws.
Single draws, and distributions that need rejection, are NumPy's, over its own Philox generator,
whose seed is our key. Packages that hand our generator to NumPy's default_rng draw from that too.
"""

from __future__ import annotations

import numpy.random
from numpy.random import MT19937, PCG64, PCG64DXSM, SFC64, BitGenerator, Philox, SeedSequence

from ._generator import Generator, default_rng
from ._legacy import RandomState

__all__ = list(numpy.random.__all__)

_state = RandomState()
# The functions without a generator are methods of one RandomState.
globals().update({name: getattr(_state, name) for name in __all__ if hasattr(RandomState, name)})
