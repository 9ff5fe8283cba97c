"""Reads the schedule of a config of any suite."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from paddle_lrkit.errors import ConfigError, DataError, UnknownEpochError, check_choice, check_integer, did_you_mean
from paddle_lrkit.messages import tr
from paddle_lrkit.printable import printable
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.source import Config, Source, open_source
from paddle_lrkit.suites.table import reader_of
from paddle_lrkit.suites.training_set import TrainingSet
from paddle_lrkit.text import join_names
from paddle_lrkit.units import LengthOptions


def load_schedule(
    config: Config,
    *,
    steps_per_epoch: int | None = None,
    suite: str = "auto",
    optimizer_index: int | None = None,
    variant: str | None = None,
    images: int | None = None,
    batch_size: int | None = None,
    world_size: int | None = None,
    overrides: Iterable[str] = (),
    entry: str | None = None,
    base: Config | None = None,
    given: Mapping[str, Any] | None = None,
) -> Schedule:
    """Reads the learning-rate schedule that a suite would train with.

    Args:
        config: Path of a file (YAML, or JSON for PaddleNLP), or its content as a mapping. ``FILE#Section.sub`` picks a
            section of a PaddleNLP file that holds several. In a mapping, ``!Tag {..}`` is ``{"__tag__": "Tag", ..}``.
        steps_per_epoch: Updates in an epoch; in PaddleSpeech, PaddleVideo, PaddleScience and PaddleViT, where an update
            may take several, batches. Required if the schedule depends on it, the config does not set it, and the
            training set that the config names is not on this machine, where its samples are counted.
        suite: A name of `paddle_lrkit.suites.table.SUITES`, such as ``ppdet``, or ``auto`` to detect it.
        optimizer_index: Index into a list of optimizers (PaddleClas) or of ``param_groups`` (PASSL); ignored for a
            single optimizer. None for the first one, in PASSL for the schedule of all other parameters.
        variant: Which program of the suite reads the config. ppnlp: ``trainer``, ``run_pretrain``, ``ppfleetx``,
            ``noam``; ppseg: ``medicalseg``, ``domainadaptation``, ``rsseg_c2fnet``.
        images: Samples in the training set, from which ``steps_per_epoch`` is computed as in the suite.
        batch_size: Samples per process and forward pass; by default from the config.
        world_size: Number of processes (GPUs); 1 by default.
        overrides: Changes to the config, as ``Key.sub=value``.
        entry: Which program or optimizer of the suite, where the keys alone do not tell.
        base: The config that a PaddleX config rewrites; by default it is looked for where PaddleX keeps it.
        given: What the program gets from outside the config: defaults of a model of PaddleViT, arguments that a script
            of PaddleScience passes, options of the command line of Paddle3D.

    Raises:
        ConfigError: With file, line and key; also if the suite would reject the config or fail with it.

    Example:
        >>> config = {"iters": 100, "lr_scheduler": {"type": "PolynomialDecay", "learning_rate": 0.01, "end_lr": 0}}
        >>> schedule = load_schedule(config)
        >>> schedule.suite, schedule.total_updates, schedule.curve(50)
        ('ppseg', 100, 0.005)
    """
    source = open_source(config, suite, Selection(variant, entry=entry, given=dict(given or {})), overrides, base=base)
    return read_source(source, LengthOptions(steps_per_epoch, images, batch_size, world_size), optimizer_index)


def load_schedules(
    config: Config,
    *,
    steps_per_epoch: int | None = None,
    suite: str = "auto",
    images: int | None = None,
    batch_size: int | None = None,
    world_size: int | None = None,
    overrides: Iterable[str] = (),
) -> list[Schedule]:
    """The schedules of all optimizers of a config; see `load_schedule`."""
    source = open_source(config, suite, overrides=overrides)
    options = LengthOptions(steps_per_epoch, images, batch_size, world_size)
    return [read_source(source, options, index) for index in range(reader_of(source.suite).optimizers(source.document))]


def read_source(source: Source, options: LengthOptions, optimizer_index: int | None = None) -> Schedule:
    """The schedule of a config that is already loaded; see `load_schedule`.

    Args:
        source: The config.
        options: What the caller specifies about the length of the run.
        optimizer_index: Which optimizer of a list; None for the main one.

    Raises:
        ConfigError: With file, line and key.
    """
    reader = reader_of(source.suite)
    names = reader.optimizer_names(source.document) if optimizer_index is None is source.selection.entry else ()
    if optimizer_index is None:
        optimizer_index = reader.main_optimizer(source.document)
    check_integer("optimizer_index", optimizer_index, at_least=0)
    selection = replace(source.selection, optimizer_index=optimizer_index)
    _check_choice(source.suite, "variant", selection.variant, reader.variants)
    _check_choice(source.suite, "entry", selection.entry, reader.entries)
    _check_given(source.suite, selection.given, reader.given)
    try:
        return _one_of(_read(source, options, selection), names)
    except ArithmeticError as error:
        raise ConfigError(
            tr("numbers too large to compute the schedule: {}", error), file=source.document.file
        ) from None


def _read(source: Source, options: LengthOptions, selection: Selection) -> Schedule:
    """The schedule, with the samples of the training set counted where the length of an epoch is not known."""
    reader = reader_of(source.suite)
    try:
        return reader.read(source.document, options, selection)
    except UnknownEpochError as error:
        found = _training_set(source, options, error)
    schedule = reader.read(source.document, replace(options, images=found.samples), selection)
    counted = tr("{:,} samples in {}", found.samples, printable(found.source))
    return replace(schedule, length=schedule.length._replace(counted=counted))


def _one_of(schedule: Schedule, names: tuple[str, ...]) -> Schedule:
    """A schedule that says which of the optimizers it is, where the caller named none."""
    others = [name for name in names if name != schedule.entry]
    if not others:
        return schedule
    rest = tr("{} reads the other", others[0]) if len(others) == 1 else tr("{} reads another", join_names(others, "or"))
    said = tr("of the {} optimizers {} is read; --entry {}", len(names), schedule.entry, rest)
    return replace(schedule, assumed=(*schedule.assumed, said))


def _check_choice(suite: str, name: str, value: str | None, allowed: tuple[str, ...]) -> None:
    if value is not None and not allowed:
        raise ConfigError(
            tr("{} has no {}, got {!r}", suite, tr("variants") if name == "variant" else tr("entries"), value), key=name
        )
    if value is not None:
        check_choice(name, value, allowed)


def _check_given(suite: str, given: Mapping[str, Any], allowed: tuple[str, ...]) -> None:
    """Refuses what the programs of a suite do not get from outside."""
    for key in given:
        if not allowed:
            raise ConfigError(tr("{} takes everything from its config, got {!r}", suite, key), key="given")
        if key not in {name.partition(".")[0] for name in allowed}:
            hint = did_you_mean(key, allowed) or tr("; there are {}", tr(", ").join(allowed))
            raise ConfigError(tr("{} takes no {!r} from outside its config{}", suite, key, hint), key="given")


def _training_set(source: Source, options: LengthOptions, error: UnknownEpochError) -> TrainingSet:
    """The training set that the config names, counted; ``error`` when that is not possible."""
    if options.images is not None or options.steps_per_epoch is not None:
        raise error
    try:
        found = reader_of(source.suite).training_set(source.document)
    except DataError as reason:
        error.message += tr("; {}, so its samples cannot be counted", reason)
        raise error from None
    if found is None:
        raise error
    return found
