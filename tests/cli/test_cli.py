from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import types
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import count, islice, repeat
from pathlib import Path
from typing import Any

import pytest

from mtdetect.cli.main import main, parse
from mtdetect.cli.scan import MOST_WAITING, ScanOptions, _judge
from mtdetect.errors import ModelError, OptionError
from mtdetect.model.folder import save_model
from mtdetect.results.documents import Document, Problem
from mtdetect.results.report import NOT_JUDGED, Report
from mtdetect.results.tally import ExitCode
from tests.fakes import MODEL_ID, FakeDetector
from tests.places import ROOT
from tests.tiny_model import SPUN, tiny_model

BAD = "bad " * 20
GOOD = "good " * 20

Scan = Callable[..., int]


@pytest.fixture
def scan(detector: FakeDetector, monkeypatch: pytest.MonkeyPatch) -> Scan:
    monkeypatch.delenv("NO_COLOR", raising=False)

    def run(*words: str | Path, stdin: bytes = b"") -> int:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        return main(["scan", *map(str, words)], load=lambda folder: detector)

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("a.txt", GOOD), ("b.txt", BAD), ("c.txt", "Hi")):
        (tmp_path / name).write_text(text)
    return tmp_path


def _records(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_clean_input_ends_with_0(scan: Scan, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert scan(folder / "a.txt") == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[-1] == "1 document: 0 flagged, 1 clean, 0 abstained"
    assert err == ""


def test_a_flagged_document_ends_with_1(scan: Scan, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert scan(folder) == 1
    out = capsys.readouterr().out
    assert f"{folder}/b.txt: flagged as spun" in out
    assert "[[bad -> good]]" in out
    assert out.splitlines()[-1] == "3 documents: 1 flagged, 1 clean, 1 abstained"


def test_unreadable_input_ends_with_2_and_the_rest_is_scanned(
    scan: Scan, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "aa.txt").write_bytes(b"PK\0\0")
    assert scan(folder, folder / "missing.txt") == 2
    out, err = capsys.readouterr()
    assert "b.txt: flagged" in out
    assert out.splitlines()[-1].endswith("; 2 inputs unreadable")
    assert [line.split(": ")[:2] for line in err.splitlines()] == [
        ["mtdetect", str(folder / "aa.txt")],
        ["mtdetect", str(folder / "missing.txt")],
    ]


def test_only_unreadable_input(scan: Scan, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert scan(tmp_path / "missing.txt") == 2
    assert capsys.readouterr().out == "0 documents: 0 flagged, 0 clean, 0 abstained; 1 input unreadable\n"


@pytest.mark.parametrize(("limit", "code"), [("0.9", 1), ("1", 0)])
def test_fail_above_looks_at_the_score_alone(scan: Scan, folder: Path, limit: str, code: int) -> None:
    assert scan(folder / "b.txt", "--fail-above", limit) == code


def test_fail_above_disregards_too_short_a_text(scan: Scan, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("bad bad")
    assert scan(tmp_path / "a.txt", "--fail-above", "0.5") == 0


def test_jsonl_output_has_place_id_and_the_whole_report(
    scan: Scan, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "posts.jsonl"
    path.write_text(json.dumps({"id": "p1", "text": BAD}) + "\n" + json.dumps({"text": "\ud800 " + GOOD}))
    assert scan(path, "--format", "jsonl") == 1
    first, second = _records(capsys)
    assert (first["source"], first["line"], first["id"]) == (str(path), 1, "p1")
    assert (first["schema_version"], first["verdict"], first["model"]["name"]) == (1, "flagged", "fake")
    assert first["spans"][0]["suggestions"] == [{"text": "good", "score": 0.7}]
    assert (second["line"], second["id"], second["verdict"]) == (2, None, "clean")
    assert "text" not in first


def test_problems_do_not_disturb_the_order(
    scan: Scan, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "posts.jsonl"
    lines = ["{oops" if i % 3 == 0 else json.dumps({"id": i, "text": "bad " * i}) for i in range(20)]
    path.write_text("\n".join(lines))
    assert scan(path, "--format", "jsonl") == 2
    out, err = capsys.readouterr()
    records = [json.loads(line) for line in out.splitlines()]
    assert [record["id"] for record in records] == [i for i in range(20) if i % 3]
    assert [record["words"] for record in records] == [record["id"] for record in records]
    assert [line.split(":")[2] for line in err.splitlines()] == [str(i + 1) for i in range(0, 20, 3)]


def test_documents_flow_through_a_batch_at_a_time(
    scan: Scan, detector: FakeDetector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead: list[int] = []
    shown = 0

    def write(text: str) -> None:
        nonlocal shown
        shown += 1
        ahead.append(len(detector.seen) - shown)

    monkeypatch.setattr("mtdetect.cli.scan.write", write)
    path = tmp_path / "posts.jsonl"
    path.write_text('{"text": "good good good"}\n' * 30)
    assert scan(path) == 0
    assert max(ahead) < detector.batch


@pytest.mark.parametrize("words", [(), ("-",)])
def test_stdin_is_read_where_no_path_or_a_dash_is_given(
    scan: Scan, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert scan(*words, stdin=BAD.encode()) == 1
    assert capsys.readouterr().out.startswith("<stdin>: flagged")


def test_stdin_as_json_lines(scan: Scan, capsys: pytest.CaptureFixture[str]) -> None:
    line = json.dumps({"n": 4, "body": GOOD}).encode()
    fields = ("--text-field", "body", "--id-field", "n")
    assert scan("-", "--input", "jsonl", "--format", "jsonl", *fields, stdin=line) == 0
    assert _records(capsys)[0]["id"] == 4


def test_the_input_format_reaches_the_detector(
    scan: Scan, tmp_path: Path, detector: FakeDetector, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.html").write_text("<p>Fine words.</p>")
    scan(tmp_path / "a.html")
    scan(tmp_path / "a.html", "--input-format", "html")
    assert detector.formats == ["auto", "html"]
    with pytest.raises(SystemExit):
        scan(tmp_path / "a.html", "--input-format", "pdf")
    assert "choose from" in capsys.readouterr().err


def test_target_fpr_reaches_the_detector(
    scan: Scan, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scan(folder / "b.txt", "--format", "jsonl", "--target-fpr", "0.001")
    assert (_records(capsys)[0]["target_fpr"]) == 0.001


def test_an_unknown_target_is_bad_usage(scan: Scan, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert scan(folder / "b.txt", "--target-fpr", "0.3") == 2
    assert "target_fpr must be one of" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["scan", "--fail-above", "2"], "expected a number from 0 to 1, got '2'"),
        (["scan", "--fail-above", "nan"], "expected a number from 0 to 1, got 'nan'"),
        (["scan", "--format", "xml"], "invalid choice: 'xml'"),
        (["train", "--data", "x", "--out", "y", "--jobs", "0"], "expected a whole number from 1, got '0'"),
        (["scan", "--jobs", "0"], "expected a whole number from 1, or -1 for all cores, got '0'"),
        (["train", "--data", "x"], "required: --out"),
        ([], "required: COMMAND"),
    ],
)
def test_bad_usage_ends_with_2(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == ExitCode.FAILED
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("color", "no_color", "colored"), [("always", "1", True), ("never", "", False), ("auto", "", False)]
)
def test_color(
    scan: Scan,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    color: str,
    no_color: str,
    colored: bool,
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    scan(folder / "b.txt", "--color", color)
    assert ("\x1b[" in capsys.readouterr().out) is colored


@pytest.mark.parametrize(
    ("variable", "value", "colored"), [("TERM", "xterm", True), ("NO_COLOR", "1", False)]
)
def test_color_on_a_terminal(
    scan: Scan,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str,
    colored: bool,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv(variable, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    scan(folder / "b.txt")
    assert ("\x1b[" in capsys.readouterr().out) is colored


def test_a_hostile_file_name_is_shown_inert(
    scan: Scan, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "\x1b[2Ja.txt").write_text(GOOD)
    (tmp_path / "\x1b[2Jb.txt").write_bytes(b"\xff")
    assert scan(tmp_path) == 2
    out, err = capsys.readouterr()
    assert "\x1b" not in out + err
    assert "\\x1b[2Jb.txt" in err


def test_a_refused_model_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    def refuse(folder: Path | None) -> FakeDetector:
        raise ModelError(f"expected a model folder, got {folder}")

    assert main(["scan", "--model", "nowhere"], load=refuse) == 2
    assert capsys.readouterr() == ("", "mtdetect: expected a model folder, got nowhere\n")


def test_so_many_processes_judge_as_are_asked_for(tmp_path: Path) -> None:
    asked: list[object] = []

    class Asked(FakeDetector):
        def detect_many(self, texts: Iterable[str], **options: Any) -> Iterator[Report]:
            asked.append(options["n_process"])
            return super().detect_many(texts, **options)

    (tmp_path / "a.txt").write_text("fine")
    for jobs in ([], ["--jobs", "2"], ["--jobs", "-1"]):
        assert main(["scan", str(tmp_path / "a.txt"), *jobs], load=lambda folder: Asked()) == 0
    assert asked == [1, 2, -1]


def test_a_document_that_was_lost_is_a_problem_and_the_rest_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    class Losing(FakeDetector):
        def detect_many(self, texts: Iterable[str], **options: Any) -> Iterator[Report]:
            for report in super().detect_many(texts, **options):
                note = f"{NOT_JUDGED}: its process died" if "deadly" in report.text else None
                yield replace(report, note=note)

    for name, text in (("a", "fine"), ("b", "deadly"), ("c", BAD)):
        (tmp_path / f"{name}.txt").write_text(text)
    assert main(["scan", str(tmp_path), "--jobs", "2"], load=lambda folder: Losing()) == 2
    out, err = capsys.readouterr()
    assert "b.txt: not judged: its process died" in err
    assert "c.txt" in out


@pytest.mark.parametrize(
    ("error", "code"),
    [(KeyboardInterrupt(), ExitCode.INTERRUPTED), (BrokenPipeError(), ExitCode.BROKEN_PIPE)],
)
def test_signals_end_quietly(
    error: BaseException, code: ExitCode, capsys: pytest.CaptureFixture[str]
) -> None:
    class Interrupted(FakeDetector):
        def detect_many(self, texts: object, **options: object) -> Iterator[Report]:
            raise error

    assert main(["scan", "x.txt"], load=lambda folder: Interrupted()) == code
    assert capsys.readouterr() == ("", "")


def test_output_that_the_terminal_cannot_encode_is_escaped(
    scan: Scan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    buffer = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(buffer, encoding="ascii"))
    (tmp_path / "a.txt").write_text(f"naïve {BAD}", encoding="utf-8")
    assert scan(tmp_path / "a.txt") == 1
    assert b"na\\xefve" in buffer.getvalue()


def test_a_broken_pipe_leaves_nothing_to_flush(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    stream = os.fdopen(writer, "w")
    monkeypatch.setattr(sys, "stdout", stream)
    (tmp_path / "a.txt").write_text(BAD)
    assert main(["scan", str(tmp_path / "a.txt")], load=lambda folder: FakeDetector()) == 141
    stream.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_a_message(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text(BAD)
    with Path("/dev/full").open("w") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        assert main(["scan", str(tmp_path / "a.txt")], load=lambda folder: FakeDetector()) == 2
    assert "No space left on device" in capsys.readouterr().err


def test_model_prints_its_table_and_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "model.json").write_text("{}")
    assert main(["model"], load=lambda folder: FakeDetector(folder=tmp_path)) == 0
    out = capsys.readouterr().out
    assert MODEL_ID.sha256 in out
    assert "model.json" in out


def test_model_verify_loads_that_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def load(folder: Path | None) -> FakeDetector:
        assert folder == tmp_path
        return FakeDetector(folder=tmp_path)

    assert main(["model", "verify", str(tmp_path)], load=load) == 0
    assert capsys.readouterr().out == f"{tmp_path}: sound; fake, sha256 {MODEL_ID.sha256}\n"


def _stand_in(monkeypatch: pytest.MonkeyPatch, module: str, **names: object) -> None:
    fake = types.ModuleType(module)
    vars(fake).update(names)
    monkeypatch.setitem(sys.modules, module, fake)


def test_train_passes_its_options_on(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[dict[str, object]] = []
    _stand_in(monkeypatch, "mtdetect.training.pipeline", train=lambda **options: calls.append(options))
    words = [
        "train",
        "--data",
        "corpus",
        "--out",
        "model",
        "--quick",
        "--seed",
        "3",
        "--work",
        "w",
        "--jobs",
        "2",
    ]
    assert main(words) == 0
    assert calls == [
        {
            "data": Path("corpus"),
            "out": Path("model"),
            "force": False,
            "quick": True,
            "seed": 3,
            "work": Path("w"),
            "jobs": 2,
        }
    ]


def test_evaluate_passes_its_options_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls: list[tuple[object, ...]] = []
    _stand_in(monkeypatch, "mtdetect.detector", load=lambda *model, **allow: calls.append((model, allow)))
    _stand_in(monkeypatch, "mtdetect.evaluation.labelled", read_labelled=lambda path: [path])
    _stand_in(monkeypatch, "mtdetect.evaluation.judging", judge=lambda documents, _: documents)
    _stand_in(
        monkeypatch,
        "mtdetect.evaluation.tables",
        tabulate=lambda judgements: judgements,
        to_dict=str,
        render=lambda rows: f"{len(rows)} rows",
    )
    words = ["evaluate", "--model", "m", "--allow", "terms.txt", "a.jsonl", "b.jsonl"]
    assert main(words) == 0
    assert main([*words, "--format", "json"]) == 0
    assert calls == [((Path("m"),), {"allow": Path("terms.txt")})] * 2
    text, _, rows = capsys.readouterr().out.partition("\n")
    assert text == "2 rows"
    assert json.loads(rows) == ["a.jsonl", "b.jsonl"]


def test_a_missing_extra_names_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(**options: object) -> None:
        raise ModuleNotFoundError("No module named 'sklearn'", name="sklearn")

    _stand_in(monkeypatch, "mtdetect.training.pipeline", train=fail)
    assert main(["train", "--data", "x", "--out", "y"]) == 2
    assert "pip install 'mtdetect[train]'" in capsys.readouterr().err


class _Shouter:
    def spin(self, text: str, *, rate: float, touch_names: bool, rng: object) -> types.SimpleNamespace:
        edit = types.SimpleNamespace(start=0, end=3, original=text[:3])
        return types.SimpleNamespace(text=text[:3].upper() + text[3:], edits=(edit,))


def _make(name: str, seed: int) -> _Shouter:
    if name != "shouter":
        raise OptionError(f"expected a generator among shouter, got {name!r}")
    return _Shouter()


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("text", "BAD words\n"),
        (
            "jsonl",
            '{"id": null, "text": "BAD words", "edits": [{"start": 0, "end": 3, "original": "bad"}]}\n',
        ),
    ],
)
def test_spin_writes_text_or_edits(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str, shown: str
) -> None:
    _stand_in(monkeypatch, "mtdetect.spinners", make=_make)
    (tmp_path / "a.txt").write_text("bad words")
    assert main(["spin", "--generator", "shouter", "--format", form, str(tmp_path / "a.txt")]) == 0
    assert capsys.readouterr().out == shown


@pytest.mark.parametrize(
    ("generator", "message"),
    [("whisperer", "among shouter"), ("shouter", "missing.txt: expected a readable file")],
)
def test_spin_refuses(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], generator: str, message: str
) -> None:
    _stand_in(monkeypatch, "mtdetect.spinners", make=_make)
    assert main(["spin", "--generator", generator, "missing.txt"]) == 2
    assert message in capsys.readouterr().err


def test_problems_without_end_do_not_pile_up(detector: FakeDetector, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = count()

    def endless(*_: object, **__: object) -> Iterator[Document | Problem]:
        yield Document("A bad start.", "first")
        yield from (Problem(str(next(numbers)), "malformed") for _ in repeat(None))

    monkeypatch.setattr("mtdetect.cli.scan.read", endless)
    options = parse(["scan"])
    assert isinstance(options, ScanOptions)
    items = list(islice(_judge(detector, options), 5_000))
    assert isinstance(items[0], tuple)
    assert [item.label for item in items[1:] if isinstance(item, Problem)] == [str(n) for n in range(4_999)]
    assert next(numbers) < 5_000 + 2 * MOST_WAITING


def test_every_report_is_written_out_at_once(
    scan: Scan, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Counted(io.StringIO):
        flushes = 0

        def flush(self) -> None:
            self.flushes += 1

    out = Counted()
    monkeypatch.setattr("sys.stdout", out)
    scan(str(folder), "--format", "jsonl")
    assert out.flushes >= len(out.getvalue().splitlines()) > 1


def test_a_scan_lets_the_terms_of_a_file_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save_model(tiny_model(), tmp_path / "model", {})
    (tmp_path / "spun.txt").write_text(SPUN, encoding="utf-8")
    (tmp_path / "terms.txt").write_text("commerce battle\n", encoding="utf-8")
    command = ["scan", "--format", "jsonl", "--model", str(tmp_path / "model"), str(tmp_path / "spun.txt")]
    assert main([*command, "--allow", str(tmp_path / "terms.txt")]) == 1
    (record,) = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert "allowed term" in [region["kind"] for region in record["skipped"]]


def test_a_file_of_terms_that_is_missing_ends_a_scan(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", "--allow", "nowhere.txt", "-"]) == 2
    assert "expected nowhere.txt to be an allow-list" in capsys.readouterr().err


def test_an_error_of_our_own_does_not_end_as_if_something_were_flagged(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_: Path | None) -> FakeDetector:
        raise ZeroDivisionError

    assert main(["scan", str(folder / "a.txt")], load=broken) == ExitCode.FAILED
    assert "ZeroDivisionError" in (err := capsys.readouterr().err)
    assert err.rstrip().endswith("Please report it, with the lines above.")


@pytest.mark.parametrize("command", ["scan --format jsonl -", "model", "schema"])
@pytest.mark.parametrize("closed", [">&-", ">&- 2>&-"])
def test_a_closed_standard_output_is_an_error_and_no_flag(command: str, closed: str) -> None:
    line = f"echo Words | {sys.executable} -m mtdetect {command} {closed}"
    done = subprocess.run(["bash", "-c", line], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert ("standard output is closed" in done.stderr) is ("2>" not in closed)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_an_error_and_no_flag() -> None:
    line = f"echo Words | {sys.executable} -m mtdetect scan --format jsonl - > /dev/full"
    done = subprocess.run(["bash", "-c", line], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "No space left on device" in done.stderr
