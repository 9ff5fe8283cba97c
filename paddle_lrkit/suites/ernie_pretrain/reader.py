"""Reads configs of ERNIE's pre-training: ``lr_scheduler: wsd:T`` and a cosine in the automatic parallel program."""

from __future__ import annotations

from paddle_lrkit.config.document import Document
from paddle_lrkit.errors import ConfigError, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import Selection, SuiteReader
from paddle_lrkit.suites.build_schedule import build_schedule
from paddle_lrkit.suites.ernie_pretrain.program import ENTRIES, arguments_of, entry_of, whole_config
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.ppformers.arguments import UncastArguments, refuse_unknown
from paddle_lrkit.suites.ppformers.reader import (
    check_end,
    check_ratio,
    first_updates,
    floored_cosine,
    scheduler_type,
)
from paddle_lrkit.suites.ppformers.wsd import steady_steps, wsd
from paddle_lrkit.suites.reference_curves import lines
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.section import Section
from paddle_lrkit.units import LengthOptions


class ErniePretrainReader(SuiteReader):
    """``formers`` is PaddleFormers with ``stage: ernie_pretrain``, ``pretrain`` and ``auto`` are ERNIE's programs."""

    entries = ENTRIES

    def read(self, document: Document, options: LengthOptions, selection: Selection) -> Schedule:
        """The schedule of a config."""
        document = whole_config(document, selection.base)
        entry = entry_of(document, selection)
        config = arguments_of(document, entry)
        if entry == "formers":
            refuse_unknown(config)
        scheduler_type(config)
        check_ratio(config)
        most = UncastArguments(config).number("max_steps", -1)
        if not most > 0:
            raise config.error(tr("must be > 0, got {}: num_train_epochs has no effect here", shown(most)), "max_steps")
        arguments = UncastArguments(config, max(int(most), 1))
        name, rates = _rates(arguments, most, entry)
        check_end(arguments, rates)
        size = (*config.path, "per_device_train_batch_size")
        length = config.run_length(options, arguments.total, options.steps_per_epoch, size)
        return build_schedule("ernie_pretrain", config, rates, length, name, None, entry, pretraining=True)


def _rates(arguments: UncastArguments, most: float, entry: str) -> tuple[str, SchedulerRates]:
    """Name and rates of the schedule."""
    config = arguments.config
    if entry == "formers" and config.get("freeze_training", False):
        return "constant", SchedulerRates(lines.level(0.0))
    warmup = first_updates(arguments, most)
    name = config.get("lr_scheduler", "cosine")
    if not isinstance(name, str):
        raise config.error(tr("must be text such as wsd:1000, got {}", shown(name)), "lr_scheduler")
    if name.startswith("wsd"):
        return name, wsd(arguments, warmup, steady_steps(config, name, most), most)
    if entry != "auto":
        raise _no_wsd(config, name)
    return "cosine", floored_cosine(arguments, warmup, most)


def _no_wsd(config: Section, name: str) -> ConfigError:
    if "lr_scheduler" in config.values:
        text = tr(
            "must begin with wsd, such as wsd:1000 for a decay from update 1000 on, got {}, which {} refuses with an "
            "empty AssertionError",
            shown(name),
            config.suite,
        )
        return config.error(text, "lr_scheduler")
    text = tr(
        "lr_scheduler must begin with wsd, such as wsd:1000 for a decay from update 1000 on, and its default is "
        "cosine, which {} refuses with an empty AssertionError",
        config.suite,
    )
    return config.error(text)


READER = ErniePretrainReader()
