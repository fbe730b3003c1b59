from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtdetect.documents.options import ReadingOptions
from mtdetect.documents.reading import read
from mtdetect.results.documents import Document, Problem


def _write(path: Path, content: bytes | str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def _read(path: Path, **options: str) -> list[Document | Problem]:
    return list(read([path], ReadingOptions(**options)))  # type: ignore[arg-type]


def _only_problem(path: Path, **options: str) -> str:
    (item,) = _read(path, **options)
    assert isinstance(item, Problem)
    return item.message


def test_a_file_is_one_document_with_its_own_line_ends(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.txt", "One.\r\nTwo.\rThree. \U0001f600\n")
    assert _read(path) == [Document("One.\r\nTwo.\rThree. \U0001f600\n", str(path))]


def test_a_named_file_is_read_whatever_its_suffix(tmp_path: Path) -> None:
    path = _write(tmp_path / "article.odd", "Words.")
    assert _read(path) == [Document("Words.", str(path))]


def test_a_byte_order_mark_is_dropped(tmp_path: Path) -> None:
    assert _read(_write(tmp_path / "a.txt", b"\xef\xbb\xbfWords."))[0].text == "Words."  # type: ignore[union-attr]
    lines = _read(_write(tmp_path / "a.jsonl", b'\xef\xbb\xbf{"text": "Words."}\n'))
    assert lines[0].text == "Words."  # type: ignore[union-attr]


def test_an_empty_file_is_an_empty_document(tmp_path: Path) -> None:
    path = _write(tmp_path / "empty.txt", "")
    assert _read(path) == [Document("", str(path))]


def test_a_folder_is_read_in_order_without_hidden_or_other_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/b/c.TXT", ".hidden.txt", ".git/x.txt", "image.png", "c.txt"):
        _write(tmp_path / name, name)
    texts = [item.text for item in _read(tmp_path) if isinstance(item, Document)]
    assert texts == ["a/b/c.TXT", "a/z.md", "b.txt", "c.txt"]


def test_a_folder_without_text_is_a_problem(tmp_path: Path) -> None:
    _write(tmp_path / "image.png", "not text")
    assert "expected a folder with text files" in _only_problem(tmp_path)


def test_a_dangling_link_and_a_pipe_do_not_stop_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "b.txt")
    _write(tmp_path / "c.txt", "Words.")
    problem, document = _read(tmp_path)
    assert isinstance(problem, Problem)
    assert problem.label.endswith("a.txt")
    assert isinstance(document, Document)


def test_a_missing_file_is_a_problem_and_the_rest_goes_on(tmp_path: Path) -> None:
    good = _write(tmp_path / "good.txt", "Words.")
    missing, document = read([tmp_path / "missing.txt", good])
    assert missing == Problem(
        str(tmp_path / "missing.txt"),
        "expected a readable file, got: No such file or directory; check the path and its permissions",
    )
    assert document == Document("Words.", str(good))


def test_an_impossible_path_is_a_problem() -> None:
    assert "null byte" in _only_problem(Path("a\0b.txt"))


def test_undecodable_bytes_are_named_with_their_place(tmp_path: Path) -> None:
    message = _only_problem(_write(tmp_path / "noise.txt", b"caf" + bytes(range(0x80, 0xA0))))
    assert message.startswith("expected UTF-8 text, got byte 0x80 at offset 3; name its encoding")


@pytest.mark.parametrize("content", [b"\x89PNG\0\0", "UTF-16 text".encode("utf-16-le")])
def test_binary_data_is_refused(tmp_path: Path, content: bytes) -> None:
    message = _only_problem(_write(tmp_path / "a.txt", content))
    assert message.startswith("expected text, got binary data (a NUL byte at offset ")


def test_json_lines_are_documents_with_line_and_id(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.jsonl", '{"id": 7, "text": "One."}\n\n{"text": "Two."}')
    assert _read(path) == [Document("One.", str(path), 1, 7), Document("Two.", str(path), 3)]
    assert [item.label for item in _read(path)] == [f"{path}:1 (7)", f"{path}:3"]


def test_fields_can_be_named(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.data", '{"key": "k", "body": "One."}\n')
    assert _read(path, form="jsonl", text_field="body", id_field="key") == [
        Document("One.", str(path), 1, "k")
    ]


def test_a_jsonl_file_can_be_read_as_text(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.jsonl", '{"text": 1}')
    assert _read(path, form="text") == [Document('{"text": 1}', str(path))]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{oops}", "malformed JSON: Expecting property name enclosed in double quotes at column 2"),
        (b'["text"]', "expected a JSON object with the text, got an array"),
        (b"null", "expected a JSON object with the text, got null"),
        (b'{"body": "x"}', "found only ['body']; name the right one with --text-field"),
        (b'{"text": null}', "expected a string in the field 'text', got null"),
        (b'{"text": 3}', "expected a string in the field 'text', got a number"),
        (b'{"text": true}', "expected a string in the field 'text', got a boolean"),
        (b'{"text": {}}', "expected a string in the field 'text', got an object"),
        (b'{"id": NaN, "text": "x"}', "NaN is no JSON value"),
        (b'{"text": "\xff"}', "expected UTF-8 text, got byte 0xff at offset 10"),
        (b"[" * 100_000, "expected one plain JSON object on the line, but maximum recursion depth"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(tmp_path: Path, line: bytes, message: str) -> None:
    path = _write(tmp_path / "a.jsonl", b'{"text": "One."}\n' + line + b'\n{"text": "Three."}\n')
    first, problem, last = _read(path)
    assert isinstance(problem, Problem)
    assert problem.label == f"{path}:2"
    assert message in problem.message
    assert (first, last) == (Document("One.", str(path), 1), Document("Three.", str(path), 3))


def test_json_on_standard_input_is_recognised() -> None:
    content = b'{"text": "One."}\n{"text": "Two."}\n'
    lines = [Document("One.", "<stdin>", 1), Document("Two.", "<stdin>", 2)]
    assert list(read(["-"], stdin=io.BytesIO(content))) == lines
    assert list(read(["-"], stdin=io.BytesIO(b'[{"text": "One."},\n "Two."]'))) == lines
    (text,) = read(["-"], ReadingOptions(form="text"), stdin=io.BytesIO(content))
    assert text == Document(content.decode(), "<stdin>")


@pytest.mark.parametrize(
    "content",
    ["[1] The mill burned.\n", "[\nNot JSON, but prose.", "{Words} in braces.\nMore.", "Plain words.", ""],
)
def test_other_standard_input_is_one_text(content: str) -> None:
    assert list(read(["-"], stdin=io.BytesIO(content.encode()))) == [Document(content, "<stdin>")]


def test_a_missing_stdin_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert list(read(["-"])) == [Document("", "<stdin>")]


def test_json_lines_are_read_one_at_a_time() -> None:
    stream = io.BytesIO(b'{"text": "One."}\n' * 1000)
    next(read(["-"], ReadingOptions(form="jsonl"), stdin=stream))
    assert stream.tell() < 100


def test_a_stream_that_breaks_is_a_problem_after_what_was_read() -> None:
    class Broken(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            if self.tell():
                raise OSError(5, "Input/output error")
            return super().readline(size)

    stream = Broken(b'{"text": "One."}\n' * 2)
    document, problem = read(["-"], ReadingOptions(form="jsonl"), stdin=stream)
    assert document == Document("One.", "<stdin>", 1)
    assert isinstance(problem, Problem)
    assert "Input/output error" in problem.message


@given(st.binary())
def test_any_bytes_give_a_document_or_a_problem(content: bytes) -> None:
    (item,) = read(["-"], stdin=io.BytesIO(content))
    assert isinstance(item, Problem) or item.text.encode() == content.removeprefix(b"\xef\xbb\xbf")


@given(st.binary())
def test_any_bytes_as_json_lines_never_raise(content: bytes) -> None:
    for item in read(["-"], ReadingOptions(form="jsonl"), stdin=io.BytesIO(content)):
        assert isinstance(item, Document | Problem)


def test_a_text_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtdetect.documents.refusals.MOST_BYTES", 40)
    endless = Endless(b"word ")
    (problem,) = read(["-"], stdin=endless)
    assert isinstance(problem, Problem)
    assert problem.message == (
        "expected a document of at most 40 bytes, got a longer one; if it holds many texts, give them as "
        "JSON Lines, one on each and any number of them (--input jsonl); if it is one, split it between "
        "lines, for instance with: split -C 64M FILE"
    )
    assert endless.given == 41


def test_a_line_that_is_too_long_is_skipped_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtdetect.documents.refusals.MOST_BYTES", 40)
    lines = ['{"text": "One."}', '{"text": "' + "word " * 30 + '"}', '{"text": "Three."}']
    path = _write(tmp_path / "a.jsonl", "\n".join(lines))
    one, problem, three = _read(path)
    assert (one, three) == (Document("One.", str(path), 1), Document("Three.", str(path), 3))
    assert isinstance(problem, Problem)
    assert problem.label == f"{path}:2"
    assert problem.message == (
        "expected a document of at most 40 bytes, got a longer one; spread its text over several lines, for "
        "instance with one chapter or page on each"
    )


class Endless(io.BytesIO):
    """Give the same bytes again and again, and count them."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.content, self.given = content, 0

    def read(self, size: int | None = -1, /) -> bytes:
        assert size is not None
        assert size > 0, "an endless stream is never read to its end"
        self.given += size
        return (self.content * size)[:size]


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[Path]:
    """Nest folders 1,500 deep, a file in the last; they are removed again, which pytest could not do."""
    top = tmp_path / "top"
    top.mkdir()
    inside = [os.open(top, os.O_RDONLY)]
    for _ in range(1500):  # one by one: the whole path may be too long for the system
        os.mkdir("d", dir_fd=inside[-1])
        inside.append(os.open("d", os.O_RDONLY, dir_fd=inside[-1]))
        if len(inside) > 2:
            os.close(inside.pop(0))
    os.close(os.open("deep.txt", os.O_CREAT | os.O_WRONLY, dir_fd=inside[-1]))
    for descriptor in inside:
        os.close(descriptor)
    yield top
    subprocess.run(["rm", "-rf", str(top)], check=True)


def test_folders_may_be_nested_deeper_than_calls(deep: Path) -> None:
    (deep / "z.txt").write_text("Last.")
    assert [Path(item.source).name for item in read([deep])] == ["deep.txt", "z.txt"]


@pytest.mark.parametrize("path", ["x" * 300 + ".txt", "a\0b.txt", "y" * 5000])
def test_a_path_that_cannot_be_is_a_problem_and_no_more(tmp_path: Path, path: str) -> None:
    (tmp_path / "b.txt").write_text("Words.")
    first, second = read([str(tmp_path / path), tmp_path / "b.txt"])
    assert isinstance(first, Problem)
    assert isinstance(second, Document)


@pytest.mark.parametrize("what", ["is_dir", "scandir"])
def test_a_folder_without_the_right_to_enter_is_a_problem_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    for name in ("a", "shut", "z"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "one.txt").write_text("Words.")

    def refusing(function: Callable[..., Any]) -> Callable[..., Any]:
        def run(path: Any, *arguments: Any, **options: Any) -> Any:
            if Path(path).name == "shut" or Path(path).parent.name == "shut":
                raise PermissionError(13, "Permission denied", str(path))
            return function(path, *arguments, **options)

        return run

    owner = Path if what == "is_dir" else os
    monkeypatch.setattr(owner, what, refusing(getattr(owner, what)))
    found = list(read([tmp_path, tmp_path / "shut" / "one.txt"]))
    assert [type(item).__name__ for item in found[:3]] == ["Document", "Problem", "Document"]
    assert "Permission denied" in found[1].message  # type: ignore[union-attr]


@pytest.mark.parametrize("number", ["1e999", "-1e999", '[1, {"a": 2e308}]', "NaN", "Infinity"])
def test_a_number_that_no_json_could_hold_is_refused(number: str) -> None:
    (problem,) = read(
        ["-"],
        ReadingOptions(form="jsonl"),
        stdin=io.BytesIO(f'{{"id": {number}, "text": "Words."}}'.encode()),
    )
    assert isinstance(problem, Problem)
    assert "expected one plain JSON object" in problem.message
