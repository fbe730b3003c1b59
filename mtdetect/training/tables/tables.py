"""The tables a model looks things up in: vocabulary, word vectors, originals, packed counts.

All are kept in the work folder as plain arrays, so that the processes of later steps can read them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Floats
from mtdetect.errors import DataError
from mtdetect.model.binary_fuse import FuseMap
from mtdetect.model.lexicon import FUNCTION_WORDS
from mtdetect.model.ngrams import Ngrams
from mtdetect.model.substitutions import Substitutions
from mtdetect.model.vocabulary import CLASSES, Vocabulary
from mtdetect.spinners.compounds import CONNECTIVES
from mtdetect.spinners.function_words import FUNCTION_WORD_RULES
from mtdetect.spinners.lexicons import Lexicon
from mtdetect.spinners.phrases import phrase_pairs
from mtdetect.spinners.tortured import load_rows, split, word_pairs
from mtdetect.training.corpus.counting import Size, choose_vocabulary, merge_counts, pack
from mtdetect.training.corpus.tokenized import TokenizedSource
from mtdetect.training.tables.contexts import rank_words
from mtdetect.training.tables.embeddings import embed
from mtdetect.training.tables.substitutions import PhrasePair, build_substitutions
from mtdetect.training.tables.topics import topic_vectors

LEAST_WORDS = 50  # a vocabulary smaller than that comes of no English text


def make_vocabulary(sources: Sequence[TokenizedSource], size: Size, lexicon: Lexicon) -> Vocabulary:
    """Choose the words of the corpus, and add those that only rewriters leave behind.

    Raises:
        DataError: next to no word occurs often enough.

    """
    common = choose_vocabulary(sources, size)
    if len(common) < LEAST_WORDS:
        raise DataError(
            f"expected English text to learn from, found {len(common)} words that occur often enough. "
            "Add more text to the corpus."
        )
    return Vocabulary.from_words({*common.words[len(CLASSES) :], *rewriters_words(lexicon)})


def save_ngrams(ngrams: Ngrams, path: Path) -> None:
    """Write a packed table as arrays."""
    table = ngrams.table
    place = np.array([table.seed, table.segment])
    with path.open("wb") as file:
        np.savez(file, counts=ngrams.counts, followers=ngrams.followers, cells=table.cells, place=place)


def load_ngrams(path: Path) -> Ngrams:
    """Read a packed table back."""
    with np.load(path) as arrays:
        seed, segment = arrays["place"].tolist()
        return Ngrams(arrays["counts"], arrays["followers"], FuseMap(arrays["cells"], seed, segment))


def pack_folds(folders: Sequence[Path], without: int | None, size: Size, path: Path) -> None:
    """Pack the counts of all folds, or of all but one."""
    save_ngrams(pack([folder for k, folder in enumerate(folders) if k != without], size), path)


def save_vectors(folders: Sequence[Path], seed: int, path: Path) -> None:
    """Embed the words by the counts of all folds."""
    parts = [(np.load(f / "pair_keys.npy"), np.load(f / "pair_counts.npy")) for f in folders]
    keys, counts = merge_counts(parts, 2)
    words: npt.NDArray[np.int64] = np.sum([np.load(folder / "words.npy") for folder in folders], axis=0)
    with path.open("wb") as file:
        np.save(file, embed(keys, counts, words, seed))


def save_topics(
    sources: Sequence[TokenizedSource], vocabulary: Vocabulary, rows: Path, seed: int, path: Path
) -> None:
    """Find the topics in all sources of the words that the context models know."""
    topics = topic_vectors((source.ids(vocabulary) for source in sources), len(vocabulary), seed)
    topics[np.load(rows) == 0] = 0
    with path.open("wb") as file:
        np.save(file, topics)


def save_word_rows(folders: Sequence[Path], path: Path) -> None:
    """Rank the words by their counts in all folds."""
    counts: npt.NDArray[np.int64] = np.sum([np.load(folder / "words.npy") for folder in folders], axis=0)
    with path.open("wb") as file:
        np.save(file, rank_words(counts))


def save_source_rows(source: TokenizedSource, vocabulary: Vocabulary, rows: Path, path: Path) -> None:
    """Write a source as the rows of its words."""
    with path.open("wb") as file:
        np.save(file, np.load(rows).take(source.ids(vocabulary)))


def make_substitutions(
    vocabulary: Vocabulary, lexicon: Lexicon, vectors: Floats, ngrams: Ngrams, tortured: Path
) -> Substitutions:
    """Build the table of originals from the lexicon, the lists of phrases, and learned pairs, if any."""
    phrases = known_phrases()
    single = {pair: 1 for pair in phrases if not any(" " in side for side in pair)}
    learned = single | learned_pairs(tortured)
    return build_substitutions(vocabulary, lexicon, vectors, ngrams, learned, set(phrases) - set(single))


def learned_pairs(tortured: Path) -> dict[PhrasePair, int]:
    """Count (left behind, original) in the half of the tortured phrases that may be learned from."""
    if not tortured.exists():
        return {}
    rows, _ = split(load_rows(tortured))
    return {(swapped, word): count for (word, swapped), count in word_pairs(rows).items()}


def known_phrases() -> list[PhrasePair]:
    """List (left behind, original) of all phrases that the generators' lists hold.

    >>> ("turned out to be", "became") in known_phrases(), ("withinside the", "in the") in known_phrases()
    (True, True)
    """
    pairs = [(new.lower(), old.lower()) for old, new in phrase_pairs()]
    return sorted({*pairs, *_rule_pairs()})


def rewriters_words(lexicon: Lexicon) -> frozenset[str]:
    """List the words that only rewriters leave behind, such as "withinside": no corpus would teach them.

    >>> "withinside" in rewriters_words(Lexicon({}))
    True
    """
    phrases = (word for phrase, _ in known_phrases() for word in phrase.split())
    homonyms = (synonym for word in FUNCTION_WORDS for synonym in lexicon.synonyms(word, "noun", names=False))
    return frozenset(word for word in (*phrases, *homonyms) if word.isalpha())


def _rule_pairs() -> Iterator[PhrasePair]:
    for rule in (*FUNCTION_WORD_RULES, *CONNECTIVES):
        original = " ".join(rule.find)
        for put in rule.puts:
            # A plain "through" where "by" may have stood gives nothing away.
            if put != original and not FUNCTION_WORDS.issuperset([put]):
                yield put, original
