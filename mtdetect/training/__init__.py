"""Training: from a corpus of human text to a model folder."""
