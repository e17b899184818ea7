# SPDX-License-Identifier: MIT
"""Statements that programs have now and then: doors to NumPy, attributes, errors."""

from __future__ import annotations

from .pieces import Pieces


class Rare(Pieces):
    """Makes statements."""

    def door(self) -> str | None:
        """Memory looked at and written through NumPy's own arrays."""
        name = self.array()
        if name is None:
            return None
        self.counter += 1
        value = self.names[name]
        return self.random.choice(
            (
                f"h{self.counter} = numpy.asarray({name})",
                f"h{self.counter} = numpy.asarray({name})[{self.basic_index(value)}]",
                f"h{self.counter} = numpy.array({name})",
                f"numpy.asarray({name})[...] += 1",
                f"numpy.add({name}, 1, out={name})",
                f"h{self.counter} = numpy.asarray(memoryview({name}))",
                f"{self.fresh()} = np.asarray(numpy.asarray({name})[{self.basic_index(value)}])",
                f"{name}.fill(2)",
                f"{name}.flat[::2] = 4",
                f"{name}.sort(axis=0)",
            )
        )

    def wrong(self) -> str | None:
        name = self.array()
        if name is None:
            return None
        return self.random.choice(
            (
                f"{name} = {name} + np.zeros({name}.shape[::-1] + (13,))",
                f"{name}[...] = np.zeros(17)",
                f"{name}[10**6]",
                f"{name}[0, 0, 0, 0, 0, 0]",
                f"{name} += np.zeros((19,) + {name}.shape)",
                f"{name}.sum(axis=9)",
                f"{name}.reshape(7919)",
                f"{name}['x']",
                f"np.add({name}, 1, out=np.zeros(11, '?'))",
                f"{name} += 1j",
                f"{name} & 1.5",
                f"bool({name})",
                f"float({name})",
                f"{name} << {name}",
                f"hash({name})",
                f"np.subtract({name} > 0, {name} > 0)",
                f"-({name} > 0)",
                f"{name}[[10**6]] = 1",
                f"{name}.nothing",
                f"np.broadcast_to({name}, {name}.shape)[...] = 1",
            )
        )

    def attribute(self) -> str | None:
        """What arrays are asked about their memory, and told."""
        # In NumPy an array may have two names that are two arrays in Tenon.
        name = self.array(lambda value: sum(value is other for other in self.names.values()) == 1)
        if name is None:
            return None
        value = self.names[name]
        if sum(value is other for other in self.names.values()) > 1:
            return None
        forms = [
            f"{name}.flags.c_contiguous, {name}.flags.f_contiguous, {name}.nbytes",
            f"{self.fresh()} = {name}.copy(order='F')",
            f"{self.fresh()} = np.asarray({name}, order='F')",
            f"{self.fresh()} = np.require({name}, requirements='CW')",
            f"{self.fresh()} = np.ascontiguousarray({name})",
            f"{self.fresh()} = {name}.ravel('K')",
            f"{self.fresh()} = np.full_like({name}, 3, order='A')",
        ]
        return str(self.random.choice(forms))

    def foreign(self) -> str | None:
        """Operands that only NumPy knows."""
        names = [name for name in self.arrays(lambda value: value.ndim > 0) if name[0] == "a"]
        if not names:
            return None
        name = self.random.choice(names)
        return self.random.choice(
            (
                f"{name} == None",
                f"{name} != 'text'",
                f"{name} == [None]",
                f"{name} + 'text'",
                f"{name} < None",
                f"{name}[0] = np.ones(1)",
                f"{name}[0] = [1]",
                f"{name}[..., 0] = np.ones(1)",
                f"{name} == 10**30",
                f"({name} + numpy.array([None, 1], dtype=object)[:1] is None)",
                f"np.add({name}, numpy.ma.masked_array([1], [True])).mask",
                f"({name} == numpy.matrix([[1]])).shape",
                f"divmod({name}, None)",
                f"[1] @ {name}",
            )
        )
