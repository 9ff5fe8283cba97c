"""Reads configs of Paddle3D and PaddleRendering: ``lr_scheduler``, and ``iters`` or ``epochs``.

A scheduler ticks after each iteration, which is an update; Paddle's classes count iterations. A section with a ``type``
in another one is built first. PaddleRendering has other classes, a rate without a schedule in ``optimizer``, updates of
several iterations, and schedules that begin again during the run.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from paddle_lrkit.config.document import Document
from paddle_lrkit.curves.compose import join
from paddle_lrkit.errors import ConfigError, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import Selection, SuiteReader
from paddle_lrkit.suites.build_schedule import build_schedule
from paddle_lrkit.suites.paddle.plateau import inside_warmup
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.pp3d.classes import ENTRIES, FORMULA, TrainerRun, classes_of
from paddle_lrkit.suites.pp3d.programs import GIVEN, as_iterations, config_of, entry_of, place_of
from paddle_lrkit.suites.reference_curves import lines
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.section import Section, call, find
from paddle_lrkit.suites.values import fixed_rate, positive, sequence
from paddle_lrkit.units import LengthOptions, unknown_epoch

_DEEPEST = 20
_ONE_CYCLE_ADAM, _ONE_CYCLE = "OneCycleAdam", "OneCycleWarmupDecayLr"


class Paddle3DReader(SuiteReader):
    """``lr_scheduler``, and ``iters`` or ``epochs``."""

    entries = ENTRIES
    given = GIVEN

    def read(self, document: Document, options: LengthOptions, selection: Selection) -> Schedule:
        """The schedule of a config of Paddle3D or PaddleRendering."""
        entry = entry_of(document, selection)
        config = config_of(document, selection, entry)
        batches = options.steps_per_epoch or config.batches(options, config.get("batch_size", 1), True, "batch_size")
        iterations = _iterations(config, entry, batches)
        run = TrainerRun(batches, iterations)
        section, name, rates = _schedule(config, entry, run)
        total = math.floor(iterations)
        if entry == "pprndr":
            rates = _begun_again(config, rates, run)
            total = _updates(config, total)
        length = config.run_length(options, total, batches, (*config.path, "batch_size"))
        assumed = _assumed(document, config, selection, name)
        return build_schedule("pp3d", section, rates, length, name, entry=entry, assumed=assumed)


def _iterations(config: Section, entry: str, batches: int | None) -> float:
    """``iters``, else ``epochs`` times the batches of an epoch."""
    if config.get("iters") is not None or entry == "pprndr" or "epochs" not in config.values:
        return as_iterations(config, "iters")
    epochs = as_iterations(config, "epochs")
    if batches is None:
        raise config.located(unknown_epoch(FORMULA))
    return epochs * batches


def _schedule(config: Section, entry: str, run: TrainerRun) -> tuple[Section, str, SchedulerRates]:
    """The section of the schedule, its class and its rates."""
    if "lr_scheduler" not in config.values and entry == "pprndr":
        return _of_optimizer(config, run)
    section = config.section("lr_scheduler")
    if entry == "pprndr":
        return section, *_alone(section, entry, run)
    optimizer = config.get("optimizer")
    method = optimizer.get("type") if isinstance(optimizer, Mapping) else None
    name = section.get("type")
    if method == _ONE_CYCLE_ADAM and name != _ONE_CYCLE:
        raise section.error(
            tr("must be {} with the optimizer {}, got {}", _ONE_CYCLE, _ONE_CYCLE_ADAM, shown(name)), "type"
        )
    if name == _ONE_CYCLE and method not in (None, _ONE_CYCLE_ADAM):
        raise section.error(tr("works with the optimizer {} only, got {}", _ONE_CYCLE_ADAM, shown(method)), "type")
    return section, *_alone(section, entry, run)


def _of_optimizer(config: Section, run: TrainerRun) -> tuple[Section, str, SchedulerRates]:
    """The rate of PaddleRendering's optimizer: a number, or a schedule where its section is."""
    section = config.section("optimizer")
    rate = section.need("learning_rate")
    if isinstance(rate, Mapping):
        place = section.section("learning_rate")
        return place, *_alone(place, "pprndr", run)
    return section, "", SchedulerRates(lines.level(section.read("learning_rate", fixed_rate)))


