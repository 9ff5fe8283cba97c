"""The signs of a PaddleSpeech config."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paddle_lrkit.messages import Message
from paddle_lrkit.suites.base import SuiteDetector
from paddle_lrkit.suites.evidence import Evidence, Sign, each, has
from paddle_lrkit.suites.ppspeech.entries import ENCODERS, STARGAN

_AGAINST = each(
    (
        *("Global", "LearningRate", "OPTIMIZER", "TRAIN", "lr_scheduler", "iters", "epoch", "num_train_epochs"),
        *("generator_optimizer_type", "generator_scheduler_type", "per_device_train_batch_size"),
    )
)


def _holds(key: str, *inner: str) -> Sign:
    """A section with one of some keys."""

    def found(data: Mapping[str, Any]) -> bool:
        section = data.get(key)
        return isinstance(section, Mapping) and any(name in section for name in inner)

    return Sign(f"{key}.{inner[0]}", found)


def _names_own_class(data: Mapping[str, Any]) -> bool:
    """Whether a data set or a model is a class of PaddleSpeech."""
    places = (data, data.get("data"), data.get("model"))
    texts = [place.get(key) for place in places if isinstance(place, Mapping) for key in ("dataset", "backbone")]
    return any(isinstance(text, str) and text.startswith(("paddlespeech.", "paddleaudio.")) for text in texts)


def _has_parameters(data: Mapping[str, Any]) -> bool:
    """Whether a network of a GAN has a schedule with a rate; other programs give it to the optimizer."""
    return any(
        _holds(f"{part}_scheduler_params", "learning_rate", "max_learning_rate").found(data)
        for part in (*STARGAN, "ds")
    )


_OWN_CLASS = Sign(Message("a class of PaddleSpeech"), _names_own_class)


class PaddleSpeechDetector(SuiteDetector):
    """The keys of its programs: ``n_epoch`` in recognition, ``*_scheduler_params`` in synthesis, and a few others."""

    title = "PaddleSpeech"
    package = "paddlespeech"
    evidence = (
        Evidence(
            needs=(
                has("n_epoch"),
                has(
                    "scheduler_conf", "optim_conf", "lr_decay", *(f"{part}_scheduler" for part in ("model", *ENCODERS))
                ),
            ),
            against=_AGAINST,
        ),
        Evidence(
            needs=(Sign(Message("a schedule of a network"), _has_parameters), has("train_max_steps", "max_epoch")),
            against=_AGAINST,
        ),
        Evidence(
            needs=(has("max_epoch"), _holds("scheduler_params", "learning_rate", "d_model")),
            against=(*_AGAINST, *each(("scheduler", "optimizer"))),
        ),
        Evidence(needs=(has("max_epoch"), _holds("optimizer", "optim")), against=_AGAINST),
        Evidence(needs=each(("train_max_steps", "learning_rate")), against=(*_AGAINST, *each(("epochs", "max_steps")))),
        Evidence(needs=each(("epochs", "learning_rate", "max_lr", "step_size")), against=_AGAINST),
        Evidence(needs=(has("training.learning_rate"), has("training.epochs"), _OWN_CLASS), against=_AGAINST),
        Evidence(needs=(has("learning_rate"), has("epochs"), _OWN_CLASS), against=_AGAINST),
    )


DETECTOR = PaddleSpeechDetector()
