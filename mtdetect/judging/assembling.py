"""Reports of what was judged, and of what could not be."""

from __future__ import annotations

from mtdetect.judging.document_scores import DocumentScore
from mtdetect.model.folder import Model
from mtdetect.results.report import NOT_JUDGED, Report, Span, decide
from mtdetect.runtime.processes import Lost
from mtdetect.text.coverage import measure_coverage
from mtdetect.text.source import Source
from mtdetect.text.view import View


def assemble_report(
    model: Model, source: Source, document: DocumentScore, spans: tuple[Span, ...], target_fpr: float | None
) -> Report:
    """Put together what is known of a document."""
    coverage = measure_coverage(source, document.words)
    verdict, threshold = decide(
        document.score, document.words, document.note, model.points, target_fpr, coverage.note
    )
    return Report(
        text=source.text,
        score=document.score,
        verdict=verdict,
        kind=document.kind if verdict == "flagged" else None,
        spans=spans,
        reasons=document.reasons,
        words=document.words,
        note=document.note or (coverage.note if verdict == "abstain" else None),
        target_fpr=model.points.default_fpr if target_fpr is None else target_fpr,
        threshold=threshold,
        model=model.model_id,
        points=model.points,
        kind_if_flagged=document.kind,
        format=source.view.format,
        skipped=source.skipped(),
        notes=source.view.notes,
        coverage=coverage.share,
        note_if_not_flagged=coverage.note,
    )


def report_lost(model: Model, text: Lost, target_fpr: float | None) -> Report:
    """Report a text that was not judged as one that the verdict abstains from."""
    unread = DocumentScore(0.0, 0, f"{NOT_JUDGED}: {text.cause}", False, "spun", (), 0.0)
    return assemble_report(model, Source(text.text, View(text.text)), unread, (), target_fpr)
