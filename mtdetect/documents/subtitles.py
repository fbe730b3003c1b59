"""Subtitles (SubRip and WebVTT): the words that are spoken, without numbers, times and settings."""

from __future__ import annotations

import re

TIMES = re.compile(r"(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{3}\s*-->\s*(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{3}")
BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)\b|WEBVTT")
TAG = re.compile(r"<[^<>]{1,80}>|\{\\[^{}]{1,80}\}")
DASH = re.compile(r"^\s*[-–—]\s+")  # of a speaker


def spoken_words(text: str) -> str:
    r"""Join the lines of all cues.

    >>> cue = "1\n00:00:01,000 --> 00:00:02,500\n<i>He left</i>\nthe house.\n\n"
    >>> spoken_words(cue + "2\n00:03.000 --> 00:04.000\n- No.")
    'He left the house. No.'
    """
    said: list[str] = []
    for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = block.strip().split("\n")
        at = next((number for number, line in enumerate(lines) if TIMES.search(line)), None)
        if at is None and (BLOCK.match(lines[0]) or lines == [""]):
            continue
        for line in lines[0 if at is None else at + 1 :]:
            words = DASH.sub("", TAG.sub("", line)).strip()
            if words and words != (said[-1] if said else ""):  # captions that roll say each line twice
                said.append(words)
    return " ".join(said)
