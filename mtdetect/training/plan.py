"""How much of everything a training run uses: the full plan and the quick one."""

from __future__ import annotations

from dataclasses import dataclass, field

from mtdetect.training.corpus.counting import Size

# Translated documents teach the kind network and the document network, never the token network: nearly
# every word of a translation may differ and none of them is wrong. Neural round trips read like people's
# writing; as examples of rewriting they would only teach the document network to suspect pupils.
TOO_FLUENT = frozenset({"google_essays"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The sizes of a training run, in the order of its steps."""

    documents: int | None = None  # of each source that are counted; None for all
    size: Size = field(default_factory=Size)
    targets: int = 40_000_000  # words that each context model learns from
    folds: int = 5
    human: int = 45_000  # examples in all
    rewritten_per_human: float = 0.8
    products: int = 8  # of each family of generators
    translated_per_pair: int = 400  # documents, for each language pair of the translation engine
    essays: int = 1_500  # of each kind: as written, and there and back
    learners: int = 1_750
    tokens: int = 500_000  # that the token network learns from
    token_units: int = 48
    token_rounds: int = 12
    document_units: int = 40
    document_rounds: int = 25
    document_networks: int = 6
    left_out_folds: int = 1  # in which each generator is left out and judged

    @property
    def drawing(self) -> tuple[object, ...]:
        """What the drawn examples depend on."""
        extra = self.translated_per_pair, self.essays, self.learners
        return self.folds, self.human, self.rewritten_per_human, self.products, *extra


FULL = Plan()
QUICK = Plan(
    documents=150,
    size=Size(words=60_000, least_word=4, entries=3_000_000, least_triple=3, skips=400_000),
    targets=1_500_000,
    folds=3,
    human=3_600,
    products=4,
    translated_per_pair=40,
    essays=150,
    learners=150,
    tokens=200_000,
    token_rounds=10,
    left_out_folds=0,
)
