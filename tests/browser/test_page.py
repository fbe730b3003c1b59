"""The page of ``scan --format html`` in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from mtdetect.results.documents import Problem
from tests.browser.looking import Open, open_all, violations
from tests.html_cases import HOSTILE, full_report, hostile_report, page, small_page

pytestmark = pytest.mark.browser


def shown(tab: Page) -> Locator:
    return tab.locator(".documents > li:visible .label")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1100, 360])
def test_axe_finds_nothing(show: Open, scheme: str, width: int) -> None:
    tab = show(small_page(), scheme=scheme, width=width)
    assert violations(tab) == []
    open_all(tab)
    assert violations(tab) == []


def test_the_summary_comes_first_and_names_what_it_counts(show: Open) -> None:
    tab = show(small_page())
    assert tab.get_by_role("heading", level=2).all_inner_texts() == ["Summary", "Documents", "Is it proof?"]
    expect(tab.locator("#summary")).to_contain_text(
        "3 documents: 1 flagged, 1 clean, 1 abstained; 1 input unreadable"
    )
    expect(tab.get_by_role("img")).to_have_accessible_name(
        "Histogram of scores, 1 flagged, 1 clean, 1 abstain; the table below has the numbers"
    )
    tab.get_by_text("The numbers").click()
    expect(tab.locator(".spread table")).to_contain_text("90.0 % to 95.0 %")
    expect(tab.get_by_role("contentinfo")).to_contain_text("model fake, sha256 abab")


def test_verdicts_are_filtered_by_keyboard(show: Open) -> None:
    tab = show(small_page())
    tab.get_by_role("checkbox", name="clean").focus()
    tab.keyboard.press("Space")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Space")
    expect(shown(tab)).to_have_text(["b.txt", "c.bin"])
    expect(tab.get_by_role("status")).to_have_text("2 of 4 shown")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Space")
    expect(shown(tab)).to_have_text(["b.txt"])


def test_scores_and_names_are_filtered(show: Open) -> None:
    tab = show(small_page())
    tab.get_by_label("Score from").fill("30")
    expect(shown(tab)).to_have_text(["b.txt", "a9.txt"])
    tab.get_by_label("Score from").fill("0")
    tab.get_by_label("Name contains").fill("A1")
    expect(shown(tab)).to_have_text(["a10.txt"])
    tab.get_by_label("Name contains").press("Enter")  # sends nothing
    expect(shown(tab)).to_have_text(["a10.txt"])


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("score, highest first", ["b.txt", "a9.txt", "a10.txt", "c.bin"]),
        ("words, most first", ["a10.txt", "b.txt", "a9.txt", "c.bin"]),
        ("name", ["a9.txt", "a10.txt", "b.txt", "c.bin"]),
        ("order of input", ["b.txt", "a10.txt", "a9.txt", "c.bin"]),
    ],
)
def test_documents_are_sorted(show: Open, by: str, expected: list[str]) -> None:
    tab = show(small_page())
    tab.get_by_label("Sort by").select_option("spans, most first")
    tab.get_by_label("Sort by").select_option(by)
    expect(shown(tab)).to_have_text(expected)


def test_documents_open_together_and_by_themselves(show: Open) -> None:
    tab = show(small_page())
    opened = tab.locator(".doc[open]")
    tab.get_by_role("button", name="Open all shown").click()
    expect(opened).to_have_count(3)
    tab.get_by_role("button", name="Close all").click()
    expect(opened).to_have_count(0)
    tab.locator(".documents summary").first.focus()
    tab.keyboard.press("Enter")
    expect(opened).to_have_count(1)
    tab.keyboard.press("Tab")
    expect(tab.locator(".t:visible")).to_have_count(1)
    tab.keyboard.press("Escape")
    expect(tab.locator(".t:visible")).to_have_count(0)


def test_a_single_document_is_open_and_needs_no_filters(show: Open) -> None:
    tab = show(page([("one.txt", full_report())]))
    expect(tab.locator(".doc[open]")).to_have_count(1)
    expect(tab.locator(".filters")).to_be_hidden()


def test_without_scripts_it_shows_everything(show: Open) -> None:
    tab = show(small_page(), script=False)
    expect(shown(tab)).to_have_text(["b.txt", "a10.txt", "a9.txt", "c.bin"])
    expect(tab.locator(".filters")).to_be_hidden()
    tab.get_by_role("link", name="Summary").click()
    expect(tab.locator("#summary")).to_be_in_viewport()
    tab.locator(".documents summary").first.click()
    tab.keyboard.press("Tab")
    expect(tab.locator(".t:visible")).to_have_count(1)


def test_a_scan_of_nothing_is_a_page(show: Open) -> None:
    tab = show(page([]))
    expect(tab.locator("#summary")).to_contain_text("0 documents: 0 flagged, 0 clean, 0 abstained")
    assert violations(tab) == []


def test_in_print_all_documents_are_listed_and_filters_are_not(show: Open) -> None:
    tab = show(small_page(), scheme="dark")
    tab.emulate_media(media="print")
    expect(shown(tab)).to_have_count(4)
    expect(tab.locator(".filters")).to_be_hidden()


def test_hostile_documents_names_and_problems_are_inert(show: Open) -> None:
    documents = [(evil, hostile_report()) for evil in HOSTILE]
    tab = show(page(documents, [Problem("".join(HOSTILE), "".join(HOSTILE))]))
    open_all(tab)
    tab.get_by_label("Sort by").select_option("name")
    tab.get_by_label("Name contains").fill("<script>")
    assert tab.locator("script").count() == 1
    assert tab.locator(":is(img, iframe, object, base)").count() == 0
    assert tab.title() == "mtdetect: scan report"
    expect(tab.get_by_role("status")).to_have_text(f"3 of {len(HOSTILE) + 1} shown")


def test_the_policy_lets_no_other_script_run(show: Open) -> None:
    html = small_page().replace(
        "<ol class=documents>", "<script>document.title = 'taken over'</script><ol class=documents>"
    )
    tab = show(html, script=True, watched=False)
    assert tab.title() == "mtdetect: scan report"
