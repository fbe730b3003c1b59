"""Tokens: from prose to arrays of rows, one a token, of English alone."""
