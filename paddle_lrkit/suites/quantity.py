"""The numbers of a schedule by what they measure, which tells how they change with the samples in an update.

With ``k`` times the samples in an update and rates times ``f``, a schedule stays the same over the samples seen when
``rate'(u) = f * rate(k * u)``. Each kind of number has one way to keep this law:

==============  ===================================================================  =========================
kind            example                                                              new number
==============  ===================================================================  =========================
``rate``        ``learning_rate``, ``end_lr``, the rates of a table                  ``f * number``
``root rate``   ``learning_rate`` of Noam, whose rate falls with the root of ``u``   ``f * k ** -0.5 * number``
``power rate``  factor of a power law ``u ** exponent``                              ``f * k ** exponent * number``
``updates``     a warmup, a milestone                                                ``number / k``, whole
``period``      a length that is repeated, or that scales the whole curve            ``number / k``, whole
``per update``  ``gamma`` in ``exp(-gamma * u)`` and ``1 / (1 + gamma * u)``         ``k * number``
``factor``      ``gamma`` in ``gamma ** u``                                          ``number ** k``
``batches``     batches in an epoch that the config fixes                            ``number / k`` of a batch
``samples``     samples in an update                                                 ``k * number``
``batch``       samples in a batch of one process                                    as ``--batch-size`` says
==============  ===================================================================  =========================
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from paddle_lrkit.suites.config_value import ConfigValue

if TYPE_CHECKING:
    from paddle_lrkit.suites.schedule_fields import ClassArguments

QuantityKind = Literal[
    "rate", "root rate", "power rate", "updates", "period", "per update", "factor", "batches", "samples", "batch"
]
LengthUnit = Literal["it", "ep", "text"]
RATES: tuple[QuantityKind, ...] = ("rate", "root rate", "power rate")
LENGTHS: tuple[QuantityKind, ...] = ("updates", "period", "batches")


class Quantity(NamedTuple):
    """A number of a schedule, or a list of them.

    Args:
        item: The value as written, without conversion, and its key.
        kind: What it measures.
        unit: ``it`` for a number of updates, ``ep`` of epochs, ``text`` for durations with a unit such as ``10it``.
        exponent: Of a ``power rate``.
        interval: Of a ``per update`` or a ``factor``: the length that it belongs to instead of one update.
        prefix: Text before the number, such as ``wsd:``.
    """

    item: ConfigValue
    kind: QuantityKind
    unit: LengthUnit = "it"
    exponent: float = 0.0
    interval: ConfigValue | None = None
    prefix: str = ""

    @property
    def written(self) -> Any:
        """The value without its prefix."""
        value = self.item.value
        return value.removeprefix(self.prefix) if isinstance(value, str) else value

    @property
    def is_length(self) -> bool:
        """Whether it is a number of updates, epochs or batches."""
        return self.kind in LENGTHS


def argument_quantities(
    arguments: Iterable[ClassArguments], kinds: Mapping[str, QuantityKind], unit: LengthUnit = "it"
) -> tuple[Quantity, ...]:
    """The arguments of classes that ``kinds`` names; those of a class that are not given have its default.

    Args:
        arguments: The sections.
        kinds: Key -> kind.
        unit: Unit of the lengths.
    """
    found = []
    for part in arguments:
        for key in kinds:
            item = part.value(key)
            if item is not None and not _is_empty(item.value):
                found.append(Quantity(item, kinds[key], unit))
    return tuple(found)


def _is_empty(value: Any) -> bool:
    return value is None or value is inspect.Parameter.empty
