"""The language of a command: ``--lang``, which every command takes, and its help in that language."""

from __future__ import annotations

import copy
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import click

from paddle_lrkit.messages import (
    LANGUAGE_VARIABLE,
    LANGUAGES,
    LOCALE,
    Message,
    current_language,
    in_language,
    preferred_language,
    tr,
)
from paddle_lrkit.text import cells, wrap

_MARKS = "，、。；：（）"
"""Chinese marks, beside which there is no space."""
_TYPES = (Message("integer"), Message("integer range"), Message("float"), Message("float range"), Message("required"))
"""What click leaves untranslated."""


def asked_language(arguments: Sequence[str], environ: Mapping[str, str]) -> str:
    """The language that a command line asks for, else that of the locale.

    Example:
        >>> asked_language(["check", "--lang", "zh", "a.yml"], {}), asked_language(["watch", "--", "--lang=zh"], {})
        ('zh', 'en')
    """
    own = arguments[: arguments.index("--")] if "--" in arguments else arguments
    for name, value in zip(own, [*own, ""][1:], strict=True):
        given = value if name == "--lang" else name.removeprefix("--lang=") if name.startswith("--lang=") else ""
        if given in LANGUAGES:
            return given
    return preferred_language(environ)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Inside the block, all messages are in ``language``: ours, click's, and those of processes that are started."""
    before = dict(os.environ)
    os.environ[LANGUAGE_VARIABLE] = language
    if language == "zh":
        import gettext

        os.environ["LANGUAGE"] = "zh_CN"  # click asks gettext, which asks the environment
        gettext.bindtextdomain("lrkit", LOCALE)
        gettext.textdomain("lrkit")
    try:
        with in_language(language):
            yield
    finally:
        for name in (LANGUAGE_VARIABLE, "LANGUAGE"):
            os.environ.pop(name, None)
            os.environ.update({name: before[name]} if name in before else {})


def _enter(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value or context.parent is None:
        context.with_resource(in_language(value or preferred_language(os.environ)))


language_option = click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    callback=_enter,
    is_eager=True,
    expose_value=False,
    help="Language of the output. [default: that of the locale]",
)
"""``--lang`` changes the language of the messages and hands nothing to its command."""


def translated_command(command: click.Command) -> click.Command:
    """The command with its help in the current language."""
    if current_language() == "en":
        return command
    command = copy.copy(command)
    command.params = [_translated(parameter) for parameter in command.params]
    command.help = translated_help(command.help)
    command.epilog = translated_help(command.epilog)
    command.context_class = ChineseContext
    command._help_option = None  # click makes it once, in the language of the first help
    return command


def _translated(parameter: click.Parameter) -> click.Parameter:
    if not isinstance(parameter, click.Option) or not parameter.help:
        return parameter
    translated = copy.copy(parameter)
    translated.help = tr(parameter.help)
    if isinstance(parameter.type, (click.types.IntParamType, click.types.FloatParamType)):
        translated.type = copy.copy(parameter.type)
        translated.type.name = tr(parameter.type.name)
    return translated


def translated_help(text: str | None) -> str | None:
    """A help text whose paragraphs are in the current language; each paragraph is a message."""
    return text and "\n\n".join(map(_paragraph, paragraphs(text)))


def _paragraph(text: str) -> str:
    head, line, commands = text.partition("\nExamples:\n")
    return f"{head}\n{tr('Examples:')}\n{commands}" if line else tr(text)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a help text without their indentation.

    Example:
        >>> paragraphs('''One
        ...     sentence.
        ...
        ...     Another.''')
        ['One\\nsentence.', 'Another.']
    """
    import inspect

    return inspect.cleandoc(text).split("\n\n")


class HelpLines(click.HelpFormatter):
    """Click's help with lines that are broken by the rules of Chinese text and by the width of its characters."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, tr("Usage:") if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        self.write(" " * self.current_indent + heading + "：\n")

    def write_text(self, text: str) -> None:
        width = max(self.width - self.current_indent, 11)
        for paragraph in text.split("\n\n"):
            lines = paragraph.removeprefix("\b\n").split("\n")
            for line in lines if paragraph.startswith("\b") else wrap(_in_one_line(lines), width):
                self.write(" " * self.current_indent + line + "\n")
            self.write("\n")
        self.buffer.pop()

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        rows = [(name, _without_gap(text)) for name, text in rows]
        first = min(max(cells(name) for name, _ in rows), col_max) + col_spacing
        for name, text in rows:
            lines = wrap(text, max(self.width - first - self.current_indent - 2, 10)) if text else [""]
            head = " " * self.current_indent + name
            if cells(name) > first - col_spacing:
                self.write(head + "\n")
                head = ""
            self.write((head + " " * (first + self.current_indent - cells(head)) + lines[0]).rstrip() + "\n")
            for line in lines[1:]:
                self.write(" " * (first + self.current_indent) + line + "\n")


def _without_gap(text: str) -> str:
    """An option's help without the spaces before the brackets that click adds, and with a Chinese mark in them."""
    return re.sub(r"; (?=[^\[\]]*\]$)", "；", re.sub(r"(?<=[。）])  (?=\[)", "", text))


def _in_one_line(lines: Sequence[str]) -> str:
    """Lines of one paragraph joined, without a space between two wide characters."""
    text = lines[0]
    for line in lines[1:]:
        ends = text[-1:] + line[:1]
        text += ("" if cells(ends) == 4 or set(ends) & set(_MARKS) else " ") + line
    return text


class ChineseContext(click.Context):
    """A context whose help has Chinese lines."""

    formatter_class = HelpLines
