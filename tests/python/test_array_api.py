# SPDX-License-Identifier: MIT
"""Every name of the Python Array API standard is there, with the standard's signature, and gives
what NumPy gives."""

from __future__ import annotations

import ast
import inspect
from typing import Any

import numpy
import pytest
import standard_table as standard
import tenon as tn
from differential import same


def arguments_of(signature: str) -> ast.arguments:
    prefixed = signature.startswith(("linalg.", "fft."))
    name = signature.replace(".", "_", 1) if prefixed else signature
    tree = ast.parse(f"def {name}: 0")
    function = tree.body[0]
    assert isinstance(function, ast.FunctionDef)
    return function.args


def found(module: Any, name: str) -> Any:
    for part in name.split("."):
        module = getattr(module, part)
    return module


def accepts_standard_call(function: Any, wanted: ast.arguments) -> None:
    """Positional-only parameters by position, keyword-only ones by name, the others by both."""
    signature = inspect.signature(function)
    positions = len(wanted.posonlyargs)
    named = {parameter.arg: None for parameter in wanted.kwonlyargs}
    either = [parameter.arg for parameter in wanted.args]
    places: list[None] = [None] * (positions + (2 if wanted.vararg else 0))
    signature.bind(*places, **dict.fromkeys(either), **named)
    signature.bind(*places, *[None] * len(either), **named)


@pytest.mark.parametrize("line", standard.FUNCTIONS)
def test_that_the_function_is_there_with_its_signature(line: str) -> None:
    function = found(tn, line[: line.index("(")])
    assert callable(function)
    wanted = arguments_of(line)
    if isinstance(function, tn.ufunc) or isinstance(getattr(function, "_numpy", None), numpy.ufunc):
        assert function.nin == len(wanted.posonlyargs)
        return
    try:
        accepts_standard_call(function, wanted)
    except ValueError:  # NumPy's own functions in C do not say
        assert function.__module__ == "numpy"


EXAMPLES: dict[str, tuple[Any, ...]] = {
    "arange": (2, 9),
    "eye": (3,),
    "full": ((2, 3), 1.5),
    "empty": ((0, 3),),
    "ones": ((2, 3),),
    "zeros": ((2, 3),),
    "linspace": (0.0, 1.0, 7),
    "can_cast": ("i4", "f8"),
    "isdtype": (numpy.dtype("f4"), "real floating"),
    "finfo": (numpy.float64,),
    "iinfo": (numpy.int32,),
    "fft.fftfreq": (5,),
    "fft.rfftfreq": (5,),
    "empty_like": (numpy.zeros((0, 2)),),
}
NEED_AXIS = ("cumulative_sum", "cumulative_prod", "expand_dims")
SQUARE = numpy.array([[4.0, 1.0, 0.5], [1.0, 3.0, 0.25], [0.5, 0.25, 2.0]])
VECTOR = numpy.array([0.25, 0.5, 0.75])
WHOLE = numpy.array([5, 3, 6])


def example(line: str) -> tuple[Any, ...]:
    """Arguments for a function of the standard, by the names of its parameters."""
    name = line[: line.index("(")]
    if name in EXAMPLES:
        return EXAMPLES[name]
    parameters = line[line.index("(") + 1 : -1].replace("/", "").replace("*", "").split(",")
    required = [p.strip() for p in parameters if p.strip() and "=" not in p]
    whole = "bitwise" in name
    vectors = ("unique", "searchsorted", "linalg.outer", "linalg.vecdot", "linalg.cross", "unstack")
    x = WHOLE if whole else VECTOR if name.startswith(vectors) else SQUARE
    if name in ("acosh",):
        x = x + 1
    if name.split(".")[-1] in ("acos", "asin", "atanh"):
        x = VECTOR
    if name == "squeeze":
        return SQUARE[None], 0
    values: dict[str, Any] = {
        "x": x, "x1": x, "x2": x + 1 if whole else x, "obj": [[1, 2], [3, 4]],
        "arrays": (VECTOR, VECTOR) if "meshgrid" in name else [SQUARE, SQUARE],
        "arrays_and_dtypes": SQUARE, "dtype": numpy.float32, "shape": (2, 3, 3),
        "indices": WHOLE % 3,
        "condition": SQUARE > 1, "axes": (1, 0), "source": 0, "destination": 1, "repeats": 2,
        "shift": 1, "repetitions": (2, 1), "fill_value": 7, "n": 2, "axis": 0,
    }  # fmt: skip
    if name == "reshape":
        values["shape"] = (1, 9)
    if name == "take_along_axis":
        values["indices"] = numpy.array([[0, 1, 2]] * 3)
    return tuple(values[p] for p in required)


