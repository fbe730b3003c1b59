"""The tables of a model as files, while training is under way, and in memory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mtdetect.model.contexts import ContextModel
from mtdetect.model.lexicon import LexicalTable, word_zipf
from mtdetect.model.ngrams import Ngrams
from mtdetect.model.substitutions import Substitutions
from mtdetect.model.vocabulary import Vocabulary
from mtdetect.training.tables.tables import load_ngrams
from mtdetect.training.work import load_arrays


@dataclass(frozen=True, slots=True, eq=False)
class LoadedTables:
    """What features are looked up in."""

    vocabulary: Vocabulary
    ngrams: Ngrams
    substitutions: Substitutions
    contexts: ContextModel
    lexical: LexicalTable


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFiles:
    """The files of the tables, learned from all folds or from all but one."""

    vocabulary: Path
    substitutions: Path
    topics: Path
    contexts: Path
    ngrams: Path  # packed

    def load(self) -> LoadedTables:
        """Read the tables."""
        vocabulary = load_arrays(Vocabulary, self.vocabulary)
        return LoadedTables(
            vocabulary,
            load_ngrams(self.ngrams),
            load_arrays(Substitutions, self.substitutions),
            load_arrays(ContextModel, self.contexts),
            LexicalTable.build(vocabulary, word_zipf(vocabulary), np.load(self.topics)),
        )
