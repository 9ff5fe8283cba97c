"""The texts of the charts, in English and Chinese."""

from __future__ import annotations

from dataclasses import dataclass

from paddle_lrkit.messages import Message, filled


class PhraseText(str):
    """A text whose braces are filled as those of a message."""

    def format(self, *values: object, **named: object) -> str:
        """The text with the values."""
        return filled(self, values)


class Phrase(Message):
    """A text of `Words`; its braces are filled with ``str.format``."""

    def __get__(self, words: Words | None, owner: type[Words]) -> str:
        return PhraseText(self.of(words.code if words else "en"))


@dataclass(frozen=True)
class Words:
    """The texts of a chart in one language.

    Args:
        code: ``en`` or ``zh``.

    Example:
        >>> Words("en").peak.format(0.1), Words("zh").peak.format(0.1)
        ('peak 0.1', '峰值 0.1')
    """

    code: str

    learning_rate = Phrase("learning rate")
    updates = Phrase("updates")
    epochs = Phrase("epochs")
    percent = Phrase("of the run")
    samples = Phrase("samples")
    update = Phrase("update {}")
    epoch = Phrase("epoch {}")
    epochs_short = Phrase("{} ep")
    beside = Phrase("{} ({})")
    hover = Phrase("Move over the chart to read update, epoch and rate.")

    hover_and_drag = Phrase(
        "Move over the chart to read update, epoch and rate; drag to enlarge a part, double-click for all of it."
    )
    whole = Phrase("All of the run")
    copy = Phrase("Copy the values")
    copied = Phrase("{} rows copied")

    peak = Phrase("peak {}")
    last = Phrase("last {}")
    warmup = Phrase("warmup {}")
    frozen = Phrase("frozen from {} to {}")
    others = Phrase("the others")
    total = Phrase("{} updates")
    total_epoch = Phrase("{} updates = {} epoch")
    total_epochs = Phrase("{} updates = {} epochs of {}")
    total_uneven = Phrase("{} updates = {} epochs")
    batch = Phrase("batch {}")
    batches = Phrase("batch {} to {}")
    comparison = Phrase("Learning-rate schedules")
    catalogue = Phrase("The schedules of paddle_lrkit")
    catalogue_note = Phrase("{} schedules and options over {} updates each, under their names in YAML")

    depends = Phrase("the rate depends on {}")
    depends_after_warmup = Phrase("after the warmup the rate depends on {}")
    metric = Phrase("the metric {}")
    a_metric = Phrase("a metric")
    replayed = Phrase("{} with the metrics of {}")
    as_applied = Phrase("applied in {}")
    no_reduction = Phrase("no reduction")
    one_reduction = Phrase("1 reduction")
    reductions = Phrase("{} reductions")
    changes = Phrase("reductions {}, increases {}")

    run_resumes = Phrase("{} resumed with {}")
    applied = Phrase("applied so far")
    resumed = Phrase("{}, resumed")
    by_policy = Phrase("{}, policy {}")
    as_written = Phrase("{} as written")
    resume = Phrase("resume")
    no_font = Phrase("{}: in English, since no font for Chinese is installed; .svg and .html pictures need none")
    now = Phrase("now")
    saved = Phrase("saved")
    resumes_at = Phrase("resumes at {}")
    left = Phrase("{} updates left")

    extended = Phrase("{} continued from {}")
    plain_resume = Phrase("plain resume")
    continued = Phrase("continued: {}")
    config_as_written = Phrase("the config")

    rescaled = Phrase("{} over the samples seen")
    before = Phrase("before")
    after = Phrase("after")

    range_test = Phrase("Range test: {}")
    loss = Phrase("loss")
    mean = Phrase("mean of {} ramps, smoothed")
    each_ramp = Phrase("thin: each ramp")
    short_trainings = Phrase("dots: end of short trainings")
    suggestion = Phrase("suggestion {}")
    interval = Phrase("interval {} to {}")
    no_suggestion = Phrase("no suggestion")

    def of_unit(self, unit: str) -> Words:
        """The texts for what a curve counts: ``update``, ``epoch`` or ``call``; see `Schedule`."""
        return {"epoch": EpochWords, "call": StepWords}.get(unit, Words)(self.code)


class StepWords(Words):
    """The texts for calls of ``step()`` instead of updates."""

    updates = Phrase("steps")
    update = Phrase("step {}")
    total = Phrase("{} calls of step()")


class EpochWords(Words):
    """The texts for epochs whose updates are not known."""

    updates = Phrase("epochs")
    update = Phrase("epoch {}")
    warmup = Phrase("warmup {} epochs")
    total = Phrase("{} epochs")


ENGLISH, CHINESE = Words("en"), Words("zh")
