"""The words in which a library is described to the reader of scripts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.unknown import CodePlace, Unknown

if TYPE_CHECKING:
    from paddle_lrkit.scripts.program import Node, Program
    from paddle_lrkit.scripts.read_options import ReadOptions

MISSING: Any = object()
"""The value of an argument that is not given."""


class Reader(Protocol):
    """What a description of a library may ask of the reader; `paddle_lrkit.scripts.reader` has it."""

    file: str
    arguments: tuple[str, ...]
    """The script's own command-line arguments, as the user gave them."""
    options: ReadOptions
    program: Program
    """The program that is being read."""
    memory: dict[str, Any]
    """What descriptions keep about the program, by their names."""

    guarded: int
    """How many ``try`` are around the place that is read; what fails without one is not known instead."""

    @property
    def in_loop(self) -> bool:
        """Whether a loop is being read, whose other rounds may be counted instead of read."""
        ...

    def unknown(self, text: str, why: str, place: CodePlace) -> Unknown:
        """A value that is not known."""

    def call(self, function: Any, positional: list[Any], named: Mapping[str, Any], place: CodePlace) -> Any:
        """Calls a function, class or method of the script or a library."""

    def read_piece(self, source: str, names: dict[str, Any], place: CodePlace) -> None:
        """Reads statements as if they were written at a place of the script: what a function does, in Python.

        Args:
            source: The statements.
            names: The names that they use besides builtin ones.
            place: The place, which everything in them has.
        """

    def get(self, value: Any, name: str, place: CodePlace) -> Any:
        """``value.name``."""

    def evaluated(self, text: str, place: CodePlace) -> Any:
        """The value of an expression in a text, as the module that is being read sees it; None when it is none."""

    def imported(self, name: str) -> Any:
        """A module by its full name, as ``import`` gives it."""

    def set(self, value: Any, name: str, new: Any, place: CodePlace) -> None:
        """``value.name = new``."""

    def has(self, value: Any, name: str, place: CodePlace) -> bool | None:
        """Whether ``value.name`` exists; None when that is not known."""

    def is_instance(self, value: Any, kind: Any) -> bool | None:
        """``isinstance(value, kind)`` for one class; None when that is not known."""

    def setting(self, name: str) -> str | None:
        """The text of ``--set name=value``, which counts as used then; None without one."""

    def truth(self, value: Any) -> bool | None:
        """Whether a value is true; None when that is not known."""

    def length(self, value: Any, place: CodePlace) -> Any:
        """``len(value)``: a number, or an assumed one, or `Unknown`."""

    def items(self, value: Any) -> list[Any] | None:
        """The items of a list, tuple, dict, range and the like; None when they are not known."""

    def assume(self, name: str, value: int) -> Any:
        """A number that the script does not say; the one that `expect` gives for the name, where there is one."""

    def expect(self, name: str, value: int) -> None:
        """The number for a name in `assume`; where another one was assumed before, the script is read once more."""

    def batches(self, value: Any) -> Any:
        """The number of batches of a loader that the script does not say: ``--steps-per-epoch``, or a guess."""

    def text_of(self, path: str) -> str | None:
        """The text of a file that the script reads, looked for beside it and in the working directory; or None."""

    def happens(self, node: Node) -> None:
        """Adds a node to the trace of the program."""

    def captured(self, action: Callable[[], Any]) -> tuple[Any, list[Node]]:
        """The result of an action, and what happens in it, which is not added to the trace."""

    def apart(self, action: Callable[[], Any], name: str) -> Any:
        """The result of an action that changes nothing in the program; raises ConfigError where it fails."""

    def stop(self, error: str, message: str, place: CodePlace) -> Any:
        """The program raises an exception here: its class and message. Does not return."""

    def again(self, kind: str, place: CodePlace, same: Callable[[int], bool]) -> int | None:
        """The number of the schedule or optimizer that an earlier round of the loop has built at this place.

        None when what is built now is another one: the first time, another call of the function around it, a loop over
        a known list that trains nothing, a loop of few rounds that builds it with other arguments.

        Args:
            kind: ``schedule`` or ``optimizer``.
            place: The call.
            same: Whether the one with a number has the same arguments.
        """

    def counted(self, value: Any) -> Any:
        """What a `TraceEvent` says of an argument of ``step``: ``"epoch"`` for the number of the loop around the call,
        ``"metric"`` for what is not a number, else the value."""

    def loaded(self, what: str, subject: int | None, place: CodePlace) -> None:
        """A state is loaded: ``weights``, or ``optimizer`` or ``schedule`` with its number; for `Program.resumes`."""

    def depends(self, kind: str, left: Any, right: Any, outcome: Any, place: CodePlace) -> None:
        """Notes that a result changes unevenly while its arguments grow evenly, so that rounds of a loop differ.

        Args:
            kind: As in `Decision`: ``GtE`` with two sides, ``Round`` for a number that is rounded down, ``FloorDiv``,
                ``Mod``, ``Same`` for anything else.
            left: Left side, or the number that is rounded.
            right: Right side; None for ``Round`` and ``Same``.
            outcome: The result.
            place: The call.
        """

    def changed(self, container: Any, key: Any, value: Any) -> None:
        """Sets ``container[key]`` (dict, list) or an attribute of a `LibraryObject` so that it can be taken back.

        With the key None ``value`` becomes the whole content of the dict, list or set.
        """

    def placed(self, container: Any, key: Any, place: CodePlace) -> None:
        """Notes where the value of a key of a new dict is written."""

    def doubt(self, container: Any) -> Any:
        """Notes that a dict or set has items that are not known; `items` is None for it. Returns it.

        A list has a `Rest` among its items instead.
        """


