# SPDX-License-Identifier: MIT
"""Expression strings: parsed by Python's own parser, checked against a list of what is allowed, and
turned into a short program of Tenon's operations.

Nothing of the text is ever executed by Python. Types are numexpr's: bool, int (32 bits), long (64),
float, double and complex, of which the greatest among the operands is the one computed in.
"""

from __future__ import annotations

import ast
import operator
import warnings
from collections.abc import Callable
from typing import Any

import numpy

import tenon

from . import _core
from ._kinds import dtype_of_kind, greatest, kind_of_constant, make_complex, rank

# By the node's class: the name of the operation, and Python's own for two constants.
BINARY: dict[type, tuple[str, Callable[[Any, Any], Any]]] = {
    ast.Add: ("add", operator.add),
    ast.Sub: ("subtract", operator.sub),
    ast.Mult: ("multiply", operator.mul),
    ast.Div: ("divide", operator.truediv),
    ast.FloorDiv: ("floor_divide", operator.floordiv),
    ast.Mod: ("remainder", operator.mod),
    ast.Pow: ("power", operator.pow),
    ast.LShift: ("left_shift", operator.lshift),
    ast.RShift: ("right_shift", operator.rshift),
    ast.BitAnd: ("bitwise_and", operator.and_),
    ast.BitOr: ("bitwise_or", operator.or_),
    ast.BitXor: ("bitwise_xor", operator.xor),
}
COMPARISONS: dict[type, tuple[str, Callable[[Any, Any], Any]]] = {
    ast.Lt: ("less", operator.lt),
    ast.LtE: ("less_equal", operator.le),
    ast.Gt: ("greater", operator.gt),
    ast.GtE: ("greater_equal", operator.ge),
    ast.Eq: ("equal", operator.eq),
    ast.NotEq: ("not_equal", operator.ne),
}
# Functions of real and complex numbers: the number of arguments, and the least kind computed in.
FUNCTIONS: dict[str, tuple[int, str]] = {
    **dict.fromkeys(
        "sqrt sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh "
        "log log1p log10 log2 exp expm1 abs ceil floor".split(),
        (1, "float"),
    ),
    **dict.fromkeys(["fmod", "arctan2"], (2, "float")),
    **dict.fromkeys(["hypot", "nextafter", "copysign", "maximum", "minimum"], (2, "double")),
    **dict.fromkeys(["round", "trunc", "sign"], (1, "double")),
    **dict.fromkeys(["isnan", "isfinite", "isinf", "signbit"], (1, "double")),
    **dict.fromkeys(["real", "imag"], (1, "double")),
    "conj": (1, "complex"),
    "copy": (1, "bool"),
    "ones_like": (1, "bool"),
    "complex": (2, "complex"),
    "where": (3, "bool"),
}
REDUCTIONS = frozenset(["sum", "prod", "min", "max"])
KEEP_INTEGERS = frozenset(["copy", "ones_like", "round", "sign"])
TO_BOOL = frozenset(["isnan", "isfinite", "isinf", "signbit"])
REAL_ONLY = frozenset(
    "arctan2 fmod hypot nextafter copysign maximum minimum ceil floor trunc signbit".split()
)
INTEGERS = frozenset(["int", "long"])


class Value:
    """The place of a value in the program's list; a constant has its number in `number`."""

    __slots__ = ("index", "kind", "number", "scalar")

    def __init__(self, index: int, kind: str, scalar: bool, number: Any = None) -> None:
        self.index = index
        self.kind = kind
        self.scalar = scalar
        self.number = number


Step = tuple[Callable[..., Any], tuple[int, ...]]


class Program:
    """Steps that each append one value to a list which begins with the inputs and constants."""

    def __init__(self) -> None:
        self.inputs: list[str] = []
        self.constants: list[Any] = []
        self.steps: list[Step] = []
        self.result = 0
        self.kind = "double"
        self.on_scalars = False  # some step has no array: NumPy may warn there

    def run(self, values: list[Any]) -> Any:
        values += self.constants
        if self.on_scalars:
            with numpy.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore", RuntimeWarning)
                return self._run(values)
        return self._run(values)

    def _run(self, values: list[Any]) -> Any:
        append = values.append
        for function, places in self.steps:
            append(function(*[values[place] for place in places]))
        return values[self.result]


def names_of(tree: ast.Expression) -> list[str]:
    """The variables, sorted."""
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    found = {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called
    }
    return sorted(found)


