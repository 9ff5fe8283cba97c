"""A row, a case and a peak rate -> the section of our own dialect."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

from paddle_lrkit.advise.case import NOMINAL_STEPS, ResolvedCase
from paddle_lrkit.advise.guide import Decay, GuideRow, WarmupRule
from paddle_lrkit.errors import UsageError
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.shape import ShapeName
from paddle_lrkit.units import Duration, RunLength, parse_duration

LARGE_BATCH = 1024
_CLOSE = 0.06
"""How far a drop may be moved to a whole epoch, as a share of the run."""
NAMES: dict[ShapeName, str] = {
    "linear": "LinearDecay",
    "cosine": "CosineAnnealingDecay",
    "polynomial": "PolynomialDecay",
    "wsd": "WSD",
    "multistep": "MultiStepDecay",
    "constant": "ConstantLR",
}
"""Shape of a decay -> name in our catalogue."""

TRAINER_TASKS = {
    "classification": "classification",
    "detection": "detection",
    "text-finetune": "text_classification",
}
"""Task of the guide -> task of our trainer, which trains all weights."""


def length_of(case: ResolvedCase, nominal_steps: int = NOMINAL_STEPS) -> RunLength:
    """The length of a case's run; with a nominal number of updates in an epoch where it is unknown."""
    given, steps = case.given, case.steps
    if given.epochs is None and case.total is not None:
        return RunLength(case.total, steps)
    taken, epochs = steps or nominal_steps, given.epochs or 0
    return RunLength(epochs * taken, taken, epochs=epochs, assumed=steps is None)


class ScheduleDraft(NamedTuple):
    """The schedule to write.

    Args:
        decay: The decay.
        warmup: Duration of the ramp, such as ``5ep``; ``0`` for none.
        start: Rate at update 0, as a share of the peak.
        floor: Rate at the end.
        late: Whether the decay is as long as the run but starts after the warmup.
    """

    decay: Decay
    warmup: str
    start: float
    floor: float
    late: bool = False


def warmup_duration(ramp: WarmupRule, case: ResolvedCase, length: RunLength) -> str:
    """The warmup with a unit: the row's, or its upper limit where that is shorter.

    Raises:
        UsageError: The row's is in updates and the length of the run is unknown.
    """
    wanted, most = ramp.length, ramp.most
    if ramp.large and (case.batch or 0) >= LARGE_BATCH:
        wanted, most = ramp.large, ramp.large_most or ramp.most
    if wanted == "adam":
        wanted = f"{case.adam_warmup}it"
    if wanted == "0":
        return wanted
    if length.assumed and wanted.endswith("it"):
        raise UsageError(
            tr(
                "the warmup here is {} updates or {} of the run, whichever is shorter; give --dataset-size and "
                "--batch-size, --steps-per-epoch, or --updates instead of --epochs",
                wanted[:-2],
                ramp.most,
            )
        )
    if wanted.endswith("ep") and length.steps_per_epoch is None:
        wanted = most = ramp.most
    durations = [parse_duration(text) for text in (wanted, most)]
    shortest = min(durations, key=lambda duration: duration.updates(length))
    return _written(shortest, length) if shortest.updates(length) else "0"


def _written(duration: Duration, length: RunLength) -> str:
    """The duration; epochs become updates in a config that counts updates."""
    if duration.unit == "ep" and not length.epochs:
        return f"{duration.updates(length)}it"
    return str(duration)


def floor_of(row: GuideRow, peak: float) -> float:
    """The rate at which a row's decay ends."""
    return row.floor * peak if row.floor_lr is None else min(row.floor_lr, peak / 100)


def build(draft: ScheduleDraft, row: GuideRow, case: ResolvedCase, peak: float, length: RunLength) -> dict[str, Any]:
    """The sections ``Global`` and ``Optimizer`` of our dialect."""
    run: dict[str, Any] = {"epochs": length.epochs} if length.epochs else {"updates": length.total_updates}
    if row.ema is not None:
        run["ema_decay"] = row.ema
    if case.task in TRAINER_TASKS and case.given.method == "full":
        run = {"task": TRAINER_TASKS[case.task], **run}
    own = dict(row.optimizer)
    if case.given.beta2 is not None:
        own["beta2"] = case.given.beta2
    if case.given.weight_decay is not None:
        own["weight_decay"] = case.given.weight_decay
    return {"Global": run, "Optimizer": {"name": case.optimizer, **own, "lr": _rate(draft, peak, length)}}


def _rate(draft: ScheduleDraft, peak: float, length: RunLength) -> dict[str, Any]:
    ramp = {} if draft.warmup == "0" else {"warmup": draft.warmup, "warmup_start_factor": draft.start}
    name = NAMES["polynomial" if draft.late and draft.decay.name == "linear" else draft.decay.name]
    return {"name": name, "learning_rate": peak, **_shape(draft, length), **ramp}


def _shape(draft: ScheduleDraft, length: RunLength) -> dict[str, Any]:
    form, floor = draft.decay, draft.floor
    whole_run = {"decay_steps": f"{length.total_updates}it"} if draft.late else {}
    if form.name == "linear":
        return {"end_lr": floor, **whole_run}
    if form.name == "polynomial":
        return {"end_lr": floor, "power": form.power, **whole_run}
    if form.name == "wsd":
        return {"decay_steps": f"{form.share}%", "end_lr": floor, "shape": form.shape}
    if form.name == "multistep":
        return {"milestones": _milestones(form, length), "gamma": form.gamma}
    if form.name == "cosine":
        return {**_span(draft, length), "eta_min": floor}
    return {}


def _span(draft: ScheduleDraft, length: RunLength) -> dict[str, str]:
    """``T_max`` where it is not the rest of the run."""
    if draft.late:
        return {"T_max": f"{length.total_updates}it"}
    if draft.decay.stretch == 1:
        return {}
    whole = (length.total_updates or 0) * draft.decay.stretch
    if length.epochs and length.steps_per_epoch:
        whole = round(length.epochs * draft.decay.stretch) * length.steps_per_epoch
    warmup = 0 if draft.warmup == "0" else parse_duration(draft.warmup).updates(length)
    return {"T_max": f"{round(whole) - warmup}it"}


def _milestones(form: Decay, length: RunLength) -> list[str]:
    """The drops in whole epochs where there are enough, else in per cent of the run."""
    epochs = length.epochs or 0
    marks = [round(share * epochs) for share in form.drops]
    for index in reversed(range(len(marks))):
        after = marks[index + 1] if index + 1 < len(marks) else epochs
        marks[index] = min(marks[index], after - 1)
    close = all(abs(mark - share * epochs) <= _CLOSE * epochs for mark, share in zip(marks, form.drops, strict=True))
    if close and all(first < second for first, second in pairwise([0, *marks, epochs])):
        return [f"{mark}ep" for mark in marks]
    return [f"{share:.0%}" for share in form.drops]
