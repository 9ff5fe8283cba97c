"""The linter: mistakes in schedules, found before the run."""
