"""The schedules of a training script; nothing of it is executed."""

from __future__ import annotations

import click

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.errors import UsageError
from paddle_lrkit.suites.schedule import Schedule


def is_script(file: str) -> bool:
    """Whether a file is read as Python.

    Example:
        >>> is_script("train.py#12"), is_script("train.yml")
        (True, False)
    """
    return file.partition("#")[0].endswith(".py")


def script_schedules(file: str, steps_per_epoch: int | None, files: ConfigFiles) -> list[Schedule]:
    """What can be drawn of the schedules of a script; what cannot is said on standard error.

    Args:
        file: The script; ``train.py#12`` picks the schedule of line 12.
        steps_per_epoch: Updates in an epoch, when the user said it.
        files: The files that the command has read so far.

    Raises:
        UsageError: There is no schedule in it, or none at that line.
        ConfigError: It is no Python, or nothing of it can be drawn.
    """
    from paddle_lrkit.lint.python import read_script, reading, script_contexts

    path, _, line = file.partition("#")
    contexts = script_contexts(path, read_script(path, files)) or []
    readings = [reading(context, steps_per_epoch) for context in contexts]
    lines = [str(one.line) for one in readings]
    if line:
        readings = [one for one in readings if str(one.line) == line]
    if not readings:
        known = f"at line {line}; they stand at {', '.join(lines)}" if line and lines else "in it"
        raise UsageError(f"{path}: no schedule of paddle.optimizer.lr {known}")
    schedules = [one.schedule for one in readings if one.schedule is not None]
    notes = [one.note for one in readings if one.note]
    if not schedules:
        raise UsageError("; ".join(notes))
    for note in notes:
        click.echo(note, err=True)
    return schedules
