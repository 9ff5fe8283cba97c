"""The callbacks of ``paddle.Model.fit``, those of Paddle and those of this package."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.scripts.library.base import Arguments, Described, LibraryObject, Reader, describes
from paddle_lrkit.scripts.library.signature import bind
from paddle_lrkit.scripts.unknown import CodePlace

HOMES = ("paddle.callbacks", "paddle.hapi.callbacks")
OURS = ("paddle_lrkit.plugins.hapi", "paddle_lrkit.plugins")
STEPPERS = tuple(f"{home}.LRScheduler" for home in (*HOMES, *OURS))
_STEPPING = {"by_step": True, "by_epoch": False}


class CallbackObject(LibraryObject):
    """A callback of Paddle or of this package.

    Args:
        name: Its class.
        by_step: Whether it steps the schedule after each batch, or after each update when it is ours.
        by_epoch: Whether it does after each epoch.
        ours: Whether it is one of this package.
        metric: When it gives a metric to the schedule: ``eval`` or ``epoch``; empty when it does not.
    """

    def __init__(
        self, name: str, by_step: Any = False, by_epoch: Any = False, ours: bool = False, metric: str = ""
    ) -> None:
        self.text, self.by_step, self.by_epoch, self.ours, self.metric = name, by_step, by_epoch, ours, metric
        self.kinds = (f"{HOMES[0]}.{name}", f"{HOMES[0]}.Callback")

    def attribute(self, name: str, reader: Reader, place: CodePlace) -> Any:
        """Its options; its methods do nothing when the script calls them."""
        if name in _STEPPING:
            return getattr(self, name)
        return Described(lambda arguments: None, name)


@describes(*STEPPERS)
def _stepper(arguments: Arguments) -> Any:
    given = bind(arguments, "LRScheduler.__init__", {**_STEPPING, "strict": True}).values
    by_step, by_epoch = (
        given.get(name, None if arguments.incomplete else default) for name, default in _STEPPING.items()
    )
    if by_step is True and by_epoch is True:
        why = "by_step option is mutually exclusive with by_epoch"
        arguments.reader.stop("ValueError", why, arguments.place)
    return CallbackObject("LRScheduler", by_step, by_epoch)


def _ours(arguments: Arguments) -> Any:
    made = _stepper(arguments)
    made.ours = True
    return made


for _home in OURS:
    describes(f"{_home}.LRScheduler")(_ours)


@describes(*(f"{home}.PlateauMetric" for home in OURS))
def _plateau_metric(arguments: Arguments) -> CallbackObject:
    when = bind(arguments, "PlateauMetric.__init__", {"monitor": "loss", "when": "eval"}).values.get("when", "eval")
    return CallbackObject("PlateauMetric", metric=when if when in ("eval", "epoch") else "eval", ours=True)


def _other(name: str) -> None:
    paths = [f"{home}.{name}" for home in (*HOMES, *OURS)]
    describes(*paths)(lambda arguments: CallbackObject(name))


for _name in (
    *("EarlyStopping", "ModelCheckpoint", "ProgBarLogger", "RateLog", "ReduceLROnPlateau", "VisualDL"),
    "WandbCallback",
):
    _other(_name)
