"""Training scripts, read through their syntax tree; nothing is executed."""

from paddle_lrkit.lint.python.reading import ScriptSchedule, reading
from paddle_lrkit.lint.python.script import script_contexts
from paddle_lrkit.lint.python.script_report import script_report
from paddle_lrkit.lint.python.source import read_script

__all__ = ["ScriptSchedule", "read_script", "reading", "script_contexts", "script_report"]
