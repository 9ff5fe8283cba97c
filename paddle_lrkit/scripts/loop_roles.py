"""Which loops of a program go over batches, and which over epochs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from paddle_lrkit.scripts.program import Branch, Loop, TraceEvent
from paddle_lrkit.scripts.spacing import Nodes, Picks, paths
from paddle_lrkit.scripts.unknown import CodePlace

_EPOCH = re.compile(r"epoch|^(e|ep|_)$", re.IGNORECASE)
LoopKey = tuple[CodePlace, bool]


def key_of(loop: Loop) -> LoopKey:
    """What a loop is in all of its rounds: ``paddle.Model.fit`` has two loops at one place."""
    return loop.place, loop.batches


@dataclass(frozen=True)
class LoopRoles:
    """Which loops of a program go over batches, and which over epochs.

    Args:
        batch: The loops whose rounds are batches.
        epoch: The loops around those, whose rounds are epochs.
        single: Whether there is only one loop, which goes over no loader: its rounds are updates.
    """

    batch: frozenset[LoopKey]
    epoch: frozenset[LoopKey]
    single: bool = False

    def level(self, around: tuple[Loop, ...]) -> str:
        """Where an event stands: in a ``batch``, an ``epoch``, or ``outside``.

        Args:
            around: The loops around it.
        """
        keys = {key_of(loop) for loop in around}
        return "batch" if keys & self.batch else "epoch" if keys & self.epoch else "outside"

    def is_batch(self, loop: Loop) -> bool:
        """Whether a round of a loop is a batch."""
        return key_of(loop) in self.batch

    def is_epoch(self, loop: Loop) -> bool:
        """Whether a round of a loop is an epoch."""
        return key_of(loop) in self.epoch


def loop_roles(nodes: Nodes, updates: Picks, steps: Picks, builds: Picks) -> LoopRoles:
    """The loops around the updates of an optimizer.

    The batches are the rounds of the innermost loop that goes over a loader, else of the innermost loop. The epochs are
    the rounds of the loop around it, or of the one further out in which a schedule is stepped. A loop around one that
    goes over no loader has no epochs when it builds the schedule: each of its rounds is a run.

    Args:
        nodes: The trace.
        updates: The updates.
        steps: The steps of the schedule.
        builds: Where the schedule is built.
    """
    ways = {tuple(map(key_of, around)): around for _, around in paths(nodes, updates)}
    if not any(ways.values()):
        ways = {tuple(map(key_of, around)): around for around in _loaders(nodes)}
    stepped = {tuple(map(key_of, around)) for _, around in paths(nodes, steps)}
    built = {tuple(map(key_of, around)) for _, around in paths(nodes, builds)}
    batch: set[LoopKey] = set()
    epoch: set[LoopKey] = set()
    single = bool(ways)
    for keys, around in ways.items():
        if not keys:
            continue
        inner = max((index for index, loop in enumerate(around) if loop.batches), default=len(around) - 1)
        batch.add(keys[inner])
        runs = {index for index in range(inner) if _is_of_runs(around, keys, index, built)}
        outer = [index for index in range(inner) if not around[index].batches and index not in runs]
        single = single and not outer and not around[inner].batches
        if outer and keys[: outer[-1] + 1] in built and _begins_runs(around[outer[-1]], around[inner]):
            outer = []
        single = single and not outer and not around[inner].batches
        if outer:
            epoch.add(keys[_epoch_of(keys, outer, stepped, built)])
    return LoopRoles(frozenset(batch), frozenset(epoch), single)


def _is_of_runs(
    around: tuple[Loop, ...], keys: tuple[LoopKey, ...], index: int, built: set[tuple[LoopKey, ...]]
) -> bool:
    """Whether each round of a loop is a run of its own, with its own schedule.

    It builds the schedule, and goes over a list of names, or has a loop in it that goes over no loader and is not an
    epoch's.
    """
    loop, inside = around[index], keys[: index + 1]
    if not any(inside == path[: index + 1] for path in built):
        return False
    if not loop.counts:
        return True
    named = "epoch" in loop.over.lower() or any(_EPOCH.search(name) for name in loop.targets)
    return bool(loop.targets) and not named and not any(each.batches or each.rests_on for each in around[index + 1 :])


def _begins_runs(outer: Loop, inner: Loop) -> bool:
    """Whether a loop that builds the schedule makes a run in each round, and the loop in it the updates."""
    return not inner.batches and ("epoch" in inner.over.lower() or "epoch" not in outer.over.lower())


def _epoch_of(
    keys: tuple[LoopKey, ...],
    outer: list[int],
    stepped: set[tuple[LoopKey, ...]],
    built: set[tuple[LoopKey, ...]],
) -> int:
    """The loop whose rounds are epochs, of the loops around the one over batches.

    A loop over several loaders in an epoch is none: the schedule is stepped after it. A loop over folds is none either:
    it builds the schedule.
    """
    nearest = outer[-1]
    for index in reversed(outer):
        inside = keys[: index + 1]
        if any(inside == path[: index + 1] for path in built):
            return nearest
        if any(inside == path for path in stepped):
            return index
        if any(inside == path[: index + 1] for path in stepped):
            return nearest
    return nearest


def _loaders(nodes: Nodes, around: tuple[Loop, ...] = ()) -> list[tuple[Loop, ...]]:
    """The loops over loaders, each with the loops around it."""
    found: list[tuple[Loop, ...]] = []
    for node in nodes:
        if isinstance(node, Branch):
            found += _loaders(node.taken, around)
        elif not isinstance(node, TraceEvent):
            here = (*around, node)
            inner = [way for part in node.rounds for _, body in part.pattern for way in _loaders(body, here)]
            found += inner or ([here] if node.batches else [])
    return found
