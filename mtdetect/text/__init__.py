"""From the caller's string to the prose that is judged: formats, disguises, debris, other languages.

A `View` is a text as it is read, with each character's place in the source; a `Source` leads spans back.
"""
