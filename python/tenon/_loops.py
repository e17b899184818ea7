# SPDX-License-Identifier: MIT
"""tenon.loop and tenon.loop_while: loops that say they are loops."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from . import _core
from ._convert import asarray

__all__ = ["loop", "loop_while"]

State = TypeVar("State")


def loop(n: int, body: Callable[[int, State], State], state: State) -> State:
    """What `for i in range(n): state = body(i, state)` leaves in `state`.

    `state` is an array, or a tuple or list of arrays; the body returns as many. After three calls
    that recorded the same statements, with numbers that are the same or grow by the same whole
    step, the others are not made: what they would have recorded is run. So the body must do nothing
    but compute with arrays. One that looks at a value, or records something else each time, is
    called for every i, and so is one of arrays so small that nothing is recorded.

    Raises ValueError when n is negative, or the body returns another number of arrays.
    """
    form = _Form(state)
    return form.state(
        _core.loop(n, lambda i, arrays: form.arrays(body(i, form.state(arrays))), form.first)
    )


def loop_while(
    condition: Callable[[State], Any], body: Callable[[int, State], State], state: State
) -> State:
    """The same for as long as `condition(state)` is true, which is asked before each iteration, and
    may look at values."""
    i = 0

    def iterate() -> bool:
        nonlocal i, state
        if not condition(state):
            return False
        state = body(i, state)
        i += 1
        return True

    _core.host_loop(iterate)
    return state


class _Form:
    """How a state is made of arrays."""

    def __init__(self, state: Any) -> None:
        self._kind = type(state) if isinstance(state, tuple | list) else None
        self.first = self.arrays(state)

    def arrays(self, state: Any) -> list[Any]:
        if self._kind is None:
            return [asarray(state)]
        if not isinstance(state, tuple | list):
            raise TypeError(
                f"loop: the body must return a {self._kind.__name__} of arrays, as it was given; "
                f"it returned {type(state).__name__}"
            )
        return [asarray(array) for array in state]

    def state(self, arrays: list[Any]) -> Any:
        return arrays[0] if self._kind is None else self._kind(arrays)
