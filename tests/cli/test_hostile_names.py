"""No command that only reads writes a control character or a direction mark that a file, a name or an option holds."""

from __future__ import annotations

import copy
import json
import re
import unicodedata
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.cli.main import main
from paddle_lrkit.curves import cosine
from tests.runs.checkpoints import applied, scheduler_state, write_checkpoint
from tests.suites.test_mutations import CONFIGS

HOSTILE = [
    "\x1b]0;owned\x07",
    "\x1b[2J\x1b[1;1H",
    "\x1b[38;5;201mpink",
    "\x9b31m",
    "\u202egnp.exe",
    "\u2066x\u2069",
    "a\rb",
    "\x08\x08",
    "\u2028",
    "\U000e0041",
    "\x7f",
]
SCRIPT = """
import paddle
{name} = paddle.optimizer.lr.StepDecay(learning_rate=0.1, step_size="{text}", gamma=0.1)
for epoch in range(9):
    {name}.step()
"""
_HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
OURS = re.compile(r"\x1b\[(?:0|1|2|3[1-6]|9[016]|33)m")
COMMANDS = [
    ["curve", "FILE"],
    ["curve", "FILE", "--json", "--at", "0"],
    ["plot", "FILE", "FILE", "--width", "60", "--height", "12"],
    ["plot", "FILE", "--title", "TEXT", "--width", "60", "--height", "12"],
    ["plot", "FILE", "--resume", "RUN", "--policy", "keep"],
    ["plot", "FILE", "--plateau-on", "RUN", "--metric", "TEXT"],
    ["plot", "RUN"],
    ["audit", "RUN", "--chart"],
    ["audit", "RUN", "-c", "FILE"],
    ["audit", "TEXT", "--columns", "TEXT"],
    ["check", "FILE"],
    ["check", "FOLDER"],
    ["check", "FILE", "--json"],
    ["check", "FILE", "--select", "TEXT"],
    ["check", "SCRIPT"],
    ["plot", "SCRIPT"],
    ["convert", "FILE", "--to", "ppdet"],
    ["convert", "FILE", "--to", "ppcls"],
    ["convert", "FILE", "--to", "TEXT"],
    ["rescale", "FILE", "--gpus", "8:1"],
    ["rank", "FILE", "FILE"],
    ["rule", "TEXT"],
    ["advise", "--task", "TEXT"],
    ["curve", "FILE", "-o", "TEXT=1"],
    ["curve", "FILE", "-o", "Optimizer.lr.name=TEXT"],
    ["curve", "FILE", "--variant", "TEXT"],
    ["TEXT"],
    ["curve", "--TEXT"],
]
FIX = ["check", "FILE", "--fix", "--dry-run"]
"""Its diff keeps every character of the file when another program reads it."""


def hidden(text):
    return sorted(
        {letter for letter in text if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp")} - {*"\n\t"}
    )


def places(data, path=()):
    """The path of every value."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(place for key, value in inner for place in places(value, (*path, key)))]


def spoiled(data, path, text, as_key):
    """The data with a hostile value, or key, at a path."""
    data = copy.deepcopy(data)
    *outer, last = path or ("Global",)
    inner = data
    for key in outer:
        inner = inner[key]
    if as_key and isinstance(inner, dict):
        inner[text] = inner.pop(last, 1)
    else:
        inner[last] = text
    return data


def run(arguments):
    """What a command prints to both streams."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit):
        main(arguments)
    return out.getvalue(), err.getvalue()


def written_files(folder: Path, data, text, raw) -> dict[str, str]:
    """A config, a script and a run whose names, keys and values are hostile."""
    place = folder / f"f{text}"
    place.mkdir()
    config = place / f"c{text}.yml"
    config.write_text(f"# {text if raw else ''}\n" + yaml.dump(data, allow_unicode=raw), encoding="utf-8")
    script = place / f"s{text}.py"
    script.write_text(SCRIPT.format(name="lr", text=ascii(text)[1:-1]), encoding="utf-8")
    run_folder = place / f"r{text}"
    curve = cosine(0.1, 0.0, 100)
    write_checkpoint(run_folder / "checkpoints" / "last", scheduler_state(curve, 60) | {text: text, "curve": text})
    rows = [json.dumps(row | {text: 1.0, "x": text}, ensure_ascii=not raw) for row in applied(curve, range(0, 70, 2))]
    (run_folder / "log.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (run_folder / "config.yml").write_text(config.read_text(encoding="utf-8"), encoding="utf-8")
    return {"FILE": str(config), "SCRIPT": str(script), "RUN": str(run_folder), "FOLDER": str(place), "TEXT": text}


@settings(max_examples=120)
@given(st.data())
def test_no_hidden_character_of_a_file_or_an_option_is_printed(tmp_path_factory, data):
    _, _, config = data.draw(st.sampled_from(CONFIGS))
    text = data.draw(st.sampled_from(HOSTILE) | st.lists(st.sampled_from(HOSTILE), min_size=1).map("".join))[:60]
    changed = spoiled(config, data.draw(st.sampled_from(places(config))), text, data.draw(st.booleans()))
    names = written_files(tmp_path_factory.mktemp("run"), changed, text, raw=data.draw(st.booleans()))
    command = data.draw(st.sampled_from(COMMANDS))
    arguments = [names.get(word, word.replace("TEXT", text)) for word in command]
    out, err = run(arguments)
    if command[0] == "rescale" and out:
        kept = set(Path(names["FILE"]).read_text(encoding="utf-8").split("\n"))
        out = "\n".join(line for line in out.split("\n") if line not in kept)
    assert (hidden(out), hidden(err)) == ([], []), arguments


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("command", [*COMMANDS[:12], *COMMANDS[16:18], FIX], ids=" ".join)
def test_a_terminal_gets_our_colors_and_no_other_code(tmp_path, monkeypatch, command, text):
    class Terminal(StringIO):
        def isatty(self):
            return True

    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    config = {
        "epoch": 12,
        "LearningRate": {"base_lr": 0.01, "schedulers": [{"name": "CosineDecay", "max_epochs": 12, text: text}]},
        text: text,
    }
    names = written_files(tmp_path, config, text, raw=True)
    stream = Terminal()
    with redirect_stdout(stream), redirect_stderr(stream), pytest.raises(SystemExit):
        main([*[names.get(word, word) for word in command], *["--steps-per-epoch", "10"][: 2 * (command[0] != "rule")]])
    assert stream.getvalue()
    assert hidden(OURS.sub("", stream.getvalue())) == []
    assert "\x1b[38" not in stream.getvalue()
