"""A report in a real browser: seen, printed, and used with the keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from mtdetect.render.html.markup import shown
from mtdetect.render.html.notebook import show_report
from mtdetect.results.report import Report
from tests.browser.looking import Open, open_all, violations
from tests.html_cases import clean_report, dense_report, full_report, hostile_report, short_report

pytestmark = pytest.mark.browser

REPORTS = {"full": full_report, "clean": clean_report, "short": short_report, "hostile": hostile_report}

#: What a notebook does to whatever it shows, drawn together from several.
NOTEBOOK_STYLES = """
  .notebook p { margin: 40px; color: red; } .notebook table { display: block; margin-left: auto; }
  .notebook tr, .notebook td, .notebook th { text-align: right; padding: 30px; background: yellow; }
  .notebook mark { background: none; text-decoration: none; } .notebook summary { display: none; }
  .notebook button { appearance: none; border: 9px solid lime; } .notebook span { font-size: 40px; }
  .notebook details > * { display: none; } .notebook b { color: white; }
"""


def notebook(*outputs: str, theme: str = "") -> str:
    body = "".join(f"<div class=output>{output}</div>" for output in outputs)
    return (
        f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Notebook</title>"
        f'<style>{NOTEBOOK_STYLES}</style></head><body data-jp-theme-light="{theme}">'
        f"<main class=notebook><h1>Notebook</h1>{body}</main></body></html>"
    )


def html_of(report: Report) -> str:
    return show_report(report).encode("utf-8").decode("utf-8")  # a notebook is a file


def marked_text(page: Page) -> list[str]:
    texts: list[str] = page.locator("mark").evaluate_all("marks => marks.map(mark => mark.textContent)")
    return texts


def background(page: Page) -> str:
    return str(page.locator(".mtdetect").evaluate("root => getComputedStyle(root).backgroundColor"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", sorted(REPORTS))
def test_axe_finds_nothing(show: Open, name: str, scheme: str) -> None:
    page = show(notebook(html_of(REPORTS[name]())), scheme=scheme)
    open_all(page)
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_while_something_is_told(show: Open, scheme: str) -> None:
    page = show(notebook(html_of(full_report())), scheme=scheme)
    page.locator("mark").first.focus()
    page.wait_for_timeout(400)  # it fades in
    expect(page.get_by_role("tooltip")).to_have_count(1)
    assert violations(page) == []


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_marks_hold_the_text_of_their_spans(show: Open, name: str) -> None:
    report = REPORTS[name]()
    page = show(notebook(html_of(report)))
    assert marked_text(page) == [shown(span.text).unescape() for span in report.spans]


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_the_whole_text_is_there_in_its_order(show: Open, name: str) -> None:
    report = REPORTS[name]()
    page = show(notebook(html_of(report)))
    page.evaluate("document.querySelectorAll('.t, .text summary').forEach(one => one.remove())")
    assert page.locator(".text").text_content() == shown(report.text).unescape()


def test_tab_reaches_each_mark_in_order_and_tells_of_it(show: Open) -> None:
    report = full_report()
    page = show(notebook(html_of(report)))
    for span in report.spans:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == span.text
        told = page.locator(".t:visible")
        expect(told).to_have_count(1)
        expect(told).to_contain_text("Perhaps White House, building")
        described_by = page.evaluate("document.activeElement.getAttribute('aria-describedby')")
        assert told.get_attribute("id") == described_by
    page.keyboard.press("Tab")
    expect(page.locator(".t:visible")).to_have_count(0)


def test_what_is_told_has_strength_suggestions_and_reasons(show: Open) -> None:
    page = show(notebook(html_of(full_report())))
    page.locator("mark").nth(3).focus()
    told = page.locator(".t:visible")
    expect(told).to_contain_text("Medium sign, 62.0 %")
    expect(told).to_contain_text("Interrupted by what was not read")
    expect(told).to_contain_text("+1.5 how much likelier the text is with the best other wording")
    expect(told).to_contain_text("−0.4 how much commoner the best other wording is")
    expect(told).not_to_contain_text("baseline")


def test_escape_puts_away_what_is_told_until_one_comes_back(show: Open) -> None:
    page = show(notebook(html_of(full_report())))
    told = page.locator(".t:visible")
    page.keyboard.press("Tab")
    expect(told).to_have_count(1)
    page.keyboard.press("Escape")
    expect(told).to_have_count(0)
    assert page.evaluate("document.activeElement.tagName") == "MARK"
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(told).to_have_count(1)


def test_the_pointer_shows_it_may_move_onto_it_and_escape_hides_it(show: Open) -> None:
    page = show(notebook(html_of(full_report())))
    told = page.locator(".t:visible")
    page.locator("mark").first.hover()
    expect(told).to_have_count(1)
    told.hover()  # over the gap between them
    expect(told).to_have_count(1)
    page.keyboard.press("Escape")
    expect(told).to_have_count(0)
    page.mouse.move(5, 5)
    page.locator("mark").first.hover()
    expect(told).to_have_count(1)


def test_it_works_without_scripts(show: Open) -> None:
    page = show(notebook(html_of(full_report())), script=False)
    page.keyboard.press("Tab")
    expect(page.locator(".t:visible")).to_have_count(1)
    page.get_by_text("What moved the score").click()
    expect(page.get_by_role("table")).to_be_visible()


def test_without_styles_the_text_stays_readable(show: Open) -> None:
    sanitized = re.sub(
        r"<style>.*?</style>|<script>.*?</script>| hidden(?=>)", "", html_of(full_report()), flags=re.S
    )
    page = show(f"<!DOCTYPE html><title>x</title>{sanitized}")
    assert page.locator("style").count() == 0
    expect(page.locator(".t:visible")).to_have_count(0)
    assert "battle would drag on.\n\nShares fell <b>sharply</b>" in page.locator(".text").inner_text()


@pytest.mark.parametrize("width", [900, 360])
def test_what_is_told_stays_inside_the_window(show: Open, width: int) -> None:
    page = show(notebook(html_of(full_report())), width=width)
    for mark in page.locator("mark").all():
        mark.focus()
        box = page.locator(".t:visible").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_an_output_that_scrolls_does_not_cut_off_what_is_told(show: Open) -> None:
    box = '<div style="height: 320px; overflow: auto; border: 1px solid">'
    page = show(f"<!DOCTYPE html><title>x</title>{box}{html_of(full_report())}</div>")
    page.locator("mark").nth(1).focus()
    page.wait_for_timeout(400)
    told = page.locator(".t:visible")
    seen = told.evaluate("""told => {
        const box = told.getBoundingClientRect();
        const corners = [[box.left + 4, box.top + 4], [box.right - 4, box.bottom - 4]];
        return corners.every(([x, y]) => told.contains(document.elementFromPoint(x, y)));
    }""")
    assert seen


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_no_report_is_wider_than_its_place(show: Open, name: str) -> None:
    page = show(notebook(html_of(REPORTS[name]())), width=500)
    open_all(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 500


def test_nothing_overflows_a_narrow_window(show: Open) -> None:
    page = show(html_of(dense_report(60)), width=320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_print_keeps_underlines_and_writes_suggestions_beside_the_words(show: Open) -> None:
    page = show(notebook(html_of(full_report())), scheme="dark")
    page.emulate_media(media="print")
    first = page.locator("mark").first
    assert first.evaluate("mark => getComputedStyle(mark).textDecorationLine") == "underline"
    assert first.evaluate("mark => getComputedStyle(mark, '::after').content") == '" [White House]"'
    assert background(page) == "rgb(255, 255, 255)"
    first.focus()
    expect(page.locator(".t:visible")).to_have_count(0)


@pytest.mark.parametrize("theme", ["", "false"])
def test_print_is_dark_on_white_in_a_dark_notebook_too(show: Open, theme: str) -> None:
    page = show(notebook(html_of(full_report()), theme=theme), scheme="dark")
    page.emulate_media(media="print")
    assert background(page) == "rgb(255, 255, 255)"
    assert violations(page) == []


def test_strength_is_told_by_the_line_and_not_by_colour_alone(show: Open) -> None:
    page = show(notebook(html_of(full_report())))
    lines = page.locator("mark").evaluate_all(
        "marks => marks.map(mark => { const s = getComputedStyle(mark);"
        " return [s.textDecorationLine, s.textDecorationStyle, s.textDecorationThickness]; })"
    )
    strong, medium, weak, cut, _ = map(tuple, lines)
    assert {line for line, _, _ in lines} == {"underline"}
    assert len({strong, medium, weak, cut}) == 4


def test_the_theme_of_the_notebook_goes_before_that_of_the_system(show: Open) -> None:
    report = html_of(full_report())
    dark, light = (background(show(notebook(report), scheme=scheme)) for scheme in ("dark", "light"))
    assert dark != light
    assert background(show(notebook(report, theme="false"), scheme="light")) == dark
    assert background(show(notebook(report, theme="true"), scheme="dark")) == light


def test_the_styles_of_a_notebook_leave_it_alone(show: Open) -> None:
    report = html_of(full_report())
    bare = show(f"<!DOCTYPE html><title>x</title><body><main>{report}</main>")
    styled = show(notebook(report))
    look = """root => [...root.querySelectorAll("*:not(style, script)")].map(element => {
        const s = getComputedStyle(element);
        return [element.tagName, s.color, s.backgroundColor, s.display, s.fontSize, s.padding, s.textAlign,
                s.marginTop, s.textDecorationLine, s.borderTopWidth].join(" ");
    })"""
    assert styled.locator(".mtdetect").evaluate(look) == bare.locator(".mtdetect").evaluate(look)


def test_its_styles_leave_the_notebook_alone(show: Open) -> None:
    before = show(notebook("<p>One</p><mark>two</mark><details><summary>three</summary></details>"))
    after = show(
        notebook(
            "<p>One</p><mark>two</mark><details><summary>three</summary></details>", html_of(full_report())
        )
    )
    look = """all => all.map(one => {
        const s = getComputedStyle(one);
        return [one.tagName, s.color, s.margin, s.fontSize, s.display, s.backgroundColor].join(" ");
    })"""
    styles = [page.locator(".output").first.locator("*").evaluate_all(look) for page in (before, after)]
    assert len(styles[0]) == 4
    assert styles[0] == styles[1]


def test_many_outputs_share_a_notebook(show: Open) -> None:
    page = show(notebook(*[html_of(full_report()) for _ in range(3)]))
    names = page.locator("[id]").evaluate_all("all => all.map(one => one.id)")
    assert len(names) == len(set(names)) == 15
    page.locator("mark").nth(7).focus()
    expect(page.locator(".t:visible")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".t:visible")).to_have_count(0)
    assert violations(page) == []


def test_a_long_clean_text_is_folded_and_opens(show: Open) -> None:
    page = show(notebook(html_of(clean_report())))
    fold = page.locator(".text details")
    expect(fold).to_have_count(1)
    label = fold.locator("summary").inner_text()
    assert re.fullmatch(r"… [\d,]+ characters without marks", label)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert fold.get_attribute("open") is not None


def test_a_hostile_document_is_inert(show: Open) -> None:
    page = show(notebook(html_of(hostile_report())))
    assert page.locator(".mtdetect :is(img, iframe, object, embed, link, a, form)").count() == 0
    assert page.locator(".mtdetect script").count() == 1
    attributes = page.locator(".mtdetect *").evaluate_all(
        "all => all.flatMap(one => one.getAttributeNames())"
    )
    assert not [name for name in attributes if name.startswith("on") or name in {"src", "href"}]
    styles = page.locator(".mtdetect [style]").evaluate_all(
        "all => all.map(one => one.getAttribute('style'))"
    )
    assert set(styles) == {"display:none", "white-space:pre-wrap"}
    for mark in page.locator("mark").all()[:6]:
        mark.hover()
    assert page.title() == "Notebook"
