"""``lrkit train``"""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from paddle_lrkit.train.start import start_paddle


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
    resolved config. Ctrl-C writes a checkpoint and says how to go on.
    """
    start_paddle(quiet)
    from paddle_lrkit.train.loop import summary, train
    from paddle_lrkit.train.session import open_session

    session = open_session(config, override, device=device, resume=resume, policy=policy)
    if not quiet:
        click.echo(_opening(session), err=True)
    result = train(session, quiet)
    click.echo(json.dumps(asdict(result)) if as_json else summary(result))


def _opening(session: object) -> str:
    from paddle_lrkit.train.session import Session

    assert isinstance(session, Session)
    schedule = session.schedule
    start = f"resumes at update {session.position.update}" if session.resumed else "starts"
    short = "; the run ends before the warmup does" if schedule.warmup_updates >= schedule.total_updates else ""
    return (
        f"{session.run.path}: {start}, {schedule.total_updates} updates ({schedule.steps_per_epoch} an epoch), "
        f"{schedule.name} with peak {schedule.peak_lr:g} and {schedule.warmup_updates} updates of warmup{short}"
    )
