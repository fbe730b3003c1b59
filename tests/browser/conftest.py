"""A headless Chromium of the system's: nothing is downloaded, and no page may ask for anything."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.looking import Open

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


@pytest.fixture(scope="package")  # while it is open, no other test could run an event loop of its own
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(f"no Chromium here (looked for {', '.join(NAMES)}); install Debian's chromium")
    with sync_playwright() as playwright:
        # --no-sandbox: CI runs as root, where Chromium's sandbox does not start.
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


class Watched:
    """Pages opened in one test, and what they did that no page of ours may do."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._browser = browser
        self._folder = folder
        self._contexts: list[BrowserContext] = []
        self.misdeeds: list[str] = []

    def open(
        self,
        html: str,
        *,
        script: bool = True,
        scheme: str = "light",
        width: int = 900,
        watched: bool = True,
    ) -> Page:
        """Open HTML as a file, which is how a saved page is read."""
        path = self._folder / f"page{len(self._contexts)}.html"
        path.write_text(html, encoding="utf-8")
        context = self._browser.new_context(
            java_script_enabled=script,
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",  # or a look may fall into the moment when something appears
            viewport={"width": width, "height": 800},
        )
        self._contexts.append(context)
        page = context.new_page()
        if watched:
            self._watch(page, path.as_uri())
        page.goto(path.as_uri())
        return page

    def _watch(self, page: Page, own: str) -> None:
        page.on("dialog", lambda dialog: self._note(f"dialog: {dialog.message}"))
        page.on("console", lambda message: self._note(f"console: {message.text}"))
        page.on("pageerror", lambda error: self._note(f"error: {error}"))
        page.on(
            "request", lambda request: None if request.url == own else self._note(f"request: {request.url}")
        )

    def _note(self, misdeed: str) -> None:
        self.misdeeds.append(misdeed)

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Open pages; at the end, none of them has asked for anything, complained or run what it should not."""
    watched = Watched(browser, tmp_path)
    yield watched.open
    misdeeds = watched.misdeeds
    watched.close()
    assert misdeeds == []
