"""The same words in every encoding, compression and form of file give the same text."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mtdetect
from mtdetect.documents.decoding import decode
from mtdetect.documents.options import ReadingOptions
from mtdetect.documents.reading import read, read_documents
from mtdetect.documents.sources import latex_prose
from mtdetect.documents.subtitles import spoken_words
from mtdetect.results.documents import Document, Problem

WORDS = "The café on Müller Street opened in May. \u201cIt is small,\u201d she said \u2013 and left."


def put(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def texts(path: Path, **options: str) -> list[str]:
    found = list(read([path], ReadingOptions(**options)))  # type: ignore[arg-type]
    assert all(isinstance(item, Document) for item in found), found
    return [item.text for item in found if isinstance(item, Document)]


def message(path: Path, **options: str) -> str:
    (item,) = read([path], ReadingOptions(**options))  # type: ignore[arg-type]
    assert isinstance(item, Problem), item
    return item.message


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-8", "windows-1252"])
def test_an_encoding_is_found_and_reported(tmp_path: Path, encoding: str) -> None:
    (document,) = read([put(tmp_path, "a.txt", WORDS.encode(encoding))])
    assert document == Document(WORDS, str(tmp_path / "a.txt"), encoding=encoding.removesuffix("-sig"))


@pytest.mark.parametrize("encoding", ["utf-16-le", "koi8-r", "shift_jis", "latin-1"])
def test_an_encoding_can_be_named(tmp_path: Path, encoding: str) -> None:
    text = "The mill burned down." if encoding != "koi8-r" else "Слова по-русски."
    path = put(tmp_path, "a.txt", text.encode(encoding))
    assert texts(path, encoding=encoding) == [text]


def test_a_page_says_its_encoding(tmp_path: Path) -> None:
    page = "<html><head><meta charset='iso-8859-2'><title>x</title></head><p>Łódź</p></html>"
    (document,) = read([put(tmp_path, "a.html", page.encode("iso-8859-2"))])
    assert document == Document(page, str(tmp_path / "a.html"), encoding="iso-8859-2")
    assert "as its own meta charset says" in message(
        put(tmp_path, "b.html", page.replace("iso-8859-2", "utf-8").encode("iso-8859-2"))
    )


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n" + bytes(range(1, 256)), bytes(range(128, 256)) * 9])
def test_noise_is_no_text(tmp_path: Path, content: bytes) -> None:
    assert "name its encoding with --encoding" in message(put(tmp_path, "a.txt", content))


def test_an_unknown_or_wrong_encoding_is_named(tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt", "café".encode("latin-1"))
    assert "'no-such' is not an encoding that Python knows" in message(path, encoding="no-such")
    assert "expected utf-8 text, as --encoding utf-8 says" in message(path, encoding="utf-8")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")))
def test_every_text_survives_a_byte_order_mark(text: str) -> None:
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        assert decode(text.encode(encoding))[0] == text


COMPRESSIONS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
}


@pytest.mark.parametrize("suffix", COMPRESSIONS)
def test_compressed_files_are_what_they_hold(tmp_path: Path, suffix: str) -> None:
    compress = COMPRESSIONS[suffix]
    assert texts(put(tmp_path, f"a.txt{suffix}", compress(WORDS.encode()))) == [WORDS]
    line = json.dumps({"text": WORDS}).encode()
    assert texts(put(tmp_path, f"a.jsonl{suffix}", compress(line + b"\n" + line))) == [WORDS, WORDS]
    cut = put(tmp_path, f"b.txt{suffix}", compress(WORDS.encode() * 99)[:40])
    assert message(cut).startswith("expected a sound compressed file, got a damaged one")
    assert message(put(tmp_path, f"c.txt{suffix}", "Words.")).startswith("expected a")


def test_zstandard_too(tmp_path: Path) -> None:
    zstandard = pytest.importorskip("zstandard")
    assert texts(put(tmp_path, "a.txt.zst", zstandard.compress(WORDS.encode()))) == [WORDS]


def test_a_file_that_unpacks_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtdetect.documents.refusals.MOST_BYTES", 1000)
    path = put(tmp_path, "a.txt.gz", gzip.compress(b"a" * 10_000_000))
    assert "at most 1,000 bytes" in message(path)


def test_json_holds_records_strings_or_lines(tmp_path: Path) -> None:
    records = [{"id": 3, "text": "One."}, "Two."]
    found = list(read([put(tmp_path, "a.json", json.dumps(records, indent=1))]))
    assert found == [
        Document("One.", str(tmp_path / "a.json"), 1, 3),
        Document("Two.", str(tmp_path / "a.json"), 2),
    ]
    assert texts(put(tmp_path, "b.json", json.dumps({"text": "One."}))) == ["One."]
    assert texts(put(tmp_path, "c.json", '{"text": "One."}\n{"text": "Two."}\n')) == ["One.", "Two."]
    assert "name the right one with --text-field" in message(put(tmp_path, "d.json", '{"version": 1}'))


@pytest.mark.parametrize(("suffix", "delimiter"), [(".csv", ","), (".tsv", "\t")])
def test_tables_are_read_by_column(tmp_path: Path, suffix: str, delimiter: str) -> None:
    rows = [["id", "text"], ["7", '"One, two.\nThree."'], ["8", ""]]
    path = put(tmp_path, f"a{suffix}", "\r\n".join(delimiter.join(row) for row in rows).encode("utf-16"))
    assert list(read([path])) == [
        Document("One, two.\nThree.", str(path), 1, "7"),
        Document("", str(path), 2, "8"),
    ]
    assert texts(path, text_field="id") == ["7", "8"]
    assert "found only ['id', 'text']" in message(path, text_field="body")


def test_parquet_is_read_by_column(tmp_path: Path) -> None:
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    table = arrow.table({"text": [WORDS, None], "id": [1, 2], "other": [0.5, 0.5]})
    parquet.write_table(table, tmp_path / "a.parquet")
    first, second = read([tmp_path / "a.parquet"])
    assert first == Document(WORDS, str(tmp_path / "a.parquet"), 1, 1)
    assert isinstance(second, Problem)
    assert "expected a string in the field 'text', got null" in second.message
    assert "expected a Parquet file" in message(put(tmp_path, "b.parquet", "no table"))


VTT = """WEBVTT - title

