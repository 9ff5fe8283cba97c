"""``lrkit advise``"""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Mapping
from typing import Any, ClassVar

import click

from paddle_lrkit.advise import Advice, Case, advise
from paddle_lrkit.advise.case import KINDS
from paddle_lrkit.advise.dialects import DIALECTS
from paddle_lrkit.advise.models import METHODS, TASKS
from paddle_lrkit.cli.examples import examples
from paddle_lrkit.cli.language import language_option
from paddle_lrkit.cli.options import json_option
from paddle_lrkit.errors import UsageError, did_you_mean
from paddle_lrkit.messages import tr
from paddle_lrkit.reports.advise.answer import answer_text
from paddle_lrkit.reports.advise.as_json import advice_json
from paddle_lrkit.reports.advise.config import as_yaml
from paddle_lrkit.reports.advise.layout import MOST_COLUMNS
from paddle_lrkit.reports.output import columns, write_output

_ROWS = 16
_ALIASES = {"finetune": "text-finetune", "pretrain": "text-pretrain"}
_OPPOSITES = (("--pretrained", "--from-scratch"), ("--fixed-length", "--open-length"), ("--tuned", "--untuned"))


class _Name(click.ParamType):
    """A name in any case and with ``_`` or ``-``; for an unknown one the error has the nearest."""

    def __init__(self, kind: str, known: tuple[str, ...], aliases: Mapping[str, str] | None = None) -> None:
        self.name, self.names = kind, known
        self.known = {_folded(name): name for name in known} | dict(aliases or {})

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        folded = _folded(str(value))
        if folded not in self.known:
            hint = did_you_mean(str(value), self.names) or tr("; known: {}", tr(", ").join(self.names))
            self.fail(tr("unknown {} {}{}", tr(self.name), repr(value), hint), param, ctx)
        return self.known[folded]


