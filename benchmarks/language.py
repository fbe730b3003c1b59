"""Measure what is taken for another language, for code or for verse, on text of known kind.

    python benchmarks/language.py CORPUS [--catalogues /usr/share/locale] [--model FOLDER]

CORPUS is a folder of SOURCE.jsonl or SOURCE.jsonl.xz with the key "text": human English. The others
are the longer messages of the machine's gettext catalogues (at most 60 a language); what is not
translated there counts as missed.
"""

from __future__ import annotations

import argparse
import gettext
import json
import lzma
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from mtdetect.detector import Detector, batches
from mtdetect.model.folder import load_model
from mtdetect.results.report import Report
from mtdetect.tokens.language import english_only
from mtdetect.tokens.tokenizer import Tokenizer

PLACEHOLDER = re.compile(r"<[^<>]*>|%\(?\w*\)?[sdufi%]|[_&](?=\w)")
LEAST_CHARACTERS = 90
MOST_MESSAGES = 60
REASONS = ("another language", "English to tell", "code", "verse", "numbers", "title", "too few")


def messages(catalogues: Path) -> Iterator[tuple[str, str]]:
    """Give the longer translated messages with their language."""
    taken: Counter[str] = Counter()
    for path in sorted(catalogues.glob("*/LC_MESSAGES/*.mo")):
        language = re.split("[_@]", path.parts[-3])[0]
        if language == "en":
            continue
        for original, message in _catalogue(path).items():
            plain = " ".join(PLACEHOLDER.sub(" ", message).split())
            if original and message != original and _is_prose(plain) and taken[language] < MOST_MESSAGES:
                taken[language] += 1
                yield language, plain


def _catalogue(path: Path) -> dict[str, str]:
    try:
        with path.open("rb") as file:
            entries = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    except (OSError, LookupError, ValueError):
        return {}
    return {key: value for key, value in entries.items() if isinstance(key, str) and isinstance(value, str)}


def _is_prose(text: str) -> bool:
    letters = sum(sign.isalpha() or sign == " " for sign in text)
    return len(text) >= LEAST_CHARACTERS and letters >= 0.85 * len(text)


def documents(source: Path, every: int, most: int) -> list[str]:
    """Read one document in so many."""
    with lzma.open(source, "rt") if source.suffix == ".xz" else source.open() as lines:
        return [json.loads(line)["text"][:6000] for line in islice(lines, 0, every * most, every)]


def reason_of(report: Report) -> str | None:
    """Name why a report abstains, in a word or two."""
    if report.verdict != "abstain":
        return None
    return next((reason for reason in REASONS if reason in (report.note or "")), "other")


def row(name: str, reports: Sequence[Report]) -> str:
    """Lay out how many of a source's documents abstain, and why."""
    reasons = Counter(reason for report in reports if (reason := reason_of(report)))
    long = sum(reasons.values()) - reasons["too few"]
    return f"{name:28}{len(reports):6}{long:6}  " + ", ".join(f"{k} {v}" for k, v in reasons.most_common())


def main() -> None:
    """Print a line for each source, then the other languages, then the time that it takes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--catalogues", type=Path, default=Path("/usr/share/locale"))
    parser.add_argument("--model", type=Path, help="a model folder; the shipped one by default")
    parser.add_argument("--every", type=int, default=10)
    parser.add_argument("--most", type=int, default=120, help="documents of a source")
    options = parser.parse_args()
    model = load_model(options.model)
    detector, tokenizer = Detector(model), Tokenizer()
    say = sys.stdout.write
    say(f"{'source':28}  docs  lost  why the verdict is abstain (too few words are not counted as lost)\n")
    spent, whole, paragraphs, taken = 0.0, 0.0, 0, []
    for source in sorted(options.corpus.glob("*.jsonl*")):
        texts = documents(source, options.every, options.most)
        begin = time.perf_counter()
        say(row(source.name.split(".")[0], list(detector.detect_many(texts))) + "\n")
        whole += time.perf_counter() - begin
        for batch in batches(texts):
            tokens = tokenizer.batch(batch, model.vocabulary)
            begin = time.perf_counter()
            _, regions = english_only(tokens, model.lexical.english)
            spent += time.perf_counter() - begin
            paragraphs += len(regions)
            taken += [batch[document][start:end] for document, start, end in regions]
    say(f"\nstretches of the corpus taken for another language: {paragraphs}\n")
    for stretch in taken[:40]:
        say(f"    {' '.join(stretch.split())[:100]}\n")
    say(f"time: {100 * spent / whole:.1f} % of detection\n\n")
    found: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for language, message in messages(options.catalogues):
        tokens, _ = english_only(tokenizer.batch([message], model.vocabulary), model.lexical.english)
        total[language] += 1
        found[language] += not (tokens.ids > 4).any()
    say(f"messages in {len(total)} other languages: {total.total()}, recognised {found.total()}\n")
    missed = total - found
    say("missed: " + ", ".join(f"{name} {n} of {total[name]}" for name, n in missed.most_common(15)) + "\n")


if __name__ == "__main__":
    main()
