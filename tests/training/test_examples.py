"""Labelled documents: stretches, rewriting with exact edits, folds of people, and which tokens changed."""

from __future__ import annotations

import random
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from mtdetect.features.noisy_channel import word_key
from mtdetect.model.vocabulary import Vocabulary
from mtdetect.spinners.base import Spinner, Spun, Swap, apply
from mtdetect.tokens.tokenizer import Tokenizer
from mtdetect.training.corpus.corpora import find_sources
from mtdetect.training.examples import candidate_dropout as hiding
from mtdetect.training.examples import sampling as drawing
from mtdetect.training.examples.candidate_dropout import hidden_swaps
from mtdetect.training.examples.examples import LONGEST, SHORTEST, Example, rewritten, stretch
from mtdetect.training.examples.folds import changed_tokens
from mtdetect.training.examples.sampling import (
    SIZE_POWER,
    Extras,
    draw_examples,
    load_examples,
    save_examples,
    shares,
)
from mtdetect.training.plan import QUICK
from tests.training.corpus import document, write_corpus


class Swapper:
    """Swap "house" for "home" wherever it stands."""

    name = "swapper"

    def spin(self, text: str, *, rate: float, touch_names: bool, rng: random.Random) -> Spun:
        places = [at for at in range(len(text)) if text.startswith("house", at)]
        return apply(text, [(at, at + 5, "home") for at in places])


@pytest.fixture
def rng() -> random.Random:
    return random.Random(0)


def test_a_stretch_is_whole_sentences_of_a_bounded_length(rng: random.Random) -> None:
    text = " ".join(document(rng) for _ in range(20))
    for _ in range(50):
        part = stretch(text, rng)
        assert part is not None
        assert part in text
        assert part.endswith(".")
        assert SHORTEST <= part.count(" ") + 2 <= LONGEST + 60
    assert stretch("Too short a text.", rng) is None


def test_rewriting_keeps_source_and_register_and_says_what_changed(rng: random.Random) -> None:
    human = [Example("the house by the house", "s", "r"), Example("nothing to swap", "s", "r")]
    families: dict[str, list[Spinner]] = {"swapper": [Swapper()]}
    (spun,) = rewritten(human, families, 1.0, rng)
    assert (spun.text, spun.source, spun.register) == ("the home by the home", "s", "r")
    assert [spun.text[edit.start : edit.end] for edit in spun.edits] == ["home", "home"]


def test_examples_survive_the_work_folder(tmp_path: Path) -> None:
    examples = [Example("a\n“b” 😀", "s", "r", "g", 0.5, (Swap(0, 1, "the"),)), Example("c", "s", "r")]
    save_examples(examples, tmp_path / "examples.jsonl")
    assert [asdict(e) for e in load_examples(tmp_path / "examples.jsonl")] == [asdict(e) for e in examples]


def test_tokens_that_overlap_an_edit_are_changed_and_no_others() -> None:
    vocabulary = Vocabulary.from_words(["the", "home", "by", "sea"])
    spun, human = Example("the old home by sea", "s", "r", "g", 1.0, (Swap(4, 12, "house"),)), "the home"
    tokens = Tokenizer().batch([human, spun.text], vocabulary)
    changed = changed_tokens(tokens, [Example(human, "s", "r"), spun])
    marked = [(int(tokens.doc[i]), int(tokens.start[i])) for i in changed.nonzero()[0]]
    assert marked == [(1, 4), (1, 8)]


def test_a_hidden_swap_is_that_of_the_product(monkeypatch: pytest.MonkeyPatch) -> None:
    vocabulary = Vocabulary.from_words(["the", "home", "house"])
    spun = Example("the home", "s", "r", "g", 1.0, (Swap(4, 8, "house"),))
    tokens = Tokenizer().batch([spun.text], vocabulary)
    monkeypatch.setattr(hiding, "HIDDEN_SHARE", 1.0)
    hidden = hidden_swaps(tokens, [spun], vocabulary)
    at = np.flatnonzero(tokens.ids == vocabulary.ids_of(["home"])[0])
    assert hidden.words.tolist() == word_key(at, vocabulary.ids_of(["house"]).astype(np.int64)).tolist()
    assert hidden.phrases.any()
    monkeypatch.setattr(hiding, "HIDDEN_SHARE", 0.0)
    hidden = hidden_swaps(tokens, [spun], vocabulary)
    assert not len(hidden.words)
    assert not hidden.phrases.any()


def test_sources_give_examples_by_a_power_of_their_size() -> None:
    given = shares({"large": 1_000_000, "middle": 10_000, "tiny": 0}, 1000)
    assert given["large"] == pytest.approx(100**SIZE_POWER * given["middle"], rel=0.02)
    assert 1 <= given["tiny"] < given["middle"]


@pytest.fixture
def no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "available", lambda pair: False)


@pytest.mark.usefixtures("no_engine")
def test_a_fold_is_drawn_alike_from_the_same_seed_only(tmp_path: Path) -> None:
    sources = find_sources(write_corpus(tmp_path / "data", sources=2))
    extras = Extras.of(tmp_path)
    families: dict[str, list[Spinner]] = {"swapper": [Swapper()]}
    counts = {source.name: 10 for source in sources}
    one, same, other = (
        draw_examples(0, sources, counts, families, QUICK, extras, seed) for seed in (0, 0, 1)
    )
    assert one == same
    assert one != other
    assert {example.generator for example in one} == {None, "swapper"}
