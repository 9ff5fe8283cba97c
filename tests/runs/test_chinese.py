"""What is wrong with a log, a checkpoint or a merge, in Chinese."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest

from paddle_lrkit.curves import cosine
from paddle_lrkit.errors import LrkitError
from paddle_lrkit.messages import in_language
from paddle_lrkit.runs.checkpoint_state import locate_checkpoint, verify_checkpoint
from paddle_lrkit.runs.extension.find_checkpoint import find_checkpoint
from paddle_lrkit.runs.log import read_log
from paddle_lrkit.runs.logs.read_logs import LogOptions, read_content, read_logs
from paddle_lrkit.runs.merge.emulated_decay import parse_emulation
from paddle_lrkit.runs.merge.merge_run import merge_run
from paddle_lrkit.runs.run_config import config_of_run
from paddle_lrkit.runs.saved_state import saved_state
from paddle_lrkit.runs.tensor_file import TensorFile
from paddle_lrkit.runs.vdl_records import scalars
from tests.chinese import english_in
from tests.runs.checkpoints import scheduler_state, write_checkpoint

NO_LOGS = {
    "empty": b"",
    "packed": b"\x1f\x8b\x08\x00",
    "binary": bytes(range(32)) * 9,
    "no rate": b"hello\n",
    "no step": b"lr,loss\n0.1,2\n0.1,1\n",
    "no rate column": b"step,loss\n0,2\n1,1\n",
    "no numbers": b"step,lr\n0,a\n1,b\n",
    "no names": b"5,5\n5,5\n5,5\n",
    "state": b'{"log_history": []}',
    "not whole": b'{"log_history": [',
    "jsonl": b'{"step": 1, "loss": 2}\n{"step": 2, "loss": 1}\n',
}


def spoiled(run, content):
    (run / "checkpoints/last/state.json").write_bytes(content)
    return saved_state(run / "checkpoints/last", ["update"])


def state(run, **values):
    return spoiled(run, json.dumps({"format": 1, "update": 3, **values}).encode())


def file(name, content=b""):
    Path(name).write_bytes(content)
    return Path(name)


WRONG = {
    "no log": lambda run: read_logs(["nowhere.log"], LogOptions()),
    "no log here": lambda run: read_logs([str(run / "checkpoints")], LogOptions()),
    "column": lambda run: read_content(BytesIO(b"step,lr\n0,0.1\n1,0.2\n"), "a", LogOptions(columns={"lr": "x"})),
    "columns": lambda run: read_content(BytesIO(b"step,lr\n0,0.1\n1,0.2\n"), "a", LogOptions(columns={"x": "x"})),
    "no row": lambda run: read_log(file("log.jsonl", b'{"update": -1}\n{}\n')),
    "no JSON": lambda run: read_log(file("log.jsonl", b"{'a': 1}\n{}\n")),
    "twice": lambda run: read_log(file("log.jsonl", b'{"a": 1, "a": 2}\n{}\n')),
    "no checkpoint": lambda run: locate_checkpoint(str(run / "checkpoints/update_9")),
    "the folder": lambda run: locate_checkpoint(str(run / "checkpoints")),
    "no run": lambda run: locate_checkpoint("."),
    "missing file": lambda run: verify_checkpoint(run / "checkpoints/last"),
    "nothing here": lambda run: verify_checkpoint(run),
    "no state": lambda run: spoiled(run, b"[]"),
    "nested": lambda run: spoiled(run, b"[" * 100_000),
    "format": lambda run: state(run, format=9),
    "update": lambda run: state(run, update="x"),
    "best": lambda run: state(run, best="x"),
    "scheduler": lambda run: state(run, scheduler=3),
    "scale": lambda run: state(run, scaler={"x": 1}),
    "data": lambda run: state(run, data={"processes": 0}),
    "config": lambda run: config_of_run(str(run)),
    "suite's": lambda run: find_checkpoint("output/epoch_6", "ppcls"),
    "emulation": lambda run: parse_emulation("linear"),
    "shape": lambda run: parse_emulation("foo:20%"),
    "keys": lambda run: parse_emulation("linear:20%:x"),
    "merge": lambda run: merge_run(run, parse_emulation("linear:20it")),
    "no tensors": lambda run: TensorFile("nowhere.safetensors"),
    "records": lambda run: scalars("nowhere.log"),
}


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_checkpoint(tmp_path / "run/checkpoints/last", scheduler_state(cosine(0.1, 0.0, 100), 10))
    return tmp_path / "run"


def in_chinese(call):
    with in_language("zh"), pytest.raises(LrkitError) as error:
        call()
    text = str(error.value)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in text)
    return text


@pytest.mark.parametrize("content", NO_LOGS.values(), ids=NO_LOGS)
def test_what_is_no_log_is_told_in_chinese(content):
    assert english_in(in_chinese(lambda: read_content(BytesIO(content), "a.log", LogOptions()))) == []


@pytest.mark.parametrize("call", WRONG.values(), ids=WRONG)
def test_a_mistake_is_told_in_chinese(run, call):
    assert english_in(in_chinese(lambda: call(run))) == []
