"""Every feature once more, slowly: plain Python over one row at a time, written from the definitions.

It shares with the library the tokens, the ids and the raw tables of a tiny model, and none of its arithmetic.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice, pairwise
from typing import cast

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Hashes
from mtdetect.model.binary_fuse import FuseMap
from mtdetect.model.contexts import ContextModel
from mtdetect.model.folder import Model
from mtdetect.model.ngrams import Ngrams, pair_keys, quantize, skip_keys, triple_keys
from mtdetect.model.vocabulary import BOUNDARY, NUMBER, SYMBOL, UNKNOWN
from mtdetect.tokens.arrays import ALPHA, TITLE, UPPER, WORD, Tokens
from mtdetect.tokens.tokenizer import Tokenizer
from tests.tiny_model import PHRASES, SENTENCES, WORDS, tiny_model

Values = dict[str, float]


def full_model() -> Model:
    """Give the tiny model what it lacks: skip pairs, topics, contexts that matter, unequal priors."""
    model = tiny_model()
    rng = np.random.default_rng(7)
    size = len(model.vocabulary)
    topics = rng.integers(-90, 90, (size, 32)).astype(np.int8)
    topics[:5] = 0
    topics[model.vocabulary.ids_of(["home"])] = 0
    inputs, outputs = (rng.integers(-20, 20, (rows, 8)).astype(np.int8) for rows in (size - 30, size))
    inputs[0] = outputs[0] = 0  # stands for all words without a vector
    contexts = ContextModel(
        np.arange(size).astype(np.uint16),
        inputs,
        outputs,
        rng.uniform(5e-4, 4e-3, (10, 8)).astype(np.float32),
    )
    substitutions = replace(
        model.substitutions,
        priors=rng.integers(20, 256, len(model.substitutions.priors)).astype(np.uint8),
    )
    return replace(
        model,
        ngrams=_with_skips(model),
        lexical=replace(model.lexical, topics=topics, zipf=rng.uniform(2, 7, size).astype(np.float32)),
        contexts=contexts,
        substitutions=substitutions,
    )


class ExactMap:
    """A table without the rare false finds of a packed one."""

    def __init__(self, keys: Iterable[int], values: Iterable[int]) -> None:
        self._values = dict(zip(keys, values, strict=True))

    def get(self, keys: Hashes) -> npt.NDArray[np.uint8]:
        """Look keys up; 0 for all others."""
        return np.array([self._values.get(key, 0) for key in keys.tolist()], np.uint8)


def _with_skips(model: Model) -> Ngrams:
    ids, content = Tokenizer().batch(SENTENCES, model.vocabulary).ids, model.lexical.content
    both = content[ids[:-2]] & content[ids[2:]]
    parts = [pair_keys(ids[:-1], ids[1:]), triple_keys(ids[:-2], ids[1:-1], ids[2:])]
    parts.append(skip_keys(ids[:-2][both], ids[2:][both]))
    keys, counts = np.unique(np.concatenate(parts), return_counts=True)
    table = ExactMap(keys.tolist(), quantize(counts).tolist())
    return replace(model.ngrams, table=cast(FuseMap, table))


@dataclass(frozen=True)
class World:
    """A model's raw tables as plain dictionaries and lists."""

    model: Model

    @cached_property
    def seen(self) -> Counter[tuple[int, ...]]:
        """How often pairs, triples and words two places apart (with None between) were seen."""
        ids = Tokenizer().batch(SENTENCES, self.model.vocabulary).ids.tolist()
        counts: Counter[tuple[int, ...]] = Counter(pairwise(ids))
        counts.update(zip(ids, ids[1:], ids[2:], strict=False))
        counts.update((a, -1, b) for a, b in zip(ids, ids[2:], strict=False))
        return counts

    @cached_property
    def counts(self) -> list[float]:
        return [float(count) for count in self.model.ngrams.counts]

    @cached_property
    def candidates(self) -> dict[int, list[tuple[int, float]]]:
        """What each word may have replaced, with its prior."""
        table, ids = self.model.substitutions, self.model.vocabulary.ids_of
        priors = iter(table.priors.tolist())
        found = {}
        for word in self.model.vocabulary.words:
            originals = WORDS.get(word, ())
            found[int(ids([word])[0])] = [(int(ids([one])[0]), next(priors) / 255) for one in originals]
        return found

    def packed(self, *key: int) -> float:
        """Give a count as the table keeps it: rounded to a power of 1.6."""
        count = self.seen[key]
        return 1.6 ** round(math.log(count) / math.log(1.6)) if count else 0.0

    def pair(self, a: int, b: int) -> float:
        return min(self.packed(a, b), self.counts[a], self.counts[b])

    def triple(self, a: int, b: int, c: int) -> float:
        return min(self.packed(a, b, c), self.pair(a, b), self.pair(b, c))

    def alone(self, word: int) -> float:
        """Log-probability of a word by itself."""
        return math.log((self.counts[word] + 0.5) / sum(count + 0.5 for count in self.counts))

    def log_prob(self, a: int, b: int, c: int) -> float:
        """Log-probability of ``c`` after ``a b``: trigrams, pairs and words, after Witten and Bell."""
        followers = float(self.model.ngrams.followers[b])
        by_pair = (followers * math.exp(self.alone(c)) + self.pair(b, c)) / (followers + self.counts[b])
        ab, abc = self.pair(a, b), self.triple(a, b, c)
        breadth = 1.3 * ab**0.7 + 0.1
        return math.log((breadth * by_pair + abc) / (breadth + max(ab, abc)))

    def skip(self, a: int, b: int) -> float:
        """How much oftener than by chance two content words are two places apart, in nats."""
        content = self.model.lexical.content
        seen = min(self.packed(a, -1, b), self.counts[a]) if content[a] and content[b] else 0.0
        chance = self.counts[a] * self.counts[b] / sum(self.counts)
        return max(math.log(max(seen, 1) / chance), 0) if seen else 0.0


