"""Steps fresh schedules at the end of a quick run, as far as the whole run would."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from paddle_lrkit.messages import tr
from paddle_lrkit.plugins.watching.rate_runs import RateRuns
from paddle_lrkit.plugins.watching.recorder import Recorder
from paddle_lrkit.plugins.watching.watched_object import WatchedObject, rate_of

_MOST_STEPS = 5_000_000
_MOST_SECONDS = 60.0


class OfflineSchedules:
    """Keeps how schedules were built, and builds them again.

    Args:
        recorder: The recorder.
        cut: Batches after which each pass over a loader ends.
    """

    def __init__(self, recorder: Recorder, cut: int) -> None:
        self.recorder, self.cut = recorder, cut
        self._built: dict[int, tuple[type, tuple[Any, ...], dict[str, Any]]] = {}

    def built(self, watched: WatchedObject, cls: type, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """Keeps the call that built a schedule."""
        self._built.setdefault(watched.number, (cls, args, kwargs))

    def lines(self) -> Iterator[dict[str, Any]]:
        """Lines of the record: the rate after each step of a fresh schedule."""
        self.recorder.active = False
        longest = max((length for length in self.recorder.loader_lengths if length), default=self.cut)
        factor = max(longest / self.cut, 1) * 1.1
        deadline = time.monotonic() + _MOST_SECONDS
        for watched in self.recorder.schedules:
            if watched.number in self._built and watched.events and not watched.inside:
                steps = min(int(watched.events * factor) + 16, _MOST_STEPS)
                yield self._stepped(watched, steps, deadline)

    def _stepped(self, watched: WatchedObject, steps: int, deadline: float) -> dict[str, Any]:
        rates = RateRuns(watched.number, "schedule")
        problem = ""
        try:
            schedule = self._fresh(watched.number)
            first = watched.step_arguments.get("first")
            for number in range(steps):
                schedule.step() if first is None else schedule.step(first + number)
                rates.append(rate_of(schedule))
                if number % 1000 == 0 and time.monotonic() > deadline:
                    problem = tr("it took too long")
                    break
        except Exception as error:
            problem = f"{type(error).__name__}: {error}"
        line = rates.take() or {"values": [], "runs": []}
        value, run = rates.open_run
        values, runs = list(line["values"]), list(line["runs"])  # type: ignore[call-overload]
        return {
            "offline": watched.number,
            "values": values + [value] * bool(run),
            "runs": runs + [run] * bool(run),
            "problem": problem,
        }

    def _fresh(self, number: int) -> Any:
        cls, args, kwargs = self._built[number]
        return cls(*map(self._argument, args), **{name: self._argument(value) for name, value in kwargs.items()})

    def _argument(self, value: Any) -> Any:
        """An argument, with a fresh schedule in place of one that has been stepped."""
        if isinstance(value, (list, tuple)):
            return type(value)(map(self._argument, value)) if type(value) in (list, tuple) else value
        number = self.recorder.schedule_number(value)
        return value if number is None or number not in self._built else self._fresh(number)
