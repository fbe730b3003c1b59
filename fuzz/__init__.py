"""Coverage-guided fuzzing, and the checks that tests replay its findings through."""