@dataclass(frozen=True)
class Candidate:
    """One wording that may have stood in a word's place."""

    word: int
    prior: float
    llr: float
    frequency: float
    left_ratio: float
    right_ratio: float
    topic_gain: float
    context_delta_pmi: float

    @property
    def delta_pmi(self) -> float:
        return self.llr - self.frequency

    @property
    def context_llr(self) -> float:
        return self.context_delta_pmi + self.frequency

    @property
    def rank(self) -> float:
        prior = math.log(max(self.prior, 0.05) / 0.67)
        fit = 0.30 * self.llr + 0.44 * self.context_delta_pmi + 0.25 * self.frequency
        return fit + 5.0 * prior + 2.8 * self.topic_gain


@dataclass(frozen=True)
class Text:
    """A batch of documents, row by row."""

    world: World
    tokens: Tokens

    @cached_property
    def ids(self) -> list[int]:
        return [int(one) for one in self.tokens.ids]

    def id(self, row: int) -> int:
        return self.ids[row] if 0 <= row < len(self.ids) else BOUNDARY

    def spelled(self, row: int) -> str:
        return self.tokens.texts[self.tokens.doc[row]][self.tokens.start[row] : self.tokens.end[row]]

    def has(self, row: int, flag: np.uint8) -> bool:
        return bool(self.tokens.flags[row] & flag)

    def same(self, row: int, reach: int) -> list[int]:
        """The rows of the same document within reach, boundary rows included."""
        near = range(max(row - reach, 0), min(row + reach + 1, len(self.ids)))
        return [other for other in near if self.tokens.doc[other] == self.tokens.doc[row]]

    def log_prob(self, row: int) -> float:
        return self.world.log_prob(self.id(row - 2), self.id(row - 1), self.id(row))

    def llr(self, start: int, length: int, originals: Sequence[int]) -> float:
        """Log-likelihood ratio of another wording of ``length`` rows, of all words that depend on it."""
        around = [self.id(row) for row in (start - 2, start - 1)]
        behind = [self.id(row) for row in (start + length, start + length + 1)]
        wording = [*around, *originals, *behind]
        other = sum(self.world.log_prob(*wording[at : at + 3]) for at in range(len(wording) - 2))
        return other - sum(self.log_prob(row) for row in range(start, start + length + 2))

    def topic(self, row: int, word: int) -> float:
        """Cosine of a word's topic with that of the 60 rows on either side."""
        topics = self.world.model.lexical.topics.astype(float)
        total = sum((topics[self.ids[near]] for near in self.same(row, 60) if near != row), np.zeros(32))
        return float(topics[word] @ total / max(math.sqrt(float(total @ total)), 400.0) / 127)

    def context_pmi(self, row: int, word: int) -> float:
        """How much likelier the five words on either side make a word, in nats."""
        model = self.world.model.contexts
        total = 0.0
        for near in self.same(row, 5):
            at = int(model.rows[self.ids[near]])
            if near != row and at < len(model.inputs):
                place = near - row + 5 if near < row else near - row + 4
                vector = model.inputs[at].astype(float) * model.places[place].astype(float)
                total += float(vector @ model.outputs[model.rows[word]].astype(float))
        return total

    def candidates(self, row: int) -> list[Candidate]:
        world, word = self.world, self.ids[row]
        left, right = self.id(row - 1), self.id(row + 1)
        return [
            Candidate(
                other,
                prior,
                self.llr(row, 1, [other]),
                world.alone(other) - world.alone(word),
                math.log1p(world.pair(left, other)) - math.log1p(world.pair(left, word)),
                math.log1p(world.pair(other, right)) - math.log1p(world.pair(word, right)),
                self.topic(row, other) - self.topic(row, word),
                self.context_pmi(row, other) - self.context_pmi(row, word),
            )
            for other, prior in world.candidates.get(word, [])
        ]

    @cached_property
    def rows(self) -> list[Values]:
        """The features of every row, those of neighbours and documents included."""
        rows = [spelling(self, row) | context(self, row) | choice(self, row) for row in range(len(self.ids))]
        for row, values in enumerate(spans(self)):
            rows[row] |= values
        for row in range(len(self.ids)):
            rows[row] |= neighbourhood(self, rows, row)
        return rows


