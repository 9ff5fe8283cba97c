"""Makes audits of logs, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.reports.audit.audited import Audited, Unreadable
from paddle_lrkit.reports.audit.progress import AuditProgress
from paddle_lrkit.runs.audit.audit_log import audit_log
from paddle_lrkit.runs.audit.plan import PlanOptions, plan_of
from paddle_lrkit.runs.logs.read_logs import LogOptions, read_logs


def audits_of(paths: Iterable[str], reading: LogOptions, planning: PlanOptions) -> Iterator[Audited | Unreadable]:
    """Reads and audits one run after the other.

    Args:
        paths: Logs and directories; a directory may have several runs.
        reading: How logs are read.
        planning: Where the plan is.
    """
    paths = list(paths)
    progress = AuditProgress(len(paths))
    reading = replace(reading, report=progress)
    for path in paths:
        try:
            found = read_logs([path], reading)
        except LrkitError as error:
            found = []
            yield Unreadable(path, str(error))
        progress.next_log()
        alone = len(paths) == len(found) == 1
        while found:
            log = found.pop(0)
            try:
                plan = plan_of(log, planning)
                yield Audited(audit_log(log, plan.schedule, plan.options), plan, log, alone)
            except LrkitError as error:
                yield Unreadable(log.source, str(error))
