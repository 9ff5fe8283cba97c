"""The linter: what is wrong with a schedule, before it has cost a run."""
