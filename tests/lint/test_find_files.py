"""Which files are read, and which are left out."""

from __future__ import annotations

import os

import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.lint.find_files import find_files, is_run_directory

RUNS = {
    "ours": ("config.yml", "log.jsonl", "checkpoints/last/x.json"),
    "PaddleClas": ("train.log", "config.yaml", "best_model.pdparams"),
    "PaddleOCR": ("config.yml", "train.log", "latest.pdopt", "latest.states"),
    "PaddleSeg": ("iter_1000/model.pdparams", "iter_1000/model.pdopt", "notes.yml"),
    "PaddleDetection": ("model_final.pdopt", "model_final.pdparams", "a.yml"),
    "PaddleNLP": ("trainer_state.json", "model_config.json", "a.yaml"),
    "PaddleNLP, above": ("checkpoint-500/model.pdparams", "a.yaml"),
    "VisualDL": ("vdlrecords.1690000000.log", "a.yml"),
}
NO_RUNS = {
    "configs": ("a.yml", "b.yml"),
    "weights beside a config": ("config.yml", "ResNet50.pdparams"),
    "a config alone": ("config.yml",),
    "a log alone": ("train.log", "a.yml"),
    "an exported model": ("inference.pdmodel", "inference.pdiparams", "inference.yml"),
    "folders with numbers": ("epoch_1/a.yml", "b.yml"),
    "nothing": (),
}


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """Makes empty files in the current directory."""
    monkeypatch.chdir(tmp_path)

    def make(*names):
        for name in names:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).touch()

    return make


@pytest.mark.parametrize("kind", RUNS)
def test_a_run_directory_is_recognised_by_its_contents(tree, kind):
    tree("a.yml", *(f"trained/{name}" for name in RUNS[kind]))
    assert is_run_directory("trained")
    found = find_files(["."])
    assert found.files == ["a.yml"]
    assert found.excluded == {"trained": sum(name.endswith((".yml", ".yaml")) for name in RUNS[kind])}


@pytest.mark.parametrize("kind", NO_RUNS)
def test_other_directories_are_no_run_directories(tree, kind):
    tree("x.yml", *(f"folder/{name}" for name in NO_RUNS[kind]))
    assert not is_run_directory("folder")
    expected = {f"folder/{name}" for name in NO_RUNS[kind] if name.endswith((".yml", ".yaml", ".py"))}
    assert set(find_files(["."]).files) == {"x.yml", *expected}


def test_folders_that_are_left_out(tree):
    tree("a.yml", "b.py", "c.txt", "sub/d.yaml", "output/run/config.yml", "output/x.py", "build/e.yml", "dist/f.yml")
    tree(".git/g.yml", "node_modules/h.yml", "sub/__pycache__/i.py", "env/pyvenv.cfg", "env/lib/j.py")
    found = find_files(["."])
    assert found.files == ["a.yml", "b.py", "sub/d.yaml"]
    assert found.excluded == {"build": 1, "dist": 1, "output": 2}


@pytest.mark.parametrize("folder", ["output", "./output", "output/run", "output/group"])
def test_what_training_wrote_is_read_when_it_is_asked_for(tree, folder):
    tree("output/run/config.yml", "output/run/log.jsonl", "output/group/run/config.yml", "output/group/run/log.jsonl")
    found = find_files([folder])
    inside = os.path.normpath(folder) + "/"
    assert found.files == [
        name for name in ("output/group/run/config.yml", "output/run/config.yml") if name.startswith(inside)
    ]
    assert found.excluded == {}


def test_the_current_directory_may_be_an_output(tree, monkeypatch):
    tree("output/run/config.yml", "output/run/log.jsonl")
    monkeypatch.chdir("output")
    assert find_files(["."]).files == ["run/config.yml"]


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("old", ["a.yml", "new/b.yml", "new/c_test.yml", "new/deep/d.py"]),
        ("old/", ["a.yml", "new/b.yml", "new/c_test.yml", "new/deep/d.py"]),
        ("*_test.yml", ["a.yml", "new/b.yml", "new/deep/d.py", "old/e.yml"]),
        ("new/*.yml", ["a.yml", "new/deep/d.py", "old/e.yml"]),
        ("./new/deep", ["a.yml", "new/b.yml", "new/c_test.yml", "old/e.yml"]),
        ("deep", ["a.yml", "new/b.yml", "new/c_test.yml", "old/e.yml"]),
        ("[ab].yml", ["new/c_test.yml", "new/deep/d.py", "old/e.yml"]),
        ("nothing", ["a.yml", "new/b.yml", "new/c_test.yml", "new/deep/d.py", "old/e.yml"]),
        ("/new/b.yml", ["a.yml", "new/b.yml", "new/c_test.yml", "new/deep/d.py", "old/e.yml"]),
    ],
)
def test_patterns(tree, pattern, left):
    tree("a.yml", "new/b.yml", "new/c_test.yml", "new/deep/d.py", "old/e.yml")
    found = find_files(["."], [pattern])
    assert found.files == left
    assert sum(found.excluded.values()) == 5 - len(left)


def test_an_absolute_pattern(tree, tmp_path):
    tree("a.yml", "b/c.yml")
    assert find_files(["."], [str(tmp_path / "b")]).files == ["a.yml"]
    assert find_files([str(tmp_path)], ["b/*"]).files == [str(tmp_path / "a.yml")]


def test_a_named_file_is_read_in_any_case(tree):
    tree("output/a.yml", "old/b.yml")
    found = find_files(["output/a.yml", "./old/b.yml"], ["old", "*.yml"])
    assert found.files == ["output/a.yml", "old/b.yml"]
    assert found.named == {"output/a.yml", "old/b.yml"}


def test_a_file_is_read_once(tree):
    tree("a.yml", "b.yml")
    found = find_files(["b.yml", ".", "./a.yml"])
    assert found.files == ["b.yml", "a.yml"]


def test_a_section_of_a_file_is_named(tree):
    tree("a.yml")
    assert find_files(["a.yml#train"]).named == {"a.yml#train"}


@pytest.mark.parametrize(
    ("name", "hint"),
    [("a.yaml", "did you mean 'a.yml'"), ("confgs/b.yml", "did you mean 'configs'"), ("configs/bb.yml", "'b.yml'")],
)
def test_a_missing_file_is_an_error_with_the_nearest_name(tree, name, hint):
    tree("a.yml", "configs/b.yml")
    with pytest.raises(ConfigError) as caught:
        find_files([name])
    assert str(caught.value).startswith(f"{name}: cannot be read: No such file or directory; did you mean ")
    assert hint in str(caught.value)


def test_a_link_to_a_folder_is_not_followed(tree):
    tree("real/a.yml")
    os.symlink("real", "link")
    os.symlink("nowhere", "broken.yml")
    assert find_files(["."]).files == ["real/a.yml"]
