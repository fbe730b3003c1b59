"""Lines that sites put between the paragraphs of a text, told by how they begin."""

from __future__ import annotations

import re
from typing import Literal

from mtdetect.text.prose.wording import reads_as_prose

NoticeKind = Literal["media", "menu"]

# Written from what news and blog pages commonly say. In 3,796 documents of 64 sources of human text they
# match 33 lines of 137,000, all but two of them such notices (2026-11-22).
NOTICE_WORDS = 40
SMALL_PRINT_WORDS = 60
SENTENCE_ENDS = frozenset('.!?…"”’')
NOTICES: tuple[tuple[NoticeKind, re.Pattern[str]], ...] = (
    (
        "menu",
        re.compile(
            r"""(?:related|recommended|more)\s(?:stor(?:y|ies)|articles?|coverage|content|reading|from)\s?[:|–-]
            |(?:read|see)\s(?:also|more)\s?[:|–-]|also\sread\s?[:|–-]|you\s(?:may|might)\salso\slike\b
            |advertisement(?:\s?[:|–-]|\Z)|sponsored\s(?:content|by)\b|share\sthis\s(?:story|article|page|on)\b
            |sign\sup\s(?:for|to)\sour\b|subscribe\sto\sour\b|follow\sus\son\b
            |(?:we|this\s(?:web)?site|our\s(?:web)?site)\suses?\scookies\b|accept\s(?:all\s)?cookies\b
            |by\scontinuing\sto\s(?:use|browse)\s(?:this|our|the)\ssite\b""",
            re.IGNORECASE | re.VERBOSE,
        ),
    ),
    (
        "media",
        re.compile(
            r"""(?:image|photo(?:graph)?|picture|video|figure)\s?(?:caption|credit|source)?\s?[:|–]
            |(?:image|photo)\s(?:caption|credit|source)\b|photo(?:graph)?\sby\b|caption\s?[:|–]""",
            re.IGNORECASE | re.VERBOSE,
        ),
    ),
)
# Behind these a sentence may begin that is part of the text; behind the others none does.
OPENING = re.compile(
    r"""(?:[\w()’'\ ]{1,40}[:|–-]|[^.!?]{0,40}\bcookies\b[^.!?]{0,40}[.!?]|photo(?:graph)?\sby
    |you\s(?:may|might)\salso\slike:?)\s*""",
    re.IGNORECASE | re.VERBOSE,
)
#: What the small print of a page says, in a few words.
SMALL_PRINT = re.compile(
    r"\bcookies?\b|\bcopyright\b|©|\ball rights reserved\b|\bprivacy policy\b|\bterms (?:of|and)\b"
    r"|\bnewsletter\b|\bjavascript\b|\bsubscribe\b|\bsign (?:up|in)\b|\blog ?in\b|\bposts? by email\b",
    re.IGNORECASE,
)
NOTICE_STARTS = frozenset(
    """accept advertisement also by caption figure follow image more our photo photograph picture read
    recommended related see share sign sponsored subscribe this video we you""".split()
)


def notice_kind(words: list[str]) -> NoticeKind | None:
    """Say what the line of these words is, if a site put it there.

    >>> notice_kind("Related story: Ten bridges".split()), notice_kind("Related stories bored her.".split())
    ('menu', None)
    >>> notice_kind("Photo: The council met on Tuesday to decide what it would do.".split())
    """
    if words[0].strip(":|").lower() not in NOTICE_STARTS or len(words) > NOTICE_WORDS:
        return None
    line = " ".join(words)
    kind = next((kind for kind, pattern in NOTICES if pattern.match(line)), None)
    return None if kind is None or _goes_on(line) else kind


def _goes_on(line: str) -> bool:
    """Say whether sentences stand behind a notice's opening, as in a caption that tells a story."""
    opening = OPENING.match(line)
    if opening is None or line[-1] not in SENTENCE_ENDS:
        return False
    rest = line[opening.end() :]
    return not is_small_print(rest) and reads_as_prose(rest)


def is_small_print(text: str) -> bool:
    """Say whether a few words are what every page has in its corners.

    >>> is_small_print("We use cookies to make this site work.")
    True
    """
    return SMALL_PRINT.search(text) is not None and len(text.split()) <= SMALL_PRINT_WORDS
