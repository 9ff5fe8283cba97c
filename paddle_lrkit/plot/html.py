"""Scene -> one self-contained HTML file that shows numbers under the pointer, enlarges and copies."""

from __future__ import annotations

import json
from importlib.resources import files
from xml.sax.saxutils import escape

from paddle_lrkit.plot.scene import Scene
from paddle_lrkit.plot.svg import svg
from paddle_lrkit.plot.words import Words
from paddle_lrkit.printable import printable


def html(scene: Scene, words: Words) -> str:
    """The picture as an HTML page.

    Args:
        scene: The picture with its ``plots``.
        words: Language of the page.
    """
    names = ("update", "epoch", "whole", "copy", "copied")
    read_out = {name: getattr(words, name) for name in names}
    hint = words.hover if len(scene.plots) > 1 else words.hover_and_drag
    parts = {
        "LANGUAGE": words.code,
        "TITLE": escape(printable(scene.title)),
        "CHART": svg(scene),
        "HINT": escape(hint) if scene.plots else "",
        "PLOTS": _script_json(scene.plots),
        "WORDS": _script_json(read_out),
    }
    page = files("paddle_lrkit.plot").joinpath("page.html").read_text(encoding="utf-8")
    head, *rest = page.split("{{")
    pieces = [head]
    for piece in rest:
        name, _, text = piece.partition("}}")
        pieces += [parts[name], text]
    return "".join(pieces)


def _script_json(data: object) -> str:
    """JSON that cannot end the script element around it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
