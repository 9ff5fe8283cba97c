"""Averages the checkpoints of a constant stretch into one that stands for a decay."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from paddle_lrkit.config.argument_limits import OptimizerArguments
from paddle_lrkit.config.learned_rate_arguments import HypergradientArguments, LearnedRateArguments
from paddle_lrkit.config.load import load_config
from paddle_lrkit.config.optimizer_arguments import ARGUMENTS
from paddle_lrkit.config.schedule_free_arguments import ScheduleFreeArguments
from paddle_lrkit.errors import CheckpointError, LrkitError, UsageError, os_reason
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.checkpoint_files import empty_temporary, put_in_place, seal
from paddle_lrkit.runs.checkpoint_state import CHECKPOINTS
from paddle_lrkit.runs.manifest import check_digest, read_manifest
from paddle_lrkit.runs.merge.average_tensors import average_files
from paddle_lrkit.runs.merge.emulated_decay import EmulatedDecay
from paddle_lrkit.runs.merge.merge_weights import interval_factors, merge_weights
from paddle_lrkit.runs.merge.stretch import SavedPoint, Stretch, find_stretch, updates_made
from paddle_lrkit.runs.run_config import CONFIG
from paddle_lrkit.runs.saved_state import FORMAT, MERGED
from paddle_lrkit.units import Duration

_SUFFIX, _NOT_AVERAGED = ".safetensors", "optimizer.safetensors"


@dataclass(frozen=True)
class MergedRun:
    """A merged checkpoint.

    Args:
        run: The run that was merged.
        checkpoint: The merged checkpoint.
        place: What ``lrkit eval --checkpoint`` takes: the checkpoint, or the new run directory that has it.
        decay: The emulated decay.
        stretch: Its checkpoints.
        factors: Factor of the updates before each checkpoint but the first.
        weights: Weight of each checkpoint.
        largest_gap: Largest difference between these factors and the decay.
        batch_norms: BatchNorm layers, whose statistics were averaged as well.
    """

    run: Path
    checkpoint: Path
    place: Path
    decay: EmulatedDecay
    stretch: Stretch
    factors: list[float]
    weights: list[float]
    largest_gap: float
    batch_norms: int


def merge_run(run: Path, decay: EmulatedDecay, at: Duration | None = None, output: Path | None = None) -> MergedRun:
    """Averages the checkpoints of a run in a stretch with one rate.

    Args:
        run: The run directory.
        decay: What the average stands for.
        at: Where the decay ends; None for the newest checkpoint.
        output: A new run directory for the average; None to put it beside the checkpoints of the run.

    Raises:
        ConfigError: The decay cannot be emulated.
        UsageError: There is no checkpoint at ``at``, or ``output`` has files.
        CheckpointError: The rate is not constant or learned, the optimizer averages the weights itself, or checkpoints
            are missing, damaged or of another run.
        LrkitError: The average cannot be written.
    """
    _check_optimizer(run)
    stretch = find_stretch(run, decay.span, at)
    updates = [point.update for point in stretch.points]
    curve = decay.curve(stretch.end - stretch.begin)

    def factor(update: int) -> float:
        return 1.0 if update < stretch.begin else curve(update - stretch.begin)

    factors = interval_factors(factor, updates)
    weights = merge_weights(factors)
    gaps = [
        abs(value - factor(update))
        for value, (begin, end) in zip(factors, pairwise(updates), strict=True)
        for update in range(begin, end)
    ]
    target = _target(run, decay, stretch) if output is None else _new_run(run, output)
    try:
        names = _write(target, stretch.points, weights, _state(decay, stretch, weights))
    except OSError as error:
        raise LrkitError(tr("{}: cannot be written: {}", target, os_reason(error))) from error
    norms = [name for name in names if name.endswith("._mean") and f"{name[: -len('_mean')]}_variance" in names]
    place = target if output is None else output
    return MergedRun(run, target, place, decay, stretch, factors, weights, max(gaps), len(norms))


def _check_optimizer(run: Path) -> None:
    """Raises a CheckpointError for an optimizer whose weights are averages, or whose rate is not the scheduler's."""
    config = run / CONFIG
    name = load_config(config).get(("Optimizer", "name")) if config.is_file() else None
    kind = ARGUMENTS.get(str(name), OptimizerArguments)
    if issubclass(kind, ScheduleFreeArguments):
        raise CheckpointError(tr("{}: {} averages the weights itself, so its checkpoints need no merge", run, name))
    if issubclass(kind, LearnedRateArguments | HypergradientArguments):
        raise CheckpointError(
            tr("{}: {} learns its rate, so the rate is not constant where the scheduler's is", run, name)
        )


