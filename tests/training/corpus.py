"""A corpus of our own, small enough to train on in a test: sentences made from a few patterns."""

from __future__ import annotations

import json
import random
from pathlib import Path

MYTHES = """UTF-8
big|1
(adj)|large|huge|great
small|1
(adj)|little|tiny|minor
fast|1
(adj)|quick|rapid|swift
old|1
(adj)|aged|ancient|elderly
house|1
(noun)|home|dwelling|residence
road|1
(noun)|street|route|highway
child|1
(noun)|kid|youngster|minor
garden|1
(noun)|yard|plot|park
walk|1
(verb)|stroll|march|wander
see|1
(verb)|observe|notice|witness
help|1
(verb)|aid|assist|serve
begin|1
(verb)|start|commence|open
friend|1
(noun)|ally|companion|associate
answer|1
(noun)|reply|response|solution
"""
ADJECTIVES = ("big", "small", "fast", "old", "quiet", "green", "broken", "plain")
NOUNS = ("house", "road", "child", "garden", "friend", "answer", "river", "market", "kitchen", "train")
VERBS = ("walk", "see", "help", "begin", "like", "find", "leave", "follow")
PLACES = ("by the river", "in the morning", "after the meeting", "at the market", "near the station")


def sentence(rng: random.Random) -> str:
    """Make one plain sentence."""
    one, two = rng.sample(NOUNS, 2)
    adjective, other, verb = rng.choice(ADJECTIVES), rng.choice(ADJECTIVES), rng.choice(VERBS)
    patterns = (
        f"The {adjective} {one} is not far from the {other} {two} {rng.choice(PLACES)}.",
        f"We {verb} the {one} and the {two}, but nobody will {rng.choice(VERBS)} the {adjective} one.",
        f"They said that the {one} was {adjective}, and I {verb} it every day {rng.choice(PLACES)}.",
        f"If you {verb} this {two}, the {adjective} {one} may be {other} {rng.choice(PLACES)}.",
    )
    return rng.choice(patterns)


def document(rng: random.Random) -> str:
    """Make a document of some 150 words in two paragraphs."""
    paragraphs = (" ".join(sentence(rng) for _ in range(6)) for _ in range(2))
    return "\n\n".join(paragraphs)


def write_corpus(folder: Path, sources: int = 4, documents: int = 12) -> Path:
    """Write a corpus of several sources and return its folder."""
    folder.mkdir()
    for number in range(sources):
        rng = random.Random(f"source {number}")
        rows = [{"id": f"{number}-{i}", "text": document(rng), "register": "tales"} for i in range(documents)]
        path = folder / f"source{number}.jsonl"
        path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return folder
