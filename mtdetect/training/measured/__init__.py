"""Measured: figures of a trained model, its card, and the model folder."""
