"""Human documents by group: reading the cases, the table, its intervals, and the shift by editing."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from mtdetect.errors import DataError
from mtdetect.evaluation.judging import Judgement, judge
from mtdetect.evaluation.labelled import Labelled
from quality import fairness
from tests.fakes import POINTS, FakeDetector

GOOD, BAD = "good " * 50, "bad " * 50


def judged(*documents: Labelled) -> list[Judgement]:
    return judge(documents, FakeDetector())


def case(text: str, group: str, name: str | None = None) -> Labelled:
    return Labelled(text, False, group, cluster=name)


def write_cases(folder: Path, *rows: dict[str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    lines = [json.dumps(row) for row in rows]
    (folder / "some.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_cases_are_human_and_known_by_their_ids(tmp_path: Path) -> None:
    folder = write_cases(tmp_path, {"id": "a", "group": "poetry", "text": "O rose"})
    assert list(fairness.read_cases(folder)) == [Labelled("O rose", False, "ours: poetry", cluster="a")]


def test_a_folder_without_cases_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"expected \.jsonl files with human texts"):
        list(fairness.read_cases(tmp_path))


def test_a_malformed_case_is_named_by_its_line(tmp_path: Path) -> None:
    good = {"id": "a", "group": "poetry", "text": "O rose"}
    with pytest.raises(DataError, match="line 2: expected a JSON object with 'id', 'group' and 'text'"):
        list(fairness.read_cases(write_cases(tmp_path, good, {"id": "b", "text": "O"})))


def test_groups_come_worst_first_after_all() -> None:
    documents = [case(GOOD, "calm"), case(BAD, "loud"), case(GOOD, "loud")]
    groups = fairness.tabulate(fairness.place(judged(*documents), POINTS))
    assert [group.name for group in groups] == ["all", "loud", "calm"]
    assert [group.documents for group in groups] == [3, 2, 1]
    assert [group.flagged[0.01] for group in groups] == [1, 1, 0]


def test_a_margin_is_positive_exactly_where_a_document_is_flagged() -> None:
    mixed = "bad " * 85 + "good " * 15, "bad " * 55 + "good " * 45
    placed = fairness.place(judged(*(case(text, "any") for text in mixed)), POINTS)
    assert (
        [one.judgement.flagged[0.01] for one in placed]
        == [one.margin >= 0 for one in placed]
        == [True, False]
    )


def test_none_flagged_of_few_proves_little() -> None:
    (_, group) = fairness.tabulate(fairness.place(judged(*[case(GOOD, "calm")] * 15), POINTS))
    low, high = group.interval(0.01)
    assert low == 0
    assert 0.2 < high < 0.21


def test_a_group_is_surely_above_only_if_its_whole_interval_is() -> None:
    one_of_ten = [case(BAD, "one"), *[case(GOOD, "one")] * 9]
    three_of_ten = [*[case(BAD, "three")] * 3, *[case(GOOD, "three")] * 7]
    groups = fairness.tabulate(fairness.place(judged(*one_of_ten, *three_of_ten), POINTS))
    assert fairness.surely_above(groups) == ["all", "three"]


def test_a_shift_compares_only_what_the_editor_changed() -> None:
    texts = [f"{'bad ' * 40}and they don't", GOOD]
    found = fairness.shift("news", texts, FakeDetector(), POINTS)
    assert found.documents == 1
    assert found.median < 0  # "do not" is one word more, so that the share of bad ones falls
    assert found.newly_flagged == 0


def test_measuring_writes_the_tables_and_names_the_figures(tmp_path: Path) -> None:
    folder = write_cases(
        tmp_path,
        {"id": "wire-1", "group": "news, wire", "text": f"{BAD} of 30% don't"},
        {"id": "poem-1", "group": "poetry", "text": GOOD},
    )
    documents = [case(f"{GOOD} isn't", "wild human: blog"), Labelled(BAD, True, "wild spun: x")]
    stream = io.StringIO()
    groups, figures = fairness.measure(judged(*documents), folder, FakeDetector(), POINTS, stream)
    assert [group.name for group in groups][:3] == ["all", "all ours", "ours: news, wire"]
    assert figures["fairness all: fpr_at_0.01"] == round(1 / 3, 4)
    assert figures["fairness ours: poetry: fpr_at_0.01"] == 0
    assert figures["house style real pages: newly flagged"] == 0
    assert "wild spun" not in stream.getvalue()
    assert "wire-1" in stream.getvalue()


def test_documents_whose_source_training_counted_are_left_out(tmp_path: Path) -> None:
    folder = write_cases(tmp_path, {"id": "w", "group": "news, wire", "text": "We don't. " * 20})
    documents = [case(BAD, "academic prose"), case(f"{GOOD} isn't", "wild human: blog")]
    groups, _ = fairness.measure(judged(*documents), folder, FakeDetector(), POINTS, io.StringIO())
    assert "academic prose" not in [group.name for group in groups]
