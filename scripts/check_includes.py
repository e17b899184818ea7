#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks that every include follows the arrows between the modules.

The include roots in CMake already make a forbidden include fail to compile; this script also
finds the ones that a relative path or a link would smuggle in, checks that the folders'
CMakeLists.txt declare exactly the arrows below, that the public headers include nothing but
themselves and the C++ standard library, and that the command line and the benchmarks use the
public headers alone.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

# What each module uses directly; base may be used by all. An include is allowed when its
# module can be reached along these arrows.
USES: dict[str, set[str]] = {
    "base": set(),
    "ops": set(),
    "tape": {"ops"},
    "dist": {"tape"},
    "kernel": {"ops"},
    "schedule": {"tape", "kernel"},
    "codegen": {"kernel"},
    "interpreter": {"kernel"},
    "runtime": set(),
    "engine": {"dist", "schedule", "codegen", "interpreter", "runtime"},
    "lib": {"engine", "tape"},
    "api": {"engine", "tape", "lib"},
}

# Parts of a module that are libraries of their own: only their own files may include them.
PRIVATE_FOLDERS = ("codegen/llvm",)

SOURCE_SUFFIXES = {".cpp", ".hpp", ".h", ".def", ".inc"}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"]+)"|<([^>]+)>)', re.MULTILINE)
DECLARATION = re.compile(r"tenon_module\(\s*(\w+)([^)]*)\)")


def reachable(module: str) -> set[str]:
    """All modules that `module` may include: itself, base, and what its arrows lead to."""
    found = {module, "base"}
    waiting = [module]
    while waiting:
        for used in USES[waiting.pop()]:
            if used not in found:
                found.add(used)
                waiting.append(used)
    return found


def includes(path: Path) -> Iterator[tuple[int, str, bool]]:
    """Line number, name, and whether it is quoted, of every include in a file."""
    text = path.read_text(encoding="utf-8")
    for match in INCLUDE.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        yield line, match[1] or match[2], match[1] is not None


