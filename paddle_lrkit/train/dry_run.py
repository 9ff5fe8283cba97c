"""What a training would do, without an update and without a file."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import paddle

from paddle_lrkit.config.bind import Component
from paddle_lrkit.config.document import Document
from paddle_lrkit.config.load import load_config
from paddle_lrkit.curves.base import Curve
from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import check_config
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.suites.lrkit.other_quantities import weight_decay_of
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.train.distributed.collectives import world_size
from paddle_lrkit.train.distributed.global_batch import describe_global_batch
from paddle_lrkit.train.optimization.group_match import Claim, overlaps
from paddle_lrkit.train.optimization.groups import untrained_norms
from paddle_lrkit.train.optimization.optimizer import weight_decays
from paddle_lrkit.train.run_directory import default_output, free_path
from paddle_lrkit.train.setup import TrainingSetup, build
from paddle_lrkit.units import Duration, LengthOptions

_SEVERITIES = {"error": Message("error {}"), "warning": Message("warning {}")}


@dataclass(frozen=True)
class Rates:
    """The rates of some parameters.

    Args:
        first: At the first update that is not frozen; 0 where all are.
        peak: Largest of those that are not frozen.
        last: At the last update that is not frozen; None where a metric decides it.
    """

    first: float
    peak: float
    last: float | None


@dataclass(frozen=True)
class GroupPlan:
    """Parameters that are trained alike.

    Args:
        name: Names of the groups that claim them; empty for those that follow ``Optimizer.lr``.
        match: The patterns of these groups.
        parameters: Number of parameters.
        weights: Number of their elements.
        rate: Their rates outside of the freeze window.
        weight_decay: Their weight decays: all that occur; with a schedule of it the first and the last.
        frozen: First frozen update of the run, and the first one after the window; None for none.
    """

    name: str
    match: tuple[str, ...]
    parameters: int
    weights: int
    rate: Rates
    weight_decay: tuple[float, ...]
    frozen: tuple[int, int] | None


@dataclass(frozen=True)
class DryRun:
    """What a training would do; ``lrkit train --dry-run --json`` prints it.

    Args:
        run: The directory that it would write.
        task: Name of the task.
        model: Name of the model.
        device: Where it computes.
        samples: Samples in the training set.
        updates: Updates of the run.
        steps_per_epoch: Updates in an epoch.
        samples_per_update: Samples in an update, all processes together; None where that changes.
        evaluations: Number of evaluations.
        kept_checkpoints: Number of checkpoints that are kept beside ``last`` and ``best``.
        schedule: Name of ``Optimizer.lr``.
        warmup_updates: Updates of its warmup.
        optimizer: Name of the optimizer.
        groups: The trained parameters.
        fixed_parameters: Parameters that the model does not train, statistics of BatchNorm included.
        fixed_weights: Number of their elements.
        layers: Layer -> number of its trained parameters; names to match in ``Optimizer.groups``.
        loss: Loss of the first batch, before any update.
        notes: Sentences.
    """

    run: str
    task: str
    model: str
    device: str
    samples: int
    updates: int
    steps_per_epoch: int | None
    samples_per_update: int | None
    evaluations: int
    kept_checkpoints: int
    schedule: str
    warmup_updates: int
    optimizer: str
    groups: list[GroupPlan]
    fixed_parameters: int
    fixed_weights: int
    layers: dict[str, int]
    loss: float
    notes: list[str]


def dry_run(config: str, overrides: Iterable[str] = (), device: str | None = None) -> DryRun:
    """Builds data, model and optimizer of a config, and computes the loss of the first batch.

    Args:
        config: The YAML file.
        overrides: Changes to the config, as ``Key.sub=value``.
        device: A device as in ``lrkit train --device``.

    Raises:
        LrkitError: The config cannot be used. A ConfigError has the line.
    """
    document = load_config(config, overrides)
    setup = build(document, device)
    settings, schedule, model = setup.settings, setup.schedule, setup.engine.model
    setup.engine.groups.release()
    run, claimed = settings.Global, setup.engine.claims
    fixed = [one for name, one in model.named_parameters() if name not in claimed]
    notes = [str(report) for report in setup.initial]
    notes += describe_global_batch(settings, schedule, setup.plan)
    notes += overlaps(schedule.groups, claimed)
    notes += untrained_norms(setup.engine.groups)
    notes += _mistakes(document, setup)
    if settings.Optimizer.layer_decay is not None:
        factor = f"{settings.Optimizer.layer_decay:g}"
        notes.append(
            tr("the rates are those of the deepest layer; each layer before another has {} times its rate", factor)
        )
    return DryRun(
        run=str(free_path(Path(run.output_dir or default_output(config)))),
        task=run.task,
        model=settings.Architecture.name,
        device=str(paddle.get_device()),
        samples=setup.task.num_samples,
        updates=schedule.total_updates,
        steps_per_epoch=schedule.steps_per_epoch,
        samples_per_update=schedule.length.samples_per_update,
        evaluations=_times(run.eval_every, schedule) if settings.Eval is not None else 0,
        kept_checkpoints=_times(run.save_every, schedule) if run.save_every else 0,
        schedule=schedule.name,
        warmup_updates=schedule.warmup_updates,
        optimizer=settings.Optimizer.name,
        groups=_groups(setup, claimed),
        fixed_parameters=len(fixed),
        fixed_weights=_size(fixed),
        layers=_layers([*claimed]),
        loss=_first_loss(setup),
        notes=notes,
    )


def _mistakes(document: Document, setup: TrainingSetup) -> list[str]:
    """What ``lrkit check`` warns of."""
    length = LengthOptions(images=setup.task.num_samples, world_size=world_size())
    found = check_config(document.data, CheckOptions(suite="lrkit", length=length))
    mistakes = ((_SEVERITIES[one.severity].filled(one.code), one) for one in found if one.severity != "info")
    return [tr("{}: {}", head, one.message) for head, one in mistakes]


def _times(every: Duration, schedule: Schedule) -> int:
    """How often a moment comes in the run, its end included."""
    length, total = schedule.length, schedule.total_updates
    if length.plan is None:
        return math.ceil(total / max(every.updates(length), 1))
    return sum(every.ends_at(update, length) for update in range(1, total)) + 1


def _groups(setup: TrainingSetup, claimed: dict[str, Claim]) -> list[GroupPlan]:
    """The parameters that share their settings, those that no group claims first."""
    together: dict[tuple[str, ...], list[str]] = {(): []}
    for name, claim in claimed.items():
        owners = dict.fromkeys(group.name for group in vars(claim).values() if group is not None)
        together.setdefault(tuple(owners), []).append(name)
    return [_plan(setup, claimed[names[0]], owners, names) for owners, names in together.items() if names]


def _plan(setup: TrainingSetup, claim: Claim, owners: tuple[str, ...], names: Sequence[str]) -> GroupPlan:
    model, schedule = setup.engine.model, setup.schedule
    groups = [group for group in schedule.groups if group.name in owners]
    parameters = dict(model.named_parameters())
    frozen = _window(None if claim.freeze is None else claim.freeze.frozen, schedule.total_updates)
    curve = schedule.curve if claim.rate is None else claim.rate.unfrozen(schedule.curve)
    follows_metric = schedule.plateau is not None and (claim.rate is None or claim.rate.curve is None)
    rate = _rates(curve, frozen, schedule.total_updates)
    rate = replace(rate, last=None) if follows_metric else rate
    return GroupPlan(
        " + ".join(owners),
        tuple(pattern for group in groups for pattern in group.patterns),
        len(names),
        _size([parameters[name] for name in names]),
        rate,
        _decays(setup, names),
        frozen,
    )


def _window(frozen: tuple[int, int] | None, total: int) -> tuple[int, int] | None:
    """The part of a freeze window that is in the run; None for none."""
    return None if frozen is None or frozen[0] >= total else (frozen[0], min(frozen[1], total))


def _rates(curve: Curve, frozen: tuple[int, int] | None, total: int) -> Rates:
    """The rates of the updates that are not frozen; 0 where all are."""
    start, stop = frozen or (total, total)
    first, end = (stop, total) if start == 0 else (0, start if stop == total else total)
    if first >= end:
        return Rates(0.0, 0.0, 0.0)
    return Rates(curve(first), curve.shift(-first).peak(end - first), curve(end - 1))


def _decays(setup: TrainingSetup, names: Sequence[str]) -> tuple[float, ...]:
    settings = setup.settings.Optimizer
    ramp = weight_decay_of(settings, setup.schedule.length)
    without_vectors = getattr(settings.arguments, "exclude_vectors", False)
    inside = {id(one) for name, one in setup.engine.model.named_parameters() if name in names}
    found: dict[float, None] = {}
    for default in (settings.weight_decay,) if ramp is None else (ramp(0), ramp(setup.schedule.total_updates - 1)):
        if not isinstance(default, Component):
            decays = weight_decays(settings, setup.engine.model, default)
            own = [(0.0 if without_vectors and one.ndim <= 1 else decay) for one, decay in decays if id(one) in inside]
            found.update(dict.fromkeys(own))
    return tuple(found)


def _size(parameters: Iterable[Any]) -> int:
    return sum(math.prod(one.shape) for one in parameters)


def _layers(names: Sequence[str]) -> dict[str, int]:
    """Layers of the model with the number of their parameters; one level deeper while there is only one."""
    depth = 1
    while len({tuple(name.split(".")[:depth]) for name in names}) == 1 and depth < 9:
        depth += 1
    found: dict[str, int] = {}
    for name in names:
        layer = ".".join(name.split(".")[:depth])
        found[layer] = found.get(layer, 0) + 1
    return found


def _first_loss(setup: TrainingSetup) -> float:
    batches: Any = iter(setup.task.train_batches(0))
    try:
        losses = setup.engine.losses_without_update(next(batches), setup.task.losses)
        return float(losses["loss"].item())
    finally:
        if hasattr(batches, "close"):
            batches.close()
