# SPDX-License-Identifier: MIT
"""The type stubs say what the package has, and tell a program's mistakes."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import numpy
import pytest
import tenon as tn
from mypy import api

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "python" / "tenon"

PROGRAM = """\
import tenon as np

a = np.zeros((3, 4))
reveal_type(a)  # is: tenon._core.ndarray
reveal_type(a.T + 1)  # is: tenon._core.ndarray
reveal_type(a.shape)  # is: tuple[int, ...]
reveal_type(np.concatenate([a, a]))  # is: tenon._core.ndarray
reveal_type(np.allclose(a, 0))  # is: bool
reveal_type(np.split(a, 3))  # is: list[tenon._core.ndarray]
reveal_type(np.add)  # is: tenon._core.ufunc
reveal_type(np.pi)  # is: float
np.sin(a, out=a, where=a > 0)
np.linalg.norm(a, axis=0) + np.fft.fft(a) + np.random.default_rng(1).random(4)
a[1:, ::2] = 2.5
a[a > 1] += 1
row: np.ndarray = a[0]
for row in a:
    print(row.sum(axis=None, keepdims=True), np.add.reduce(row))
np.polyfit(a[0], a[1], 2)
np.zeros(3, dtyp=int)  # error: Unexpected keyword argument
a.nonsense()  # error: has no attribute
np.nonsense(1)  # error: has no attribute
np.reshape(a, (3, 4), order="X")  # error: incompatible type
a.T = a  # error: read-only
text: str = a.sum(axis=0).shape or a.shape  # error: Incompatible types
"""


def test_that_mypy_knows_the_types_of_a_program_and_finds_its_mistakes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    monkeypatch.setenv("MYPYPATH", str(Path(tn.__file__).parents[1]))
    words = ["--config-file=", f"--cache-dir={tmp_path / 'cache'}", "--hide-error-codes"]
    found, problems, _ = api.run([*words, str(program)])
    assert problems == ""
    said: dict[int, str] = {}
    for line, kind, text in re.findall(r"program\.py:(\d+): (note|error): (.*)", found):
        said[int(line)] = said.get(int(line), "") + f"{kind}: {text}\n"
    for number, line in enumerate(PROGRAM.splitlines(), 1):
        code, _, expected = line.partition("  # ")
        got = said.get(number, "")
        if expected.startswith("is: "):
            assert f'Revealed type is "{expected[4:]}"' in got.replace("builtins.", ""), line
        elif expected:
            assert "error: " in got and expected[7:] in got, (line, got)
        else:
            assert got == "", (code, got)


def members(name: str) -> set[str]:
    """Of a class of the extension's stub."""
    tree = ast.parse((PACKAGE / "_core.pyi").read_text())
    [found] = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name]
    names = {node.name for node in found.body if isinstance(node, ast.FunctionDef)}
    return names | {
        node.target.id
        for node in found.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }


@pytest.mark.parametrize("kind", [tn.ndarray, tn.ufunc])
def test_that_the_stubs_have_every_attribute_of_the_class_and_no_other(kind: type) -> None:
    of_object = {*dir(object), "__module__", "__vectorcalloffset__", "__dictoffset__"}
    of_object |= {"__delitem__"}  # beside every __setitem__ of C
    of_object -= {"__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__hash__"}
    theirs = {name for name in vars(kind) if name not in of_object and name != "_repr_html_"}
    if kind is tn.ndarray:
        theirs |= {"__buffer__"}  # a name of Python 3.12 for what earlier ones have too
    said = members(kind.__name__) - {"__new__"}
    assert theirs - said == set()
    assert said - theirs - {"__name__", "__call__"} == set()


def test_that_the_stubs_of_the_namespaces_are_those_of_the_package() -> None:
    script = ROOT / "scripts" / "python_stubs.py"
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    made = dict(re.findall(r"^# (\S+\.pyi)\n(.*?)(?=^# \S+\.pyi\n|\Z)", done.stdout, re.M | re.S))
    assert len(made) == 5
    version = ".".join(numpy.__version__.split(".")[:2])
    for file, text in made.items():
        kept = (PACKAGE / file).read_text()
        assert kept.startswith("# SPDX-License-Identifier: MIT\n# Made by scripts/python_stubs.py")
        # Another NumPy has other names.
        if f"NumPy {version}." in kept:
            assert kept.strip() == text.strip(), f"run {script.name} --write"


def test_that_the_package_says_that_it_is_typed() -> None:
    assert (PACKAGE / "py.typed").exists()
