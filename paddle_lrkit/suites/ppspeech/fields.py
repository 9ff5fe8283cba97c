"""The parts of a PaddleSpeech schedule; lengths are updates, except where a program ticks once an epoch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from paddle_lrkit.config.document import Document, Path
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import Selection, SuiteFields
from paddle_lrkit.suites.config_value import ConfigValue, SectionValues
from paddle_lrkit.suites.paddle.fields import class_fields
from paddle_lrkit.suites.ppspeech.classes import FACTORY, PADDLE_NAMES
from paddle_lrkit.suites.ppspeech.entries import entries_of, keeps_text
from paddle_lrkit.suites.quantity import Quantity, QuantityKind
from paddle_lrkit.suites.schedule_class import class_shape
from paddle_lrkit.suites.schedule_fields import ClassArguments, DeadKey, ScheduleFields

_RATE_KINDS: dict[str, QuantityKind] = {"noam": "root rate"}
_EPOCHS = ("n_epoch", "max_epoch", "epochs")


class PaddleSpeechFields(SuiteFields):
    """The section of the program and of the optimizer that are read."""

    def read(self, document: Document, selection: Selection, steps: int | None) -> ScheduleFields | None:
        """The fields of one optimizer; None where the keys do not tell the program."""
        found = entries_of(document.data)
        entry = selection.entry or (found[min(max(selection.optimizer_index, 0), len(found) - 1)] if found else "")
        program, _, part = entry.partition(":")
        if not program:
            return None
        fields = _reader(program)(document, program, part)
        if fields is None:
            return None
        top = SectionValues(document, ("training",) if program == "cls.panns" else ())
        epochs = next((value for key in _EPOCHS if (value := top(key))), None)
        in_updates = program in ("t2s.wavernn", "t2s.jets", "t2s.diffsinger") or "train_max_steps" in document.data
        counts_epochs = epochs is not None and not (in_updates and program not in ("t2s.vits",))
        return replace(
            fields,
            run=epochs if counts_epochs else top("train_max_steps"),
            run_unit="ep" if counts_epochs else "it",
            batch=top("batch_size"),
            optimizer=_optimizer(document, program, part),
            behaviour=fields.behaviour._replace(
                batch_per_gpu=True,
                casts_text=lambda path: len(path) == 1 and not keeps_text(entry),
            ),
        )


def _reader(program: str) -> Callable[[Document, str, str], ScheduleFields | None]:
    if program.startswith("s2t."):
        if program == "s2t.deepspeech2":
            return _deepspeech2
        return _u2 if program.startswith("s2t.u2") else _encoder
    if program in ("t2s.ernie_sat", "text.ernie_linear"):
        return _scheduler_params
    return _network if program.startswith("t2s.") and program not in ("t2s.const", "t2s.wavernn") else _flat


def _u2(document: Document, program: str, part: str) -> ScheduleFields | None:
    """One of the five arguments is the rate of the optimizer, and ``lr_decay`` is the factor."""
    conf = document.get(("scheduler_conf",))
    if not isinstance(conf, Mapping):
        return None
    rate_path = ("scheduler_conf", "lr") if program == "s2t.u2_kaldi" else ("optim_conf", "lr")
    keys = {"learning_rate": rate_path, "gamma": ("scheduler_conf", "lr_decay")}
    name = _lower(document.get(("scheduler",)))
    fields = _factory(document, name, ("scheduler_conf",), keys)
    takes = FACTORY[name].parameters if name in FACTORY else {}
    decay = SectionValues(document, ("scheduler_conf",))("lr_decay")
    dead: tuple[DeadKey, ...] = ()
    if decay is not None and takes and "gamma" not in takes:
        reason = tr("{} does not use it, although PaddleSpeech needs the key", name)
        dead = (DeadKey(decay, reason, "", harmless=decay.number == 1),)
    fields = replace(fields, class_with_warmup="scheduler: warmuplr", dead=dead)
    return replace(
        fields, arguments=(ClassArguments(("scheduler_conf",), conf, tuple(conf), name=name),), **_accumulated(document)
    )


def _encoder(document: Document, program: str, part: str) -> ScheduleFields | None:
    section = (f"{part}_scheduler_conf",)
    conf = document.get(section)
    if not isinstance(conf, Mapping):
        return None
    name = _lower(document.get((f"{part}_scheduler",)))
    fields = _factory(document, name, section, {"learning_rate": (f"{part}_optim_conf", "lr")})
    takes = tuple(key for key in FACTORY[name].parameters if key != "learning_rate") if name in FACTORY else ()
    arguments = (ClassArguments(section, conf, takes, True, name=name),) if takes else ()
    warmup = f"{part}_scheduler: warmuplr"
    return replace(fields, class_with_warmup=warmup, arguments=arguments, **_accumulated(document))


def _factory(document: Document, name: str, section: Path, keys: Mapping[str, Path]) -> ScheduleFields:
    """The fields of a class with arguments in ``section``, or at the paths of ``keys``."""
    top = SectionValues(document)

    def at(argument: str) -> ConfigValue | None:
        return top(*keys.get(argument, (*section, argument)))

    takes = FACTORY[name].parameters if name in FACTORY else {}

    def default(argument: str) -> ConfigValue | None:
        """What the class takes for a value of None."""
        *place, key = keys.get(argument, (*section, argument))
        value = takes[argument]
        return ConfigValue(value, tuple(place), default_key=str(key)) if isinstance(value, (int, float)) else None

    warmup, gamma, values = at("warmup_steps"), at("gamma"), at("values")
    uses_warmup, shape = "warmup_steps" in takes, class_shape(name, FACTORY)
    kinds: dict[str, QuantityKind] = {
        "learning_rate": _RATE_KINDS.get(name, "rate"),
        "warmup_steps": "updates",
        "gamma": "factor",
        "boundaries": "updates",
        "values": "rate",
    }
    items = [(at(argument) or default(argument), kind) for argument, kind in kinds.items() if argument in takes]
    if name == "piecewisedecay":
        items = [*items, (at("learning_rate"), "rate")]
    return ScheduleFields(
        "constant" if shape == "plateau" else shape,
        name,
        section,
        rate=values.first if shape == "piecewise" and values is not None else at("learning_rate"),
        milestones=at("boundaries") if shape == "piecewise" else None,
        values=values if shape == "piecewise" else None,
        gamma=gamma if "gamma" in takes else None,
        warmup=warmup if uses_warmup else None,
        ignored_warmups=(warmup,) if warmup is not None and takes and not uses_warmup else (),
        quantities=tuple(Quantity(item, kind) for item, kind in items if item is not None),
        unit="it",
        warmup_unit="it",
    )


def _accumulated(document: Document) -> dict[str, Any]:
    return {"accumulation": SectionValues(document)("accum_grad"), "accumulation_key": ("accum_grad",)}


def _deepspeech2(document: Document, program: str, part: str) -> ScheduleFields | None:
    top = SectionValues(document)
    rate = top("lr")
    quantities = (Quantity(rate, "rate"),) if rate is not None else ()
    return ScheduleFields(
        *("exponential", "ExponentialDecay", ("lr",)),
        rate=rate,
        gamma=top("lr_decay"),
        quantities=quantities,
        **_accumulated(document),
    )


def _network(document: Document, program: str, part: str) -> ScheduleFields | None:
    """A network of a GAN, or DiffSinger."""
    if part == "fs2":
        return _constant(document, ("fs2_optimizer",), "learning_rate")
    section = (f"{part}_scheduler_params",)
    given = document.get(section)
    if not isinstance(given, Mapping):
        return None
    name = {"t2s.parallelwave_gan": "StepDecay", "t2s.diffsinger": "StepDecay", "t2s.starganv2_vc": "OneCycleLR"}.get(
        program, "MultiStepDecay"
    )
    if program in ("t2s.vits", "t2s.jets"):
        written = document.get((f"{part}_scheduler",))
        name = PADDLE_NAMES.get(written, str(written)) if isinstance(written, str) else str(written)
    fields = class_fields(document, section, name, given)
    if program == "t2s.vits":
        rates = tuple(part for part in fields.quantities if part.kind == "rate")
        return replace(fields, unit="ep", quantities=rates)
    if program == "t2s.diffsinger":
        fields = replace(fields, behaviour=fields.behaviour._replace(never_stepped=True))
    start = SectionValues(document)(f"{part}_train_start_steps")
    starts = (Quantity(start, "updates"),) if start is not None else ()
    return replace(fields, quantities=(*fields.quantities, *starts))


def _scheduler_params(document: Document, program: str, part: str) -> ScheduleFields | None:
    section = ("scheduler_params",)
    given = document.get(section)
    if not isinstance(given, Mapping):
        return None
    if program == "text.ernie_linear":
        return class_fields(document, section, "ExponentialDecay", given)
    fields = class_fields(document, section, "NoamDecay", given)
    takes = ("d_model", "warmup_steps")
    arguments = (ClassArguments(section, given, takes, True, name="NoamDecay"),)
    fixed = Quantity(ConfigValue(1.0, section, default_key=""), "root rate")
    lengths = tuple(part for part in fields.quantities if part.kind == "updates")
    return replace(fields, rate=None, arguments=arguments, quantities=(fixed, *lengths))


def _flat(document: Document, program: str, part: str) -> ScheduleFields | None:
    """A constant rate, or the keys of ECAPA-TDNN."""
    if program == "t2s.const":
        return _constant(document, ("optimizer",), "learning_rate")
    if program == "cls.panns":
        return _constant(document, ("training",), "learning_rate")
    fields = _constant(document, (), "learning_rate")
    if program != "vector.ecapa_tdnn" or fields is None:
        return fields
    top = SectionValues(document)
    kinds: dict[str, QuantityKind] = {"learning_rate": "rate", "max_lr": "rate", "step_size": "period"}
    found = tuple(Quantity(item, kind) for key, kind in kinds.items() if (item := top(key)) is not None)
    fields = replace(fields, shape="other", name="CyclicLRScheduler", quantities=found)
    return replace(fields, rate=top("max_lr"), start=top("learning_rate"))


def _constant(document: Document, section: Path, key: str) -> ScheduleFields | None:
    rate = SectionValues(document, section)(key)
    if rate is None:
        return None
    return ScheduleFields("constant", "", section or (key,), rate=rate, quantities=(Quantity(rate, "rate"),), unit="it")


def _lower(name: Any) -> str:
    return name.lower() if isinstance(name, str) else str(name)


def _optimizer(document: Document, program: str, part: str) -> str:
    """The optimizer where the config names it; most programs of ``t2s``, ``kws`` and ``cls`` have Adam."""
    keys: tuple[Path, ...] = (("optim",), (f"{part}_optim",), ("optimizer", "optim"), ("fs2_optimizer", "optim"))
    name = next((found for path in keys if isinstance(found := document.get(path), str)), "")
    names = {"adam": "Adam", "adamw": "AdamW", "sgd": "SGD", "momentum": "Momentum", "lamb": "Lamb"}
    return names.get(name.lower(), name) if name else "" if program.startswith("s2t") else "Adam"


FIELDS = PaddleSpeechFields()
