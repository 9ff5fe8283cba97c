"""Names in lists stay in their folder: by the path that the file system resolves."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.errors import DataError
from paddle_lrkit.suites.lrkit.data_folder import DataFolder


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A folder with links inside and out, beside one whose name begins the same."""
    root = tmp_path_factory.mktemp("data")
    for name in ("images/a.png", "images/sub/b.png", "images-secret/c.png", "secret.txt"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    for name, target in (
        ("inside.png", "sub/b.png"),
        ("outside.png", "../secret.txt"),
        ("absolute.png", str(root / "secret.txt")),
        ("folder", "../images-secret"),
        ("inner", "sub"),
        ("loop", "loop"),
        ("gone", "../nothing"),
    ):
        (root / "images" / name).symlink_to(target)
    (root / "linked").symlink_to("images")
    return root


@pytest.mark.parametrize("folder", ["images", "linked", "images/", "images/sub/..", "./images"])
@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("a.png", True),
        ("sub/b.png", True),
        ("sub/../a.png", True),
        ("inside.png", True),
        ("inner/b.png", True),
        ("not-there.png", True),
        ("../images/a.png", True),
        ("../secret.txt", False),
        ("sub/../../secret.txt", False),
        ("../images-secret/c.png", False),
        ("outside.png", False),
        ("absolute.png", False),
        ("folder/c.png", False),
        ("folder/../a.png", False),
        ("inner/../../secret.txt", False),
        ("gone", False),
        ("/etc/passwd", False),
        ("..", False),
        ("sub/..", True),
        ("a\0.png", False),
    ],
)
def test_a_name_stays_in_its_folder(tree, monkeypatch, folder, name, allowed):
    monkeypatch.chdir(tree)
    root = DataFolder(folder)
    if allowed:
        assert root.file(name, "list.txt:1") == os.path.join(folder, name)
        return
    with pytest.raises(DataError, match=r"^list\.txt:1: ") as caught:
        root.file(name, "list.txt:1")
    if "\0" not in name:
        assert "allow_outside: true" in str(caught.value)
        assert DataFolder(folder, allow_outside=True).file(name, "list.txt:1") == os.path.join(folder, name)


@given(
    st.lists(st.sampled_from(["..", ".", "sub", "inner", "folder", "a.png", "outside.png", "images", ""]), max_size=6)
)
def test_the_rule_is_that_of_the_resolved_path(tree, parts):
    name = "/".join(parts)
    root, path = os.path.realpath(tree / "images"), os.path.realpath(tree / "images" / name.lstrip("/"))
    inside = os.path.commonpath([root, path]) == root and not name.startswith("/")
    try:
        DataFolder(str(tree / "images")).file(name, "list")
    except DataError:
        assert not inside
    else:
        assert inside
