# SPDX-License-Identifier: MIT
# ruff: noqa: F841
"""Expression strings: what numexpr gives for them, and what they refuse."""

from __future__ import annotations

import re
from typing import Any

import numexpr
import numpy
import pytest
import tenon as tn
from hypothesis import given, settings
from hypothesis import strategies as st
from tenon._expressions import FUNCTIONS, REDUCTIONS

RNG = numpy.random.default_rng(2011)
N = 37
INPUTS: dict[str, Any] = {
    "d": RNG.normal(size=N),
    "f": RNG.normal(size=N).astype("f4"),
    "z": RNG.normal(size=N) + 1j * RNG.normal(size=N),
    "i": RNG.integers(-9, 10, N).astype("i4"),
    "l": RNG.integers(-9, 10, N),
    "u": RNG.integers(0, 200, N).astype("u1"),
    "w": RNG.integers(0, 2**32, N).astype("u4"),
    "b": RNG.random(N) < 0.5,
    "t": 2.5,
    "k": 3,
    "row": RNG.normal(size=(2, N)),
}

EXPRESSIONS = """
2*a + 3*d; d**3; d**0.5; d**-2; d**0; i**2; l**3; f**2.5; abs(d)**d; i/2; i/l; i//2; i//-3; i%3;
l%-4; d%0.7; d//0.3; f*2; f*2.0; l*f; i*f; b+b; b*b; b&b; b|b; b^b; ~b; ~i; -i; -d; +d; i<<2;
i>>1; l>>3; i<2; d>=f; z==z; z!=d; b==b; b>b; where(b, i, d); where(i>2, 1, 0); where(d>0, z,
f); where(b, 1.5, 2); sqrt(d); sin(f); cos(i); tan(d); arcsin(f); arccos(f); arctan(z.real);
sinh(d); cosh(d); tanh(f); arcsinh(d); arccosh(d); arctanh(d); sin(b); arctan2(d, f); arctan2(d,
1); fmod(d, f); hypot(f, f); maximum(d, i); minimum(i, l); maximum(f, f); expm1(f); exp(d);
log(d); log1p(abs(f)); log10(d); log2(f); abs(i); abs(b); abs(d); round(d*3); round(i);
round(l); sign(i); sign(d); trunc(d*3); ceil(f); floor(d); real(z); imag(z); conj(z); real(d);
imag(f); complex(d, f); complex(d, i); z*z + 1; z/d; exp(z); sqrt(z); isnan(d); isinf(i);
isfinite(log(d)); signbit(f); copysign(d, f); nextafter(d, f); copy(i); copy(b); ones_like(f);
ones_like(i); d.real; z.imag; u*2; w+1; u-w; (i<2) & (d>0); d+1j; 0x10+i; 3000000000*i;
3000000000; 1e3*f; t*d; k*f; k*i; t+k; 2*3; 2/3; 7//2; sin(1); True; i; f; row*d; row+k; d*i*f;
sum(d); sum(i); sum(l); prod(f); min(d); max(l); sum(z); sum(d*f); min(l); prod(z); sum(row);
sum(row, axis=0); sum(row, 1); max(row, axis=1); prod(row*2, axis=0)
""".replace("\n", " ").split(";")


def same(text: str, ours: Any, theirs: Any, tolerance: float | None = None) -> None:
    assert type(ours) is tn.ndarray, text
    assert (ours.dtype, ours.shape) == (theirs.dtype, theirs.shape), text
    single = theirs.dtype == numpy.float32
    if tolerance is None:
        tolerance = 1e-6 if single else 2e-15
    scale = numpy.abs(theirs).max() if theirs.dtype == complex else 0
    numpy.testing.assert_allclose(
        numpy.asarray(ours), theirs, rtol=tolerance, atol=tolerance * scale, err_msg=text
    )


@pytest.mark.parametrize("text", [text.strip() for text in EXPRESSIONS])
def test_that_values_and_types_are_numexprs(text: str) -> None:
    inputs = {**INPUTS, "a": INPUTS["d"]}
    theirs = numexpr.evaluate(text, inputs)
    same(text, tn.evaluate(text, inputs), theirs, 1e-13 if "sum" in text else None)
    ours = {name: tn.asarray(value) for name, value in inputs.items() if numpy.ndim(value)}
    same(text, tn.evaluate(text, {**inputs, **ours}), theirs, 1e-13 if "sum" in text else None)


