"""PaddleNLP: importing this makes every name of the catalogue usable as ``lr_scheduler_type``.

PaddleNLP's arguments are flat, so the value contains the other keys as YAML in braces:
``--lr_scheduler_type "{name: WSD, decay_steps: 10%}"``. ``learning_rate``, ``warmup_steps`` and ``warmup_ratio`` mean
what they mean in PaddleNLP. Its own types stay its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from inspect import signature
from types import SimpleNamespace
from typing import Any

from paddle_lrkit.config.yaml_loader import parse_value
from paddle_lrkit.errors import ConfigError, shown
from paddle_lrkit.plugins.attach import attached, expect, imported
from paddle_lrkit.plugins.section import names, renamed_warmup, scheduler_of, takes
from paddle_lrkit.schedulers.base import CurveLR
from paddle_lrkit.units import RunLength

SUITE = "PaddleNLP"
_PATH = ("lr_scheduler_type",)


def install() -> None:
    """Lets ``SchedulerType`` take our names, and ``Trainer.create_scheduler`` make our schedulers.

    Raises:
        LrkitError: PaddleNLP cannot be imported, or has another shape; then nothing was changed.
    """
    trainer = imported(SUITE, "paddlenlp.trainer.trainer").Trainer
    kinds = imported(SUITE, "paddlenlp.trainer.trainer_utils").SchedulerType
    with attached(SUITE) as put:
        own, refuse = trainer.create_scheduler, kinds._missing_
        values = {kind.value for kind in kinds}
        expect("num_training_steps" in signature(own).parameters, "create_scheduler takes num_training_steps", own)

        def missing(cls: Any, value: object) -> Any:
            return refuse(value) if section_of(value) is None else _pseudo_member(cls, value)

        def create_scheduler(self: Any, num_training_steps: int) -> Any:
            kind = self.args.lr_scheduler_type
            value = getattr(kind, "value", kind)
            section = None if value in values else section_of(value)
            if section is None or self.lr_scheduler is not None:
                return own(self, num_training_steps)
            self.lr_scheduler = scheduler_in(section, self.args, num_training_steps)
            return self.lr_scheduler

        put(kinds, "_missing_", classmethod(missing))
        put(kinds, "__reduce_ex__", _by_value)
        put(trainer, "create_scheduler", create_scheduler)
        for kind in ("linear", "{name: WSD, decay_steps: 2it}"):
            found = _probed(trainer, kinds(kind))
            expect(isinstance(found, CurveLR) == (kind != "linear"), f"create_scheduler makes {kind}", found)


def section_of(value: object) -> dict[str, Any] | None:
    """The section that an ``lr_scheduler_type`` stands for, or None when it names no schedule of ours.

    Raises:
        ConfigError: Braces that hold no section with a ``name``.
    """
    if not isinstance(value, str):
        return None
    if not value.lstrip().startswith("{"):
        return {"name": value} if value in names() else None
    section = parse_value(value)
    if not isinstance(section, Mapping) or not isinstance(section.get("name"), str):
        raise ConfigError(f"must be a name or {{name: X, argument: value}}, got {shown(value)}", key=_PATH[0])
    return dict(section)


def scheduler_in(section: Mapping[str, Any], arguments: Any, num_training_steps: int) -> CurveLR:
    """The scheduler of a section in a run of PaddleNLP's Trainer.

    Args:
        section: With ``name``.
        arguments: PaddleNLP's ``TrainingArguments``.
        num_training_steps: Updates in the run.

    Raises:
        ConfigError: With the suite and the key.
    """
    given = {key: value for key, value in section.items() if key != "name"}
    if takes(section["name"], "learning_rate"):
        given.setdefault("learning_rate", arguments.learning_rate)
    warmup = arguments.warmup_steps if arguments.warmup_steps > 0 else int(arguments.warmup_ratio * num_training_steps)
    if warmup:
        given = renamed_warmup(SUITE, _PATH, {**given, "warmup_steps": warmup}, "warmup_steps", "it")
    return scheduler_of(SUITE, _PATH, section["name"], given, RunLength(num_training_steps))


def _pseudo_member(cls: Any, value: Any) -> Any:
    member = object.__new__(cls)
    member._name_ = member._value_ = value
    return member


def _by_value(member: Any, protocol: int) -> tuple[Any, ...]:
    """How a member is copied and pickled; early versions of Python 3.11 look for its name instead."""
    return type(member), (member._value_,)


def _probed(trainer: Any, kind: Any) -> Any:
    """The scheduler that the trainer makes for a kind in a run of 8 updates."""
    arguments = SimpleNamespace(
        lr_scheduler_type=kind,
        learning_rate=0.5,
        warmup_steps=0,
        warmup_ratio=0.25,
        num_cycles=0.5,
        lr_end=1e-7,
        power=1.0,
        decay_steps=-1,
        min_learning_rate=0.0,
    )
    return trainer.create_scheduler(SimpleNamespace(args=arguments, lr_scheduler=None), num_training_steps=8)


install()
