"""PASSL's two trainers as straight loops over its scheduler objects, which keep their state."""

import math

from hypothesis import strategies as st


class TimmCosine:
    """Of ``tasks/``; the constructor computes no rate."""

    def __init__(
        self,
        learning_rate,
        steps,
        epochs,
        decay_unit="epoch",
        eta_min=0.0,
        warmup_epoch=0,
        warmup_start_lr=0.0,
        warmup_prefix=False,
        last_epoch=-1,
    ):
        warmup_epoch = min(warmup_epoch, epochs)
        self.total = epochs * steps if decay_unit == "step" else epochs
        self.warmup = round(warmup_epoch * steps) if decay_unit == "step" else warmup_epoch
        self.peak, self.floor, self.start = learning_rate, eta_min, warmup_start_lr
        self.prefix, self.tick = warmup_prefix, last_epoch

    def rate(self):
        if self.tick < self.warmup:
            return max(0, self.tick) * (self.peak - self.start) / self.warmup + self.start
        tick, span = self.tick, self.total
        if self.prefix:
            tick, span = tick - self.warmup, span - self.warmup
        while tick >= self.total:
            tick -= self.total
        return self.floor + 0.5 * (self.peak - self.floor) * (1 + math.cos(math.pi * tick / span))


class Ramped:
    """``Step`` and ``Poly``: a ramp, then the rate of a function of the tick."""

    def __init__(self, body, warmup, start, end, last_epoch=-1):
        self.body, self.warmup, self.start, self.end, self.tick = body, warmup, start, end, last_epoch + 1

    def rate(self):
        if self.tick < self.warmup:
            return (self.end - self.start) * self.tick / self.warmup + self.start
        return self.body(self.tick)


class Annealing:
    """``ViTLRScheduler``."""

    def __init__(self, learning_rate, total, decay_type="cosine", linear_end=1e-5, warmup_steps=0, last_epoch=-1):
        self.peak, self.total, self.kind, self.end = learning_rate, total, decay_type, linear_end
        self.warmup, self.tick = warmup_steps, last_epoch + 1

    def rate(self):
        progress = (self.tick - self.warmup) / (self.total - self.warmup)
        progress = 0.0 if progress < 0 else 1.0 if progress > 1 else progress
        if self.kind == "linear":
            rate = self.end + (self.peak - self.end) * (1 - progress)
        else:
            rate = 0.5 * self.peak * (1 + math.cos(math.pi * progress))
        return rate * min(1.0, self.tick / self.warmup) if self.warmup else rate


def set_ticks(scheduler, epochs, steps, unit):
    """The rates of a run of ``tasks/``: the trainer sets the tick to the updates or the epochs that are done."""
    rates, done = [], 0
    for epoch in range(epochs):
        for _ in range(steps):
            rates.append(scheduler.rate())
            done += 1
            if unit == "step":
                scheduler.tick = done
        if unit == "epoch":
            scheduler.tick = epoch + 1
    return rates


class WarmedCosine:
    """``CosineWarmup`` of version 1.1, whose inner schedule adds to the rate before at some ticks."""

    def __init__(self, learning_rate, warmup_steps, start_lr, end_lr, T_max, eta_min=0):
        self.base, self.warmup, self.start, self.end = learning_rate, warmup_steps, start_lr, end_lr
        self.period, self.floor, self.before = T_max, eta_min, learning_rate
        self.tick, self.last = -1, None
        self.step()

    def step(self):
        self.tick += 1
        if self.tick < self.warmup:
            self.last = (self.end - self.start) * self.tick / self.warmup + self.start
        else:
            self.before = self.last = self.inner(self.tick - self.warmup)

    def inner(self, tick):
        height = self.base - self.floor
        if tick == 0:
            return self.base
        if (tick - 1 - self.period) % (2 * self.period) == 0:
            return self.before + height * (1 - math.cos(math.pi / self.period)) / 2
        return self.floor + 0.5 * height * (1 + math.cos(math.pi * tick / (self.period - self.warmup)))


class LateTimmCosine:
    """``TimmCosine`` of version 1.1, which has its full rate until the first step."""

    def __init__(self, learning_rate, T_max, eta_min=0.0, warmup_epoch=0, warmup_start_lr=0.0, last_epoch=-1):
        self.inside = TimmCosine(learning_rate, 1, T_max, "epoch", eta_min, warmup_epoch, warmup_start_lr)
        self.inside.tick = last_epoch
        self.last = learning_rate

    def step(self):
        self.inside.tick += 1
        self.last = self.inside.rate()


def stepped(scheduler, epochs, steps, by_epoch=False):
    """The rates of a run of version 1.1: a step after each update, or after each epoch."""
    rates = []
    for _ in range(epochs):
        for _ in range(steps):
            rates.append(scheduler.last)
            if not by_epoch:
                scheduler.step()
        if by_epoch:
            scheduler.step()
    return rates


RATES = st.floats(1e-6, 5.0)
EPOCHS, STEPS = st.integers(2, 7), st.integers(1, 6)
