from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from mtdetect.arrays import Floats
from mtdetect.features.noisy_channel import CandidateScores, PhraseCandidates, WordCandidates
from mtdetect.judging.casing import cased, joined, phrase_text
from mtdetect.judging.spans import find_spans
from mtdetect.judging.suggestions import Place, propose, rank
from mtdetect.model.ngrams import LogProbs
from mtdetect.model.settings import Settings
from mtdetect.model.substitutions import MOST_PHRASE_WORDS
from mtdetect.model.vocabulary import BOUNDARY, UNKNOWN
from mtdetect.tokens.tokenizer import Tokenizer
from tests.tiny_model import tiny_model

VOCABULARY = tiny_model().vocabulary
SETTINGS = Settings(span_threshold=0.5, joint_gain=3, joint_excess=1, companion_share=0.4)
Swap = tuple[int, str, float]  # row, original, gain
Joint = tuple[int, int, str, float]  # row, length, originals, gain


def restoration(
    words: Sequence[Swap] = (), pairs: Sequence[Joint] = (), phrases: Sequence[Joint] = ()
) -> CandidateScores:
    none = np.zeros(0, np.float32)
    gains = np.array([gain for _, _, gain in words], np.float32)
    singles = WordCandidates(
        np.array([row for row, _, _ in words], np.int64),
        VOCABULARY.ids_of([original for _, original, _ in words]),
        np.ones(len(words), np.float32),
        gains,
        gains,
        gains,
        gains,
        np.zeros_like(gains),
        np.zeros_like(gains),
    )
    return CandidateScores(
        LogProbs(none, none, none, none, none, none),
        none,
        none,
        singles,
        joint_gains(pairs),
        joint_gains(phrases),
    )


def joint_gains(items: Sequence[Joint]) -> PhraseCandidates:
    originals = np.full((len(items), MOST_PHRASE_WORDS), -1, np.int32)
    for row, (_, _, words, _) in enumerate(items):
        originals[row, : len(words.split())] = VOCABULARY.ids_of(words.split())
    return PhraseCandidates(
        np.array([start for start, _, _, _ in items], np.int64),
        np.array([length for _, length, _, _ in items], np.int64),
        originals,
        np.array([gain for _, _, _, gain in items], np.float32),
    )


def spans(
    scores: list[float], candidates: CandidateScores, boundaries: tuple[int, ...] = ()
) -> list[tuple[int, int]]:
    ids = np.full(len(scores), UNKNOWN, np.int32)
    ids[list(boundaries)] = BOUNDARY
    stretches = find_spans(ids, np.array(scores, np.float32), candidates, SETTINGS)
    return list(zip(stretches.start.tolist(), stretches.stop.tolist(), strict=True))


def test_nothing_flagged_is_no_span() -> None:
    assert spans([0.1, 0.4], restoration()) == []
    assert spans([], restoration()) == []


def test_neighbouring_swaps_stay_apart() -> None:
    assert spans([0.9, 0.8, 0.1], restoration([(0, "trade", 5.0), (1, "war", 5.0)])) == [(0, 1), (1, 2)]


def test_a_pair_that_gains_more_than_both_alone_is_one_span() -> None:
    words: list[Swap] = [(0, "trade", 2.0), (1, "war", 2.0)]
    assert spans([0.9, 0.3], restoration(words, pairs=[(0, 2, "trade war", 8.0)])) == [(0, 2)]
    assert spans([0.9, 0.9], restoration(words, pairs=[(0, 2, "trade war", 4.5)])) == [(0, 1), (1, 2)]


def test_a_pair_does_not_draw_in_a_word_above_suspicion() -> None:
    assert spans([0.9, 0.1], restoration(pairs=[(0, 2, "trade war", 8.0)])) == [(0, 1)]


def test_a_phrase_claims_its_whole_extent() -> None:
    phrases: list[Joint] = [(1, 4, "become", 9.0)]
    assert spans([0.1, 0.9, 0.1, 0.1, 0.1, 0.9], restoration(phrases=phrases)) == [(1, 5), (5, 6)]


@pytest.mark.parametrize("gain", [2.9, -1.0])
def test_a_phrase_that_gains_little_claims_nothing(gain: float) -> None:
    assert spans([0.9, 0.1], restoration(phrases=[(0, 2, "without", gain)])) == [(0, 1)]


def test_a_phrase_without_a_flagged_word_claims_nothing() -> None:
    assert spans([0.1, 0.4], restoration(phrases=[(0, 2, "without", 9.0)])) == []


def test_of_overlapping_phrases_the_best_wins() -> None:
    phrases: list[Joint] = [(0, 2, "leave", 5.0), (1, 2, "without", 9.0)]
    words: list[Swap] = [(0, "trade", 1.0)]
    assert spans([0.9, 0.9, 0.9], restoration(words, phrases=phrases)) == [(0, 1), (1, 3)]
    phrases = [(0, 2, "leave", 9.0), (1, 2, "without", 5.0)]
    assert spans([0.9, 0.9, 0.9], restoration([(2, "war", 1.0)], phrases=phrases)) == [(0, 2), (2, 3)]


@pytest.mark.parametrize(("single", "claims"), [(5.4, True), (5.6, False)])
def test_a_phrase_may_fall_two_nats_short_of_its_best_single_word(single: float, claims: bool) -> None:
    found = spans([0.9, 0.1], restoration([(0, "trade", single)], phrases=[(0, 2, "without", 3.5)]))
    assert found == ([(0, 2)] if claims else [(0, 1)])


