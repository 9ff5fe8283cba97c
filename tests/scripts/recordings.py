"""Records of programs that are written as Python functions, without Paddle."""

from __future__ import annotations

from paddle_lrkit.scripts.folded_trace import FoldedTrace
from paddle_lrkit.scripts.watch_record import RecordedEvent, RecordedObject, RecordedRates, WatchRecord

FILE = "train.py"
LINES = {"build": 1, "give": 2, "update": 10, "step": 11, "set_lr": 12, "skip": 10}


class Recording:
    """Notes events as the hooks would; a schedule ``rate(tick)`` is held by the one optimizer.

    Args:
        rate: From tick to rate.
        cut: Batches after which a pass ends; None for none.
        held: Whether the optimizer holds the schedule, or the number 0.5.
    """

    def __init__(self, rate=lambda tick: 1 / (1 + tick), cut=None, held=True):
        self.rate, self.cut, self.held = rate, cut, held
        self.trace, self.events, self.numbers, self.sequence = FoldedTrace(), [], {}, []
        self.loaders, self.ticks, self.applied, self.after_steps = {}, 0, [], []
        self.event("build")
        self.event("give", detail={"schedule": 0} if held else "number")

    def event(self, kind, subject=0, line=None, detail=None):
        key = RecordedEvent(kind, subject, FILE, LINES.get(kind, 0) if line is None else line, detail)
        number = self.numbers.setdefault(str(key), len(self.numbers))
        if number == len(self.events):
            self.events.append(key)
        self.trace.append(number)
        self.sequence.append(number)

    def update(self):
        self.event("update")
        self.applied.append(self.rate(self.ticks) if self.held else 0.5)

    def skip(self):
        self.event("skip")

    def step(self, line=11, detail=None):
        self.event("step", line=line, detail=detail)
        self.ticks += 1
        self.after_steps.append(self.rate(self.ticks))

    def batches(self, length, loader=0, line=5):
        """A pass over a loader; without ``length`` in ``loaders`` it is a loop over batches that no hook sees."""
        self.loaders[loader] = (FILE, line, length)
        self.event("pass", loader, line)
        for number in range(length):
            if self.cut is not None and number >= self.cut:
                self.event("cut", loader, 0)
                return
            self.event("batch", loader, 0)
            yield number
        self.event("end", loader, 0)

    def record(self, offline=None, **about):
        """The record; a schedule that was stepped offline has ``offline`` ticks."""
        held = {"schedule": 0} if self.held else 0.5
        schedule = RecordedObject(0, "train.Own", FILE, 1, "", {"learning_rate": 1.0}, [], self.rate(0))
        optimizer = RecordedObject(0, "paddle.optimizer.SGD", FILE, 2, "", {"learning_rate": held}, [])
        schedule.events, schedule.rates = len(self.after_steps), coded(self.after_steps)
        optimizer.events, optimizer.rates = len(self.applied), coded(self.applied)
        optimizer.held = [(0, held, FILE, 2)]
        if offline is not None:
            schedule.offline = coded([self.rate(tick) for tick in range(1, offline + 1)])
        state = {"script": FILE, "seconds": 1.0, "ended": True, "cut": self.cut, **about}
        return WatchRecord(
            state, [schedule], [optimizer], self.loaders, self.events, tuple(self.trace.nodes), True, [], []
        )


def coded(rates):
    found = RecordedRates()
    for rate in rates:
        if found.values and found.values[-1] == rate:
            found.runs[-1] += 1
        else:
            found.values.append(rate)
            found.runs.append(1)
    return found


def happenings(nodes):
    """Every event of a program's trace in order, as ``(kind, line)``."""
    for node in nodes:
        if hasattr(node, "rounds"):
            for part in node.rounds:
                for _ in range(part.times):
                    for count, body in part.pattern:
                        for _ in range(count):
                            yield from happenings(body)
        else:
            yield node.kind, node.place.line
