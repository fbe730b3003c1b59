"""Two texts in HTML, side by side: rows of a table, with a mark on either side of each difference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from markupsafe import Markup

from mtdetect.render.differences import suspected
from mtdetect.render.html.markup import join, line
from mtdetect.render.html.overlay import Overlay
from mtdetect.render.html.side_layout import Origin, Piece, Place, SideRow, rows
from mtdetect.render.html.text import mark_up, paint
from mtdetect.results.comparison import Comparison, Substitution

MOST_WHOLE = 200_000
"""Characters of both texts; of longer ones, only what is around differences is there."""

MOST_CHARS = 1_000_000
"""Characters of the rows; what follows them is left out and counted."""

MOST_TOLD = 200
"""Characters that are told of the other side."""

Paint = Callable[[int, int], Markup]


def lay_side_by_side(comparison: Comparison, name: str) -> Markup:
    """Return a table of two columns, the original and the suspect, aligned by paragraphs and long sentences.

    ``name`` begins the ids of what is told, and must be of no other text on the page.
    """
    painter = _SidePainter(comparison, name)
    parts: list[Markup] = []
    left, reached = MOST_CHARS, 0
    for row in rows(comparison):
        html = painter.origin(row) if isinstance(row, Origin) else painter.row(row)
        if (left := left - len(html)) < 0:
            parts.append(_left_out(comparison, reached))
            break
        parts.append(html)
        reached = reached if isinstance(row, Origin) else row.pieces[-1].suspect[1]
    return Markup(
        "<table class=sides><thead><tr><th scope=col>Original</th><th scope=col>Suspect</th></tr></thead>"
        '<tbody lang="">{}</tbody></table>'
    ).format(join(parts))


def _left_out(comparison: Comparison, reached: int) -> Markup:
    rest = len(comparison.suspect) - reached
    there = sum(one.suspect_start >= reached for one in comparison.substitutions)
    return _ACROSS.format(
        "fold",
        f"\u2026 {rest:,} further characters of the suspect, with {there:,} differences, left out. "
        f"Compare the texts in parts to see them.",
    )


_ACROSS = Markup("<tr class={} lang=en><td colspan=2 class=across>{}</td></tr>")
_PAIR = Markup("<td dir=auto>{}</td><td dir=auto>{}</td>")


@dataclass(frozen=True, slots=True)
class _Difference:
    """Hold a substitution, as one of the two sides shows it."""

    one: Substitution
    side: str  # "a" for the original, "b" for the suspect

    @property
    def tone(self) -> str:
        here = self.one.original if self.side == "a" else self.one.suspect
        empty = "" if here.strip() else "blank" if here else "gap"
        return " ".join(filter(None, (self.one.kind, suspected(self.one), self.side, empty)))

    @property
    def hint(self) -> Markup:
        return Markup("")  # a printed page has the other side beside it

    @property
    def told(self) -> Markup:
        there, where = (self.one.suspect, "suspect") if self.side == "a" else (self.one.original, "original")
        told = Markup("<b>{}</b><span>In the {}: <bdi>{}</bdi></span>").format(
            self.one.kind.capitalize(), where, _told(there)
        )
        return told + _JUDGED[suspected(self.one)]


_JUDGED = {
    "": Markup(""),
    "suspected": Markup("<i>mtdetect suspected it by itself</i>"),
    "suggested": Markup("<i>mtdetect suspected it by itself, and proposed the original's words</i>"),
}


def _told(text: str) -> Markup:
    if not text:
        return Markup("nothing")
    return Markup("spacing") if text.isspace() else line(text, MOST_TOLD)


@dataclass(slots=True)
class _SidePainter:
    """Turn rows into HTML."""

    comparison: Comparison
    name: str
    _overlays: dict[str, Overlay] = field(init=False)
    _met: set[int] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        report = self.comparison.report
        self._overlays = {
            "a": Overlay([], self.comparison.skipped),
            "b": Overlay([], report.skipped, report.notes),
        }

    def origin(self, origin: Origin) -> Markup:
        """Say that a passage stood here."""
        begin, end = origin.passage.original_start, origin.passage.original_end
        words = line(self.comparison.original[begin:end].strip(), MOST_TOLD // 2)
        return Markup(
            "<tr class=origin><td><span class=sign lang=en>\u21c5 moved from here:</span> <bdi>{}</bdi></td>"
            "<td></td></tr>"
        ).format(words)

    def row(self, row: SideRow) -> Markup:
        if row.folded:
            return self._fold(row.pieces[0])
        pair = self._pair(row.pieces)
        if not row.moved:
            return Markup("<tr>{}</tr>").format(pair)
        label = _ACROSS.format("moving", _MOVED) if row.opens else Markup("")
        return label + Markup("<tr class=moved>{}</tr>").format(pair)

    def _pair(self, pieces: tuple[Piece, ...]) -> Markup:
        left, right = (join([self._piece(one, side) for one in pieces]) for side in "ab")
        for one in pieces:
            self._met |= set() if one.change is None else {one.change}
        return _PAIR.format(left, right)

    def _fold(self, piece: Piece) -> Markup:
        what = (
            "without differences"
            if piece.change is None
            else self.comparison.substitutions[piece.change].kind
        )
        label = f"\u2026 {piece.size:,} characters {what}"
        if len(self.comparison.original) + len(self.comparison.suspect) > MOST_WHOLE:
            return _ACROSS.format("fold", f"{label}, left out")
        return _ACROSS.format(
            "fold",
            Markup(
                "<details><summary>{}</summary><table class=sides role=presentation>"
                '<tbody lang=""><tr>{}</tr></tbody></table></details>'
            ).format(label, self._pair((piece,))),
        )

    def _piece(self, piece: Piece, side: str) -> Markup:
        words = self._words(piece.original if side == "a" else piece.suspect, side)
        if piece.change is None:
            return words
        difference = _Difference(self.comparison.substitutions[piece.change], side)
        if piece.change in self._met:  # a long one goes on here
            return Markup('<mark class="{}">{}</mark>').format(difference.tone, words)
        return mark_up(difference, words, f"{self.name}-{piece.change}{side}")

    def _words(self, place: Place, side: str) -> Markup:
        text = self.comparison.original if side == "a" else self.comparison.suspect
        return join([paint(text, run) for run in self._overlays[side].runs(*place)])


_MOVED = Markup("<span class=sign>\u21c5 moved: in the original, this passage stands elsewhere</span>")
