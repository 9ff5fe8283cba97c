"""The places where a program steps a schedule, and how often each of them does."""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.scripts.loop_roles import LoopRoles
from paddle_lrkit.scripts.program import Loop, Node, TraceEvent
from paddle_lrkit.scripts.run_shape import RunShape
from paddle_lrkit.scripts.spacing import Nodes, Picks, PicksLoop, Spacing, count, loops, paths, spacing, with_bodies
from paddle_lrkit.scripts.unknown import CodePlace
from paddle_lrkit.scripts.usage import StepSite


def step_sites(run: RunShape) -> Iterator[StepSite]:
    """The calls of ``step()``, each place once for each kind of loop in which it is called."""
    found: dict[tuple[CodePlace, str], tuple[TraceEvent, bool]] = {}
    for event, around in paths(run.nodes, run.step):
        alone = bool(around) and not count((around[-1],), run.update)
        found.setdefault((event.place, run.roles.level(around)), (event, alone))
    in_order = sorted(found.items(), key=lambda item: (item[0][0].file, item[0][0].line, item[0][1]))
    for (_, level), (event, alone) in in_order:
        yield _site(run, level, event, alone)


def unit_of(sites: tuple[StepSite, ...], run: RunShape) -> str:
    """The unit in which a schedule is stepped, in words; a single call beside others does not count."""
    many = [site for site in sites if (site.calls or 0) > 1] or sites
    kinds = {site.per for site in many}
    every = run.batches_per_update or 1
    if not kinds:
        return "never"
    if kinds == {"epoch"}:
        return "epoch"
    if kinds <= {"batch", "update"}:
        if run.roles.single:
            return "update"
        if kinds == {"update"}:
            return "batch" if every == 1 else f"batch (every {every})"
        return "batch" if every == 1 else f"batch, the optimizer every {every} batches"
    return "batch and epoch" if "epoch" in kinds and kinds <= {"batch", "update", "epoch"} else "other"


def _site(run: RunShape, level: str, event: TraceEvent, alone: bool) -> StepSite:
    def picks(each: TraceEvent) -> bool:
        return run.step(each) and each.place == event.place

    nodes = _at_level(run.nodes, run.roles, level)
    is_round = run.roles.is_batch if level == "batch" else run.roles.is_epoch
    calls, rounds = spacing(nodes, picks, run.update), spacing(nodes, picks, rounds=is_round)
    tied = calls.gap == 1 or calls.events == run.updates.events == 1
    per, every = _per(level, rounds, tied, run)
    return StepSite(
        event.place,
        calls.events,
        per,
        every,
        before_update=level != "outside" and not calls.before and _comes_first(nodes, picks, run.update, is_round),
        with_update=tied or level != "batch",
        alone=alone,
        argument=event.detail,
        text=event.text,
        by=event.by,
    )


def _per(level: str, rounds: Spacing, tied: bool, run: RunShape) -> tuple[str, int]:
    """How often a site is called, and the rounds between two calls."""
    if level == "batch" and tied:
        return "batch" if run.batches_per_update == 1 and not run.roles.single else "update", 1
    if level != "outside" and (rounds.gap == 1 or rounds.events == rounds.marks == 1):
        return level, 1
    if level == "batch" and run.epochs and rounds.gap == run.batches_per_epoch:
        return "epoch", 1
    usual = rounds.gaps.most_common(1)
    return "other", usual[0][0] if usual and level != "outside" else 1


def _at_level(nodes: Nodes, roles: LoopRoles, level: str, around: tuple[Loop, ...] = ()) -> Nodes:
    """The trace without the steps at another level."""
    found: list[Node] = []
    for node in nodes:
        if isinstance(node, Loop):
            here = (*around, node)
            found.append(with_bodies(node, lambda body, here=here: _at_level(body, roles, level, here)))  # type: ignore[misc]
        elif not isinstance(node, TraceEvent) or node.kind != "step" or roles.level(around) == level:
            found.append(node)
    return tuple(found)


def _comes_first(nodes: Nodes, step: Picks, update: Picks, is_round: PicksLoop) -> bool:
    """Whether the step comes before the update in the first round that has both."""
    for loop in loops(nodes):
        for part in loop.rounds if is_round(loop) else ():
            for _, body in part.pattern:
                if count(body, step) and count(body, update):
                    return spacing(body, step, update).before == 0
    return False
