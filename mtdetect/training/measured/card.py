"""The model card, written from a model's facts: what it is for, how well it does, and its limits."""

from __future__ import annotations

from pathlib import Path

from mtdetect.data_files import read_passages
from mtdetect.evaluation.markdown import Row, markdown_table
from mtdetect.results.operating_points import OperatingPoints
from mtdetect.training.measured.card_tables import kinds_of_writing, source_table

#: What the card says in words; headings after Mitchell et al., Model Cards for Model Reporting (2019).
TEXT = read_passages(Path(__file__).parent / "card.md")


def write_card(facts: Row, points: OperatingPoints) -> str:
    """Write the card of a model; what its facts do not hold is named as not measured."""
    least = facts.get("least_words", min(row.min_words for row in points.thresholds))
    parts = [
        _details(facts["training"]),
        TEXT["USE"].format(least=least),
        TEXT["FACTORS"],
        TEXT["METRICS"],
        TEXT["EVALUATION"].format(folds=facts["training"]["folds"], **facts["documents"]),
        _training(facts["training"]),
        *_ingredients(facts.get("manifest")),
        "## Quantitative analyses\n",
        *_rewritten(facts, least),
        *_human(facts),
        *_calibration(facts),
        f"{TEXT['POINTS']}\n{_points(points)}",
        TEXT["ETHICS"],
        TEXT["CAVEATS"],
    ]
    return "\n".join(parts)


def _details(training: Row) -> str:
    size = "Small, quickly trained" if training["quick"] else "The"
    return TEXT["DETAILS"].format(size=size, seed=training["seed"])


def _training(training: Row) -> str:
    names = training["source_names"]
    words, kinds = f"{training['words_counted']:,}", kinds_of_writing(names)
    return f"{TEXT['TRAINING'].format(words=words, sources=len(names), kinds=kinds)}\n{source_table(names)}"


def _ingredients(manifest: Row | None) -> list[str]:
    """Say what else the model was made with; the hash of every file is in model.json."""
    if manifest is None:
        return []
    libraries = ", ".join(f"{name} {version}" for name, version in manifest["libraries"].items())
    return [
        TEXT["INGREDIENTS"].format(
            lexicons=", ".join(manifest["lexicons"]) or "none",
            pairs=", ".join(manifest["translation_pairs"]) or "none",
            extras=", ".join(manifest["extras"]) or "none",
            libraries=libraries,
            commit=manifest["commit"] or "unknown",
        )
    ]


def _rewritten(facts: Row, least: int) -> list[str]:
    """Tell what is found: by generator, of unknown ones, by length, and where in the text."""
    return [
        f"### Generators, by share of words asked for\n\n{markdown_table(facts['generators'])}",
        f"{TEXT['LEFT_OUT']}\n{markdown_table(facts['left_out_generators'])}",
        f"{TEXT['LENGTHS'].format(least=least)}\n{markdown_table(facts.get('power', []))}",
        f"### Spans\n\n{markdown_table(facts['spans'])}",
    ]


def _human(facts: Row) -> list[str]:
    """Tell who is flagged wrongly."""
    return [
        f"### False positives by register\n\n{markdown_table(facts['human_registers'])}",
        f"{TEXT['GROUPS']}\n{markdown_table(facts.get('fairness', []), TEXT['NO_GROUPS'])}",
    ]


def _calibration(facts: Row) -> list[str]:
    """Tell what the scores are worth as probabilities, in all and by length."""
    by_length = [
        {"words": table["words"], "expected_error": table["expected_error"]}
        for table in facts.get("reliability", [])
    ]
    tables = [markdown_table(facts.get("calibration", []))]
    return ["\n".join([TEXT["CALIBRATION"], *tables, *([markdown_table(by_length)] if by_length else [])])]


def _points(points: OperatingPoints) -> str:
    return markdown_table(
        [{name: round(value, 5) for name, value in row.items()} for row in points.to_list()]
    )
