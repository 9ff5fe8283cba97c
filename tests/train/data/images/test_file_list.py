"""Valid and invalid label lists."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from paddle_lrkit.errors import ConfigError, DataError
from paddle_lrkit.train.data.images.file_list import FileList


@pytest.fixture
def images(tmp_path: Path) -> Path:
    for index, name in enumerate(("a.png", "b b.png", "sub/c.png")):
        path = tmp_path / "images" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (4, 4), (index, index, index)).save(path)
    return tmp_path


def _listed(root: Path, text: str, delimiter: str = " ", num_classes: int | None = None) -> FileList:
    (root / "train.txt").write_text(text, encoding="utf-8")
    return FileList(str(root / "images"), str(root / "train.txt"), delimiter, num_classes)


def test_lines_are_paths_and_labels(images: Path) -> None:
    listed = _listed(images, "a.png 0\nb b.png 4\n\nsub/c.png 1\n")
    assert len(listed) == 3
    assert listed.num_classes == 5
    assert [listed[i][1] for i in range(3)] == [0, 4, 1]
    assert [listed[i][0].getpixel((0, 0))[0] for i in range(3)] == [0, 1, 2]


def test_another_delimiter_and_windows_line_ends(images: Path) -> None:
    listed = _listed(images, "\ufeffa.png\t3\r\nb b.png\t1\r\n", delimiter="\t")
    assert listed.labels.tolist() == [3, 1]


def test_num_classes_can_be_larger_than_the_list_shows(images: Path) -> None:
    assert _listed(images, "a.png 0\n", num_classes=7).num_classes == 7


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a.png 0\nmissing.png 1\n", r"train\.txt:2: no such image file: .*missing\.png"),
        ("a.png\n", r"train\.txt:1: must be a path, ' ' and a label, got 'a\.png'"),
        ("a.png 0\na.png cat\n", r"train\.txt:2: the label must be an integer, got 'cat'"),
        ("a.png 1.5\n", r"train\.txt:1: the label must be an integer, got '1\.5'"),
        ("\na.png -1\n", r"train\.txt:2: the label must be from 0 to 2147483647, got -1"),
        ("a.png 2147483648\n", r"train\.txt:1: the label must be from 0 to 2147483647, got 2147483648"),
        (f"a.png {10**400}\n", r"train\.txt:1: the label must be from 0 to 2147483647, got a very large int"),
        ("a.png 0\na.png 3\n", r"train\.txt:2: the label must be below num_classes \(3\), got 3"),
        ("\n \n", r"train\.txt: the file lists no image"),
    ],
)
def test_bad_lines_are_named(images: Path, text: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        _listed(images, text, num_classes=3)


def test_a_missing_list_is_named(images: Path) -> None:
    with pytest.raises(DataError, match=r"none\.txt: the label list cannot be read: No such file"):
        FileList(str(images), str(images / "none.txt"))


def test_a_list_that_is_not_text_is_named(images: Path) -> None:
    (images / "train.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError, match=r"train\.txt: the label list is not UTF-8 text"):
        FileList(str(images), str(images / "train.txt"))


def test_an_empty_delimiter_is_refused(images: Path) -> None:
    with pytest.raises(ConfigError, match="must not be empty") as caught:
        _listed(images, "a.png 0\n", delimiter="")
    assert caught.value.key == "delimiter"
