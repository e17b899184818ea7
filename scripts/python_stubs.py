#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the type stubs of the namespaces from the package; a test compares them with it.

PYTHONPATH=build/python python scripts/python_stubs.py [--write]

Names and parameters are those of the functions themselves. Types come from the tables here: NumPy's
parameters have one meaning by their name, and results are arrays where they always are.
"""

from __future__ import annotations

import inspect
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import numpy
import tenon
import tenon.fft
import tenon.linalg
import tenon.random
import tenon.testing
from tenon._numbers import ComposedUfunc

PACKAGE = Path(__file__).parents[1] / "python" / "tenon"
VERSION = ".".join(numpy.__version__.split(".")[:2])
HEAD = f"""\
# SPDX-License-Identifier: MIT
# Made by scripts/python_stubs.py. The names are those of NumPy {VERSION}.
import builtins
from collections.abc import Sequence
from typing import Any, Literal, SupportsIndex, TypeAlias

import numpy
from numpy.typing import ArrayLike, DTypeLike

"""
ALIASES = """\
_Axis: TypeAlias = SupportsIndex | Sequence[SupportsIndex] | None
_Shape: TypeAlias = SupportsIndex | Sequence[SupportsIndex]
_Order: TypeAlias = Literal["C", "F", "A", "K"] | None

"""
PARAMETERS = {
    "axis": "_Axis",
    "axes": "Any",
    "dtype": "DTypeLike | None",
    "keepdims": "builtins.bool",
    "order": "_Order",
    "shape": "_Shape",
    "newshape": "_Shape",
    "casting": "str",
    "copy": "builtins.bool | None",
    "device": "str | None",
    "subok": "builtins.bool",
    "where": "ArrayLike",
    **dict.fromkeys(
        "a b x x1 x2 y m v arr arr1 arr2 ar ar1 ar2 array condition indices values mask obj "
        "prototype a1 a2 A B p q xi fill_value start stop".split(),
        "ArrayLike",
    ),
    **dict.fromkeys(["arrays", "tup", "choicelist", "condlist"], "Sequence[ArrayLike]"),
}
OPTIONAL = frozenset(["ArrayLike", "_Shape"])  # None may be the default of these
RESULTS = {
    **dict.fromkeys(
        "allclose array_equal array_equiv may_share_memory shares_memory".split(), "builtins.bool"
    ),
    **dict.fromkeys(
        "isscalar iterable can_cast iscomplexobj isrealobj issubdtype".split(), "builtins.bool"
    ),
    **dict.fromkeys(["shape", "broadcast_shapes"], "tuple[int, ...]"),
    "ndim": "int",
    **dict.fromkeys("split array_split hsplit vsplit dsplit".split(), "list[ndarray]"),
    **dict.fromkeys("meshgrid nonzero unstack broadcast_arrays".split(), "tuple[ndarray, ...]"),
    **dict.fromkeys("tril_indices triu_indices ix_".split(), "tuple[ndarray, ...]"),
    **dict.fromkeys("tril_indices_from triu_indices_from".split(), "tuple[ndarray, ...]"),
    **dict.fromkeys("copyto place put put_along_axis putmask fill_diagonal sync".split(), "None"),
    **dict.fromkeys(
        "zeros ones empty full zeros_like ones_like empty_like full_like arange eye identity tri "
        "tril triu vander logspace geomspace fromfunction array asarray ascontiguousarray copy "
        "reshape ravel transpose permute_dims swapaxes moveaxis rollaxis expand_dims squeeze "
        "broadcast_to flip fliplr flipud rot90 roll tile repeat resize concatenate concat stack "
        "vstack hstack dstack column_stack block append delete insert pad diag diagflat diagonal "
        "matrix_transpose astype argwhere flatnonzero cumsum cumprod cumulative_sum "
        "cumulative_prod nancumsum nancumprod compress extract take_along_axis outer kron cross "
        "diff ediff1d sort argsort unique union1d intersect1d setdiff1d setxor1d isin "
        "from_dlpack frombuffer fromiter fromstring fromfile loadtxt select choose".split(),
        "ndarray",
    ),
}


def annotated(parameter: inspect.Parameter) -> str:
    """The parameter as a stub writes it."""
    text = PARAMETERS.get(parameter.name, "Any")
    optional = parameter.default is None and text in OPTIONAL
    text = f"{parameter.name}: {text}" + (" | None" if optional else "")
    if parameter.kind is parameter.VAR_POSITIONAL:
        return "*" + text
    if parameter.kind is parameter.VAR_KEYWORD:
        return f"**{parameter.name}: Any"
    return text + (" = ..." if parameter.default is not parameter.empty else "")


def parameters(function: Any) -> str:
    try:
        found = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return "*args: Any, **kwargs: Any"
    words: list[str] = []
    for place, parameter in enumerate(found):
        before = found[place - 1].kind if place else None
        if before is parameter.POSITIONAL_ONLY and parameter.kind is not before:
            words.append("/")
        if parameter.kind is parameter.KEYWORD_ONLY and before not in (
            parameter.KEYWORD_ONLY,
            parameter.VAR_POSITIONAL,
        ):
            words.append("*")
        words.append(annotated(parameter))
    if found and found[-1].kind is inspect.Parameter.POSITIONAL_ONLY:
        words.append("/")
    return ", ".join(words)


def entry(module: Any, name: str, of_numpy: str) -> str:
    """A name's line."""
    value = getattr(module, name)
    theirs = getattr(sys.modules[of_numpy], name, None)
    if isinstance(value, types.ModuleType):
        kind = "." if value.__name__.startswith("tenon.") else of_numpy
        return f"from {kind} import {name} as {name}"
    if isinstance(value, tenon.ufunc | ComposedUfunc):
        return f"{name}: {type(value).__name__}"
    if value is theirs or (isinstance(value, type) and value.__module__.startswith("numpy")):
        return f"from {of_numpy} import {name} as {name}"
    if isinstance(value, types.FunctionType | types.MethodType) or hasattr(value, "__wrapped__"):
        result = RESULTS.get(name, "Any") if of_numpy == "numpy" else "Any"
        return f"def {name}({parameters(value)}) -> {result}: ..."
    if isinstance(value, type):
        return f"from {value.__module__.removeprefix(module.__name__)} import {name} as {name}"
    return f"{name}: Any"


