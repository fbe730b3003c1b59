"""The spaCy component: what it writes into a Doc, what travels, and what it refuses."""

from __future__ import annotations

import json
import pickle
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, replace
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, cast

import pytest
import spacy
from confection import ConfigValidationError
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

import mtdetect
from mtdetect.detector import Detector
from mtdetect.errors import DataError, ModelError, OptionError
from mtdetect.integrations.spacy import Config, MtdetectPipe
from mtdetect.model.folder import save_model
from mtdetect.results.operating_points import OperatingPoints
from mtdetect.results.report import Report
from tests.fakes import FakeDetector, make_report
from tests.interpreter import run_python
from tests.places import ROOT
from tests.tiny_model import HUMAN, SPUN, tiny_model

FACTORIES = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]["spacy_factories"]


@pytest.fixture(scope="module")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "tiny"
    save_model(tiny_model(), folder, {"name": "tiny"})
    return folder


@pytest.fixture
def nlp(tiny_folder: Path) -> Language:
    return make_nlp(model=str(tiny_folder))


def make_nlp(name: str = "mtdetect", **config: Any) -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("mtdetect", name=name, config=config)
    return nlp


def component(detector: FakeDetector, **config: Any) -> MtdetectPipe:
    return MtdetectPipe(cast("Detector", detector), config=Config(**config))


def plain(doc: Doc, key: str = "mtdetect") -> tuple[Any, ...]:
    group = doc.spans[key]
    attrs = {**group.attrs, "scores": group.attrs["scores"].tolist()}
    return [(span.start_char, span.end_char, span.label_) for span in group], attrs, doc._.get(key)


