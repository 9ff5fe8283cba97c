"""How far a command is that knows the share of its work that is done, on standard error."""

from __future__ import annotations

import time

import click

from paddle_lrkit.messages import Message, tr
from paddle_lrkit.text import format_share, format_time

FIRST, EVERY = 2.0, 5.0
"""Seconds before the first line, and between two."""


class ShareProgress:
    """Says what share is done and how long the rest takes, where it takes more than `FIRST` seconds.

    Args:
        command: The command.
        done: What has been done with the share, such as ``{} read``.
    """

    def __init__(self, command: str, done: Message) -> None:
        self._command, self._done = command, done
        self._began = time.monotonic()
        self._next = self._began + FIRST

    def __call__(self, share: float, place: str = "") -> None:
        """Takes note of the share that is done; ``place`` says where the command is. Nothing is said of the whole."""
        now = time.monotonic()
        if now < self._next or share >= 1:
            return
        self._next = now + EVERY
        left = tr(", about {} left", format_time((now - self._began) * (1 - share) / share)) if share else ""
        click.echo(f"lrkit {self._command}: {self._done.filled(format_share(share))}{place}{left}", err=True)
