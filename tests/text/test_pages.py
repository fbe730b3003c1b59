"""The shipped model on one article in several dresses: it must read the same article in each of them."""

from __future__ import annotations

import re
from functools import cache

import pytest

from mtdetect.detector import load
from mtdetect.model.folder import shipped_folder
from mtdetect.results.report import Report
from tests.pages import ADDRESS, ARTICLE, html_page, littered, markdown_page

DRESSES = {"text": littered(), "html": html_page(), "markdown": markdown_page()}
SWAPS = {
    "engineers warned": "engineers cautioned",
    "small car ferry": "tiny automobile ferry",
    "river bed": "river mattress",
    "supposed to cost": "alleged to value",
    "a little over": "a bit of over",
    "roads committee": "streets board",
    "was painting a rail": "was portray a rail",
    "a fishing boat": "an angling ship",
    "fresh coat of paint": "recent coat of portray",
    "set aside": "put apart",
    "had hoped to cut a ribbon": "had hoped to reduce a ribbon",
    "spent most of the meeting explaining": "spent many of the assembly explaining",
    "the whole bridge": "the entire bridge",
    "was announced": "was introduced",
    "Neither choice is cheap": "Neither selection is reasonable",
    "first estimate": "first guess",
    "the extra cost": "the additional value",
    "the next morning, few people": "the following morning, few individuals",
    "would have lost his job": "would have misplaced his job",
    "trying not to smile": "attempting to not smile",
    "Others were less cheerful": "Others had been much less cheerful",
    "three times since Christmas": "three instances since Christmas",
    "expects to have the results": "expects to have the outcomes",
    "will meet again": "will meet as soon as more",
    "would be willing to pay": "can be prepared to pay",
    "a clearer idea of the price": "a clearer thought of the worth",
    "protected by law": "protected by regulation",
    "wrong side": "incorrect facet",
    "it would be willing": "it could be prepared",
}

pytestmark = pytest.mark.skipif(not shipped_folder().is_dir(), reason="there is no models/en")


def swapped(text: str) -> str:
    for left, right in SWAPS.items():
        text = text.replace(left, right)
    return text


@cache
def judged(text: str) -> Report:
    return load().detect(text)


def spans(report: Report) -> list[tuple[str, list[str]]]:
    """Name the spans by their words, markup and wrapping aside."""
    return [
        (" ".join(re.sub(r"<[^>]*>|[*>]", "", span.text).split()), [item.text for item in span.suggestions])
        for span in report.spans
    ]


@pytest.mark.parametrize("dress", DRESSES)
@pytest.mark.parametrize("spun", [False, True])
def test_the_article_scores_the_same_in_every_dress(dress: str, spun: bool) -> None:
    # Measured: the same score as HTML and Markdown, .0005 apart among debris.
    bare, page = (swapped(text) if spun else text for text in (ARTICLE, DRESSES[dress]))
    assert judged(page).format == dress
    assert judged(page).score == pytest.approx(judged(bare).score, abs=0.02)
    assert judged(page).verdict == judged(bare).verdict


@pytest.mark.parametrize("dress", ["html", "markdown"])
def test_the_spans_are_the_same_in_every_markup(dress: str) -> None:
    page = swapped(DRESSES[dress])
    assert len(judged(page).spans) >= 5
    assert spans(judged(page)) == spans(judged(swapped(ARTICLE)))
    assert all(page[span.start : span.end] == span.text for span in judged(page).spans)


def test_the_debris_is_counted() -> None:
    text = littered()
    skipped = [(region.kind, text[region.start : region.end]) for region in judged(text).skipped]
    kinds = [kind for kind, _ in skipped]
    assert (kinds.count("data"), kinds.count("menu"), kinds.count("media")) == (4, 3, 2)
    assert skipped.count(("address", ADDRESS)) == 2
