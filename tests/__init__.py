"""Tests: without a trained model unless a file says otherwise."""
