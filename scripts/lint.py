#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Formatting, licence lines and clang-tidy over the project's own files.

clang-tidy runs in parallel, over src, tools and bench (not the tests). A file that was clean is
not checked again until it, a header it includes or the rules change. With --seconds, no new file
is started after that time and the rest is counted as left; files changed since the last commit
come first.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE_FOLDERS = ("include", "src", "tools", "bench", "tests", "examples", "python")
TIDY_FOLDERS = ("src", "tools", "bench", "python")
CODE_SUFFIXES = {".cpp", ".hpp", ".h"}


def find_tool(name: str) -> str:
    for candidate in (f"{name}-19", f"/usr/lib/llvm-19/bin/{name}", name):
        path = shutil.which(candidate)
        if path:
            return path
    sys.exit(f"lint: {name} not found; run scripts/bootstrap")


def code_files() -> list[Path]:
    found: list[Path] = []
    for folder in CODE_FOLDERS:
        base = ROOT / folder
        if base.is_dir():
            found += [p for p in base.rglob("*") if p.suffix in CODE_SUFFIXES and p.is_file()]
    return sorted(found)


def check_format(files: list[Path], fix: bool) -> int:
    """Number of files whose formatting is wrong; with `fix`, corrects them."""
    tool = find_tool("clang-format")
    if fix:
        subprocess.run([tool, "-i", *map(str, files)], check=True)
        return 0
    wrong = 0
    for path in files:
        command = [tool, "--dry-run", "-Werror", "--ferror-limit=1", str(path)]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode:
            wrong += 1
            print(run.stderr.strip().splitlines()[0].removeprefix(f"{ROOT}/"))
    if wrong:
        print(f"lint: {wrong} files need formatting: make format")
    return wrong


def check_licence_lines(files: list[Path]) -> int:
    wrong = 0
    for path in files:
        with path.open(encoding="utf-8") as stream:
            if "SPDX-License-Identifier: MIT" not in stream.readline():
                print(f"{path.relative_to(ROOT)}:1: no SPDX licence line")
                wrong += 1
    return wrong


@dataclass
class Unit:
    """One file to check, as the build compiles it."""

    path: Path
    arguments: list[str]
    object_name: str
    stamp: Path | None = None


def units(build: Path) -> list[Unit]:
    """The files of the compilation database, each once: of the copies that are compiled for
    several instruction sets, the widest."""
    entries = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    chosen: dict[Path, Unit] = {}
    for entry in entries:
        path = Path(entry["file"]).resolve()
        if not path.is_relative_to(ROOT) or path.is_relative_to(build):
            continue
        if path.relative_to(ROOT).parts[0] not in TIDY_FOLDERS:
            continue
        arguments = shlex.split(entry["command"])
        unit = Unit(path, arguments, entry.get("output", ""))
        if path not in chosen or "-march=x86-64-v4" in arguments:
            chosen[path] = unit
    return [chosen[path] for path in sorted(chosen)]


def dependencies(build: Path) -> dict[str, list[Path]]:
    """The project's files that each object depends on, from Ninja's records."""
    run = subprocess.run(
        ["ninja", "-C", str(build), "-t", "deps"], capture_output=True, text=True, check=False
    )
    found: dict[str, list[Path]] = {}
    current: list[Path] = []
    for line in run.stdout.splitlines():
        if line.startswith(" "):
            path = Path(os.path.normpath(build / line.strip()))
            if "include_roots" in path.parts:
                path = path.resolve()
            if path.is_relative_to(ROOT):
                current.append(path)
        elif ": #deps" in line:
            current = found.setdefault(line.split(":", 1)[0], [])
    return found


def digest(unit: Unit, depends: list[Path] | None, contents: dict[Path, bytes]) -> str:
    """A key of all that the result for `unit` depends on."""
    key = hashlib.sha256(" ".join(unit.arguments).encode())
    paths = set(depends) if depends else set(code_files())
    for path in sorted(paths | {unit.path, ROOT / ".clang-tidy"}):
        if path not in contents:
            contents[path] = path.read_bytes() if path.is_file() else b""
        key.update(hashlib.sha256(contents[path]).digest())
    return key.hexdigest()


def changed_files() -> set[Path]:
    found: set[Path] = set()
    for command in (["git", "diff", "--name-only", "HEAD~1"], ["git", "diff", "--name-only"]):
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        found |= {ROOT / line for line in run.stdout.splitlines()}
    return found


def check_tidy(build: Path, jobs: int, seconds: float) -> int:
    database = build / "compile_commands.json"
    if not database.is_file():
        sys.exit(f"lint: {database} is missing; configure first (make configure)")
    tool = find_tool("clang-tidy")
    stamps = build / "lint"
    stamps.mkdir(exist_ok=True)
    depends = dependencies(build)
    contents: dict[Path, bytes] = {}
    waiting = []
    total = 0
    for unit in units(build):
        total += 1
        name = unit.object_name
        unit.stamp = stamps / digest(unit, depends.get(name), contents)
        if not unit.stamp.exists():
            waiting.append(unit)
    changed = changed_files()
    waiting.sort(key=lambda unit: unit.path not in changed)
    end = time.monotonic() + seconds if seconds > 0 else float("inf")
    left = 0

    def check(unit: Unit) -> str | None:
        if time.monotonic() > end:
            return None
        command = [tool, "-p", str(build), "--quiet", "--use-color=false", str(unit.path)]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode == 0 and unit.stamp is not None:
            unit.stamp.touch()
            return ""
        noise = re.compile(r"^\d+ warnings? (generated|treated)|^Suppressed|^Use -", re.MULTILINE)
        text = run.stdout or run.stderr
        return "\n".join(line for line in text.splitlines() if not noise.match(line)) or "failed"

    wrong = 0
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        for unit, output in zip(waiting, pool.map(check, waiting), strict=True):
            if output is None:
                left += 1
            elif output:
                wrong += 1
                print(f"{unit.path.relative_to(ROOT)}:\n{output}")
    done = len(waiting) - left
    print(
        f"clang-tidy: {done} files checked, {total - len(waiting)} unchanged, {left} left, "
        f"{wrong} with findings"
    )
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seconds", type=float, default=0, help="0: no limit")
    parser.add_argument("--fix-format", action="store_true", help="apply clang-format, only that")
    parser.add_argument("--no-tidy", action="store_true")
    options = parser.parse_args()
    files = code_files()
    if options.fix_format:
        return check_format(files, fix=True)
    wrong = check_format(files, fix=False) + check_licence_lines(files)
    if not options.no_tidy:
        wrong += check_tidy(options.build.resolve(), options.jobs, options.seconds)
    print(f"lint: {len(files)} files, {wrong} with problems")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
