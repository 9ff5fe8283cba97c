"""PaddleSeg: importing this makes every name of the catalogue usable as ``lr_scheduler.type``.

Durations take units (``decay_steps: 10%``; epochs are unknown to PaddleSeg), ``warmup_iters`` means what it means in
PaddleSeg, the run has ``iters`` updates. The types that PaddleSeg knows, the class names of ``paddle.optimizer.lr``,
stay its own.
"""

from __future__ import annotations

from typing import Any

import paddle

from paddle_lrkit.errors import ConfigError, check_integer
from paddle_lrkit.messages import tr
from paddle_lrkit.plugins.attach import attached, expect, imported
from paddle_lrkit.plugins.section import names, renamed_warmup, scheduler_of
from paddle_lrkit.schedulers.base import CurveLR
from paddle_lrkit.units import RunLength

SUITE = "PaddleSeg"
_PATH = ("lr_scheduler",)


def install() -> None:
    """Puts our schedulers into ``SegBuilder.lr_scheduler``.

    Raises:
        LrkitError: PaddleSeg cannot be imported, or has another shape; then nothing was changed.
    """
    module = imported(SUITE, "paddleseg.cvlibs.builder")
    with attached(SUITE) as put:
        owner = module.SegBuilder
        prop = vars(owner)["lr_scheduler"]
        expect(callable(getattr(prop, "func", None)), tr("SegBuilder.lr_scheduler is a cached property"), prop)

        def lr_scheduler(self: Any) -> Any:
            section = dict(self.config.lr_scheduler_cfg)
            if not is_ours(section.get("type")):
                return prop.func(self)
            return scheduler_in(section, self.config.iters)

        put(owner, "lr_scheduler", type(prop)(lr_scheduler))
        found = owner(_Probe(), []).lr_scheduler
        expect(
            isinstance(found, CurveLR) and found.curve.length == 8, tr("SegBuilder reads lr_scheduler and iters"), found
        )
        for name in ("lr_scheduler_cfg", "iters"):
            expect(hasattr(module.Config, name), tr("Config has {}", name), module.Config)


class _Probe:
    """The part of a PaddleSeg config that the builder is known to read."""

    lr_scheduler_cfg = {"type": "WSD", "learning_rate": 0.5, "decay_steps": "2it"}  # noqa: RUF012
    iters = 8


def is_ours(name: object) -> bool:
    """Whether a ``type`` is a name of the catalogue that PaddleSeg does not know."""
    return isinstance(name, str) and name in names() and not hasattr(paddle.optimizer.lr, name)


def scheduler_in(section: dict[str, Any], iters: object) -> CurveLR:
    """The scheduler of a section ``lr_scheduler``.

    Raises:
        ConfigError: With the suite and the key.
    """
    try:
        length = RunLength(check_integer("iters", iters, at_least=1))
    except ConfigError as error:
        raise ConfigError(error.message, key="iters", file=SUITE) from None
    name = section.pop("type")
    return scheduler_of(SUITE, _PATH, name, renamed_warmup(SUITE, _PATH, section, "warmup_iters", "it"), length)


install()