def as_tenons(value: Any) -> Any:
    if isinstance(value, numpy.ndarray):
        return tn.asarray(value)
    if type(value) in (list, tuple):
        return type(value)(as_tenons(item) for item in value)
    return value


@pytest.mark.parametrize("line", standard.FUNCTIONS)
def test_that_the_function_gives_what_numpy_gives(line: str) -> None:
    name = line[: line.index("(")]
    arguments = example(line)
    keywords = {"axis": 0} if name in NEED_AXIS else {}
    theirs = found(numpy, name)(*arguments, **keywords)
    ours = found(tn, name)(*as_tenons(arguments), **keywords)
    if name in ("finfo", "iinfo"):
        assert ours.bits == theirs.bits
    elif name in ("broadcast_arrays", "meshgrid"):
        same(tuple(theirs), ours)
    else:
        same(theirs, ours)


def test_that_sorting_goes_down_and_keeps_equal_elements_in_order() -> None:
    a = tn.asarray([3, 1, 2, 1, 3])
    numpy.testing.assert_array_equal(tn.sort(a, descending=True), [3, 3, 2, 1, 1])
    order = tn.argsort(a, descending=True, stable=True)
    numpy.testing.assert_array_equal(order, [0, 4, 2, 1, 3])


def test_that_constants_and_dtypes_are_there() -> None:
    for name in standard.CONSTANTS:
        theirs = getattr(numpy, name)
        assert getattr(tn, name) is theirs or getattr(tn, name) == theirs
    for name in standard.DTYPES:
        assert tn.zeros(2, dtype=getattr(tn, name)).dtype == getattr(numpy, name)
    assert tn.isdtype(tn.float32, "real floating")


@pytest.mark.parametrize("name", [*standard.ATTRIBUTES, *standard.METHODS])
def test_that_arrays_have_the_attribute(name: str) -> None:
    assert hasattr(tn.ones((2, 2)), name) or name in dir(tn.ndarray)


def test_that_the_namespace_is_found_from_an_array_and_describes_itself() -> None:
    a = tn.ones(3)
    namespace = a.__array_namespace__()
    assert namespace is tn
    assert a.__array_namespace__(api_version="2024.12") is tn
    with pytest.raises(ValueError, match="1999"):
        a.__array_namespace__(api_version="1999.1")
    info = namespace.__array_namespace_info__()
    for name in standard.INSPECTION:
        assert callable(getattr(info, name))
    assert info.default_dtypes()["real floating"] == tn.zeros(1).dtype
    assert set(info.dtypes(kind="bool")) == {"bool"}


def test_that_the_only_device_is_the_cpu() -> None:
    a = tn.ones(3)
    assert a.device == "cpu"
    assert a.to_device("cpu") is a
    with pytest.raises(ValueError, match="device"):
        a.to_device("gpu")


@pytest.mark.parametrize("dtype", standard.DTYPES)
def test_that_dlpack_shares_the_memory_both_ways(dtype: str) -> None:
    ours = tn.ones((2, 3), dtype=dtype)
    theirs = numpy.from_dlpack(ours)
    theirs[0, 1] = 0
    assert ours[0, 1] == 0
    ours[1, 2] = 0
    assert theirs[1, 2] == 0
    source = numpy.ones((3, 2), dtype=dtype)
    taken = tn.from_dlpack(source)
    assert type(taken) is tn.ndarray
    taken[2, 0] = 0
    assert source[2, 0] == 0
    assert tn.from_dlpack(ours) is ours
    copied = tn.from_dlpack(source, copy=True)
    copied[0, 0] = 0
    assert source[0, 0] == 1
    assert ours.__dlpack_device__() == theirs.__dlpack_device__()
