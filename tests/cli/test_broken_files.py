"""A file that cannot be read is the same error in every command: one sentence with its file and line."""

import pytest
from click.testing import CliRunner

from paddle_lrkit.cli import check, convert, curve, plot, rescale
from paddle_lrkit.errors import ConfigError

COMMANDS = {
    "curve": (curve.command, ()),
    "plot": (plot.command, ()),
    "rescale": (rescale.command, ("--gpus", "1:2")),
    "convert": (convert.command, ("--to", "ppseg")),
}
BROKEN = {
    "words.yml": (b"a: [1, 2\nb: 3\n", ":2: not valid YAML: "),
    "deep.yml": (b"[" * 3000, ":1: nested deeper than 60 levels"),
    "tab.yml": (b"a:\n\tb: 1\n", ":2: not valid YAML: "),
    "zero.yml": (b"a: 1\nb: \0\n", ":2: the character '\\x00' is not allowed in YAML"),
    "binary.yml": (bytes(range(1, 256)), ":2: not a text file in UTF-8 (byte 127)"),
    "utf16.yml": ("iters: 3\n".encode("utf-16"), ":1: not a text file in UTF-8 (byte 0); it reads as UTF-16"),
    "comments.json": (b'{\n// x\n"a": 1}', ":2: not valid JSON: comments are not allowed in JSON"),
    "deep.json": (b"[" * 100_000, ":1: not valid JSON: nested too deeply"),
    "list.yml": (b"- 1\n", ":1: a config must be a mapping of keys, got list"),
    "documents.yml": (b"a: 1\n---\nb: 2\n", ":2: holds several documents, and a config is one"),
    "empty.yml": (b"# nothing\n", ": is empty"),
    "empty.json": (b"", ": is empty"),
}
NO_ERROR = ("list.yml", "documents.yml", "empty.yml", "empty.json")
"""Files that can be read and hold no config: ``check`` says so, without a finding."""


@pytest.fixture(params=BROKEN)
def broken(request, tmp_path):
    path = tmp_path / request.param
    path.write_bytes(BROKEN[request.param][0])
    return path


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_the_same(name, broken):
    command, options = COMMANDS[name]
    result = CliRunner().invoke(command, [str(broken), *options], standalone_mode=False)
    assert isinstance(result.exception, ConfigError)
    assert str(result.exception).startswith(f"{broken}{BROKEN[broken.name][1]}")
    assert "\n" not in str(result.exception)


def test_check_of_a_named_file(broken):
    result = CliRunner().invoke(check.command, [str(broken)], standalone_mode=False)
    sentence = BROKEN[broken.name][1].partition(": ")[2]
    assert sentence in (str(result.exception) if result.exception else result.stdout)
    assert (result.return_value == 0 and not result.exception) == (broken.name in NO_ERROR)


def test_check_of_a_directory(broken):
    result = CliRunner().invoke(check.command, [str(broken.parent)], standalone_mode=False)
    assert (result.return_value, result.exception) == (0, None)
    unread = broken.suffix == ".yml" and broken.name not in NO_ERROR
    assert ("1 file not understood" in result.stdout) == unread
