"""Relative paths begin at the root, wherever the command runs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from paddle_lrkit.config.bind import bind
from paddle_lrkit.config.document import Document
from paddle_lrkit.config.edit.edit import Edit
from paddle_lrkit.config.file_paths import HERE, FilePath, root_of, rooted, with_absolute_root
from paddle_lrkit.config.load import adopt_root, load_config
from paddle_lrkit.suites.rescale.written_config import written_config
from paddle_lrkit.suites.source import open_source


def read(path: FilePath, inside: FilePath = HERE, vocab: FilePath | None = None) -> tuple[str, str, str | None]:
    return path, inside, vocab


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for folder in ("a/data", "a/output/run", "b"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "a/output/run/config.yml").write_text("Global: {root: ../..}\nTrain: {path: data}\n")
    (tmp_path / "a/own.yml").write_text("Global: {epochs: 1}\nTrain: {path: data}\n")
    monkeypatch.chdir(tmp_path / "b")
    return tmp_path


def found(document: Document) -> tuple[str, str, str | None]:
    return bind(read, document, ("Train",))


def test_a_run_finds_its_files_from_any_directory(project: Path) -> None:
    document = load_config("../a/output/run/config.yml")
    assert found(document) == (str(project / "a/data"), str(project / "a") + os.sep, None)


def test_a_project_that_moves_as_a_whole_keeps_its_files(project: Path) -> None:
    (project / "a").rename(project / "moved")
    assert found(load_config("../moved/output/run/config.yml"))[0] == str(project / "moved/data")


def test_a_run_that_moves_alone_finds_them_below_the_working_directory(project: Path, monkeypatch) -> None:
    (project / "a/output/run").rename(project / "b/run")
    monkeypatch.chdir(project / "a")
    assert found(load_config("../b/run/config.yml"))[0] == "data"


def test_without_a_root_paths_stay_as_they_are(project: Path) -> None:
    document = load_config("../a/own.yml")
    assert (root_of(document), found(document)) == (None, ("data", "", None))
    adopt_root(document, "../a/output/run/config.yml")
    assert found(document)[0] == str(project / "a/data")


def test_a_root_of_its_own_goes_before_that_of_a_run(project: Path) -> None:
    document = load_config("../a/own.yml", ["Global.root=.."])
    adopt_root(document, "../a/output/run/config.yml")
    assert root_of(document) == str(project)


@pytest.mark.parametrize("content", [None, "Global: [", "Train: {}\n", "Global: {root: 3}\n"])
def test_a_run_without_a_readable_root_gives_none(project: Path, content: str | None) -> None:
    (project / "a/output/run/config.yml").unlink()
    if content is not None:
        (project / "a/output/run/config.yml").write_text(content)
    document = load_config("../a/own.yml")
    adopt_root(document, "../a/output/run/config.yml")
    assert root_of(document) is None


def test_an_override_begins_at_the_working_directory(project: Path) -> None:
    (project / "a/other").mkdir()
    document = load_config("../a/output/run/config.yml", ["Train.path=other"])
    assert found(document)[0] == str(project / "b/other")
    assert document.get(("Train", "path")) == str(project / "b/other")


@pytest.mark.parametrize("value", ["/x/data", "https://example.com/resnet18.pdparams"])
def test_absolute_paths_and_addresses_stay(project: Path, value: str) -> None:
    document = load_config("../a/output/run/config.yml")
    document.data["Train"]["path"] = value
    assert found(document)[0] == value


def test_the_root_is_written_relative_to_the_new_folder(project: Path) -> None:
    for file, folder, expected in (
        ("../a/own.yml", project / "b/output/run", "../.."),
        ("../a/output/run/config.yml", project / "b/run", "../../a"),
    ):
        document = load_config(file)
        assert rooted(document, folder)["Global"]["root"] == expected
        assert document.get(("Global", "root")) in (None, "../..")


def test_a_config_that_is_written_elsewhere_has_an_absolute_root(project: Path) -> None:
    document = load_config("../a/output/run/config.yml")
    assert with_absolute_root(document)["Global"]["root"] == str(project / "a")
    assert document.data["Global"]["root"] == "../.."
    without = load_config("../a/own.yml")
    assert with_absolute_root(without) is without.data


@pytest.mark.parametrize(("output", "root"), [("new.yml", None), ("../a/output/run/new.yml", "../..")])
def test_an_edited_config_that_is_written_elsewhere_too(project: Path, output: str, root: str | None) -> None:
    file = "../a/output/run/config.yml"
    (project / "a/output/run/config.yml").write_text(
        "Global: {updates: 4, root: ../..}\nOptimizer: {name: SGD, lr: {name: LinearDecay, learning_rate: 0.1}}\n"
    )
    written = written_config(open_source(file, "lrkit"), file, [Edit(("Global", "updates"), 8)], output)
    assert written.source.document.data["Global"] == {"updates": 8, "root": root or str(project / "a")}


def test_links_to_the_folder_of_the_run(project: Path) -> None:
    (project / "link").symlink_to(project / "a/output/run")
    assert found(load_config("../link/config.yml"))[0] == str(project / "a/data")
