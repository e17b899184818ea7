# SPDX-License-Identifier: MIT
"""Shell completion and the manual page are made from what the subcommands say about themselves."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

TOOL = os.environ.get("TENON_TOOL", str(Path(__file__).parents[2] / "build" / "tenon"))


def tool(*words: str) -> str:
    done = subprocess.run([TOOL, *words], capture_output=True, text=True, check=True)
    return done.stdout


def subcommands() -> list[str]:
    return re.findall(r"^  (\w+)  ", tool("--help"), re.MULTILINE)


def complete(*words: str) -> list[str]:
    """What bash offers for the last word."""
    script = f"""
source <("{TOOL}" completion bash)
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_tenon
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    done = subprocess.run(
        ["bash", "-c", script, "bash", *words], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    return done.stdout.split()


def test_that_bash_completes_subcommands_options_and_choices() -> None:
    assert complete("tenon", "ma") == ["mandelbrot", "manual"]
    assert complete("tenon", "") == [*subcommands(), "--help", "--version"]
    assert complete("tenon", "laplace", "9", "--t") == ["--tolerance", "--test", "--threads"]
    assert complete("tenon", "laplace", "9", "--test", "") == ["max", "relative", "l2"]
    assert complete("tenon", "cache", "c") == ["clear"]
    assert complete("tenon", "run", "--r") == ["--report"]
    assert complete("tenon", "pi", "--output", "x") == []  # files: -o default
    assert complete("tenon", "nothing", "x") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_that_completion_holds_every_option_and_the_shell_can_read_it(shell: str) -> None:
    text = tool("completion", shell)
    for name in subcommands():
        options = re.findall(r"^  (?:-\w,)?--([\w-]+)", tool(name, "--help"), re.MULTILINE)
        assert "help" in options
        for option in options:
            assert option == "help" or option in text, (name, option)
        assert re.search(rf"\b{name}\b", text)
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=text, text=True, check=True)


def test_that_the_manual_holds_every_option_and_groff_can_read_it() -> None:
    text = tool("manual")
    for name in subcommands():
        assert f".SS tenon {name}\n" in text
        for option in re.findall(r"^  (--[\w-]+)", tool(name, "--help"), re.MULTILINE):
            assert "\\fB" + option.replace("-", "\\-") + "\\fR" in text
    if shutil.which("groff"):
        done = subprocess.run(
            ["groff", "-man", "-ww", "-Tutf8"],
            input=text,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stderr == ""
        assert "mandelbrot 1000 1000" in done.stdout


def test_that_the_manual_names_the_environment_of_the_reference() -> None:
    with open("docs/reference/command_line.md") as page:
        documented = re.findall(r"^\| `([A-Z_]+)` \|", page.read(), re.MULTILINE)
    assert len(documented) > 5
    manual = tool("manual")
    assert re.findall(r"^\.B ([A-Z_]+)$", manual, re.MULTILINE) == documented


def test_that_the_tool_names_an_environment_without_python(tmp_path: Path) -> None:
    (tmp_path / "script.py").touch()
    done = subprocess.run(
        [TOOL, "run", "script.py"],
        cwd=tmp_path,
        env={**os.environ, "VIRTUAL_ENV": "/nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "tenon: error: VIRTUAL_ENV is /nowhere, which has no bin/python\n"
