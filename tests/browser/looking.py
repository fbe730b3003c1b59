"""What the tests in a browser look at pages with."""

from __future__ import annotations

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

Open = Callable[..., Page]
"""Open HTML in a fresh browser context, with ``script``, ``scheme`` and ``width``."""


def violations(page: Page) -> list[str]:
    """Return what axe-core has against a page, element by element."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:200]} {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]


def open_all(page: Page) -> None:
    """Open whatever is folded."""
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
