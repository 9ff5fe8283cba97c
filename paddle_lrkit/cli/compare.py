"""``lrkit compare``"""

from __future__ import annotations

import json
import shlex
from typing import Any, Literal

import click

from paddle_lrkit.cli.examples import examples
from paddle_lrkit.cli.language import language_option
from paddle_lrkit.cli.options import config_option, device_option, json_option, override_option, quiet_option
from paddle_lrkit.experiments.compare.executors.options import EXECUTORS
from paddle_lrkit.experiments.compare.options import CompareOptions
from paddle_lrkit.messages import tr
from paddle_lrkit.reports.compare.table import outlook, report_of
from paddle_lrkit.reports.output import is_terminal
from paddle_lrkit.reports.report import print_report, terminal_style

_ROOT_10 = 10**0.5


@click.command(
    "compare",
    epilog=examples(
        "lrkit compare -c resnet18_digits_cosine --schedule Constant LinearDecay CosineAnnealingDecay",
        "lrkit compare -c resnet18_digits_cosine --arm 'Muon:scale=spectral,LinearDecay' --arm AdamW",
        "lrkit compare -c resnet18_digits_cosine --arm Prodigy:untuned,Constant --arm AdamW --dry-run",
    ),
)
@config_option
@override_option
@click.option(
    "--schedule",
    multiple=True,
    metavar="ARM...",
    help="A name of the catalogue, Name:key=value,key=value, a YAML file with Optimizer.lr, or 'config' for the "
    "schedule of the config. Several may follow.",
)
@click.option(
    "--arm",
    "optimizer_arms",
    multiple=True,
    metavar="OPTIMIZER,SCHEDULE",
    help="An optimizer and a schedule, such as 'Muon:scale=spectral,LinearDecay'; the rates lie around the optimizer's "
    "usual one, or the schedule's learning_rate. Prodigy:untuned,Constant leaves that rate as it is. May be repeated.",
)
@click.argument("more", nargs=-1, metavar="[ARM]...")
@click.option(
    "--arms",
    type=click.Choice(["schedules", "rates"]),
    default="schedules",
    show_default=True,
    help="Compare schedules, or one schedule at several rates.",
)
@click.option(
    "--rates", metavar="A,B,...", help="Peak rates to try. [default: spaced around that of the config or of --arm]"
)
@click.option("--rate-count", type=int, default=5, show_default=True, help="Number of rates without --rates.")
@click.option(
    "--rate-factor", type=float, default=_ROOT_10, help="Factor from one rate to the next. [default: square root of 10]"
)
@click.option("--extensions", type=int, default=2, show_default=True, help="How often the grid of rates may grow.")
@click.option(
    "--tune-seeds", "tuning_seeds", type=int, default=3, show_default=True, help="Seeds to choose the rate with."
)
@click.option("--seeds", "final_seeds", type=int, default=5, show_default=True, help="Fresh seeds at the chosen rate.")
@click.option("--seed", "first_seed", type=int, help="First seed. [default: Global.seed]")
@click.option(
    "--budget",
    "budgets",
    default="1",
    show_default=True,
    metavar="A,B,...",
    help="Lengths, as multiples of that of the config.",
)
@click.option("--metric", metavar="NAME", help="Metric to rank by. [default: the loss, else the metric of the task]")
@click.option("-O", "--output", metavar="DIR", help="Write to DIR, or resume there. [default: output/compare-CONFIG]")
@click.option(
    "--executor",
    type=click.Choice(list(EXECUTORS)),
    default="local",
    show_default=True,
    help="Where to train: on this machine, in a Ray cluster, or as Slurm jobs.",
)
@click.option(
    "--executor-option",
    "given_executor_options",
    multiple=True,
    metavar="KEY=VALUE",
    help="Set an option of Ray or Slurm, such as partition=gpu. May be repeated.",
)
@click.option(
    "--jobs",
    type=int,
    metavar="N",
    help="Trainings at once. [default: one for each core, or for each GPU; with Ray and Slurm as many as fit]",
)
@click.option(
    "--retries",
    type=click.IntRange(min=0),
    default=3,
    show_default=True,
    help="How often a training starts again whose worker was lost.",
)
@device_option
@click.option("--keep-checkpoints", is_flag=True, help="Keep the checkpoints of finished trainings.")
@click.option("--dry-run", is_flag=True, help="List the trainings, and train nothing.")
@json_option
@quiet_option
@language_option
def command(
    schedule: tuple[str, ...],
    more: tuple[str, ...],
    arms: Literal["schedules", "rates"],
    dry_run: bool,
    as_json: bool,
    quiet: bool,
    **settings: Any,
) -> None:
    """Train schedules and optimizers under equal tuning and rank them.

    The rate of every ARM is tuned on the Eval data with equally many rates and the same seeds. Then the ARM is trained
    with fresh seeds at that rate, and measured once on the Test data (on Eval if the config has no Test). The same
    command resumes a comparison that was stopped.
    """
    options = CompareOptions(arms=(*schedule, *more), kind=arms, **settings)
    if dry_run:
        click.echo(outlook(options.plan))
        return
    from paddle_lrkit.cli.main import main
    from paddle_lrkit.experiments.compare.comparison import run_comparison
    from paddle_lrkit.reports.compare.charts import differences
    from paddle_lrkit.reports.compare.report import write_reports

    root = options.root
    result = run_comparison(options, main, lambda line: None if quiet else click.echo(line, err=True))
    write_reports(root, result)
    if as_json:
        click.echo(json.dumps(result.to_json()))
    else:
        for number, part in enumerate(result.budgets):
            if number:
                click.echo()
            picture = differences(result, part) if is_terminal() else None
            print_report(report_of(result, part, picture), terminal_style())
    if not quiet:
        click.echo(
            tr("report: {}; all runs: {}", root / "report.html", shlex.join(("lrkit", "board", str(root / "runs")))),
            err=True,
        )
