"""What a user says about a script besides its name."""

from __future__ import annotations

from typing import NamedTuple

NOMINAL = 1000
"""Batches in an epoch where nothing says how many there are."""


class ReadOptions(NamedTuple):
    """What a user says about a script besides its name.

    Args:
        steps_per_epoch: Batches in an epoch; None when not given.
        arguments: The script's own command-line arguments.
        settings: Name and text of each ``--set name=value``.
        processes: Number of processes; None when not given.
    """

    steps_per_epoch: int | None = None
    arguments: tuple[str, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    processes: int | None = None
