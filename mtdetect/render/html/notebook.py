"""Reports and comparisons that show themselves in a notebook: HTML that needs nothing from outside itself.

Each output carries its own styles, bound to a class of its own, for notebooks are saved, mailed and printed
in parts. The scripts only add what styles cannot do: Escape, and sorting.
"""

from __future__ import annotations

from markupsafe import Markup

from mtdetect.render.html.comparison import SCRIPTS, STYLES, comparison_section
from mtdetect.render.html.markup import asset
from mtdetect.render.html.report import report_section
from mtdetect.render.html.report_list import reports_section
from mtdetect.results.comparison import Comparison
from mtdetect.results.report import Report
from mtdetect.results.report_list import Reports


def show_report(report: Report) -> str:
    """Return a report as HTML for a notebook, at most 100 kB longer than its text."""
    return notebook_output(report_section(report), "report.css", "tips.js")


# The last two keep MathJax from reading prices as mathematics.
CLASSES = "mtdetect mathjax_ignore tex2jax_ignore"
# JupyterLab takes styles, scripts and ``hidden`` out of a notebook that is not trusted, and leaves these.
_WITHOUT_STYLES = (
    (Markup(" hidden>"), Markup(' style="display:none">')),
    (Markup("<div class=text "), Markup('<div class=text style="white-space:pre-wrap" ')),
    (Markup("<td dir=auto>"), Markup('<td dir=auto style="white-space:pre-wrap">')),
)


def notebook_output(content: Markup, *assets: str) -> str:
    """Wrap content with styles that keep a notebook's own away, and with scripts."""
    styles = asset("notebook.css", *(name for name in assets if name.endswith(".css")))
    for plain, lasting in _WITHOUT_STYLES:
        content = content.replace(plain, lasting)
    scripts = asset(*(name for name in assets if name.endswith(".js")))
    output = Markup("<div class='{}' lang=en><style>{}</style>{}<script>{}</script></div>")
    return str(output.format(CLASSES, styles, content, scripts))


def show_reports(reports: Reports) -> str:
    """Return a table of reports as HTML for a notebook."""
    return notebook_output(reports_section(reports), "report.css", "list.css", "tips.js", "sort.js")


def show_comparison(comparison: Comparison) -> str:
    """Return two texts side by side as HTML for a notebook."""
    return notebook_output(comparison_section(comparison), *STYLES, *SCRIPTS)
