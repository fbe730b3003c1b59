"""Continuous integration: our own script, and the pre-commit hook and workflow that we publish."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from identify.identify import tags_from_path

from mtdetect.cli.main import parse
from mtdetect.cli.scan import ScanOptions
from mtdetect.documents.options import TEXT_SUFFIXES
from tests.places import ROOT

MANIFEST = ROOT / ".pre-commit-hooks.yaml"
WORKFLOW = ROOT / "examples" / "github-workflow.yml"


def hook() -> dict[str, Any]:
    (only,) = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    manifest: dict[str, Any] = only
    return manifest


#: Takes the place of each program that the script runs: writes its call down, and fails at the step FAILING.
STAND_IN = """#!/bin/bash
words="${0##*/} $*"
echo "$0 $*" >> "$CALLS"
if [ -n "$FAILING" ] && [[ "$words" == *"$FAILING"* ]]; then exit 3; fi
if [[ "$words" == *"-m venv"* ]]; then
  mkdir -p "${!#}/bin"
  cp "$0" "${!#}/bin/python"
  cp "$0" "${!#}/bin/pip"
fi
[[ "$words" == *quality.lowest* ]] && echo "numpy==2.0"
exit 0
"""
STEPS = [
    "-m venv",
    "pip install --quiet -e",
    "python -m pytest",
    "python -m quality.lowest",
    "pip install --quiet -c",
    "make --no-print-directory lowest",
    "make --no-print-directory check",
    "make --no-print-directory docs",
]


def run_ci(folder: Path, failing: str) -> tuple[int, list[str]]:
    """Run the script with stand-ins; give its end, and the programs that it ran with their words."""
    tools, calls = folder / "tools", folder / "calls"
    tools.mkdir()
    calls.touch()
    for name in ("python3", "python3.11", "make", "chromium", "java", "apt-get"):
        (tools / name).write_text(STAND_IN)
        (tools / name).chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "CALLS": str(calls),
        "FAILING": failing,
        "TMPDIR": str(folder),
    }
    done = subprocess.run([ROOT / ".ci" / "run"], env=environment, capture_output=True)
    return done.returncode, calls.read_text().splitlines()


def test_ci_runs_every_step_in_its_environment(tmp_path: Path) -> None:
    end, calls = run_ci(tmp_path, failing="")
    assert end == 0
    at = [next(number for number, call in enumerate(calls) if step in call) for step in STEPS]
    assert at == sorted(at)
    newest, lowest = [call.split()[-1] for call in calls if "-m venv" in call]
    assert newest != lowest
    interpreters = [
        call.partition("PYTHON=")[2] for call in calls if call.startswith(f"{tmp_path}/tools/make")
    ]
    assert interpreters == [f"{lowest}/bin/python", f"{newest}/bin/python", f"{newest}/bin/python"]
    (constrained,) = [call for call in calls if "pip install --quiet -c" in call]
    assert constrained.startswith(f"{lowest}/bin/pip")
    assert "apt-get" not in " ".join(calls)


@pytest.mark.parametrize("step", STEPS)
def test_ci_fails_where_a_step_fails_and_leaves_nothing_behind(tmp_path: Path, step: str) -> None:
    end, calls = run_ci(tmp_path, failing=step)
    assert end == 3
    assert step in calls[-1]
    assert {path.name for path in tmp_path.iterdir()} == {"tools", "calls"}


def test_pre_commit_takes_the_manifest() -> None:
    subprocess.run([sys.executable, "-m", "pre_commit", "validate-manifest", MANIFEST], check=True)


def test_the_hooks_command_is_one_that_we_have() -> None:
    program, *words = hook()["entry"].split()
    assert program == "mtdetect"
    options = parse([*words, *hook()["args"], "a.md", "b.md"])
    assert isinstance(options, ScanOptions)
    assert options.paths == ("a.md", "b.md")
    assert options.target_fpr == 0.001


@pytest.mark.parametrize(
    ("name", "judged"),
    [
        ("README.md", True),
        ("docs/notes.txt", True),
        ("docs/index.rst", True),
        ("page.html", True),
        ("requirements.txt", False),
        ("ci/dev-requirements.txt", False),
        ("robots.txt", False),
        ("setup.py", False),
        ("data.json", False),
    ],
)
def test_the_hook_takes_prose_alone(tmp_path: Path, name: str, judged: bool) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("Words.\n")
    taken = bool(tags_from_path(str(path)) & set(hook()["types_or"]))
    assert (taken and not re.search(hook()["exclude"], name)) is judged


def test_the_workflow_looks_at_files_that_scan_reads() -> None:
    on = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))[True]  # YAML's "on"
    assert {pattern.removeprefix("**") for pattern in on["pull_request"]["paths"]} <= TEXT_SUFFIXES


def step() -> str:
    workflow = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    (run,) = [one["run"] for one in workflow["jobs"]["mtdetect"]["steps"] if one.get("id") == "scan"]
    script: str = run
    return script


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet")
    (tmp_path / "old.md").write_text("Words.\n")
    (tmp_path / "gone.md").write_text("Words.\n")
    commit(tmp_path)
    return tmp_path


def git(folder: Path, *words: str) -> str:
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", "Change")


def run_step(folder: Path, code: int) -> tuple[int, list[str], str]:
    """Run the workflow's step with an mtdetect that ends with ``code``; give its end, words and outputs."""
    tools, outputs = folder / ".tools", folder / ".outputs"
    tools.mkdir()
    outputs.touch()
    stand_in = tools / "mtdetect"
    stand_in.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@"\nexit {code}\n')
    stand_in.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "BASE": git(folder, "rev-parse", "HEAD~1"),
        "GITHUB_OUTPUT": str(outputs),
    }
    done = subprocess.run(["bash", "-e", "-o", "pipefail", "-c", step()], cwd=folder, env=environment)
    log = folder / "mtdetect.sarif"
    return done.returncode, log.read_text().splitlines() if log.exists() else [], outputs.read_text()


@pytest.mark.parametrize(("code", "end"), [(0, 0), (1, 0), (2, 1)])
def test_the_workflow_scans_what_changed_and_fails_where_scan_does(
    repository: Path, code: int, end: int
) -> None:
    (repository / "a new.md").write_text("Words.\n")
    (repository / "-odd.txt").write_text("Words.\n")
    (repository / "code.py").write_text("pass\n")
    (repository / "gone.md").unlink()
    commit(repository)
    ended, words, outputs = run_step(repository, code)
    assert ended == end
    assert words == ["scan", "--format", "sarif", "--target-fpr", "0.001", "--", "-odd.txt", "a new.md"]
    assert outputs == "written=true\n"
    options = parse(words)
    assert isinstance(options, ScanOptions)
    assert options.paths == ("-odd.txt", "a new.md")


def test_the_workflow_has_nothing_to_do_where_no_prose_is_left(repository: Path) -> None:
    (repository / "gone.md").unlink()
    commit(repository)
    assert run_step(repository, 2) == (0, [], "")
