"""``lrkit plot --plateau-on``: what plateau rules would have done with the metrics of a run."""

from __future__ import annotations

from collections.abc import Sequence

from paddle_lrkit.errors import UsageError
from paddle_lrkit.plot.replay_series import applied_series, reduction_lines, replay_series
from paddle_lrkit.plot.series import Series, series_of
from paddle_lrkit.plot.words import Words
from paddle_lrkit.runs.log import log_path, read_log
from paddle_lrkit.runs.logged import applied_rates, logged_metric, updates_logged
from paddle_lrkit.runs.replay import Replay, replay
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.text import printable


def replayed(
    schedules: Sequence[Schedule], log: str, metric: str | None, words: Words
) -> tuple[str | None, list[Series], list[str]]:
    """Heading, lines and the reductions as text.

    Args:
        schedules: Configs whose schedule waits for a metric.
        log: A run directory or a ``log.jsonl``.
        metric: Name of the metric, for a config that does not name it.
        words: Language.

    Raises:
        UsageError: A schedule is no plateau rule, or its metric is not known.
        LrkitError: The log cannot be read, or has no such metric.
    """
    names = [_metric(schedule, metric) for schedule in schedules]
    file = log_path(log)
    rows = read_log(file)
    total = updates_logged(rows)
    found = [
        replay(schedule, logged_metric(rows, name, file), total)
        for schedule, name in zip(schedules, names, strict=True)
    ]
    bare = series_of([one.schedule for one in found])
    lines = [replay_series(line, one.reductions, words) for line, one in zip(bare, found, strict=True)]
    text = _text(lines, found, names, words)
    run = printable(file.resolve().parent.name if file.name == "log.jsonl" else file.name)
    applied = applied_rates(rows)
    if applied:
        lines.append(applied_series(words.as_applied.format(run), lines[0], applied, words))
    return words.replayed.format(" / ".join(one.label for one in lines[: len(found)]), run), lines, text


def _text(lines: Sequence[Series], found: Sequence[Replay], names: Sequence[str], words: Words) -> list[str]:
    return [
        text
        for line, one, name in zip(lines, found, names, strict=True)
        for text in reduction_lines(line, one.reductions, name, words)
    ]


def _metric(schedule: Schedule, given: str | None) -> str:
    """The metric that a rule looks at."""
    plateau, file = schedule.plateau, schedule.file
    if plateau is None:
        raise UsageError(f"{file}: --plateau-on needs a config with ReduceOnPlateau, not {schedule.name}")
    if schedule.suite != "lrkit":
        if given is None:
            raise UsageError(f"{file}: does not name its metric as a log does; give --metric, such as --metric loss")
        return given
    if given not in (None, plateau.metric):
        raise UsageError(
            f"{file}: its rule looks at {plateau.metric!r}; for another metric, give -o Optimizer.lr.metric={given}"
        )
    return plateau.metric
