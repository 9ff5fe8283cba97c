"""The programs of PaddleSpeech and their optimizers, found from the keys of a config."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.suites.entries import chosen_entry

ENCODERS = ("wav2vec2", "hubert", "wavlm")
"""Models with a schedule for the pretrained encoder and one for the rest, ``model``."""
VOCODERS = ("parallelwave_gan", "hifigan", "multi_band_melgan", "style_melgan")
NETWORKS = ("generator", "discriminator")
STARGAN = (*NETWORKS, "mapping_network", "style_encoder")
ALL = (
    *("s2t.u2", "s2t.u2_st", "s2t.u2_kaldi", "s2t.deepspeech2"),
    *(f"s2t.{name}:{part}" for name in ENCODERS for part in ("model", name)),
    *(f"t2s.{name}:{part}" for name in (*VOCODERS, "vits", "jets") for part in NETWORKS),
    *(f"t2s.starganv2_vc:{part}" for part in STARGAN),
    *("t2s.diffsinger:ds", "t2s.diffsinger:fs2", "t2s.ernie_sat", "t2s.const", "t2s.wavernn"),
    *("text.ernie_linear", "vector.ecapa_tdnn", "kws.mdtc", "cls.panns"),
)


def entry_of(data: Mapping[str, Any], selection: Selection) -> tuple[str, tuple[str, ...]]:
    """The entry that is read, and what was assumed about the program.

    Raises:
        ConfigError: The keys do not tell the program, or the config has no such optimizer.
    """
    if selection.entry is not None:
        return selection.entry, ()
    found, assumed = _found(data)
    if not found:
        raise ConfigError(
            tr("must be given, because the keys do not tell the program; one of {}", tr(", ").join(ALL)), key="entry"
        )
    return chosen_entry(found, selection), assumed


def entries_of(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The optimizers of a config; empty where the keys do not tell the program.

    Example:
        >>> entries_of({"model_scheduler": "noam", "wavlm_scheduler": "noam"}), entries_of({"epochs": 3})
        (('s2t.wavlm:model', 's2t.wavlm:wavlm'), ())
    """
    return _found(data)[0]


def keeps_text(entry: str) -> bool:
    """Whether a program leaves text at the top level as it is; the others read it as a Python literal."""
    return entry.startswith(("t2s.", "text.", "cls."))


def _found(data: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The optimizers, and what was assumed about the program."""
    for search in (_recognition, _synthesis, _other):
        found, assumed = search(data)
        if found:
            return found, assumed
    return (), ()


def _recognition(data: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    parts = [name for name in ("model", *ENCODERS) if f"{name}_scheduler" in data or f"{name}_optim_conf" in data]
    if parts:
        known = [name for name in ENCODERS if name in parts or f"freeze_{name}" in data]
        name = known[0] if known else ENCODERS[0]
        assumed = () if known else (tr("the program is wav2vec2; hubert and wavlm read model_scheduler alike"),)
        return tuple(f"s2t.{name}:{part}" for part in parts if part in ("model", name)), assumed
    if "scheduler_conf" in data or ("n_epoch" in data and "scheduler" in data):
        conf, optim = _mapping(data, "scheduler_conf"), _mapping(data, "optim_conf")
        if "lr" in conf and "lr" not in optim:
            return ("s2t.u2_kaldi",), ()
        return ("s2t.u2_st" if "asr_weight" in _mapping(data, "model_conf") else "s2t.u2",), ()
    return (("s2t.deepspeech2",), ()) if "n_epoch" in data and "lr" in data else ((), ())


def _synthesis(data: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if "ds_scheduler_params" in data:
        return ("t2s.diffsinger:ds", *(["t2s.diffsinger:fs2"] if "fs2_optimizer" in data else [])), ()
    parts = [part for part in STARGAN if f"{part}_scheduler_params" in data or f"{part}_scheduler" in data]
    if not parts:
        return (), ()
    name, assumed = _gan(data, parts)
    return tuple(f"t2s.{name}:{part}" for part in parts), assumed


def _gan(data: Mapping[str, Any], parts: list[str]) -> tuple[str, tuple[str, ...]]:
    """The program that reads ``*_scheduler_params``."""
    arguments = _mapping(data, f"{parts[0]}_scheduler_params")
    if any(part not in NETWORKS for part in parts) or "max_learning_rate" in arguments:
        return "starganv2_vc", ()
    if any(f"{part}_scheduler" in data for part in parts):
        kind = _mapping(data, "model").get("generator_type")
        known = kind in ("vits_generator", "jets_generator")
        if known:
            return str(kind).removesuffix("_generator"), ()
        name = "vits" if "max_epoch" in data else "jets"
        if name == "vits":
            return name, (tr("the program is vits, because there is max_epoch"),)
        return name, (tr("the program is jets, because there is no max_epoch"),)
    if "step_size" in arguments:
        return "parallelwave_gan", ()
    if "generator_train_start_steps" in data:
        return "hifigan", ()
    return "multi_band_melgan", (
        tr("the program is multi_band_melgan; style_melgan and hifigan read these keys alike"),
    )


def _other(data: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    name = ""
    if "scheduler_params" in data:
        name = "t2s.ernie_sat" if "d_model" in _mapping(data, "scheduler_params") else "text.ernie_linear"
    elif "max_epoch" in data and "optimizer" in data:
        name = "t2s.const"
    elif "learning_rate" in _mapping(data, "training"):
        name = "cls.panns"
    elif "learning_rate" in data:
        name = "vector.ecapa_tdnn" if "max_lr" in data else "t2s.wavernn" if "train_max_steps" in data else ""
        name = name or ("kws.mdtc" if "epochs" in data else "")
    return ((name,), ()) if name else ((), ())


def _mapping(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = data.get(key)
    return value if isinstance(value, Mapping) else {}
