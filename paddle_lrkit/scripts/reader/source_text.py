"""The source text of an expression, for messages."""

from __future__ import annotations

import ast

from paddle_lrkit.messages import tr

MOST_LETTERS = 60


def text_of(node: ast.AST) -> str:
    """The source text of an expression, cut to 60 letters; computed once for each.

    Example:
        >>> text_of(ast.parse("cfg.lr*2").body[0].value)
        'cfg.lr * 2'
    """
    known: str | None = getattr(node, "_text", None)
    if known is None:
        try:
            known = shortened(ast.unparse(node))
        except (ValueError, AttributeError, RecursionError):
            known = tr("an expression")
        node._text = known  # type: ignore[attr-defined]
    return known


def shortened(text: str) -> str:
    """A text of at most 60 letters."""
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 3]}..."
