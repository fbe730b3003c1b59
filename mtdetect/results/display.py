"""How values show themselves: who renders which, by name, so that a value imports no form of output."""

from __future__ import annotations

from importlib import import_module
from typing import Literal

RENDERERS = {
    "Report.html": "mtdetect.render.html.notebook:show_report",
    "Reports.html": "mtdetect.render.html.notebook:show_reports",
    "Reports.text": "mtdetect.render.terminal.report_list:render_reports",
    "Comparison.html": "mtdetect.render.html.notebook:show_comparison",
}
"""By class and form: the module and the function that render it, imported on first use."""


def show(value: object, form: Literal["html", "text"]) -> str:
    """Render a value in a form."""
    module, _, name = RENDERERS[f"{type(value).__name__}.{form}"].partition(":")
    rendered: str = getattr(import_module(module), name)(value)
    return rendered
