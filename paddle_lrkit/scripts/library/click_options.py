"""``click``: functions whose arguments are the options of the command line; ``fire`` and ``typer.run`` too."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.argparse_options import ParserOption
from paddle_lrkit.scripts.library.argparse_parser import Parser
from paddle_lrkit.scripts.library.base import LIBRARY, Arguments, Described, External, LibraryObject, describes
from paddle_lrkit.scripts.library.plain import listed
from paddle_lrkit.scripts.unknown import Unknown

_TYPES = {"INT": "int", "FLOAT": "float", "STRING": "str", "BOOL": "bool"}


@dataclass(frozen=True, eq=False)
class ClickFunction(Described):
    """A function with the options that decorators gave it.

    Args:
        target: The function of the script.
        options: Its options.
    """

    target: Any = None
    options: tuple[ParserOption, ...] = ()


class ChoiceType(LibraryObject):
    """``click.Choice([...])``."""

    text = "click.Choice"

    def __init__(self, choices: Any) -> None:
        self.choices = choices


def _with(target: Any, options: tuple[ParserOption, ...]) -> ClickFunction:
    def run(arguments: Arguments) -> Any:
        reader, place = arguments.reader, arguments.place
        parser = Parser(place)
        parser.options += options
        given = arguments.get(0, "args", None)
        call = Arguments([list(reader.arguments) if given is None else given], {}, place, reader, {}, {}, text="click")
        space = parser.attribute("parse_args", reader, place).function(call)
        return reader.call(target, [], space.values, place)

    return ClickFunction(run, "command", None, target, options)


def _adding(option: ParserOption | None) -> Described:
    """A decorator that adds an option."""

    def decorate(arguments: Arguments) -> Any:
        value = arguments.positional[0] if arguments.positional else None
        more = () if option is None else (option,)
        if isinstance(value, ClickFunction):
            return _with(value.target, (*more, *value.options))
        return _with(value, more)

    return Described(decorate, "decorator")


@describes("click.command", "click.group", "click.pass_context")
def _command(arguments: Arguments) -> Any:
    value = arguments.positional[0] if arguments.positional else None
    return _adding(None) if value is None or isinstance(value, str) else _with(value, ())


def _kind(kind: Any, default: Any, settings: dict[str, Any]) -> None:
    """The type and the choices of an option; without a type that of its default."""
    if isinstance(kind, ChoiceType):
        settings["choices"] = kind.choices
    elif isinstance(kind, External) and kind.path.rpartition(".")[2] in _TYPES:
        settings["type"] = LIBRARY[_TYPES[kind.path.rpartition(".")[2]]]
    elif kind is not None and not isinstance(kind, Unknown):
        settings["type"] = kind
    elif isinstance(default, (int, float)) and not isinstance(default, bool):
        settings["type"] = LIBRARY["int" if isinstance(default, int) else "float"]
    if settings.get("type") is LIBRARY["bool"]:
        settings["type"] = LIBRARY["distutils.util.strtobool"]


@describes("click.option", "click.argument")
def _option(arguments: Arguments) -> Any:
    names = [name for name in arguments.positional if isinstance(name, str)]
    named, argument = arguments.named, arguments.text.endswith("argument")
    dashed = [name.split("/")[0] for name in names if name.startswith("-")]
    if not names or arguments.incomplete or not (dashed or argument):
        return _adding(None)
    plain = [name for name in names if not name.startswith("-")]
    dest = (
        plain[0] if plain else max(dashed, key=lambda name: name.startswith("--")).lstrip("-").replace("-", "_").lower()
    )
    default = named.get("default")
    settings: dict[str, Any] = {"default": default}
    off = [part for name in names if "/" in name for part in name.split("/")[1:]]
    if named.get("is_flag") is True or off or (isinstance(default, bool) and "type" not in named):
        settings |= {"action": "store_true", "default": False if default is None else default}
    else:
        _kind(named.get("type"), default, settings)
        settings |= {"nargs": named["nargs"]} if isinstance(named.get("nargs"), int) and named["nargs"] > 1 else {}
        settings |= {"action": "append"} if named.get("multiple") is True else {}
        if default is None and (named.get("required") is True or argument):
            settings = {name: value for name, value in settings.items() if name != "default"}
            settings |= {} if argument else {"required": True}
    if argument:
        return _adding(ParserOption((names[0].lower().replace("-", "_"),), settings, arguments.place))
    return _adding(ParserOption(tuple(dashed), {**settings, "dest": dest}, arguments.place))


@describes("click.Choice")
def _choice(arguments: Arguments) -> Any:
    return ChoiceType(listed(arguments.get(0, "choices", []), arguments))


def _value(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text


@describes("fire.Fire", "typer.run")
def _fire(arguments: Arguments) -> Any:
    """Calls the function with ``--name value`` and ``--name=value`` of the command line."""
    if not arguments.positional:
        return arguments.unknown()
    positional: list[Any] = []
    named: dict[str, Any] = {}
    texts = list(arguments.reader.arguments)
    while texts:
        text = texts.pop(0)
        name, sign, value = text.partition("=")
        if not text.startswith("--"):
            positional.append(_value(text))
        elif sign:
            named[name.lstrip("-").replace("-", "_")] = _value(value)
        else:
            flag = not texts or texts[0].startswith("--")
            named[name.lstrip("-").replace("-", "_")] = True if flag else _value(texts.pop(0))
    return arguments.reader.call(arguments.positional[0], positional, named, arguments.place)


def _hydra_config(arguments: Arguments, given: Arguments) -> Any:
    from paddle_lrkit.scripts.library.config_files import yaml_of
    from paddle_lrkit.scripts.library.config_objects import ConfigObject, from_arguments, merge_into, wrapped

    folder, name = given.get(0, "config_path", "."), given.get(1, "config_name", None)
    if not isinstance(folder, (str, type(None))) or not isinstance(name, str):
        return given.unknown()
    file = f"{folder or '.'}/{name.removesuffix('.yaml')}.yaml"
    value = yaml_of(file, arguments, floats=True)
    found = wrapped(value if isinstance(value, dict) else {}, "omegaconf.DictConfig")
    if isinstance(value, Unknown):
        found.others = value
    defaults = found.mapping.pop("defaults", [])
    if any(part != "_self_" for part in defaults):
        found.others = arguments.reader.unknown(
            file, tr("takes more from its defaults, which are not followed"), given.place
        )
    changes = from_arguments(list(arguments.reader.arguments), arguments)
    if isinstance(changes, ConfigObject):
        merge_into(found, changes, arguments)
    return found


@describes("hydra.main")
def _hydra(arguments: Arguments) -> Any:
    def decorate(given: Arguments) -> Any:
        function = given.positional[0]

        def run(call: Arguments) -> Any:
            return call.reader.call(function, [_hydra_config(call, arguments)], {}, call.place)

        return Described(run, "main")

    return Described(decorate, "decorator")
