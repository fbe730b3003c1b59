"""Reading a corpus: what counts as a source, and what is said of a bad line."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest

from mtdetect.errors import DataError
from mtdetect.training.corpus.corpora import CorpusDocument, find_sources
from mtdetect.training.corpus.sources import drop_empty, split_if_alone
from mtdetect.training.work import Work


def test_sources_are_files_by_name_and_a_corpus_subfolder_comes_first(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("Plain text.", encoding="utf-8")
    (tmp_path / "a.jsonl").write_text('{"text": "One."}\n\n{"id": 5, "text": "Two.", "register": "news"}\n')
    (tmp_path / "notes.md").write_text("no source")
    one, two = find_sources(tmp_path)
    assert list(one.documents()) == [CorpusDocument("a-1", "One.", "a"), CorpusDocument("5", "Two.", "news")]
    assert list(two.documents()) == [CorpusDocument("b", "Plain text.", "b")]
    (tmp_path / "corpus").mkdir()
    with lzma.open(tmp_path / "corpus" / "c.jsonl.xz", "wt", encoding="utf-8") as file:
        file.write(json.dumps({"text": "Drei – three."}))
    (only,) = find_sources(tmp_path)
    assert (only.name, next(only.documents()).text) == ("c", "Drei – three.")


@pytest.mark.parametrize("line", ["{", "[1]", '{"id": 1}', '{"text": null}'])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.jsonl").write_text(f'{{"text": "Good."}}\n{line}\n', encoding="utf-8")
    with pytest.raises(DataError, match=r"a\.jsonl, line 2: .*'text'"):
        list(find_sources(tmp_path)[0].documents())


def test_empty_sources_are_left_out_and_a_single_one_is_split(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": " "}', encoding="utf-8")
    rows = [json.dumps({"text": f"Text {i}."}) for i in range(11)]
    (tmp_path / "b.jsonl").write_text("\n".join(rows), encoding="utf-8")
    sources = drop_empty(find_sources(tmp_path))
    step = Work(tmp_path / "work").step("split")
    parts = split_if_alone(sources, 3, step)
    assert [len(list(part.documents())) for part in parts] == [4, 4, 3]
    assert sorted(d.text for part in parts for d in part.documents()) == sorted(
        f"Text {i}." for i in range(11)
    )
    assert split_if_alone(find_sources(tmp_path), 3, step) == find_sources(tmp_path)
