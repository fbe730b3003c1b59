"""How the scores of many documents are spread: counted as they come, drawn when all are known."""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup

from mtdetect.render.html.markup import join
from mtdetect.render.wording import count, percent, rate
from mtdetect.results.operating_points import OperatingPoints
from mtdetect.results.report import Report, Verdict

BINS = 20
HEIGHT = 100
STEP = 30  # of a bin, in the drawing's units
VERDICTS: tuple[Verdict, ...] = ("flagged", "clean", "abstain")
_KEY = Markup("<p>{}</p>").format(
    Markup(", ").join(
        Markup(
            '<svg class=key viewBox="0 0 12 8" aria-hidden=true>'
            "<rect class={} x=1 y=1 width=10 height=6 /></svg> {}"
        ).format(name, name)
        for name in VERDICTS
    )
)


@dataclass(slots=True)
class Histogram:
    """Count scores by bin and verdict, and remember which thresholds applied.

    >>> histogram = Histogram()
    >>> histogram.bins["clean"][3] = 2
    >>> histogram.tallest
    2
    """

    bins: dict[Verdict, list[int]] = field(default_factory=lambda: {name: [0] * BINS for name in VERDICTS})
    points: OperatingPoints | None = None

    def add(self, report: Report) -> None:
        """Count one report."""
        self.bins[report.verdict][min(int(BINS * report.score), BINS - 1)] += 1
        self.points = self.points or report.points

    @property
    def tallest(self) -> int:
        """Return the number of documents in the fullest bin."""
        return max(map(sum, zip(*self.bins.values(), strict=True)))

    def draw(self) -> Markup:
        """Return the picture, and the same in words and in a table."""
        return Markup(
            '<figure class=spread><svg viewBox="-8 -44 {} {}" role=img aria-label="{}">{}{}{}</svg>'
            "<figcaption>{}{}</figcaption>{}</figure>"
        ).format(
            BINS * STEP + 16,
            HEIGHT + 72,
            self._in_words(),
            join([self._column(at) for at in range(BINS)]),
            self._axis(),
            self._thresholds(),
            _KEY,
            "Scores of the documents. Dashed lines are the thresholds for the false-positive rates on top; "
            "the shade beside one is how far it differs with a document's length.",
            self._table(),
        )

    def _in_words(self) -> str:
        counts = ", ".join(f"{sum(self.bins[name]):,} {name}" for name in VERDICTS)
        return f"Histogram of scores, {counts}; the table below has the numbers"

    def _column(self, at: int) -> Markup:
        """Stack a bin's documents: flagged ones at the bottom."""
        parts, below = [], 0.0
        for name in VERDICTS:
            height = HEIGHT * self.bins[name][at] / max(self.tallest, 1)
            if height:
                below += height
                parts.append(
                    Markup('<rect class={} x={} y="{:.2f}" width={} height="{:.2f}" />').format(
                        name, at * STEP + 2, HEIGHT - below, STEP - 4, height
                    )
                )
        return join(parts)

    def _axis(self) -> Markup:
        width = BINS * STEP
        labels = [
            Markup("<text x={} y={} text-anchor={}>{}</text>").format(
                width * step // 4, HEIGHT + 20, anchor, f"{25 * step} %"
            )
            for step, anchor in enumerate(("start", "middle", "middle", "middle", "end"))
        ]
        return Markup("<line class=axis x1=0 x2={} y1={} y2={} />{}").format(
            width, HEIGHT, HEIGHT, join(labels)
        )

    def _thresholds(self) -> Markup:
        """Mark where documents are flagged at each rate; labels that would touch stand at two heights."""
        parts, last, y = [], float("-inf"), -4
        for target, low, high in self._ranges():
            x, wide = low * BINS * STEP, (high - low) * BINS * STEP
            y = -24 if x - last < 2 * STEP and y == -4 else -4
            parts.append(
                Markup(
                    '<rect class=band x="{:.1f}" y={} width="{:.1f}" height={} />'
                    '<line class=limit x1="{:.1f}" x2="{:.1f}" y1={} y2={} />'
                    '<text x="{:.1f}" y={} text-anchor=middle>{}</text>'
                ).format(x, y + 2, wide, HEIGHT - y - 2, x, x, y + 2, HEIGHT, x, y, rate(target))
            )
            last = x
        return join(parts)

    def _ranges(self) -> list[tuple[float, float, float]]:
        """Return each rate with its lowest and highest threshold, from the left."""
        rows = self.points.thresholds if self.points else ()
        targets = sorted({row.target_fpr for row in rows}, reverse=True)
        by_target = [
            (target, [row.threshold for row in rows if row.target_fpr == target]) for target in targets
        ]
        return [(target, min(found), max(found)) for target, found in by_target]

    def _table(self) -> Markup:
        rows = [
            Markup("<tr><th scope=row>{} to {}</th>{}</tr>").format(
                percent(at / BINS) if at else "0 %",
                "100 %" if at == BINS - 1 else percent((at + 1) / BINS),
                join([Markup("<td>{:,}</td>").format(self.bins[name][at]) for name in VERDICTS]),
            )
            for at in range(BINS)
            if any(self.bins[name][at] for name in VERDICTS)
        ]
        titles = join(
            [Markup("<th scope=col>{}</th>").format(name.capitalize()) for name in ("score", *VERDICTS)]
        )
        limits = "; ".join(
            f"{rate(target)}: {percent(low)}" + (f" to {percent(high)}" if high > low else "")
            for target, low, high in self._ranges()
        )
        documents = count(sum(map(sum, self.bins.values())), "document")
        return Markup(
            "<details class=why><summary>The numbers</summary>"
            "<p>{}. Thresholds for false positives of {}.</p>"
            "<table><tr>{}</tr>{}</table></details>"
        ).format(documents, limits or "no rate", titles, join(rows))
