"""CIFAR archives that the tests write, including malicious ones."""

from __future__ import annotations

import io
import os
import pickle
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from paddle_lrkit.errors import ConfigError, DataError
from paddle_lrkit.train.data.images.cifar import Cifar10, Cifar100


def _batch(seed: int, classes: int, key: str, n: int = 4) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    data = rng.integers(0, 256, (n, 3072), dtype=np.uint8)
    return {"data": data, key: rng.integers(0, classes, n).tolist(), "batch_label": "x", "filenames": ["a"] * n}


def _cifar10() -> dict[str, dict[str, Any]]:
    names = [f"data_batch_{i}" for i in range(1, 6)] + ["test_batch"]
    return {f"cifar-10-batches-py/{name}": _batch(i, 10, "labels") for i, name in enumerate(names)}


def _archive(path: Path, files: dict[str, Any]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, value in files.items():
            data = value if isinstance(value, bytes) else pickle.dumps(value, 2)
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def _folder(path: Path, files: dict[str, Any]) -> Path:
    for name, value in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(pickle.dumps(value, 2))
    return path


def test_the_archive_gives_all_batches_in_order(tmp_path: Path) -> None:
    files = _cifar10()
    backwards = dict(reversed(files.items()))
    train = Cifar10(str(_archive(tmp_path / "c.tar.gz", backwards)), "train")
    assert (len(train), train.num_classes) == (20, 10)
    batches = list(files.values())[:5]
    assert train.labels.tolist() == [label for batch in batches for label in batch["labels"]]
    image, label = train[6]
    assert (image.shape, image.dtype, type(label)) == ((32, 32, 3), np.uint8, int)
    row = batches[1]["data"][2]
    assert image[3, 5].tolist() == [row[3 * 32 + 5], row[1024 + 3 * 32 + 5], row[2048 + 3 * 32 + 5]]


@pytest.mark.parametrize("inner", ["", "cifar-10-batches-py"])
def test_the_extracted_folder_gives_the_same(tmp_path: Path, inner: str) -> None:
    files = _cifar10()
    from_archive = Cifar10(str(_archive(tmp_path / "c.tar.gz", files)), "test")
    from_folder = Cifar10(str(_folder(tmp_path / "x", files) / inner), "test")
    np.testing.assert_array_equal(from_archive.images, from_folder.images)
    np.testing.assert_array_equal(from_archive.labels, from_folder.labels)


def test_cifar_100_takes_the_fine_labels(tmp_path: Path) -> None:
    batch = {**_batch(0, 100, "fine_labels"), "coarse_labels": [0] * 4}
    path = _archive(tmp_path / "c.tar.gz", {"cifar-100-python/train": batch, "cifar-100-python/test": batch})
    test = Cifar100(str(path), "test")
    assert test.labels.tolist() == batch["fine_labels"]
    assert test.num_classes == 100


def test_a_pickle_that_would_run_code_is_refused(tmp_path: Path) -> None:
    marker = tmp_path / "marker"

    class Malicious:
        def __reduce__(self) -> tuple[Any, tuple[str]]:
            return os.system, (f"touch {marker}",)

    files = {**_cifar10(), "cifar-10-batches-py/data_batch_3": {"data": Malicious()}}
    with pytest.raises(DataError, match=r"data_batch_3: .*posix\.system.*could run code"):
        Cifar10(str(_archive(tmp_path / "c.tar.gz", files)), "train")
    assert not marker.exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE])
def test_members_that_are_not_files_are_ignored(tmp_path: Path, kind: bytes) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(pickle.dumps(_batch(0, 10, "labels"), 2))
    with tarfile.open(tmp_path / "c.tar.gz", "w:gz") as archive:
        member = tarfile.TarInfo("cifar-10-batches-py/test_batch")
        member.type, member.linkname = kind, str(secret)
        archive.addfile(member)
    with pytest.raises(DataError, match="cifar-10-batches-py/test_batch is missing"):
        Cifar10(str(tmp_path / "c.tar.gz"), "test")


@pytest.mark.parametrize("name", ["../cifar-10-batches-py/test_batch", "/cifar-10-batches-py/test_batch", "test_batch"])
def test_members_with_other_names_are_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / "in").mkdir()
    path = _archive(tmp_path / "in" / "c.tar.gz", {name: _batch(0, 10, "labels")})
    with pytest.raises(DataError, match="is missing"):
        Cifar10(str(path), "test")
    assert [entry.name for entry in tmp_path.iterdir()] == ["in"]
    assert [entry.name for entry in (tmp_path / "in").iterdir()] == ["c.tar.gz"]


@pytest.mark.parametrize(
    ("batch", "message"),
    [
        ({"labels": [1]}, "must have 'data' and 'labels'"),
        ([1, 2], "must have 'data' and 'labels'"),
        ({"data": np.zeros((2, 3072), np.uint8), "labels": [1]}, "'labels' must have one integer per image"),
        ({"data": np.zeros((1, 3072), np.uint8), "labels": ["cat"]}, "'labels' must have one integer per image"),
        ({"data": np.zeros((1, 100), np.uint8), "labels": [1]}, r"'data' must be bytes of shape \[n, 3072\]"),
        ({"data": np.zeros((), np.uint8), "labels": [1]}, r"'data' must be bytes of shape \[n, 3072\]"),
        ({"data": np.zeros((1, 3072), np.int64), "labels": [1]}, r"'data' must be bytes of shape \[n, 3072\]"),
        ({"data": np.zeros((1, 3072), np.uint8), "labels": [10]}, "a label is outside 0 to 9"),
        ({"data": np.zeros((1, 3072), np.uint8), "labels": [-1]}, "a label is outside 0 to 9"),
    ],
)
def test_batches_of_another_form_are_refused(tmp_path: Path, batch: Any, message: str) -> None:
    files = {"cifar-10-batches-py/test_batch": batch}
    with pytest.raises(DataError, match=f"test_batch: {message}"):
        Cifar10(str(_archive(tmp_path / "c.tar.gz", files)), "test")


def test_a_batch_that_is_missing_is_named(tmp_path: Path) -> None:
    files = _cifar10()
    del files["cifar-10-batches-py/data_batch_4"]
    with pytest.raises(DataError, match=r"cifar-10-batches-py/data_batch_4 is missing"):
        Cifar10(str(_archive(tmp_path / "c.tar.gz", files)))


def test_a_damaged_archive_is_named(tmp_path: Path) -> None:
    path = _archive(tmp_path / "c.tar.gz", _cifar10())
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(DataError, match=r"c\.tar\.gz: .*ended before the end-of-stream marker"):
        Cifar10(str(path))
    path.write_bytes(b"not an archive")
    with pytest.raises(DataError, match=r"c\.tar\.gz: the archive cannot be read"):
        Cifar10(str(path))


def test_a_missing_path_and_an_unknown_split(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="none: no such file or folder"):
        Cifar10(str(tmp_path / "none"))
    with pytest.raises(ConfigError, match="'train', 'test'"):
        Cifar10(str(tmp_path), "val")
