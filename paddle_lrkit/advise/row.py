"""What a row of the guide consists of."""

from __future__ import annotations

from dataclasses import dataclass

from paddle_lrkit.advise.when import ANY, When
from paddle_lrkit.text import Bilingual

GRADES = {
    "A": Bilingual("several settings, or a primary table that was read", "多种设置下成立，或查阅过原始数据表"),
    "B": Bilingual("one family of models, or a model zoo", "单一模型族或模型库的配置"),
    "C": Bilingual("practice, or carried over from a neighbouring case", "经验做法，或由相近情形推得"),
}


@dataclass(frozen=True)
class Because:
    """A statement with where it comes from and how sure it is.

    Args:
        text: The statement.
        sources: Keys of `SOURCES`.
        grade: A key of `GRADES`.
    """

    text: Bilingual
    sources: tuple[str, ...]
    grade: str


@dataclass(frozen=True)
class Form:
    """The decay after the warmup.

    Args:
        name: ``linear``, ``cosine``, ``polynomial``, ``wsd``, ``multistep`` or ``constant``.
        stretch: Length of a cosine as a multiple of the run; where it is above 1 the run ends on the way down.
        share: Per cent of the run over which ``wsd`` decays.
        shape: Form of the decay of ``wsd``.
        power: Exponent of ``polynomial``.
        drops: Shares of the run at which ``multistep`` divides the rate by 10.
    """

    name: str
    stretch: float = 1.0
    share: int = 20
    shape: str = "1-sqrt"
    power: float = 1.0
    drops: tuple[float, ...] = (2 / 3, 11 / 12)


@dataclass(frozen=True)
class Ramp:
    """The warmup.

    Args:
        length: With a unit, such as ``5ep`` or ``1000it``; ``adam`` for ``2 / (1 - beta2)`` updates, ``0`` for none.
        most: Upper limit, in per cent of the run.
        large: Length from a global batch of 1024 on; as ``length`` when absent.
        large_most: Upper limit of ``large``; as ``most`` when absent.
        start: Rate at update 0, as a share of the peak.
    """

    length: str = "0"
    most: str = "10%"
    large: str | None = None
    large_most: str | None = None
    start: float = 0.1


@dataclass(frozen=True)
class Row:
    """One case of the guide.

    Args:
        key: Stable name.
        case: What it is about.
        when: What must hold.
        form: The decay.
        schedule: Why this decay.
        ramp: The warmup; None takes that of the row which comes next.
        warmup: Why this warmup.
        floor: Rate at the end, as a share of the peak.
        floor_lr: The same as a rate; then at most a hundredth of the peak.
        ending: Why this end.
        optimizer: Further keys of our section ``Optimizer``.
        epochs: Length that the sources use, when the user's is much shorter.
        alternatives: What is as good or nearly so.
        stretched: The decay in PaddleDetection, where it is written differently.
    """

    key: str
    case: Bilingual
    when: When
    form: Form
    schedule: Because
    ramp: Ramp | None
    warmup: Because
    ending: Because
    floor: float = 0.0
    floor_lr: float | None = None
    optimizer: tuple[tuple[str, float], ...] = ()
    epochs: int | None = None
    alternatives: tuple[Because, ...] = ()
    stretched: Form | None = None


@dataclass(frozen=True)
class Note:
    """A statement that is added to the advice wherever it applies.

    Args:
        key: Stable name.
        because: The statement; braces are filled by the caller.
        when: What must hold.
    """

    key: str
    because: Because
    when: When = ANY


STANDS = {
    "holds": Bilingual("holds", "成立"),
    "refined": Bilingual("holds in part", "部分成立"),
    "contradicted": Bilingual("contradicted", "与证据相反"),
    "unsupported": Bilingual("unsupported", "无证据支持"),
    "broken": Bilingual("broken as printed", "按原样写出无法工作"),
}


@dataclass(frozen=True)
class Verdict:
    """A rule of the starting guide, and what is known about it.

    Args:
        key: Stable name.
        claim: The rule.
        stand: A key of `STANDS`.
        because: What the evidence says.
        when: For whom it matters.
        forms: The same, by the schedule that is advised; all when empty.
    """

    key: str
    claim: Bilingual
    stand: str
    because: Because
    when: When = ANY
    forms: tuple[str, ...] = ()
