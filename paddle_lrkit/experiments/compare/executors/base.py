"""What the queue of a comparison needs to know of the place where trainings run."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn, Protocol


class Worker(Protocol):
    """What carries out one training.

    How the training went is in the files of its folder (`TrialFolder`); a worker says only that it has ended.
    """

    def poll(self) -> str | None:
        """Returns how it ended, in words; None while it works or waits for its turn."""

    def ask_to_stop(self) -> None:
        """Makes the training write a checkpoint and end."""

    def kill(self) -> None:
        """Ends it at once."""


class Executor(Protocol):
    """Starts trainings, each in a worker of its own. It never repeats one by itself.

    Attributes:
        at_once: The most trainings that are handed over at a time; infinite where a scheduler holds the others back.
        on_accelerator: Whether each training gets a GPU or another device.
        threads: CPU threads of a training.
        pause_s: Seconds between two looks at the workers.
        patience_s: Seconds that a worker has to end after `Worker.ask_to_stop`.
    """

    at_once: float
    on_accelerator: bool
    threads: int
    pause_s: float
    patience_s: float

    def start(self, folder: Path) -> Worker:
        """Starts the training whose config is in a folder."""

    def close(self) -> None:
        """Lets go of what the executor has started, except for workers."""

    def __str__(self) -> str:
        """What a user should know about the place; empty for this machine."""


class RunLrkit(Protocol):
    """Runs a command of ``lrkit`` and exits."""

    def __call__(self, arguments: list[str], /) -> NoReturn: ...
