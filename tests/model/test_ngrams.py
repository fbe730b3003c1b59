from __future__ import annotations

import numpy as np
import pytest

from mtdetect.model.ngrams import Neighbourhood, pair_keys, quantize, triple_keys
from tests.tiny_model import tiny_model

VOCABULARY, NGRAMS = tiny_model().vocabulary, tiny_model().ngrams


def window(text: str) -> Neighbourhood:
    return Neighbourhood(*(VOCABULARY.ids_of([word]) for word in text.split()))


def test_pairs_and_triples_have_keys_of_their_own() -> None:
    zero, one = np.array([0], np.int32), np.array([1], np.int32)
    assert (
        len(
            {
                int(key[0])
                for key in (pair_keys(zero, one), pair_keys(one, zero), triple_keys(zero, zero, one))
            }
        )
        == 3
    )


def test_counts_are_kept_to_a_fifth() -> None:
    seen = NGRAMS.pairs(*(VOCABULARY.ids_of([word]) for word in ("white", "house")))
    assert seen[0] == pytest.approx(40, rel=0.25)


def test_an_unseen_pair_has_no_count() -> None:
    assert NGRAMS.pairs(VOCABULARY.ids_of(["house"]), VOCABULARY.ids_of(["white"]))[0] == 0


def test_a_triple_is_never_more_frequent_than_its_pairs() -> None:
    a, b, c = (VOCABULARY.ids_of([word]) for word in ("the", "white", "house"))
    ab, bc = NGRAMS.pairs(a, b), NGRAMS.pairs(b, c)
    assert 0 < NGRAMS.triples(a, b, c, ab, bc)[0] <= min(ab[0], bc[0])


def test_the_right_word_fits_better() -> None:
    right, wrong = (NGRAMS.log_probs(window(f". the white {word} said")) for word in ("house", "home"))
    assert right.total[0] > wrong.total[0] + 3
    assert right.middle_count[0] > 0 == wrong.middle_count[0]


def test_probabilities_of_all_next_words_add_up_to_about_one() -> None:
    every = np.arange(len(VOCABULARY), dtype=np.int32)
    the = np.full(len(every), VOCABULARY.ids_of(["the"])[0], np.int32)
    total = NGRAMS.pair_prob(the, every, NGRAMS.pairs(the, every)).sum()
    assert total == pytest.approx(1, abs=0.25)  # counts are rounded to powers of STEP


def test_sequences_are_scored_as_walks_are() -> None:
    texts = ["the white house said that", "it was the white house", "that it was said"]
    rows = [VOCABULARY.ids_of(text.split()) for text in texts]
    walks = [NGRAMS.follow(row) for row in rows]
    words = np.stack([np.pad(row, (0, 5 - len(row)), constant_values=-1) for row in rows])
    ends = [np.array([pairs[at] for pairs, _, _ in walks]) for at in (0, -1)]
    scores = NGRAMS.sequence_log_prob(words, np.array(list(map(len, rows))), *ends)
    assert scores == pytest.approx([log_prob.sum() for _, _, log_prob in walks], abs=1e-5)


def test_quantizing_keeps_the_order() -> None:
    steps = quantize(np.array([1, 2, 3, 10, 1000, 10**9]))
    assert (np.diff(steps.astype(int)) > 0).all()
    assert steps[0] == 1
    assert steps[-1] == 31


def test_a_walk_scores_every_word_as_its_window_does() -> None:
    ids = VOCABULARY.ids_of("the white house said that it was".split())
    _, _, log_prob = NGRAMS.follow(ids)
    fits = [
        NGRAMS.log_probs(Neighbourhood(*(ids[at + offset : at + offset + 1] for offset in range(5))))
        for at in range(3)
    ]
    assert log_prob[:3] == pytest.approx([fit.word[0] for fit in fits], abs=1e-5)
    assert log_prob[2:5] == pytest.approx([fit.after[0] for fit in fits], abs=1e-5)
