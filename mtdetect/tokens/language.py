"""Which paragraphs are not English, by what their words say for and against it.

Each word counts for English or against it, and a paragraph is judged by the sum. Names, numbers and signs
say nothing, so a paragraph of names is left as it is; so does a rewriter's work, which stays in English.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from mtdetect.model.vocabulary import BOUNDARY, CLASSES, UNKNOWN, Ids, Vocabulary
from mtdetect.text.prose import Region
from mtdetect.tokens import WORD, Tokens

Numbers = npt.NDArray[np.float32]
Marks = npt.NDArray[np.bool_]
Stretch = tuple[int, int, int]  # document of the batch, start, end

# The commonest words of some thirty languages in Latin letters, less those that are common in English too.
# Hindi stands here as it is written in Latin letters.
FOREIGN_WORDS = frozenset(
    """
    aan ab adalah akan ako al ale alla als anche ang ao atau att au auch auf aur aut aux av avec ay
    az bhi bij bilong bir blir bu být ce cette che cho como con cu cum có của da daha dalam dan dans
    dari das dat de dei del della dem den dengan der des det deze di die din dispela dit dla dos du
    een eg egy ei ein eine ek el elle eller en enim er es esse essere est estas este está et ett
    että ez fi foi fra från för gli hai har het hoc hogy hy hän ihr ikke ikkje il ile ili ini inte
    ist itu için ja jak jako je jeg jest jsou ka kaj kan kann kao kar ke không ki ko koji který kun
    kya la las le les leur lo los lub là maar mais mas med meg mein mga mit mutta más na naar nahi
    ne nebo nel nem ng nicht nie niet non nous nu não och od oder og ol olarak oli olsem om ook op
    os ou ovat pada para pas pe pero più por pour przez på quae que questo qui quod sa sau se sed
    sen ser si sich sie się som sono sont su sur sus tai también tidak til toh tym uit uma un una
    und une untuk ut vagy van ved vir você von voor vous và wat wenn werden wir wird worden wordt
    yang za zijn zu är és în được że že
""".split()
)
# English words that are as common in some other language: after wordfreq, at most twice as common in English.
SHARED_WORDS = frozenset(
    """
    a am an any are as at by do for had her i in is lest me mine most no on over per so till
    to under us was we
