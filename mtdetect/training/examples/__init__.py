"""Examples: documents drawn and rewritten, with the features of their folds."""
