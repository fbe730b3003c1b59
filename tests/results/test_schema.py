"""The published schema against what is written, and against what was published before.

Within a version, nothing that a reader may rely on changes: ``cases/report_schema_1.json`` keeps what
version 1 promised. After a change that readers have to know of, raise ``SCHEMA_VERSION`` and keep the new
promise beside the old one: ``python -m tests.results.test_schema > tests/cases/report_schema_2.json``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtdetect.cli.main import main
from mtdetect.detector import Detector, load
from mtdetect.errors import OptionError
from mtdetect.model.columns import VOCABULARY
from mtdetect.model.folder import shipped_folder
from mtdetect.render.terminal.report import RenderOptions
from mtdetect.render.writers import writer
from mtdetect.results.documents import Document
from mtdetect.results.report import SCHEMA_VERSION, Kind, NoteName, Report, SkippedKind, TextFormat, Verdict
from mtdetect.results.schema import report_schema
from tests.fakes import MODEL_ID
from tests.places import CASES, EXAMPLES
from tests.render.test_inert_output import HOSTILE
from tests.render.test_sarif import flagged

Json = dict[str, Any]

SCHEMA = report_schema()
DEFINITIONS: Json = SCHEMA["$defs"]
LINE = jsonschema.Draft202012Validator(SCHEMA)
REPORT = jsonschema.Draft202012Validator(report_schema("report"))
#: Lists that grow within a version, as their descriptions say.
GROWING = ("reason_name", "skipped_kind", "note_name")


@cache
def detector() -> Detector:
    return load()


needs_model = pytest.mark.skipif(not shipped_folder().is_dir(), reason="there is no models/en")


def promises(node: Json, path: str = "") -> Iterator[tuple[str, Json]]:
    """Yield what the schema says of every key, by its path; descriptions are no promise."""
    if "$ref" in node:
        yield from promises(DEFINITIONS[node["$ref"].removeprefix("#/$defs/")], path)
    for part in node.get("allOf", ()):
        yield from promises(part, path)
    kept = {"type", "enum", "const", "minimum", "maximum", "pattern", "minItems", "maxItems", "minLength"}
    if said := {key: value for key, value in node.items() if key in kept}:
        yield path, said
    for name, part in node.get("properties", {}).items():
        yield f"{path}.{name}", {"required": name in node["required"]}
        yield from promises(part, f"{path}.{name}")
    if "items" in node:
        yield from promises(node["items"], f"{path}[]")


def promised() -> dict[str, Json]:
    facts: dict[str, Json] = {}
    for path, said in promises(SCHEMA):
        facts[path] = facts.get(path, {}) | said
    return facts


def broken(before: dict[str, Json], now: dict[str, Json]) -> list[str]:
    """Name the promises of before that do not hold now; a list that may grow may hold more."""
    growing = [set(DEFINITIONS[name]["enum"]) for name in GROWING]

    def holds(old: Json, new: Json) -> bool:
        if "enum" in old and set(new.get("enum", ())) in growing and set(old["enum"]) <= set(new["enum"]):
            old = old | {"enum": new["enum"]}
        return old == new

    return [path for path, said in before.items() if not holds(said, now.get(path, {}))]


def frozen() -> dict[str, Json]:
    path = CASES / f"report_schema_{SCHEMA_VERSION}.json"
    promises: dict[str, Json] = json.loads(path.read_text(encoding="utf-8"))
    return promises


def test_what_this_version_promised_still_holds() -> None:
    assert broken(frozen(), promised()) == [], "raise SCHEMA_VERSION, or take the change back"


@pytest.mark.parametrize(
    ("path", "changed"),
    [
        (".score", None),
        (".spans[].start", {"required": True, "type": "number", "minimum": 0}),
        (".kind", {"required": True, "enum": ["spun", "translated", "other", None]}),
        (".spans[].reasons[].name", {"required": True, "enum": ["gain"]}),
        (".line", {"required": False, "type": ["integer", "null"], "minimum": 1}),
    ],
)
def test_a_changed_key_is_noticed(path: str, changed: Json | None) -> None:
    now = {**promised(), path: changed} if changed else {k: v for k, v in promised().items() if k != path}
    assert broken(frozen(), now) == [path]


def test_an_added_key_and_a_grown_list_need_no_new_version() -> None:
    before = frozen()
    before[".notes[].name"] = {**before[".notes[].name"], "enum": ["homoglyphs"]}
    assert broken(before, {**promised(), ".added": {"type": "string"}}) == []


def test_the_schemas_are_sound_and_carry_the_version() -> None:
    for validator in (LINE, REPORT):
        validator.check_schema(validator.schema)
    assert [report_schema(of)["$id"] for of in ("line", "report")] == [
        f"urn:mtdetect:line:{SCHEMA_VERSION}", f"urn:mtdetect:report:{SCHEMA_VERSION}"
    ]  # fmt: skip
    with pytest.raises(OptionError, match=r"expected the schema of line or report, got 'span'\. Choose one"):
        report_schema("span")  # type: ignore[arg-type]


def test_the_schema_names_just_the_keys_that_are_written() -> None:
    span = flagged("bad " * 3).to_dict(include_text=True)
    assert set(DEFINITIONS["report"]["properties"]) == set(span)
    assert set(DEFINITIONS["report"]["required"]) == set(span) - {"text"}
    assert set(DEFINITIONS["span"]["properties"]) == set(span["spans"][0])
    line = json.loads(written(flagged("bad")))
    assert set(DEFINITIONS["line"]["properties"]) == set(line) - set(span)


@pytest.mark.parametrize("definition", sorted(set(DEFINITIONS) - {"offset", "probability"}))
def test_every_key_is_described(definition: str) -> None:
    for name, part in DEFINITIONS[definition].get("properties", {}).items():
        described = {**DEFINITIONS.get(part.get("$ref", "").removeprefix("#/$defs/"), {}), **part}
        assert described.get("description", "").endswith("."), name


NO_LONGER_NOTED = {"leetspeak"}  # reports of before are valid all the same


def test_closed_vocabularies_are_those_of_the_code() -> None:
    report = DEFINITIONS["report"]["properties"]
    assert report["verdict"]["enum"] == list(get_args(Verdict))
    assert report["kind"]["enum"] == [*get_args(Kind), None]
    assert report["format"]["enum"] == list(get_args(TextFormat))
    assert report["schema_version"]["const"] == SCHEMA_VERSION
    assert DEFINITIONS["reason_name"]["enum"] == sorted(VOCABULARY)
    assert DEFINITIONS["skipped_kind"]["enum"] == list(get_args(SkippedKind))
    assert DEFINITIONS["note_name"]["enum"] == sorted({*get_args(NoteName), *NO_LONGER_NOTED})


def written(report: Report, line: int | None = None, identity: object = None) -> str:
    form = writer("jsonl", RenderOptions(), MODEL_ID)
    return form.document(Document(report.text, "a.jsonl", line, identity), report)


def check(report: Report) -> None:
    REPORT.validate(json.loads(json.dumps(report.to_dict(include_text=True))))
    LINE.validate(json.loads(written(report)))


@needs_model
def test_reports_of_real_texts_follow_the_schema() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.txt"))]
    for name in ("human", "rewritten"):
        lines = (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        texts += [json.loads(line)["text"] for line in lines[:20]]
    reports = list(detector().detect_many(texts))
    assert {report.verdict for report in reports} >= {"flagged", "clean"}
    for report in reports:
        check(report)
        check(report.at(0.001))


PAGE = "<nav><a href='/'>Home</a></nav><p>The wh\u043ete h\u043euse, they s\u200baid.</p><script>x</script>"


@needs_model
@pytest.mark.parametrize("text", ["", " ", PAGE, "l e t t e r s " * 9, "\0" * 5, *HOSTILE])
def test_reports_of_hostile_texts_follow_the_schema(text: str) -> None:
    check(detector().detect(text))
    check(detector().detect(f"{text} bad ".join(["word and word"] * 40)))


@needs_model
@settings(max_examples=30)
@given(st.text(st.characters(codec=None)))
def test_reports_of_any_text_follow_the_schema(text: str) -> None:
    check(detector().detect(text))


@pytest.mark.parametrize("identity", [None, "p7", 7, ["a", 1], {"site": "x"}])
def test_a_line_says_where_it_came_from(identity: object) -> None:
    line = json.loads(written(flagged("fine words"), 3, identity))
    line["reasons"] = []  # the stand-in's reason is no feature
    LINE.validate(line)
    assert (line["source"], line["line"], line["id"]) == ("a.jsonl", 3, identity)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("verdict", "guilty"),
        ("score", 1.2),
        ("score", None),
        ("spans", [{"start": 0}]),
        ("line", 0),
        ("id", ...),
    ],
)
def test_a_line_that_breaks_the_schema_is_refused(key: str, value: object) -> None:
    line = json.loads(written(flagged("fine words"))) | {"reasons": []}
    LINE.validate(line)
    broken = {k: v for k, v in line.items() if k != key} | ({} if value is ... else {key: value})
    assert not LINE.is_valid(broken)


def test_keys_that_are_not_named_are_let_through() -> None:
    LINE.validate(json.loads(written(flagged("fine words"))) | {"reasons": [], "added_later": 1})


@pytest.mark.parametrize(("words", "of"), [((), "line"), (("line",), "line"), (("report",), "report")])
def test_the_command_prints_the_schema(
    words: tuple[str, ...], of: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["schema", *words]) == 0
    assert json.loads(capsys.readouterr().out) == report_schema(of)


if __name__ == "__main__":
    sys.stdout.write(f"{json.dumps(promised(), indent=1)}\n")
