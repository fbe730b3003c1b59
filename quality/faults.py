"""Plant faults in the numeric core, one at a time, and see which of them the fast tests catch.

``python -m quality.faults`` copies the package and its tests into a temporary folder, changes one line at a
time there, and runs the tests of the core. It prints a line a fault, and exits with 1 if too many survive.
A fault whose line no longer stands exactly once is an error: the list must follow the code.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TESTS = (
    "tests/features",
    "tests/judging/test_document_scores.py",
    "tests/judging/test_spans.py",
    "tests/model",
)
LEAST_CAUGHT = 0.9  # of the faults
SECONDS = 300  # for the tests of one fault
FAILED = re.compile(r"^FAILED (\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Fault:
    """A change of one place that makes a number wrong."""

    name: str
    file: str
    old: str
    new: str


FAULTS = (
    Fault(
        "a window of 6 rows for 5", "features/token_features.py", "CLOSE, WIDE = 5, 20", "CLOSE, WIDE = 6, 20"
    ),
    Fault(
        "a window of 19 rows for 20",
        "features/token_features.py",
        "CLOSE, WIDE = 5, 20",
        "CLOSE, WIDE = 5, 19",
    ),
    Fault(
        "the second-best candidate for the best",
        "features/token_features.py",
        'columns["weight"][at] = words.prior[best]',
        'columns["weight"][at] = words.prior[second]',
    ),
    Fault(
        "a pair's threshold of 0 for 2",
        "features/noisy_channel.py",
        "LEAST_PAIR_PMI = 2.0",
        "LEAST_PAIR_PMI = 0.0",
    ),
    Fault("an exponent of .9 for .7", "model/ngrams.py", "GROWTH = 1.3, 0.7", "GROWTH = 1.3, 0.9"),
    Fault(
        "every share of grammatical words one too high",
        "judging/document_scores.py",
        "shares = grammatical / np.maximum(words, 1)",
        "shares = grammatical / np.maximum(words, 1) + 1",
    ),
    Fault(
        "left and right neighbour swapped",
        "features/noisy_channel.py",
        "left, right = _part(self.pairs, 1, 3), _part(self.pairs, 2, 3)",
        "right, left = _part(self.pairs, 1, 3), _part(self.pairs, 2, 3)",
    ),
    Fault(
        "a phrase judged without the second word behind it",
        "features/noisy_channel.py",
        "return stretch_sums(self.log_prob, start, start + length + 2)",
        "return stretch_sums(self.log_prob, start, start + length + 1)",
    ),
    Fault(
        "the context of one place farther to the right",
        "model/contexts.py",
        "shift = place + (place >= REACH)",
        "shift = place + (place > REACH)",
    ),
    Fault(
        "contexts that reach into the next document",
        "model/contexts.py",
        "part[of[shift : shift + len(total)] != of[REACH : REACH + len(total)]] = 0",
        "part[of[shift : shift + len(total)] < 0] = 0",
    ),
    Fault(
        "a word counted in its own topic",
        "features/topics.py",
        "sums.take(low, axis=0) - vectors)",
        "sums.take(low, axis=0))",
    ),
    Fault("topics within 61 rows for 60", "features/topics.py", "REACH = 60", "REACH = 61"),
    Fault(
        "an expected ratio without the author's own word",
        "features/token_features.py",
        "total = own + np.add.reduceat(odds, first)",
        "total = np.add.reduceat(odds, first)",
    ),
    Fault(
        "repeated words that weigh as often as they occur",
        "features/token_features.py",
        "weights[word] = 1 / counts[group]",
        "weights[word] = 1",
    ),
    Fault(
        "words weighed by 2,000 rows for 1,000",
        "features/token_features.py",
        "TYPE_STRETCH = 1000",
        "TYPE_STRETCH = 2000",
    ),
    Fault(
        "a variance without the mean",
        "features/pooling.py",
        'np.maximum(totals["candidates_squares"] / chosen - average**2, 0)',
        'np.maximum(totals["candidates_squares"] / chosen, 0)',
    ),
    Fault(
        "a step reached for a step passed",
        "features/pooling.py",
        "cell += values > _threshold(step)",
        "cell += values >= _threshold(step)",
    ),
    Fault(
        "grids without their root",
        "features/pooling.py",
        'np.sqrt(totals["joint"] / chosen)',
        'totals["joint"] / chosen',
    ),
    Fault(
        "a slope that falls with the length",
        "model/calibration.py",
        "self.slope + self.length_slope * _log(words)",
        "self.slope - self.length_slope * _log(words)",
    ),
    Fault(
        "a lift of at most 4 logits for 3", "judging/token_scores.py", "MOST_LIFT = 3.0", "MOST_LIFT = 4.0"
    ),
    Fault("a step half as steep", "judging/token_scores.py", "STEEPNESS = 2.0", "STEEPNESS = 1.0"),
    Fault(
        "a fifth root for a fourth",
        "model/translation.py",
        "SCALE, POWER = 1.3, 0.25",
        "SCALE, POWER = 1.3, 0.2",
    ),
    Fault(
        "a score at the threshold that is clean",
        "results/report.py",
        '"flagged" if score >= threshold',
        '"flagged" if score > threshold',
    ),
    Fault(
        "the first of a claim's rows alone taken",
        "judging/spans.py",
        "taken[start:stop] = True",
        "taken[start] = True",
    ),
    Fault(
        "phrases without their credit",
        "judging/spans.py",
        "PHRASE_CREDIT = np.float32(2.0)",
        "PHRASE_CREDIT = np.float32(0.0)",
    ),
    Fault(
        "suggestions that leave no room for no change",
        "judging/suggestions.py",
        "(np.add.reduceat(odds, first) + np.exp(-top))[group]",
        "np.add.reduceat(odds, first)[group]",
    ),
    Fault(
        "an article wrong before a consonant for a vowel",
        "features/token_features.py",
        "wrong_a = np.isin(before, lexical.a_words) & (vowel == 1)",
        "wrong_a = np.isin(before, lexical.a_words) & (vowel == 2)",
    ),
    Fault(
        "averages over all rows, boundaries among them",
        "features/token_features.py",
        "anywhere = tokens.ids != BOUNDARY",
        "anywhere = tokens.ids >= BOUNDARY",
    ),
)


def main() -> int:
    """Try every fault, and print what caught it."""
    faults = [fault for fault in FAULTS if not sys.argv[1:] or fault.name in sys.argv[1:]]
    if failed := catch(None):
        raise RuntimeError(f"{failed} fails without any fault: it would seem to catch them all.")
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        caught = list(pool.map(catch, faults))
    for fault, by in zip(faults, caught, strict=True):
        print(f"{'caught  ' if by else 'SURVIVED'}  {fault.name}  {by or ''}".rstrip())  # noqa: T201 - a report
    share = sum(map(bool, caught)) / len(faults)
    print(f"{sum(map(bool, caught))} of {len(faults)} caught")  # noqa: T201
    return 0 if share >= LEAST_CAUGHT else 1


def catch(fault: Fault | None) -> str | None:
    """Plant a fault, if any, in a copy of the tree, and name a test that fails there; None if none does."""
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        copy = Path(name)
        for folder in ("mtdetect", "tests"):
            shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", copy)
        (copy / "models").symlink_to(ROOT / "models")
        if fault is not None:
            plant(fault, copy / "mtdetect")
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-x",
            "-q",
            "--no-header",
            "-p",
            "no:cacheprovider",
            *TESTS,
        ]
        environment = os.environ | {"PYTHONPATH": str(copy)}
        done = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, text=True, check=False, timeout=SECONDS
        )
    failed = FAILED.search(done.stdout)
    if done.returncode and not failed:
        raise RuntimeError(f"{fault}: the tests did not run:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return failed[1] if failed else None


def plant(fault: Fault, package: Path) -> None:
    """Change one place of a package.

    Raises:
        ValueError: the place is not there, or there more than once.

    """
    path = package / fault.file
    code = path.read_text(encoding="utf-8")
    if code.count(fault.old) != 1:
        raise ValueError(
            f"{fault.name}: expected {fault.old!r} once in {fault.file}, found {code.count(fault.old)}."
        )
    path.write_text(code.replace(fault.old, fault.new), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
