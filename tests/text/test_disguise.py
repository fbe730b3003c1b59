"""What is seen through, what is left alone, what is noted, and that every character keeps its place."""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mtdetect
from mtdetect.results.report import Note
from mtdetect.text.disguises.edits import TextEdit, apply
from mtdetect.text.disguises.known_words import KnownWords
from mtdetect.text.disguises.lookalikes import INVISIBLE
from mtdetect.text.disguises.unmask import MOST_PLACES, unmask
from mtdetect.text.view import View
from tests.disguises import DISGUISES, NOTES, joined
from tests.places import CASES

TEXTS = [
    json.loads(line)["text"] for line in (CASES / "human.jsonl").read_text(encoding="utf-8").splitlines()
]
COMMON = frozenset("a and as at be by he i in is it my no of on or so the to up us was we you".split())
WORDS = frozenset(word.strip(".,;:!?()\"'") for text in TEXTS for word in text.lower().split()) | COMMON
# Heavily spaced letters without gaps between words leave word boundaries to guesses.
SEEN_THROUGH = sorted(set(NOTES) - {"spaced_tight", "everything"})

GENEROUS = KnownWords.from_zipf(
    {word: 7.0 if word in COMMON else 4.6 for word in {*WORDS, "o'clock", "good"}}
)

# What each trick is made of, and what people write, beside plain letters.
TRICKY = "ab e13 .-'\u200b\xad\u202e\u0301\u0336éаоορｗ𝐰ᴡﬁâ€™Ã©’“\xa0\u3000\u3164😀\ufe0f@$"
tricky_texts = st.one_of(st.text(), st.text(st.sampled_from(TRICKY), max_size=40))


INVISIBLE_CHAR = re.compile(f"[{INVISIBLE}]")
KNOWN = KnownWords.from_zipf({word: 7.0 if word in COMMON else 4.6 for word in WORDS})


def seen(text: str) -> View:
    return unmask(View(text), KNOWN)


def names(text: str) -> list[str]:
    return [note.name for note in seen(text).notes]


@pytest.mark.parametrize(
    ("disguised", "plain", "note"),
    [
        ("the plan\u200bs of the cou\u2060ncil", "the plans of the council", "zero_width"),
        ("the pla\xadn\xads", "the plans", "soft_hyphens"),
        ("the \u202dplans\u202c", "the plans", "bidi_controls"),
        ("the plаns of the cоuncil", "the plans of the council", "homoglyphs"),
        ("the cοuncil", "the council", "homoglyphs"),
        ("the ｐｌａｎｓ", "the plans", "homoglyphs"),
        ("the 𝐩𝐥𝐚𝐧𝐬", "the plans", "homoglyphs"),
        ("the ᴘʟᴀɴs", "the plans", "homoglyphs"),
        ("the p̴l̴ans", "the plans", "combining_marks"),
        ("the c o u n c i l met", "the council met", "spaced_letters"),
        ("t h e   c o u n c i l   m a d e   p l a n s", "the   council   made   plans", "spaced_letters"),
        ("the c.o.u.n.c.i.l met", "the council met", "spaced_letters"),
        ("a c o u n c i l met", "a council met", "spaced_letters"),
        ("the councilâ€™s plans", "the council's plans", "mojibake"),
        ("the councilâ\x80\x99s plans", "the council's plans", "mojibake"),
        ("the councilÃ¢â‚¬â„¢s plans", "the council's plans", "mojibake"),
        ("the council‚Äôs plans", "the council's plans", "mojibake"),
    ],
)
def test_disguises_are_seen_through_and_noted(disguised: str, plain: str, note: str) -> None:
    assert seen(disguised).text == plain
    assert note in names(disguised)


@pytest.mark.parametrize(
    "text",
    [
        "He met J. R. R. Harlow and the U.S. envoy at 9 a.m. in plan B.",
        "Points a b c and A, B, C; x - y - z; vitamins A D E K.",
        "The 4th, the 22nd, the 90s, B2B, mp3, covid19, 5km, 3D, G20, H2O, a11y and PS5.",
        "Write to plans4u@example.com or see example.com/p1ans and #c0uncil.",
        "It cost $5m (€4m), or A$7m; results[3] and plans2 are in section 4a.",
        "The Москва river, the word «сосна», and the city of Αθήνα with λόγος.",
        "Let α be 5 μm, and x̄ the mean of 𝑥 and ŷ.",
        "The C.E.O.s of 3 firms changed the H1s.",
        "A family 👩‍👩‍👧 with a ❤️ and the flag 🏴󠁧󠁢󠁳󠁣󠁴󠁿.",
        "می‌خواهم is Persian, and its joiner stays.",
        "Müller, García and Dvořák had coöperated.",
    ],
)
def test_what_people_write_is_left_alone(text: str) -> None:
    assert seen(text).text == text
    assert not seen(text).notes


