"""The prose of files that programs read: Jupyter notebooks and LaTeX."""

from __future__ import annotations

import json
import re

from mtdetect.documents.refusals import RefusedError

BODY = re.compile(r"\\begin\{document\}(.*?)(?:\\end\{document\}|\Z)", re.DOTALL)
COMMENT = re.compile(r"(?<!\\)%.*")
#: Environments without prose, whole.
ASIDE = re.compile(
    r"\\begin\{(equation|align|gather|multline|eqnarray|displaymath|math|figure|table|tabular|verbatim|lstlisting"
    r"|thebibliography|tikzpicture|algorithm|algorithmic)\*?\}.*?\\end\{\1\*?\}|\$\$.*?\$\$|\\\[.*?\\\]",
    re.DOTALL,
)
#: Commands whose argument is no word of the sentence.
SILENT = re.compile(
    r"~?\\(?:no)?(?:cite\w*|ref|eqref|autoref|cref|Cref|label|pageref|footnotemark|input|include\w*|vspace|hspace|url"
    r"|bibliography\w*|thispagestyle|pagestyle|setlength|newcommand|usepackage|documentclass|begin|end)\*?"
    r"(?:\[[^\[\]]*\])*(?:\{[^{}]*\})*"
)
COMMAND = re.compile(r"\\(?:[A-Za-z]+\*?(?:\[[^\[\]]*\])?|[^A-Za-z])\s?")
SIGNS = {
    "~": " ",
    "``": '"',
    "''": '"',
    "---": "—",
    "--": "–",
    "\\%": "%",
    "\\&": "&",
    "\\$": "$",
    "\\_": "_",
    "\\#": "#",
}


def notebook_prose(text: str) -> str:
    """Give the Markdown of a Jupyter notebook, without its code and its output.

    Raises:
        RefusedError: it is no notebook.

    """
    try:
        cells = json.loads(text)["cells"]
        parts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] in {"markdown", "raw"}]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise RefusedError(
            f"expected a Jupyter notebook, got something else ({error!r}); save it again"
        ) from error
    return "\n\n".join(parts)


def latex_prose(text: str) -> str:
    r"""Give the prose of a LaTeX file: no preamble, comments, formulas, figures or references.

    >>> latex_prose("\\section{Old \\emph{maps}} They show~rivers \\cite{a}, $x$ and 5\\% more.% No!")
    'Old maps They show rivers,  and 5% more.'
    """
    body = BODY.search(text)
    prose = COMMENT.sub("", body[1] if body else text)
    prose = SILENT.sub("", ASIDE.sub("\n\n", prose))
    prose = re.sub(r"(?<!\\)\$[^$]{0,500}(?<!\\)\$", "", prose)
    for sign, plain in SIGNS.items():
        prose = prose.replace(sign, plain)
    return re.sub(r" +(?=[,.;:])", "", re.sub(r"[{}]", "", COMMAND.sub("", prose))).strip()
