"""What a tracker is, and several of them behind one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Protocol, runtime_checkable

from paddle_lrkit.errors import LrkitError


@runtime_checkable
class Tracker(Protocol):
    """Takes what a run measures and puts it somewhere.

    A tracker is made with ``resume_update``: ``None`` for a new run, or the number of updates that the checkpoint
    has done. Then it first drops what is on disk of training rows with ``update >= resume_update`` and of
    evaluations with ``update > resume_update``.

    Tags have the form ``group/name``: ``rate/planned``, ``rate/applied``, ``train/loss``, ``train/grad_norm``,
    ``speed/samples_per_s``, ``eval/<metric>``. A value without a group, such as ``epoch``, describes the row.
    """

    def log(self, update: int, values: Mapping[str, float]) -> None:
        """Takes values of one update; updates never go back."""

    def hparams(self, values: Mapping[str, Any], metrics: Sequence[str]) -> None:
        """Takes the settings of the run and the tags that judge it; to be called at each start, resumed or not."""

    def text(self, tag: str, text: str, update: int) -> None:
        """Takes a text."""

    def image(self, tag: str, image: Any, update: int) -> None:
        """Takes an image, uint8 of shape ``[height, width, 3]``."""

    def curve(self, tag: str, points: Sequence[tuple[int, float]]) -> None:
        """Takes a curve that is known ahead, from the update on at which the run starts or goes on."""

    def flush(self) -> None:
        """Brings everything taken so far to the file; to be called before a checkpoint is written."""

    def close(self) -> None:
        """Brings everything to the file and ends; a second call does nothing."""


class Trackers:
    """Hands everything on to several trackers, in their order, and closes each of them whatever happens.

    Put the source of truth first: when a later tracker fails, the values are on disk already.

    Args:
        trackers: The trackers; none is allowed.

    Example:
        >>> with Trackers() as trackers:
        ...     trackers.log(0, {"train/loss": 0.5})
    """

    def __init__(self, *trackers: Tracker) -> None:
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

    def flush(self) -> None:
        for tracker in self._trackers:
            tracker.flush()

    def close(self) -> None:
        """Closes every tracker, then raises what one of them raised."""
        with ExitStack() as stack:
            for tracker in reversed(self._trackers):
                stack.callback(tracker.close)

    def __enter__(self) -> Trackers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def check_tag(tag: str) -> str:
    """Returns the tag, or raises a LrkitError: VisualDL stores ``/`` as ``%``, so ``%`` cannot stand in a tag."""
    if not isinstance(tag, str) or not tag or "%" in tag:
        raise LrkitError(f"a tag must be a text without '%', such as 'train/loss', got {tag!r}")
    return tag


def as_number(tag: str, value: Any) -> float:
    """Returns the value as a builtin int or float, or raises a LrkitError that names the tag."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value if type(value) in (int, float) else float(value)
    if isinstance(value, (bool, str, bytes)):
        raise LrkitError(f"{tag} must be a number, got {value!r}")
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise LrkitError(f"{tag} must be a number, got a {type(value).__name__}: {error}") from error


def as_update(update: Any) -> int:
    """Returns the update as a builtin int, or raises a LrkitError when it is no whole number >= 0."""
    if isinstance(update, bool) or not hasattr(update, "__index__") or update.__index__() < 0:
        raise LrkitError(f"an update must be a whole number >= 0, got {update!r}")
    return int(update.__index__())
