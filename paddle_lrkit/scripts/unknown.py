"""Values that are not known without running the script, and numbers that rest on an assumed one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from paddle_lrkit.messages import Message


class CodePlace(NamedTuple):
    """A place in a script.

    Args:
        file: The file.
        line: 1-based line at which the expression or statement begins.
        last_line: Its last line.
    """

    file: str
    line: int
    last_line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, eq=False)
class Unknown:
    """A value that is not known without running the script.

    Args:
        text: The expression as a person would write it, such as ``cfg.lr`` or ``train_loader``.
        why: Why it is not known, as the rest of a sentence that begins with the text: ``comes from config.yaml, which
            is not there``.
        place: Where it became unknown.
        choices: The possible values, where a condition that is not known decides between them.
    """

    text: str
    why: str
    place: CodePlace
    choices: tuple[Any, ...] = ()

    def __str__(self) -> str:
        return f"`{self.text}` {self.why}"


class Assumed:
    """A number that rests on values which the script itself does not say, such as the length of a loader.

    Attributes:
        rests_on: What it rests on: ``len(train_loader)``, ``number of processes``.
    """

    rests_on: frozenset[str]


class AssumedInt(int, Assumed):
    """An integer that rests on assumed values."""


class AssumedFloat(float, Assumed):
    """A float that rests on assumed values."""


_PROCESSES = Message("number of processes")
_VARIABLE = Message("environment variable {}")
_ROUNDS = Message("rounds of the loop in line {}")
_PLAIN = frozenset((int, float, str, bool, type(None)))
_NOTHING: frozenset[str] = frozenset()


def rests_on(value: Any) -> frozenset[str]:
    """What a value rests on; of a list, a tuple or a dict all of its values.

    Example:
        >>> sorted(rests_on([1, assumed(20, {"len(loader)"})]))
        ['len(loader)']
    """
    if type(value) in _PLAIN:
        return _NOTHING
    if isinstance(value, Assumed):
        return value.rests_on
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return frozenset().union(*(rests_on(part) for part in value)) if value else frozenset()
    return frozenset()


def assumption_words(name: str) -> str:
    """What a number rests on, for people.

    Example:
        >>> assumption_words("number of processes"), assumption_words("len(train_loader)")
        ('number of processes', 'len(train_loader)')
    """
    for message in (_PROCESSES, _VARIABLE, _ROUNDS):
        begin = message.text.removesuffix("{}")
        if name.startswith(begin):
            return str(message.filled(name.removeprefix(begin)))
    return name


def assumed(value: Any, names: frozenset[str] | set[str]) -> Any:
    """A number with what it rests on; other values, and numbers that rest on nothing, are returned as they are.

    Example:
        >>> assumed(20, {"len(loader)"}) * 2
        40
    """
    if not names or isinstance(value, bool) or type(value) not in (int, float, AssumedInt, AssumedFloat):
        return value
    found = (AssumedFloat if isinstance(value, float) else AssumedInt)(value)
    found.rests_on = frozenset(names)
    return found


class Rest(Unknown):
    """Stands in a list for items that are not known: how many there are, and what they are.

    Args:
        unknown: Why they are not known.
    """

    def __init__(self, unknown: Unknown) -> None:
        super().__init__(unknown.text, unknown.why, unknown.place)

    @property
    def unknown(self) -> Unknown:
        """Why they are not known."""
        return Unknown(self.text, self.why, self.place)


def rest_of(values: Any) -> Unknown | None:
    """Why a list has items that are not known; None when all of its items are there.

    Example:
        >>> rest_of([1, Rest(Unknown("names", "is not known", CodePlace("a.py", 3)))]).text
        'names'
    """
    return next((value.unknown for value in values if isinstance(value, Rest)), None)
