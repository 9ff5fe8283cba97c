"""Paddle3D's training as a straight loop: schedulers that are stepped once an iteration, one inside another."""

from __future__ import annotations

import math


class Stepped:
    """A scheduler whose rate depends on its tick; ``step(tick)`` sets it."""

    def __init__(self, rate):
        self.rate, self.tick = rate, -1
        self.step()

    def step(self, tick=None):
        self.tick = self.tick + 1 if tick is None else tick
        self.last = self.rate(self.tick)


class Warmup(Stepped):
    """``LinearWarmup``: a ramp, then the inner scheduler, whose step is called with the tick after the ramp."""

    def __init__(self, section, inner):
        self.section, self.inner = section, inner
        super().__init__(self._rate)

    def _rate(self, tick):
        steps, start = self.section["warmup_steps"], self.section["start_lr"]
        if tick < steps:
            return (self.section["end_lr"] - start) * tick / steps + start
        if isinstance(self.inner, float):
            return self.inner
        self.inner.step(tick - steps)
        return self.inner.last


class Cosine(Stepped):
    """``CosineAnnealingDecay``: a recursion on its own, a formula inside a warmup."""

    def __init__(self, section):
        self.section = section
        super().__init__(self._next)

    def step(self, tick=None):
        self.rate = self._next if tick is None else self._formula
        super().step(tick)

    def _formula(self, tick):
        base, low, span = (self.section.get(key, 0) for key in ("learning_rate", "eta_min", "T_max"))
        return low + (base - low) * (1 + math.cos(math.pi * tick / span)) / 2

    def _next(self, tick):
        base, low, span = (self.section.get(key, 0) for key in ("learning_rate", "eta_min", "T_max"))
        if tick == 0:
            return base
        if (tick - 1 - span) % (2 * span) == 0:
            return self.last + (base - low) * (1 - math.cos(math.pi / span)) / 2
        ratio = (1 + math.cos(math.pi * tick / span)) / (1 + math.cos(math.pi * (tick - 1) / span))
        return ratio * (self.last - low) + low


class OneCycle(Stepped):
    """``OneCycle``, which counts its own steps, whatever it is given."""

    def __init__(self, section):
        total, high = section["total_step"], section["lr_max"]
        low, begin = high / section["div_factor"], int(section["pct_start"] * total)

        def rate(tick):
            if tick < begin:
                return annealed(low, high, tick / begin)
            return annealed(high, low / 1e4, (tick - begin) / (total - begin))

        super().__init__(rate)

    def step(self, tick=None):
        super().step()


def annealed(start, end, part):
    return end + 0.5 * (start - end) * (math.cos(math.pi * part) + 1)


def built(section, batches, warmup=0):
    """The scheduler of a section."""
    name, base = section["type"], section.get("learning_rate")
    if name == "LinearWarmup":
        inner = built(base, batches, section["warmup_steps"]) if isinstance(base, dict) else base
        return Warmup(section, inner)
    if name == "CosineAnnealingDecay":
        return Cosine(section)
    if name == "OneCycle":
        return OneCycle(section)
    return Stepped(RATES[name](section, batches, warmup))


def by_epoch(section, batches, warmup):
    base, low = section["learning_rate"], section.get("eta_min", 0)
    return lambda tick: annealed(base, low, (tick + warmup) // batches / section["T_max"]) if tick else base


def multistep(section, batches, warmup):
    gamma = section.get("gamma", 0.1)
    return lambda tick: section["learning_rate"] * gamma ** sum(mark <= tick for mark in section["milestones"])


def delayed(section, batches, warmup):
    first, last, delay = section["lr_init"], section["lr_final"], section.get("lr_delay_steps", 0)
    start = section.get("lr_delay_mult", 1.0)

    def rate(tick):
        part = min(tick / section["max_steps"], 1)
        rise = start + (1 - start) * math.sin(math.pi / 2 * min(tick / delay, 1)) if delay else 1.0
        return rise * math.exp(math.log(first) * (1 - part) + math.log(last) * part)

    return rate


RATES = {
    "CosineAnnealingDecayByEpoch": by_epoch,
    "MultiStepDecay": multistep,
    "StepDecay": lambda section, batches, warmup: (
        lambda tick: section["learning_rate"] * section.get("gamma", 0.1) ** (tick // section["step_size"])
    ),
    "CustomExponentialDecay": delayed,
    "ExponentialDecay": lambda section, batches, warmup: (
        lambda tick: section["lr_init"] * section["delay_rate"] ** (tick / section["delay_steps"])
    ),
    "FixationExponentialDecay": lambda section, batches, warmup: (
        lambda tick: section["learning_rate"] * (section["delay_rate"] ** (1 / section["total_steps"])) ** tick
    ),
}


def trained(config, batches):
    """The rate of every update of a run."""
    total = config["iters"] if config.get("iters") is not None else config["epochs"] * batches
    section = config["lr_scheduler"]
    if section["type"] == "OneCycleWarmupDecayLr":
        return [one_cycle_warmup(section, total, update) for update in range(total)]
    scheduler = built(section, batches)
    rates = []
    for _ in range(total):
        rates.append(scheduler.last)
        scheduler.step()
    return rates


def one_cycle_warmup(section, total, update):
    base, begin = section["base_learning_rate"], int(section.get("step_ratio_peak", 0.4) * total)
    high, low = base * section.get("lr_ratio_peak", 10), base * section.get("lr_ratio_trough", 1e-4)
    if update < begin:
        return annealed(base, high, update / begin)
    return annealed(high, low, (update - begin) / (total - begin))
