"""What a suite gives to the package: the interfaces of the modules in its folder.

===============  ==================  =================================================================
module           object              answers
===============  ==================  =================================================================
``detect.py``    ``DETECTOR``        Is this a config of the suite? Loaded to find out; imports little.
``reader.py``    ``READER``          Which schedule would the suite train with?
``fields.py``    ``FIELDS``          Which key holds which part of the schedule? For the linter.
``writer.py``    ``WRITER``          How is a schedule written for the suite? For convert and advise.
``resume.py``    ``RESUME``          How does its program continue a checkpoint? For extend; optional.
``schema.py``    ``SCHEMA``          Where do its configs have what? For schema; optional.
===============  ==================  =================================================================

A suite is one folder with these modules and one line in `paddle_lrkit.suites.table`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr

if TYPE_CHECKING:
    from pathlib import Path

    from paddle_lrkit.config.document import Document
    from paddle_lrkit.config.edit.edit import Edit
    from paddle_lrkit.config.files import ConfigFiles
    from paddle_lrkit.config.inherit import Inheritance
    from paddle_lrkit.curves.base import Curve
    from paddle_lrkit.messages import Message
    from paddle_lrkit.suites.carried import Place
    from paddle_lrkit.suites.continuation import Continuation
    from paddle_lrkit.suites.evidence import Evidence
    from paddle_lrkit.suites.saved_progress import SavedProgress
    from paddle_lrkit.suites.schedule import Schedule
    from paddle_lrkit.suites.schedule_fields import ScheduleFields
    from paddle_lrkit.suites.shape import ShapeDescription, ShapeName
    from paddle_lrkit.suites.source import Config
    from paddle_lrkit.suites.training_set import TrainingSet
    from paddle_lrkit.units import LengthOptions


@dataclass(frozen=True)
class Selection:
    """Which schedule of a config is meant.

    Args:
        variant: The program of the suite that reads the config; None for the usual one.
        optimizer_index: Which optimizer of a list.
        entry: One of `SuiteReader.entries`; None for the one that the keys tell.
        given: What the program gets from outside the config, such as arguments of a script.
        base: The config that this one rewrites.
    """

    variant: str | None = None
    optimizer_index: int = 0
    entry: str | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    base: Document | None = None


class SuiteDetector(Protocol):
    """Tells the configs of a suite from others, and how they are opened.

    Attributes:
        title: Name of the suite for people, such as ``PaddleClas``.
        evidence: The signs of the suite's configs, for each of its programs that has configs of its own.
        package: Python package of the programs that a plug-in changes; empty where it changes what these start.
        plugins: Modules of ``paddle_lrkit.plugins`` that serve these programs and those that they start.
        trains: The program that trains with a config, and its arguments, where ``{}`` is the config.
    """

    title: str
    evidence: tuple[Evidence, ...]
    package: str = ""
    plugins: tuple[str, ...] = ()
    trains: str = ""

    def inheritance(self, variant: str | None) -> Inheritance | None:
        """How the configs of a program inherit; None when they do not."""
        return None

    def load(self, file: str, overrides: Iterable[str], files: ConfigFiles) -> Document | None:
        """A config with its bases and overrides; None for a suite that reads YAML 1.1 and JSON."""
        return None

    def as_loaded(self, document: Document) -> Document:
        """The config with the values that the suite's loader makes of YAML 1.1 values, such as numbers of text."""
        return document

    def base(self, document: Document, named: Config | None, files: ConfigFiles) -> Document | None:
        """The config of another suite that a config rewrites; None where it cannot be found, or there is none.

        Args:
            document: The config.
            named: The file of the base, or its content, from the caller; None to look where the suite keeps it.
            files: The files of the command.

        Raises:
            ConfigError: The base that is named cannot be read, or configs of the suite rewrite no other.
        """
        if named is not None:
            raise ConfigError(
                tr("a config of {} does not rewrite another one, so that --base has no meaning", self.title)
            )
        return None


class SuiteReader(Protocol):
    """Reads the schedule of a config.

    Attributes:
        variants: Programs of the suite that read its configs differently.
        entries: Names of the programs and optimizers of the suite, where the keys alone may not tell which is meant.
        given: What its programs may get from outside the config, as dotted keys, where ``TRAIN`` allows all of
            ``TRAIN.*``; empty for nothing.
        counts_batches: Whether ``steps_per_epoch`` of the caller is the number of batches, of which an update may take
            several; else it is the number of updates.
    """

    variants: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    counts_batches: bool = False

    def read(self, document: Document, options: LengthOptions, selection: Selection) -> Schedule:
        """The schedule that the suite trains with.

        Args:
            document: The config.
            options: What the caller says about the length of the run.
            selection: Which schedule of the config.

        Raises:
            ConfigError: With file, line and key, where the suite refuses the config.
        """
        ...

    def steps_per_epoch(self, document: Document, options: LengthOptions) -> int | None:
        """Updates in an epoch of a config whose schedule cannot be read; None when they depend on the schedule."""
        return None

    def training_set(self, document: Document) -> TrainingSet | None:
        """The training set that a config names, counted on this machine; None when the suite does not tell.

        Raises:
            DataError: Its files are not on this machine or cannot be read.
        """
        return None

    def program(self, document: Document, selection: Selection) -> str:
        """Name of the program that reads a config, also one that is refused; empty where it is that of the suite."""
        return ""

    def optimizer_names(self, document: Document, entry: str | None = None) -> tuple[str, ...]:
        """The entries of the optimizers of a config, for the program of one of them; empty where they have no names."""
        return ()

    def optimizers(self, document: Document) -> int:
        """The number of optimizers of a config, each with a schedule."""
        return len(self.optimizer_names(document)) or 1

    def main_optimizer(self, document: Document) -> int:
        """Which optimizer is meant where none is named."""
        return 0


