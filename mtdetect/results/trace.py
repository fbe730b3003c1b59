"""A document word by word: what each word gave."""

from __future__ import annotations

from dataclasses import dataclass, fields

from mtdetect.results.report import Report


@dataclass(frozen=True, slots=True)
class TracedWord:
    """Hold one judged word: ``report.text[start:end] == text``, in code points.

    In nats (divide by ``math.log(2)`` for bits): ``surprisal``, how unexpected the word is after the two
    before it; ``gain``, how much likelier the text around is with the best other wording, at most 15, and 0
    where none is known; ``curvature``, how far the choice lies below what is usual among near-synonyms.
    ``score`` is the probability that a machine put the word there, the rest of the document considered, as
    spans have it.
    """

    start: int
    end: int
    text: str
    surprisal: float
    gain: float
    curvature: float
    score: float


@dataclass(frozen=True, slots=True)
class Trace:
    """Hold a report and its document's words in order; none where too little of it is English."""

    report: Report
    words: tuple[TracedWord, ...]

    def to_columns(self) -> dict[str, list[object]]:
        """Return a list for each of a word's fields, as data frames take them.

        >>> from mtdetect.judging.tracing import TracedWord
        >>> from types import SimpleNamespace
        >>> trace = Trace(SimpleNamespace(), (TracedWord(0, 5, "White", 7.1, 0.0, 0.2, 0.1),))
        >>> trace.to_columns()["surprisal"]
        [7.1]
        """
        return {one.name: [getattr(word, one.name) for word in self.words] for one in fields(TracedWord)}
