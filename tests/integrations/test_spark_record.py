"""What a Spark job keeps of itself: without Spark, and without Java."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtdetect.errors import DataError, OptionError
from mtdetect.integrations.spark.record import File, Folder, check_apart, entry, located, planned

SETTINGS = {"input": "file:///posts"}


def test_no_input_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"found no such folder\. Check --input"):
        Folder((tmp_path / "none").as_uri()).parquet_files()


def test_files_are_known_by_path_and_size() -> None:
    assert File("a", 1) != File("a", 2)


def test_a_path_and_a_uri_name_the_same_folder(tmp_path: Path) -> None:
    assert Folder(str(tmp_path)).root == Folder(tmp_path.as_uri()).root == str(tmp_path)
    assert located(str(tmp_path / "my posts")) == f"file://{tmp_path}/my posts"


@pytest.mark.parametrize("location", ["ftp://host/posts", "nothing://posts"])
def test_a_file_system_that_arrow_does_not_know_is_an_error(location: str) -> None:
    with pytest.raises(DataError, match=f"a URI that Arrow knows, such as hdfs:// or s3a://, got {location}"):
        Folder(location)


@pytest.mark.parametrize(("source", "target"), [("a", "a"), ("a", "a/b"), ("a/b", "a"), ("a/../b", "b/c")])
def test_the_output_must_be_apart_from_the_input(source: str, target: str) -> None:
    with pytest.raises(OptionError, match="expected an input and an output apart from one another"):
        check_apart(source, target)


def test_folders_of_similar_names_are_apart() -> None:
    check_apart("posts", "posts-judged")


def test_what_others_wrote_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "_SUCCESS").touch()
    Folder(str(tmp_path)).check_unused()
    (tmp_path / "part-0.parquet").touch()
    with pytest.raises(DataError, match=r"new, empty or of this job, found part-0\.parquet in"):
        planned(SETTINGS, [File("a", 1)], Folder(str(tmp_path)), 10)
    with pytest.raises(DataError, match="expected a folder for the output, got the file"):
        Folder(str(tmp_path / "part-0.parquet")).check_unused()


def test_a_plan_binds_when_something_is_done(tmp_path: Path) -> None:
    target = Folder(str(tmp_path))
    assert planned(SETTINGS, [File("a", 6), File("b", 6)], target, 10) == [[File("a", 6)], [File("b", 6)]]
    other = {"input": "file:///others"}
    assert planned(other, [File("c", 6)], target, 10) == [[File("c", 6)]]
    target.write(entry(0), {})
    with pytest.raises(OptionError, match="input was 'file:///others' and is 'file:///posts'"):
        planned(SETTINGS, [File("c", 6)], target, 10)
    assert planned(other, [File("c", 6), File("d", 6)], target, 20) == [[File("c", 6)], [File("d", 6)]]
