"""Hooks on ``paddle.io.DataLoader``: where passes begin and end, and their batches."""

from __future__ import annotations

import sys
from typing import Any

from paddle_lrkit.plugins.watching.recorder import Recorder


class LoaderHooks:
    """Makes the wrappers of a loader's methods.

    Args:
        recorder: Gets the events.
        cut: Batches after which a pass ends; None for none.
    """

    def __init__(self, recorder: Recorder, cut: int | None) -> None:
        self.recorder, self.cut = recorder, cut
        self._passes: dict[int, list[Any]] = {}

    def iterate(self, own: Any) -> Any:
        """For ``DataLoader.__iter__``: a pass begins."""

        def iterate_loader(loader: Any) -> Any:
            iterator = own(loader)
            if self.recorder.active:
                try:
                    length: int | None = len(loader)
                except Exception:
                    length = None
                number = self.recorder.loader_number(length, sys._getframe(1))
                self._passes[id(iterator)] = [number, 0]
            return iterator

        return iterate_loader

    def follow(self, own: Any) -> Any:
        """For ``__next__`` of the iterators: a batch, or the end of the pass."""

        def following(iterator: Any) -> Any:
            state = self._passes.get(id(iterator))
            if state is None or not self.recorder.active:
                return own(iterator)
            if self.cut is not None and not 0 <= state[1] < self.cut:
                self._end(iterator, "cut")
                raise StopIteration
            try:
                batch = own(iterator)
            except StopIteration:
                self._end(iterator, "end")
                raise
            state[1] += 1
            self.recorder.loader_event("batch", state[0])
            return batch

        return following

    def _end(self, iterator: Any, kind: str) -> None:
        number, count = self._passes[id(iterator)]
        if count >= 0:
            self.recorder.loader_event(kind, number)
        if kind == "end":
            del self._passes[id(iterator)]
        else:
            self._passes[id(iterator)][1] = -1
