"""The config of a suite that trains with a recognized schedule."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.config.dump import dump_yaml
from paddle_lrkit.config.yaml11 import Tagged
from paddle_lrkit.errors import ConfigError, LrkitError, check_choice
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.audit.contradiction import contradicted
from paddle_lrkit.runs.audit.recognized import Recognized
from paddle_lrkit.runs.audit.run_rows import RunRows
from paddle_lrkit.suites.load import read_source
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.shape import shape_of
from paddle_lrkit.suites.source import open_source
from paddle_lrkit.suites.table import SUITES, detector_of, writer_of
from paddle_lrkit.units import LengthOptions, RunLength


def recognized_config(recognized: Recognized, rows: RunRows, suite: str) -> str:
    """The schedule of a log as YAML for a suite, which prints every row again.

    The config is read back as the suite would, and compared with every row, before it is returned.

    Args:
        recognized: The schedule.
        rows: The rows that it was recognized from; ``epoch`` and ``total`` say how long the run is.
        suite: Name of the suite.

    Raises:
        LrkitError: The suite has no such schedule, or counts in epochs whose length is not known.
    """
    check_choice("suite", suite, SUITES)
    title, writer = detector_of(suite).title, writer_of(suite)
    if writer.counts_epochs and rows.epoch is None:
        raise LrkitError(tr("{} counts in epochs; give the updates of one with --steps-per-epoch", title))
    length = RunLength(_total(recognized, rows, writer.counts_epochs), rows.epoch)
    description = shape_of(Schedule(recognized.curve, "lrkit", length))
    reasons = []
    for section in writer.candidates(description, recognized.curve):
        config = _rounded(_with_optimizer(section) if suite == "lrkit" else section)
        try:
            read = read_source(open_source(config, suite, writer.selection), LengthOptions(rows.epoch))
        except ConfigError as error:
            reasons.append(f"{error.key}: {error.message}" if error.key else error.message)
            continue
        if contradicted(read.curve, rows, recognized.digits) is None:
            return dump_yaml(config)
    reasons = [tr("it has no place for {}", limit) for limit in writer.limits(description)] or reasons
    reason = reasons[0] if reasons else tr("none of its schedules prints the same rows")
    raise LrkitError(tr("{} cannot express this {} schedule: {}", title, recognized.family, reason))


def _total(recognized: Recognized, rows: RunRows, whole_epochs: bool) -> int:
    """Updates of the run: as planned, else to the end of the decay, else to the last row."""
    total = rows.total
    if not total:
        total = max(recognized.curve.length or 0, rows.update[-1] + 1)
        if whole_epochs and rows.epoch:
            total = -(-total // rows.epoch) * rows.epoch
    return total


def _with_optimizer(section: dict[str, Any]) -> dict[str, Any]:
    """The section with Momentum: our dialect needs an optimizer, which rates do not tell."""
    return {**section, "Optimizer": {"name": "Momentum", **section["Optimizer"]}}


def _rounded(value: Any) -> Any:
    """The same with rates as people write them: 0.01 for 0.010000000000000002."""
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, Tagged):
        return Tagged(value.name, _rounded(value.value))
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    return [_rounded(part) for part in value] if isinstance(value, list) else value