NOTE a remark

intro
00:01.000 --> 00:03.000 align:start
<v Ann>The mill burned</v>
down in May.

00:03.000 --> 00:05.000
- Nobody saw it.
"""


def test_subtitles_are_what_is_said(tmp_path: Path) -> None:
    assert texts(put(tmp_path, "a.vtt", VTT)) == ["The mill burned down in May. Nobody saw it."]
    times = "00:00:01,000 --> 00:00:03,000"
    srt = f"1\n{times}\nThe mill\nburned.\n\n2\n{times}\n{{\\an8}}Twice.".replace("\n", "\r\n")
    assert texts(put(tmp_path, "a.srt", srt)) == ["The mill burned. Twice."]
    rolling = "".join(
        f"00:0{n}.000 --> 00:0{n + 1}.000\n{line}\n\n"
        for n, line in enumerate(["One", "One\nTwo", "Two\nThree"])
    )
    assert spoken_words(rolling) == "One Two Three"


def mail(**parts: str) -> EmailMessage:
    letter = EmailMessage()
    letter["Subject"], letter["Message-ID"] = "The mill", "<1@example.org>"
    letter.set_content(parts.get("plain", "x"), cte=parts.get("cte", "quoted-printable"))
    if "html" in parts:
        letter.add_alternative(parts["html"], subtype="html")
    letter.add_attachment(b"\0\1", maintype="image", subtype="png", filename="a.png")
    return letter


@pytest.mark.parametrize("cte", ["quoted-printable", "base64"])
def test_mail_is_its_body(tmp_path: Path, cte: str) -> None:
    path = put(tmp_path, "a.eml", mail(plain=WORDS, html="<p>Other</p>", cte=cte).as_bytes())
    (document,) = read([path])
    assert document == Document(f"{WORDS}\n", str(path), None, "<1@example.org>")


def test_a_mailbox_is_its_messages(tmp_path: Path) -> None:
    letters = [mail(plain="One.").as_bytes(), mail(plain="Two.\n\n>From here on.").as_bytes()]
    box = b"".join(
        b"From ann@example.org Mon Jan  5 10:00:00 2026\n" + letter + b"\n\n" for letter in letters
    )
    assert texts(put(tmp_path, "a.mbox", box)) == ["One.\n", "Two.\n\nFrom here on.\n"]
    empty = EmailMessage()
    empty.add_attachment(b"\0", maintype="image", subtype="png")
    assert "expected a message with a text" in message(put(tmp_path, "b.eml", empty.as_bytes()))


def pdf(*pages: str) -> bytes:
    """Write the smallest PDF that shows lines of ASCII text."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    for page in pages:
        lines = "".join(f"({line}) Tj 0 -14 Td " for line in page.split("\n"))
        stream = f"BT /F1 12 Tf 72 720 Td {lines}ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(pages)} >>"
    out = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode()
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}"
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF"
    return out + table.encode() + trailer.encode()


