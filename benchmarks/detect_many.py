"""Time `Detector.detect_many` on one core, stage by stage, beside spaCy's blank tokenizer.

    python benchmarks/detect_many.py [--model FOLDER] [--texts FILE.jsonl ...]

Without texts of your own, the bundled examples' sentences are drawn at random. They repeat, which spaCy's
cache rewards: for the speed on a corpus, name a file with at least 100 of its documents. Other work on the
machine slows everything alike: compare the last column, the speed relative to spaCy's in the same run.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import mtdetect
from mtdetect.detector import Detector
from mtdetect.features.noisy_channel import score_candidates
from mtdetect.features.pooling import pool
from mtdetect.features.token_features import token_features, word_weights
from mtdetect.judging.token_scores import score_tokens
from mtdetect.model.folder import Model, load_model
from mtdetect.runtime.batches import batches
from mtdetect.tokens.arrays import WORD
from mtdetect.tokens.tokenizer import Tokenizer

EXAMPLES = Path(__file__).parent.parent / "examples"
SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
SPACY, WHOLE, REST = "spaCy's blank tokenizer", "detect_many", "judging, spans, reports"

Seconds = dict[str, float]


def compose(source: Path, documents: int, words: int) -> list[str]:
    """Make documents of at least so many words of a text's sentences, three to a paragraph."""
    draw = random.Random(0)
    sentences = SENTENCE_END.split(source.read_text(encoding="utf-8"))
    texts = []
    for _ in range(documents):
        chosen: list[str] = []
        while sum(len(sentence.split()) for sentence in chosen) < words:
            chosen.append(draw.choice(sentences))
        texts.append("\n\n".join(" ".join(chosen[at : at + 3]) for at in range(0, len(chosen), 3)))
    return texts


def cut(source: Path, documents: int, words: int) -> list[str]:
    """Read the first documents of a JSONL file that are long enough, and cut them to so many words."""
    length = re.compile(rf"(?:\S+\s+){{{words - 1}}}\S+")
    with source.open(encoding="utf-8") as lines:
        found = (length.search(json.loads(line)["text"]) for line in lines)
        return [match.group() for match in islice(filter(None, found), documents)]


def time_stages(model: Model, tokenizer: Tokenizer, texts: Sequence[str]) -> Seconds:
    """Run the stages that can be told apart from outside, batch by batch as the detector does."""
    spent: Seconds = defaultdict(float)

    @contextmanager
    def stage(name: str) -> Iterator[None]:
        begin = time.perf_counter()
        yield
        spent[name] += time.perf_counter() - begin

    for batch in batches(texts):
        with stage("tokens"):
            tokens = tokenizer.batch(batch, model.vocabulary)
        with stage("restoration"):
            found = score_candidates(tokens, model)
        with stage("features"):
            matrix = token_features(tokens, found, model.ngrams, model.lexical)
        word = tokens.has(WORD)
        with stage("token scores"):
            score_tokens(matrix, word, model.token_network)
        with stage("pooling"):
            pool(tokens.doc, word, len(batch), matrix, word_weights(tokens.doc, tokens.ids, word))
    return spent


def time_once(model: Model, detector: Detector, tokenizer: Tokenizer, texts: Sequence[str]) -> Seconds:
    """Time spaCy alone, every stage, and the whole."""
    begin = time.perf_counter()
    for text in texts:
        tokenizer.nlp.tokenizer(text)
    tokenized = time.perf_counter()
    for _ in detector.detect_many(texts):
        pass
    whole = time.perf_counter() - tokenized
    return {SPACY: tokenized - begin, **time_stages(model, tokenizer, texts), WHOLE: whole}


def best_of(runs: Sequence[Seconds]) -> Seconds:
    """Take each stage's shortest time, as other work can only add to it; what is left over is the rest."""
    best = {name: min(run[name] for run in runs) for name in runs[0]}
    spacy, whole = best.pop(SPACY), best.pop(WHOLE)
    return {SPACY: spacy, **best, REST: max(whole - sum(best.values()), 1e-9), WHOLE: whole}


def table(kind: str, words: int, best: Seconds) -> str:
    """Lay the times out as words a second and as multiples of spaCy's."""
    lines = [f"{kind} ({words:,} words)".ljust(30) + "  words/s   us/word   speed: spaCy's = 1"]
    for name, seconds in best.items():
        micros, ratio = 1e6 * seconds / words, best[SPACY] / seconds
        lines.append(f"  {name:26}{words / seconds:11,.0f}{micros:10.2f}{ratio:10.2f}")
    return "\n".join(lines)


def main() -> None:
    """Time both kinds of text and print a table for each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", type=Path, help="a model folder; the shipped one by default")
    parser.add_argument("--documents", type=int, default=64)
    parser.add_argument("--words", type=int, default=600, help="of each document")
    parser.add_argument("--repeats", type=int, default=7, help="the best counts")
    parser.add_argument("--texts", type=Path, nargs="+", help='JSONL files with the key "text"')
    options = parser.parse_args()
    texts_of = cut if options.texts else compose
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    model, detector, tokenizer = load_model(options.model), mtdetect.load(options.model), Tokenizer()
    for source in options.texts or (EXAMPLES / "human_news.txt", EXAMPLES / "spun_news.txt"):
        texts = texts_of(source, options.documents, options.words)
        runs = [time_once(model, detector, tokenizer, texts) for _ in range(options.repeats)]
        words = sum(len(text.split()) for text in texts)
        sys.stdout.write(table(source.stem, words, best_of(runs)) + "\n\n")


if __name__ == "__main__":
    main()
