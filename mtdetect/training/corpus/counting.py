"""Count words, pairs and triples of the corpus, fold by fold, and pack them for a set of folds.

Sources are dealt into folds. A training document's features come from the counts of the other
folds, packed and pruned just like the shipped table, so that no stage learns to trust counts of
its own source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Counts, Hashes
from mtdetect.model.binary_fuse import FuseMap
from mtdetect.model.lexicon import FUNCTION_WORDS
from mtdetect.model.ngrams import Ngrams, pair_keys, quantize, skip_keys, triple_keys
from mtdetect.model.vocabulary import BOUNDARY, Vocabulary
from mtdetect.training.corpus.tokenized import TokenizedSource
from mtdetect.training.progress import track


@dataclass(frozen=True, slots=True)
class Size:
    """How much of what was counted is kept."""

    words: int = 120_000
    least_word: int = 8  # occurrences
    least_sources: int = 2
    entries: int = 10_300_000  # pairs and triples together: 2.25 bytes each
    least_pair: int = 2
    least_triple: int = 2
    skips: int = 2_500_000  # of the entries, words two places apart
    least_skip: int = 3


def choose_vocabulary(sources: Sequence[TokenizedSource], size: Size) -> Vocabulary:
    """Keep frequent words seen in several sources."""
    counts: Counter[str] = Counter()
    breadth: Counter[str] = Counter()
    for source in sources:
        words = source.words()
        counts.update(words)
        breadth.update(words.keys())
    least_sources = min(size.least_sources, len(sources))
    kept = [
        word
        for word, count in counts.most_common()
        if breadth[word] >= least_sources
        and count >= size.least_word
        and not any(char.isdigit() for char in word)
    ]
    return Vocabulary.from_words(kept[: size.words])


def deal_folds(words: dict[str, int], folds: int) -> dict[str, int]:
    """Deal sources into folds of about equal size, largest first.

    >>> deal_folds({"a": 9, "b": 5, "c": 4}, 2)
    {'a': 0, 'b': 1, 'c': 1}
    """
    filled = [0] * folds
    dealt = {}
    for name, count in sorted(words.items(), key=lambda item: (-item[1], item[0])):
        fold = filled.index(min(filled))
        dealt[name] = fold
        filled[fold] += count
    return dealt


def count_fold(sources: Iterable[TokenizedSource], vocabulary: Vocabulary, folder: Path) -> None:
    """Count one fold and leave the sorted keys and counts in ``folder``."""
    if (folder / "done").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    words = np.zeros(len(vocabulary), np.int64)
    content = content_words(vocabulary)
    pairs, triples, skips = [np.zeros(0, np.uint64)], [np.zeros(0, np.uint64)], [np.zeros(0, np.uint64)]
    for source in sources:
        ids = source.ids(vocabulary)
        words += np.bincount(ids, minlength=len(words))
        pairs.append(pair_keys(ids[:-1], ids[1:]))
        triples.append(triple_keys(ids[:-2], ids[1:-1], ids[2:]))
        apart = content[ids[:-2]] & content[ids[2:]] & (ids[1:-1] != BOUNDARY)
        skips.append(skip_keys(ids[:-2][apart], ids[2:][apart]))
    np.save(folder / "words.npy", words)
    for name, keys in (("pair", pairs), ("triple", triples), ("skip", skips)):
        merged = np.concatenate(keys)
        keys.clear()
        merged.sort()
        first = np.flatnonzero(np.diff(merged, prepend=~merged[:1]))
        np.save(folder / f"{name}_keys.npy", merged[first])
        np.save(folder / f"{name}_counts.npy", np.diff(first, append=len(merged)).astype(np.int32))
    (folder / "done").touch()


def merge_counts(parts: Sequence[tuple[Hashes, npt.NDArray[np.int32]]], least: int) -> tuple[Hashes, Counts]:
    """Add up sorted key files; keep keys counted at least ``least`` times.

    >>> one = (np.array([2, 5], np.uint64), np.array([1, 1], np.int32))
    >>> keys, counts = merge_counts([one, one, (np.array([7], np.uint64), np.array([1], np.int32))], 2)
    >>> keys.tolist(), counts.tolist()
    ([2, 5], [2, 2])
    """
    keys = np.concatenate([key for key, _ in parts])
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.zeros(0, int)
    counts = np.concatenate([count for _, count in parts])[order].astype(np.int64)
    summed = np.add.reduceat(counts, first) if len(first) else counts
    kept = summed >= least
    return keys[first][kept], summed[kept]


def pack(folders: Sequence[Path], size: Size) -> Ngrams:
    """Merge the counts of some folds, prune them to size, and pack them."""
    words = np.sum([np.load(folder / "words.npy") for folder in folders], axis=0)
    (pairs, pair_counts), (triples, triple_counts), (skips, skip_counts) = (
        merge_counts(
            [(np.load(f / f"{kind}_keys.npy"), np.load(f / f"{kind}_counts.npy")) for f in folders], least
        )
        for kind, least in (
            ("pair", size.least_pair),
            ("triple", size.least_triple),
            ("skip", size.least_skip),
        )
    )
    followers = np.bincount((pairs >> np.uint64(20)) & np.uint64(0xFFFFF), minlength=len(words))
    apart = _most_bound(skips, skip_counts, words, size.skips)
    room = size.entries - len(pairs) - len(apart)
    keep = _worthiest(pairs, pair_counts, triples, triple_counts, words, room)
    table = FuseMap.build(
        np.concatenate([pairs, triples[keep], skips[apart]]),
        quantize(np.concatenate([pair_counts, triple_counts[keep], skip_counts[apart]])),
    )
    return Ngrams(words.astype(np.float32), np.maximum(followers, 1).astype(np.float32), table)


def _worthiest(
    pairs: Hashes, pair_counts: Counts, triples: Hashes, counts: Counts, words: Counts, room: int
) -> npt.NDArray[np.int64]:
    """Pick the triples whose loss would change probabilities most (entropy pruning, Stolcke 1998)."""
    if len(triples) <= room:
        return np.arange(len(triples))
    if room <= 0:
        return np.zeros(0, np.int64)
    low = np.uint64((1 << 40) - 1)
    pair_tag = np.uint64(1 << 62)
    ab = pair_counts[np.searchsorted(pairs, (triples >> np.uint64(20)) | pair_tag).clip(max=len(pairs) - 1)]
    bc = pair_counts[np.searchsorted(pairs, (triples & low) | pair_tag).clip(max=len(pairs) - 1)]
    b = words[((triples >> np.uint64(20)) & np.uint64(0xFFFFF)).astype(np.int64)]
    gain = counts * np.abs(np.log(counts / ab) - np.log(bc / b))
    return np.sort(np.argpartition(-gain, room)[:room])


def content_words(vocabulary: Vocabulary) -> npt.NDArray[np.bool_]:
    """Mark the words that carry meaning rather than grammar, by id."""
    return np.array([word.isalpha() and word not in FUNCTION_WORDS for word in vocabulary.words])


def _most_bound(skips: Hashes, counts: Counts, words: Counts, room: int) -> npt.NDArray[np.int64]:
    """Pick the words two places apart that say most of each other, and more than chance would."""
    first = words[((skips >> np.uint64(20)) & np.uint64(0xFFFFF)).astype(np.int64)]
    last = words[(skips & np.uint64(0xFFFFF)).astype(np.int64)]
    bond = np.log(counts * float(words.sum()) / (first * last))
    worth = counts * (bond - 1)
    room = min(room, int((worth > 0).sum()))
    return np.sort(np.argpartition(-worth, room - 1)[:room]) if room else np.zeros(0, np.int64)


def count_folds(
    sources: Sequence[TokenizedSource], folds: dict[str, int], vocabulary: Vocabulary, work: Path
) -> list[Path]:
    """Count every fold; the folders in fold order."""
    folders = []
    for fold in track(sorted(set(folds.values())), "counting folds"):
        folders.append(work / f"fold{fold}")
        count_fold([s for s in sources if folds[s.name] == fold], vocabulary, folders[-1])
    return folders


def word_total(source: TokenizedSource) -> int:
    """Count the tokens of a source."""
    return sum(source.words().values())