def test_what_was_odd_only_in_a_phrase_that_lost_is_no_span() -> None:
    phrases: list[Joint] = [(0, 2, "leave", 5.0), (1, 2, "without", 9.0)]
    assert spans([0.9, 0.9, 0.9], restoration(phrases=phrases)) == [(1, 3)]


def test_no_span_crosses_a_boundary() -> None:
    phrases: list[Joint] = [(0, 3, "become", 9.0)]
    assert spans([0.9, 0.0, 0.9], restoration(phrases=phrases), boundaries=(1,)) == [(0, 1), (2, 3)]


def test_a_span_has_the_score_of_its_likeliest_word() -> None:
    ids, scores = np.full(3, 9, np.int32), np.array([0.6, 0.9, 0.7], np.float32)
    stretches = find_spans(ids, scores, restoration(phrases=[(0, 3, "become", 9.0)]), SETTINGS)
    assert stretches.best_row.tolist() == [1]
    assert stretches.score.tolist() == pytest.approx([0.9])


def test_suggestions_are_ranked_and_leave_room_for_no_change() -> None:
    candidates = restoration([(0, "trade", 2.0), (0, "war", 3.0), (0, "deal", -9.0)])
    ranked = rank(np.array([0]), np.array([1]), candidates, 5)
    assert [VOCABULARY.word(row[0]) for row in ranked.originals] == ["war", "trade", "deal"]
    odds = np.exp(np.sort(candidates.words.rank.astype(float))[::-1])
    assert ranked.prob.tolist() == pytest.approx((odds / (odds.sum() + 1)).tolist(), rel=1e-4)


def test_only_candidates_of_the_same_extent_are_suggested() -> None:
    candidates = restoration([(0, "trade", 9.0)], phrases=[(0, 2, "without", 4.0), (0, 3, "become", 9.0)])
    ranked = rank(np.array([0]), np.array([2]), candidates, 5)
    assert [VOCABULARY.word(row[0]) for row in ranked.originals] == ["without"]


def test_a_class_is_no_suggestion() -> None:
    ranked = rank(np.array([0]), np.array([1]), restoration([(0, "xyzzy", 9.0)]), 5)
    assert len(ranked.run) == 0


def suggest(text: str, word: str, *originals: str) -> tuple[str, list[str]]:
    """Suggest for one word of a text; give the text that is covered and the suggestions."""
    tokens = Tokenizer().batch([text], VOCABULARY)
    place = Place(tokens, VOCABULARY, tiny_model().lexical)
    starts = [text[s:e] for s, e in zip(tokens.start, tokens.end, strict=True)]
    row = starts.index(word)
    joint: list[Joint] = [(row, 1, original, 9.0 - at) for at, original in enumerate(originals)]
    start, stop = np.array([row]), np.array([row + 1])
    (proposal,) = propose(place, start, stop, restoration(phrases=joint), 3)
    assert all(item.text.strip() for item in proposal.suggestions)
    return text[tokens.start[proposal.start] : tokens.end[row]], [item.text for item in proposal.suggestions]


def test_capitals_are_kept() -> None:
    assert suggest("in the White Home said", "Home", "house") == ("Home", ["House"])
    assert suggest("he left. Commerce is", "Commerce", "foreign exchange") == (
        "Commerce",
        ["Foreign exchange"],
    )
    assert suggest("the BATTLE is", "BATTLE", "trade war") == ("BATTLE", ["TRADE WAR"])


def test_an_article_that_fits_the_suggestion_is_left_alone() -> None:
    assert suggest("was a attainable sign", "attainable", "possible", "old") == (
        "attainable",
        ["possible", "old"],
    )


def test_an_article_that_does_not_fit_is_taken_in() -> None:
    assert suggest("was an enormous loss", "enormous", "big", "old") == ("an enormous", ["a big", "an old"])
    assert suggest("An enormous loss", "enormous", "big") == ("An enormous", ["A big"])


def test_what_stands_there_is_no_suggestion() -> None:
    assert suggest("the house is", "house", "house") == ("house", [])


def test_suggestions_that_read_alike_are_one() -> None:
    assert suggest("the home is", "home", "house", "house")[1] == ["house"]


def test_an_article_in_another_span_is_not_taken_in() -> None:
    text = "was an enormous loss"
    tokens = Tokenizer().batch([text], VOCABULARY)
    candidates = restoration([(3, "the", 5.0), (4, "big", 5.0)])
    place = Place(tokens, VOCABULARY, tiny_model().lexical)
    proposals = propose(place, np.array([3, 4]), np.array([4, 5]), candidates, 3)
    assert [proposal.start for proposal in proposals] == [3, 4]


@pytest.mark.parametrize(
    ("text", "like", "opens", "expected"),
    [
        ("house", "home", False, "house"),
        ("house", "Home", False, "House"),
        ("house", "HOME", False, "HOUSE"),
        ("an immediate", "A", True, "An immediate"),
        ("trade war", "Commerce battle", False, "Trade war"),
        ("court of appeals", "Courtroom", False, "Court of Appeals"),
        ("i think", "methinks", False, "I think"),
        ("it was i", "'Twas me", False, "it was I"),
        ("ß", "S", False, "SS"),
    ],
)
def test_capitals(text: str, like: str, opens: bool, expected: str) -> None:
    assert cased(text, like, opens=opens) == expected


def test_spaces() -> None:
    assert (
        joined(["he", "did", "n't", ",", "he", "said", "(", "twice", ")", "."])
        == "he didn't, he said (twice)."
    )
    assert phrase_text([], "x") == ""


def test_empty_batches_have_no_spans() -> None:
    none: Floats = np.zeros(0, np.float32)
    assert len(find_spans(np.zeros(0, np.int32), none, restoration(), SETTINGS)) == 0
