"""What a model is made of: its tables, networks and numbers, a module each.

``mtdetect/model.py`` holds them together and keeps them as a folder. A part knows nothing of the stages
that judge a text with it.
"""