class _Tokens(click.ParamType):
    """A whole number, also as ``11.4e9``, ``11.4B`` or ``1T``."""

    name = "tokens"
    units: ClassVar = {"K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value).strip()
        unit = self.units.get(text[-1:].upper(), 1.0)
        number = _number(text if unit == 1.0 else text[:-1])
        if number is None or abs(number * unit - round(number * unit)) > 1e-6:
            self.fail(tr("{!r} is not a number of tokens such as 11.4e9 or 11.4B", value), param, ctx)
        return round(number * unit)


class _Share(click.ParamType):
    """A share, also in per cent."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        text = str(value).strip()
        number = _number(text.removesuffix("%"))
        if number is None:
            self.fail(tr("{!r} is not a share such as 0.2 or 20%", value), param, ctx)
        return number / 100 if text.endswith("%") else number


def _number(text: str) -> float | None:
    """The finite number of a text; None when it is not one."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _folded(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name.lower())


class _Command(click.Command):
    """Refuses an option together with its opposite; click would take the last."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        for one, other in _OPPOSITES:
            if one in args and other in args:
                raise UsageError(tr("{} and {} contradict each other; give one of them", one, other))
        return super().parse_args(ctx, args)


@click.command(
    "advise",
    cls=_Command,
    epilog=examples(
        "lrkit advise --task classification --model ResNet50 --epochs 120 --images 1281167 --batch-size 64 --gpus 4",
        "lrkit advise --task detection --model faster_rcnn_r50_fpn --epochs 12 --images 117266 --batch-size 2",
        "lrkit advise --task detection --epochs 12 --images 5000 --batch-size 8 --suite ppdet -O advised.yml",
    ),
)
@click.option("--task", type=_Name("task", tuple(TASKS), _ALIASES), metavar="TASK", help=f"{', '.join(TASKS)}.")
@click.option("--model", metavar="NAME|SIZE", help="Such as ResNet50, faster_rcnn_r50_fpn, ernie-3.0-base, 124M.")
@click.option("--optimizer", type=_Name("optimizer", tuple(KINDS)), metavar="NAME", help=f"{', '.join(KINDS)}.")
@click.option("--epochs", type=int, metavar="N", help="Length of the run in epochs.")
@click.option("--updates", type=int, metavar="N", help="Length of the run in updates, instead of --epochs.")
@click.option(
    "--tokens", type=_Tokens(), metavar="N", help="Length of a pre-training in tokens, such as 11.4e9 or 11.4B."
)
@click.option("--sequence-length", type=int, metavar="N", help="Tokens in a sequence; a batch counts sequences.")
@click.option("--dataset-size", "--images", "samples", type=int, metavar="N", help="Samples in the training set.")
@click.option("--steps-per-epoch", type=int, metavar="N", help="Updates in an epoch, instead of --dataset-size.")
@click.option("--batch-size", type=int, metavar="N", help="Samples on each GPU in a batch.")
@click.option("--gpus", type=int, default=1, show_default=True, metavar="N", help="Number of GPUs.")
@click.option("--accumulate", type=int, default=1, show_default=True, metavar="N", help="Batches in one update.")
@click.option("--pretrained/--from-scratch", default=None, help="Weights at the start.")
@click.option(
    "--fixed-length/--open-length", "fixed", default=True, help="Whether the length is final. [default: fixed-length]"
)
@click.option("--lr", type=float, metavar="RATE", help="Your peak rate. [default: that of a known recipe]")
@click.option("--tuned/--untuned", default=None, help="Whether you tuned the peak rate on this task.")
@click.option("--beta2", type=float, metavar="B", help="beta2 of the Adam family. [default: 0.999]")
@click.option("--weight-decay", type=float, metavar="W", help="Weight decay of the config. [default: that of the row]")
@click.option("--label-noise", type=_Share(), metavar="SHARE", help="Share of wrong training labels: 0.2 or 20%.")
@click.option(
    "--method",
    type=_Name("method", METHODS),
    default="full",
    show_default=True,
    metavar="NAME",
    help=f"Fine-tuning of a decoder: {', '.join(METHODS)}.",
)
@click.option("--moe", is_flag=True, help="A mixture of experts; --model is then the size with all experts.")
@click.option(
    "--suite", type=click.Choice([*DIALECTS]), default="lrkit", show_default=True, help="Suite to write the config for."
)
@click.option("-O", "--output", metavar="FILE", help="Write the config to FILE too.")
@click.option("--explain", is_flag=True, help="Add the reasons with their sources, the rows considered, and a chart.")
@click.option("--table", is_flag=True, help="Print the whole guide, and nothing else.")
@click.option("--list-models", "models", is_flag=True, help="Print the names of models, of --task or of all tasks.")
@language_option
@json_option
@click.pass_context
def command(
    context: click.Context,
    suite: str,
    output: str | None,
    explain: bool,
    table: bool,
    models: bool,
    as_json: bool,
    **case_options: Any,
) -> None:
    """Recommend schedule, warmup, floor and peak rate for a run, each with a reason, a source and a grade.

    Without arguments on a terminal, it asks. It lists what it does not know instead of guessing.
    """
    if table:
        from paddle_lrkit.reports.advise.explanation import guide_text

        click.echo(guide_text())
        return
    if models:
        _list_models(case_options["task"], as_json)
        return
    if case_options["task"] is None:
        case, suite = _asked(context, suite)
    else:
        case = Case(**case_options)
    _print(advise(case, suite), explain=explain, as_json=as_json, output=output)


def _list_models(task: str | None, as_json: bool) -> None:
    from paddle_lrkit.reports.advise.models import models_json, models_text

    tasks = [task] if task else list(TASKS)
    click.echo(json.dumps(models_json(tasks)) if as_json else models_text(tasks, columns(MOST_COLUMNS)))


def _asked(context: click.Context, suite: str) -> tuple[Case, str]:
    """The case that the user types in, if the command line describes none."""
    said = [
        name for name in context.params if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
    ]
    if set(said) - {"suite", "explain", "output"} or not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(tr("give --task ({}) and --epochs, --updates or --tokens", tr(", ").join(TASKS)))
    from paddle_lrkit.reports.advise.prompts import ask

    return ask(suite)


def _print(advice: Advice, *, explain: bool, as_json: bool, output: str | None) -> None:
    config = as_yaml(advice)
    if output is not None:
        if config is None:
            raise UsageError(
                tr("-O {}: there is no config to write, because schedule or peak rate are not known", output)
            )
        write_output(output, config)
    if as_json:
        click.echo(json.dumps(advice_json(advice, config)))
        return
    if advice.elsewhere is not None:
        click.echo(f"lrkit: {advice.elsewhere}", err=True)
    click.echo(answer_text(advice))
    if config is not None:
        click.echo(f"\n{config.rstrip()}")
    if explain:
        _explain(advice)


def _explain(advice: Advice) -> None:
    from paddle_lrkit.reports.advise.chart import advice_chart
    from paddle_lrkit.reports.advise.explanation import explanation_text
    from paddle_lrkit.reports.chart import show_chart

    click.echo(f"\n{explanation_text(advice)}")
    chart = advice_chart(advice)
    if chart is not None:
        click.echo("")
        show_chart(chart, columns(MOST_COLUMNS), _ROWS)