@pytest.fixture(scope="module")
def entry_points(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder that makes an interpreter see the entry points, if the package is not installed."""
    folder = tmp_path_factory.mktemp("path")
    try:
        distribution("mtdetect")
    except PackageNotFoundError:
        info = folder / f"mtdetect-{mtdetect.__version__}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Name: mtdetect\nVersion: {mtdetect.__version__}\n")
        lines = "\n".join(f"{name} = {value}" for name, value in FACTORIES.items())
        (info / "entry_points.txt").write_text(f"[spacy_factories]\n{lines}\n")
    return folder


def test_a_pipeline_finds_the_component_with_nothing_imported(entry_points: Path, tiny_folder: Path) -> None:
    code = f"""
import spacy, sys
nlp = spacy.blank("en")
assert "mtdetect.detector" not in sys.modules, "spaCy loads every factory: this one should be light"
nlp.add_pipe("mtdetect", config={{"model": {str(tiny_folder)!r}}})
print(nlp({SPUN!r})._.mtdetect["verdict"])
"""
    assert run_python(code, entry_points).strip() == "flagged"


def test_a_saved_pipeline_loads_with_nothing_imported(
    nlp: Language, entry_points: Path, tmp_path: Path
) -> None:
    nlp.to_disk(tmp_path / "saved")
    code = f"""
import json, spacy
doc = spacy.load({str(tmp_path / "saved")!r})({SPUN!r})
print(json.dumps(doc._.mtdetect, sort_keys=True))
"""
    assert run_python(code, entry_points).strip() == json.dumps(nlp(SPUN)._.mtdetect, sort_keys=True)


def test_what_is_installed_has_the_entry_point() -> None:
    try:
        installed = distribution("mtdetect").entry_points.select(group="spacy_factories")
    except PackageNotFoundError:  # run from a checkout: the test above has used what pyproject.toml says
        installed = None
    if installed is not None:
        assert {entry.name: entry.value for entry in installed} == FACTORIES, "install the package anew"


def test_a_doc_is_given_what_detect_gives(nlp: Language, tiny_folder: Path) -> None:
    report = mtdetect.load(tiny_folder).detect(SPUN)
    doc = nlp(SPUN)
    assert doc._.mtdetect == report.to_dict()
    group = doc.spans["mtdetect"]
    assert len(group) == len(report.spans) > 5
    assert [span.text for span in group] == [span.text for span in report.spans]
    assert group.attrs["scores"].tolist() == [span.score for span in report.spans]
    assert group.attrs["offsets"] == [[span.start, span.end] for span in report.spans]
    assert group.attrs["suggestions"] == [span.to_dict()["suggestions"] for span in report.spans]
    assert group.attrs["reasons"] == [span.to_dict()["reasons"] for span in report.spans]
    assert {span.label_ for span in group} == {"REWRITTEN"}


@pytest.mark.parametrize("text", ["", " ", "\n\n", "word", "\N{PILE OF POO}", HUMAN])
def test_a_text_without_spans_has_an_empty_group_and_its_data(nlp: Language, text: str) -> None:
    doc = nlp(text)
    assert list(doc.spans["mtdetect"]) == []
    assert doc.spans["mtdetect"].attrs["scores"].shape == (0,)
    assert doc._.mtdetect["verdict"] in {"abstain", "clean"}


def test_it_works_behind_a_tagged_pipeline(tiny_folder: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("tagger").add_label("NN")  # type: ignore[attr-defined]
    nlp.initialize()
    nlp.add_pipe("mtdetect", config={"model": str(tiny_folder)})
    doc = nlp(SPUN)
    assert doc[0].tag_ == "NN"
    assert plain(doc) == plain(make_nlp(model=str(tiny_folder))(SPUN))


def test_spans_that_cut_a_token_are_expanded_and_the_exact_offsets_kept(detector: FakeDetector) -> None:
    doc = Doc(
        spacy.blank("en").vocab, words=["a", "badly", "sobadsobad", "bad"], spaces=[True, True, False, False]
    )
    group = component(detector)(doc).spans["mtdetect"]
    assert [span.text for span in group] == ["badly", "sobadsobad", "sobadsobad", "bad"]
    assert group.attrs["offsets"] == [[2, 5], [10, 13], [15, 18], [18, 21]]
    assert {doc.text[start:end] for start, end in group.attrs["offsets"]} == {"bad"}
    assert [(span["start"], span["end"]) for span in doc._.mtdetect["spans"]][1] == (10, 13)


def test_offsets_count_code_points_of_the_doc(detector: FakeDetector) -> None:
    text = (
        "\N{PILE OF POO}\r\n e\N{COMBINING ACUTE ACCENT} \N{REGIONAL INDICATOR SYMBOL LETTER G} bad\x00 bad"
    )
    doc = component(detector)(spacy.blank("en")(text))
    for span, (start, end) in zip(doc.spans["mtdetect"], doc.spans["mtdetect"].attrs["offsets"], strict=True):
        assert doc.text[start:end] == "bad"
        assert span.start_char <= start < end <= span.end_char


def test_all_survives_bytes(nlp: Language) -> None:
    doc = nlp(SPUN)
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert plain(again) == plain(doc)
    fresh = Doc(spacy.blank("en").vocab).from_bytes(doc.to_bytes())
    assert plain(fresh) == plain(doc)


@pytest.mark.parametrize("user_data", [False, True])
def test_a_docbin_keeps_the_spans_and_on_request_the_data(nlp: Language, user_data: bool) -> None:
    docs = list(nlp.pipe([SPUN, HUMAN]))
    stored = DocBin(store_user_data=user_data, docs=docs).to_bytes()
    for doc, again in zip(docs, DocBin().from_bytes(stored).get_docs(spacy.blank("en").vocab), strict=True):
        assert plain(again)[:2] == plain(doc)[:2]
        # msgpack gives a DocBin's lists back as tuples
        assert json.dumps(again._.mtdetect) == json.dumps(doc._.mtdetect if user_data else None)


def test_a_copied_doc_keeps_all(nlp: Language) -> None:
    doc = nlp(SPUN)
    assert plain(doc.copy()) == plain(doc)


def test_two_components_in_one_pipeline_write_under_their_names(nlp: Language) -> None:
    strict = {"model": nlp.get_pipe_config("mtdetect")["model"], "target_fpr": 0.001}
    nlp.add_pipe("mtdetect", name="strict", config=strict)
    nlp.add_pipe("mtdetect", name="third", config=strict | {"spans_key": "sc"})
    doc = nlp(SPUN)
    assert sorted(doc.spans) == ["mtdetect", "sc", "strict"]
    assert (doc._.mtdetect["target_fpr"], doc._.strict["target_fpr"], doc._.sc["target_fpr"]) == (
        0.01,
        0.001,
        0.001,
    )
    assert plain(Doc(nlp.vocab).from_bytes(doc.to_bytes()), "sc") == plain(doc, "sc")


def test_a_renamed_component_writes_under_its_new_name(nlp: Language) -> None:
    nlp.rename_pipe("mtdetect", "renamed")
    doc = nlp(SPUN)
    assert list(doc.spans) == ["renamed"]
    assert doc._.renamed["verdict"] == "flagged"


def test_two_pipelines_in_one_process_do_not_meet(tiny_folder: Path) -> None:
    loose, strict = (make_nlp(model=str(tiny_folder), target_fpr=rate) for rate in (0.05, 0.001))
    first, second = loose(SPUN), strict(SPUN)
    third = loose(SPUN)
    assert [doc._.mtdetect["target_fpr"] for doc in (first, second, third)] == [0.05, 0.001, 0.05]
    assert plain(first) == plain(third)


def test_allowed_terms_are_a_pipelines_own_and_travel_with_it(tiny_folder: Path, tmp_path: Path) -> None:
    strict, lenient = (make_nlp(model=str(tiny_folder), allow=terms) for terms in (None, ["White Home"]))
    assert "Home" in " ".join(span["text"] for span in strict(SPUN)._.mtdetect["spans"])
    expected = mtdetect.load(tiny_folder, allow=["White Home"]).detect(SPUN).to_dict()
    assert any(region["kind"] == "allowed term" for region in expected["skipped"])
    lenient.to_disk(tmp_path / "saved")
    fresh = make_nlp(model=str(tiny_folder)).from_bytes(lenient.to_bytes())
    in_processes = list(lenient.pipe([SPUN, SPUN], n_process=2, batch_size=1))
    for doc in (lenient(SPUN), spacy.load(tmp_path / "saved")(SPUN), fresh(SPUN), *in_processes):
        assert doc._.mtdetect == expected
    copied = pickle.loads(pickle.dumps(lenient.get_pipe("mtdetect")))  # noqa: S301 - made here
    assert copied(spacy.blank("en")(SPUN))._.mtdetect == expected


def test_terms_given_on_loading_win_over_the_saved_ones(tiny_folder: Path, tmp_path: Path) -> None:
    make_nlp(model=str(tiny_folder), allow=["White Home"]).to_disk(tmp_path / "saved")
    config = {"components": {"mtdetect": {"allow": ["settlement"]}}}
    nlp = spacy.load(tmp_path / "saved", config=config)
    data = nlp(SPUN)._.mtdetect
    met = {SPUN[region["start"] : region["end"]] for region in data["skipped"]}
    assert met == {"settlement"}


def test_a_component_saved_before_there_were_terms_is_read(nlp: Language) -> None:
    pipe = nlp.get_pipe("mtdetect")
    stored = json.loads(pipe.to_bytes())  # type: ignore[attr-defined]
    del stored["config"]["allow"]
    assert pipe.from_bytes(json.dumps(stored).encode()).config.allow is None  # type: ignore[attr-defined]


@pytest.mark.parametrize("key", ["", "set", "get", "has"])
def test_a_key_that_is_no_attribute_is_refused(detector: FakeDetector, key: str) -> None:
    with pytest.raises(OptionError, match=f"expected a spans_key that can name an attribute .*got '{key}'"):
        component(detector, spans_key=key)


def test_the_format_is_handed_on(detector: FakeDetector) -> None:
    doc = component(detector, format="html")(spacy.blank("en")("<p>bad"))
    assert detector.formats == ["html"]
    assert doc.spans["mtdetect"].attrs["offsets"] == [[3, 6]]


def test_a_stream_is_judged_in_batches_and_in_order(detector: FakeDetector) -> None:
    blank = spacy.blank("en")
    texts = [f"number {number} bad" for number in range(7)]
    docs = list(component(detector).pipe((blank(text) for text in texts), batch_size=5))
    assert [doc.text for doc in docs] == detector.seen == texts
    assert len(detector.formats) == 2  # calls of detect_many


def test_a_stream_is_read_no_further_than_a_batch(detector: FakeDetector) -> None:
    def endless() -> Iterator[Doc]:
        while True:
            yield blank("bad")

    blank = spacy.blank("en")
    stream = component(detector).pipe(endless(), batch_size=4)
    assert next(stream)._.mtdetect["spans"]
    assert len(detector.seen) == 4


def test_as_tuples_keeps_the_context(nlp: Language) -> None:
    pairs = list(nlp.pipe([(SPUN, {"id": 1}), (HUMAN, {"id": 2})], as_tuples=True))
    assert [(doc._.mtdetect["verdict"], context["id"]) for doc, context in pairs] == [
        ("flagged", 1),
        ("clean", 2),
    ]


def test_two_processes_give_what_one_gives(nlp: Language) -> None:
    texts = [SPUN, HUMAN, "", SPUN + HUMAN, "\N{PILE OF POO} " + SPUN] * 2
    alone = [plain(doc) for doc in nlp.pipe(texts, batch_size=2)]
    assert [plain(doc) for doc in nlp.pipe(texts, batch_size=2, n_process=2)] == alone


class Choosy(FakeDetector):
    """Fail over texts that say so."""

    def _judge(self, text: str, target_fpr: float | None) -> Report:
        if "fail" in text:
            raise RuntimeError(f"no idea of {text!r}")
        return super()._judge(text, target_fpr)


def test_a_failure_is_raised_unless_a_handler_says_otherwise() -> None:
    pipe = component(Choosy())
    with pytest.raises(RuntimeError, match="no idea of 'fail'"):
        list(pipe.pipe([spacy.blank("en")("fail")]))


def test_the_error_handler_is_given_the_doc_at_fault_alone() -> None:
    handled: list[tuple[str, list[str], str]] = []

    def handle(name: str, proc: object, docs: list[Doc], error: Exception) -> None:
        handled.append((name, [doc.text for doc in docs], str(error)))

    pipe = component(Choosy())
    pipe.set_error_handler(handle)  # type: ignore[arg-type]
    docs = pipe.pipe([spacy.blank("en")(text) for text in ("bad", "fail", "good", "fail 2")], batch_size=3)
    assert [doc.text for doc in docs] == ["bad", "good"]
    assert handled == [
        ("mtdetect", ["fail"], "no idea of 'fail'"),
        ("mtdetect", ["fail 2"], "no idea of 'fail 2'"),
    ]


def test_a_memory_zone_may_be_used_and_left(nlp: Language) -> None:
    expected = nlp(SPUN)._.mtdetect
    for _ in range(3):
        with nlp.memory_zone():
            doc, _ = nlp.pipe([SPUN, HUMAN])
            assert [span.label_ for span in doc.spans["mtdetect"]] == ["REWRITTEN"] * len(expected["spans"])
            data = doc._.mtdetect
        assert data == expected  # plain data outlives the zone


def test_displacy_shows_the_spans(nlp: Language) -> None:
    doc = nlp(SPUN)
    page = displacy.render(doc, style="span", options={"spans_key": "mtdetect"}, jupyter=False)
    assert page.count("REWRITTEN") == len(doc.spans["mtdetect"])


def test_analysis_tells_what_is_assigned(nlp: Language) -> None:
    analysis = nlp.analyze_pipes()
    assert analysis is not None
    assert analysis["summary"]["mtdetect"]["assigns"] == ["doc.spans", "doc._.mtdetect"]
    assert analysis["problems"] == {"mtdetect": []}


def test_the_config_is_complete_and_json(nlp: Language) -> None:
    config = nlp.config["components"]["mtdetect"]
    assert json.loads(json.dumps(config)).keys() == {"factory", *asdict(Config())}
    assert spacy.blank("en").from_config(nlp.config)(SPUN)._.mtdetect == nlp(SPUN)._.mtdetect


@pytest.mark.parametrize(
    ("config", "error", "message"),
    [
        ({"target_fpr": 0.3}, OptionError, r"target_fpr must be one of .*got 0\.3"),
        ({"model": "nowhere"}, ModelError, "expected a model folder at nowhere"),
        ({"format": "pdf"}, ConfigValidationError, "format"),
        ({"target_fpr": "low"}, ConfigValidationError, "target_fpr"),
        ({"allow": "terms.txt"}, ConfigValidationError, "allow"),
        ({"allow": ["fine", "--"]}, OptionError, r"got '--' \(term 2\)"),
        ({"threshold": 0.5}, ConfigValidationError, "threshold"),
    ],
)
def test_a_wrong_config_is_refused_when_the_component_is_added(
    config: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        make_nlp(**config)


def test_a_format_unknown_to_the_class_is_refused(detector: FakeDetector) -> None:
    with pytest.raises(OptionError, match="format must be one of auto, text, html, markdown, got 'pdf'"):
        component(detector, format="pdf")


@pytest.mark.parametrize("declared", [{"default": 1}, {"getter": len}])
def test_an_attribute_that_is_taken_is_refused(detector: FakeDetector, declared: dict[str, Any]) -> None:
    Doc.set_extension("taken", **declared)
    try:
        with pytest.raises(OptionError, match=r"expected doc\._\.taken to be free.*Choose another spans_key"):
            component(detector, spans_key="taken")
    finally:
        Doc.remove_extension("taken")


def test_a_component_may_be_taken_from_another_pipeline(nlp: Language) -> None:
    other = spacy.blank("xx")
    other.add_pipe("mtdetect", source=nlp)
    assert other(SPUN)._.mtdetect == nlp(SPUN)._.mtdetect


def test_a_doc_that_comes_again_is_judged_anew(nlp: Language) -> None:
    doc = nlp(SPUN)
    before = plain(doc)
    assert plain(nlp.get_pipe("mtdetect")(doc)) == before


def test_a_component_pickles_small(nlp: Language) -> None:
    data = pickle.dumps(nlp.get_pipe("mtdetect"))
    assert len(data) < 2_000
    doc = pickle.loads(data)(spacy.blank("en")(SPUN))  # noqa: S301 - made two lines above
    assert plain(doc) == plain(nlp(SPUN))


def test_bytes_bring_the_config_along(tiny_folder: Path) -> None:
    saved = make_nlp(model=str(tiny_folder), target_fpr=0.001, spans_key="sc", format="text")
    data = saved.to_bytes()
    again = make_nlp(model=str(tiny_folder)).from_bytes(data)
    assert plain(again(SPUN), "sc") == plain(saved(SPUN), "sc")
    assert len(saved.get_pipe("mtdetect").to_bytes()) < 500  # type: ignore[attr-defined]


def test_a_setting_given_on_loading_wins_over_the_saved_one(tiny_folder: Path, tmp_path: Path) -> None:
    make_nlp(model=str(tiny_folder), target_fpr=0.001).to_disk(tmp_path / "saved")
    moved = tiny_folder.rename(tmp_path / "moved")
    config = {"components": {"mtdetect": {"model": str(moved), "target_fpr": 0.05}}}
    try:
        data = spacy.load(tmp_path / "saved", config=config)(SPUN)._.mtdetect
    finally:
        moved.rename(tiny_folder)
    assert (data["target_fpr"], data["model"]["name"]) == (0.05, "tiny")


def test_another_model_is_refused_on_loading(nlp: Language, tiny_folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    points = OperatingPoints((replace(tiny_model().points.thresholds[0], target_fpr=0.01),))
    save_model(replace(tiny_model(), points=points), other, {})
    nlp.to_disk(tmp_path / "saved")
    config = {"components": {"mtdetect": {"model": str(other)}}}
    message = (
        r"expected the model 'tiny' \(sha256 \w{64}\).*got 'tiny' \(sha256 .*Name the folder of the former"
    )
    with pytest.raises(ModelError, match=message):
        spacy.load(tmp_path / "saved", config=config)
    with pytest.raises(ModelError, match=message):
        make_nlp(model=str(other)).from_bytes(nlp.to_bytes())


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe", b"[]", b"{}", b'{"config": {"speed": 1}, "model": {}}', b'{"config": {}, "model": 1}'],
)
def test_bytes_of_something_else_are_refused(nlp: Language, data: bytes) -> None:
    with pytest.raises(DataError, match="expected what the component's to_bytes or to_disk gave, got"):
        nlp.get_pipe("mtdetect").from_bytes(data)  # type: ignore[attr-defined]


def test_a_folder_without_the_file_is_refused(nlp: Language, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"expected the file mtdetect\.json in"):
        nlp.get_pipe("mtdetect").from_disk(tmp_path)  # type: ignore[attr-defined]


def test_a_disabled_component_writes_nothing(nlp: Language) -> None:
    with nlp.select_pipes(disable="mtdetect"):
        assert "mtdetect" not in nlp(SPUN).spans
    assert "mtdetect" in nlp(SPUN).spans


def test_predicting_leaves_the_docs_alone(detector: FakeDetector) -> None:
    doc = spacy.blank("en")("bad")
    pipe = component(detector)
    assert [report.spans[0].text for report in pipe.predict([doc])] == ["bad"]
    assert not doc.spans
    assert not doc.user_data
    pipe.set_annotations([doc], [make_report("bad", 0.1)])
    assert (list(doc.spans["mtdetect"]), doc._.mtdetect["score"]) == ([], 0.1)
