"""A merged checkpoint: table, sentences and JSON."""

from __future__ import annotations

import os
import shlex
from typing import Any

from paddle_lrkit.messages import Message, tr
from paddle_lrkit.printable import printable
from paddle_lrkit.runs.merge.merge_run import MergedRun
from paddle_lrkit.text import format_count, format_rate, plural, table

_FEW = 5
"""Steps between checkpoints below which a decay is rough."""


def merge_report(merged: MergedRun, recalibrated: int = 0) -> dict[str, Any]:
    """What ``--json`` prints.

    Args:
        merged: The merged checkpoint.
        recalibrated: Batches from which the statistics of BatchNorm were measured again.
    """
    stretch = merged.stretch
    factors = [None, *merged.factors]
    return {
        "run": os.fspath(merged.run),
        "checkpoint": os.fspath(merged.place),
        "emulate": merged.decay.text,
        "begin": stretch.begin,
        "end": stretch.end,
        "rate": stretch.rate,
        "logged": stretch.logged,
        "checkpoints": [
            {"name": point.path.name, "update": point.update, "weight": weight, "factor": factor}
            for point, weight, factor in zip(stretch.points, merged.weights, factors, strict=True)
        ],
        "largest_gap": merged.largest_gap,
        "batch_norms": merged.batch_norms,
        "recalibrated": recalibrated,
        "notes": notes(merged, recalibrated),
    }


def notes(merged: MergedRun, recalibrated: int = 0) -> list[str]:
    """What to know about the checkpoint."""
    stretch, said = merged.stretch, []
    if not stretch.logged:
        said.append(tr("the log has no rate of these updates; that they had one rate is known at the checkpoints only"))
    if len(merged.factors) < _FEW:
        text = Message(
            "{} steps between checkpoints follow the decay only roughly; a smaller Global.save_every gives more"
        )
        if len(merged.factors) == 1:
            text = Message(
                "{} step between checkpoints follows the decay only roughly; a smaller Global.save_every gives more"
            )
        said.append(str(text.filled(len(merged.factors))))
    if recalibrated:
        said.append(
            tr(
                "the statistics of {} were measured again on {}",
                plural(merged.batch_norms, "BatchNorm layer"),
                plural(recalibrated, "training batch", "training batches"),
            )
        )
    elif merged.batch_norms:
        said.append(
            tr(
                "the statistics of {} are averages too, which are not those of the averaged weights; --recalibrate "
                "measures them again on training data",
                plural(merged.batch_norms, "BatchNorm layer"),
            )
        )
    said.append(tr("it has no optimizer state: it is for eval and export, and no run continues from it"))
    return said


def sentences(merged: MergedRun, recalibrated: int = 0) -> str:
    """The report as text."""
    stretch = merged.stretch
    first = stretch.points[0].update
    count = plural(len(stretch.points), "checkpoint")
    head = tr(
        "{} from update {} to {} at the rate {} are averaged as a {} decay from update {} on",
        count,
        format_count(first),
        format_count(stretch.end),
        format_rate(stretch.rate),
        merged.decay.shape,
        format_count(stretch.begin),
    )
    factors = ["", *(f"{factor:.4f}" for factor in merged.factors)]
    rows = [
        (printable(point.path.name), f"{point.update:,}", f"{weight:.4f}", factor)
        for point, weight, factor in zip(stretch.points, merged.weights, factors, strict=True)
    ]
    place = shlex.quote(os.fspath(merged.place))
    return "\n".join(
        [
            head,
            *table([(tr("checkpoint"), tr("update"), tr("weight"), tr("factor of the updates before")), *rows], "<>>>"),
            tr("the factors differ from the decay by {:.2g} at most", merged.largest_gap),
            *(tr("note: {}", note) for note in notes(merged, recalibrated)),
            tr("evaluate it with: lrkit eval --checkpoint {}", place),
        ]
    )
