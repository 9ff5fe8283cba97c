"""Config objects whose keys are attributes too: ``EasyDict``, ``Box``, ``ConfigDict``, ``OmegaConf``, ``CfgNode``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import LIBRARY, Arguments, Described, LibraryObject, Reader, describes
from paddle_lrkit.scripts.library.plain import with_arguments
from paddle_lrkit.scripts.library.values import hashable, merged
from paddle_lrkit.scripts.unknown import CodePlace, Unknown

_DICT_METHODS = ("keys", "values", "items", "get", "pop", "setdefault", "popitem", "clear")
_MOST_DEPTH = 30
_COPIES = ("copy", "clone", "to_dict", "toDict", "deepcopy", "copy_and_resolve_references")
_NO_EFFECT = (
    "freeze",
    "defrost",
    "lock",
    "unlock",
    "set_new_allowed",
    "register_deprecated_key",
    "register_renamed_key",
)


class ConfigObject(LibraryObject):
    """A mapping whose keys are its attributes.

    Args:
        kind: Full name of its class.
        mapping: Its items.
    """

    def __init__(self, kind: str, mapping: dict[Any, Any]) -> None:
        self.kinds = (kind, "dict")
        self.mapping = mapping
        self.others: Unknown | None = None
        self.text = "cfg"

    def named(self, name: str, reader: Reader) -> None:
        if self.text == "cfg":
            self.text = name

    def attribute(self, name: str, reader: Reader, place: CodePlace) -> Any:
        if name in self.mapping:
            return self.mapping[name]
        if name == "__dict__":
            return self.mapping
        method = self.method(name, reader)
        return Described(method, name) if method is not None else self._missing(name, f".{name}", reader, place)

    def method(self, name: str, reader: Reader) -> Callable[[Arguments], Any] | None:
        """A method of its class."""
        if name in _DICT_METHODS:
            inner = LIBRARY[f"dict.{name}"]
            return lambda arguments: (
                self.others
                or inner.function(with_arguments(arguments, [self.mapping, *arguments.positional], arguments.named))
            )
        if name in ("update", "merge_with", "merge"):
            return self._update
        if name in _COPIES:
            plain = name in ("to_dict", "toDict")
            return lambda arguments: unwrapped(self) if plain else self.copied()
        if name in _NO_EFFECT:
            return lambda arguments: None
        if name == "is_frozen":
            return lambda arguments: False
        return None

    def _missing(self, key: Any, shown: str, reader: Reader, place: CodePlace) -> Any:
        if self.others is not None:
            return Unknown(f"{self.text}{shown}", self.others.why, self.others.place)
        if reader.items(self.mapping) is None:
            return reader.unknown(f"{self.text}{shown}", tr("is not known without running the script"), place)
        return reader.unknown(f"{self.text}{shown}", tr("is not set before"), place)

    def has(self, name: str) -> bool | None:
        return True if name in self.mapping else None if self.others is not None else False

    def set_attribute(self, name: str, value: Any, reader: Reader, place: CodePlace) -> None:
        reader.changed(self.mapping, name, wrapped(value, self.kinds[0]))

    def item(self, key: Any, reader: Reader, place: CodePlace) -> Any:
        if isinstance(key, Unknown) or not hashable(key):
            return key if isinstance(key, Unknown) else super().item(key, reader, place)
        return self.mapping[key] if key in self.mapping else self._missing(key, f"[{key!r}]", reader, place)

    def set_item(self, key: Any, value: Any, reader: Reader, place: CodePlace) -> None:
        if hashable(key) and key is not None:
            reader.changed(self.mapping, key, wrapped(value, self.kinds[0]))

    def contains(self, value: Any, reader: Reader, place: CodePlace) -> Any:
        if hashable(value) and (value in self.mapping or self.others is None):
            return value in self.mapping
        return value if isinstance(value, Unknown) else self.others

    def iterable(self, reader: Reader, place: CodePlace) -> Any:
        return list(self.mapping) if self.others is None else self.others

    def length(self, reader: Reader, place: CodePlace) -> Any:
        return len(self.mapping) if self.others is None else self.others

    def truth(self) -> bool | None:
        return True if self.mapping else None if self.others is not None else False

    def copied(self) -> ConfigObject:
        """A deep copy."""
        found = type(self)(self.kinds[0], {key: _copied(value) for key, value in self.mapping.items()})
        found.others, found.text = self.others, self.text
        return found

    def overwrite(self, unknown: Unknown, reader: Reader, path: str = "") -> None:
        """Every value may now be another one."""
        path = path or self.text
        reader.changed(self, "others", unknown)
        for key, value in list(self.mapping.items()):
            if isinstance(value, ConfigObject):
                value.overwrite(unknown, reader, f"{path}.{key}")
            else:
                reader.changed(self.mapping, key, Unknown(f"{path}.{key}", unknown.why, unknown.place))

    def _update(self, arguments: Arguments) -> Any:
        found: Any = {}
        for other in arguments.positional:
            found = merged(found, other, arguments)
            if isinstance(found, Unknown):
                self.overwrite(found, arguments.reader)
                return None
        if arguments.incomplete:
            self.overwrite(arguments.unknown(), arguments.reader)
        for key, value in {**found, **arguments.named}.items():
            arguments.reader.changed(self.mapping, key, wrapped(value, self.kinds[0]))
        return None


def wrapped(value: Any, kind: str, depth: int = 0, made: Callable[..., ConfigObject] = ConfigObject) -> Any:
    """A value with each dict in it as a config object."""
    if isinstance(value, ConfigObject) or depth > _MOST_DEPTH:
        return value
    if isinstance(value, dict):
        return made(kind, {key: wrapped(part, kind, depth + 1, made) for key, part in value.items()})
    if isinstance(value, (list, tuple)):
        return type(value)(wrapped(part, kind, depth + 1, made) for part in value)
    return value


def unwrapped(value: Any) -> Any:
    """A value with each config object in it as a dict."""
    if isinstance(value, ConfigObject):
        return {key: unwrapped(part) for key, part in value.mapping.items()}
    if type(value) in (list, tuple):
        return type(value)(unwrapped(part) for part in value)
    return {key: unwrapped(part) for key, part in value.items()} if isinstance(value, dict) else value


def _copied(value: Any) -> Any:
    if isinstance(value, ConfigObject):
        return value.copied()
    if type(value) in (list, tuple):
        return type(value)(_copied(part) for part in value)
    return {key: _copied(part) for key, part in value.items()} if type(value) is dict else value


_CLASSES = (
    "easydict.EasyDict box.Box munch.Munch addict.Dict attrdict.AttrDict attrdict.AttrMap attributedict.AttributeDict "
    "ml_collections.ConfigDict ml_collections.config_dict.ConfigDict ml_collections.FrozenConfigDict "
    "ml_collections.config_dict.FrozenConfigDict dotmap.DotMap mmcv.ConfigDict mmengine.ConfigDict "
    "mmcv.utils.ConfigDict"
)


def config_of(kind: str, arguments: Arguments) -> Any:
    """A config object out of the arguments of its class."""
    found: Any = {}
    for other in arguments.positional:
        if other is not None and not isinstance(other, bool):
            found = merged(found, other, arguments)
        if isinstance(found, Unknown):
            made = ConfigObject(kind, dict(arguments.named))
            made.others = found
            return made
    options = ("convert_underscore", "new_allowed", "key_list", "type_safe", "default_box", "box_dots")
    named = {name: value for name, value in arguments.named.items() if name not in options}
    made = wrapped({**found, **named}, kind)
    if arguments.incomplete:
        made.others = arguments.unknown()
    return made


def _class(path: str) -> None:
    describes(path)(lambda arguments: config_of(path, arguments))


for _path in _CLASSES.split():
    _class(_path)


@describes(
    "munch.munchify",
    "munch.DefaultMunch.fromDict",
    "munch.Munch.fromDict",
    "omegaconf.OmegaConf.create",
    "omegaconf.DictConfig",
    "omegaconf.OmegaConf.structured",
)
def _created(arguments: Arguments) -> Any:
    return config_of("omegaconf.DictConfig", arguments)


@describes("omegaconf.OmegaConf.to_container", "omegaconf.OmegaConf.to_object", "munch.unmunchify")
def _container(arguments: Arguments) -> Any:
    return unwrapped(arguments.get(0, "cfg", None))


@describes(
    "omegaconf.OmegaConf.set_struct",
    "omegaconf.OmegaConf.set_readonly",
    "omegaconf.OmegaConf.resolve",
    "omegaconf.OmegaConf.save",
    "omegaconf.OmegaConf.register_new_resolver",
)
def _nothing(arguments: Arguments) -> Any:
    return None


@describes("omegaconf.OmegaConf.load")
def _load(arguments: Arguments) -> Any:
    from paddle_lrkit.scripts.library.config_files import yaml_of

    found = yaml_of(arguments.get(0, "file_", None), arguments, floats=True)
    return wrapped(found, "omegaconf.DictConfig") if isinstance(found, (dict, list)) else found


@describes("omegaconf.OmegaConf.merge", "omegaconf.OmegaConf.unsafe_merge")
def _merge(arguments: Arguments) -> Any:
    made = ConfigObject("omegaconf.DictConfig", {})
    for other in arguments.positional:
        if isinstance(other, dict):
            other = wrapped(other, "omegaconf.DictConfig")
        if isinstance(other, ConfigObject):
            merge_into(made, other, arguments)
        else:
            made.overwrite(other if isinstance(other, Unknown) else arguments.unknown(), arguments.reader)
    return made


def merge_into(target: ConfigObject, other: ConfigObject, arguments: Arguments) -> None:
    """Sets the values of another config, key by key to any depth."""
    for key, value in other.mapping.items():
        mine = target.mapping.get(key)
        if isinstance(mine, ConfigObject) and isinstance(value, ConfigObject):
            merge_into(mine, value, arguments)
        else:
            arguments.reader.changed(target.mapping, key, _copied(value))
    if other.others is not None:
        target.overwrite(other.others, arguments.reader)


@describes("omegaconf.OmegaConf.from_cli", "omegaconf.OmegaConf.from_dotlist")
def _from_arguments(arguments: Arguments) -> Any:
    from paddle_lrkit.scripts.library.plain import listed

    texts = listed(arguments.get(0, "args_list", list(arguments.reader.arguments)), arguments)
    return texts if isinstance(texts, Unknown) else from_arguments(texts, arguments)


def from_arguments(texts: list[Any], arguments: Arguments) -> Any:
    """A config out of texts such as ``optimizer.lr=0.1``."""
    from paddle_lrkit.scripts.library.config_files import parsed_yaml

    found: dict[str, Any] = {}
    for text in texts:
        if not isinstance(text, str):
            return arguments.unknown()
        name, sign, value = text.partition("=")
        *path, last = name.split(".")
        inner = found
        for part in path:
            inner = inner.setdefault(part, {})
            if not isinstance(inner, dict):
                return arguments.unknown()
        inner[last] = parsed_yaml(value, tr("the arguments"), floats=True) if sign else None
    return wrapped(found, "omegaconf.DictConfig")
