"""The built site in a browser: it fetches nothing from elsewhere, raises no error, and fits a phone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.places import ROOT

PHONE, DESK = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=900)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    build(load_config(str(ROOT / "mkdocs.yml"), site_dir=str(folder), strict=True))
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


def test_no_page_fetches_anything_raises_an_error_or_is_too_wide(site: Path, page: Page) -> None:
    outside, errors, wide = [], [], []
    page.on("request", lambda one: outside.append(one.url) if not one.url.startswith("file:") else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    for path in sorted(site.rglob("*.html")):
        page.goto(path.as_uri())
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wide.append((path.name, size["width"]))
    assert (outside, errors, wide) == ([], [], [])


def test_the_landing_page_shows_a_spun_text_with_its_marks(site: Path, page: Page) -> None:
    page.goto((site / "index.html").as_uri())
    spun, human = page.locator(".mtdetect").all()
    assert "Home" in spun.locator("mark").all_inner_texts()
    assert human.locator("mark").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_reports_follow_the_palette_of_the_site(site: Path, browser: Browser, scheme: str) -> None:
    page = browser.new_page(color_scheme="light" if scheme == "dark" else "dark")  # the system says otherwise
    page.goto((site / "index.html").as_uri())
    page.locator("label[title]:visible").first.click()  # the palette's switch
    shown = page.locator(".mtdetect").first.evaluate("report => getComputedStyle(report).colorScheme")
    page.close()
    assert shown == scheme
