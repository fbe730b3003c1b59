"""What the documentation computes: examples, tables and references that cannot go stale.

Functions give Markdown or HTML and know nothing of the site's generator.
"""
