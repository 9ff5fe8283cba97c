"""PaddleOCR: ``Global.epoch_num`` and ``Optimizer.lr`` -> Schedule. One tick an update."""

from __future__ import annotations

from collections.abc import Mapping

from paddle_lrkit.config.document import Document
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites.finish import finish
from paddle_lrkit.suites.ppocr.classes import CLASSES
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.section import Section, call, find
from paddle_lrkit.suites.values import whole
from paddle_lrkit.units import LengthOptions, RunLength, unknown_epoch

NAME = "PaddleOCR"
_FORMULA = "images / (Train.loader.batch_size_per_card x GPUs)"


def read(document: Document, options: LengthOptions, variant: str | None = None, optimizer_index: int = 0) -> Schedule:
    """The schedule of a PaddleOCR config.

    Raises:
        ConfigError: With file, line and key, where PaddleOCR would fail.
    """
    config = Section(document, (), document.data, NAME)
    run = config.section("Global")
    epochs = run.read("epoch_num", lambda key, value: whole(key, value, at_least=0))
    section = config.section("Optimizer").section("lr")
    steps = options.steps_per_epoch if options.steps_per_epoch is not None else _batches(config, options)
    if steps is None:
        raise run.located(unknown_epoch(_FORMULA))
    name = section.get("name", "Const")
    build = find(section, "name", name, CLASSES, f"schedule of {NAME}")
    given = {key: value for key, value in section.values.items() if key != "name"}
    supplied = {"epochs": epochs, "step_each_epoch": steps}
    scheduler = call(build, section, given, supplied=supplied, name=name, swallows=True)
    per_card = document.get(("Train", "loader", "batch_size_per_card"))
    batch_size = options.batch_size or (per_card if isinstance(per_card, int) else None)
    length = RunLength(epochs * steps, steps, batch_size, options.processes)
    return finish("ppocr", section, scheduler, length, name)


def _batches(config: Section, options: LengthOptions) -> int | None:
    train = config.get("Train")
    train = train if isinstance(train, Mapping) else {}
    if options.images is not None and "sampler" in train:
        raise config.error("the batches of a sampler cannot be counted; give --steps-per-epoch", "Train", "sampler")
    loader = train.get("loader")
    loader = loader if isinstance(loader, Mapping) else {}
    try:
        return options.batches(
            loader.get("batch_size_per_card"),
            drop_last=loader.get("drop_last", False),
            key="Train.loader.batch_size_per_card",
        )
    except ConfigError as error:
        raise config.located(error) from None
