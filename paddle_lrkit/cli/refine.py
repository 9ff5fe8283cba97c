"""``lrkit refine``"""

from __future__ import annotations

import json

import click

from paddle_lrkit.cli.examples import examples
from paddle_lrkit.cli.language import language_option
from paddle_lrkit.cli.options import json_option
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.errors import UsageError
from paddle_lrkit.messages import current_language, tr
from paddle_lrkit.units import LengthOptions


@click.command(
    "refine",
    epilog=examples(
        "lrkit refine output/resnet18_digits_cosine -O refined.yml",
    ),
)
@click.argument("run", metavar="RUN")
@click.option("-O", "--output", metavar="FILE", help="Write the config of the run with the new schedule.")
@language_option
@json_option
def command(run: str, output: str | None, as_json: bool) -> None:
    """Make a schedule from the gradient norms of RUN, a run directory of lrkit train.

    The rate is lower where gradients were large, and decreases to 0 (arXiv 2310.07831). The method declines where its
    schedule is far from any that is known to work.
    """
    import os

    from paddle_lrkit.cli.schedule_options import in_run
    from paddle_lrkit.plot.words import Words
    from paddle_lrkit.reports.chart import show_chart
    from paddle_lrkit.reports.output import print_document, write_output
    from paddle_lrkit.reports.refine import config_of, refine_run, refinement_chart, refinement_report, sentences
    from paddle_lrkit.suites.load import read_source
    from paddle_lrkit.suites.source import open_source

    if not os.path.isdir(run):
        raise UsageError(tr("{}: not a run directory", run))
    file, length = in_run(run, LengthOptions())
    source = open_source(file, files=ConfigFiles())
    found = refine_run(run, source, read_source(source, length))
    if output:
        write_output(output, config_of(found))
    if as_json:
        click.echo(json.dumps(refinement_report(found, output)))
        return
    to_error = output is None
    show_chart(refinement_chart(found, Words(current_language())), err=to_error)
    click.echo(sentences(found, output), err=to_error)
    if output is None:
        print_document(config_of(found))