@dataclass
class Arguments:
    """The arguments of one call.

    Args:
        positional: Values by position.
        named: Values by name.
        place: The call.
        reader: The reader.
        places: Name or position -> where the value is written.
        texts: Name or position -> its source text.
        incomplete: Whether there are more arguments that are not known.
        text: Source text of the function.
    """

    positional: list[Any]
    named: dict[str, Any]
    place: CodePlace
    reader: Reader
    places: dict[int | str, CodePlace]
    texts: dict[int | str, str]
    incomplete: bool = False
    text: str = ""

    def get(self, index: int, name: str, default: Any = MISSING) -> Any:
        """The argument at a position or of a name."""
        if index < len(self.positional):
            return self.positional[index]
        return self.named.get(name, default)

    def unknown(self, why: str = "") -> Unknown:
        """The result of the call, when it is not known."""
        return self.reader.unknown(f"{self.text}()", why or tr("is not known without running the script"), self.place)


class LibraryObject:
    """An object of a library: a parser, a loader, an optimizer.

    What is not overridden is not known, and changes nothing.
    """

    text = "object"
    kinds: tuple[str, ...] = ()
    """Full names of the classes of which it is an instance; empty when they are not known."""
    batches = False
    """Whether a ``for`` over it goes over the batches of a loader."""

    def named(self, name: str, reader: Reader) -> None:
        """It is bound to a variable or an attribute, such as ``train_loader`` or ``self.scheduler``."""

    def enter(self, reader: Reader, place: CodePlace) -> Any:
        """What ``with self as value`` gives."""
        return self

    def attribute(self, name: str, reader: Reader, place: CodePlace) -> Any:
        """``self.name``; a method is a `Described`."""
        return reader.unknown(f"{self.text}.{name}", tr("is not known without running the script"), place)

    def has(self, name: str) -> bool | None:
        """Whether it has an attribute; None when that is not known."""
        return None

    def set_attribute(self, name: str, value: Any, reader: Reader, place: CodePlace) -> None:
        """``self.name = value``."""

    def item(self, key: Any, reader: Reader, place: CodePlace) -> Any:
        """``self[key]``."""
        return reader.unknown(f"{self.text}[{key!r}]", tr("is not known without running the script"), place)

    def set_item(self, key: Any, value: Any, reader: Reader, place: CodePlace) -> None:
        """``self[key] = value``."""

    def call(self, arguments: Arguments) -> Any:
        """``self(...)``."""
        return arguments.reader.unknown(
            f"{self.text}()", tr("is not known without running the script"), arguments.place
        )

    def contains(self, value: Any, reader: Reader, place: CodePlace) -> Any:
        """``value in self``: a bool or `Unknown`."""
        return reader.unknown(f"{value!r} in {self.text}", tr("is not known without running the script"), place)

    def operate(self, symbol: str, other: Any, swapped: bool, reader: Reader, place: CodePlace) -> Any:
        """``self + other``, ``self < other`` and the like; ``other + self`` when they are swapped."""
        return reader.unknown(f"{self.text} {symbol} ...", tr("is not known without running the script"), place)

    def iterable(self, reader: Reader, place: CodePlace) -> Any:
        """What a ``for`` goes over: a list, a range, or `Unknown` (one batch after the other).

        ``tqdm(loader)`` gives the loader; ``enumerate(loader)`` gives itself, see `iteration.SideBySide`.
        """
        return reader.unknown(self.text, tr("is not known without running the script"), place)

    def length(self, reader: Reader, place: CodePlace) -> Any:
        """``len(self)``."""
        return reader.unknown(f"len({self.text})", tr("is not known without running the script"), place)

    def truth(self) -> bool | None:
        """Whether it counts as true."""
        return True


@dataclass(frozen=True, eq=False)
class Described:
    """A function, method or class of a library, described by what it returns.

    Args:
        function: From the arguments to the value.
        name: Its name.
        kind: The Python type that it stands for in ``isinstance``, such as ``int``; None otherwise.
    """

    function: Callable[[Arguments], Any]
    name: str = ""
    kind: type | None = None


@dataclass(frozen=True)
class External:
    """A module, class or function outside the project, by its full name, such as ``paddle.optimizer.lr.StepDecay``."""

    path: str


LIBRARY: dict[str, Any] = {}
"""Full name -> `Described`, or a plain value such as ``math.pi``."""


def describes(
    *paths: str, kind: type | None = None
) -> Callable[[Callable[[Arguments], Any]], Callable[[Arguments], Any]]:
    """Registers a function as the description of the functions or classes with these full names.

    Builtins have their plain name: ``len``; methods of their types are ``str.split``, with the text as first argument.
    """

    def register(function: Callable[[Arguments], Any]) -> Callable[[Arguments], Any]:
        for path in paths:
            LIBRARY[path] = Described(function, path.rpartition(".")[2], kind)
        return function

    return register
