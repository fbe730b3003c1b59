"""What each word of the vocabulary says for English or against it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from mtdetect.arrays import Flags, Floats, Ids
from mtdetect.model.vocabulary import CLASSES, UNKNOWN, Vocabulary

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


def english_evidence(vocabulary: Vocabulary, function: Flags, zipf: Floats) -> Floats:
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
