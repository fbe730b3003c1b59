"""How a page of thousands of documents does in a browser: ``python benchmarks/html_page.py [DOCUMENTS]``.

The documents are the labelled cases of the tests, over and over; the browser is the system's Chromium.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter

from playwright.sync_api import sync_playwright

import mtdetect
from mtdetect.render.html.page import HtmlWriter
from mtdetect.results.documents import Document
from mtdetect.results.tally import Tally

CASES = Path(__file__).parents[1] / "tests" / "cases"
DOCUMENTS = 10_000


def write_page(path: Path, documents: int) -> None:
    """Write the page of so many documents."""
    lines = [
        line for name in ("human", "rewritten") for line in (CASES / f"{name}.jsonl").open(encoding="utf-8")
    ]
    reports = list(mtdetect.load().detect_many([json.loads(line)["text"] for line in lines]))
    writer, tally = HtmlWriter(), Tally()
    with path.open("w", encoding="utf-8") as out:
        out.write(writer.begin())
        for number, report in enumerate(islice(cycle(reports), documents)):
            out.write(writer.document(Document(report.text, "cases.jsonl", number + 1), report))
            tally = tally.with_report(report)
        out.write(writer.end(tally))


def say(line: str) -> None:
    """Write a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def timed(step: Callable[[], object]) -> str:
    """Take a step and say how long it took."""
    start = perf_counter()
    step()
    return f"{perf_counter() - start:.1f} s"


def main(documents: int) -> None:
    """Write a page, then load, sort and filter it."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "page.html"
        say(f"{documents:,} documents, written in {timed(lambda: write_page(path, documents))}")
        say(f"page of {path.stat().st_size / 1e6:.1f} MB")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        say(f"load: {timed(lambda: page.goto(path.as_uri()))}")
        order, name = page.get_by_label("Sort by"), page.get_by_label("Name contains")
        say(f"sort: {timed(lambda: order.select_option('-score'))}")
        say(f"filter: {timed(lambda: name.fill('99'))}")
        browser.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS)
