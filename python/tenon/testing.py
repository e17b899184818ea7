# SPDX-License-Identifier: MIT
"""NumPy's helpers for tests, on Tenon's arrays."""

from __future__ import annotations

from typing import Any

import numpy.testing

from ._library import offered

__all__ = list(numpy.testing.__all__)

globals().update(offered(numpy.testing))


def __getattr__(name: str) -> Any:
    return getattr(numpy.testing, name)
