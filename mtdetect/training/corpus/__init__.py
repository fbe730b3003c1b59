"""The corpus: sources of human text, tokenized, counted and dealt into folds."""
