"""PaddleX trainings as loops that step as the suites do: a rate an update, from ``Train`` and the base config."""

import math


def kept(train, key, base):
    """A number of ``Train``, or that of the base config for null."""
    return base if train[key] is None else train[key]


def classification(train, base, steps):
    """PaddleClas' Cosine or Linear; ``by_epoch`` ticks after each epoch."""
    lr = base["Optimizer"]["lr"]
    epochs = kept(train, "epochs_iters", base["Global"]["epochs"])
    peak = kept(train, "learning_rate", lr["learning_rate"])
    warm = min(kept(train, "warmup_steps", lr.get("warmup_epoch", 0)), epochs)
    start, floor = lr.get("warmup_start_lr", 0.0), lr.get("eta_min", 0.0) if lr["name"] == "Cosine" else 0.0
    per_tick = steps if lr.get("by_epoch") else 1
    ticks = warm * steps // per_tick
    span = (epochs - warm) * steps // per_tick
    rates, tick = [], 0
    for update in range(epochs * steps):
        if update and update % per_tick == 0:
            tick += 1
        if tick < ticks:
            rates.append((peak - start) * tick / ticks + start)
        elif lr["name"] == "Cosine":
            rates.append(floor + (peak - floor) * (1 + math.cos(math.pi * (tick - ticks) / span)) / 2)
        else:
            rates.append(peak * (1 - min(tick - ticks, span) / span))
    return rates


def detection(train, base, steps):
    """PaddleDetection's CosineDecay or PiecewiseDecay with LinearWarmup."""
    section = base["LearningRate"]
    decay, warmup = section["schedulers"]
    epochs = kept(train, "epochs_iters", base["epoch"])
    peak = kept(train, "learning_rate", section["base_lr"])
    length = train["warmup_steps"]
    if length is None:
        length = warmup["epochs"] * steps if "epochs" in warmup else warmup["steps"]
    length, rates = max(length, 1), []
    last = peak
    for update in range(epochs * steps):
        if update < length:
            share = update / length
            rate = peak * (warmup["start_factor"] * (1 - share) + share)
        elif decay["name"] == "CosineDecay":
            end = decay["max_epochs"] * steps
            if length >= end:
                rate = peak
            elif update < end:
                rate = peak / 2 * (1 + math.cos(math.pi * (update - length) / (end - length)))
            else:
                rate = last
        else:
            passed = sum(update >= mark * steps for mark in decay["milestones"])
            rate = peak if not passed else peak * decay["gamma"] / 10 ** (passed - 1)
        rates.append(rate)
        last = rate
    return rates


def segmentation(train, base, steps):
    """PaddleSeg's PolynomialDecay, whose options change nothing for 0."""
    lr = base["lr_scheduler"]
    total = train["epochs_iters"] or base["iters"]
    peak = train["learning_rate"] or lr["learning_rate"]
    warm, end, power = lr.get("warmup_iters", 0), lr.get("end_lr", 1e-4), lr.get("power", 1.0)
    span = lr.get("decay_steps", max(total - warm, 1))
    rates = []
    for update in range(total):
        if update < warm:
            rates.append((peak - lr["warmup_start_lr"]) * update / warm + lr["warmup_start_lr"])
        else:
            rates.append((peak - end) * (1 - min(update - warm, span) / span) ** power + end)
    return rates


def recognition(train, base, steps):
    """PaddleOCR's Cosine, which the warmup of the base config does not shorten."""
    lr = base["Optimizer"]["lr"]
    total = kept(train, "epochs_iters", base["Global"]["epoch_num"]) * steps
    peak = kept(train, "learning_rate", lr["learning_rate"])
    warm = lr.get("warmup_epoch", 0) * steps
    rates = []
    for update in range(total):
        if update < warm:
            rates.append(peak * update / warm)
        else:
            rates.append(peak * (1 + math.cos(math.pi * (update - warm) / total)) / 2)
    return rates


def time_series(train, base, steps):
    """PaddleTS: a rate that falls at the end of each epoch from ``start_epoch`` on."""
    given = base["model"]["model_cfg"]["optimizer_params"]
    rate, rates = kept(train, "learning_rate", given["learning_rate"]), []
    for epoch in range(kept(train, "epochs_iters", base["epoch"])):
        rates += [rate] * steps
        if given.get("gamma") and epoch >= given.get("start_epoch", 1):
            rate *= given["gamma"]
    return rates
