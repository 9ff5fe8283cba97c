"""PaddleVideo's training as a straight loop: one scheduler, stepped batch by batch or epoch by epoch."""

from __future__ import annotations

import math


class Stepped:
    """A schedule over an epoch that grows by ``1 / num_iters`` a step."""

    def __init__(self, rate, batches, first=None):
        self.epoch, self.rate, self.batches = 0, rate, batches
        self.last = rate(0) if first is None else first

    def step(self):
        self.epoch += 1 / self.batches
        self.last = self.rate(self.epoch)


class EpochCosine:
    """``CustomWarmupCosineStepDecay``: counts its steps, and moves its cosine at the end of an epoch."""

    def __init__(self, warmup_iters, warmup_ratio, min_lr, base_lr, max_epoch, num_iters):
        self.warmup, self.ratio, self.low, self.high = warmup_iters * num_iters, warmup_ratio, min_lr, base_lr
        self.span, self.batches = max_epoch, num_iters
        self.count, self.epoch = 0, 0
        self.step()

    def step(self):
        rate = self.low + 0.5 * (self.high - self.low) * (math.cos(math.pi * self.epoch / self.span) + 1)
        if self.count < self.warmup:
            rate *= 1 - (1 - self.count / self.warmup) * (1 - self.ratio)
        self.last = rate
        self.epoch = (self.count + 1) // self.batches
        self.count += 1


def cosine(lr, batches):
    """``CustomWarmupCosineDecay``"""

    def wave(epoch):
        return lr["cosine_base_lr"] * 0.5 * (1 + math.cos(math.pi * epoch / lr["max_epoch"]))

    return Stepped(ramped(lr["warmup_start_lr"], lr["warmup_epochs"], wave), batches)


def piecewise(lr, batches):
    """``CustomWarmupPiecewiseDecay``, whose first rate is that of the start of the warmup."""

    def stair(epoch):
        ends = [*lr["steps"], lr["max_epoch"]]
        index = next((j for j, end in enumerate(ends) if epoch < end), len(ends) - 1)
        return lr["lrs"][index - 1] * lr["step_base_lr"]

    start = lr["warmup_start_lr"]
    return Stepped(ramped(start, lr["warmup_epochs"], stair), batches, start)


def adjusted(lr, batches):
    """``CustomWarmupAdjustDecay``"""

    def rate(epoch):
        if epoch < lr["warmup_epochs"]:
            return lr["step_base_lr"] * (epoch + 1) / lr["warmup_epochs"]
        return lr["step_base_lr"] * lr["lr_decay_rate"] ** sum(epoch >= mark for mark in lr["boundaries"])

    return Stepped(rate, batches)


def epoch_cosine(lr, batches):
    """``CustomWarmupCosineStepDecay``"""
    names = ("warmup_iters", "warmup_ratio", "min_lr", "base_lr", "max_epoch")
    return EpochCosine(*(lr[name] for name in names), batches)


def ramped(start, warmup, rate):
    """A line to the rate at the end of the warmup, then the rate."""
    return lambda epoch: epoch * (rate(warmup) - start) / warmup + start if epoch < warmup else rate(epoch)


CLASSES = {
    "CustomWarmupAdjustDecay": adjusted,
    "CustomWarmupCosineDecay": cosine,
    "CustomWarmupCosineStepDecay": epoch_cosine,
    "CustomWarmupPiecewiseDecay": piecewise,
}


def trained(config, batches, cards=1):
    """The rate of every update of a run; an error where a step fails."""
    lr = dict(config["OPTIMIZER"]["learning_rate"])
    samples = config.get("GRADIENT_ACCUMULATION", {}).get("global_batch_size")
    every = samples // (config.get("DATASET", {}).get("batch_size", 8) * cards) if samples else 1
    by_batch = lr.pop("iter_step", None)
    scheduler = CLASSES[lr["name"]](lr, batches if by_batch else lr.get("num_iters"))
    rates = []
    for _ in range(config["epochs"]):
        for batch in range(batches):
            if (batch + 1) % every == 0:
                rates.append(scheduler.last)
            if by_batch:
                scheduler.step()
        if not by_batch:
            scheduler.step()
    return rates
