"""The documentation: the commands it shows, its computed blocks, its links, what a page would fetch."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from livedocs.blocks import BLOCKS, MARK, fill
from livedocs.doctests import fenced
from livedocs.offline import external, fetches
from livedocs.reference import command_line, features
from livedocs.repository import PAGES, relink
from livedocs.trace import stretch, trace

import mtdetect
from mtdetect.cli.main import parse
from mtdetect.model.columns import FEATURES, POOLED
from tests.places import ROOT

DOCS = ROOT / "docs"
MARKDOWN = sorted([*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"])
SHELL_BLOCK = re.compile(r"^```(?:sh|console|bash)\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^(?:\$ )?mtdetect (.*?)(?:\s+#.*)?$", re.MULTILINE)
REDIRECTION = re.compile(r"\s*[<>|].*")


def commands() -> list[tuple[str, str]]:
    blocks = ((path, block) for path in MARKDOWN for block in SHELL_BLOCK.findall(path.read_text("utf-8")))
    return [
        (path.name, REDIRECTION.sub("", line)) for path, block in blocks for line in COMMAND.findall(block)
    ]


@pytest.mark.parametrize(("page", "command"), commands())
def test_every_command_shown_is_one_that_the_parser_takes(page: str, command: str) -> None:
    parse(shlex.split(command))


def test_the_pages_show_commands() -> None:
    assert {"README.md", "quick-start.md"} <= {page for page, _ in commands()}


def test_every_block_asked_for_is_known_and_every_known_one_is_asked_for() -> None:
    asked = {name for path in DOCS.rglob("*.md") for name in MARK.findall(path.read_text("utf-8"))}
    assert asked == set(BLOCKS)


@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_can_be_filled(name: str) -> None:
    filled = fill(f"before\n\n<!-- live: {name} -->\n\nafter")
    assert filled.startswith("before\n\n")
    assert filled.endswith("\n\nafter")
    assert len(filled) > 60


def test_an_unknown_block_is_refused() -> None:
    with pytest.raises(KeyError, match=r"expected one of the blocks .*, got 'nothing'"):
        fill("<!-- live: nothing -->")


def test_the_features_page_has_them_all_in_order() -> None:
    assert re.findall(r"^\| \d+ \| `(\w+)` \|", features(), re.MULTILINE) == [one.name for one in FEATURES]


def test_the_command_line_page_has_every_command() -> None:
    shown = re.findall(r"^## `mtdetect ?(.*)`$", command_line(), re.MULTILINE)
    assert {"", "scan", "evaluate", "train", "spin", "model", "model verify"} <= set(shown)


def test_the_sentence_shown_is_in_the_page_that_explains_it() -> None:
    seen = trace()
    rows = stretch(seen)
    shown = seen.tokens.texts[0][seen.tokens.start[rows[0]] : seen.tokens.end[rows[-1]]]
    explained = " ".join((DOCS / "how-it-works.md").read_text("utf-8").replace(">", " ").split())
    assert shown in explained


def test_the_diagram_counts_as_the_code_does() -> None:
    diagram = (DOCS / "images" / "stages.svg").read_text("utf-8")
    assert f"{len(FEATURES)} numbers a word" in diagram
    assert f"{len(POOLED)} numbers a document" in diagram


def test_every_page_is_reached_from_the_navigation() -> None:
    navigation = set(re.findall(r"[\w/-]+\.md", (ROOT / "mkdocs.yml").read_text("utf-8")))
    pages = {str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md")}
    assert navigation <= pages | set(PAGES)
    assert set(PAGES) <= navigation


def test_doctests_of_docstrings_are_shown_as_code() -> None:
    shown = "Add.\n\n```pycon\n>>> 1 + 1\n2\n```\n\nThen go on."
    assert fenced("Add.\n\n>>> 1 + 1\n2\n\nThen go on.") == shown
    assert fenced("Nothing to run: a >>> b.") == "Nothing to run: a >>> b."


@pytest.mark.parametrize("name", mtdetect.__all__)
def test_every_public_name_is_in_the_reference(name: str) -> None:
    asked = (DOCS / "api.md").read_text("utf-8").splitlines()
    module = getattr(mtdetect, name).__module__
    assert {f"::: {module}", f"::: {module}.{name}"} & set(asked)


def test_links_of_the_repository_lead_to_pages_of_the_site() -> None:
    assert relink("[card](../../models/en/README.md)", "docs/recipes/queue.md") == "[card](../model-card.md)"
    assert relink("[here](label.md#a)", "docs/recipes/index.md") == "[here](label.md#a)"
    assert relink("[readme](README.md), ![a](b.png)", "CHANGELOG.md") == "[readme](index.md), ![a](b.png)"


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://cdn.example/a.js"></script>',
        '<link rel="stylesheet" href="//fonts.example/a.css">',
        '<p style="background: url(https://a.example/b.png)">',
        "<style>@import 'https://a.example/b.css';</style>",
        '<img srcset="https://a.example/b.png 2x">',
    ],
)
def test_what_a_page_would_fetch_is_found(html: str) -> None:
    assert len(fetches(html)) == 1


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://a.example">elsewhere</a>',
        '<link rel="canonical" href="https://a.example">',
        '<img src="../images/a.png"><script src="assets/a.js"></script>',
        "<code>url(https://a.example)</code>",
    ],
)
def test_what_a_page_only_names_is_not(html: str) -> None:
    assert fetches(html) == []


def test_style_sheets_are_searched_too(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("p { background: url('https://a.example/b.png') }", encoding="utf-8")
    (tmp_path / "b.html").write_text("<p>harmless</p>", encoding="utf-8")
    assert list(external(tmp_path)) == [(Path("a.css"), "https://a.example/b.png")]
