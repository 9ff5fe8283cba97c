"""Contexts, decorators and functions of Paddle that change nothing about the learning rate."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import Arguments, LibraryObject, describes
from paddle_lrkit.scripts.program import NotKnown
from paddle_lrkit.scripts.unknown import Unknown


class ContextObject(LibraryObject):
    """A context manager that is a decorator too: ``with paddle.no_grad():`` and ``@paddle.no_grad()``."""

    def __init__(self, text: str) -> None:
        self.text = text

    def call(self, arguments: Arguments) -> Any:
        """As a decorator it gives the function."""
        return arguments.positional[0] if arguments.positional else self


@describes(
    "paddle.no_grad",
    "paddle.enable_grad",
    "paddle.set_grad_enabled",
    "paddle.amp.auto_cast",
    "paddle.amp.amp_guard",
    "paddle.fluid.dygraph.no_grad",
    "paddle.fluid.dygraph.guard",
    "paddle.fluid.dygraph.amp_guard",
    "paddle.fluid.dygraph.base.guard",
    "paddle.utils.deprecated",
)
def _context(arguments: Arguments) -> Any:
    """A function that is decorated without brackets is itself."""
    first = arguments.get(0, "function", None)
    plain = first is None or isinstance(first, (bool, int, float, str, list, tuple, Unknown))
    return ContextObject(f"{arguments.text}()") if plain else first


@describes(
    "paddle.jit.to_static",
    "paddle.jit.not_to_static",
    "paddle.fluid.dygraph.to_static",
    "paddle.fluid.dygraph.declarative",
)
def _to_static(arguments: Arguments) -> Any:
    """The function or the model itself."""
    first = arguments.get(0, "function", None)
    return ContextObject(f"{arguments.text}()") if first is None else first


@describes("paddle.enable_static", "paddle.static.Executor", "paddle.fluid.Executor")
def _static(arguments: Arguments) -> Any:
    """The updates of a static graph are calls of ``Executor.run``, which are not followed."""
    known = arguments.reader.program.not_known
    why = tr("the script trains a static graph, which is not followed")
    if not any(one.why == why for one in known):
        arguments.reader.changed(known, None, [*known, NotKnown(arguments.place, why)])
    return arguments.unknown()


@describes(
    "paddle.seed",
    "paddle.set_device",
    "paddle.set_default_dtype",
    "paddle.disable_static",
    "paddle.set_flags",
    "paddle.disable_signal_handler",
    "paddle.summary",
    "paddle.flops",
    "paddle.save",
    "paddle.framework.random._manual_program_seed",
    "paddle.device.set_device",
    "paddle.device.cuda.empty_cache",
    "paddle.device.cuda.synchronize",
    "paddle.fluid.save_dygraph",
    "paddle.jit.save",
)
def _nothing(arguments: Arguments) -> None:
    return None


@describes("paddle.load", "paddle.framework.load", "paddle.fluid.load_dygraph", "paddle.fluid.dygraph.load_dygraph")
def _load(arguments: Arguments) -> Any:
    """What a file contains is not known."""
    return arguments.unknown(tr("comes from a checkpoint"))
