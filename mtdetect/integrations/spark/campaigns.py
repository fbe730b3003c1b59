"""Campaigns in a DataFrame of reports: the steps of ``mtdetect.campaigns``, the large ones on Spark.

Spark takes the fingerprints, brings together the documents that share a band of their signatures, and
compares them. The links that are left, the fingerprints of the documents they join, and the swaps of the
documents that have some, go to the driver, which groups them as it would those of a list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from mtdetect.campaigns.candidates import REACH, adjoining, band_keys, second_keys
from mtdetect.campaigns.finding import explain, units_of
from mtdetect.campaigns.finding import group as group_prints
from mtdetect.campaigns.fingerprints import LEAST_SHINGLES, Fingerprints, fingerprint
from mtdetect.campaigns.links import Links, similarities
from mtdetect.campaigns.results import Campaign, CampaignOptions
from mtdetect.detector import load
from mtdetect.errors import InputError
from mtdetect.integrations.spark.scoring import MOST_ROWS, OUTPUT, as_dict, check_column, opened
from mtdetect.model.allow_list import AllowList
from mtdetect.results.report import Skipped, Span, Suggestion, TextFormat, Verdict

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

Batches = Iterator[pa.RecordBatch]

MOST_EXPLAINED = 20  # members of a campaign that are read again for what they share


@dataclass(frozen=True, slots=True)
class Marked:
    """Hold what of a scored row a fingerprint is taken of."""

    text: str
    format: TextFormat
    verdict: Verdict
    spans: tuple[Span, ...]
    skipped: tuple[Skipped, ...]

    @classmethod
    def of(cls, text: str, report: dict[str, Any]) -> Marked:
        """Read a row's text and its report."""
        spans = tuple(
            Span(
                span["start"],
                span["end"],
                span["text"],
                span["score"],
                tuple(Suggestion(one["text"], one["score"]) for one in span["suggestions"]),
                interrupted=span["interrupted"],
            )
            for span in report["spans"]
        )
        skipped = tuple(Skipped(one["start"], one["end"], one["kind"]) for one in report["skipped"])
        return cls(text, report["format"], report["verdict"], spans, skipped)


@dataclass(frozen=True, slots=True)
class _Search:
    """Hold what the workers must know: plain values, as they travel to every task."""

    id: str
    text: str
    report: str
    group: str | None
    folder: Path | None
    sha256: str
    options: CampaignOptions


def find_campaigns(
    scored: DataFrame,
    *,
    id: str = "id",
    column: str = "text",
    reports: str = OUTPUT,
    group: str | None = None,
    options: CampaignOptions | None = None,
    model: Path | str | None = None,
) -> tuple[Campaign, ...]:
    """Group the rows of a DataFrame that `score` has judged; members are values of the ``id`` column.

    ``group`` names a column of keys such as sites. With it, spinners are looked for, and all rows of one key
    count as one long document there; a row without one is by itself. Ids must be there, be distinct, and be
    of a type that can be sorted. What is missing, a column or an id, is an InputError. Needs the extras
    ``spark`` and ``campaigns``.
    """
    check_column(scored, column)
    wanted = [id, reports] if group is None else [id, reports, group]
    if missing := set(wanted) - set(scored.columns):
        raise InputError(
            f"expected columns {', '.join(map(repr, wanted))}, did not find {', '.join(sorted(missing))}. "
            f"Name the id's column with id=..., and score the DataFrame first."
        )
    options = options or CampaignOptions()
    options = options if group is None else replace(options, spinners=True)
    detector = load(model)
    folder = None if model is None else Path(model).absolute()
    search = _Search(id, column, reports, group, folder, detector.model_id.sha256, options)
    prints = fingerprints(scored, search).persist()
    try:
        if prints.where("id is null").take(1):
            raise InputError(
                f"expected an id in every row, found null in {id!r}. Give each row one of its own."
            )
        ids, groups, local, links = _brought_together(prints, search)
    finally:
        prints.unpersist()
    found = group_prints(local, options, units=units_of(groups, len(ids)), alike=links)
    named = [replace(one, members=tuple(ids[at] for at in one.members)) for one in found]
    return tuple(_explained(named, scored, search))


