"""What ``lrkit train --dry-run`` shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paddle_lrkit.messages import tr
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
        tr("{}: would be written; this is a dry run", printable(found.run)),
        tr("{} for {} on {}", found.model, found.task, found.device),
        tr("{:,} weights are trained; {:,} numbers are fixed or statistics", trained, found.fixed_weights),
        _length(found),
        _checkpoints(found),
        tr("{}, {}, warmup of {}", found.optimizer, found.schedule, plural(found.warmup_updates, "update")),
        tr("loss of the first batch {:.4g}", found.loss),
        "",
        *table([_head(), *(row for group in found.groups for row in _rows(group, len(found.groups)))], "<>>>>>>"),
        "",
        *wrap(tr("layers, with their parameters: {}", _layers(found)), _WIDTH, "  "),
    ]
    return "\n".join([*lines, *(line for note in found.notes for line in wrap(printable(note), _WIDTH, "  "))])


def _head() -> tuple[str, ...]:
    rates = (tr("first"), tr("peak"), tr("last"))
    return (tr("group"), tr("tensors"), tr("weights"), *rates, tr("decay"), tr("frozen"))


def _checkpoints(found: DryRun) -> str:
    evaluations = plural(found.evaluations, "evaluation")
    if found.kept_checkpoints:
        return tr("{}; checkpoints last and best, and {:,} that are kept", evaluations, found.kept_checkpoints)
    return tr("{}; checkpoints last and best", evaluations)


def _length(found: DryRun) -> str:
    epochs = tr(", {} an epoch", format_count(found.steps_per_epoch)) if found.steps_per_epoch else ""
    batch = tr(", each of {}", plural(found.samples_per_update, "sample")) if found.samples_per_update else ""
    return tr("{}{}{}; {} to train on", plural(found.updates, "update"), epochs, batch, plural(found.samples, "sample"))


def _rows(group: GroupPlan, number: int) -> list[tuple[str, ...]]:
    name = printable(group.name) or (tr("the others") if number > 1 else tr("all"))
    rate = group.rate
    row = (
        f"{group.parameters:,}",
        _short(group.weights),
        format_rate(rate.first, 3),
        format_rate(rate.peak, 3),
        tr("metric") if rate.last is None else format_rate(rate.last, 3),
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
