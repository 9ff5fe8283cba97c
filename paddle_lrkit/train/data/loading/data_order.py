"""What decides which samples an update sees, and whether a checkpoint can go on in it."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.config.settings import Settings, epoch_length
from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.train.distributed.processes import world_size
from paddle_lrkit.train.tasks.base import Task
from paddle_lrkit.units import LengthOptions

_BATCH, _ACCUMULATE, _PROCESSES = "Train.loader.batch_size", "Global.accumulate_steps", "processes"
_LENGTH = "Tokenizer.max_length"
_BY_BATCH = ("Train.loader.length_window", "Train.loader.aspect_ratio_grouping")


def data_order(settings: Settings, task: Task) -> dict[str, Any]:
    """What decides which samples an update sees; plain values for a checkpoint."""
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


def check_data_order(saved: dict[str, Any], now: dict[str, Any]) -> None:
    """Compares the order of a checkpoint with that of the run that goes on.

    An update sees the same samples as long as batch size x accumulation x processes is the same; with batches that
    are put together by length or by shape, batch size x processes must be the same too.

    Raises:
        CheckpointError: An update would see other samples.
    """
    was = {**now, _PROCESSES: 1, **saved}
    by_batch = any(now[key] for key in _BY_BATCH)
    if _samples(was) != _samples(now) or (by_batch and _samples(was, False) != _samples(now, False)):
        raise CheckpointError(
            f"{_BATCH} was {was[_BATCH]} ({_sum(was)}) when the checkpoint was written and is {now[_BATCH]} "
            f"({_sum(now)}) now, so the data order would change; {_remedy(was, now, by_batch)}, or name a policy "
            "(--policy keep) to go on all the same"
        )
    for key, value in now.items():
        if key not in (_BATCH, _ACCUMULATE, _PROCESSES) and was[key] != value:
            raise CheckpointError(
                f"{key} was {was[key]!r} when the checkpoint was written and is {value!r} now, so the data order would "
                "change; put it back, or name a policy (--policy keep) to go on all the same"
            )


def batches_done(state: dict[str, Any], accumulate_steps: int) -> int:
    """Batches that a run with this accumulation has read where a checkpoint was written.

    Args:
        state: The state of the checkpoint.
        accumulate_steps: Of the run that goes on.
    """
    before = state.get("data", {}).get(_ACCUMULATE, accumulate_steps)
    return int(state["batch"]) // int(before) * accumulate_steps


def _samples(data: dict[str, Any], accumulated: bool = True) -> int:
    """Samples in an update, or in one forward pass of all processes."""
    return int(data[_BATCH] * data[_PROCESSES] * (data[_ACCUMULATE] if accumulated else 1))


def _count(data: dict[str, Any]) -> str:
    return f"{data[_PROCESSES]} process" + "es" * (data[_PROCESSES] != 1)


def _sum(data: dict[str, Any]) -> str:
    return f"on {_count(data)} with accumulate_steps {data[_ACCUMULATE]}, {_samples(data)} samples an update"


def _remedy(was: dict[str, Any], now: dict[str, Any], by_batch: bool) -> str:
    accumulate = was[_ACCUMULATE] if by_batch else now[_ACCUMULATE]
    size, rest = divmod(_samples(was), accumulate * now[_PROCESSES])
    if rest:
        return f"start {_count(was)} as before, because {_samples(was)} samples cannot be split evenly"
    changed = f" and {_ACCUMULATE} to {accumulate}" if accumulate != now[_ACCUMULATE] else ""
    return f"set {_BATCH} to {size}{changed}"