def test_that_every_function_of_numexpr_is_there() -> None:
    known = set(numexpr.expressions.functions) - {"contains"}
    assert known == set(FUNCTIONS) | REDUCTIONS


# Expressions whose operations are exact: their bits must be numexpr's.
LEAVES = st.sampled_from(["d", "f", "i", "l", "b", "k", "t", "2", "7", "0.5", "1.25", "3000000000"])


def grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    infix = st.sampled_from("+ - * < <= > >= == != & | ^".split())
    return st.one_of(
        st.tuples(pair, infix).map(lambda x: f"({x[0][0]} {x[1]} {x[0][1]})"),
        st.tuples(inner, st.sampled_from(["//", "%"]), st.sampled_from(["3", "-4", "0.5"])).map(
            lambda x: f"({x[0]} {x[1]} {x[2]})"
        ),
        st.tuples(inner, st.sampled_from(["<< 1", ">> 2", "** 2"])).map(
            lambda x: f"({x[0]} {x[1]})"
        ),
        st.tuples(st.sampled_from(["-", "~"]), inner).map(lambda x: f"({x[0]}{x[1]})"),
        st.tuples(inner, pair).map(lambda x: f"where({x[0]} > 1, {x[1][0]}, {x[1][1]})"),
        st.tuples(st.sampled_from("maximum minimum copysign".split()), pair).map(
            lambda x: f"{x[0]}({x[1][0]}, {x[1][1]})"
        ),
        st.tuples(st.sampled_from("floor ceil trunc sign isnan".split()), inner).map(
            lambda x: f"{x[0]}({x[1]})"
        ),
    )


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.recursive(LEAVES, grow, max_leaves=12))
def test_that_random_exact_expressions_have_numexprs_bits(text: str) -> None:
    try:
        with numpy.errstate(all="ignore"):
            theirs = numexpr.evaluate(text, INPUTS, optimization="none")
    except (NotImplementedError, TypeError, ValueError, OverflowError, AttributeError):
        return  # not an expression for numexpr
    ours = tn.evaluate(text, INPUTS)
    assert (ours.dtype, ours.shape) == (theirs.dtype, theirs.shape), text
    numpy.testing.assert_array_equal(numpy.asarray(ours), theirs, err_msg=text)


everywhere = tn.arange(3.0)


def test_that_names_are_those_of_the_caller_and_then_of_its_module() -> None:
    inner = 2

    def deeper() -> Any:
        inner = 5
        return tn.evaluate("inner*everywhere")

    assert deeper().tolist() == [0, 5, 10]
    assert tn.evaluate("inner*everywhere").tolist() == [0, 2, 4]
    assert tn.evaluate("inner*everywhere", {"inner": 1}).tolist() == [0, 1, 2]
    assert tn.evaluate("inner*everywhere", global_dict={"everywhere": 1}).tolist() == 2
    assert tn.evaluate("inner*everywhere", {"inner": 7}, {"everywhere": 1}).item() == 7
    with pytest.raises(KeyError, match="nowhere is not known"):
        tn.evaluate("inner*nowhere")


def test_that_the_last_expression_is_evaluated_again_with_new_values() -> None:
    a, b = tn.arange(4.0), tn.ones(4)
    assert tn.validate("2*a + 3*b") is None
    assert tn.re_evaluate().tolist() == [3, 5, 7, 9]
    b = a
    assert tn.re_evaluate().tolist() == [0, 5, 10, 15]
    a = numpy.arange(4)  # of another type
    assert tn.re_evaluate().dtype == float
    assert tn.re_evaluate({"a": 1, "b": 1}).item() == 5
    assert b is not a
    problem = tn.validate("2*a + nowhere")
    assert isinstance(problem, KeyError)
    assert isinstance(tn.validate("2*a +"), SyntaxError)
    target = numpy.zeros(4)
    tn.evaluate("a + 1", out=target)
    a = numpy.full(4, 2)
    assert tn.re_evaluate() is target
    assert target.tolist() == [3] * 4


