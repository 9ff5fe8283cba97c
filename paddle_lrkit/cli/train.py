"""``lrkit train``"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import click

from paddle_lrkit.cli.config_file import ConfigFile
from paddle_lrkit.cli.duration import DurationType
from paddle_lrkit.cli.examples import examples
from paddle_lrkit.cli.language import language_option
from paddle_lrkit.cli.options import device_option, json_option, override_option, quiet_option
from paddle_lrkit.config.edit.replace import written
from paddle_lrkit.curves.resume import POLICIES
from paddle_lrkit.devices import spoken
from paddle_lrkit.errors import UsageError
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.extension.wish import EXTENSION_POLICIES, ExtensionWish
from paddle_lrkit.suites.lrkit.other_program import own_config
from paddle_lrkit.text import plural
from paddle_lrkit.train.runtime.early_signals import early_signals
from paddle_lrkit.train.runtime.paddle_import import import_paddle
from paddle_lrkit.units import Duration

if TYPE_CHECKING:
    from paddle_lrkit.train.session import Session


@click.command(
    "train",
    epilog=examples(
        "lrkit train -c resnet18_digits_cosine",
        "lrkit train -c resnet18_digits_cosine -o Global.epochs=2 -o Optimizer.lr.learning_rate=0.05",
        "lrkit train -c resnet18_digits_cosine --dry-run",
        "lrkit train -c classification.yml    # what lrkit init classification writes",
        "lrkit train -c resnet18_digits_cosine --resume auto",
    ),
)
@click.option(
    "-c",
    "--config",
    type=ConfigFile(),
    metavar="FILE",
    help="Config of the run, or the name of one of lrkit configs. [default: with --extend that of the run]",
)
@override_option
@click.option(
    "--from",
    "weights",
    metavar="PATH",
    help="Start a new run from the weights of a run, a checkpoint, an export or a file: Architecture.pretrained.",
)
@click.option("--resume", metavar="auto|DIR", help="Resume a run or a checkpoint; auto: the newest run of this config.")
@click.option(
    "--policy",
    type=click.Choice([*POLICIES, *EXTENSION_POLICIES]),
    help="With --resume, if the schedule has changed: keep the new curve at the same update, extend it from the rate "
    "of the checkpoint, or rescale it to the same fraction of the run. With --extend: those of lrkit extend.",
)
@click.option(
    "--extend", type=DurationType(), metavar="LENGTH", help="With --resume, make the run longer, such as 200ep."
)
@click.option(
    "--strict-resume", "strict", is_flag=True, help="With --resume, refuse a run whose last checkpoint is damaged."
)
@click.option(
    "--dry-run", is_flag=True, help="Build everything, list parameters, rates and lengths, train and write nothing."
)
@device_option
@json_option
@quiet_option
@language_option
def command(
    config: str | None,
    overrides: tuple[str, ...],
    weights: str | None,
    resume: str | None,
    policy: str | None,
    extend: Duration | None,
    strict: bool,
    dry_run: bool,
    device: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Train from a YAML config.

    Writes log.jsonl, VisualDL records, checkpoints and the resolved config to Global.output_dir (output/NAME by
    default). Ctrl-C writes a checkpoint and prints how to resume. --dry-run shows what would be trained. To train in
    two processes, run python -m paddle.distributed.launch --nproc_per_node 2 lrkit train ...
    """
    for option, given in (
        ("--policy", policy is not None),
        ("--strict-resume", strict),
        ("--extend", extend is not None),
    ):
        if given and resume is None:
            raise UsageError(tr("{} needs --resume", option))
    if weights is not None:
        if resume is not None:
            raise UsageError(tr("--from starts a new schedule and --resume continues one; give one of them"))
        overrides = (*overrides, f"Architecture.pretrained={written(weights)}")
    longer = None
    if extend is not None and resume is not None:
        config, overrides, longer = _extended(config, overrides, resume, policy, extend)
        policy = "keep"
    elif policy in EXTENSION_POLICIES:
        raise UsageError(
            tr("--policy {} needs --extend; without it the policies are {}", policy, tr(", ").join(POLICIES))
        )
    if config is None:
        raise UsageError(tr("-c FILE is missing; only --resume RUN --extend LENGTH takes the config of the run"))
    if dry_run:
        if resume is not None:
            raise UsageError(tr("--dry-run shows a new run; lrkit plot --resume shows how a run goes on"))
        _dry_run(config, overrides, device, as_json, quiet)
        return
    _train(config, overrides, resume, policy, strict, device, as_json, quiet, longer)


def _extended(
    config: str | None, overrides: tuple[str, ...], resume: str, policy: str | None, to: Duration
) -> tuple[str, tuple[str, ...], str]:
    """Config and overrides of the longer run, and a sentence about it."""
    from paddle_lrkit.reports.extend import longer_run
    from paddle_lrkit.runs.extension.own_run import extended_run, run_config

    if resume == "auto":
        raise UsageError(tr("--extend needs --resume with a run or a checkpoint, not auto"))
    if policy in POLICIES:
        raise UsageError(tr("--extend takes the policies {}, not {}", tr(", ").join(EXTENSION_POLICIES), policy))
    config = config or run_config(resume)
    processes = int(os.environ.get("PADDLE_TRAINERS_NUM", "1"))
    found, changed = extended_run(config, overrides, resume, ExtensionWish(to, policy), processes)
    return config, tuple(changed), longer_run(found)


