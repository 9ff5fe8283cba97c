"""Mixed precision: loss scalers call the optimizer's ``step``."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.scripts.library.base import Arguments, Described, LibraryObject, Reader, describes
from paddle_lrkit.scripts.library.paddle_optimizers import optimizer_of
from paddle_lrkit.scripts.unknown import CodePlace

_NOTHING = ("update", "unscale_", "load_state_dict", "set_state_dict")


class ScalerObject(LibraryObject):
    """A loss scaler; that it may skip an update is left aside."""

    text = "scaler"
    kinds = ("paddle.amp.GradScaler", "paddle.amp.AmpScaler")

    def attribute(self, name: str, reader: Reader, place: CodePlace) -> Any:
        """``step(optimizer)`` and ``minimize(optimizer, loss)`` are an update."""
        if name in ("step", "minimize"):
            return Described(self._update, name)
        if name in _NOTHING:
            return Described(lambda arguments: None, name)
        if name in ("scale", "state_dict"):
            return Described(lambda arguments: arguments.unknown(), name)
        return super().attribute(name, reader, place)

    def _update(self, arguments: Arguments) -> Any:
        optimizer = optimizer_of(arguments.get(0, "optimizer", None))
        if optimizer is not None:
            optimizer.updates(arguments.reader, arguments.place)
        return arguments.unknown()


@describes(
    "paddle.amp.GradScaler",
    "paddle.amp.AmpScaler",
    "paddle.amp.grad_scaler.GradScaler",
    "paddle.fluid.dygraph.AmpScaler",
    "paddle.distributed.fleet.scaler.distributed_scaler",
)
def _scaler(arguments: Arguments) -> ScalerObject:
    return ScalerObject()


@describes("paddle.amp.decorate", "paddle.amp.amp_decorate")
def _decorate(arguments: Arguments) -> Any:
    models, optimizers = arguments.get(0, "models", None), arguments.get(1, "optimizers", None)
    return models if optimizers is None else (models, optimizers)
