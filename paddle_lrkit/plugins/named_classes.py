"""For suites that look a schedule class up by name in a module ``learning_rate``: PaddleClas and PaddleOCR.

Both take ``Optimizer.lr``, add ``epochs`` and ``step_each_epoch``, and call the attribute ``name`` of the module with
what is in the section. The names of the catalogue that the module lacks are put there; those it has stay its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.plugins.attach import attached, expect, imported
from paddle_lrkit.plugins.section import names, renamed_warmup, run_of, scheduler_of
from paddle_lrkit.schedulers.base import CurveLR

_PATH = ("Optimizer", "lr")
_PROBE = {"name": "WSD", "learning_rate": 0.5, "decay_steps": "2it", "warmup_epoch": 1}


def install(suite: str, package: str, own: str) -> None:
    """Makes every name of the catalogue usable in ``Optimizer.lr`` of a suite.

    Args:
        suite: The suite's name for people.
        package: The suite's package with ``build_lr_scheduler`` and the module ``learning_rate``.
        own: A class that the module is known to have.

    Raises:
        LrkitError: The suite cannot be imported, or has another shape; then nothing was changed.
    """
    optimizer, module = imported(suite, package), imported(suite, f"{package}.learning_rate")
    with attached(suite) as put:
        expect(callable(getattr(module, own, None)), tr("{} has a class {}", module.__name__, own), dir(module))
        for name in names():
            if not hasattr(module, name):
                put(module, name, _factory(suite, name))
        found = optimizer.build_lr_scheduler(dict(_PROBE), epochs=3, step_each_epoch=4)
        expect(isinstance(found, CurveLR), tr("build_lr_scheduler finds classes in {}", module.__name__), found)
        expect(found.curve.length == 12, tr("build_lr_scheduler passes epochs and step_each_epoch"), found)


def _factory(suite: str, name: str) -> Callable[..., Callable[[], CurveLR]]:
    def build(**section: Any) -> Callable[[], CurveLR]:
        scheduler = scheduler_in(suite, name, section)
        return lambda: scheduler

    build.__name__ = build.__qualname__ = name
    return build


def scheduler_in(suite: str, name: str, section: dict[str, Any]) -> CurveLR:
    """The scheduler of a section to which the suite has added ``epochs`` and ``step_each_epoch``.

    Raises:
        ConfigError: With the suite and the key.
    """
    length = run_of(suite, section.pop("epochs", None), section.pop("step_each_epoch", None))
    if section.pop("by_epoch", False):
        raise ConfigError(
            tr("{} counts updates; leave it out, and write durations in epochs such as 5ep", name),
            key="Optimizer.lr.by_epoch",
            file=suite,
        )
    return scheduler_of(suite, _PATH, name, renamed_warmup(suite, _PATH, section, "warmup_epoch", "ep"), length)
