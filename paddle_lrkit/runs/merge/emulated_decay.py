"""The decay that a merge stands for, as the command line names it: ``linear:20%``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from paddle_lrkit.config.bind import bind
from paddle_lrkit.config.document import Document
from paddle_lrkit.config.yaml_loader import parse_value
from paddle_lrkit.curves import Curve, catalog
from paddle_lrkit.curves._slope import BASE, SHAPES, decay
from paddle_lrkit.errors import ConfigError, UsageError, did_you_mean, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.units import Duration, RunLength, parse_duration

_LEAST_END = 0.01


@dataclass(frozen=True)
class EmulatedDecay:
    """A shape, its length and the arguments of the shape.

    Args:
        text: As written.
        shape: A shape of WSD's decay, or a schedule of the catalogue.
        span: Length of the decay.
        arguments: Keys of the shape; its rate is 1, so ``end_lr: 0.1`` is a tenth of the constant rate.
    """

    text: str
    shape: str
    span: Duration
    arguments: dict[str, Any] = field(default_factory=dict)

    def curve(self, updates: int) -> Curve:
        """The rate of the decay over the constant rate, from its first update on.

        Args:
            updates: Length of the decay.

        Raises:
            ConfigError: The shape has no such key, or a key is missing.
        """
        document = Document({}, {}, f"--emulate {self.text}")
        factory: Any = decay_of_wsd if self.shape in SHAPES else catalog.find(self.shape).factory
        own = {"shape": self.shape} if self.shape in SHAPES else {}
        made: Curve = bind(
            factory,
            document,
            values=self.arguments,
            length=RunLength(updates),
            reserved={"learning_rate": 1.0, "length": updates, **own},
        )
        return made


def parse_emulation(text: str) -> EmulatedDecay:
    """Reads ``SHAPE:SPAN`` or ``SHAPE:SPAN:key=value,key=value``.

    Args:
        text: ``linear:20%``, ``1-sqrt:4ep``, ``cosine:500it:end_lr=0.1``, ``REX:20%``, ...

    Raises:
        UsageError: The text is not of this form.
        ConfigError: The shape is unknown, or the span is not a duration.

    Example:
        >>> found = parse_emulation("polynomial:20%:power=3")
        >>> found.shape, str(found.span), found.arguments, found.curve(8)(4)
        ('polynomial', '20%', {'power': 3}, 0.125)
    """
    shape, colon, rest = text.partition(":")
    span, _, keys = rest.partition(":")
    if not colon:
        raise UsageError(tr("--emulate {}: must be SHAPE:SPAN, such as linear:20%", text))
    if shape not in SHAPES and shape not in catalog.names():
        near = did_you_mean(shape, [*SHAPES, *catalog.names()])
        allowed = tr("; known: {}, and the names of the catalogue (lrkit plot --catalogue)", tr(", ").join(SHAPES))
        raise ConfigError(tr("unknown shape {}{}", shown(shape), near or allowed), key="--emulate")
    try:
        duration = parse_duration(span)
    except ConfigError as error:
        raise ConfigError(error.message, key=f"--emulate {text}") from None
    return EmulatedDecay(text, shape, duration, _arguments(text, keys))


def decay_of_wsd(
    learning_rate: float,
    length: int,
    shape: str,
    end_lr: float | None = None,
    power: float = 2.0,
    decay_base: float = BASE,
) -> Curve:
    """The decay of WSD, down to 0; ``exponential`` and ``inverse``, which never reach 0, down to a hundredth."""
    lowest = _LEAST_END if shape in ("exponential", "inverse") else 0.0
    return decay(learning_rate, lowest if end_lr is None else end_lr, length, shape, power, decay_base=decay_base)


def _arguments(text: str, keys: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in re.split(r",(?![^\[]*\])", keys) if keys else ():
        key, equals, value = part.partition("=")
        if not equals or not key.strip():
            raise UsageError(tr("--emulate {}: must be SHAPE:SPAN:key=value,key=value", text))
        try:
            found[key.strip()] = parse_value(value)
        except ConfigError as error:
            raise UsageError(f"--emulate {text}: {key.strip()}: {error.message}") from None
    return found