def _target(run: Path, decay: EmulatedDecay, stretch: Stretch) -> Path:
    """``RUN/checkpoints/merged_linear_272-340``; arguments of the shape follow."""
    arguments = [f"{key}={value}" for key, value in decay.arguments.items()]
    name = "_".join(["merged", decay.shape, f"{stretch.begin}-{stretch.end}", *arguments])
    return run / CHECKPOINTS / re.sub(r"[^\w.=+-]+", "_", name)


def _new_run(run: Path, output: Path) -> Path:
    """Creates a run directory with the config of the run, and returns where its checkpoint will be."""
    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise UsageError(tr("-O {}: exists already; choose a new directory", output))
    if not (run / CONFIG).is_file():
        raise CheckpointError(
            tr("{}: has no {}, so a copy of the run could not be evaluated; leave out -O", run, CONFIG)
        )
    try:
        (output / CHECKPOINTS).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(run / CONFIG, output / CONFIG)
    except OSError as error:
        raise UsageError(tr("-O {}: cannot be written: {}", output, os_reason(error))) from error
    return output / CHECKPOINTS / "last"


def _write(target: Path, points: Sequence[SavedPoint], weights: list[float], state: dict[str, Any]) -> set[str]:
    """Writes the checkpoint and returns the names of the model's tensors."""
    manifests = [(point.path, read_manifest(point.path)) for point in points]
    files = _weight_files(manifests[-1][1])
    if "model" + _SUFFIX not in files:
        raise CheckpointError(tr("{}: has no model{}, the weights of the model", points[-1].path, _SUFFIX))
    for path, manifest in manifests:
        for name in sorted(files ^ _weight_files(manifest)):
            raise CheckpointError(
                tr("{}: {} is in some of the checkpoints only, so they are of different runs", path, name)
            )
        for name in files:
            check_digest(path, name, manifest[name])
    temporary, names = empty_temporary(target), {}
    try:
        for name in sorted(files):
            names[name] = average_files([path / name for path, _ in manifests], weights, temporary / name)
        seal(temporary, state)
        put_in_place(temporary, target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return set(names["model" + _SUFFIX])


def _weight_files(manifest: dict[str, str]) -> set[str]:
    return {name for name in manifest if name.endswith(_SUFFIX) and name != _NOT_AVERAGED}


def _state(decay: EmulatedDecay, stretch: Stretch, weights: list[float]) -> dict[str, Any]:
    """What is known of the merged checkpoint; without the state of the scheduler no run continues from it."""
    last = stretch.points[-1]
    used = [
        {"name": point.path.name, "update": point.update, "weight": weight}
        for point, weight in zip(stretch.points, weights, strict=True)
    ]
    return {
        "format": FORMAT,
        "update": last.update,
        "made": updates_made(last),
        "metrics": {},
        "best": None,
        "data": last.data,
        "paddle": last.state.get("paddle"),
        MERGED: {
            "emulate": decay.text,
            "begin": stretch.begin,
            "end": stretch.end,
            "rate": stretch.rate,
            "run": last.path.absolute().parent.parent.name,
            "checkpoints": used,
        },
    }