def complain(text: str, node: ast.AST | None, problem: str, kind: type[Exception]) -> Exception:
    """An error that shows the place."""
    lines = text.splitlines() or [""]
    line = getattr(node, "lineno", 1) - 1
    # Offsets of the parser are in bytes of UTF-8.
    raw = lines[line].encode()
    begin = len(raw[: getattr(node, "col_offset", 0)].decode(errors="replace"))
    last = getattr(node, "end_lineno", line + 1) - 1 == line
    end = len(raw[: getattr(node, "end_col_offset", 0)].decode(errors="replace"))
    width = max(1, (end if last else len(lines[line])) - begin)
    return kind(f"{problem}\n    {lines[line]}\n    {' ' * begin}{'^' * width}")


def parse(text: str) -> ast.Expression:
    """The tree of an expression. Errors say where the text is wrong."""
    # Leading blanks and line breaks are nothing, as within parentheses.
    flat = text.strip().replace("\r", " ").replace("\n", " ")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            return ast.parse(flat, "<expression>", "eval")
    except SyntaxError as error:
        error.filename = "<expression>"
        raise
    except (RecursionError, MemoryError):
        raise ValueError("the expression is nested too deeply") from None


class Compiler:
    """Makes a program of one tree for inputs of given kinds."""

    def __init__(self, text: str, inputs: dict[str, tuple[str, bool]]) -> None:
        self.text = text.strip().replace("\r", " ").replace("\n", " ")
        self.program = Program()
        self.known: dict[Any, Value] = {}  # equal parts are computed once
        self.variables = {}
        for name, (kind, scalar) in inputs.items():
            self.variables[name] = Value(len(self.program.inputs), kind, scalar)
            self.program.inputs.append(name)
        self._pending: list[tuple[Callable[..., Any], tuple[Value, ...], Value]] = []
        self._constants: list[Value] = []

    def compile(self, tree: ast.Expression) -> Program:
        try:
            result = self.visit(tree.body)
        except RecursionError:
            raise ValueError("the expression is nested too deeply") from None
        if result.index < len(self.program.inputs) and result.number is None:
            result = self.step("copy", result.kind, (result,))
        return self.finish(result)

    def finish(self, result: Value) -> Program:
        """Numbers the values: inputs, constants, steps."""
        program = self.program
        index = len(program.inputs)
        result = self.place(result)
        for constant in self._constants:
            constant.index = index
            index += 1
            program.constants.append(constant.number)
        for function, operands, value in self._pending:
            value.index = index
            index += 1
            program.steps.append((function, tuple(operand.index for operand in operands)))
        program.result = result.index
        program.kind = result.kind
        return program

    def place(self, value: Value) -> Value:
        """A constant gets a place in the list when something needs it."""
        if value.number is None or value.index >= 0:
            return value
        number = dtype_of_kind(value.kind).type(value.number)
        return self.constant_place(value.kind, number)

    def constant_place(self, kind: str, number: Any) -> Value:
        key = ("constant", kind, type(number), repr(number))
        if key not in self.known:
            self.known[key] = Value(0, kind, True, number)
            self._constants.append(self.known[key])
        return self.known[key]

    def beside_array(self, value: Value) -> Value:
        """The operand of an operation on arrays: a number as Python's, which becomes a literal."""
        if not value.scalar:
            return value
        if value.number is not None:
            number = dtype_of_kind(value.kind).type(value.number).item()
            return self.constant_place(value.kind, number)
        key = ("item", id(value))
        if key not in self.known:
            self.known[key] = Value(0, value.kind, True)
            self._pending.append((_item, (value,), self.known[key]))
        return self.known[key]

    # One node of the tree each.

    def visit(self, node: ast.AST) -> Value:
        method = getattr(self, "visit_" + type(node).__name__, None)
        if method is None:
            raise self.error(node, f"{_describe(node)} not allowed in an expression")
        result: Value = method(node)
        return result

    def visit_Constant(self, node: ast.Constant) -> Value:
        if isinstance(node.value, str | bytes):
            raise self.error(node, "text is not supported", TypeError)
        return self.constant(node.value, node)

    def visit_Name(self, node: ast.Name) -> Value:
        if node.id in self.variables:
            return self.variables[node.id]
        raise self.error(node, f"{node.id} is not known", KeyError)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Value:
        value = self.visit(node.operand)
        if isinstance(node.op, ast.Not):
            raise self.error(node, "use '~' instead of 'not'", TypeError)
        if isinstance(node.op, ast.UAdd):
            return value
        if isinstance(node.op, ast.USub):
            if value.number is not None:
                return self.constant(-value.number, node)
            if value.kind == "bool":
                raise self.error(node, "a bool cannot be negated; use '~'", TypeError)
            return self.step("negative", value.kind, (value,))
        if value.number is not None:
            return self.constant(~value.number, node)
        if value.kind == "bool":
            return self.step("logical_not", "bool", (value,))
        self.need_integers(node, value)
        return self.step("invert", value.kind, (value,))

    def visit_BinOp(self, node: ast.BinOp) -> Value:
        if type(node.op) not in BINARY:
            raise self.error(node, f"{_describe(node.op)} not allowed in an expression")
        name, of_python = BINARY[type(node.op)]
        a, b = self.visit(node.left), self.visit(node.right)
        if a.number is not None and b.number is not None:
            return self.fold(of_python, node, a.number, b.number)
        if name == "power":
            return self.power(node, a, b)
        kind = greatest((a, b))
        if name == "divide":
            kind = "double" if rank(kind) <= rank("long") else kind
        elif name.startswith("bitwise"):
            if kind != "bool":
                self.need_integers(node, a, b)
        elif name.endswith("shift"):
            self.need_integers(node, a, b)
        elif kind == "bool":
            # numexpr reads a sum of conditions as "or", a product as "and".
            if name not in ("add", "multiply"):
                raise self.error(node, "not defined for two bools", TypeError)
            name = "bitwise_or" if name == "add" else "bitwise_and"
        elif kind == "complex" and name in ("floor_divide", "remainder"):
            raise self.error(node, "not defined for complex numbers", TypeError)
        return self.step(name, kind, (self.cast(a, kind), self.cast(b, kind)))

    def visit_Compare(self, node: ast.Compare) -> Value:
        if len(node.ops) > 1:
            raise self.error(node, "one comparison at a time: (a < b) & (b < c)", TypeError)
        if type(node.ops[0]) not in COMPARISONS:
            raise self.error(node, f"{_describe(node.ops[0])} not allowed in an expression")
        name, of_python = COMPARISONS[type(node.ops[0])]
        a, b = self.visit(node.left), self.visit(node.comparators[0])
        if a.number is not None and b.number is not None:
            return self.fold(of_python, node, a.number, b.number)
        kind = greatest((a, b))
        if kind == "complex" and name not in ("equal", "not_equal"):
            raise self.error(node, "complex numbers have no order", TypeError)
        return self.step(name, "bool", (self.cast(a, kind), self.cast(b, kind)))

    def visit_BoolOp(self, node: ast.BoolOp) -> Value:
        words = ("'&' instead of 'and'", "'|' instead of 'or'")
        raise self.error(node, "use " + words[isinstance(node.op, ast.Or)], TypeError)

    def visit_Attribute(self, node: ast.Attribute) -> Value:
        if node.attr not in ("real", "imag"):
            raise self.error(node, f"attribute access (.{node.attr}) is not allowed")
        return self.call(node, node.attr, [self.visit(node.value)])

    def visit_Call(self, node: ast.Call) -> Value:
        if not isinstance(node.func, ast.Name):
            raise self.error(node.func, "only functions called by their name are allowed")
        name = node.func.id
        if name in REDUCTIONS:
            return self.reduction(node, name)
        if name not in FUNCTIONS:
            raise self.error(node.func, f"there is no function {name}")
        if node.keywords:
            raise self.error(node.keywords[0], f"{name} takes no named arguments", TypeError)
        return self.call(node, name, [self.visit(argument) for argument in node.args])

    def call(self, node: ast.AST, name: str, arguments: list[Value]) -> Value:
        count, least = FUNCTIONS[name]
        if len(arguments) != count:
            raise self.error(node, f"{name} takes {count}, not {len(arguments)}", TypeError)
        if name == "where":
            return self.where(node, *arguments)
        if all(value.number is not None for value in arguments):
            function = complex if name == "complex" else getattr(numpy, name)
            with numpy.errstate(all="ignore"):
                number = function(*[value.number for value in arguments])
            return self.constant(numpy.asarray(number)[()], node)
        kind = greatest(arguments)
        if kind in INTEGERS and name in KEEP_INTEGERS:
            least = kind
        elif kind in INTEGERS:
            kind = "double"
        if name == "complex":
            if kind == "complex":
                raise self.error(node, "complex takes two real numbers", TypeError)
            parts = tuple(self.cast(value, "double") for value in arguments)
            return self.step("complex", "complex", parts)
        if rank(kind) < rank(least):
            kind = least
        if kind == "complex" and name in REAL_ONLY:
            raise self.error(node, f"{name} is not defined for complex numbers", TypeError)
        if name in ("real", "imag"):
            return self.step(name, "double", (self.cast(arguments[0], "complex"),))
        operands = tuple(self.cast(value, kind) for value in arguments)
        if name in TO_BOOL:
            kind = "bool"
        elif name == "abs" and kind == "complex":
            kind = "double"
        return self.step(name, kind, operands)

    def where(self, node: ast.AST, condition: Value, a: Value, b: Value) -> Value:
        if condition.number is not None:
            return a if condition.number else b
        if condition.kind != "bool":
            raise self.error(node, "the first argument of where must be a bool", TypeError)
        kind = greatest((a, b))
        return self.step("where", kind, (condition, self.cast(a, kind), self.cast(b, kind)))

    def reduction(self, node: ast.Call, name: str) -> Value:
        if not node.args or len(node.args) + len(node.keywords) > 2:
            raise self.error(node, f"{name} takes an array and an axis", TypeError)
        axis = None
        for given in [*node.args[1:], *node.keywords]:
            if isinstance(given, ast.keyword) and given.arg != "axis":
                raise self.error(given, f"{name} takes an array and an axis", TypeError)
            axis = self.axis(given.value if isinstance(given, ast.keyword) else given)
        value = self.visit(node.args[0])
        if value.number is not None:
            return value
        if name in ("min", "max") and value.kind == "complex":
            raise self.error(node, "complex numbers have no order", TypeError)
        kind = "long" if value.kind == "bool" and name in ("sum", "prod") else value.kind
        value = self.cast(value, kind)
        return self.step(name, kind, (value,), axis, scalar=value.scalar)

    def axis(self, node: ast.AST) -> int | None:
        try:
            axis = ast.literal_eval(node)
        except ValueError:
            axis = 0.5
        if axis is not None and type(axis) is not int:
            raise self.error(node, "axis must be a whole number or None", ValueError)
        return axis

    def power(self, node: ast.BinOp, a: Value, b: Value) -> Value:
        """Small constant powers are products, and roots, as in numexpr."""
        kind = greatest((a, b))
        if kind == "bool":
            raise self.error(node, "not defined for two bools", TypeError)
        x = b.number
        if x is not None and b.kind != "complex":
            if a.kind in INTEGERS and b.kind in INTEGERS and x < 0:
                raise self.error(
                    node, "Integers to negative integer powers are not allowed.", ValueError
                )
            if abs(x) <= 50 and 2 * x == int(2 * x):
                base = self.cast(a, "int") if a.kind == "bool" else a
                return self.small_power(base, float(abs(x)), x < 0)
        return self.step("power", kind, (self.cast(a, kind), self.cast(b, kind)))

    def small_power(self, base: Value, x: float, inverse: bool) -> Value:
        result: Value | None = None
        square, rest = base, int(x)
        while rest:
            if rest & 1:
                result = square if result is None else self.product(result, square)
            rest >>= 1
            if rest:
                square = self.product(square, square)
        if x != int(x):
            kind = "double" if base.kind in INTEGERS else base.kind
            root = self.step("sqrt", kind, (self.cast(base, kind),))
            result = root if result is None else self.product(result, root)
        if result is None:
            result = self.step("ones_like", base.kind, (base,))
        if inverse:
            kind = "double" if result.kind in INTEGERS else result.kind
            one = Value(-1, kind, True, 1)
            result = self.step("divide", kind, (one, self.cast(result, kind)))
        return result

    def product(self, a: Value, b: Value) -> Value:
        kind = greatest((a, b))
        return self.step("multiply", kind, (self.cast(a, kind), self.cast(b, kind)))

    # Values.

    def constant(self, number: Any, node: ast.AST) -> Value:
        kind = kind_of_constant(number)
        if kind is None:
            raise self.error(node, f"{number!r} is not a number", TypeError)
        return Value(-1, kind, True, number)

    def fold(
        self, function: Callable[..., Any], node: ast.BinOp | ast.Compare, *numbers: Any
    ) -> Value:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow | ast.LShift):
            a, b = numbers
            if isinstance(a, int) and isinstance(b, int) and abs(b) * max(1, a.bit_length()) > 4096:
                raise self.error(node, "the number is too large", ValueError)
        try:
            return self.constant(function(*numbers), node)
        except (ArithmeticError, TypeError, ValueError) as problem:
            raise self.error(node, str(problem), type(problem)) from None

    def cast(self, value: Value, kind: str) -> Value:
        if value.kind == kind:
            return value
        if value.number is not None:
            return Value(-1, kind, True, dtype_of_kind(kind).type(value.number).item())
        return self.step("cast", kind, (value,))

    def step(
        self,
        name: str,
        kind: str,
        operands: tuple[Value, ...],
        *more: Any,
        scalar: bool | None = None,
    ) -> Value:
        """One operation on values of one kind."""
        on_scalars = all(value.scalar for value in operands)
        prepared = self.place if on_scalars else self.beside_array
        operands = tuple(prepared(value) for value in operands)
        key = (name, kind, tuple(id(value) for value in operands), more)
        if key in self.known:
            return self.known[key]
        function = implementation(name, kind, on_scalars, *more)
        result = Value(0, kind, on_scalars if scalar is None else scalar)
        self.program.on_scalars |= on_scalars
        self._pending.append((function, operands, result))
        self.known[key] = result
        return result

    def need_integers(self, node: ast.AST, *values: Value) -> None:
        if any(rank(value.kind) > rank("long") for value in values):
            raise self.error(node, "defined for integers and bools only", TypeError)

    def error(self, node: ast.AST, problem: str, kind: type[Exception] = ValueError) -> Exception:
        return complain(self.text, node, problem, kind)


