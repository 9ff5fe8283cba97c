"""The schedule of a row for a suite: exact, or the nearest that the suite can express."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from paddle_lrkit.advise.case import ResolvedCase
from paddle_lrkit.advise.guide import Decay, GuideRow, WarmupRule
from paddle_lrkit.advise.parts import parts_of
from paddle_lrkit.advise.section import NAMES, ScheduleDraft, build, floor_of, length_of, warmup_duration
from paddle_lrkit.errors import UsageError
from paddle_lrkit.messages import Message, join_parts, join_sentences, tr
from paddle_lrkit.suites.load import load_schedule
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.shape import ShapeName, shape_of
from paddle_lrkit.suites.table import detector_of, writer_of
from paddle_lrkit.text import format_share
from paddle_lrkit.units import RunLength, parse_duration

STAND_INS: dict[ShapeName, tuple[ShapeName, ...]] = {
    "linear": ("cosine", "multistep"),
    "polynomial": ("linear", "cosine"),
    "cosine": ("linear", "multistep"),
    "wsd": ("linear", "cosine"),
    "multistep": ("linear", "cosine"),
    "constant": (),
}
"""Shape of a decay -> the nearest ones, for a suite that does not have it."""
OPEN_STAND_INS: tuple[ShapeName, ...] = ("constant",)
"""The same for warmup-stable-decay in a run whose length is open: the part before the decay."""
MOST_LEFT = 0.05
"""Largest last rate, as a share of the peak, of a decay that is as long as the run but starts after the warmup."""
_OTHER_NOMINAL = 1250
FORM_NAMES: dict[ShapeName, Message] = {
    "linear": Message("linear decay"),
    "cosine": Message("cosine"),
    "polynomial": Message("polynomial decay"),
    "wsd": Message("warmup-stable-decay"),
    "multistep": Message("decay in steps"),
    "constant": Message("constant rate"),
}
_FORM = Message("{} has no name for a {}; the nearest that it has is a {}. lrkit exec runs it with ours.")
_OPEN = Message(
    "{} has no name for a warmup-stable-decay: this is its constant part, for as long as the run is open. To finish, "
    "continue from a checkpoint with a decay to 0 over the last {}%. lrkit exec runs the whole of it with ours."
)
_OPEN_END = Message("The constant part of {} does not fall.")
_START = Message("The warmup of {} starts at 0: update 0 changes nothing.")
_AHEAD = Message("The pre-training program of {} is one update ahead: update 0 has the rate of update 1.")
_WHOLE = Message("{} decays after whole epochs of warmup only: {} here.")
_LATE = Message("The decay of {} always spans the whole run and starts after the warmup: it stops at {} of the peak.")
_NO_RAMP = Message("{} has no such warmup before this decay: left out.")
_FLOOR = Message("This decay of {} always ends at 0.")
_NO_KEY = Message("{} has no key for {}: left out.")
_BOUND_TO = {
    "name": Message("The peak rate is for that optimizer only."),
    "layer_decay": Message("The peak rate is known with it only: run lrkit find."),
}
"""What a peak rate depends on -> what follows when it is left out."""
_ROUNDED = Message("{} counts whole epochs: {:,} updates become {:,}.")


class SuiteSchedule(NamedTuple):
    """A schedule as a suite writes it.

    Args:
        data: The section.
        own: The section in our own dialect.
        schedule: The schedule, read in our own dialect; the suite's is the same. Where the program that pre-trains is
            one update ahead, it is that program's.
        name: Name of the schedule in our catalogue.
        draft: The schedule before it was written.
        deviations: Differences from the row, for which the suite has no keys.
        changed: Those of the schedule by the topic of the reason that they change.
        nominal: Whether the updates of an epoch are not known.
    """

    data: dict[str, Any]
    own: dict[str, Any]
    schedule: Schedule
    name: str
    draft: ScheduleDraft
    deviations: tuple[Message, ...] = ()
    changed: tuple[tuple[str, Message], ...] = ()
    nominal: bool = False


def fit(row: GuideRow, case: ResolvedCase, peak: float, suite: str) -> SuiteSchedule:
    """The schedule of a row for a suite.

    Raises:
        UsageError: The suite needs the updates of an epoch, or of the run, and they are unknown.
    """
    fitted = _fitted(row, case, peak, suite, length_of(case))
    if fitted.nominal and suite != "lrkit":
        other = _fitted(row, case, peak, suite, length_of(case, _OTHER_NOMINAL))
        if other.data != fitted.data:
            raise UsageError(
                tr("--suite {} counts updates here; give --dataset-size and --batch-size, or --steps-per-epoch", suite)
            )
    return fitted


def _fitted(row: GuideRow, case: ResolvedCase, peak: float, suite: str, length: RunLength) -> SuiteSchedule:
    said: list[Message] = []
    if suite != "lrkit":
        length, said = _for_suite(suite, length)
    ramp = row.warmup or WarmupRule()
    form = (row.stretched_decay if writer_of(suite).stretches_cosine else None) or row.decay
    floor = 0.0 if form.stretch > 1 else floor_of(row, peak)
    first = ScheduleDraft(form, warmup_duration(ramp, case, length), ramp.start, floor)
    for draft in _drafts(first, length, fixed=case.fixed) if suite != "lrkit" else [first]:
        data = build(draft, row, case, peak, length)
        schedule = load_schedule(data, steps_per_epoch=length.steps_per_epoch, suite="lrkit")
        if draft.late and schedule.curve(schedule.total_updates) > draft.floor + MOST_LEFT * peak:
            continue
        found = (data, ()) if suite == "lrkit" else _translated(schedule, data, suite)
        if found is not None:
            section, left = found
            own = schedule
            program = "pretrain" if case.task == "text-pretrain" else case.given.method
            if program != "full" and suite != "lrkit":
                section, schedule = _for_program(section, own, suite, program)
            changed = tuple(_changes(first, draft, suite, schedule, ahead=schedule is not own))
            differences = (*said, *(text for _, text in changed), *left)
            name = NAMES[draft.decay.name]
            return SuiteSchedule(section, data, schedule, name, draft, differences, changed, length.assumed)
    raise UsageError(
        tr("--suite {}: {} cannot express anything close to {}", suite, detector_of(suite).title, NAMES[row.decay.name])
    )


def _for_suite(suite: str, length: RunLength) -> tuple[RunLength, list[Message]]:
    """The length as a suite counts it."""
    if not writer_of(suite).counts_epochs:
        return length, []
    if length.steps_per_epoch is None:
        raise UsageError(
            tr(
                "--suite {} counts epochs; give --dataset-size and --batch-size, or --steps-per-epoch, with --updates",
                suite,
            )
        )
    updates = length.total_updates or 0
    epochs = -(-updates // length.steps_per_epoch)
    whole = epochs * length.steps_per_epoch
    said = [] if whole == updates else [_ROUNDED.filled(detector_of(suite).title, updates, whole)]
    return length._replace(total_updates=whole, epochs=epochs), said


def _drafts(first: ScheduleDraft, length: RunLength, *, fixed: bool) -> Iterator[ScheduleDraft]:
    """The row's draft and its stand-ins, nearest first; the warmup is dropped before the decay becomes a staircase."""
    smooth, stepped = _forms(first.decay, fixed=fixed)
    for decay in smooth:
        for floor in dict.fromkeys((first.floor, 0.0)):
            draft = first._replace(decay=decay, floor=floor)
            yield draft
            yield from _ramps(draft, length)
    yield first._replace(warmup="0")
    for decay in stepped:
        yield first._replace(decay=decay)
        yield first._replace(decay=decay, warmup="0")


