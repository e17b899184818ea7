#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks objects that are compiled for one instruction set for symbols that could leak.

An inline function or template with external linkage is emitted as a weak symbol, and the linker
keeps one copy of all. If that copy was compiled for AVX-512, a processor without it stops at an
illegal instruction in code that has nothing to do with vectors. So each symbol that such an
object defines for others must have the name of the instruction set in it.

    check_isa_symbols.py <isa> <object>...
"""

from __future__ import annotations

import subprocess
import sys

# V, W: weak objects and functions; u: unique globals. T, D, B, R are strong: two instruction
# sets that define the same one already fail to link, but they too need the name.
LEAKING = set("VWuTDBR")


def leaks(isa: str, listing: str) -> list[str]:
    """Symbols in the output of `nm` that other objects can see and that lack `isa`."""
    found = []
    for line in listing.splitlines():
        words = line.split()
        if len(words) == 3 and words[1] in LEAKING and isa not in words[2]:
            if words[2].startswith("DW.ref."):  # a personality routine's address, not code
                continue
            found.append(words[2])
    return found


def main(arguments: list[str]) -> int:
    if arguments == ["--self-test"]:
        listing = "0 W _ZN3foo4avx2Ev\n0 W _ZSt3maxv\n0 t _ZL5local\n  U _Zundefined\n0 T plain\n"
        return 0 if leaks("avx2", listing) == ["_ZSt3maxv", "plain"] else 1
    isa, objects = arguments[0], arguments[1:]
    count = 0
    for path in objects:
        run = subprocess.run(["nm", path], capture_output=True, text=True, check=True)
        for symbol in leaks(isa, run.stdout):
            name = subprocess.run(["c++filt", symbol], capture_output=True, text=True, check=True)
            print(f"{path}: {name.stdout.strip()} is visible without '{isa}' in its name")
            count += 1
    print(f"check_isa_symbols ({isa}): {len(objects)} objects, {count} leaks")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
