"""Scene -> PNG with matplotlib, which the extra ``plot`` installs."""

from __future__ import annotations

import io
from typing import Any

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.plot.scene import Line, Rect, Scene, Text

FONTS = ("Noto Sans", "Helvetica Neue", "Arial", "DejaVu Sans")
CHINESE_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Sans SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "SimHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
)
_ALIGNMENTS: dict[str, Any] = {"start": "left", "middle": "center", "end": "right"}
_POINT = 0.72
"""Points in a pixel: a scene pixel is a hundredth of an inch."""


def png(scene: Scene, pixel_ratio: float = 2.0) -> bytes:
    """The picture as a PNG file.

    Args:
        scene: The picture.
        pixel_ratio: Pixels of the file for each pixel of the scene.

    Raises:
        LrkitError: matplotlib is not installed, or no installed font has the Chinese characters of the picture.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise LrkitError(
            "PNG pictures need matplotlib: pip install 'paddle-lrkit[plot]'; SVG and HTML pictures do not"
        ) from error
    figure = Figure(figsize=(scene.width / 100, scene.height / 100), dpi=100 * pixel_ratio, facecolor="none")
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0), xlim=(0, scene.width), ylim=(scene.height, 0))
    axes.set_axis_off()
    families = _families(scene)
    for layer, item in enumerate(scene.items):
        axes.add_artist(_artist(item, families)).set_zorder(layer)
    target = io.BytesIO()
    figure.savefig(target, format="png", metadata={"Software": None, "Title": scene.title})
    return target.getvalue()


def _artist(item: Rect | Line | Text, families: list[str]) -> Any:
    if isinstance(item, Rect):
        return _rect(item)
    return _line(item) if isinstance(item, Line) else _text(item, families)


def _rect(item: Rect) -> Any:
    from matplotlib.patches import FancyBboxPatch, Rectangle

    edge: dict[str, Any] = {"facecolor": item.fill, "edgecolor": item.outline or "none", "linewidth": _POINT}
    if not item.radius:
        return Rectangle((item.x, item.y), item.width, item.height, **edge)
    style = f"round,pad=0,rounding_size={item.radius}"
    return FancyBboxPatch((item.x, item.y), item.width, item.height, boxstyle=style, **edge)


def _line(item: Line) -> Any:
    from matplotlib.lines import Line2D

    across, down = zip(*item.points, strict=True)
    width = item.width * _POINT
    dashes = (0, tuple(part / item.width for part in item.dash)) if item.dash else "solid"
    return Line2D(
        across,
        down,
        color=item.color,
        linewidth=width,
        linestyle=dashes,
        solid_capstyle="butt",
        solid_joinstyle="round",
    )


def _text(item: Text, families: list[str]) -> Any:
    from matplotlib.text import Text as Label

    return Label(
        item.x,
        item.y,
        item.text,
        color=item.color,
        fontsize=item.size * _POINT,
        fontfamily=families,
        fontweight="bold" if item.bold else "normal",
        horizontalalignment=_ALIGNMENTS[item.anchor],
        verticalalignment="baseline",
        parse_math=False,
    )


def _families(scene: Scene) -> list[str]:
    """The installed fonts, in order of preference."""
    from matplotlib import font_manager

    installed = {entry.name for entry in font_manager.fontManager.ttflist}
    chinese = [name for name in CHINESE_FONTS if name in installed]
    foreign = [item.text for item in scene.items if isinstance(item, Text) and any(map(_is_chinese, item.text))]
    if foreign and not chinese:
        raise LrkitError(
            f"no installed font can write {foreign[0]!r}; install one such as Noto Sans CJK (Debian: fonts-noto-cjk), "
            "or write an .svg or .html picture"
        )
    return [*(name for name in FONTS if name in installed), *chinese]


def _is_chinese(letter: str) -> bool:
    return "⺀" <= letter <= "鿿" or "豈" <= letter <= "￯"
