"""spaCy: ``nlp.add_pipe("mtdetect")`` marks in a Doc what a machine seems to have rewritten.

    nlp = spacy.blank("en")
    nlp.add_pipe("mtdetect")          # found by entry point: nothing of mtdetect needs importing
    doc = nlp(text)
    doc.spans["mtdetect"]             # the suspicious spans; .attrs has a list for each column of theirs
    doc._.mtdetect["verdict"]         # Report.to_dict(): plain data

A component writes under its spans key, which is its own name unless the config says otherwise: two of
them in one pipeline, or two pipelines in one process, do not meet. The attribute ``doc._.<key>`` is a plain
one whose value lies in the Doc (``doc.user_data``), so that nothing of a component is bound to the class.

The texts that are judged are the Docs' own. A spaCy span is made of whole tokens: where a span of ours begins
or ends inside a token of the Doc, its SpanGroup has it expanded to the tokens that it touches. The exact
offsets are in ``attrs["offsets"]`` and in the plain data.

Both survive ``Doc.to_bytes``. A DocBin keeps the plain data only with ``store_user_data=True``, and gives its
lists back as tuples.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from spacy.language import Language
from spacy.pipeline.pipe import Pipe
from spacy.tokens import Doc, Span, SpanGroup
from spacy.tokens.underscore import Underscore
from spacy.util import SimpleFrozenList, minibatch

from mtdetect.errors import DataError, ModelError, OptionError
from mtdetect.model.allow_list import AllowList
from mtdetect.results.report import InputFormat, Report
from mtdetect.text.formats.guessing import check_format

if TYPE_CHECKING:
    from mtdetect.detector import Detector

FACTORY = "mtdetect"
LABEL = "REWRITTEN"
"""The label of every span, for displacy and for whoever mixes several span groups."""
ALIGNMENT: Literal["expand"] = "expand"
"""How a span that cuts through a token of the Doc becomes one of whole tokens (``Doc.char_span``)."""
FILE = "mtdetect.json"
PLAIN_EXTENSION = (None, None, None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Say how a component judges: its config, in JSON's types.

    ``model`` is a folder, or None for the shipped model; ``spans_key`` None stands for the component's name.
    ``allow`` holds terms that are never marked and no evidence; as data, so that they travel with a pipeline.
    """

    model: str | None = None
    target_fpr: float | None = None
    format: InputFormat = "auto"
    spans_key: str | None = None
    allow: list[str] | None = None

    def over(self, stored: Config) -> Config:
        """Return the stored settings, with those of this one over them that are not the default.

        >>> Config(target_fpr=0.001).over(Config(target_fpr=0.01, format="html", model="old"))
        Config(model=None, target_fpr=0.001, format='html', spans_key=None, allow=None)
        """
        default = Config()
        names = [field.name for field in fields(Config) if field.name != "model"]
        mine = {name: getattr(self, name) for name in names if getattr(self, name) != getattr(default, name)}
        return replace(stored, **mine, model=self.model)


