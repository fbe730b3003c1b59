"""What a job keeps with its output: the plan, and what is done of it.

On any file system that Arrow knows. Nothing here needs Spark.
"""

from __future__ import annotations

import json
import re
import reprlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow.fs as pafs

from mtdetect.errors import DataError, OptionError

RECORD = "_mtdetect"  # readers of Parquet folders pass over names that begin so
PLAN, SUMMARY = "plan.json", "summary.json"


@dataclass(frozen=True, slots=True)
class File:
    """Hold an input file, under the input's folder, and its size."""

    path: str
    size: int


Chunks = list[list[File]]


def located(path: str) -> str:
    """Return a path as Spark is to read it, wherever the job is started; a URI stays.

    >>> located("hdfs:///posts"), located("/data/raw/../my posts")
    ('hdfs:///posts', 'file:///data/my posts')
    """
    return path if "://" in path else f"file:///{Path(path).resolve().as_posix().lstrip('/')}"


def check_apart(source: str, target: str) -> None:
    """Refuse an output that would become part of the input, or the other way round."""
    one, other = (f"{located(path)}/" for path in (source, target))
    if one.startswith(other) or other.startswith(one):
        raise OptionError(
            f"expected an input and an output apart from one another, got {source} and {target}. "
            f"Choose an output that neither is the input, nor in it, nor around it."
        )


class Folder:
    """A folder of the input or the output; the files of its record appear whole or not at all."""

    def __init__(self, path: str) -> None:
        # Arrow alone has escapes in paths, and knows the third generation of Hadoop's S3 by the first's name.
        uri = re.sub("^s3[an]://", "s3://", path) if "://" in path else Path(path).resolve().as_uri()
        try:
            self.files, self.root = pafs.FileSystem.from_uri(uri)
        except ValueError as error:
            raise DataError(
                f"expected a folder, or a URI that Arrow knows, such as hdfs:// or s3a://, got {path}. "
                f"Check --input and --output: {error}"
            ) from error

    def read(self, name: str) -> Any:
        """Return what a JSON file holds, None where there is none."""
        path = f"{self.root}/{RECORD}/{name}"
        if self.files.get_file_info(path).type != pafs.FileType.File:
            return None
        with self.files.open_input_stream(path) as stream:
            return json.loads(stream.read())

    def write(self, name: str, value: Any) -> None:
        """Write a JSON file beside its place, then move it there."""
        self.files.create_dir(f"{self.root}/{RECORD}", recursive=True)
        path = f"{self.root}/{RECORD}/{name}"
        with self.files.open_output_stream(f"{path}.part") as stream:
            stream.write(json.dumps(value, indent=1).encode("utf-8"))
        self.files.move(f"{path}.part", path)

    def parquet_files(self) -> list[File]:
        """List the Parquet files under the folder by name, hidden ones left out; a file stands for itself."""
        info = self.files.get_file_info(self.root)
        if info.type == pafs.FileType.File:
            return [File("", info.size)]
        if info.type == pafs.FileType.NotFound:
            raise DataError(f"expected Parquet files in {self.root}, found no such folder. Check --input.")
        found = self.files.get_file_info(pafs.FileSelector(self.root, recursive=True))
        files = [File(one.path.removeprefix(f"{self.root}/"), one.size) for one in found if one.is_file]
        if parquet := sorted((file for file in files if _is_data(file.path)), key=lambda file: file.path):
            return parquet
        raise DataError(f"expected Parquet files in {self.root}, found none. Check --input.")

    def check_unused(self) -> None:
        """Refuse an output that something else has been written to, beside which a job would be lost."""
        info = self.files.get_file_info(self.root)
        if info.type == pafs.FileType.File:
            raise DataError(f"expected a folder for the output, got the file {self.root}. Name another one.")
        found = self.files.get_file_info(pafs.FileSelector(self.root, allow_not_found=True))
        if names := sorted(one.base_name for one in found if one.base_name[0] not in "._"):
            raise DataError(
                f"expected an output that is new, empty or of this job, found {names[0]} in {self.root}. "
                f"Choose another output, or remove what is in it."
            )


def _is_data(name: str) -> bool:
    """Tell data from what engines keep beside it.

    >>> _is_data("day=1/part-0.parquet"), _is_data("_temporary/0/part-0.parquet")
    (True, False)
    """
    return name.endswith(".parquet") and not any(part[0] in "_." for part in name.split("/"))


def entry(number: int) -> str:
    """Return the name of the file that says that a chunk is done."""
    return f"chunk-{number:06d}.json"


def planned(settings: Mapping[str, Any], files: Sequence[File], target: Folder, most_bytes: int) -> Chunks:
    """Return the chunks of an output: those it was begun with, then those of files that came since.

    A plan of which nothing is done yet binds nobody: the mistake that stopped it may be in its settings.
    """
    plan = target.read(PLAN)
    if plan is None:
        target.check_unused()
    if plan is None or target.read(entry(0)) is None:
        plan = {"settings": {**settings}, "chunks": []}
    _check_settings(plan["settings"], settings)
    chunks = [[File(**file) for file in chunk] for chunk in plan["chunks"]]
    known = {file for chunk in chunks for file in chunk}
    if missing := known - set(files):
        name = min(file.path for file in missing) or settings["input"]
        raise DataError(
            f"expected {name} to be as it was when the job began; it is gone or has changed. "
            f"Put it back, or choose another output."
        )
    if added := deal([file for file in files if file not in known], most_bytes):
        chunks += added
        target.write(PLAN, plan | {"chunks": [list(map(asdict, chunk)) for chunk in chunks]})
    return chunks


def _check_settings(before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    changes = [
        f"{name} was {reprlib.repr(before.get(name))} and is {reprlib.repr(value)}"
        for name, value in now.items()
        if before.get(name) != value
    ]
    if changes:
        raise OptionError(
            f"expected the settings that the output was begun with, got others: {'; '.join(changes)}. "
            f"Take the former ones up again, or choose another output."
        )


def deal(files: Sequence[File], most_bytes: int) -> Chunks:
    """Deal files into chunks, in order: as many as fit, one at least.

    >>> files = [File("a", 6), File("b", 5), File("c", 4), File("d", 20)]
    >>> [[file.path for file in chunk] for chunk in deal(files, 10)]
    [['a'], ['b', 'c'], ['d']]
    """
    return list(_dealt(files, most_bytes))


def _dealt(files: Sequence[File], most_bytes: int) -> Iterator[list[File]]:
    chunk: list[File] = []
    size = 0
    for file in files:
        if chunk and size + file.size > most_bytes:
            yield chunk
            chunk, size = [], 0
        chunk.append(file)
        size += file.size
    if chunk:
        yield chunk
