"""What the guide cites."""

from __future__ import annotations

from dataclasses import dataclass

from paddle_lrkit.messages import Message


@dataclass(frozen=True)
class Citation:
    """A paper, a config file or a log.

    Args:
        label: Short form that is printed.
        title: Full title, or path in the repository.
        url: Address; empty for arithmetic.
    """

    label: Message
    title: str
    url: str


@dataclass(frozen=True)
class Paper:
    """A paper on arXiv.

    Args:
        arxiv: Number, such as ``2107.04197``.
        short: Short name.
        title: Full title.
    """

    arxiv: str
    short: str
    title: str

    @property
    def citation(self) -> Citation:
        """The citation of the paper."""
        label = f"{self.short}, arXiv {self.arxiv}"
        return Citation(Message(label), self.title, f"https://arxiv.org/abs/{self.arxiv}")


@dataclass(frozen=True)
class Zoo:
    """A folder of configs in a suite's repository.

    Args:
        suite: Name of the repository.
        path: The folder.
    """

    suite: str
    path: str

    @property
    def citation(self) -> Citation:
        """The citation of the folder."""
        label = f"{self.suite} {self.path}"
        address = f"https://github.com/PaddlePaddle/{self.suite}/tree/HEAD/{self.path}"
        return Citation(Message(label), self.path, address)