def _forms(first: Decay, *, fixed: bool) -> tuple[list[Decay], list[Decay]]:
    """The row's decay and its smooth stand-ins, and the stand-ins that are staircases; a run that is open goes on."""
    others = [Decay(name) for name in (STAND_INS[first.name] if fixed or first.name != "wsd" else OPEN_STAND_INS)]
    return [first, *(form for form in others if form.name != "multistep")], [
        form for form in others if form.name == "multistep"
    ]


def _ramps(draft: ScheduleDraft, length: RunLength) -> Iterator[ScheduleDraft]:
    """The same with other warmups: from 0, in whole epochs, with a decay over the whole run."""
    if draft.warmup == "0":
        return
    yield draft._replace(start=0.0)
    whole = _whole_epochs(draft.warmup, length)
    if whole:
        yield draft._replace(warmup=whole)
        yield draft._replace(warmup=whole, start=0.0)
    if draft.decay.name in ("linear", "cosine", "polynomial"):
        yield draft._replace(late=True, start=0.0)
        yield draft._replace(late=True)


def _whole_epochs(warmup: str, length: RunLength) -> str | None:
    """The warmup rounded to whole epochs, if that is at most three tenths of the run."""
    if not length.steps_per_epoch:
        return None
    epochs = max(math.floor(parse_duration(warmup).updates(length) / length.steps_per_epoch + 0.5), 1)
    return f"{epochs}ep" if epochs * length.steps_per_epoch <= 0.3 * (length.total_updates or 0) else None


