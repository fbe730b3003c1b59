from __future__ import annotations

import json
import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mtdetect
from mtdetect.detector import Detector, load
from mtdetect.errors import DataError, InputError, ModelError, OptionError
from mtdetect.model.allow_list import MOST_BYTES, MOST_TERMS, AllowList
from mtdetect.model.folder import ALLOWED, load_model, save_model
from mtdetect.model.storage import HEADER
from mtdetect.results.report import Report
from mtdetect.tokens.terms import TermTable
from mtdetect.tokens.tokenizer import Tokenizer
from tests.judging.test_windows import windows_of
from tests.tiny_model import HUMAN, SPUN, tiny_detector, tiny_model

ODD_TERM = "zzyzx counterfeit"  # its first word is in no vocabulary


def allowing(*terms: str) -> Detector:
    return Detector(tiny_model(), AllowList.of(terms))


def met(report: Report) -> list[str]:
    return [report.text[s.start : s.end] for s in report.skipped if s.kind == "allowed term"]


def marked(report: Report) -> set[str]:
    return {span.text for span in report.spans}


def test_an_allowed_term_is_no_span_and_no_evidence() -> None:
    before, after = tiny_detector().detect(SPUN), allowing("commerce battle", "settlement").detect(SPUN)
    assert "commerce battle" in marked(before)
    assert met(after) == ["commerce battle", "settlement"]
    assert after.score < before.score
    assert not any("commerce" in text or "settlement" in text for text in marked(after))
    assert "Home" in " ".join(marked(after))


def test_words_of_allowed_terms_are_not_counted_as_judged() -> None:
    before, after = tiny_detector().detect(SPUN), allowing("counterfeit consciousness").detect(SPUN)
    assert after.words == before.words - 2


def test_letter_case_quotes_and_spaces_do_not_count() -> None:
    text = f"{HUMAN} The COMMERCE\nbattle is the bank’s own."
    assert met(allowing("Commerce   battle", "bank's own").detect(text)) == ["COMMERCE\nbattle", "bank’s own"]


def test_a_term_with_unknown_words_is_told_from_other_unknown_words() -> None:
    text = f"{HUMAN} A zzyzx counterfeit and a xyzzy counterfeit."
    assert met(allowing(ODD_TERM).detect(text)) == ["zzyzx counterfeit"]


def test_terms_are_met_across_tags_and_never_across_paragraphs() -> None:
    page = f"<p>{HUMAN}</p><p>The commerce <b>battle</b> went on.</p><p>So did commerce</p><p>battle</p>"
    report = allowing("commerce battle").detect(page, format="html")
    assert met(report) == ["commerce <b>battle"]


def test_terms_that_overlap_are_one_stretch() -> None:
    report = allowing("right away settlement", "a right away").detect(SPUN)
    assert met(report) == ["a right away settlement"]


def test_an_empty_list_changes_nothing() -> None:
    reports = [detector.detect(SPUN) for detector in (tiny_detector(), allowing(), allowing("mongoose"))]
    assert reports[0] == reports[1] == reports[2]


def test_a_model_of_ones_own_brings_its_list_along(tmp_path: Path) -> None:
    model = replace(tiny_model(), allow=AllowList(("commerce battle", "Größe")))
    saved = save_model(model, tmp_path / "own", {})
    plain = save_model(tiny_model(), tmp_path / "plain", {})
    assert (tmp_path / "own" / ALLOWED).read_text(encoding="utf-8") == "commerce battle\nGröße\n"
    assert not (tmp_path / "plain" / ALLOWED).exists()
    assert saved.allow == model.allow
    assert saved.model_id.sha256 != plain.model_id.sha256
    assert met(load(tmp_path / "own").detect(SPUN)) == ["commerce battle"]


def test_terms_of_the_call_join_those_of_the_model(tmp_path: Path) -> None:
    save_model(replace(tiny_model(), allow=AllowList(("commerce battle",))), tmp_path / "own", {})
    both = load(tmp_path / "own", allow=["settlement", "Commerce Battle"])
    assert both.allow.terms == ("commerce battle", "settlement")
    assert both.model_id == load(tmp_path / "own").model_id


def test_a_changed_list_is_a_changed_model(tmp_path: Path) -> None:
    save_model(replace(tiny_model(), allow=AllowList(("commerce battle",))), tmp_path / "own", {})
    (tmp_path / "own" / ALLOWED).write_text("commerce bottle\n")
    with pytest.raises(ModelError, match="it was changed"):
        load_model(tmp_path / "own")


def test_a_list_that_was_made_to_fit_the_hashes_is_still_checked(tmp_path: Path) -> None:
    model = replace(tiny_model(), allow=AllowList(("...",)))
    with pytest.raises(ModelError, match="expected a word or a phrase"):
        save_model(model, tmp_path / "own", {})


