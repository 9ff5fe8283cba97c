"""Which parameters the groups of a config claim, by their names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import accumulate
from typing import Protocol

from paddle_lrkit.errors import ConfigError, did_you_mean
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.schedule_group import ScheduleGroup
from paddle_lrkit.text import format_rate, plural


class Patterns(Protocol):
    """What has patterns of parameter names."""

    @property
    def patterns(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Claim:
    """The groups that give a parameter its rate, its freeze window and its weight decay; None for none.

    Of several groups that match, each setting is that of the first one that has it.
    """

    rate: ScheduleGroup | None
    freeze: ScheduleGroup | None
    weight_decay: ScheduleGroup | None

    @property
    def name(self) -> str:
        """Name in logs of the parameters with this rate and window."""
        return " + ".join(dict.fromkeys(one.name for one in (self.rate, self.freeze) if one is not None))


def matches(pattern: str, name: str) -> bool:
    """Whether a pattern of a group claims a parameter.

    With ``*``, ``?`` or ``[`` the pattern is compared with the whole name, and ``*`` stands for any text, dots
    included. Without them it is the parameter, or a layer above it.

    Example:
        >>> matches("head", "head.fc.bias"), matches("head", "header.bias"), matches("*.bias", "head.fc.bias")
        (True, False, True)
    """
    if any(sign in pattern for sign in "*?["):
        return fnmatchcase(name, pattern)
    return name == pattern or name.startswith(f"{pattern}.")


def claimed(group: Patterns, name: str) -> bool:
    """Whether one of a group's patterns claims a parameter."""
    return any(matches(pattern, name) for pattern in group.patterns)


def claims(groups: Sequence[ScheduleGroup], names: Sequence[str], fixed: Sequence[str] = ()) -> dict[str, Claim]:
    """What the groups set for each parameter.

    Args:
        groups: The groups, in the order of the config.
        names: Names of the trained parameters.
        fixed: Names of those that the model itself does not train.

    Raises:
        ConfigError: A pattern matches no trained parameter, or earlier groups have all settings of a group.
    """
    for index, group in enumerate(groups):
        for pattern in group.patterns:
            if not any(matches(pattern, name) for name in names):
                raise ConfigError(_no_match(pattern, names, fixed), key=f"Optimizer.groups[{index}].match")
    found = {name: _claim([group for group in groups if claimed(group, name)]) for name in names}
    used = {id(group) for claim in found.values() for group in vars(claim).values()}
    for index, group in enumerate(groups):
        if id(group) not in used:
            raise ConfigError(
                tr("has no effect: earlier groups match all its parameters and have its settings; move it before them"),
                key=f"Optimizer.groups[{index}].match",
            )
    return found


def described(claimed: Mapping[str, Claim], schedule: Schedule, update: int = 0) -> Iterator[str]:
    """A sentence for each group of a schedule and for the parameters in none; none without groups.

    Args:
        claimed: See `claims`.
        schedule: The schedule.
        update: Where the run continues, if it is resumed.
    """
    if not schedule.groups:
        return
    counts = Counter(claim.name for claim in claimed.values())
    claim_of = {claim.name: claim for claim in claimed.values()}
    for name, count in counts.items():
        if name:
            words = _words(claim_of[name], schedule, update)
            yield tr("{}: {}, {}", name, plural(count, "parameter"), words)
    if counts[""]:
        yield tr("{} with the rate of Optimizer.lr", plural(counts[""], "parameter"))
    yield from overlaps(schedule.groups, claimed)


def _words(claim: Claim, schedule: Schedule, update: int) -> str:
    rate = tr("the rate of Optimizer.lr")
    if claim.rate is not None and claim.rate.curve is not None:
        rate = tr("a schedule of its own with peak {}", format_rate(claim.rate.curve.peak(schedule.total_updates)))
        rate += tr(", now at {}", format_rate(claim.rate.curve(update))) if update else ""
    elif claim.rate is not None:
        rate = tr("{:g} times {}", claim.rate.scale, rate)
    if claim.freeze is None or claim.freeze.frozen is None:
        return rate
    start, stop = claim.freeze.frozen
    return tr("{}, frozen in updates {:,} to {:,}", rate, start, stop - 1)


def overlaps(groups: Sequence[ScheduleGroup], names: Iterable[str]) -> Iterator[str]:
    """A sentence for each two groups that set the same thing for some parameters."""
    for setting, has in _SETTINGS.items():
        givers = [group for group in groups if has(group)]
        pairs: Counter[tuple[str, str]] = Counter()
        for name in names:
            both = [group.name for group in givers if claimed(group, name)]
            pairs.update((both[0], other) for other in both[1:])
        for (first, second), count in pairs.items():
            values = (plural(count, "parameter"), first, second, setting)
            if count == 1:
                yield tr("{0} matches {1} and {2}; {3} is that of {1}, the first", *values)
            else:
                yield tr("{0} match {1} and {2}; {3} is that of {1}, the first", *values)


_SETTINGS = {
    "lr": lambda group: group.curve is not None or group.scale is not None,
    "freeze": lambda group: group.frozen is not None,
    "weight_decay": lambda group: group.weight_decay is not None,
}


def _claim(matching: Sequence[ScheduleGroup]) -> Claim:
    return Claim(*(next(filter(has, matching), None) for has in _SETTINGS.values()))


def _no_match(pattern: str, names: Sequence[str], fixed: Sequence[str]) -> str:
    if any(matches(pattern, name) for name in fixed):
        return tr("{!r} matches only parameters that Architecture keeps frozen", pattern)
    layers = dict.fromkeys(part for name in names for part in accumulate(name.split("."), "{}.{}".format))
    near = did_you_mean(pattern.strip(".*"), [*layers])
    top = dict.fromkeys(name.partition(".")[0] for name in names)
    return tr("{!r} matches no parameter{}", pattern, near or tr("; the model has {}", tr(", ").join(top)))