_WORDS = {
    "IfExp": "a conditional (use where) is",
    "Subscript": "an index is",
    "Lambda": "a function definition is",
    "NamedExpr": "an assignment is",
    "JoinedStr": "text is",
    "Starred": "a star is",
    "MatMult": "@ is",
    "Is": "'is' is",
    "IsNot": "'is not' is",
    "In": "'in' is",
    "NotIn": "'not in' is",
}


def _describe(node: ast.AST) -> str:
    return _WORDS.get(type(node).__name__, f"{type(node).__name__} is")


_item = operator.methodcaller("item")


def implementation(name: str, kind: str, on_scalars: bool, *more: Any) -> Callable[..., Any]:
    """The function of Tenon (of NumPy, where no operand is an array) for one step."""
    module: Any = numpy if on_scalars else tenon
    dtype = dtype_of_kind(kind)
    if name == "cast":
        return dtype.type if on_scalars else lambda x: x.astype(dtype)
    if name in REDUCTIONS:
        return (lambda x: x) if on_scalars else _reduction(name, dtype, *more)
    if name == "complex":
        return make_complex
    if name == "copy":
        return (lambda x: x) if on_scalars else (lambda x: x.copy())
    if name == "round":
        name = "rint" if kind not in INTEGERS else "copy"
        return implementation("copy", kind, on_scalars) if name == "copy" else module.rint
    if name == "ones_like":
        return lambda x: module.ones_like(x, dtype=dtype)
    if name == "remainder" and kind not in INTEGERS:
        # numexpr's definition, which differs from NumPy's at infinities and by rounding.
        return lambda a, b: a - module.floor(a / b) * b
    if name == "floor_divide" and kind not in INTEGERS:
        return lambda a, b: module.floor(a / b)
    if name == "where" and not on_scalars:
        return _where(dtype)
    if name in ("real", "imag") and not on_scalars:
        return _part(name)
    function: Callable[..., Any] = getattr(module, name)
    return function


def _part(name: str) -> Callable[..., Any]:
    of_tenon = getattr(tenon, name)
    return lambda x: _core.copy(of_tenon(x))  # NumPy's function may give a view


def _where(dtype: numpy.dtype[Any]) -> Callable[..., Any]:
    def call(condition: Any, a: Any, b: Any) -> Any:
        result = _core.where(condition, a, b)  # of two numbers it has their usual type
        return result if result.dtype == dtype else result.astype(dtype)

    return call


def _reduction(name: str, dtype: Any, axis: int | None) -> Callable[..., Any]:
    def call(x: Any) -> Any:
        if axis is not None and x.ndim > 1:
            return getattr(x, name)(axis=axis)
        # Without an axis the result would be read at once: it stays recorded with its axes kept.
        result = getattr(x, name)(axis=axis, keepdims=True)
        return result[(0,) * x.ndim + (Ellipsis,)]

    def cast(x: Any) -> Any:
        result = call(x)
        return result if result.dtype == dtype else result.astype(dtype)

    return cast
