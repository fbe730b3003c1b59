"""Disguises: characters that hide words from a program and not from a reader, undone."""
