"""Prose: which parts of the visible text are read as prose, and of which genre."""
