"""What the schedules and optimizers of a program do, as numbered events."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any

from paddle_lrkit.plugins.watching.call_site import CallSite, call_site, kind_of
from paddle_lrkit.plugins.watching.plain_value import plain_value
from paddle_lrkit.plugins.watching.watched_object import WatchedObject, class_path, group_factors, rate_of, reference
from paddle_lrkit.scripts.folded_trace import FoldedTrace

_MOST_LOADS = 200


class Recorder:
    """Numbers schedules, optimizers and loaders, and keeps what happens to them.

    Args:
        wake: Called at the first event, and whenever an object is built.
    """

    def __init__(self, wake: Callable[[], None] = lambda: None) -> None:
        self.wake = wake
        self.active = True
        self.reset()

    def reset(self) -> None:
        """Forgets everything."""
        self.lock = threading.RLock()
        self.lines: list[dict[str, Any]] = []
        self.trace = FoldedTrace()
        self.schedules: list[WatchedObject] = []
        self.optimizers: list[WatchedObject] = []
        self.loads: list[list[Any]] = []
        self._numbers: dict[int, tuple[Any, WatchedObject]] = {}
        self._by_line: dict[Any, WatchedObject] = {}
        self._symbols: dict[Any, int] = {}
        self._loader_numbers: dict[Any, int] = {}
        self.loader_lengths: set[int | None] = set()

    # -- objects ---------------------------------------------------------------------------------------------------

    def known(self, thing: Any) -> WatchedObject | None:
        """The record of a schedule or optimizer."""
        found = self._numbers.get(id(thing))
        return found[1] if found is not None and found[0]() is thing else None

    def schedule_number(self, value: Any) -> int | None:
        """Number of a schedule that was built; None for anything else."""
        found = self.known(value)
        return found.number if found is not None and found.kind == "schedule" else None

    def schedule_built(self, thing: Any, arguments: Mapping[str, Any], frame: FrameType | None) -> WatchedObject:
        """A schedule begins; arguments are those that the program gave."""
        watched = self._number(thing, "schedule", arguments, call_site(frame, with_path=True))
        watched.position = getattr(thing, "last_epoch", None)
        return watched

    def optimizer_built(self, thing: Any, arguments: Mapping[str, Any], frame: FrameType | None) -> WatchedObject:
        """An optimizer begins."""
        site = call_site(frame, with_path=True)
        watched = self._number(thing, "optimizer", arguments, site)
        self._hold(watched, thing, site, "given")
        return watched

    def _number(self, thing: Any, kind: str, arguments: Mapping[str, Any], site: CallSite) -> WatchedObject:
        key = (kind, type(thing), site.path or site[:2])
        before = self._by_line.get(key)
        if before is not None and before.events:  # built again after it was used: the loop around it comes again
            watched = before
        else:
            members = self.schedules if kind == "schedule" else self.optimizers
            watched = self._by_line[key] = WatchedObject(len(members), kind)
            members.append(watched)
            line = {"number": watched.number, "class": class_path(type(thing)), "place": site[:2], "by": site.by}
            values = {name: plain_value(value, self.schedule_number) for name, value in arguments.items()}
            rate = rate_of(thing) if kind == "schedule" else None
            self._line({kind: {**line, "arguments": values, "factors": group_factors(thing), "rate": rate}})
        self._numbers[id(thing)] = (reference(thing, self._numbers), watched)
        self._event("build" if kind == "schedule" else "build_optimizer", watched.number, site)
        self.wake()
        return watched

    # -- events ----------------------------------------------------------------------------------------------------

    def stepped(self, thing: Any, argument: Any, moved_from: Any, frame: FrameType) -> None:
        """A schedule was stepped by the program, from position ``moved_from``."""
        watched = self.known(thing) or self.schedule_built(thing, {}, frame)
        if moved_from != watched.position and watched.position is not None:
            self._event("move", watched.number, self._site(frame), detail="moved")
        detail = None if argument is None else self._detail(watched, argument)
        self._event_at("step", watched.number, frame, detail)
        watched.position = getattr(thing, "last_epoch", None)
        self._count(watched, rate_of(thing))

    def moved_inside(self, thing: Any) -> None:
        """A schedule was stepped by another one."""
        watched = self.known(thing)
        if watched is not None:
            watched.inside = True

    def _detail(self, watched: WatchedObject, argument: Any) -> str:
        """``number`` or ``metric``; the numbers themselves are kept as the first, the last, and whether they count."""
        if isinstance(argument, bool) or not isinstance(argument, (int, float)):
            return "metric"
        seen = watched.step_arguments
        counts = seen.get("counts", True) and ("last" not in seen or argument == seen["last"] + 1)
        same = seen.get("same", True) and ("last" not in seen or argument == seen["last"])
        watched.step_arguments = {
            "first": seen.get("first", argument),
            "last": argument,
            "counts": counts,
            "same": same,
        }
        return "number"

    def updated(self, thing: Any, rate: float, skipped: bool, frame: FrameType) -> None:
        """An optimizer changed the weights, or a loss scaler skipped that."""
        watched = self.known(thing) or self.optimizer_built(thing, {}, frame)
        if skipped:
            watched.skipped += 1
            self._event_at("skip", watched.number, frame)
            return
        self._event_at("update", watched.number, frame)
        self._count(watched, rate)

    def check_held(self, thing: Any, frame: FrameType | None) -> WatchedObject:
        """Notices that an optimizer holds something else than before."""
        watched = self.known(thing) or self.optimizer_built(thing, {}, frame)
        if thing._learning_rate is not watched.held:
            self._hold(watched, thing, call_site(frame), "held")
        return watched

    def _hold(self, watched: WatchedObject, thing: Any, site: CallSite, how: str) -> None:
        rate = getattr(thing, "_learning_rate", None)
        if rate is watched.held:
            return
        watched.held = rate
        if isinstance(rate, (int, float)):
            watched.applied = float(rate)
        number = self.schedule_number(rate)
        if number is None and not isinstance(rate, (int, float)) and hasattr(rate, "last_epoch"):
            number = self.schedule_built(rate, {}, None).number
        self._event("give", watched.number, site, detail={"schedule": number} if number is not None else "number")
        value = {"schedule": number} if number is not None else plain_value(rate, self.schedule_number)
        line = {"optimizer": watched.number, "value": value, "place": site[:2]}
        if line != watched.held_line:
            watched.held_line = line
            self._line({how: {**line, "update": watched.events}})

    def set_rate(self, thing: Any, value: Any, error: str, frame: FrameType | None) -> None:
        """``set_lr`` was called, perhaps with an error."""
        watched = self.known(thing) or self.optimizer_built(thing, {}, frame)
        site = call_site(frame)
        self._event("set_lr", watched.number, site)
        if not error:
            watched.held = watched.read_back = getattr(thing, "_learning_rate", None)
            watched.applied = float(watched.held) if isinstance(watched.held, (int, float)) else watched.applied
        watched.set_calls += 1
        if watched.set_calls <= _MOST_LOADS:
            value = plain_value(value, self.schedule_number)
            line = {"optimizer": watched.number, "value": value, "place": site[:2], "update": watched.events}
            self._line({"set_lr": {**line, "error": error}})

    def loaded(self, what: str, thing: Any, frame: FrameType | None) -> None:
        """A state was loaded: ``weights``, ``optimizer`` or ``schedule``."""
        watched = self.known(thing)
        if watched is not None:
            watched.position = getattr(thing, "last_epoch", None)
        if len(self.loads) < _MOST_LOADS:
            site = call_site(frame)
            updates = sum(optimizer.events for optimizer in self.optimizers)
            self.loads.append([what, None if watched is None else watched.number, site.file, site.line, updates])

    def loader_number(self, length: int | None, frame: FrameType | None) -> int:
        """Number of the loop over a loader at a line of the program; a pass begins."""
        site = call_site(frame)
        key = (site[:2], length)
        self.loader_lengths.add(length)
        if key not in self._loader_numbers:
            self._loader_numbers[key] = len(self._loader_numbers)
            self._line({"loader": {"number": self._loader_numbers[key], "place": site[:2], "length": length}})
        self._event("pass", self._loader_numbers[key], site)
        return self._loader_numbers[key]

    def loader_event(self, kind: str, number: int) -> None:
        """``batch`` or ``end`` (of a pass), or ``cut`` (its end in a quick run)."""
        self._append((kind, number), lambda: [kind, number, "", 0, None, ""])

    # -- the trace -------------------------------------------------------------------------------------------------

    def _event_at(self, kind: str, subject: int, frame: FrameType, detail: Any = None) -> None:
        """An event whose line is looked up only once where the caller is the program itself."""
        code = frame.f_code
        if kind_of(code.co_filename) == "own":
            key = (kind, subject, code, frame.f_lasti, detail)
            self._append(key, lambda: [kind, subject, code.co_filename, frame.f_lineno, detail, ""])
        else:
            self._event(kind, subject, call_site(frame), detail)

    def _site(self, frame: FrameType) -> CallSite:
        return call_site(frame)

    def _event(self, kind: str, subject: int, site: CallSite, detail: Any = None) -> None:
        line = [kind, subject, site.file, site.line, detail, site.by]
        self._append(tuple(map(str, line)), lambda: line)

    def _append(self, key: Any, line: Callable[[], list[Any]]) -> None:
        symbol = self._symbols.get(key)
        with self.lock:
            if symbol is None:
                symbol = self._symbols[key] = len(self._symbols)
                self.lines.append({"symbol": line()})
            self.trace.append(symbol)

    def _count(self, watched: WatchedObject, rate: float) -> None:
        with self.lock:
            watched.events += 1
            watched.rates.append(rate)

    def _line(self, line: dict[str, Any]) -> None:
        with self.lock:
            self.lines.append(line)

    # -- what is written -------------------------------------------------------------------------------------------

    @property
    def has_events(self) -> bool:
        """Whether there is something to report."""
        return bool(self.schedules or self.optimizers)

    def take(self) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """New lines since the last call, and the state that changes."""
        with self.lock:
            lines, self.lines = self.lines, []
            watched = [*self.schedules, *self.optimizers]
            for each in watched:
                if (line := each.rates.take()) is not None:
                    lines.append(line)
            state = {
                "trace": list(self.trace.nodes),
                "complete": self.trace.complete,
                "loads": list(self.loads),
                "counts": [
                    [
                        each.kind,
                        each.number,
                        each.events,
                        each.skipped,
                        list(each.rates.open_run),
                        each.step_arguments,
                        each.inside,
                        each.set_calls,
                    ]
                    for each in watched
                ],
            }
        return lines, state