def spelling(text: Text, row: int) -> Values:
    lexical, ids = text.world.model.lexical, text.ids
    before, after, word = text.id(row - 1), text.id(row + 1), ids[row]
    title = text.has(row, TITLE)
    opens = before == BOUNDARY or before in lexical.sentence_ends.tolist()
    sound = int(lexical.vowel[word])
    wrong = (before in lexical.a_words and sound == 1) or (before in lexical.an_words and sound == 2)
    short = len(text.spelled(row - 1)) <= 2 if row else False
    braces = lexical.braces.tolist()
    return {
        "zipf": float(lexical.zipf[word]),
        "unknown": word == UNKNOWN,
        "title": title,
        "title_inside": title and not opens,
        "upper": text.has(row, UPPER),
        "function_word": bool(lexical.function[word]),
        "article": wrong,
        "small_number": before == NUMBER and short and text.has(row, ALPHA) and not title,
        "brace": before in braces or after in braces,
        "damaged": damaged(text, row),
        "repeated": text.has(row, WORD) and word in (before, after) and word > UNKNOWN,
    }


def damaged(text: Text, row: int) -> bool:
    """Whether a token is one that a careless tokenizer leaves: "e.G.", "34.eight", "Three.5"."""
    word = text.spelled(row)
    odd = text.ids[row] <= SYMBOL and text.has(row, WORD) and not text.has(row, ALPHA)
    if odd and re.fullmatch(r"\d+\.[a-z]{3,}%?|[A-Z][a-z]{2,}\.\d+", word):
        return True
    glued = row > 0 and text.tokens.start[row] == text.tokens.end[row - 1]
    capital = text.has(row, TITLE) or text.has(row, UPPER)
    capital_before = row > 0 and (text.has(row - 1, TITLE) or text.has(row - 1, UPPER))
    short = all(0 <= len(text.spelled(at)) <= 2 and text.has(at, WORD) for at in (row - 1, row))
    return bool(glued and capital and not capital_before and short)


