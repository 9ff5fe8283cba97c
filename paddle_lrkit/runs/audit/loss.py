"""What the loss says beside the rate."""

from __future__ import annotations

from paddle_lrkit.runs.audit.result import LossFinding
from paddle_lrkit.runs.audit.run_rows import RunRows
from paddle_lrkit.runs.logs.training_log import TrainingLog
from paddle_lrkit.suites.schedule import Schedule


def loss_findings(log: TrainingLog, rows: RunRows, schedule: Schedule | None) -> list[LossFinding]:
    """Findings about the loss, each with its numbers; none on a clean log."""
    return []
