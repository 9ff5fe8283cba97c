"""The interface of a tracker, and several trackers behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any, Protocol, runtime_checkable

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.messages import tr


@runtime_checkable
class RunTracker(Protocol):
    """Stores what a run measures. Subclasses that store no settings, texts, images or curves inherit methods for them.

    A tracker is created with ``resume_update``: None for a new run, or the number of updates in the checkpoint. When a
    run is resumed, it first removes its training rows with ``update >= resume_update`` and its evaluations with
    ``update > resume_update``.

    Tags have the form ``group/name``: ``rate/planned``, ``rate/applied``, ``train/loss``, ``train/grad_norm``,
    ``speed/samples_per_s``, ``eval/<metric>``. A value without a group, such as ``epoch``, describes the row.
    """

    def log(self, update: int, values: Mapping[str, float]) -> None:
        """Logs values of an update; updates never decrease."""

    def hparams(self, values: Mapping[str, Any], metrics: Sequence[str]) -> None:
        """Stores the settings of the run and the tags of its metrics; called at every start, resumed or not."""
        return

    def text(self, tag: str, text: str, update: int) -> None:
        """Stores a text."""
        return

    def image(self, tag: str, image: Any, update: int) -> None:
        """Stores an image, uint8 of shape ``[height, width, 3]``."""
        return

    def curve(self, tag: str, points: Sequence[tuple[int, float]]) -> None:
        """Stores a planned curve, from the update at which the run starts or resumes."""
        return

    def mark(self) -> dict[str, Any] | None:
        """What a checkpoint keeps, so that a resume can check the file; None for nothing."""
        return None

    def flush(self) -> None:
        """Writes everything to the file; called before a checkpoint is written."""

    def close(self) -> None:
        """Writes everything and closes the file; a second call does nothing."""


class Trackers:
    """Forwards every call to several trackers in their order, and closes each of them even after errors.

    Put ``log.jsonl``, the source of truth, first: when a later tracker fails, it has the values.

    Args:
        trackers: The trackers; may be empty.

    Example:
        >>> with Trackers() as trackers:
        ...     trackers.log(0, {"train/loss": 0.5})
    """

    def __init__(self, *trackers: RunTracker) -> None:
        self._trackers = trackers

    def log(self, update: int, values: Mapping[str, float]) -> None:
        for tracker in self._trackers:
            tracker.log(update, values)

    def hparams(self, values: Mapping[str, Any], metrics: Sequence[str]) -> None:
        for tracker in self._trackers:
            tracker.hparams(values, metrics)

    def text(self, tag: str, text: str, update: int) -> None:
        for tracker in self._trackers:
            tracker.text(tag, text, update)

    def image(self, tag: str, image: Any, update: int) -> None:
        for tracker in self._trackers:
            tracker.image(tag, image, update)

    def curve(self, tag: str, points: Sequence[tuple[int, float]]) -> None:
        for tracker in self._trackers:
            tracker.curve(tag, points)

    def mark(self) -> dict[str, Any] | None:
        """What the checkpoint keeps of the log, the first tracker."""
        return self._trackers[0].mark() if self._trackers else None

    def flush(self) -> None:
        for tracker in self._trackers:
            tracker.flush()

    def close(self) -> None:
        """Closes every tracker, then raises the error of one that failed."""
        with ExitStack() as stack:
            for tracker in reversed(self._trackers):
                stack.callback(tracker.close)

    def __enter__(self) -> Trackers:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def check_tag(tag: str) -> str:
    """Returns the tag, or raises a LrkitError if it has a ``%``, as which VisualDL stores ``/``."""
    if not isinstance(tag, str) or not tag or "%" in tag:
        raise LrkitError(tr("a tag must be a text without '%', such as 'train/loss', got {!r}", tag))
    return tag


def as_number(tag: str, value: Any) -> float:
    """Returns the value as a builtin int or float, or raises a LrkitError that names the tag."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value if type(value) in (int, float) else float(value)
    if isinstance(value, (bool, str, bytes)):
        raise LrkitError(tr("{} must be a number, got {!r}", tag, value))
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise LrkitError(tr("{} must be a number, got a {}: {}", tag, type(value).__name__, error)) from error


def as_update(update: Any) -> int:
    """Returns the update as a builtin int, or raises a LrkitError if it is not a whole number >= 0."""
    if isinstance(update, bool) or not hasattr(update, "__index__") or update.__index__() < 0:
        raise LrkitError(tr("an update must be a whole number >= 0, got {!r}", update))
    return int(update.__index__())
