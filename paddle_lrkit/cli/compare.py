"""``lrkit compare``"""

from __future__ import annotations

import json

import click

from paddle_lrkit.cli.options import config_option, device_option, json_option, override_option, quiet_option
from paddle_lrkit.experiments.compare.options import CompareOptions
from paddle_lrkit.reports.compare_table import outlook, terminal_table

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
    options = CompareOptions(
        config=config,
        overrides=overrides,
        arms=(*schedule, *more),
        kind="rates" if arms == "rates" else "schedules",
        rates=rates,
        rate_count=rate_count,
        rate_factor=rate_factor,
        extensions=extensions,
        tuning_seeds=tuning,
        final_seeds=seeds,
        first_seed=seed,
        budgets=budget,
        metric=metric,
        output=output,
        jobs=jobs,
        device=device,
        keep_checkpoints=keep_checkpoints,
    )
    if dry_run:
        click.echo(outlook(options.plan))
        return
    from paddle_lrkit.cli.main import main
    from paddle_lrkit.experiments.compare.comparison import run_comparison
    from paddle_lrkit.reports.compare_report import write_reports

    root = options.root
    result = run_comparison(options, main, lambda line: None if quiet else click.echo(line, err=True))
    write_reports(root, result)
    click.echo(json.dumps(result.to_json()) if as_json else terminal_table(result))
    if not quiet:
        click.echo(f"report: {root / 'report.html'}; all runs: lrkit board {root / 'runs'}", err=True)
