"""A Trainer's learning rates, update by update, with the arguments as a config has them and Python's own errors."""

import math

KINDS = ("linear", "cosine", "constant", "constant_with_warmup", "polynomial")


class Refused(Exception):
    """The program stops before its first update."""


def run(config, entry, steps=None):
    """The rates of a run, and the exception with which it stops; None for one that does not."""
    rates = []
    try:
        total, factor = _schedule(config, entry, steps)
        for tick in range(max(int(total), 1) + 1):  # the scheduler is moved after the last update too
            rates.append(factor(tick))
    except Exception as problem:
        return rates, problem
    return rates[:-1], None


def _schedule(config, entry, steps):
    get = config.get
    if get("lr_scheduler_type", "linear") not in KINDS:
        raise Refused("SchedulerType")
    ratio, warmup_steps = get("warmup_ratio", 0.0), get("warmup_steps", 0)
    if ratio < 0 or ratio > 1:
        raise Refused("warmup_ratio")
    if ratio > 0:
        bool(warmup_steps > 0)
    total = _length(config, entry, steps)
    if entry == "formers" and get("freeze_training", False):
        return total, lambda t: 0.0
    base = get("learning_rate", 5e-5)
    if entry in ("dsv3", "auto") and get("lr_scheduler_type", "linear") in ("linear", "cosine"):
        return total, _annealing(config, _number(base), warmup_steps if warmup_steps > 0 else ratio * total, total)
    warmup = warmup_steps if warmup_steps > 0 else int(ratio * total)
    if get("freeze_training", False) and not entry.startswith("erniekit") and entry not in ("pretrain", "ernie_auto"):
        return total, lambda t: 0.0
    if entry in ("formers", "pretrain", "ernie_auto", "erniekit_vl"):
        return total, _ernie(config, entry, base, warmup, total)
    return total, _trainer(config, base, warmup, total)


def _length(config, entry, steps):
    most, epochs = config.get("max_steps", -1), config.get("num_train_epochs", 1.0)
    if most > 0:
        return most
    if entry in ("dsv3", "auto", "formers", "pretrain", "ernie_auto") or most != -1:
        raise Refused("max_steps")
    if config.get("mix_strategy") == "random" and not entry.startswith("erniekit"):
        raise Refused("random")
    if entry in ("sft", "erniekit_sft") and config.get("dataset_type") in ("map", "pretrain", "offline"):
        total = steps if entry == "erniekit_sft" else steps * epochs
    else:
        total = math.ceil(steps * epochs)
    if total <= 0:
        raise Refused("max_steps")
    return total


def _number(base):
    if not isinstance(base, (int, float)):
        raise TypeError("learning rate")
    return float(base)


def _warmed(warmup, t, rest):
    return float(t) / float(max(1, warmup)) if t < warmup else rest()


def _trainer(config, base, warmup, total):
    kind = config.get("lr_scheduler_type", "linear")
    end = total
    if config.get("decay_steps") and config["decay_steps"] > 0:
        end = config["decay_steps"]
    low, cycles = config.get("min_lr", 0.0), config.get("num_cycles", 0.5)
    last, power = config.get("lr_end", 1e-7), config.get("power", 1.0)
    if kind == "polynomial" and not base > last:
        raise Refused("lr_end")

    def cosine(t):
        part = float(t - warmup) / float(max(1, end - warmup))
        height = max(0.0, 0.5 * (1.0 + math.cos(math.pi * float(cycles) * 2.0 * part)))
        return height * (1 - low / base) + low / base

    def polynomial(t):
        if t > end:
            return last / base
        left = 1 - (t - warmup) / (end - warmup)
        return ((base - last) * left**power + last) / base

    def line(t):
        return max(0.0, float(end - t) / float(max(1, end - warmup)))

    if kind == "constant":
        return lambda t: _number(base)
    curve = {"cosine": cosine, "polynomial": polynomial, "linear": line, "constant_with_warmup": lambda t: 1.0}[kind]
    return lambda t: _number(base) * _warmed(warmup, t, lambda: curve(t))


def _annealing(config, base, warmup, total):
    end = total if config.get("decay_steps") is None else config["decay_steps"]
    low = config.get("min_lr", 0.0)

    def rate(update):
        tick = update + 1
        if warmup > 0 and tick <= warmup:
            return base * tick / warmup
        if tick > end:
            return low + 0.0
        part = float(tick - warmup) / float(end - warmup)
        height = (
            1.0 - part
            if config.get("lr_scheduler_type", "linear") == "linear"
            else 0.5 * (math.cos(math.pi * part) + 1.0)
        )
        return low + height * (base - low)

    return rate


def _ernie(config, entry, base, warmup, total):
    name = config.get("lr_scheduler", "cosine")
    low = config.get("min_lr", 0.0) or 0.0
    end = config.get("max_steps", -1)
    if not name.startswith("wsd"):
        if entry in ("formers", "pretrain"):
            raise Refused("assert")

        def cosine(t):
            height = max(0.0, 0.5 * (1.0 + math.cos(math.pi * float(t - warmup) / float(max(1, end - warmup)))))
            return height * (1 - low / base) + low / base

        return lambda t: _number(base) * _warmed(warmup, t, lambda: cosine(t))
    parts = name.split(":")
    steady = int(parts[1]) if len(parts) == 2 else 0.9 * end

    def wsd(t):
        if t < steady:
            return 1.0
        part = float(t - steady) / float(max(1, end - steady))
        if config.get("decay_function", "half_life") == "half_life":
            height = (0.05**part - 0.05) * (1 / (1 - 0.05))
        elif config["decay_function"] == "1-sqrt":
            height = 1 - math.sqrt(part)
        else:
            raise ValueError("decay_function")
        return height * (1 - low / base) + low / base

    return lambda t: _number(base) * _warmed(warmup, t, lambda: wsd(t))
