"""The rules, one a file; `paddle_lrkit.lint.codes` is their table."""