def context(text: Text, row: int) -> Values:
    world = text.world
    left, word, right = text.id(row - 1), text.id(row), text.id(row + 1)
    return {
        "surprisal": -text.log_prob(row),
        "bond_left": text.log_prob(row) - world.alone(word),
        "bond_middle": text.log_prob(row + 1) - world.alone(right),
        "bond_right": text.log_prob(row + 2) - world.alone(text.id(row + 2)),
        "seen_left": math.log1p(world.pair(left, word)),
        "seen_right": math.log1p(world.pair(word, right)),
        "seen_middle": math.log1p(world.triple(left, word, right)),
        "skip_left": world.skip(text.id(row - 2), word),
        "skip_right": world.skip(word, text.id(row + 2)),
        "topic_fit": text.topic(row, word),
        "context_fit": text.context_pmi(row, word),
    }


def choice(text: Text, row: int) -> Values:
    """What the candidates of a word say; all but the odds are 0 where there are none."""
    world, word = text.world, text.ids[row]
    found = text.candidates(row)
    if not found:
        return dict.fromkeys(CHOICE_NAMES, 0.0) | {"odds": -15.0}
    best, *others = sorted(found, key=lambda one: -one.rank)
    before, after = text.id(row - 2), text.id(row + 2)
    skips = world.skip(before, best.word) + world.skip(best.word, after)
    zipf = world.model.lexical.zipf
    topical = bool(world.model.lexical.topics[word].any())
    return {
        "choices": math.log1p(len(found)),
        "gain": clip(best.llr),
        "gain_second": clip(others[0].llr) if others else -15.0,
        "bond_gain": clip(max(one.delta_pmi for one in found)),
        "share": -math.log(1 + sum(math.exp(one.llr) for one in found)),
        "curvature": expected(one.llr for one in found),
        "bond_curvature": expected(one.delta_pmi for one in found),
        "better": sum(one.llr > 0 for one in found) / len(found),
        "zipf_gap": float(zipf[best.word] - zipf[word]),
        "weight": best.prior,
        "left_ratio": best.left_ratio,
        "right_ratio": best.right_ratio,
        "skip_gain": skips - world.skip(before, word) - world.skip(word, after),
        "topic_gain": best.topic_gain if topical else 0.0,
        "topic_best": max(one.topic_gain for one in found) if topical else 0.0,
        "context_gain": best.context_llr,
        "context_bond": best.context_delta_pmi,
        "context_best": max(one.context_llr for one in found),
        "context_curvature": expected(one.context_llr for one in found),
        "context_bond_curvature": expected(one.context_delta_pmi for one in found),
        "odds": clip(math.log(sum(math.exp(one.rank) for one in found))),
    }


CHOICE_NAMES = """
    choices gain gain_second bond_gain share curvature bond_curvature better zipf_gap weight left_ratio
    right_ratio skip_gain topic_gain topic_best context_gain context_bond context_best context_curvature
    context_bond_curvature
""".split()


def clip(nats: float) -> float:
    return min(max(nats, -15.0), 15.0)


def expected(llrs: Iterable[float]) -> float:
    """What the log-likelihood ratio of a draw among all wordings is expected to be, the author's being 0."""
    values = [0.0, *llrs]
    total = sum(math.exp(value) for value in values)
    return sum(math.exp(value) * value for value in values) / total


def spans(text: Text) -> list[Values]:
    """The best pair and the best phrase that cover each row."""
    rows = [{"pair_gain": 0.0, "phrase_gain": 0.0, "phrase_length": 0.0} for _ in text.ids]
    for start, llr in pairs(text):
        for row in (start, start + 1):
            rows[row]["pair_gain"] = max(rows[row]["pair_gain"], min(llr, 15.0))
    best = [0.0] * len(rows)
    for start, length, llr in phrases(text):
        for row in range(start, start + length):
            if llr > best[row]:
                best[row] = llr
                rows[row] |= {"phrase_gain": min(llr, 15.0), "phrase_length": float(length)}
    return rows


