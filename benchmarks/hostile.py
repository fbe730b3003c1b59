"""Time detection on what is made to be slow: it must take time in proportion to length.

    python benchmarks/hostile.py [NAME ...] [--format markdown] [--model FOLDER] [--sizes .25 .5 1]

Prints processor seconds at each size (in million characters) and by how much the last doubling made them
grow. Above 3, or above 15 s a million characters, a line ends in "!" and the exit code is 1.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from mtdetect.detector import Detector, load
from mtdetect.results.report import InputFormat
from mtdetect.text.formats.guessing import FORMATS

SIZES = (0.25, 0.5, 1.0)
MOST_GROWTH = 3.0
MOST_SECONDS = 15.0  # a million characters
QUICK = 0.3  # seconds below which a growth is noise

#: What is repeated, by name.
REPEATED = {
    "ampersands": "&",
    "brackets": "(",
    "square brackets": "[",
    "braces": "{",
    "nested braces": "{a:",
    "quotes": "'",
    "double quotes": '"',
    "tag starts": "<a ",
    "less-than signs": "<",
    "nested blocks": "<div>",
    "tables": "<table><tr><td>",
    "unclosed comments": "<!--",
    "images": "![",
    "links": "[a](",
    "emphasis": "*a ",
    "underscores": "_a",
    "backticks": "`a",
    "quoted quotes": "> ",
    "table rows": "|a|b|\n",
    "zero-width": "\u200b",
    "zero-width in words": "h\u200bo\u200bm\u200be ",
    "combining marks": "\u0301",
    "marked letters": "a\u0301\u0302\u0303 ",
    "spaced letters": "h o m e  ",
    "evenly spaced": "h o m e ",
    "single letters": "a ",
    "Cyrillic letters": "h\u043eme ",
    "alternating scripts": "a\u0431\u03b3",
    "mojibake": "\u00e2\u20ac\u2122",
    "one word": "a",
    "digits": "7",
    "initials": "a.b.c.",
    "dots": ".",
    "hyphens": "-",
    "line breaks": "\n",
    "blanks": " ",
    "carriage returns": "\r",
    "NULs": "\0",
    "lone surrogates": "\ud800",
    "emoji": "\U0001f469\u200d\U0001f680",
    "addresses": "http://a.b/",
    "short lines": "Home\n",
    "odd words": "attainable commerce battle ",
    "LaTeX commands": "\\emph{a \\section{b ",
    "LaTeX environments": "\\begin{figure}\\end{table} ",
    "wiki links": "[[a|b]] [[c ",
    "wiki templates": "[[a]] {{b ",
    "BBCode": "[url=",
    "strings of data": '{"a": "the man left',
    "short list items": "- the man of\n",
    "tags that close themselves": "<title/>",
    "drawings": "<svg><title/>",
    "style rules": "<style>.a{display:none}</style><p class=a>a</p>",
    "inline styles": "<p style='color:#fff;background:red'>a</p>",
    "zeros in references": "&#00000000065;",
    "Chinese": "\u4e16\u754c",
}


def repeated(unit: str) -> Callable[[int], str]:
    """Make a generator that repeats one thing."""
    return lambda chars: (unit * (chars // len(unit) + 1))[:chars]


def varied(chars: int) -> str:
    """Make words that all differ: no table knows them, and nothing can be remembered."""
    return " ".join(f"x{number:x}q" for number in range(chars // 6))[:chars]


def balanced(chars: int) -> str:
    """Make braces that close after all have been opened."""
    return "{" * (chars // 2) + "}" * (chars // 2)


GENERATORS: dict[str, Callable[[int], str]] = {
    **{name: repeated(unit) for name, unit in REPEATED.items()},
    "words that differ": varied,
    "balanced braces": balanced,
}


def seconds(detector: Detector, text: str, format: InputFormat) -> float:
    """Give the processor time of one text."""
    begin = time.process_time()
    detector.detect(text, format=format)
    return time.process_time() - begin


def is_slow(sizes: list[float], spent: list[float]) -> bool:
    """Say whether the last size took too long, or too much longer than the one before."""
    growth = spent[-1] / max(spent[-2], QUICK)
    return growth > MOST_GROWTH * sizes[-1] / sizes[-2] / 2 or spent[-1] > MOST_SECONDS * sizes[-1]


def main() -> int:
    """Print a line for each generator; 1 if one of them is slow."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="generators; all by default")
    parser.add_argument("--format", choices=FORMATS, default="auto")
    parser.add_argument("--model", type=Path, help="a model folder; the shipped one by default")
    parser.add_argument("--sizes", type=float, nargs="+", default=SIZES, help="million characters, ascending")
    options = parser.parse_args()
    detector, slow = load(options.model), 0
    detector.detect("The first text opens the tables.")
    sys.stdout.write(f"{'s at':20}" + "".join(f"{size:>8g} M" for size in options.sizes) + "    growth\n")
    for name in options.names or GENERATORS:
        texts = (GENERATORS[name](round(size * 1_000_000)) for size in options.sizes)
        spent = [seconds(detector, text, options.format) for text in texts]
        bad = len(spent) > 1 and is_slow(list(options.sizes), spent)
        slow += bad
        growth = f"{spent[-1] / spent[-2]:8.1f}" if len(spent) > 1 else ""
        sys.stdout.write(
            f"{name:20}" + "".join(f"{value:10.2f}" for value in spent) + growth + " !" * bad + "\n"
        )
        sys.stdout.flush()
    return int(slow > 0)


if __name__ == "__main__":
    raise SystemExit(main())
