"""Two programs of PaddleNLP that have configs of their own: ``model_zoo/gpt-3`` and the translation example."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.errors import shown
from paddle_lrkit.suites.finish import Run, finish
from paddle_lrkit.suites.paddle.decays import noam_decay
from paddle_lrkit.suites.paddle.scheduler import Scheduler
from paddle_lrkit.suites.reference_curves import annealing
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.section import Section, call
from paddle_lrkit.suites.updates import Counts, missing
from paddle_lrkit.suites.values import number, rate, whole


def ppfleetx(config: Section, counts: Counts) -> Schedule:
    """``Optimizer.lr`` of ``model_zoo/gpt-3``: counted in samples, a tick adds the global batch size.

    Without ``use_increments`` nothing is added, and the rate stays what it is at tick 0.
    """
    section = config.section("Optimizer").section("lr")
    total = config.section("Engine").read("max_steps", lambda key, value: whole(key, value, at_least=0))
    batch = config.section("Global").read("global_batch_size", lambda key, value: whole(key, value, at_least=1))
    name = section.get("name")
    if name != "CosineAnnealingWithWarmupDecay":
        raise section.error(f"must be CosineAnnealingWithWarmupDecay, got {shown(name)}", "name")
    stride = batch if section.get("use_increments", False) else 0

    def build(
        max_lr: Any, min_lr: Any, warmup_rate: Any, decay_steps: Any, last_epoch: Any = 0, verbose: Any = False
    ) -> Scheduler:
        end = number("decay_steps", number("decay_steps", decay_steps) * (stride or 1))
        first = whole("last_epoch", last_epoch, at_least=0)
        peak, floor = rate("max_lr", max_lr), number("min_lr", min_lr)
        warmup = number("warmup_rate", number("warmup_rate", warmup_rate) * end)
        curve = annealing.annealing(peak, floor, warmup, end, True, first, stride)
        return Scheduler(curve, curve, max(int(warmup / stride), 0) if stride else 0)

    given = {key: value for key, value in section.values.items() if key != "name"}
    scheduler = call(build, section, given, name=name, swallows=True)
    return finish("ppnlp", section, scheduler, Run(total, None, name, None, counts.world_size, "ppfleetx"))


def noam(config: Section, counts: Counts) -> Schedule:
    """``d_model``, ``warmup_steps`` and ``learning_rate`` of the translation example, one tick ahead."""
    limit = config.get("max_iter")
    total = whole("max_iter", limit, at_least=0) if isinstance(limit, int) else None
    if "epoch" in config.values and (total is None or counts.steps_per_epoch is not None):
        epochs = config.read("epoch", lambda key, value: whole(key, value, at_least=0))
        if counts.steps_per_epoch is None:
            raise config.located(missing("the number of batches, which follows from the lengths of the sentences"))
        updates = epochs * counts.steps_per_epoch
        total = updates if total is None else min(total, updates)
    if total is None:
        config.need("epoch")
    given = {key: config.values[key] for key in ("d_model", "warmup_steps", "learning_rate") if key in config.values}
    scheduler = call(noam_decay, config, given, supplied={"last_epoch": 0}, name="NoamDecay")
    run = Run(total or 0, counts.steps_per_epoch, "NoamDecay", None, counts.world_size, "noam")
    return finish("ppnlp", config, scheduler, run)