def pairs(text: Text) -> Iterable[tuple[int, float]]:
    """Two neighbours swapped back at once, where the pair of originals is an idiom."""
    world = text.world
    for row in range(len(text.ids) - 1):
        for one, _ in islice(world.candidates.get(text.ids[row], ()), 6):
            for other, _ in islice(world.candidates.get(text.ids[row + 1], ()), 6):
                seen = world.pair(one, other)
                pmi = math.log(seen / sum(world.counts)) if seen else -math.inf
                if seen >= 2 and pmi - world.alone(one) - world.alone(other) > 2.0:
                    yield row, text.llr(row, 2, [one, other])


def phrases(text: Text) -> Iterable[tuple[int, int, float]]:
    """Phrases of the list, put back to what stood there."""
    for phrase, original in PHRASES.items():
        left, right = (
            text.world.model.vocabulary.ids_of(side.split()).tolist() for side in (phrase, original)
        )
        for row in range(len(text.ids) - len(left) + 1):
            if text.ids[row : row + len(left)] == left:
                yield row, len(left), text.llr(row, len(left), right)


def neighbourhood(text: Text, rows: list[Values], row: int) -> Values:
    def at(place: int, name: str, beyond: float = 0.0) -> float:
        return rows[place][name] if 0 <= place < len(rows) else beyond

    def surprisal(place: int) -> float:
        return 0.0 if text.id(place) == BOUNDARY else at(place, "surprisal")

    def mean(values: list[float]) -> float:
        return sum(values) / max(len(values), 1)

    def chosen(reach: int, name: str) -> list[float]:
        return [max(rows[near][name], 0) if name == "gain" else rows[near][name]
                for near in text.same(row, reach) if rows[near]["choices"] > 0]  # fmt: skip

    inside = [near for near in text.same(row, len(rows)) if text.ids[near] != BOUNDARY]
    close = [near for near in text.same(row, 5) if text.ids[near] != BOUNDARY]
    return {
        "gain_before": max(at(row - 1, "gain"), 0),
        "gain_after": max(at(row + 1, "gain"), 0),
        "odds_before": at(row - 1, "odds", -15.0),
        "odds_after": at(row + 1, "odds", -15.0),
        "topic_gain_before": at(row - 1, "topic_gain"),
        "topic_gain_after": at(row + 1, "topic_gain"),
        "curvature_before": at(row - 1, "curvature"),
        "curvature_after": at(row + 1, "curvature"),
        "surprisal_before": surprisal(row - 1),
        "surprisal_after": surprisal(row + 1),
        "near_gain": mean([max(rows[near]["gain"], 0) for near in close]),
        "near_curvature": mean(chosen(20, "curvature")),
        "document_curvature": mean(chosen(len(rows), "curvature")),
        "document_gain": mean(chosen(len(rows), "gain")),
        "document_surprisal": mean([rows[near]["surprisal"] for near in inside]),
    }


