"""A real browser: the system's Chromium, else Playwright's own."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Playwright, sync_playwright

__all__ = ["Browser", "Visit", "chromium", "system_browser"]

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


@dataclass
class Visit:
    """Somebody at a browser."""

    browser: Browser
    url: str
    email: str
    password: str
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, *, width: int = 1280, theme: str = "light", **options: Any) -> Page:
        """Open a new window in front of the sign-in page."""
        given = {"viewport": {"width": width, "height": 800}, "color_scheme": theme, "reduced_motion": "reduce"}
        context = self.browser.new_context(**{**given, **options})
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(f"{self.url}/sign-in")
        return page

    def signed_in(self, **options: Any) -> Page:
        """Open a new window and sign in by typing."""
        page = self.open(**options)
        page.get_by_label("Email").fill(self.email)
        page.get_by_label("Password", exact=True).fill(self.password)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{self.url}/")
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            self.complaints.append(message.text)

    def close(self) -> None:
        """Close every window."""
        for context in self.contexts:
            context.close()
