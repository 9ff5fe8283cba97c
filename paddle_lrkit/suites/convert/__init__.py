"""Translates a schedule from one suite to another."""

from paddle_lrkit.suites.convert.translate import Translation, translate

__all__ = ["Translation", "translate"]
