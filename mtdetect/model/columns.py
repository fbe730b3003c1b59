"""Columns: the features of tokens and documents, and the reasons named after them, as plain data."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Feature:
    """A column of the matrix: its name, and what it says in an analyst's words."""

    name: str
    meaning: str


FEATURES: tuple[Feature, ...] = (
    Feature("zipf", "how common the word is (Zipf scale)"),
    Feature("unknown", "the word is in no list"),
    Feature("title", "capitalised"),
    Feature("title_inside", "capitalised inside a sentence"),
    Feature("upper", "in capitals"),
    Feature("function_word", "a grammatical word"),
    Feature("surprisal", "how unexpected the word is after the two before it"),
    Feature("bond_left", "how much the words before call for this one"),
    Feature("bond_middle", "how much the word and its left neighbour call for the next"),
    Feature("bond_right", "how much the word and the next call for the one after"),
    Feature("seen_left", "how often the word was seen after its left neighbour"),
    Feature("seen_right", "how often it was seen before its right neighbour"),
    Feature("seen_middle", "how often it was seen between both neighbours"),
    Feature("choices", "how many wordings it may have replaced"),
    Feature("gain", "how much likelier the text is with the best other wording"),
    Feature("gain_second", "the same for the second-best wording"),
    Feature("bond_gain", "how much better another wording fits the words around, however common it is"),
    Feature("share", "how often a writer would choose this word among its near-synonyms here"),
    Feature("curvature", "how odd this choice is, for a place where the choice is that open"),
    Feature("bond_curvature", "the same, judged by the words around alone"),
    Feature("better", "the share of near-synonyms that would fit better"),
    Feature("zipf_gap", "how much commoner the best other wording is"),
    Feature("weight", "how readily a rewriter makes this swap"),
    Feature("left_ratio", "how much better known the best wording is after the left neighbour"),
    Feature("right_ratio", "how much better known the best wording is before the right neighbour"),
    Feature("skip_left", "how much the word two places before calls for this one"),
    Feature("skip_right", "how much this word calls for the one two places after"),
    Feature("skip_gain", "how much better the best other wording goes with the words two places away"),
    Feature("topic_fit", "how near the word is to the topic of the text around it"),
    Feature("topic_gain", "how much nearer the best other wording is"),
    Feature("topic_best", "how much nearer the nearest other wording is"),
    Feature("context_fit", "how much the five words on either side call for this one"),
    Feature("context_gain", "how much likelier the best other wording is among these words"),
    Feature("context_bond", "how much more these words call for it, however common it is"),
    Feature("context_best", "how much likelier the likeliest other wording is among these words"),
    Feature("context_curvature", "how odd this choice is among these words"),
    Feature("context_bond_curvature", "the same, however common each wording is"),
    Feature("odds", "the odds that another wording stood here, from all that is known of each"),
    Feature("odds_before", "the same odds of the word before"),
    Feature("odds_after", "the same odds of the word after"),
    Feature("topic_gain_before", "how much nearer the best other wording of the word before is"),
    Feature("topic_gain_after", "how much nearer the best other wording of the word after is"),
    Feature("pair_gain", "how much likelier the text is with this word and a neighbour both swapped back"),
    Feature("phrase_gain", "how much likelier the text is with another phrase in this place"),
    Feature("phrase_length", "how many words that phrase replaces"),
    Feature("article", "a before a vowel, an before a consonant"),
    Feature("small_number", "after a digit where writers spell the number out"),
    Feature("brace", "a brace left behind"),
    Feature("damaged", "capitals or stops inside a word"),
    Feature("repeated", "the same word twice"),
    Feature("gain_before", "the gain of the word before"),
    Feature("gain_after", "the gain of the word after"),
    Feature("curvature_before", "the oddness of the choice before"),
    Feature("curvature_after", "the oddness of the choice after"),
    Feature("surprisal_before", "how unexpected the word before is"),
    Feature("surprisal_after", "how unexpected the word after is"),
    Feature("near_gain", "the mean gain of the ten words around"),
    Feature("near_curvature", "the mean oddness of choices among the forty words around"),
    Feature("document_curvature", "the mean oddness of choices in the document"),
    Feature("document_gain", "the mean gain in the document"),
    Feature("document_surprisal", "the mean surprise in the document"),
)

NAMES: tuple[str, ...] = tuple(feature.name for feature in FEATURES)


Steps = tuple[str, tuple[float, ...]]  # a feature, and values of it in ascending order

COLUMN = {name: number for number, name in enumerate(NAMES)}

# Pooled as mean and standard deviation over the words that have near-synonyms.
WITH_CANDIDATES = """
    gain gain_second bond_gain share curvature bond_curvature better zipf_gap left_ratio right_ratio
    pair_gain zipf surprisal bond_left bond_middle bond_right skip_left skip_right skip_gain topic_fit
    topic_gain topic_best context_fit context_gain context_bond context_best context_curvature
    context_bond_curvature odds
""".split()

# Pooled as the mean over all words.
ALL_WORDS = """
    zipf unknown title_inside upper function_word surprisal bond_left bond_middle bond_right article
    small_number brace damaged repeated seen_left seen_right seen_middle phrase_length choices context_fit
""".split()

