"""Adapting to a user's own texts: a small model, and texts of a made-up newspaper and its rewriter."""

from __future__ import annotations

import json
import pickle
import random
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtdetect.adapting import Adaptation, AdaptingOptions, OwnText, adapt
from mtdetect.adapting.correction import (
    Correction,
    CorrectionProblem,
    Recalibration,
    fit_logistic,
    fit_path,
    log_losses,
    recalibrate,
)
from mtdetect.adapting.fitting import FOLDS, deal_folds, fit
from mtdetect.adapting.points import LEAST_ABOVE, flags, needed, own_points
from mtdetect.adapting.rows import LEAST_TEXTS, OwnRows
from mtdetect.cli.main import main
from mtdetect.detector import Detector, load
from mtdetect.errors import DataError, InputError, ModelError
from mtdetect.model.allow_list import AllowList
from mtdetect.model.calibration import Calibration
from mtdetect.model.columns import POOLED
from mtdetect.model.folder import CARD, Model, load_model, save_model, shipped_folder
from mtdetect.model.network import Network
from mtdetect.model.storage import HEADER
from mtdetect.results.operating_points import OperatingPoints, Threshold
from mtdetect.spinners import FAMILIES
from tests.tiny_model import PHRASES, SENTENCES, WORDS, tiny_detector, tiny_model

SWAPS = {original: word for word, originals in WORDS.items() for original in originals}
SWAPS |= {original: phrase for phrase, original in PHRASES.items()}


def human_text(number: int) -> str:
    return " ".join(random.Random(number).sample(SENTENCES, 6))


def spun_text(number: int, rate: float = 0.6) -> str:
    rng = random.Random(-number - 1)
    return " ".join(SWAPS.get(w, w) if rng.random() < rate else w for w in human_text(number).split(" "))


def human_texts(count: int) -> list[OwnText]:
    return [OwnText(human_text(n), False, f"{n}.txt") for n in range(count)]


def spun_texts(count: int) -> list[OwnText]:
    return [OwnText(spun_text(n), True, f"{n}.txt") for n in range(count)]


def adapted(human: int = 60, rewritten: int = 60) -> Adaptation:
    return adapt(tiny_detector(), human_texts(human) + spun_texts(rewritten), AdaptingOptions(generate=False))


