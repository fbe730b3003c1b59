"""Make the pictures of HTML reports: ``make images``, or ``python docs/make_images.py``.

The texts are those in ``examples/``, the browser is the system's Chromium.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stdout
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

import mtdetect
from mtdetect.cli.main import main

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
EXAMPLES = ROOT / "examples"
CASES = ROOT / "tests" / "cases"
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
COLOURS = 128  # of a palette: enough for text on flat grounds, at a third of the bytes


def make_images() -> None:
    """Make a picture of a report in light and in dark, of a comparison, of a table, and of a page."""
    text = (EXAMPLES / "spun_news.txt").read_text(encoding="utf-8")
    detector = mtdetect.load()
    report = detector.detect(text)
    examples = sorted(EXAMPLES.glob("*.txt"))
    texts = [path.read_text(encoding="utf-8") for path in examples]
    reports = mtdetect.Reports(detector.detect_many([*texts, *_cut(texts)]), labels=_names(examples))
    for scheme in ("light", "dark"):
        with _opened(_notebook(report._repr_html_()), scheme, height=860) as page:
            page.locator("mark").filter(has_text="commerce battle").first.hover()
            page.wait_for_timeout(400)  # what is told fades in
            _save(page, f"report_{scheme}.png")
    original = (EXAMPLES / "human_news.txt").read_text(encoding="utf-8")
    comparison = mtdetect.compare(original, report)
    with _opened(_notebook(comparison._repr_html_()), "light", height=760) as page:
        page.locator("mark").filter(has_text="commerce battle").first.hover()
        page.wait_for_timeout(400)
        _save(page, "comparison.png")
    with _opened(_notebook(reports._repr_html_()), "light", height=320) as page:
        page.get_by_role("button", name="Score").click()
        _save(page, "reports.png")
    with _opened(_scan(), "light", height=1000) as page:
        page.get_by_label("Sort by").select_option("score, highest first")
        page.locator(".documents summary").first.click()
        _save(page, "page.png")


def _cut(texts: list[str]) -> Iterator[str]:
    return (text[: len(text) // 2] for text in texts)


def _names(paths: list[Path]) -> list[str]:
    return [path.name for path in paths] + [f"{path.stem}, first half" for path in paths]


def _notebook(output: str) -> str:
    return f"<!DOCTYPE html><meta charset=utf-8><title>mtdetect</title><body style='margin:12px'>{output}"


def _scan() -> str:
    """Return the page of a scan of the examples and of the labelled cases of the tests."""
    inputs = [*sorted(EXAMPLES.iterdir()), *sorted(CASES.glob("*.jsonl"))]
    out = io.StringIO()
    with redirect_stdout(out), chdir(ROOT):
        main(["scan", "--format", "html", *(str(path.relative_to(ROOT)) for path in inputs)])
    return out.getvalue()


@contextmanager
def _opened(html: str, scheme: str, *, height: int) -> Iterator[Page]:
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        raise SystemExit(f"expected a Chromium on this machine (one of {', '.join(BROWSERS)}), found none.")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(html, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        dark = scheme == "dark"
        page = browser.new_page(
            color_scheme="dark" if dark else "light", viewport={"width": 1000, "height": height}
        )
        page.goto(path.as_uri())
        yield page
        browser.close()


def _save(page: Page, name: str) -> None:
    path = IMAGES / name
    page.screenshot(path=path)
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    make_images()
