"""The options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click

from paddle_lrkit.cli.config_file import ConfigFile
from paddle_lrkit.errors import UsageError
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.table import SUITES

COUNT = click.IntRange(min=1)

config_option = click.option(
    "-c",
    "--config",
    required=True,
    type=ConfigFile(),
    metavar="FILE",
    help="Config of the run, or the name of one of lrkit configs.",
)
override_option = click.option(
    "-o",
    "--override",
    "overrides",
    multiple=True,
    metavar="KEY=VALUE",
    help="Set a key of the config, such as Optimizer.lr.learning_rate=0.05. May be repeated.",
)
_CONFIG_OF_RUN = click.option(
    "-c", "--config", type=ConfigFile(), metavar="FILE", help="Config to use. [default: that of the run]"
)
_CHECKPOINT = click.option("--checkpoint", required=True, metavar="DIR", help="A checkpoint, or a run (its last one).")
device_option = click.option(
    "--device",
    metavar="cpu|gpu|npu|...",
    help="Where to compute: a device of the installed Paddle, with a number if there are several, such as gpu:1. "
    "[default: the one that Paddle prefers; the CPU if there is no other]",
)
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Show no progress.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
suite_option = click.option(
    "--suite", type=click.Choice(["auto", *SUITES]), default="auto", show_default=True, help="Suite of the config."
)
base_option = click.option("--base", metavar="FILE", help="The config that a PaddleX config rewrites.")
steps_per_epoch_option = click.option(
    "--steps-per-epoch", type=COUNT, metavar="N", help="Updates in an epoch, if the config does not say."
)
images_option = click.option(
    "--images", type=COUNT, metavar="N", help="Samples in the training set, to count the updates in an epoch."
)
batch_size_option = click.option(
    "--batch-size", type=COUNT, metavar="N", help="Samples on each GPU in a batch. [default: from the config]"
)
gpus_option = click.option(
    "--gpus", type=COUNT, metavar="N", help="Number of GPUs. [default: that of the run, for a run; else 1]"
)
outputs_option = click.option(
    "-O",
    "--output",
    "outputs",
    multiple=True,
    metavar="FILE",
    help="Write the config to FILE; or the chart if FILE ends in .svg, .png, .pdf or .html. May be given twice.",
)


def checkpoint_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--checkpoint`` and ``--config``."""
    return _CONFIG_OF_RUN(_CHECKPOINT(function))


def config_and_picture(files: Iterable[str]) -> tuple[str | None, str | None]:
    """The file for the config and the one for the chart, of what ``-O`` names."""
    from paddle_lrkit.plot.output import SUFFIXES

    files = list(files)
    pictures = [file for file in files if file.lower().endswith(SUFFIXES)]
    configs = [file for file in files if file not in pictures]
    if len(pictures) > 1 or len(configs) > 1:
        raise UsageError(tr("-O names at most one file for the config and one picture"))
    return next(iter(configs), None), next(iter(pictures), None)
