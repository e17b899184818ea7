# SPDX-License-Identifier: MIT
"""python -m fuzz.run [programs] [seed]: random programs, in tests/python. TENON_TEST_SEED is the
seed where none is given; a failure is printed as a program with what it needs only."""

from __future__ import annotations

import itertools
import os
import random
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy
from tenon import _core

from .generate import Generator
from .program import Mismatch, Run, as_script, check, minimise

CORPUS = Path(__file__).parent / "corpus.txt"
# A program must not grow without end, nor its numbers of elements.
LARGEST = 200_000


def seed_from_environment() -> int:
    given = os.environ.get("TENON_TEST_SEED")
    return int(given) if given else random.randrange(2**40)


def corpus() -> list[list[str]]:
    """Programs that failed once; an empty line stands between them, a comment above each."""
    programs: list[list[str]] = [[]]
    for line in CORPUS.read_text().splitlines():
        if not line:
            programs.append([])
        elif not line.startswith("#"):
            programs[-1].append(line)
    return [program for program in programs if program]


def random_program(seed: int, length: int) -> tuple[list[str], str | None]:
    """A program, made while it runs; and in what it differs."""
    generator = Generator(seed)
    statements: list[str] = []
    run = Run()
    try:
        with numpy.errstate(all="ignore"):
            for _ in range(length):
                generator.names = run.names()
                statements.append(generator.statement())
                run.step(statements[-1])
                if _too_large(run):
                    break
            run.finish()
    except Mismatch as mismatch:
        return statements, str(mismatch)
    return statements, None


def _too_large(run: Run) -> bool:
    sizes = [value.size for value in run.names().values() if isinstance(value, numpy.ndarray)]
    return sum(sizes) > LARGEST


def report(statements: list[str], seed: int) -> str:
    smaller = minimise(statements)
    return f"program of seed {seed}: {check(smaller)}\n{as_script(smaller)}\n"


def record_all(yes: bool) -> None:
    """Whether small operations are recorded too, instead of run at once."""
    choose = getattr(_core, "set_small_at_once", None)
    if choose is not None:
        choose(not yes)


def programs(seed: int, go_on: Callable[[int], bool]) -> tuple[int, list[str]]:
    """Runs programs while `go_on`; how many, and reports of up to three that differ."""
    failures: list[str] = []
    count = 0
    while go_on(count) and len(failures) < 3:
        program_seed = seed + count
        record_all(count % 2 == 1)
        try:
            statements, found = random_program(program_seed, (8, 25, 60)[count % 3])
            if found is not None:
                failures.append(f"{found}\n{report(statements, program_seed)}")
        finally:
            record_all(False)
        count += 1
    return count, failures


def until(seconds: float) -> Callable[[int], bool]:
    end = time.monotonic() + seconds
    return lambda count: time.monotonic() < end


def main() -> int:
    warnings.simplefilter("ignore")
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else seed_from_environment()
    print(f"seed {seed}")
    numbers = itertools.count()
    count, failures = programs(seed, lambda _: next(numbers) < wanted)
    print("\n".join(failures))
    print(f"{count} programs ran")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
