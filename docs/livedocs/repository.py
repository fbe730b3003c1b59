"""Pages of the site that live elsewhere in the repository, and links between the two."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from livedocs import notebooks

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = {f"notebooks/{path.stem}.md": path for path in sorted(ROOT.glob("notebooks/*.ipynb"))}
PAGES = {
    "changelog.md": "CHANGELOG.md",
    "contributing.md": "CONTRIBUTING.md",
    "model-card.md": "models/en/README.md",
    "notice.md": "NOTICE.md",
    "security.md": "SECURITY.md",
    **{name: f"notebooks/{path.name}" for name, path in NOTEBOOKS.items()},
}
_SITE = {path: name for name, path in PAGES.items()} | {"README.md": "index.md"}
_LINK = re.compile(r"(?<!!)\[([^\[\]]+)\]\(([^()\s#]+)(#[^()\s]+)?\)")


def page(name: str) -> str:
    """Read a page of the repository, its links leading to pages of the site."""
    source = PAGES[name]
    if name in NOTEBOOKS:
        return notebooks.page(NOTEBOOKS[name], lambda text: relink(text, source))
    return relink((ROOT / source).read_text(encoding="utf-8"), source)


def pictures() -> dict[str, bytes]:
    """Give the pictures of all notebooks by their places in the site."""
    return {
        f"notebooks/{name}": content
        for path in NOTEBOOKS.values()
        for name, content in notebooks.pictures(path).items()
    }


def relink(markdown: str, source: str) -> str:
    """Turn links that hold in the repository into links that hold in the site.

    What the site lacks is named without a link.

    >>> relink("[card](../models/en/README.md#metrics), [code](../mtdetect/report.py)", "docs/quality.md")
    '[card](model-card.md#metrics), code'
    >>> relink("[proof](docs/is-it-proof.md), [web](https://example.org)", "README.md")
    '[proof](is-it-proof.md), [web](https://example.org)'
    >>> relink("[next](05-thresholds.ipynb), [proof](../docs/is-it-proof.md)", "notebooks/04-adapting.ipynb")
    '[next](05-thresholds.md), [proof](../is-it-proof.md)'
    """
    return _LINK.sub(lambda link: _relinked(link, source), markdown)


def _relinked(link: re.Match[str], source: str) -> str:
    words, target, anchor = link[1], link[2], link[3] or ""
    if "://" in target or target.startswith("mailto:"):
        return link[0]
    path = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
    inside = path.startswith("docs/")
    if not inside and path not in _SITE:
        return words
    here = posixpath.dirname(_SITE.get(source, source.removeprefix("docs/")))
    there = path.removeprefix("docs/") if inside else _SITE[path]
    return f"[{words}]({posixpath.relpath(there, here or '.')}{anchor})"