@pytest.mark.parametrize("word", ["café", "naïve", "résumé", "Müller", "façade", "Łódź"])
def test_accents_keep_their_meaning_in_either_form(word: str) -> None:
    decomposed = unicodedata.normalize("NFD", f"the {word} was")
    assert seen(decomposed).text == f"the {word} was"
    assert not seen(decomposed).notes


@pytest.mark.parametrize(
    "text", ["“It’s so‑called,” he said", "no\xa0break\u2009here", "ﬁrst plan", "long\xadest"]
)
def test_typography_leaves_no_note(text: str) -> None:
    assert not seen(text).notes


def test_quotes_hyphens_and_ligatures_are_made_plain() -> None:
    assert seen("“It’s ﬁne,” a so‑called").text == '"It\'s fine," a so-called'


def test_digits_and_signs_for_letters_are_left_as_they_are() -> None:
    text = "Th3 kn1ght t00k c4, and the $chool g0t 4 b00ks."
    assert seen(text).text == text
    assert not seen(text).notes


def seen_by_model(text: str) -> str:
    return unmask(View(text), mtdetect.load()._words).text


def test_evenly_spaced_words_are_told_apart() -> None:
    text = "T h e y w a i t e d f o r a l o t o f h o u s e s i n L e e d s, then left"
    assert seen_by_model(text) == "They waited for a lot of houses in Leeds, then left"


def test_evenly_spaced_endings_and_numbers_keep_to_their_words() -> None:
    text = "W e'l l s e e w h a t t h e y s a i d on the 14t h o f J u n e i n t h e D N A r e p o r t."
    assert seen_by_model(text) == "We'll see what they said on the 14th of June in the DNA report."


def test_offsets_lead_from_the_words_seen_to_those_written() -> None:
    text = "the pl\u200bаn\u200b\u200bs met"
    view = seen(text)
    start = view.text.index("plans")
    assert text[slice(*view.source(start, start + 5))] == "pl\u200bаn\u200b\u200bs"
    assert not view.is_interrupted(0, len(view.text))


def test_notes_name_the_first_places_and_count_all() -> None:
    text = "pl\u200ban " * (MOST_PLACES + 5)
    (note,) = seen(text).notes
    assert (note.name, note.count, len(note.places)) == ("zero_width", MOST_PLACES + 5, MOST_PLACES)
    assert text[slice(*note.places[1])] == "\u200b"
    assert note.places[1] == (8, 9)


def test_notes_of_the_view_are_kept() -> None:
    before = Note("other", 2, ((0, 1),))
    assert unmask(View("the plans", notes=(before,)), KNOWN).notes[0] == before


@pytest.mark.parametrize("rate", [0.1, 0.9])
@pytest.mark.parametrize("kind", SEEN_THROUGH)
def test_every_disguise_of_prose_is_undone(kind: str, rate: float) -> None:
    wrong = total = 0
    for at, text in enumerate(TEXTS[:20]):
        pieces = DISGUISES[kind](text, rate, Random(at))
        expected, got = seen(text).text.split(), seen(joined(pieces)[0]).text.split()
        wrong += len(set(expected) ^ set(got))
        total += len(expected)
    assert wrong <= 0.01 * total


@pytest.mark.parametrize("kind", sorted(NOTES))
def test_every_trick_is_noted_by_its_name(kind: str) -> None:
    for at, text in enumerate(TEXTS[:20]):
        disguised, _ = joined(DISGUISES[kind](text, 0.9, Random(at)))
        if disguised != text:
            assert NOTES[kind] in names(disguised)


def test_plain_prose_is_neither_changed_nor_noted() -> None:
    for text in TEXTS:
        if text.isascii():
            view = View(text)
            assert unmask(view, KNOWN) is view


@given(tricky_texts)
def test_any_string_is_accepted_and_its_offsets_ascend_inside_it(text: str) -> None:
    view = seen(text)
    if view.start is None or view.end is None:
        assert len(view.text) == len(text)
        return
    assert len(view.start) == len(view.end) == len(view.text)
    starts, ends = view.start.tolist(), view.end.tolist()
    assert starts == sorted(starts)
    assert ends == sorted(ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(starts, ends, strict=True))


