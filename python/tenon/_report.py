# SPDX-License-Identifier: MIT
"""What a program made Tenon do, as a few lines of text."""

from __future__ import annotations

from collections import Counter
from typing import Any

from . import _core, _fallback

_COUNTS = (
    "statements evaluations plans_made launches launches_in_tiles kernels_interpreted "
    "kernels_compiled kernels_cached bytes_read bytes_written temporaries iterations_rolled "
    "compile_seconds"
).split()


class Report:
    """What was counted since the object was made."""

    def __init__(self) -> None:
        self._before = _core.statistics()
        self._calls = Counter(_fallback.calls)

    def counts(self) -> dict[str, Any]:
        """Runs what is pending, and returns the differences by their names in `statistics`."""
        _core.synchronize()
        now = _core.statistics()
        return {name: now[name] - self._before[name] for name in _COUNTS}

    def fallbacks(self) -> dict[str, int]:
        """How often each function ran through NumPy because Tenon does not have it."""
        return dict(_fallback.calls - self._calls)

    def __str__(self) -> str:
        n = self.counts()
        lines = [
            f"statements  {n['statements']} in {n['evaluations']} evaluations, "
            f"{n['plans_made']} plans, {n['launches']} launches"
            + (f", {n['launches_in_tiles']} in tiles" if n["launches_in_tiles"] else ""),
            f"kernels     {n['kernels_interpreted']} interpreted, "
            f"{n['kernels_compiled']} compiled, {n['kernels_cached']} from the cache",
            f"bytes       {amount(n['bytes_read'])} read, {amount(n['bytes_written'])} written, "
            f"{n['temporaries']} temporaries",
            *(
                [f"loops       {n['iterations_rolled']} iterations rolled"]
                * bool(n["iterations_rolled"])
            ),
            f"compiling   {1000 * n['compile_seconds']:.1f} ms",
        ]
        used = sorted(self.fallbacks().items(), key=lambda item: (-item[1], item[0]))
        names = ", ".join(f"{name} {count}" for name, count in used)
        lines.append(f"fallbacks   {names or 'none'}")
        return "\n".join(lines)


def amount(count: int) -> str:
    """A number of bytes for people."""
    if count < 10_000:
        return f"{count} B"
    size = float(count)
    for unit in ("kB", "MB", "GB", "TB"):
        size /= 1000
        if size < 1000 or unit == "TB":
            break
    return f"{size:.3g} {unit}"
