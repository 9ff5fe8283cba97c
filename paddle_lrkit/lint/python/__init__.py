"""Training scripts, read through their syntax tree; nothing is executed."""

from paddle_lrkit.lint.python.reading import ScriptSchedule, reading
from paddle_lrkit.lint.python.script_reading import ScriptReading, read_schedules
from paddle_lrkit.scripts.source_text import read_script

__all__ = ["ScriptReading", "ScriptSchedule", "read_schedules", "read_script", "reading"]
