"""The length of an epoch, from what the lines print."""

from __future__ import annotations

from paddle_lrkit.runs.logs.training_log import NO_STEP, TrainingLog


def printed_epoch_length(log: TrainingLog) -> int | None:
    """Batches of an epoch, where the lines tell it exactly.

    They print it, or they print the epoch beside a step that counts over the run: ``epoch == step // length`` in every
    row leaves an interval for the length, which is often a single number.

    Example:
        >>> from paddle_lrkit.runs.logs.training_log import LogRows
        >>> from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits
        >>> digits = PrintedDigits("decimals", 6)
        >>> log = TrainingLog("a.log", LogFormat("f", "", "", "run", 1, 1, "applied", digits), LogRows(), digits)
        >>> for epoch, step in ((1, 50), (1, 60), (2, 61), (2, 110)):
        ...     log.rows.add(0.1, epoch=epoch, step=step)
        >>> printed_epoch_length(log)
        60
    """
    if log.steps_per_epoch is not None or log.format.counts == "epoch":
        return log.steps_per_epoch
    least, most = 1, None
    highest = -1
    for epoch, step in zip(log.rows.epoch, log.rows.step, strict=True):
        done, batch = epoch - log.format.first_epoch, step - log.format.first_step
        if epoch == NO_STEP or step == NO_STEP or done < 0 or batch <= highest:
            continue
        highest = batch
        least = max(least, batch // (done + 1) + 1)
        if done:
            most = min(batch // done, batch // done if most is None else most)
    return least if least == most else None
