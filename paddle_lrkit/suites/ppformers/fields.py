"""The parts of a schedule of PaddleFormers or ERNIEKit: a warmup in updates or as a share of the run, then a decay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from paddle_lrkit.config.document import Document
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import Selection, SuiteFields
from paddle_lrkit.suites.config_value import ConfigValue, SectionValues
from paddle_lrkit.suites.ppformers.arguments import DEFAULTS, KIT_RELEASE, RELEASE, RENAMED, known_arguments
from paddle_lrkit.suites.ppformers.dead_keys import dead_keys, keys_of_run
from paddle_lrkit.suites.ppformers.program import TrainingProgram, likely_program
from paddle_lrkit.suites.ppformers.rate_factors import dead_factors, rate_factors
from paddle_lrkit.suites.ppformers.reader import SHAPES
from paddle_lrkit.suites.quantity import Quantity, QuantityKind, argument_quantities
from paddle_lrkit.suites.schedule_fields import REMOVED, ClassArguments, DeadKey, ScheduleFields
from paddle_lrkit.suites.shape import shape_of_class
from paddle_lrkit.suites.suite_behaviour import SuiteBehaviour

_ACCUMULATION = "gradient_accumulation_steps"
_CAST = ("num_cycles", "adam_epsilon")
_COUNTS = ("eval_iters", "eval_steps", "save_steps", "logging_steps", "seed", _ACCUMULATION)
_NUMBERS = (*DEFAULTS, "decay_steps", *_CAST)
_LONGEST_NAME = 80
WSD = "wsd"


class PaddleFormersFields(SuiteFields):
    """The arguments of the Trainer; which of them are read depends on ``stage`` and on the schedule."""

    def read(self, document: Document, selection: Selection, steps: int | None) -> ScheduleFields | None:
        """The fields for the program that the keys belong to."""
        program = likely_program(document.data, selection)
        at = SectionValues(document)
        known = known_arguments(program.is_erniekit)
        arguments = ClassArguments(
            (),
            document.data,
            tuple(sorted(known)),
            program.is_erniekit,
            (),
            KIT_RELEASE if program.is_erniekit else RELEASE,
            renamed=RENAMED,
        )
        vision = program.entry == "erniekit_vl"
        base = ernie_fields(at, "batch_size", any_cosine=True) if vision else _trainer(at, program)
        kind = at("lr_scheduler_type")
        wrong = kind is not None and not (isinstance(kind.value, str) and kind.value in SHAPES)
        return replace(
            base,
            arguments=(arguments,),
            dead=(*base.dead, *_dead_batch(at, program), *dead_factors(at, program.entry)),
            pretrained=document.data.get("stage") != "PT",
            rate_factors=tuple(rate_factors(at, program.entry)),
            refused=(kind, tuple(SHAPES)) if kind is not None and wrong else None,
        )


def common_fields(at: SectionValues, name: str, batch: str) -> ScheduleFields:
    """What the schedules of all these programs have: the run, the rate and the warmup.

    Args:
        at: The section with the arguments.
        name: Name of the schedule.
        batch: The key of the batch size.
    """
    run, warmup, ratio = at("max_steps"), at("warmup_steps"), at("warmup_ratio")
    in_updates = run is not None and run.is_positive
    by_steps = warmup is not None and warmup.is_positive
    return ScheduleFields(
        shape_of_class(name, SHAPES),
        name,
        at.section,
        run=run if in_updates else at("num_train_epochs") or at.default(DEFAULTS["num_train_epochs"]),
        rate=at("learning_rate") or at.default(DEFAULTS["learning_rate"]),
        warmup=warmup if by_steps else ratio,
        start=at.default(0.0),
        batch=at(batch),
        accumulation=at(_ACCUMULATION),
        accumulation_key=(*at.section, _ACCUMULATION),
        overridden=((ratio, warmup),) if warmup is not None and by_steps and ratio is not None else (),
        run_unit="it" if in_updates else "ep",
        unit="it",
        warmup_unit="it" if by_steps else "%",
        optimizer=_optimizer(at),
        pretrained=False,
        behaviour=SuiteBehaviour(usual_warmup="warmup_ratio: 0.1"),
    )


def ernie_fields(at: SectionValues, batch: str, any_cosine: bool) -> ScheduleFields:
    """The fields of ERNIE's own schedules, which ``lr_scheduler`` names.

    Args:
        at: The section with the arguments.
        batch: The key of the batch size.
        any_cosine: Whether everything but a ``wsd`` is a cosine; else it is refused.
    """
    item = at("lr_scheduler")
    written = item.value if item is not None else "cosine"
    is_wsd = isinstance(written, str) and written.startswith(WSD)
    live = {"learning_rate", "warmup_steps", "warmup_ratio", "max_steps", "min_lr", "lr_scheduler"}
    if is_wsd:
        live.add("decay_function")
    name = WSD if is_wsd else "cosine" if any_cosine else str(written)[:_LONGEST_NAME]
    base = common_fields(at, name, batch)
    dead = [*dead_keys(at, live, "lr_scheduler", name), *keys_of_run(at)]
    if any_cosine and item is not None and not is_wsd and written != "cosine":
        dead.append(DeadKey(item, tr("everything but a wsd is a cosine here"), "lr_scheduler: cosine"))
    floor = at("min_lr")
    kinds: dict[str, QuantityKind] = {"learning_rate": "rate", "warmup_steps": "updates"}
    if floor is not None and floor.value:
        kinds["min_lr"] = "rate"
    prefix = f"{WSD}:"
    steady = _steady(item, written, prefix) if is_wsd and item is not None else None
    quantities = (
        *_quantities(at, kinds),
        *((Quantity(item, "updates", prefix=prefix),) if steady is not None and item is not None else ()),
    )
    return replace(
        base,
        shape="wsd" if is_wsd else "cosine" if any_cosine else "other",
        floor=floor,
        refused=None if is_wsd or any_cosine else (item or at.default("cosine", "lr_scheduler"), (WSD,)),
        decay_start=steady or (_default_steady(at, item) if is_wsd else None),
        quantities=quantities,
        dead=tuple(dead),
        behaviour=_behaviour(at, dead),
    )


def _trainer(at: SectionValues, program: TrainingProgram) -> ScheduleFields:
    name = str(at.document.get((*at.section, "lr_scheduler_type"), "linear"))[:_LONGEST_NAME]
    ahead = program.is_ahead and name in ("linear", "cosine")
    live = {"learning_rate", "max_steps", "lr_scheduler_type"}
    if name != "constant":
        live |= {"warmup_steps", "warmup_ratio"}
    if name in ("linear", "cosine", "polynomial"):
        live.add("decay_steps")
    if name == "polynomial":
        live |= {"lr_end", "power"}
    if name == "cosine" and not ahead:
        live.add("num_cycles")
    if name == "cosine" or ahead:
        live.add("min_lr")
    base = common_fields(at, name, "batch_size" if program.is_erniekit else "per_device_train_batch_size")
    frozen = at("freeze_training") if not ahead and not program.is_erniekit else None
    dead = [*dead_keys(at, live, "lr_scheduler_type", name), *keys_of_run(at), *_dead_epochs(at, program)]
    rate = at("learning_rate")
    if frozen is not None and frozen.value and rate is not None:
        dead.append(DeadKey(rate, tr("freeze_training holds the rate at 0, so that nothing is trained"), ""))
    span = at("decay_steps") if "decay_steps" in live else None
    kinds: dict[str, QuantityKind] = {"learning_rate": "rate", "warmup_steps": "updates", "decay_steps": "period"}
    kinds |= {key: "rate" for key in ("lr_end", "min_lr") if key in live}
    cycles = at("num_cycles")
    half = cycles is None or cycles.number in (None, DEFAULTS["num_cycles"])
    return replace(
        base,
        span=span if span is not None and span.is_positive else None,
        floor=at("lr_end") if name == "polynomial" else at("min_lr") if "min_lr" in live else None,
        quantities=_quantities(at, {key: kind for key, kind in kinds.items() if key in live}),
        shape=base.shape if half or name != "cosine" else "other",
        ignored_warmups=(base.warmup,) if name == "constant" and base.warmup is not None else (),
        class_with_warmup="lr_scheduler_type: constant_with_warmup",
        overridden=base.overridden if name != "constant" else (),
        dead=tuple(dead),
        behaviour=_behaviour(at, dead),
    )


def _quantities(at: SectionValues, kinds: dict[str, QuantityKind]) -> tuple[Quantity, ...]:
    data = at.document.get(at.section)
    given = data if isinstance(data, dict) else {}
    defaults = {key: DEFAULTS[key] for key in kinds if key in DEFAULTS and key != "learning_rate"}
    return argument_quantities([ClassArguments(at.section, given, tuple(kinds), defaults=defaults)], kinds)


def _steady(item: ConfigValue, written: str, prefix: str) -> ConfigValue | None:
    """The update of ``wsd:T``; None where it is not given, or not a number."""
    try:
        return item._replace(value=int(written.removeprefix(prefix))) if written.startswith(prefix) else None
    except ValueError:
        return None


def _default_steady(at: SectionValues, item: ConfigValue | None) -> ConfigValue | None:
    most = at("max_steps")
    parts = str(item.value).count(":") if item is not None else 1
    if most is None or most.number is None or item is None or parts == 1:
        return None
    return item._replace(value=0.9 * most.number)


def _optimizer(at: SectionValues) -> str:
    name = at("optim")
    written = str(name.value).lower() if name is not None else "adamw"
    return {"muon": "Muon", "sgd": "SGD"}.get(written, "AdamW" if written.startswith("adamw") else written)


def _behaviour(at: SectionValues, dead: list[DeadKey]) -> SuiteBehaviour:
    """Text is an error where a number is used, and no matter anywhere else."""
    unused = {key.item.path for key in dead}
    numbers = {(*at.section, key) for key in _NUMBERS} - unused
    needed = numbers | {(*at.section, key) for key in _COUNTS}
    return SuiteBehaviour(
        casts_text=lambda path: path not in numbers,
        needs_number=lambda path: path in needed,
        harmless_text=lambda path: path[-1] in _CAST,
        explains_refusals=True,
        usual_warmup="warmup_ratio: 0.1",
    )


def _dead_epochs(at: SectionValues, program: TrainingProgram) -> Iterator[DeadKey]:
    """``num_train_epochs`` of ERNIEKit with data of a known size."""
    epochs, most = at("num_train_epochs"), at("max_steps")
    mapped = at("dataset_type")
    one = program.entry == "erniekit_sft" and mapped is not None and mapped.value in ("map", "pretrain", "offline")
    if one and mapped is not None and epochs is not None and not (most is not None and most.is_positive):
        yield DeadKey(epochs, tr("dataset_type {} trains one epoch in ERNIEKit", mapped.value), "", epochs.number == 1)


def _dead_batch(at: SectionValues, program: TrainingProgram) -> Iterator[DeadKey]:
    """Batch sizes that the program replaces."""
    size, own = at("per_device_train_batch_size"), at("batch_size")
    if program.is_erniekit and size is not None:
        taken = own.value if own is not None else 1
        fix = REMOVED if own is not None else f"batch_size: {size.value}"
        yield DeadKey(size, tr("ERNIEKit takes batch_size, which is {}", taken), fix, taken == size.value)
    whole = at("global_batch_size")
    if whole is not None:
        key = "batch_size" if program.is_erniekit else "per_device_train_batch_size"
        yield DeadKey(whole, tr("it becomes {} x GPUs x {}", key, _ACCUMULATION), harmless=True)


FIELDS = PaddleFormersFields()
