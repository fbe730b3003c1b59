"""A copy-editor's changes, one habit at a time, and what must be left alone."""

from __future__ import annotations

import pytest

from quality.house_style import edit


@pytest.mark.parametrize(
    ("text", "edited"),
    [
        ("Aso said no.", "Mr Aso said no."),
        ('"No," said Aso.', '"No," said Mr Aso.'),
        ("It fell. Aso argued that it rose.", "It fell. Mr Aso argued that it rose."),
        ("He met the parliament.", "He met the Parliament."),
        ("Up 3% and 4 percent", "Up 3 per cent and 4 per cent"),
        ("They organized the colors.", "They organised the colours."),
        ("It took 4 days.", "It took four days."),
        ("bread, milk and eggs", "bread, milk, and eggs"),
        ("Prior to lunch, he stated it.", "Before lunch, he said it."),
        ("It rained; nobody came.", "It rained. Nobody came."),
        ("She left, and he stayed.", "She left. And he stayed."),
        ("on March 3, 2020", "on 3 March 2020"),
        ("They don't.", "They do not."),
        ("They don’t.", "They do not."),
    ],
)
def test_the_editor_changes(text: str, edited: str) -> None:
    assert edit(text) == edited


@pytest.mark.parametrize(
    "text",
    [
        "She said no.",
        "Police said no.",
        "a size of 3.5 inches, at 4:30",
        "the prize and the horizon",
        "$4 million",
        "the statement",
        "",
    ],
)
def test_the_editor_leaves_alone(text: str) -> None:
    assert edit(text) == text


def test_an_edited_text_needs_no_editing() -> None:
    once = edit("Aso stated that 30% of firms realize this; the parliament, courts and police don't.")
    assert edit(once) == once