class SuiteFields(Protocol):
    """Finds the parts of a schedule in a config, also in one that the suite refuses.

    Attributes:
        replaced: Top-level keys that the suite no longer reads -> an example of what replaced them.
    """

    replaced: Mapping[str, str] = {}

    def read(self, document: Document, selection: Selection, steps: int | None) -> ScheduleFields | None:
        """The fields of a schedule; None when its section is not a mapping.

        Args:
            document: The config.
            selection: Which schedule of the config.
            steps: Updates in an epoch, for dialects that mix units.
        """
        ...


class SuiteWriter(Protocol):
    """Writes schedules as a suite's configs have them.

    Attributes:
        keys: Paths of the keys that describe a schedule and the length of its run.
        places: Where the configs have the optimizer and the batch size.
        placeless: Programs of the suite whose configs do not have them there.
        shapes: The shapes that the suite has a class for.
        counts_epochs: Whether lengths are in epochs, so that the updates of an epoch must be known.
        stretches_cosine: Whether the suite's recipes have cosines that are longer than the run.
        remarks: A value such as ``ema_decay`` -> what to know where a config should have it.
        rate_learners: The optimizers whose rate is a factor of one that they learn.
        usual_ema: Decay of an average of the weights in the suite's program, where a config has one without its decay.
        selection: How the configs are read again.
    """

    keys: tuple[tuple[str, ...], ...]
    places: tuple[Place, ...] = ()
    placeless: tuple[str, ...] = ()
    shapes: tuple[ShapeName, ...]
    counts_epochs: bool = False
    stretches_cosine: bool = False
    remarks: ClassVar[Mapping[str, Message]] = {}
    rate_learners: tuple[str, ...] = ()
    usual_ema: float | None = None
    selection: Selection = Selection()

    def candidates(self, description: ShapeDescription, curve: Curve) -> Iterator[dict[str, Any]]:
        """Sections that may have the curve, the simplest first; each is read and compared.

        Args:
            description: Warmup and shape of the curve.
            curve: The curve itself.
        """
        ...

    def limits(self, description: ShapeDescription) -> Iterator[str]:
        """What the suite cannot express of a schedule whose shape it has, as noun phrases."""
        return iter(())

    def readable(self, section: dict[str, Any], steps_per_epoch: int | None) -> dict[str, Any]:
        """The same section as people write it."""
        return section

    def for_program(self, section: dict[str, Any], program: str) -> dict[str, Any]:
        """The same section for the suite's program for ``pretrain``, ``lora`` or ``dpo`` of a language model."""
        return section


class SuiteResume(Protocol):
    """Facts about checkpoints: what the program of a suite saves, and what it does when it resumes one.

    Attributes:
        marker: Pattern of the file whose presence makes a checkpoint, such as ``*.pdopt``.
        beside: Endings of the other files of a checkpoint.
        unit: What the key for the length of a run counts: ``ep`` or ``it``.
        program: How training is started, before the name of the config.
        resumes_with: The option or key that names the checkpoint, with ``{}`` in its place.
        numbers: Names of schedules that are a number, which no checkpoint changes, or a warmup to a number.
        wraps: Whether a warmup is a ``LinearWarmup`` around the scheduler, whose state the checkpoint must have too.
    """

    marker: str
    beside: tuple[str, ...] = ()
    unit: str = "ep"
    program: str = "tools/train.py -c"
    resumes_with: str = ""
    numbers: tuple[str, ...] = ()
    wraps: bool = False

    def progress(self, file: Path) -> SavedProgress:
        """The position of the run in a checkpoint.

        Args:
            file: The file that `marker` matches.

        Raises:
            CheckpointError: A file cannot be read or has something else.
        """
        ...

    def named(self, file: Path) -> Path:
        """The name of a checkpoint as the program takes it."""
        return file.with_suffix("")

    def length(self, document: Document, count: int, steps: int | None) -> list[Edit]:
        """The edits for a run of ``count`` epochs, or updates; see `unit`.

        Args:
            document: The config.
            count: The length.
            steps: Updates in an epoch; None when they are not known.
        """
        ...

    def sections(self, wish: Continuation, count: int, steps: int, nested: bool) -> Iterator[dict[Any, Any]]:
        """Sections that may give the rates of ``wish`` after a resume; each is read and compared.

        Args:
            wish: The rates.
            count: Length of the run in `unit`.
            steps: Ticks of the scheduler in an epoch.
            nested: Whether the checkpoint has the state of a warmup, without which Paddle refuses a warmup.
        """
        return iter(())

    def composed(self, curve: dict[str, Any]) -> dict[Any, Any] | None:
        """The section that names ``Composed`` with a curve, for ``lrkit exec``; None where it cannot."""
        return None
