"""Continuing a checkpoint: where it is, what a plain resume would do, and the config that continues well."""
