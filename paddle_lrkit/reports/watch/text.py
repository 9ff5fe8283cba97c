"""What happened in a watched program, as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.printable import printable
from paddle_lrkit.reports.check.finding_lines import FullFindings
from paddle_lrkit.reports.check.style import TextStyle
from paddle_lrkit.reports.output import columns, wants_color
from paddle_lrkit.reports.watch.program_run import WatchedRun
from paddle_lrkit.reports.watch.ranks import RankDifference
from paddle_lrkit.reports.watch.watched import WatchedProcess, WatchedSchedule
from paddle_lrkit.scripts.program import BuiltOptimizer, BuiltSchedule
from paddle_lrkit.scripts.unknown import Unknown
from paddle_lrkit.scripts.usage import StepSite, Usage
from paddle_lrkit.scripts.watch_record import RecordedObject, RecordedRates, WatchRecord
from paddle_lrkit.text import format_count, format_rate, join_names, plural

_MOST_ITEMS = 6


def report_text(process: WatchedProcess, differences: Sequence[RankDifference], run: WatchedRun) -> str:
    """The report: what ran, each schedule, each optimizer, the findings.

    Args:
        process: The process that is reported, the first one of several.
        differences: What other processes did otherwise.
        run: The run.
    """
    style = TextStyle(True, False, wants_color(err=True), columns())
    lines = [_head(process, run.code, style), *(f"  note: {printable(note)}" for note in run.notes)]
    for schedule in process.schedules:
        lines += ["", *_schedule(schedule, process.read.get(schedule.recorded.number), style)]
    for optimizer, built in process.optimizers:
        lines += ["", *_optimizer(optimizer, built, process.record, style)]
    for one in differences:
        lines += ["", f"process {one.rank} differs: {printable(one.message)}"]
    shown = FullFindings(ConfigFiles(), style)
    for finding in process.findings:
        lines += ["", *shown.lines(finding)]
    if not process.findings and not differences:
        lines += ["", "no mistake found"]
    return "\n".join([*lines, ""])


def _head(process: WatchedProcess, code: int | None, style: TextStyle) -> str:
    about = process.record.about
    processes = int(about.get("processes", 1))
    parts = [plural(process.updates, "update"), f"{about['seconds']:.1f} s"]
    if processes > 1:
        parts.append(f"process {process.record.rank} of {processes}")
    skipped = sum(optimizer.skipped for optimizer, _ in process.optimizers)
    if skipped:
        parts.append(f"{plural(skipped, 'update')} skipped by the loss scaler")
    if about.get("partly"):
        parts[0] += " in the cut run"
    if code is not None:
        parts.append(f"exit code {code}")
    text = f"{style.paint(printable(process.program.file), bold=True)}: {', '.join(parts)}"
    error = about.get("error")
    return f"{text}\n  stopped by {printable(_error(error))}" if error else text


def _error(error: dict[str, Any]) -> str:
    message = " ".join(str(error["message"]).split())
    return f"{error['type']} at line {error['place'][1]}: {message[:200]}"


def _schedule(schedule: WatchedSchedule, read: Usage | None, style: TextStyle) -> Iterator[str]:
    built, usage = schedule.built, read if read and schedule.usage.unit == "other" else schedule.usage
    yield f"{style.paint(printable(call_text(built)), bold=True)}  {printable(str(built.place))}"
    if schedule.holder is None:
        yield "  held by   no optimizer: its rates are applied to nothing"
    else:
        path = schedule.holder.path.rpartition(".")[2]
        yield f"  held by   {printable(path)} (line {schedule.holder.line})"
    yield f"  stepped   {_steps(schedule.recorded, usage)}"
    yield from _rate(schedule.applied)


def _rate(rates: RecordedRates | None) -> Iterator[str]:
    if rates is not None and rates.count:
        low, high = min(rates.values), max(rates.values)
        ends = f"{format_rate(rates.values[0])} at the first update, {format_rate(rates.values[-1])} at the last"
        peak = "" if high in (rates.values[0], rates.values[-1]) else f", at most {format_rate(high)}"
        yield f"  rate      {ends}{peak}" if low != high else f"  rate      {format_rate(low)} at every update"


def _steps(recorded: RecordedObject, usage: Usage) -> str:
    if not recorded.events:
        return "never"
    words = plural(recorded.events, "time")
    per = _per(usage)
    places = join_names([_site(site) for site in usage.sites], most=_MOST_ITEMS) if usage.sites else ""
    return ", ".join(filter(None, [words, per, places]))


def _per(usage: Usage) -> str:
    unit = usage.unit
    epoch = usage.steps_per_epoch
    if unit == "epoch" and epoch:
        return f"once an epoch of {plural(epoch, 'update')}"
    if usage.unit.startswith("batch (every"):
        return f"once an update of {plural(usage.batches_per_update or 1, 'batch', 'batches')}"
    if "," in unit:
        return f"once a {unit}"
    return {"epoch": "once an epoch", "batch": "once an update", "update": "once an update"}.get(unit, f"per {unit}")


def _site(site: StepSite) -> str:
    order = "before" if site.before_update else "after"
    by = f" by {site.by}" if site.by else ""
    return f"line {site.place.line}{by}, {order} the update"


def _optimizer(
    optimizer: RecordedObject, built: BuiltOptimizer, record: WatchRecord, style: TextStyle
) -> Iterator[str]:
    yield f"{style.paint(printable(built.name), bold=True)}  {printable(str(built.place))}"
    calls = [call for call in record.set_rates if call["optimizer"] == optimizer.number and not call["error"]]
    yield f"  holds     {printable(_held(built.rate))}"
    if calls:
        lines = sorted({call["place"][1] for call in calls})
        yield f"  set_lr    {plural(optimizer.set_calls, 'call')}, line {join_names(map(str, lines), most=_MOST_ITEMS)}"
    elif not_applied(optimizer, built):
        yield f"  applies   {format_rate(optimizer.rates.values[-1])}: only set_lr() changes the rate"
    if built.given is not built.rate and built.given != built.rate:
        yield f"            first {printable(_held(built.given))}; changed at line {built.rate_place.line}"
    if factors := sorted({factor for factor in optimizer.factors if factor != 1}):
        yield f"  groups    of parameters with the rate times {join_names(map(format_rate, factors))}"
    yield f"  updates   {format_count(optimizer.events)}"
    if not isinstance(built.rate, BuiltSchedule):
        yield from _rate(optimizer.rates)


def not_applied(optimizer: RecordedObject, built: BuiltOptimizer) -> bool:
    """Whether an optimizer holds another number than it applies."""
    held, rates = built.rate, optimizer.rates
    return isinstance(held, (int, float)) and rates.count > 0 and abs(held - rates.values[-1]) > 1e-6 * abs(held)


def _held(value: Any) -> str:
    if isinstance(value, BuiltSchedule):
        return f"the {value.name} of line {value.place.line}"
    if isinstance(value, Unknown):
        return str(value.text)
    return f"the number {format_rate(value)}" if isinstance(value, (int, float)) else "nothing"


def call_text(built: BuiltSchedule) -> str:
    """The call as the program could have written it: ``StepDecay(learning_rate=0.1, step_size=30)``."""
    arguments = ", ".join(f"{name}={_argument(value)}" for name, value in built.arguments.items())
    return f"{built.name}({arguments})"


def _argument(value: Any) -> str:
    if isinstance(value, BuiltSchedule):
        return call_text(value)
    if isinstance(value, (list, tuple)):
        items = [_argument(item) for item in value[:_MOST_ITEMS]]
        return f"[{', '.join(items)}{', ...' if len(value) > _MOST_ITEMS else ''}]"
    if isinstance(value, float):
        return format_rate(value, 6)
    if isinstance(value, Unknown):
        return str(value.text)
    return "..." if callable(value) else repr(value)