def _train(
    config: str,
    overrides: tuple[str, ...],
    resume: str | None,
    policy: str | None,
    strict: bool,
    device: str | None,
    as_json: bool,
    quiet: bool,
    longer: str | None,
) -> None:
    with own_config(config), early_signals(tr("stopped before the first update; nothing new was saved")):
        import_paddle(quiet)
        from paddle_lrkit.train.distributed.collectives import is_main_process
        from paddle_lrkit.train.distributed.global_batch import describe_global_batch
        from paddle_lrkit.train.distributed.launch import init_distributed
        from paddle_lrkit.train.finished import finished_sentence
        from paddle_lrkit.train.loop import summary
        from paddle_lrkit.train.optimization.group_match import described
        from paddle_lrkit.train.optimization.groups import untrained_norms
        from paddle_lrkit.train.rollback import train_with_rollbacks
        from paddle_lrkit.train.session import open_session

        init_distributed(device)
        session = open_session(config, overrides, device=device, resume=resume, policy=policy, strict=strict)
    if longer is not None and not session.finished:
        # The config of the run is the longer one from here on, so a command that resumes needs no long overrides.
        session.document = replace(session.document, file=str(session.run.config), overrides=())
    finished = finished_sentence(session) if session.finished else None
    if is_main_process() and not quiet and finished is None:
        batch = describe_global_batch(session.settings, session.schedule, session.plan)
        new = () if session.resumed else untrained_norms(session.engine.groups)
        groups = (*described(session.engine.claims, session.schedule, session.state.update), *new)
        for line in (_opening(session), *filter(None, [longer]), *_left_out(session), *batch, *groups):
            click.echo(line, err=True)

    def reopen(run: str, factor: float, policy: str | None) -> Session:
        with early_signals(tr("stopped; the last checkpoint is safe")):
            return open_session(config, overrides, device=device, resume=run, policy=policy, rate_factor=factor)

    result = train_with_rollbacks(session, reopen, quiet)
    if not is_main_process():
        return
    if finished is not None and as_json and not quiet:
        click.echo(finished, err=True)
    click.echo(json.dumps(asdict(result)) if as_json else finished or summary(result))


def _dry_run(config: str, overrides: tuple[str, ...], device: str | None, as_json: bool, quiet: bool) -> None:
    with early_signals(tr("stopped; nothing was written")):
        import_paddle(quiet)
        from paddle_lrkit.reports.dry_run import dry_run_text
        from paddle_lrkit.train.distributed.collectives import is_main_process
        from paddle_lrkit.train.distributed.launch import init_distributed
        from paddle_lrkit.train.dry_run import dry_run

        init_distributed(device)
        with own_config(config):
            found = dry_run(config, overrides, device)
    if is_main_process():
        click.echo(json.dumps(asdict(found)) if as_json else dry_run_text(found))


def _opening(session: Session) -> str:
    from paddle_lrkit.train.runtime.device import device_kind

    schedule, device = session.schedule, device_kind()
    where = "" if device == "cpu" else tr(" on {}", spoken(device))
    start = _resumed(session) if session.resumed else tr("starts")
    short = tr("; the run ends before the warmup does") if schedule.warmup_updates >= schedule.total_updates else ""
    epoch = tr(" ({} an epoch)", schedule.steps_per_epoch) if schedule.steps_per_epoch else ""
    return tr(
        "{}: {}{}, {}{}, {} with peak {:g} and {} of warmup{}",
        session.run.path,
        start,
        where,
        plural(schedule.total_updates, "update"),
        epoch,
        schedule.name,
        schedule.peak_lr,
        plural(schedule.warmup_updates, "update"),
        short,
    )


def _resumed(session: Session) -> str:
    state, checkpoint = session.state, session.checkpoint
    at = tr("resumes at update {}", state.update)
    if state.update != session.saved_update:
        at += tr(" from update {}", session.saved_update)
    if state.made != state.update:
        at += tr(" ({} made)", state.made)
    if checkpoint is not None and checkpoint.parent.parent.resolve() != session.run.path.resolve():
        at += tr(" of {}", checkpoint)
    return at


def _left_out(session: Session) -> list[str]:
    """What the log and the run no longer have."""
    from paddle_lrkit.train.continued_files import ABANDONED

    lines, update, saved = [], session.state.update, session.saved_update
    if session.abandoned:
        folder, names = session.run.path / ABANDONED, tr(", ").join(session.abandoned)
        lines.append(tr("later checkpoints ({}) are now in {}, their updates are out of the log", names, folder))
    if update < saved:
        lines.append(tr("the position moves back, so the log keeps no rows of updates {} to {}", update, saved - 1))
    return lines
