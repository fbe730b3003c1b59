"""The examples' first paragraphs as the shipped model sees them, shown as a notebook would show them."""

from __future__ import annotations

import mtdetect
from livedocs.repository import ROOT
from mtdetect.render.html.notebook import show_report

PARAGRAPHS = slice(1, 3)  # behind the heading; enough words for a verdict


def spun() -> str:
    """Show the spun example."""
    return _shown("spun_news")


def human() -> str:
    """Show the same story as a person wrote it."""
    return _shown("human_news")


def beginning(name: str) -> str:
    """Cut the first paragraphs out of an example."""
    text = (ROOT / "examples" / f"{name}.txt").read_text(encoding="utf-8")
    return "\n\n".join(text.split("\n\n")[PARAGRAPHS])


def _shown(name: str) -> str:
    return show_report(mtdetect.detect(beginning(name)))
