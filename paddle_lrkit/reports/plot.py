"""The previews of ``lrkit plot``: how a run resumes with a config, and what a plateau rule does with logged metrics."""

from __future__ import annotations

from collections.abc import Sequence

from paddle_lrkit.curves.resume import Resumption, read_state
from paddle_lrkit.errors import CheckpointError, UsageError
from paddle_lrkit.messages import tr
from paddle_lrkit.plot.replay_series import reduction_lines, replay_series
from paddle_lrkit.plot.resume_series import ResumedRun
from paddle_lrkit.plot.series import Series, applied_series, series_of
from paddle_lrkit.plot.words import Words
from paddle_lrkit.printable import printable
from paddle_lrkit.runs.checkpoint_state import CheckpointState, read_checkpoint_state
from paddle_lrkit.runs.log import FILE_NAME, log_path, read_log
from paddle_lrkit.runs.logged import applied_rates, logged_metric, updates_logged
from paddle_lrkit.runs.replay import replay
from paddle_lrkit.runs.resumption import resumption
from paddle_lrkit.suites.schedule import Schedule


def resumed_run(schedule: Schedule, run: str, policy: str | None, words: Words) -> tuple[str, list[Series]]:
    """Heading and lines of a run that resumes.

    Args:
        schedule: The schedule that it resumes with.
        run: A run directory or a checkpoint.
        policy: ``keep``, ``extend``, ``rescale`` or None.
        words: Language.

    Raises:
        CheckpointError: There is no checkpoint, the trainer would refuse it, or the run is over.
    """
    checkpoint = read_checkpoint_state(run)
    resumption = _resumption(schedule, checkpoint, policy)
    saved, (plan,) = read_state(checkpoint.scheduler), series_of([schedule])
    log = checkpoint.run / FILE_NAME
    applied = applied_rates(read_log(log), before=saved.update) if log.is_file() else []
    lines = ResumedRun(plan, saved, resumption, applied, policy, words).series()
    return words.run_resumes.format(printable(checkpoint.run.name), plan.label), lines


def _resumption(schedule: Schedule, checkpoint: CheckpointState, policy: str | None) -> Resumption:
    try:
        found = resumption(schedule, checkpoint.scheduler, policy)
    except CheckpointError as error:
        hint = tr(" (such as --policy keep)") if policy is None and "keep" in str(error) else ""
        raise CheckpointError(tr("{}: {}", checkpoint.checkpoint, f"{error}{hint}")) from None
    if found.update >= schedule.total_updates:
        raise CheckpointError(
            tr(
                "{}: resumes at update {}, and the run of {} ends after {} updates; raise Global.epochs or "
                "Global.updates",
                checkpoint.checkpoint,
                found.update,
                schedule.file,
                schedule.total_updates,
            )
        )
    return found


def replayed_plateau(
    schedules: Sequence[Schedule], log: str, metric: str | None, words: Words
) -> tuple[str, list[Series], list[str]]:
    """Heading, lines and the reductions as text of plateau rules that see the metrics of a run.

    Args:
        schedules: Schedules with a plateau rule.
        log: A run directory or a ``log.jsonl``.
        metric: Name of the metric, if the config does not name it.
        words: Language.

    Raises:
        UsageError: A schedule has no plateau rule, or its metric is not known.
        LrkitError: The log cannot be read, or lacks the metric.
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
    text = [
        row
        for line, one, name in zip(lines, found, names, strict=True)
        for row in reduction_lines(line, one.reductions, name, words)
    ]
    run = printable(file.resolve().parent.name if file.name == FILE_NAME else file.name)
    heading = words.replayed.format(" / ".join(line.label for line in lines), run)
    applied = applied_rates(rows)
    if applied:
        lines.append(applied_series(words.as_applied.format(run), lines[0], applied, words))
    return heading, lines, text


def _metric(schedule: Schedule, given: str | None) -> str:
    """The metric that the rule of a schedule watches."""
    plateau, file = schedule.plateau, schedule.file
    if plateau is None:
        raise UsageError(
            tr("{}: --plateau-on needs a config with ReduceOnPlateau or GreedyLR, not {}", file, schedule.name)
        )
    if schedule.suite != "lrkit":
        if given is None:
            raise UsageError(
                tr("{}: it does not name its metric as logs do; give --metric, such as --metric loss", file)
            )
        return given
    if given not in (None, plateau.metric):
        raise UsageError(
            tr(
                "{}: its rule watches {!r}; for another metric, give -o Optimizer.lr.metric={}",
                file,
                plateau.metric,
                given,
            )
        )
    return plateau.metric
