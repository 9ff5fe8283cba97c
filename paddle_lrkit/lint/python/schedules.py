"""The schedules of a training script that can be drawn."""

from __future__ import annotations

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.errors import UsageError
from paddle_lrkit.lint.python.reading import reading
from paddle_lrkit.lint.python.script_reading import read_schedules
from paddle_lrkit.scripts.source_text import read_script
from paddle_lrkit.suites.schedule import Schedule


def script_schedules(file: str, steps_per_epoch: int | None, files: ConfigFiles) -> tuple[list[Schedule], list[str]]:
    """The schedules of a script, and a note for each thing that cannot be known; the script is not executed.

    Args:
        file: The script; ``train.py#12`` picks the schedule of line 12.
        steps_per_epoch: Updates in an epoch, if known.
        files: The files that the command has read so far.

    Raises:
        UsageError: The script, or that line of it, builds no schedule that can be drawn.
        ConfigError: It is not valid Python.
    """
    path, _, line = file.partition("#")
    contexts = read_schedules(path, read_script(path, files)).contexts
    found = [reading(context, steps_per_epoch) for context in contexts]
    lines = [str(one.line) for one in found]
    if line:
        found = [one for one in found if str(one.line) == line]
    if not found:
        where = f"at line {line}; it has schedules at {', '.join(lines)}" if line and lines else "in it"
        raise UsageError(f"{path}: no schedule of paddle.optimizer.lr {where}")
    schedules = [one.schedule for one in found if one.schedule is not None]
    notes = [one.note for one in found if one.note]
    if not schedules:
        raise UsageError("; ".join(notes))
    return schedules, notes
