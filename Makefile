# The verbs of this project; CI uses the same ones. PYTHON names the interpreter to work with.
PYTHON ?= python3
DATA ?= ../shared/data
LOWEST = tests/features tests/judging tests/model tests/text tests/tokens tests/evaluation tests/comparing \
  tests/cli tests/documents tests/spinners tests/adapting tests/integrations/test_frames.py tests/integrations/test_sklearn.py \
  tests/integrations/test_spacy.py tests/render/test_plots.py tests/test_detector.py tests/test_shipped_model.py

.PHONY: install fix check test lowest faults docs gate images notebooks bench

install:  # the package, editable, with everything needed to work on it
	$(PYTHON) -m pip install -e ".[dev]"

fix:  # format, and mend what can be mended
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

check:  # lint, formatting and types, changing nothing
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy

test:  # unit tests and doctests
	$(PYTHON) -m pytest

lowest:  # the part of the tests that needs no tool of development, for the lowest versions (quality/lowest.py)
	$(PYTHON) -m pytest -q -p no:cacheprovider -o filterwarnings=default -W ignore::DeprecationWarning $(LOWEST)

faults:  # plant faults in the numeric core, and see that the tests catch them
	$(PYTHON) -m quality.faults

docs:  # the site, into site/; warnings are errors. The variable silences a notice of Material's end in May 2027
	NO_MKDOCS_2_WARNING=1 $(PYTHON) -m mkdocs build --strict

gate:  # the shipped model against the floors; needs the development data
	$(PYTHON) -m quality.gate $(DATA)

images:  # the docs' pictures of reports; needs a Chromium
	$(PYTHON) docs/make_images.py

notebooks:  # execute the notebooks anew, and keep what they show
	$(PYTHON) notebooks/run.py

bench:  # speed and memory beside other tools, into docs/performance.md; needs the bench extra for the others
	$(PYTHON) -m benchmarks.performance --write docs/performance.md
