"""What a model is made of, a module each: tables, networks, numbers; and how ``folder.py`` keeps them all.

A part knows nothing of the stages that judge a text with it.
"""
