"""Functions whose result stays equal for a while and then jumps, so that rounds of a loop look alike and are not."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.scripts.library.base import Arguments

_MOST_COMPARED = 10


def is_number(value: Any) -> bool:
    """Whether a value is a number and no bool."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def rounded_down(arguments: Arguments, result: Any) -> None:
    """Notes ``math.floor`` and the like."""
    _rounded(arguments, result, lambda number: number, 1)


def rounded_up(arguments: Arguments, result: Any) -> None:
    """Notes ``math.ceil``."""
    _rounded(arguments, result, lambda number: -number, -1)


def rounded_half(arguments: Arguments, result: Any) -> None:
    """Notes ``round``, with or without a number of digits."""
    digits = arguments.positional[1] if len(arguments.positional) > 1 else 0
    factor = 10 ** min(digits, 300) if isinstance(digits, int) and digits > 0 else 1
    _rounded(arguments, result, lambda number: number * factor + 0.5, factor)


def towards_zero(arguments: Arguments, result: Any) -> None:
    """Notes ``int`` and ``math.trunc``."""
    value: Any = arguments.positional[0] if arguments.positional else None
    (rounded_up if is_number(value) and value < 0 else rounded_down)(arguments, result)


def _rounded(arguments: Arguments, result: Any, turned: Any, factor: int) -> None:
    value: Any = arguments.positional[0] if arguments.positional else None
    if is_number(value) and not (isinstance(value, int) and factor in (1, -1)) and is_number(result):
        arguments.reader.depends("Round", turned(value), None, result * factor, arguments.place)


def largest(arguments: Arguments, result: Any) -> None:
    """Notes which of the numbers ``max`` gives."""
    _compared(arguments, result, "GtE")


def smallest(arguments: Arguments, result: Any) -> None:
    """Notes which of the numbers ``min`` gives."""
    _compared(arguments, result, "LtE")


def _compared(arguments: Arguments, result: Any, kind: str) -> None:
    values = arguments.positional[0] if len(arguments.positional) == 1 else arguments.positional
    if not is_number(result):
        return
    numbers = [value for value in values if is_number(value)]
    if len(numbers) > _MOST_COMPARED:
        arguments.reader.depends("Same", None, None, result, arguments.place)
        return
    chosen = next((index for index, value in enumerate(numbers) if value == result), 0)
    for index, number in enumerate(numbers):
        if index != chosen:
            arguments.reader.depends(kind, result, number, True, arguments.place)


def magnitude(arguments: Arguments, result: Any) -> None:
    """Notes the sign of the number of which ``abs`` is taken."""
    value: Any = arguments.positional[0] if arguments.positional else None
    if is_number(value):
        arguments.reader.depends("GtE", value, 0, value >= 0, arguments.place)


def divided(arguments: Arguments, result: Any) -> None:
    """Notes ``divmod``."""
    if len(arguments.positional) == 2 and isinstance(result, tuple):
        value, by = arguments.positional
        arguments.reader.depends("FloorDiv", value, by, result[0], arguments.place)
        arguments.reader.depends("Mod", value, by, result[1], arguments.place)


def any_change(arguments: Arguments, result: Any) -> None:
    """Notes a result that may jump in any way, such as that of ``math.gcd``."""
    arguments.reader.depends("Same", None, None, result, arguments.place)
