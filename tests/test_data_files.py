"""Data files are read as they are written, and refused where a line is not of their form."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtdetect.data_files import read_pairs, read_passages, read_words
from mtdetect.errors import DataError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data.txt"


def test_words_are_read_without_comments(file: Path) -> None:
    file.write_text("# Greetings.\nhello  hi\n\n#1 hey\n", encoding="utf-8")
    assert read_words(file) == {"hello", "hi", "#1", "hey"}


def test_a_word_that_is_listed_twice_is_named(file: Path) -> None:
    file.write_text("hello hi\nhey hi\n", encoding="utf-8")
    with pytest.raises(DataError, match="line 2: 'hi' is listed already"):
        read_words(file)


def test_pairs_are_the_two_sides_of_a_line(file: Path) -> None:
    file.write_text("# Old and new.\nbig > large | great\na -> b > c\n", encoding="utf-8")
    assert read_pairs(file) == [("big", "large | great"), ("a -> b", "c")]


@pytest.mark.parametrize("line", ["big large", "big >", " > large", "big>large"])
def test_a_line_without_two_sides_is_named(file: Path, line: str) -> None:
    file.write_text(f"big > large\n{line}\n", encoding="utf-8")
    with pytest.raises(DataError, match="line 2: expected 'left > right'"):
        read_pairs(file)


def test_passages_keep_their_lines(file: Path) -> None:
    file.write_text("%% HEAD\n# A title\n\nWords %% here.\n\n%% FOOT\nThe end.\n", encoding="utf-8")
    assert read_passages(file) == {"HEAD": "# A title\n\nWords %% here.\n", "FOOT": "The end.\n"}


@pytest.mark.parametrize("text", ["No name.\n%% HEAD\nText.\n", "%% HEAD\nOne.\n%% HEAD\nTwo.\n"])
def test_passages_without_names_of_their_own_are_refused(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="expected passages"):
        read_passages(file)
