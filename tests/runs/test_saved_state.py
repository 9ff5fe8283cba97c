"""A state of any content is read, or refused in one sentence that names the file and the key."""

from __future__ import annotations

import hashlib
import json
import math

import pytest

from paddle_lrkit.curves import cosine
from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.runs.manifest import MANIFEST, STATE
from paddle_lrkit.runs.saved_state import NEEDED, saved_state
from tests.runs.checkpoints import scheduler_state

GOOD = {
    "format": 1,
    "update": 50,
    "batch": 50,
    "metrics": {"accuracy": 0.5, "loss": math.nan},
    "best": 0.5,
    "scheduler": scheduler_state(cosine(0.1, 0.0, 100), 50),
    "scaler": {"scale": [1024.0], "incr_count": 3},
    "data": {"processes": 1, "Global.seed": 2**63, "Train.loader.shuffle": True},
}


def write(folder, content):
    if not isinstance(content, bytes):
        content = json.dumps(content).encode()
    (folder / STATE).write_bytes(content)
    (folder / MANIFEST).write_text(json.dumps({STATE: hashlib.sha256(content).hexdigest()}))
    return folder


def refused(folder):
    with pytest.raises(CheckpointError) as caught:
        saved_state(folder, NEEDED)
    sentence = str(caught.value)
    assert sentence.startswith(f"{folder / STATE}: ")
    assert "\n" not in sentence
    assert len(sentence) < 500
    return sentence


def test_a_good_state_is_read(tmp_path):
    assert json.dumps(saved_state(write(tmp_path, GOOD), NEEDED)) == json.dumps(GOOD)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{", "not readable: it is not JSON"),
        (b"\xff{}", "not readable: it is not UTF-8 text"),
        ("{}".encode("utf-16"), "not readable: it is not UTF-8 text"),
        (b"", "not readable: it is not JSON"),
        (b"[]", "must be a JSON object with the state of a run, got []"),
        (b"7", "must be a JSON object"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"update": ' + b"9" * 5000 + b"}", "a whole number has 5000 characters"),
        (b'{"update": ' + b"9" * 400 + b"}", "a whole number has 400 characters"),
        (b"{}", "has no 'update', so a run cannot continue from it"),
    ],
)
def test_another_content_is_refused(tmp_path, content, reason):
    assert reason in refused(write(tmp_path, content))


@pytest.mark.parametrize("bad", ["x", None, [], {}, -1, 1.5, True, 2**63])
@pytest.mark.parametrize("key", ["update", "batch", "scheduler.last_epoch", "scheduler.since", "data.processes"])
def test_a_count_is_a_count(tmp_path, key, bad):
    outer, _, inner = key.rpartition(".")
    state = GOOD | ({outer: GOOD[outer] | {inner: bad}} if outer else {inner: bad})
    assert f"{key} must be a whole number" in refused(write(tmp_path, state))


@pytest.mark.parametrize(
    ("key", "bad", "words"),
    [
        ("format", 2, "must be 1, the format of this version, got 2"),
        ("metrics", [], "must be an object of numbers"),
        ("metrics", {"a": "b"}, "must be an object of numbers"),
        ("best", "x", "must be a number or null"),
        ("best", True, "must be a number or null"),
        ("scheduler", [], "must be an object"),
        ("scheduler", None, "must be an object"),
        ("scaler", 3, "must be an object"),
        ("scaler", {"incr_count": 1}, "scaler has no 'scale'"),
        ("scaler", {"scale": "x"}, "scale must be a number or a list of numbers"),
        ("scaler", {"scale": []}, "scale must be a number or a list of numbers"),
        ("data", 7, "must be an object"),
        ("data", {"processes": 0}, "data.processes must be a whole number >= 1, got 0"),
    ],
)
def test_a_value_of_another_type_is_named(tmp_path, key, bad, words):
    assert words in refused(write(tmp_path, GOOD | {key: bad}))


@pytest.mark.parametrize("key", ["last_lr", "factor", "fingerprint", "curve", "length", "best", "num_bad_epochs"])
@pytest.mark.parametrize("place", ["", "LinearWarmup_LR", "list"])
def test_the_state_of_a_scheduler_inside_another_is_checked(tmp_path, key, place):
    inner = {key: {"a": 1}}
    scheduler = {"": inner, "LinearWarmup_LR": {"LinearWarmup_LR": inner}, "list": {"list": [inner]}}[place]
    assert f"{key} must be " in refused(write(tmp_path, GOOD | {"scheduler": GOOD["scheduler"] | scheduler}))


def test_damage_is_found_before_the_content_is_read(tmp_path):
    write(tmp_path, GOOD)
    (tmp_path / STATE).write_bytes(b"[" * 100_000)
    assert "the file is damaged (its SHA-256 differs from the manifest)" in refused(tmp_path)