@given(tricky_texts)
def test_what_was_seen_is_seen_again(text: str) -> None:
    once = seen(text).text
    assert seen(once).text == once


@given(tricky_texts)
def test_places_of_notes_are_in_the_source(text: str) -> None:
    for note in seen(text).notes:
        assert note.count >= len(note.places)
        assert all(0 <= start < end <= len(text) for start, end in note.places)


@given(st.text(st.sampled_from("abc ")), st.lists(st.tuples(st.integers(0, 9), st.text("xy", max_size=3))))
def test_applying_edits_keeps_the_place_of_every_untouched_character(
    text: str, wanted: list[tuple[int, str]]
) -> None:
    edits = [TextEdit(at, at + 1, new) for at, new in sorted(dict(wanted).items()) if at < len(text)]
    changed, start, end = apply(text, edits)
    kept = [at for at in range(len(changed)) if changed[at] not in "xy"]
    # What was deleted belongs to a neighbour, on its left or on its right.
    assert all(changed[at] in text[start[at] : end[at]] for at in kept)
    assert len(kept) == len(text) - len(edits)


def test_what_shows_nothing_is_known_by_its_unicode_category() -> None:
    shown = {"\t", "\n", "\v", "\f", "\r", "\x1c", "\x1d", "\x1e", "\x1f", "\x85"}
    for code in range(sys.maxunicode + 1):
        char = chr(code)
        nothing = unicodedata.category(char) in {"Cc", "Cf", "Co"} or code & 0xFFFE == 0xFFFE
        nothing |= 0xFDD0 <= code <= 0xFDEF
        if nothing and char not in shown:
            assert INVISIBLE_CHAR.match(char), f"U+{code:04X} {unicodedata.category(char)}"
        elif unicodedata.category(char) in {"Lu", "Ll", "Lt", "Nd", "Zs", "Po", "Sm", "Sc"}:
            assert not INVISIBLE_CHAR.match(char), f"U+{code:04X}"


PROSE = (
    "The council would not settle the matter before the spring, so the old bridge stayed closed to traffic."
)
SIGNED = [("*", 2), ("·", 3), ("’", 4), ("\\", 3), ("|", 4), ("\u2009", 3), ("_", 4), ("-", 3), ("\u3164", 4)]


@pytest.mark.parametrize(("sign", "at"), SIGNED)
def test_signs_inside_words_are_taken_out_and_noted(sign: str, at: int) -> None:
    words = [word[:at] + sign + word[at:] if len(word) > at + 2 else word for word in PROSE.split()]
    view = unmask(View(" ".join(words)), mtdetect.load()._words)
    assert view.text == PROSE
    assert view.notes
    assert view.source(4, 11) == (4, 12)  # "council", and the sign in it


@pytest.mark.parametrize("gap", ["_", "·", " 🎉 ", "camel"])
def test_words_that_signs_or_capitals_part_are_parted_by_spaces(gap: str) -> None:
    if gap == "camel":
        text = re.sub("(?<=[a-z]) ([a-z])", lambda match: match[1].upper(), PROSE)
    else:
        text = PROSE.replace(" ", gap)
    view = unmask(View(text), mtdetect.load()._words)
    assert view.text.lower() == PROSE.lower()
    assert [note.name for note in view.notes] == ["inserted_signs"]


def test_words_that_a_space_cuts_are_joined_without_a_note() -> None:
    cut = PROSE.replace("council", "coun cil").replace("matter", "mat ter").replace("bridge", "brid ge")
    cut = cut.replace("traffic", "traf fic").replace("spring", "spr ing")
    view = unmask(View(cut), mtdetect.load()._words)
    assert view.text == PROSE
    assert not view.notes


@pytest.mark.parametrize(
    "text",
    [
        "His well-known father-in-law, an ex-minister, re-read the pre-war e-mail and/or the co-op's notes.",
        "It's o'clock, isn't it? They'd've gone; rock'n'roll and the '90s are over, y'all.",
        "Set max_line_length and then read_file in the config_file as it is; see foo_bar and my_own_name.",
        "JavaScript, YouTube and PowerPoint beat WordPerfect at McDonald's, said MacArthur of eBay.",
        "We met in Diyarbakır 🎉 and had a great time 😀 with Nguyễn and Þórður on the Plaça de Catalunya.",
        "Press ctrl+c or A|B; 5*x = 3/4, so a\\b and c^2 stay as they are ~ roughly.",
    ],
)
def test_signs_that_writers_use_are_left_alone(text: str) -> None:
    view = unmask(View(text), mtdetect.load()._words)
    assert view.text == text
    assert not view.notes
