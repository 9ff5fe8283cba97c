"""``lrkit plot``"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import click

from paddle_lrkit.cli.config_file import ConfigFile
from paddle_lrkit.cli.examples import examples
from paddle_lrkit.cli.language import language_option
from paddle_lrkit.cli.schedule_options import ScheduleOptions, schedule_options
from paddle_lrkit.cli.script_options import ScriptCommand, is_script, set_option
from paddle_lrkit.curves.resume import POLICIES
from paddle_lrkit.errors import UsageError, check_integer
from paddle_lrkit.messages import Message, current_language, in_language, tr
from paddle_lrkit.plot.output import picture_suffix, write_picture
from paddle_lrkit.plot.schedule_chart import X_UNITS, fitting_unit, schedule_chart
from paddle_lrkit.plot.series import Series, series_of, with_groups
from paddle_lrkit.plot.terminal import LEAST_COLUMNS, LEAST_ROWS
from paddle_lrkit.plot.words import Words
from paddle_lrkit.reports.chart import picture_words, show_chart, write_chart
from paddle_lrkit.reports.output import ascii_only, columns, print_text, wants_color
from paddle_lrkit.suites.schedule import Schedule

CATALOGUE_WIDTH = 1160
LEAST_PIXELS, MOST_PIXELS, MOST_CELLS = 320, 8000, 1000


class _PreviewOptions(NamedTuple):
    """The options that draw a resumed run or a replayed plateau rule instead of the schedules."""

    resume: str | None
    policy: str | None
    plateau_on: str | None
    metric: str | None

    def check(self, files: Sequence[str]) -> None:
        """Raises a UsageError for options that do not go together."""
        for name, value, needed, given in (
            ("--policy", self.policy, "--resume", self.resume),
            ("--metric", self.metric, "--plateau-on", self.plateau_on),
        ):
            if value is not None and given is None:
                raise UsageError(tr("{} needs {}", name, needed))
        if self.resume is not None and self.plateau_on is not None:
            raise UsageError(tr("give --resume or --plateau-on, not both"))
        if self.resume is not None and len(files) != 1:
            raise UsageError(tr("--resume needs one config file, got {}", len(files)))
        if self.plateau_on is not None and not files:
            raise UsageError(tr("--plateau-on needs a config file"))

    def lines(self, schedules: Sequence[Schedule], words: Words) -> tuple[str | None, list[Series], list[str]]:
        """Heading, lines and the text below the chart."""
        if self.resume is not None:
            from paddle_lrkit.reports.plot import resumed_run

            if len(schedules) > 1:
                raise UsageError(tr("--resume needs one schedule, got {}", len(schedules)))
            return *resumed_run(schedules[0], self.resume, self.policy, words), []
        if self.plateau_on is not None:
            from paddle_lrkit.reports.plot import replayed_plateau

            return replayed_plateau(schedules, self.plateau_on, self.metric, words)
        return *with_groups(series_of(schedules, words), words), []


@click.command(
    "plot",
    cls=ScriptCommand,
    epilog=examples(
        "lrkit plot resnet18_digits_cosine",
        "lrkit plot resnet18_digits_cosine resnet18_digits_step resnet18_digits_multistep -O schedules.svg",
        "lrkit plot train.py -- --epochs 50",
    ),
)
@click.argument("files", nargs=-1, type=ConfigFile(), metavar="FILE...")
@click.option(
    "-O", "--output", metavar="FILE", help="Write a picture (.svg, .png, .pdf or .html) instead of a terminal chart."
)
@set_option
@schedule_options
@click.option(
    "--x",
    type=click.Choice(X_UNITS),
    help="Unit of the x axis. [default: updates; percent where a run would be too short to see beside another]",
)
@click.option("--log-y", is_flag=True, help="Logarithmic rate axis.")
@click.option("--title", help="Title of the chart.")
@click.option("--width", type=int, help="Columns of the terminal chart, pixels of a picture.")
@click.option("--height", type=int, help="Rows of the terminal chart, pixels of a picture.")
@click.option("--resume", metavar="RUN", help="Show how a run or a checkpoint would resume with FILE.")
@click.option("--policy", type=click.Choice(POLICIES), help="With --resume, if FILE has another schedule.")
@click.option(
    "--plateau-on",
    metavar="LOG",
    help="Show what FILE's ReduceOnPlateau or GreedyLR would have done in a run or a log.jsonl.",
)
@click.option("--metric", metavar="NAME", help="With --plateau-on, if FILE does not name the metric.")
@click.option("--catalogue", is_flag=True, help="Draw every schedule that a config can name, instead of FILE.")
@language_option
def command(
    files: tuple[str, ...],
    output: str | None,
    options: ScheduleOptions,
    x: str | None,
    log_y: bool,
    title: str | None,
    width: int | None,
    height: int | None,
    resume: str | None,
    policy: str | None,
    plateau_on: str | None,
    metric: str | None,
    catalogue: bool,
) -> None:
    """Draw the learning rate of each FILE, several in one chart.

    FILE is a config or a Python script. A script is read and not executed; drawn is the rate that each of its
    optimizers applies. train.py#12 is the optimizer or the schedule that line 12 builds. What follows `--` are
    arguments of the script: lrkit plot train.py -- --epochs 50.
    """
    if bool(files) == catalogue:
        raise UsageError(
            tr("give one or several files, or --catalogue without files")
            if catalogue
            else tr("give one or several files, or --catalogue")
        )
    preview = _PreviewOptions(resume, policy, plateau_on, metric)
    preview.check(files)
    if output is not None:
        picture_suffix(output)
    _check_size(width, height, output is not None)
    words = picture_words(Words(current_language()), output)
    if catalogue:
        _catalogue(output, words, width)
        return
    # The names of a script's schedules are in the chart.
    with in_language(words.code if any(map(is_script, files)) else current_language()):
        schedules = options.trained(files)
    unit = _unit(schedules)
    words = words.of_unit(unit)
    heading, lines, text = preview.lines(schedules, words)
    if x is None:
        x = fitting_unit(lines)
    elif unit == x.removesuffix("s"):
        x = "updates"
    chart = schedule_chart(lines, x, log_y=log_y, title=heading if title is None else title, words=words)
    if output is None:
        show_chart(chart, width, height)
    else:
        write_chart(chart, output, words, width, height)
        click.echo(tr("wrote {}", output))
    for row in text:
        click.echo(row)


def _unit(schedules: Sequence[Schedule]) -> str:
    """What all schedules count; a UsageError when they do not count the same."""
    others = [one for one in schedules if one.unit != schedules[0].unit]
    if others:
        one, other = (tr("{} is in {}", schedule.file, _UNITS[schedule.unit]) for schedule in (schedules[0], others[0]))
        raise UsageError(tr("{} and {}, so they have no common axis; give --steps-per-epoch", one, other))
    return schedules[0].unit


_UNITS = {"update": Message("updates"), "epoch": Message("epochs"), "call": Message("calls of step()")}


def _check_size(width: int | None, height: int | None, picture: bool) -> None:
    least = (LEAST_PIXELS, LEAST_PIXELS) if picture else (LEAST_COLUMNS, LEAST_ROWS)
    for name, value, low in zip(("--width", "--height"), (width, height), least, strict=True):
        if value is not None:
            check_integer(name, value, at_least=low, at_most=MOST_PIXELS if picture else MOST_CELLS)


def _catalogue(output: str | None, words: Words, width: int | None) -> None:
    from paddle_lrkit.plot.catalogue import draw_catalogue, draw_terminal_catalogue, whole_sheet

    if output is not None:
        write_picture(draw_catalogue(whole_sheet(), words, width or CATALOGUE_WIDTH), output, words)
        click.echo(tr("wrote {}", output))
        return
    sheet = draw_terminal_catalogue(
        whole_sheet(), words, width or columns(), ascii_only=ascii_only(), color=wants_color()
    )
    print_text(sheet)
