"""The course of a program around one optimizer and one schedule: rounds, updates and steps, counted."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

from paddle_lrkit.scripts.loop_roles import LoopRoles, loop_roles
from paddle_lrkit.scripts.optimizer_course import builds_of, steps_of, updates_of
from paddle_lrkit.scripts.program import Loop
from paddle_lrkit.scripts.spacing import Nodes, Picks, PicksLoop, Spacing, count, kept, loops, nothing, paths, spacing

NONE = -1
"""A number that no optimizer and no schedule has."""


class RunShape:
    """The course of a program around one optimizer and one schedule.

    Args:
        trace: The trace of the program.
        optimizer: Number of the optimizer.
        schedule: Number of the schedule.

    Attributes:
        nodes: The updates, steps and builds of the two.
        update, step, build: Which events these are.
        updates: The updates, with the steps between them as marks.
        steps: The steps, with the updates between them as marks.
        roles: Which loops go over batches, and which over epochs.
    """

    def __init__(self, trace: Nodes, optimizer: int = NONE, schedule: int = NONE) -> None:
        update, step, build = updates_of(optimizer), steps_of(schedule), builds_of(schedule)
        self.update, self.step, self.build = update, step, build
        self.nodes = kept(trace, lambda event: update(event) or step(event) or build(event))
        self.updates: Spacing = spacing(self.nodes, update, step)
        self.steps: Spacing = spacing(self.nodes, step, update)
        self.roles: LoopRoles = loop_roles(self.nodes, update, step, build)

    @cached_property
    def epochs(self) -> int:
        """Rounds of the loops around those over batches, without rounds that make no update where others do."""
        return self._epochs(self.nodes)

    def _epochs(self, nodes: Nodes) -> int:
        rounds = [
            (node, number * part.times, body)
            for node in nodes
            if isinstance(node, Loop)
            for part in node.rounds
            for number, body in part.pattern
        ]
        return sum(
            number * self._epochs(body)
            if not self.roles.is_epoch(loop)
            else number * (not self.updates.events or count(body, self.update) > 0)
            for loop, number, body in rounds
        )

    @cached_property
    def batches(self) -> int:
        """Rounds of the loops over batches."""
        return spacing(self.nodes, nothing, rounds=self.roles.is_batch).marks

    @cached_property
    def batches_per_epoch(self) -> int | None:
        """Batches in each epoch; None when they differ."""
        return self._each_epoch(nothing, self.roles.is_batch)

    @cached_property
    def updates_per_epoch(self) -> int | None:
        """Updates in each epoch; None when they differ."""
        return self._each_epoch(self.update, nothing)

    def _each_epoch(self, marks: Picks, rounds: PicksLoop) -> int | None:
        """Marks in each epoch that has any; the last epoch may be cut."""
        sizes = [
            size
            for loop in loops(self.nodes)
            if self.roles.is_epoch(loop)
            for part in loop.rounds
            for _, body in part.pattern
            if (size := spacing(body, nothing, marks, rounds).marks)
        ]
        whole = set(sizes) - {sizes[-1]} or set(sizes) if sizes else set()
        return next(iter(whole)) if len(whole) == 1 and sizes[-1] <= max(whole) else None

    @cached_property
    def batches_per_update(self) -> int | None:
        """Batches between most of the updates of one loop over batches."""
        gaps: Counter[int] = Counter()
        for loop in loops(self.nodes):
            if self.roles.is_batch(loop):
                found = spacing((loop,), self.update, rounds=self.roles.is_batch)
                gaps += found.gaps
                if found.events:
                    gaps[found.before] += 1
        usual = gaps.most_common(1)
        return usual[0][0] if usual and usual[0][0] > 0 and 2 * usual[0][1] > gaps.total() else None

    def rests_on(self, events: Picks) -> frozenset[str]:
        """What the number of some events rests on."""
        return frozenset(name for _, around in paths(self.nodes, events) for loop in around for name in loop.rests_on)