def made_rows(count: int, seed: int = 0, shift: float = 0.0) -> OwnRows:
    """Make rows whose only tell is a column that the base model gives next to no weight."""
    rng = np.random.default_rng(seed)
    rewritten = np.arange(count) % 2 == 1
    pooled = rng.normal(size=(count, len(POOLED))).astype(np.float32)
    pooled[:, POOLED.index("zipf.mean")] += np.where(rewritten, 1.5, -1.5) + shift
    groups = np.array([str(number // 2) for number in range(count)])
    return OwnRows(pooled, np.full(count, 150), rewritten, groups, np.full(count, ""))


def folds_of(rows: OwnRows) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return (rows.groups.astype(int) % FOLDS).astype(np.int64)


def test_an_adapted_model_tells_the_users_texts_apart() -> None:
    adaptation = adapted()
    before, after = adaptation.facts["before"], adaptation.facts["after"]
    assert after["log_loss"] <= before["log_loss"]
    detector = Detector(adaptation.apply(tiny_model()))
    scores = [detector.detect(text).score for text in (human_text(999), spun_text(999))]
    assert scores[0] < scores[1]
    assert detector.model_id.sha256 == adaptation.sha256


def test_a_correction_is_found_where_the_base_model_misses_what_tells() -> None:
    rows = made_rows(400)
    problem = CorrectionProblem.of(tiny_model(), rows)
    found = fit(problem, tiny_model().calibration, folds_of(rows))
    assert np.argmax(np.abs(found.correction.weights)) == POOLED.index("zipf.mean")
    losses = [
        log_losses(calibration.logit(logits, rows.words), rows.rewritten).mean()
        for calibration, logits in (
            (tiny_model().calibration, problem.base),
            (found.calibration, found.unseen),
        )
    ]
    assert losses[1] < losses[0] / 2


def test_noise_is_not_fitted() -> None:
    rows = made_rows(60)
    shuffled = np.random.default_rng(1).permutation(rows.rewritten)
    noise = replace(rows, rewritten=shuffled)
    found = fit(CorrectionProblem.of(tiny_model(), noise), tiny_model().calibration, folds_of(noise))
    assert not found.correction


@given(st.integers(0, 3), st.integers(0, 2**32 - 1))
def test_a_network_with_the_correction_built_in_says_the_same(hidden: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    widths = [7, *rng.integers(1, 6, hidden).tolist(), 1]
    layers = tuple(
        (rng.normal(size=pair).astype(np.float32), rng.normal(size=pair[1]).astype(np.float32))
        for pair in pairwise(widths)
    )
    network = Network(np.zeros(7, np.float32), np.ones(7, np.float32), layers)
    correction = Correction(rng.normal(size=7).astype(np.float32), 1.0)
    matrix = rng.normal(size=(5, 7)).astype(np.float32)
    built, plain = correction.applied(network), network.logits(matrix)[:, 0]
    assert built.logits(matrix)[:, 0] == pytest.approx(plain + matrix @ correction.weights, abs=1e-4)
    shares = built.explained(matrix)[1] - network.explained(matrix)[1]
    assert shares == pytest.approx(matrix * correction.weights, abs=1e-4)


def test_no_correction_is_the_network_itself() -> None:
    network = tiny_model().document_network
    assert Correction.none(len(POOLED)).applied(network) is network


def test_a_stronger_penalty_gives_smaller_weights() -> None:
    problem = CorrectionProblem.of(tiny_model(), made_rows(200))
    sizes = [np.linalg.norm(c.weights) for c in fit_path(problem, Calibration(), [np.inf, 1e4, 100.0, 1.0])]
    assert sizes == sorted(sizes)
    assert sizes[0] == 0


def test_the_regression_finds_the_least_loss() -> None:
    rng = np.random.default_rng(0)
    columns, labels = rng.normal(size=(80, 3)), rng.random(80) < 0.4
    offset, ridge = rng.normal(size=80), np.array([0.5, 1.0, 2.0])
    found = fit_logistic(columns, offset, labels, ridge, np.zeros(3))
    share = labels.mean()
    weight = np.where(labels, 0.5 / share, 0.5 / (1 - share))
    prob = 1 / (1 + np.exp(-(offset + columns @ found)))
    assert columns.T @ (weight * (prob - labels)) + ridge * found == pytest.approx(0, abs=1e-3)


def test_recalibration_keeps_the_order_of_scores() -> None:
    rows = made_rows(100)
    wrong_way_round = np.where(rows.rewritten, -3.0, 3.0)
    assert recalibrate(Calibration(), wrong_way_round, rows).slope > 0


@given(st.floats(-3, 3), st.floats(0.2, 3), st.floats(-4, 4), st.floats(0.01, 0.99))
def test_a_threshold_that_is_kept_flags_what_it_flagged(
    shift: float, slope: float, logit: float, threshold: float
) -> None:
    moved, words = Recalibration(shift, slope), np.array([100])
    points = OperatingPoints((Threshold(0.01, 0, threshold, 0, 1, 9),))
    before = Calibration().prob(np.array([logit]), words)[0] - threshold
    after = moved.calibration(Calibration()).prob(np.array([logit]), words)[0]
    after -= moved.points(points).threshold(100).threshold
    assert before * after > 0 or abs(before) < 1e-9


def test_scores_are_recalibrated_towards_the_users_texts() -> None:
    rows = made_rows(400)
    logits = np.where(rows.rewritten, 1.0, -1.0) - 3.0  # in order, and all too low
    recalibration = recalibrate(Calibration(), logits, rows)
    recalibrated = recalibration.calibration(Calibration()).prob(logits, rows.words)
    assert recalibrated[rows.rewritten].mean() > 0.8
    assert recalibrated[~rows.rewritten].mean() < 0.2


POINTS = OperatingPoints(
    tuple(
        Threshold(target, words, threshold, target / 2, target * 2, 5000)
        for target, threshold in ((0.05, 0.6), (0.01, 0.8), (0.001, 0.95))
        for words in (0, 200)
    )
)


def scores_of(count: int, top: float = 0.5) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.linspace(0, top, count)


def test_enough_texts_set_their_own_threshold() -> None:
    count = needed(0.01)
    own = own_points(scores_of(count), np.full(count, 100), POINTS)
    row = own.points.threshold(100, 0.01)
    assert row.threshold == pytest.approx(scores_of(count)[-int(LEAST_ABOVE)])
    assert row.low < 0.01 < row.high <= 0.0201
    assert own.unsupported() == [0.001]


def test_too_few_texts_keep_the_base_threshold() -> None:
    own = own_points(scores_of(50), np.full(50, 100), POINTS)
    assert [row.threshold for row in own.points.thresholds] == [row.threshold for row in POINTS.thresholds]
    assert set(own.origins) == {"base model"}
    assert own.unsupported() == [0.05, 0.01, 0.001]
    assert own.points.threshold(100, 0.001).high > 0.05
    assert own.points.threshold(100, 0.001).documents == 50


def test_too_few_texts_raise_a_threshold_that_they_reach_too_often() -> None:
    own = own_points(scores_of(50, top=0.99), np.full(50, 100), POINTS)
    assert "raised" in own.origins
    for target in POINTS.targets:
        flagged = flags(own.points, scores_of(50, top=0.99), np.full(50, 100), target)
        assert flagged.sum() <= target * 50


@given(st.lists(st.floats(0, 1), min_size=20, max_size=400), st.integers(0, 2**32 - 1))
def test_a_lower_rate_never_has_a_lower_threshold(scores: list[float], seed: int) -> None:
    words = np.random.default_rng(seed).integers(1, 400, len(scores))
    points = own_points(np.array(scores), words, POINTS).points
    for least in (0, 200):
        by_target = [points.threshold(least, target).threshold for target in (0.05, 0.01, 0.001)]
        assert by_target == sorted(by_target)


def test_folds_hold_whole_groups_of_both_classes() -> None:
    labels = {f"g{n}": Counter({False: 1 + n % 3, True: n % 2}) for n in range(40)}
    dealt = deal_folds(labels, seed=0)
    for label in (False, True):
        held = [sum(labels[name][label] for name in dealt if dealt[name] == fold) for fold in range(FOLDS)]
        assert min(held) > 0
        assert max(held) - min(held) <= 3
    assert dealt == deal_folds(labels, seed=0)
    assert dealt != deal_folds(labels, seed=1)


def test_human_texts_alone_set_thresholds_only() -> None:
    adaptation = adapted(rewritten=0)
    assert not adaptation.correction
    assert adaptation.calibration == tiny_model().calibration
    assert adaptation.facts["fitted"]["recalibrated"] is False
    assert any("only thresholds were set" in message for message in adaptation.messages)
    assert "auroc" not in adaptation.facts["after"]


def test_it_is_said_what_so_few_texts_cannot_support() -> None:
    (first, *_) = adapted().messages
    assert "60 human texts are too few" in first
    assert "0.01 (needs 800)" in first
    assert "0.001 (needs 8,000)" in first


def test_the_same_texts_and_seed_give_the_same_model(tmp_path: Path) -> None:
    base = saved_tiny(tmp_path)
    hashes = {
        adapted().save(base, tmp_path / name, name="own", made=date(2026, 11, 22)).model_id for name in "ab"
    }
    assert len(hashes) == 1


def saved_tiny(folder: Path) -> Model:
    return replace(save_model(tiny_model(), folder / "base", {}), model_id=tiny_model().model_id)


def test_an_adapted_folder_judges_as_it_did_in_memory(tmp_path: Path) -> None:
    base = load(save_model(tiny_model(), tmp_path / "base", {}).folder)
    adaptation = adapt(base, human_texts(40) + spun_texts(40), AdaptingOptions(generate=False))
    adaptation.save(base.model, tmp_path / "own", allow=AllowList(("commerce battle",)))
    loaded, memory = load(tmp_path / "own"), Detector(adaptation.apply(base.model))
    text = human_text(77)
    assert loaded.detect(text).score == pytest.approx(memory.detect(text).score, abs=1e-6)
    assert loaded.allow.terms == ("commerce battle",)
    assert loaded.model_id.name == "tiny-adapted"
    assert loaded.points == adaptation.points.points


def test_the_folder_has_a_card_and_facts_but_no_texts(tmp_path: Path) -> None:
    base = load(save_model(tiny_model(), tmp_path / "base", {}).folder)
    adaptation = adapt(base, human_texts(40) + spun_texts(40), AdaptingOptions(generate=False))
    adaptation.save(base.model, tmp_path / "own", name="the desk", made=date(2026, 11, 22))
    card = (tmp_path / "own" / CARD).read_text(encoding="utf-8")
    header = (tmp_path / "own" / HEADER).read_text(encoding="utf-8")
    facts = json.loads(header)["content"]["facts"]
    assert "the desk" in card
    assert "2026-11-22" in card
    assert base.model_id.sha256 in card
    assert "40 human and 40 rewritten" in card
    assert "needs 800" in card
    assert facts["adapted_from"] == {"name": "tiny", "sha256": base.model_id.sha256}
    assert SENTENCES[0] not in card + header


def test_an_adapted_model_is_not_adapted_again(tmp_path: Path) -> None:
    base = load(save_model(tiny_model(), tmp_path / "base", {}).folder)
    texts = human_texts(40) + spun_texts(40)
    adapt(base, texts).save(base.model, tmp_path / "own", name="own")
    with pytest.raises(
        ModelError, match=r"got own, which was adapted from tiny\. Adapt tiny to all your texts"
    ):
        adapt(load(tmp_path / "own"), texts)


def test_an_adaptation_belongs_to_its_base(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"expected the model tiny .* Put that model back, or adapt anew"):
        adapted().apply(save_model(tiny_model(), tmp_path / "base", {}))


def test_an_adaptation_is_pickled_small() -> None:
    adaptation = adapted()
    data = pickle.dumps(adaptation)
    assert len(data) < 20_000
    again = pickle.loads(data)  # noqa: S301 - made right here
    assert again.sha256 == adaptation.sha256


TOO_FEW = LEAST_TEXTS - 1


@pytest.mark.parametrize(
    ("texts", "error", "message"),
    [
        (human_texts(TOO_FEW), DataError, r"at least 20 human texts to adapt to, got 19 \(given\)"),
        (spun_texts(30), DataError, "at least 20 human texts to adapt to, got 0"),
        (
            human_texts(30) + spun_texts(TOO_FEW),
            DataError,
            "at least 20 rewritten texts or none at all, got 19",
        ),
        (
            [*human_texts(30), OwnText(human_text(3).upper(), True, "x"), *spun_texts(30)],
            DataError,
            "expected a text to be either human or rewritten, got one that is both",
        ),
        (
            [replace(own, text=f"Too short {n}.") for n, own in enumerate(human_texts(30))],
            DataError,
            r"got 0 \(left after copies and those without enough English prose\)",
        ),
        ([replace(own, group="all") for own in human_texts(30)], DataError, "got one only"),
        ([*human_texts(30), OwnText(b"bytes", False, "x")], InputError, r"got bytes \(number 30\)"),  # type: ignore[arg-type]
    ],
)
def test_texts_that_teach_nothing_are_refused(
    texts: list[OwnText], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        adapt(tiny_detector(), texts, AdaptingOptions(generate=False))


def test_copies_count_once() -> None:
    texts = human_texts(40) + [replace(own, text=own.text.upper()) for own in human_texts(10)]
    adaptation = adapt(tiny_detector(), texts, AdaptingOptions(generate=False))
    assert adaptation.facts["left_out"] == {"copies": 10, "without_verdict": 0}
    assert adaptation.facts["texts"]["human"] == 40


def test_without_the_generators_lists_only_thresholds_are_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("MTDETECT_MYTHES", str(tmp_path / "none.dat"))
    with caplog.at_level("INFO"):
        adaptation = adapt(tiny_detector(), human_texts(40))
    assert adaptation.facts["texts"]["rewritten"] == 0
    assert "no rewritten examples are made: Cannot read the thesaurus" in caplog.text


def test_the_shipped_model_is_as_it_was_and_may_be_adapted() -> None:
    model = load_model(shipped_folder())
    assert "adapted_from" not in model.facts
    assert not model.allow


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Lay out a base model, and folders of human and rewritten texts."""
    save_model(tiny_model(), tmp_path / "base", {})
    for name, text in (("human", human_text), ("rewritten", spun_text)):
        (tmp_path / name / "2026").mkdir(parents=True)
        for number in range(30):
            (tmp_path / name / "2026" / f"{number}.txt").write_text(text(number), encoding="utf-8")
    return tmp_path


def run(desk: Path, *words: str) -> int:
    return main(["adapt", "--model", str(desk / "base"), "--out", str(desk / "own"), *words])


def both(desk: Path) -> tuple[str, ...]:
    return "--human", str(desk / "human"), "--rewritten", str(desk / "rewritten")


def test_the_command_makes_a_model_that_scan_uses(
    desk: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    (desk / "terms.txt").write_text("commerce battle\n")
    assert run(desk, *both(desk), "--name", "desk", "--allow", str(desk / "terms.txt")) == 0
    out = capsys.readouterr().out
    assert "own: desk, sha256 " in out
    assert [line.split()[0] for line in out.splitlines() if "tpr" in line] == [
        "tpr_at_0.001",
        "tpr_at_0.01",
        "tpr_at_0.05",
    ]
    assert "measured 60 of 60 texts" in caplog.text
    assert "needs 800" in caplog.text
    assert load_model(desk / "own").facts["texts"]["groups"] == 30
    (desk / "new.txt").write_text(spun_text(500), encoding="utf-8")
    scan = ["scan", "--format", "jsonl", "--model", str(desk / "own"), str(desk / "new.txt")]
    assert main(scan) in {0, 1}
    record = json.loads(capsys.readouterr().out)
    assert record["model"]["name"] == "desk"


def test_lines_of_one_id_belong_together(desk: Path) -> None:
    for name, text in (("human", human_text), ("rewritten", spun_text)):
        lines = [json.dumps({"text": text(n), "author": f"a{n // 2}"}) for n in range(30)]
        (desk / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    files = "--human", str(desk / "human.jsonl"), "--rewritten", str(desk / "rewritten.jsonl")
    assert run(desk, *files, "--group-field", "author") == 0
    assert load_model(desk / "own").facts["texts"]["groups"] == 15
    assert run(desk, *files, "--force") == 0
    assert load_model(desk / "own").facts["texts"]["groups"] == 60


def test_what_cannot_be_read_is_named_and_left_out(desk: Path, caplog: pytest.LogCaptureFixture) -> None:
    (desk / "human" / "bad.txt").write_bytes(b"PK\0\0")
    assert run(desk, *both(desk)) == 0
    assert "bad.txt: expected text, got binary data" in caplog.text


@pytest.mark.parametrize(
    ("name", "message"), [("nowhere", "No such file"), ("empty", "expected a folder with")]
)
@pytest.mark.parametrize("option", ["--human", "--rewritten"])
def test_a_place_without_any_text_is_a_slip_and_ends_the_command(
    desk: Path, capsys: pytest.CaptureFixture[str], option: str, name: str, message: str
) -> None:
    (desk / "empty").mkdir()
    places = {"--human": [str(desk / "human")], "--rewritten": [str(desk / "rewritten")]}
    places[option].append(f"{desk / name}/")
    assert run(desk, *(part for key, paths in places.items() for part in (key, *paths))) == 2
    err = capsys.readouterr().err
    assert f"{desk / name}: " in err
    assert message in err
    assert not (desk / "own").exists()


def test_copies_are_counted_where_too_few_are_left(desk: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    for number in range(30):
        (desk / "human" / "2026" / f"copy{number}.txt").write_text(human_text(0))
    assert run(desk, *both(desk)) == 0
    assert "30 copies of other texts are left out" in caplog.text


def test_too_few_texts_end_the_command(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(15):
        (desk / "human" / "2026" / f"{number}.txt").unlink()
    assert run(desk, *both(desk)) == 2
    assert "expected at least 20 human texts to adapt to, got 15 (given)" in capsys.readouterr().err
    assert not (desk / "own").exists()


def test_a_folder_in_the_way_is_refused_before_any_work(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk / "own").mkdir()
    (desk / "own" / "thesis.txt").write_text("mine")
    for force in ([], ["--force"]):
        assert run(desk, *both(desk), *force) == 2
        err = capsys.readouterr().err
        assert "choose another path" in err
        assert "measured" not in err
    assert (desk / "own" / "thesis.txt").read_text() == "mine"


def test_a_model_is_not_replaced_by_what_it_becomes(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(desk, *both(desk), "--force", "--out", str(desk / "base")) == 2
    assert "expected another place than that of the model to adapt" in capsys.readouterr().err


def test_human_texts_are_rewritten_by_the_generators_where_they_can(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    thesaurus = desk / "thesaurus.dat"
    entries = [("trade", "commerce"), ("war", "battle"), ("agreement", "settlement"), ("doctor", "physician")]
    entries += [("hospital", "infirmary"), ("money", "cash"), ("river", "stream"), ("loss", "defeat")]
    lines = [f"{word}|1\n(noun)|{other}" for word, other in entries]
    thesaurus.write_text("\n".join(["UTF-8", *lines]), encoding="utf-8")
    monkeypatch.setenv("MTDETECT_MYTHES", str(thesaurus))
    assert run(desk, "--human", str(desk / "human")) == 0
    facts = load_model(desk / "own").facts
    assert set(facts["texts"]["generated"]) <= set(FAMILIES)
    assert facts["texts"]["rewritten"] == sum(facts["texts"]["generated"].values()) >= 20
    assert run(desk, "--human", str(desk / "human"), "--no-generate", "--force") == 0
    assert load_model(desk / "own").facts["texts"]["rewritten"] == 0
