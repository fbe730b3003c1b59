"""Results: the frozen values that callers get. Nothing here computes or renders."""
