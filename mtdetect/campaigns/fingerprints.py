"""What of a report tells where its text comes from, as a few hundred bytes.

The wording: pairs of neighbouring rare words, names and numbers of the restored text, which survive
spinning, in a MinHash signature. The swaps: which wording stands for which original.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
from spacy.strings import get_string_id

from mtdetect.arrays import Hashes
from mtdetect.campaigns.results import CampaignOptions
from mtdetect.errors import MtdetectError
from mtdetect.model.folder import Model
from mtdetect.results.report import Skipped, Span, TextFormat, Verdict
from mtdetect.text.alignment import AlignedWords
from mtdetect.text.formats.guessing import read_as

# Rarer words than this tell texts apart and are the ones that shingles are made of: "people" is at 5.9.
MOST_ZIPF = 5.0
MOST_WEIGHT = 4  # how often a pair of the rarest words counts; a pair of the commonest counts once
LEAST_SHINGLES = 12  # fewer give no steady estimate
SEED = 20_250  # of the hash functions: signatures compare only with those of the same seed
CHUNK = 1_000  # reports at a time: what they take besides their fingerprints


class JudgedText(Protocol):
    """Describe what of a report a fingerprint is taken of."""

    @property
    def text(self) -> str:
        """Return the text as the caller passed it."""

    @property
    def format(self) -> TextFormat:
        """Return what it was read as."""

    @property
    def verdict(self) -> Verdict:
        """Return the verdict."""

    @property
    def spans(self) -> tuple[Span, ...]:
        """Return what is suspicious."""

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """Return what was not read as prose."""


class SharedSwap(NamedTuple):
    """Hold a substitution as the detector sees it.

    >>> str(SharedSwap("commence", "begin"))
    'commence -> begin'
    """

    replacement: str
    original: str

    def __str__(self) -> str:
        """Return the substitution as evidence shows it."""
        return f"{self.replacement} -> {self.original}"


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprints:
    """Hold the fingerprints of ``n`` documents in flat arrays: 520 bytes each, and 20 a swap."""

    signatures: npt.NDArray[np.uint32]  # (n, hashes)
    shingles: npt.NDArray[np.int32]  # (n,) distinct ones that the signature was made of
    flagged: npt.NDArray[np.bool_]
    swaps: Hashes  # of all flagged documents, one behind the other
    originals: Hashes  # what each is put for
    weights: npt.NDArray[np.float32]  # probability of each
    swap_ends: npt.NDArray[np.int64]  # (n,)

    def __len__(self) -> int:
        """Count the documents."""
        return len(self.shingles)

    @property
    def swap_owner(self) -> npt.NDArray[np.int64]:
        """The document of every swap."""
        counts = np.diff(self.swap_ends, prepend=0)
        return np.repeat(np.arange(len(self)), counts)


def fingerprint(reports: Iterable[JudgedText], model: Model, options: CampaignOptions) -> Fingerprints:
    """Take the fingerprints of reports, in bounded memory besides."""
    waiting = iter(reports)
    parts = [_some(chunk, model, options) for chunk in iter(lambda: list(islice(waiting, CHUNK)), [])]
    return join(parts or [_some([], model, options)])


def join(parts: Sequence[Fingerprints]) -> Fingerprints:
    """Put fingerprints one behind the other."""
    before = np.cumsum([0, *(len(part.swaps) for part in parts[:-1])])
    return Fingerprints(
        np.concatenate([part.signatures for part in parts]),
        np.concatenate([part.shingles for part in parts]),
        np.concatenate([part.flagged for part in parts]),
        np.concatenate([part.swaps for part in parts]),
        np.concatenate([part.originals for part in parts]),
        np.concatenate([part.weights for part in parts]),
        np.concatenate([part.swap_ends + offset for part, offset in zip(parts, before, strict=True)]),
    )


def _some(reports: Sequence[JudgedText], model: Model, options: CampaignOptions) -> Fingerprints:
    shingles = [shingle_hashes(restored_prose(report), model) for report in reports]
    swaps = [swaps_of(report) for report in reports]
    flat = [
        (get_string_id(str(swap)), get_string_id(swap.original), weight)
        for some in swaps
        for swap, weight in some.items()
    ]
    return Fingerprints(
        sign([hashes for hashes, _ in shingles], [weights for _, weights in shingles], options),
        np.array([len(hashes) for hashes, _ in shingles], np.int32),
        np.array([report.verdict == "flagged" for report in reports], bool),
        np.array([swap for swap, _, _ in flat], np.uint64),
        np.array([original for _, original, _ in flat], np.uint64),
        np.array([weight for _, _, weight in flat], np.float32),
        np.cumsum([len(some) for some in swaps], dtype=np.int64),
    )


def restored_prose(report: JudgedText) -> str:
    """Return what a report read as prose, with the first suggestions put back."""
    edits = [(region.start, region.end, " ") for region in report.skipped]
    edits += [
        (span.start, span.end, span.suggestions[0].text)
        for span in report.spans
        if span.suggestions and not span.interrupted
    ]
    parts, at = [], 0
    for start, end, wording in sorted(edits):
        if start >= at:
            parts += [report.text[at:start], wording]
            at = end
    prose = "".join([*parts, report.text[at:]])
    return prose if report.format == "text" else read_as(prose, report.format).text


def shingle_hashes(text: str, model: Model) -> tuple[Hashes, npt.NDArray[np.int64]]:
    """Return the distinct pairs of neighbouring telling words, hashed, with their weights."""
    words, zipf = telling(text, model)
    ids = np.array([get_string_id(word) for word in words], np.uint64)
    pairs, first = np.unique(mixed(ids[:-1], ids[1:]), return_index=True)
    rarity = MOST_ZIPF - (zipf[:-1] + zipf[1:])[first] / 2
    return pairs, np.clip(1 + rarity, 1, MOST_WEIGHT).astype(np.int64)


def telling(text: str, model: Model) -> tuple[list[str], npt.NDArray[np.float32]]:
    """Return the rare words, names and numbers of a text, in order, with their Zipf frequencies."""
    words = AlignedWords.of(text).folded
    zipf = model.lexical.zipf[model.vocabulary.ids_of(words)]
    zipf = np.where([word[0].isdigit() for word in words], np.float32(0), zipf)
    rare = zipf < MOST_ZIPF
    return [word for word, keep in zip(words, rare.tolist(), strict=True) if keep], zipf[rare]


def swaps_of(report: JudgedText) -> dict[SharedSwap, float]:
    """Return the distinct substitutions of a flagged report, each with its probability."""
    found: dict[SharedSwap, float] = {}
    for span in report.spans if report.verdict == "flagged" else ():
        if span.suggestions and not span.interrupted:
            best = span.suggestions[0]
            swap = SharedSwap(span.text.casefold(), best.text.casefold())
            found[swap] = max(found.get(swap, 0.0), span.score * best.score)
    return found


def sign(
    hashes: Sequence[Hashes], weights: Sequence[npt.NDArray[np.int64]], options: CampaignOptions
) -> npt.NDArray[np.uint32]:
    """Return MinHash signatures ``(n, options.hashes)``; an element of weight 3 stands for three elements."""
    try:
        from rensa import RMinHash
    except ModuleNotFoundError as error:
        raise MtdetectError(
            "campaigns need rensa, which is not installed. Run: pip install 'mtdetect[campaigns]'"
        ) from error
    sizes = [int(weight.sum()) for weight in weights]
    flat = np.concatenate([*map(_repeated, hashes, weights), np.zeros(0, np.uint64)])
    ends = np.cumsum([0, *sizes], dtype=np.uint64)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(flat, ends, options.hashes, SEED)
    return np.array(matrix.to_rows(), np.uint32).reshape(len(sizes), options.hashes)


def _repeated(hashes: Hashes, weights: npt.NDArray[np.int64]) -> Hashes:
    """Give each hash as many values of its own as it has weight."""
    number = np.arange(weights.sum()) - np.repeat(np.cumsum(weights) - weights, weights)
    return mixed(np.repeat(hashes, weights), number.astype(np.uint64))


def mixed(one: Hashes, other: Hashes) -> Hashes:
    """Hash two hashes into one, their order being part of it (the finalizer of SplitMix64)."""
    value = one * np.uint64(0x9E3779B97F4A7C15) + other
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))
