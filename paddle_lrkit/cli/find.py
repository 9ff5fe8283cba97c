"""``lrkit find``"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from paddle_lrkit.cli.examples import examples
from paddle_lrkit.cli.language import language_option
from paddle_lrkit.cli.options import (
    config_option,
    device_option,
    json_option,
    override_option,
    quiet_option,
)
from paddle_lrkit.config.document import dotted
from paddle_lrkit.config.edit.file_change import write_change
from paddle_lrkit.config.edit.replace import written
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.config.load import load_config
from paddle_lrkit.config.read_settings import read_settings
from paddle_lrkit.messages import current_language, tr
from paddle_lrkit.plot.output import picture_suffix
from paddle_lrkit.plot.range_chart import range_chart
from paddle_lrkit.plot.words import Words
from paddle_lrkit.reports.chart import picture_words, show_chart, write_chart
from paddle_lrkit.reports.find import range_test, range_text
from paddle_lrkit.suites.lrkit.other_program import own_config
from paddle_lrkit.text import format_rate

if TYPE_CHECKING:
    from paddle_lrkit.experiments.lr_finder.experiment import RangeTestResult

ROWS = 20


@click.command(
    "find",
    epilog=examples(
        "lrkit find -c resnet18_digits_cosine",
        "lrkit find -c resnet18_digits_cosine --updates 200 -O range.png",
    ),
)
@config_option
@override_option
@click.option("--low", type=float, metavar="RATE", help="First rate. [default: 1e-5; 1e-6 for kinds of Adam]")
@click.option("--high", type=float, metavar="RATE", help="Last rate. [default: 10; 1 for kinds of Adam]")
@click.option("--updates", type=int, default=100, show_default=True, metavar="N", help="Updates in a ramp.")
@click.option(
    "--ramps", type=int, default=3, show_default=True, metavar="N", help="Number of ramps, each on other batches."
)
@click.option(
    "--trial-updates", type=int, default=400, show_default=True, metavar="N", help="Updates of a short training."
)
@click.option("--checkpoint", metavar="DIR", help="Start from a checkpoint or a run instead of fresh weights.")
@device_option
@click.option("-O", "--output", metavar="FILE", help="Write the chart to FILE (.svg, .png, .pdf or .html).")
@click.option("--write", "write_back", is_flag=True, help="Write the suggestion to the config; comments are kept.")
@json_option
@quiet_option
@language_option
def command(
    config: str,
    overrides: tuple[str, ...],
    low: float | None,
    high: float | None,
    updates: int,
    ramps: int,
    trial_updates: int,
    checkpoint: str | None,
    device: str | None,
    output: str | None,
    write_back: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Find a peak learning rate by a range test and short trainings.

    Ramps, in which the rate rises exponentially, show the range of useful rates. Then the config is trained for a few
    updates, with its whole schedule compressed to them, at five or so rates in that range; the one with the lowest loss
    on Eval data is best. All start from the same weights; the trained weights are discarded. If the test does not show
    a good rate, prints the reason and exits with code 1.
    """
    from paddle_lrkit.experiments.lr_finder.plan import plan_for

    if output is not None:
        picture_suffix(output)
    files = ConfigFiles()
    with own_config(config):
        document = load_config(config, overrides, files)
        settings = read_settings(document)
    for replaced in document.replaced:
        click.echo(replaced, err=True)
    plan = plan_for(settings.Optimizer.name, low, high, updates, ramps, trial_updates)
    if write_back:
        from paddle_lrkit.suites.lrkit.peak import with_peak

        with_peak(config, 1.0, files)
    from paddle_lrkit.train.runtime.paddle_import import import_paddle

    import_paddle(quiet or as_json)
    from paddle_lrkit.experiments.lr_finder.experiment import open_range_test, run_range_test
    from paddle_lrkit.experiments.lr_finder.rate_search import EXPECTED

    start = open_range_test(document, settings, device=device, checkpoint=checkpoint)
    if not quiet:
        click.echo(
            tr(
                "{} ramps of {} updates from {} to {} ({}), then about {} trainings of {} updates; a ramp ends early "
                "if the loss rises to 4 times its minimum",
                plan.ramps,
                plan.updates,
                format_rate(plan.low),
                format_rate(plan.high),
                settings.Optimizer.name,
                EXPECTED,
                min(plan.trial_updates, start.schedule.total_updates),
            ),
            err=True,
        )
    result = run_range_test(start, plan, quiet=quiet)
    words, found = Words(current_language()), range_test(result, config)
    if output is not None:
        shown = picture_words(words, output)
        write_chart(range_chart(found, shown), output, shown)
    note = _write_back(config, result) if write_back and result.found.suggestion is not None else None
    if as_json:
        click.echo(json.dumps(result.to_json() | ({"written": note} if write_back else {})))
    else:
        show_chart(range_chart(found, words, each_ramp=False), height=ROWS)
        click.echo(range_text(result, output, note))
    return 0 if result.found.suggestion is not None else 1


def _write_back(config: str, result: RangeTestResult) -> str:
    """Changes the file as it is now, after the test."""
    from paddle_lrkit.suites.lrkit.peak import with_peak

    fixed = with_peak(config, result.found.suggestion or 0.0)
    write_change(fixed)
    (edit,) = fixed.edits
    value: Any = edit.value
    return f"Written: {config}: {dotted(edit.path)}: {written(value)}"
