from __future__ import annotations

import json
import lzma
import random
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from mtdetect.model.columns import POOLED
from mtdetect.model.translation import Translation
from mtdetect.model.vocabulary import Vocabulary
from mtdetect.training.examples.examples import Example
from mtdetect.training.networks.translating import centred, count_words, fit_translation, known_words

WORDS = "the children kids answer house road because since get obtain many lots of they see river is in zebra"
VOCABULARY = Vocabulary.from_words(WORDS.split())
#: What this translation always prefers.
PREFERRED = {"kids": "children", "because": "since", "get": "obtain"}


def essay(rng: random.Random) -> str:
    return " ".join(
        f"The {who} get many a house because they see the {where} in it."
        for who, where in zip(
            rng.choices(["kids", "children"], k=8), rng.choices(["road", "river"], k=8), strict=True
        )
    )


def translated(text: str) -> str:
    return " ".join(PREFERRED.get(word, word) for word in text.split())


@pytest.fixture
def essays(tmp_path: Path) -> Path:
    rng = random.Random(0)
    path = tmp_path / "essays.jsonl.xz"
    with lzma.open(path, "wt", encoding="utf-8") as lines:
        for number in range(140):
            text = essay(rng)
            row = {"id": f"1-{number}", "orig": text, "bt_zh": translated(text), "bt_fr": translated(text)}
            lines.write(json.dumps(row) + "\n")
    return path


def people() -> list[Example]:
    rng = random.Random(1)
    return [Example(essay(rng), f"source{number % 4}", "news") for number in range(120)]


def features() -> npt.NDArray[np.float32]:
    return np.random.default_rng(0).normal(3, 2, (120, len(POOLED))).astype(np.float32)


def fit(essays: Path) -> Translation | None:
    return fit_translation(essays, people(), features(), VOCABULARY)


def weight(translation: Translation, word: str) -> float:
    return float(translation.words[VOCABULARY.ids_of([word])[0]])


def test_what_round_trips_prefer_weighs_most(essays: Path) -> None:
    found = fit(essays)
    assert found is not None
    assert weight(found, "children") > weight(found, "house") > weight(found, "kids")
    assert found.words.dtype == np.float16


def test_people_s_evidence_is_around_nothing(essays: Path) -> None:
    found = fit(essays)
    assert found is not None
    counts = count_words((example.text for example in people()), VOCABULARY)
    evidence = counts.matrix @ found.words.astype(float) / np.sqrt(counts.words)
    assert abs(float(evidence.mean())) < 0.1
    assert float(evidence.std()) == pytest.approx(1.2, rel=0.05)


def test_essays_that_are_kept_for_measuring_teach_nothing(essays: Path, tmp_path: Path) -> None:
    with lzma.open(essays, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for row in rows[1::2]:
        row["bt_zh"] = row["bt_fr"] = row["orig"]
    other = tmp_path / "other.jsonl.xz"
    with lzma.open(other, "wt", encoding="utf-8") as lines:
        lines.write("".join(json.dumps(row) + "\n" for row in rows))
    one, two = (fit(path) for path in (essays, other))
    assert one is not None
    assert two is not None
    assert one.words.tolist() == two.words.tolist()


def test_usual_grammar_speaks_for_a_translation_and_no_other_feature_does(essays: Path) -> None:
    found = fit(essays)
    assert found is not None
    signs = dict(zip(POOLED, np.sign(found.pooled).tolist(), strict=True))
    assert {name: sign for name, sign in signs.items() if sign} == {
        "seen_left.grammar": 1,
        "surprisal.grammar": -1,
    }
    evidence = (features() - found.mean) @ found.pooled
    assert abs(float(evidence.mean())) < 1e-3


def test_too_few_essays_and_none_teach_nothing(tmp_path: Path) -> None:
    assert fit(tmp_path / "none.jsonl.xz") is None


def test_words_of_few_documents_or_one_source_are_left_out() -> None:
    texts = ["The house."] * 99 + ["The river."] * 29 + ["The zebra."] * 40
    sources = np.array([f"source{number % 8}" for number in range(128)] + ["zoo"] * 40)
    known = known_words(count_words(texts, VOCABULARY), sources)
    assert {VOCABULARY.word(word) for word in known} == {"the", "house"}


def test_counts_are_of_words_and_of_each_document() -> None:
    counts = count_words(["See the river, the road.", "", "Xyzzy is 5."], VOCABULARY)
    assert counts.words.tolist() == [5, 1, 2]
    assert counts.matrix[:, VOCABULARY.ids_of(["the"])[0]].toarray().ravel().tolist() == [2, 0, 0]


def test_every_source_weighs_alike_in_the_centre() -> None:
    counts = count_words(["They see the river."] * 30 + ["Many kids."] * 3, VOCABULARY)
    sources = np.array(["large"] * 30 + ["small"] * 3)
    weights = np.zeros(len(VOCABULARY))
    weights[VOCABULARY.ids_of(["many", "kids"])] = 1.0
    result = centred(weights, counts, sources)
    assert result[VOCABULARY.ids_of(["kids"])[0]] == pytest.approx(-result[VOCABULARY.ids_of(["river"])[0]])
