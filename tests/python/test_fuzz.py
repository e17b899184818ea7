# SPDX-License-Identifier: MIT
"""Random programs on NumPy and on Tenon, side by side; those that failed once come first."""

from __future__ import annotations

import os

import numpy
import pytest
from fuzz.pieces import CONVERSIONS, SIZES
from fuzz.program import as_script, check
from fuzz.run import corpus, programs, record_all, seed_from_environment, until

SECONDS = float(os.environ.get("TENON_FUZZ_SECONDS", "20"))

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.mark.parametrize("recorded", [False, True])
@pytest.mark.parametrize("program", corpus(), ids=lambda program: program[0])
def test_that_programs_which_failed_once_run_as_in_numpy(
    program: list[str], recorded: bool
) -> None:
    record_all(recorded)
    try:
        assert check(program) is None, as_script(program)
    finally:
        record_all(False)


@pytest.mark.parametrize("conversion", CONVERSIONS)
def test_that_no_conversion_makes_a_long_array_many_times_as_large(conversion: str) -> None:
    longest = numpy.arange(float(max(SIZES["large"])))
    try:
        made = eval(conversion.format("a"), {"np": numpy, "a": longest})
    except (ValueError, IndexError):
        return  # of two dimensions and more
    assert made.size <= 4 * longest.size


def test_that_random_programs_run_as_in_numpy() -> None:
    seed = seed_from_environment()
    count, failures = programs(seed, until(SECONDS))
    print(f"seed {seed}, {count} programs")
    assert not failures, "\n".join(failures)
    assert count > 10
