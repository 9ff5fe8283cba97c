"""Training scripts, read through the AST: nothing of them is executed."""

from paddle_lrkit.lint.python.reading import Reading, reading
from paddle_lrkit.lint.python.script import script_contexts
from paddle_lrkit.lint.python.source import read_script

__all__ = ["Reading", "read_script", "reading", "script_contexts"]
