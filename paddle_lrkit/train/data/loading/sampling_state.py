"""The settings that decide which samples an update sees, saved in checkpoints and compared on resume."""

from __future__ import annotations

import hashlib
from typing import Any

from paddle_lrkit.batch_plan import BatchPlan
from paddle_lrkit.config.batch_schedule import ACCUMULATE, BATCH_SIZE
from paddle_lrkit.config.bind import Component
from paddle_lrkit.config.edit.replace import written
from paddle_lrkit.config.run_length import epoch_length
from paddle_lrkit.config.settings import Settings
from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.text import plural
from paddle_lrkit.train.distributed.collectives import world_size
from paddle_lrkit.train.tasks.base import Task
from paddle_lrkit.units import LengthOptions

_BATCH, _ACCUMULATE, _PROCESSES = BATCH_SIZE, ACCUMULATE, "processes"
_DIVISION = (_BATCH, _ACCUMULATE, _PROCESSES)
_STAGES = "digest of the batch sizes"
_SAMPLES, _UPDATES = Message("number of training samples"), Message("updates in an epoch")
_LENGTH = "Tokenizer.max_length"
_BY_BATCH = ("Train.loader.length_window", "Train.loader.aspect_ratio_grouping")


def sampling_state(settings: Settings, task: Task, plan: BatchPlan) -> dict[str, Any]:
    """Config key -> plain value of each setting that decides which samples an update sees."""
    stages = {_STAGES: hashlib.sha256(repr(plan.stages).encode()).hexdigest()[:16]} if plan.varies else {}
    loader = settings.Train.loader
    by_length = {_LENGTH: getattr(getattr(task, "tokenizer", None), "max_length", None)} if loader.length_window else {}
    options = LengthOptions(images=task.num_samples, world_size=world_size())
    return {
        **by_length,
        **stages,
        "Global.seed": settings.Global.seed,
        _ACCUMULATE: _plain(settings.Global.accumulate_steps),
        _BATCH: _plain(loader.batch_size),
        _PROCESSES: world_size(),
        "Train.loader.shuffle": loader.shuffle,
        "Train.loader.drop_last": loader.drop_last,
        "Train.loader.length_window": loader.length_window,
        "Train.loader.aspect_ratio_grouping": loader.aspect_ratio_grouping,
        _SAMPLES.text: task.num_samples,
        _UPDATES.text: epoch_length(settings.Global, settings.Train, options),
    }


def _plain(value: int | Component) -> int | dict[str, Any]:
    return {"name": value.name, **value.arguments} if isinstance(value, Component) else value


def check_sampling_state(saved: dict[str, Any], now: dict[str, Any]) -> None:
    """Checks that the updates after a checkpoint see the same samples as in the run that wrote it.

    An update sees the same samples while batch size x accumulation x processes stays the same. With batches by length
    or by aspect ratio, batch size x processes must stay the same too. Where one of them changes in the run, each must
    stay as it is written.

    Args:
        saved: `sampling_state` in the checkpoint.
        now: `sampling_state` of this run.

    Raises:
        CheckpointError: An update would see other samples.
    """
    was = {**now, _PROCESSES: 1, **saved}
    if not _constant(was) or not _constant(now):
        _check_equal(was, now, tuple(now))
        return
    by_batch = any(now[key] for key in _BY_BATCH)
    if _samples(was) != _samples(now) or (by_batch and _samples(was, False) != _samples(now, False)):
        raise CheckpointError(
            tr(
                "{} was {} ({}) when the checkpoint was written and is {} ({}) now, so the data order would change; "
                "{}, or name a policy (--policy keep) to continue anyway",
                _BATCH,
                was[_BATCH],
                _batch_text(was),
                now[_BATCH],
                _batch_text(now),
                _remedy(was, now, by_batch),
            )
        )
    _check_equal(was, now, tuple(key for key in now if key not in _DIVISION))


def batches_done(state: dict[str, Any], now: dict[str, Any], plan: BatchPlan) -> int | None:
    """Batches that the run before a checkpoint has read, counted as this run divides its updates.

    Args:
        state: The state in the checkpoint.
        now: `sampling_state` of this run.
        plan: The batches of this run.

    Returns:
        None where the batch size changes in one of the runs and the other divides its samples otherwise.
    """
    was = {**now, **state.get("data", {})}
    if all(was.get(key) == now.get(key) for key in (*_DIVISION, _STAGES)):
        return int(state["batch"])
    if not _constant(was) or not _constant(now):
        return None
    return plan.batches(int(state["batch"]) // int(was[_ACCUMULATE]))


def _check_equal(was: dict[str, Any], now: dict[str, Any], keys: tuple[str, ...]) -> None:
    for key in keys:
        if key != _STAGES and was[key] != now[key]:
            raise CheckpointError(
                tr(
                    "{} was {} when the checkpoint was written and is {} now, so the data order would change; restore "
                    "the old value, or name a policy (--policy keep) to continue anyway",
                    tr(key),
                    written(was[key]),
                    written(now[key]),
                )
            )
    if was.get(_STAGES) != now.get(_STAGES):
        raise CheckpointError(
            tr(
                "the batch size changes at other updates than when the checkpoint was written, because a boundary "
                "depends on the length of the run or the tokens of a sample; restore the old values, or name a "
                "policy (--policy keep) to continue anyway"
            )
        )


def _constant(state: dict[str, Any]) -> bool:
    """Whether an update has the same samples in the whole run."""
    return all(isinstance(state[key], int) for key in _DIVISION)


def _samples(state: dict[str, Any], accumulated: bool = True) -> int:
    """Samples in an update, or in one forward pass of all processes."""
    return int(state[_BATCH] * state[_PROCESSES] * (state[_ACCUMULATE] if accumulated else 1))


def _process_text(state: dict[str, Any]) -> str:
    return plural(state[_PROCESSES], "process", "processes")


def _batch_text(state: dict[str, Any]) -> str:
    accumulate = state[_ACCUMULATE]
    return tr("on {} with accumulate_steps {}, {} samples an update", _process_text(state), accumulate, _samples(state))


def _remedy(was: dict[str, Any], now: dict[str, Any], by_batch: bool) -> str:
    accumulate = was[_ACCUMULATE] if by_batch else now[_ACCUMULATE]
    size, rest = divmod(_samples(was), accumulate * now[_PROCESSES])
    if rest:
        return tr("start {} as before, because {} samples cannot be split evenly", _process_text(was), _samples(was))
    changed = tr(" and {} to {}", _ACCUMULATE, accumulate) if accumulate != now[_ACCUMULATE] else ""
    return tr("set {} to {}{}", _BATCH, size, changed)
