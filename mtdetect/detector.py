"""From text to report: the stages in order, batch by batch."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, nullcontext
from functools import lru_cache, partial
from pathlib import Path

from mtdetect.errors import InputError, ModelError
from mtdetect.judging.assembling import assemble_report, report_lost
from mtdetect.judging.document_scores import MeasuredDocument, score_documents
from mtdetect.judging.marking import mark_spans
from mtdetect.judging.tracing import trace_words
from mtdetect.judging.windows import compute_features, score_windows
from mtdetect.model.allow_list import AllowList, AllowSource
from mtdetect.model.folder import Model, load_model
from mtdetect.results.operating_points import OperatingPoints
from mtdetect.results.report import InputFormat, ModelId, Report
from mtdetect.results.trace import Trace
from mtdetect.runtime.batches import batches, is_long
from mtdetect.runtime.blas_threads import one_blas_thread
from mtdetect.runtime.memory import keep_freed_memory
from mtdetect.runtime.processes import Lost, count_processes, judge_in_processes
from mtdetect.text.disguises.known_words import KnownWords
from mtdetect.text.disguises.unmask import unmask
from mtdetect.text.formats.guessing import check_format, read_as
from mtdetect.text.prose.line_marks import undo_line_marks
from mtdetect.text.source import Source
from mtdetect.tokens.arrays import Tokens
from mtdetect.tokens.language import Segment, english_only
from mtdetect.tokens.tokenizer import Tokenizer


class Detector:
    """Judge texts with one model; may be shared by threads, and pickled if its model is in a folder.

    The terms of ``allow``, and of the model's own list, are neither marked nor evidence.
    """

    def __init__(self, model: Model, allow: AllowList | None = None) -> None:
        keep_freed_memory()
        self._model = model
        self._local = threading.local()
        self._allow = model.allow | (allow or AllowList())
        # By a tokenizer of their own: what it learns from a long list would crowd out the texts' words.
        self._terms = Tokenizer().terms(self._allow.terms) if self._allow else None
        self._words = KnownWords(model.vocabulary, model.lexical.zipf, model.ngrams)

    @property
    def model(self) -> Model:
        """The model that it judges with."""
        return self._model

    @property
    def model_id(self) -> ModelId:
        """The model's name and hash."""
        return self._model.model_id

    @property
    def points(self) -> OperatingPoints:
        """The model's thresholds."""
        return self._model.points

    @property
    def allow(self) -> AllowList:
        """The terms that are let pass."""
        return self._allow

    @property
    def folder(self) -> Path:
        """The folder that the model was loaded from."""
        if self._model.folder is None:
            raise ModelError("expected a model from a folder, got one made in memory. Save it, then load it.")
        return self._model.folder

    def allowing(self, terms: AllowList) -> Detector:
        """Give a detector of the same model that lets more terms pass."""
        return Detector(self._model, self._allow | terms) if terms else self

    def detect(self, text: str, *, target_fpr: float | None = None, format: InputFormat = "auto") -> Report:
        """Judge one text.

        Anything but a string is an InputError, a rate that the model has no thresholds for or an unknown
        format an OptionError.
        """
        return next(self.detect_many([text], target_fpr=target_fpr, format=format))

    def detect_many(
        self,
        texts: Iterable[str],
        *,
        target_fpr: float | None = None,
        format: InputFormat = "auto",
        n_process: int = 1,
    ) -> Iterator[Report]:
        """Judge texts lazily and in order, reading at most a batch ahead, or a few a process.

        A report is the same to the last bit whatever texts are judged beside it. Where the iterable raises an
        error, all that came before it is judged first.

        With ``n_process`` of 2 and more, or -1 for all cores, worker processes judge. A text that kills its
        worker gets a report that abstains (`was_lost`), and a warning is logged.
        """
        self.points.threshold(0, target_fpr)  # refuses an unknown rate before anything is read
        check_format(format)
        processes = count_processes(n_process)
        if isinstance(texts, (str, bytes)):
            raise InputError(
                f"detect_many expects an iterable of strings, got one {type(texts).__name__}. "
                f"Call detect(text) for one text, or pass a list."
            )
        if processes > 1:
            return self._judge_in_processes(texts, target_fpr, format, processes)
        return (report for batch in batches(texts) for report in self._judge(batch, target_fpr, format))

    @one_blas_thread()
    def trace(self, text: str, *, target_fpr: float | None = None, format: InputFormat = "auto") -> Trace:
        """Judge one text, and say what each of its words gave: for a close look, and for plots.

        It takes two to three times as long as `detect`, and some 300 bytes a word.
        """
        report = self.detect(text, target_fpr=target_fpr, format=format)
        tokens, (source,), foreign = self._read([text], format)
        return Trace(report, trace_words(self._model, tokens, source, foreign))

    def measure_many(
        self, texts: Iterable[str], *, format: InputFormat = "auto"
    ) -> Iterator[MeasuredDocument]:
        """Give each text's document features and figures lazily and in order, without looking for spans."""
        check_format(format)
        return (measured for batch in batches(texts) for measured in self._measure(batch, format))

    def _judge_in_processes(
        self, texts: Iterable[str], target_fpr: float | None, format: InputFormat, processes: int
    ) -> Iterator[Report]:
        judge = partial(_judge_batch, self, target_fpr, format)
        with closing(judge_in_processes(judge, batches(texts), processes)) as results:
            for result in results:
                yield report_lost(self._model, result, target_fpr) if isinstance(result, Lost) else result

    @one_blas_thread()
    def _judge(self, texts: Sequence[str], target_fpr: float | None, format: InputFormat) -> list[Report]:
        """Judge one batch: all stages in order."""
        model = self._model
        tokens, sources, foreign = self._read(texts, format)
        features = compute_features(model, tokens)
        documents = score_documents(model, tokens, features.pooled, foreign)
        words = score_windows(model, features, documents)
        spans = mark_spans(model, sources, words)
        return [
            assemble_report(model, *one, target_fpr) for one in zip(sources, documents, spans, strict=True)
        ]

    @one_blas_thread()
    def _measure(self, texts: Sequence[str], format: InputFormat) -> list[MeasuredDocument]:
        """Pool and judge one batch, without spans."""
        tokens, _, foreign = self._read(texts, format)
        pooled = compute_features(self._model, tokens, keep=0).pooled
        judged = score_documents(self._model, tokens, pooled, foreign)
        return [MeasuredDocument(*one) for one in zip(pooled, judged, strict=True)]

    def _read(self, texts: Sequence[str], format: InputFormat) -> tuple[Tokens, list[Source], list[Segment]]:
        """Read one batch: its tokens, its sources, and what is left out for its language."""
        model = self._model
        copies = (undo_line_marks(read_as(text, format), self._words) for text in texts)
        views = [unmask(copy, self._words) for copy in copies]
        seen = [view.text for view in views]
        tokenize = self._tokenizer.long if is_long(seen) else self._tokenizer.batch
        tokens, foreign = english_only(tokenize(seen, model.vocabulary, self._terms), model.lexical.english)
        return tokens, [Source(*one) for one in zip(texts, views, tokens.regions, strict=True)], foreign

    @property
    def _tokenizer(self) -> Tokenizer:
        """Return the thread's own tokenizer: spaCy's is not made for sharing."""
        if not hasattr(self._local, "tokenizer"):
            self._local.tokenizer = Tokenizer()
        tokenizer: Tokenizer = self._local.tokenizer
        return tokenizer

    def __reduce__(self) -> tuple[object, tuple[Path, str, AllowList]]:
        """Pickle as the model's folder and hash, and the terms; the other side opens the folder again."""
        return _reopened, (self.folder, self.model_id.sha256, self._allow)


