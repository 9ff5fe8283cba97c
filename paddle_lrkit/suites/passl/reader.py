"""Reads PASSL configs, of its tasks and of version 1.1; the keys tell which."""

from __future__ import annotations

from dataclasses import replace

from paddle_lrkit.config.document import Document
from paddle_lrkit.suites.base import Selection, SuiteReader
from paddle_lrkit.suites.build_schedule import build_schedule
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.passl import tasks, v110
from paddle_lrkit.suites.passl.detect import TASKS, V110
from paddle_lrkit.suites.reference_curves.ticks import by_epoch
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import LengthOptions


def entry_of(document: Document, entry: str | None) -> str:
    """The code base that reads a config: the one that is named, else the one whose keys it has."""
    return entry or (V110 if "lr_scheduler" in document.data and "Global" not in document.data else TASKS)


class PASSLReader(SuiteReader):
    """``passl`` reads ``LRScheduler`` or ``Optimizer.lr``, ``passl_v110`` reads ``lr_scheduler``."""

    entries = (TASKS, V110)

    def read(self, document: Document, options: LengthOptions, selection: Selection) -> Schedule:
        """The schedule of the main parameters, or of a group of ``Optimizer.param_groups``."""
        entry = entry_of(document, selection.entry)
        if entry == V110:
            section, name, rates, run = v110.read_v110(document, options)
        else:
            section, name, rates, run = tasks.read_task(document, options, selection.optimizer_index)
        stepped = "epoch" if rates.by_epoch else "update"
        if rates.by_epoch:
            rates = SchedulerRates(by_epoch(rates.curve, run.steps), warmup=rates.warmup * run.steps)
        batch = v110.BATCH_SIZE if entry == V110 else tasks.BATCH_SIZE
        length = section.run_length(options, run.total, run.steps, batch)
        return replace(build_schedule("passl", section, rates, length, name, entry=entry), stepped=stepped)

    def optimizers(self, document: Document) -> int:
        """The groups of ``Optimizer.param_groups`` and the parameters that are in none of them."""
        return len(tasks.groups(document)) + 1

    def main_optimizer(self, document: Document) -> int:
        """The parameters that are in no group."""
        return len(tasks.groups(document))


READER = PASSLReader()
