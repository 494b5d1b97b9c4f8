"""A real browser: the system's Chromium, else Playwright's own."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Playwright, sync_playwright

__all__ = ["Browser", "chromium", "system_browser"]

NAMES = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
]
ADVICE = (
    "no browser for the tests of pages; install one with: apt-get install chromium (or: playwright install chromium)"
)


def system_browser() -> str | None:
    """Return the path of the browser of this system, or None."""
    return next((path for name in NAMES if (path := shutil.which(name)) is not None), None)


def launch(playwright: Playwright) -> Browser | None:
    """Start a browser, or return None where there is none."""
    path = system_browser()
    if path is None and not Path(playwright.chromium.executable_path).exists():
        return None
    return playwright.chromium.launch(executable_path=path, args=SWITCHES)


def chromium() -> Iterator[Browser]:
    """Run a browser for as long as it is needed."""
    with sync_playwright() as playwright:
        try:
            browser = launch(playwright)
        except Error as error:
            pytest.fail(f"the browser does not start: {error}")
        if browser is None:
            if os.environ.get("CI") == "true":
                pytest.fail(ADVICE)
            pytest.skip(ADVICE)
        yield browser
        browser.close()
