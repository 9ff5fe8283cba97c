"""For suites whose Trainer makes its scheduler from ``lr_scheduler_type``: PaddleNLP and PaddleFormers.

Their arguments are flat, so the value has the other keys of a schedule beside its name:
``{name: WSD, decay_steps: 10%}`` as YAML in a text, or as a mapping in a config. ``learning_rate``, ``warmup_steps``
and ``warmup_ratio`` mean what they mean in the suite. Its own types stay its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from inspect import signature
from types import SimpleNamespace
from typing import Any

from paddle_lrkit.config.yaml_loader import parse_value
from paddle_lrkit.errors import ConfigError, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.plugins.attach import attached, expect, imported
from paddle_lrkit.plugins.section import names, renamed_warmup, scheduler_of, takes
from paddle_lrkit.schedulers.base import CurveLR
from paddle_lrkit.units import RunLength

_PATH = ("lr_scheduler_type",)


def install(suite: str, package: str) -> None:
    """Lets ``SchedulerType`` take our names, and ``Trainer.create_scheduler`` make our schedulers.

    Args:
        suite: The suite's name for people.
        package: The suite's package with ``trainer`` and ``trainer_utils``.

    Raises:
        LrkitError: The suite cannot be imported, or has another shape; then nothing was changed.
    """
    trainer = imported(suite, f"{package}.trainer").Trainer
    kinds = imported(suite, f"{package}.trainer_utils").SchedulerType
    with attached(suite) as put:
        own, refuse = trainer.create_scheduler, kinds._missing_
        values = {kind.value for kind in kinds}
        expect("num_training_steps" in signature(own).parameters, tr("create_scheduler takes num_training_steps"), own)

        def missing(cls: Any, value: object) -> Any:
            section = section_of(suite, value)
            return refuse(value) if section is None else _pseudo_member(cls, value, section)

        def create_scheduler(self: Any, num_training_steps: int) -> Any:
            kind = self.args.lr_scheduler_type
            value = getattr(kind, "value", kind)
            section = None if value in values else section_of(suite, value)
            if section is None or self.lr_scheduler is not None or getattr(self.args, "freeze_training", False):
                return own(self, num_training_steps)
            self.lr_scheduler = scheduler_in(suite, section, self.args, num_training_steps)
            return self.lr_scheduler

        put(kinds, "_missing_", classmethod(missing))
        put(kinds, "__reduce_ex__", _by_value)
        put(trainer, "create_scheduler", create_scheduler)
        for kind in ("linear", "{name: WSD, decay_steps: 2it}"):
            found = _probed(trainer, kinds(kind))
            expect(isinstance(found, CurveLR) == (kind != "linear"), tr("create_scheduler makes {}", kind), found)


def section_of(suite: str, value: object) -> dict[str, Any] | None:
    """The section that an ``lr_scheduler_type`` stands for, or None when it names no schedule of ours.

    Raises:
        ConfigError: A section without a ``name``.
    """
    if isinstance(value, str) and not value.lstrip().startswith("{"):
        return {"name": value} if value in names() else None
    if not isinstance(value, str | Mapping):
        return None
    section = parse_value(value) if isinstance(value, str) else value
    if not isinstance(section, Mapping) or not isinstance(section.get("name"), str):
        message = tr("must be a name or {{name: X, argument: value}}, got {}", shown(value))
        raise ConfigError(message, key=_PATH[0], file=suite)
    return dict(section)


def scheduler_in(suite: str, section: Mapping[str, Any], arguments: Any, num_training_steps: float) -> CurveLR:
    """The scheduler of a section in a run of the suite's Trainer.

    Args:
        suite: The suite's name for people.
        section: With ``name``.
        arguments: The suite's ``TrainingArguments``.
        num_training_steps: Updates in the run; PaddleFormers counts a fraction that it does not train.

    Raises:
        ConfigError: With the suite and the key.
    """
    updates = int(num_training_steps)
    given = {key: value for key, value in section.items() if key != "name"}
    _refuse_dead(suite, section["name"], arguments, num_training_steps)
    if takes(section["name"], "learning_rate"):
        given.setdefault("learning_rate", arguments.learning_rate)
    warmup = arguments.warmup_steps if arguments.warmup_steps > 0 else int(arguments.warmup_ratio * num_training_steps)
    if warmup:
        given = renamed_warmup(suite, _PATH, {**given, "warmup_steps": warmup}, "warmup_steps", "it")
    return scheduler_of(suite, _PATH, section["name"], given, RunLength(updates))


def _refuse_dead(suite: str, name: str, arguments: Any, num_training_steps: float) -> None:
    """Refuses two arguments of the suite that would change its own schedules and not ours."""
    for key, unused in (("min_lr", (None, 0)), ("decay_steps", (None, 0, -1, num_training_steps))):
        value = getattr(arguments, key, None)
        if value not in unused:
            raise ConfigError(
                tr(
                    "{} has no effect on {}; leave it out, and write the arguments of {} beside its name in {}",
                    shown(value),
                    name,
                    name,
                    _PATH[0],
                ),
                key=key,
                file=suite,
            )


def _pseudo_member(cls: Any, value: Any, section: Mapping[str, Any]) -> Any:
    member = object.__new__(cls)
    member._name_ = member._value_ = value if isinstance(value, str) else json.dumps(section)
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
        min_lr=0.0,
        freeze_training=False,
    )
    return trainer.create_scheduler(SimpleNamespace(args=arguments, lr_scheduler=None), num_training_steps=8)
