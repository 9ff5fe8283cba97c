"""``lrkit``: the table of commands, exit codes, and one line on stderr for every error."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import types

import click
import pytest

import paddle_lrkit
from paddle_lrkit.cli.main import COMMANDS, main
from paddle_lrkit.errors import ConfigError, DataError, LrkitError, UsageError
from paddle_lrkit.suites.table import SUITES

CONFIG = """\
Global: {updates: 20000}
Architecture: {name: ResNet18}
Optimizer: {name: SGD, lr: {name: CosineAnnealingDecay, learning_rate: 0.1}}
"""


@pytest.fixture
def config(tmp_path):
    file = tmp_path / "c.yml"
    file.write_text(CONFIG)
    return str(file)


@pytest.fixture
def lrkit(capsys):
    """Runs ``lrkit`` in this process and returns exit code, stdout and stderr."""

    def run(*arguments):
        with pytest.raises(SystemExit) as end:
            main(list(arguments))
        return end.value.code, *capsys.readouterr()

    return run


@pytest.fixture
def fake(monkeypatch):
    """Adds a command ``fake`` to the table that calls a function."""

    def add(function):
        @click.command("fake")
        @click.argument("words", nargs=-1)
        @click.pass_context
        def command(context, words):
            return function(context)

        module = types.ModuleType("paddle_lrkit.cli.fake")
        module.command = command
        monkeypatch.setitem(sys.modules, module.__name__, module)
        monkeypatch.setitem(COMMANDS, "fake", "does what a test wants")

    return add


def raising(error):
    def function(context):
        raise error

    return function


def started(*arguments, **options):
    command = [sys.executable, "-m", "paddle_lrkit", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


@pytest.mark.parametrize("arguments", [("--help",), ("-h",)])
def test_the_help_lists_every_command_without_importing_one(lrkit, monkeypatch, arguments):
    for name in COMMANDS:
        monkeypatch.delitem(sys.modules, f"paddle_lrkit.cli.{name}", raising=False)
    code, out, err = lrkit(*arguments)
    assert (code, err) == (0, "")
    listed = [line.split() for line in out[out.index("Commands:") :].splitlines()]
    assert [words[0] for words in listed if words and words[0] in COMMANDS] == list(COMMANDS)
    assert not [name for name in COMMANDS if f"paddle_lrkit.cli.{name}" in sys.modules]


def test_nothing_to_do_shows_the_help_and_is_wrong_usage(lrkit):
    code, out, err = lrkit()
    assert (code, out) == (2, "")
    assert err == lrkit("--help")[1]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_table_is_there(lrkit, name):
    command = importlib.import_module(f"paddle_lrkit.cli.{name}").command
    assert command.name == name
    code, out, err = lrkit(name, "--help")
    assert (code, err) == (0, "")
    assert out.startswith(f"Usage: lrkit {name} ")


def test_a_command_without_its_module_is_one_line(lrkit, monkeypatch):
    monkeypatch.setitem(COMMANDS, "ghost", "is not there")
    sentence = "lrkit: the command 'ghost' is missing from this installation; install it again\n"
    assert lrkit("ghost") == (1, "", sentence)


def test_the_version(lrkit):
    assert lrkit("--version") == (0, f"lrkit, version {paddle_lrkit.__version__}\n", "")


def test_the_module_is_the_command(tmp_path):
    done = started("--version", env={**os.environ, "PYTHONPATH": os.getcwd()}, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"lrkit, version {paddle_lrkit.__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["plt"], "lrkit: no such command 'plt'; did you mean 'plot'? (see lrkit --help)"),
        (["PLOT"], "lrkit: no such command 'PLOT'; did you mean 'plot'? (see lrkit --help)"),
        (["zzz"], f"lrkit: no such command 'zzz'; known: {', '.join(COMMANDS)} (see lrkit --help)"),
        ([""], f"lrkit: no such command ''; known: {', '.join(COMMANDS)} (see lrkit --help)"),
        (
            ["curve", "CONFIG", "--suite", "ppcsl"],
            "lrkit curve: Invalid value for '--suite': 'ppcsl' is not one of "
            f"{', '.join(map(repr, ['auto', *SUITES]))}; did you mean 'ppcls'? (see lrkit curve --help)",
        ),
        (["curve", "nowhere.yml"], "lrkit: nowhere.yml: cannot be read: No such file or directory"),
        (["curve", "."], "lrkit: .: a directory without config.yml, the config of a run"),
        (["curve", "CONFIG", "-o", "a"], "lrkit: -o a: must be Key.sub=value, such as Optimizer.lr.learning_rate=0.05"),
        (
            ["curve", "CONFIG", "-o", "Optimizer.lr.learning_rate=\n-1"],
            "lrkit: -o Optimizer.lr.learning_rate= -1: Optimizer.lr.learning_rate: must be >= 0, got -1.0",
        ),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(lrkit, config, arguments, line):
    assert lrkit(*[config if word == "CONFIG" else word for word in arguments]) == (2, "", line + "\n")


@pytest.mark.parametrize(
    ("arguments", "start", "end"),
    [
        (["--nonsense"], "lrkit: ", " (see lrkit --help)\n"),
        (["curve"], "lrkit curve: ", " (see lrkit curve --help)\n"),
        (["curve", "CONFIG", "--evry", "3"], "lrkit curve: ", " (see lrkit curve --help)\n"),
        (["curve", "CONFIG", "--steps-per-epoch", "x"], "lrkit curve: ", " (see lrkit curve --help)\n"),
        (["curve", "CONFIG", "--steps-per-epoch", "0"], "lrkit curve: Invalid value for '--steps-per-epoch': 0 ", "\n"),
        (["plot", "CONFIG", "--gpus", "0"], "lrkit plot: Invalid value for '--gpus': 0 is not in the range ", "\n"),
        (["curve", "CONFIG", "--gpus", "0"], "lrkit curve: Invalid value for '--gpus': 0 is not in the range ", "\n"),
        (["curve", "CONFIG", "CONFIG"], "lrkit curve: ", " (see lrkit curve --help)\n"),
        (["plot", "CONFIG", "--x", "hours"], "lrkit plot: ", " (see lrkit plot --help)\n"),
    ],
)
def test_wrong_usage_is_one_line_that_names_the_commands_help(lrkit, config, arguments, start, end):
    code, out, err = lrkit(*[config if word == "CONFIG" else word for word in arguments])
    assert (code, out) == (2, "")
    assert err.startswith(start)
    assert err.endswith(end)
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (LrkitError("the check failed"), 1, "lrkit: the check failed"),
        (UsageError("give one"), 2, "lrkit: give one"),
        (DataError("no images"), 2, "lrkit: no images"),
        (ConfigError("no", key="Global.x", file="c.yml", line=3), 2, "lrkit: c.yml:3: Global.x: no"),
        (click.UsageError("Bad words."), 2, "lrkit fake: Bad words (see lrkit fake --help)"),
        (ValueError("deep inside"), 1, "lrkit: ValueError: deep inside (lrkit --debug shows the traceback)"),
        (
            PermissionError(13, "Denied", "x"),
            1,
            "lrkit: PermissionError: [Errno 13] Denied: 'x' (lrkit --debug shows the traceback)",
        ),
        (
            ModuleNotFoundError("No module named 'sklearn'", name="sklearn"),
            1,
            "lrkit: the package 'sklearn' is not installed; pip install 'paddle-lrkit[train,plot]'",
        ),
        (LrkitError("one\n  two\r\nthree\n"), 1, "lrkit: one two three"),
        (LrkitError("a\x1b[31m\tb\x00\ud800"), 1, "lrkit: a\\x1b[31m\\tb\\x00\\ud800"),
        (LrkitError("学习率  两个空格"), 1, "lrkit: 学习率  两个空格"),
    ],
)
def test_every_error_is_one_line_and_has_its_exit_code(lrkit, fake, error, code, line):
    fake(raising(error))
    assert lrkit("fake") == (code, "", line + "\n")


@pytest.mark.parametrize("number", [130, 143])
def test_an_error_may_carry_its_own_exit_code(lrkit, fake, number):
    error = LrkitError("stopped; lrkit train --resume auto goes on")
    error.exit_code = number
    fake(raising(error))
    assert lrkit("fake") == (number, "", f"lrkit: {error}\n")


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.exceptions.Abort()])
def test_an_interrupt_is_130_without_a_traceback(lrkit, fake, error):
    fake(raising(error))
    code, out, err = lrkit("fake")
    assert (code, out, err.strip()) == (130, "", "")


@pytest.mark.parametrize(
    ("function", "code"),
    [
        (lambda context: None, 0),
        (lambda context: 0, 0),
        (lambda context: 1, 1),
        (lambda context: "text", 0),
        (lambda context: context.exit(1), 1),
        (lambda context: sys.exit(3), 3),
    ],
)
def test_the_exit_code_is_what_the_command_says(lrkit, fake, function, code):
    fake(function)
    assert lrkit("fake") == (code, "", "")


@pytest.mark.parametrize("arguments", [["--debug", "fake"], ["fake", "--debug"], ["fake", "a", "--debug", "b"]])
@pytest.mark.parametrize(
    ("error", "code"), [(ConfigError("no", key="x"), 2), (LrkitError("no"), 1), (ValueError("no"), 1)]
)
def test_debug_shows_the_traceback_anywhere(lrkit, fake, arguments, error, code):
    fake(raising(error))
    got, out, err = lrkit(*arguments)
    assert (got, out) == (code, "")
    assert err.startswith("Traceback (most recent call last):\n")
    assert err.rstrip().endswith(f"{type(error).__name__}: {error}")


def test_debug_changes_nothing_when_all_is_well(lrkit, config):
    assert lrkit("curve", config, "--at", "0", "--debug") == lrkit("curve", config, "--at", "0")


def test_debug_after_two_dashes_is_an_argument(lrkit, fake):
    fake(lambda context: click.echo(context.params["words"]))
    assert lrkit("fake", "--", "--debug") == (0, "('--debug',)\n", "")


def test_the_callers_arguments_stay_as_they_were(lrkit, fake):
    fake(lambda context: None)
    arguments = ["--debug", "fake"]
    with pytest.raises(SystemExit):
        main(arguments)
    assert arguments == ["--debug", "fake"]


def test_without_arguments_those_of_the_process_are_taken(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["lrkit", "--version"])
    with pytest.raises(SystemExit) as end:
        main()
    assert (end.value.code, capsys.readouterr().out) == (0, f"lrkit, version {paddle_lrkit.__version__}\n")


@pytest.mark.parametrize("arguments", [["curve", "CONFIG"], ["plot", "CONFIG"]])
def test_a_closed_pipe_is_not_an_error(config, arguments):
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "paddle_lrkit", *[config if word == "CONFIG" else word for word in arguments]]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")


def test_output_that_cannot_be_written_is_one_line(config):
    if not os.path.exists("/dev/full"):
        pytest.skip("needs /dev/full")
    command = [sys.executable, "-m", "paddle_lrkit", "curve", config]
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert "No space left on device" in done.stderr.splitlines()[0]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("modules", "searched"),
    [("", False), ("paddle", True), ("paddle_lrkit.cli.exec", True), ("paddle_lrkit.cli.watch", True)],
)
def test_only_with_paddle_or_a_program_of_others_python_looks_for_cycles_at_its_end(modules, searched):
    program = """
import sys, types
from paddle_lrkit.cli.main import main
sys.modules.update({name: types.ModuleType(name) for name in sys.argv[1].split()})
class Cycle:
    def __init__(self): self.cycle = self
    def __del__(self, write=sys.__stdout__.write): write("searched")
Cycle()
main(["--version"])
"""
    done = subprocess.run([sys.executable, "-c", program, modules], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("searched") == searched