def fingerprints(scored: DataFrame, search: _Search) -> DataFrame:
    """Take every row's fingerprint; rows without a text have none."""
    from pyspark.sql.types import StructField, StructType, _parse_datatype_string

    rest = _parse_datatype_string(
        "signature binary, shingles int, flagged boolean, swaps array<bigint>, originals array<bigint>, "
        "weights array<float>"
    )
    assert isinstance(rest, StructType)
    key = StructField("group", _parse_datatype_string("string"))
    schema = StructType([StructField("id", scored.schema[search.id].dataType), key, *rest.fields])
    rows = scored.selectExpr(
        f"`{search.id}` as id",
        "cast(null as string) as group"
        if search.group is None
        else f"cast(`{search.group}` as string) as group",
        f"`{search.text}` as text",
        f"`{search.report}` as report",
    )
    return rows.where("report is not null").mapInArrow(partial(_fingerprinted, search=search), schema)


def _fingerprinted(batches: Batches, search: _Search) -> Batches:
    model = opened(search.folder, search.sha256, AllowList()).model
    for batch in batches:
        for at in range(0, batch.num_rows, MOST_ROWS):
            some = batch.slice(at, MOST_ROWS)
            rows = zip(some["text"].to_pylist(), some["report"].to_pylist(), strict=True)
            prints = fingerprint([Marked.of(*row) for row in rows], model, search.options)
            yield _to_arrow(some["id"], some["group"], prints)


def _to_arrow(ids: pa.Array, groups: pa.Array, prints: Fingerprints) -> pa.RecordBatch:
    ends = np.concatenate([[0], prints.swap_ends]).astype(np.int32)
    columns = {
        "id": ids,
        "group": groups,
        "signature": pa.array([row.tobytes() for row in prints.signatures], pa.binary()),
        "shingles": pa.array(prints.shingles),
        "flagged": pa.array(prints.flagged),
        "swaps": pa.ListArray.from_arrays(ends, pa.array(prints.swaps.view(np.int64))),
        "originals": pa.ListArray.from_arrays(ends, pa.array(prints.originals.view(np.int64))),
        "weights": pa.ListArray.from_arrays(ends, pa.array(prints.weights)),
    }
    return pa.RecordBatch.from_arrays(list(columns.values()), list(columns))


def _from_rows(rows: Sequence[Any], options: CampaignOptions) -> Fingerprints:
    """Read collected fingerprints back into arrays."""
    signatures = b"".join(bytes(row["signature"]) for row in rows)
    swaps, originals, weights = (
        [one for row in rows for one in row[name]] for name in ("swaps", "originals", "weights")
    )
    return Fingerprints(
        np.frombuffer(signatures, np.uint32).reshape(len(rows), options.hashes),
        np.array([row["shingles"] for row in rows], np.int32),
        np.array([row["flagged"] for row in rows], bool),
        np.array(swaps, np.int64).view(np.uint64),
        np.array(originals, np.int64).view(np.uint64),
        np.array(weights, np.float32),
        np.cumsum([len(row["swaps"]) for row in rows], dtype=np.int64),
    )


def _brought_together(
    prints: DataFrame, search: _Search
) -> tuple[list[Any], list[str | None], Fingerprints, Links]:
    """Return the documents that may be in a campaign: ids, groups, fingerprints, and links as copies."""
    edges = copies_edges(prints, search).collect()
    linked = prints.sparkSession.createDataFrame(
        sorted({(end,) for edge in edges for end in (edge["one"], edge["other"])}),
        prints.select("id").schema,
    )
    if search.options.spinners:
        suspected = prints.where("size(swaps) > 0").select("id")
        linked = linked.union(suspected).distinct()
    rows = prints.join(linked, "id").orderBy("id").collect()
    ids = [row["id"] for row in rows]
    place = {one: at for at, one in enumerate(ids)}
    if len(place) < len(ids):
        double = next(one for at, one in enumerate(ids) if place[one] != at)
        raise InputError(f"expected ids to be distinct, got {double!r} for several rows of {search.id!r}.")
    pairs = np.array([(place[edge["one"]], place[edge["other"]]) for edge in edges], np.int64).reshape(-1, 2)
    weight = np.array([edge["weight"] for edge in edges], np.float64)
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    groups = [row["group"] for row in rows]
    return ids, groups, _from_rows(rows, search.options), Links(pairs[order], weight[order])


