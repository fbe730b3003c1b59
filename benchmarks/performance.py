"""Measure speed, memory and start-up beside what else reads English, and write the table and the plot.

    python -m benchmarks.performance [--texts FILE.jsonl] [--rounds 5] [--write docs/performance.md]

All run in turn, round by round, in one process on one core, on processor time; a round's ratios are to
spaCy's blank tokenizer in that round. Every round reads texts that nobody has read before: caches are filled
by earlier texts alone, as in a stream. Without ``--texts`` (JSON Lines with the key "text", of 600 words or
more) they are the human texts of the tests, one after the other: 70,000 words. A peer that is missing is left
out (the ``bench`` extra has all of them). Memory is read from /proc: Linux only.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from benchmarks.speed_peers import PEERS, Reader, make_tokenizer

ROOT = Path(__file__).parent.parent
EXAMPLE, CASES = ROOT / "examples" / "human_news.txt", ROOT / "tests" / "cases"
ARTICLE_WORDS, POST_WORDS, BOOK_WORDS = 600, 50, 60_000
MOST_ARTICLES = 60  # of a round, if as many are at hand
TOKENIZER, POSTS = "spaCy's blank tokenizer", "mtdetect, posts of 50 words"
ARTICLES, BOOKS = "mtdetect, articles of 600 words", "mtdetect, one book of 60,000"
#: At most so many times the tokenizer's time, or at least so many times a peer's speed.
TARGETS = {TOKENIZER: 0.5, "proselint": 3.0, "spaCy's small tagger": 6.0, "MiniLM-class encoder": 60.0}
# spaCy loads torch where it is installed, which only a peer needs here.
WITHOUT_TORCH = "import sys; sys.modules['torch'] = None"
MARKS = re.compile(r"(<!-- figures -->\n).*?(<!-- /figures -->)", re.DOTALL)

Spent = dict[str, list[float]]  # microseconds a word, by round


def read_texts(path: Path | None) -> list[str]:
    """Read or make articles, all different."""
    if path is None:
        return own_articles()
    cut = re.compile(rf"(?:\S+\s+){{{ARTICLE_WORDS - 1}}}\S+")
    with path.open(encoding="utf-8") as lines:
        return [match.group() for line in lines if (match := cut.search(json.loads(line)["text"]))]


def own_articles() -> list[str]:
    """Lay the human texts of the tests end to end, in an order of no meaning, and cut them into articles."""
    texts = [
        json.loads(line)["text"]
        for path in [CASES / "human.jsonl", *sorted((CASES / "fairness").glob("*.jsonl"))]
        for line in path.read_text("utf-8").splitlines()
    ]
    random.Random(0).shuffle(texts)
    words = re.findall(r"\S+\s*", "\n\n".join(texts))
    cuts = range(0, len(words) - ARTICLE_WORDS + 1, ARTICLE_WORDS)
    return ["".join(words[at : at + ARTICLE_WORDS]).strip() for at in cuts]


def choose(texts: list[str], rounds: int, articles: int | None) -> list[str]:
    """Take as many as all rounds need, and one part more to warm up."""
    wanted = min(MOST_ARTICLES, len(texts) // (rounds + 1)) if articles is None else articles
    if not 0 < wanted * (rounds + 1) <= len(texts):
        raise SystemExit(
            f"expected {rounds + 1} times {wanted or 1} texts of {ARTICLE_WORDS} words, got {len(texts)}"
        )
    return texts[: wanted * (rounds + 1)]


def posts_of(texts: Iterable[str]) -> list[str]:
    """Cut texts into posts, in an order that tells nothing of their origin."""
    words = [text.split() for text in texts]
    posts = [" ".join(some[at : at + POST_WORDS]) for some in words for at in range(0, len(some), POST_WORDS)]
    random.Random(0).shuffle(posts)
    return posts


def timed(read: Reader, texts: Sequence[str]) -> float:
    """Give the processor time a word, in microseconds."""
    words = sum(len(text.split()) for text in texts)
    begin = time.process_time()
    read(texts)
    return 1e6 * (time.process_time() - begin) / words


def make_readers(sample: Sequence[str]) -> dict[str, tuple[Reader, float]]:
    """Set all up that is installed."""
    from mtdetect.detector import Detector
    from mtdetect.model.folder import load_model

    model = load_model()
    articles, posts, books = (Detector(model) for _ in range(3))  # none profits from what another has learned
    readers = {
        TOKENIZER: (make_tokenizer(sample), 1.0),
        ARTICLES: (lambda texts: list(articles.detect_many(texts)), 1.0),
        POSTS: (lambda texts: list(posts.detect_many(posts_of(texts))), 1.0),
        BOOKS: (lambda texts: list(books.detect_many(["\n\n".join(texts)])), 1.0),
    }
    for name, make, share in PEERS:
        try:
            readers[name] = make(sample), share
        except ImportError as error:
            sys.stderr.write(f"left out, not installed: {name} ({error})\n")
    return readers


def run_rounds(texts: Sequence[str], rounds: int) -> Spent:
    """Run everything in turn, on other texts each round; the first part of the texts warms up and fits."""
    size = len(texts) // (rounds + 1)
    sample, rest = texts[:size], texts[size:]
    readers = make_readers(sample)
    for read, share in readers.values():
        read(sample[: max(1, int(share * size))])
    spent: Spent = {name: [] for name in readers}
    for number in range(rounds):
        fresh = rest[number * size : (number + 1) * size]
        for name, (read, share) in readers.items():
            spent[name].append(timed(read, fresh[: max(1, int(share * size))]))
    return spent


def speed_table(spent: Spent) -> list[str]:
    """Lay out words a second, time beside the tokenizer's, and what is asked for."""
    lines = [
        "| | words/s | time, tokenizer = 1 (rounds) | articles' speed beside it | asked for |",
        "|---|---|---|---|---|",
    ]
    for name, values in spent.items():
        beside = [value / floor for value, floor in zip(values, spent[TOKENIZER], strict=True)]
        faster = statistics.median(value / ours for value, ours in zip(values, spent[ARTICLES], strict=True))
        target = f"{TARGETS[name]:g} or more" if name in TARGETS else ""
        lines.append(
            f"| {name} | {1e6 / statistics.median(values):,.0f} | {statistics.median(beside):.2f} "
            f"({min(beside):.2f} to {max(beside):.2f}) | {faster:.2f} | {target} |"
        )
    return lines


