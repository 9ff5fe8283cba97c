"""The sections of a training config, typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from paddle_lrkit.config.alternatives import RUN_LENGTHS
from paddle_lrkit.config.bind import Component
from paddle_lrkit.config.optimizer_settings import Optimizer
from paddle_lrkit.config.schedule_free_arguments import ScheduleFreeArguments
from paddle_lrkit.errors import ConfigError, check_integer, check_number, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.units import Duration, parse_duration


def _check_count(name: str, value: int | Component) -> None:
    """Raises a ConfigError for a number below 1, and for a name without arguments."""
    if not isinstance(value, Component):
        check_integer(name, value, at_least=1)
    elif not value.arguments:
        raise ConfigError(
            tr("must be a whole number, or a section with a 'name' (Steps, BatchSizeRamp), got {}", shown(value.name)),
            key=name,
        )


@dataclass(frozen=True)
class Amp:
    """Mixed precision.

    Args:
        level: ``O1`` (chosen operators) or ``O2`` (the whole model).
        dtype: ``float16`` (with loss scaling) or ``bfloat16``.
        init_loss_scaling: First loss scale for float16.
    """

    level: Literal["O1", "O2"] = "O1"
    dtype: Literal["float16", "bfloat16"] = "bfloat16"
    init_loss_scaling: float = 32768.0

    def __post_init__(self) -> None:
        check_number("init_loss_scaling", self.init_loss_scaling, at_least=1)


@dataclass(frozen=True)
class OnNan:
    """What to do when the loss or a gradient norm is not finite.

    Args:
        action: ``rollback``: return to the last checkpoint and continue with lower rates.
        factor: Factor of all rates from there on.
        times: Most rollbacks of a start; the next divergence ends the run.
    """

    action: Literal["rollback"] = "rollback"
    factor: float = 0.5
    times: int = 3

    def __post_init__(self) -> None:
        check_number("factor", self.factor, above=0, below=1)
        check_integer("times", self.times, at_least=1)


@dataclass(frozen=True)
class Global:
    """The run as a whole. Exactly one of ``epochs``, ``updates`` and ``samples`` gives its length.

    Args:
        task: ``classification``, ``detection``, ``text_classification``, ``token_classification``, ``masked_lm``, or
            a task of an installed package.
        epochs: Length of the run in epochs.
        updates: Length of the run in updates.
        samples: Length of the run in samples; the run ends before the update that would see more.
        seed: Seed of weights, data order, augmentation and dropout.
        output_dir: Directory of the run; by default ``output/<name of the config>``.
        root: Directory that the relative paths of files to read begin at, relative to the file that sets it; by default
            the working directory.
        accumulate_steps: Batches whose gradients make one update: a number, or a schedule as for
            ``Train.loader.batch_size``.
        amp: Mixed precision; absent for float32.
        ema_decay: Decay of an exponential moving average of the weights, which is then evaluated and exported.
        to_static: Compile the model with ``paddle.jit.to_static``.
        sync_batch_norm: Normalise over the batches of all processes; needs GPUs.
        data_format: Layout of images on the device.
        eval_every: Interval of evaluations.
        save_every: Interval of checkpoints that are kept; absent to keep only ``last`` and ``best``.
        log_every: Interval of log lines.
        on_nan: What to do when the loss is not finite; absent to stop.
    """

    task: str = "classification"
    epochs: int | None = None
    updates: int | None = None
    samples: int | None = None
    seed: int = 0
    output_dir: str | None = None
    root: str | None = None
    accumulate_steps: int | Component = 1
    amp: Amp | None = None
    ema_decay: float | None = None
    to_static: bool = False
    sync_batch_norm: bool = False
    data_format: Literal["NCHW", "NHWC"] = "NCHW"
    eval_every: Duration = field(default_factory=lambda: parse_duration("1ep"))
    save_every: Duration | None = None
    log_every: Duration = field(default_factory=lambda: parse_duration("1it"))
    on_nan: OnNan | None = None

    def __post_init__(self) -> None:
        given = [name for name in RUN_LENGTHS if getattr(self, name) is not None]
        if len(given) != 1:
            raise ConfigError(tr("give the length of the run as one of 'epochs', 'updates' and 'samples'"))
        check_integer(given[0], getattr(self, given[0]), at_least=1)
        check_integer("seed", self.seed, at_least=0, at_most=2**31 - 1)
        _check_count("accumulate_steps", self.accumulate_steps)
        if self.ema_decay is not None:
            check_number("ema_decay", self.ema_decay, above=0, below=1)


@dataclass(frozen=True)
class Loader:
    """How samples become batches.

    Args:
        batch_size: Samples per process and forward pass: a number, or in training a schedule, ``Steps`` or
            ``BatchSizeRamp``.
        shuffle: A new order each epoch.
        drop_last: Leave out a last incomplete batch.
        num_workers: Processes that read ahead; 0 reads in the main process.
        timeout: Longest time to wait for a batch of these processes, in seconds; then the run stops and says what they
            do.
        length_window: Batches whose samples are sorted by length together, so that less is padded; text only, 0 for
            none.
        aspect_ratio_grouping: Batches hold upright images or wide ones, so that less is padded; detection only.
    """

    batch_size: int | Component = 64
    shuffle: bool = True
    drop_last: bool = True
    num_workers: int = 0
    timeout: float = 600.0
    length_window: int = 0
    aspect_ratio_grouping: bool = False

    def __post_init__(self) -> None:
        _check_count("batch_size", self.batch_size)
        check_integer("length_window", self.length_window, at_least=0)
        check_integer("num_workers", self.num_workers, at_least=0)
        check_number("timeout", self.timeout, above=0)


@dataclass(frozen=True)
class Data:
    """One of the sections ``Train``, ``Eval`` and ``Test``.

    Args:
        dataset: Name and arguments of the data set.
        num_samples: Its size. Lets a schedule be drawn without the data; training checks it.
        transforms: For one sample, in order.
        batch_transforms: For a batch, such as Mixup; training only.
        loader: How samples become batches.
    """

    dataset: Component
    num_samples: int | None = None
    transforms: list[Component] = field(default_factory=list)
    batch_transforms: list[Component] = field(default_factory=list)
    loader: Loader = field(default_factory=Loader)

    def __post_init__(self) -> None:
        if self.num_samples is not None:
            check_integer("num_samples", self.num_samples, at_least=1)


@dataclass(frozen=True)
class Tracker:
    """Where the run is logged in addition to ``log.jsonl``.

    Args:
        visualdl: Whether to write VisualDL records.
    """

    visualdl: bool = True


OPTIMIZER_SECTIONS = ("Optimizer", "LearningRate", "OptimizerBuilder")
"""Our own section, and PaddleDetection's two that may replace it."""


@dataclass(frozen=True)
class Settings:
    """A whole training config."""

    Global: Global
    Architecture: Component
    Optimizer: Optimizer
    Train: Data
    Eval: Data | None = None
    Test: Data | None = None
    Loss: Component | None = None
    Tokenizer: Component | None = None
    Tracker: Tracker = field(default_factory=Tracker)

    def __post_init__(self) -> None:
        if self.Global.ema_decay is not None and isinstance(self.Optimizer.arguments, ScheduleFreeArguments):
            raise ConfigError(
                tr(
                    "cannot be combined with {}, which averages the weights itself; remove this key",
                    self.Optimizer.name,
                ),
                key="Global.ema_decay",
            )
        for name in ("Eval", "Test"):
            section: Data | None = getattr(self, name)
            if section is not None and isinstance(section.loader.batch_size, Component):
                raise ConfigError(tr("must be a number; only training changes it"), key=f"{name}.loader.batch_size")


@dataclass(frozen=True)
class ScheduleSettings:
    """The sections that the learning rate depends on."""

    Global: Global
    Optimizer: Optimizer
    Train: Data | None = None
    Tokenizer: Component | None = None
