"""The tracker that shows a run in VisualDL, as one curve however often the run was resumed."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.runs.vdl_home import importable_home
from paddle_lrkit.runs.vdl_records import FILE_NAME, trim_records
from paddle_lrkit.train.trackers.base import as_number, as_update, check_tag

_FLUSH_SECONDS = 30
_QUEUE_SIZE = 30


class VisualDLTracker:
    """Writes ``vdlrecords.run.log`` in a run directory.

    VisualDL shows one record file of a directory, so a resumed run continues the same file, and what the
    checkpoint does not know of is cut from it before. Values without a group, such as ``epoch``, are not charted.
    VisualDL stores 32-bit floats; the exact values are in ``log.jsonl``.

    Args:
        directory: The run directory; made when it is missing.
        resume_update: ``None`` for a new run, or the number of updates that the checkpoint has done.

    Raises:
        LrkitError: VisualDL is not installed, the directory has the records of another run and ``resume_update``
            is ``None``, or the file cannot be read or written.
    """

    def __init__(self, directory: str | os.PathLike[str], resume_update: int | None = None) -> None:
        self._start = resume_update or 0
        self._path = Path(directory) / FILE_NAME
        if self._path.exists() and self._path.stat().st_size:
            if resume_update is None:
                raise LrkitError(
                    f"{self._path}: the records of another run are already here; resume that run or choose another "
                    "directory"
                )
            trim_records(self._path, resume_update)
        self._writer = _open_writer(self._path)
        self._closed = False

    def log(self, update: int, values: Mapping[str, float]) -> None:
        """Adds a point to the chart of each tag.

        Raises:
            LrkitError: A tag holds ``%``, or a value is no number.
        """
        step = as_update(update)
        for tag, value in values.items():
            if "/" in check_tag(tag):
                self._writer.add_scalar(tag=tag, value=float(as_number(tag, value)), step=step)

    def hparams(self, values: Mapping[str, Any], metrics: Sequence[str]) -> None:
        """Fills the page of hyperparameters; whatever is no number is shown as text."""
        plain = {str(name): _plain(value) for name, value in values.items()}
        self._writer.add_hparams(hparams_dict=plain, metrics_list=[check_tag(metric) for metric in metrics])

    def text(self, tag: str, text: str, update: int) -> None:
        """Adds a text; one from before the resumed update is in the file already."""
        if as_update(update) >= self._start:
            self._writer.add_text(tag=check_tag(tag), text_string=text, step=as_update(update))

    def image(self, tag: str, image: Any, update: int) -> None:
        """Adds an image; one from before the resumed update is in the file already.

        Args:
            tag: Name of the image.
            image: uint8 of shape ``[height, width, 3]``; it is not changed.
            update: 0-based update.
        """
        if as_update(update) >= self._start:
            # VisualDL multiplies an array within [0, 1] by 255 in place: give it a copy within that range.
            self._writer.add_image(tag=check_tag(tag), img=image / 255.0, step=as_update(update), dataformats="HWC")

    def curve(self, tag: str, points: Sequence[tuple[int, float]]) -> None:
        """Draws a curve as far as it is known, ahead of the run.

        What the file has of it from before the resumed update stays, so that the chart shows each part as it was
        planned when the run was there.

        Raises:
            LrkitError: The tag holds ``%``, or a value is no number.
        """
        for update, value in points:
            self.log(update, {tag: value})

    def flush(self) -> None:
        """Waits until all records are in the file."""
        self._writer.flush()

    def close(self) -> None:
        """Waits until all records are in the file and ends the writing thread."""
        if not self._closed:
            self._closed = True
            self._writer.close()


def _open_writer(path: Path) -> Any:
    """VisualDL's writer; it hands its two numbers on in the wrong order, so both have a value that suits either."""
    try:
        with importable_home():
            from visualdl import LogWriter
    except (ImportError, OSError) as error:
        raise LrkitError(
            f"VisualDL cannot be imported ({error}); install it with: pip install 'paddle-lrkit[train]'"
        ) from error
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.redirect_stdout(io.StringIO()):
            return LogWriter(
                logdir=str(path.parent), file_name=path.name, max_queue=_QUEUE_SIZE, flush_secs=_FLUSH_SECONDS
            )
    except OSError as error:
        raise LrkitError(f"{path}: the VisualDL records cannot be opened: {error.strerror or error}") from error


def _plain(value: Any) -> int | float | str:
    if isinstance(value, (bool, str, list, tuple, dict)) or value is None:
        return str(value)
    if hasattr(value, "__index__"):
        whole = int(value.__index__())
        return whole if abs(whole) < 2**63 else str(whole)
    try:
        return float(value)
    except (TypeError, ValueError):
        return str(value)