def sources(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(p for p in folder.rglob("*") if p.suffix in SOURCE_SUFFIXES and p.is_file())


def check_module(root: Path, module: str) -> Iterator[str]:
    allowed = reachable(module)
    for path in sources(root / "src" / module):
        name = path.relative_to(root)
        inside = path.relative_to(root / "src").as_posix()
        for line, included, quoted in includes(path):
            where = f"{name}:{line}"
            if ".." in Path(included).parts:
                yield f"{where}: '{included}' leaves its folder; write \"module/file\""
                continue
            first = included.split("/", 1)[0]
            if not quoted:
                if first in USES and "/" in included:
                    yield f'{where}: <{included}> is a module\'s header; write "{included}"'
                continue
            if "/" not in included or first not in USES:
                if not (path.parent / included).is_file():
                    yield f'{where}: "{included}" is no file of a module'
                continue
            if first not in allowed:
                yield f'{where}: {module} may not include "{included}"'
            for folder in PRIVATE_FOLDERS:
                if included.startswith(folder + "/") and not inside.startswith(folder + "/"):
                    yield f'{where}: "{included}" is private to src/{folder}'


def check_public_headers(root: Path) -> Iterator[str]:
    for path in sources(root / "include"):
        for line, included, quoted in includes(path):
            where = f"{path.relative_to(root)}:{line}"
            if included.startswith("tenon/"):
                if quoted:
                    yield f'{where}: write <{included}>, not "{included}"'
                elif not (root / "include" / included).is_file():
                    yield f"{where}: <{included}> is not installed"
            elif quoted or "/" in included or "." in included:
                yield f"{where}: a public header includes '{included}', which is no standard C++"


def check_outside(root: Path, folder: str) -> Iterator[str]:
    """The command line, benchmarks, examples and bindings see the public headers only; the
    generators in tools/gen print the table of operations."""
    for path in sources(root / folder):
        generator = path.is_relative_to(root / "tools" / "gen")
        for line, included, quoted in includes(path):
            if not quoted or (path.parent / included).is_file():
                continue
            first = included.split("/", 1)[0]
            if generator and first in ("ops", "base"):
                continue
            if first in USES and "/" in included:
                where = f"{path.relative_to(root)}:{line}"
                yield f'{where}: "{included}" is internal; only <tenon/...> may be used here'


def check_declarations(root: Path) -> Iterator[str]:
    for module, uses in USES.items():
        path = root / "src" / module / "CMakeLists.txt"
        if not path.is_file():
            continue
        match = DECLARATION.search(path.read_text(encoding="utf-8"))
        declared: set[str] = set()
        if match is not None:
            words = match[2].split()
            if "DEPS" in words:
                for word in words[words.index("DEPS") + 1 :]:
                    if word.isupper():
                        break
                    declared.add(word)
        if match is None or match[1] != module:
            yield f"src/{module}/CMakeLists.txt: no tenon_module({module} ...)"
        elif declared - {"base"} != uses:
            wanted = " ".join(sorted(uses)) or "base only"
            yield f"src/{module}/CMakeLists.txt: DEPS differ from the arrows ({wanted})"


def check_unknown(root: Path) -> Iterator[str]:
    source_root = root / "src"
    if source_root.is_dir():
        for path in sorted(source_root.iterdir()):
            if path.is_dir() and path.name not in USES:
                yield f"src/{path.name}: unknown module; add it to USES in this script"


def check(root: Path) -> list[str]:
    found = list(check_unknown(root))
    found += check_declarations(root)
    for module in USES:
        found += check_module(root, module)
    found += check_public_headers(root)
    for folder in ("tools", "bench", "examples", "python"):
        found += check_outside(root, folder)
    return found


def self_test() -> list[str]:
    """Plants mistakes in a small tree and reports those that are not found."""
    planted = {
        "src/tape/ok.hpp": '#include "ops/ops.hpp"\n#include "base/check.hpp"\n',
        "src/tape/ok_near.hpp": '#include "near.hpp"\n',
        "src/tape/near.hpp": "#include <vector>\n",
        "src/tape/wrong_arrow.cpp": '#include "kernel/ir.hpp"\n',
        "src/tape/wrong_indirect.cpp": '  #  include "engine/evaluate.hpp"\n',
        "src/base/wrong_up.hpp": '#include "ops/ops.hpp"\n',
        "src/runtime/wrong_ir.cpp": '// text\n#include "kernel/ir.hpp"\n',
        "src/codegen/wrong_device.cpp": '#include "runtime/device.hpp"\n',
        "src/codegen/wrong_private.cpp": '#include "codegen/llvm/emit.hpp"\n',
        "src/codegen/llvm/ok_private.cpp": '#include "codegen/llvm/emit.hpp"\n',
        "src/ops/wrong_relative.cpp": '#include "../tape/ok.hpp"\n',
        "src/ops/wrong_angle.cpp": "#include <base/check.hpp>\n",
        "src/ops/wrong_missing.cpp": '#include "nowhere.hpp"\n',
        "src/api/ok_closure.cpp": '#include "schedule/plan.hpp"\n#include <tenon/array.hpp>\n',
        "src/ops/CMakeLists.txt": "tenon_module(ops DEPS base)\n",
        "src/kernel/CMakeLists.txt": "tenon_module(kernel DEPS base ops tape LIBS x)\n",
        "src/novel/wrong_module.hpp": "",
        "include/tenon/array.hpp": "#include <vector>\n#include <tenon/error.hpp>\n",
        "include/tenon/error.hpp": "#include <string>\n",
        "include/tenon/wrong_third.hpp": "#include <fmt/format.h>\n",
        "include/tenon/wrong_quoted.hpp": '#include "tape/tape.hpp"\n',
        "tools/tenon/wrong_internal.cpp": '#include "engine/evaluate.hpp"\n',
        "tools/gen/ok_table.cpp": '#include "ops/ops.hpp"\n',
        "tools/gen/wrong_tape.cpp": '#include "tape/tape.hpp"\n',
        "tools/tenon/ok_main.cpp": "#include <tenon/array.hpp>\n#include <CLI/CLI.hpp>\n",
    }
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for path, text in planted.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        found = check(root)
    problems = []
    for path in planted:
        hits = [line for line in found if line.startswith(path)]
        wrong = "wrong" in path or path == "src/kernel/CMakeLists.txt"
        if path.startswith("src/novel"):
            hits = [line for line in found if line.startswith("src/novel")]
        if wrong and not hits:
            problems.append(f"self-test: the mistake in {path} was not found")
        if not wrong and hits:
            problems.append(f"self-test: false alarm: {hits[0]}")
    return problems


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent)
    parser.add_argument("--self-test", action="store_true", help="test this script instead")
    options = parser.parse_args()
    problems = self_test() if options.self_test else check(options.root.resolve())
    for problem in problems:
        print(problem)
    print(f"check_includes: {len(problems)} problems" if problems else "check_includes: clean")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
