"""The numbers that a model's judgements rest on beside its arrays, each with where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from mtdetect.errors import ModelError


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Hold thresholds that training may set; the defaults suit a model that says nothing else.

    >>> Settings.from_dict(Settings(least_words=80).to_dict()).least_words
    80
    """

    #: A word opens a span from this score on, weighed by its document. Set on a left-out fold of the training
    #: corpus, 2026-11: span F1 .61 at 0.4 false spans per 1,000 human words; unweighed, .51 at 17.
    span_threshold: float = 0.3
    #: What the document says, in logits beyond the default threshold: a word's logit gains this share of it,
    document_lift: float = 0.25
    #: and its score is halved where the document is only so far beyond. From the same fold.
    document_margin: float = 0.5
    #: Share of its score that a word keeps in a document that reads like a person's.
    document_floor: float = 0.3
    #: Nats. A phrase claims its whole extent from here: e**3 is 20 to 1, the odds that one rare word makes.
    joint_gain: float = 3.0
    #: Nats by which two words swapped together must beat both swapped apart; below, they are two spans.
    joint_excess: float = 1.0
    #: Share of the span threshold that the second word of a pair must reach to be drawn in.
    companion_share: float = 0.3
    #: A choice of more wordings than that is no help to a reader.
    most_suggestions: int = 5
    #: A span's reasons by name; the rest is summed up.
    most_span_reasons: int = 3
    #: The same for a document.
    most_document_reasons: int = 5
    #: Fewer words than that, and the verdict is "abstain". Training sets it by what it measured to be seen at
    #: which length (``training/power.py``).
    least_words: int = 50
    #: Grammatical words make up 35 to 55 % of English prose, and next to none of a list or another language.
    least_function_share: float = 0.2

    def to_dict(self) -> dict[str, float]:
        """Return the settings as JSON-ready values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, float]) -> Settings:
        """Build the settings from ``to_dict``'s dictionary."""
        kinds = {field.name: int if field.type == "int" else float for field in fields(cls)}
        if set(values) != set(kinds):
            raise ModelError(
                f"a model's settings must have exactly the keys {sorted(kinds)}, got {sorted(values)}. "
                f"Train the model again, or install the mtdetect that it was made with."
            )
        return cls(**{name: kind(values[name]) for name, kind in kinds.items()})  # type: ignore[arg-type]
