"""Pictures of the board for the documentation: ``python -m tests.dashboard.screenshots RUNS docs/images``."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image

from tests.dashboard.browser import Page, chromium
from tests.dashboard.served import board

_COLORS = 128
_CHARTS = {"rate": 3, "train": 2}


def save(page: Page, file: Path, height: int) -> None:
    """The top of the page as a PNG of few colours."""
    picture = Image.open(io.BytesIO(page.driver.get_screenshot_as_png())).convert("RGB")
    picture.crop((0, 0, picture.width, min(height, picture.height))).quantize(_COLORS, dither=0).save(
        file, optimize=True
    )


def main(runs: str, target: str) -> None:
    """Takes the charts of rate and loss, and the table of settings."""
    with board(Path(runs)) as served, chromium(1280, 1700) as page:
        page.open(served.page, expected="rate")
        for group, charts in _CHARTS.items():
            page.open_group(group, charts)
        page.driver.execute_script("window.scrollTo(0, 0)")
        save(page, Path(target) / "board.png", 1460)
        page.open(f"{served.root}/hyper-parameter", expected="warmup_updates")
        page.wait_for(lambda: "eval/accuracy" in page.text and not page.driver.find_elements("id", "nprogress"))
        save(page, Path(target) / "board-settings.png", 520)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
