"""Show human prose in other layouts and count what is lost: it must be judged as the plain text is.

    python benchmarks/rewrapped.py FOLDER [--documents 2000]

``FOLDER`` holds human documents: ``*.jsonl.xz`` or ``*.jsonl`` files with an object with ``text`` on each
line. All files give equally many documents; of each, the paragraphs of prose are taken. First they are judged
as plain text, one line a paragraph, then in every layout. A document is lost in a layout if it gets no
verdict there, or if less than nine tenths of its words are read. The exit code is 1 if any is lost.

``coverage`` is a layout's lowest, ``moved .02`` the share of documents whose score moved by more than that,
``p99`` the score's movement that one in a hundred exceeds.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import sys
import textwrap
from collections.abc import Callable, Iterator
from html import escape
from itertools import islice
from pathlib import Path
from statistics import quantiles
from typing import IO

from mtdetect.detector import load
from mtdetect.results.report import Report
from mtdetect.text.prose.wording import reads_as_prose

LEAST_WORDS, MOST_CHARS = 120, 6000
LEAST_READ = 0.9
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"])")
NUMBER = re.compile(r"\S*\d\S*")
MOST_NUMBERS = 0.1  # of the words of a paragraph: lists of sums and items run together are no prose
LONG_SENTENCE = 20  # words
VERSE_AND_PLAYS = ("poetry", "drama")  # files of another genre, which are not to be judged as prose

Layout = Callable[[list[str]], str]


def wrapped(width: int, lead: str = "", between: str = "\n\n") -> Layout:
    """Wrap paragraphs, each line behind ``lead``."""

    def lay_out(paragraphs: list[str]) -> str:
        return between.join(
            "\n".join(lead + line for line in textwrap.wrap(paragraph, width)) for paragraph in paragraphs
        )

    return lay_out


def numbered(paragraphs: list[str]) -> str:
    """Put a number before each paragraph, and wrap it."""
    return "\n".join(textwrap.fill(f"{n}. {text}", 68) for n, text in enumerate(paragraphs, 1))


def listed(paragraphs: list[str]) -> str:
    """Make a list of the sentences."""
    return "\n".join(f"- {sentence}" for text in paragraphs for sentence in SENTENCE.split(text))


def bold_list(paragraphs: list[str]) -> str:
    """Make a list of the paragraphs, each behind a bold word."""
    return "\n".join("- **Point**: " + text for text in paragraphs)


def bbcode(paragraphs: list[str]) -> str:
    """Write a post of a forum."""
    first, *rest = paragraphs
    quoted = f"[quote=anna][b]{first}[/b][/quote]"
    return "\n\n".join([quoted, *(f"[i]{text}[/i] [url=http://a.org/x]so[/url]" for text in rest)])


def with_address(paragraphs: list[str]) -> str:
    """Wrap paragraphs, with one long address in a line of its own."""
    address = "https://example.org/" + "a/very/long/way/to/go/" * 6
    return wrapped(60)([*paragraphs, f"See {address}"])


def divided(paragraphs: list[str]) -> str:
    """Put a line between the paragraphs."""
    return ("\n" + "-" * 40 + "\n").join(textwrap.fill(text, 64) for text in paragraphs)


def page(paragraphs: list[str], mark: str = "<p>{}</p>") -> str:
    """Write a page with a menu and a footer."""
    body = "".join(mark.format(escape(text)) for text in paragraphs)
    menu = "<nav><ul><li><a href='/'>Home</a><li><a href='/news'>News</a></ul></nav>"
    return f"<!doctype html><html><body>{menu}{body}<footer>Imprint</footer></body></html>"


def in_pre(paragraphs: list[str]) -> str:
    """Write a page whose text was wrapped beforehand."""
    return page(["\n\n".join(textwrap.fill(text, 70) for text in paragraphs)], "<pre>{}</pre>")


def in_cells(paragraphs: list[str]) -> str:
    """Write a page that is a table of sentences."""
    rows = "".join(f"<tr><td>{escape(one)}</td></tr>" for text in paragraphs for one in SENTENCE.split(text))
    return f"<!doctype html><html><body><table>{rows}</table></body></html>"


LAYOUTS: dict[str, Layout] = {
    **{f"wrapped at {width}": wrapped(width) for width in (45, 50, 55, 60, 66, 72)},
    "quoted": wrapped(66, "> "),
    "quoted twice": wrapped(60, "> > "),
    "indented": wrapped(60, "    "),
    "numbered": numbered,
    "listed": listed,
    "bold list": bold_list,
    "BBCode": bbcode,
    "one long address": with_address,
    "divided": divided,
    "page": page,
    "page, aside": lambda paragraphs: page(paragraphs, "<aside>{}</aside>"),
    "page, pre": in_pre,
    "page, table": in_cells,
}


def read(folder: Path, documents: int) -> Iterator[list[str]]:
    """Give the paragraphs of as many documents, as evenly as can be over the files."""
    files = [*sorted(folder.glob("*.jsonl.xz")), *sorted(folder.glob("*.jsonl"))]
    files = [file for file in files if not file.name.startswith(VERSE_AND_PLAYS)]
    each = -(-documents // max(len(files), 1))
    found = (text for file in files for text in islice(_texts(file), each))
    yield from islice(found, documents)


def _texts(file: Path) -> Iterator[list[str]]:
    opener: Callable[..., IO[str]] = lzma.open if file.suffix == ".xz" else open
    with opener(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)["text"][:MOST_CHARS]
            paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text)]
            # Without the last one, which may be cut; of prose, not of headings and lines of a list.
            kept = [one for one in paragraphs if reads_as_prose(one, 12) and one[-1] in '.!?"”']
            kept = [one for one in kept if len(NUMBER.findall(one)) <= MOST_NUMBERS * len(one.split())]
            kept = [one for one in kept if " * " not in one and not _holds_a_list(one)]
            if sum(len(one.split()) for one in kept) >= LEAST_WORDS:
                yield kept


def _holds_a_list(paragraph: str) -> bool:
    """Say whether a long sentence of a paragraph is a list or a table, run together."""
    sentences = (one for one in SENTENCE.split(paragraph) if len(one.split()) >= LONG_SENTENCE)
    return not all(map(reads_as_prose, sentences))


def lost(report: Report, plain: Report) -> bool:
    """Say whether a report lost what the plain text's had."""
    return report.verdict == "abstain" or report.words < LEAST_READ * plain.words


