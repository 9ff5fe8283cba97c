"""Files that want to harm: refused in one sentence, at once."""

import os

import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites import load_schedule

LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
)
TEXTS = {
    "billion laughs": LAUGHS,
    "merged laughs": "".join(f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 9)).replace(
        "<<: [*a0, *a0, *a0, *a0, *a0, *a0, *a0, *a0, *a0]", "x: 1"
    ),
    "endless alias": "a: &a [*a]\n",
    "deep flow": "a: " + "[" * 200_000,
    "deep block": "\n".join(" " * level + "a:" for level in range(3000)),
    "many dashes": "- " * 50_000 + "x",
    "python object": "a: !!python/object/apply:os.system [touch /tmp/owned]\n",
    "python name": "a: !!python/name:os.system\n",
    "python module": "a: !!python/module:os\n",
    "huge number": "iters: " + "9" * 100_000 + "\nlr_scheduler: {}\n",
    "hexadecimal": "iters: 0x" + "f" * 100_000 + "\nlr_scheduler: {}\n",
    "control character": "a: \x07\n",
    "two documents": "a: 1\n---\nb: 2\n",
    "a list": "[1, 2]\n",
    "no YAML": "a: [1, 2\nb: }\n",
    "a mapping as key": "{a: 1}: 2\n",
}


@pytest.mark.parametrize("suite", ["auto", "ppcls", "lrkit"])
@pytest.mark.parametrize("name", TEXTS)
def test_refused_in_one_sentence(name, suite, tmp_path):
    path = tmp_path / "config.yml"
    path.write_text(TEXTS[name], encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_schedule(path, suite=suite, steps_per_epoch=10)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 500


def test_a_file_of_50_megabytes(tmp_path):
    path = tmp_path / "config.yml"
    with open(path, "wb") as stream:
        stream.truncate(50_000_000)
    with pytest.raises(ConfigError, match="larger than 4 MiB"):
        load_schedule(path)


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="there is no /dev/zero here")
def test_a_device_without_end():
    with pytest.raises(ConfigError, match="larger than 4 MiB"):
        load_schedule("/dev/zero")


@pytest.mark.parametrize("name", ["", "\0", "none.yml"])
def test_no_such_file(name):
    with pytest.raises(ConfigError):
        load_schedule(name)


def test_a_directory_and_bytes(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        load_schedule(tmp_path)
    path = tmp_path / "latin.yml"
    path.write_bytes(b"a: \xff\xfe\n")
    with pytest.raises(ConfigError, match="UTF-8"):
        load_schedule(path)


def test_a_mapping_that_holds_itself():
    data = {"iters": 10, "lr_scheduler": {"type": "StepDecay", "learning_rate": 0.1, "step_size": 2}}
    data["self"] = data
    assert load_schedule(data).total_updates == 10
    data["lr_scheduler"]["gamma"] = data
    with pytest.raises(ConfigError, match="gamma: must be a finite number"):
        load_schedule(data)
