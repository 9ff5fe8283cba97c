"""How far a command with large or many logs is, on standard error."""

from __future__ import annotations

import time

import click

from paddle_lrkit.text import format_share, format_time

FIRST, EVERY = 2.0, 5.0
"""Seconds before the first line, and between two."""


class AuditProgress:
    """Says how much of the logs is done and how long the rest takes, where it takes more than `FIRST` seconds.

    Args:
        logs: How many there are.
    """

    def __init__(self, logs: int) -> None:
        self.logs, self.done = logs, 0
        self._began = time.monotonic()
        self._next = self._began + FIRST

    def __call__(self, share: float) -> None:
        """Takes note of the share of the current log that has been read."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + EVERY
        whole = (self.done + share) / self.logs
        left = f", about {format_time((now - self._began) * (1 - whole) / whole)} left" if whole else ""
        logs = f" (log {self.done + 1} of {self.logs})" if self.logs > 1 else ""
        click.echo(f"lrkit audit: {format_share(whole)} read{logs}{left}", err=True)

    def next_log(self) -> None:
        """Takes note that a log is done."""
        self.done += 1