""".split()
)
# Nats, rounded towards none from the log ratios of each kind's share in English paragraphs and in others
# (docs/robustness.md): 3.0 grammatical, 1.5 shared, 1.4 common, -5.0 foreign, -4.7 unknown. An
# unknown word is less sure than that: slang, jargon and dialect are made of them.
GRAMMATICAL, SHARED, COMMON, KNOWN, RARE, FOREIGN, STRANGE = 2.0, 0.7, 1.0, 0.3, -0.3, -3.0, -2.0
COMMON_ZIPF, KNOWN_ZIPF = 4.0, 3.0  # in ten thousand words, in a million
OTHER_SCRIPT = -1.0  # each letter of a word that has no Latin one; not every script parts its words
# Letters of other scripts; between the two ranges lie punctuation, arrows and mathematical signs.
SCRIPTS = ((0x370, 0x2000), (0x2E80, 0xD800))
#: Nats against English that paragraphs in a row must reach together. From 2 to 8 the errors hardly differ;
#: 8 takes four unknown words with nothing English between them.
TOLL = 8.0


def english_evidence(vocabulary: Vocabulary, function: Marks, zipf: Numbers) -> Numbers:
    """Weigh what each word says for English, by word id."""
    evidence = np.select([zipf >= COMMON_ZIPF, zipf >= KNOWN_ZIPF], [COMMON, KNOWN], RARE).astype(np.float32)
    evidence[_ids(vocabulary, FOREIGN_WORDS)] = FOREIGN
    evidence[function] = GRAMMATICAL
    evidence[_ids(vocabulary, SHARED_WORDS)] = SHARED
    evidence[: len(CLASSES)] = 0
    evidence[UNKNOWN] = STRANGE
    return evidence


def _ids(vocabulary: Vocabulary, words: Iterable[str]) -> Ids:
    ids = vocabulary.ids_of(sorted(words))
    return ids[ids != UNKNOWN]


def english_only(tokens: Tokens, evidence: Numbers) -> tuple[Tokens, list[Stretch]]:
    """Leave the paragraphs out that are not English, and say where they stand."""
    rows = foreign_rows(tokens, evidence)
    if not rows.any():
        return tokens, []
    foreign = foreign_regions(tokens, rows)
    return replace(leave_out(tokens, rows), regions=_joined(tokens, foreign)), foreign


def foreign_rows(tokens: Tokens, evidence: Numbers) -> Marks:
    """Mark the rows of paragraphs that are not English; one too short to tell goes with its neighbours."""
    said = np.where(tokens.has(WORD), evidence[tokens.ids], np.float32(0)) + _other_scripts(tokens)
    paragraph = np.cumsum(tokens.ids == BOUNDARY)
    sums = np.bincount(paragraph, said)
    first = np.zeros(len(sums), np.int64)
    first[paragraph[::-1]] = tokens.doc[::-1]
    doubtful = np.bincount(first, np.minimum(sums, 0), minlength=len(tokens.texts)) < -TOLL
    foreign = np.zeros(len(sums), bool)
    for document in np.flatnonzero(doubtful):
        its = np.flatnonzero(first == document)
        foreign[its] = _against(sums[its].tolist())
    return foreign[paragraph] & (tokens.ids != BOUNDARY)


def foreign_regions(tokens: Tokens, rows: Marks) -> list[Stretch]:
    """Give the stretches of marked rows, across the boundaries that stand between them."""
    at = np.flatnonzero(rows)
    if not len(at):
        return []
    seen = np.cumsum(~rows & (tokens.ids != BOUNDARY))[at]  # what lies between two stretches
    parts = np.flatnonzero(np.diff(seen) | np.diff(tokens.doc[at])) + 1
    firsts, lasts = at[np.append(0, parts)], at[np.append(parts - 1, len(at) - 1)]
    columns = tokens.doc[firsts], tokens.start[firsts], tokens.end[lasts]
    return list(zip(*(column.tolist() for column in columns), strict=True))


def leave_out(tokens: Tokens, rows: Marks) -> Tokens:
    """Drop the marked rows; the boundaries around them stay."""
    keep = ~rows
    return replace(
        tokens,
        ids=tokens.ids[keep],
        start=tokens.start[keep],
        end=tokens.end[keep],
        doc=tokens.doc[keep],
        flags=tokens.flags[keep],
    )


def _joined(tokens: Tokens, foreign: Iterable[Stretch]) -> tuple[tuple[Region, ...], ...]:
    """Put foreign stretches among each document's regions, in place of what they cover."""
    joined = [list(regions) for regions in tokens.regions]
    for document, start, end in foreign:
        rest = [region for region in joined[document] if region.end <= start or region.start >= end]
        joined[document] = sorted([*rest, Region(start, end, "other language")])
    return tuple(tuple(regions) for regions in joined)


def _against(sums: list[float]) -> list[bool]:
    """Choose English or not for paragraphs in a row: the likeliest path, with a toll for leaving English.

    >>> _against([30.0, -6.0, 0.5, -9.0, 25.0, -3.0])
    [False, True, True, True, False, False]
    """
    english, other = 0.0, -TOLL
    stayed: list[tuple[bool, bool]] = []  # for either state, whether the paragraph before was English
    for value in sums:
        before = english >= other, english - TOLL > other
        english, other = max(english, other) + value, max(english - TOLL, other)
        stayed.append(before)
    is_other = other > english
    path = []
    for from_english, entered in reversed(stayed):
        path.append(is_other)
        is_other = not entered if is_other else not from_english
    return path[::-1]


def _other_scripts(tokens: Tokens) -> Numbers:
    """Count against English the letters of words that are wholly in another script."""
    said = np.zeros(len(tokens), np.float32)
    for document, text in enumerate(tokens.texts):
        if text.isascii():
            continue
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        other = np.zeros(len(points) + 1, np.int32)
        np.cumsum(np.any([(points >= low) & (points < high) for low, high in SCRIPTS], axis=0), out=other[1:])
        if other[-1]:
            rows = slice(*np.searchsorted(tokens.doc, (document, document + 1)))
            start, end = tokens.start[rows], tokens.end[rows]
            letters = np.where(tokens.ids[rows] == BOUNDARY, 0, other[end] - other[start])
            said[rows] = OTHER_SCRIPT * letters * (letters == end - start)
    return said
