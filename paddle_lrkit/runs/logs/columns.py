"""The columns of a table that matter for the rate, found by their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from paddle_lrkit.errors import UsageError, did_you_mean, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.text import join_names

COLUMNS = ("step", "epoch", "lr", "loss", "skipped")
"""The columns that a user can name."""

_NAMES = {
    "step": "update updates global_step global_steps num_updates optimizer_step step steps iteration iterations iter"
    " iters n_iter num_iter it current_step cur_step cur_iter train_step total_steps",
    "batch": "batch batch_idx batch_id batch_index batch_no minibatch mini_batch",
    "epoch": "epoch epochs epoch_id epoch_idx cur_epoch current_epoch ep progress_or_epoch",
    "rate": "rate_applied applied_rate applied_lr learning_rate lr learningrate learn_rate rate current_lr cur_lr",
    "loss": "loss train_loss training_loss total_loss loss_total loss_train avg_loss mean_loss loss_avg cost"
    " nll cross_entropy",
    "skipped": "skipped skipped_updates skipped_steps skips num_skipped skipped_iterations updates_skipped",
    "planned": "rate_planned planned_rate planned_lr lr_planned planned",
    "time": "timestamp wall_time walltime unix_time",
    "part": "mode phase split stage subset",
    "rank": "rank global_rank worker trainer_id",
    "not applied": "planned plan schedule scheduled scheduler base min max initial init target loss ratio",
    "not training": "val valid validation eval evaluation evaluate test dev",
}
_KNOWN = {kind: names.split() for kind, names in _NAMES.items()}
_NOT_APPLIED, _NOT_TRAINING = set(_KNOWN["not applied"]), set(_KNOWN["not training"])
_NONE = 1000
_MOST_NAMES, _LONGEST = 12, 40


@dataclass(frozen=True)
class Columns:
    """Names of columns; None for what the table does not have.

    Args:
        rate: The applied rate.
        step: The update or batch.
        epoch: The epoch.
        loss: The training loss.
        skipped: Skipped updates.
        planned: The planned rate.
        time: Seconds.
        part: Whether a row is of training or of evaluation.
        rank: The process.
        batches: Whether ``step`` is named after batches, which start again in each epoch.
        remarks: What was chosen, in sentences.
        names: Names of all columns.
    """

    rate: str
    step: str | None = None
    epoch: str | None = None
    loss: str | None = None
    skipped: str | None = None
    planned: str | None = None
    time: str | None = None
    part: str | None = None
    rank: str | None = None
    batches: bool = False
    remarks: tuple[str, ...] = ()
    names: tuple[str, ...] = field(default=(), compare=False)

    @property
    def used(self) -> list[str]:
        """The names of all columns that are read."""
        names = (self.rate, self.step, self.epoch, self.loss, self.skipped, self.planned, self.time)
        return [name for name in (*names, self.part, self.rank) if name is not None]


def find_columns(
    names: Sequence[str], given: Mapping[str, str], source: str, rows: Sequence[Mapping[str, Any]] = ()
) -> Columns:
    """The columns that ``given`` names, and the others by their usual names.

    Args:
        names: Names of all columns.
        given: One of `COLUMNS` -> name of the column, or its number from 1 on.
        source: Name of the file, for messages.
        rows: Some rows; a step has whole numbers in most of them.

    Raises:
        UsageError: A column that is named does not exist, or none is a rate or tells the update.

    Example:
        >>> found = find_columns(["Epoch", "train/loss", "train/lr", "val/loss", "iter"], {}, "a.csv")
        >>> found.rate, found.step, found.epoch, found.loss
        ('train/lr', 'iter', 'Epoch', 'train/loss')
    """
    for key in given:
        if key not in COLUMNS:
            raise UsageError(
                tr("--columns: unknown {}; known: {}{}", shown(key), tr(", ").join(COLUMNS), did_you_mean(key, COLUMNS))
            )
    named = {key: _given(name, names, source) for key, name in given.items()}
    left = [name for name in names if name not in named.values()]
    rates = [named["lr"]] if "lr" in named else rate_names(left)
    if not rates:
        hint = tr("it has {}", listed_names(names)) if any(names) else tr("its columns have no names")
        raise UsageError(
            tr("{}: no column is a learning rate by its name; {}; name it with --columns lr=NAME", source, hint)
        )
    left = [name for name in left if name not in rates]
    counting = [name for name in left if _is_whole(name, rows)]
    step = named.get("step") or _first(counting, "step")
    batch = None if step else _first(counting, "batch")
    epoch = named.get("epoch") or _first(left, "epoch")
    if step is None and batch is None and epoch is None:
        raise UsageError(
            tr(
                "{}: no column tells the update (step, iter, global_step, batch, epoch); it has {}; name it with "
                "--columns step=NAME",
                *(source, listed_names(names)),
            )
        )
    return Columns(
        rate=rates[0],
        step=step or batch,
        epoch=epoch,
        loss=named.get("loss") or loss_name(left),
        skipped=named.get("skipped") or _first(left, "skipped"),
        planned=planned_name(names),
        time=_first((name for name in left if _is_number(name, rows)), "time"),
        part=_first(left, "part"),
        rank=_first(left, "rank"),
        batches=batch is not None or (step is not None and _plain(step) in _KNOWN["batch"]),
        remarks=several_rates(rates),
        names=tuple(names),
    )


def rate_names(names: Iterable[str]) -> list[str]:
    """The names that are a learning rate, the most likely one first.

    Example:
        >>> rate_names(["loss", "lr_backbone", "base_lr", "opt/LearningRate", "error_rate", "lr"])
        ['lr', 'opt/LearningRate', 'lr_backbone']
    """
    ranked = [(_rate_rank(name), place, name) for place, name in enumerate(names)]
    return [name for rank, _, name in sorted(ranked) if rank < _NONE]


def several_rates(names: Sequence[str]) -> tuple[str, ...]:
    """The remark that of several rates the first one is taken.

    Example:
        >>> several_rates(["lr_0", "lr_1"])
        ("Of several rates 'lr_0' is taken, and not lr_1; --columns lr=NAME takes another.",)
    """
    if len(names) < 2:
        return ()
    others = listed_names(names[1:])
    return (tr("Of several rates {} is taken, and not {}; --columns lr=NAME takes another.", shown(names[0]), others),)


def loss_name(names: Iterable[str]) -> str | None:
    """The name of the training loss, if there is one.

    Example:
        >>> loss_name(["val_loss", "Train/loss_cls", "Train/loss"]), loss_name(["val/loss", "time"])
        ('Train/loss', None)
    """
    ranked = [(_loss_rank(name), place, name) for place, name in enumerate(names)]
    rank, _, name = min(ranked, default=(_NONE, 0, ""))
    return name if rank < _NONE else None


def is_training(part: object) -> bool:
    """Whether what a row says about its part of the run is not an evaluation.

    Example:
        >>> is_training("train"), is_training("Val"), is_training(None)
        (True, False, True)
    """
    return not (isinstance(part, str) and set(_plain(part).split("_")) & _NOT_TRAINING)


def planned_name(names: Iterable[str]) -> str | None:
    """The name of the planned rate, if there is one.

    Example:
        >>> planned_name(["rate/applied", "rate/planned"]), planned_name(["lr"])
        ('rate/planned', None)
    """
    return _first(names, "planned")


def is_epoch(name: str) -> bool:
    """Whether a name is that of a count of epochs.

    Example:
        >>> is_epoch("train/epoch"), is_epoch("epoch_loss")
        (True, False)
    """
    return _first([name], "epoch") is not None


def _given(name: str, names: Sequence[str], source: str) -> str:
    if name in names:
        return name
    if name.isdecimal() and 1 <= int(name) <= len(names):
        return names[int(name) - 1]
    same = [each for each in names if _plain(each) == _plain(name)]
    if same:
        return same[0]
    has = listed_names(names)
    raise UsageError(tr("{}: has no column {}; it has {}{}", source, shown(name), has, did_you_mean(name, names)))


def listed_names(names: Sequence[str]) -> str:
    """The names of a file in a sentence, each on one line and not too long.

    Example:
        >>> listed_names(["a", "b\\nc"]), listed_names([])
        ('a and b c', 'none')
    """
    return join_names([" ".join(name.split())[:_LONGEST] for name in names] or ["none"], most=_MOST_NAMES)


def _is_whole(name: str, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether most values of a column are whole numbers; true if it has none."""
    numbers = [number for row in rows if (number := real_number(row.get(name))) is not None]
    return 2 * sum(number.is_integer() for number in numbers) >= len(numbers)


