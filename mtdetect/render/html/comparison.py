"""A comparison in HTML: how alike two texts are and what that means, then both of them side by side."""

from __future__ import annotations

from itertools import count as counter

from markupsafe import Markup

from mtdetect.render.differences import (
    CHANGE_MEANINGS,
    SIMILARITY_MEANING,
    differences,
    similarity,
    suspicion,
)
from mtdetect.render.html.comparison_sides import lay_side_by_side
from mtdetect.render.html.markup import ascii_only, asset, content_policy, join
from mtdetect.render.html.report import badge
from mtdetect.render.wording import percent
from mtdetect.results.comparison import Comparison

STYLES = ("report.css", "comparison.css")
SCRIPTS = ("tips.js", "pairs.js")

_numbers = counter(1)


def comparison_section(comparison: Comparison) -> Markup:
    """Return a comparison as a section of a page."""
    name = f"mt{comparison.report.model.sha256[:4]}-c{next(_numbers)}"
    return Markup('<div class=report role=group aria-label="Comparison">{}{}{}</div>').format(
        _head(comparison), _legend(comparison), lay_side_by_side(comparison, name)
    )


def comparison_page(comparison: Comparison, names: tuple[str, str]) -> str:
    """Return a page that needs nothing beside itself; ``names`` are those of the original and the suspect."""
    style, script = asset(*STYLES, "page.css"), asset(*SCRIPTS)
    page = asset("comparison.html").format(
        policy=content_policy(style, script),
        style=style,
        original=names[0],
        suspect=names[1],
        content=comparison_section(comparison),
        script=script,
    )
    return ascii_only(page)


def _head(comparison: Comparison) -> Markup:
    report = comparison.report
    return Markup(
        "<p class=head><strong>Similarity {}</strong><span>{}</span></p><p class=facts>{}</p>"
        "<p class=meaning>{}</p><p class=head>{}<span>The suspect alone scores <b>{}</b></span></p>"
    ).format(
        similarity(comparison),
        differences(comparison),
        f"{suspicion(comparison)}." if comparison.substitutions else "",
        SIMILARITY_MEANING,
        badge(report),
        percent(report.score),
    )


def _legend(comparison: Comparison) -> Markup:
    """Show what each sort of mark looks like, as far as the texts have them."""
    samples = [
        Markup('<span class="sample {}" title="{}">{}</span>').format(kind, meaning, kind)
        for kind, meaning in CHANGE_MEANINGS.items()
        if comparison.of_kind(kind)
    ]
    sorts = {(one.suspected, one.suggested) for one in comparison.substitutions}
    if (True, False) in sorts:
        samples.append(Markup('<span class="sample suspected b">suspected</span> by mtdetect'))
    if (True, True) in sorts:
        samples.append(
            Markup('<span class="sample suggested b">suggested</span>: the original\'s words were proposed')
        )
    if comparison.moved:
        samples.append(Markup("<span class=sign>\u21c5 moved</span>"))
    if not samples:
        return Markup("")
    return Markup(
        "<p class=legend>Marks: {}. Point at a mark, or move to it with Tab, to see what stands on the "
        "other side.</p>"
    ).format(join(samples, ", "))
