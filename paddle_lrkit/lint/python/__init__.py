"""Training scripts, read through the AST: nothing of them is executed."""

from paddle_lrkit.lint.python.script import script_contexts

__all__ = ["script_contexts"]
