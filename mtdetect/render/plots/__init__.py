"""Pictures of reports: spreads of scores, reliability, operating points, and a document word by word.

    from mtdetect.render import plots

    axes = plots.scores(reports, labels)          # on axes of its own: axes.figure.savefig("scores.png")
    figure, (left, right) = pyplot.subplots(1, 2)
    plots.reliability(reports, rewritten, ax=left)

Every function draws on ``ax`` if given, or else on a figure of its own that no window shows, and returns the
axes. In a notebook, draw on axes from ``pyplot.subplots()``, or say ``%matplotlib inline`` once and end a
cell with ``axes.figure``. The colours are told apart by colour-blind people too, and nothing is told by
colour alone. Needs matplotlib: pip install 'mtdetect[plots]'.

Documents without a verdict are left out: their scores mean little.
"""

from __future__ import annotations

from mtdetect.render.plots.of_scores import operating_points, reliability, reliability_of, scores
from mtdetect.render.plots.of_words import TracedValue, trace

__all__ = ["TracedValue", "operating_points", "reliability", "reliability_of", "scores", "trace"]
