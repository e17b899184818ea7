# SPDX-License-Identifier: MIT
"""Random statements that suit what a program has so far."""

from __future__ import annotations

import re

import numpy

from .pieces import CONVERSIONS, DTYPES, SUMS, UNARY_LOOSE
from .program import LOOSE
from .rare import Rare


class Generator(Rare):
    """Makes statements."""

    def create(self) -> str:
        shape = self.random.choice(self.shapes)
        count = int(numpy.prod(shape))
        dtype = self.random.choice(DTYPES)
        name = self.fresh()
        return f"{name} = " + self.random.choice(
            (
                f"(np.arange({count}) * 37 % 101 - 50).astype('{dtype}').reshape({shape})",
                f"((np.arange({count}) * 29 % 61 - 30) / 4).reshape({shape})",
                f"np.zeros({shape}, '{dtype}')",
                f"np.full({shape}, {self.random.choice((1, 2, 3))}, '{dtype}')",
                f"np.array(numpy.linspace(-2, 3, {count}).reshape({shape}))",
                f"np.asarray(numpy.arange({count}.0).reshape({shape}))",
                f"np.ones({shape}, order='F')",
            )
        )

    def view(self) -> str | None:
        name = self.array()
        if name is None:
            return None
        value = self.names[name]
        form = self.random.choice(
            (
                "{0}[{1}]", "{0}[{1}]", "{0}[{1}]", "{0}.T", "{0}[::-1]", "{0}.reshape(-1)",
                "{0}.ravel()", "{0}.real", "{0}.imag", "np.broadcast_to({0}, (2,) + {0}.shape)",
                "{0}.view('i4')", "np.squeeze({0})", "{0}[None]", "np.expand_dims({0}, -1)",
                "np.moveaxis({0}, 0, -1)", "{0}.swapaxes(0, -1)", "np.diagonal({0})", "{0}[...]",
                "{0}.reshape(2, -1)", "np.flip({0})", "np.asarray({0})", "{0}.view()",
            )
        )  # fmt: skip
        if "view('i4')" in form and value.dtype.kind not in "iu":
            # Bytes other than 0 and 1 are no booleans, and the sign of NaN is nobody's.
            form = "{0}[{1}]"
        return f"{self.fresh()} = " + form.format(name, self.basic_index(value))

    def compute(self) -> str | None:
        root = self.array()
        shape = self.names[root].shape if root else ()
        return f"{self.fresh()} = {self.expression(shape)}"

    def loose(self) -> str | None:
        name = self.array(lambda value: value.dtype.kind == "f")
        if name is None:
            return None
        form = self.random.choice((*UNARY_LOOSE, *SUMS, "{0} % 3.5"))
        result = f"s{self.random.randrange(4)}" if form in SUMS else self.fresh()
        return f"{result} = {form.format(name)}{LOOSE}"

    def augment(self) -> str | None:
        name = self.array()
        if name is None:
            return None
        target = name
        if self.random.random() < 0.6:
            target = f"{name}[{self.basic_index(self.names[name])}]"
        shape = self.target_shape(target)
        if shape is None:
            shape = ()
        operator = self.random.choice(("+=", "-=", "*=", "+=", "/=", "|=", "//="))
        return f"{target} {operator} {self.expression(shape, self.random.choice((0, 0, 1, 2)))}"

    def assign(self) -> str | None:
        name = self.array()
        if name is None:
            return None
        target = f"{name}[{self.basic_index(self.names[name])}]"
        shape = self.target_shape(target)
        value = self.expression(shape or (), self.random.choice((0, 1, 2)))
        if self.names[name].dtype.kind in "iub":
            value = f"np.nan_to_num(np.clip(np.real({value}), 0, 90))"
        return f"{target} = {value}"

    def fancy(self) -> str | None:
        name = self.array()
        if name is None:
            return None
        index = self.advanced_index(name)
        value = self.random.choice(("7", "-1", "2.5", f"{name}[{index}]", f"{name}[{index}] + 1"))
        return self.random.choice(
            (
                f"{self.fresh()} = {name}[{index}]",
                f"{self.fresh()} = {name}[{index}]",
                f"{name}[{index}] = {value}",
                f"{name}[{index}] += 1",
                f"{name}[{index}] *= {self.number()}",
                f"np.add.at({name}, ({index},), {self.random.choice(('1', '2'))})",
                f"np.put({name}, [0, -1, 0], [5, 6, 7])",
                f"np.putmask({name}, {name} > 1, {name} - 1)",
                f"np.copyto({name}, 3, where={name} < 0)",
                f"{self.fresh()} = np.take({name}, [0, 0, 1], axis=0)",
            )
        )

    def out(self) -> str | None:
        name = self.array()
        if name is None:
            return None
        shape = self.names[name].shape
        x, y = self.operand(shape), self.operand(shape)
        function = self.random.choice(("add", "subtract", "multiply", "maximum"))
        # NumPy makes 0.0 of a -0.0 that the mask leaves out, where a real result goes into complex
        # numbers that overlap an operand.
        masked = self.names[name].dtype.kind != "c"
        test = self.operand(shape)
        # Cumulative sums are added leaf by leaf (reduction_tree.md): exact for integers only.
        total = "add" if self.names[name].dtype.kind in "iu" else "maximum"
        return self.random.choice(
            (
                f"np.{function}({x}, {y}, out={name})",
                f"np.{function}({x}, {y}, {name})",
                f"np.{function}({name}, {x}, out={name}{f', where={name} > 0' * masked})",
                f"np.{function}({x}, {y}, out={name}{f', where={test} != 0' * masked})",
                f"np.sqrt(np.abs({name}), out={name})",
                f"np.{total}.accumulate({name}, out={name})",
                f"np.negative({name}[::-1], out={name})",
            )
        )

    def reduce(self) -> str | None:
        name = self.array()
        if name is None:
            return None
        exact = self.names[name].dtype.kind in "iub"
        functions = ["min", "max", "any", "all", "argmin", "argmax"] + ["sum"] * 3 * exact
        function = self.random.choice(functions)
        scalar = f"s{self.random.randrange(4)}"
        zero = " + 0" if function in ("min", "max") else ""  # either of 0.0 and -0.0 is right
        axis = self.random.choice(("axis=0", "axis=-1", "axis=0, keepdims=True"))
        return self.random.choice(
            (
                f"{scalar} = {name}.{function}(){zero}",
                f"{scalar} = np.{function}({name}){zero}",
                f"{self.fresh()} = {name}.{function}({axis}){zero}",
                f"np.count_nonzero({name})",
                f"{self.fresh()} = np.count_nonzero({name}, {axis})",
                f"{self.fresh()} = np.any({name} > 0, axis=(0, -1))",
                f"{scalar} = np.maximum.reduce({name}, axis=None) + 0",
                f"{self.fresh()} = np.minimum.reduce({name}) + 0",
                f"{self.fresh()} = np.logical_xor.reduce({name}, axis=-1)",
                f"{self.fresh()} = {name}.max(axis=0, initial=1, where={name} != 2) + 0",
                f"{self.fresh()} = np.maximum.accumulate({name}, axis=-1) + 0",
                f"{self.fresh()} = np.nanmax({name}, axis=0) + 0",
                f"{self.fresh()} = np.argsort({name}, kind='stable', axis=-1)",
                f"{self.fresh()} = np.{function}({name}, {axis}){zero}",
            )
        )

    def scalar(self) -> str | None:
        name = self.array()
        if name is None:
            return None
        value = self.names[name]
        if value.size == 0:
            return f"s0 = {name}[0]"
        index = ", ".join(str(self.random.randrange(-size, size)) for size in value.shape)
        scalar = f"s{self.random.randrange(4)}"
        return self.random.choice(
            (
                f"{scalar} = {name}[{index or '()'}]",
                f"{scalar} = {name}.item({index})",
                f"{scalar} = float({name}[{index or '()'}].real)",
                f"{name}[{index or '()'}] = {self.number()}",
                f"bool(({name} > 0).any())",
                f"{name}[{index or '...'}]",
                f"if {name}[{index or '()'}]: {name} = {name} + 1",
                f"{scalar} = len({name})",
                f"2 in {name}",
            )
        )

    def iterate(self) -> str | None:
        name = self.array(lambda value: value.ndim > 0 and value.shape[0] < 20)
        if name is None:
            return None
        return self.random.choice(
            (
                f"for r in {name}: r += 1",
                f"for i, r in enumerate({name}): {name}[i] = r * 2",
                f"[x for x in {name}[:3]]",
                f"a0 = sum({name})",
                f"x, *rest = {name}",
                f"for i in range(1, min(len({name}), 6)): {name}[i] += {name}[i - 1]",
                f"for i in range(4): {name}[1:] = {name}[:-1] * 2",
                f"for i in range(5): {name} = {name} + 1",
                f"list({name}.flat)[:3]",
            )
        )

    def convert(self) -> str | None:
        name = self.array()
        if name is None:
            return None
        dtype = self.random.choice(("f4", "f8", "c16"))
        form = self.random.choice(
            (
                "{0}.copy()", "np.clip({0}, -2, 3)", "np.array({0})", "copy.copy({0})", "+{0}",
                "copy.deepcopy({0})", f"{{0}}.astype('{dtype}')", "np.concatenate([{0}, {0}])",
                "np.stack([{0}, {0}])", "np.roll({0}, 1)", "np.repeat({0}, 2)",
                "np.sort({0}, axis=None)", "np.tile({0}, 2)", "pickle.loads(pickle.dumps({0}))",
                "np.nan_to_num(np.clip(np.real({0}), -90, 90)).astype('i2')", "np.diff({0})",
                "np.zeros_like({0})", "{0}.astype(bool)", "np.cumsum({0} != 0)", "np.tril({0})",
                "np.round({0}, 1)", *CONVERSIONS,
            )
        )  # fmt: skip
        return f"{self.fresh()} = {form.format(name)}"

    def forget(self) -> str | None:
        name = self.array()
        return f"del {name}" if name and len(self.arrays()) > 2 else None

    def statement(self) -> str:
        if not self.arrays():
            return self.create()
        kinds = (
            (self.create, 6), (self.view, 12), (self.compute, 14), (self.loose, 3),
            (self.augment, 14), (self.assign, 12), (self.fancy, 9), (self.out, 6), (self.reduce, 6),
            (self.scalar, 6), (self.iterate, 3), (self.convert, 6), (self.door, 6), (self.wrong, 3),
            (self.attribute, 3), (self.foreign, 2), (self.forget, 2),
        )  # fmt: skip
        makers, weights = zip(*kinds, strict=True)
        while True:
            made = self.random.choices(makers, weights)[0]()
            if made is None:
                continue
            if not self.rounds_otherwise(made):
                return str(made)
            if re.match(r"a\d+ = ", made) and LOOSE not in made:
                return f"{made}{LOOSE}"

    def rounds_otherwise(self, statement: str) -> bool:
        """Whether it multiplies complex numbers, which NumPy does with fused operations, or takes
        their absolute value, which it does through hypot."""
        if not any(part in statement for part in ("abs", "*", "/", "square", "multiply")):
            return False
        if "2j" in statement:
            return True
        values = [v for n, v in self.names.items() if re.search(rf"\b{n}\b", statement)]
        return any(getattr(value, "dtype", None) in ("c8", "c16") for value in values) or any(
            isinstance(value, complex) for value in values
        )
