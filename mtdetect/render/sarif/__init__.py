"""SARIF: reports as the log of a static-analysis tool."""
