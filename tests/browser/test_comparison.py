"""Two texts side by side in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

import mtdetect
from mtdetect.render.html.comparison import comparison_page
from mtdetect.render.html.notebook import show_comparison
from tests.browser.looking import Open, open_all, violations
from tests.comparing.test_comparing import PARAGRAPHS, compared, span
from tests.html_cases import HOSTILE

pytestmark = pytest.mark.browser

QUIET = "The bay lay quiet that morning.\n" * 80


def comparison() -> mtdetect.Comparison:
    """Return one with every sort of mark, a moved passage, and something folded."""
    spun = PARAGRAPHS[1].replace("repaired", "mended").replace("heavy ", "").replace("March", "early march")
    swapped = PARAGRAPHS[3].replace("charged", "billed").replace("stories", "tales")
    original = "\n\n".join([*PARAGRAPHS[:3], QUIET, PARAGRAPHS[3]])
    suspect = "\n\n".join([PARAGRAPHS[0], PARAGRAPHS[2], QUIET, swapped, spun])
    return compared(original, suspect, span(suspect, "billed", "asked"), span(suspect, "tales", "stories"))


def notebook(output: str) -> str:
    return (
        f"<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Notebook</title>"
        f"<body><main><h1>Notebook</h1>{output}</main></body></html>"
    )


def outlined(page: Page) -> list[str]:
    found: list[str] = page.locator(".sides mark").evaluate_all(
        "all => all.filter(one => getComputedStyle(one).outlineStyle === 'solid').map(one => one.textContent)"
    )
    return found


@pytest.mark.parametrize(("scheme", "width"), [("light", 1000), ("dark", 360)])
def test_axe_finds_nothing(show: Open, scheme: str, width: int) -> None:
    page = show(notebook(show_comparison(comparison())), scheme=scheme, width=width)
    open_all(page)
    page.locator("mark").first.focus()
    page.wait_for_timeout(400)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_mark_says_what_stands_on_the_other_side_and_shows_it(show: Open) -> None:
    page = show(notebook(show_comparison(comparison())))
    mark = page.locator("mark").filter(has_text="billed")
    mark.hover()
    expect(page.locator(".t:visible")).to_contain_text("In the original: charged")
    assert outlined(page) == ["charged", "billed"]
    page.get_by_role("heading").hover()
    assert outlined(page) == []
    page.locator("mark").filter(has_text="charged").focus()
    expect(page.locator(".t:visible")).to_contain_text("In the suspect: billed")
    page.keyboard.press("Tab")
    assert "stories" in outlined(page)


def test_without_scripts_a_mark_still_tells(show: Open) -> None:
    page = show(notebook(show_comparison(comparison())), script=False)
    page.locator("mark").filter(has_text="billed").hover()
    expect(page.locator(".t:visible")).to_contain_text("In the original: charged")


def test_sorts_of_marks_differ_in_line_or_sign(show: Open) -> None:
    page = show(notebook(show_comparison(comparison())))
    page.emulate_media(media="print")
    looks = page.locator(".sides mark.b:not(.gap)").evaluate_all(
        "all => Object.fromEntries(all.map(one => { const s = getComputedStyle(one); return [one.className,"
        " [s.textDecorationLine, s.textDecorationStyle, getComputedStyle(one, '::before').content,"
        " getComputedStyle(one, '::after').content].join(' ')]; }))"
    )
    assert len(looks) >= 5
    assert len(set(looks.values())) == len(looks)


@pytest.mark.parametrize(("width", "beside"), [(1000, True), (400, False)])
def test_the_sides_stand_beside_each_other_where_there_is_room(show: Open, width: int, beside: bool) -> None:
    page = show(notebook(show_comparison(comparison())), width=width)
    left, right = (page.locator(".sides tr:not(.origin) > td").nth(at).bounding_box() for at in (0, 1))
    assert left is not None
    assert right is not None
    assert (left["y"] == right["y"]) is beside
    assert (left["x"] < right["x"]) is beside


def test_a_hostile_page_is_inert(show: Open) -> None:
    evil, other = "\n".join(HOSTILE), "\n".join(f"{one} changed" for one in HOSTILE)
    page = show(comparison_page(compared(evil, other), (evil, other)), width=500)
    assert page.locator("script").count() == 1
    assert page.locator(":is(img, iframe, object, base)").count() == 0
    assert page.title() == "mtdetect: comparison"
    for mark in page.locator("mark:visible").all()[:3]:
        mark.hover()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 500
