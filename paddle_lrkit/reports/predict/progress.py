"""How far a forecast is, on standard error."""

from __future__ import annotations

import time

import click

from paddle_lrkit.text import format_share, format_time

_FIRST, _EVERY = 2.0, 5.0
"""Seconds before the first line, and between two."""


class ForecastProgress:
    """Says how much of the fits is done and how long the rest takes, if they take more than two seconds."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._next = self._began + _FIRST

    def __call__(self, share: float) -> None:
        """Takes note of the share that is done."""
        now = time.monotonic()
        if now < self._next or share >= 1:
            return
        self._next = now + _EVERY
        left = format_time((now - self._began) * (1 - share) / share)
        click.echo(f"lrkit predict: {format_share(share)} fitted, about {left} left", err=True)
