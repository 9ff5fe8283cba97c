"""Every command that reads a checkpoint says in one sentence which of its files is not one of a run."""

from __future__ import annotations

import hashlib
import json
import shutil
import struct
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO

import numpy as np
import pytest
from safetensors.numpy import load_file, save

from paddle_lrkit.cli.main import main
from paddle_lrkit.train.loop import train
from paddle_lrkit.train.registry import MODELS
from paddle_lrkit.train.session import open_session
from tests.train.tiny import write_config

DEEP = b"[" * 100_000
COMMANDS = {
    "train": ["train", "-c", "RUN/config.yml", "--resume", "RUN", "--strict-resume", "--device", "cpu"],
    "eval": ["eval", "--checkpoint", "RUN", "--device", "cpu"],
    "export": ["export", "--checkpoint", "RUN", "-O", "RUN/export"],
    "find": ["find", "-c", "RUN/config.yml", "--checkpoint", "RUN", "--device", "cpu"],
    "plot": ["plot", "RUN/config.yml", "--resume", "RUN"],
}


def tensors(kind, size):
    header = json.dumps({"w": {"dtype": kind, "shape": [8], "data_offsets": [0, size]}}).encode()
    return struct.pack("<Q", len(header)) + header + bytes(size)


STATES = {
    "not JSON": b"{",
    "not UTF-8": b"\xff\xfe{",
    "a list": b"[]",
    "deep": DEEP,
    "a huge number": b'{"update": ' + b"9" * 5000 + b"}",
    "empty": b"{}",
    "another type": b'{"update": "x", "batch": 1, "metrics": {}, "best": null, "scheduler": {}, "scaler": {}}',
}
TENSORS = {
    "deep": struct.pack("<Q", 10**5) + DEEP,
    "F8_E4M3": tensors("F8_E4M3", 8),
    "BF16": tensors("BF16", 16),
    "U64": tensors("U64", 64),
    "another model": tensors("F32", 32),
}
MANIFESTS = {"not JSON": b"{", "deep": DEEP, "a list": b"[]", "a number": b"7", "elsewhere": b'{"../state.json": "0"}'}


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A run of two updates."""
    folder = tmp_path_factory.mktemp("trained")
    overrides = [f"Global.output_dir={folder / 'run'}", "Global.updates=2", "Global.epochs=null"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(MODELS.builtin, "TinyNet", "tests.train.tiny:TinyNet")
        train(open_session(write_config(folder), overrides, device="cpu"), quiet=True)
    return folder / "run"


@pytest.fixture
def spoil(trained, tmp_path):
    """Replaces a file in a copy of the run; the manifest still fits, as one who writes hostile files would see to."""

    def replaced(name, content):
        run = shutil.copytree(trained, tmp_path / "run")
        last = run / "checkpoints" / "last"
        (last / name).write_bytes(content)
        if name != "manifest.json":
            files = json.loads((last / "manifest.json").read_text()) | {name: hashlib.sha256(content).hexdigest()}
            (last / "manifest.json").write_text(json.dumps(files))
        return run

    return replaced


def run(arguments):
    """Exit code and what is printed to standard error."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as end:
        main(arguments)
    return end.value.code, err.getvalue()


def refused(run_folder, command, name):
    code, errors = run([word.replace("RUN", str(run_folder)) for word in COMMANDS[command]])
    sentence = errors.splitlines()[-1]
    assert code == 2, errors
    assert sentence.startswith(f"lrkit: {run_folder}/checkpoints/last")
    assert name in sentence
    assert "Traceback" not in errors
    assert len(sentence) < 600
    return sentence


@pytest.mark.parametrize("case", STATES)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_hostile_state(spoil, command, case):
    refused(spoil("state.json", STATES[case]), command, "last/state.json: ")


@pytest.mark.parametrize("case", MANIFESTS)
@pytest.mark.parametrize("command", ["train", "eval", "plot"])
def test_a_hostile_manifest(spoil, command, case):
    refused(spoil("manifest.json", MANIFESTS[case]), command, "last/manifest.json: ")


@pytest.mark.parametrize("case", TENSORS)
@pytest.mark.parametrize("command", ["train", "eval"])
def test_hostile_weights(spoil, command, case):
    name = "" if case == "another model" else "last/model.safetensors: not a readable safetensors file: "
    refused(spoil("model.safetensors", TENSORS[case]), command, name)


@pytest.mark.parametrize(("kind", "shape"), [("float32", [7]), ("int64", None), ("float64", None)])
def test_an_optimizer_state_that_does_not_fit(spoil, trained, kind, shape):
    arrays = load_file(trained / "checkpoints" / "last" / "optimizer.safetensors")
    name = next(name for name, array in arrays.items() if array.size > 1)
    arrays[name] = np.zeros(arrays[name].shape if shape is None else shape, kind)
    folder = spoil("optimizer.safetensors", save(arrays))
    code, errors = run([word.replace("RUN", str(folder)) for word in COMMANDS["train"]])
    assert code == 2, errors
    assert errors.splitlines()[-1].startswith(f"lrkit: {folder}/checkpoints/last: the optimizer state {name!r} ")


@pytest.mark.parametrize(
    "row", [DEEP, b"{", b"[]", b"7", b'{"update": -1}', b'{"update": ' + b"9" * 5000 + b"}", b"\xff"], ids=range(7)
)
def test_plot_names_a_row_that_is_none(trained, tmp_path, row):
    folder = shutil.copytree(trained, tmp_path / "run")
    (folder / "longer.yml").write_text((folder / "config.yml").read_text().replace("updates: 2", "updates: 9"))
    lines = (folder / "log.jsonl").read_bytes().splitlines()
    (folder / "log.jsonl").write_bytes(b"\n".join([lines[0], row, *lines[1:]]) + b"\n")
    code, errors = run(["plot", f"{folder}/longer.yml", "--resume", str(folder), "--policy", "keep"])
    assert code == 1, errors
    assert errors.startswith(f"lrkit: {folder}/log.jsonl:2: not a row of a run's log: ")
    assert errors.count("\n") == 1
