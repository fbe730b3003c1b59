"""What a page's styles hide: the cascade of style rules and attributes, as far as it takes text away.

Only a page's own rules are known: not those of other files, nor those in at-rules. In doubt, text is shown.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from turbohtml import Document, Element, SelectorSyntaxError
from turbohtml.convert import css_specificity
from turbohtml.cssom import StyleSheet

Declarations = Mapping[str, tuple[str, bool]]  # by property: the value, and whether it is important

# Each selector is looked for in the whole page, so that no more than these are.
MOST_RULES = 300
LONGEST_SHEET = 500_000  # characters
LONGEST_SELECTOR = 200
PROPERTIES = frozenset(
    """background background-color background-image clip clip-path color content-visibility display font
    font-size height left margin margin-left margin-right max-height opacity overflow padding padding-left
    padding-right position right text-indent top transform visibility white-space width""".split()
)
# A rule is worth applying if one of its values may hide, show or part text.
TELLING = re.compile(
    r"none|hidden|visible|inline|block|clip|rect|inset|scale|opacity|pre|-\d{3}|font(?:-size)?\s*:|color|background",
    re.IGNORECASE,
)
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)")
FAR = 400.0  # pixels: as far outside the page as whoever hides text puts it
PIXELS = {
    "px": 1.0,
    "em": 16.0,
    "rem": 16.0,
    "pt": 1.33,
    "vw": 12.0,
    "vh": 8.0,
    "%": 12.0,
    "in": 96.0,
    "cm": 38.0,
}
INLINE_DISPLAYS = frozenset("inline contents ruby".split())
GAP_PROPERTIES = ("margin", "margin-left", "margin-right", "padding", "padding-left", "padding-right")
COLOURS = {
    "white": (255, 255, 255),
    "black": (0, 0, 0),
    "red": (255, 0, 0),
    "green": (0, 128, 0),
    "blue": (0, 0, 255),
    "yellow": (255, 255, 0),
    "gray": (128, 128, 128),
    "grey": (128, 128, 128),
    "silver": (192, 192, 192),
    "ivory": (255, 255, 240),
    "snow": (255, 250, 250),
    "whitesmoke": (245, 245, 245),
}
NEAREST_COLOUR = 6  # of 255, in each of red, green and blue: what nobody sees apart

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Look:
    """Hold how the text of an element looks; its children take over what they do not change."""

    gone: bool = False  # it and all inside: not displayed, transparent, clipped or off the page
    invisible: bool = False  # what is inside may be made visible
    without_size: bool = False
    colour: Colour | None = None
    background: Colour | None = (255, 255, 255)  # none where it is not known
    keeps_lines: bool = False

    @property
    def hides_text(self) -> bool:
        """Whether nobody sees text that stands here."""
        blank = self.colour is not None and self.background is not None and near(self.colour, self.background)
        return self.gone or self.invisible or self.without_size or blank


def near(one: Colour, other: Colour) -> bool:
    """Say whether two colours look the same."""
    return all(abs(a - b) <= NEAREST_COLOUR for a, b in zip(one, other, strict=True))


class Styles:
    """The rules of a page, found for each of its elements."""

    def __init__(self, tree: Document) -> None:
        self._rules: dict[Element, list[tuple[tuple[int, int, int], Declarations]]] = defaultdict(list)
        sheets = tree.find_all("style")
        for rule, style in telling_rules(sheets):
            for specificity, elements in _matches(tree, rule):
                for element in elements:
                    self._rules[element].append((specificity, style))
        for found in self._rules.values():
            found.sort(key=lambda one: one[0])
        self.has_rules = bool(self._rules)
        #: Rules that are not known may set colours.
        self.are_all_known = not tree.select("link[rel~=stylesheet]")

    def of(self, element: Element, attributes: Mapping[str, object]) -> Mapping[str, str]:
        """Give what is declared for an element, the strongest of each property."""
        inline = attributes.get("style")
        own = inline_style(str(inline)) if inline else {}
        rules = self._rules.get(element) if self._rules else None
        if not rules:
            return {name: value for name, (value, _) in own.items()} if own else {}
        found: dict[str, tuple[str, bool]] = {}
        for declarations in (*(style for _, style in rules), own):
            for name, (value, important) in declarations.items():
                if important or not found.get(name, ("", False))[1]:
                    found[name] = value, important
        return {name: value for name, (value, _) in found.items()}


def telling_rules(sheets: Iterable[Element]) -> Iterable[tuple[str, Declarations]]:
    """Give the rules that may hide, show or part text: selector and declarations."""
    left, chars = MOST_RULES, LONGEST_SHEET
    for sheet in sheets:
        text = sheet.text
        chars -= len(text)
        if chars < 0:
            return
        for rule in StyleSheet(text).rules:
            css = rule.style.text
            if left and len(rule.selector_text) <= LONGEST_SELECTOR and TELLING.search(css):
                left -= 1
                yield rule.selector_text, inline_style(css)


def _matches(tree: Document, selectors: str) -> Iterable[tuple[tuple[int, int, int], list[Element]]]:
    """Give the elements of each selector in a list; what is no selector of elements has none."""
    for selector in selectors.split(","):
        if ":has" not in selector:
            try:
                yield css_specificity(selector)[0], tree.select(selector)
            except (SelectorSyntaxError, ValueError, IndexError):
                continue


@lru_cache(maxsize=2000)
def inline_style(style: str) -> Declarations:
    """Read declarations, those of `PROPERTIES` alone.

    >>> inline_style("Display: NONE !important; border: 0")
    {'display': ('none', True)}
    """
    found: dict[str, tuple[str, bool]] = {}
    for declaration in style[:4000].lower().split(";"):
        name, _, value = declaration.partition(":")
        if (name := name.strip()) in PROPERTIES:
            value, important, _ = value.partition("!important")
            found[name] = value.strip(), bool(important)
    return found


def change(look: Look, style: Mapping[str, str], *, knows_colours: bool) -> Look:
    """Give the look inside an element of this style."""
    return _changed(look, tuple(style.items()), knows_colours)


@lru_cache(maxsize=2000)
def _changed(look: Look, declared: tuple[tuple[str, str], ...], knows_colours: bool) -> Look:
    style = dict(declared)
    changes: dict[str, object] = {}
    if _takes_away(style):
        changes["gone"] = True
    if "visibility" in style:
        changes["invisible"] = style["visibility"] in {"hidden", "collapse"}
    if (size := _font_size(style)) is not None:
        changes["without_size"] = size == 0
    if "white-space" in style:
        changes["keeps_lines"] = style["white-space"].startswith("pre")
    if "color" in style:
        changes["colour"] = colour(style["color"]) if knows_colours or "background" in str(style) else None
    behind = style.get("background-color", style.get("background"))
    if behind is not None or "background-image" in style:
        known = colour(behind or "")
        changes["background"] = known if "background-image" not in style else None
        if behind in {"none", "transparent", "inherit", "initial", "unset"}:
            del changes["background"]
    return replace(look, **changes) if changes else look  # type: ignore[arg-type]


def _takes_away(style: Mapping[str, str]) -> bool:
    """Say whether an element of this style, and all inside, cannot be seen."""
    if style.get("display") == "none" or style.get("content-visibility") == "hidden":
        return True
    if "opacity" in style and length(style["opacity"]) == 0:
        return True
    if "scale(0" in style.get("transform", "") and "scale(0." not in style["transform"]:
        return True
    if (length(style.get("text-indent", "")) or 0) <= -FAR:
        return True
    if style.get("position") in {"absolute", "fixed"}:
        if any((length(style.get(side, "")) or 0) <= -FAR for side in ("left", "top", "right")):
            return True
        if _clips_all(style):
            return True
    flat = any(length(style.get(side, "")) == 0 for side in ("height", "width", "max-height"))
    return flat and style.get("overflow") in {"hidden", "clip"}


def _clips_all(style: Mapping[str, str]) -> bool:
    clip = style.get("clip", "") + style.get("clip-path", "")
    numbers = [float(number) for number in NUMBER.findall(clip)]
    if "rect" in clip:
        return max(map(abs, numbers), default=0) <= 1
    return "inset" in clip and max(numbers, default=0) >= 50


def _font_size(style: Mapping[str, str]) -> float | None:
    """Give a style's size of letters, if it says one; of a shorthand, that before the families' names."""
    value = style.get("font-size")
    if value is None and "font" in style:
        value = next((part for part in style["font"].split() if part[0].isdigit()), "")
    return length(value) if value else None


@lru_cache(maxsize=2000)
def length(value: str) -> float | None:
    """Give a length in pixels, more or less.

    >>> length("0"), length("-10em"), length("auto")
    (0.0, -160.0, None)
    """
    match = NUMBER.match(value)
    if match is None:
        return None
    unit = value[match.end() :].strip()
    return float(match.group()) * PIXELS.get(unit.split(" ")[0] if unit else "", 1.0)


@lru_cache(maxsize=500)
def colour(value: str) -> Colour | None:
    """Read a colour, if it is one of the usual kinds.

    >>> colour("#fff"), colour("rgb(1, 2, 3)"), colour("url(a.png)")
    ((255, 255, 255), (1, 2, 3), None)
    """
    value = value.strip()
    if value in COLOURS:
        return COLOURS[value]
    if value.startswith("#") and re.fullmatch(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", value):
        digits = value[1:] if len(value) == 7 else "".join(2 * digit for digit in value[1:])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    if value.startswith("rgb") and "%" not in value:
        numbers = [float(number) for number in NUMBER.findall(value)]
        if len(numbers) >= 3 and all(numbers[3:]):  # a colour of no opacity is none
            return int(numbers[0]), int(numbers[1]), int(numbers[2])
    return None


def shows_as_block(style: Mapping[str, str], *, by_name: bool) -> bool:
    """Say whether an element begins a line of its own."""
    display = style.get("display")
    if display is None or display == "none":
        return by_name
    return display.split(" ")[0] not in INLINE_DISPLAYS and not display.startswith("inline")


def leaves_gap(style: Mapping[str, str]) -> bool:
    """Say whether a style puts a gap beside what stands inside a line."""
    return not style.keys().isdisjoint(GAP_PROPERTIES) and any(
        NUMBER.search(style[name]) and _gap(style[name]) for name in GAP_PROPERTIES if name in style
    )


def _gap(value: str) -> bool:
    sides = [length(part) or 0 for part in value.split()]
    return max(sides[1::2] or sides, default=0) >= 2
