"""``lrkit train``"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from paddle_lrkit.errors import UsageError
from paddle_lrkit.train.start import start_paddle

if TYPE_CHECKING:
    from paddle_lrkit.train.session import Session


@click.command("train")
@click.option("-c", "--config", required=True, type=click.Path(), help="YAML config of the run.")
@click.option("-o", "--override", multiple=True, metavar="KEY=VALUE", help="Such as Optimizer.lr.learning_rate=0.05.")
@click.option("--resume", metavar="auto|DIR", help="Go on: newest run of this config, a run or a checkpoint.")
@click.option(
    "--policy",
    type=click.Choice(["keep", "extend", "rescale"]),
    help="With --resume, when the schedule was changed: the new curve at the same update, continued from the "
    "checkpoint's own rate, or at the same fraction of the run.",
)
@click.option("--device", metavar="cpu|gpu", help="By default a GPU when there is one.")
@click.option("--json", "as_json", is_flag=True, help="End with one line of JSON on stdout.")
@click.option("-q", "--quiet", is_flag=True, help="Show no progress.")
def command(
    config: str,
    override: tuple[str, ...],
    resume: str | None,
    policy: str | None,
    device: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Train from a YAML config.

    The run is written to Global.output_dir (output/NAME by default): log.jsonl, VisualDL records, checkpoints and the
    resolved config. Ctrl-C writes a checkpoint and says how to go on. python -m paddle.distributed.launch
    --nproc_per_node 2 -m paddle_lrkit train ... trains in two processes.
    """
    if policy is not None and resume is None:
        raise UsageError("--policy says something about --resume; give that too")
    start_paddle(quiet)
    from paddle_lrkit.train.distributed.global_batch import describe
    from paddle_lrkit.train.distributed.processes import is_first, start
    from paddle_lrkit.train.loop import summary, train
    from paddle_lrkit.train.session import open_session

    start(device)
    session = open_session(config, override, device=device, resume=resume, policy=policy)
    if is_first() and not quiet:
        for line in (_opening(session), *describe(session.settings, session.schedule)):
            click.echo(line, err=True)
    result = train(session, quiet)
    if is_first():
        click.echo(json.dumps(asdict(result)) if as_json else summary(result))


def _opening(session: Session) -> str:
    schedule = session.schedule
    start = f"resumes at update {session.position.update}" if session.resumed else "starts"
    short = "; the run ends before the warmup does" if schedule.warmup_updates >= schedule.total_updates else ""
    return (
        f"{session.run.path}: {start}, {schedule.total_updates} updates ({schedule.steps_per_epoch} an epoch), "
        f"{schedule.name} with peak {schedule.peak_lr:g} and {schedule.warmup_updates} updates of warmup{short}"
    )
