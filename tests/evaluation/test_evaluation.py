"""Evaluation: labelled files, spans against edits, the table, and the floors of the gate."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from mtdetect.errors import DataError, OptionError
from mtdetect.evaluation.judging import judge
from mtdetect.evaluation.labelled import Labelled, read_labelled
from mtdetect.evaluation.metrics import Changed, FoundSpan, auroc, compare_spans, rate_at, threshold_at
from mtdetect.evaluation.tables import COLUMNS, render, tabulate, to_dict
from quality.floors import Floor, check, move_floors, read_floors, write_floors
from tests.fakes import FakeDetector


def write(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows), encoding="utf-8")
    return path


def test_labels_come_as_words_or_numbers(tmp_path: Path) -> None:
    spans = [{"start": 0, "end": 3, "original": "good"}]
    path = write(
        tmp_path / "a.jsonl",
        {"text": "bad", "label": "spun", "spans": spans, "cluster": "site"},
        "",
        {"text": "b", "label": 0, "register": "news"},
        {"text": "c", "label": "translated"},
    )
    spun, human, translated = read_labelled(path)
    assert spun == Labelled("bad", True, "spun", "site", (Changed(0, 3, "good"),))
    assert human == Labelled("b", False, "news")
    assert (translated.rewritten, translated.group) == (True, "translated")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "expected a JSON object"),
        ("[]", "expected a JSON object"),
        ('{"text": "a"}', "'label'"),
        ('{"text": 3, "label": 1}', "'text' must be a string, got int"),
        (
            '{"text": "a", "label": "robot"}',
            "'label' must be 'human', 'spun', 'translated', 0 or 1, got 'robot'",
        ),
        ('{"text": "a", "label": 1, "spans": [{"start": 1}]}', "'spans'"),
        ('{"text": "a", "label": [1]}', "'label' must be"),
    ],
)
def test_a_malformed_line_is_named_by_its_number(tmp_path: Path, line: str, said: str) -> None:
    path = write(tmp_path / "a.jsonl", {"text": "a", "label": 1}, line)
    with pytest.raises(DataError) as caught:
        list(read_labelled(path))
    assert "a.jsonl, line 2" in str(caught.value)
    assert said in str(caught.value)


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"nowhere\.jsonl"):
        list(read_labelled(tmp_path / "nowhere.jsonl"))


def test_documents_of_one_cluster_count_as_one(detector: FakeDetector) -> None:
    flagged, clean = "bad " * 120, "good " * 120
    documents = [Labelled(flagged, True, "spun", "one site") for _ in range(9)]
    documents += [Labelled(clean, True, "spun"), Labelled(clean, False, "human")]
    rows = {row.group: row for row in tabulate(judge(documents, detector))}
    assert (rows["spun"].documents, rows["spun"].clusters) == (10, 2)
    assert rows["spun"].flagged[0.01] == pytest.approx(0.5)
    assert rows["human"].flagged[0.01] == 0
    assert rows["all rewritten"].auroc == pytest.approx(0.95)


def test_the_table_shows_every_group_and_a_dash_for_what_was_not_measured(detector: FakeDetector) -> None:
    documents = [Labelled("bad " * 120, True, "spun"), Labelled("good " * 120, False, "news")]
    rows = tabulate(judge(documents, detector))
    lines = render(rows).splitlines()
    assert lines[0].split()[0] == "group"
    assert any(line.startswith("news") and " - " in line for line in lines)
    assert {key for key, _ in COLUMNS} >= {"group", "auroc", "span_f1"}
    assert json.loads(json.dumps([to_dict(row) for row in rows]))


def test_spans_are_compared_by_characters_and_suggestions_where_the_span_is_right() -> None:
    found = [
        FoundSpan(0, 4, ("house", "home")),
        FoundSpan(10, 20, ("x",)),
        FoundSpan(30, 34, ("a", "b", "C", "d")),
    ]
    true = [Changed(0, 4, "House"), Changed(15, 25, "y"), Changed(30, 34, "c"), Changed(40, 44)]
    figures = compare_spans(found, true)
    assert (figures.found, figures.true, figures.both) == (18, 22, 13)
    assert figures.precision == pytest.approx(13 / 18)
    assert figures.recall == pytest.approx(13 / 22)
    assert (figures.right_spans, figures.first_right, figures.three_right) == (2, 1, 2)
    assert (figures + figures).f1 == figures.f1
    assert np.isnan(compare_spans([], []).f1)


def test_ranking_and_rates_count_ties_in_favour_of_people() -> None:
    human, machine = np.array([0.1, 0.2, 0.3, 0.9]), np.array([0.3, 0.9, 0.95])
    assert auroc(human, machine) == pytest.approx((2.5 + 3.5 + 4) / 12)
    assert rate_at(human, machine, 0.01) == pytest.approx(1 / 3)
    assert rate_at(human, machine, 0.25) == pytest.approx(2 / 3)
    assert threshold_at(np.full(9, 0.5), 0.2) > 0.5
    assert np.isnan(auroc(human, human[:0]))


def test_floors_hold_rise_and_fall_only_on_a_word(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    floors = (Floor("caught", least=0.8), Floor("false alarms", most=0.04), Floor("unmeasured", least=0.5))
    write_floors(path, {"wild": "00"}, floors)
    assert read_floors(path) == ({"wild": "00"}, floors)
    assert [c.passed for c in check(floors, {"caught": 0.9, "false alarms": 0.05})] == [True, False, False]
    raised = move_floors(floors, {"caught": 0.9, "false alarms": 0.01}, allow_lower=False)
    assert (raised[0].least, raised[1].most, raised[2].least) == (0.9, 0.01, 0.5)
    with pytest.raises(OptionError, match="--allow-lower"):
        move_floors(floors, {"caught": 0.7}, allow_lower=False)
    assert move_floors(floors, {"caught": 0.7}, allow_lower=True)[0].least == 0.7


def test_a_damaged_file_of_floors_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"expected a JSON object with 'data' and 'floors'"):
        read_floors(write(tmp_path / "floors.json", "[]"))
