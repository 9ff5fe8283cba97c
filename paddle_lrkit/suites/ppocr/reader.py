"""Reads PaddleOCR configs: ``Global.epoch_num`` and ``Optimizer.lr``, one tick an update."""

from __future__ import annotations

from paddle_lrkit.config.document import Document
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import Selection, SuiteReader
from paddle_lrkit.suites.build_schedule import build_schedule
from paddle_lrkit.suites.ppocr.classes import CLASSES
from paddle_lrkit.suites.ppocr.detect import DETECTOR
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.section import Section, call, find
from paddle_lrkit.suites.training_set import TrainingSet
from paddle_lrkit.suites.values import whole
from paddle_lrkit.units import LengthOptions, unknown_epoch

NAME = DETECTOR.title
_BATCH = ("Train", "loader", "batch_size_per_card")


class PaddleOCRReader(SuiteReader):
    """``Global.epoch_num`` and ``Optimizer.lr``."""

    def read(self, document: Document, options: LengthOptions, selection: Selection) -> Schedule:
        """The schedule of a PaddleOCR config."""
        config = Section(document, (), document.data, NAME)
        run = config.section("Global")
        epochs = run.read("epoch_num", lambda key, value: whole(key, value, at_least=0))
        section = config.section("Optimizer").section("lr")
        steps = options.steps_per_epoch if options.steps_per_epoch is not None else _batches(config, options)
        if steps is None:
            raise run.located(unknown_epoch(tr("images / ({} x GPUs)", ".".join(_BATCH))))
        name = section.get("name", "Const")
        found = find(section, "name", name, CLASSES, tr("schedule of {}", NAME))
        given = {key: value for key, value in section.values.items() if key != "name"}
        rates = call(found, section, given, name, {"epochs": epochs, "step_each_epoch": steps})
        return build_schedule("ppocr", section, rates, config.run_length(options, epochs * steps, steps, _BATCH), name)

    def training_set(self, document: Document) -> TrainingSet | None:
        """The training set that a config names, counted."""
        from paddle_lrkit.suites.ppocr.training_set import training_set

        return training_set(document)


def _batches(config: Section, options: LengthOptions) -> int | None:
    if options.images is not None and config.document.get(("Train", "sampler")) is not None:
        raise config.error(tr("the batches of a sampler cannot be counted; give --steps-per-epoch"), "Train", "sampler")
    drop_last = config.document.get(("Train", "loader", "drop_last"), False)
    return config.batches(options, config.document.get(_BATCH), drop_last, ".".join(_BATCH))


READER = PaddleOCRReader()
