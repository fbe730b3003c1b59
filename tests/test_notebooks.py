"""The notebooks run, say nothing on stderr, and show what their files keep, but for the bytes of pictures."""

from __future__ import annotations

import re
from pathlib import Path

import matplotlib.font_manager  # noqa: F401 - lists the fonts now: a kernel that must do so says it on stderr
import nbformat
import pytest
import run
from livedocs.repository import NOTEBOOKS, page
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

MOST_BYTES = 500_000
NUMBER = re.compile(r"\d+(?:\.\d+)?")
LAST_PLACES = 2  # by which a decimal may differ: another processor adds in another order
OF_A_MACHINE = re.compile(r"/(?:home|root|tmp|usr|work|Users)/|\b0x[0-9a-f]{6,}")


def told(notebook: NotebookNode) -> list[str]:
    """Give each output's text; of figures, that there is one."""
    return [str(output.get("text") or output.data["text/plain"]) for _, output in run.outputs(notebook)]


def differs(kept: str, now: str) -> bool:
    """Compare words and whole numbers exactly, decimals but for their last place, white space not at all."""
    if NUMBER.sub("#", kept).split() != NUMBER.sub("#", now).split():
        return True
    return any(far(one, other) for one, other in zip(NUMBER.findall(kept), NUMBER.findall(now), strict=True))


def far(kept: str, now: str) -> bool:
    places = len(kept.partition(".")[2])
    if not places or len(now.partition(".")[2]) != places:
        return float(kept) != float(now)
    return abs(float(kept) - float(now)) > (LAST_PLACES + 0.5) * 10.0**-places


@pytest.mark.parametrize("path", run.notebooks(), ids=lambda path: path.stem)
def test_a_notebook_shows_what_its_file_keeps(path: Path) -> None:
    kept, now = run.read(path), run.execute(path)
    shown = [output.text for _, output in run.outputs(now) if output.get("name") == "stderr"]
    assert shown == []
    pairs = zip(told(kept), told(now), strict=True)
    assert [pair for pair in pairs if differs(*pair)] == [], "if that is right, run: make notebooks"


@pytest.mark.parametrize("path", run.notebooks(), ids=lambda path: path.stem)
def test_a_notebooks_file_is_whole_and_small_and_names_no_machine(path: Path) -> None:
    notebook, text = run.read(path), path.read_text(encoding="utf-8")
    nbformat.validate(notebook)
    assert len(text) <= MOST_BYTES
    assert notebook.metadata == run.METADATA
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert notebook == run.normalised(run.read(path)), "run: make notebooks"
    assert [found for one in told(notebook) if (found := OF_A_MACHINE.findall(one))] == []


@pytest.mark.parametrize("path", run.notebooks(), ids=lambda path: path.stem)
def test_a_notebook_has_pictures_and_says_them_in_words(path: Path) -> None:
    pictures = [cell for cell, output in run.outputs(run.read(path)) if "image/png" in output.get("data", ())]
    assert pictures
    assert all(len(cell.metadata.get("alt", "")) > 40 for cell in pictures)


def test_there_are_five_and_the_site_has_them() -> None:
    assert len(run.notebooks()) == 5
    assert list(NOTEBOOKS.values()) == run.notebooks()


def test_a_page_of_the_site_has_a_notebooks_text_code_outputs_and_pictures() -> None:
    shown = page("notebooks/02-reading-a-report.md")
    assert "\n# " in f"\n{shown}"
    assert "````python\n" in shown
    assert "<div class='mtdetect " in shown
    assert re.search(r"!\[[^\]]{40,}\]\(02-reading-a-report-\d+-0\.png\)", shown)
    assert "[Is it proof?](../is-it-proof.md)" in shown


@pytest.mark.parametrize(
    ("kept", "now", "expected"),
    [
        ("score 0.982, 24 spans", "score  0.981, 24 spans", False),
        ("score 0.982, 24 spans", "score 0.952, 24 spans", True),
        ("score 0.982, 24 spans", "score 0.982, 25 spans", True),
        ("clean", "flagged", True),
        ("score 1.0", "score 0.998", True),
    ],
)
def test_outputs_are_compared_by_what_they_say(kept: str, now: str, expected: bool) -> None:
    assert differs(kept, now) is expected


def test_an_error_in_a_cell_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "wrong.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("1 / 0")]), path)
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        run.execute(path)
