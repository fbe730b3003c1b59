"""What a comparison lists: every difference of two texts, with its place in both."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mtdetect
from mtdetect.comparing.passages import pair_passages
from mtdetect.errors import InputError, OptionError
from mtdetect.results.comparison import Comparison, Substitution
from mtdetect.results.report import Report, Span, Suggestion
from tests.fakes import make_report

PARAGRAPHS = (
    "The ferry to Skellig left Portmagee at nine, with forty walkers and one nervous spaniel aboard.",
    "Volunteers from Ballinskelligs had repaired the old stone steps during March, after heavy storms.",
    "Nobody expected dolphins, yet three of them followed us past Lemon Rock until the swell grew rough.",
    "Our skipper, Declan Murphy, charged eighteen euro and told stories about monks, gannets and film crews.",
)
WORDS = st.lists(
    st.sampled_from(["the", "a", "cat", "Cat", "dog", "sat,", "on", "\n\n", "mat."]), max_size=30
)
TEXTS = st.one_of(st.text(max_size=60), WORDS.map(" ".join))


def compared(original: str, suspect: str, *spans: Span) -> Comparison:
    return mtdetect.compare(original, make_report(suspect, 0.5, spans=spans))


def changes(original: str, suspect: str) -> list[tuple[str, str, str]]:
    return [(one.kind, one.original, one.suspect) for one in compared(original, suspect).substitutions]


def rebuilt(comparison: Comparison) -> str:
    """Apply the substitutions to the passages of the original, in the order of the suspect."""
    parts: list[str] = []
    waiting = list(comparison.substitutions)
    for passage in comparison.passages:
        at = passage.original_start
        while waiting and waiting[0].original_end <= passage.original_end and waiting[0].original_start >= at:
            if waiting[0].suspect_end > passage.suspect_end:
                break
            one = waiting.pop(0)
            parts += [comparison.original[at : one.original_start], one.suspect]
            at = one.original_end
        parts.append(comparison.original[at : passage.original_end])
    assert not waiting
    return "".join(parts)


def assert_exact(comparison: Comparison) -> None:
    for one in comparison.substitutions:
        assert comparison.original[one.original_start : one.original_end] == one.original
        assert comparison.suspect[one.suspect_start : one.suspect_end] == one.suspect
        assert one.original != one.suspect
    assert rebuilt(comparison) == comparison.suspect


@pytest.mark.parametrize(
    ("original", "suspect", "expected"),
    [
        ("", "", []),
        ("The same.", "The same.", []),
        ("a trade war now", "a commerce battle now", [("replaced", "trade war", "commerce battle")]),
        ("Go without it.", "Go with out it.", [("replaced", "without", "with out")]),
        ("one two three", "one three", [("deleted", "two ", "")]),
        ("one three", "one two three", [("inserted", "", "two ")]),
        ("He left.", "he left!", [("restyled", "He", "he"), ("restyled", ".", "!")]),
        ("so, he left", "so he went", [("restyled", ",", ""), ("replaced", "left", "went")]),
        ("", "all new", [("inserted", "", "all new")]),
        ("all gone", "", [("deleted", "all gone", "")]),
        ("a {sign}", "a sign", [("restyled", "{", ""), ("restyled", "}", "")]),
        ("a 😀 big cat", "a 😀 large cat", [("replaced", "big", "large")]),
    ],
)
def test_every_difference_is_listed_with_its_kind(
    original: str, suspect: str, expected: list[tuple[str, str, str]]
) -> None:
    assert changes(original, suspect) == expected
    assert_exact(compared(original, suspect))


@given(TEXTS, TEXTS)
def test_the_substitutions_applied_to_the_original_give_the_suspect(original: str, suspect: str) -> None:
    assert_exact(compared(original, suspect))


@given(st.permutations(PARAGRAPHS), st.lists(st.sampled_from(PARAGRAPHS), max_size=4))
def test_so_they_do_where_paragraphs_are_moved_dropped_and_repeated(one: list[str], other: list[str]) -> None:
    assert_exact(compared("\n\n".join(one), "\n\n".join(other)))


def test_a_moved_paragraph_is_a_passage_with_its_own_substitutions() -> None:
    spun = PARAGRAPHS[1].replace("repaired", "mended").replace("heavy", "weighty")
    comparison = compared("\n\n".join(PARAGRAPHS) + "\n", "\n\n".join([PARAGRAPHS[0], *PARAGRAPHS[2:], spun]))
    (moved,) = comparison.moved
    assert comparison.original[moved.original_start : moved.original_end].strip() == PARAGRAPHS[1]
    assert comparison.suspect[moved.suspect_start : moved.suspect_end] == spun
    assert [(one.original, one.suspect) for one in comparison.of_kind("replaced", "inserted", "deleted")] == [
        ("repaired", "mended"),
        ("heavy", "weighty"),
    ]
    assert_exact(comparison)
    assert comparison.similarity > 0.9


def test_a_paragraph_that_gave_way_to_another_is_one_substitution() -> None:
    suspect = "\n\n".join([PARAGRAPHS[0], PARAGRAPHS[2], PARAGRAPHS[3]])
    (one,) = compared("\n\n".join([PARAGRAPHS[0], PARAGRAPHS[1], PARAGRAPHS[3]]), suspect).substitutions
    assert (one.kind, one.original + ".", one.suspect + ".") == ("replaced", PARAGRAPHS[1], PARAGRAPHS[2])


def test_similarity_is_the_share_of_common_words() -> None:
    assert compared("one two three four", "one two four five").similarity == 0.75
    assert compared("one", "two").similarity == 0.0
    assert compared("", "").similarity == 1.0


def span(text: str, word: str, *suggestions: str) -> Span:
    start = text.index(word)
    options = tuple(Suggestion(option, 0.5) for option in suggestions)
    return Span(start, start + len(word), word, 0.9, options)


def marks(original: str, suspect: str, *spans: Span) -> list[tuple[str, bool, bool]]:
    found = compared(original, suspect, *spans).substitutions
    return [(one.suspect, one.suspected, one.suggested) for one in found]


def test_what_the_report_suspected_and_suggested_is_marked() -> None:
    original, suspect = "the White House said little", "the White Home stated small"
    spans = (span(suspect, "Home", "Residence", "house"), span(suspect, "stated", "told"))
    assert marks(original, suspect, *spans) == [("Home stated small", True, False)]
    original, suspect = "the White House soon said very little", "the White Home soon stated very small"
    spans = (span(suspect, "Home", "Residence", "house"), span(suspect, "stated", "told"))
    assert marks(original, suspect, *spans) == [
        ("Home", True, True),
        ("stated", True, False),
        ("small", False, False),
    ]


def test_a_suggestion_counts_whatever_its_extent() -> None:
    original, suspect = "it was an immediate deal", "it was a right away deal"
    assert marks(original, suspect, span(suspect, "a right away", "an immediate")) == [
        ("a right away", True, True)
    ]
    original, suspect = "a trade war now", "a commerce battle now"
    both = (span(suspect, "commerce", "trade"), span(suspect, "battle", "fight", "war"))
    assert marks(original, suspect, *both) == [("commerce battle", True, True)]
    original, suspect = "he had to become rich", "he had to turn out to be rich"
    wide = span(suspect, "to turn out to be", "to become")
    assert marks(original, suspect, wide) == [("turn out to be", True, True)]


def test_a_span_beside_a_substitution_does_not_suspect_it() -> None:
    original, suspect = "now the big cat", "now the large cat"
    assert marks(original, suspect, span(suspect, "cat", "dog")) == [("large", False, False)]


def test_pages_are_compared_as_they_read() -> None:
    original = "<p>The cat, they <b>said</b>, was <i>big</i>.</p>"
    suspect = "<div><p>The cat, they said, was <em>large</em>.</p></div>"
    comparison = mtdetect.compare(original, replace(make_report(suspect, 0.5), format="html"), format="html")
    (one,) = comparison.of_kind("replaced")
    assert (one.original, one.suspect) == ("big", "large")
    assert original[one.original_start : one.original_end] == "big"
    assert suspect[one.suspect_start : one.suspect_end] == "large"


def test_a_suspect_text_is_judged_on_the_way() -> None:
    comparison = mtdetect.compare("It is an old saying.", "It is a ancient saying.")
    assert comparison.report == mtdetect.detect("It is a ancient saying.")


def test_the_result_is_ready_for_json() -> None:
    comparison = compared("a big cat", "a large cat")
    document = comparison.to_dict(include_texts=True)
    assert json.loads(json.dumps(document)) == document
    assert document["substitutions"] == [
        {
            "kind": "replaced", "original_start": 2, "original_end": 5, "original": "big",
            "suspect_start": 2, "suspect_end": 7, "suspect": "large", "suspected": False, "suggested": False,
        }
    ]  # fmt: skip
    assert document["passages"] == [
        {"original_start": 0, "original_end": 9, "suspect_start": 0, "suspect_end": 11, "is_moved": False}
    ]
    assert "original" not in comparison.to_dict()
    assert repr(comparison) == "Comparison(similarity=0.6667, substitutions=1, moved=0, verdict='clean')"


def test_results_are_frozen() -> None:
    with pytest.raises(AttributeError):
        Substitution("replaced", 0, 1, "a", 0, 1, "b").kind = "deleted"  # type: ignore[misc]


@pytest.mark.parametrize(("original", "suspect"), [(b"bytes", "text"), ("text", None)])
def test_anything_but_a_text_is_refused(original: object, suspect: object) -> None:
    with pytest.raises(InputError, match=r"compare expects a string.* Pass the whole text"):
        mtdetect.compare(original, suspect)  # type: ignore[arg-type]


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(OptionError, match="format must be one of"):
        mtdetect.compare("a", "b", format="pdf")  # type: ignore[arg-type]


@pytest.mark.parametrize("words", [2, 3, 40_000])
def test_long_texts_take_a_bounded_number_of_comparisons(words: int, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    class Counting(mtdetect.text.alignment.SequenceMatcher):  # type: ignore[name-defined, misc]
        def __init__(self, junk: None, a: list[str], b: list[str], *rest: bool) -> None:
            seen.append(len(a) * len(b))
            super().__init__(junk, a, b, *rest)

    monkeypatch.setattr("mtdetect.text.alignment.SequenceMatcher", Counting)
    length = 50_000
    one = [str(n * n % words) for n in range(length)]
    other = [str(n * 7 % (words + 1)) for n in range(length)]
    paired = pair_passages(one, other)
    assert sum(seen) <= 25_000 * length
    assert (paired[0].box.i1, paired[-1].box.j2) == (0, length)


def test_a_long_text_that_repeats_itself_is_aligned_where_no_word_is_unique() -> None:
    block = [f"word{number}" for number in range(400)]
    original = block * 4
    suspect = ["swapped" if place in (10, 900, 1_500) else word for place, word in enumerate(original)]
    (part,) = pair_passages(original, suspect)
    assert sum(run.size for run in part.runs) == len(original) - 3


def report_of(text: str, *spans: Span) -> Report:
    return make_report(text, 0.5, spans=spans)


def test_restored_puts_the_first_suggestions_back() -> None:
    text = "In line with the White Home 😀 it was over."
    spans = (span(text, "In line with", "According to", "Under"), span(text, "Home", "House"))
    assert report_of(text, *spans).restored == "According to the White House 😀 it was over."
    assert report_of(text).restored == text


def test_what_has_no_suggestion_or_holds_markup_keeps_its_wording() -> None:
    text = "the White <b>Home stated"
    interrupted = replace(span(text, "White <b>Home", "White House"), interrupted=True)
    assert report_of(text, interrupted, span(text, "stated")).restored == text


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("all of them", "of", "all them"),
        ("Of them", "Of", "them"),
        ("them all.", "all", "them."),
        ("of", "of", ""),
        ("(of them)", "of", "(them)"),
        ("x-of-y", "of", "x--y"),
    ],
)
def test_an_empty_suggestion_takes_the_span_and_a_space_away(text: str, word: str, expected: str) -> None:
    assert report_of(text, span(text, word, "")).restored == expected


@pytest.mark.parametrize("order", [[3, 2, 1, 0], [2, 3, 0, 1], [1, 3, 0, 2], [3, 0, 1, 2], [1, 2, 3, 0]])
def test_paragraphs_in_any_order_are_all_found(order: list[int]) -> None:
    four = PARAGRAPHS[:4]
    comparison = compared("\n\n".join(four), "\n\n".join(four[number] for number in order))
    assert comparison.similarity > 0.97
    assert not comparison.of_kind("replaced", "inserted", "deleted")
    assert_exact(comparison)


@pytest.mark.parametrize("hyphen", ["-\n", "-\r\n", "\u2010\n", "-  \n  "])
def test_a_word_that_a_line_end_cut_in_two_is_no_replacement(hyphen: str) -> None:
    whole = "The settlement of the strike was a well-known matter, and the agreement held for years."
    cut = whole.replace("settlement", f"settle{hyphen}ment").replace("agreement", f"agree{hyphen}ment")
    cut = cut.replace("well-known", f"well{hyphen}known")
    for one, other in ((whole, cut), (cut, whole)):
        comparison = compared(one, other)
        assert comparison.similarity == 1
        assert not comparison.of_kind("replaced", "inserted", "deleted")
        assert_exact(comparison)
