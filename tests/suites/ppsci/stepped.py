"""PaddleScience's training loop and schedulers, stepped one iteration at a time as it does."""

import math


class Stepped:
    """A scheduler whose rate is a function of the tick."""

    def __init__(self, rate):
        self.at, self.tick = rate, 0
        self.rate = rate(0)

    def step(self, tick=None):
        self.tick = self.tick + 1 if tick is None else tick
        self.rate = self.at(self.tick)


class Cosine:
    """Paddle's CosineAnnealingDecay: a recursion for ``step()``, the closed form for ``step(tick)``."""

    def __init__(self, base, period, floor):
        self.base, self.period, self.floor, self.tick, self.rate = base, period, floor, 0, base

    def step(self, tick=None):
        base, period, floor = self.base, self.period, self.floor
        if tick is not None:
            self.tick = tick
            self.rate = floor + (base - floor) * (1 + math.cos(math.pi * tick / period)) / 2
            return
        self.tick += 1
        if (self.tick - 1 - period) % (2 * period) == 0:
            self.rate += (base - floor) * (1 - math.cos(math.pi / period)) / 2
        else:
            now, before = (1 + math.cos(math.pi * tick / period) for tick in (self.tick, self.tick - 1))
            self.rate = now / before * (self.rate - floor) + floor


class Restarts:
    """Its own warm restarts: cycles are counted by ``step()``, computed by ``step(tick)``."""

    def __init__(self, base, first, times, floor):
        self.base, self.first, self.times, self.floor = base, first, times, floor
        self.tick, self.position, self.length, self.rate = 0, 0, first, base

    def step(self, tick=None):
        if tick is None:
            self.tick += 1
            self.position += 1
            if self.position >= self.length:
                self.position -= self.length
                self.length *= self.times
        else:
            self.tick = tick
            if tick < self.first:
                self.position, self.length = tick, self.first
            elif self.times == 1:
                self.position = tick % self.first
            else:
                cycle = int(math.log(tick / self.first * (self.times - 1) + 1, self.times))
                self.position = tick - self.first * (self.times**cycle - 1) / (self.times - 1)
                self.length = self.first * self.times**cycle
        share = (1 + math.cos(math.pi * self.position / self.length)) / 2
        self.rate = self.floor + (self.base - self.floor) * share


class Warmup:
    """Paddle's LinearWarmup: the scheduler in it is told the tick since the warmup."""

    def __init__(self, inner, length, start, end):
        self.inner, self.length, self.start, self.end, self.tick = inner, length, start, end, -1
        self.step()

    def step(self):
        self.tick += 1
        if self.tick < self.length:
            self.rate = (self.end - self.start) * float(self.tick) / float(self.length) + self.start
        else:
            self.inner.step(self.tick - self.length)
            self.rate = self.inner.rate


def scheduler(name, epochs, iters, by_epoch, warmup, start, **own):
    """A class of ppsci.optimizer.lr_scheduler after its call."""
    warmup = min(warmup, epochs)
    length = warmup if by_epoch and name not in ("Linear", "ExponentialDecay") else round(warmup * iters)
    span = epochs - warmup if by_epoch else (epochs - warmup) * iters
    unit = 1 if by_epoch else iters
    base = own.get("learning_rate", own.get("max_learning_rate"))
    if name == "ExponentialDecay":
        root = own["gamma"] ** (1 / (own["decay_steps"] / iters if by_epoch else own["decay_steps"]))
        inner = Stepped(lambda tick: base * root**tick)
    elif name == "Step":
        inner = Stepped(lambda tick: base * own["gamma"] ** (tick // (own["step_size"] * unit)))
    elif name == "MultiStepDecay":
        marks = [mark * unit for mark in own["milestones"]]
        inner = Stepped(lambda tick: base * own["gamma"] ** sum(mark <= tick for mark in marks))
    elif name == "Piecewise":
        base, marks = own["values"][0], [mark * unit for mark in own["decay_epochs"]]
        table = list(zip(marks, own["values"], strict=False))
        inner = Stepped(lambda tick: next((value for mark, value in table if tick < mark), own["values"][-1]))
    elif name == "Cosine":
        inner = Cosine(base, span, own["eta_min"]) if span > 0 else Stepped(lambda tick: base)
    elif name == "CosineWarmRestarts":
        inner = Restarts(base, own["T_0"] * unit, own["T_mult"], own["eta_min"])
    elif name == "Linear" and span > 0:

        def line(tick):
            rounds = (math.ceil(tick / span) or 1) if own["cycle"] else 1
            passed = tick if own["cycle"] else min(tick, span)
            return (base - own["end_lr"]) * (1 - passed / (span * rounds)) ** own["power"] + own["end_lr"]

        inner = Stepped(line)
    else:
        inner = Stepped(lambda tick: base)
    return Warmup(inner, length, start, base) if length > 0 else inner


def rates(stepped, by_epoch, epochs, iters, update_freq):
    """The rate of each update of a run."""
    found = []
    for _ in range(epochs):
        for iteration in range(1, iters + 1):
            if iteration % update_freq == 0 or iteration == iters:
                found.append(stepped.rate)
            if not by_epoch:
                stepped.step()
        if by_epoch:
            stepped.step()
    return found
