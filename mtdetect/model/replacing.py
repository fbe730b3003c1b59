"""Put a folder in its place whole or not at all, and never over anything but a model of ours.

A new folder is filled beside its place and then renamed. One that replaces another changes places with it in
one step of the file system (Linux's ``renameat2``), so that whenever the process is killed, either the old
model or the new one is there. Where the system has no such step, the old folder moves aside first; if the
process is killed just then, the next load names the folder to move back.
"""

from __future__ import annotations

import ctypes
import errno
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mtdetect.errors import ModelError

AT_FDCWD, RENAME_EXCHANGE = -100, 2  # of Linux, from <fcntl.h> and <linux/fs.h>
#: What a system says that cannot exchange two folders.
NO_EXCHANGE = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM}

log = logging.getLogger(__name__)


def check_place(folder: Path, header: str) -> None:
    """Refuse a place that is not a folder, or is inside one that has a ``header``.

    Raises:
        ModelError: which of the two it is, and what to do.

    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise ModelError(f"{folder} exists and is not a folder; choose another path.")
    for outer in folder.absolute().parents:
        if (outer / header).is_file():
            raise ModelError(
                f"{folder} is inside the model folder {outer}, which no longer loads with other files in it; "
                f"choose a path outside."
            )


def is_occupied(folder: Path) -> bool:
    """Say whether a folder is there and holds anything."""
    return folder.is_dir() and any(folder.iterdir())


@contextmanager
def fresh_folder(folder: Path) -> Iterator[Path]:
    """Give an empty folder beside ``folder`` to fill; it takes the place of ``folder`` when all went well."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    for left in leftovers(folder):
        log.warning("%s was left by a run that was killed; it can be deleted", left)
    parent = Path(tempfile.mkdtemp(prefix=_prefix(folder), dir=folder.parent))
    try:
        fresh = parent / "new"
        fresh.mkdir()
        yield fresh
        if is_occupied(folder):
            _replace(fresh, folder, parent / "old")
        else:
            fresh.rename(folder)
    finally:
        if folder.exists() or not (parent / "old").exists():
            shutil.rmtree(parent, ignore_errors=True)


def leftovers(folder: Path) -> list[Path]:
    """Name the temporary folders that killed runs left beside a place."""
    prefix = _prefix(folder)
    found = (path for path in folder.parent.iterdir() if path.name.startswith(prefix))
    return sorted(
        path for path in found if path.is_dir() and {entry.name for entry in path.iterdir()} <= {"new", "old"}
    )


def _prefix(folder: Path) -> str:
    return f".{folder.name}-partial-"


def _replace(fresh: Path, folder: Path, aside: Path) -> None:
    """Let a new folder take the place of an old one."""
    if _exchange(fresh, folder):
        return
    folder.rename(aside)
    try:
        fresh.rename(folder)
    except BaseException:
        aside.rename(folder)
        raise


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False where the system cannot."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if os.name == "posix" else None
    if rename is None:
        return False
    if rename(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in NO_EXCHANGE:
        return False
    raise OSError(code, os.strerror(code), str(other))