def stub(module: Any, of_numpy: str, own: list[str], head: str = "") -> str:
    names = sorted({*module.__all__, *own} - {"ndarray", "ufunc", "__version__"})
    entries = [entry(module, name, of_numpy) for name in names]
    imports = sorted({line for line in entries if line.startswith("from ")})
    others = [line for line in entries if not line.startswith("from ")]
    parts = [HEAD + head, *imports, "", ALIASES, *others, ""]
    return "\n".join(parts)


def formatted(text: str) -> str:
    """As ruff writes it, without the imports that nothing needs."""
    ruff = [sys.executable, "-m", "ruff"]
    stdin = ["--quiet", "--stdin-filename", str(PACKAGE / "__init__.pyi"), "-"]
    for command in (["check", "--fix-only", *stdin], ["format", *stdin]):
        done = subprocess.run(
            [*ruff, *command], input=text, capture_output=True, text=True, check=True
        )
        text = done.stdout
    return text


def stubs() -> dict[str, str]:
    own = ["sync", "coverage", "evaluate", "re_evaluate", "validate", "loop", "loop_while"]
    own += ["FallbackWarning"]
    own += ["fft", "linalg", "random", "testing"]
    return {
        "__init__.pyi": stub(
            tenon,
            "numpy",
            own,
            "from ._core import explain as explain, ndarray as ndarray, ufunc as ufunc\n"
            "from ._numbers import ComposedUfunc\n"
            "from ._progress import progress as progress\n"
            "__version__: str\n",
        ),
        "fft.pyi": stub(tenon.fft, "numpy.fft", []),
        "linalg.pyi": stub(tenon.linalg, "numpy.linalg", []),
        "testing.pyi": stub(tenon.testing, "numpy.testing", []),
        "random/__init__.pyi": stub(tenon.random, "numpy.random", []),
    }


if __name__ == "__main__":
    for file, text in stubs().items():
        if sys.argv[1:] == ["--write"]:
            (PACKAGE / file).write_text(formatted(text))
        else:
            print(f"# {file}\n{formatted(text)}")