@pytest.mark.parametrize("kind", [numpy, tn])
def test_that_out_gets_the_result_as_far_as_casting_allows(kind: Any) -> None:
    a = kind.arange(5.0)
    out = kind.zeros(5, dtype="f4")
    assert tn.evaluate("a*2", out=out) is out
    assert out.tolist() == [0, 2, 4, 6, 8]
    whole = kind.zeros(5, dtype=int)
    with pytest.raises(TypeError, match="same_kind"):
        tn.evaluate("a*2", out=whole)
    tn.evaluate("a*2.5", out=whole, casting="unsafe")
    assert whole.tolist() == [0, 2, 5, 7, 10]
    tn.evaluate("a + 1", out=a)  # an input too
    assert a.tolist() == [1, 2, 3, 4, 5]
    tn.evaluate("a*2", {"a": a[::-1]}, out=a)
    assert a.tolist() == [10, 8, 6, 4, 2]
    with pytest.raises(ValueError, match="does not fit"):
        tn.evaluate("a*2", out=kind.zeros(4))
    with pytest.raises(TypeError, match="must be an array"):
        tn.evaluate("a*2", out=[1, 2])  # type: ignore[arg-type]


@pytest.mark.parametrize("n", [10, 100_000])
def test_that_out_of_numpys_memory_is_written_when_the_call_returns(n: int) -> None:
    a = numpy.arange(float(n))
    table = numpy.zeros((2, n))
    tn.evaluate("2*a + 1", out=table[1])
    assert table[1, -1] == 2 * n - 1  # read by NumPy alone
    tn.evaluate("2*a + 1", out=a)
    assert a[-1] == 2 * n - 1
    assert not table[0].any()


def test_that_an_expression_is_one_kernel_on_tenons_and_on_numpys_memory() -> None:
    text = "where(a > b, sqrt(a*a + 2*b), a - b)/(1 + a) + 1.5"
    for module in (tn, numpy):
        a, b = module.linspace(0, 1, 100_000), module.linspace(1, 0, 100_000)
        tn.sync()
        before = tn._core.statistics()
        result = tn.evaluate(text)
        tn.sync()
        after = tn._core.statistics()
        assert after["launches"] - before["launches"] == 1
        assert after["temporaries"] == before["temporaries"]
        numpy.testing.assert_array_equal(result, numexpr.evaluate(text))


def test_that_reductions_stand_anywhere() -> None:
    d = INPUTS["d"]
    b = INPUTS["b"]
    row = INPUTS["row"]
    numpy.testing.assert_allclose(tn.evaluate("d/sum(d*d)"), d / (d * d).sum(), rtol=1e-14)
    numpy.testing.assert_allclose(
        tn.evaluate("sum(row, axis=1)*max(d) - min(row)"),
        row.sum(axis=1) * d.max() - row.min(),
        rtol=1e-14,
    )
    assert tn.evaluate("sum(b)").item() == b.sum()
    assert tn.evaluate("sum(d > 0) + sum(2*row > 1, axis=-1)").tolist() == list(
        (d > 0).sum() + (2 * row > 1).sum(axis=-1)
    )
    assert tn.evaluate("sum(3)").item() == 3


def test_that_the_absolute_value_of_complex_numbers_is_real() -> None:
    # In numexpr it is complex, and `abs(z) > 2` an error.
    z = INPUTS["z"]
    numpy.testing.assert_allclose(tn.evaluate("abs(z)"), numpy.abs(z), rtol=1e-15)
    assert tn.evaluate("abs(z) > 1").tolist() == (numpy.abs(z) > 1).tolist()


