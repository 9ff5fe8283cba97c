"""A headless Chromium on the pages of VisualDL."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = os.environ.get("CHROMEDRIVER") or shutil.which("chromedriver")
WIDTH, HEIGHT = 1280, 900
_PATIENCE = 60
_FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    f"--disable-component-update --disable-sync --no-proxy-server --lang=en --window-size={WIDTH},{HEIGHT}"
).split()


class Page:
    """A tab.

    Args:
        driver: Selenium's driver.
    """

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(self, address: str, expected: str) -> None:
        """Loads an address and waits until the page shows a text."""
        self.driver.get(address)
        self.wait_for(lambda: expected in self.text)

    def wait_for(self, condition: Any) -> None:
        """Waits until a function answers with something true."""
        from selenium.webdriver.support.ui import WebDriverWait

        WebDriverWait(self.driver, _PATIENCE, poll_frequency=0.2).until(lambda _: condition())

    @property
    def text(self) -> str:
        """What can be read on the page."""
        return str(self.driver.execute_script("return document.body.innerText"))

    def charts(self, group: str) -> list[Any]:
        """The canvases of a group of charts, in the order of its tags; none when it is closed."""
        return list(self.driver.find_elements("xpath", f"//h3[text()='{group}']/ancestor::div[2]//canvas"))

    def is_open(self, group: str) -> bool:
        """Whether the charts of a group are shown below its title."""
        return len(self.driver.find_elements("xpath", f"//h3[text()='{group}']/ancestor::div[2]/div")) > 1

    def turn(self, group: str) -> None:
        """Opens or closes a group."""
        self.driver.find_element("xpath", f"//h3[text()='{group}']").click()

    def open_group(self, group: str, charts: int) -> None:
        """Opens a group, unless it is open, and waits until so many charts have lines."""
        self.wait_for(lambda: self.driver.find_elements("xpath", f"//h3[text()='{group}']"))
        if not self.is_open(group):
            self.turn(group)
        self.wait_for(lambda: len(self.charts(group)) == charts)
        for index in range(charts):
            self.wait_for(lambda index=index: has_lines(self.pixels(group, index)))

    def pixels(self, group: str, index: int) -> Any:
        """The picture of a chart of an open group, as a Pillow image."""
        from PIL import Image

        chart = self.charts(group)[index]
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", chart)
        return Image.open(io.BytesIO(chart.screenshot_as_png)).convert("RGB")

    @property
    def smoothing(self) -> float:
        """The number in the field of the slider."""
        field = self.driver.find_element("xpath", "//*[text()='Smoothing']/following::input[1]")
        return float(field.get_attribute("value"))

    def errors(self) -> list[str]:
        """Severe messages of the console."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]


def has_lines(picture: Any) -> bool:
    """Whether a chart has colours beside its grey axes."""
    return any(max(color) - min(color) > 100 for _, color in picture.getcolors(1 << 24))


@contextmanager
def chromium(width: int = WIDTH, height: int = HEIGHT) -> Iterator[Page]:
    """A Chromium with an empty profile."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    with tempfile.TemporaryDirectory(prefix="lrkit-chromium-", ignore_cleanup_errors=True) as profile:
        for flag in (*_FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        driver = webdriver.Chrome(options=options, service=Service(DRIVER))
        try:
            driver.set_window_size(width, height)
            yield Page(driver)
        finally:
            driver.quit()
