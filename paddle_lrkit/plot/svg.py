"""Scene -> SVG, with the standard library only; the output is deterministic."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from paddle_lrkit.plot.scene import Line, Rect, Scene, Text
from paddle_lrkit.printable import printable

FONTS = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, "
    "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'WenQuanYi Micro Hei', sans-serif"
)


def svg(scene: Scene) -> str:
    """The picture as an SVG document without an XML declaration, so that HTML can contain it.

    Example:
        >>> print(svg(Scene(20, 10, "t", [Line([(0, 0), (20, 10)], "#000000")])).splitlines()[2])
        <polyline points="0,0 20,10" fill="none" stroke="#000000" stroke-width="1"/>
    """
    width, height = _number(scene.width), _number(scene.height)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" aria-label={quoteattr(printable(scene.title))} font-family={quoteattr(FONTS)}>',
        f"<title>{escape(printable(scene.title))}</title>",
    ]
    return "\n".join([*lines, *(_shape(item) for item in scene.items), "</svg>", ""])


def _shape(item: Rect | Line | Text) -> str:
    if isinstance(item, Rect):
        return _rect(item)
    return _line(item) if isinstance(item, Line) else _text(item)


def _rect(item: Rect) -> str:
    radius = f' rx="{_number(item.radius)}"' if item.radius else ""
    outline = f' stroke="{item.outline}"' if item.outline else ""
    place = f'x="{_number(item.x)}" y="{_number(item.y)}"'
    size = f'width="{_number(item.width)}" height="{_number(item.height)}"'
    return f'<rect {place} {size}{radius} fill="{item.fill}"{outline}/>'


def _line(item: Line) -> str:
    points = " ".join(f"{_number(x)},{_number(y)}" for x, y in item.points)
    dash = f' stroke-dasharray="{" ".join(map(_number, item.dash))}"' if item.dash else ""
    series = f' stroke-linejoin="round" data-series={quoteattr(printable(item.name))}' if item.name is not None else ""
    stroke = f'stroke="{item.color}" stroke-width="{_number(item.width)}"'
    return f'<polyline points="{points}" fill="none" {stroke}{dash}{series}/>'


def _text(item: Text) -> str:
    anchor = f' text-anchor="{item.anchor}"' if item.anchor != "start" else ""
    weight = ' font-weight="600"' if item.bold else ""
    place = f'x="{_number(item.x)}" y="{_number(item.y)}" font-size="{_number(item.size)}" fill="{item.color}"'
    return f"<text {place}{anchor}{weight}>{escape(printable(item.text))}</text>"


def _number(value: float) -> str:
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")
