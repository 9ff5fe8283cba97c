"""What ``lrkit train --dry-run`` shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paddle_lrkit.printable import printable
from paddle_lrkit.text import cells, format_count, format_rate, plural, table, wrap

if TYPE_CHECKING:
    from paddle_lrkit.train.dry_run import DryRun, GroupPlan

_WIDTH = 80
_MOST_NAME = 20
"""Columns of a name beside the numbers of its row; a longer one has a line of its own."""


def dry_run_text(found: DryRun) -> str:
    """The run in words, a table of its parameters, and notes; 80 columns wide where names allow it."""
    trained = sum(group.weights for group in found.groups)
    lines = [
        f"{printable(found.run)}: would be written; this is a dry run",
        f"{found.model} for {found.task} on {found.device}",
        f"{trained:,} weights are trained; {found.fixed_weights:,} numbers are fixed or statistics",
        f"{_length(found)}",
        f"{plural(found.evaluations, 'evaluation')}; checkpoints last and best"
        + f", and {found.kept_checkpoints:,} that are kept" * bool(found.kept_checkpoints),
        f"{found.optimizer}, {found.schedule}, warmup of {plural(found.warmup_updates, 'update')}",
        f"loss of the first batch {found.loss:.4g}",
        "",
        *table([_HEAD, *(row for group in found.groups for row in _rows(group, len(found.groups)))], "<>>>>>>"),
        "",
        *wrap(f"layers, with their parameters: {_layers(found)}", _WIDTH, "  "),
    ]
    return "\n".join([*lines, *(line for note in found.notes for line in wrap(printable(note), _WIDTH, "  "))])


_HEAD = ("group", "tensors", "weights", "first", "peak", "last", "decay", "frozen")


def _length(found: DryRun) -> str:
    epochs = f", {format_count(found.steps_per_epoch)} an epoch" if found.steps_per_epoch else ""
    batch = f", each of {plural(found.samples_per_update, 'sample')}" if found.samples_per_update else ""
    return f"{plural(found.updates, 'update')}{epochs}{batch}; {plural(found.samples, 'sample')} to train on"


def _rows(group: GroupPlan, number: int) -> list[tuple[str, ...]]:
    name = printable(group.name) or ("the others" if number > 1 else "all")
    rate = group.rate
    row = (
        f"{group.parameters:,}",
        _short(group.weights),
        format_rate(rate.first, 3),
        format_rate(rate.peak, 3),
        "metric" if rate.last is None else format_rate(rate.last, 3),
        ", ".join(f"{decay:g}" for decay in group.weight_decay),
        "" if group.frozen is None else f"{group.frozen[0]}-{group.frozen[1] - 1}",
    )
    if cells(name) <= _MOST_NAME:
        return [(name, *row)]
    pieces = name.split(" + ")
    return [*((f"{piece} +", *("",) * 7) for piece in pieces[:-1]), (pieces[-1], *row)]


def _layers(found: DryRun) -> str:
    return ", ".join(f"{layer} {number}" for layer, number in found.layers.items())


def _short(number: int) -> str:
    for factor, letter in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if number >= factor:
            return f"{number / (1e3 if letter == 'k' else factor):.1f}{letter}"
    return f"{number:,}"
