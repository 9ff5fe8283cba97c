"""The JSON Schema of the training config."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from paddle_lrkit.config import batch_schedule
from paddle_lrkit.config.optimizer_arguments import ARGUMENTS
from paddle_lrkit.config.optimizer_builder import OptimizerBuilder
from paddle_lrkit.config.optimizer_groups import OptimizerGroup, RateScale
from paddle_lrkit.config.optimizer_settings import Optimizer
from paddle_lrkit.config.registry import Registry
from paddle_lrkit.config.settings import Data, Global, Loader, Tracker
from paddle_lrkit.curves import catalog
from paddle_lrkit.suites.lrkit.common_keys import Changes, JaggedRestarts, Warmup
from paddle_lrkit.suites.lrkit.reader import PLATEAUS, metric_rule
from paddle_lrkit.train import registry
from paddle_lrkit.train.models.ernie.config import ErnieConfig
from tools.schema.descriptions import summary
from tools.schema.schedule_keys import sentence
from tools.schema.types import DURATION, Schema, properties, section_schema

TITLE = "Training config of paddle_lrkit"
_KNOWN_TO_THE_TASK = {
    "ernie": ("head", "tokens", "pad_token_id", "num_classes"),
    "FasterRCNN": ("num_classes",),
    "vision_model": ("name", "data_format"),
    "MaskTokens": ("vocabulary",),
    "Mixup": ("num_classes",),
    "CutMix": ("num_classes",),
}
"""Factory -> arguments that the task gives, which a config does not set."""
_LENGTH = ("length",)
_PRETRAINED: Schema = {
    "anyOf": [{"type": "string"}, {"type": "null"}],
    "description": "A run, a checkpoint, an export or a weight file with initial weights.",
}
"""A key of every model."""

Named = Mapping[str, Callable[..., Any]]


def components(*registries: Registry) -> list[tuple[str, Callable[..., Any]]]:
    """Name and factory of everything in the registries; a name may stand for several."""
    return [(name, one.find(name)) for one in registries for name in sorted(one.builtin)]


KINDS: dict[str, tuple[Registry, ...]] = {
    "model": (registry.MODELS,),
    "dataset": (registry.DATASETS,),
    "transform": (registry.TRANSFORMS, registry.BOX_TRANSFORMS, registry.TEXT_TRANSFORMS),
    "batch_transform": (registry.BATCH_TRANSFORMS,),
    "tokenizer": (registry.TOKENIZERS,),
    "loss": (registry.LOSSES,),
}


def build() -> Schema:
    """The schema; draft 7, which the YAML extensions of editors read."""
    definitions: dict[str, Schema] = {"duration": DURATION}
    for kind, registries in KINDS.items():
        named = [(name, own_properties(factory), summary(factory)) for name, factory in components(*registries)]
        for _, keys, _ in named if kind == "model" else ():
            keys.setdefault("pretrained", _PRETRAINED)
        definitions[kind] = _component(named)
    definitions["transform_item"] = _item("transform", KINDS["transform"])
    definitions["batch_transform_item"] = _item("batch_transform", KINDS["batch_transform"])
    definitions["schedule"] = _component(schedules())
    definitions["ramp"] = _component([_entry(catalog.find_ramp("WeightDecayRamp"))])
    definitions["batch_schedule"] = _component(
        [(name, properties(kind), summary(kind)) for name, kind in batch_schedule.KINDS.items()]
    )
    definitions["group"] = _group()
    definitions["optimizer"] = _component(optimizers())
    definitions["data"] = _data()
    sections: dict[str, Schema] = {
        "_BASE_": {
            "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
            "description": "A file or a list of files, relative to this one; a later one goes over an earlier one.",
        },
        "Global": {**_changing(section_schema(Global), "accumulate_steps"), "description": "The run as a whole."},
        "Architecture": _ref("model", "The model."),
        "Optimizer": _ref("optimizer", "The optimizer and its learning rate."),
        "LearningRate": {"type": "object", "description": "PaddleDetection's section, in place of Optimizer.lr."},
        "OptimizerBuilder": {**section_schema(OptimizerBuilder), "description": "PaddleDetection's section."},
        "Train": _ref("data", "The training data."),
        "Eval": _ref("data", "The data of the evaluations in a run."),
        "Test": _ref("data", "The data of lrkit eval."),
        "Loss": _ref("loss", "The loss of a classification."),
        "Tokenizer": _ref("tokenizer", "How texts become tokens."),
        "Tracker": {**section_schema(Tracker), "description": "Where the run is logged in addition to log.jsonl."},
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": TITLE,
        "type": "object",
        "properties": sections,
        "additionalProperties": False,
        "definitions": definitions,
    }


def own_properties(factory: Callable[..., Any]) -> dict[str, Schema]:
    """The keys of a component that a config may set."""
    name = factory.__name__
    sizes = properties(ErnieConfig) if name == "ernie" else {}
    found = properties(factory, without=_KNOWN_TO_THE_TASK.get(name, ()))
    return {key: {**one, **sizes.get(key, {})} for key, one in found.items()}


def schedules() -> list[tuple[str, dict[str, Schema], str]]:
    """Name, keys and summary of each schedule of ``Optimizer.lr``."""
    warmup, changes = properties(Warmup), properties(Changes)
    changes["jagged_restarts"]["anyOf"] = [section_schema(JaggedRestarts), {"type": "null"}]
    named = []
    for one in catalog.ENTRIES:
        first, keys, about = _entry(one)
        named += [(name, {**keys, **warmup, **changes}, about) for name in (first, *one.aliases)]
    for name in sorted(PLATEAUS):
        rule = metric_rule(name)
        keys = properties(rule)
        keys["metric"]["description"] = sentence(name, "metric")
        named.append((name, {**keys, **warmup}, summary(rule)))
    return named


def optimizers() -> list[tuple[str, dict[str, Schema], str]]:
    """Name and keys of each optimizer."""
    common = properties(Optimizer, without=("name", "arguments"))
    common["lr"] = _ref("schedule", common["lr"]["description"])
    common["groups"]["items"] = {"$ref": "#/definitions/group"}
    decay = common["weight_decay"]
    decay["anyOf"] = [{"type": "number"}, {"$ref": "#/definitions/ramp"}]
    return [(name, {**properties(kind), **common}, "") for name, kind in ARGUMENTS.items()]


def _group() -> Schema:
    """An item of ``Optimizer.groups``."""
    keys = properties(OptimizerGroup)
    keys["lr"]["anyOf"] = [section_schema(RateScale), {"$ref": "#/definitions/schedule"}]
    return {**_section(keys), "required": ["match"]}


def _entry(entry: catalog.Entry) -> tuple[str, dict[str, Schema], str]:
    keys = properties(entry.factory, without=_LENGTH)
    return (
        entry.name,
        {key: {**one, "description": sentence(entry.name, key)} for key, one in keys.items()},
        entry.summary.en,
    )


def _component(named: Sequence[tuple[str, dict[str, Schema], str]]) -> Schema:
    """A section with a ``name`` that decides its keys; without one it changes keys of a base."""
    union: dict[str, Schema] = {}
    for _, keys, _ in named:
        union.update(keys)
    forms: list[Schema] = [
        {
            "type": "object",
            "properties": {"name": {"const": name, **({"description": about} if about else {})}, **keys},
            "required": ["name"],
            "additionalProperties": False,
        }
        for name, keys, about in named
    ]
    change: Schema = {
        "type": "object",
        "properties": {**union},
        "not": {"required": ["name"]},
        "additionalProperties": False,
    }
    names = sorted({name for name, _, _ in named})
    return {"anyOf": [{"enum": names}, *forms, change]}


def _item(kind: str, registries: Sequence[Registry]) -> Schema:
    """An item of a list: a component, or ``X: {keys}``."""
    nested = [
        {
            "type": "object",
            "properties": {name: {"anyOf": [{"type": "null"}, _section(own_properties(factory))]}},
            "required": [name],
            "additionalProperties": False,
        }
        for name, factory in components(*registries)
    ]
    return {"anyOf": [{"$ref": f"#/definitions/{kind}"}, *nested]}


def _section(keys: dict[str, Schema]) -> Schema:
    return {"type": "object", "properties": keys, "additionalProperties": False}


def _data() -> Schema:
    keys = properties(Data)
    keys["dataset"] = _ref("dataset", keys["dataset"]["description"])
    keys["loader"] = {**_changing(section_schema(Loader), "batch_size"), "description": keys["loader"]["description"]}
    for name, kind in (("transforms", "transform_item"), ("batch_transforms", "batch_transform_item")):
        keys[name] = {
            "type": "array",
            "items": {"$ref": f"#/definitions/{kind}"},
            "description": keys[name]["description"],
        }
    return _section(keys)


def _changing(section: Schema, key: str) -> Schema:
    """The section, where a key is a number or the schedule of one."""
    number = {"anyOf": [{"type": "integer"}, {"$ref": "#/definitions/batch_schedule"}]}
    return {**section, "properties": {**section["properties"], key: {**section["properties"][key], **number}}}


def _ref(name: str, description: str) -> Schema:
    """A reference with a description; draft 7 ignores keys beside ``$ref``."""
    return {"allOf": [{"$ref": f"#/definitions/{name}"}], "description": description}
