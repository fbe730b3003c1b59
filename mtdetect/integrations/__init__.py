"""Thin leaves over one detector, for the places where its users work. The core imports none of them."""
