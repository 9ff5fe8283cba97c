"""``lrkit``: the table of commands, which are imported when they run, and the one place that prints errors."""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import re
import sys
from contextlib import nullcontext
from typing import Any, NoReturn

import click

import paddle_lrkit
from paddle_lrkit.cli.language import asked_language, language_option, speaking, translated_command
from paddle_lrkit.errors import LrkitError, did_you_mean
from paddle_lrkit.messages import tr
from paddle_lrkit.printable import printable
from paddle_lrkit.terminal import filtered_streams

_COLLECT_AFTER = 50_000
"""New objects until Python looks for cycles: more than a light command makes, which 700, the default, costs 10%."""
_KEEPS_CYCLES = ("paddle", "paddle_lrkit.cli.exec", "paddle_lrkit.cli.watch")
"""Modules whose cycles, or those of the program that they run, may hold open files."""
COMMANDS = {
    "train": "train from a YAML config, with evaluation, checkpoints, logs and resume",
    "init": "write a first config, for a toy set or your data",
    "configs": "list the configs that come with the package",
    "schema": "print the JSON Schema of the training config, for editors",
    "eval": "evaluate a checkpoint",
    "export": "write an inference model from a checkpoint",
    "infer": "predict for images or texts with a trained model",
    "merge": "average the checkpoints of a constant rate so that they stand for a decay",
    "curve": "print the learning rate of a config",
    "plot": "draw the learning rate of configs and scripts",
    "advise": "recommend a schedule, with reasons and citations",
    "convert": "translate a schedule into another suite's config",
    "extend": "continue a checkpoint in a longer run, without a rate of 0",
    "exec": "run a suite's own program with our schedules",
    "find": "find a peak rate by a range test on the model and data",
    "refine": "make a schedule from the gradient norms of a run",
    "predict": "forecast the loss under other schedules from logged runs",
    "rank": "order schedules by the convex bound, without training",
    "check": "find mistakes in the schedules of configs and scripts",
    "audit": "compare the learning rates in a training log with the plan",
    "watch": "run a program and report what its schedules and optimizers do",
    "rescale": "change a schedule to another batch size or number of GPUs",
    "rule": "explain a rule of lrkit check",
    "compare": "train schedules under equal tuning and rank them",
    "board": "show a directory of runs in VisualDL",
    "doctor": "show what this machine can run",
    "validate": "verify the trainer on this machine",
}
"""Command -> one-line help; its module is ``paddle_lrkit.cli.<command>``."""


class LazyGroup(click.Group):
    """Imports a command's module only when that command runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = f"paddle_lrkit.cli.{name}"
        try:
            command = translated_command(importlib.import_module(module).command)
        except ModuleNotFoundError as error:
            if error.name != module:
                raise
            raise LrkitError(
                tr("the command {!r} is missing from this installation; install it again", name)
            ) from error
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(tr("Commands")):
            formatter.write_dl([(name, tr(text)) for name, text in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            known = did_you_mean(args[0], COMMANDS) or tr("; known: {}", tr(", ").join(COMMANDS))
            ctx.fail(tr("no such command {!r}{}", args[0], known))
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """As click does, but a closed pipe (``lrkit curve FILE | head``) is not an error."""
        try:
            result = super().invoke(ctx)
            if sys.stdout is not None:
                sys.stdout.flush()
        except BrokenPipeError:
            _drop_output()
            ctx.exit(0)
        except OSError:
            try:
                sys.stdout.flush()
            except OSError:
                _drop_output()  # else Python fails a second time at its exit
            raise
        return result


def _drop_output() -> None:
    """Sends what is still to be written to nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    no_args_is_help=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(paddle_lrkit.__version__, prog_name="lrkit")
@language_option
@click.option("--debug", is_flag=True, help="Show the traceback of an error; allowed anywhere.")
@click.pass_context
def cli(context: click.Context, debug: bool) -> None:
    """Choose, view, check, train with and verify learning-rate schedules for PaddlePaddle."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help(), err=True)
        context.exit(2)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Runs ``lrkit`` and exits: 0 done, 1 findings, 2 wrong usage or config, 130/143 interrupted."""
    gc.set_threshold(_COLLECT_AFTER, 10, 10)
    atexit.register(_leave_cycles)
    with nullcontext() if "_LRKIT_COMPLETE" in os.environ else filtered_streams():
        given, debug = _without_debug(sys.argv[1:] if arguments is None else arguments)
        with speaking(asked_language(given, os.environ)):
            _run(given, debug)


def _leave_cycles() -> None:
    """Ends without Python's last search for cycles, a tenth of a light command."""
    if not any(module in sys.modules for module in _KEEPS_CYCLES):
        gc.freeze()


def _run(arguments: list[str], debug: bool) -> NoReturn:
    try:
        result = translated_command(cli).main(args=arguments, prog_name="lrkit", standalone_mode=False)
        sys.exit(result if isinstance(result, int) else 0)
    except (KeyboardInterrupt, click.exceptions.Abort):
        sys.exit(130)
    except Exception as error:
        if debug:
            sys.excepthook(type(error), error, error.__traceback__)
        else:
            click.echo(_one_line(_process() + _sentence(error)), err=True)
        sys.exit(2 if isinstance(error, click.ClickException) else getattr(error, "exit_code", 1))


def _without_debug(arguments: list[str]) -> tuple[list[str], bool]:
    """The arguments without ``--debug``, and whether it was there; arguments after ``--`` stay."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    kept = [argument for argument in arguments[:end] if argument != "--debug"]
    return kept + arguments[end:], len(kept) < end


def _sentence(error: Exception) -> str:
    if isinstance(error, click.ClickException):
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "lrkit"
        said = _without_full_stop(error.format_message())
        return tr("{}: {}{} (see {} --help)", command, said, _nearest_choice(error), command)
    if isinstance(error, LrkitError):
        return f"lrkit: {error}"
    if isinstance(error, ModuleNotFoundError):
        return tr("lrkit: the package {!r} is not installed; pip install 'paddle-lrkit[train,plot]'", error.name)
    return tr("lrkit: {}: {} (lrkit --debug shows the traceback)", type(error).__name__, error)


def _without_full_stop(text: str) -> str:
    """A text of click for the middle of a sentence; in Chinese with Chinese marks, where click has its own.

    Example:
        >>> _without_full_stop("缺少选项 '--to'. 可选：\\n\\tppcls。"), _without_full_stop("Missing option '--to'.")
        ("缺少选项 '--to'；可选：ppcls", "Missing option '--to'")
    """
    text = re.sub(r"(?<=：)\s+", "", re.sub(r"[.。] (?=[\u4e00-\u9fff])", "；", text.rstrip(".。")))
    return re.sub(r"(?<='), (?=')|,\s*\n\s*", tr(", "), text)


def _nearest_choice(error: click.ClickException) -> str:
    """The nearest allowed value, if an option with choices got another one."""
    choice = getattr(getattr(error, "param", None), "type", None)
    if not isinstance(choice, click.Choice) or isinstance(error, click.MissingParameter):
        return ""
    given = error.message.split("'")[1:2]
    return did_you_mean(given[0], map(str, choice.choices)) if given else ""


def _process() -> str:
    """The number of this process, if several were launched together."""
    several = os.environ.get("PADDLE_TRAINERS_NUM", "1") != "1"
    return f"[process {os.environ.get('PADDLE_TRAINER_ID', '?')}] " if several else ""


def _one_line(text: str) -> str:
    """The text without line breaks and control characters."""
    return printable(re.sub(r"\s*[\r\n\u2028\u2029]\s*", " ", text.strip()))
