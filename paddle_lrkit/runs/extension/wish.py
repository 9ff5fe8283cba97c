"""What the caller wants of an extension, and the continuations that its policy stands for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from paddle_lrkit.errors import CheckpointError, ConfigError, check_number
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.continuation import Continuation
from paddle_lrkit.units import Duration, RunLength, parse_duration

EXTENSION_POLICIES = ("constant", "cosine", "linear", "wsd", "rewarm")
"""How the rates continue from that of the checkpoint: held; on a cosine or a line over the rest; held and then decayed;
up to the peak and down again."""
DECAY, RAMP = parse_duration("20%"), parse_duration("5%")
_DECAYED = 0.01


@dataclass(frozen=True)
class ExtensionWish:
    """What the caller wants; None leaves a value to the checkpoint and the config.

    Args:
        to: The length of the whole run; None for that of the config.
        policy: One of `EXTENSION_POLICIES`; None chooses ``cosine``, or ``rewarm`` where the rate has decayed.
        rate: Rate instead of that of the checkpoint; the peak of ``rewarm``.
        floor: Rate at the end of a decay.
        decay: Length of the decay of ``wsd``; ``%`` is of the updates that are left.
        ramp: Length of the ramp of ``rewarm``, in the same units.
    """

    to: Duration | None = None
    policy: str | None = None
    rate: float | None = None
    floor: float = 0.0
    decay: Duration = DECAY
    ramp: Duration = RAMP

    def __post_init__(self) -> None:
        if self.rate is not None:
            check_number("rate", self.rate, above=0)
        check_number("min_lr", self.floor, at_least=0)

    def chosen(self, rate: float, peak: float) -> str:
        """The policy for a checkpoint with this rate in a run with this peak."""
        if self.policy is not None:
            return self.policy
        return "rewarm" if has_decayed(rate, peak) and self.rate is None else "cosine"

    def continuations(
        self, policy: str, start: int, end: int, rate: float, peak: float, steps: int | None, per_tick: int = 1
    ) -> Iterator[Continuation]:
        """The continuations that a policy stands for, the preferred one first.

        Args:
            policy: One of `EXTENSION_POLICIES`.
            start: Tick of the checkpoint.
            end: Tick at which the run ends.
            rate: Rate of the checkpoint.
            peak: Peak of the run so far.
            steps: Updates in an epoch; None when they are not known.
            per_tick: Updates in a tick.

        Raises:
            CheckpointError: The policy would leave the rate at 0.
            ConfigError: A length does not fit into what is left.
        """
        left = RunLength((end - start) * per_tick, steps)
        if policy == "rewarm":
            ramp = _within("--warmup", self.ramp, left, per_tick)
            top = peak if self.rate is None else self.rate
            yield Continuation(start, end, rate, top, self.floor, ramp, end - start - ramp)
            return
        begin = rate if self.rate is None else self.rate
        if not begin > 0:
            raise CheckpointError(
                tr(
                    "the rate of the checkpoint is {:g}, and --policy {} would stay there; use --policy rewarm, or "
                    "take a checkpoint from before the decay",
                    *(begin, policy),
                )
            )
        decay = (
            {"constant": 0, "wsd": _within("--decay", self.decay, left, per_tick)}
            if policy == "wsd"
            else {"constant": 0}
        )
        whole = Continuation(start, end, begin, 0.0, self.floor, 0, decay.get(policy, end - start))
        if policy in ("linear", "wsd"):
            yield whole.with_shape("linear")
        if policy != "linear":
            yield whole


def has_decayed(rate: float, peak: float) -> bool:
    """Whether a rate is so far below the peak that training with it changes little."""
    return rate < _DECAYED * peak


def _within(option: str, duration: Duration, left: RunLength, per_tick: int) -> int:
    """Ticks of a length: at least one, and at most what is left."""
    updates, most = duration.updates(left), left.total_updates or 0
    if updates > most:
        raise ConfigError(tr("{} are {:,} updates, and {:,} are left", duration, updates, most), key=option)
    return max(round(updates / per_tick), 1)