def _is_number(name: str, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether some value of a column is a number; true without rows."""
    return not rows or any(real_number(row.get(name)) is not None for row in rows)


def real_number(value: Any) -> float | None:
    """The number in a cell, or the first one of a list; None for anything else.

    Example:
        >>> real_number(" 1e-3"), real_number([0.1, 0.2]), real_number("lr"), real_number(True)
        (0.001, 0.1, None, None)
    """
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def _plain(name: str) -> str:
    """A name in small letters, its words joined by ``_``."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name[:200])
    return re.sub(r"[^0-9a-z]+", "_", spaced.lower()).strip("_")


def _ends(name: str) -> tuple[str, str]:
    """A plain name without words for training before it, and its last part after a slash."""
    plain = re.sub(r"^(train|training|trainer)_", "", _plain(name))
    return plain, _plain(name.rpartition("/")[2])


def _first(names: Iterable[str], kind: str) -> str | None:
    """The most usual one of the names that are known for a column."""
    known = _KNOWN[kind]
    found = [
        (known.index(plain), number, name)
        for name in names
        for number, plain in enumerate((_plain(name), *_ends(name)))
        if plain in known
    ]
    return min(found)[2] if found else None


def _rate_rank(name: str) -> int:
    words = set(_plain(name).split("_"))
    if words & (_NOT_APPLIED | _NOT_TRAINING):
        return _NONE
    learning = {"learning", "rate"} <= words or words & {"lr", "learningrate"}
    return _rank(name, _KNOWN["rate"], bool(learning or re.search(r"(^|_)lr\d", _plain(name))))


def _loss_rank(name: str) -> int:
    words = set(_plain(name).split("_"))
    if words & (_NOT_TRAINING | {"scale", "scaling"}):
        return _NONE
    return _rank(name, _KNOWN["loss"], "loss" in words)


def _rank(name: str, known: Sequence[str], alike: bool) -> int:
    """How near a name is to the usual ones: those as a whole come first, those at its end next."""
    for number, plain in enumerate((_plain(name), *_ends(name))):
        if plain in known:
            return known.index(plain) + len(known) * min(number, 1)
    return 2 * len(known) if alike else _NONE
