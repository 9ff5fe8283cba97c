"""Scene -> PNG or PDF with matplotlib, which the extra ``plot`` installs."""

from __future__ import annotations

import io
import logging
import subprocess
from typing import Any

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.messages import tr
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
    return _file(scene, "png", pixel_ratio, {"Software": None, "Title": scene.title})


def pdf(scene: Scene) -> bytes:
    """The picture as a PDF file of one page, with text that can be searched and copied.

    Args:
        scene: The picture.

    Raises:
        LrkitError: As for `png`.
    """
    about = {"Creator": None, "Producer": None, "CreationDate": None, "Title": scene.title}
    return _file(scene, "pdf", 1.0, about)


def _file(scene: Scene, form: str, pixel_ratio: float, metadata: dict[str, Any]) -> bytes:
    try:
        from matplotlib import rc_context
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise LrkitError(
            tr("PNG and PDF pictures need matplotlib: pip install 'paddle-lrkit[plot]'; SVG and HTML pictures do not")
        ) from error
    figure = Figure(figsize=(scene.width / 100, scene.height / 100), dpi=100 * pixel_ratio, facecolor="none")
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0), xlim=(0, scene.width), ylim=(scene.height, 0))
    axes.set_axis_off()
    families = _families(scene)
    for layer, item in enumerate(scene.items):
        axes.add_artist(_artist(item, families)).set_zorder(layer)
    target = io.BytesIO()
    log = logging.getLogger("matplotlib.font_manager")  # warns of a font without a bold face
    quiet, log.disabled = log.disabled, True
    try:
        with rc_context({"pdf.fonttype": 42}):
            figure.savefig(target, format=form, metadata=metadata)
    finally:
        log.disabled = quiet
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


def can_write_chinese() -> bool:
    """Whether a font for Chinese is installed, and matplotlib too."""
    try:
        return bool(_chinese_fonts())
    except ImportError:
        return False


def _families(scene: Scene) -> list[str]:
    """The installed fonts, in order of preference."""
    from matplotlib import font_manager

    foreign = [item.text for item in scene.items if isinstance(item, Text) and any(map(_is_chinese, item.text))]
    chinese = _chinese_fonts() if foreign else []
    if foreign and not chinese:
        raise LrkitError(
            tr(
                "no installed font can write {!r}; install one such as Noto Sans CJK (Debian: fonts-noto-cjk), or "
                "write an .svg or .html picture",
                foreign[0],
            )
        )
    installed = {entry.name for entry in font_manager.fontManager.ttflist}
    return [*(name for name in FONTS if name in installed), *chinese]


def _chinese_fonts() -> list[str]:
    """The fonts for Chinese that matplotlib knows; else the one that fontconfig prefers, which may be newer."""
    from matplotlib import font_manager

    installed = {entry.name for entry in font_manager.fontManager.ttflist}
    known = [name for name in CHINESE_FONTS if name in installed]
    if known:
        return known
    for file in _font_files():
        try:
            font_manager.fontManager.addfont(file)
            return [font_manager.FontProperties(fname=file).get_name()]
        except (OSError, RuntimeError, ValueError):
            continue  # not a font that matplotlib reads
    return []


def _font_files() -> list[str]:
    """Files of fonts for Chinese, the best first, as fontconfig finds them."""
    asked = ["fc-match", "--sort", "--format", "%{file}\t%{lang}\n", ":lang=zh-cn"]
    try:
        found = subprocess.run(asked, capture_output=True, text=True, timeout=10, check=False).stdout  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return []
    rows = [line.split("\t") for line in found.splitlines()]
    return [file for file, *languages in rows if "zh-cn" in "".join(languages).split("|")]


def _is_chinese(letter: str) -> bool:
    return "⺀" <= letter <= "鿿" or "豈" <= letter <= "￯"
