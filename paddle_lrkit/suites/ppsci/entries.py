"""Which class the script of an example names, and what it passes: inferred from the keys of its config."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paddle_lrkit.errors import NoScheduleError
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.ppsci.classes import CLASSES
from paddle_lrkit.suites.section import Section
from paddle_lrkit.suites.values import number
from paddle_lrkit.text import join_names

CONSTANT, NEURALOPERATOR = "ppsci.const", "ppsci.neuraloperator"
ENTRIES = (CONSTANT, *(f"ppsci.{name}" for name in CLASSES), NEURALOPERATOR)
_SIGNS = (
    (("type",), "neuraloperator"),
    (("T_0", "T_mult"), "CosineWarmRestarts"),
    (("max_learning_rate", "end_learning_rate", "divide_factor", "phase_pct", "three_phase"), "OneCycleLR"),
    (("decay_epochs", "values"), "Piecewise"),
    (("milestones",), "MultiStepDecay"),
    (("step_size",), "Step"),
    (("decay_steps", "gamma"), "ExponentialDecay"),
    (("end_lr", "power", "cycle"), "Linear"),
    (("learning_rate",), "Cosine"),
)
"""Arguments that only one of the remaining classes takes -> the class."""


def inferred(train: Section, given: Mapping[str, Any]) -> tuple[str, list[str]]:
    """The entry that the keys of ``TRAIN`` tell, and what was assumed.

    Raises:
        ConfigError: They tell none.
    """
    if train.get("lr_scheduler") is None:
        if "learning_rate" not in {*train.values, *given}:
            raise train.error(tr("is missing, and so is TRAIN.lr_scheduler"), "learning_rate")
        return CONSTANT, []
    section = train.section("lr_scheduler")
    keys = {*section.values, *given}
    name, signs = next(((name, keys & {*signs}) for signs, name in _SIGNS if keys & {*signs}), ("", set()))
    in_code = next((key for key in ("lr_warmup", "epochs_disc_tempo") if key in train.values), None)
    if not name or in_code or (signs == {"gamma"} and "iters_per_epoch" in section.values):
        because = (
            tr("TRAIN.{} shows that its script makes another one", in_code) if in_code else tr("its keys fit several")
        )
        raise section.located(
            NoScheduleError(
                tr(
                    "the script of the example names the class, and {}; say which with --entry, one of {}, and with "
                    "--given KEY=VALUE what the script passes",
                    because,
                    join_names(ENTRIES, "or"),
                )
            )
        )
    told = join_names(sorted(signs))
    if name == "Cosine":
        return f"ppsci.{name}", [tr("the class is Cosine, as in the examples that give no more than a rate")]
    if f"ppsci.{name}" == NEURALOPERATOR:
        return NEURALOPERATOR, [tr("the script is one of the example neuraloperator, because of {}", told)]
    return f"ppsci.{name}", [tr("the class is {}, which the script names, because of {}", name, told)]


def passed(
    entry: str, train: Section, keys: set[str], epochs: int, iterations: int
) -> tuple[dict[str, Any], list[str]]:
    """The arguments that the scripts of two examples pass, and what was assumed; for an entry that was inferred.

    Args:
        entry: The entry.
        train: The section ``TRAIN``.
        keys: The arguments that are known.
        epochs: Epochs in the run.
        iterations: Iterations in an epoch.
    """
    if entry == "ppsci.ExponentialDecay" and "decay_steps" not in keys:
        said = tr("decay_steps is the {} iterations of an epoch, as in the scripts of transformer_physx", iterations)
        return {"decay_steps": iterations}, [said]
    if entry == "ppsci.Cosine" and "min_lr_ratio" in train.values and not keys & {"eta_min", "warmup_epoch"}:
        floor = train.read("min_lr_ratio", number) * train.section("lr_scheduler").read("learning_rate", number)
        warmup = int(0.2 * epochs)
        said = tr(
            "eta_min is TRAIN.min_lr_ratio times the rate, {:g}, and warmup_epoch is a fifth of the epochs, {}, as in "
            "the scripts of earthformer",
            floor,
            warmup,
        )
        return {"eta_min": floor, "warmup_epoch": warmup}, [said]
    return {}, []