def test_a_detector_is_pickled_with_its_terms(tmp_path: Path) -> None:
    save_model(tiny_model(), tmp_path / "own", {})
    detector = load(tmp_path / "own", allow=["commerce battle"])
    data = pickle.dumps(detector)
    again = pickle.loads(data)  # noqa: S301 - our own bytes, a moment old
    assert len(data) < 1_000
    assert again.allow == detector.allow
    assert again.detect(SPUN) == detector.detect(SPUN)


def test_the_shipped_model_is_shared_by_lists() -> None:
    detector = load(allow=["white home"])
    assert detector.model_id == load().model_id
    assert detector.allow.terms == ("white home",)
    assert not load().allow


def test_a_file_of_terms_is_read(tmp_path: Path) -> None:
    path = tmp_path / "terms.txt"
    path.write_bytes(b"\xef\xbb\xbf# house words\r\ncommerce battle # a game\r\n\r\nC#\r\n")
    assert AllowList.of(path).terms == AllowList.of(str(path)).terms == ("commerce battle", "C#")


def test_what_is_written_is_read_back() -> None:
    allow = AllowList.of(["C#", "deep profound", "naïve Bayes"])
    assert AllowList.parse(allow.to_text()) == allow


@pytest.mark.parametrize(
    ("allow", "error", "message"),
    [
        ([b"term"], InputError, r"expected terms as strings, got bytes \(term 1"),
        (7, InputError, "as a file's path or as terms, got int"),
        (b"deep", InputError, "as a file's path or as terms, got bytes"),
        (["fine", "--"], OptionError, r"of at most 20 words in an allow-list, got '--' \(term 2\)"),
        (["a " * 21], OptionError, "of at most 20 words"),
        (["#deep"], OptionError, "begins a comment"),
        (["fine", "\ud800deep"], OptionError, r"got '\\ud800deep' \(term 2\)"),
        ("nowhere.txt", DataError, "terms themselves are passed as a list"),
    ],
)
def test_what_is_no_list_is_refused(allow: object, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        load(allow=allow)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"fine\n\n...\n", r"terms.txt: expected a word or a phrase .* got '...' \(line 3\)"),
        (b"caf\xe9\n", "expected .*terms.txt to be an allow-list, a UTF-8 text file"),
        (b"a" * (MOST_BYTES + 1), "got: more than"),
    ],
)
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "terms.txt"
    path.write_bytes(content)
    with pytest.raises(DataError, match=message):
        AllowList.read(path)


def test_a_list_beyond_all_bounds_is_refused() -> None:
    with pytest.raises(OptionError, match="at most 100,000 terms, got more"):
        AllowList.of(f"term{number}" for number in range(MOST_TERMS + 1))


WORDS = st.sampled_from(
    "commerce battle settlement bosom malignancy white home the a right away zzyzx".split()
)
TERMS = st.lists(st.lists(WORDS, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=4)
TEXTS = st.lists(WORDS | st.sampled_from([*SPUN.split(". "), "\n\n", "👩‍👩‍👧", ","]), max_size=30).map(
    " ".join
)


@given(TEXTS, TERMS)
def test_no_span_overlaps_an_allowed_term(text: str, terms: list[str]) -> None:
    report = allowing(*terms).detect(text, format="text")
    places = [(s.start, s.end) for s in report.skipped if s.kind == "allowed term"]
    for span in report.spans:
        assert all(span.end <= start or span.start >= end for start, end in places)
    said = {" ".join(part.lower().split()) for part in met(report)}
    assert all(any(term in part for term in map(str.lower, terms)) for part in said)


@given(TEXTS, TERMS)
def test_windows_let_the_same_terms_pass(text: str, terms: list[str]) -> None:
    detector = allowing(*terms)
    whole = detector.detect(text, format="text")
    with windows_of(40, chars=120):
        windowed = detector.detect(text, format="text")
    assert windowed.skipped == whole.skipped
    assert windowed.words == whole.words
    assert windowed.score == pytest.approx(whole.score, abs=1e-5)


@given(st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=4), max_size=6), st.lists(st.integers(0, 6)))
def test_the_table_finds_what_a_plain_search_finds(terms: list[list[int]], hashes: list[int]) -> None:
    table = TermTable.build(terms)
    start, stop = table.find(table.codes(np.array(hashes, np.uint64)))
    found = np.zeros(len(hashes), bool)
    for begin, end in zip(start.tolist(), stop.tolist(), strict=True):
        found[begin:end] = True
    expected = np.zeros(len(hashes), bool)
    for term in terms:
        for at in range(len(hashes) - len(term) + 1):
            if hashes[at : at + len(term)] == term:
                expected[at : at + len(term)] = True
    assert found.tolist() == expected.tolist()


def test_terms_are_looked_for_as_they_are_tokenized() -> None:
    table = Tokenizer().terms(["e.g. C++", "don’t"])
    assert table.longest >= 2


def test_the_shipped_model_is_as_it_was() -> None:
    header = json.loads((load().folder / HEADER).read_text(encoding="utf-8"))
    assert ALLOWED not in header["files"]
    assert mtdetect.detect(SPUN) == load(allow=[]).detect(SPUN)
