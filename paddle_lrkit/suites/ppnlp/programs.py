"""Programs of PaddleNLP that have configs of their own: ``model_zoo/gpt-3`` and the two translation examples."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.errors import shown
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.build_schedule import build_schedule
from paddle_lrkit.suites.paddle.decays import noam_decay
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.reference_curves import annealing
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.schedule_class import ScheduleClass
from paddle_lrkit.suites.section import Section, call
from paddle_lrkit.suites.values import number, positive, rate, whole
from paddle_lrkit.units import LengthOptions, RunLength, unknown_epoch


def ppfleetx(config: Section, options: LengthOptions) -> Schedule:
    """``Optimizer.lr`` of ``model_zoo/gpt-3``: counted in samples, a tick adds the global batch size.

    Without ``use_increments`` nothing is added, and the rate stays what it is at tick 0.
    """
    section = config.section("Optimizer").section("lr")
    total, batch = _total(config.section("Engine"), options), _batch(config)
    name = section.get("name")
    if name != "CosineAnnealingWithWarmupDecay":
        raise section.error(tr("must be CosineAnnealingWithWarmupDecay, got {}", shown(name)), "name")
    stride = batch if section.get("use_increments", False) else 0

    def build(
        max_lr: Any, min_lr: Any, warmup_rate: Any, decay_steps: Any, last_epoch: Any = 0, verbose: Any = False
    ) -> SchedulerRates:
        end = number("decay_steps", number("decay_steps", decay_steps) * (stride or 1))
        first = whole("last_epoch", last_epoch, at_least=0)
        peak, floor = rate("max_lr", max_lr), number("min_lr", min_lr)
        warmup = number("warmup_rate", number("warmup_rate", warmup_rate) * end)
        curve = annealing.annealing(peak, floor, warmup, end, True, first, stride)
        return SchedulerRates(curve, warmup=max(int(warmup / stride), 0) if stride else 0)

    if section.get("run_mode", "step") != "step":
        raise section.error(
            tr("must be step, got {}: ticks of whole epochs are not read", shown(section.get("run_mode"))), "run_mode"
        )
    given = {key: value for key, value in section.values.items() if key != "name"}
    if given.get("decay_steps", 0) is None:
        given["decay_steps"] = total
    scheduler = call(ScheduleClass(build, ignores_unknown=True), section, given, name)
    length = RunLength(total, world_size=options.processes)
    return build_schedule("ppnlp", section, scheduler, length, name, "ppfleetx")


def _total(engine: Section, options: LengthOptions) -> int:
    """Updates of the run: ``max_steps``, or the epochs of ``run_mode: epoch``."""
    if engine.get("run_mode", "step") == "step":
        return engine.read("max_steps", lambda key, value: whole(key, value, at_least=0), 500_000)
    epochs = engine.read("num_train_epochs", lambda key, value: whole(key, value, at_least=0), 1)
    if options.steps_per_epoch is None:
        raise engine.located(unknown_epoch(tr("the number of batches of the data set")))
    return epochs * options.steps_per_epoch


def _batch(config: Section) -> int:
    """Samples in an update. An empty ``global_batch_size`` is a multiple of ``local_batch_size``.

    By which number is no matter: the length of the decay and the step of a tick grow alike.
    """
    section = config.section("Global")
    known = next((key for key in ("global_batch_size", "local_batch_size") if section.get(key) is not None), None)
    if known is None:
        raise section.error(tr("is empty, and so is local_batch_size; give one of them"), "global_batch_size")
    lr = config.section("Optimizer").section("lr")
    if known == "local_batch_size" and lr.get("last_epoch"):
        raise section.error(tr("is empty; it is needed with last_epoch, which counts samples"), "global_batch_size")
    return section.read(known, positive)


def noam(config: Section, options: LengthOptions) -> Schedule:
    """``d_model``, ``warmup_steps`` and ``learning_rate`` of a translation example.

    The Transformer's schedule is one tick ahead; STACL's, which has ``waitk``, begins at tick 0 with a rate of 0.
    """
    limit = config.get("max_iter")
    total = whole("max_iter", limit, at_least=0) if isinstance(limit, int) else None
    if "epoch" in config.values and (total is None or options.steps_per_epoch is not None):
        epochs = config.read("epoch", lambda key, value: whole(key, value, at_least=0))
        if options.steps_per_epoch is None:
            raise config.located(
                unknown_epoch(tr("the number of batches, which depends on the lengths of the sentences"))
            )
        updates = epochs * options.steps_per_epoch
        total = updates if total is None else min(total, updates)
    if total is None:
        config.need("epoch")
    given = {key: config.values[key] for key in ("d_model", "warmup_steps", "learning_rate") if key in config.values}
    supplied = {} if "waitk" in config.values else {"last_epoch": 0}
    scheduler = call(ScheduleClass(noam_decay), config, given, "NoamDecay", supplied)
    length = RunLength(total or 0, options.steps_per_epoch, world_size=options.processes)
    return build_schedule("ppnlp", config, scheduler, length, "NoamDecay", "noam")
