"""HTML: reports, lists of reports and comparisons, on a page and in a notebook."""
