"""When the rounds of a loop have become steady, and how many further rounds are known to be like the last ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

ENDLESS = 10**18
_LONGEST_PERIOD = 64
_ORDER = {"Lt", "LtE", "Gt", "GtE"}


@dataclass(frozen=True)
class Decision:
    """Something on which a round depends.

    Args:
        node: Identity of the expression in the script.
        kind: Name of the comparison (``Lt``, ``Eq``, ``In``, ...), ``Mod`` or ``FloorDiv`` for a division, ``Round``
            for a rounding, ``Item`` for an item of a list or dict, ``Same`` for anything whose value must not change.
        left: Left side.
        right: Right side.
        outcome: The result.
    """

    node: int
    kind: str
    left: Any
    right: Any
    outcome: Any


def period(decisions: Sequence[Decision], before: Sequence[Decision]) -> int:
    """Rounds after which the remainders of divisions by small numbers repeat.

    Args:
        decisions: Of one round.
        before: Of the round before.
    """
    found = 1
    for now, then in zip(decisions, before, strict=False):
        if now.kind not in ("Mod", "FloorDiv") or now.node != then.node:
            continue
        if not (_whole(now.left) and _whole(then.left) and _whole(now.right) and now.right == then.right):
            continue
        step = now.left - then.left
        if step and now.right:
            longer = math.lcm(found, abs(now.right) // math.gcd(step, now.right))
            found = longer if longer <= _LONGEST_PERIOD else found
    return found


def alike(first: Sequence[Decision], second: Sequence[Decision]) -> bool:
    """Whether two rounds took the same way."""
    return len(first) == len(second) and all(
        one.node == two.node
        and one.kind == two.kind
        and (one.outcome == two.outcome or one.kind in ("Mod", "FloorDiv", "Round"))
        for one, two in zip(first, second, strict=True)
    )


def repeats_ahead(oldest: Sequence[Decision], older: Sequence[Decision], last: Sequence[Decision]) -> int:
    """How often the last rounds are known to repeat before one of their decisions falls differently.

    The three are the decisions of three equally long stretches of rounds, one after the other, that are `alike`.
    """
    ahead = ENDLESS
    for one, two, three in zip(oldest, older, last, strict=True):
        ahead = min(ahead, _ahead(one, two, three))
        if ahead <= 0:
            return 0
    return ahead


def _ahead(one: Decision, two: Decision, three: Decision) -> int:
    if three.kind == "Same":
        return ENDLESS if one.outcome == two.outcome == three.outcome else 0
    if three.kind in ("Mod", "FloorDiv", "Round"):
        return _until_jump(one, two, three)
    if three.kind == "Item":
        return _until_other_item(two, three) if one.outcome == two.outcome == three.outcome else 0
    if three.kind in ("In", "NotIn"):
        return _until_member(two, three) if one.right == two.right == three.right else 0
    slope = _linear(one, two, three)
    if slope is None:
        return ENDLESS if one.left == two.left == three.left and one.right == two.right == three.right else 0
    return _until_flip(three.kind, _difference(three), slope, bool(three.outcome))


def _until_jump(one: Decision, two: Decision, three: Decision) -> int:
    """Stretches before a remainder, a quotient or a rounded number no longer goes on evenly."""
    slope = _linear(one, two, three)
    if slope is None:
        same = one.left == two.left == three.left and one.outcome == two.outcome == three.outcome
        return ENDLESS if same else 0
    if not slope:
        return ENDLESS
    width = three.right if three.kind != "Round" else 1
    if not _number(width) or not width or not _even(one.outcome, two.outcome, three.outcome):
        return 0
    if (slope / Fraction(width)).denominator == 1:
        return ENDLESS
    inside = Fraction(three.left) % Fraction(width)
    room = Fraction(width) - inside if slope > 0 else inside
    steps = room / abs(slope)
    near = _rounding_error(steps)
    if near is not None:
        return max(near - 1, 0)
    return max(math.ceil(steps) - 1 if slope > 0 else math.floor(steps), 0)


def _until_other_item(two: Decision, three: Decision) -> int:
    """Stretches before another item is taken; the list or dict does not change meanwhile."""
    if two.left == three.left:
        return ENDLESS
    if not (_whole(two.left) and _whole(three.left)):
        return 0
    slope, items = three.left - two.left, three.right
    for ahead in range(1, len(items) + 1):
        try:
            if items[three.left + slope * ahead] != three.outcome:
                return ahead - 1
        except (KeyError, IndexError):
            return ahead - 1
    return 0


def _linear(one: Decision, two: Decision, three: Decision) -> Fraction | None:
    """By how much left minus right grows from stretch to stretch; None when it is not the same each time."""
    values = [_difference(each) for each in (one, two, three)]
    if any(value is None for value in values):
        return None
    first, second, third = values
    growth, before = third - second, second - first
    return growth if abs(growth - before) <= Fraction(1, 10**9) * (abs(growth) + abs(before)) else None


def _difference(decision: Decision) -> Any:
    if decision.kind in ("Mod", "FloorDiv", "Round"):
        return Fraction(decision.left) if _number(decision.left) else None
    if not (_number(decision.left) and _number(decision.right)):
        return None
    return Fraction(decision.left) - Fraction(decision.right)


def _even(*values: Any) -> bool:
    if not all(_number(value) for value in values):
        return values[0] == values[1] == values[2]
    return Fraction(values[2]) - Fraction(values[1]) == Fraction(values[1]) - Fraction(values[0])


def _until_flip(kind: str, value: Fraction, slope: Fraction, outcome: bool) -> int:
    if not slope:
        return ENDLESS
    if kind in ("Eq", "Is"):
        return 0 if outcome else _before_zero(value, slope)
    if kind in ("NotEq", "IsNot"):
        return _before_zero(value, slope) if outcome else 0
    if kind not in _ORDER:
        return 0
    holds_above = kind in ("Gt", "GtE")
    if (slope > 0) == (holds_above == outcome):
        return ENDLESS
    steps = -value / slope
    near = _rounding_error(steps)
    if near is not None:
        return max(near - 1, 0)
    strict = kind in ("Lt", "Gt")
    at_zero_holds = strict != outcome
    whole = math.floor(steps)
    return whole if whole < steps or at_zero_holds else whole - 1


def _before_zero(value: Fraction, slope: Fraction) -> int:
    steps = -value / slope
    near = _rounding_error(steps)
    if near is not None and near > 0:
        return near - 1
    return int(steps) - 1 if steps > 0 and steps.denominator == 1 else ENDLESS


def _rounding_error(steps: Fraction) -> int | None:
    """The whole number that a number of steps only misses by the rounding of floats; None when it does not."""
    near = round(steps)
    missed = abs(steps - near)
    return near if 0 < missed <= Fraction(1, 10**6) * max(1, abs(near)) else None


def _until_member(two: Decision, three: Decision) -> int:
    """Rounds before a growing number meets another member of a list, or leaves the one it meets now."""
    if not (_whole(two.left) and _whole(three.left)):
        return ENDLESS if two.left == three.left else 0
    slope = three.left - two.left
    if not slope:
        return ENDLESS
    if bool(three.outcome) == (three.kind == "In"):
        return 0
    try:
        members = [item for item in three.right if _number(item)] if len(three.right) <= 10_000 else None
    except TypeError:
        return 0
    if members is None:
        return 0
    distances = [Fraction(item) - three.left for item in members]
    steps = [distance / slope for distance in distances if distance / slope > 0]
    return min((int(step) - 1 for step in steps if step.denominator == 1), default=ENDLESS)


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
