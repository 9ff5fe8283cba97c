"""Progress bars: a loop over one goes over what it wraps."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import LIBRARY, MISSING, Arguments, Described, LibraryObject, Reader, describes
from paddle_lrkit.scripts.unknown import CodePlace, Unknown

_TQDM = ("tqdm", "tqdm.auto", "tqdm.notebook", "tqdm.std", "tqdm.rich", "tqdm.asyncio", "tqdm.autonotebook")


class ProgressBar(LibraryObject):
    """A progress bar.

    Args:
        wrapped: What it goes over; `MISSING` when the script moves it itself.
        total: Its length, where the script gives one.
    """

    def __init__(self, wrapped: Any, total: Any = None) -> None:
        self.wrapped = wrapped
        self.total = total
        self.text = str(getattr(wrapped, "text", "progress bar"))

    @property
    def batches(self) -> bool:  # type: ignore[override]
        """Whether a loop over it goes over the batches of a loader."""
        return bool(getattr(self.wrapped, "batches", False))

    def attribute(self, name: str, reader: Reader, place: CodePlace) -> Any:
        if name in ("n", "total", "desc", "iterable"):
            return (
                self.wrapped
                if name == "iterable"
                else reader.unknown(f"{self.text}.{name}", tr("is not followed"), place)
            )
        return Described(lambda arguments: None, name)

    def iterable(self, reader: Reader, place: CodePlace) -> Any:
        if self.wrapped is MISSING:
            return reader.unknown(self.text, tr("goes over nothing"), place)
        return self.wrapped

    def length(self, reader: Reader, place: CodePlace) -> Any:
        if self.wrapped is MISSING or isinstance(self.total, int):
            return self.total
        return reader.length(self.wrapped, place)


@describes(
    *(f"{module}.tqdm" for module in _TQDM),
    "tqdm.notebook.tqdm_notebook",
    "tqdm.tqdm_notebook",
    "alive_progress.alive_it",
    "rich.progress.track",
    "progressbar.progressbar",
    "fastprogress.progress_bar",
    "fastprogress.master_bar",
    "mmcv.track_iter_progress",
    "mmengine.track_iter_progress",
)
def _progress(arguments: Arguments) -> Any:
    if arguments.incomplete:
        return arguments.unknown()
    wrapped = arguments.get(0, "iterable", arguments.named.get("sequence", MISSING))
    return ProgressBar(MISSING if wrapped is None else wrapped, arguments.named.get("total"))


@describes(*(f"{module}.trange" for module in _TQDM), "tqdm.tnrange", "tqdm.notebook.tnrange")
def _range(arguments: Arguments) -> Any:
    values = LIBRARY["range"].function(
        Arguments(arguments.positional, {}, arguments.place, arguments.reader, {}, {}, arguments.incomplete, "range")
    )
    return values if isinstance(values, Unknown) else ProgressBar(values)


@describes("alive_progress.alive_bar", "tqdm.write", "tqdm.tqdm.write", "tqdm.auto.tqdm.write")
def _nothing(arguments: Arguments) -> Any:
    return ProgressBar(MISSING)
