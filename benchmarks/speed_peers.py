"""What else reads English text, each as a function that is handed texts; for `performance.py`.

Every ``make_...`` returns such a function, or raises ImportError where the peer is not installed: the
``bench`` extra holds them all.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import Any

Reader = Callable[[Sequence[str]], object]

PHRASES = 5_000
WORD_PIECES = 1.3  # of a word, as WordPiece cuts English news
WINDOW, BATCH = 128, 32  # word pieces that the encoder sees at a time, and windows a batch
WORD = re.compile(r"\w+")


def make_tokenizer(_: Sequence[str]) -> Reader:
    """SpaCy's blank English tokenizer: what all others here that use spaCy pay at least."""
    from spacy import blank

    tokenizer = blank("en").tokenizer
    return lambda texts: [len(tokenizer(text)) for text in texts]


def make_tagger(sample: Sequence[str]) -> Reader:
    """Run ``en_core_web_sm``'s tagger if it is installed; else one of that width that was never trained."""
    import spacy

    try:
        nlp = spacy.load("en_core_web_sm", disable=["parser", "ner", "lemmatizer", "attribute_ruler"])
    except OSError:
        nlp = untrained_tagger(sample[0])
    return lambda texts: [len(doc) for doc in nlp.pipe(texts)]


def untrained_tagger(text: str) -> Any:
    """Make a tagger as spaCy sets one up: four layers of width 96 over hashed embeddings, 50 tags."""
    import spacy
    from spacy.training import Example

    nlp = spacy.blank("en")
    tagger: Any = nlp.add_pipe("tagger")
    for number in range(50):
        tagger.add_label(f"T{number}")
    doc = nlp.make_doc(text)
    nlp.initialize(lambda: [Example.from_dict(doc, {"tags": [f"T{at % 50}" for at in range(len(doc))]})])
    return nlp


def make_proselint(_: Sequence[str]) -> Reader:
    """Run all of proselint's checks."""
    from proselint.checks import __register__
    from proselint.registry import CheckRegistry
    from proselint.tools import LintFile

    CheckRegistry().register_many(__register__)
    return lambda texts: [LintFile("text", text).lint() for text in texts]


def make_encoder(_: Sequence[str]) -> Reader:
    """Encode as MiniLM does: 6 layers, 384 wide, 12 heads, random weights; cutting into pieces is free."""
    import torch

    torch.set_num_threads(1)
    layer = torch.nn.TransformerEncoderLayer(384, 12, 1536, activation="gelu", batch_first=True)
    encoder = torch.nn.TransformerEncoder(layer, 6, enable_nested_tensor=False).eval()
    embedding = torch.nn.Embedding(30_522, 384)

    def encode(texts: Sequence[str]) -> None:
        pieces = int(WORD_PIECES * sum(len(text.split()) for text in texts))
        with torch.inference_mode():
            for begin in range(0, pieces, BATCH * WINDOW):
                windows = min(BATCH, -(-(pieces - begin) // WINDOW))
                encoder(embedding(torch.randint(0, 30_522, (windows, WINDOW))))

    return encode


def make_classifier(sample: Sequence[str]) -> Reader:
    """Classify by TF-IDF of words and pairs of words and by logistic regression, fitted to other texts."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    pipeline = make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), LogisticRegression())
    pipeline.fit(sample, [at % 2 for at in range(len(sample))])
    return pipeline.predict_proba


def phrases(sample: Sequence[str]) -> list[str]:
    """Draw runs of two and three words."""
    draw, words = random.Random(0), WORD.findall(" ".join(sample))
    starts = [draw.randrange(len(words) - 3) for _ in range(PHRASES)]
    return [" ".join(words[at : at + draw.choice((2, 3))]) for at in starts]


def make_phrase_matcher(sample: Sequence[str]) -> Reader:
    """Look 5,000 phrases up by spaCy's PhraseMatcher, tokenization included."""
    from spacy import blank
    from spacy.matcher import PhraseMatcher

    nlp: Any = blank("en")
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    matcher.add("phrases", list(nlp.tokenizer.pipe(phrases(sample))))
    return lambda texts: [matcher(nlp.tokenizer(text)) for text in texts]


def make_aho_corasick(sample: Sequence[str]) -> Reader:
    """Look 5,000 phrases up in the lower-case text by an automaton."""
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for phrase in phrases(sample):
        automaton.add_word(phrase.lower(), phrase)
    automaton.make_automaton()
    return lambda texts: [list(automaton.iter(text.lower())) for text in texts]


#: Name, maker, and the share of each round's texts that it is given: slow ones get few.
PEERS: tuple[tuple[str, Callable[[Sequence[str]], Reader], float], ...] = (
    ("phrase list, Aho-Corasick", make_aho_corasick, 1.0),
    ("phrase list, spaCy's PhraseMatcher", make_phrase_matcher, 1.0),
    ("TF-IDF and logistic regression", make_classifier, 1.0),
    ("proselint", make_proselint, 0.3),
    ("spaCy's small tagger", make_tagger, 0.2),
    ("MiniLM-class encoder", make_encoder, 0.05),
)
