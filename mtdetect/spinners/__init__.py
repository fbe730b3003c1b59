"""Generators of rewritten text, one file a family; each seed of a family is another product."""

from __future__ import annotations

from collections.abc import Callable

from mtdetect.errors import OptionError
from mtdetect.spinners.base import Spinner, Spun, Swap
from mtdetect.spinners.compounds import CompoundSpinner
from mtdetect.spinners.dictionary import DictionarySpinner
from mtdetect.spinners.function_words import FunctionWordSpinner
from mtdetect.spinners.lexicons import Lexicon, load_lexicon
from mtdetect.spinners.synonym import SynonymSpinner
from mtdetect.spinners.wordnet import WordNetSpinner

__all__ = ["FAMILIES", "Spinner", "Spun", "Swap", "make"]

FAMILIES: dict[str, Callable[[Lexicon, int], Spinner]] = {
    "dictionary": DictionarySpinner,
    "synonym": SynonymSpinner,
    "wordnet": WordNetSpinner,
    "function_words": FunctionWordSpinner,
    "compounds": CompoundSpinner,
}


def make(name: str, seed: int, lexicon: Lexicon | None = None) -> Spinner:
    """Make one product of a family.

    Raises:
        OptionError: there is no such family.

    """
    if name not in FAMILIES:
        raise OptionError(f"There is no generator {name!r}; choose one of {', '.join(sorted(FAMILIES))}.")
    return FAMILIES[name](lexicon or load_lexicon(), seed)
