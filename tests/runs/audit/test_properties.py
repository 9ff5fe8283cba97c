"""Any schedule and any convention of printing: what agrees is no fault, and what happened is among the verdicts."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit import curves
from paddle_lrkit.runs.audit.audit_log import audit_log
from paddle_lrkit.runs.audit.options import AuditOptions
from paddle_lrkit.runs.audit.printing import Printing
from paddle_lrkit.runs.logs.training_log import LogEvent, LogRows, TrainingLog
from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength

EPOCH = 50
SAME_ROWS = {
    "advanced-n-times": {"stretched", "stepped-per-update"},
    "froze": {"never-changed"},
    "never-changed": {"froze"},
    "resumed-wrong-update": {"restarted"},
}
"""Other verdicts that are right where they print the same rows."""


@dataclass(frozen=True)
class Run:
    """A plan, and how its program prints it."""

    plan: curves.Curve
    warmup: int
    updates: int
    printing: Printing
    decimals: int
    interval: int
    begin: int
    resumed: int | None

    def log(self, applied) -> TrainingLog:
        """The log of applied rates: (process, update) -> rate."""
        digits = PrintedDigits("decimals", self.decimals)
        printed, window = self.printing.printed, self.printing.window
        form = LogFormat("f", "ppseg", "", "run", 0, 0, printed, digits, resumes_at="update", window=window)
        log = TrainingLog("-", form, LogRows(), digits)
        processes = [(0, self.updates)]
        if self.resumed is not None:
            processes = [(0, min(self.resumed + 2 * self.interval, self.updates)), (self.resumed, self.updates)]
        for process, (first, stop) in enumerate(processes):
            if process:
                log.events.append(LogEvent("resume", len(log.rows), 1, first))
            for update in range(max(first, self.begin), stop):
                if update % self.interval == 0:
                    rate = self.printing.value(lambda at, process=process: applied(process, at), update, first)
                    log.rows.add(round(rate, self.decimals), step=update)
        return log

    def audited(self, applied):
        """The audit of applied rates."""
        schedule = Schedule(self.plan, "ppseg", RunLength(self.updates, EPOCH), warmup_updates=self.warmup)
        return audit_log(self.log(applied), schedule, AuditOptions(steps_per_epoch=EPOCH))


@st.composite
def runs(draw, late=True, resumed=None):
    """A run with any schedule, convention, interval and digits."""
    updates = draw(st.integers(8, 24)) * EPOCH
    peak = draw(st.sampled_from([1e-3, 0.00125, 0.01, 0.1, 0.4]))
    warmup = draw(st.sampled_from([0, updates // 50, updates // 10]))
    body = updates - warmup
    plan = draw(
        st.sampled_from(
            [
                curves.cosine(peak, 0.0, body),
                curves.cosine(peak, peak / 100, body),
                curves.polynomial(peak, 0.0, body, power=0.9),
                curves.linear(peak, 0.0, body),
                curves.multistep(peak, [body // 2, body * 3 // 4], 0.1),
            ]
        )
    )
    known = draw(st.integers(1, updates // EPOCH - 2)) * EPOCH
    return Run(
        plan.warmup(warmup) if warmup else plan,
        warmup,
        updates,
        Printing(draw(st.sampled_from(["applied", "after", "median"])), draw(st.sampled_from([10, 20]))),
        draw(st.sampled_from([6, 8])),
        draw(st.sampled_from([1, 7, 10, 20])),
        draw(st.sampled_from([0, 0, updates // 3])) if late else 0,
        known if (draw(st.booleans()) if resumed is None else resumed) else None,
    )


@settings(max_examples=25)
@given(runs())
def test_what_is_planned_is_no_fault(run):
    result = run.audited(lambda process, update: run.plan(update))
    assert (result.verdict, result.fault, result.rows_that_differ) == ("agrees", False, 0)


def faults(run, data):
    """A verdict and the applied rates that it describes."""
    plan, updates = run.plan, run.updates
    place = data.draw(st.integers(updates // 5, updates * 4 // 5))
    factor = data.draw(st.sampled_from([0.1, 0.5, 2.0, 8.0]))
    times = data.draw(st.sampled_from([2, 4]))
    by = data.draw(st.sampled_from([-(run.resumed or 0), run.resumed or 0]))
    return data.draw(
        st.sampled_from(
            [
                ("other-peak", lambda process, update: factor * plan(update)),
                ("advanced-n-times", lambda process, update: plan(times * update)),
                ("froze", lambda process, update: plan(min(update, place))),
                ("never-changed", lambda process, update: plan(run.warmup)),
                ("jump", lambda process, update: plan(update) * (factor if update >= place else 1)),
                ("off-by-one", lambda process, update: plan(update + 1)),
                ("resumed-wrong-update", lambda process, update: plan(update + (by if process else 0))),
            ]
        )
    )


@settings(max_examples=10)
@given(runs(late=False, resumed=True), st.data())
def test_what_happened_is_among_the_verdicts(run, data):
    verdict, applied = faults(run, data)
    result = run.audited(applied)
    shown = {verdict, *SAME_ROWS.get(verdict, ())}
    if not result.rows_that_differ:
        assert not result.fault
        return
    told = {result.verdict, *(one.verdict for one in result.also_possible)}
    assert result.fault
    assert shown & told, (verdict, told, result.summary)
    if result.certainty == "high":
        assert result.verdict in shown, (verdict, result.verdict, result.summary)
