"""The settings that decide which samples an update sees, saved in checkpoints and compared on resume."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.config.run_length import epoch_length
from paddle_lrkit.config.settings import Settings
from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.train.distributed.collectives import world_size
from paddle_lrkit.train.tasks.base import Task
from paddle_lrkit.units import LengthOptions

_BATCH, _ACCUMULATE, _PROCESSES = "Train.loader.batch_size", "Global.accumulate_steps", "processes"
_LENGTH = "Tokenizer.max_length"
_BY_BATCH = ("Train.loader.length_window", "Train.loader.aspect_ratio_grouping")


def sampling_state(settings: Settings, task: Task) -> dict[str, Any]:
    """Config key -> plain value of each setting that decides which samples an update sees."""
    loader = settings.Train.loader
    by_length = {_LENGTH: getattr(getattr(task, "tokenizer", None), "max_length", None)} if loader.length_window else {}
    options = LengthOptions(images=task.num_samples, world_size=world_size())
    return {
        **by_length,
        "Global.seed": settings.Global.seed,
        _ACCUMULATE: settings.Global.accumulate_steps,
        _BATCH: loader.batch_size,
        _PROCESSES: world_size(),
        "Train.loader.shuffle": loader.shuffle,
        "Train.loader.drop_last": loader.drop_last,
        "Train.loader.length_window": loader.length_window,
        "Train.loader.aspect_ratio_grouping": loader.aspect_ratio_grouping,
        "number of training samples": task.num_samples,
        "updates in an epoch": epoch_length(settings.Global, settings.Train, options),
    }


def check_sampling_state(saved: dict[str, Any], now: dict[str, Any]) -> None:
    """Checks that the updates after a checkpoint see the same samples as in the run that wrote it.

    An update sees the same samples while batch size x accumulation x processes stays the same. With batches by length
    or by aspect ratio, batch size x processes must stay the same too.

    Args:
        saved: `sampling_state` in the checkpoint.
        now: `sampling_state` of this run.

    Raises:
        CheckpointError: An update would see other samples.
    """
    was = {**now, _PROCESSES: 1, **saved}
    by_batch = any(now[key] for key in _BY_BATCH)
    if _samples(was) != _samples(now) or (by_batch and _samples(was, False) != _samples(now, False)):
        raise CheckpointError(
            f"{_BATCH} was {was[_BATCH]} ({_batch_text(was)}) when the checkpoint was written and is {now[_BATCH]} "
            f"({_batch_text(now)}) now, so the data order would change; {_remedy(was, now, by_batch)}, or name a "
            "policy (--policy keep) to continue anyway"
        )
    for key, value in now.items():
        if key not in (_BATCH, _ACCUMULATE, _PROCESSES) and was[key] != value:
            raise CheckpointError(
                f"{key} was {was[key]!r} when the checkpoint was written and is {value!r} now, so the data order would "
                "change; restore the old value, or name a policy (--policy keep) to continue anyway"
            )


def batches_done(state: dict[str, Any], accumulate_steps: int) -> int:
    """Batches that the run before a checkpoint has read, counted with this run's accumulation.

    Args:
        state: The state in the checkpoint.
        accumulate_steps: Batches per update in this run.
    """
    before = state.get("data", {}).get(_ACCUMULATE, accumulate_steps)
    return int(state["batch"]) // int(before) * accumulate_steps


def _samples(state: dict[str, Any], accumulated: bool = True) -> int:
    """Samples in an update, or in one forward pass of all processes."""
    return int(state[_BATCH] * state[_PROCESSES] * (state[_ACCUMULATE] if accumulated else 1))


def _process_text(state: dict[str, Any]) -> str:
    return f"{state[_PROCESSES]} process" + "es" * (state[_PROCESSES] != 1)


def _batch_text(state: dict[str, Any]) -> str:
    accumulate = state[_ACCUMULATE]
    return f"on {_process_text(state)} with accumulate_steps {accumulate}, {_samples(state)} samples an update"


def _remedy(was: dict[str, Any], now: dict[str, Any], by_batch: bool) -> str:
    accumulate = was[_ACCUMULATE] if by_batch else now[_ACCUMULATE]
    size, rest = divmod(_samples(was), accumulate * now[_PROCESSES])
    if rest:
        return f"start {_process_text(was)} as before, because {_samples(was)} samples cannot be split evenly"
    changed = f" and {_ACCUMULATE} to {accumulate}" if accumulate != now[_ACCUMULATE] else ""
    return f"set {_BATCH} to {size}{changed}"
