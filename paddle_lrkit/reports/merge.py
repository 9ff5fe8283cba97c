"""A merged checkpoint: table, sentences and JSON."""

from __future__ import annotations

import os
import shlex
from typing import Any

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
        said.append("the log has no rate of these updates; that they had one rate is known at the checkpoints only")
    if len(merged.factors) < _FEW:
        said.append(
            f"{plural(len(merged.factors), 'step')} between checkpoints "
            f"{'follows' if len(merged.factors) == 1 else 'follow'} the decay only roughly; a smaller "
            "Global.save_every gives more"
        )
    if recalibrated:
        said.append(
            f"the statistics of {plural(merged.batch_norms, 'BatchNorm layer')} were measured again on "
            f"{plural(recalibrated, 'training batch', 'training batches')}"
        )
    elif merged.batch_norms:
        said.append(
            f"the statistics of {plural(merged.batch_norms, 'BatchNorm layer')} are averages too, which are not those "
            "of the averaged weights; --recalibrate measures them again on training data"
        )
    said.append("it has no optimizer state: it is for eval and export, and no run continues from it")
    return said


def sentences(merged: MergedRun, recalibrated: int = 0) -> str:
    """The report as text."""
    stretch = merged.stretch
    first = stretch.points[0].update
    count = plural(len(stretch.points), "checkpoint")
    head = (
        f"{count} from update {format_count(first)} to {format_count(stretch.end)} at the rate "
        f"{format_rate(stretch.rate)} are averaged as a {merged.decay.shape} decay from update "
        f"{format_count(stretch.begin)} on"
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
            *table([("checkpoint", "update", "weight", "factor of the updates before"), *rows], "<>>>"),
            f"the factors differ from the decay by {merged.largest_gap:.2g} at most",
            *(f"note: {note}" for note in notes(merged, recalibrated)),
            f"evaluate it with: lrkit eval --checkpoint {place}",
        ]
    )
