"""Puts our functions into a suite's modules: all of them, or none and one sentence that says why."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from paddle_lrkit.errors import LrkitError, shown
from paddle_lrkit.messages import tr

Put = Callable[[Any, str, Any], None]
_ABSENT = object()


def imported(suite: str, name: str) -> Any:
    """A module of a suite.

    Args:
        suite: The suite's name for people.
        name: The module.

    Raises:
        LrkitError: It cannot be imported.
    """
    try:
        return importlib.import_module(name)
    except Exception as error:
        raise LrkitError(
            tr(
                "{} cannot be imported ({}: {}: {}); start the program in a checkout of {} with `lrkit exec`, or put "
                "the checkout on PYTHONPATH",
                suite,
                name,
                type(error).__name__,
                error,
                suite,
            )
        ) from error


@contextmanager
def attached(suite: str) -> Iterator[Put]:
    """Gives a ``put(owner, name, value)`` that sets an attribute; an exception in the block takes all of them back.

    Args:
        suite: The suite's name for people.

    Raises:
        LrkitError: The block failed: the suite has another shape than the plug-in was written for.
    """
    before: list[tuple[Any, str, Any]] = []

    def put(owner: Any, name: str, value: Any) -> None:
        before.append((owner, name, vars(owner).get(name, _ABSENT)))
        setattr(owner, name, value)

    try:
        yield put
    except Exception as error:
        for owner, name, value in reversed(before):
            if value is _ABSENT:
                delattr(owner, name)
            else:
                setattr(owner, name, value)
        raise LrkitError(
            tr(
                "this version of {} has another shape than the plug-in knows, so nothing was changed: {}: {}",
                suite,
                type(error).__name__,
                error,
            )
        ) from error


def expect(holds: bool, what: str, found: object) -> None:
    """Raises a TypeError when the suite is not as expected; for use inside `attached`."""
    if not holds:
        raise TypeError(tr("{}, found {}", what, shown(found)))
