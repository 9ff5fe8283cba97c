"""``lrkit compare``"""

from __future__ import annotations

import glob
import json
import sys
from collections.abc import Callable
from pathlib import Path

import click

from paddle_lrkit.cli.options import config_option, device_option, json_option, override_option, quiet_option
from paddle_lrkit.errors import UsageError, check_integer
from paddle_lrkit.experiments.compare.arm import OWN, Arm, rate_arms, read_arm, read_arms
from paddle_lrkit.experiments.compare.base import Base, load_base
from paddle_lrkit.experiments.compare.launch import Launch, fork_launcher, interpreter_launcher
from paddle_lrkit.experiments.compare.plan import Plan, final_seeds, parse_numbers, rate_grid, rounded, tune_seeds
from paddle_lrkit.reports.compare_table import outlook, table

_ROOT_10 = 10**0.5


@click.command("compare")
@config_option
@override_option
@click.option(
    "--schedule",
    multiple=True,
    metavar="ARM...",
    help="A name of the catalogue, Name:key=value,key=value, a YAML file with Optimizer.lr, or 'config' for the "
    "schedule of the config; several may follow.",
)
@click.argument("more", nargs=-1, metavar="[ARM]...")
@click.option(
    "--arms", type=click.Choice(["schedules", "rates"]), default="schedules", help="rates: one schedule at each rate."
)
@click.option("--rates", metavar="A,B,...", help="Peak rates to try; by default spaced around that of the config.")
@click.option("--rate-count", type=int, default=5, show_default=True, help="Number of rates without --rates.")
@click.option("--rate-factor", type=float, default=_ROOT_10, help="From one rate to the next (default root of 10).")
@click.option("--extensions", type=int, default=2, show_default=True, help="Times that the grid may grow at an end.")
@click.option("--tune-seeds", "tuning", type=int, default=3, show_default=True, help="Seeds that choose the rate.")
@click.option("--seeds", type=int, default=5, show_default=True, help="Fresh seeds at the chosen rate.")
@click.option("--seed", type=int, help="First seed; by default Global.seed.")
@click.option("--budget", default="1", show_default=True, metavar="A,B,...", help="Lengths, times that of the config.")
@click.option("--metric", metavar="NAME", help="What decides; by default the loss, else the task's metric.")
@click.option("--output", "-O", metavar="DIR", help="Directory (default output/compare-CONFIG); the same one goes on.")
@click.option("--jobs", type=int, metavar="N", help="Trainings at once; by default one a core, with a GPU one.")
@device_option
@click.option("--keep-checkpoints", is_flag=True, help="Keep the checkpoints of finished trainings.")
@click.option("--dry-run", is_flag=True, help="Say what would be trained, and train nothing.")
@json_option
@quiet_option
def command(
    config: str,
    overrides: tuple[str, ...],
    schedule: tuple[str, ...],
    more: tuple[str, ...],
    arms: str,
    rates: str | None,
    rate_count: int,
    rate_factor: float,
    extensions: int,
    tuning: int,
    seeds: int,
    seed: int | None,
    budget: str,
    metric: str | None,
    output: str | None,
    jobs: int | None,
    device: str | None,
    keep_checkpoints: bool,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Train schedules under equal tuning and rank them.

    Every ARM has its rate tuned on validation with the same rates and seeds, is trained with fresh seeds at the frozen
    rate, and is measured once on Test (or on Eval where the config has no Test). Started again, it goes on where it
    was.
    """
    base = load_base(config, overrides)
    first = base.seed if seed is None else check_integer("--seed", seed, at_least=0)
    at_once = _jobs(jobs, device)
    grid = _grid(rates, base, rate_count, rate_factor)
    plan = Plan(
        base,
        _arms([*schedule, *more], arms, grid, base),
        grid,
        check_integer("--extensions", extensions, at_least=0, at_most=20),
        tune_seeds(first, tuning),
        final_seeds(first, seeds),
        parse_numbers("--budget", budget),
        max(_cores() // at_once, 1),
    )
    from paddle_lrkit.experiments.compare.compare import check_plan

    check_plan(plan)
    if dry_run:
        click.echo(outlook(plan))
        return
    root = Path(output) if output else Path("output") / f"compare-{base.name}"
    content = _run(plan, root, at_once, metric, device, keep_checkpoints, _notify(quiet))
    click.echo(json.dumps(content) if as_json else table(content))
    if not quiet:
        click.echo(f"report: {root / 'report.html'}; every run: lrkit board {root / 'runs'}", err=True)


def _grid(rates: str | None, base: Base, count: int, factor: float) -> tuple[float, ...]:
    if rates is None:
        return rate_grid(base.schedule.peak_lr, count, factor)
    return tuple(map(rounded, parse_numbers("--rates", rates)))


def _arms(specs: list[str], kind: str, rates: tuple[float, ...], base: Base) -> tuple[Arm, ...]:
    if kind == "schedules":
        if not specs:
            raise UsageError("give the schedules to compare, such as --schedule CosineAnnealingDecay LinearDecay")
        return tuple(read_arms(specs, base))
    if len(specs) > 1:
        raise UsageError(f"--arms rates takes one schedule, got {len(specs)}")
    return tuple(rate_arms(read_arm(specs[0] if specs else OWN, base), list(rates)))


def _run(
    plan: Plan,
    root: Path,
    at_once: int,
    metric: str | None,
    device: str | None,
    keep_checkpoints: bool,
    notify: Callable[[str], None],
) -> dict[str, object]:
    import dataclasses

    from paddle_lrkit.experiments.compare.compare import run_comparison
    from paddle_lrkit.experiments.compare.execute import Executor
    from paddle_lrkit.experiments.compare.results import results
    from paddle_lrkit.experiments.compare.workplace import RESULTS, claim, locked, write_json
    from paddle_lrkit.reports.compare_report import write_reports

    waiting = f"{root}: trainings of another start are still running; waiting for them (Ctrl-C ends this)"
    with locked(root, lambda: notify(waiting)) as held:
        plan = dataclasses.replace(plan, threads=claim(root, plan))
        again = f"{root}: stopped; the trainings wrote checkpoints; the same command goes on"
        executor = Executor(plan, root, at_once, notify, _launch(plan, device, held), device, keep_checkpoints, again)
        content = results(run_comparison(plan, executor, metric))
        write_json(root / RESULTS, content)
        write_reports(root, content)
    return content


def _launch(plan: Plan, device: str | None, held: int | None) -> Launch:
    """Forks where nothing but the CPU can be meant, else new processes."""
    if sys.platform == "linux" and not _on_gpu(device):
        from paddle_lrkit.cli.main import main

        return fork_launcher(plan.base.settings, plan.threads, main)
    return interpreter_launcher(plan.threads, held)


def _jobs(wanted: int | None, device: str | None) -> int:
    if wanted is not None:
        return check_integer("--jobs", wanted, at_least=1)
    return 1 if _on_gpu(device) else _cores()


def _on_gpu(device: str | None) -> bool:
    return bool(glob.glob("/dev/nvidia[0-9]*")) if device is None else device != "cpu"


def _cores() -> int:
    from paddle_lrkit.train.runtime.cores import core_count

    return core_count()


def _notify(quiet: bool) -> Callable[[str], None]:
    return (lambda line: None) if quiet else (lambda line: click.echo(line, err=True))
