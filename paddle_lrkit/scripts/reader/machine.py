"""The state of a reading: the program as found so far, and what the descriptions of libraries may ask."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.scripts.library.base import Arguments, LibraryObject
from paddle_lrkit.scripts.program import Node, NotKnown, Program
from paddle_lrkit.scripts.read_options import NOMINAL, ReadOptions
from paddle_lrkit.scripts.reader.journal import Journal
from paddle_lrkit.scripts.reader.objects import Instance, Module
from paddle_lrkit.scripts.reader.resumes import Loads
from paddle_lrkit.scripts.reader.source_text import shortened
from paddle_lrkit.scripts.reader.steadiness import Decision
from paddle_lrkit.scripts.reader.unread_optimizers import UnreadOptimizers
from paddle_lrkit.scripts.unknown import CodePlace, Unknown, assumed, rest_of

MOST_WORK = 400_000
"""Statements and calls that are followed in one script."""
_WORK_OF_A_RATE = 20_000
_MOST_WORK_APART = 3_000_000
"""Statements and calls that are followed for the rates of one script."""
MOST_DEPTH = 40
_FEW_ROUNDS = 12
"""Rounds of a loop whose schedules, when their arguments differ, are told apart."""
MOST_DECISIONS = 20_000
_RUN = "is not known without running the script"


class ProgramEndsError(Exception):
    """The program ends here: with ``sys.exit`` or with an exception that nothing catches.

    Args:
        error: Name of the exception.
        message: Its message.
        place: Where.
    """

    def __init__(self, error: str, message: str, place: CodePlace) -> None:
        super().__init__(message)
        self.error, self.message, self.place = error, message, place


class TooMuchWorkError(Exception):
    """The script needs more work than is spent on one."""


class ActiveLoop:
    """A loop that is being read.

    Args:
        targets: The names that its rounds bind.
        batches: Whether it goes over batches of a loader.
        count: Its rounds; None when they never end.
    """

    def __init__(self, targets: frozenset[str], batches: bool, count: int | None = None) -> None:
        self.targets, self.batches, self.count = targets, batches, count
        self.round = 0
        self.item: Any = None
        self.builds: dict[tuple[str, CodePlace], list[int]] = {}
        self.builds_before: dict[tuple[str, CodePlace], list[int]] = {}

    def built_before(self, kind: str, place: CodePlace) -> int | None:
        """What the round before built at a place, as the same thing in its order."""
        earlier, now = self.builds_before.get((kind, place), []), self.builds.get((kind, place), [])
        return earlier[len(now)] if len(now) < len(earlier) else None

    def next_round(self, trains: bool) -> None:
        """A round is over; of one that trains the next round builds the same things again."""
        self.round += 1
        self.builds_before, self.builds = (self.builds if trains else {}), {}


class Machine:
    """The state of a reading; the `Reader` of `paddle_lrkit.scripts.library.base`.

    Args:
        file: The script.
        files: The files that the command has read so far.
        options: What the user says about the script.
        expected: Numbers to assume, by name, that an earlier reading has found; see `expect`.
    """

    def __init__(
        self, file: str, files: ConfigFiles, options: ReadOptions, expected: dict[str, int] | None = None
    ) -> None:
        self.file, self.files, self.options = file, files, options
        self.arguments, self.settings = options.arguments, options.settings
        self.used_settings: set[str] = set()
        self.memory: dict[str, Any] = {}
        self.settable: set[str] = set()
        self.expected = dict(expected or {})
        self.surprised = False
        self.program = Program(file, files=[file], steps_per_epoch=options.steps_per_epoch)
        self.journal = Journal()
        self.trace: list[Node] = []
        self.decisions: list[Decision] = []
        self.loops: list[ActiveLoop] = []
        self.modules: dict[str, Module | None] = {}
        self.folders: list[Path] = [Path(file).resolve().parent]
        self.inexact: dict[int, Any] = {}
        self.module: Module | None = None
        self.called: set[int] = set()
        self.calls: list[ast.AST] = []
        self.guarded = 0
        self.unread = UnreadOptimizers(self)
        self.work = self.depth = self.work_apart = 0
        self.returns: list[list[tuple[Any, Any, ast.AST]]] = []
        self.key_places: dict[tuple[int, Any], CodePlace] = {}
        self.tried: dict[int, bool] = {}
        self.pieces: dict[tuple[str, CodePlace], ast.Module] = {}
        self.loading = Loads()
        self.undefined: Unknown | None = None
        self._names: dict[int, tuple[Any, str]] = {}
        self._derived: dict[tuple[int, Any], tuple[Any, Any]] = {}
        self._missing: dict[str, Unknown] = {}
        self._places: dict[int, CodePlace] = {}

    # work

    def spend(self) -> None:
        """Counts one statement or call.

        Raises:
            TooMuchWorkError: The script needs too many.
        """
        self.work += 1
        if self.work > MOST_WORK:
            raise TooMuchWorkError

    def place(self, node: ast.AST) -> CodePlace:
        """Where a piece of the script stands."""
        found = self._places.get(id(node))
        if found is None or found.file != self.current_file:
            line = getattr(node, "lineno", 1)
            found = CodePlace(self.current_file, line, getattr(node, "end_lineno", None) or line)
            self._places[id(node)] = found
        return found

    @property
    def current_file(self) -> str:
        """The file whose code is being read."""
        return self.module.file if self.module is not None else self.file

    # what is not known

    def unknown(self, text: str, why: str = _RUN, place: CodePlace | None = None) -> Unknown:
        """A value that is not known."""
        return Unknown(shortened(text), why, place or CodePlace(self.current_file, 1))

    def derived(self, value: Any, key: Any, text: str) -> Unknown:
        """A part of a value that is not known; the same part is the same value each time."""
        known = self._derived.get((id(value), key))
        if known is None:
            found = Unknown(shortened(text), value.why, value.place)
            known = self._derived[id(value), key] = (value, found)
        return known[1]

    def named(self, value: Any, name: str) -> None:
        """Notes the first name that the script gives to an object, by which messages call it."""
        named = value.base if isinstance(value, Instance) else value
        if isinstance(named, LibraryObject):
            named.named(name, self)
        if isinstance(value, (Unknown, LibraryObject)) and id(value) not in self._names:
            self._names[id(value)] = (value, name)

    def name_of(self, value: Any) -> str:
        """The name of an object in messages."""
        known = self._names.get(id(value))
        return known[1] if known is not None else str(getattr(value, "text", type(value).__name__))

    def note(self, place: CodePlace, why: str, subject: int | None = None, kind: str = "schedule") -> None:
        """Adds something that could not be read."""
        entry = NotKnown(place, why, subject, kind)
        if entry not in self.program.not_known:
            self.program.not_known.append(entry)

    def assume(self, name: str, value: int) -> Any:
        """A number that the script does not say."""
        if name == "number of processes" and self.options.processes is not None:
            return self.options.processes
        return assumed(self.program.assumed.setdefault(name, self.expected.get(name, value)), {name})

    def expect(self, name: str, value: int) -> None:
        """The number that `assume` gives for a name; where it has given another one, the script is read once more."""
        self.expected[name] = value
        self.surprised |= self.program.assumed.get(name, value) != value

    def batches(self, value: Any) -> Any:
        """The number of batches of a loader that is not followed."""
        name = self.name_of(value)
        while name.endswith("()"):
            name = name[:-2]
        return self.assume(f"len({name})", self.options.steps_per_epoch or NOMINAL)

    # what happens

    def happens(self, node: Node) -> None:
        """Adds a node to the trace of the program."""
        self.trace.append(node)

    def again(self, kind: str, place: CodePlace, same: Callable[[int], bool]) -> int | None:
        """The number of what an earlier round of a loop has built at this place."""
        number = None
        for loop in self.loops:
            found = loop.built_before(kind, place)
            few = loop.count is not None and loop.count <= _FEW_ROUNDS
            if found is not None and (same(found) or not few):
                number = found
                break
        made = self.program.schedules if kind == "schedule" else self.program.optimizers
        for loop in self.loops:
            loop.builds.setdefault((kind, place), []).append(len(made) if number is None else number)
        return number

    def counted(self, value: Any) -> Any:
        """What a `TraceEvent` says of an argument of ``step``: a number or ``metric``."""
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return int(value) if isinstance(value, int) else float(value)
        return "metric"

    def loaded(self, what: str, subject: int | None, place: CodePlace) -> None:
        """A state is loaded."""
        self.loading.add(what, subject, place)

    def may_return(self, value: Any, test: Any, node: ast.AST) -> None:
        """A function may have returned a value, if a condition that is not known held."""
        if self.returns:
            self.returns[-1].append((value, test, node))

    def may_end(self, node: ast.AST, condition: str) -> None:
        """A loop may end early, if a condition that is not known holds."""
        entry = (self.place(node), condition)
        if entry not in self.program.early_end:
            self.program.early_end.append(entry)

    def captured(self, action: Callable[[], Any]) -> tuple[Any, list[Node]]:
        """The result of an action, and what happens in it, which is not added to the trace."""
        outer, self.trace = self.trace, []
        try:
            return action(), self.trace
        finally:
            self.trace = outer

    def apart(self, action: Callable[[], Any], name: str) -> Any:
        """The result of an action that changes nothing in the program.

        Args:
            action: The action.
            name: What it calls, for errors.

        Raises:
            ConfigError: It fails, or takes too much work.
        """
        if self.work_apart > _MOST_WORK_APART:
            raise ConfigError(f"{name} takes more work to follow than is spent on one script")
        mark, before = len(self.journal.changes), self.work
        self.work = start = MOST_WORK - _WORK_OF_A_RATE
        try:
            return self.captured(action)[0]
        except ProgramEndsError as ended:
            raise ConfigError(f"{name} fails: {ended.error}: {ended}") from None
        except (TooMuchWorkError, RecursionError):
            raise ConfigError(f"{name} takes more work to follow than is spent on one script") from None
        finally:
            self.journal.undo(mark)
            self.work_apart += self.work - start
            self.work = before

    def stop(self, error: str, message: str, place: CodePlace) -> Any:
        """The program raises an exception here."""
        raise ProgramEndsError(error, message, place)

    def changed(self, container: Any, key: Any, value: Any) -> None:
        """Sets an item of a dict or list, or an attribute of an object of a library."""
        if (
            container is self.program.schedules
            or container is self.program.optimizers
            or container is self.program.not_known
        ):
            container[:] = value
            return
        self.journal.write(container if isinstance(container, (dict, list)) else vars(container), key, value)

    def decide(self, decision: Decision) -> None:
        """Notes what a round of a loop depends on."""
        if self.loops and len(self.decisions) < MOST_DECISIONS:
            self.decisions.append(decision)

    # what is looked up

    def placed(self, container: Any, key: Any, place: CodePlace) -> None:
        """Notes where the value of a key of a new dict is written."""
        self.journal.created(container)
        self.key_places[id(container), key] = place

    def key_place(self, mapping: Any, key: Any, default: CodePlace) -> CodePlace:
        """Where a value of a dict is written."""
        return self.key_places.get((id(mapping), key), default)

    def opaque(self, value: Instance, place: CodePlace) -> Unknown:
        """What is not known of an object of the script, because a base of its class is not followed."""
        known = self._derived.get((id(value), "opaque"))
        if known is None:
            found = self.unknown(self.name_of_instance(value), _RUN, place)
            known = self._derived[id(value), "opaque"] = (value, found)
        return known[1]

    def name_of_instance(self, value: Instance) -> str:
        """The name of an object of the script in messages."""
        known = self._names.get(id(value))
        return known[1] if known is not None else value.kind.name

    def generator(self, function: Any) -> Unknown:
        """What a generator function gives, which is not followed."""
        known = self._derived.get((id(function), "generator"))
        if known is None:
            found = self.unknown(
                f"{function.name}()", "is a generator, which is not followed", self.place(function.node)
            )
            known = self._derived[id(function), "generator"] = (function, found)
        return known[1]

    def missing(self, module: str, path: str) -> Unknown:
        """Something of a module that is not there to be read."""
        known = self._missing.get(path)
        if known is None:
            name = path.rpartition(".")[2]
            known = self._missing[path] = self.unknown(name, f"comes from the module {module}, which is not followed")
        return known

    def generator_like(self, value: Any, why: str) -> Unknown:
        """The `Unknown` that stands for the parts of an object which are not known."""
        known = self._derived.get((id(value), why))
        if known is None:
            known = self._derived[id(value), why] = (value, self.unknown(self.name_of(value), why))
        return known[1]

    def set_by_user(self, name: str, value: Any) -> Any:
        """The value of a name, or what ``--set`` gives it."""
        self.settable.add(name)
        for key, text in self.settings:
            first, *path = key.split(".")
            if first != name:
                continue
            if not path:
                self.used_settings.add(key)
                return parsed_setting(text)
            holder = value
            for part in path[:-1]:
                holder = holder.get(part) if isinstance(holder, dict) else getattr(holder, "variables", {}).get(part)
            holder = getattr(holder, "variables", getattr(holder, "attributes", holder))
            if isinstance(holder, dict) and path[-1] in holder:
                self.used_settings.add(key)
                self.journal.write(holder, path[-1], parsed_setting(text))
        return value

    def call_outside(self, function: Any, given: Arguments) -> Any:
        """Calls something outside the project."""
        from paddle_lrkit.scripts.reader.calls import call_external

        return call_external(self, function, given)

    def depends(self, kind: str, left: Any, right: Any, outcome: Any, place: CodePlace) -> None:
        """Notes that the result of a function changes unevenly while its arguments grow evenly."""
        self.decide(Decision(hash((place, kind)), kind, left, right, outcome))

    # files

    def text_of(self, path: str) -> str | None:
        """The text of a file of the project that the script reads, or of one that the user names after ``--``."""
        named = any(given == path or given.endswith(f"={path}") for given in self.arguments)
        own = self.folders[0]
        inside = (own.parent if len(own.parts) > 3 else own, Path.cwd())
        for folder in (*self.folders, Path()):
            candidate = folder / path
            try:
                allowed = named or any(candidate.resolve().is_relative_to(root) for root in inside)
                if allowed and candidate.is_file():
                    return self.files.text(str(candidate))
            except (ConfigError, OSError, ValueError):
                continue
        return None

    # values; the interpreter's functions, imported late since they need the machine

    def call(self, function: Any, positional: list[Any], named: Mapping[str, Any], place: CodePlace) -> Any:
        """Calls a function, class or method of the script or of a library."""
        from paddle_lrkit.scripts.reader.calls import call_value

        return call_value(self, function, Arguments(positional, dict(named), place, self, {}, {}))

    def read_piece(self, source: str, names: dict[str, Any], place: CodePlace) -> None:
        """Reads statements as if they stood at a place of the script."""
        from paddle_lrkit.scripts.reader.pieces import read_piece

        read_piece(self, source, names, place)

    def get(self, value: Any, name: str, place: CodePlace) -> Any:
        """``value.name``."""
        from paddle_lrkit.scripts.reader.attributes import attribute

        return attribute(self, value, name, place)

    def truth(self, value: Any) -> bool | None:
        """Whether a value is true; None when that is not known."""
        from paddle_lrkit.scripts.reader.operations import truth

        return truth(self, value)

    def length(self, value: Any, place: CodePlace) -> Any:
        """``len(value)``."""
        if isinstance(value, Instance) and value.mapping is not None:
            value = value.mapping
        if isinstance(value, (list, tuple, dict, str, set, frozenset, range)):
            if id(value) in self.inexact:
                return self.unknown(f"len({self.name_of(value)})", "changes in a loop", place)
            rest = rest_of(value) if isinstance(value, (list, tuple)) else None
            return len(value) if rest is None else self.derived(rest, "len", f"len({self.name_of(value)})")
        if isinstance(value, LibraryObject):
            return value.length(self, place)
        if isinstance(value, Instance):
            own = value.kind.find("__len__")
            if own is not None and hasattr(own, "node"):
                found = self.call(self.get(value, "__len__", place), [], {}, place)
                if not isinstance(found, Unknown):
                    return found
            elif value.inner is not None:
                return value.inner.length(self, place)
            return self.assume(f"len({self.name_of(value)})", self.options.steps_per_epoch or NOMINAL)
        if isinstance(value, Unknown):
            return self.batches(value)
        return self.unknown("len()", _RUN, place)

    def doubt(self, container: Any) -> Any:
        """Notes that a list, dict or set has items that are not known."""
        self.inexact[id(container)] = container
        return container

    def set(self, value: Any, name: str, new: Any, place: CodePlace) -> None:
        """``value.name = new``."""
        from paddle_lrkit.scripts.reader.attributes import set_attribute

        set_attribute(self, value, name, new, place)

    def has(self, value: Any, name: str, place: CodePlace) -> bool | None:
        """Whether ``value.name`` exists."""
        from paddle_lrkit.scripts.reader.attributes import has_attribute

        return has_attribute(self, value, name, place)

    def is_instance(self, value: Any, kind: Any) -> bool | None:
        """``isinstance(value, kind)``."""
        from paddle_lrkit.scripts.reader.kinds import is_instance

        return is_instance(value, kind)

    def setting(self, name: str) -> str | None:
        """The text of ``--set name=value``, which counts as used then."""
        self.settable.add(name)
        found = dict(self.settings).get(name)
        if found is not None:
            self.used_settings.add(name)
        return found

    def items(self, value: Any) -> list[Any] | None:
        """The items of a list, tuple, dict, range and the like."""
        if isinstance(value, Instance) and value.mapping is not None:
            value = value.mapping
        if isinstance(value, range) and len(value) > MOST_WORK:
            return None
        if isinstance(value, (list, tuple)) and rest_of(value) is not None:
            return None
        if isinstance(value, (list, tuple, dict, str, set, frozenset, range)) and id(value) not in self.inexact:
            return list(value)
        if isinstance(value, LibraryObject):
            inner = value.iterable(self, self.place(ast.Pass()))
            return list(inner) if isinstance(inner, (list, tuple)) else None
        return None


def parsed_setting(text: str) -> Any:
    """The value of ``--set name=text``: a Python literal, else the text.

    Example:
        >>> parsed_setting("3e-4"), parsed_setting("[10, 20]"), parsed_setting("cosine")
        (0.0003, [10, 20], 'cosine')
    """
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return {"true": True, "false": False, "none": None}.get(text.lower(), text)
