"""The writer in haste of the benchmarks: words are left out, hardly any are put in, and chance is seeded."""

from __future__ import annotations

import random

import pytest

from benchmarks.telegraphic import RULES, SHORT, Haste, telegraphic

REPORT = """\
We were called to the mill on Tuesday at 0410. The gate had been left open, and a lorry that was parked in \
the yard had lost two of its wheels. He said that the watchman had heard nothing because the pump ran. \
It is not known who has the key.

There were no witnesses. They will be asked again, but she thinks that the cameras are broken."""


def words(text: str) -> list[str]:
    return [word.strip(".,:;").lower() for word in text.split()]


def always(*rules: str) -> Haste:
    return Haste(dict.fromkeys(rules, 1.0))


@pytest.mark.parametrize("seed", range(20))
def test_no_word_is_put_in_but_short_forms(seed: int) -> None:
    rng = random.Random(seed)
    left = iter(words(REPORT))
    for word in words(telegraphic(REPORT, Haste.draw(rng), rng)):
        # Each word is found further on in the report, as it stood or spelled out.
        assert any(word in (own, SHORT.get(own, own).strip(".")) for own in left), word


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("articles", "The dog bit an old man.", "Dog bit old man."),
        ("subjects", "She was asleep. I'll call.", "Asleep. Call."),
        ("subjects again", "Fell and she was hurt, but he ran.", "Fell and hurt, but ran."),
        ("verbs", "Door was forced, safe had been opened.", "Door forced, safe opened."),
        ("relatives", "A man who was seen there ran.", "A man seen there ran."),
        ("possessives", "Lost his hat and their map.", "Lost hat and map."),
        ("that", "Says that the door is shut.", "Says the door is shut."),
        ("of", "End of the road.", "End road."),
        ("prepositions", "Seen on Monday at 9.", "Seen Monday 9."),
        ("tails", "Left early, as nobody came. Rain.", "Left early. Rain."),
        ("joints", "Rain came, and the match ended.", "Rain came. The match ended."),
        ("short", "About two hours without food.", "approx. 2 hrs w/o food."),
    ],
)
def test_each_rule_leaves_out_what_it_says(rule: str, before: str, after: str) -> None:
    assert rule in RULES
    assert telegraphic(before, always(rule), random.Random(0)) == after
    assert telegraphic(before, always(), random.Random(0)) == before


def test_the_same_seed_gives_the_same_text_and_writers_differ() -> None:
    def write(seed: int) -> str:
        rng = random.Random(seed)
        return telegraphic(REPORT, Haste.draw(rng), rng)

    assert write(1) == write(1)
    assert len({write(seed) for seed in range(10)}) == 10
    assert all(len(words(write(seed))) < len(words(REPORT)) for seed in range(10))
