"""How often a loop over ``range`` runs, also where an earlier run made a part of it."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from paddle_lrkit.lint.python.values import evaluate

Loaded = Literal["no", "handed", "maybe", "yes"]
"""Whether the state of a schedule is loaded; ``handed``: it is given to something that is not followed."""

_FROM_THE_BEGINNING = (0, 1)


@dataclass(frozen=True)
class LoopRange:
    """The numbers of a loop over ``range``; what is not known without running the script is None.

    Args:
        start: First number.
        stop: The number after the last one.
        step: Distance of two numbers.
        default: First number of a run that resumes nothing, where the script changes ``start`` under a condition.
        from_one: Whether ``stop`` is written as ``count + 1``.
    """

    start: int | None
    stop: int | None
    step: int | None
    default: int | None = None
    from_one: bool = False

    @property
    def rounds(self) -> int | None:
        """Rounds of a run that resumes nothing."""
        start = self.default if self.start is None else self.start
        if start is None or self.stop is None or not self.step:
            return None
        try:
            return len(range(start, self.stop, self.step)) or None
        except OverflowError:
            return None

    @property
    def goes_on(self) -> bool:
        """Whether the first number says that other rounds were made before."""
        return self.start is not None and self.start not in _FROM_THE_BEGINNING and self.step == 1

    def whole_runs(self, loaded: Loaded) -> tuple[int, ...]:
        """The possible numbers of rounds from the schedule's begin to the end of the loop, likeliest first.

        Without a loaded state the schedule begins with the loop. With one the earlier run has made the rounds before
        ``start``, which is one more or less where it is not known whether rounds count from 0 or from 1.

        Args:
            loaded: Whether the script loads the state of the schedule.

        Returns:
            Empty where it is not known.
        """
        fresh = () if self.rounds is None else (self.rounds,)
        if loaded == "yes":
            return () if self.start in _FROM_THE_BEGINNING else self._resumed()
        if loaded == "maybe" and not fresh:
            return self._resumed()
        resumed = () if loaded == "no" or self.start in (None, *_FROM_THE_BEGINNING) else self._resumed()
        return tuple(dict.fromkeys((*resumed, *fresh)))

    def _resumed(self) -> tuple[int, ...]:
        if self.stop is None or self.step != 1 or self.stop < 2:
            return ()
        if self.from_one:
            return (self.stop - 1,)
        return (self.stop, self.stop - 1) if self.default is None else (self.stop - self.default,)


def loop_range(loop: ast.AST, names: Mapping[str, Any], defaults: Mapping[str, Any]) -> LoopRange | None:
    """The numbers of a loop; None when it is not a loop over ``range``.

    Args:
        loop: The loop.
        names: Name -> value of what is known.
        defaults: Name -> value before a branch changes it.

    Example:
        >>> loop = ast.parse("for epoch in range(start, 90): pass").body[0]
        >>> loop_range(loop, {}, {"start": 0}).whole_runs("yes")
        (90,)
    """
    call = loop.iter if isinstance(loop, ast.For) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id != "range":
        return None
    if not 1 <= len(call.args) <= 3 or call.keywords:
        return None
    known = [_whole(part, names) for part in call.args]
    if len(known) == 1:
        return LoopRange(0, known[0], 1)
    first, end = call.args[:2]
    default = _whole(first, {**names, **defaults}) if known[0] is None else None
    return LoopRange(known[0], known[1], known[2] if len(known) == 3 else 1, default, _is_one_more(end))


def _whole(node: ast.expr, names: Mapping[str, Any]) -> int | None:
    value = evaluate(node, names)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _is_one_more(node: ast.expr) -> bool:
    added = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)
    return added and any(isinstance(part, ast.Constant) and part.value == 1 for part in (node.left, node.right))  # type: ignore[attr-defined]
