"""Features: what is known of each token, and what a document's tokens say together."""
