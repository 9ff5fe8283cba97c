"""Gives the parameters of a model the rates and freeze windows of the groups of a config."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import paddle

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.schedulers.groups import GroupScheduler, ParameterGroup
from paddle_lrkit.suites.schedule_group import ScheduleGroup
from paddle_lrkit.train.distributed.data_parallel import running_batch_norms
from paddle_lrkit.train.optimization.group_match import Claim, claims


def claims_of(model: Any, groups: Sequence[ScheduleGroup]) -> dict[str, Claim]:
    """What the groups set for each trained parameter of a model.

    Raises:
        ConfigError: See `claims`.
    """
    trained = {name: not one.stop_gradient for name, one in model.named_parameters()}
    names = [name for name, is_trained in trained.items() if is_trained]
    return claims(groups, names, [name for name in trained if not trained[name]])


def group_scheduler(optimizer: Any, model: Any, claimed: Mapping[str, Claim]) -> GroupScheduler:
    """The rates and freeze windows that groups set for parameters of a model.

    A BatchNorm layer whose weights are frozen uses its running statistics meanwhile and leaves them unchanged.

    Raises:
        ConfigError: Nothing would be trained, or a frozen layer is a synchronised BatchNorm.
    """
    parameters = dict(model.named_parameters())
    together: dict[str, list[str]] = {}
    kinds: dict[str, Claim] = {}
    for name, claim in claimed.items():
        if claim.rate is not None or claim.freeze is not None:
            together.setdefault(claim.name, []).append(name)
            kinds[claim.name] = claim
    found = []
    for shown, names in together.items():
        members, rate, freeze = [parameters[name] for name in names], kinds[shown].rate, kinds[shown].freeze
        window = None if freeze is None else freeze.frozen
        curve = None if rate is None else rate.curve
        scale = 1.0 if rate is None or rate.scale is None else rate.scale
        norms = _norms(model, members) if window else ()
        found.append(ParameterGroup(members, curve, scale, window, norms, shown))
    try:
        return GroupScheduler(optimizer, found)
    except ConfigError as error:
        raise ConfigError(error.message, key=f"Optimizer.{error.key}") from None


def untrained_norms(scheduler: GroupScheduler) -> Iterator[str]:
    """A sentence for each group that is frozen from the start with statistics of BatchNorm that were never trained."""
    for group in scheduler.groups:
        new = [one for one in group.norms if not one._mean.any() and bool((one._variance == 1).all())]
        if new and group.is_frozen(0):
            yield (
                tr(
                    "{}: frozen from the first update with BatchNorm statistics that were never trained, so it does "
                    "not normalise; load trained weights (Architecture.pretrained), or freeze it later",
                    group.name,
                )
            )


def _norms(model: Any, members: Sequence[Any]) -> list[Any]:
    """The BatchNorm layers whose weights are all among ``members``."""
    inside = {id(one) for one in members}
    found = []
    for layer in running_batch_norms(model):
        own = [one for one in layer.parameters(include_sublayers=False) if not one.stop_gradient]
        if own and all(id(one) in inside for one in own):
            found.append(layer)
    if any(isinstance(layer, paddle.nn.SyncBatchNorm) for layer in found):
        raise ConfigError(
            tr("normalises over all batches also in frozen layers; remove it, or the freeze of Optimizer.groups"),
            key="Global.sync_batch_norm",
        )
    return found
