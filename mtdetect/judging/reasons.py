"""Reasons: which features moved a score, in a closed vocabulary, adding up to the score's logit."""

from __future__ import annotations

import numpy as np

from mtdetect.arrays import Doubles, Floats
from mtdetect.model.columns import BASELINE, DOCUMENT, NAMES, POOLED, REST, SUBJECTS, TRANSLATION, speaks_of
from mtdetect.model.network import Network
from mtdetect.results.report import Reason

_SUBJECT = np.array([SUBJECTS.index(speaks_of(name)) for name in POOLED])
_BY_SUBJECT = np.argsort(_SUBJECT, kind="stable")
_FIRST = np.searchsorted(_SUBJECT[_BY_SUBJECT], np.arange(len(SUBJECTS)))
OF_DOCUMENT = np.array([name.startswith("document_") for name in NAMES])


def explain_documents(
    network: Network, pooled: Floats, slopes: Doubles, offsets: Doubles, translation: Doubles, most: int
) -> list[tuple[Reason, ...]]:
    """Give each document's reasons; they add up to its score's logit.

    That is ``offset + slope * logit + translation``, of the network's logit.

    All columns that pool one token feature are one reason: an analyst asks what, not at which quantile.
    """
    shares, logits = _shares(network, pooled)
    shares *= slopes[:, None]
    baseline = offsets + slopes * logits - shares.sum(axis=1)
    by_subject = np.add.reduceat(shares[:, _BY_SUBJECT], _FIRST, axis=1)
    return _reasons(SUBJECTS, by_subject, {TRANSLATION: translation, BASELINE: baseline}, most)


def explain_spans(network: Network, rows: Floats, logits: Floats, most: int) -> list[tuple[Reason, ...]]:
    """Give the reasons of spans by the features ``(k, F)`` of their likeliest words, adding up to ``logits``.

    What tells of the document alone is one reason: it is the same for all of a document's spans.
    """
    shares, own = _shares(network, rows)
    document = logits - own + shares[:, OF_DOCUMENT].sum(axis=1)
    baseline = own - shares.sum(axis=1)
    shares[:, OF_DOCUMENT] = 0
    return _reasons(NAMES, shares, {DOCUMENT: document, BASELINE: baseline}, most)


def _shares(network: Network, rows: Floats) -> tuple[Doubles, Doubles]:
    logits, shares = network.explained(rows)
    return shares.astype(np.float64), logits.astype(np.float64)


def _reasons(
    names: tuple[str, ...], shares: Doubles, closing: dict[str, Doubles], most: int
) -> list[tuple[Reason, ...]]:
    """Name the strongest features of every row, sum up the rest, close; leave out what moved nothing."""
    top = np.argsort(-np.abs(shares), axis=1, kind="stable")[:, :most]
    named = np.take_along_axis(shares, top, axis=1)
    rest = shares.sum(axis=1) - named.sum(axis=1)
    tail = np.stack([rest, *closing.values()], axis=1)
    values = np.concatenate([named, tail], axis=1).tolist()
    labels = [*names, REST, *closing]
    ends = np.broadcast_to(np.arange(len(names), len(labels)), tail.shape)
    columns = np.concatenate([top, ends], axis=1).tolist()
    return [
        tuple([Reason(labels[column], share) for column, share in zip(*row, strict=True) if share])
        for row in zip(columns, values, strict=True)
    ]
