"""Documents: files, folders and standard input as texts, a module a format; none of it needs a detector."""