def test_a_pdf_is_its_pages_with_cut_words_joined(tmp_path: Path) -> None:
    pytest.importorskip("pypdf")
    path = put(tmp_path, "a.pdf", pdf("The mill burned in the agree-\nment year.", "Page two."))
    (document,) = read([path])
    assert isinstance(document, Document)
    assert "agreement year." in document.text
    assert [document.text[at:].split()[0] for at in document.pages] == ["The", "Page"]
    assert "holds no text but pictures" in message(put(tmp_path, "b.pdf", pdf("")))
    assert "damaged" in message(put(tmp_path, "c.pdf", b"%PDF-1.4 nothing"))


def test_a_word_file_is_its_paragraphs_and_cells(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    made = docx.Document()
    made.add_paragraph("One.")
    made.add_table(1, 2).rows[0].cells[1].text = "Two."
    made.add_paragraph("Three.")
    made.save(tmp_path / "a.docx")
    assert texts(tmp_path / "a.docx") == ["One.\n\nTwo.\n\nThree."]
    assert "expected a .docx file" in message(put(tmp_path, "b.docx", b"PK no"))


def test_a_notebook_is_its_markdown(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# One\n", "Two."]},
        {"cell_type": "code", "source": ["print(1)"], "outputs": []},
        {"cell_type": "markdown", "source": "Three."},
    ]
    assert texts(put(tmp_path, "a.ipynb", json.dumps({"cells": cells}))) == ["# One\nTwo.\n\nThree."]
    assert "expected a Jupyter notebook" in message(put(tmp_path, "b.ipynb", "[]"))


LATEX = r"""
\documentclass[11pt]{article} \usepackage{x}
\begin{document}
\section{Old maps}
The rivers \emph{moved}, as \textbf{Ann~Lee} found \cite{lee, may}; 5\% did.  % not this
\begin{equation} x = y \end{equation}
Let $a_{1}$ be \textit{one \underline{word}} \cite[p.~3]{lee}.
\end{document}
"""


def test_latex_is_its_prose(tmp_path: Path) -> None:
    (text,) = texts(put(tmp_path, "a.tex", LATEX))
    assert " ".join(text.split()) == "Old maps The rivers moved, as Ann Lee found; 5% did. Let be one word."
    assert latex_prose("Plain words stay.") == "Plain words stay."


def test_a_folder_names_what_it_leaves_out(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "One.")
    put(tmp_path, "b.txt.gz", gzip.compress(b"Two."))
    put(tmp_path, "c.csv", "text\nThree.\n")
    for name, content in (
        ("d.png", "x"),
        ("e.png", "x"),
        ("LICENSE", "x"),
        ("f.csv", "a,b\n1,2\n"),
        ("g.json", "{}"),
    ):
        put(tmp_path, name, content)
    left_out: Counter[str] = Counter()
    found = [item.text for item in read([tmp_path], left_out=left_out) if isinstance(item, Document)]
    assert found == ["One.", "Two.", "Three."]
    assert left_out == {".png": 2, "no suffix": 1, ".csv without 'text'": 1, ".json without 'text'": 1}


@pytest.mark.parametrize(
    ("name", "module"),
    [("a.pdf", "pypdf"), ("a.docx", "docx"), ("a.txt.zst", "zstandard"), ("a.parquet", "pyarrow")],
)
def test_a_missing_library_is_named_with_its_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, module: str
) -> None:
    for known in [known for known in sys.modules if known.split(".")[0] == module]:
        monkeypatch.setitem(sys.modules, known, None)
    monkeypatch.setitem(sys.modules, module, None)
    path = put(tmp_path, name, "x")
    assert "is not installed. Run: pip install 'mtdetect[" in message(path)
    put(tmp_path, "b.txt", "Words.")
    left_out: Counter[str] = Counter()
    assert [item.source for item in read([tmp_path], left_out=left_out)] == [str(tmp_path / "b.txt")]
    assert sum(left_out.values()) == 1


def test_the_public_reader_takes_its_options_by_name(tmp_path: Path) -> None:
    path = put(tmp_path, "a.data", "body;id\nOne.;1\n".replace(";", ","))
    (document,) = mtdetect.read_documents([path], form="csv", text_field="body")
    assert document == Document("One.", str(path), 1, "1")
    assert mtdetect.read_documents is read_documents


@given(
    st.binary(max_size=200),
    st.sampled_from([".json", ".csv", ".eml", ".mbox", ".srt", ".ipynb", ".tex", ".gz", ".xz"]),
)
def test_any_bytes_give_documents_or_problems(content: bytes, suffix: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = put(Path(folder), f"any{suffix}", content)
        assert all(isinstance(item, (Document, Problem)) for item in read([path]))
