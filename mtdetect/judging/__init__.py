"""Judging: scores of words and documents, spans with suggestions and reasons, the report."""
