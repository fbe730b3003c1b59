"""The terminal: reports, lists of reports and comparisons in lines of text."""
