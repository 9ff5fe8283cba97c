"""Logs with the rates that a function of the update gives."""

from __future__ import annotations

import math

from paddle_lrkit import curves
from paddle_lrkit.runs.audit.audit_log import audit_log
from paddle_lrkit.runs.audit.options import AuditOptions
from paddle_lrkit.runs.logs.training_log import LogEvent, LogRows, TrainingLog
from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength

EPOCH, UPDATES, WARMUP, PEAK = 50, 1000, 100, 0.1
COSINE = curves.cosine(PEAK, 0.0, UPDATES - WARMUP).warmup(WARMUP)
STEPS = curves.multistep(PEAK, [300, 600], 0.1).warmup(WARMUP)


def cosine(update: float, end: float = UPDATES, warmup: float = WARMUP, floor: float = 0.0) -> float:
    """The formula of `COSINE`, at any position."""
    if update < warmup:
        return PEAK * update / warmup
    return floor + (PEAK - floor) * 0.5 * (1 + math.cos(math.pi * (update - warmup) / (end - warmup)))


def steps(update: float, drops=(400, 700)) -> float:
    """The formula of `STEPS`."""
    if update < WARMUP:
        return PEAK * update / WARMUP
    return PEAK * 0.1 ** sum(update >= drop for drop in drops)


def log_of(applied, *, interval=10, decimals=6, stop=UPDATES, begin=0, suite="ppseg", events=(), skips=None):
    """A log whose row of an update shows the rate that it applied."""
    digits = PrintedDigits("decimals", decimals)
    printed = "applied" if suite else "unknown"
    form = LogFormat("written", suite, "", "run", 0, 0, printed, digits, resumes_at="update")
    log = TrainingLog("-", form, LogRows(), digits)
    for update in range(begin, stop):
        log.events += [LogEvent(kind, len(log.rows), 1, value) for kind, at, value in events if at == update]
        if update % interval == 0:
            log.rows.add(round(applied(update), decimals), step=update, skipped=skips(update) if skips else 0)
    return log


def audited(applied, plan=COSINE, *, accumulate=None, stepped="update", **written):
    """The audit of a log against a plan with the warmup `WARMUP`."""
    schedule = Schedule(plan, "ppseg", RunLength(UPDATES, EPOCH), warmup_updates=WARMUP, stepped=stepped)
    return audit_log(log_of(applied, **written), schedule, AuditOptions(EPOCH, accumulate=accumulate))
