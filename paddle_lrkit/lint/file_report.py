"""What was understood of a checked file: its schedules, and what could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from paddle_lrkit.lint.finding import Finding


class ScriptSchedule(NamedTuple):
    """What is known of a schedule because a script builds it.

    Args:
        path: The file that builds it.
        words: One sentence: its call, its rates, the length of the run, how it is stepped, and what holds it.
        arguments: Name of an argument -> a plain value, the call of another schedule, or None where it is not known.
        optimizer_holds: Whether an optimizer holds it; None when that is not known.
        rests_on: What the numbers rest on that the script does not say, such as ``len(train_loader)``.
    """

    path: str
    words: str
    arguments: Mapping[str, Any]
    optimizer_holds: bool | None
    rests_on: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """What JSON has beside what it has of every schedule."""
        return {
            "path": self.path,
            "arguments": dict(self.arguments),
            "optimizer_holds": self.optimizer_holds,
            "rests_on": list(self.rests_on),
        }


class UnderstoodSchedule(NamedTuple):
    """A schedule of a file, as far as it is known.

    Args:
        line: 1-based line of the schedule.
        schedule: Its classes, such as ``LinearWarmup(CosineAnnealingDecay)``.
        peak_lr: Largest rate over the run; None when it is not known.
        updates: Updates in the run; None when they are not known.
        epochs: Epochs in the run; None when they are not known.
        stepped: How often the rate moves: ``update``, ``epoch``, ``evaluation``, ``batch`` where an update takes
            several, ``update and epoch``, ``never`` or ``other``; None when it is not known.
        script: What is known besides where a script builds it.
        entry: The program or optimizer of the suite, where it has several.
        assumed: What the config does not say and was assumed.
        batch: First and last number of samples in an update, where it changes in the run.
    """

    line: int | None
    schedule: str
    peak_lr: float | None
    updates: int | None
    epochs: int | float | None
    stepped: str | None
    script: ScriptSchedule | None = None
    entry: str | None = None
    assumed: tuple[str, ...] = ()
    batch: tuple[int, int] | None = None

    def as_dict(self) -> dict[str, Any]:
        """The schedule as JSON has it."""
        return {
            "line": self.line,
            "schedule": self.schedule,
            "peak_lr": self.peak_lr,
            "run": {"updates": self.updates, "epochs": self.epochs},
            "stepped": self.stepped,
            **({"entry": self.entry} if self.entry else {}),
            **({"samples_per_update": list(self.batch)} if self.batch else {}),
            **({"assumed": list(self.assumed)} if self.assumed else {}),
            **(self.script.as_dict() if self.script is not None else {}),
        }


class NotUnderstood(NamedTuple):
    """Something in a file that could not be read, so that no rule judged it.

    Args:
        line: 1-based line; None for the whole file.
        why: The reason, without a full stop.
        path: The file, where it is another one than that of the report.
    """

    line: int | None
    why: str
    path: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The reason as JSON has it."""
        return {"line": self.line, "why": self.why, **({"path": self.path} if self.path else {})}


@dataclass(frozen=True)
class FileReport:
    """What was understood of one file.

    Args:
        path: The file, or ``FILE#section``.
        suite: Name of the suite, ``python`` for a script; None when no suite has its keys.
        schedules: Its schedules.
        not_understood: What could not be read.
        program: Name of the program that reads it, for people; empty for that of the suite.
    """

    path: str
    suite: str | None
    schedules: tuple[UnderstoodSchedule, ...] = ()
    not_understood: tuple[NotUnderstood, ...] = ()
    program: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON has it."""
        return {
            "path": self.path,
            "suite": self.suite,
            "schedules": [schedule.as_dict() for schedule in self.schedules],
            "not_understood": [reason.as_dict() for reason in self.not_understood],
        }


class CheckedFile(NamedTuple):
    """A file after its check.

    Args:
        findings: What the rules found.
        report: What was understood of it.
    """

    findings: list[Finding]
    report: FileReport
