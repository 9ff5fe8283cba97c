"""PaddleViT's image classification: a warmup and a cosine in epochs, the first epoch already at tick 1.

``LINEAR_SCALED_LR`` scales the rates with the samples in an update, in some models ``BASE_LR`` alone.
"""

from __future__ import annotations

from dataclasses import replace

from paddle_lrkit.errors import ConfigError, NoScheduleError, argument_names, shown
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.suites.build_schedule import build_schedule
from paddle_lrkit.suites.paddle.cosines import cosine_annealing_decay
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.paddle.warmup import linear_warmup
from paddle_lrkit.suites.ppvit.detect import DETECTOR
from paddle_lrkit.suites.ppvit.models import ONLY_BASE_SCALED, RATE_KEYS
from paddle_lrkit.suites.ppvit.settings import SCALE, ViTSettings
from paddle_lrkit.suites.reference_curves.ticks import by_epoch
from paddle_lrkit.suites.reference_curves.transformers import fractional_annealing
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.section import Section
from paddle_lrkit.suites.values import number, positive, whole
from paddle_lrkit.units import LengthOptions, unknown_epoch

_FORMULA = Message("batches are images / (DATA.BATCH_SIZE x GPUs), and an update takes TRAIN.ACCUM_ITER of them")
_ALWAYS_WARM = "LeViT"
_BY_BATCH = "SwinTransformer"
_RATES = ("BASE_LR", "WARMUP_START_LR", "END_LR")


def read_classification(found: ViTSettings, options: LengthOptions, entry: str) -> Schedule:
    """The schedule of a classification config.

    Args:
        found: Its values.
        options: What the caller says about the length of the run; ``steps_per_epoch`` counts batches.
        entry: The program.

    Raises:
        ConfigError: A value is missing, or Paddle refuses one.
    """
    config = Section(found.document, (), found.document.data, DETECTOR.title)
    train = config.section("TRAIN")
    _check_known(train, found)
    every = train.read("ACCUM_ITER", positive)
    batches = _batches(config, options)
    steps = -(-batches // every)
    epochs = train.read("NUM_EPOCHS", positive)
    factor, assumed = _scale(config, found, options, every)
    rates = {key: float(train.read(key, number)) for key in _RATES}
    only_base = found.model in ONLY_BASE_SCALED
    if factor is not None:
        samples, meant = factor
        rates = {key: rate if only_base and key != "BASE_LR" else rate * samples / meant for key, rate in rates.items()}
    name, built = _built(train, found.model, epochs, rates)
    curve = by_epoch(built.curve, steps)
    if found.model == _BY_BATCH:
        warmup = max(train.read("WARMUP_EPOCHS", whole), 0)
        peak, start, floor = (rates[key] for key in _RATES)
        curve = fractional_annealing(peak, floor, start, warmup, epochs - warmup, batches, every, steps)
        built = replace(built, warmup=warmup)
    elif train.read("LAST_EPOCH", whole) > 0:
        last = train.values["LAST_EPOCH"]
        assumed.append(
            tr("a run of {} epochs; without a checkpoint PaddleViT skips {} of them for LAST_EPOCH", epochs, last)
        )
    whole_run = SchedulerRates(curve, warmup=built.warmup * steps)
    length = config.run_length(options, epochs * steps, steps, ("DATA", "BATCH_SIZE"))
    schedule = build_schedule("ppvit", train, whole_run, length, name, entry=entry, assumed=(*found.assumed, *assumed))
    scaled = factor[0] / factor[1] if factor is not None else 1.0
    stepped = "update" if found.model == _BY_BATCH else "epoch"
    return replace(schedule, stepped=stepped, rate_factor=scaled)


def _check_known(train: Section, found: ViTSettings) -> None:
    """Refuses a config without a default of its model that it needs."""
    missing = [key for key in (*RATE_KEYS, SCALE) if key not in train.values and not found.complete]
    if missing:
        raise train.located(
            NoScheduleError(
                tr(
                    "is missing, and its default differs by model: name the model, as --given model=ConvNeXt, or give "
                    "the default, as --given TRAIN.{}=..",
                    missing[0],
                ),
                key=missing[0],
            )
        )


def _batches(config: Section, options: LengthOptions) -> int:
    """Batches in an epoch on one GPU."""
    if options.steps_per_epoch is not None:
        return options.steps_per_epoch
    found = config.batches(options, config.document.get(("DATA", "BATCH_SIZE")), False, "DATA.BATCH_SIZE")
    if found is None:
        raise config.located(unknown_epoch(_FORMULA))
    return found


def _scale(
    config: Section, found: ViTSettings, options: LengthOptions, every: int
) -> tuple[tuple[int, float] | None, list[str]]:
    """Samples in an update and those that the rates are meant for; None without a scaling."""
    train = config.section("TRAIN")
    if train.get(SCALE) is None:
        return None, []
    meant = train.read(SCALE, number)
    if meant == 0:
        raise train.error(tr("must not be 0: the rates are divided by it"), SCALE)
    size = options.batch_size or config.section("DATA").read("BATCH_SIZE", positive)
    assumed = []
    if options.world_size is None:
        assumed.append(tr("1 GPU, for which {} scales the rates; --gpus gives another number", SCALE))
    if found.model is None:
        names = tr(", ").join(ONLY_BASE_SCALED)
        assumed.append(
            tr("{} scales all three rates; with {} it scales BASE_LR only: --given model=NAME", SCALE, names)
        )
    return (size * every * options.processes, meant), assumed


def _built(train: Section, model: str | None, epochs: int, rates: dict[str, float]) -> tuple[str, SchedulerRates]:
    """The scheduler in epochs, and its name in Paddle."""
    warmup, last = train.read("WARMUP_EPOCHS", whole), train.read("LAST_EPOCH", whole)
    base, start, floor = (rates[key] for key in _RATES)
    names = {"T_max": "NUM_EPOCHS", "eta_min": "END_LR", "learning_rate": "BASE_LR", "last_epoch": "LAST_EPOCH"}
    names |= {"warmup_steps": "WARMUP_EPOCHS", "start_lr": "WARMUP_START_LR", "end_lr": "BASE_LR"}
    try:
        with argument_names(**names):
            if warmup > 0 or model == _ALWAYS_WARM:
                if warmup >= epochs:
                    raise ConfigError(
                        tr("must be below NUM_EPOCHS {}, got {}", epochs, shown(warmup)), key="WARMUP_EPOCHS"
                    )
                inner = cosine_annealing_decay(base, epochs - warmup, floor)
                return "LinearWarmup", linear_warmup(inner, warmup, start, base, last)
            return "CosineAnnealingDecay", cosine_annealing_decay(base, epochs, floor, last)
    except ConfigError as error:
        raise train.located(error) from None