def _alone(section: Section, entry: str, run: TrainerRun) -> tuple[str, SchedulerRates]:
    """A schedule that the trainer steps."""
    name, rates = _built(section, entry, run, 0)
    if rates.plateau is not None:
        rates = replace(rates, plateau=None, last_tick=0, reason=tr("it steps {} without a metric", name))
    return name, rates


def _built(section: Section, entry: str, run: TrainerRun, depth: int) -> tuple[str, SchedulerRates]:
    """The class ``type`` with the other keys, and its name; a section in ``learning_rate`` is built first."""
    if depth > _DEEPEST:
        raise section.error(tr("more than {} schedules inside each other", _DEEPEST))
    given = {key: value for key, value in section.values.items() if key != "type"}
    name = section.need("type")
    kind = tr("schedule of {}", section.suite)
    found = find(section, "type", name, classes_of(entry, run), kind)
    inner, shown_name = given.get("learning_rate"), name
    if isinstance(inner, Mapping):
        place = section.section("learning_rate")
        if name != "LinearWarmup":
            raise place.error(
                tr("must be a number: of Paddle's classes only LinearWarmup takes a schedule, not {}", name)
            )
        held = replace(run, warmup=_ticks(section), is_driven=False)
        shown_name, given["learning_rate"] = _inner(place, entry, held, depth + 1)
    return shown_name, call(found, section, given, name)


def _ticks(section: Section) -> int:
    steps = section.get("warmup_steps")
    return max(steps, 0) if isinstance(steps, int) else 0


def _inner(section: Section, entry: str, run: TrainerRun, depth: int) -> tuple[str, SchedulerRates]:
    """Name and rates of a schedule inside a ``LinearWarmup``."""
    name, rates = _built(section, entry, run, depth)
    try:
        return name, inside_warmup(rates)
    except ConfigError as error:
        raise section.located(error) from None


def _updates(config: Section, iterations: int) -> int:
    """Updates of the run: PaddleRendering makes one of ``grad_accum_cfg.accum_steps`` iterations."""
    every = _every(config)
    if iterations < every:
        raise config.error(tr("the weights are never updated in {} iterations", iterations), "grad_accum_cfg")
    return iterations // every


def _every(config: Section) -> int:
    if config.get("grad_accum_cfg") is None:
        return 1
    section = config.section("grad_accum_cfg")
    return section.read("accum_steps", positive)


def _begun_again(config: Section, rates: SchedulerRates, run: TrainerRun) -> SchedulerRates:
    """The schedule of ``reinit_optim_cfg`` from its tick 0 on at each iteration of ``upsamp_list``."""
    if config.get("reinit_optim_cfg") is None:
        return rates
    section = config.section("reinit_optim_cfg")
    marks = {mark for mark in section.read("upsamp_list", sequence) if isinstance(mark, (int, float))}
    every = _every(config)
    starts = sorted({int(mark) // every for mark in marks if 1 <= mark < run.total and mark == int(mark)})
    if not starts:
        return rates
    place = section.section("lr_scheduler")
    again = _alone(place, "pprndr", run)[1]
    if rates.most_ticks is not None or again.most_ticks is not None:
        raise place.error(tr("is not read here: one of the two schedules stops with an error after some updates"))
    parts = [rates.curve.until(starts[0])] if starts[0] else []
    parts += [again.curve.until(end - start) for start, end in pairwise(starts)]
    curve = join(*parts, again.curve) if parts else again.curve
    return SchedulerRates(curve, warmup=min(rates.warmup, starts[0]))


def _assumed(document: Document, config: Section, selection: Selection, name: str) -> tuple[str, ...]:
    said = []
    if place_of(document) and selection.base is None:
        said.append(
            tr("the main config, over which finetune_config is merged, adds nothing to the schedule (--base FILE)")
        )
    if name == _ONE_CYCLE and config.get("optimizer") is None:
        said.append(tr("the optimizer is {}, without which {} has no rate", _ONE_CYCLE_ADAM, _ONE_CYCLE))
    return tuple(said)


READER = Paddle3DReader()
