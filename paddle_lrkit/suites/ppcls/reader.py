"""Reads PaddleClas configs: ``Global.epochs`` and ``Optimizer.lr``.

``Optimizer`` is one optimizer or a list of them, each with its own ``lr``. A scheduler ticks once an update, or once an
epoch with ``by_epoch``. Text that is a Python literal is read as that literal, except in lists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from paddle_lrkit.config.document import Document
from paddle_lrkit.errors import shown
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.suites.base import Selection, SuiteReader
from paddle_lrkit.suites.build_schedule import build_schedule
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.ppcls.classes import CLASSES
from paddle_lrkit.suites.ppcls.detect import DETECTOR
from paddle_lrkit.suites.reference_curves import lines
from paddle_lrkit.suites.reference_curves.ticks import by_epoch
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.section import Section, call, find
from paddle_lrkit.suites.training_set import TrainingSet
from paddle_lrkit.suites.values import fixed_rate, positive, whole
from paddle_lrkit.units import LengthOptions, unknown_epoch

NAME = DETECTOR.title
_FORMULA = Message("images / (DataLoader.Train.sampler.batch_size x GPUs x Global.update_freq)")


class PaddleClasReader(SuiteReader):
    """``Global.epochs`` and ``Optimizer.lr``, of one optimizer or of one of a list."""

    def read(self, document: Document, options: LengthOptions, selection: Selection) -> Schedule:
        """The schedule of one optimizer of a PaddleClas config."""
        config = Section(document, (), document.data, NAME)
        run = config.section("Global")
        epochs = run.read("epochs", lambda key, value: whole(key, value, at_least=0))
        steps = _steps(config, run, options)
        section = _optimizer(config, selection.optimizer_index).section("lr")
        name, rates = _built(section, epochs, steps)
        stepped = "evaluation" if rates.plateau else "epoch" if rates.by_epoch else "update"
        if rates.by_epoch:
            last = None if rates.most_ticks is None else rates.most_ticks * steps - 1
            curve, warmup = by_epoch(rates.curve, steps), rates.warmup * steps
            rates = SchedulerRates(curve, warmup=warmup, last_tick=last, plateau=rates.plateau)
        length = config.run_length(options, epochs * steps, steps, ("DataLoader", "Train", "sampler", "batch_size"))
        return replace(build_schedule("ppcls", section, rates, length, name), stepped=stepped)

    def optimizers(self, document: Document) -> int:
        """The number of optimizers in the list; 1 without a list."""
        section = document.data.get("Optimizer")
        return len(section) if isinstance(section, list) else 1

    def training_set(self, document: Document) -> TrainingSet | None:
        """The training set that a config names, counted."""
        from paddle_lrkit.suites.ppcls.training_set import training_set

        return training_set(document)


def _optimizer(config: Section, index: int) -> Section:
    """One optimizer: the section ``Optimizer``, or the entry of a list of ``{Name: {scope, lr, ..}}``."""
    entries = config.need("Optimizer")
    if not isinstance(entries, (list, tuple)):
        return config.section("Optimizer")
    if not 0 <= index < len(entries):
        raise config.error(
            tr("has no optimizer {}; optimizer_index must be 0 to {}", index, len(entries) - 1), "Optimizer"
        )
    entry = entries[index]
    if not isinstance(entry, Mapping) or not entry:
        raise config.error(tr("must be a section {Name: {scope: .., lr: ..}}"), "Optimizer", index)
    place = Section(config.document, (*config.path, "Optimizer", index), entry, NAME)
    return place.section(next(iter(entry)))


def _steps(config: Section, run: Section, options: LengthOptions) -> int:
    """Updates in an epoch: batches // update_freq."""
    if options.steps_per_epoch is not None:
        return options.steps_per_epoch
    batches = run.read("iter_per_epoch", positive) if run.get("iter_per_epoch") else _batches(config, options)
    if batches is None:
        raise run.located(unknown_epoch(_FORMULA))
    frequency = run.read("update_freq", positive, 1)
    return batches if batches < frequency else batches // frequency


def _batches(config: Section, options: LengthOptions) -> int | None:
    sampler = config.document.get(("DataLoader", "Train", "sampler"))
    sampler = sampler if isinstance(sampler, Mapping) else {}
    name = sampler.get("name", "DistributedBatchSampler")
    if options.images is not None and name not in ("DistributedBatchSampler", "BatchSampler"):
        raise config.error(
            tr("the batches of the sampler {} cannot be counted; give --steps-per-epoch", shown(name)), "DataLoader"
        )
    drop_last = sampler.get("drop_last", False)
    return config.batches(options, sampler.get("batch_size"), drop_last, "DataLoader.Train.sampler")


def _built(section: Section, epochs: int, steps: int) -> tuple[str, SchedulerRates]:
    if "name" not in section.values:
        return "", SchedulerRates(lines.level(section.read("learning_rate", fixed_rate)))
    name = section.values["name"]
    given = {key: value for key, value in section.values.items() if key != "name"}
    supplied = {"epochs": epochs, "step_each_epoch": steps}
    return name, call(find(section, "name", name, CLASSES, tr("schedule of {}", NAME)), section, given, name, supplied)


READER = PaddleClasReader()
