"""A table of reports in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

import mtdetect
from tests.browser.looking import Open, open_all, violations
from tests.html_cases import clean_report, full_report, hostile_report, short_report

pytestmark = pytest.mark.browser

ROWS = ".list > .scroll > table > tbody > tr"


def table(*, labels: bool = True) -> str:
    reports = mtdetect.Reports(
        [clean_report(), full_report(), short_report()],
        ["n10.txt", "n9.txt", "other.txt"] if labels else None,
    )
    return (
        f"<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Notebook</title>"
        f"<body><main><h1>Notebook</h1>{reports._repr_html_()}</main></body></html>"
    )


def order(page: Page) -> list[str]:
    return page.locator(f"{ROWS} > td:first-child .number").all_inner_texts()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [900, 360])
def test_axe_finds_nothing(show: Open, scheme: str, width: int) -> None:
    page = show(table(), scheme=scheme, width=width)
    assert violations(page) == []
    open_all(page)
    assert violations(page) == []
    assert page.locator(".list").evaluate("list => list.scrollWidth <= list.clientWidth")


def test_titles_sort_by_keyboard_and_say_how(show: Open) -> None:
    page = show(table())
    assert order(page) == ["0", "1", "2"]
    title = page.get_by_role("columnheader", name="Score")
    title.get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert title.get_attribute("aria-sort") == "descending"
    assert order(page) == ["1", "2", "0"]
    page.keyboard.press("Space")
    assert title.get_attribute("aria-sort") == "ascending"
    assert order(page) == ["0", "2", "1"]
    page.keyboard.press("Enter")
    assert title.get_attribute("aria-sort") is None
    assert order(page) == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("Document", ["1", "0", "2"]),
        ("Verdict", ["1", "0", "2"]),
        ("Words", ["0", "1", "2"]),
        ("Spans", ["1", "0", "2"]),
    ],
)
def test_each_column_sorts_as_its_values_do(show: Open, column: str, expected: list[str]) -> None:
    page = show(table())
    page.get_by_role("button", name=column).click()
    assert order(page) == expected
    page.get_by_role("button", name="Score").click()
    assert page.locator("th[aria-sort]").count() == 1


def test_a_row_opens_its_report_as_wide_as_the_table(show: Open) -> None:
    page = show(table())
    before = page.locator(f"{ROWS} > td:first-child").first.bounding_box()
    summary = page.locator(f"{ROWS} summary").nth(0)
    page.locator(ROWS).nth(1).locator("summary").first.focus()
    page.keyboard.press("Enter")
    report = page.locator(".behind:visible")
    expect(report).to_contain_text("said on Monday that")
    inside, all_of_it, after = (
        report.bounding_box(),
        page.locator(".list").bounding_box(),
        summary.bounding_box(),
    )
    assert before is not None
    assert inside is not None
    assert all_of_it is not None
    assert after is not None
    assert all_of_it["width"] - 40 < inside["width"] <= all_of_it["width"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "MARK"
    expect(page.locator(".t:visible")).to_have_count(1)


def test_without_scripts_every_row_is_there_and_opens(show: Open) -> None:
    page = show(table(labels=False), script=False)
    assert order(page) == ["0", "1", "2"]
    page.locator(f"{ROWS} summary").first.click()
    expect(page.locator(".behind:visible")).to_have_count(1)


def test_two_tables_sort_apart(show: Open) -> None:
    page = show(table() + table())
    page.get_by_role("button", name="Score").nth(1).click()
    assert order(page) == ["0", "1", "2", "1", "2", "0"]


def test_hostile_labels_and_texts_are_inert(show: Open) -> None:
    evil = [hostile_report(), hostile_report()]
    html = mtdetect.Reports(
        evil, ["<script>alert(1)</script>", '"><img src=x onerror=alert(2)>\u202e']
    )._repr_html_()
    page = show(f"<!DOCTYPE html><title>x</title>{html}")
    open_all(page)
    page.get_by_role("button", name="Document").click()
    assert page.locator(".mtdetect :is(img, iframe, a)").count() == 0
    assert "<img src=x onerror=alert(2)>\\u202e" in page.locator(".list").inner_text()