@dataclass(frozen=True)
class Document:
    """The words of one document, each with its features and its weight."""

    words: list[tuple[Values, float]]

    @classmethod
    def of(cls, text: Text, number: int) -> Document:
        """Weigh each word once in a stretch of 1,000 rows of its document."""
        rows = [row for row in range(len(text.ids)) if text.tokens.doc[row] == number]
        keys = {row: (at // 1000, text.ids[row]) for at, row in enumerate(rows) if text.has(row, WORD)}
        often = Counter(keys.values())
        return cls([(text.rows[row], 1 / often[key]) for row, key in keys.items()])

    def mean(self, value: Callable[[Values], float], which: Callable[[Values], bool]) -> float:
        chosen = [(value(row), weight) for row, weight in self.words if which(row)]
        total = sum(weight for _, weight in chosen)
        return sum(one * weight for one, weight in chosen) / total if total else 0.0


def any_word(_: Values) -> bool:
    return True


def swappable(row: Values) -> bool:
    return row["choices"] > 0


def grammatical(row: Values) -> bool:
    return row["function_word"] > 0


def pooled(document: Document, name: str) -> float:
    """One pooled feature by its name."""
    if name == "words.log":
        return math.log(max(len(document.words), 1))
    if name == "with_candidates.share":
        return document.mean(swappable, any_word)
    feature, _, how = name.partition(".")
    if cell := re.fullmatch(r"(\d)_(\w+)\.(\d)", how):
        return grid_cell(document, feature, int(cell[1]), cell[2], int(cell[3]))

    def value(row: Values) -> float:
        return row[feature]

    def square(row: Values) -> float:
        return row[feature] ** 2

    usual = document.mean(value, grammatical)
    if how.startswith("above_"):
        return document.mean(lambda row: row[feature] > float(how.removeprefix("above_")), any_word)
    return {
        "mean": lambda: document.mean(value, swappable),
        "std": lambda: math.sqrt(
            max(document.mean(square, swappable) - document.mean(value, swappable) ** 2, 0)
        ),
        "all_words": lambda: document.mean(value, any_word),
        "never": lambda: document.mean(lambda row: row[feature] <= 0, any_word),
        "grammar": lambda: usual,
        "beyond_grammar": lambda: document.mean(value, swappable) - usual,
    }[how]()


#: The steps of each grid, as a table of its own: a changed step in the library is found here.
GRIDS: dict[tuple[str, str], tuple[tuple[float, ...], tuple[float, ...]]] = {
    ("zipf", "gain"): ((3.2, 4.2, 5.2), (-3, 0, 2, 4, 7)),
    ("zipf", "curvature"): ((3.2, 4.2, 5.2), (-0.5, 0, 0.7, 2, 4)),
    ("zipf", "bond_curvature"): ((3.2, 4.2, 5.2), (-0.5, 0, 0.7, 2, 4)),
    ("topic_gain", "gain"): ((-0.1, 0.1), (-3, 0, 2, 4, 7)),
    ("seen_left", "gain"): ((0,), (-3, 0, 2, 4, 7)),
    ("seen_right", "gain"): ((0,), (-3, 0, 2, 4, 7)),
    ("left_ratio", "curvature"): ((0, 2.5), (-0.5, 0, 0.7, 2, 4)),
    ("right_ratio", "curvature"): ((0, 2.5), (-0.5, 0, 0.7, 2, 4)),
    ("weight", "gain"): ((0.4, 0.6, 0.8), (-3, 0, 2, 4, 7)),
    ("zipf", "context_gain"): ((3.2, 4.2, 5.2), (-2, 0, 1, 2, 4)),
    ("zipf", "context_curvature"): ((3.2, 4.2, 5.2), (-0.5, 0, 0.7, 2, 4)),
    ("zipf", "context_bond_curvature"): ((3.2, 4.2, 5.2), (-0.5, 0, 0.5, 1.2, 2.5)),
    ("context_gain", "gain"): ((-1, 1, 3), (-3, 0, 2, 4, 7)),
    ("context_fit", "curvature"): ((-3, -1, 1), (-0.5, 0, 0.7, 2, 4)),
    ("zipf", "odds"): ((3.2, 4.2, 5.2), (-4, -2, 0, 2, 4)),
    ("topic_gain", "odds"): ((-0.1, 0.1), (-4, -2, 0, 2, 4)),
}


def grid_cell(document: Document, one: str, row: int, other: str, column: int) -> float:
    """Square root of the share of swappable words in one cell of a grid."""
    steps = GRIDS[one, other]

    def inside(values: Values) -> bool:
        places = [
            sum(values[name] > step for step in some) for name, some in zip((one, other), steps, strict=True)
        ]
        return places == [row, column]

    return math.sqrt(document.mean(inside, swappable))
