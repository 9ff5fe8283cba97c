"""``lrkit find``: a range test of the peak rate."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import click

from paddle_lrkit.cli.options import (
    config_option,
    device_option,
    json_option,
    language_option,
    override_option,
    quiet_option,
)
from paddle_lrkit.config.document import dotted
from paddle_lrkit.config.edit.replace import written
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.config.load import load_config
from paddle_lrkit.config.read_settings import read_settings
from paddle_lrkit.lint.fix import write
from paddle_lrkit.plot.output import picture_suffix
from paddle_lrkit.plot.range_chart import RangeTest, range_chart
from paddle_lrkit.plot.words import Words
from paddle_lrkit.reports.chart import show_chart, write_chart
from paddle_lrkit.reports.output import print_text
from paddle_lrkit.text import format_rate

if TYPE_CHECKING:
    from paddle_lrkit.experiments.lr_finder.run import Outcome

ROWS = 20
ENDS = {"high": "all updates done", "rose": "rose to 4 times its minimum at {}", "not finite": "not finite at {}"}


@click.command("find")
@config_option
@override_option
@click.option("--low", type=float, metavar="RATE", help="First rate (default 1e-5; 1e-6 for Adam and AdamW).")
@click.option("--high", type=float, metavar="RATE", help="Last rate (default 10; 1 for Adam and AdamW).")
@click.option("--updates", type=int, default=100, metavar="N", help="Updates of a ramp (default 100).")
@click.option("--ramps", type=int, default=5, metavar="N", help="Ramps, each with other batches (default 5).")
@click.option("--checkpoint", metavar="DIR", help="Start from a checkpoint or a run instead of fresh weights.")
@device_option
@click.option("-O", "--output", metavar="FILE", help="Also draw the chart to .svg, .png or .html.")
@language_option
@click.option("--write", "write_back", is_flag=True, help="Write the suggestion into the config; comments are kept.")
@json_option
@quiet_option
def command(
    config: str,
    overrides: tuple[str, ...],
    low: float | None,
    high: float | None,
    updates: int,
    ramps: int,
    checkpoint: str | None,
    device: str | None,
    output: str | None,
    language: str,
    write_back: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Find a peak learning rate: train along exponential ramps of the rate and read the loss.

    Each ramp starts from the same weights with other batches; nothing of them is kept. The exit code is 1 when the
    ramps do not say a rate; the reason is printed.
    """
    from paddle_lrkit.experiments.lr_finder.ramp import plan_for

    if output is not None:
        picture_suffix(output)
    files = ConfigFiles()
    document = load_config(config, overrides, files)
    settings = read_settings(document)
    plan = plan_for(settings.Optimizer.name, low, high, updates, ramps)
    if write_back:
        from paddle_lrkit.lint.peak import with_peak

        with_peak(config, 1.0, files)
    from paddle_lrkit.train.runtime.paddle_import import import_paddle

    import_paddle(quiet or as_json)
    from paddle_lrkit.experiments.lr_finder.run import open_start, run_range_test

    start = open_start(document, settings, device=device, checkpoint=checkpoint)
    if not quiet:
        click.echo(
            f"{plan.ramps} ramps of {plan.updates} updates from {format_rate(plan.low)} to {format_rate(plan.high)} "
            f"({settings.Optimizer.name}); one ends early where the loss rises to 4 times its minimum",
            err=True,
        )
    outcome = run_range_test(start, plan, quiet=quiet)
    words, found = Words(language), _range_test(outcome, config)
    if output is not None:
        write_chart(range_chart(found, words), output, words)
    note = _write_back(config, outcome, files) if write_back and outcome.finding.suggestion is not None else None
    if as_json:
        click.echo(json.dumps(outcome.report() | ({"written": note} if write_back else {})))
    else:
        show_chart(range_chart(found, words, each_ramp=False), height=ROWS)
        print_text("\n".join(_lines(outcome, output, note)))
    return 0 if outcome.finding.suggestion is not None else 1


def _range_test(outcome: Outcome, config: str) -> RangeTest:
    from paddle_lrkit.experiments.lr_finder.finding import smooth_curve

    found = outcome.finding
    curves = []
    for ramp in outcome.ramps:
        losses = smooth_curve(ramp).tolist()
        curves.append((ramp.rates[: len(losses)].tolist(), losses))
    name = f"{os.path.splitext(os.path.basename(config))[0]}, {outcome.optimizer}"
    mean = found.rates.tolist(), found.losses.tolist()
    return RangeTest(name, curves, mean, found.interval, found.suggestion)


def _lines(outcome: Outcome, output: str | None, note: str | None) -> list[str]:
    found = outcome.finding
    lines = ["", "ramp  steepest  lowest loss  edge     end"]
    for number, (read, ramp) in enumerate(zip(found.ramps, outcome.ramps, strict=True), start=1):
        end = ENDS[ramp.end].format(format_rate(float(ramp.rates[-1]), 2))
        three = f"{format_rate(read.steepest, 2):<9} {format_rate(read.minimum, 2):<12} {format_rate(read.edge, 2):<8}"
        lines.append(f"{number:<5} {three} {end}")
    lines.append("")
    if found.suggestion is None or found.interval is None or found.classic is None:
        lines.append(f"No suggestion: {found.reason}.")
    else:
        low, high = (format_rate(value, 2) for value in found.interval)
        lines += [
            f"Suggestion: a peak rate of {format_rate(found.suggestion)}; worth a trial: {low} to {high}. The config "
            f"has {format_rate(outcome.schedule.peak_lr)}.",
            f"The classic advice, between the steepest slope and a tenth of the lowest loss, is "
            f"{format_rate(found.classic[0], 2)} to {format_rate(found.classic[1], 2)}: safe, and usually too slow.",
            note or "With --write it would be put into the config.",
        ]
    lines.append(f"Logs of the ramps: {outcome.directory}" + (f"; chart: {output}" if output else ""))
    return lines


def _write_back(config: str, outcome: Outcome, files: ConfigFiles) -> str:
    from paddle_lrkit.lint.peak import with_peak

    fixed = with_peak(config, outcome.finding.suggestion or 0.0, files)
    write(fixed)
    (edit,) = fixed.edits
    value: Any = edit.value
    return f"Written: {config}: {dotted(edit.path)}: {written(value)}"
