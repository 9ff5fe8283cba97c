"""The questions of ``lrkit advise`` without arguments."""

from __future__ import annotations

from typing import Any

import click

from paddle_lrkit.advise import Case
from paddle_lrkit.advise.case import KINDS
from paddle_lrkit.advise.dialects import DIALECTS
from paddle_lrkit.advise.models import FAMILIES, TASKS, Family, Model, find_model, usual_start
from paddle_lrkit.errors import LrkitError
from paddle_lrkit.messages import Message, tr

_TASK = Message("Task")
_MODEL = Message("Model or size, such as ResNet50 or 124M (empty: not known)")
_OPTIMIZER = Message("Optimizer")
_LENGTH = Message("Length of the run in epochs (0: in updates)")
_TOKENS = Message("Length of the run in tokens (0: not known)")
_SEQUENCE = Message("Tokens in a sequence")
_UPDATES = Message("Length of the run in updates")
_BATCH = Message("Batch size on each GPU (0: not known)")
_GPUS = Message("GPUs")
_SAMPLES = Message("Samples in the training set (0: not known)")
_PRETRAINED = Message("From pretrained weights?")
_FIXED = Message("Is the length final?")
_RATE = Message("Your peak rate (0: that of a known recipe)")
_TUNED = Message("Was it tuned on this task?")
_SUITE = Message("Config for")
_COUNT = click.IntRange(min=0)
_POSITIVE = click.IntRange(min=1)


def ask(suite: str) -> tuple[Case, str]:
    """Asks for the case and the suite.

    Args:
        suite: The suite that is offered.
    """

    def put(question: Message, **settings: Any) -> Any:
        return click.prompt(str(question), prompt_suffix=tr(": "), **settings)

    task = put(_TASK, type=click.Choice(list(TASKS)))
    model = put(_MODEL, default="", show_default=False, value_proc=lambda name: _model(name, task))
    optimizer = put(_OPTIMIZER, type=click.Choice(list(KINDS)), default=_family(model, task).optimizer)
    tokens = int(put(_TOKENS, type=click.FloatRange(min=0), default=0)) or None if task == "text-pretrain" else None
    epochs = None if tokens else put(_LENGTH, type=_COUNT) or None
    updates = None if tokens or epochs else put(_UPDATES, type=_POSITIVE)
    batch_size = put(_BATCH, type=_COUNT, default=0) or None
    gpus = put(_GPUS, type=_POSITIVE, default=1) if batch_size else 1
    samples = put(_SAMPLES, type=_COUNT, default=0) or None if batch_size and not tokens else None
    sequence_length = put(_SEQUENCE, type=_POSITIVE, default=2048) if tokens else None
    known = find_model(model, task) if model else Model("", TASKS[task])
    pretrained = _confirm(_PRETRAINED, default=usual_start(known, task, samples, epochs))
    fixed = _confirm(_FIXED, default=True)
    lr = put(_RATE, type=click.FloatRange(min=0), default=0.0) or None
    tuned = _confirm(_TUNED, default=False) if lr else None
    chosen = put(_SUITE, type=click.Choice([*DIALECTS]), default=suite)
    case = Case(
        task,
        model or None,
        optimizer,
        epochs=epochs,
        updates=updates,
        tokens=tokens,
        sequence_length=sequence_length,
        samples=samples,
        batch_size=batch_size,
        gpus=gpus,
        pretrained=pretrained,
        fixed=fixed,
        lr=lr,
        tuned=tuned,
    )
    return case, chosen


def _confirm(question: Message, *, default: bool) -> bool:
    """Yes or no, in both languages; `click.confirm` knows the English words alone."""
    answers = "Y/n" if default else "y/N"
    asked = f"{question} [{answers}]"
    return click.prompt(asked, default=default, show_default=False, value_proc=_yes, prompt_suffix=tr(": "))


def _yes(answer: str | bool) -> bool:
    if isinstance(answer, bool):
        return answer
    typed = answer.strip().lower()
    if typed in ("y", "yes", "是"):
        return True
    if typed in ("n", "no", "否"):
        return False
    raise click.UsageError(tr("answer y (yes) or n (no)"))


def _model(name: str, task: str) -> str:
    """The name as typed; click asks again if it is not known."""
    if name.strip():
        try:
            find_model(name, task)
        except LrkitError as error:
            raise click.UsageError(str(error)) from None
    return name.strip()


def _family(model: str, task: str) -> Family:
    return FAMILIES[find_model(model, task).family if model else TASKS[task]]
