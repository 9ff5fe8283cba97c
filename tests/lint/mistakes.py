"""Mistakes that are put into good configs: kind -> the rules that may find it, and the function that makes it."""

from __future__ import annotations

import copy


def _places(config, suite):
    """Section, milestones' key, run's value and unit-free helpers of a config, by suite."""
    if suite == "ppdet":
        entries = config["LearningRate"]["schedulers"]
        return entries[0], "milestones", config["epoch"]
    if suite in ("ppcls", "ppocr"):
        lr = config["Optimizer"]["lr"]
        key = "decay_epochs" if lr.get("name") == "Piecewise" else "milestones"
        return lr, key, config["Global"]["epochs" if suite == "ppcls" else "epoch_num"]
    if suite == "ppseg":
        lr = config["lr_scheduler"]
        return lr, "boundaries" if lr["type"] == "PiecewiseDecay" else "milestones", config["iters"]
    return config, "", config.get("max_steps")


def _milestones(config, suite):
    section, key, run = _places(config, suite)
    marks = section.get(key)
    if (
        not isinstance(marks, list)
        or not marks
        or (suite == "ppcls" and section.get("learning_rate") and "values" in section)
    ):
        return None
    return section, key, run, marks


def past_the_end(config, suite):
    found = _milestones(config, suite)
    if not found:
        return None
    section, key, run, marks = found
    section[key] = [*marks[:-1], int(run * 1.5) + 1]
    return config


def warmup_too_long(config, suite):
    section, _, run = _places(config, suite)
    if suite == "ppdet":
        entries = config["LearningRate"]["schedulers"]
        if len(entries) < 2 or not entries[0].get("use_warmup", True):
            return None
        entries[1].pop("steps", None)
        entries[1]["epochs"] = run + 2
    elif suite in ("ppcls", "ppocr"):
        if "warmup_epoch" not in section:
            return None
        section["warmup_epoch"] = run + 2
    elif suite == "ppseg":
        if "warmup_iters" not in section:
            return None
        section["warmup_iters"] = run * 2
    else:
        if not isinstance(run, int) or run < 10 or config.get("lr_scheduler_type") == "constant":
            return None
        config["warmup_steps"] = run * 2
    return config


def other_length(config, suite):
    section, _, run = _places(config, suite)
    if suite == "ppdet" and "max_epochs" in section:
        section["max_epochs"] = run * 2 if run % 4 else run // 2
    elif suite == "ppseg" and section["type"] in ("CosineAnnealingDecay", "PolynomialDecay"):
        key = "T_max" if section["type"] == "CosineAnnealingDecay" else "decay_steps"
        section[key] = run * 2 if run % 4 else run // 2
    else:
        return None
    return config


def number_as_text(config, suite):
    section, _, _ = _places(config, suite)
    if suite == "ppdet":
        config["LearningRate"]["base_lr"] = "1e-2"
    elif suite in ("ppseg", "ppocr") and isinstance(section.get("learning_rate"), float):
        if section.get("name") in ("LinearWarmupCosine", "Piecewise"):
            return None
        section["learning_rate"] = "1e-3"
    else:
        return None
    return config


def unsorted(config, suite):
    found = _milestones(config, suite)
    if not found or len(found[3]) < 2:
        return None
    found[0][found[1]] = found[3][::-1]
    return config


def floor_above_peak(config, suite):
    section, _, _ = _places(config, suite)
    if suite == "ppdet" and "max_epochs" in section:
        section["min_lr_ratio"] = 1.5
    elif suite == "ppcls" and section.get("name") in ("Cosine", "Linear"):
        section["eta_min" if section["name"] == "Cosine" else "end_lr"] = 2 * float(section["learning_rate"])
    elif suite == "ppseg" and section["type"] in ("CosineAnnealingDecay", "PolynomialDecay"):
        key = "eta_min" if section["type"] == "CosineAnnealingDecay" else "end_lr"
        section[key] = 2 * float(section["learning_rate"])
    else:
        return None
    return config


def units_mixed(config, suite):
    found = _milestones(config, suite)
    section, _, run = _places(config, suite)
    if suite == "ppseg":
        if found:
            section[found[1]] = [30 + 20 * index for index in range(len(found[3]))]
        elif section["type"] == "PolynomialDecay" and run >= 5000:
            section["decay_steps"] = 80
        else:
            return None
    elif found:
        section[found[1]] = [mark * 7329 for mark in found[3]]
    else:
        return None
    return config


KINDS = {
    "milestones past the end": ({"milestone-after-end"}, past_the_end),
    "warmup longer than the run": ({"warmup-longer-than-run"}, warmup_too_long),
    "T_max not matching": (
        {"cosine-longer-than-run", "cosine-rises-again", "zero-tail", "ends-high", "warmup-not-subtracted"},
        other_length,
    ),
    "number as text": ({"number-as-string"}, number_as_text),
    "unsorted milestones": ({"unsorted-milestones"}, unsorted),
    "floor above the peak": ({"floor-above-peak"}, floor_above_peak),
    "units mixed": ({"mixed-units", "steps-as-epochs"}, units_mixed),
}


def injected(config, suite, kind):
    """A copy with a mistake, or None where the config has no place for it."""
    try:
        return KINDS[kind][1](copy.deepcopy(config), suite)
    except (KeyError, IndexError, TypeError, AttributeError):
        return None