def _judge_batch(
    detector: Detector, target_fpr: float | None, format: InputFormat, texts: Sequence[str]
) -> list[Report]:
    """Judge a batch, in whatever process."""
    return list(detector.detect_many(texts, target_fpr=target_fpr, format=format))


def load(path: Path | str | None = None, *, allow: AllowSource = None) -> Detector:
    """Open a model folder, or the shipped model, which is loaded once and shared.

    ``allow`` names a file with terms of your domain, one a line, or is an iterable of terms: they are never
    marked, and no evidence.

    A folder that is missing, damaged, of another format, or made for other features is a ModelError; a file
    of terms that cannot be read is a DataError.
    """
    terms = AllowList.of(allow)
    with _lock if path is None else nullcontext():
        detector = _shipped() if path is None else Detector(load_model(path))
    return detector.allowing(terms)


def detect(text: str, *, target_fpr: float | None = None, format: InputFormat = "auto") -> Report:
    """Judge one text with the shipped model.

    Anything but a string is an InputError, a rate that the model has no thresholds for or an unknown format
    an OptionError.
    """
    return load().detect(text, target_fpr=target_fpr, format=format)


_lock = threading.Lock()


@lru_cache(maxsize=1)
def _shipped() -> Detector:
    return Detector(load_model())


@lru_cache(maxsize=4)
def _reopened(folder: Path, sha256: str, allow: AllowList) -> Detector:
    """Open the folder of an unpickled detector, once a process."""
    detector = Detector(load_model(folder))
    if detector.model_id.sha256 != sha256:
        raise ModelError(
            f"expected the model in {folder} to have sha256 {sha256}, as when the detector was pickled, got "
            f"{detector.model_id.sha256}. Pickle the detector anew, or put the former model back."
        )
    return detector.allowing(allow)
