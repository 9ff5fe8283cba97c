"""Short ways to say how a script uses a schedule, for the tests of the rules about scripts."""

from __future__ import annotations

from paddle_lrkit.lint.codes import find_rule
from paddle_lrkit.lint.engine import check
from paddle_lrkit.lint.script_contexts import script_context
from paddle_lrkit.scripts.program import BuiltOptimizer, BuiltSchedule
from paddle_lrkit.scripts.unknown import CodePlace
from paddle_lrkit.scripts.usage import StepSite, Usage

LR = "paddle.optimizer.lr"


def place(line, file="train.py"):
    return CodePlace(file, line)


def built(name, line=3, number=0, variable="sched", texts=None, **arguments):
    """A schedule of Paddle whose arguments stand in lines after that of the call."""
    path = name if "." in name else f"{LR}.{name}"
    places = {key: place(line + index) for index, key in enumerate(arguments, 1)}
    return BuiltSchedule(number, path, place(line), arguments, places, texts or {}, variable=variable)


def cosine(length=30, line=3, **more):
    return built("CosineAnnealingDecay", line, **more, learning_rate=0.1, T_max=length)


def optimizer(rate, line=8, number=0, given=None, name="Adam"):
    return BuiltOptimizer(number, f"paddle.optimizer.{name}", place(line), rate, place(line), given)


def per_epoch(line=20, calls=30, **more):
    return StepSite(place(line), calls, "epoch", **more)


def per_batch(line=18, calls=600, **more):
    return StepSite(place(line), calls, "batch", **more)


def used(schedule, *sites, **more):
    """30 epochs of 20 updates, held by an optimizer."""
    facts = {"holders": (optimizer(schedule),), "updates": 600, "batches": 600, "epochs": 30, "steps_per_epoch": 20}
    units = {site.per for site in sites}
    facts["unit"] = "batch and epoch" if len(units) > 1 else units.pop() if units else "never"
    facts["steps"] = sum(site.calls or 0 for site in sites)
    facts |= more
    facts.setdefault("last_tick", max((facts["steps"] or 0) // facts.get("runs", 1) - 1, 0))
    return Usage(schedule, sites=sites, **facts)


def findings(usage):
    return check(script_context(usage))


def found(usage, rule=None):
    """``(rule, line)`` of each finding, or those of one rule, which runs alone."""
    context = script_context(usage)
    result = check(context) if rule is None else check(context, [find_rule(rule)])
    return [(finding.rule, finding.line) for finding in result if finding.severity != "info"]
