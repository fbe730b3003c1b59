"""A suspect text beside the source that it may come from.

``mtdetect.compare`` is the way in, and the function of that name in `compare`. Nothing is imported here, so
that a value of `comparison` can be had without a detector.
"""
