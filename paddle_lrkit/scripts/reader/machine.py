"""The state of a reading: the program as found so far, and what the descriptions of libraries may ask."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.program import Node, NotKnown, Program
from paddle_lrkit.scripts.read_options import NOMINAL, ReadOptions
from paddle_lrkit.scripts.reader.active_loop import ActiveLoop
from paddle_lrkit.scripts.reader.answers import Answers
from paddle_lrkit.scripts.reader.journal import Journal
from paddle_lrkit.scripts.reader.objects import Module
from paddle_lrkit.scripts.reader.resumes import Loads
from paddle_lrkit.scripts.reader.steadiness import Decision
from paddle_lrkit.scripts.reader.unread_optimizers import UnreadOptimizers
from paddle_lrkit.scripts.reader.value_names import ValueNames
from paddle_lrkit.scripts.unknown import CodePlace, Unknown, assumed

MOST_WORK = 150_000
"""Statements and calls that are followed in one script."""
_WORK_OF_A_RATE = 20_000
_MOST_WORK_APART = 1_000_000
"""Statements and calls that are followed for the rates of one script."""
MOST_IDLE_WORK = 6_000
"""Statements and calls of a loop that trains nothing."""
MOST_DEPTH = 40
_FEW_ROUNDS = 12
"""Rounds of a loop whose schedules, when their arguments differ, are told apart."""
MOST_DECISIONS = 20_000


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


class Machine(ValueNames, Answers):
    """The state of a reading; the `Reader` of `paddle_lrkit.scripts.library.base`.

    Args:
        file: The script.
        files: The files that the command has read so far.
        options: What the user says about the script.
        expected: Numbers to assume, by name, that an earlier reading has found; see `expect`.
        most_work: Statements and calls that are followed.
    """

    def __init__(
        self,
        file: str,
        files: ConfigFiles,
        options: ReadOptions,
        expected: dict[str, int] | None = None,
        most_work: int = MOST_WORK,
    ) -> None:
        self.most_work = min(most_work, MOST_WORK)
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

    def spend(self) -> None:
        """Counts one statement or call.

        Raises:
            TooMuchWorkError: The script needs too many.
        """
        self.work += 1
        if self.work > self.most_work:
            raise TooMuchWorkError

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

    @property
    def in_loop(self) -> bool:
        """Whether a loop is being read."""
        return bool(self.loops)

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
        """A state is loaded, which means nothing for a run that is over."""
        from paddle_lrkit.scripts.reader.rounds import trains

        if not trains(self.trace):
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
            raise ConfigError(tr("{} takes more work to follow than is spent on one script", name))
        mark, before = len(self.journal.changes), self.work
        self.work = start = self.most_work - _WORK_OF_A_RATE
        try:
            return self.captured(action)[0]
        except ProgramEndsError as ended:
            raise ConfigError(tr("{} fails: {}: {}", name, ended.error, ended)) from None
        except (TooMuchWorkError, RecursionError):
            raise ConfigError(tr("{} takes more work to follow than is spent on one script", name)) from None
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

    def placed(self, container: Any, key: Any, place: CodePlace) -> None:
        """Notes where the value of a key of a new dict is written."""
        self.journal.created(container)
        self.key_places[id(container), key] = place

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

    def depends(self, kind: str, left: Any, right: Any, outcome: Any, place: CodePlace) -> None:
        """Notes that the result of a function changes unevenly while its arguments grow evenly."""
        self.decide(Decision(hash((place, kind)), kind, left, right, outcome))

    def setting(self, name: str) -> str | None:
        """The text of ``--set name=value``, which counts as used then."""
        self.settable.add(name)
        found = dict(self.settings).get(name)
        if found is not None:
            self.used_settings.add(name)
        return found


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
