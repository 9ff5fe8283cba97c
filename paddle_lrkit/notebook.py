"""Pictures of curves, schedules and schedulers in notebooks, drawn by a part that lies above these."""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` is what `import paddle_lrkit` would wait for longest
if TYPE_CHECKING:
    from collections.abc import Callable, Container
    from typing import Any

_draw: Callable[[Any], str | None] | None = None


def draw_with(draw: Callable[[Any], str | None]) -> Callable[[Any], str | None]:
    """Sets the function that draws an object as SVG, and that returns None for one it cannot draw."""
    global _draw
    _draw = draw
    return draw


class NotebookPicture:
    """What Jupyter, AI Studio and VS Code ask an object for: a picture beside its ``repr``.

    Example:
        >>> from paddle_lrkit.curves import cosine
        >>> sorted(cosine(0.1, 0.0, 100)._repr_mimebundle_())
        ['image/svg+xml', 'text/plain']
    """

    __slots__ = ()

    def _repr_svg_(self) -> str | None:
        """The picture; None where there is none to draw."""
        return None if _draw is None else _draw(self)

    def _repr_mimebundle_(
        self, include: Container[str] | None = None, exclude: Container[str] | None = None
    ) -> dict[str, str]:
        """The text and the picture.

        Args:
            include: The MIME types that are wanted; None for all.
            exclude: MIME types that are not wanted.
        """
        asked = {"text/plain": self.__repr__, "image/svg+xml": self._repr_svg_}
        found = {
            kind: make()
            for kind, make in asked.items()
            if (include is None or kind in include) and (exclude is None or kind not in exclude)
        }
        return {kind: value for kind, value in found.items() if value is not None}
