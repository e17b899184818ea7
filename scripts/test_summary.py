#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Counts the test cases of one ctest run: those inside GoogleTest programs, and the others.

test_summary.py <build folder>        one run: prints "<name>: N passed, N failed, N skipped"
test_summary.py --total <folder>...   the sum of several, as the last line of CI
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree


@dataclass
class Count:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __str__(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


def count_program(path: Path) -> Count:
    """The cases in the report of one GoogleTest program."""
    count = Count()
    for case in ElementTree.parse(path).iter("testcase"):
        if case.get("status") == "notrun":
            continue
        if case.find("failure") is not None:
            count.failed += 1
        elif case.get("result") == "skipped":
            count.skipped += 1
        else:
            count.passed += 1
    return count


def count_run(build: Path) -> Count:
    total = Count()
    report = build / "ctest.xml"
    if not report.is_file():
        total.failed += 1
        return total
    for test in ElementTree.parse(report).iter("testcase"):
        name = test.get("name", "")
        good = test.get("status") == "run"
        if test.get("status") in ("disabled", "notrun") and test.find("failure") is None:
            total.skipped += 1
            continue
        cases = build / "tests" / "results" / f"test_{name.replace('.', '_')}.xml"
        if not cases.is_file():  # not GoogleTest, or it died before its report
            total.passed += good
            total.failed += not good
            continue
        count = count_program(cases)
        if not good and count.failed == 0:  # a sanitizer, a leak or a crash at the end
            count.failed = 1
        total.passed += count.passed
        total.failed += count.failed
        total.skipped += count.skipped
    return total


def main(arguments: list[str]) -> int:
    total = Count()
    together = arguments[:1] == ["--total"]
    folders = [Path(name) for name in (arguments[1:] if together else arguments)]
    for folder in folders:
        count = count_run(folder)
        total.passed += count.passed
        total.failed += count.failed
        total.skipped += count.skipped
    print(total if together else f"test cases: {total}")
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
