"""LaTeX and wiki markup, pasted as plain text: commands, notes and links around the prose."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtdetect.results.report import SkippedKind
from mtdetect.text.prose.region import Region

# Two commands with an argument, or a document's beginning, tell LaTeX; two links or a heading tell a wiki.
COMMAND = re.compile(
    r"\\(?:begin|end|section|subsection|documentclass|usepackage|cite[pt]?|ref|emph|textbf|label)\b"
)
FEWEST_COMMANDS = 2
PREAMBLE = re.compile(r"\\documentclass.{0,20000}?\\begin\{document\}", re.DOTALL)
ENVIRONMENTS = (
    "align alignat array bmatrix displaymath eqnarray equation figure gather lstlisting math matrix minted "
    "multline pmatrix table tabular tabularx thebibliography tikzpicture verbatim"
).split()
ENVIRONMENT_EDGE = re.compile(rf"\\(begin|end)\{{({'|'.join(ENVIRONMENTS)})\*?\}}")
OPTION = r"\*?(?:\[[^\]\n]{0,200}\]){0,2}"
ARGUMENT = r"\{[^{}]{0,300}\}"
REFERRING = r"(?:auto|eq|c|C|v|page)?(?:ref|cite\w{0,6}|label|index|footnotemark)"
DECLARING = (
    "begin|end|input|include|includegraphics|bibliography|bibliographystyle|usepackage|documentclass|vspace|hspace"
    "|pagestyle|newcommand|author|date"
)
PARTING = (
    r"part|chapter|(?:sub){0,2}section|paragraph|title|caption|footnote|item\b|maketitle|tableofcontents|noindent"
    r"|par\b|bigskip|medskip|centering|clearpage|newpage|\\"
)
# Each kind of mark, and whether the words on both sides of it are neighbours.
LATEX: tuple[tuple[SkippedKind, bool, re.Pattern[str]], ...] = (
    ("hidden", True, re.compile(r"(?<!\\)%[^\n]{0,2000}\n?")),
    ("code", False, re.compile(r"\$\$[^$]{1,2000}\$\$|\\\[.{1,2000}?\\\]", re.DOTALL)),
    ("code", False, re.compile(r"(?<!\\)\$[^$\n]{1,200}\$")),
    ("markup", True, re.compile(rf"[ ~]?\\{REFERRING}{OPTION}{ARGUMENT}")),
    ("markup", False, re.compile(rf"\\(?:{DECLARING}){OPTION}{ARGUMENT}")),
    ("markup", False, re.compile(rf"\\(?:{PARTING}){OPTION}\{{?")),
    ("markup", True, re.compile(rf"\\[a-zA-Z]{{1,30}}{OPTION}\{{?|\}}")),
    ("markup", True, re.compile(r"\\(?=[&%$#_{}])|~")),
)

WIKI_LINK = re.compile(r"\[\[[^\[\]\n]{1,300}\]\]")
WIKI_HEADING = re.compile(r"^(={2,6})[^=\n]{1,200}\1\s*$", re.MULTILINE)
FEWEST_LINKS = 2
TEMPLATE_EDGE = re.compile(r"\{\{|\}\}|\{\||\|\}")
LONGEST_TEMPLATE = 20_000
INNER_LINK = r"\[\[[^\[\]\n]{0,200}\]\]"
WIKI: tuple[tuple[SkippedKind, bool, re.Pattern[str]], ...] = (
    ("markup", True, re.compile(r"<ref\b[^<>]{0,300}/>", re.IGNORECASE)),
    ("markup", True, re.compile(r"<ref\b[^<>]{0,300}>.{0,3000}?</ref>", re.DOTALL | re.IGNORECASE)),
    (
        "media",
        False,
        re.compile(
            rf"\[\[(?:File|Image|Category):[^\[\]\n]{{0,500}}(?:{INNER_LINK}[^\[\]\n]{{0,500}}){{0,5}}\]\]"
        ),
    ),
    ("markup", True, re.compile(r"\[\[(?:[^\[\]|\n]{1,200}\|)?(?=[^\[\]\n]{1,200}\]\])|\]\]")),
    ("markup", True, re.compile(r"'{2,5}")),
    ("markup", True, re.compile(r"\[https?://[^\s\[\]]{1,500}|(?<=[\w.])\](?!\])")),
    ("markup", False, re.compile(r"^={2,6}|={2,6}\s*$|^[*#:;]{1,4}(?=\s)", re.MULTILINE)),
)


def find_latex(text: str) -> Iterator[Region]:
    r"""Find what is not prose of a LaTeX document or a part of one.

    >>> text = r"It \emph{fell}~\cite{b}. It \textbf{rose}."
    >>> sorted({text[start:end] for start, end, *_ in find_latex(text)})
    ['\\cite{', '\\emph{', '\\textbf{', '}', '~', '~\\cite{b}']
    """
    if "\\" not in text or not _has(COMMAND, text, FEWEST_COMMANDS):
        return
    preamble = PREAMBLE.match(text, len(text) - len(text.lstrip()))
    if preamble:
        yield Region(*preamble.span(), "markup")
    yield from _environments(text)
    yield from _found(LATEX, text)


def _environments(text: str) -> Iterator[Region]:
    opened: list[tuple[str, int]] = []
    for edge in ENVIRONMENT_EDGE.finditer(text):
        if edge[1] == "begin":
            opened.append((edge[2], edge.start()))
        elif opened and opened[-1][0] == edge[2]:
            yield Region(opened.pop()[1], edge.end(), "code")


def find_wiki(text: str) -> Iterator[Region]:
    """Find what is not prose of a wiki's source."""
    if not _is_wiki(text):
        return
    opened: list[int] = []
    for edge in TEMPLATE_EDGE.finditer(text):
        if edge.group() in {"{{", "{|"}:
            opened.append(edge.start())
        elif opened:
            start = opened.pop()
            if edge.end() - start <= LONGEST_TEMPLATE:
                yield Region(
                    start, edge.end(), "data" if edge.group() == "}}" else "table", edge.group() == "}}"
                )
    yield from _found(WIKI, text)


def _is_wiki(text: str) -> bool:
    if "[[" in text and _has(WIKI_LINK, text, FEWEST_LINKS):
        return True
    return "==" in text and ("{{" in text or "'''" in text) and _has(WIKI_HEADING, text, 1)


def _has(pattern: re.Pattern[str], text: str, fewest: int) -> bool:
    return sum(1 for _, _ in zip(pattern.finditer(text), range(fewest), strict=False)) >= fewest


def _found(patterns: tuple[tuple[SkippedKind, bool, re.Pattern[str]], ...], text: str) -> Iterator[Region]:
    for kind, inside, pattern in patterns:
        for match in pattern.finditer(text):
            if match.group():
                yield Region(*match.span(), kind, inside)