def copies_edges(prints: DataFrame, search: _Search) -> DataFrame:
    """Link the rows whose signatures agree: columns ``one``, ``other`` and ``weight``."""
    kind = prints.schema["id"].dataType.simpleString()
    keys = prints.where(f"shingles >= {LEAST_SHINGLES}").mapInArrow(
        partial(_keys, band=search.options.band), f"key bigint, second bigint, id {kind}"
    )
    sorted_keys = keys.repartition("key").sortWithinPartitions("key", "second", "id")
    pairs = sorted_keys.mapInArrow(_neighbours, f"one {kind}, other {kind}")
    pairs = pairs.selectExpr("least(one, other) as one", "greatest(one, other) as other").distinct()
    signatures = prints.select("id", "signature")
    both = pairs.join(signatures.withColumnsRenamed({"id": "one", "signature": "a"}), "one").join(
        signatures.withColumnsRenamed({"id": "other", "signature": "b"}), "other"
    )
    weighed = both.mapInArrow(_weighed, f"one {kind}, other {kind}, weight double")
    return weighed.where(f"weight >= {search.options.least_similarity}")


def _keys(batches: Batches, band: int) -> Batches:
    for batch in batches:
        signatures = _signatures(batch["signature"])
        keys = band_keys(signatures, band)
        ids = batch["id"].take(pa.array(np.repeat(np.arange(len(keys)), keys.shape[1])))
        flat = (pa.array(one.ravel().view(np.int64)) for one in (keys, second_keys(keys)))
        yield pa.RecordBatch.from_arrays([*flat, ids], ["key", "second", "id"])


def _signatures(column: pa.Array) -> np.ndarray[Any, np.dtype[np.uint32]]:
    rows = column.to_pylist()
    return np.frombuffer(b"".join(rows), np.uint32).reshape(len(rows), len(rows[0]) // 4 if rows else 0)


def _neighbours(batches: Batches) -> Batches:
    """Pair rows that share a key, across the batches of a sorted partition."""
    before: pa.RecordBatch | None = None
    for batch in batches:
        table = pa.Table.from_batches([batch] if before is None else [before, batch]).combine_chunks()
        keys = table["key"].to_numpy().view(np.uint64)
        pairs = adjoining(keys, np.arange(len(keys)))
        new = pairs[pairs[:, 1] >= len(keys) - batch.num_rows]
        ids = table["id"].combine_chunks()
        yield pa.RecordBatch.from_arrays(
            [ids.take(pa.array(new[:, end])) for end in (0, 1)], ["one", "other"]
        )
        before = table.slice(max(len(keys) - REACH, 0)).to_batches()[0] if len(keys) else None


def _weighed(batches: Batches) -> Batches:
    for batch in batches:
        both = np.concatenate([_signatures(batch["a"]), _signatures(batch["b"])])
        rows = np.arange(batch.num_rows)
        weight = similarities(both, np.stack([rows, rows + batch.num_rows], axis=1))
        yield pa.RecordBatch.from_arrays(
            [batch["one"], batch["other"], pa.array(weight)], ["one", "other", "weight"]
        )


def _explained(found: Iterable[Campaign], scored: DataFrame, search: _Search) -> Iterator[Campaign]:
    """Add to each campaign what some of its members share in words."""
    found = list(found)
    wanted = sorted({(one,) for campaign in found for one in campaign.members[:MOST_EXPLAINED]})
    chosen = scored.sparkSession.createDataFrame(wanted, scored.select(search.id).schema)
    rows = scored.select(search.id, search.text, search.report).join(chosen, search.id).collect()
    marked = {row[0]: Marked.of(row[1], as_dict(row[2])) for row in rows}
    model = load(search.folder).model
    for campaign in found:
        members = [marked[one] for one in campaign.members[:MOST_EXPLAINED]]
        yield replace(campaign, evidence=explain(campaign.kind, members, model, search.options))