def test_that_the_result_is_of_its_own_memory_and_order() -> None:
    d = tn.arange(6.0)
    same_values = tn.evaluate("d")
    chosen = tn.evaluate("where(True, d, 0.0)")
    d[0] = 9
    assert same_values[0] == chosen[0] == 0
    table = numpy.arange(6.0).reshape(2, 3)
    assert numpy.asarray(tn.evaluate("table*2", order="F")).flags.f_contiguous
    assert numpy.asarray(tn.evaluate("table*2")).flags.c_contiguous
    swapped = table.astype(">f8")
    half = table.astype("f2")
    assert tn.evaluate("swapped + half").tolist() == (2 * table).tolist()


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("2*a +", SyntaxError, "invalid syntax"),
        ("", SyntaxError, ""),
        ("a.dtype", ValueError, "attribute access"),
        ("a.real.__class__", ValueError, "attribute access"),
        ("a[0]", ValueError, "an index is not allowed"),
        ("a; b", SyntaxError, ""),
        ("(lambda: 1)()", ValueError, "called by their name"),
        ("lambda: 1", ValueError, "function definition"),
        ("[a for a in b]", ValueError, "ListComp"),
        ("(a := 1)", ValueError, "assignment"),
        ("a if b else 1", ValueError, "use where"),
        ("__import__('os')", ValueError, "no function __import__"),
        ("open(a)", ValueError, "no function open"),
        ("sin(*a)", ValueError, "a star"),
        ("sin(x=a)", TypeError, "named"),
        ("sin(a, b)", TypeError, "takes 1, not 2"),
        ("a and b", TypeError, "'&' instead of 'and'"),
        ("a or b", TypeError, "instead of 'or'"),
        ("not a", TypeError, "'~' instead of 'not'"),
        ("0 < a < 1", TypeError, "one comparison at a time"),
        ("a is b", ValueError, "'is'"),
        ("a @ b", ValueError, "@"),
        ("a & b", TypeError, "integers and bools"),
        ("a << 1", TypeError, "integers"),
        ("~a", TypeError, "integers"),
        ("-c", TypeError, "negated"),
        ("c - c", TypeError, "two bools"),
        ("z < z", TypeError, "no order"),
        ("max(z)", TypeError, "no order"),
        ("z // z", TypeError, "complex"),
        ("floor(z)", TypeError, "complex"),
        ("where(a, 1, 2)", TypeError, "must be a bool"),
        ("sum(a, axis=a)", ValueError, "axis"),
        ("sum()", TypeError, "takes an array"),
        ("sum(a, where=c)", TypeError, "takes an array"),
        ("n ** -1", ValueError, "negative integer powers"),
        ("9 ** 9 ** 9", ValueError, "too large"),
        ("1 / 0", ZeroDivisionError, "division by zero"),
        ("'text'", TypeError, "text"),
        ("(" * 500 + "a" + ")" * 500, SyntaxError, "parentheses"),
        ("-" * 20000 + "a", ValueError, "too deeply"),
    ],
)
def test_that_wrong_expressions_are_refused(text: str, error: type, message: str) -> None:
    a = b = tn.ones(3)
    c = tn.ones(3, dtype=bool)
    n = tn.ones(3, dtype=int)
    z = tn.ones(3, dtype=complex)
    with pytest.raises(error, match=re.escape(message)):
        tn.evaluate(text, {"a": a, "b": b, "c": c, "n": n, "z": z})


def test_that_errors_point_at_the_place() -> None:
    a = tn.ones(3)
    with pytest.raises(ValueError, match="no function sine") as caught:
        tn.evaluate("2*a + sine(a)")
    assert str(caught.value).splitlines()[1:] == ["    2*a + sine(a)", "          ^^^^"]
    with pytest.raises(KeyError) as unknown:
        tn.evaluate(" a*bc ")
    assert str(unknown.value).splitlines()[1:] == ["    a*bc", "      ^^"]


def test_that_wrong_options_and_inputs_are_refused() -> None:
    a = tn.ones(3)
    words = numpy.array(["a", "b"])
    for options in ({"order": "X"}, {"casting": "all"}, {"truediv": 3}, {"speed": 1}):
        with pytest.raises(ValueError, match=next(iter(options))):
            tn.evaluate("a", **options)  # type: ignore[arg-type]
    tn.evaluate("a", truediv="auto", optimization="aggressive", sanitize=True)
    with pytest.raises(TypeError, match="words is"):
        tn.evaluate("words == words")
    large = numpy.ones(2, dtype="u8")
    assert tn.evaluate("large + 1").dtype == numpy.int64
    with pytest.raises(TypeError, match="safe"):
        tn.evaluate("large + 1", casting="safe")
    with pytest.raises(ValueError, match="string"):
        tn.evaluate(a)  # type: ignore[arg-type]


@pytest.mark.parametrize("n", [10, 5000, 100_000])
def test_that_an_output_which_overlaps_an_input_is_written_after_it_is_read(n: int) -> None:
    x = numpy.arange(float(n))
    before = x.copy()
    a, b, o = x[1:-1], x[:-2], x[2:]
    tn.evaluate("2*a + 3*b", {"a": a, "b": b}, out=o)
    numpy.testing.assert_array_equal(o, 2 * before[1:-1] + 3 * before[:-2])