def stage_table(texts: Sequence[str]) -> list[str]:
    """Split the time of articles by stage, best of five runs over texts that are known by then."""
    import mtdetect
    from benchmarks.detect_many import SPACY, best_of, time_once
    from mtdetect.model.folder import load_model
    from mtdetect.tokens.tokenizer import Tokenizer

    model, detector, tokenizer = load_model(), mtdetect.load(), Tokenizer()
    best = best_of([time_once(model, detector, tokenizer, texts) for _ in range(5)])
    words = sum(len(text.split()) for text in texts)
    rows = [f"| {name} | {1e6 * seconds / words:.2f} |" for name, seconds in best.items() if name != SPACY]
    return ["| stage | us a word |", "|---|---|", *rows]


def memory_of(kind: str, texts: list[str]) -> dict[str, float]:
    """Judge in this process, and read its memory in MiB: at most, its fair share, its own."""
    sys.modules["torch"] = None  # type: ignore[assignment]  # see `WITHOUT_TORCH`
    import mtdetect

    begin = time.process_time()
    detector = mtdetect.load()
    loaded = time.process_time() - begin
    given = {"posts": posts_of(texts), "articles": texts, "a book": ["\n\n".join(texts)]}[kind]
    for _ in detector.detect_many(given):
        pass
    rollup = dict(re.findall(r"(\w+):\s+(\d+) kB", Path("/proc/self/smaps_rollup").read_text("ascii")))
    own = int(rollup["Private_Clean"]) + int(rollup["Private_Dirty"])
    status = Path("/proc/self/status").read_text("ascii")
    peak = int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0])
    return {"peak": peak / 1024, "pss": int(rollup["Pss"]) / 1024, "own": own / 1024, "load": loaded}


def memory_table(texts: list[str]) -> list[str]:
    """Measure memory in a process of its own for each kind, while this one has the model mapped too."""
    lines = ["| judging | peak, MiB | share (PSS), MiB | own (USS), MiB | load, s |", "|---|---|---|---|---|"]
    for kind in ("posts", "articles", "a book"):
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            found = pool.apply(memory_of, (kind, texts))
        mib = " | ".join(f"{found[name]:.0f}" for name in ("peak", "pss", "own"))
        lines.append(f"| {kind} | {mib} | {found['load']:.2f} |")
    return lines