# Pooled as the share of words beyond each value.
EXCEEDANCES: dict[str, tuple[float, ...]] = {
    "gain": (1, 3, 5, 8),
    "bond_gain": (2, 4, 7),
    "curvature": (0.5, 1, 2, 4, 6),
    "bond_curvature": (1, 2, 4),
    "pair_gain": (2, 5, 9),
    "phrase_gain": (1, 3, 6, 9),
    "surprisal": (8, 11, 14),
    "skip_gain": (1, 3),
    "topic_gain": (0.1, 0.3, 0.6),
    "topic_best": (0.3, 0.6),
    "context_gain": (0, 1, 2, 4),
    "context_bond": (1, 3, 5),
    "context_best": (0, 1, 2, 4, 6),
    "context_curvature": (0.5, 1, 2, 4),
    "context_bond_curvature": (0.5, 1, 2, 3),
    "odds": (-4, -2, 0, 2, 4),
}

# Pooled as the mean over grammatical words, which no rewriter swaps, and as how the others differ from it:
# an odd register is odd throughout, a rewritten text only where words were swapped.
AGAINST_GRAMMAR = "surprisal bond_left bond_middle bond_right seen_left seen_right context_fit".split()

# Pooled as the share of the words with near-synonyms that fall into each cell of a grid.
JOINT_HISTOGRAMS: tuple[tuple[Steps, Steps], ...] = (
    (("zipf", (3.2, 4.2, 5.2)), ("gain", (-3, 0, 2, 4, 7))),
    (("zipf", (3.2, 4.2, 5.2)), ("curvature", (-0.5, 0, 0.7, 2, 4))),
    (("zipf", (3.2, 4.2, 5.2)), ("bond_curvature", (-0.5, 0, 0.7, 2, 4))),
    (("topic_gain", (-0.1, 0.1)), ("gain", (-3, 0, 2, 4, 7))),
    (("seen_left", (0,)), ("gain", (-3, 0, 2, 4, 7))),
    (("seen_right", (0,)), ("gain", (-3, 0, 2, 4, 7))),
    (("left_ratio", (0, 2.5)), ("curvature", (-0.5, 0, 0.7, 2, 4))),
    (("right_ratio", (0, 2.5)), ("curvature", (-0.5, 0, 0.7, 2, 4))),
    (("weight", (0.4, 0.6, 0.8)), ("gain", (-3, 0, 2, 4, 7))),
    (("zipf", (3.2, 4.2, 5.2)), ("context_gain", (-2, 0, 1, 2, 4))),
    (("zipf", (3.2, 4.2, 5.2)), ("context_curvature", (-0.5, 0, 0.7, 2, 4))),
    (("zipf", (3.2, 4.2, 5.2)), ("context_bond_curvature", (-0.5, 0, 0.5, 1.2, 2.5))),
    (("context_gain", (-1, 1, 3)), ("gain", (-3, 0, 2, 4, 7))),
    (("context_fit", (-3, -1, 1)), ("curvature", (-0.5, 0, 0.7, 2, 4))),
    (("zipf", (3.2, 4.2, 5.2)), ("odds", (-4, -2, 0, 2, 4))),
    (("topic_gain", (-0.1, 0.1)), ("odds", (-4, -2, 0, 2, 4))),
)

UNSEEN = ("seen_left", "seen_right", "seen_middle")  # pooled as the share of words never seen so

GRID_CELL = re.compile(r"\w+\.\d_(\w+)\.\d")

POOLED: tuple[str, ...] = (
    *(f"{name}.{pool}" for name in WITH_CANDIDATES for pool in ("mean", "std")),
    *(f"{name}.all_words" for name in ALL_WORDS),
    *(f"{name}.above_{step:g}" for name, steps in EXCEEDANCES.items() for step in steps),
    *(f"{name}.never" for name in UNSEEN),
    *(f"{name}.grammar" for name in AGAINST_GRAMMAR),
    *(f"{name}.beyond_grammar" for name in AGAINST_GRAMMAR),
    *(
        f"{one}.{i}_{other}.{j}"
        for (one, rows), (other, steps) in JOINT_HISTOGRAMS
        for i in range(len(rows) + 1)
        for j in range(len(steps) + 1)
    ),
    "with_candidates.share",
    "words.log",
)


def speaks_of(name: str) -> str:
    """Name the token feature that a pooled column speaks of; of a grid, the one that its cells cut finer.

    >>> speaks_of("gain.above_3"), speaks_of("zipf.0_curvature.4"), speaks_of("with_candidates.share")
    ('gain', 'curvature', 'choices')
    """
    if cell := GRID_CELL.fullmatch(name):
        return cell[1]
    return {"with_candidates.share": "choices", "words.log": "words"}.get(name, name.split(".")[0])


REST, BASELINE, DOCUMENT, TRANSLATION = "everything_else", "baseline", "document", "translation"

#: What the reasons that are no features say.
MEANINGS = {
    REST: "the features that are not named, taken together",
    "words": "how long the document is",
    BASELINE: "what an ordinary word or document starts from",
    DOCUMENT: "how the rest of the document reads",
    TRANSLATION: "how far its words and its grammar are those that machine translation prefers",
}

SUBJECTS = tuple(dict.fromkeys(map(speaks_of, POOLED)))  # what a document's reasons are named after

VOCABULARY = frozenset({*NAMES, *SUBJECTS, *MEANINGS})
