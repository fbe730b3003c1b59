"""Formats: HTML, Markdown and plain text to a view of the text that a reader sees."""
