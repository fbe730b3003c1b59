"""Tables: vocabulary, n-grams, substitutions, topics and context vectors."""