def _translated(
    schedule: Schedule, data: dict[str, Any], suite: str
) -> tuple[dict[str, Any], tuple[Message, ...]] | None:
    """The section of a suite and what it has no keys for; None when the suite cannot express the schedule."""
    writer, description = writer_of(suite), shape_of(schedule)
    if description.shape not in writer.shapes or list(writer.limits(description)):
        return None
    from paddle_lrkit.suites.convert import translate

    found = translate(schedule, data, suite, explicit=True)
    section = found.data if found.carried and not found.carried.stand_in else found.section
    if section is None or found.carried is None:
        return None
    readable = _rounded(writer.readable(section, schedule.steps_per_epoch))
    return readable, tuple(_left_out(data, found.carried.left_behind, suite))


def _for_program(
    section: dict[str, Any], schedule: Schedule, suite: str, program: str
) -> tuple[dict[str, Any], Schedule]:
    """The section for a program of the suite, and its schedule where its first rate is another."""
    section = writer_of(suite).for_program(section, program)
    read = load_schedule(section, steps_per_epoch=schedule.steps_per_epoch, suite=suite)
    return section, schedule if math.isclose(read.curve(0), schedule.curve(0)) else read


def _left_out(data: dict[str, Any], keys: Iterable[str], suite: str) -> Iterator[Message]:
    """What a suite has no keys for, in one line, and what its program takes on the command line."""
    title, remarks = detector_of(suite).title, writer_of(suite).remarks
    parts = parts_of(data)
    yield from (remark for name, remark in remarks.items() if name in parts)
    left = {key.rpartition(".")[2] for key in keys} - remarks.keys()
    words = {name: part for name, part in parts.items() if name in left}
    if words:
        joined = join_parts(words.values(), chinese="、")
        bound = [words_of for name, words_of in _BOUND_TO.items() if name in words]
        yield join_sentences([_NO_KEY.filled(title, joined), *bound[:1]])


def _rounded(value: Any) -> Any:
    """The same with numbers rounded to 14 digits."""
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_rounded(part) for part in value]
    return float(f"{value:.14g}") if isinstance(value, float) else value


def _changes(
    first: ScheduleDraft, draft: ScheduleDraft, suite: str, schedule: Schedule, *, ahead: bool
) -> Iterator[tuple[str, Message]]:
    """What differs from the row, by the topic of the reason."""
    name = detector_of(suite).title
    if draft.decay.name == "constant" != first.decay.name:
        yield "schedule", _OPEN.filled(name, first.decay.share)
        yield "min_lr", _OPEN_END.filled(name)
    elif draft.decay.name != first.decay.name:
        yield "schedule", _FORM.filled(name, FORM_NAMES[first.decay.name], FORM_NAMES[draft.decay.name])
    if draft.floor != first.floor:
        yield "min_lr", _FLOOR.filled(name)
    if draft.late:
        share = format_share(schedule.curve(schedule.total_updates) / schedule.peak_lr)
        yield "min_lr", _LATE.filled(name, share)
    if draft.warmup == "0" and first.warmup != "0":
        yield "warmup", _NO_RAMP.filled(name)
        return
    if draft.warmup != first.warmup:
        yield "warmup", _WHOLE.filled(name, draft.warmup)
    if ahead:
        yield "warmup", _AHEAD.filled(name)
    elif draft.start != first.start:
        yield "warmup", _START.filled(name)
