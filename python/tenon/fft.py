# SPDX-License-Identifier: MIT
"""Discrete Fourier transforms: NumPy's, with its pocketfft, on the same memory."""

from __future__ import annotations

from typing import Any

import numpy.fft

from ._library import offered

__all__ = list(numpy.fft.__all__)

globals().update(offered(numpy.fft))


def _frequencies(name: str) -> Any:
    theirs = globals()[name]

    def call(n: Any, d: Any = 1.0, device: Any = None, *, dtype: Any = None) -> Any:
        result = theirs(n, d, device)
        return result if dtype is None else result.astype(dtype)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = theirs.__doc__
    return call


fftfreq, rfftfreq = _frequencies("fftfreq"), _frequencies("rfftfreq")


def __getattr__(name: str) -> Any:
    return getattr(numpy.fft, name)
