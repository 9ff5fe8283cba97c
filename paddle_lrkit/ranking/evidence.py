"""Where the order of the bound was compared with that of trainings."""

from __future__ import annotations

from typing import NamedTuple

from paddle_lrkit.messages import Message, tr


class Confirmation(NamedTuple):
    """Trainings whose order was compared with that of the bound; ``benchmarks/ranking.py`` counts them.

    Args:
        kind: Name of the kind of trainings in the results of the benchmark.
        what: The trainings.
        updates: Shortest and longest of them.
        right: Pairs of schedules in the right order, of those that both the bound and the trainings order.
        pairs: These pairs.
    """

    kind: str
    what: Message
    updates: tuple[int, int]
    right: int
    pairs: int

    @property
    def in_order(self) -> str:
        """``81 of 81 pairs``"""
        return tr("{} of {} pairs", self.right, self.pairs)


TUNED = Confirmation(
    "pre-training, tuned peaks",
    Message(
        "pre-training of a language model with 124M weights, the best of three to five peak rates for each schedule"
    ),
    (15_000, 50_000),
    81,
    81,
)
OTHER_PEAKS = Confirmation(
    "pre-training, other peaks",
    Message("pre-training of 60M to 360M weights, each schedule at the peak rate of its authors"),
    (3_000, 62_500),
    21,
    21,
)
ONE_PEAK = Confirmation(
    "pre-training, one peak",
    Message("pre-training of 25M and 100M weights, all schedules at one peak rate that was not tuned"),
    (14_144, 23_936),
    16,
    22,
)
CLASSIFICATION = Confirmation(
    "classification",
    Message("image classification with a fifth of the labels wrong, tuned peak rates"),
    (340, 8_160),
    28,
    55,
)
CONVEX = Confirmation(
    "softmax, training objective",
    Message("the training loss of softmax regression, which is convex, tuned peak rates"),
    (2_040, 8_160),
    61,
    71,
)
PERCEPTRON = Confirmation(
    "perceptron, training objective",
    Message("that of a perceptron with 32 hidden units"),
    (2_040, 8_160),
    18,
    34,
)


class Regime(NamedTuple):
    """Whether the order of the bound was confirmed for trainings like these.

    Args:
        confirmed: Whether it was.
        reason: Why not, as a part of a sentence; empty when it was.
    """

    confirmed: bool
    reason: str = ""


def regime(pretraining: bool, updates: int) -> Regime:
    """Whether the order was confirmed for trainings like this one.

    Args:
        pretraining: Whether the config says that it pre-trains a language model.
        updates: Length of the run.

    Example:
        >>> regime(True, 20_000)
        Regime(confirmed=True, reason='')
        >>> regime(True, 2_000).reason
        '2,000 updates are fewer than 15,000, the shortest runs with tuned peak rates that confirm it'
    """
    if not pretraining:
        return Regime(False, tr("nothing says that they pre-train a language model"))
    low, high = TUNED.updates[0], OTHER_PEAKS.updates[1]
    if updates < low:
        return Regime(
            False,
            tr(
                "{:,} updates are fewer than {:,}, the shortest runs with tuned peak rates that confirm it",
                updates,
                low,
            ),
        )
    if updates > high:
        return Regime(
            False, tr("{:,} updates are more than the {:,} of the longest run that confirms it", updates, high)
        )
    return Regime(True)