def processor_time(*command: str) -> float:
    """Run a command and give its processor time in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *command], capture_output=True, check=False, cwd=ROOT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def start_table(rounds: int) -> list[str]:
    """Compare starts, in turn."""
    commands = {
        "python": "pass",
        "import mtdetect": "import mtdetect",
        "import spacy": "import spacy",
        "mtdetect scan, one page": f"from mtdetect.cli.main import main; main(['scan', {str(EXAMPLE)!r}])",
    }
    spent: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            spent[name].append(processor_time("-c", f"{WITHOUT_TORCH}; {command}"))
    beside = [
        value / other
        for value, other in zip(spent["mtdetect scan, one page"], spent["import spacy"], strict=True)
    ]
    lines = ["| start | processor seconds, median |", "|---|---|"]
    lines += [f"| {name} | {statistics.median(values):.2f} |" for name, values in spent.items()]
    return [*lines, f"| scan beside import spacy | {statistics.median(beside):.2f} times |"]


def growth(measure: Callable[[int], float], sizes: Sequence[int]) -> list[tuple[int, float]]:
    """Measure at every size, best of three."""
    return [(size, min(measure(size) for _ in range(3))) for size in sizes]


def growth_figures(texts: Sequence[str]) -> dict[str, list[tuple[int, float]]]:
    """Give microseconds a word by a document's length in words, and by the most characters of a batch."""
    import mtdetect
    from mtdetect.runtime import batches as module

    detector = mtdetect.load()

    def by_length(words: int) -> float:
        text = " ".join(" ".join(texts).split()[:words])
        return timed(lambda some: [detector.detect(one) for one in some], [text] * max(1, 6_000 // words))

    def by_batch(chars: int) -> float:
        before, module.MOST_CHARS = module.MOST_CHARS, chars
        try:
            return timed(lambda some: list(detector.detect_many(some)), texts)
        finally:
            module.MOST_CHARS = before

    lengths = [words for words in (60, 600, 6_000, 60_000) if words <= ARTICLE_WORDS * len(texts)]
    return {
        "words in a document": growth(by_length, lengths),
        "characters in a batch": growth(by_batch, (4_000, 20_000, 100_000, 400_000)),
    }


def growth_table(figures: dict[str, list[tuple[int, float]]]) -> list[str]:
    """List the growth."""
    rows = [f"| {size:,} {what} | {micros:.2f} |" for what, some in figures.items() for size, micros in some]
    return ["| size | us a word |", "|---|---|", *rows]


def draw_plot(spent: Spent, figures: dict[str, list[tuple[int, float]]], path: Path) -> None:
    """Save speeds beside one another, and the growth with length."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 3.8), layout="constrained")
    bars, lines = figure.subplots(1, 2, width_ratios=(3, 2))
    names = sorted(spent, key=lambda name: -statistics.median(spent[name]))
    colours = ["tab:orange" if name.startswith("mtdetect") else "tab:blue" for name in names]
    bars.barh(names, [1e6 / statistics.median(spent[name]) for name in names], color=colours)
    bars.set(xscale="log", xlabel="words a second, one core")
    for what, some in figures.items():
        lines.plot(*zip(*some, strict=True), marker="o", label=what)
    lines.set(xscale="log", ylim=(0, None), ylabel="microseconds a word")
    lines.legend(frameon=False)
    figure.savefig(path, dpi=120)


def main() -> None:
    """Measure everything, print it, and write it where asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--articles", type=int, help=f"of a round; {MOST_ARTICLES}, if as many are there")
    parser.add_argument("--write", type=Path, help="a document with the marks <!-- figures -->")
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    texts = choose(read_texts(options.texts), options.rounds, options.articles)
    spent = run_rounds(texts, options.rounds)
    known = texts[-100:]
    figures = growth_figures(known)
    source = "the tests' human texts" if options.texts is None else "a file of human texts"
    parts = [
        [f"Of {source}, {options.rounds} rounds of {len(texts) // (options.rounds + 1)} articles each."],
        speed_table(spent),
        stage_table(known[:64]),
        growth_table(figures),
        memory_table(known),
        start_table(options.rounds),
    ]
    text = "\n\n".join("\n".join(part) for part in parts)
    sys.stdout.write(f"{text}\n")
    if options.write:
        document = options.write.read_text("utf-8")
        options.write.write_text(MARKS.sub(lambda mark: f"{mark[1]}{text}\n{mark[2]}", document), "utf-8")
        draw_plot(spent, figures, options.write.parent / "images" / "performance.png")


if __name__ == "__main__":
    main()
