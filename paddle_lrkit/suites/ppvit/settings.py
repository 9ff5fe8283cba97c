"""The values that a PaddleViT program trains with: its defaults with those of the YAML file over them.

yacs merges them: a key without a default is refused, and so is a value of another type than its default, such as ``1``
where the default is ``0.001``.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from paddle_lrkit.config.document import Document, Path
from paddle_lrkit.config.literals import with_literals
from paddle_lrkit.errors import ConfigError, did_you_mean, shown
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.suites.ppvit.models import (
    ABSENT,
    MODELS,
    OTHER_KEYS,
    RATE_KEYS,
    SEGMENTATION,
    SHARED,
    model_named,
    models_with,
)
from paddle_lrkit.text import join_names

SCALE = "LINEAR_SCALED_LR"
_MISSPELT = 0.85
_CLASSIFICATION_KEYS = (*RATE_KEYS, "ACCUM_ITER", "LAST_EPOCH", SCALE)
_TYPES = {
    float: Message("a number with a dot"),
    int: Message("a whole number without a dot"),
    str: Message("text"),
    list: Message("a list"),
    tuple: Message("a list"),
    bool: Message("True or False"),
    dict: Message("a section"),
}


@dataclass(frozen=True)
class ViTSettings:
    """The values of a config and where they come from.

    Args:
        document: All values; a default has the mark of its section, or its line in ``config.py``.
        model: The model directory; None where it is not known.
        complete: Whether all defaults of the rate are known, also that a key has none.
        assumed: What was assumed, as sentences without a full stop.
    """

    document: Document
    model: str | None
    complete: bool = True
    assumed: tuple[str, ...] = ()


def settings(document: Document, selection: Selection, segmentation: bool) -> ViTSettings:
    """The values that a program trains with.

    Args:
        document: The YAML file.
        selection: Defaults that the caller gives or that stand in ``config.py``.
        segmentation: Whether the program is that of ``semantic_segmentation``.

    Raises:
        ConfigError: The loader refuses a value, or a default is not known.
    """
    given = with_literals(Document(dict(selection.given)))
    for key in ("TRAIN", "DATA", "MODEL"):
        if not isinstance(given.data.get(key, {}), dict):
            raise ConfigError(tr("must be a section with keys, got {}", shown(given.data[key])), key=f"given.{key}")
    _check_names(given.data.get("TRAIN", {}), tuple(SEGMENTATION["TRAIN"]) if segmentation else _CLASSIFICATION_KEYS)
    model = _model(document, selection.base, given)
    tree, origin, complete = _defaults(selection.base, given, model, segmentation)
    keys: tuple[str, ...] = tuple(SEGMENTATION["TRAIN"]) if segmentation else _CLASSIFICATION_KEYS
    decided = segmentation or all(key in tree.get("TRAIN", {}) for key in RATE_KEYS)
    _check(document, document.data if complete else {"TRAIN": document.data.get("TRAIN", {})}, tree, keys, decided)
    _check_batch(document, tree)
    taken = _taken(document, tree, keys)
    assumed = [str(Message(origin.text, (taken, *(origin.values or ()))))] if origin and taken else []
    if not segmentation and selection.base is None and model is None and models_with(given.data.get("TRAIN", {})):
        names = models_with(given.data["TRAIN"])
        model = names[0]
        if len(names) > 1:
            assumed.append(
                tr("the model is {}, whose defaults {} has too; --given model=NAME", model, join_names(names[1:]))
            )
    data = _over(copy.deepcopy(tree), document.data)
    marks = {**(selection.base.marks if selection.base else {}), **document.marks}
    return ViTSettings(Document(data, marks, document.file), model, decided, tuple(assumed))


def _check_names(given: Mapping[str, Any], known: tuple[str, ...]) -> None:
    """Refuses a default with almost the name of one that decides the rate; ``config.py`` has many others."""
    for key in given:
        hint = "" if key in (*known, *OTHER_KEYS) else did_you_mean(key, known, _MISSPELT)
        if hint:
            raise ConfigError(tr("PaddleViT has no such default{}", hint), key=f"given.TRAIN.{key}")


def _model(document: Document, base: Document | None, given: Document) -> str | None:
    """The model directory: the one that is named, that of ``config.py``, or that of ``MODEL.TYPE``."""
    named = given.data.get("model")
    if named is not None:
        found = model_named(named)
        if found is None:
            hint = did_you_mean(str(named), MODELS) or tr("; there are {}", join_names(list(MODELS)))
            raise ConfigError(
                tr("{} is not a model directory of image_classification{}", shown(named), hint), key="given.model"
            )
        return found
    directory = (base.file or "").replace("\\", "/").rpartition("/")[0] if base is not None else ""
    found = model_named(directory) if directory else None
    kinds = (given.get(("MODEL", "TYPE")), document.get(("MODEL", "TYPE")))
    return found or next((model_named(kind) for kind in kinds if kind is not None), None)


def _defaults(
    base: Document | None, given: Document, model: str | None, segmentation: bool
) -> tuple[dict[str, Any], Message | None, bool]:
    """The defaults, what to say about them after the names of those that are used, and whether they are all of them."""
    train = given.data.get("TRAIN")
    own = {key: given.data[key] for key in ("TRAIN", "DATA", "MODEL") if isinstance(given.data.get(key), dict)}
    if base is not None:
        said = Message("{} are the defaults in {}").filled(base.file) if base.file else None
        return _over(copy.deepcopy(base.data), own), said, True
    if segmentation:
        said = Message("{} are the defaults in {}").filled("semantic_segmentation/config.py")
        return _over(copy.deepcopy(SEGMENTATION), own), said, False
    if isinstance(train, dict) and all(key in train for key in RATE_KEYS):
        return _over(copy.deepcopy(SHARED), own), None, False
    if model is not None:
        said = Message("{} are the defaults of image_classification/{} in PaddleViT of 2022-09-07").filled(model)
        return _over(MODELS[model].tree, own), said, False
    said = Message("{} are the defaults of all classification models but RepLKNet")
    return _over(copy.deepcopy(SHARED), own), said, False


def _taken(document: Document, tree: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    """The defaults that the file does not replace: ``NUM_EPOCHS 300, ..``."""
    scaled = SCALE in keys and (document.get(("TRAIN", SCALE)) or tree.get("TRAIN", {}).get(SCALE)) is not None
    paths = [*(("TRAIN", key) for key in keys if key != "DECAY_STEPS"), *([("DATA", "BATCH_SIZE")] if scaled else [])]
    found = [
        (path, tree[path[0]][path[1]])
        for path in paths
        if document.get(path) is None and path[1] in tree.get(path[0], {})
    ]
    return tr(", ").join(f"{path[-1]} {shown(value)}" for path, value in found if not isinstance(value, dict))


def _check(
    document: Document, data: Mapping[str, Any], tree: Mapping[str, Any], keys: tuple[str, ...], decided: bool
) -> None:
    for path, value, default in _pairs(data, tree, ()):
        if default is ABSENT:
            free = (
                path[0] == "TRAIN" and len(path) == 2 and (path[1] in OTHER_KEYS or (not decided and path[1] in keys))
            )
            if not free and path != ("BASE",):
                near = _section(tree, path[:-1])
                hint = did_you_mean(str(path[-1]), [*near, *(OTHER_KEYS if path[0] == "TRAIN" else ())])
                raise document.error(tr("is not in the config.py of the model, and PaddleViT refuses it{}", hint), path)
        elif not _fits(value, default):
            known = (
                tr("its default is {}", shown(default)) if not isinstance(default, dict) else tr("config.py has one")
            )
            raise document.error(
                tr("must be {}, got {}: {}", _TYPES.get(type(default), tr("a value")), shown(value), known), path
            )


def _check_batch(document: Document, tree: Mapping[str, Any]) -> None:
    path: Path = ("DATA", "BATCH_SIZE")
    size, default = document.get(path), tree.get("DATA", {}).get("BATCH_SIZE")
    if size is not None and default is not None and not _fits(size, default):
        raise document.error(tr("must be a whole number without a dot, got {}", shown(size)), path)


def _section(tree: Mapping[str, Any], path: Path) -> list[str]:
    for step in path:
        found = tree.get(str(step))
        tree = found if isinstance(found, dict) else {}
    return [str(key) for key in tree]


def _pairs(data: Any, tree: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, Any, Any]]:
    """Path, value and default of each key; of a section without a default the section itself."""
    if not isinstance(data, Mapping):
        return
    for key, value in data.items():
        inner, default = (*path, key), tree.get(key, ABSENT)
        if isinstance(value, Mapping) and isinstance(default, Mapping):
            yield from _pairs(value, default, inner)
        else:
            yield inner, value, default


def _fits(value: Any, default: Any) -> bool:
    """Whether yacs takes a value for a default."""
    kinds = type(value), type(default)
    if value is None or default is None:
        return dict not in kinds
    return kinds[0] is kinds[1] or set(kinds) == {list, tuple}


def _over(tree: dict[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """``data`` merged into ``tree``, which is changed."""
    for key, value in data.items():
        if isinstance(value, Mapping) and isinstance(tree.get(key), dict):
            _over(tree[key], value)
        else:
            tree[key] = copy.deepcopy(value)
    return tree
