"""A recorded process with everything that a report needs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.lint.codes import RULES
from paddle_lrkit.lint.engine import check
from paddle_lrkit.lint.finding import SEVERITIES, Finding
from paddle_lrkit.lint.script_contexts import script_context
from paddle_lrkit.lint.suppress import kept
from paddle_lrkit.reports.watch.read_again import read_usages
from paddle_lrkit.scripts.program import BuiltOptimizer, BuiltSchedule, Program
from paddle_lrkit.scripts.recorded import recorded_program
from paddle_lrkit.scripts.recorded_rates import main_optimizer, planned_rates, total_updates
from paddle_lrkit.scripts.usage import Usage, usages
from paddle_lrkit.scripts.watch_record import RecordedObject, RecordedRates, WatchRecord


@dataclass(frozen=True)
class WatchedSchedule:
    """A schedule of a watched program.

    Args:
        recorded: What was recorded of it.
        usage: How the program uses it.
        holder: The optimizer that holds it and makes updates; None without one.
        planned: Its rate at each update; None when that is not known.
    """

    recorded: RecordedObject
    usage: Usage
    holder: RecordedObject | None
    planned: RecordedRates | None

    @property
    def built(self) -> BuiltSchedule:
        """The schedule in the words of a script."""
        return self.usage.schedule

    @property
    def applied(self) -> RecordedRates | None:
        """The rate at each update of the optimizer that holds it; without one what it planned."""
        return self.planned if self.holder is None else self.holder.rates


class WatchedProcess:
    """What one process did.

    Args:
        record: Its record.
    """

    def __init__(self, record: WatchRecord) -> None:
        self.record = record
        self.files = ConfigFiles()

    @cached_property
    def program(self) -> Program:
        """The program in the words of a script."""
        return recorded_program(self.record)

    @cached_property
    def usages(self) -> list[Usage]:
        """How it uses each schedule."""
        return usages(self.program)

    @cached_property
    def schedules(self) -> list[WatchedSchedule]:
        """The schedules that are no part of another one, those of optimizers first."""
        found = []
        for usage in self.usages:
            recorded = self.record.schedules[usage.schedule.number]
            if not (usage.inside or recorded.inside):
                holder = self._holder(recorded.number)
                found.append(WatchedSchedule(recorded, usage, holder, planned_rates(self.record, recorded)))
        return found

    @property
    def optimizers(self) -> list[tuple[RecordedObject, BuiltOptimizer]]:
        """The optimizers that made updates; all when none did."""
        pairs = list(zip(self.record.optimizers, self.program.optimizers, strict=True))
        return [pair for pair in pairs if pair[0].events] or pairs

    @property
    def main(self) -> RecordedObject | None:
        """The optimizer with the most updates."""
        return main_optimizer(self.record)

    @cached_property
    def updates(self) -> int:
        """Updates of the program."""
        return total_updates(self.record)

    @property
    def whole(self) -> bool:
        """Whether the program came to its end, so that the run has a length."""
        about = self.record.about
        return bool(about.get("ended")) and not about.get("error") and not about.get("partly")

    @cached_property
    def read(self) -> dict[int, Usage]:
        """Number of a schedule -> its usage as the reader of scripts finds it, where that agrees with the run."""
        usages = [schedule.usage for schedule in self.schedules]
        return read_usages(self.record, self.program.file, usages, self.files, whole=self.whole)

    @cached_property
    def findings(self) -> list[Finding]:
        """What the rules of ``lrkit check`` say, the errors first."""
        found: list[Finding] = []
        for schedule in self.schedules:
            usage = self.read.get(schedule.recorded.number, schedule.usage)
            processes = int(self.record.about.get("processes", 1))
            several = processes if processes > 1 else None
            context = script_context(usage, self.files, several, stops=not self.whole)
            found += [finding for finding in check(context, RULES) if finding not in found]
        found = kept(found, self.program.file, self.files)
        return sorted(found, key=lambda one: (SEVERITIES.index(one.severity), one.path, one.line or 0, one.code))

    def _holder(self, number: int) -> RecordedObject | None:
        """The optimizer that made updates while it held the schedule."""
        for optimizer in self.record.optimizers:
            held = [entry for entry in optimizer.held if entry[1] == {"schedule": number}]
            ends = {id(entry): after[0] for entry, after in zip(optimizer.held, optimizer.held[1:], strict=False)}
            if any(ends.get(id(entry), optimizer.events) > entry[0] for entry in held):
                return optimizer
        return None
