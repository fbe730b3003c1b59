"""What a suggestion must never change: numbers, units, dates, currencies, and whether something is denied."""

from __future__ import annotations

import re
from dataclasses import dataclass
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
not no never ne'er none nor neither nobody nothing nowhere cannot can't don't doesn't didn't isn't
aren't wasn't weren't won't wouldn't couldn't shouldn't hasn't haven't hadn't n't
"""
#: Beside these a denial may come or go: "with no" is "without", "whether or not" is "whether".
_NEUTRAL = frozenset({"without", "whether"})
_UNITS = """
second seconds sec secs | minute minutes min mins | hour hours hr hrs | day days | week weeks
fortnight fortnights | month months | quarter quarters | year years yr yrs | decade decades
century centuries | monday mondays | tuesday tuesdays | wednesday wednesdays | thursday thursdays
friday fridays | saturday saturdays | sunday sundays | january jan | february feb | march
april apr | may | june jun | july jul | august aug | september sept sep | october oct | november nov
december dec | yesterday | today | tomorrow | dollar dollars buck bucks usd | cent cents
euro euros eur | pound pounds gbp lb lbs | yen | rupee rupees | yuan renminbi | franc francs
peso pesos | ruble rubles rouble roubles | percent
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


_NUMBER, _DENIAL, _UNIT = _classes(_NUMBERS), frozenset(_DENIALS.split()), _classes(_UNITS)
#: What two words in a row come to.
_TOGETHER = {
    ("60", "minute"): "hour",
    ("24", "hour"): "day",
    ("7", "day"): "week",
    ("14", "day"): "fortnight",
    ("12", "month"): "year",
    ("10", "year"): "decade",
    ("hundred", "year"): "century",
    ("thousand", "thousand"): "million",
    ("thousand", "million"): "billion",
    ("1", "hundred"): "hundred",
    ("1", "thousand"): "thousand",
    ("1", "million"): "million",
    ("1", "billion"): "billion",
}


@dataclass(frozen=True, slots=True)
class _Facts:
    """The numbers, the units, dates and currencies, and the denials of a wording."""

    numbers: list[str]
    units: list[str]
    denials: int
    is_neutral: bool
    has_more: bool  # words beside its numbers


@lru_cache(maxsize=1 << 14)
def keeps_facts(stands: str, suggested: str) -> bool:
    """Say whether a suggestion may take the place of what stands there.

    A number, a unit, a date or a currency must not become another one, a number by itself must stay, and what
    is denied must stay denied, and nothing else become so.

    >>> keeps_facts("billion", "million"), keeps_facts("weeks", "years"), keeps_facts("not", "also")
    (False, False, False)
    >>> keeps_facts("2", "two"), keeps_facts("seven days", "week"), keeps_facts("second", "moment")
    (True, True, True)
    >>> keeps_facts("nine", "club"), keeps_facts("one other", "another"), keeps_facts("with out", "without")
    (False, True, True)
    """
    old, new = _facts(stands), _facts(suggested)
    keeps_numbers = not old.numbers or old.numbers == new.numbers or (old.has_more and not new.numbers)
    keeps_units = not old.units or not new.units or old.units == new.units
    keeps_denials = old.denials == new.denials or old.is_neutral or new.is_neutral
    return keeps_numbers and keeps_units and keeps_denials


def _facts(text: str) -> _Facts:
    words = [word.replace("’", "'") for word in _WORD.findall(text.lower())]
    named: list[str] = []
    for word in words:
        name = _NUMBER.get(word) or _UNIT.get(word) or word
        while named and (named[-1], name) in _TOGETHER:
            name = _TOGETHER[named.pop(), name]
        named.append(name)
    numbers = sorted(name for name in named if name in _NUMBER or name.isdecimal())
    return _Facts(
        numbers,
        sorted(name for name in named if name in _UNIT),
        sum(word in _DENIAL for word in words),
        not _NEUTRAL.isdisjoint(words),
        len(numbers) < len(named),
    )
