"""The examples of every command's help: the light ones run, the others are read as their command reads them."""

import re
import shlex

import click
import pytest
from click.testing import CliRunner

from paddle_lrkit.cli.main import COMMANDS, cli
from paddle_lrkit.config.shipped import shipped_configs

LIGHT = ("init", "configs", "schema", "curve", "plot", "advise", "convert", "rank", "check", "rescale", "rule")
READERS_OWN = {
    "photos/": "a folder of images",
    "train.py": "a script",
    "tools/train.py": "a program of a suite",
    "mine.yaml": "a config of a suite",
    "faster_rcnn.yml": "a config of a suite",
    "classification.yml": "what lrkit init classification writes",
}
"""Names in the examples that stand for files of the reader."""
CONFIGS = [one.name for one in shipped_configs()]


def _examples(name):
    """The arguments of each example in the help of a command."""
    return [shlex.split(line.partition(" > ")[0], comments=True) for line in _lines(name)]


def _lines(name):
    command = cli.get_command(click.Context(cli), name)
    return re.findall(r"^  lrkit (.+)$", command.epilog or "", re.M)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_examples_of_itself(name):
    assert {words[0] for words in _examples(name)} == {name}


@pytest.mark.parametrize("name", LIGHT)
def test_the_examples_of_a_light_command_work(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for line in _lines(name):
        command, _, file = line.partition(" > ")
        words = shlex.split(command, comments=True)
        if not READERS_OWN.keys().isdisjoint(words):
            continue
        done = CliRunner(env={"LANG": "C.UTF-8"}).invoke(cli, words, prog_name="lrkit")
        assert done.exit_code == 0, f"lrkit {line}\n{done.output}{done.exception}"
        if file:
            (tmp_path / file).write_text(done.stdout, encoding="utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_options_and_configs_of_every_example_exist(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for file in ("train.py", "faster_rcnn.yml", "classification.yml", "mine.yml"):
        (tmp_path / file).touch()
    for of, *words in _examples(name):
        command = cli.get_command(click.Context(cli), of)
        with command.make_context(of, words) as context:
            assert context.params
            config = context.params.get("config")
        assert config is None or config.endswith(("faster_rcnn.yml", "classification.yml")) or _is_shipped(config)


def _is_shipped(file):
    return any(str(one.file) == str(file) for one in shipped_configs())


def test_the_runs_of_the_examples_are_those_of_shipped_configs():
    runs = [
        match
        for name in COMMANDS
        for words in _examples(name)
        for word in words
        for match in re.findall(r"^output/(\w+)", word)
    ]
    assert runs
    assert set(runs) <= set(CONFIGS)
