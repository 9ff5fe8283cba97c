"""Follows a growing log and says once when a row contradicts the plan."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Literal, NamedTuple

from paddle_lrkit.errors import UsageError
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.audit.audit_log import audit_log
from paddle_lrkit.runs.audit.plan import AuditPlan, PlanOptions, plan_of
from paddle_lrkit.runs.audit.result import AuditResult
from paddle_lrkit.runs.logs.directory import logs_of_directory
from paddle_lrkit.runs.logs.follow import FollowedFile
from paddle_lrkit.runs.logs.read_logs import LogOptions, read_content, read_logs
from paddle_lrkit.runs.logs.training_log import TrainingLog

POLL = 0.5
"""Seconds between two looks at the file."""
_SHARE = 10
"""A whole log is read again after this many times as long as the last time took."""

Event = Literal["waits", "agrees", "contradicts", "complete", "interrupted"]


class WatchedLog(NamedTuple):
    """What happened to a watched log.

    Args:
        event: ``waits`` while there is no row yet, ``agrees`` once when the first rows do, ``contradicts`` once,
            ``complete`` at the end of the run, ``interrupted`` after Ctrl-C.
        source: The log.
        result: The audit of all rows so far; None while there are none.
        plan: What the rates were compared with.
        log: What was read.
        why: Why it waits, if the file is there.
    """

    event: Event
    source: str
    result: AuditResult | None = None
    plan: AuditPlan | None = None
    log: TrainingLog | None = None
    why: str = ""


def watch_log(
    path: str, reading: LogOptions, planning: PlanOptions, sleep: Callable[[float], None] = time.sleep
) -> Iterator[WatchedLog]:
    """Follows a log until its run is complete or Ctrl-C, and yields what happens.

    Only added lines are read, and the log as a whole once a row in them contradicts the plan.

    Args:
        path: The log, or the directory that has it; it need not exist yet.
        reading: How it is read.
        planning: Where the plan is.
        sleep: Waits between two looks.

    Raises:
        UsageError: There is no plan, or a directory has several logs.
        ConfigError: The plan cannot be read.
        KeyboardInterrupt: At Ctrl-C while there is no row yet.
    """
    watch = _Watch(path, reading, planning)
    try:
        while True:
            yield from watch.look()
            if watch.complete:
                return
            sleep(POLL)
    except KeyboardInterrupt:
        last = watch.so_far()
        if last is None:
            raise
    yield last._replace(event="interrupted")


class _Watch:
    """The state of a watch: the file, the last audit of all rows, and what has been said."""

    def __init__(self, path: str, reading: LogOptions, planning: PlanOptions) -> None:
        self.path, self.reading, self.planning = path, reading, planning
        self.complete = False
        self._file = FollowedFile("")
        self._last: WatchedLog | None = None
        self._said: set[Event] = set()
        self._not_before = 0.0
        self._unread = False

    def look(self) -> Iterator[WatchedLog]:
        """Looks at the file once."""
        path = _newest(self.path)
        if path != self._file.path:
            self._file = FollowedFile(path)
        look = self._file.look()
        if look == "missing":
            yield from self._say(WatchedLog("waits", self.path))
        elif look == "new" or (look == "grown" and self._matters()):
            self._unread = True
        if self._unread and time.monotonic() >= self._not_before:
            yield from self._read_all()

    def so_far(self) -> WatchedLog | None:
        """The audit of all rows up to now; None while there are none."""
        self._said.clear()
        for _ in self._read_all() if self._file.path else ():
            pass
        return self._last

    def _read_all(self) -> Iterator[WatchedLog]:
        """Reads and audits the whole log."""
        began, self._unread = time.monotonic(), False
        try:
            log = read_logs([self._file.path], self.reading)[0]
        except UsageError as error:
            yield from self._say(WatchedLog("waits", self.path, why=str(error)))
            return
        plan = plan_of(log, self.planning)
        if plan.schedule is None:
            reasons = "".join(tr("; {}", note.text) for note in plan.notes)
            raise UsageError(tr("{}: --watch compares with a plan; give the config with -c{}", log.source, reasons))
        result = audit_log(log, plan.schedule, plan.options)
        self._not_before = time.monotonic() + _SHARE * (time.monotonic() - began)
        self._last = WatchedLog("contradicts" if result.fault else "agrees", log.source, result, plan, log)
        if not self._ended(result):
            yield from self._say(self._last)
            return
        self.complete = True
        yield self._last._replace(event="complete")

    def _matters(self) -> bool:
        """Whether added lines contradict the plan for the first time, or end the run, as far as they alone can tell."""
        last = self._last
        if last is None or last.plan is None or last.log is None:
            return True
        added = self._file.added(with_head=last.log.format.name == "csv")
        try:
            log = read_content(BytesIO(added), last.source, self.reading)
        except UsageError:
            return False
        result = audit_log(log, last.plan.schedule, last.plan.options)
        return (result.fault and "contradicts" not in self._said) or self._ended(result)

    def _ended(self, result: AuditResult) -> bool:
        """Whether the next row would be beyond the last update of the run."""
        if self._last is None or self._last.plan is None or self._last.log is None:
            return False
        options, schedule = self._last.plan.options, self._last.plan.schedule
        total = options.total or (schedule.total_updates if schedule else 0) or self._last.log.total
        interval = max((result.interval or 1) // (options.accumulate or 1), 1)
        return bool(total) and result.updates > 0 and result.updates + interval > (total or 0)

    def _say(self, happened: WatchedLog) -> Iterator[WatchedLog]:
        """What happened, unless it has been said; after rows nothing waits."""
        if happened.event not in self._said and not (happened.event == "waits" and self._said):
            self._said.add(happened.event)
            yield happened


def _newest(path: str) -> str:
    """The file to follow: of a directory the log that was written last; empty while it has none."""
    if path == "-":
        raise UsageError(tr("--watch follows a file; standard input is audited once it ends, without --watch"))
    if not os.path.isdir(path):
        return path
    try:
        return max(logs_of_directory(path)[0].files, key=os.path.getmtime)
    except (UsageError, OSError):
        return ""
