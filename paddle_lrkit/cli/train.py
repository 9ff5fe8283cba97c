"""``lrkit train``"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from paddle_lrkit.cli.options import config_option, device_option, json_option, override_option, quiet_option
from paddle_lrkit.errors import UsageError
from paddle_lrkit.train.start import start_paddle

if TYPE_CHECKING:
    from paddle_lrkit.train.session import Session


@click.command("train")
@config_option
@override_option
@click.option("--resume", metavar="auto|DIR", help="Resume a run or a checkpoint; auto: the newest run of this config.")
@click.option(
    "--policy",
    type=click.Choice(["keep", "extend", "rescale"]),
    help="With --resume, if the schedule has changed: keep the new curve at the same update, extend it from the rate "
    "of the checkpoint, or rescale it to the same fraction of the run.",
)
@device_option
@json_option
@quiet_option
def command(
    config: str,
    overrides: tuple[str, ...],
    resume: str | None,
    policy: str | None,
    device: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Train from a YAML config.

    Writes log.jsonl, VisualDL records, checkpoints and the resolved config to Global.output_dir (output/NAME by
    default). Ctrl-C writes a checkpoint and prints how to resume. To train in two processes, run python -m
    paddle.distributed.launch --nproc_per_node 2 -m paddle_lrkit train ...
    """
    if policy is not None and resume is None:
        raise UsageError("--policy needs --resume")
    start_paddle(quiet)
    from paddle_lrkit.train.distributed.global_batch import describe
    from paddle_lrkit.train.distributed.processes import is_first, start
    from paddle_lrkit.train.loop import summary, train
    from paddle_lrkit.train.session import open_session

    start(device)
    session = open_session(config, overrides, device=device, resume=resume, policy=policy)
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
