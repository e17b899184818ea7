# SPDX-License-Identifier: MIT
"""python -m tenon [--report] script.py [argument]...: the script's NumPy is Tenon."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import io
import os
import sys
import types
from typing import Any, NoReturn

from . import _hook
from ._report import Report

USAGE = """\
usage: python -m tenon [--report] (SCRIPT | -m MODULE) [ARGUMENT]...

Runs the script as `python SCRIPT` does. Where it and the modules of its folder import numpy, they
get Tenon; installed packages keep NumPy.

  --report   at the end tell what ran, on standard error: statements, kernels, bytes, fallbacks
  --help     print this text
  --version  print the version
"""


class UsageError(Exception):
    """The command line is wrong: exit status 2."""


def parse(arguments: list[str]) -> tuple[bool, str | None, list[str]]:
    """Whether to report, the module's name after -m, and the program's own words."""
    report = False
    rest = list(arguments)
    while rest and rest[0].startswith("-"):
        option = rest.pop(0)
        if option == "--report":
            report = True
        elif option in ("-h", "--help"):
            print(USAGE, end="")
            raise SystemExit(0)
        elif option == "--version":
            from importlib.metadata import PackageNotFoundError, version

            try:
                print("tenon", version("tenon"))
            except PackageNotFoundError:
                print("tenon, not installed")
            raise SystemExit(0)
        elif option == "-m":
            if not rest:
                raise UsageError("-m needs the name of a module")
            return report, rest.pop(0), rest
        elif option == "--":
            break
        else:
            raise UsageError(f"there is no option {option}")
    if not rest:
        raise UsageError("there is no script to run")
    return report, None, rest


def main_module(file: str, code_name: str | None = None) -> types.ModuleType:
    """A new __main__, in the place of this one."""
    module = types.ModuleType("__main__")
    module.__file__ = file
    module.__loader__ = importlib.machinery.SourceFileLoader("__main__", file)
    module.__dict__.update(__annotations__={}, __cached__=None)
    module.__spec__ = None
    module.__package__ = None
    if code_name is not None:
        module.__spec__ = importlib.util.find_spec(code_name)
        module.__package__ = code_name.rpartition(".")[0]
    # Kept from being collected: other threads may still use what is in it.
    _former.append(sys.modules["__main__"])
    sys.modules["__main__"] = module
    return module


_former: list[types.ModuleType] = []


def load_script(path: str) -> tuple[types.CodeType, types.ModuleType]:
    # As Python does it: absolute, but not tidied up.
    file = os.path.join(os.getcwd(), path)
    try:
        with io.open_code(file) as stream:
            source = stream.read()
    except OSError as error:
        reason = "is a folder" if os.path.isdir(path) else error.strerror
        raise UsageError(f"cannot open {path}: {reason}") from None
    folder = os.path.dirname(os.path.realpath(path))
    _replace_first_path(folder)
    _hook.add_folder(folder)
    module = main_module(file)
    return compile(source, file, "exec", dont_inherit=True), module


def load_module(name: str) -> tuple[types.CodeType, types.ModuleType]:
    folder = os.getcwd()
    _replace_first_path(folder)
    _hook.add_folder(folder)
    try:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.submodule_search_locations is not None:
            name += ".__main__"
            spec = importlib.util.find_spec(name)
    except ModuleNotFoundError as error:
        raise UsageError(str(error)) from None
    loader = spec.loader if spec is not None else None
    if not isinstance(loader, importlib.machinery.SourceFileLoader):
        raise UsageError(f"there is no module {name} to run")
    code = loader.get_code(name)
    assert code is not None
    sys.argv[0] = loader.path
    return code, main_module(loader.path, name)


def _replace_first_path(folder: str) -> None:
    """Python put the current folder first, for -m tenon; a script's own folder belongs there."""
    if getattr(sys.flags, "safe_path", False):
        return
    if sys.path and sys.path[0] in ("", os.getcwd()):
        del sys.path[0]
    sys.path.insert(0, folder)


_OWN = (__file__, _hook.__file__, _hook.FRAME_NAME)


def _clean(trace: types.TracebackType | None) -> types.TracebackType | None:
    """The traceback without the frames of this file and of the hook."""
    kept = []
    while trace is not None:
        if trace.tb_frame.f_code.co_filename not in _OWN:
            kept.append(trace)
        trace = trace.tb_next
    result = None
    for one in reversed(kept):
        result = types.TracebackType(result, one.tb_frame, one.tb_lasti, one.tb_lineno)
    return result


def clean(error: BaseException) -> None:
    """Makes the error's traceback, and those of its causes, what they are without Tenon."""
    seen: set[int] = set()
    pending: list[BaseException | None] = [error]
    while pending:
        one = pending.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        one.__traceback__ = _clean(one.__traceback__)
        pending += [one.__cause__, one.__context__]


def _silent(*error: Any) -> None:
    """The error has been printed: what is left to the interpreter is the exit status."""


def run(code: types.CodeType, module: types.ModuleType) -> None:
    try:
        exec(code, module.__dict__)
    except SystemExit:
        raise
    except BaseException as error:
        clean(error)
        sys.excepthook(type(error), error, error.__traceback__)
        sys.excepthook = _silent
        raise


def fail(message: str) -> NoReturn:
    print(f"tenon: error: {message}; `--help` tells more", file=sys.stderr)
    raise SystemExit(2)


def main(arguments: list[str] | None = None) -> None:
    """Runs the program named on the command line; ends with its exit status."""
    try:
        wants_report, name, rest = parse(sys.argv[1:] if arguments is None else arguments)
        _hook.add_module("__main__")
        if name is None:
            sys.argv = rest
            try:
                loaded = load_script(rest[0])
            except SyntaxError as error:
                clean(error)
                sys.excepthook(type(error), error, None)
                raise SystemExit(1) from None
        else:
            sys.argv = ["-m", *rest]
            loaded = load_module(name)
    except UsageError as error:
        fail(str(error))
    report = Report() if wants_report else None
    try:
        run(*loaded)
    finally:
        if report is not None:
            print(report, file=sys.stderr)


if __name__ == "__main__":
    main()
