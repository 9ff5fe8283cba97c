"""Valid and invalid class folders."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from paddle_lrkit.errors import DataError
from paddle_lrkit.train.data.images.folder import ImageFolder


def _image(path: Path, grey: int = 0) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (4, 4), (grey, grey, grey)).save(path)


def test_classes_are_the_sorted_folders(tmp_path: Path) -> None:
    _image(tmp_path / "dog" / "b.png", 20)
    _image(tmp_path / "dog" / "a.JPG", 10)
    _image(tmp_path / "cat" / "deep" / "c.png", 30)
    folder = ImageFolder(str(tmp_path))
    assert folder.classes == ["cat", "dog"]
    assert folder.num_classes == 2
    assert [Path(path).name for path in folder.paths] == ["c.png", "a.JPG", "b.png"]
    assert folder.labels.tolist() == [0, 1, 1]
    image, label = folder[2]
    assert (image.getpixel((0, 0))[0], label, type(label)) == (20, 1, int)
    assert len(folder) == 3


def test_hidden_and_other_files_are_left_out(tmp_path: Path) -> None:
    _image(tmp_path / "a" / "x.png")
    _image(tmp_path / "a" / ".hidden.png")
    _image(tmp_path / "a" / ".thumbnails" / "x.png")
    _image(tmp_path / ".git" / "x.png")
    (tmp_path / "a" / "notes.txt").write_text("x")
    (tmp_path / "readme.txt").write_text("x")
    folder = ImageFolder(str(tmp_path))
    assert folder.classes == ["a"]
    assert len(folder) == 1


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="nowhere: no such folder"):
        ImageFolder(str(tmp_path / "nowhere"))


def test_a_file_is_not_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(DataError, match="file: not a folder"):
        ImageFolder(str(tmp_path / "file"))


def test_images_without_class_folders_are_refused(tmp_path: Path) -> None:
    _image(tmp_path / "x.png")
    with pytest.raises(DataError, match="the folder has no class folders"):
        ImageFolder(str(tmp_path))


def test_an_empty_class_is_named(tmp_path: Path) -> None:
    _image(tmp_path / "a" / "x.png")
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="empty: the class folder has no image"):
        ImageFolder(str(tmp_path))


def test_a_broken_image_is_named_when_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "broken.png").write_bytes(np.arange(50, dtype=np.uint8).tobytes())
    folder = ImageFolder(str(tmp_path))
    with pytest.raises(DataError, match=r"broken\.png: the image cannot be read"):
        folder[0]