def main() -> int:
    """Print a line for each layout; 1 if a document is lost in one."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument(
        "--show", type=int, default=0, help="print so many of the lost documents of each layout"
    )
    parser.add_argument("--layouts", nargs="+", choices=LAYOUTS, default=list(LAYOUTS))
    options = parser.parse_args()
    detector = load()
    documents = list(read(options.folder, options.documents))
    plain = list(detector.detect_many("\n\n".join(one) for one in documents))
    judged = [
        (one, report) for one, report in zip(documents, plain, strict=True) if report.verdict != "abstain"
    ]
    sys.stdout.write(f"{len(documents):,} documents, {len(judged):,} of them judged as plain text\n")
    sys.stdout.write(f"{'layout':20}{'lost':>6}{'coverage':>10}{'moved .02':>11}{'p99':>7}\n")
    worst = 0
    for name in options.layouts:
        layout = LAYOUTS[name]
        reports = list(detector.detect_many(layout(one) for one, _ in judged))
        gone = [one for one, (_, plain) in zip(reports, judged, strict=True) if lost(one, plain)]
        moves = [abs(one.score - plain.score) for one, (_, plain) in zip(reports, judged, strict=True)]
        beyond = sum(move > 0.02 for move in moves) / len(moves)
        lowest = min(one.coverage for one in reports)
        sys.stdout.write(
            f"{name:20}{len(gone):>6}{lowest:>10.2f}{beyond:>10.1%}{quantiles(moves, n=100)[98]:>8.3f}\n"
        )
        for one in gone[: options.show]:
            sys.stdout.write(f"    {one.words} words, {one.note}: {one.text[:700]!r}\n")
        worst = max(worst, len(gone))
    return int(worst > 0)


if __name__ == "__main__":
    sys.exit(main())
