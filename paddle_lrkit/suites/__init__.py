"""Readers of configs: one a suite, each turning a file into a `Schedule`."""

from paddle_lrkit.suites.load import load_schedule, load_schedules
from paddle_lrkit.suites.schedule import Schedule

__all__ = ["Schedule", "load_schedule", "load_schedules"]
