"""The options that say which program reads a config, and what it gets from outside the config."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

import click

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.load import overridden
from paddle_lrkit.suites.base import Selection

_variant_option = click.option(
    "--variant", metavar="NAME", help="Program of the suite that reads the config, such as run_pretrain or medicalseg."
)
_entry_option = click.option(
    "--entry", metavar="NAME", help="Program or optimizer, where the config does not tell, such as firstorder:kp."
)
_given_option = click.option(
    "--given",
    multiple=True,
    metavar="KEY=VALUE",
    help="What the program gets from outside the config, such as TRAIN.END_LR=1e-5. May be repeated.",
)


def selection_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--variant``, ``--entry`` and ``--given``, and passes them as ``selection``."""

    @wraps(function)
    def command(*, variant: str | None, entry: str | None, given: tuple[str, ...], **others: Any) -> Any:
        return function(selection=Selection(variant, entry=entry, given=given_values(given)), **others)

    return _variant_option(_entry_option(_given_option(command)))


def given_values(texts: Iterable[str]) -> dict[str, Any]:
    """``--given KEY.sub=VALUE ...`` as a mapping."""
    return overridden(Document({}), texts, option="--given").data
