"""The classes of the guide's data: rows, verdicts and notes."""

from __future__ import annotations

from dataclasses import dataclass, field

from paddle_lrkit.advise.condition import ANY, Condition
from paddle_lrkit.messages import Message
from paddle_lrkit.suites.shape import ShapeName

GRADES = {
    "A": Message("several settings, or a primary table that was read"),
    "B": Message("one family of models, or a model zoo"),
    "C": Message("practice, or carried over from a similar case"),
}


@dataclass(frozen=True)
class Statement:
    """A statement with its sources and its strength.

    Args:
        text: The statement; in some notes and verdicts with braces for numbers of the case.
        sources: Keys of the citations.
        grade: A key of `GRADES`.
    """

    text: Message
    sources: tuple[str, ...]
    grade: str


@dataclass(frozen=True)
class Decay:
    """The decay after the warmup.

    Args:
        name: ``linear``, ``cosine``, ``polynomial``, ``wsd``, ``multistep`` or ``constant``.
        stretch: Length of a cosine as a multiple of the run; above 1 the run ends before the cosine does.
        share: Per cent of the run over which ``wsd`` decays.
        shape: Shape of the decay of ``wsd``.
        power: Exponent of ``polynomial``.
        drops: Shares of the run at which ``multistep`` multiplies the rate by ``gamma``.
        gamma: The factor of ``multistep``.
    """

    name: ShapeName
    stretch: float = 1.0
    share: int = 20
    shape: str = "1-sqrt"
    power: float = 1.0
    drops: tuple[float, ...] = (2 / 3, 11 / 12)
    gamma: float = 0.1


@dataclass(frozen=True)
class WarmupRule:
    """The warmup.

    Args:
        length: With a unit, such as ``5ep`` or ``1000it``; ``adam`` for ``2 / (1 - beta2)`` updates, ``0`` for none.
        most: Upper limit, in per cent of the run.
        large: Length for a global batch of 1024 or more; by default ``length``.
        large_most: Upper limit of ``large``; by default ``most``.
        start: Rate at update 0, as a share of the peak.
    """

    length: str = "0"
    most: str = "10%"
    large: str | None = None
    large_most: str | None = None
    start: float = 0.1


@dataclass(frozen=True)
class GuideRow:
    """One case of the guide.

    Args:
        key: Stable name.
        case: The case in a few words.
        decay: The decay.
        decay_reason: Why this decay.
        warmup_reason: Why this warmup.
        floor_reason: Why this end.
        when: Condition of the row.
        warmup: The warmup; by default that of the same case with a fixed length.
        floor: Rate at the end, as a share of the peak.
        floor_lr: Rate at the end, at most a hundredth of the peak; takes the place of ``floor``.
        optimizer: Further keys of our section ``Optimizer``.
        ema: Decay of the average of the weights; None where the recipe has no average.
        epochs: Length of the cited runs, for a note where the user's run is much shorter.
        alternatives: Choices that are as good or nearly so.
        stretched_decay: The decay in suites whose recipes stretch the cosine past the run; None for ``decay``.
    """

    key: str
    case: Message
    decay: Decay
    decay_reason: Statement
    warmup_reason: Statement
    floor_reason: Statement
    when: Condition = ANY
    warmup: WarmupRule | None = None
    floor: float = 0.0
    floor_lr: float | None = None
    optimizer: dict[str, float] = field(default_factory=dict)
    ema: float | None = None
    epochs: int | None = None
    alternatives: tuple[Statement, ...] = ()
    stretched_decay: Decay | None = None


@dataclass(frozen=True)
class Note:
    """A statement that is added to an advice where it applies.

    Args:
        key: Stable name.
        statement: The statement.
        when: Condition of the note.
    """

    key: str
    statement: Statement
    when: Condition = ANY


STATUSES = {
    "holds": Message("holds"),
    "refined": Message("holds in part"),
    "contradicted": Message("contradicted"),
    "unsupported": Message("unsupported"),
    "broken": Message("broken as printed"),
}


@dataclass(frozen=True)
class Verdict:
    """A rule of the starting guide, and the evidence on it.

    Args:
        key: Stable name.
        claim: The rule.
        status: A key of `STATUSES`.
        evidence: The evidence.
        when: Condition of the cases that it concerns.
        decays: Names of the advised decays that it concerns; all when empty.
    """

    key: str
    claim: Message
    status: str
    evidence: Statement
    when: Condition = ANY
    decays: tuple[str, ...] = ()