class MtdetectPipe(Pipe):
    """Judge Docs and write into them what was found."""

    def __init__(self, detector: Detector, name: str = FACTORY, *, config: Config | None = None) -> None:
        self.name = name
        self._base = detector
        self._use(Config() if config is None else config)

    @property
    def key(self) -> str:
        """The key in ``doc.spans`` and the attribute of ``doc._`` that the component writes."""
        return self.name if self.config.spans_key is None else self.config.spans_key

    def _use(self, config: Config) -> None:
        self._base.points.threshold(0, config.target_fpr)  # refuses an unknown rate before any Doc comes
        check_format(config.format)
        terms = AllowList.of(config.allow)
        self.detector = self._base.allowing(terms) if terms else self._base
        self.config = config
        declare_extension(self.key)

    def __call__(self, doc: Doc) -> Doc:
        """Judge one Doc."""
        return self._annotated([doc])[0]

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Judge a stream of Docs, batch by batch.

        If a batch fails, its Docs are judged one by one: spaCy's error handler is given those at fault alone.
        """
        for batch in minibatch(stream, batch_size):  # type: ignore[no-untyped-call]
            try:
                annotated = self._annotated(batch)
            except Exception:  # noqa: BLE001 - what to do about it is the error handler's business
                yield from super().pipe(batch, batch_size=batch_size)
            else:
                yield from annotated

    def predict(self, docs: Iterable[Doc]) -> list[Report]:
        """Judge Docs without touching them."""
        texts = (doc.text for doc in docs)
        reports = self.detector.detect_many(
            texts, target_fpr=self.config.target_fpr, format=self.config.format
        )
        return list(reports)

    def set_annotations(self, docs: Sequence[Doc], reports: Sequence[Report]) -> None:
        """Write reports into the Docs that they are about."""
        declare_extension(self.key)  # anew: spaCy may have renamed the component
        for doc, report in zip(docs, reports, strict=True):
            doc.spans[self.key] = span_group(doc, report, self.key)
            doc._.set(self.key, report.to_dict())

    def _annotated(self, docs: Sequence[Doc]) -> Sequence[Doc]:
        self.set_annotations(docs, self.predict(docs))
        return docs

    def to_bytes(self, *, exclude: Iterable[str] = SimpleFrozenList()) -> bytes:  # noqa: ARG002 - spaCy's
        """Give the config and the model's name and hash; the model itself stays where it is."""
        return json.dumps({"config": asdict(self.config), "model": asdict(self.detector.model_id)}).encode()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = SimpleFrozenList()) -> MtdetectPipe:  # noqa: ARG002
        """Take over the stored config, and refuse if it was made with another model.

        A setting that this component was made with wins over the stored one, and the place of the model is
        always this one's: so ``spacy.load(path, config={"components": {"mtdetect": {"model": ...}}})`` works.
        """
        stored, name, sha256 = _parse(data)
        if sha256 != self.detector.model_id.sha256:
            raise ModelError(self._other_model(name, sha256))
        self._use(self.config.over(stored))
        return self

    def _other_model(self, name: str, sha256: str) -> str:
        mine = self.detector.model_id
        return (
            f"expected the model {name!r} (sha256 {sha256}), which this pipeline was saved with, got "
            f"{mine.name!r} (sha256 {mine.sha256}). Name the folder of the former model in the config of the "
            f"component {self.name!r} (its key is 'model'), or make the pipeline anew."
        )

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = SimpleFrozenList()) -> None:
        """Write what ``to_bytes`` gives into a folder."""
        Path(path).mkdir(parents=True, exist_ok=True)
        (Path(path) / FILE).write_bytes(self.to_bytes(exclude=exclude))

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = SimpleFrozenList()) -> MtdetectPipe:
        """Read what ``to_disk`` wrote."""
        file = Path(path) / FILE
        if not file.is_file():
            raise DataError(f"expected the file {FILE} in {path}, found none. Save the pipeline anew.")
        return self.from_bytes(file.read_bytes(), exclude=exclude)


@Language.factory(FACTORY, default_config=asdict(Config()), assigns=["doc.spans", f"doc._.{FACTORY}"])
def make_mtdetect(
    nlp: Language,  # noqa: ARG001 - every factory is given it
    name: str,
    model: str | None,
    target_fpr: float | None,
    format: InputFormat,
    spans_key: str | None,
    allow: list[str] | None,
) -> MtdetectPipe:
    """Build the component from a config."""
    # Wherever mtdetect is installed, every pipeline of spaCy's imports this module: the stages wait.
    from mtdetect.detector import load

    config = Config(model=model, target_fpr=target_fpr, format=format, spans_key=spans_key, allow=allow)
    return MtdetectPipe(load(model), name, config=config)


def span_group(doc: Doc, report: Report, key: str) -> SpanGroup:
    """Turn a report's spans into a group; each of its ``attrs`` has one element a span, in their order."""
    columns = [span.to_dict() for span in report.spans]
    attrs: dict[str, Any] = {
        "scores": np.array([span.score for span in report.spans]),  # as spaCy's own spancat keeps them
        "offsets": [[span.start, span.end] for span in report.spans],
        "suggestions": [column["suggestions"] for column in columns],
        "reasons": [column["reasons"] for column in columns],
    }
    return SpanGroup(
        doc, name=key, attrs=attrs, spans=[_aligned(doc, span.start, span.end) for span in report.spans]
    )


def _aligned(doc: Doc, start: int, end: int) -> Span:
    span = doc.char_span(start, end, label=LABEL, alignment_mode=ALIGNMENT)
    assert span is not None, "a span lies within its Doc and holds more than white space"
    return span


def declare_extension(key: str) -> None:
    """Make ``doc._.<key>`` a plain attribute, once for all components that write it."""
    if not key or hasattr(Underscore, key):
        raise OptionError(
            f"expected a spans_key that can name an attribute of doc._, got {key!r}: it is empty or one of "
            f"spaCy's own. Choose another spans_key."
        )
    if not Doc.has_extension(key):
        Doc.set_extension(key, default=None)
    elif Doc.get_extension(key) != PLAIN_EXTENSION:
        raise OptionError(
            f"expected doc._.{key} to be free, got one that something else has declared, with a default or a "
            f"getter. Choose another spans_key."
        )


def _parse(data: bytes) -> tuple[Config, str, str]:
    try:
        stored = json.loads(data)
        return Config(**stored["config"]), str(stored["model"]["name"]), str(stored["model"]["sha256"])
    except (ValueError, TypeError, KeyError) as error:
        raise DataError(
            f"expected what the component's to_bytes or to_disk gave, got {data[:60]!r} ({error!r}). "
            f"Save the pipeline anew, with this version of mtdetect."
        ) from error
