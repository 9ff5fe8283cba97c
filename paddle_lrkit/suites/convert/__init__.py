"""Translating a schedule from one suite's words into another's."""

from paddle_lrkit.suites.convert.translate import Translation, translate

__all__ = ["Translation", "translate"]
