"""The folder of a data set, which the names in its lists must not leave."""

from __future__ import annotations

import os

from paddle_lrkit.errors import DataError, shown
from paddle_lrkit.messages import tr


class DataFolder:
    """Joins the names in lists and annotations to their folder.

    A list can come from somebody else. Without a check it could make the trainer read any file of this machine, such as
    a private key as an image, whose content error messages and pictures in the charts would show.

    Args:
        folder: The folder; links on the way to it are followed.
        allow_outside: Whether names may leave it: absolute ones, ``..``, and links to other places.
    """

    def __init__(self, folder: str, allow_outside: bool = False) -> None:
        self.folder, self.allow_outside = folder, allow_outside
        self._root = os.path.realpath(folder)
        self._inside: dict[str, bool] = {}

    def file(self, name: str, place: str) -> str:
        """The path of a file.

        Args:
            name: Its name in a list.
            place: Where the name is, for the message.

        Raises:
            DataError: The name leaves the folder.
        """
        path = os.path.join(self.folder, name)
        if "\0" in path:
            raise DataError(tr("{}: {} is not the name of a file", place, shown(name)))
        if not self.allow_outside and not self._holds(path):
            raise DataError(
                tr(
                    "{}: {} is outside {}, the folder of the data set; set allow_outside: true if you trust the list",
                    place,
                    shown(name),
                    self.folder or ".",
                )
            )
        return path

    def _holds(self, path: str) -> bool:
        """Whether a path is in the folder; the directories are looked up once, because lists have millions of files."""
        directory, name = os.path.split(path)
        if name in ("", os.curdir, os.pardir) or os.path.islink(path):
            return self._is_inside(path)
        if directory not in self._inside:
            self._inside[directory] = self._is_inside(directory)
        return self._inside[directory]

    def _is_inside(self, path: str) -> bool:
        return os.path.join(os.path.realpath(path), "").startswith(os.path.join(self._root, ""))
