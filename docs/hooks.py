"""Join the documentation's own parts to MkDocs: pages of the repository, computed blocks, the final check."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from livedocs.blocks import fill
from livedocs.offline import external
from livedocs.repository import PAGES, page, pictures, relink
from mkdocs.structure.files import File, Files

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

log = logging.getLogger("mkdocs.hooks.mtdetect")


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add the pages that live elsewhere in the repository, and the notebooks' pictures."""
    for name in PAGES:
        files.append(File.generated(config, name, content=page(name)))
    for name, content in pictures().items():
        files.append(File.generated(config, name, content=content))
    return files


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Fill a page's computed blocks, and lead its links out of docs/ to pages of the site."""
    if page.file.src_uri in PAGES:
        return markdown
    return fill(relink(markdown, f"docs/{page.file.src_uri}"))


def on_post_build(*, config: MkDocsConfig) -> None:
    """Warn, which fails a strict build, of all that a reader's browser would fetch from elsewhere."""
    for place, address in external(Path(config.site_dir)):
        log.warning("%s would fetch %s: keep the site free of outside parts", place, address)
