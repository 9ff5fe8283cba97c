"""What happened in a watched program, as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.messages import Message, join_parts, tr
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
from paddle_lrkit.text import cells, format_count, format_rate, join_names, plural

_MOST_ITEMS = 6
_LABEL = 10
"""Columns of a label."""


def report_text(process: WatchedProcess, differences: Sequence[RankDifference], run: WatchedRun) -> str:
    """The report: what ran, each schedule, each optimizer, the findings.

    Args:
        process: The process that is reported, the first one of several.
        differences: What other processes did otherwise.
        run: The run.
    """
    style = TextStyle(True, False, wants_color(err=True), columns())
    lines = [_head(process, run.code, style), *(f"  {printable(tr('note: {}', note))}" for note in run.notes)]
    for schedule in process.schedules:
        lines += ["", *_schedule(schedule, process.read.get(schedule.recorded.number), style)]
    for optimizer, built in process.optimizers:
        lines += ["", *_optimizer(optimizer, built, process.record, style)]
    for one in differences:
        lines += ["", tr("process {} differs: {}", one.rank, printable(one.message))]
    shown = FullFindings(ConfigFiles(), style)
    for finding in process.findings:
        lines += ["", *shown.lines(finding)]
    if not process.findings and not differences:
        lines += ["", tr("no mistake found")]
    return "\n".join([*lines, ""])


def _head(process: WatchedProcess, code: int | None, style: TextStyle) -> str:
    about = process.record.about
    processes = int(about.get("processes", 1))
    parts = [plural(process.updates, "update"), tr("{:.1f} s", about["seconds"])]
    if processes > 1:
        parts.append(tr("process {} of {}", process.record.rank, processes))
    skipped = sum(optimizer.skipped for optimizer, _ in process.optimizers)
    if skipped:
        parts.append(tr("{} skipped by the loss scaler", plural(skipped, "update")))
    if about.get("partly"):
        parts[0] = tr("{} in the cut run", parts[0])
    if code is not None:
        parts.append(tr("exit code {}", code))
    text = tr("{}: {}", style.paint(printable(process.program.file), bold=True), str(join_parts(parts)))
    error = about.get("error")
    return f"{text}\n  {printable(tr('stopped by {}', _error(error)))}" if error else text


def _error(error: dict[str, Any]) -> str:
    message = " ".join(str(error["message"]).split())
    return tr("{} at line {}: {}", error["type"], error["place"][1], message[:200])


def _schedule(schedule: WatchedSchedule, read: Usage | None, style: TextStyle) -> Iterator[str]:
    built, usage = schedule.built, read if read and schedule.usage.unit == "other" else schedule.usage
    yield f"{style.paint(printable(call_text(built)), bold=True)}  {printable(str(built.place))}"
    if schedule.holder is None:
        yield _fact(tr("held by"), tr("no optimizer: its rates are applied to nothing"))
    else:
        path = schedule.holder.path.rpartition(".")[2]
        yield _fact(tr("held by"), tr("{} (line {})", printable(path), schedule.holder.line))
    yield _fact(tr("stepped"), _steps(schedule.recorded, usage))
    yield from _rate(schedule.applied)


def _fact(label: str, text: str) -> str:
    return f"  {label}{' ' * (_LABEL - cells(label))}{text}"


def _rate(rates: RecordedRates | None) -> Iterator[str]:
    if rates is not None and rates.count:
        low, high = min(rates.values), max(rates.values)
        ends = tr("{} at the first update, {} at the last", format_rate(rates.values[0]), format_rate(rates.values[-1]))
        peak = "" if high in (rates.values[0], rates.values[-1]) else tr(", at most {}", format_rate(high))
        same = tr("{} at every update", format_rate(low))
        yield _fact(tr("rate"), ends + peak if low != high else same)


def _steps(recorded: RecordedObject, usage: Usage) -> str:
    if not recorded.events:
        return tr("never")
    words = plural(recorded.events, "time")
    per = _per(usage)
    places = join_names([_site(site) for site in usage.sites], most=_MOST_ITEMS) if usage.sites else ""
    return str(join_parts(filter(None, [words, per, places])))


_PER = {
    "epoch": Message("once an epoch"),
    "batch and epoch": Message("per batch and epoch"),
    "never": Message("never"),
    "other": Message("per other"),
}
"""Units that are told without a number."""


def _per(usage: Usage) -> str:
    unit = usage.unit
    epoch = usage.steps_per_epoch
    if unit == "epoch" and epoch:
        return tr("once an epoch of {}", plural(epoch, "update"))
    if usage.unit.startswith("batch (every"):
        return tr("once an update of {}", plural(usage.batches_per_update or 1, "batch", "batches"))
    if "," in unit:
        return tr("once a batch, the optimizer every {} batches", unit.split()[-2])
    if unit in ("batch", "update"):
        return tr("once an update")
    return str(_PER[unit])


def _site(site: StepSite) -> str:
    place = tr("line {} by {}", site.place.line, site.by) if site.by else tr("line {}", site.place.line)
    return tr("{}, before the update", place) if site.before_update else tr("{}, after the update", place)


def _optimizer(
    optimizer: RecordedObject, built: BuiltOptimizer, record: WatchRecord, style: TextStyle
) -> Iterator[str]:
    yield f"{style.paint(printable(built.name), bold=True)}  {printable(str(built.place))}"
    calls = [call for call in record.set_rates if call["optimizer"] == optimizer.number and not call["error"]]
    yield printable(tr("  holds     {}", _held(built.rate)))
    if calls:
        lines = join_names(map(str, sorted({call["place"][1] for call in calls})), most=_MOST_ITEMS)
        yield _fact("set_lr", tr("{}, line {}", plural(optimizer.set_calls, "call"), lines))
    elif not_applied(optimizer, built):
        applied = format_rate(optimizer.rates.values[-1])
        yield _fact(tr("applies"), tr("{}: only set_lr() changes the rate", applied))
    if built.given is not built.rate and built.given != built.rate:
        yield _fact("", tr("first {}; changed at line {}", printable(_held(built.given)), built.rate_place.line))
    if factors := sorted({factor for factor in optimizer.factors if factor != 1}):
        yield _fact(tr("groups"), tr("of parameters with the rate times {}", join_names(map(format_rate, factors))))
    yield _fact(tr("updates"), format_count(optimizer.events))
    if not isinstance(built.rate, BuiltSchedule):
        yield from _rate(optimizer.rates)


def not_applied(optimizer: RecordedObject, built: BuiltOptimizer) -> bool:
    """Whether an optimizer holds another number than it applies."""
    held, rates = built.rate, optimizer.rates
    return isinstance(held, (int, float)) and rates.count > 0 and abs(held - rates.values[-1]) > 1e-6 * abs(held)


def _held(value: Any) -> str:
    if isinstance(value, BuiltSchedule):
        return tr("the {} of line {}", value.name, value.place.line)
    if isinstance(value, Unknown):
        return str(value.text)
    return tr("the number {}", format_rate(value)) if isinstance(value, (int, float)) else tr("nothing")


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
