# SPDX-License-Identifier: MIT
"""Every function of the namespace against NumPy's, on drawn arguments: views, no dimensions, no
elements, NaN, negative strides, keyword arguments. TENON_TEST_SEED repeats a run,
TENON_TEST_EXAMPLES says how many calls of each function."""

from __future__ import annotations

from typing import Any

import numpy
import pytest
import tenon as tn
from calls import CASES
from differential import SEED, SETTINGS, Draw, compare
from hypothesis import given, seed
from hypothesis import strategies as st


@pytest.mark.parametrize("name", sorted(CASES))
def test_that_the_function_does_what_numpys_does(name: str) -> None:
    @seed(SEED)
    @SETTINGS
    @given(st.data())
    def run(data: Any) -> None:
        args, kwargs = CASES[name](Draw(data))
        compare(getattr(numpy, name), getattr(tn, name), args, kwargs)

    print(f"TENON_TEST_SEED={SEED}")
    run()
