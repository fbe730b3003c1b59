"""Freed memory stays with the process, so that the next batch need not fetch it page by page."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

# Fills and frees 40 blocks of 1 MiB, twice, and prints how many pages the second time had to fetch.
ROUNDS = """
import resource, sys
import numpy as np
from mtdetect.runtime.memory import keep_freed_memory
if sys.argv[1] == "keep":
    keep_freed_memory()
for _ in range(2):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    blocks = [np.ones(1 << 17) for _ in range(40)]
    del blocks
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def pages_fetched(how: str) -> int:
    run = subprocess.run([sys.executable, "-c", ROUNDS, how], capture_output=True, text=True, check=True)
    return int(run.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc learns what to keep")
def test_a_second_batch_finds_the_memory_of_the_first() -> None:
    assert pages_fetched("keep") < 200
    assert pages_fetched("give back") > 2_000
