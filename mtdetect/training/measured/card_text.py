"""What a model card says in words; headings after Mitchell et al., Model Cards for Model Reporting (2019)."""

from __future__ import annotations

DETAILS = """\
# Model card

## Model details

{size} English model for mtdetect, made by `mtdetect train` with seed {seed}: a packed table of word
sequences, a table of possible originals, and small neural networks for words, documents and the kind of
rewriting. Arrays and JSON only; loading runs no code, and `mtdetect model` prints its hash. Licence:
Apache-2.0; the terms of what it learned from stand under *Training data*.
"""
USE = """\
## Intended use

To find, in English prose of {least} words or more, documents that an article spinner or careless machine
translation rewrote, and to show which words suggest it: for editors, researchers and moderators who will
read what is flagged. Shorter texts get no verdict.

Out of scope: deciding about a person; telling text by language models; telling fluent machine translation,
which is never flagged; judging whether a text is good, true or original; languages other than English;
verse, lists, tables and code.
"""
FACTORS = """\
## Factors

- **Length.** Thresholds differ by it, and so does what can be seen: see *How much can be seen at which
  length*.
- **The rewriter** and how much it changed: see the tables by generator.
- **Register.** Archaic, legal, telegraphic and dense technical prose are the hard cases: see the rates by
  register and by group.
- **The writer.** How well somebody knows English, and which English, must not matter: learners, students
  and several national presses have rows of their own.
"""
METRICS = """\
## Metrics

- **AUROC**: how often a rewritten document scores above a human one.
- **Flagged, or TPR**: the share of rewritten documents at or above the threshold for 1 % or 0.1 % false
  positives; **FPR**: the same share of human ones. 1 % is the default.
- **Intervals** (`low`, `high`) are at 95 %: Wilson's for shares, a bootstrap over sources for calibration.
- **Expected calibration error**: the mean distance between score and share rewritten, in ten bins of equal
  weight, human and rewritten documents weighing alike.
- **Spans** are compared by characters; a suggestion is right if it is the original, letter case aside.
"""
EVALUATION = """\
## Evaluation data

- *Out of fold*: {human} human documents and {rewritten} that generators rewrote, each judged by networks and
  counts that had not seen its source ({folds} folds of sources). Every table is of these unless it says
  otherwise.
- *Generators left out*: the same documents, judged by networks that had not seen the family of the generator
  either.
- *Unseen groups*: real pages, the half of the learners' and students' essays that training leaves alone, and
  texts written for the purpose; only for the table of false positives by group.

Why these: a detector that is trained on one spinner collapses on the next, and one that was tested on the
sources it learned from says nothing about yours.
"""
TRAINING = """\
## Training data

Human text: {words} words of {sources} sources, by kind of writing: {kinds}. Counts come from all of it;
examples are stretches of 40 to 900 words, and rewritings of them by the generators of
`mtdetect/training/spinners`, at rates of 4 to 100 % of what each can change. Beside the corpus, where the
data folder has them: essays by learners of English, students' essays and their neural round trips, one
half of a list of tortured phrases, thesauri. NOTICE.md of the project names the terms of all of these
([NOTICE.md](../../NOTICE.md)). No text can be read back from the model.
"""
INGREDIENTS = """\
Thesauri: {lexicons}. Translation pairs: {pairs}. Beside the corpus: {extras}. Libraries: {libraries}.
Commit of the code: {commit}. The size and hash of every file are in `model.json`, under `manifest`.
"""
LENGTHS = """\
### How much can be seen at which length

Share flagged at the 1 % point of documents in which generators swapped about every second word they could
(rates .3 to .65, all word-swapping families together). From `words` on to the next row. Below
{least} words the verdict is "abstain": silence about a text is no praise of it.
"""
LEFT_OUT = """\
### Generators that training had not seen

The best guess at what to expect of an unknown rewriter.
"""
GROUPS = """\
### False positives by writer group, on documents that training never saw

Real pages, essays by learners and students, and groups named "ours": imitations that a language model
wrote for this table. `margin` is in logits beyond the 1 % threshold. Of small groups the interval says
most: none flagged of 15 still allows a rate of 20 %. docs/fairness.md says what each group is.
"""
NO_GROUPS = "Not measured for this model: `python -m quality.gate DATA --model FOLDER --card` does it.\n"
CALIBRATION = """\
### Calibration

Out of fold. Signs of neural translation move scores on purpose, but only below all thresholds, and never up
to one: documents that were so translated get the scores of people's, by design, and the rows tell with and
without them. `python benchmarks/reliability.py DATA --model FOLDER` measures unseen documents and draws both.
"""
POINTS = """\
### Operating points

A score at or above `threshold` is flagged, in documents of `min_words` words up to the next row's;
`low` and `high` bound the rate of false positives among the human `documents` that it was set on. Sources
named "set aside" above are not among them: the thresholds promise nothing for their kind of writing.
"""
ETHICS = """\
## Ethical considerations

**False accusations.** Calling a person a machine is the costly error. One in a hundred human documents is
flagged at the default point, more in some registers; where rewriting is rare, most flags are wrong
(docs/is-it-proof.md does the sum). No flag is proof, and none should have consequences before
somebody has read the text.

**Non-native writers.** Detectors of machine text have flagged most essays by learners of English elsewhere.
Here such essays are human examples in training, and others of them are judged in the table by group; their
row is the one to watch. Groups that the table does not name were not tested.

**How to appeal a verdict.** Whoever is flagged should be given the whole report: score, threshold, spans
with reasons, and the hash of the model. With these,

1. judge the text again, as the writer has it: broken conversion from PDF, quotations of others, and menus
   around it are judged like all else;
2. read the spans. Are the suggestions really better in their places? A term of the trade, a name,
   a dialect or an old edition explains a span as well as a machine does;
3. ask for drafts, notes or the source: they outweigh any score;
4. look at the 0.1 % point, and at the row of the writer's group and register;
5. let a person who was not involved decide. If doubt is left, the text is the writer's.

A text that was wrongly flagged improves the next model as a case in `tests/cases/fairness`.

**Data.** Some sources are licensed for research only: see their terms before you build on the model.
"""
CAVEATS = """\
## Caveats and recommendations

- A score is calibrated for as many rewritten as human documents; where rewriting is rarer, so is a true
  alarm.
- "Not flagged" is no certificate: light and fluent rewriting goes unnoticed.
- Commercial rewriters were not trained on.
- Measure a few hundred human documents of your own before you rely on the promised rate.
- Use the 0.1 % point wherever a flag has consequences, judge a site by many pages, and read the spans.
"""
