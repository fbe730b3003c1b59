"""What a suggestion must never change: numbers, units, dates, currencies, and whether something is denied."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"\d+|[^\W\d_]+(?:['’][^\W\d_]+)*")
_NUMBERS = """
0 zero | 1 one once | 2 two twice | 3 three thrice | 4 four | 5 five | 6 six | 7 seven | 8 eight
9 nine | 10 ten | 11 eleven | 12 twelve | 13 thirteen | 14 fourteen | 15 fifteen | 16 sixteen
17 seventeen | 18 eighteen | 19 nineteen | 20 twenty | 30 thirty | 40 forty fourty | 50 fifty
60 sixty | 70 seventy | 80 eighty | 90 ninety | dozen dozens | hundred hundreds | thousand thousands
million millions | billion billions bn | trillion trillions | half halves | double doubled
triple tripled
"""
_DENIALS = """
not no never none nor neither nobody nothing nowhere cannot can't don't doesn't didn't isn't aren't
wasn't weren't won't wouldn't couldn't shouldn't hasn't haven't hadn't hardly
"""
_UNITS = """
second seconds sec secs | minute minutes min mins | hour hours hr hrs | day days | week weeks
fortnight fortnights | month months | quarter quarters | year years yr yrs | decade decades
century centuries | monday mondays | tuesday tuesdays | wednesday wednesdays | thursday thursdays
friday fridays | saturday saturdays | sunday sundays | january jan | february feb | march
april apr | may | june jun | july jul | august aug | september sept sep | october oct | november nov
december dec | yesterday | today | tomorrow | dollar dollars buck bucks usd | cent cents
euro euros eur | pound pounds gbp lb lbs | yen | rupee rupees | yuan renminbi | franc francs
peso pesos | ruble rubles rouble roubles | percent per-cent
millimetre millimetres millimeter millimeters mm | centimetre centimetres centimeter centimeters cm
metre metres meter meters | kilometre kilometres kilometer kilometers km | mile miles | yard yards
foot feet ft | inch inches | gram grams gramme grammes | kilogram kilograms kilo kilos kg
tonne tonnes ton tons | ounce ounces oz | litre litres liter liters | gallon gallons | pint pints
acre acres | hectare hectares | degree degrees | celsius | fahrenheit | volt volts | watt watts
kilowatt kilowatts | megawatt megawatts | north northern | south southern | east eastern
west western
"""


def _classes(text: str) -> dict[str, str]:
    groups = [group.split() for group in re.split(r"[|\n]", text) if group.strip()]
    return {word: words[0] for words in groups for word in words}


_STRICT = _classes(_NUMBERS) | dict.fromkeys(_DENIALS.split(), "not")
_LOOSE = _classes(_UNITS)


@lru_cache(maxsize=1 << 14)
def keeps_facts(stands: str, suggested: str) -> bool:
    """Say whether a suggestion may take the place of what stands there.

    Numbers and denials must stay as they are; a unit, a date or a currency must not become another.

    >>> keeps_facts("billion", "million"), keeps_facts("weeks", "years"), keeps_facts("not", "also")
    (False, False, False)
    >>> keeps_facts("2", "two"), keeps_facts("yrs", "years"), keeps_facts("second", "moment")
    (True, True, True)
    >>> keeps_facts("right", "not right")
    False
    """
    (strict, loose), (new_strict, new_loose) = _facts(stands), _facts(suggested)
    return strict == new_strict and (not loose or not new_loose or loose == new_loose)


def _facts(text: str) -> tuple[list[str], list[str]]:
    """List the numbers and denials of a text, and its units, dates and currencies."""
    words = [word.replace("’", "'") for word in _WORD.findall(text.lower())]
    strict = sorted(_STRICT.get(word, word) for word in words if word in _STRICT or word.isdecimal())
    return strict, sorted(_LOOSE[word] for word in words if word in _LOOSE)
