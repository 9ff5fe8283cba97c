"""The parts of a PaddleX schedule: those of the rewritten base config, each at the key that changes it.

What ``Train`` writes is at its key there; what only the base config holds keeps its path in the base.
"""

from __future__ import annotations

from dataclasses import fields as attributes
from dataclasses import replace
from typing import Any

from paddle_lrkit.config.document import Document, Path, dotted
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import Selection, SuiteFields
from paddle_lrkit.suites.config_value import ConfigValue, SectionValues
from paddle_lrkit.suites.paddlex.reader import devices, rewritten
from paddle_lrkit.suites.paddlex.rewrite import NAME, Rewriting
from paddle_lrkit.suites.paddlex.time_series import FIELDS as TIME_SERIES
from paddle_lrkit.suites.quantity import Quantity
from paddle_lrkit.suites.schedule_fields import ClassArguments, DeadKey, ScheduleFields
from paddle_lrkit.suites.table import fields_of
from paddle_lrkit.text import format_count

_WARMUP = ("Train", "warmup_steps")


class PaddleXFields(SuiteFields):
    """``Train``, and the schedule of the base config."""

    def read(self, document: Document, selection: Selection, steps: int | None) -> ScheduleFields | None:
        """The fields of the rewritten base config; None where it is not known or PaddleX stops before it."""
        try:
            found = rewritten(document, selection)
        except ConfigError:
            return None
        reader = TIME_SERIES if found.how.base.suite == "paddlets" else fields_of(found.how.base.suite)
        fields = reader.read(found.document, Selection(), steps)
        return None if fields is None else _moved(fields, found)


def _moved(fields: ScheduleFields, found: Rewriting) -> ScheduleFields:
    """The fields with the keys of the PaddleX config, and without advice that only the suite's own user can follow."""
    moved: dict[str, Any] = {
        name: _placed(value, found)
        for name in (one.name for one in attributes(fields))
        if isinstance(value := getattr(fields, name), ConfigValue)
    }
    accumulates = tr("{} has no key for it; its base config has {}", NAME, dotted(fields.accumulation_key))
    behaviour = fields.behaviour._replace(
        accumulates_by=accumulates if fields.accumulation_key else fields.behaviour.accumulates_by,
        batch_per_gpu=devices(found.source, found) is None,
        casts_text=lambda path: True,
        warmup_in_updates="",
    )
    if "warmup" in moved:
        ignored = fields.warmup in fields.ignored_warmups
        moved["warmup"] = None if ignored else _unchangeable(moved["warmup"])
    warmup, written = moved.get("warmup"), SectionValues(found.source)(*_WARMUP)
    unused = written is not None and (warmup is None or warmup.path != _WARMUP)
    arguments, dead = _without_written(fields, found)
    return replace(
        fields,
        **moved,
        section=("Train",),
        arguments=arguments,
        dead=dead,
        devices=SectionValues(found.source)("Global", "device") if devices(found.source, found) else None,
        accumulation_key=(),
        quantities=tuple(_quantity(quantity, found) for quantity in fields.quantities),
        ignored_warmups=(written,) if unused and written is not None else (),
        class_with_warmup=tr("set the warmup in the base config, or write null here"),
        why_ignored=_why_ignored(found, fields, warmup),
        unused_warmup=None,
        overridden=(),
        optimizer_key=(),
        pretrained=bool(found.source.get(("Train", "pretrain_weight_path"))),
        behaviour=behaviour,
    )


def _without_written(
    fields: ScheduleFields, found: Rewriting
) -> tuple[tuple[ClassArguments, ...], tuple[DeadKey, ...]]:
    """The arguments without the keys that PaddleX writes and the class ignores, and these where ``Train`` has them."""
    kept, dead = [], []
    for entry in fields.arguments:
        ignored = {key for key in entry.given if entry.ignores_unknown and key not in (*entry.takes, *entry.computed)}
        written = {key: place for key in ignored if (place := found.places.get((*entry.path, key)))}
        kept.append(replace(entry, given={key: value for key, value in entry.given.items() if key not in written}))
        for key, place in written.items():
            item = SectionValues(found.source)(*map(str, place))
            if item is not None:
                reason = tr("the {} of the base config has no {}", entry.name, key)
                dead.append(DeadKey(item, reason, f"{place[-1]}: null"))
    return tuple(kept), tuple(dead)


def _why_ignored(found: Rewriting, fields: ScheduleFields, warmup: ConfigValue | None) -> str:
    """Why ``warmup_steps`` has no effect, and what the run does instead."""
    reason = tr("the base config of {} has no warmup that {} changes", found.how.base.title, NAME)
    if not found.how.warmup_unit:
        reason = tr("{} does not read it in {}", NAME, found.module)
    if warmup is None or not warmup.number:
        return tr("{}, so there is no warmup", reason)
    count, key = format_count(warmup.number), dotted(warmup.path)
    if fields.warmup_unit == "ep":
        return tr("{}, so the {} epochs of {} stay", reason, count, key)
    return tr("{}, so the {} updates of {} stay", reason, count, key)


def _placed(value: ConfigValue, found: Rewriting) -> ConfigValue:
    """A value at the key of the PaddleX config that holds it, else where it is in the base config."""
    place = found.place(value.key_path or value.path)
    if place is None:
        return value
    rest: Path = value.path[len(_written(value.path, found)) :]
    return value._replace(path=(*place, *rest), default_key=None)


def _written(path: Path, found: Rewriting) -> Path:
    return next((written for written in found.places if path[: len(written)] == written), path)


def _quantity(quantity: Quantity, found: Rewriting) -> Quantity:
    """A number that changes with the samples in an update; no key changes what only the base config holds."""
    return quantity._replace(item=_unchangeable(_placed(quantity.item, found)))


def _unchangeable(value: ConfigValue) -> ConfigValue:
    """A value that no key changes, where only the base config holds it."""
    if value.path[:1] == ("Train",) and len(value.path) == 2:
        return value
    return value._replace(path=value.key_path or value.path, default_key="")


FIELDS = PaddleXFields()
