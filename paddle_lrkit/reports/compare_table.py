"""A comparison as text: what it would train, and its table."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.experiments.compare.plan import Plan, Trial
from paddle_lrkit.experiments.compare.trial_config import trial_schedule
from paddle_lrkit.reports.compare_words import best_group, detectable, edge_note, verdict


def outlook(plan: Plan) -> str:
    """What a plan trains, in words."""
    tuning = len(plan.rates) * len(plan.tune_seeds) if plan.tuned else 0
    count = len(plan.budgets) * len(plan.arms) * (tuning + len(plan.final_seeds))
    lines = [f"{count} trainings on {plan.base.document.file}:"]
    if plan.tuned:
        rates = ", ".join(f"{rate:g}" for rate in plan.rates)
        lines.append(f"  tuning: rates {rates} with seeds {_listed(plan.tune_seeds)}, for each arm and length")
    lines.append(f"  at the frozen rate: seeds {_listed(plan.final_seeds)}")
    for budget in plan.budgets:
        for arm in plan.arms:
            schedule = trial_schedule(plan, Trial(budget, "tune", arm.name, arm.rate or plan.rates[0], 0))
            keys = ", ".join(f"{key} {value}" for key, value in arm.lr.items() if key != "name")
            lines.append(f"  {arm.name}, {schedule.total_updates} updates: {keys}")
    return "\n".join(lines)


def table(content: dict[str, Any]) -> str:
    """The results as a table for a terminal, one for each length."""
    return "\n\n".join("\n".join(_section(content, part)) for part in content["budgets"])


def _section(content: dict[str, Any], part: dict[str, Any]) -> list[str]:
    head, *rows = cells(content, part)
    lines = _aligned([["", *head], *([_mark(row[0], part), *row] for row in rows)])
    seeds = f"{content['metric']} on {content['measured_on']}, {len(content['final_seeds'])} seeds"
    title = f"{seeds}, {part['updates']} updates; = cannot be told from the best"
    return [title, *lines, "", *filter(None, [verdict(content, part), detectable(part), edge_note(part)])]


def _mark(name: str, part: dict[str, Any]) -> str:
    return "=" if name in best_group(part) else ""


def cells(content: dict[str, Any], part: dict[str, Any]) -> list[list[str]]:
    """The table, its heading first; the first cell of a row is the arm's name."""
    second = content["second_metric"]
    head = ["arm", "rate", content["metric"], "worse by [95%]", "p (Holm)", *([second] if second else [])]
    return [[*head, "area", "to target", "regret"], *(_row(arm, part, bool(second)) for arm in part["arms"])]


def _row(arm: dict[str, Any], part: dict[str, Any], with_second: bool) -> list[str]:
    rate = f"{arm['rate']:g}" + ("!" if arm["rate_at_edge"] else "")
    score = f"diverged {arm['diverged']}x" if arm["diverged"] else number(arm["mean"])
    second = [_mean(arm["second_values"])] if with_second else []
    reached = "never" if arm["updates_to_target"] is None else f"{arm['updates_to_target']:g}"
    row = [arm["name"], rate, score, _worse(arm, part), _p_value(arm), *second]
    return [*row, number(arm["area"]), reached, number(arm["regret"])]


def _worse(arm: dict[str, Any], part: dict[str, Any]) -> str:
    if arm["difference"] is None:
        return "best" if arm["name"] == part["best"] and not arm["diverged"] else "-"
    low, high = arm["difference"]["interval"]
    return f"{number(arm['difference']['worse_by'])} [{number(low)}, {number(high)}]"


def _p_value(arm: dict[str, Any]) -> str:
    if arm["difference"] is None:
        return ""
    value = arm["difference"]["p_holm"]
    return "<0.001" if value < 0.001 else f"{value:.3f}"


def number(value: float | None) -> str:
    """Four decimals, or ``-`` for what is infinite or unknown."""
    return "-" if value is None else f"{value:.4f}"


def _mean(values: list[float | None]) -> str:
    known = [value for value in values if value is not None]
    return number(sum(known) / len(known)) if known and len(known) == len(values) else "-"


def _aligned(rows: list[list[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _listed(seeds: tuple[int, ...]) -> str:
    return f"{seeds[0]} to {seeds[-1]}" if len(seeds) > 1 else str(seeds[0])
